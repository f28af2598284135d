"""When a line is given, and the one way in which the normal form says so.

Where every day is known from the file, the days are listed; a series remains where hours count,
where the end is open, where weekdays are left out, and on an own clock that crosses cycles.
"""

from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any, NamedTuple, TypeAlias

from regimencalc.component import LineFields
from regimencalc.days import Numbers
from regimencalc.ranges import Span
from regimencalc.regimen import MINUTES_PER_DAY, Stretch

Written: TypeAlias = Any
"""A node of a file, or one that takes its place: text, a list, or a map; None takes it out."""

FEWEST_IN_A_RUN = 4
MOST_IN_A_SERIES = 400
HALF_A_DAY = MINUTES_PER_DAY // 2


def flow(node: Written) -> str:
    """A node on one line.

    >>> flow({"from": "1", "to": "5"}), flow(["1", "8"])
    ('{from: 1, to: 5}', '[1, 8]')
    """
    if isinstance(node, dict):
        return f"{{{', '.join(f'{name}: {flow(value)}' for name, value in node.items())}}}"
    if isinstance(node, list):
        return f"[{', '.join(flow(item) for item in node)}]"
    is_plain = not set(node) & set(",:#[]{}\"'&*!|>%@`?") and not node.startswith("- ")
    return str(node) if is_plain else '"{}"'.format(node.replace("\\", r"\\").replace('"', r"\""))


def days_form(days: Iterable[int]) -> Written:
    """Days as they are written: a run of four or more as one, fewer by themselves.

    >>> days_form([1, 2, 3]), days_form([1, 2, 3, 4, 8])
    (['1', '2', '3'], [{'from': '1', 'to': '4'}, '8'])
    """
    rows: list[list[int]] = []
    for day in days:
        if rows and day == rows[-1][-1] + 1:
            rows[-1].append(day)
        else:
            rows.append([day])
    made: list[Written] = []
    for row in rows:
        is_run = len(row) >= FEWEST_IN_A_RUN
        run = {"from": str(row[0]), "to": str(row[-1])}
        made += [run] if is_run else [str(day) for day in row]
    return made[0] if len(made) == 1 and isinstance(made[0], dict) else made


def numbers_form(numbers: Numbers) -> Written:
    """Cycles or doses as they are written; None where they are all."""
    least, most, step = numbers.least, numbers.most, numbers.step
    if least is not None and most is None:
        if step > 1:
            return {"from": str(least), "every": str(step)}
        return None if least == 1 else {"from": str(least)}
    members = numbers.listed or tuple(range(least or 1, (most or 1) + 1, step))
    gaps = {later - number for number, later in pairwise(members)}
    if len(members) < FEWEST_IN_A_RUN or len(gaps) > 1:
        return [str(number) for number in members]
    run = {"from": str(members[0]), "to": str(members[-1])}
    return run if gaps == {1} else {**run, "every": str(gaps.pop())}


def length_of(stretch: Stretch) -> int | None:
    """The days of a cycle, or of a phase without cycles, if the file states one number."""
    cycle, lasts = stretch.cycle, stretch.lasts
    if cycle is not None:
        is_one = cycle.length.least is None and cycle.length.most is None
        return cycle.days if is_one else None
    is_one = lasts is not None and not (lasts.least or lasts.most or lasts.until)
    return lasts.days if lasts is not None and is_one else None


def series_across(
    days_of: Mapping[tuple[int, ...], list[int]], beyond: int, stretch: Stretch
) -> dict[str, Written] | None:
    """Days that differ from cycle to cycle, if they are one series on its own clock.

    `beyond` is a cycle that stands for all that follow.
    """
    length = length_of(stretch)
    if stretch.cycle is None or length is None or len(days_of) < 2:
        return None
    cycles = {cycle: days for days, several in days_of.items() for cycle in several}
    offsets = [
        (cycle - 1) * length + day - stretch.first_day
        for cycle, days in sorted(cycles.items())
        for day in days
    ]
    gaps = {later - day for day, later in pairwise(offsets)}
    if len(gaps) > 1 or min(offsets) < 0:
        return None
    if beyond in cycles and cycles[beyond][0] + length - cycles[beyond][-1] not in gaps:
        return None
    cycle, day = divmod(offsets[0], length)
    begins = {"cycle": str(cycle + 1), "day": str(day + stretch.first_day)}
    series: dict[str, Written] = {"starts": begins, "every": f"{gaps.pop()} d"}
    if beyond in cycles:
        return series
    cycle, day = divmod(offsets[-1], length)
    end = {"cycle": str(cycle + 1), "day": str(day + stretch.first_day)}
    return {**series, "until": end}


def is_long(span: Span | None) -> bool:
    """Whether it may run for more than 24 h, so that it is not given on `days`."""
    if span is None:
        return False
    stated = [m.canonical for m in (span.least, span.plan, span.most) if m is not None]
    return span.until is not None or max(stated, default=0) > MINUTES_PER_DAY


_NO_SERIES: Mapping[str, Written] = {"every": None, "times": None, "until": None}
_AS_IT_IS: tuple[str, dict[str, Written]] = ("", {})


class Timing(NamedTuple):
    """When a line or a part is given, and the fields in which the normal form says so."""

    stretch: Stretch
    model: LineFields
    written: Mapping[str, Written]
    is_long: bool
    states_cycles: bool

    @property
    def length(self) -> int | None:
        """The days of a cycle, or of a phase without cycles, if the file states one number."""
        return length_of(self.stretch)

    @property
    def every(self) -> int:
        """Minutes from one giving to the next."""
        return 0 if self.model.every is None else round(self.model.every.canonical)

    @property
    def is_by_day(self) -> bool:
        """Whether it repeats by whole days."""
        return self.every % MINUTES_PER_DAY == 0

    @property
    def contradiction(self) -> tuple[str, str]:
        """What has no normal form, since nobody can know what it means, and what to write."""
        starts, until, doses = self.model.starts, self.model.until, self.model.doses_per_day
        if self.model.days is not None and doses and doses * self.every > MINUTES_PER_DAY:
            fix = "Write a series: 'starts: {day: 1}', 'every' and 'times'."
            return f"has {doses} doses {self.model.every} apart, which no day can hold", fix
        if doses and self.is_long:
            return "runs for more than a day, several times a day", "Take 'doses_per_day' out."
        if starts is None:
            return "", ""
        if starts.at is not None and self.every % HALF_A_DAY:
            fix = "Repeat every 12 h or by whole days, or take 'at' out."
            return f"begins in the {starts.at}, and its hours then cannot be known", fix
        if starts.cycle is not None and self.stretch.cycle is None:
            return "starts in a cycle, and there are none", "Take 'cycle' out."
        if starts.cycle is not None and self.model.cycles is not None:
            return "has 'cycles' and a cycle in 'starts'", "Keep one of the two."
        if until is None or until.day is None:
            return "", ""
        if starts.cycle is None and until.cycle is not None:
            begins = flow({"cycle": "1", **self.written["starts"]})
            return "ends in a named cycle, but begins in each", f"Write 'starts: {begins}'."
        if starts.cycle is not None and until.cycle is None and self.stretch.cycle is not None:
            end = f"{{cycle: …, day: {until.day}}}"
            return "ends on a day, but of which cycle?", f"Write 'until: {end}' with the cycle."
        return "", ""

    def normal(self) -> tuple[str, dict[str, Written]]:
        """Why it is written otherwise, and the fields that change."""
        model, starts, times = self.model, self.model.starts, self.model.times
        if model.days is not None:
            return self._hours_of_days()
        if starts is None:
            return _AS_IT_IS
        count = None if times is None or times.least or times.most else times.plan
        has_filter = bool(model.weekdays or model.except_days_of)
        is_open = (count is None and times is not None) or (
            model.until is not None and model.until.condition is not None
        )
        if self.every and count == 1 and model.until is None and not has_filter:
            if starts.day is None:
                return "is a series of one", {"every": None, "times": None}
        elif not self.every and starts.day is not None:
            count = 1
        elif is_open and starts.day is not None and not starts.relation:
            return self._once_begun()
        elif starts.relation or has_filter or is_open:
            return self._whole_days()
        if starts.day is None:
            return self._whole_days()
        return self._from_a_day(starts.day, count)

    def _whole_days(self) -> tuple[str, dict[str, Written]]:
        """A series that remains one: whole days are written in days."""
        measure = self.model.every
        if measure is None or not self.is_by_day or measure.unit == "d":
            return _AS_IT_IS
        every = f"{self.every // MINUTES_PER_DAY} d"
        return "repeats by whole days, written in hours", {"every": every}

    def _once_begun(self) -> tuple[str, dict[str, Written]]:
        """A series without a known end that begins in one cycle runs on its own clock."""
        cycles, starts = self.model.cycles, self.written["starts"]
        if cycles is None or len(cycles.listed) != 1 or "cycle" in starts:
            return self._whole_days()
        begins = {"cycle": str(cycles.listed[0]), **starts}
        return "begins in one cycle and runs on", {"cycles": None, "starts": begins}

    def _hours_of_days(self) -> tuple[str, dict[str, Written]]:
        """Doses at fixed hours of separate days; of one day, or joining, they are a series."""
        model = self.model
        if not (self.every and model.doses_per_day and model.starts is None and model.days):
            return _AS_IT_IS
        days, lasts = model.days.listed, model.doses_per_day * self.every
        if any((later - day) * MINUTES_PER_DAY != lasts for day, later in pairwise(days)):
            return _AS_IT_IS
        fields: dict[str, Written] = {"days": None, "doses_per_day": None}
        fields |= {"starts": {"day": str(days[0])}, "times": str(len(days) * model.doses_per_day)}
        return "has hours that are one series", fields

    def _from_a_day(self, day: int, count: int | None) -> tuple[str, dict[str, Written]]:
        starts, first, every = self.model.starts, self.stretch.first_day, self.every
        own = None if starts is None else starts.cycle
        late = HALF_A_DAY if starts is not None and starts.at == "evening" else 0
        if own is not None and self.length is None and every:
            return self._whole_days()
        period = (self.length or 0) * MINUTES_PER_DAY
        begin = (day - first) * MINUTES_PER_DAY + late
        if own is not None and not every:
            return self._in_cycles([begin], Numbers((own,)))
        begin += 0 if own is None else (own - 1) * period
        if own is not None and (begin < 0 or (count is None and self.model.until is None)):
            fills = begin >= 0 and period % every == 0 and begin % period < every
            minutes = list(range(begin % period, period, every)) if fills else []
            return self._in_cycles(minutes, Numbers((), own)) if fills else self._whole_days()
        count = self._count(begin) if count is None else count
        if not 0 < (count or 0) <= MOST_IN_A_SERIES:
            return self._whole_days()
        minutes = [begin + number * every for number in range(count or 0)]
        if own is None:
            return self._in_cycles(minutes, None)
        cycles: dict[int, list[int]] = {}
        for minute in minutes:
            cycles.setdefault(minute // period, []).append(minute % period)
        if all(found == cycles[own - 1] for found in cycles.values()):
            return self._in_cycles(cycles[own - 1], Numbers(tuple(n + 1 for n in cycles)))
        return self._across_cycles(minutes, period)

    def _count(self, begin: int) -> int | None:
        """How many givings a series has until a day, or until its cycle ends."""
        until, first = self.model.until, self.stretch.first_day
        own = self.model.starts.cycle if self.model.starts is not None else None
        length = self.length
        if until is None:
            last = None if length is None else length - 1
        elif until.day is None or (until.cycle is None) != (own is None):
            return None
        else:
            last = until.day - first + ((until.cycle or 1) - 1) * (length or 0)
            if own is None and length is not None and last >= length:
                return None
        return (
            None if last is None else ((last + 1) * MINUTES_PER_DAY - 1 - begin) // self.every + 1
        )

    def _across_cycles(self, minutes: list[int], period: int) -> tuple[str, dict[str, Written]]:
        """A series on its own clock: by the day it says until when, by the hour how often."""
        until, times = self.model.until, self.model.times
        if not self.is_by_day:
            if until is None:
                return _AS_IT_IS
            return "is a series in hours", {"times": str(len(minutes)), "until": None}
        cycle, rest = divmod(minutes[-1], period)
        day = rest // MINUTES_PER_DAY + self.stretch.first_day
        if times is None and until is not None and (until.cycle, until.day) == (cycle + 1, day):
            return self._whole_days()
        end = {"cycle": str(cycle + 1), "day": str(day)}
        return "runs to a day that is known", {"until": end, "times": None}

    def _in_cycles(
        self, minutes: list[int], cycles: Numbers | None
    ) -> tuple[str, dict[str, Written]]:
        """The givings of one cycle: by the day they are `days`, by the hour a series of so many."""
        model, starts, first = self.model, self.model.starts, self.stretch.first_day
        if starts is None or (cycles is not None and self.states_cycles):
            return self._whole_days()
        days = [minute // MINUTES_PER_DAY + first for minute in minutes]
        if self.length is not None and days[-1] - first >= self.length:
            return self._whole_days()
        said = self.written["starts"].items()
        rest = {name: node for name, node in said if name not in ("cycle", "day")}
        form = None if cycles is None else numbers_form(cycles)
        fields: dict[str, Written] = {} if form is None else {"cycles": form}
        begins = {"day": str(days[0]), **rest}
        if not self.is_by_day and len(days) > 1:
            if cycles is None and model.until is None and model.times is not None:
                return _AS_IT_IS
            begins = {"starts": begins} if cycles is not None else {}
            fields |= {**begins, "times": str(len(days)), "until": None}
            return "is a series in hours of a known number", fields
        if not self.is_long:
            fields |= {"days": days_form(days), "starts": rest or None, **_NO_SERIES}
            return "is given on days that are known", fields
        if len(days) > 1:
            parts = [{"starts": {"day": str(day), **rest}} for day in days]
            fields |= {"starts": None, **_NO_SERIES, "parts": parts}
            return "starts on days that are known", fields
        if cycles is None and not self.every:
            return _AS_IT_IS
        return "starts once in a cycle", {**fields, "starts": begins, **_NO_SERIES}
