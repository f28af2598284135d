"""What does not stay as it was planned on day 1: days that move, and measures taken anew.

A delay moves days; a period is a run of cycles in which other measures and answers hold than at the
beginning. Both count from a cycle on, and leave what is before it as it was.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from regimencalc.choosing import Chosen
from regimencalc.component import Statement
from regimencalc.dosing import Dose
from regimencalc.measures import Measures
from regimencalc.patient import Patient
from regimencalc.ranges import Amount


class Delay(NamedTuple):
    """By how many days a cycle begins later, or a day of it; earlier where they are below 0.

    What follows is as much later, unless `follows` says that it stays. Without a `day` all of the
    cycle moves.
    """

    cycle: int
    days: int
    day: int | None = None
    follows: bool = True

    def moves(self, cycle: int, day: int) -> int:
        """By how many days it moves a day of a cycle."""
        if cycle == self.cycle:
            is_moved = self.day is None or day == self.day or (self.follows and day > self.day)
        else:
            is_moved = self.follows and cycle > self.cycle
        return self.days if is_moved else 0


class Then(NamedTuple):
    """The patient and the answers as they are from a cycle on."""

    cycle: int
    patient: Patient
    choose: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Period:
    """What doses are computed from in the cycles from one on, and since which day it is known."""

    from_cycle: int
    since: date
    patient: Patient
    measures: Measures
    chosen: Chosen
    surface_m2: float | None = None
    weight_kg: float | None = None
    amounts: dict[Statement, Amount] = field(default_factory=dict)
    doses: dict[tuple[object, ...], Dose] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Timeline:
    """The delays of a course, and its periods after the first, by their cycles."""

    delays: tuple[Delay, ...] = ()
    periods: tuple[Period, ...] = ()

    def moved_by(self, cycle: int, day: int) -> int:
        """By how many days a day of a cycle is later than it was planned.

        >>> later = Timeline((Delay(2, 14), Delay(3, 1, day=8, follows=False)))
        >>> [later.moved_by(cycle, day) for cycle, day in ((1, 1), (2, 1), (3, 8), (3, 15))]
        [0, 14, 15, 14]
        """
        return sum(delay.moves(cycle, day) for delay in self.delays)

    def period_of(self, cycle: int) -> Period | None:
        """The period that a cycle is in; None in the first one, which the plan begins with."""
        found = [period for period in self.periods if period.from_cycle <= cycle]
        return found[-1] if found else None

    def period_on(self, day: date) -> Period | None:
        """The period that has begun on a day; None before the second."""
        found = [period for period in self.periods if period.since <= day]
        return found[-1] if found else None


AS_PLANNED = Timeline()
