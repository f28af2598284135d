"""Numbers that come in several: days, cycles, doses, durations, amounts with bounds."""

import re
from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from regimencalc import wording
from regimencalc.fields import (
    Identifier,
    MeasureOf,
    Model,
    ReadBy,
    WholeNumber,
    fields_of,
    refuse,
    spelled,
    whole,
)
from regimencalc.problems import Place, Problem, Refused
from regimencalc.unit_reader import pattern, read_measure
from regimencalc.units import Kind, Measure

LONGEST_RUN = 400
DURATION = MeasureOf("duration", (Kind.TIME,))
_WHOLE = {"type": "integer", "minimum": 1}


def _number(value: object, *, below_one: bool) -> int:
    text = value if isinstance(value, str) else ""
    if below_one and re.fullmatch(r"0|-[1-9][0-9]{0,2}", text, re.ASCII):
        return int(text)
    if re.fullmatch(r"[1-9][0-9]{0,3}", text, re.ASCII):
        return int(text)
    fix = (
        "Write every day, for example days: [1, 8] or days: [1, 2, 3]; four and more in a row as "
        "{from: 1, to: 14}."
    )
    if re.fullmatch(r"D?\d+\s*([-‐‑‒–—−:,]|\.\.|to).*", text, re.IGNORECASE):
        message = f"'{text}' could mean two days or all the days between them"
        raise refuse(value, "RC301", message, fix)
    if not isinstance(value, str):
        raise refuse(value, "RC203", "a day has the wrong shape", fix)
    raise refuse(value, "RC208", f"'{text}' is not a day: days are whole numbers from 1", fix)


@dataclass(frozen=True, slots=True)
class Days:
    """The days on which a line is given, as they were written; or those of another line."""

    listed: tuple[int, ...] = ()
    same_as: str = ""
    places: tuple[Place, ...] = field(default=(), compare=False)

    def __bool__(self) -> bool:
        return True

    def __iter__(self) -> Any:
        return iter(self.listed)

    def __len__(self) -> int:
        return len(self.listed)

    def __getitem__(self, index: int) -> int:
        return self.listed[index]

    def __str__(self) -> str:
        if self.same_as:
            return f"the days of {self.same_as}"
        return wording.days(self.listed) if self.listed else "days not stated"


def _run(value: dict[str, Any]) -> list[int]:
    said = fields_of(value, ("from", "to"), "run of days")
    if len(said) < 2:
        raise Refused(
            Problem("RC202", "a run of days has no end", "Write both: {from: 1, to: 14}.")
        )
    first, last = (_number(said[name], below_one=True) for name in ("from", "to"))
    if not 0 < last - first < LONGEST_RUN:
        raise refuse(
            said["to"],
            "RC302",
            f"days from {first} to {last} do not count upwards",
            "Write 'from' below 'to'.",
        )
    return list(range(first, last + 1))


def read_days(value: object) -> Days:
    """The days that a file states: a list, a run from one to another, or another line's days."""
    if isinstance(value, Days):
        return value
    if value == "not stated":
        return Days()
    if isinstance(value, dict) and "same_as" in value:
        return Days(same_as=str(fields_of(value, ("same_as",), "line's days")["same_as"]))
    items = value if isinstance(value, list) else [value]
    if not items:
        raise Refused(
            Problem(
                "RC203",
                "'days' has the wrong shape",
                "Write at least one item in this list, for example days: [1, 8].",
            )
        )
    found: list[int] = []
    places: list[Place] = []
    problems: list[Problem] = []
    for item in items:
        try:
            days = _run(item) if isinstance(item, dict) else [_number(item, below_one=True)]
        except Refused as refusal:
            problems += refusal.problems
            continue
        found += days
        at = next(iter(item.values())) if isinstance(item, dict) else item
        places += [getattr(at, "place", Place())] * len(days)
    if problems:
        raise Refused(problems)
    return Days(tuple(found), "", tuple(places))


_RUN_SHAPE = {
    "type": "object",
    "properties": {"from": {"type": "integer"}, "to": {"type": "integer"}},
    "required": ["from", "to"],
    "additionalProperties": False,
}
_DAYS_LIST = {
    "type": "array",
    "minItems": 1,
    "items": {"anyOf": [{"type": "integer"}, _RUN_SHAPE]},
}
_SAME_AS = {
    "type": "object",
    "properties": {"same_as": {"type": "string"}},
    "required": ["same_as"],
    "additionalProperties": False,
}
DaysField = Annotated[
    Days,
    ReadBy(
        read_days,
        {
            "anyOf": [_DAYS_LIST, _RUN_SHAPE, _SAME_AS, {"const": "not stated"}],
            "description": "Every day: [1, 8]; or a run of four and more: {from: 1, to: 14}",
        },
    ),
]


@dataclass(frozen=True, slots=True)
class Numbers:
    """Which cycles or doses: single numbers, and a run that may have no end or skip some."""

    listed: tuple[int, ...] = ()
    least: int | None = None
    most: int | None = None
    step: int = 1

    @property
    def last(self) -> int | None:
        """The last number that is named."""
        return self.listed[-1] if self.listed else self.most

    def __contains__(self, number: int) -> bool:
        if number in self.listed:
            return True
        if self.least is None or number < self.least or (number - self.least) % self.step:
            return False
        return self.most is None or number <= self.most

    def __str__(self) -> str:
        if self.least is None:
            return wording.spoken_list([str(number) for number in self.listed])
        every = "" if self.step == 1 else f", every {wording.ordinal(self.step)}"
        end = "on" if self.most is None else f"to {self.most}"
        return f"{self.least} {end}{every}"


def read_numbers(value: object) -> Numbers:
    """The cycles or doses that a file states: a list, or {from: 2, to: 6} with an open end."""
    if isinstance(value, Numbers):
        return value
    if isinstance(value, dict):
        said = fields_of(value, ("from", "to", "every"), "run")
        if "from" not in said:
            raise Refused(
                Problem("RC202", "a run has no beginning", "Write {from: 2}, or {from: 2, to: 6}.")
            )
        numbers = {name: int(str(whole(text))) for name, text in said.items()}
        least, most, step = numbers["from"], numbers.get("to"), numbers.get("every", 1)
        if (most is not None and most <= least) or ("every" in said and step < 2):
            raise refuse(
                said.get("to") or said.get("every"),
                "RC212",
                "the run's bounds are not in order",
                "Write 'from' below 'to', and 'every' from 2; one number alone is a list: [2].",
            )
        return Numbers((), least, most, step)
    items = value if isinstance(value, list) else [value]
    listed = tuple(int(str(whole(item))) if isinstance(item, str) else 0 for item in items)
    if not listed or list(listed) != sorted(set(listed)) or 0 in listed:
        raise refuse(
            next((item for item in items if isinstance(item, str)), value),
            "RC302",
            "these numbers are not listed once each, counting upwards",
            "Write them so: [1, 2, 3], or {from: 2, to: 6}.",
        )
    return Numbers(listed)


NumbersField = Annotated[
    Numbers,
    ReadBy(
        read_numbers,
        {
            "anyOf": [
                {"type": "array", "minItems": 1, "items": _WHOLE},
                {
                    "type": "object",
                    "properties": {"from": _WHOLE, "to": _WHOLE, "every": _WHOLE},
                    "required": ["from"],
                    "additionalProperties": False,
                },
            ]
        },
    ),
]


@dataclass(frozen=True, slots=True)
class Amount:
    """What a file states for a giving: one measure, bounds, a share of another line, or nothing."""

    plan: Measure | None = None
    least: Measure | None = None
    most: Measure | None = None
    share_of: str = ""

    @property
    def one(self) -> Measure | None:
        """Any of its measures: all are of one kind."""
        return self.plan or self.least or self.most

    @property
    def kind(self) -> Kind | None:
        """What its unit measures."""
        return None if self.one is None else self.one.kind

    @property
    def is_stated(self) -> bool:
        """Whether the source states any amount."""
        return self.one is not None

    @property
    def must_be_chosen(self) -> bool:
        """Whether it has bounds and nothing to plan with."""
        return self.plan is None and self.is_stated

    def holds(self, measure: Measure) -> bool:
        """Whether a measure lies within the bounds."""
        if measure.kind is not self.kind:
            return False
        low, high = self.least, self.most
        return (low is None or low.canonical <= measure.canonical) and (
            high is None or measure.canonical <= high.canonical
        )

    def __str__(self) -> str:
        if self.share_of:
            return f"{self.plan} of {self.share_of}"
        if self.plan is not None:
            within = _bounds(self.least, self.most)
            return f"{self.plan} ({within})" if within else str(self.plan)
        return _bounds(self.least, self.most) or "not stated"


def _bounds(least: object, most: object) -> str:
    if least is not None and most is not None:
        return f"{least} to {most}"
    if most is not None:
        return f"at most {most}"
    return f"at least {least}" if least is not None else ""


@dataclass(frozen=True, slots=True)
class AmountOf:
    """The field type of an amount of these kinds: a measure, bounds, a share, 'not stated'."""

    what: str
    kinds: tuple[Kind, ...]
    may_share: bool = False

    def read(self, value: object) -> Amount:
        """The amount of a text or of a map with from, to and plan."""
        if isinstance(value, Amount):
            return value
        if isinstance(value, dict):
            said = fields_of(value, ("plan", "from", "to"), self.what)
            read = {name: self._measure(text) for name, text in said.items()}
            made = Amount(read.get("plan"), read.get("from"), read.get("to"))
            _in_order(made, said)
            return made
        if not isinstance(value, str):
            example = spelled(self.kinds)
            raise refuse(
                value,
                "RC203",
                f"{wording.indefinite(self.what)} is needed as text with its unit",
                f"Write a number, a space and a unit ({example}).",
            )
        if value == "not stated":
            return Amount()
        share = re.fullmatch(r"(\S+ %) of ([a-z0-9][a-z0-9_-]*)", value, re.ASCII)
        if share and self.may_share:
            percent = read_measure(share[1], (Kind.SHARE,), "share")
            return Amount(_at(percent, value), share_of=share[2])
        return Amount(self._measure(value))

    def _measure(self, text: object) -> Measure:
        measure = MeasureOf(self.what, self.kinds).read(text)
        if measure is None:
            raise TypeError("a field without an absent word has a measure")
        return measure

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        """Validation by `read`."""
        return ReadBy(self.read, {}).__get_pydantic_core_schema__(source, handler)

    def __get_pydantic_json_schema__(self, schema: Any, handler: Any) -> Any:
        """For editors: text with a pattern, or bounds."""
        one = {"type": "string", "pattern": pattern(self.kinds)}
        bounds = {
            "type": "object",
            "properties": {"plan": one, "from": one, "to": one},
            "additionalProperties": False,
        }
        allowed = f"{pattern(self.kinds)}|^not stated$"
        if self.may_share:
            allowed += r"|^[0-9.]+ % of [a-z0-9_-]+$"
        text = {"type": "string", "pattern": allowed}
        return {"anyOf": [text, bounds], "description": f"{self.what}, with its unit"}


def _at(measure: Measure, text: object) -> Measure:
    return Measure(measure.number, measure.unit, measure.written, getattr(text, "place", None))


def _in_order(amount: Amount, said: dict[str, Any]) -> None:
    stated = [m for m in (amount.least, amount.plan, amount.most) if m is not None]
    if len({measure.kind for measure in stated}) > 1:
        raise refuse(
            said.get("to") or said.get("plan"),
            "RC207",
            "the bounds of one amount are of different kinds",
            "Write them in one unit.",
        )
    numbers = [measure.canonical for measure in stated]
    if numbers != sorted(numbers) or (amount.least and amount.least == amount.most):
        raise refuse(
            said.get("to") or said.get("plan"),
            "RC212",
            "the amount's bounds are not in order",
            "Write 'from' below 'to', and 'plan' between them.",
        )


def _as_range(value: object) -> object:
    if value == "not stated":
        return {}
    if value == {}:
        raise Refused(
            Problem("RC202", "nothing is stated here", "Write 'not stated', or what it is.")
        )
    return {"plan": value} if isinstance(value, str | int) else value


class EndsAfter(Model):
    """The end of an infusion that lasts until another line has ended."""

    after: Identifier
    of: Annotated[str, Field(pattern="^(first|last)$")] | None = None
    by: Annotated[Measure | None, DURATION] = None

    def __str__(self) -> str:
        by = "" if self.by is None else f"{self.by} after "
        which = "" if self.of is None else f"the {self.of} giving of "
        return f"until {by}the end of {which}{self.after}"


class Span(Model):
    """A duration: the one to plan with, or bounds to choose within; all empty is "not stated"."""

    plan: Annotated[Measure | None, DURATION] = None
    least: Annotated[Measure | None, DURATION] = Field(None, alias="from")
    most: Annotated[Measure | None, DURATION] = Field(None, alias="to")
    until: EndsAfter | None = None

    @property
    def planned_minutes(self) -> float | None:
        """The duration to plan with, if one is stated."""
        return None if self.plan is None else self.plan.canonical

    @property
    def longest_minutes(self) -> float | None:
        """The longest that it may last, if stated."""
        longest = self.most or self.plan
        return None if longest is None else longest.canonical

    @property
    def shortest_minutes(self) -> float | None:
        """The shortest that it may last, if stated."""
        shortest = self.least or self.plan or self.most
        return None if shortest is None else shortest.canonical

    @property
    def is_stated(self) -> bool:
        """Whether anything is stated."""
        return any(part is not None for part in (self.plan, self.least, self.most, self.until))

    def __str__(self) -> str:
        if self.until is not None:
            return str(self.until)
        if self.plan is not None:
            return str(self.plan)
        return _bounds(self.least, self.most) or "not stated"


class Count(Model):
    """A number of cycles or givings: the one to plan with, or bounds."""

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


DayNumber = Annotated[
    int,
    BeforeValidator(
        lambda value: value if isinstance(value, int) else _number(value, below_one=True),
        json_schema_input_type=int,
    ),
]
SpanField = Annotated[Span, BeforeValidator(_as_range, json_schema_input_type=str | Span)]
CountField = Annotated[Count, BeforeValidator(_as_range, json_schema_input_type=int | Count)]
