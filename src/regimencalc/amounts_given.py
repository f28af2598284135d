"""What the doses of one drug come to: in a dose, a day, a cycle and an hour, and how far apart.

Lines of one drug are added up. Equal sums are found once, with every dose that they are made of.
A day is a treatment day: what runs for more than 24 hours counts on each of its days with what
runs in 24 hours, everything else on the day on which it begins.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from math import ceil
from typing import NamedTuple, TypeAlias

from regimencalc.dosing import Dose
from regimencalc.formulary import STANDARD
from regimencalc.planned_dose import PlannedDose
from regimencalc.regimen import MINUTES_PER_DAY
from regimencalc.units import UNITS, Kind

PER_HOUR = "/h"


class Given(NamedTuple):
    """A planned dose that has a number, with what its line says of it.

    `fastest` and `slowest` are the shortest and the longest time for which it may run [min], as far
    as they are stated: of a range without a plan nobody knows which will be taken.
    """

    planned: PlannedDose
    dose: Dose
    profile: str
    route: str
    kind: Kind
    fastest: float | None
    slowest: float | None

    @property
    def is_rate(self) -> bool:
        """Whether it is known only how much runs in an hour."""
        return self.dose.unit.endswith(PER_HOUR)

    @property
    def days(self) -> range:
        """The days on which it runs, counted from its own."""
        return range(max(1, ceil((self.slowest or self.fastest or 0) / MINUTES_PER_DAY)))

    @property
    def share_of_day(self) -> float:
        """The part of it that is given in 24 hours."""
        return 24 if self.is_rate else MINUTES_PER_DAY / max(MINUTES_PER_DAY, self.fastest or 0)

    @property
    def times(self) -> tuple[float, ...]:
        """How long it may run [min]: one time, or each end of a range that is stated."""
        if self.fastest == self.slowest:
            return (self.fastest,) if self.fastest else ()
        return tuple([end for end in (self.fastest, self.slowest) if end])

    @property
    def share_of_dose(self) -> float:
        """The part of it that counts as one dose: 24 hours of what is stated for a day."""
        statement = self.planned.administration.statement
        by_day = statement.basis == "per_day" and statement.timing.doses_per_day is None
        return self.share_of_day if by_day else 1


class Sum(NamedTuple):
    """What givings come to in one dimension: a number, or parts of doses to be added up.

    `is_complete` says whether it can be too little: not where something goes on, and not for
    several doses of one day, each of which is judged alone as well.
    """

    dimension: str
    profiles: tuple[str, ...]
    routes: tuple[str, ...]
    doses: tuple[PlannedDose, ...]
    parts: tuple[tuple[float, Given], ...] = ()
    is_complete: bool = True
    is_of_several_doses: bool = False
    number: float = 0


Parts: TypeAlias = Sequence[tuple[float, Given]]


def given_of(doses: Iterable[PlannedDose]) -> dict[str, list[Given]]:
    """The doses that have a number, by drug, in order."""
    found: dict[str, list[Given]] = {}
    for planned in doses:
        dose = planned.dose
        if isinstance(dose, Dose):
            statement = planned.administration.statement
            stated = UNITS.get(dose.stated_in)
            if stated is None or stated.kind is Kind.SHARE:
                stated = UNITS[dose.unit.removesuffix(PER_HOUR)]
            found.setdefault(statement.drug or "", []).append(
                Given(
                    planned,
                    dose,
                    statement.profile or STANDARD,
                    statement.route,
                    stated.kind,
                    *planned.administration.ends_of_its_time,
                )
            )
    return found


def doses(given: Sequence[Given], *, alone: Callable[[str], bool]) -> Iterator[Sum]:
    """One dose each: all that begins on one day is one as well, unless `alone` in a profile.

    A drug that is given again on the same day, by another line or by the same one, would otherwise
    pass a limit of a dose as often as it is given.
    """
    alike: dict[int, list[Given]] = {}
    by_day: dict[tuple[date, str], list[Given]] = {}
    for one in given:
        if not one.is_rate:
            alike.setdefault(id(one.dose), []).append(one)
            by_day.setdefault((one.planned.date, one.profile), []).append(one)
    for same in alike.values():
        first = same[0]
        yield _sum("per_dose", [(first.share_of_dose, first)], [one.planned for one in same])
    together = [
        [(one.share_of_dose, one) for one in of_day]
        for (_, profile), of_day in by_day.items()
        if len(of_day) > 1 and not alone(profile)
    ]
    for several in _each_once("per_dose", together):
        yield several._replace(is_of_several_doses=True, is_complete=False)


def days(given: Sequence[Given]) -> Iterator[Sum]:
    """What is given in a day."""
    by_day: dict[date, list[tuple[float, Given]]] = {}
    for one in given:
        share, first = one.share_of_day, one.planned.date
        for number in one.days:
            by_day.setdefault(first + timedelta(number), []).append((share, one))
    yield from _each_once("per_day", by_day.values())


def cycles(given: Sequence[Given]) -> Iterator[Sum]:
    """What is given in a cycle."""
    by_cycle: dict[int, list[tuple[float, Given]]] = {}
    for one in given:
        if not one.is_rate:
            by_cycle.setdefault(one.planned.cycle, []).append((1, one))
    yield from _each_once("per_cycle", by_cycle.values())


def hours(given: Sequence[Given]) -> Iterator[Sum]:
    """What runs in an hour, where it is known how long it runs; of a range, at each of its ends."""
    found: dict[tuple[float, int], list[Given]] = {}
    for one in given:
        for minutes in (60.0,) if one.is_rate else one.times:
            found.setdefault((minutes, id(one.dose)), []).append(one)
    for (minutes, _), alike in found.items():
        yield _sum("per_hour", [(60 / minutes, alike[0])], [one.planned for one in alike])


def infusion_times(given: Sequence[Given]) -> Iterator[Sum]:
    """How long each infusion runs [min]; of a range, each of its ends."""
    found: dict[tuple[float, str, str], list[PlannedDose]] = {}
    for one in given:
        for minutes in one.times:
            found.setdefault((minutes, one.profile, one.route), []).append(one.planned)
    for (minutes, profile, route), alike in found.items():
        yield Sum("infuse_over", (profile,), (route,), tuple(alike), number=minutes)


def intervals(given: Sequence[Given]) -> Iterator[Sum]:
    """From one day of giving to the next [min]; whose it is, is the cycle of the later."""
    by_day: dict[date, list[Given]] = {}
    for one in given:
        by_day.setdefault(one.planned.date, []).append(one)
    yield from _apart("interval", given, [by_day[on] for on in sorted(by_day)])


def between_cycles(given: Sequence[Given]) -> Iterator[Sum]:
    """From the first giving of one cycle to the first of the next [min]."""
    first: dict[int, list[Given]] = {}
    for one in given:
        known = first.setdefault(one.planned.cycle, [one])
        if one.planned.date < known[0].planned.date:
            first[one.planned.cycle] = [one]
    yield from _apart("between_cycles", given, [first[cycle] for cycle in sorted(first)])


def days_per_cycle(given: Sequence[Given]) -> Iterator[Sum]:
    """On how many days of a cycle it is given or runs."""
    by_cycle: dict[int, list[Given]] = {}
    for one in given:
        by_cycle.setdefault(one.planned.cycle, []).append(one)
    found: dict[tuple[int, tuple[str, ...], tuple[str, ...]], list[PlannedDose]] = {}
    for alike in by_cycle.values():
        running = {one.planned.date + timedelta(number) for one in alike for number in one.days}
        key = len(running), profiles_of(alike), _routes(alike)
        found.setdefault(key, []).extend(one.planned for one in alike)
    for (number, profiles, routes), whose in found.items():
        yield Sum("days_per_cycle", profiles, routes, tuple(whose), number=number)


def _apart(
    dimension: str, given: Sequence[Given], in_order: Sequence[Sequence[Given]]
) -> Iterator[Sum]:
    found: dict[tuple[int, tuple[str, ...], tuple[str, ...]], set[int]] = {}
    for before, after in pairwise(in_order):
        gap = (after[0].planned.date - before[0].planned.date).days
        both = (*before, *after)
        key = gap * MINUTES_PER_DAY, profiles_of(both), _routes(both)
        found.setdefault(key, set()).update(one.planned.cycle for one in after)
    for (minutes, profiles, routes), of_cycles in found.items():
        whose = tuple(one.planned for one in given if one.planned.cycle in of_cycles)
        yield Sum(dimension, profiles, routes, whose, number=minutes)


def profiles_of(given: Iterable[Given]) -> tuple[str, ...]:
    """The profiles of the rows that givings are held against, each once."""
    return _each({one.profile for one in given})


def _routes(given: Iterable[Given]) -> tuple[str, ...]:
    return _each({one.route for one in given})


def _each(words: set[str]) -> tuple[str, ...]:
    return tuple(words) if len(words) == 1 else tuple(sorted(words))


def _each_once(dimension: str, sums: Iterable[Parts]) -> Iterator[Sum]:
    """Equal sums as one, with the doses of all of them."""
    found: dict[tuple[tuple[float, int], ...], tuple[Parts, list[PlannedDose]]] = {}
    for parts in sums:
        key = tuple([(share, id(one.dose)) for share, one in parts])
        _, whose = found.setdefault(key, (parts, []))
        whose += [one.planned for _, one in parts]
    for parts, whose in found.values():
        yield _sum(dimension, parts, whose)


def _sum(dimension: str, parts: Sequence[tuple[float, Given]], whose: Iterable[PlannedDose]) -> Sum:
    given = [one for _, one in parts]
    goes_on = [one for one in given if one.planned.goes_on]
    names = profiles_of(given), _routes(given)
    return Sum(dimension, *names, tuple(whose), tuple(parts), not goes_on)
