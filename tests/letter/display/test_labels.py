from letter.data import paths
from letter.data.published import Labels, load_labels
from letter.display.overview import labels_table


def test_a_rule_is_shown_with_its_labels_escaped():
    printed = {"CD19": ["p2"], "µg/m^2^/day": ["p3"], "[1]": ["p1"]}
    rule = Labels(rule="Names.", patterns=[], printed=printed)
    assert labels_table([rule]).splitlines()[2] == "| Names. | CD19, µg/m²/day, \\[1\\] |"


def test_every_rule_of_the_letter_has_its_row():
    _, labels = load_labels(paths.PUBLISHED / "labels.yaml")
    rows = labels_table(labels).splitlines()[2:]
    assert [row.split(" | ")[0].removeprefix("| ") for row in rows] == [r.rule for r in labels]
