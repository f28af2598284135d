"""The doses of a cycle or a day written out: drug, dose, days, dates."""

from collections.abc import Iterator

from regimencalc import wording
from regimencalc.planned_course import Course
from regimencalc.planned_dose import PlannedDose
from regimencalc.withheld import Withheld


def dose_lines(course: Course, cycle: int) -> Iterator[str]:
    """Each line of a cycle with its doses, how long they run, its days and their dates.

    Days on which the same is given as often stand together: twice on one day and four times on the
    next are two lines.
    """
    of_days: dict[tuple[str, str, str, int], list[PlannedDose]] = {}
    for one in course.of_cycle(cycle):
        key = (one.component, str(one.dose), _over(one), one.day)
        of_days.setdefault(key, []).append(one)
    alike: dict[tuple[str, str, str, int], list[PlannedDose]] = {}
    for (line, dose, over, _), ones in of_days.items():
        alike.setdefault((line, dose, over, len(ones)), []).append(ones[0])
    for (line, dose, over, times), ones in alike.items():
        name = drug_name(course, ones[0])
        also = "" if name.lower() == line else f" ({line})"
        often = f" × {times} a day" if times > 1 else ""
        dates = wording.spoken_list([wording.short_date(one.date) for one in ones])
        days = wording.days([one.day for one in ones])
        yield f"{name}{also} {dose}{often}, {ones[0].route}{over}, {days}: {dates}"


def _over(one: PlannedDose) -> str:
    """How long it runs, as the file states it; a dose that has no number runs not at all."""
    if one.duration is None or isinstance(one.dose, Withheld):
        return ""
    said = str(one.duration)
    return ", infusion time not stated" if said == "not stated" else f", over {said}"


def drug_name(course: Course, one: PlannedDose) -> str:
    """The drug of a dose as it is told from others that look alike."""
    entry = course.formulary.get(one.drug)
    return one.component if entry is None else entry.tall_man
