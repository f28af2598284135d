"""What a field of a file may hold, and what is said when it holds something else.

Every scalar arrives as text with its place; the field types below read it strictly. `problems_of`
turns pydantic's errors into our problems, at the line and column of the text at fault.
"""

import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, time
from functools import cache
from math import isfinite
from typing import Annotated, Any, Literal, Self, TypeAlias, TypeVar
from zoneinfo import ZoneInfo, available_timezones

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    Strict,
    WithJsonSchema,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from regimencalc import units, wording
from regimencalc.characters import unseen
from regimencalc.problems import Place, Problem, Refused
from regimencalc.unit_reader import pattern, read_measure
from regimencalc.units import Kind, Measure
from regimencalc.worked_out import worked_out

T = TypeVar("T")

LONGEST_TEXT = 500
ID_PATTERN = "^[a-z0-9][a-z0-9_-]{0,63}$"
NO_PLACES = {"localtime", "Factory"}


class Model(BaseModel):
    """The base of everything that is read: strict, frozen, and nothing beyond its fields."""

    model_config = ConfigDict(
        strict=True,
        frozen=True,
        extra="forbid",
        allow_inf_nan=False,
        populate_by_name=False,
        validate_default=False,
        defer_build=True,
        ignored_types=(worked_out,),
    )

    def __copy__(self) -> Self:
        """A copy, which knows nothing that was worked out from the fields of the first."""
        made = super().__copy__()
        made.forget()
        return made

    def forget(self) -> None:
        """Let go of all that was worked out from the fields, and may lead back to the model."""
        known, fields = self.__dict__, self.__pydantic_fields__
        for name in [name for name in known if name not in fields]:
            del known[name]


def refuse(text: object, code: str, message: str, fix: str) -> Refused:
    """The refusal of a text, at its place."""
    return Refused(Problem(code, message, fix, getattr(text, "place", None) or Place()))


_PLAIN_TEXT = re.compile(r"[!-~](?:[ -~]*[!-~])?")
"""Text of one line in the characters of a plain keyboard, with no space at its ends."""
_IDENTIFIER = re.compile(ID_PATTERN[1:-1], re.ASCII)
_WHOLE = re.compile(r"[1-9][0-9]{0,3}", re.ASCII)


def _text(value: object) -> object:
    if not isinstance(value, str):
        return value
    if len(value) <= LONGEST_TEXT and _PLAIN_TEXT.fullmatch(value):
        return value
    if not value.strip():
        raise refuse(value, "RC210", "no text stands here", "Write it, or take the field out.")
    if value != value.strip() or "\n" in value or len(value) > LONGEST_TEXT:
        raise refuse(
            value,
            "RC210",
            f"text of one line and at most {LONGEST_TEXT} characters is needed",
            "Take out line breaks and spaces at the ends, and shorten it.",
        )
    for _, described in unseen(value):
        raise refuse(value, "RC104", f"{described} stands in the text", "Take it out.")
    return value


def _identifier(value: object) -> object:
    if isinstance(value, str) and not _IDENTIFIER.fullmatch(value):
        raise refuse(
            value,
            "RC209",
            f"'{value}' is not an id",
            "Write up to 64 small letters, digits, '-' or '_', beginning with a letter or digit.",
        )
    return value


def whole(value: object) -> object:
    """The whole number from 1 that a text states."""
    if isinstance(value, str):
        if _WHOLE.fullmatch(value):
            return int(value)
        raise refuse(
            value,
            "RC208",
            f"'{value}' is not a whole number from 1",
            "Write digits alone, for example 3.",
        )
    return value


def _flag(value: object) -> object:
    if isinstance(value, str):
        if value in ("true", "false"):
            return value == "true"
        raise refuse(value, "RC204", f"'{value}' is neither true nor false", "Write true or false.")
    return value


def _date(value: object) -> object:
    if not isinstance(value, str):
        return value
    with suppress(ValueError):
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
            return date.fromisoformat(value)
    raise refuse(
        value,
        "RC211",
        f"'{value}' is not a date",
        "Write a day that exists as year-month-day, for example 2027-03-15.",
    )


def _clock(value: object) -> object:
    if value == "not stated":
        return None
    if isinstance(value, str):
        if re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value, re.ASCII):
            return time.fromisoformat(value)
        raise refuse(
            value, "RC211", f"'{value}' is not a time of day", "Write hours and minutes: 09:00."
        )
    return value


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones() - NO_PLACES)


def time_zone(name: str) -> ZoneInfo:
    """The time zone with an IANA name; refused if there is none."""
    if name in _zones():
        return ZoneInfo(name)
    raise refuse(
        name,
        "RC211",
        f"'{name}' is not a time zone",
        "Write an IANA name such as Europe/Dublin or America/New_York.",
    )


def _zone(value: object) -> object:
    if value == "not stated":
        return None
    if isinstance(value, str):
        time_zone(value)
    return value


def _hash(value: object) -> object:
    if isinstance(value, str) and not re.fullmatch(r"[0-9a-f]{64}", value, re.ASCII):
        raise refuse(
            value,
            "RC204",
            f"'{value}' is not a SHA-256 hash",
            "Write its 64 characters, each 0-9 or a-f.",
        )
    return value


def one_of(what: str, known: Iterable[str]) -> BeforeValidator:
    """The check of a name that must be one of a registry's."""
    names = tuple(known)

    def read(value: object) -> object:
        if isinstance(value, str) and value not in names:
            raise refuse(
                value,
                "RC112",
                f"there is no {what} '{value}' here",
                f"{wording.did_you_mean(value, names)}{what.capitalize()}s here: "
                f"{', '.join(names)}.",
            )
        return value

    return BeforeValidator(read)


Text = Annotated[str, BeforeValidator(_text)]
Identifier = Annotated[
    str,
    BeforeValidator(_identifier),
    WithJsonSchema({"type": ["string", "integer"], "pattern": ID_PATTERN}),
]
"""An id; editors take one of digits alone for a number."""
WholeNumber = Annotated[int, BeforeValidator(whole, json_schema_input_type=int)]
FormatVersion = Annotated[Literal[1], BeforeValidator(whole)]
Flag = Annotated[bool, BeforeValidator(_flag, json_schema_input_type=bool)]
DateField = Annotated[date, BeforeValidator(_date, json_schema_input_type=str)]
ClockField = Annotated[time | None, BeforeValidator(_clock, json_schema_input_type=str)]
ZoneField = Annotated[str | None, BeforeValidator(_zone, json_schema_input_type=str)]
HashField = Annotated[str, BeforeValidator(_hash)]
Several: TypeAlias = Annotated[tuple[T, ...], Strict(strict=False)]


@dataclass(frozen=True, slots=True)
class MeasureOf:
    """The field type of a measure of these kinds; `absent` is a word that stands for none."""

    what: str
    kinds: tuple[Kind, ...]
    absent: str = ""

    def read(self, value: object) -> Measure | None:
        """The measure of a text, or of a measure that is one already."""
        if isinstance(value, Measure) and value.kind in self.kinds and isfinite(value.number):
            return self._above_zero(value, value)
        if not isinstance(value, str):
            example = spelled(self.kinds)
            raise refuse(
                value,
                "RC203",
                f"{wording.indefinite(self.what)} is needed as text with its unit",
                f"Write a number, a space and a unit ({example}).",
            )
        if self.absent and value == self.absent:
            return None
        return self._above_zero(read_measure(value, self.kinds, self.what), value)

    def _above_zero(self, measure: Measure, value: object) -> Measure:
        if measure.number < 0 or (measure.number == 0 and measure.kind is not Kind.SHARE):
            raise refuse(
                value,
                "RC212",
                f"{wording.indefinite(self.what)} of {'zero' if measure.number == 0 else measure} "
                "means nothing",
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
        return {
            "type": "string",
            "pattern": allowed,
            "patternErrorMessage": how_to_write(self.kinds),
            "description": f"{self.what}, with its unit",
        }


def how_to_write(kinds: Iterable[Kind]) -> str:
    """What an editor says where a measure cannot be read."""
    return f"Write a plain number, a space and a unit: {spelled(kinds)}."


def spelled(kinds: Iterable[Kind]) -> str:
    """The units of these kinds in one line, for messages."""
    return ", ".join(units.symbols(kinds))


@dataclass(frozen=True, slots=True)
class ReadBy:
    """The field type of a value that one function reads, with its JSON Schema for editors."""

    read: Callable[[object], object]
    shape: JsonSchemaValue = field(hash=False)

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Validation by `read`; written out again as text."""
        return core_schema.no_info_plain_validator_function(
            self.read, serialization=core_schema.to_string_ser_schema()
        )

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """For editors."""
        return dict(self.shape)


def fields_of(value: object, known: Iterable[str], what: str) -> dict[str, Any]:
    """The fields of a small map, all of them known; refused with each that is not."""
    known = tuple(known)
    if not isinstance(value, dict) or not value:
        raise refuse(
            value,
            "RC203",
            f"{wording.indefinite(what)} has the wrong shape",
            f"Write some of its fields: {', '.join(known)}.",
        )
    unknown = [
        Problem(
            "RC201",
            f"'{field}' is not a field of {wording.indefinite(what)}",
            f"{wording.did_you_mean(field, known)}Fields here: {', '.join(known)}.",
        )
        for field in value
        if field not in known
    ]
    if unknown:
        raise Refused(unknown)
    return value
