"""Whether another regimen can be offered to a patient: planned like any other, and judged."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from regimencalc import wording
from regimencalc.judging import takes_away
from regimencalc.offers import Offer
from regimencalc.planned_course import Course
from regimencalc.withheld import Withheld

if TYPE_CHECKING:
    from regimencalc.planned_dose import PlannedDose


def offer_of(
    key: str, title: str, course: Course, *, cycle: int = 1, is_changed: bool = False
) -> Offer:
    """The offer that a cycle of a planned course makes: none where a dose is refused or held.

    `is_changed` says that something was decided for the course in whose place it is offered.
    """
    if course.is_refused:
        errors = (problem for problem in course.problems if problem.is_error)
        return Offer(key, title, why_not=tuple(f"{p.message}. {p.fix}" for p in errors))
    judged = [one for one in course.judgements if one.cycle == cycle]
    grave = [one for one in judged if takes_away(one)]
    why_not = tuple(f"{one.component}: {one.problem.message}" for one in grave)
    if why_not:
        return Offer(key, title, why_not=why_not)
    beside = [f"{one.component}: {one.problem.message}" for one in judged]
    missing = [p for p in course.problems if p.code in ("RC761", "RC762")]
    if missing:
        beside.append(f"NOT ASSESSED: {wording.counted(len(missing), 'rule')}; plan it to see more")
    beside += [p.message for p in course.problems if p.code in ("RC524", "RC527", "RC623")]
    beside += ["what was decided for this course is not in these doses"] if is_changed else []
    return Offer(key, title, tuple(_doses(course, cycle)), tuple(beside))


def _doses(course: Course, cycle: int) -> Iterator[str]:
    """The doses of a cycle in words; days on which the same is given as often stand together."""
    of_days: dict[tuple[str, str, str, int], list[PlannedDose]] = {}
    for planned in course.of_cycle(cycle):
        words = (planned.component, str(planned.dose), str(planned.proposed or ""))
        of_days.setdefault((*words, planned.day), []).append(planned)
    alike: dict[tuple[str, str, str, int], list[PlannedDose]] = {}
    for (line, dose, proposed, _), givings in of_days.items():
        alike.setdefault((line, dose, proposed, len(givings)), []).append(givings[0])
    for (line, dose, proposed, times), givings in alike.items():
        days = wording.days(sorted(planned.day for planned in givings))
        often = f" × {times} a day" if times > 1 else ""
        stated = "" if isinstance(givings[0].dose, Withheld) else f" ({givings[0].dose.stated})"
        other = f", proposed: {proposed}" if proposed else ""
        yield f"{line} {dose}{often}{stated}{other}, {days}"
