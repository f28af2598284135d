"""Days, cycles and numbered doses: lists and runs."""

import re
from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import BeforeValidator

from regimencalc import wording
from regimencalc.fields import (
    ReadBy,
    fields_of,
    refuse,
    whole,
)
from regimencalc.problems import NOWHERE, Place, Problem, Refused

LONGEST_RUN = 400
_WHOLE = {"type": "integer", "minimum": 1}
_FROM_ONE = re.compile(r"[1-9][0-9]{0,3}", re.ASCII)
_BELOW_ONE = re.compile(r"0|-[1-9][0-9]{0,2}", re.ASCII)


def _number(value: object, *, below_one: bool) -> int:
    text = value if isinstance(value, str) else ""
    if _FROM_ONE.fullmatch(text) or (below_one and _BELOW_ONE.fullmatch(text)):
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
    if last - first >= LONGEST_RUN:
        raise refuse(
            said["to"],
            "RC302",
            f"a run from day {first} to day {last} is longer than {LONGEST_RUN} days",
            "Write 'lasts' or 'until' for what goes on, or a shorter run.",
        )
    if last <= first:
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
        places += [getattr(at, "place", NOWHERE)] * len(days)
    if problems:
        raise Refused(problems)
    return Days(tuple(found), "", tuple(places))


_RUN_SHAPE = {
    "title": "run of days",
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
    "title": "days of another line",
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


def read_days_of_a_rule(value: object) -> Days:
    """The days on which a rule or a criterion is judged: of none it would never be judged."""
    days = read_days(value)
    if not days.listed:
        raise Refused(
            Problem(
                "RC203",
                f"'{days}' are no days on which a rule could be judged",
                "Write them: days: [8]; or leave 'days' out for the first day of the cycle.",
            )
        )
    return days


DaysOfRuleField = Annotated[
    Days,
    ReadBy(
        read_days_of_a_rule,
        {
            "anyOf": [_DAYS_LIST, _RUN_SHAPE],
            "description": "The days on which it is judged, each by its own values: [8]",
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

    @property
    def last_named(self) -> int:
        """The last number after which all are alike; no end of alternation is ever reached."""
        if self.step > 1:
            return 10_000
        return max((*self.listed, self.least or 0, self.most or 0))

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


DayNumber = Annotated[
    int,
    BeforeValidator(
        lambda value: value if isinstance(value, int) else _number(value, below_one=True),
        json_schema_input_type=int,
    ),
]
