"""Planned doses with what was given in their place: it stands, whatever the plan would be now."""

from collections.abc import Iterable, Mapping

from regimencalc import wording
from regimencalc.derivation import Step
from regimencalc.dosing import Dose
from regimencalc.given import GivenDose
from regimencalc.planned_dose import PlannedDose
from regimencalc.problems import Problem
from regimencalc.withheld import Withheld, Word


def as_given(
    doses: Iterable[PlannedDose], given: Mapping[tuple[str, int], GivenDose]
) -> list[PlannedDose]:
    """Each dose as it was given where it was, else as it is planned."""
    if not given:
        return list(doses)
    return [_as_given(one, given.get((one.component, one.dose_number))) for one in doses]


def _as_given(planned: PlannedDose, given: GivenDose | None) -> PlannedDose:
    if given is None:
        return planned
    if given.on != planned.date:
        planned = planned._replace(date=given.on, starts_at=None, ends_at=None, ends_on=None)
    return planned._replace(dose=_dose(planned, given), given=given, proposed=None)


def _dose(planned: PlannedDose, given: GivenDose) -> Dose | Withheld:
    """What was given; with its working where the plan gives the same."""
    why = f": {given.why}" if given.why else ""
    if given.value is None:
        words = f"{given.component} was not given on {wording.short_date(given.on)}{why}"
        problem = Problem("RC795", words, "Enter it again, if that is not so.")
        return Withheld(Word.NOT_GIVEN, (problem,), given.unit)
    if isinstance(planned.dose, Dose) and planned.dose.value == given.value:
        return planned.dose
    was = "" if given.planned is None else f", planned {wording.dose(given.planned, given.unit)}"
    note = f"entered by {given.who}, not authenticated{was}{why}"
    step = Step("given", given.value, given.unit, note=note, is_notable=True)
    return Dose(given.value, given.unit, given.value, step)
