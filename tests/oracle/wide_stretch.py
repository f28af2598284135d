"""When each line of a phase is given, worked out a second time.

Each line is asked for its givings and asks, in its turn, the lines that it names; time is exact
minutes from the opening of the first day of the phase. Where nobody can know the hour it is None,
and the day still stands.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import count
from math import floor
from typing import Any

from oracle.second_engine import words

DAY = 1440
MINUTES = {"min": 1, "h": 60, "d": DAY}
RELATIONS = ("after", "after_start_of", "with", "before")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

Entry = Mapping[str, Any]


@dataclass(frozen=True)
class Moment:
    """When something is given, before it is known how much."""

    cycle: int
    day: int  # counted from 0 on the first day of the phase
    start: Fraction | None
    length: Fraction | None = None
    beside: int = 0
    is_related: bool = False
    ends_there: bool = False
    goes_on: bool = False


@dataclass(frozen=True)
class Given:
    """One giving of one line."""

    entry: Entry
    number: int
    moment: Moment
    start: Fraction | None
    length: Fraction | None

    @property
    def end(self) -> Fraction | None:
        """When it has run in."""
        return None if self.start is None or self.length is None else self.start + self.length


def minutes(spoken: object) -> Fraction | None:
    """A length of time, or of a range the one to plan with."""
    stated = spoken.get("plan") if isinstance(spoken, Mapping) else spoken
    if stated is None or stated == "not stated":
        return None
    number, unit = words(str(stated))
    return number * MINUTES[unit]


def numbers_hold(stated: object, number: int) -> bool:
    """Whether a list, or a run with or without an end, has a number."""
    if isinstance(stated, Mapping):
        step = stated.get("every", 1)
        last = stated.get("to", number)
        return bool(stated["from"] <= number <= last and (number - stated["from"]) % step == 0)
    return stated is None or (isinstance(stated, list) and number in stated)


def days_of(stated: object) -> list[int]:
    """Every day that is listed or lies in a run."""
    found: list[int] = []
    items: list[Any] = stated if isinstance(stated, list) else [stated]
    for item in items:
        found += range(item["from"], item["to"] + 1) if isinstance(item, Mapping) else [item]
    return found


def holds(condition: Entry | None, facts: Mapping[str, Any]) -> bool:
    """Whether all that a condition says is so."""
    for name, wanted in (condition or {}).items():
        if name == "any":
            if not any(holds(one, facts) for one in wanted):
                return False
        elif isinstance(wanted, str):
            if str(facts[name]) != wanted:
                return False
        else:
            edges = {edge: words(text)[0] for edge, text in wanted.items()}
            value = facts[name]
            low, high = edges.get("from", value), edges.get("to", value)
            above, below = edges.get("above", value - 1), edges.get("below", value + 1)
            if not (low <= value <= high and above < value < below):
                return False
    return True


def statements(line: Entry) -> list[dict[str, Any]]:
    """What a line says, once for each of its parts; what depends on the dose is not one."""
    shared = {name: said for name, said in line.items() if name != "parts"}
    parts = [part for part in line.get("parts", []) if "dose" not in part.get("when", {})]
    return [{**shared, **part} for part in parts] or [shared]


class Stretch:
    """One turn of a phase: what its lines give, each worked out when somebody asks."""

    def __init__(
        self, said: Entry, cycles: int, length: int, facts: Mapping[str, Any], weekday: int
    ) -> None:
        self.lines = {line["id"]: line for line in said["components"]}
        self.first = 0 if said.get("day_zero") in self.lines else 1
        self.cycles, self.length, self.facts, self.weekday = cycles, length, facts, weekday
        self.known: dict[str, list[Given]] = {}

    def of(self, name: str) -> list[Given]:
        """The givings of a line."""
        if name not in self.known:
            self.known[name] = self.work_out(self.lines[name])
        return self.known[name]

    def work_out(self, line: Entry) -> list[Given]:
        """Which statement holds for each moment of a line."""
        wanted = [s for s in statements(line) if holds(s.get("when"), self.facts)]
        moments: list[tuple[Moment, list[dict[str, Any]]]] = []
        for statement in wanted:
            for moment in self.moments(statement):
                same = [group for other, group in moments if other == moment]
                # Statements of one clock share its moments, also two doses of one day.
                again = [group for group in same if statement not in group]
                if again:
                    again[0].append(statement)
                else:
                    moments.append((moment, [statement]))
        moments.sort(key=lambda pair: (pair[0].cycle, pair[0].day, pair[0].start or 0))
        found: list[Given] = []
        number = 0
        for moment, group in moments:
            now = [
                s
                for s in group
                if numbers_hold(s.get("cycles"), moment.cycle)
                and numbers_hold(s.get("doses"), number + 1)
            ]
            number += bool(now)
            for statement in now:
                found.append(self.give(statement, moment, number, found))
        return found

    def give(self, entry: Entry, moment: Moment, number: int, before: Sequence[Given]) -> Given:
        """A giving with its start and length."""
        start, length = moment.start, moment.length
        if length is None:
            length = minutes(entry.get("infuse_over"))
        if moment.ends_there and start is not None:
            start = None if length is None else start - length
        spoken = entry.get("infuse_over")
        end = spoken.get("until") if isinstance(spoken, Mapping) else None
        if end and start is not None:
            others = [g for g in self.of(end["after"]) if g.moment.cycle == moment.cycle]
            wanted = others[:1] if end.get("of") == "first" else others
            last = max((g.end for g in wanted if g.end is not None), default=None)
            if last is not None:
                length = last + (minutes(end.get("by")) or 0) - start
        if before and not moment.is_related and length is not None:
            last_one = before[-1]
            gap = (moment.day - last_one.moment.day) * DAY
            if gap and length == last_one.length == gap and last_one.end is not None:
                start = last_one.end
        return Given(entry, number, moment, start, length)

    def index(self, cycle: int, day: int) -> int:
        """Which day of the phase a day of a cycle is, counted from 0."""
        return (cycle - 1) * self.length + day - self.first

    def moments(self, entry: Entry) -> Iterator[Moment]:
        """Every moment that a statement names."""
        if "in_bag_with" in entry:
            for other in self.of(entry["in_bag_with"]):
                moment = replace(other.moment, start=other.start, length=other.length)
                yield replace(moment, beside=other.number, ends_there=False, is_related=True)
            return
        for first in self.beginnings(entry):
            if "every" in entry and "days" not in entry:
                yield from self.series(first, entry)
            else:
                yield from self.day_long(first, entry)

    @staticmethod
    def day_long(first: Moment, entry: Entry) -> Iterator[Moment]:
        """One giving, or so many a day: these have hours only where the file says how far apart."""
        times = entry.get("doses_per_day")
        if times is None:
            yield first
            return
        apart = minutes(entry.get("every")) if "days" in entry else None
        for turn in range(times):
            # The beside field tells the doses of one day apart.
            start = None
            if apart is not None and first.start is not None:
                start = first.start + turn * apart
            yield replace(first, start=start, beside=turn)

    def beginnings(self, entry: Entry) -> Iterator[Moment]:
        """The givings that a statement names one by one, or the first of each of its series."""
        starts = entry.get("starts", {})
        if "days" in entry:
            days = entry["days"]
            for cycle in range(1, self.cycles + 1):
                if isinstance(days, Mapping) and "same_as" in days:
                    moments = (g.moment for g in self.of(days["same_as"]))
                    indices = sorted({m.day for m in moments if m.cycle == cycle})
                else:
                    indices = [self.index(cycle, day) for day in days_of(days)]
                for index in indices:
                    yield self.on_a_day(cycle, index, starts)
        elif "day" in starts:
            own = starts.get("cycle")
            for cycle in [own] if own else range(1, self.cycles + 1):
                yield self.on_a_day(cycle, self.index(cycle, starts["day"]), starts)
        else:
            (relation,) = [name for name in RELATIONS if name in starts]
            others = self.of(starts[relation])
            if "of" in starts:
                chosen = {g.moment.cycle: g for g in others}
                if starts["of"] == "first":
                    chosen = {g.moment.cycle: g for g in reversed(others)}
                others = list(chosen.values())
            for other in others:
                yield self.related(other, relation, starts)

    def on_a_day(self, cycle: int, index: int, starts: Entry) -> Moment:
        """A giving on its own day: the relation is the order within that day."""
        plain = Moment(cycle, index, Fraction(index * DAY))
        if "at" in starts:
            return replace(plain, start=None)
        relation = next((name for name in RELATIONS if name in starts), None)
        if relation is None:
            return plain
        others = self.of(starts[relation])
        beside = [
            g
            for g in others
            if g.moment.day == index
            or (relation == "after" and g.end is not None and floor(g.end / DAY) == index)
        ]
        if not beside:
            return plain
        if relation == "after":
            ends = [g.end for g in beside]
            if None in ends:
                return replace(plain, start=None, is_related=True)
            other = max(beside, key=lambda g: g.end or 0)
        else:
            other = beside[0]
        return replace(self.related(other, relation, starts), cycle=cycle, day=index)

    def related(self, other: Given, relation: str, starts: Entry) -> Moment:
        """A giving that begins by another's start or end."""
        by = minutes(starts.get("by", "0 h"))
        base = other.end if relation == "after" else other.start
        sign = -1 if relation == "before" else 1
        start = None if base is None or by is None else base + sign * by
        whole = 0 if by is None else floor(by / DAY)
        day = other.moment.day
        if relation == "before":
            day -= whole
        elif start is None:
            day += whole
        else:
            day = floor(start / DAY)
        ends_there = relation == "before" and "by" not in starts
        return Moment(
            other.moment.cycle, day, start, None, other.number, relation == "after", ends_there
        )

    def series(self, first: Moment, entry: Entry) -> Iterator[Moment]:
        """A series: until it is counted out, its day has come, or its cycle ends."""
        starts, until = entry.get("starts", {}), entry.get("until")
        times = entry.get("times")
        wanted = times.get("plan", times.get("from")) if isinstance(times, Mapping) else times
        is_open = until is not None and "day" not in until
        if is_open:
            wanted = wanted or 1
        own = "cycle" in starts
        last = (self.cycles if own else first.cycle) * self.length - 1
        if until is not None and "day" in until:
            cycle = until.get("cycle", self.cycles if own else first.cycle)
            last = min(self.index(cycle, until["day"]), self.cycles * self.length - 1)
        barred = {g.moment.day for name in entry.get("except_days_of", []) for g in self.of(name)}
        stepped = self.stepper(first, entry)
        given = 0
        for turn in count():
            moment = stepped(turn)
            if wanted is not None and given == wanted:
                return
            if wanted is None and moment.day > last:
                return
            weekday = WEEKDAYS[(self.weekday + moment.day) % 7]
            if weekday not in entry.get("weekdays", WEEKDAYS) or moment.day in barred:
                continue
            given += 1
            if own:
                cycle = min(max(1, moment.day // self.length + 1), self.cycles)
                moment = replace(moment, cycle=cycle)
            moment = replace(moment, goes_on=is_open and given == wanted)
            for part in self.day_long(moment, {n: v for n, v in entry.items() if n != "every"}):
                yield replace(part, beside=moment.beside) if part.start is not None else part

    @staticmethod
    def stepper(first: Moment, entry: Entry) -> Callable[[int], Moment]:
        """The giving so many steps on: hours by the stopwatch, half days where a half is named."""
        every = minutes(entry["every"]) or Fraction(DAY)
        half = entry.get("starts", {}).get("at")

        def stepped(turn: int) -> Moment:
            ahead = turn * every
            if half is not None:
                ahead += DAY // 2 if half == "evening" else 0
                return replace(first, day=first.day + floor(ahead / DAY), start=None, beside=turn)
            if first.start is None or every % DAY == 0:
                day = first.day + floor(ahead / DAY)
                start = None if first.start is None else first.start + ahead
                return replace(first, day=day, start=start, beside=turn)
            start = first.start + ahead
            return replace(first, day=floor(start / DAY), start=start, beside=turn)

        return stepped
