"""Clock times: when treatment days begin, and when each giving starts and ends.

Inside, every moment is in UTC, so that 24 h is 24 h across a change of the clocks; outside, it is
shown in the zone.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from regimencalc import wording
from regimencalc.administration import Administration
from regimencalc.problems import Place, Problem
from regimencalc.regimen import MINUTES_PER_DAY


@dataclass(frozen=True, slots=True)
class Clock:
    """When each treatment day begins, and where; without one there are no clock times."""

    day_start: time
    zone: ZoneInfo

    def opens(self, day: date) -> datetime:
        """The moment at which treatment begins on a day, in UTC."""
        return self._local(day).astimezone(UTC)

    def exists(self, day: date) -> bool:
        """Whether the clocks show that time on that day at all."""
        there = self.opens(day).astimezone(self.zone)
        return there.replace(tzinfo=None) == self._local(day).replace(tzinfo=None)

    def comes_twice(self, day: date) -> bool:
        """Whether the clocks show that time twice on that day."""
        return self.exists(day) and (
            self._local(day).utcoffset() != self._local(day).replace(fold=1).utcoffset()
        )

    def _local(self, day: date) -> datetime:
        return datetime.combine(day, self.day_start, tzinfo=self.zone)


def times_of(
    clock: Clock, administration: Administration, root: date
) -> tuple[datetime | None, datetime | None]:
    """When an administration starts and ends, in the zone's time, as far as that is known.

    `root` is the day from whose opening its minutes count; between, time runs as on a stopwatch,
    so that 24 h is 24 h across a change of the clocks.
    """
    if administration.minute is None:
        return None, None
    starts = clock.opens(root) + timedelta(minutes=administration.minute)
    zone = clock.zone
    if administration.minutes is None:
        return starts.astimezone(zone), None
    ends = starts + timedelta(minutes=administration.minutes)
    return starts.astimezone(zone), ends.astimezone(zone)


def ends_on(administration: Administration, on: date, ends_at: datetime | None) -> date | None:
    """The day on which it ends: by the clock, or by whole days where there is no clock.

    Without a clock nobody knows when a line that follows another begins.
    """
    if ends_at is not None:
        return ends_at.date()
    minutes = administration.minutes
    if minutes is None or minutes % MINUTES_PER_DAY or administration.follows is not None:
        return None
    return on + timedelta(days=minutes // MINUTES_PER_DAY)


def clock_problems(clock: Clock, days: Iterable[date]) -> Iterator[Problem]:
    """Each treatment day on which the clocks do not show its opening time, or show it twice."""
    for on in days:
        if not clock.exists(on):
            yield Problem(
                "RC602",
                f"{clock.day_start:%H:%M} does not exist in {clock.zone} on "
                f"{wording.long_date(on)}: the clocks go forward",
                "Choose another time at which treatment days begin.",
                Place(field="start"),
            )
        elif clock.comes_twice(on):
            yield Problem(
                "RC622",
                f"{clock.day_start:%H:%M} comes twice in {clock.zone} on "
                f"{wording.long_date(on)}: the first is taken",
                "Choose another time if the second is meant.",
                Place(field="start"),
            )
