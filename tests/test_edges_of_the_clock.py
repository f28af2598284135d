"""Clock times at their edges: hours that the clocks skip or show twice, and ends of givings.

Dublin: on 29 March 2026 01:00 becomes 02:00, on 25 October 2026 02:00 becomes 01:00.
"""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from regimencalc.administration import Administration
from regimencalc.clock import Clock, clock_problems, ends_on, times_of
from regimencalc.regimen import Regimen
from regimencalc.yaml_source import read

DUBLIN = ZoneInfo("Europe/Dublin")
FORWARD, BACK, WINTER = date(2026, 3, 29), date(2026, 10, 25), date(2026, 12, 1)
TEXT = """\
format: 1
id: made
name: Made
population: adult
status: draft
sources: [{id: somebody, cite: "Somebody, 2020"}]
cycle: {length: 21 d, planned: 1}
components:
  - {id: line, drug: cisplatin, per_dose: 20 mg, route: intravenous, days: [1], infuse_over: 1 h}
"""
STATEMENT = Regimen.from_source(read(TEXT.encode(), "made.yaml")).components[0].statements[0]


def clock(hour: int, minute: int = 0) -> Clock:
    return Clock(time(hour, minute), DUBLIN)


def giving(
    minute: float | None, minutes: float | None, follows: str | None = None
) -> Administration:
    return Administration(STATEMENT, 1, 1, 1, 0, 0, minute, minutes, follows)


@pytest.mark.parametrize(
    ("day", "hour", "minute", "exists_and_twice"),
    [
        (FORWARD, 0, 59, (True, False)),
        (FORWARD, 1, 0, (False, False)),
        (FORWARD, 1, 59, (False, False)),
        (FORWARD, 2, 0, (True, False)),
        (BACK, 0, 59, (True, False)),
        (BACK, 1, 0, (True, True)),
        (BACK, 1, 59, (True, True)),
        (BACK, 2, 0, (True, False)),
        (WINTER, 1, 30, (True, False)),
    ],
)
def test_an_hour_may_be_skipped_or_come_twice(
    day: date, hour: int, minute: int, exists_and_twice: tuple[bool, bool]
) -> None:
    at = clock(hour, minute)
    assert (at.exists(day), at.comes_twice(day)) == exists_and_twice


def test_a_day_opens_at_its_own_hour_in_utc() -> None:
    assert clock(9).opens(WINTER) == datetime(2026, 12, 1, 9, tzinfo=UTC)
    assert clock(9).opens(date(2026, 7, 1)) == datetime(2026, 7, 1, 8, tzinfo=UTC)
    assert clock(9).opens(WINTER).tzinfo is UTC
    # of an hour that comes twice the first is meant, which is summer time
    assert clock(1, 30).opens(BACK) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("minute", "minutes", "starts", "ends"),
    [
        (None, None, None, None),
        (None, 60, None, None),
        (0, None, "2026-10-24T09:00:00+01:00", None),
        (90, 60, "2026-10-24T10:30:00+01:00", "2026-10-24T11:30:00+01:00"),
        # 24 h on the stopwatch, of which the last 7 are in winter time
        (0, 1440, "2026-10-24T09:00:00+01:00", "2026-10-25T08:00:00+00:00"),
        (-30, 30, "2026-10-24T08:30:00+01:00", "2026-10-24T09:00:00+01:00"),
    ],
)
def test_a_giving_starts_and_ends_as_on_a_stopwatch(
    minute: float | None, minutes: float | None, starts: str | None, ends: str | None
) -> None:
    found = times_of(clock(9), giving(minute, minutes), date(2026, 10, 24))
    assert [None if at is None else at.isoformat() for at in found] == [starts, ends]
    assert all(at is None or at.tzinfo is DUBLIN for at in found)


@pytest.mark.parametrize(
    ("minutes", "follows", "ends"),
    [
        (None, None, None),
        (1440, None, date(2026, 12, 2)),
        (2880, None, date(2026, 12, 3)),
        (0, None, WINTER),
        (1439, None, None),
        (60, None, None),
        (1440, "other", None),
    ],
)
def test_without_a_clock_a_giving_of_whole_days_ends_on_a_day(
    minutes: float | None, follows: str | None, ends: date | None
) -> None:
    assert ends_on(giving(0, minutes, follows), WINTER, None) == ends


def test_with_a_clock_it_ends_on_the_day_that_the_clock_shows() -> None:
    late = datetime(2026, 12, 2, 0, 30, tzinfo=DUBLIN)
    assert ends_on(giving(0, 60), WINTER, late) == date(2026, 12, 2)


def test_days_whose_hour_is_skipped_or_comes_twice_are_said_each_once() -> None:
    found = list(clock_problems(clock(1, 30), [WINTER, FORWARD, BACK]))
    assert [(p.code, p.message, p.fix, p.place.field) for p in found] == [
        (
            "RC602",
            "01:30 does not exist in Europe/Dublin on Sun 29 Mar 2026: the clocks go forward",
            "Choose another time at which treatment days begin.",
            "start",
        ),
        (
            "RC622",
            "01:30 comes twice in Europe/Dublin on Sun 25 Oct 2026: the first is taken",
            "Choose another time if the second is meant.",
            "start",
        ),
    ]
    assert list(clock_problems(clock(9), [WINTER, FORWARD, BACK])) == []


def test_a_giving_begins_so_many_minutes_after_the_phase_did() -> None:
    made = giving(90, 60)._replace(root=2)
    # two days of 1440 minutes, an hour and a half; and an hour longer
    assert (made.starts_after, made.ends_after) == (2970, 3030)


def test_a_giving_without_a_time_has_no_hour_and_no_end() -> None:
    timeless = giving(None, 60)
    assert (timeless.hour, timeless.starts_after, timeless.ends_after) == (None, None, None)
    assert timeless.end_offset is None
