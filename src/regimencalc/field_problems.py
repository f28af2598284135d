"""pydantic's errors as problems of ours, at the line and column of the text at fault."""

import re
import types
from collections.abc import Iterator
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from regimencalc.fields import Model
from regimencalc.problems import Place, Problem, Refused
from regimencalc.source import Path, Source
from regimencalc.wording import did_you_mean

AnyModel = TypeVar("AnyModel", bound=Model)


def read_as(model: type[AnyModel], source: Source, **instead: str) -> AnyModel:
    """A file's contents as a model; refused with everything that is wrong with its shape.

    Fields in `instead` are taken in place of what the file says.
    """
    try:
        return model.model_validate({**source.root, **instead})
    except ValidationError as wrong:
        raise Refused(problems_of(wrong, model, source)) from None


def problems_of(
    error: ValidationError, model: type[BaseModel], source: Source | None = None
) -> Iterator[Problem]:
    """pydantic's errors as problems of ours, each at the place of the text at fault."""
    for detail in error.errors(include_url=False):
        yield from _problems_of(detail, model, source)


def _problems_of(
    detail: ErrorDetails, model: type[BaseModel], source: Source | None
) -> Iterator[Problem]:
    path = detail["loc"]
    if detail["type"] == "too_short" and detail["input"]:
        return  # an item is at fault and was said already
    place = _place(path, source, at_key=detail["type"] == "extra_forbidden")
    cause = detail.get("ctx", {}).get("error")
    name = _name(path)
    if isinstance(cause, Refused):
        for problem in cause.problems:
            yield problem.at(place)
    elif detail["type"] == "extra_forbidden":
        yield _unknown_field(str(path[-1]), _fields_at(model, path[:-1])).at(place)
    elif detail["type"] == "missing":
        described = _fields_at(model, path[:-1]).get(str(path[-1]), "")
        hint = f" {described}." if described else ""
        yield Problem("RC202", f"{name} is missing", f"Add '{path[-1]}: …'.{hint}", place)
    elif detail["type"] in ("literal_error", "string_pattern_mismatch"):
        expected = str(detail["ctx"].get("expected") or detail["ctx"]["pattern"])
        words = re.findall(r"'([^']*)'", expected)
        yield Problem(
            "RC204",
            f"'{detail['input']}' is not a word that {name} may be",
            f"{did_you_mean(str(detail['input']), words)}Write {expected}.",
            place,
        )
    else:
        yield Problem(
            "RC203", f"{name} has the wrong shape", _SHAPES.get(detail["type"], _TEXT), place
        )


_TEXT = "Write plain text here, not a list and not further fields."
_SHAPES = {
    "tuple_type": "Write a list: [1, 2, 3], or one item to a line with '- '.",
    "model_type": "Write its fields: {field: value}, or one field to a line below it.",
    "dict_type": "Write its fields: {field: value}, or one field to a line below it.",
    "too_short": "Write at least one item in this list, for example days: [1, 8].",
}


def _name(path: Path) -> str:
    words = [str(part) for part in path if isinstance(part, str)]
    return f"'{words[-1]}'" if words else "the file"


def _place(path: Path, source: Source | None, *, at_key: bool) -> Place:
    if source is None:
        return Place(field=".".join(str(part) for part in path))
    return source.key_place_of(path) if at_key else source.place_of(path)


def _unknown_field(field: str, known: dict[str, str]) -> Problem:
    return Problem(
        "RC201",
        f"'{field}' is not a field here",
        f"{did_you_mean(field, known)}Fields here: {', '.join(known)}.",
    )


def _fields_at(model: type[BaseModel], path: Path) -> dict[str, str]:
    """The fields of the model at this path, with their descriptions."""
    for part in path:
        field = _by_alias(model).get(str(part))
        if field is not None:
            model = next(_models_in(field.annotation), model)
    return {name: field.description or "" for name, field in _by_alias(model).items()}


def _by_alias(model: type[BaseModel]) -> dict[str, Any]:
    return {field.alias or name: field for name, field in model.model_fields.items()}


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    elif get_origin(annotation) in (Annotated, Union, types.UnionType, tuple, dict):
        for argument in get_args(annotation):
            yield from _models_in(argument)
