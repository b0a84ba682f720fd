"""What lets others cite, check and run the project: CITATION.cff, codecheck.yml, the workflow."""

import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from letter.data.paths import PROJECT, REFERENCES
from reproduction.loading import load

CITATION = PROJECT / "CITATION.cff"
CODECHECK = PROJECT / "codecheck.yml"
WORKFLOW = PROJECT / ".github" / "workflows" / "ci.yml"
MAKEFILE = (PROJECT / "Makefile").read_text(encoding="utf-8")
SETTINGS = yaml.safe_load((PROJECT / "_quarto.yml").read_text(encoding="utf-8"))
PACKAGE = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def loaded(path: Path) -> dict[str, Any]:
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert isinstance(content, dict)
    return content


def valid(path: Path, schema: str) -> subprocess.CompletedProcess[str]:
    """Validate a file with check-jsonschema, which has the ecosystems' schemas inside."""
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(path)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def the_letter() -> dict[str, str]:
    """The letter's fields in references.bib, without protecting braces."""
    text = REFERENCES.read_text(encoding="utf-8")
    entry = text[text.index("@article{gokbuget2017,") :]
    entry = entry[: entry.index("\n}")]
    fields = re.findall(r"^  (\w+)\s*= \{(.*)\},?$", entry, re.MULTILINE)
    return {name: re.sub(r"[{}]", "", value) for name, value in fields}


def authors_of_the_letter() -> list[tuple[str, str]]:
    """Given names and family name of each author, in order."""
    people = [name.split(", ") for name in the_letter()["author"].split(" and ")]
    return [(given, family) for family, given in people]


# --- CITATION.cff


def test_the_citation_is_valid_by_the_schema_of_its_version():
    assert loaded(CITATION)["cff-version"] == "1.2.0"
    done = valid(CITATION, "vendor.citation-file-format")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("old", "new"),
    [("type: software", "type: letter"), ("doi: 10.", "doi: doi:10."), ("message:", "note:")],
)
def test_a_wrong_citation_is_refused(tmp_path, old, new):
    text = CITATION.read_text(encoding="utf-8")
    assert text.count(old) == 1
    wrong = tmp_path / "CITATION.cff"
    wrong.write_text(text.replace(old, new), encoding="utf-8")
    assert valid(wrong, "vendor.citation-file-format").returncode == 1


def test_the_citation_is_of_this_work():
    citation, book = loaded(CITATION), SETTINGS["book"]
    assert citation["title"] == f"{book['title']}: {book['subtitle']}"
    assert [author["name"] for author in citation["authors"]] == [book["author"]]
    assert citation["type"] == "software"
    assert citation["version"] == PACKAGE["version"]
    assert citation["license"] == PACKAGE["license"]
    assert "preferred-citation" not in citation


def test_the_letter_is_a_reference_of_the_citation():
    (reference,) = loaded(CITATION)["references"]
    letter = the_letter()
    start, end = letter["pages"].split("--")
    assert [(a["given-names"], a["family-names"]) for a in reference.pop("authors")] == (
        authors_of_the_letter()
    )
    assert reference == {
        "type": "article",
        "title": letter["title"],
        "journal": letter["journal"],
        "year": int(letter["year"]),
        "volume": letter["volume"],
        "issue": letter["number"],
        "start": start,
        "end": end,
        "doi": letter["doi"],
    }


def test_the_letter_is_read_whole():
    assert len(authors_of_the_letter()) == 14
    assert authors_of_the_letter()[6] == ("Heinz A.", "Horst")
    assert the_letter()["title"].endswith(
        "minimal residual disease in B-lineage acute lymphoblastic leukemia"
    )


# --- codecheck.yml


def test_codecheck_has_what_version_1_0_asks_of_an_author():
    """https://codecheck.org.uk/spec/config/1.0/: the author's MUSTs and SHOULDs."""
    lines = CODECHECK.read_text(encoding="utf-8").splitlines()
    assert lines[:2] == ["%YAML 1.1", "---"]
    content = loaded(CODECHECK)
    assert content["version"] == "https://codecheck.org.uk/spec/config/1.0/"
    assert content["manifest"]
    for item in content["manifest"]:
        assert set(item) == {"file", "comment"}
        assert not Path(item["file"]).is_absolute()
        assert ".." not in Path(item["file"]).parts
    # A codechecker's part, and what nobody has given yet, is not made up here.
    assert set(content) == {"version", "manifest", "paper", "source"}


def test_codecheck_is_about_the_letter():
    paper, letter = loaded(CODECHECK)["paper"], the_letter()
    assert paper == {
        "title": letter["title"],
        "authors": [{"name": f"{given} {family}"} for given, family in authors_of_the_letter()],
        "reference": f"https://doi.org/{letter['doi']}",
    }


def manifest() -> list[str]:
    return [item["file"] for item in loaded(CODECHECK)["manifest"]]


def test_the_manifest_has_the_letters_downloads_the_pdf_and_the_front_page():
    """The review's tables and figures are not the paper's."""
    folder = SETTINGS["project"]["output-dir"]
    offered = [n for n in load(PROJECT).downloads() if not n.startswith("review-")]
    files = [f"{folder}/downloads/{name}.csv" for name in [*offered, "claims"]]
    book = [f"{folder}/{SETTINGS['book']['output-file']}.pdf", f"{folder}/index.html"]
    assert sorted(manifest()) == sorted(files + book)


def test_every_file_of_the_manifest_is_in_the_book(book):
    for name in manifest():
        file = book / Path(name).relative_to(SETTINGS["project"]["output-dir"])
        assert file.stat().st_size > 0, name


# --- .github/workflows/ci.yml


@pytest.fixture(scope="module")
def workflow() -> dict[str, Any]:
    content = loaded(WORKFLOW)
    return {("on" if key is True else key): value for key, value in content.items()}


def steps(workflow: dict[str, Any], *jobs: str) -> Iterator[dict[str, Any]]:
    for name in jobs or workflow["jobs"]:
        yield from workflow["jobs"][name]["steps"]


def commands(workflow: dict[str, Any], *jobs: str) -> list[list[str]]:
    """Every command line, in words."""
    runs = [step["run"] for step in steps(workflow, *jobs) if "run" in step]
    return [shlex.split(line) for run in runs for line in run.splitlines()]


@pytest.mark.parametrize(
    "schema", ["vendor.github-workflows", "custom.github-workflows-require-timeout"]
)
def test_workflows_are_valid(schema):
    assert [path.name for path in WORKFLOW.parent.iterdir()] == [WORKFLOW.name]
    done = valid(WORKFLOW, schema)
    assert done.returncode == 0, done.stdout + done.stderr


def test_it_runs_on_every_push_and_pull_request_and_weekly(workflow):
    triggers = workflow["on"]
    assert triggers["push"] is None  # of every branch
    assert triggers["pull_request"] is None
    (schedule,) = triggers["schedule"]
    assert re.fullmatch(r"\d+ \d+ \* \* [0-6]", schedule["cron"])


def test_actions_are_pinned_by_commit_with_the_version_beside_it(workflow):
    lines = re.findall(r"uses: (.+)$", WORKFLOW.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(lines) == sum("uses" in step for step in steps(workflow)) > 0
    pin = r"(?:actions|quarto-dev)/[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+"
    assert [line for line in lines if not re.fullmatch(pin, line)] == []
    assert len({line.split("@")[0] for line in lines}) == len(set(lines))  # one commit each


def test_quarto_is_pinned_to_one_version_everywhere(workflow):
    set_up = "quarto-dev/quarto-actions/setup@"
    (step,) = [step for step in steps(workflow) if step.get("uses", "").startswith(set_up)]
    version = step["with"]["version"]
    assert isinstance(version, str)
    pinned = (PROJECT / "requirements-quarto.txt").read_text(encoding="utf-8")
    assert re.findall(r"^quarto-cli==(\S+)", pinned, re.MULTILINE) == [version]
    assert re.findall(r"^QUARTO_VERSION := (\S+)$", MAKEFILE, re.MULTILINE) == [version]


def test_the_oldest_python_is_tested(workflow):
    versions = workflow["jobs"]["test"]["strategy"]["matrix"]["python"]
    assert f">={versions[0]}" == PACKAGE["requires-python"]
    assert workflow["env"]["PYTHON"] == "python3"  # or the Makefile would choose another


def test_everything_that_it_calls_exists(workflow):
    (targets,) = re.findall(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)
    for command, target, *variables in commands(workflow):
        assert command == "make"
        assert target in targets.split()
        for name, _, value in (variable.partition("=") for variable in variables):
            assert f"$({name})" in MAKEFILE
            if name == "ARGS" and not value.startswith("-"):
                assert (PROJECT / value).exists()


def test_it_lints_checks_tests_renders_and_compares(workflow):
    everything = "ARGS=-m 'slow or not slow'"
    assert commands(workflow, "test") == [
        ["make", "lint"],
        ["make", "check"],
        ["make", "test", everything],
    ]
    assert commands(workflow, "book") == [
        ["make", "book", "RENDERER=quarto"],
        ["make", "test", "ARGS=tests/project/test_whole_book.py"],
    ]
    comparison = (PROJECT / "tests/project/test_whole_book.py").read_text(encoding="utf-8")
    assert "def test_quarto_and_the_builder_make_the_same_book(" in comparison


def test_the_book_is_uploaded_and_published_from_main_alone(workflow):
    from_main = "github.ref == 'refs/heads/main'"  # a pull request's is refs/pull/…
    uploads = {
        step["uses"].split("@")[0]: step
        for step in steps(workflow, "book")
        if "upload" in step.get("uses", "")
    }
    folder = SETTINGS["project"]["output-dir"]
    assert {step["with"]["path"] for step in uploads.values()} == {folder}
    assert "if" not in uploads["actions/upload-artifact"]
    assert uploads["actions/upload-pages-artifact"]["if"] == from_main
    publish = workflow["jobs"]["publish"]
    assert publish["if"] == f"github.event_name != 'pull_request' && {from_main}"
    assert set(publish["needs"]) == set(workflow["jobs"]) - {"publish"}


def test_what_runs_on_a_pull_request_cannot_write(workflow):
    assert set(workflow["on"]) == {"push", "pull_request", "schedule", "workflow_dispatch"}
    assert workflow["permissions"] == {"contents": "read"}
    for name, job in workflow["jobs"].items():
        if "github.event_name != 'pull_request' &&" in job.get("if", ""):
            assert job["permissions"] == {"pages": "write", "id-token": "write"}, name
        else:
            assert "permissions" not in job, name
    assert workflow["concurrency"]["group"] == "${{ github.workflow }}-${{ github.ref }}"
    for step in steps(workflow):
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False
