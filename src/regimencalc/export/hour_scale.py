"""A scale of hours in columns: where a moment stands, where midnight is, and what is written above.

Minutes count from the opening of a treatment day as on a stopwatch, so that a bar of 24 h is as
long in a night in which the clocks change. Labels are what the clock on the wall shows.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from regimencalc import wording
from regimencalc.clock import Clock
from regimencalc.regimen import MINUTES_PER_DAY

Span = tuple[float, float]

BAR, MARK, EARLIER, MIDNIGHT, OVER_MIDNIGHT = "█", "◆", "◂", "┊", "▓"
"""What runs, is given at one moment, began before the scale; a new day, free and in a bar."""

_LEAST_HOURS = 8
_STEPS_HOURS = (1, 2, 3, 6, 12, 24, 48, 96)
_LABEL_ROOM = 4
_HALF_HOUR = 30


class Tick(NamedTuple):
    """A column with the hour that stands there; `day` is written where a day begins."""

    column: int
    hour: int
    day: date | None


class Scale(NamedTuple):
    """From which minute to which, in how many columns; hours are the clock's, if there is one."""

    clock: Clock | None
    on: date
    left: float
    right: float
    width: int

    def column(self, minute: float) -> int:
        """The column at which a minute stands; what is beyond the scale stands at its edge."""
        share = (minute - self.left) / (self.right - self.left)
        return min(self.width, max(0, round(share * self.width)))

    def drawn(self, spans: Sequence[Span]) -> str:
        """Bars and marks, with each new day marked where nothing stands."""
        cells = [" "] * self.width
        for tick in self.ticks():
            if tick.day is not None and 0 < tick.column < self.width:
                cells[tick.column] = MIDNIGHT
        for starts, ends in spans:
            first = min(self.column(starts), self.width - 1)
            last = self.column(ends)
            for column in range(first, max(last, first + 1)):
                is_new_day = cells[column] in (MIDNIGHT, OVER_MIDNIGHT) and first < column
                over = OVER_MIDNIGHT if is_new_day else BAR
                cells[column] = over if ends > starts else MARK
            if starts < self.left:
                cells[first] = EARLIER
        return "".join(cells).rstrip()

    def heads(self) -> Iterator[str]:
        """Two lines above the bars: days, and hours."""
        ticks = list(self.ticks())
        yield self._days(ticks)
        yield self._hours(ticks)

    def ticks(self) -> Iterator[Tick]:
        """Each full hour from the left edge on."""
        before: date | None = None
        minute = self.left
        while minute <= self.right:
            day, hour, is_full = self._shown_at(minute)
            if is_full:
                yield Tick(self.column(minute), hour, day if day != before else None)
            before = day if is_full else before
            minute += _HALF_HOUR

    def _shown_at(self, minute: float) -> tuple[date, int, bool]:
        """The day and the hour that are shown at a minute, and whether it is a full hour."""
        if self.clock is None:
            days, of_day = divmod(minute, MINUTES_PER_DAY)
            return self.on + timedelta(days), int(minute // 60), of_day % 60 == 0
        there = self.clock.opens(self.on) + timedelta(minutes=minute)
        local = there.astimezone(self.clock.zone)
        return local.date(), local.hour, local.minute == 0

    def _days(self, ticks: Sequence[Tick]) -> str:
        """The date of each day that begins, as much of it as there is room for."""
        begins = [tick for tick in ticks if tick.day is not None]
        ends = [*(tick.column for tick in begins[1:]), self.width]
        found: dict[int, str] = {}
        for tick, end in zip(begins, ends, strict=True):
            words = wording.short_date(tick.day or self.on).split()
            said = (" ".join(words[:number]) for number in (3, 2, 1))
            room = end - tick.column
            found[tick.column] = next((text for text in said if len(text) < room), "")
        return _written(found)

    def _hours(self, ticks: Sequence[Tick]) -> str:
        per_hour = self.width * 60 / (self.right - self.left)
        step = next((n for n in _STEPS_HOURS if n * per_hour >= _LABEL_ROOM), _STEPS_HOURS[-1])
        shown = f"{{:0{2 if self.clock else 1}d}}"
        found: dict[int, str] = {}
        free = 0
        for tick in ticks:
            text = shown.format(tick.hour)
            if tick.hour % step == 0 and free <= tick.column <= self.width - len(text):
                found[tick.column] = text
                free = tick.column + len(text) + 1
        return _written(found)


def _written(found: Mapping[int, str]) -> str:
    line = ""
    for column, text in sorted(found.items()):
        line = f"{line.ljust(column)}{text}"
    return line


def midnight(clock: Clock, on: date) -> float:
    """The beginning of a day, in minutes from its opening: below 0."""
    begins = datetime.combine(on, time(0), tzinfo=clock.zone)
    return (begins.astimezone(UTC) - clock.opens(on)) / timedelta(minutes=1)


def scale_of(clock: Clock | None, on: date, first: float, last: float, width: int) -> Scale:
    """The scale from one minute to another, in full hours, and not fewer than a morning has."""
    left = first - _past_the_hour(clock, on, first)
    right = max(last, left + _LEAST_HOURS * 60)
    past = _past_the_hour(clock, on, right)
    return Scale(clock, on, left, right + (60 - past if past else 0), width)


def _past_the_hour(clock: Clock | None, on: date, minute: float) -> float:
    """Minutes past the full hour that the clock shows."""
    if clock is None:
        return minute % 60
    there = (clock.opens(on) + timedelta(minutes=minute)).astimezone(clock.zone)
    return there.minute + there.second / 60
