"""The data package: valid, the same as the code's idea of the data, and true of the files."""

import csv
import json
from types import NoneType
from typing import Any, get_args

import jsonschema
import pytest

from letter.data import paths
from letter.data.cohort import COLUMNS, Patient
from letter.data.letter import Related
from letter.data.published import TABLE_1_COLUMNS, TABLE_2_COLUMNS, Table2Row

PROFILE = paths.PROJECT / "tests/profiles/datapackage-2.0.json"
PACKAGE = json.loads((paths.DATA / "datapackage.json").read_text("utf-8"))
TABLES = {item["name"]: item for item in PACKAGE["resources"] if item.get("type") == "table"}
PATIENT = Patient.model_json_schema()["properties"]


def fields(table: str) -> dict[str, dict[str, Any]]:
    return {field["name"]: field for field in TABLES[table]["schema"]["fields"]}


def rows(table: str) -> list[dict[str, str]]:
    with (paths.DATA / TABLES[table]["path"]).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_package_is_a_valid_data_package_of_version_2():
    assert PACKAGE["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    profile = json.loads(PROFILE.read_text("utf-8"))
    jsonschema.Draft7Validator.check_schema(profile)
    errors = jsonschema.Draft7Validator(profile).iter_errors(PACKAGE)
    assert [f"{error.json_path}: {error.message}" for error in errors] == []


def test_every_file_of_data_is_a_resource():
    files = {path.relative_to(paths.DATA).as_posix() for path in paths.DATA.rglob("*.*")}
    described = {resource["path"] for resource in PACKAGE["resources"]}
    assert described == files - {"README.md", "datapackage.json"}


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        ("cohort", COLUMNS),
        ("table-1", TABLE_1_COLUMNS),
        ("table-2", TABLE_2_COLUMNS),
        ("inventory", ("at", "position", "token", "claim")),
        ("related", tuple(Related.model_fields)),
    ],
)
def test_columns_and_their_order_are_those_of_the_code_and_the_file(table, columns):
    assert tuple(fields(table)) == tuple(columns)
    assert tuple(rows(table)[0]) == tuple(columns)


@pytest.mark.parametrize("column", COLUMNS)
def test_a_column_of_the_cohort_is_what_the_code_takes(column):
    field, model = fields("cohort")[column], PATIENT[column]
    kinds = [kind for kind in model.get("anyOf", [model]) if kind.get("type") != "null"]
    assert len(kinds) == 1
    constraints = field.get("constraints", {})
    assert field["type"] == kinds[0]["type"]
    # After a validator of our own, pydantic keeps limits under its own names.
    for name, pydantics in [("enum", "enum"), ("minimum", "ge"), ("maximum", "le")]:
        assert constraints.get(name) == kinds[0].get(name, kinds[0].get(pydantics))
    optional = NoneType in get_args(Patient.model_fields[column].annotation)
    assert constraints.get("required", False) is not optional


@pytest.mark.parametrize("column", TABLE_2_COLUMNS)
def test_a_column_of_table_2_has_the_form_that_the_code_takes(column):
    constraints = fields("table-2")[column]["constraints"]
    schema = Table2Row.model_json_schema()["properties"]
    expected = schema[column]["pattern"].removeprefix("^(").removesuffix(")$")
    if "enum" in constraints:
        choices = expected.replace("\\", "").replace("Ph[+–]", "Ph+|Ph–").split("|")
        choices = ["<10^-3^", "≥10^-3^"] if column == "mrd" else choices
        assert constraints["enum"] == choices
    elif "pattern" in constraints:
        assert constraints["pattern"] == expected


def as_json(text: str, field: dict[str, Any]) -> object:
    """A cell as the field's type; a cell that has another type stays text."""
    if field["type"] == "boolean":
        return {"true": True, "false": False}.get(text, text)
    try:
        return {"integer": int, "number": float}.get(field["type"], str)(text)
    except ValueError:
        return text


def cell_schema(field: dict[str, Any]) -> dict[str, Any]:
    """A field's type and constraints as JSON Schema."""
    known = {"enum", "minimum", "maximum", "pattern"}
    constraints = field.get("constraints", {})
    assert constraints.keys() <= known | {"required", "unique"}
    schema = {name: value for name, value in constraints.items() if name in known}
    if "pattern" in schema:
        schema["pattern"] = f"^({schema['pattern']})$"
    return {"type": field["type"], **schema}


def cell_defects(table: str, row: dict[str, str]) -> list[str]:
    defects = []
    for name, field in fields(table).items():
        if row[name] in TABLES[table]["schema"]["missingValues"]:
            if field.get("constraints", {}).get("required"):
                defects.append(f"{name}: empty")
        else:
            errors = jsonschema.Draft7Validator(cell_schema(field)).iter_errors(
                as_json(row[name], field)
            )
            defects += [f"{name}: {error.message}" for error in errors]
    return defects


@pytest.mark.parametrize("table", TABLES)
def test_every_cell_is_what_the_package_says(table):
    assert [defect for row in rows(table) for defect in cell_defects(table, row)] == []


def test_a_wrong_cell_would_be_found():
    row = rows("cohort")[0]
    assert cell_defects("cohort", row | {"sex": "x", "rfs_months": "601", "patient": ""}) == [
        "patient: empty",
        "sex: 'x' is not one of ['F', 'M']",
        "rfs_months: 601.0 is greater than the maximum of 600",
    ]
    assert cell_defects("cohort", row | {"rfs_event": "yes"})


@pytest.mark.parametrize("table", TABLES)
def test_keys_and_unique_columns_do_not_repeat(table):
    schema = TABLES[table]["schema"]
    keys = [schema["primaryKey"]] if "primaryKey" in schema else []
    keys += [
        [name]
        for name, field in fields(table).items()
        if field.get("constraints", {}).get("unique")
    ]
    for key in keys:
        values = [tuple(row[name] for name in key) for row in rows(table)]
        assert len(set(values)) == len(values)


def test_references_between_tables_hold():
    for name, table in TABLES.items():
        for key in table["schema"].get("foreignKeys", []):
            theirs = {
                tuple(row[column] for column in key["reference"]["fields"])
                for row in rows(key["reference"]["resource"])
            }
            assert {tuple(row[column] for column in key["fields"]) for row in rows(name)} <= theirs
