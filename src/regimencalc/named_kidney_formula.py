"""A regimen that names the formula its AUC was defined with, beside a policy or measure of another.

The regimen's formula gives the dose. A policy that names another is warned of with both doses, and
a clearance that was entered by another way is warned of: an AUC belongs to its formula.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from regimencalc import guardrails
from regimencalc.clearance import clearance_for_auc, given_kidney_measures
from regimencalc.dosing import Dose
from regimencalc.kidney_methods import NOT_STATED, folded
from regimencalc.known_measures import Known
from regimencalc.patient import MEASURES, Patient
from regimencalc.planned_dose import PlannedDose
from regimencalc.problems import Place, Problem, Refused, Severity
from regimencalc.setting import Setting


def named_formula_problems(
    doses: Sequence[PlannedDose], setting: Setting, patient: Patient, day_1: date
) -> Iterator[Problem]:
    """What must be said of each distinct dose whose AUC names its formula."""
    distinct = {
        id(planned.dose): planned
        for planned in doses
        if planned.administration.statement.kidney != NOT_STATED
    }
    for planned in distinct.values():
        # a measure taken anew may be of another kind: each dose is of the patient of its cycle
        period = setting.timeline.period_of(planned.cycle)
        of_cycle = patient if period is None else period.patient
        entered = given_kidney_measures(of_cycle)[0]
        if entered == "creatinine":
            yield from _of_policy(planned, doses, setting, of_cycle, day_1)
        else:
            yield from _of_entered(planned, of_cycle, entered)


def _of_policy(
    planned: PlannedDose,
    doses: Sequence[PlannedDose],
    setting: Setting,
    patient: Patient,
    day_1: date,
) -> Iterator[Problem]:
    named = planned.administration.statement.kidney
    of_policy = setting.policy.creatinine_clearance.formula
    if named == of_policy:
        return
    both = f"; the policy {setting.policy.id} names {of_policy}"
    if isinstance(planned.dose, Dose):
        here = setting.in_cycle(planned.cycle)
        other = _said_by_the_other(planned, doses, here, Known(patient, setting.policy, day_1))
        both = (
            f", which gives {planned.dose}, the dose; by {of_policy} of the policy "
            f"{setting.policy.id} it would be {other}"
        )
    yield Problem(
        "RC525",
        f"{planned.component}: the regimen's AUC was defined with {named}{both}",
        "An AUC belongs to the formula that it was defined with. If your site means the other, "
        "write a regimen of your own with the AUC that goes with it.",
        Place(field="policy"),
    )


def _said_by_the_other(
    planned: PlannedDose, doses: Sequence[PlannedDose], setting: Setting, known: Known
) -> str:
    """The dose by the policy's formula; no number where there is none, or a limit refuses it."""
    try:
        of_policy = {planned.administration.statement.kidney: clearance_for_auc(known)}
    except Refused as refusal:
        return f"no dose ({refusal.problems[0].message})"
    clearances = {**setting.measures.clearances, **of_policy}
    measures = replace(setting.measures, clearances=clearances)
    by_other = replace(setting, measures=measures, doses={})
    dose = by_other.dose(planned, planned.dose_number)
    of_other = [one._replace(dose=dose) if one.dose is planned.dose else one for one in doses]
    for one in guardrails.judged(of_other, by_other).judgements:
        is_here = (one.component, one.cycle) == (planned.component, planned.cycle)
        if is_here and one.problem.severity is Severity.REFUSED:
            return f"refused ({one.problem.message})"
    return str(dose)


def _of_entered(planned: PlannedDose, patient: Patient, entered: str) -> Iterator[Problem]:
    named = planned.administration.statement.kidney
    if entered == "egfr" and folded(patient.egfr_equation or "") == folded(named):
        return
    how = patient.egfr_equation if entered == "egfr" else patient.gfr_method
    yield Problem(
        "RC526",
        f"{planned.component}: the regimen's AUC was defined with {named}, and the dose follows "
        f"from the {MEASURES[entered]} by {how}",
        f"Make sure that the target AUC is meant for it; for {named} give the creatinine instead.",
        Place(field=entered),
    )
