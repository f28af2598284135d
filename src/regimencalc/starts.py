"""When a line begins, and where its series ends."""

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from regimencalc.conditions import Condition, read_condition
from regimencalc.days import DayNumber
from regimencalc.fields import (
    Identifier,
    Model,
    ReadBy,
    WholeNumber,
    fields_of,
    whole,
)
from regimencalc.ranges import SpanField
from regimencalc.worked_out import worked_out

RELATIONS = ("after", "after_start_of", "with", "before")


class Starts(Model):
    """When a line begins: on a day, by its own clock, or in relation to another line."""

    cycle: WholeNumber | None = None
    day: DayNumber | None = None
    at: Literal["morning", "evening"] | None = None
    after: Identifier | None = None
    after_start_of: Identifier | None = None
    with_: Identifier | None = Field(None, alias="with")
    before: Identifier | None = None
    by: SpanField | None = None
    of: Literal["first", "last"] | None = None

    @worked_out
    def relation(self) -> str:
        """How it relates to another line: after, after_start_of, with, before; or nothing."""
        return next((name for name, line in self._lines() if line is not None), "")

    @worked_out
    def line(self) -> str:
        """The line that it relates to, if any."""
        return next((line for _, line in self._lines() if line is not None), "")

    @property
    def relations(self) -> tuple[str, ...]:
        """All relations that are written: one at most makes sense."""
        return tuple(name for name, line in self._lines() if line is not None)

    def _lines(self) -> tuple[tuple[str, str | None], ...]:
        return (
            ("after", self.after),
            ("after_start_of", self.after_start_of),
            ("with", self.with_),
            ("before", self.before),
        )

    @property
    def has_own_clock(self) -> bool:
        """Whether it begins once in the phase and then runs on across cycles."""
        return self.cycle is not None

    @worked_out
    def relation_words(self) -> str:
        """The relation in words: "24 h after the start of methotrexate"."""
        if not self.relation:
            return ""
        how = {"after_start_of": "after the start of"}.get(self.relation, self.relation)
        by = "" if self.by is None else f"{self.by} "
        which = "" if self.of is None else f"the {self.of} giving of "
        return f"{by}{how} {which}{self.line}"

    def __str__(self) -> str:
        said: list[str] = []
        if self.cycle is not None:
            said.append(f"once from cycle {self.cycle}")
        if self.day is not None:
            said.append(f"day {self.day}")
        if self.at is not None:
            said.append(f"in the {self.at}")
        if self.relation:
            said.append(self.relation_words)
        return ", ".join(said)


@dataclass(frozen=True, slots=True)
class Until:
    """Where a series ends: at a day, or when something holds."""

    cycle: int | None = None
    day: int | None = None
    condition: Condition | None = None

    def __str__(self) -> str:
        if self.condition is not None:
            return str(self.condition)
        cycle = "" if self.cycle is None else f"cycle {self.cycle} "
        return f"{cycle}day {self.day}"


def _read_until(value: object) -> Until:
    if isinstance(value, Until):
        return value
    if isinstance(value, dict) and "day" in value:
        said = fields_of(value, ("cycle", "day"), "series' end")
        numbers = {name: int(str(whole(text))) for name, text in said.items()}
        return Until(numbers.get("cycle"), numbers["day"])
    return Until(condition=read_condition(value))


UntilField = Annotated[
    Until,
    ReadBy(
        _read_until,
        {"type": "object", "description": "{day: 21}, {cycle: 12, day: 28}, or a condition"},
    ),
]
