"""From when to when a giving runs, where that is known, and what keeps it from being known."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from regimencalc.component import INFUSED
from regimencalc.export.hour_scale import Span, midnight
from regimencalc.planned_course import Course
from regimencalc.planned_dose import PlannedDose
from regimencalc.regimen import MINUTES_PER_DAY
from regimencalc.withheld import Withheld


def name_of(course: Course, one: PlannedDose) -> str:
    """The drug, or the line's own id where it says more."""
    return course.formulary[one.drug].tall_man if one.component == one.drug else one.component


def span_of(course: Course, one: PlannedDose, on: date) -> Span | None:
    """From when to when a giving runs, in minutes from the opening of a day; None if not known."""
    if isinstance(one.dose, Withheld) or is_moved(one) or one.administration.states_no_hour:
        return None
    minutes = 0.0 if one.minutes is None and not takes_time(one) else one.minutes
    if minutes is None:
        return None
    if course.clock is None:
        hour = one.hour
        starts = None if hour is None else (one.date - on).days * MINUTES_PER_DAY + hour * 60
    else:
        opens = course.clock.opens(on)
        at = one.starts_at
        starts = None if at is None else _minutes(at, opens)
    return None if starts is None else (starts, starts + minutes)


def _minutes(at: datetime, since: datetime) -> float:
    """Minutes between moments of two zones, so that they are those of a stopwatch."""
    return (at - since) / timedelta(minutes=1)


def is_moved(one: PlannedDose) -> bool:
    """Whether it was given on another day than planned: nobody has entered an hour."""
    return one.given is not None and one.given.on != one.given.planned_on


def takes_time(one: PlannedDose) -> bool:
    """Whether it takes time, whether or not the file states how long."""
    return one.duration is not None or one.route in INFUSED


def running_into(course: Course, on: date) -> Iterator[tuple[PlannedDose, Span]]:
    """What began before and runs on into a day: by the clock over midnight, else to its opening.

    Without a clock that is also what ends as the day opens; at midnight it is over.
    """
    begins = 0.0 if course.clock is None else midnight(course.clock, on)
    for one in course.doses:
        days = (on - one.date).days
        if days < 1 or one.minutes is None or days > one.minutes / MINUTES_PER_DAY + 2:
            continue  # not begun, or over for long: a quick look, as this is asked for each day
        span = span_of(course, one, on)
        if span is None or not span[0] < begins or span[1] < begins:
            continue
        if span[1] > begins or course.clock is None:
            yield one, span
