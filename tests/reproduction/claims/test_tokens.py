import pytest
from tokens import quantities_in

LABELS = [r"phase \d", r"grade \d( or \d)?", r"CD\d+", r"cycle \d", r"Table \d", r"AF4", r"CR\d"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("In 16 of 20 patients (80%), and in ten more.", ["16", "20", "80%", "ten"]),
        ("Rates of 43% to 69%, aged 15–55 years.", ["43%", "69%", "15", "55"]),
        ("After 3.2, 5.1, and 50.8 months.", ["3.2", "5.1", "50.8"]),
        ("A 5-year rate and a 2-week pause.", ["5", "2"]),
        ("From January 2008, to August 2009.", ["January 2008", "August 2009"]),
        ("MRD of ≥10^-4^ (0.01%), <1.5x10^-3^.", ["≥10^-4^", "0.01%", "<1.5x10^-3^"]),
        (
            "At least two, up to four, fewer than 50%.",
            ["At least two", "up to four", "fewer than 50%"],
        ),
        (
            "Half of both groups, two-thirds of twenty-one.",
            ["Half", "both", "two-thirds", "twenty-one"],
        ),
        ("P<0.001, P = .03, n=20, 1,484 cells.", ["<0.001", ".03", "20", "1,484"]),
        ("67 per cent", ["67 per cent"]),
        # a number after its noun, or inside a name or unit, is a label
        ("A phase 2 study, grade 3 or 4, cycle 1, Table 1, CR2.", []),
        ("CD19 and MLL-AF4 at 15 µg/m^2^/day, R^2^ = 0.048", ["15", "0.048"]),
        ("After 1 cycle", ["1"]),
        ("As before.[1,6–8]", []),
        # ordinals count units of time and what the project says
        ("In the first week, after the second cycle.", ["first", "second"]),
        ("The first remission, first-line, the first four cycles.", ["four"]),
        # adjectives of kind, and words that only contain a number
        ("A dual, single-arm, twofold, someone, often, weighted, nonetheless.", []),
    ],
)
def test_what_counts_as_a_number(text, found):
    assert list(quantities_in(text, LABELS, ["cycle"])) == found


def test_a_project_says_what_else_is_counted():
    assert quantities_in("the first cycle") == ()
    assert quantities_in("the first cycle", counted=["cycle"]) == ("first",)
