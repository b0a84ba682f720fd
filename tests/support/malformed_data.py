"""Malformed data: the letter's files with changes that `reproduction check` must refuse."""

from collections.abc import Iterator
from dataclasses import replace

from malformed_files import (
    TAG,
    Malformed,
    any_csv,
    any_text,
    any_yaml,
    as_csv,
    other_csvs,
    other_texts,
    other_yamls,
    rows_of,
    with_cell,
)

from letter.data import paths

COHORT, LEDGER = "cohort.csv", "claims.yaml"
TABLES = ("table1.csv", "table2.csv", "inventory.csv", "related.csv")


def base(file: str) -> str:
    """The file as it should be."""
    path = paths.COHORT if file == COHORT else paths.PUBLISHED / file
    return path.read_text(encoding="utf-8")


def data_files() -> Iterator[Malformed]:
    """Every malformed file of data."""
    yield from any_text(COHORT, base(COHORT))
    yield from any_csv(COHORT, base(COHORT))
    for file in TABLES:
        for case in (*any_text(file, base(file)), *any_csv(file, base(file))):
            yield replace(case, again=case.change not in ("missing", "semicolons"))
    yield from other_texts(COHORT, base(COHORT))
    yield from other_csvs(COHORT, base(COHORT))
    yield from cohort_cells()
    yield from cohort_rows()
    yield from printed_cells()
    yield from any_text(LEDGER, base(LEDGER))
    yield from ledger()


# --- The cohort

PLAIN = (
    *("NaN", "nan", "inf", "-inf", "Infinity", "1e308", "1e-5", "-1", "-0.5", "601"),
    *("99999999999999999999", "0x10", "1_0", "1.234,5", "12.4 months", "12.4m", "about 12"),
    *("≥12", "12.4*", "+12.4", "−1", "NA", "n/a", "#N/A", "#REF!", "-", "–", "null", "true"),
    *("=1+1", "@x", "<script>alert(1)</script>", "\x1b[31m12", "\u202e4.21", "1\u200b2", "🦠"),
    *('"', "9" * 5000),
)
KINDS = {"NaN", "inf", "-1", "1.234,5", "12.4 months", "=1+1", "\x1b[31m12", "9" * 5000}
DATES = ("2014-05-01", "01.05.2014", "5/1/14", "03. Feb", "Feb 03", "2014-05-01 00:00:00")
BLANKS = ("12.4 ", " 12.4", "12.4\t", "12.4\u00a0", "12.4\n")
DIGITS = ("１２.４", "1²", "٣")
NO_MONTHS = {
    **dict.fromkeys(PLAIN, ""),
    "1,5": "a decimal comma must be a point",
    **dict.fromkeys(DATES, "not a date"),
    **dict.fromkeys(BLANKS, "without blanks"),
    **dict.fromkeys(DIGITS, "in the digits 0 to 9"),
}
NO_WORDS = {
    **dict.fromkeys(("NaN", "1", "0", "yes", "?", "=cmd|' /C calc'!A1", "a\nb"), ""),
    **{"": "empty", " ": "without blanks", "x" * 1000: "…"},
    **{"\x1b[2J": "\\x1b[2J", "\u202e": "\\u202e"},
}


def cohort_cells() -> Iterator[Malformed]:
    text = base(COHORT)
    columns = rows_of(text)[0]
    months = {"mrd_response_months": "12,4", "hsct_months": "inf"}
    again = {*PLAIN, *DATES[1:], *BLANKS[1:], *DIGITS[1:]} - KINDS
    cells = [(7, "rfs_months", value, said) for value, said in NO_MONTHS.items()]
    cells += [(5, "ph_status", value, said) for value, said in NO_WORDS.items()]
    cells += [(7, column, months.get(column, "?"), "") for column in columns]
    cells += [(5, column, "True", "in small letters") for column in ("mrd_response", "rfs_5y")]
    cells += [(9, "age_years", value, "") for value in ("121", "42.5", "-3", "")]
    for row, column, value, said in cells:
        content = with_cell(text, row, column, value)
        change = f"{column} of row {row} is {value[:40]!r}"
        said = said or f"row {row}, column {column}: "
        again_here = column == "rfs_months" and value in again
        yield Malformed(COHORT, change, content, said, again_here)


def cohort_rows() -> Iterator[Malformed]:
    header, *body = rows_of(base(COHORT))
    gap = "in order, without gaps"
    without_a_group = [row for row in body if row[header.index("rfs_5y")] == "false"]
    for change, rows, said in [
        ("a patient twice", [*body, body[-1]], gap),
        ("a patient twice in a row", [body[0], *body], gap),
        ("a gap", body[:4] + body[5:], gap),
        ("patients from 0", [[str(i), *row[1:]] for i, row in enumerate(body)], gap),
        ("patients backwards", body[::-1], gap),
        ("patients as 01", [[row[0].zfill(2), *row[1:]] for row in body], gap),
        ("patients as 1.0", [[f"{row[0]}.0", *row[1:]] for row in body], "a whole number"),
        ("an empty row of commas", [*body, [""] * len(header)], "row 22, column patient: empty"),
        ("a row of sums", [*body, ["total", *[""] * 16]], 'row 22, column patient: "total"'),
        ("one group of patients", without_a_group, "every patient has false"),
        ("nothing right", [["?"] * len(header)] * 1_000, "more"),
    ]:
        yield Malformed(COHORT, change, as_csv([header, *rows]), said)


# --- What is printed


def printed_cells() -> Iterator[Malformed]:
    for file, row, column, value, said in [
        ("table1.csv", 3, "row", "male", "is missing"),
        ("table1.csv", 3, "rfs_at_least_5y", "3 (30%)", "row 3, column rfs_at_least_5y"),
        ("table1.csv", 3, "rfs_at_least_5y", "3", "a count and a percentage"),
        ("table1.csv", 3, "rfs_below_5y", "-5 (50)", "a count and a percentage"),
        ("table1.csv", 3, "rfs_below_5y", "5 (50) ", "without blanks"),
        ("table1.csv", 5, "rfs_below_5y", "54,5 (20-72)", "a median and a range"),
        ("table1.csv", 2, "rfs_below_5y", "", "empty; expected a column head"),
        ("table1.csv", 2, "rfs_below_5y", "\x1b[2J", "\\x1b[2J"),
        ("table2.csv", 4, "patient", "2", "in order, without gaps"),
        ("table2.csv", 4, "patient", "", "empty; expected a whole number"),
        ("table2.csv", 4, "rfs_months", "4,2", "a decimal comma must be a point"),
        ("table2.csv", 4, "rfs_months", "2014-05-01", "not a date"),
        ("table2.csv", 4, "rfs_months", "4.2 ", "without blanks"),
        ("table2.csv", 4, "rfs_months", "４.２", "in the digits 0 to 9"),
        ("table2.csv", 4, "rfs_months", "inf", 'row 4, column rfs_months: "inf"'),
        ("table2.csv", 4, "hsct_months", "-", "(an en dash)"),
        ("table2.csv", 4, "response", "TRUE", "in small letters"),
        ("table2.csv", 4, "ph_status", "Ph-", "Ph+ or Ph– (with an en dash)"),
        ("table2.csv", 4, "event_type", "=HYPERLINK()", "Hematologic, Extramedullary"),
        ("inventory.csv", 4, "at", "", "row 4"),
        ("inventory.csv", 4, "at", "p1\x1b[2J", "a place such as"),
        ("inventory.csv", 4, "position", "1", 'row 4, column position: "1"; expected'),
        ("inventory.csv", 4, "position", "three", 'column position: "three"; expected'),
        ("inventory.csv", 4, "token", "many", 'token: "many"; expected a printed quantity'),
        ("inventory.csv", 4, "token", "", "token: empty; expected a printed quantity"),
        ("inventory.csv", 4, "token", "0,01%", 'token: "0,01%"'),
        ("inventory.csv", 4, "token", "１5", 'token: "１5"'),
        ("inventory.csv", 4, "claim", "no-such-claim", 'column claim: "no-such-claim"; expected'),
        ("inventory.csv", 4, "claim", "", "the id of a claim"),
        ("related.csv", 4, "id", "rfs-all", "each id once"),
        ("related.csv", 4, "id", "", "row 4, column id: empty"),
        ("related.csv", 4, "id", "RFS all", "lower-case words joined by hyphens"),
        ("related.csv", 4, "id", "no-such-fact", "rfs-all-patients"),
        ("related.csv", 4, "reference", "Topp 2012", "a key of references.bib"),
        ("related.csv", 4, "reference", "", "a key of references.bib"),
        ("related.csv", 4, "token", "some", "row 4, column token"),
        ("related.csv", 4, "token", "1e308", "a printed quantity"),
        ("related.csv", 4, "says", "", "row 4, column says: empty"),
        ("related.csv", 4, "says", "=cmd|' /C calc'!A1", "begins with none of = + - @"),
        ("related.csv", 4, "says", "Patients\x1b[2J", "visible text"),
        ("related.csv", 4, "says", "Patients \u202e", "visible text"),
    ]:
        change = f"row {row}, {column} is {value!r}"
        yield Malformed(file, change, with_cell(base(file), row, column, value), said)
    for file in ("table1.csv", "table2.csv"):
        rows = rows_of(base(file))
        swapped = [*rows[:4], rows[5], rows[4], *rows[6:]]
        yield Malformed(file, "two rows swapped", as_csv(swapped), "order")
        yield Malformed(file, "a row twice", as_csv([*rows, rows[-1]]), f"row {len(rows) + 1}")
        yield Malformed(file, "a row left out", as_csv(rows[:5] + rows[6:]), "; expected")


# --- The ledger

CLAIM = """\
- id: runners
  at: p1
  prints: ["Four", "50%"]
  says: Runners, and how many of them are women.
  basis: patients
  expect: contradicted
  because: The patients give {other}.
  reference: [almanac1999]
"""


def ledger() -> Iterator[Malformed]:
    yield from any_yaml(LEDGER, "- id: %s\n", TAG)
    yield from other_yamls(LEDGER, "- id: %s\n")
    text = base(LEDGER)
    # In the middle of an entry: what is left of it lacks a field.
    cut = text[: text.index("\n  says:", len(text) // 2)]
    yield Malformed(LEDGER, "cut in the middle", cut.encode(), "says is missing")
    for old, new, said in [
        ("id: runners", "id: ", 'id: "None"; expected lower-case words'),
        ("id: runners", "id: Runners", 'id: "Runners"'),
        ("id: runners", "id: run ners", "lower-case words joined by hyphens"),
        ("id: runners", "id: '../x'", "lower-case words joined by hyphens"),
        ("id: runners", "id: 7", 'id: "7"'),
        ("id: runners", "ID: runners", '"ID" is not a field'),
        ("- id: runners\n  at", "- at", "id is missing"),
        ("- id: runners", "- id: runners\n  id: walkers", 'duplicate field "id"'),
        ("at: p1", "at: [p1]", "expected where it is printed"),
        ("at: p1", "at: page 1", 'at: "page 1"'),
        ("at: p1", "att: p1", "at is missing"),
        ('["Four", "50%"]', "[16]", 'prints: "16"; expected a list of texts in quotes'),
        ('["Four", "50%"]', "[16.0, 80]", 'prints: "16.0"'),
        ('["Four", "50%"]', "[1e308]", "a list of texts in quotes"),
        ('["Four", "50%"]', "[.inf]", 'prints: "inf"'),
        ('["Four", "50%"]', "[yes]", 'prints: "True"'),
        ('["Four", "50%"]', "[2014-05-01]", 'prints: "2014-05-01"'),
        ('["Four", "50%"]', "Four", 'prints: "Four"'),
        ('["Four", "50%"]', "[]", 'prints: "[]"'),
        ('["Four", "50%"]', "[[Four]]", "prints: "),
        ('["Four", "50%"]', '["many"]', 'prints: "many"'),
        ('["Four", "50%"]', '["0,01%"]', 'prints: "0,01%"'),
        ('["Four", "50%"]', '["50 %"]', 'prints: "50 %"'),
        ('["Four", "50%"]', '[" 50%"]', 'prints: " 50%"'),
        ('["Four", "50%"]', '["NaN"]', 'prints: "NaN"'),
        ('["Four", "50%"]', '["１6"]', 'prints: "１6"'),
        ('["Four", "50%"]', '["10^-99999^"]', "prints: "),
        ('["Four", "50%"]', f'["{"9" * 100}"]', "prints: "),
        ("says: Runners, and", "says: =Runners, and", "begins with none of = + - @"),
        ("says: Runners, and", 'says: "@SUM(A1)"', "is not YAML"),
        ("says: Runners, and how many of them are women.", "says: ''", 'says: ""'),
        ("says: Runners, and how many of them are women.", "says: '  '", 'says: "  "'),
        ("says: Runners, and how many of them are women.", "says: 5", 'says: "5"'),
        ("says: Runners, and how many of them are women.", "says: [a]", "says: "),
        ("says: Runners, and how many of them are women.", "says: '-2+3'", "= + - @"),
        ("  says: Runners, and how many of them are women.\n", "", "says is missing"),
        ("basis: patients", "basis: runners", 'basis: "runners"; expected patients, printed'),
        ("basis: patients", "basis: [patients, cited, cited]", "basis: 3 for 2 numbers; expected"),
        ("basis: patients", "basis: [patients, runners]", 'basis: "runners"; expected patients'),
        ("basis: patients", "basis: []", 'basis: "[]"'),
        ("basis: patients", "basis:", 'basis: "None"'),
        ("expect: contradicted", "expect: maybe", 'expect: "maybe"; expected reproduced'),
        ("expect: contradicted", "expect: Contradicted", 'expect: "Contradicted"'),
        ("expect: contradicted", "expect: true", 'expect: "True"'),
        ("expect: contradicted", "status: contradicted", '"status" is not a field'),
        (
            "  because: The patients give {other}.\n",
            "",
            "because is missing; expected the evidence",
        ),
        ("because: The patients give {other}.", "because: ''", 'because: ""'),
        ("because: The patients give {other}.", "because: 7", 'because: "7"'),
        ("because: The patients give {other}.", "because: =1+1", "= + - @"),
        ("{other}", "{other", "a stray brace"),
        ("{other}", "{other.__class__}", "a stray brace"),
        ("{other}", "{0}", "a stray brace"),
        ("{other}", "{other!r}", "a stray brace"),
        ("[almanac1999]", "almanac1999", "a list of keys of references.bib"),
        ("[almanac1999]", "[]", "a list of keys of references.bib"),
        ("[almanac1999]", "[1999]", "a list of keys of references.bib"),
        ("[almanac1999]", "['a; b']", "a list of keys of references.bib"),
        ("[almanac1999]", "['x](javascript:alert(1))']", "a list of keys of references.bib"),
        ("- id: runners", "- runners\n- id: runners", "is not a mapping; expected"),
        ("- id: runners", "- []\n- id: runners", "is not a mapping; expected"),
        ("- id: runners", "-\n- id: runners", "is not a mapping; expected"),
        ("  expect: contradicted\n", "", "expect is missing"),
        (CLAIM, CLAIM + CLAIM, 'duplicate id "runners", first used in line 1'),
        (CLAIM, "claims:\n" + CLAIM, "is not a list"),
        ("  at: p1", "   at: p1", "is not YAML"),
    ]:
        assert CLAIM.count(old) == 1, old
        change = f"{old[:60]!r} is {new[:60]!r}"
        yield Malformed(LEDGER, change, CLAIM.replace(old, new).encode(), said)
    thousand = "".join(CLAIM.replace("runners", f"r{n}").replace("p1", "1") for n in range(1000))
    yield Malformed(LEDGER, "a thousand defects", thousand.encode(), "and 950 more")
    for old, new, said in [
        (
            "- id: mrd-responses\n",
            "- id: mrd-reactions\n",
            "the ledger has no claim mrd-responses, which",
        ),
        ("- id: table1-heads\n", "- id: heads\n", "no claim table1-heads, which"),
    ]:
        assert base(LEDGER).count(old) == 1, old
        content = base(LEDGER).replace(old, new).encode()
        yield Malformed(LEDGER, f"{old.strip()!r} is {new.strip()!r}", content, said)
