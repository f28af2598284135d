"""Two courses of one person that would give one drug in the same time."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from math import ceil
from typing import NamedTuple

from regimencalc import wording
from regimencalc.bounds import guardrails_of
from regimencalc.confirming import is_left_out
from regimencalc.formulary import STANDARD, FormularyEntry
from regimencalc.planned_course import Course
from regimencalc.planned_dose import PlannedDose
from regimencalc.problems import Place, Problem
from regimencalc.regimen import MINUTES_PER_DAY

_PLACE = Place(field="start")


class _Giving(NamedTuple):
    """From when to when one dose holds its drug, and whether it is still to come."""

    first: dt.date
    last: dt.date
    is_coming: bool


def overlaps(
    planned: Course, others: Mapping[str, Iterable[PlannedDose]]
) -> Iterator[tuple[str, Problem]]:
    """RC825 for each other course, by its id, that has a drug of this one in its time.

    A dose that is to come, of one of them, stands between the first and the last dose of that drug
    of the other, given or to come, or nearer to one than the least interval of the drug's limits.
    Lines that go with the treatment, such as hydration, are not looked at.
    """
    own = _by_drug(planned.doses, planned.formulary)
    for course, doses in others.items():
        theirs = _by_drug(doses, planned.formulary)
        shared = [
            drug
            for drug in own
            if drug in theirs
            and (_come_within(own[drug], theirs[drug]) or _come_within(theirs[drug], own[drug]))
        ]
        if shared:
            drugs = wording.spoken_list([planned.formulary[drug].tall_man for drug in shared])
            last = wording.long_date(max(_last(theirs[drug]) for drug in shared))
            first = wording.long_date(min(one.first for drug in shared for one in own[drug]))
            gives_way = any(one.is_coming for drug in shared for one in theirs[drug])
            way = f", or stop or archive '{course}' first if this course takes its place"
            yield (
                course,
                Problem(
                    "RC825",
                    f"'{course}' of the same person has {drugs} until {last}, with the least "
                    f"interval to a next dose, and this course from {first}",
                    f"Begin after {last}{way if gives_way else ''}.",
                    _PLACE,
                ),
            )


def _by_drug(
    doses: Iterable[PlannedDose], formulary: Mapping[str, FormularyEntry]
) -> dict[str, list[_Giving]]:
    found: dict[str, list[_Giving]] = {}
    for one in doses:
        is_of_treatment = one.administration.component.purpose is None
        if is_of_treatment and one.drug in formulary and not is_left_out(one):
            before_next = one.date + dt.timedelta(_least_days(one, formulary[one.drug]) - 1)
            last = max(one.ends_on or one.date, before_next)
            found.setdefault(one.drug, []).append(_Giving(one.date, last, one.given is None))
    return found


def _least_days(one: PlannedDose, entry: FormularyEntry) -> int:
    """How many days the next dose is away at the least, by the limits of its drug."""
    profile = one.administration.statement.profile or STANDARD
    rails = guardrails_of(entry, (profile,), one.route).get("interval", {}).values()
    least = [rail.refuse_below.number for rail in rails if rail.refuse_below is not None]
    return ceil(max(least, default=0) / MINUTES_PER_DAY)


def _last(givings: Iterable[_Giving]) -> dt.date:
    return max(one.last for one in givings)


def _come_within(coming: Iterable[_Giving], others: list[_Giving]) -> bool:
    """Whether one that is to come runs between the first and the last of the others."""
    first, last = min(one.first for one in others), _last(others)
    return any(one.is_coming and one.first <= last and first <= one.last for one in coming)
