"""How long somebody sits in the clinic on a day, only where every time of that is known."""

from collections.abc import Sequence
from datetime import date

from regimencalc import schedule, wording
from regimencalc.confirming import is_left_out
from regimencalc.export.hour_spans import is_moved, name_of, span_of, takes_time
from regimencalc.planned_course import Course
from regimencalc.planned_dose import PlannedDose
from regimencalc.regimen import MINUTES_PER_DAY
from regimencalc.withheld import Withheld

_LONG = "runs a day or longer, where is not stated"


def chair_time(course: Course, of_day: Sequence[PlannedDose], on: date) -> str:
    """From the first start to the last end of what begins on the day and is not oral.

    Only where every time of it is known, and nothing runs so long that it may run at home; else
    what is missing.
    """
    given = [one for one in of_day if not is_left_out(one)]
    counted = [one for one in given if one.route != "oral"]
    if not counted:
        return f"No chair time: nothing is given{' but by mouth' if given else ''}."
    missing: dict[str, list[str]] = {}
    for one in counted:
        is_unknown = span_of(course, one, on) is None and one.in_bag_with is None
        if is_unknown or (one.minutes or 0) >= MINUTES_PER_DAY:
            names = missing.setdefault(_why_missing(one) if is_unknown else _LONG, [])
            names += [name for name in (name_of(course, one),) if name not in names]
    named = {one.component: name_of(course, one) for one in counted}
    alike = [one.administration._replace(cycle=1) for one in counted if one.dose.value is not None]
    for lines, _ in schedule.without_stated_order(alike):
        missing.setdefault("order not stated", []).extend(named[line] for line in lines)
    if missing:
        said = "; ".join(f"{why} ({wording.spoken_list(of)})" for why, of in missing.items())
        return f"Chair time not known: {said}."
    spans = [span for one in counted if (span := span_of(course, one, on)) is not None]
    minutes = max(ends for _, ends in spans) - min(starts for starts, _ in spans) if spans else 0
    if not minutes:
        return "Chair time not known: how long it takes is not stated of anything."
    hours = wording.to_decimals(minutes / 60, 2)
    return f"Chair time {hours} h, first start to last end of what begins here; oral not counted."


def _why_missing(one: PlannedDose) -> str:
    if isinstance(one.dose, Withheld):
        return str(one.dose)
    if is_moved(one):
        return "hour not entered"
    return "infusion time not stated" if takes_time(one) and one.minutes is None else "no hour"
