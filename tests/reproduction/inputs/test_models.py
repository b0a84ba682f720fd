from typing import Annotated, Literal

import pytest
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from reproduction.inputs.csv_rows import Row
from reproduction.inputs.defects import InputError
from reproduction.inputs.models import Misfit, from_row, from_yaml, line_of, read_models
from reproduction.inputs.text import load_yaml


def even(number: int) -> int:
    if number % 2:
        raise Misfit("", "an even number")
    return number


class Lane(BaseModel):
    model_config = ConfigDict(extra="forbid")

    number: Annotated[int, AfterValidator(even)] = Field(description="a whole number")
    side: Literal["left", "right"] | None = Field(default=None, description="left or right")


class Race(BaseModel):
    model_config = ConfigDict(alias_generator=lambda name: name.replace("_", "-"))

    name: str = Field(description="a name")
    first_lane: Lane = Field(description="a lane")
    lanes: list[Lane] = Field(default=[], description="a list of lanes")

    @model_validator(mode="after")
    def _has_lanes(self) -> "Race":
        if self.name == "final" and not self.lanes:
            raise Misfit("lanes: none", "the lanes of a final", "lanes")
        return self


GOOD = "name: heat\nfirst-lane:\n  number: 2\nlanes:\n- number: 4\n  side: left\n"


def defects(text: str, **options) -> list[str]:
    node, data, wrong = load_yaml(text, "race.yaml")
    assert wrong == []
    found, wrong = from_yaml(Race, data, node, "race.yaml", **options)
    assert (found is None) is bool(wrong)
    return [str(defect) for defect in wrong]


def test_what_fits_is_the_model():
    node, data, _ = load_yaml(GOOD, "race.yaml")
    race, wrong = from_yaml(Race, data, node, "race.yaml")
    assert wrong == []
    assert race.lanes == [Lane(number=4, side="left")]


def test_every_defect_is_told_with_the_line_of_its_value_and_its_names():
    text = GOOD.replace("name: heat", "name: 5").replace("4", "3").replace("left", "up")
    text = text.replace("  number: 2\n", "  numbre: 2\n")
    assert defects(text) == [
        'race.yaml:1: name: "5"; expected a name',
        "race.yaml:2: first-lane.number is missing; expected a whole number",
        'race.yaml:3: "first-lane.numbre" is not a field; expected number, side',
        'race.yaml:5: lanes.number: "3"; expected an even number',
        'race.yaml:6: lanes.side: "up"; expected left or right',
    ]


def test_what_is_no_mapping_is_told_with_the_fields_that_one_has():
    assert defects("- a\n") == [
        "race.yaml:1: \"['a']\" is not a mapping; expected a mapping with name, first-lane, lanes"
    ]


def test_a_rule_across_fields_names_one_of_them():
    text = "# A final.\nfirst-lane: {number: 2}\nname: final\nlanes: []\n"
    assert defects(text) == ["race.yaml:4: lanes: none; expected the lanes of a final"]


def test_messages_say_what_they_are_about_and_count_lines_from_where_the_yaml_begins():
    assert defects("first-lane: {number: 2}\n", about="race 7", first_line=11) == [
        "race.yaml:11: race 7: name is missing; expected a name"
    ]


@pytest.mark.parametrize(
    ("place", "line"),
    [(("name",), 0), (("lanes", 0, "side"), 5), (("lanes", 7), 3), (("first-lane", "x"), 1)],
)
def test_a_place_has_the_line_of_what_there_is_of_it(place, line):
    node, _, _ = load_yaml(GOOD, "race.yaml")
    assert line_of(node, place) == line


def test_a_row_has_one_defect_for_each_wrong_cell_and_empty_cells_are_none():
    lane, wrong = from_row(Lane, Row(2, {"number": "4", "side": ""}), "lanes.csv")
    assert (lane, wrong) == (Lane(number=4, side=None), [])
    lane, wrong = from_row(Lane, Row(3, {"number": "", "side": "up"}), "lanes.csv")
    assert lane is None
    assert [str(defect) for defect in wrong] == [
        "lanes.csv: row 3, column number: empty; expected a whole number",
        'lanes.csv: row 3, column side: "up"; expected left or right',
    ]
    assert [defect.row for defect in wrong] == [3, 3]


def test_a_file_gives_its_good_rows_and_all_defects(tmp_path):
    path = tmp_path / "lanes.csv"
    path.write_text("number,side\n2,left\n3,up\n", encoding="utf-8")
    rows, wrong = read_models(path, Lane)
    assert [(row.number, lane) for row, lane in rows] == [
        (2, Lane(number=2, side="left")),
        (3, None),
    ]
    assert [str(defect).removeprefix(f"{path}: ") for defect in wrong] == [
        'row 3, column number: "3"; expected an even number',
        'row 3, column side: "up"; expected left or right',
    ]
    path.write_text("number\n2\n", encoding="utf-8")
    with pytest.raises(InputError, match='column "side" is missing'):
        read_models(path, Lane)


# --- YAML of our own and of others


@pytest.mark.parametrize(
    ("text", "value"), [("a: &x 1\nb: *x\n", {"a": 1, "b": 1}), ("a: !!str 7\n", {"a": "7"})]
)
def test_aliases_and_tags_are_refused_in_files_of_others_only(text, value):
    assert load_yaml(text, "f")[1:] == (value, [])
    _, _, (defect,) = load_yaml(text, "f", is_from_others=True)
    assert defect.expected == "plain values"


@pytest.mark.parametrize("text", ["[" * 1000 + "]" * 1000, "a: &x [*x]\n"])
def test_what_is_nested_without_end_is_a_defect(text):
    _, _, (defect,) = load_yaml(text, "f")
    assert str(defect) == "f:1: is nested too deeply, or in itself; expected YAML"


class Start(BaseModel):
    hand: Literal["left", "right", "both"]


@pytest.mark.parametrize(("cell", "problem"), [("up", '"up"'), ("", "empty")])
def test_a_choice_without_a_description_tells_its_values(cell, problem):
    _, (defect,) = from_row(Start, Row(2, {"hand": cell}), "race.csv")
    assert str(defect) == f"race.csv: row 2, column hand: {problem}; expected left, right or both"
