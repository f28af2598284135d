"""What a field of a file may hold, and what is said when it holds something else.

Every scalar arrives as text with its place; the field types below read it strictly. `problems_of`
turns pydantic's errors into our problems, at the line and column of the text at fault.
"""

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, time
from functools import cache
from typing import Annotated, Any, Literal, TypeAlias, TypeVar
from zoneinfo import ZoneInfo, available_timezones

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    Strict,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from regimencalc import units, wording
from regimencalc.characters import unseen
from regimencalc.problems import Place, Problem, Refused
from regimencalc.unit_reader import pattern, read_measure
from regimencalc.units import Kind, Measure

T = TypeVar("T")

LONGEST_TEXT = 500
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
    for _, described in unseen(value):
        raise _refuse(value, "RC104", f"{described} stands in the text", "Take it out.")
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
    if not isinstance(value, str) or re.fullmatch(r"[1-9][0-9]{0,3}", value, re.ASCII):
        return _whole(value)
    fix = "Write every day, for example days: [1, 8] or days: [1, 2, 3]."
    if re.fullmatch(r"D?\d+\s*([-‐‑‒–—−:,]|\.\.|to).*", value, re.IGNORECASE):
        message = f"'{value}' could mean two days or all the days between them"
        raise _refuse(value, "RC301", message, fix)
    raise _refuse(value, "RC208", f"'{value}' is not a day: days are whole numbers from 1", fix)


def _days(value: object) -> object:
    return [_day(value)] if isinstance(value, str) else value


def _flag(value: object) -> object:
    if isinstance(value, str):
        if value in ("true", "false"):
            return value == "true"
        raise _refuse(
            value, "RC204", f"'{value}' is neither true nor false", "Write true or false."
        )
    return value


def _date(value: object) -> object:
    if not isinstance(value, str):
        return value
    with suppress(ValueError):
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
            return date.fromisoformat(value)
    raise _refuse(
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
        raise _refuse(
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
    raise _refuse(
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
        raise _refuse(
            value,
            "RC204",
            f"'{value}' is not a SHA-256 hash",
            "Write its 64 characters, each 0-9 or a-f.",
        )
    return value


Text = Annotated[str, BeforeValidator(_text)]
Identifier = Annotated[str, BeforeValidator(_identifier)]
WholeNumber = Annotated[int, BeforeValidator(_whole, json_schema_input_type=int)]
FormatVersion = Annotated[Literal[1], BeforeValidator(_whole)]
Day = Annotated[int, BeforeValidator(_day, json_schema_input_type=int)]
Flag = Annotated[bool, BeforeValidator(_flag, json_schema_input_type=bool)]
DateField = Annotated[date, BeforeValidator(_date, json_schema_input_type=str)]
ClockField = Annotated[time | None, BeforeValidator(_clock, json_schema_input_type=str)]
ZoneField = Annotated[str | None, BeforeValidator(_zone, json_schema_input_type=str)]
HashField = Annotated[str, BeforeValidator(_hash)]
Several: TypeAlias = Annotated[tuple[T, ...], Strict(strict=False)]
Days = Annotated[
    Several[Day], BeforeValidator(_days, json_schema_input_type=list[int]), Field(min_length=1)
]


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
    if value == {}:
        raise Refused(
            Problem("RC202", "nothing is stated here", "Write 'not stated', or what it is.")
        )
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
