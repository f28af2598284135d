"""Places the lines of a phase one after another, each beside those that it refers to."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from math import floor
from typing import NamedTuple

from regimencalc import wording
from regimencalc.administration import Administration
from regimencalc.component import WEEKDAYS, Component, LineFields, Statement
from regimencalc.conditions import Condition, Facts
from regimencalc.days import Days
from regimencalc.ranges import EndsAfter
from regimencalc.regimen import MINUTES_PER_DAY, Stretch
from regimencalc.starts import Starts, Until

LAST_OFFSET = 7320
"""Twice the days of the longest course that can be planned."""
MOST_STEPS = 200_000
"""More than an hourly series has in the longest course that can be planned."""


class _Moment(NamedTuple):
    """When one giving begins, before it is known which statement holds for it."""

    cycle: int
    day: int
    offset: int
    root: int
    minute: float | None = 0.0
    minutes: float | None = None
    follows: str | None = None
    relation: str = ""
    at: str = ""
    goes_on: str = ""
    beside: int = 0
    ends_there: bool = False


_NO_STARTS = Starts()


def _by_time(placed: tuple[_Moment, object]) -> tuple[int, int, float]:
    moment = placed[0]
    return (moment.cycle, moment.offset, moment.minute or 0.0)


@dataclass(slots=True)
class Plan:
    """The lines of a phase that have their places already."""

    stretch: Stretch
    cycles: int
    cycle_days: int
    facts: Facts
    weekday: int
    cycles_before: int
    counts: Mapping[str, int]
    placed: dict[str, Sequence[Administration]] = field(default_factory=dict)
    outcomes: dict[int, bool] = field(default_factory=dict)
    by_cycle: dict[str, dict[int, list[Administration]]] = field(default_factory=dict)
    first_day: int = field(init=False)
    course: tuple[object, ...] = field(init=False)
    """What the places of every line depend on, whatever its conditions."""

    def __post_init__(self) -> None:
        self.first_day = self.stretch.first_day
        counts = tuple(sorted(self.counts.items())) if self.counts else ()
        self.course = (self.cycles, self.cycle_days, self.weekday, self.cycles_before, counts)

    def settings(self, conditions: Iterable[Condition]) -> tuple[object, ...]:
        """What places depend on, where these conditions decide."""
        return (*self.course, *map(self._may_hold, conditions))

    def place(self, component: Component) -> None:
        """Place every giving of a line, once for each outcome of what decides over it."""
        line, stretch = component.id, self.stretch
        key = (line, *self.settings(stretch.deciding[line]))
        known: Sequence[Administration] | None = stretch.placed.get(key)
        if known is None:
            placed: list[Administration] = []
            self.placed[line] = placed
            self._place(component, placed)
            known = stretch.placed[key] = tuple(placed)
        self.placed[line] = known

    def _place(self, component: Component, placed: list[Administration]) -> None:
        order = component.starts if component.starts and component.starts.day is None else None
        groups: dict[int, tuple[LineFields, list[Statement]]] = {}
        are_for_all = True
        for statement in component.statements:
            if all(map(self._may_hold, statement.conditions)):
                timing = statement.timing
                groups.setdefault(id(timing), (timing, []))[1].append(statement)
                are_for_all = are_for_all and not statement.is_for_some
        moments = [
            (moment, group)
            for timing, group in groups.values()
            for moment in self._moments(timing, order)
        ]
        if len(moments) > 1:
            moments.sort(key=_by_time)
        number = 0
        for moment, group in moments:
            chosen = group
            if not are_for_all:
                cycle = moment.cycle + self.cycles_before
                chosen = [s for s in group if s.is_for(cycle, number + 1)]
            number += bool(chosen)
            for statement in chosen:
                given = self._given(statement, moment, number)
                placed.append(given)

    def _may_hold(self, condition: Condition) -> bool:
        known = self.outcomes.get(id(condition))
        if known is None:
            known = self.outcomes[id(condition)] = condition.holds(self.facts) is not False
        return known

    def _given(self, statement: Statement, moment: _Moment, number: int) -> Administration:
        cycle, day, offset, root, minute, minutes, follows, relation, at, on, beside, ends = moment
        if minutes is None:
            minutes = statement.minutes
        if ends and minute is not None:
            minute = None if minutes is None else minute - minutes
        given = Administration(
            statement,
            cycle,
            day,
            number,
            offset,
            root,
            minute,
            minutes,
            follows,
            relation,
            at,
            on,
            beside,
        )
        if minutes and minutes % MINUTES_PER_DAY == 0:
            given = self._back_to_back(given)
        span = statement.infuse_over
        until = None if span is None else span.until
        return given if until is None else self._until(until, given)

    def _back_to_back(self, given: Administration) -> Administration:
        """A bag that fills the time since the line's last one begins when that one ends."""
        before = self.placed[given.component.id]
        timing = given.statement.timing
        if timing.every is not None and timing.days is None and timing.every.canonical % 1440:
            return given
        if not before or given.follows is not None:
            return given
        last = before[-1]
        gap = (given.offset - last.offset) * MINUTES_PER_DAY
        if gap <= 0 or given.minutes != gap or last.minute is None or last.minutes != gap:
            return given
        return given._replace(root=last.root, minute=last.minute + gap)

    def _until(self, end: EndsAfter, given: Administration) -> Administration:
        """An infusion that lasts until another line's has ended."""
        others = self._chosen(self._in_cycle(end.after, given.cycle), end.of, None)
        by = 0.0 if end.by is None else end.by.canonical
        ends = [other.ends_after for other in others if other.ends_after is not None]
        if not ends or given.starts_after is None:
            return given
        return given._replace(minutes=max(ends) + by - given.starts_after)

    def _chosen(
        self, others: Sequence[Administration], of: str | None, cycle: int | None
    ) -> Sequence[Administration]:
        """The givings that a line refers to: all, or the first or last of each cycle."""
        wanted = [g for g in others if cycle is None or g.cycle == cycle]
        if of is None:
            return wanted
        by_cycle = {g.cycle: g for g in (reversed(wanted) if of == "first" else wanted)}
        return list(by_cycle.values())

    def _moments(self, timing: LineFields, order: Starts | None) -> Iterable[_Moment]:
        if timing.in_bag_with:
            return map(_beside_in_its_bag, self.placed.get(timing.in_bag_with, ()))
        moments = self._firsts(timing, order)
        if timing.every is not None and timing.days is None:
            moments = chain.from_iterable(self._series(first, timing) for first in moments)
        if timing.doses_per_day is None:
            return moments
        return chain.from_iterable(_within_the_day(moment, timing) for moment in moments)

    def _firsts(self, timing: LineFields, order: Starts | None) -> Iterable[_Moment]:
        """The first givings, of which each may begin a series.

        `order` is the relation that a line states for all its parts, where these have the days.
        """
        starts = timing.starts or _NO_STARTS
        if timing.days is not None:
            starts, days = timing.starts or order or starts, timing.days
            every = range(1, self.cycles + 1)
            on = [(cycle, day) for cycle in every for day in self._days(days, cycle)]
            if starts.at is not None or starts.line:
                return [self._on_day(cycle, day, starts) for cycle, day in on]
            return [
                _Moment(cycle, day, offset, offset)
                for cycle, day in on
                for offset in (self._offset(cycle, day),)
            ]
        if starts.day is not None:
            cycles = range(1, self.cycles + 1) if starts.cycle is None else (starts.cycle,)
            within = (cycle for cycle in cycles if cycle <= self.cycles)
            return [self._on_day(cycle, starts.day, starts) for cycle in within]
        others = self._chosen(self.placed.get(starts.line, ()), starts.of, starts.cycle)
        return [self._beside(other, starts) for other in others]

    def _days(self, days: Days, cycle: int) -> Sequence[int]:
        if not days.same_as:
            return days.listed
        return sorted({other.day for other in self._in_cycle(days.same_as, cycle)})

    def _offset(self, cycle: int, day: int) -> int:
        return (cycle - 1) * self.cycle_days + day - self.first_day

    def _day(self, cycle: int, offset: int) -> int:
        return offset - (cycle - 1) * self.cycle_days + self.first_day

    def _on_day(self, cycle: int, day: int, starts: Starts) -> _Moment:
        """A giving on a stated day; its relation to another line is order within that day."""
        offset, part_of_day = self._offset(cycle, day), starts.at
        if part_of_day is not None:
            return _Moment(cycle, day, offset, offset, None, at=part_of_day)
        if not starts.line:
            return _Moment(cycle, day, offset, offset)
        others = self._in_cycle(starts.line, cycle)
        is_after = starts.relation == "after"
        ended = [g for g in others if g.end_offset == offset] if is_after else []
        if ended:
            last = max(ended, key=lambda g: g.ends_after or 0.0)
            return self._beside(last, starts, day)
        same_day = next((g for g in others if g.offset == offset), None)
        if same_day is None:
            return _Moment(cycle, day, offset, offset)
        if is_after:
            words = starts.relation_words
            return _Moment(cycle, day, offset, offset, None, None, starts.line, words)
        return self._beside(same_day, starts, day)

    def _in_cycle(self, line: str, cycle: int) -> Sequence[Administration]:
        """The givings of a line in one cycle."""
        if line not in self.by_cycle:
            by_cycle: dict[int, list[Administration]] = {}
            for given in self.placed.get(line, ()):
                by_cycle.setdefault(given.cycle, []).append(given)
            self.by_cycle[line] = by_cycle
        return self.by_cycle[line].get(cycle, ())

    def _beside(
        self, other: Administration, starts: Starts, stated_day: int | None = None
    ) -> _Moment:
        """A giving that begins at, before or after another's start or end."""
        relation, distance = starts.relation, starts.by
        by = 0.0 if distance is None else distance.planned_minutes
        base = other.minute
        if relation == "after" and base is not None:
            base = None if other.minutes is None else base + other.minutes
        if by is not None and relation == "before":
            by = -by
        root, minute = other.root, None if base is None or by is None else base + by
        whole_days = 0 if by is None else floor(abs(by) / MINUTES_PER_DAY)
        if relation == "before":
            offset = other.offset - whole_days
        elif minute is None:
            offset = root = other.offset + whole_days
        else:
            offset = other.root + floor(minute / MINUTES_PER_DAY)
        return _Moment(
            other.cycle,
            self._day(other.cycle, offset) if stated_day is None else stated_day,
            offset,
            root,
            minute,
            None,
            starts.line if relation == "after" else None,
            starts.relation_words,
            beside=other.number,
            ends_there=relation == "before" and distance is None,
        )

    def _series(self, first: _Moment, timing: LineFields) -> Iterator[_Moment]:
        every = timing.every.canonical if timing.every is not None else MINUTES_PER_DAY
        count, goes_on = _count(timing)
        count = self.counts.get(self._being_placed(), count)
        last = self._last_offset(first, timing)
        excepted = self._days_of(timing.except_days_of)
        has_own_clock = timing.starts is not None and timing.starts.has_own_clock
        weekdays, given, end = timing.weekdays, 0, self.cycles * self.cycle_days
        for step in range(MOST_STEPS):
            offset, root, minute, at = _stepped(first, step, every)
            if given == count or (count is None and offset > last):
                return
            if weekdays and WEEKDAYS[(self.weekday + offset) % 7] not in weekdays:
                continue
            if offset in excepted:
                continue
            given += 1
            cycle = first.cycle
            if has_own_clock:
                if offset >= end:
                    return
                cycle = min(max(offset // self.cycle_days + 1, 1), self.cycles)
            on = goes_on if given == count else ""
            yield _Moment(
                cycle,
                self._day(cycle, offset),
                offset,
                root,
                minute,
                first.minutes,
                first.follows,
                first.relation,
                at,
                on,
                first.beside,
                first.ends_there,
            )
            if offset > LAST_OFFSET and not has_own_clock:
                return  # so late a giving is refused; further ones need no place

    def _being_placed(self) -> str:
        """The line that is placed now: the last one that was begun."""
        return next(reversed(self.placed))

    def _last_offset(self, first: _Moment, timing: LineFields) -> int:
        """The last day on which a series that is not counted may begin a giving."""
        until = timing.until
        has_own_clock = timing.starts is not None and timing.starts.has_own_clock
        end = self.cycles if has_own_clock else first.cycle
        if until is not None and until.day is not None:
            stated = until.cycle or (self.cycles if has_own_clock else first.cycle)
            return min(self._offset(stated, until.day), self.cycles * self.cycle_days - 1)
        return end * self.cycle_days - 1

    def _days_of(self, lines: Iterable[str]) -> set[int]:
        return {given.offset for line in lines for given in self.placed.get(line, [])}


def _beside_in_its_bag(other: Administration) -> _Moment:
    """A giving in the bag of another."""
    return _Moment(
        other.cycle,
        other.day,
        other.offset,
        other.root,
        other.minute,
        other.minutes,
        other.follows,
        other.relation,
        other.at,
        other.goes_on,
        other.number,
    )


def _within_the_day(moment: _Moment, timing: LineFields) -> list[_Moment]:
    """The several givings of a day: at fixed hours, or when nobody can know."""
    times, first = timing.doses_per_day or 1, moment.minute
    if timing.days is None or timing.every is None or first is None:
        return [moment._replace(minute=None)] * times
    every = timing.every.canonical
    return [moment._replace(minute=first + number * every) for number in range(times)]


def _stepped(first: _Moment, step: int, every: float) -> tuple[int, int, float | None, str]:
    """Day, root, minute and part of the day of the giving so many steps after the first.

    Whole days go by the calendar, hours by the clock.
    """
    if first.at:
        half = (first.at == "evening") + round(step * every / (MINUTES_PER_DAY / 2))
        offset = first.root + half // 2
        return offset, offset, None, "evening" if half % 2 else "morning"
    if every % MINUTES_PER_DAY == 0:
        days = round(step * every / MINUTES_PER_DAY)
        return first.offset + days, first.root + days, first.minute, ""
    if first.minute is None:
        days = floor(step * every / MINUTES_PER_DAY)
        return first.offset + days, first.root + days, None, ""
    minute = first.minute + step * every
    return first.root + floor(minute / MINUTES_PER_DAY), first.root, minute, ""


def _count(timing: LineFields) -> tuple[int | None, str]:
    """How many givings of a series are planned, and how it goes on after the last of them."""
    times, until = timing.times, timing.until
    stated = None if times is None else times.plan or times.least
    if not _is_open(until):
        return (stated if times is None or stated is not None else times.most), ""
    return stated or 1, f"and every {wording.step(str(timing.every))} from then until {until}"


def _is_open(until: Until | None) -> bool:
    return until is not None and until.condition is not None
