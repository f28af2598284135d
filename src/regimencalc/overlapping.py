"""Two courses of one person that would give one drug in the same time."""

import datetime as dt
from collections.abc import Iterator, Mapping

from regimencalc import wording
from regimencalc.confirming import is_left_out
from regimencalc.planned_course import Course
from regimencalc.problems import Place, Problem

_PLACE = Place(field="start")


def overlaps(planned: Course, others: Mapping[str, Course]) -> Iterator[Problem]:
    """RC825 for each other course, by its id, that has drugs of this one in its time."""
    own = _spans(planned)
    for course, other in others.items():
        theirs = _spans(other)
        shared = [
            drug
            for drug, (first, last) in own.items()
            if drug in theirs and first <= theirs[drug][1] and theirs[drug][0] <= last
        ]
        if shared:
            drugs = wording.spoken_list([planned.formulary[drug].tall_man for drug in shared])
            last = wording.long_date(max(theirs[drug][1] for drug in shared))
            first = wording.long_date(min(own[drug][0] for drug in shared))
            yield Problem(
                "RC825",
                f"'{course}' of the same person has {drugs} until {last}, and this course from "
                f"{first}",
                f"Begin after {last}, or stop or archive '{course}' first if this course takes "
                "its place.",
                _PLACE,
            )


def _spans(planned: Course) -> dict[str, tuple[dt.date, dt.date]]:
    """From when to when a course has each drug: from its first dose to the last that is to come.

    A drug without a dose to come has none. Lines that go with the treatment, such as
    hydration, are not looked at.
    """
    spans: dict[str, tuple[dt.date, dt.date]] = {}
    coming: set[str] = set()
    for one in planned.doses:
        if one.administration.component.purpose is None and one.drug and not is_left_out(one):
            first, last = spans.get(one.drug, (one.date, one.date))
            spans[one.drug] = min(first, one.date), max(last, one.ends_on or one.date)
            coming |= {one.drug} if one.given is None else set()
    return {drug: span for drug, span in spans.items() if drug in coming}
