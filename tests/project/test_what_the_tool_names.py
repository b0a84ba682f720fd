"""What of the letter the tool's sources may name: nothing."""

import re
from pathlib import Path

import letter.data.cohort
import reproduction
from letter.data.cohort import load_cohort
from letter.data.paths import PROJECT, REFERENCES
from letter.data.published import load_table_1, load_table_2


def named_by_the_letter() -> list[str]:
    """Words that would tell which paper this is: its subject, its authors, its columns and ids."""
    words = {
        *("the letter", "this letter", "letter's", "blinatumomab", "mrd", "minimal residual"),
        *("relapse", "remission", "leukemia", "leukaemia", "lymphoblastic", "philadelphia"),
        *("transplant", "hsct", "haematologica", "survival", "kaplan", "months of"),
    }
    columns = (*load_cohort().columns, *load_table_1().columns, *load_table_2().columns)
    words |= {column for column in columns if "_" in column}
    words |= set(re.findall(r"(?m)^- id: (\S+-\S+)$", claims_yaml()))
    references = REFERENCES.read_text(encoding="utf-8")
    words |= set(re.findall(r"@\w+\{(\w+),", references))
    (authors,) = re.findall(r"@article\{gokbuget2017,\s*author\s*=\s*\{(.*?)\}", references)
    words |= {author.split(",")[0] for author in authors.split(" and ")}
    return sorted(word.lower() for word in words)


def claims_yaml() -> str:
    return (PROJECT / "data" / "published" / "claims.yaml").read_text(encoding="utf-8")


def sources():
    """Every file of the tool. Estimators of survival, and figures of it, name their subject."""
    root = Path(reproduction.__file__).parent
    for path in sorted(root.rglob("*")):
        inside = path.relative_to(root).parts
        if path.is_file() and not {"__pycache__", "survival", "figures"} & set(inside):
            yield path


def named(path: Path) -> list[str]:
    """Each word of the letter in the file, with its place."""
    words = "|".join(re.escape(word) for word in named_by_the_letter())
    pattern = re.compile(rf"(?<![\w-])(?:{words})(?![\w-])", re.IGNORECASE)
    return [
        f"{path.relative_to(PROJECT)}:{number}: {match[0]}"
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        for match in pattern.finditer(line)
    ]


def test_the_tool_names_nothing_of_this_letter():
    assert [place for path in sources() for place in named(path)] == []


def test_a_module_of_the_letter_is_found_to_name_it():
    words = {
        place.rpartition(": ")[2].lower() for place in named(Path(letter.data.cohort.__file__))
    }
    assert {"remission", "rfs_months", "hsct_months"} <= words
    assert {"gökbuget", "mrd-responses", "gokbuget2017"} <= set(named_by_the_letter())
