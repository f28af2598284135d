"""What a field of a file may hold, and what is said when it holds something else.

Every scalar arrives as text with its place; the field types below read it strictly. `problems_of`
turns pydantic's errors into our problems, at the line and column of the text at fault.
"""

import difflib
import re
import types
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, time
from typing import Annotated, Any, Literal, Self, TypeAlias, TypeVar, Union, get_args, get_origin

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    PrivateAttr,
    Strict,
    ValidationError,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, ErrorDetails, core_schema

from regimencalc import units, wording
from regimencalc.problems import Place, Problem, Refused
from regimencalc.unit_reader import pattern, read_measure
from regimencalc.units import Kind, Measure
from regimencalc.yaml_source import Path, Source, unseen_characters

T = TypeVar("T")

LONGEST_TEXT = 500


class Model(BaseModel):
    """The base of everything that is read: strict, frozen, and nothing beyond its fields."""

    model_config = ConfigDict(
        strict=True,
        frozen=True,
        extra="forbid",
        allow_inf_nan=False,
        populate_by_name=False,
        validate_default=False,
    )


def _refuse(text: object, code: str, message: str, fix: str) -> Refused:
    return Refused(Problem(code, message, fix, getattr(text, "place", Place())))


def _text(value: object) -> object:
    if not isinstance(value, str):
        return value
    if not value.strip():
        raise _refuse(value, "RC210", "no text stands here", "Write it, or take the field out.")
    if value != value.strip() or "\n" in value or len(value) > LONGEST_TEXT:
        raise _refuse(
            value,
            "RC210",
            f"text of one line and at most {LONGEST_TEXT} characters is needed",
            "Take out line breaks and spaces at the ends, and shorten it.",
        )
    for _, described in unseen_characters(value):
        raise _refuse(value, "RC104", f"a {described} stands in the text", "Take it out.")
    return value


def _identifier(value: object) -> object:
    if isinstance(value, str) and not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,63}", value, re.ASCII):
        raise _refuse(
            value,
            "RC209",
            f"'{value}' is not an id",
            "Write up to 64 small letters, digits, '-' or '_', beginning with a letter or digit.",
        )
    return value


def _whole(value: object) -> object:
    if isinstance(value, str):
        if re.fullmatch(r"[1-9][0-9]{0,3}", value, re.ASCII):
            return int(value)
        raise _refuse(
            value,
            "RC208",
            f"'{value}' is not a whole number from 1",
            "Write digits alone, for example 3.",
        )
    return value


def _day(value: object) -> object:
    if isinstance(value, str) and re.fullmatch(r"D?\d+\s*(-|–|—|\.\.|:|to|,).*", value, re.I):
        raise _refuse(
            value,
            "RC301",
            f"'{value}' could mean two days or all the days between them",
            "Write every day, for example days: [1, 8] or days: [1, 2, 3].",
        )
    return _whole(value)


def _days(value: object) -> object:
    return [_day(value)] if isinstance(value, str) else value


def _flag(value: object) -> object:
    if isinstance(value, str):
        if value in ("true", "false"):
            return value == "true"
        raise _refuse(value, "RC204", f"'{value}' is neither true nor false", "Write one of them.")
    return value


def _date(value: object) -> object:
    if not isinstance(value, str):
        return value
    with suppress(ValueError):
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
            return date.fromisoformat(value)
    raise _refuse(value, "RC211", f"'{value}' is not a date", "Write year-month-day: 2026-12-01.")


def _clock(value: object) -> object:
    if value == "not stated":
        return None
    if isinstance(value, str):
        if re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value, re.ASCII):
            return time.fromisoformat(value)
        raise _refuse(
            value, "RC211", f"'{value}' is not a time of day", "Write hours and minutes: 09:00."
        )
    return value


def _said(value: object) -> object:
    return None if value in ("not stated", "none") else value


Text = Annotated[str, BeforeValidator(_text)]
Identifier = Annotated[str, BeforeValidator(_identifier)]
WholeNumber = Annotated[int, BeforeValidator(_whole, json_schema_input_type=int)]
Day = Annotated[int, BeforeValidator(_day, json_schema_input_type=int)]
Flag = Annotated[bool, BeforeValidator(_flag, json_schema_input_type=bool)]
DateField = Annotated[date, BeforeValidator(_date, json_schema_input_type=str)]
ClockField = Annotated[time | None, BeforeValidator(_clock, json_schema_input_type=str)]
TextOrNotStated = Annotated[str | None, BeforeValidator(_said, json_schema_input_type=str)]
Several: TypeAlias = Annotated[tuple[T, ...], Strict(strict=False)]
Days = Annotated[
    Several[Day], BeforeValidator(_days, json_schema_input_type=list[int]), Field(min_length=1)
]
ByName: TypeAlias = dict[Identifier, T]


@dataclass(frozen=True, slots=True)
class MeasureOf:
    """The field type of a measure of these kinds; `absent` is a word that stands for none."""

    what: str
    kinds: tuple[Kind, ...]
    absent: str = ""

    def read(self, value: object) -> Measure | None:
        """The measure of a text, or of a measure that is one already."""
        if isinstance(value, Measure) and value.kind in self.kinds:
            return value
        if not isinstance(value, str):
            example = spelled(self.kinds)
            raise _refuse(
                value,
                "RC203",
                f"{wording.indefinite(self.what)} is needed as text with its unit",
                f"Write a number, a space and a unit ({example}).",
            )
        if self.absent and value == self.absent:
            return None
        measure = read_measure(value, self.kinds, self.what)
        if measure.number == 0 and measure.kind is not Kind.SHARE:
            raise _refuse(
                value,
                "RC212",
                f"{wording.indefinite(self.what)} of zero means nothing",
                "Write the number, or take the field out.",
            )
        return measure

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Validation by `read`; written out again as it was written."""
        return core_schema.no_info_plain_validator_function(
            self.read, serialization=core_schema.to_string_ser_schema()
        )

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """For editors: text with a pattern."""
        allowed = pattern(self.kinds)
        if self.absent:
            allowed = f"{allowed}|^{self.absent}$"
        return {"type": "string", "pattern": allowed, "description": f"{self.what}, with its unit"}


def spelled(kinds: Iterable[Kind]) -> str:
    """The units of these kinds in one line, for messages."""
    return ", ".join(units.symbols(kinds))


DURATION = MeasureOf("duration", (Kind.TIME,))


def _as_range(value: object) -> object:
    if value == "not stated":
        return {}
    return {"plan": value} if isinstance(value, str | int) else value


class Span(Model):
    """A duration: the one to plan with, or bounds to choose within; all empty is "not stated"."""

    plan: Annotated[Measure | None, DURATION] = None
    least: Annotated[Measure | None, DURATION] = Field(None, alias="from")
    most: Annotated[Measure | None, DURATION] = Field(None, alias="to")

    @property
    def planned_minutes(self) -> float | None:
        """The duration to plan with, if one is stated."""
        return None if self.plan is None else self.plan.canonical

    @property
    def longest_minutes(self) -> float | None:
        """The longest that it may last, if stated."""
        longest = self.most or self.plan
        return None if longest is None else longest.canonical

    def __str__(self) -> str:
        if self.plan is not None:
            return str(self.plan)
        if self.least is not None and self.most is not None:
            return f"{self.least} to {self.most}"
        if self.most is not None:
            return f"at most {self.most}"
        return f"at least {self.least}" if self.least is not None else "not stated"


class Count(Model):
    """A number of cycles: the one to plan with, or bounds."""

    plan: WholeNumber | None = None
    least: WholeNumber | None = Field(None, alias="from")
    most: WholeNumber | None = Field(None, alias="to")

    def __str__(self) -> str:
        bounds = [f"from {self.least}"] if self.least is not None else []
        bounds += [f"to {self.most}"] if self.most is not None else []
        within = " ".join(bounds)
        if self.plan is None:
            return within or "not stated"
        return f"{self.plan} ({within})" if within else str(self.plan)


SpanField = Annotated[Span, BeforeValidator(_as_range, json_schema_input_type=str | Span)]
CountField = Annotated[Count, BeforeValidator(_as_range, json_schema_input_type=int | Count)]


class Citation(Model):
    """A source: what was read, and the place in it."""

    id: Identifier
    cite: Text
    place: Text | None = None
    verified: Flag = True


class Review(Model):
    """One person's signature: who, when, and the hash of what was read."""

    by: Text
    on: DateField
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


Status = Literal["draft", "reviewed", "active", "superseded"]


class LibraryFile(Model):
    """What a regimen, a formulary entry and a policy have in common."""

    format: Literal["1"] = Field(
        description="The version of the file format: 1", json_schema_extra={"enum": [1, "1"]}
    )
    id: Identifier
    name: Text
    status: Status
    sources: Annotated[Several[Citation], Field(min_length=1)]
    reviews: Several[Review] = ()
    superseded_by: Identifier | None = None

    _source: Source = PrivateAttr()

    @classmethod
    def from_source(cls, source: Source) -> Self:
        """The file's contents, its shape checked; refused with everything that is wrong."""
        try:
            made = cls.model_validate(source.root)
        except ValidationError as wrong:
            raise Refused(problems_of(wrong, cls, source)) from None
        made._source = source
        return made

    @property
    def source(self) -> Source:
        """The file that it was read from."""
        return self._source

    @property
    def sha256(self) -> str:
        """The hash of the file that it was read from."""
        return self._source.sha256

    def cited(self, source_id: str) -> Citation | None:
        """The source with this id."""
        return next((source for source in self.sources if source.id == source_id), None)


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
    "too_short": "Write at least one item in this list.",
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


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """ "Did you mean 'x'? " where a known word is near, else nothing.

    >>> did_you_mean("cisplatine", ["cisplatin", "etoposide"])
    "Did you mean 'cisplatin'? "
    """
    near = difflib.get_close_matches(word.lower(), list(known), n=1, cutoff=0.6)
    return f"Did you mean '{near[0]}'? " if near else ""


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
