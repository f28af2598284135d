"""Days that were moved: what may not stand so, and what somebody must look at.

A cycle begins no earlier than its length allows, a line's days keep their order, an infusion ends
before the next begins, a line that its source omits is not given late; and closed days are said.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise

from regimencalc import public_holidays, wording
from regimencalc.planned_course import Course
from regimencalc.planned_dose import PlannedDose
from regimencalc.problems import Place, Problem
from regimencalc.regimen import MINUTES_PER_DAY
from regimencalc.timeline import Delay
from regimencalc.withheld import Withheld

_PLACE = Place(field="decision")


def first_days(planned: Course) -> dict[int, date]:
    """Day 1 of each cycle, as it was moved."""
    found: dict[int, date] = {}
    for cycle in range(1, planned.cycles + 1):
        moved = planned.timeline.moved_by(cycle, planned.turn_of(cycle).stretch.first_day)
        found[cycle] = planned.start + timedelta(first_offset(planned, cycle) + moved)
    return found


def first_offset(planned: Course, cycle: int) -> int:
    """Days from the start to the first day of a cycle, before anything was moved."""
    turn = planned.turn_of(cycle)
    return turn.offset + (cycle - turn.cycles_before - 1) * turn.cycle_days


def moved_problems(planned: Course) -> Iterator[Problem]:
    """What is wrong with the days of a course that were moved, or wants to be looked at."""
    delays = planned.timeline.delays
    if delays:
        yield from _something_moves(planned, delays)
        yield from _cycles_in_order(planned)
        yield from _weekdays_kept(planned, delays)
        yield from _omitted_not_delayed(planned, delays)
        yield from _days_in_order(planned)
        yield from _very_late(planned, delays)
    yield from _closed_days(planned)


def _something_moves(planned: Course, delays: Sequence[Delay]) -> Iterator[Problem]:
    """A delay of a cycle, or of a day, that there is not, would move nothing."""
    for delay in delays:
        if not any(delay.moves(one.cycle, _moves_with(one)) for one in planned.doses):
            day = "" if delay.day is None else f" day {delay.day}"
            yield Problem(
                "RC813",
                f"nothing stands on cycle {delay.cycle}{day} that would move",
                f"Write one of the {wording.counted(planned.cycles, 'cycle')}, and a day on which "
                "something is given; a rescue moves with its drug.",
                _PLACE,
            )


def _is_left_out(one: PlannedDose) -> bool:
    return isinstance(one.dose, Withheld) and one.dose.is_decided


def _moves_with(one: PlannedDose) -> int:
    """The day with which a giving moves: its own, or that of the drug from which it rescues."""
    return one.day - (one.administration.offset - one.administration.root)


def _cycles_in_order(planned: Course) -> Iterator[Problem]:
    """The next cycle begins no earlier than the length of the one before, less the tolerance."""
    early = planned.policy.calendar.early_days
    first = first_days(planned)
    for cycle in range(2, planned.cycles + 1):
        gap = (first[cycle] - first[cycle - 1]).days
        length = first_offset(planned, cycle) - first_offset(planned, cycle - 1)
        if gap < length - early:
            yield Problem(
                "RC813",
                f"cycle {cycle} would begin on {wording.short_date(first[cycle])}, {gap} days "
                f"after cycle {cycle - 1}, which lasts {length}; the policy allows {early} d less",
                "Begin it later.",
                _PLACE,
            )


def _weekdays_kept(planned: Course, delays: Sequence[Delay]) -> Iterator[Problem]:
    """A regimen that names weekdays moves by whole weeks."""
    for delay in delays:
        stretch = planned.turn_of(delay.cycle).stretch
        if stretch.names_weekdays and delay.days % 7:
            yield Problem(
                "RC813",
                f"{planned.regimen.id} is given on days of the week, and cycle {delay.cycle} would "
                f"move by {delay.days} days",
                "Move it by whole weeks.",
                _PLACE,
            )


def _omitted_not_delayed(planned: Course, delays: Sequence[Delay]) -> Iterator[Problem]:
    """A day of a line whose source omits what was missed is not moved."""
    omitted = {
        line
        for missed in planned.regimen.if_missed
        if missed.do == "omit"
        for line in missed.lines or tuple(c.id for c in planned.regimen.every_component)
    }
    for delay in delays:
        if delay.day is None:
            continue
        for one in planned.of_cycle(delay.cycle):
            if (
                one.component in omitted
                and not _is_left_out(one)
                and delay.moves(one.cycle, _moves_with(one)) > 0
            ):
                yield Problem(
                    "RC813",
                    f"{one.component} on day {one.day} of cycle {delay.cycle} cannot be delayed: "
                    "its source omits a missed dose",
                    f"Omit it: omit {one.component} from cycle {delay.cycle} day {one.day} to "
                    f"cycle {delay.cycle}.",
                    _PLACE,
                )
                break


def _days_in_order(planned: Course) -> Iterator[Problem]:
    """The givings of a line keep their order, and the one ends before the next begins."""
    by_line: dict[str, list[PlannedDose]] = {}
    for one in planned.doses:
        if not _is_left_out(one):
            by_line.setdefault(one.component, []).append(one)
    for line, doses in by_line.items():
        for before, after in pairwise(doses):
            days = (after.date - before.date).days
            was = _day_of(planned, after) - _day_of(planned, before)
            is_past = before.given is not None and after.given is not None
            if days == was or is_past:
                continue
            runs = (before.minutes or 0) - _minutes_between(before, after, was)
            if days < min(was, 1) or (days < was and runs > (days - was) * MINUTES_PER_DAY):
                yield Problem(
                    "RC813",
                    f"{line} of cycle {before.cycle} day {before.day} would meet that of cycle "
                    f"{after.cycle} day {after.day}, on {wording.short_date(after.date)}",
                    "Move what follows too, or omit one of them.",
                    _PLACE,
                )
                break
            if 0 < days < was - planned.policy.calendar.early_days:
                yield Problem(
                    "RC817",
                    f"{line} of cycle {after.cycle} day {after.day} comes {days} days after that "
                    f"of cycle {before.cycle} day {before.day}, planned {was}",
                    "Look whether the time between them is enough.",
                    _PLACE,
                )


def _day_of(planned: Course, one: PlannedDose) -> int:
    """Days from the start to where a giving was planned before anything was moved."""
    turn = planned.turn_of(one.cycle)
    return turn.offset + one.administration.offset


def _minutes_between(before: PlannedDose, after: PlannedDose, days: int) -> float:
    """Minutes from the start of a giving to that of the next, as first planned."""
    first, second = _minute_of_its_day(before), _minute_of_its_day(after)
    if first is None or second is None:
        return days * MINUTES_PER_DAY
    return days * MINUTES_PER_DAY + second - first


def _minute_of_its_day(one: PlannedDose) -> float | None:
    """Minutes from the opening of the day on which a giving starts, where they are known."""
    given = one.administration
    if given.starts_after is None:
        return None
    return given.starts_after - given.offset * MINUTES_PER_DAY


def _very_late(planned: Course, delays: Sequence[Delay]) -> Iterator[Problem]:
    late = planned.policy.calendar.late_days
    by_cycle: dict[tuple[int, int | None], int] = {}
    for delay in delays:
        by_cycle[delay.cycle, delay.day] = by_cycle.get((delay.cycle, delay.day), 0) + delay.days
    for (cycle, day), days in by_cycle.items():
        if late is not None and days > late:
            on = "" if day is None else f" day {day}"
            yield Problem(
                "RC817",
                f"cycle {cycle}{on} is {days} days later than planned; the policy asks to look "
                f"after {late}",
                "Look whether the course should go on as it is.",
                _PLACE,
            )


def _closed_days(planned: Course) -> Iterator[Problem]:
    """Givings on days on which the site is closed, with the dates."""
    calendar = planned.policy.calendar
    country = calendar.holidays or ""
    unknown = public_holidays.why_unknown(country) if country else ""
    if unknown:
        yield Problem(
            "RC524",
            f"NOT ASSESSED: public holidays of {country}, {unknown}",
            "Look at the calendar yourself, or name the days under 'closed_days' of the policy.",
            _PLACE,
        )
        country = ""
    found: dict[date, str] = {}
    for day in dict.fromkeys(one.date for one in planned.doses if one.given is None):
        why = calendar.why_closed(day)
        why = why or (public_holidays.holiday_on(country, day) if country else "")
        if why:
            found[day] = why
    for cycle, dates in _by_cycle(planned, found).items():
        yield Problem(
            "RC818",
            f"in cycle {cycle} the site is closed on {wording.spoken_list(dates)}",
            "Move the day, or see that it can be given.",
            _PLACE,
        )


def _by_cycle(planned: Course, closed: Mapping[date, str]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for one in planned.doses:
        if one.date in closed:
            words = f"{wording.short_date(one.date)} ({closed[one.date]})"
            of_cycle = found.setdefault(one.cycle, [])
            if words not in of_cycle:
                of_cycle.append(words)
    return found
