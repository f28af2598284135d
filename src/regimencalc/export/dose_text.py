"""The doses of a cycle or a day written out: drug, dose, days, dates."""

from collections.abc import Iterator

from regimencalc import wording
from regimencalc.planned_course import Course
from regimencalc.planned_dose import PlannedDose


def dose_lines(course: Course, cycle: int) -> Iterator[str]:
    """Each line of a cycle with its doses, its days and their dates; alike ones once."""
    alike: dict[tuple[str, str], list[PlannedDose]] = {}
    for one in course.of_cycle(cycle):
        alike.setdefault((one.component, str(one.dose)), []).append(one)
    for (line, dose), doses in alike.items():
        first = doses[0]
        by_day: dict[int, list[PlannedDose]] = {}
        for one in doses:
            by_day.setdefault(one.day, []).append(one)
        times = max(map(len, by_day.values()))
        often = f" × {times} a day" if times > 1 else ""
        dates = wording.spoken_list([wording.short_date(ones[0].date) for ones in by_day.values()])
        name = drug_name(course, first)
        also = "" if name.lower() == line else f" ({line})"
        yield f"{name}{also} {dose}{often}, {first.route}, {wording.days(list(by_day))}: {dates}"


def drug_name(course: Course, one: PlannedDose) -> str:
    """The drug of a dose as it is told from others that look alike."""
    entry = course.formulary.get(one.drug)
    return one.component if entry is None else entry.tall_man
