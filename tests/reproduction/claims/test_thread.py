import json
import re

from made_up import RACE, checks, entry

from reproduction.claims import evaluate
from reproduction.claims.thread import Note, Unit, page_data

RESULTS = evaluate(
    [
        entry(prints=["Four"], says="Runners, </script> & all."),
        entry("winner", prints=["29.5"], because="{name} won."),
    ],
    checks(),
    RACE,
)


def data_of(markdown: str) -> dict[str, object]:
    (text,) = re.findall(
        r'<script type="application/json" id="claims-data">(.*)</script>', markdown
    )
    return json.loads(text)


def test_a_page_knows_patients_findings_and_the_numbers_that_rest_on_patients():
    units = [Unit(1, "won", "●", 1 / 3), Unit(2, "lost")]
    notes = [Note("Who won", "../findings.qmd#who", ("winner",))]
    markdown = page_data(RESULTS, "more/ledger.qmd", units, notes, {"RFS": "survival"})
    assert data_of(markdown) == {
        "ledger": "more/ledger.html",
        "units": [[1, "won", "●", 0.333], [2, "lost", "", 1]],
        "claims": {"runners": ["4", "reproduced", [1, 2, 3, 4], "Runners, </script> & all."]},
        "notes": [["Who won", "../findings.html#who", ["winner"]]],
        "abbreviations": {"RFS": "survival"},
    }


def test_the_words_of_a_ledger_do_not_end_the_block_and_other_formats_skip_it():
    markdown = page_data(RESULTS, "ledger.qmd")
    assert markdown.count("</script>") == 1
    assert markdown.startswith('::: {.content-visible when-format="html"}\n```{=html}\n')
