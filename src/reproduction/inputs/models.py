"""Mappings and rows of files as pydantic models; what pydantic refuses becomes defects.

The ``Field(description=…)`` of a model says what is expected of a field; one of a ``Literal`` says
so itself. A validator that knows
better raises `Misfit`, which a defect then repeats word for word.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from reproduction.inputs.csv_rows import Row, cell_defect, read_rows
from reproduction.inputs.defects import Defect, quoted, shown

M = TypeVar("M", bound=BaseModel)


class Misfit(ValueError):
    """What a validator raises.

    Attributes:
        problem: what is wrong; empty for the message that names the field and its value.
        expected: what was expected.
        field: the field that is wrong, in a validator of the whole model.
    """

    def __init__(self, problem: str, expected: str, field: str = "") -> None:
        self.problem, self.expected, self.field = problem, expected, field
        super().__init__(f"{problem}; expected {expected}")


def from_yaml(
    model: type[M],
    data: Any,
    node: Any,
    file: str,
    *,
    about: str = "",
    first_line: int = 1,
    context: Mapping[str, Any] | None = None,
    explain: Callable[[Mapping[str, Any], type[BaseModel]], tuple[str, str]] | None = None,
) -> tuple[M | None, list[Defect]]:
    """Return a value of a YAML file as a model, None where it does not fit, and its defects.

    Args:
        model: what it should be.
        data: the value.
        node: the value's node, as `reproduction.inputs.text.load_yaml` returns it.
        file: how messages name the file.
        about: words that begin each message, such as ``claim runners``.
        first_line: the line of the file on which the YAML begins.
        context: what the model's validators are given.
        explain: gives the words of a defect, in place of `explained`.
    """
    try:
        return model.model_validate(data, context=context), []
    except ValidationError as error:
        start = f"{about}: " if about else ""
        defects = []
        for each in error.errors():
            problem, expected = (explain or explained)(each, model)
            line = first_line + line_of(node, _place(each))
            defects.append(Defect(file, line, start + problem, expected))
        return None, sorted(defects, key=lambda defect: defect.place)


def from_row(
    model: type[M], row: Row, file: str, context: Mapping[str, Any] | None = None
) -> tuple[M | None, list[Defect]]:
    """Return a row as a model, None where it does not fit, and one defect for each such cell.

    Empty cells are None.
    """
    cells = {column: cell or None for column, cell in row.cells.items()}
    try:
        return model.model_validate(cells, context=context), []
    except ValidationError as error:
        found = {str(_place(each)[0]): explained(each, model)[1] for each in error.errors()}
        return None, [cell_defect(file, row, column, words) for column, words in found.items()]


def read_models(
    path: Path, model: type[M], context: Mapping[str, Any] | None = None
) -> tuple[list[tuple[Row, M | None]], list[Defect]]:
    """Return each row of a CSV file with its model, None where it does not fit, and all defects.

    The columns are the model's fields, in their order.

    Raises:
        InputError: as `reproduction.inputs.csv_rows.read_rows`.
    """
    rows, file = read_rows(path, _names(model)), shown(path)
    found = [from_row(model, row, file, context) for row in rows]
    models = [(row, made) for row, (made, _) in zip(rows, found, strict=True)]
    return models, [defect for _, defects in found for defect in defects]


def explained(error: Mapping[str, Any], model: type[BaseModel]) -> tuple[str, str]:
    """Return what is wrong and what was expected, for one of pydantic's errors."""
    misfit = _misfit(error)
    inner, names = _field(model, error["loc"])
    known, name = _names(inner), ".".join(names)
    field = inner.model_fields.get(known.get(names[-1], "")) if names else None
    expected = _expected(field, error) if field else f"a mapping with {', '.join(known)}"
    value = quoted(str(error["input"]))
    if misfit:
        return misfit.problem or f"{name}: {value}", misfit.expected
    if error["type"] == "missing":
        return f"{name} is missing", expected
    if error["type"] == "extra_forbidden":
        return f"{quoted(name)} is not a field", ", ".join(known)
    return (f"{name}: {value}" if name else f"{value} is not a mapping"), expected


def _expected(field: FieldInfo, error: Mapping[str, Any]) -> str:
    """Return the field's description; without one, the values of its ``Literal`` in words."""
    named = error.get("ctx", {}).get("expected", error["msg"])
    return field.description or str(named).replace("'", "")


def _misfit(error: Mapping[str, Any]) -> Misfit | None:
    raised = error.get("ctx", {}).get("error")
    return raised if isinstance(raised, Misfit) else None


def _place(error: Mapping[str, Any]) -> tuple[int | str, ...]:
    """Return where an error is; a model's own validator may name the field."""
    misfit = _misfit(error)
    return tuple(error["loc"]) or ((misfit.field,) if misfit else ("",))


def _names(model: type[BaseModel]) -> dict[str, str]:
    """Return the names of a model's fields in a file, with those in the code."""
    return {field.alias or name: name for name, field in model.model_fields.items()}


def _field(model: type[BaseModel], place: Sequence[int | str]) -> tuple[type[BaseModel], list[str]]:
    """Return the innermost model of a place and the names that lead there, no union's tags."""
    names: list[str] = []
    for part in (part for part in place if isinstance(part, str)):
        field = model.model_fields.get(_names(model).get(names[-1], "")) if names else None
        inner = _model_in(field.annotation) if field else None
        model = inner or model
        if inner or not names or part in _names(model):
            names.append(part)
    return model, names


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """Return the model in an annotation such as ``list[Model] | None``."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model_in(part))), None)


def line_of(node: Any, place: Sequence[int | str]) -> int:
    """Return the line, from 0, of a value in a YAML node, or of what of its place there is."""
    line = node.start_mark.line if node else 0
    for part in place:
        values = node.value if isinstance(node.value, list) else []
        pairs = [pair for pair in values if isinstance(pair, tuple)]
        if isinstance(part, int) and part < len(values) and not pairs:
            node = values[part]
            line = node.start_mark.line
        elif found := [(key, value) for key, value in pairs if key.value == part]:
            line, node = found[0][0].start_mark.line, found[0][1]
    return int(line)
