"""Another regimen or answer that a rule names: planned for this patient from that cycle on.

It is planned as on the day on which the rule fired: with the newest creatinine, and with what this
course has given until then counted for the limits of a lifetime.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from regimencalc import course
from regimencalc.clearance import clearance_for_auc, given_kidney_measures
from regimencalc.component import PER_SURFACE_KINDS
from regimencalc.dosing import Dose
from regimencalc.exposure import amount_of
from regimencalc.history import History
from regimencalc.judgement import Judgement, Verdict
from regimencalc.known_measures import Known
from regimencalc.library import formulary
from regimencalc.loading import load_regimen, policy_for
from regimencalc.measures import surface_m2_if_known
from regimencalc.newest_creatinine import is_overtaken, newest_creatinine
from regimencalc.offering import offer_of
from regimencalc.offers import Offer
from regimencalc.patient import MEASURES, Patient
from regimencalc.planned_course import Course
from regimencalc.policy import Policy
from regimencalc.problems import Refused
from regimencalc.regimen import Regimen
from regimencalc.timeline import Then
from regimencalc.units import UNITS, Kind, Measure

if TYPE_CHECKING:
    from regimencalc.rules import Action


def offers(planned: Course, policy: Policy | str | Path | None) -> Iterator[Offer]:
    """The first cycle of each regimen or answer that a rule names, as this patient would get it."""
    asked: dict[Action, Judgement] = {}
    for one in planned.judgements:
        action = None if one.proposes is None else one.proposes.action
        is_declined = one.answer is not None and one.answer.verdict is Verdict.DECLINED
        if action is not None and action.what in ("alternative", "choose") and not is_declined:
            asked.setdefault(action, one)
    for action, judgement in asked.items():
        word = action.word
        if action.what == "choose":
            other = _with_answers(planned, judgement.cycle, action.answers)
            yield offer_of(judgement.key, word, other, cycle=judgement.cycle)
            continue
        try:
            regimen = load_regimen(word)
            other = _from_cycle(planned, judgement.cycle, regimen, policy)
        except Refused as refusal:
            why_not = tuple(f"{p.message}. {p.fix}" for p in refusal.problems)
            yield Offer(judgement.key, word, why_not=why_not)
            continue
        title = f"{word}, {regimen.name}"
        offer = offer_of(judgement.key, title, other, is_changed=bool(planned.changes))
        yield replace(offer, beside=(*offer.beside, *_by_newer(planned, other)))


def _by_newer(planned: Course, other: Course) -> Iterator[str]:
    """That a newer creatinine took the place of the rate that was stated, if it did."""
    period = planned.timeline.period_on(other.start)
    before = planned.patient if period is None else period.patient
    field = next(iter(given_kidney_measures(before)), "creatinine")
    if field != "creatinine" and given_kidney_measures(other.patient) == ["creatinine"]:
        newer = f"the creatinine {other.patient.creatinine} on {other.patient.creatinine_on}"
        yield (
            f"found from {newer}, and not from the {MEASURES[field]} {getattr(before, field)}, "
            "which is older and gives the higher clearance"
        )


def _day_1(planned: Course, cycle: int) -> date:
    return next(one.day_1 for one in planned.assessments if one.cycle == cycle)


def _with_answers(planned: Course, cycle: int, answers: Mapping[str, str]) -> Course:
    """The same course, with other answers from a cycle on."""
    choose = {**planned.choose, **answers}
    return course.plan(
        planned.regimen,
        planned.patient,
        planned.policy,
        formulary(),
        start=planned.start,
        version=planned.version,
        cycles=planned.cycles if len(planned.turns) == 1 else None,
        clock=planned.clock,
        choose=planned.choose,
        changes=planned.changes,
        history=planned.history,
        findings=planned.findings,
        then=(Then(cycle, patient_on(planned, _day_1(planned, cycle)), choose),),
    )


def _from_cycle(
    planned: Course, cycle: int, regimen: Regimen, policy: Policy | str | Path | None
) -> Course:
    """One cycle of another regimen, from day 1 of a cycle of this course."""
    day_1 = _day_1(planned, cycle)
    return course.plan(
        regimen,
        patient_on(planned, day_1),
        policy_for(regimen, policy, {}),
        formulary(),
        start=day_1,
        version=planned.version,
        cycles=1,
        clock=planned.clock,
        history=history_before(planned, cycle),
        findings=tuple(replace(one, on=one.on or planned.start) for one in planned.findings),
    )


def patient_on(planned: Course, day: date) -> Patient:
    """The patient as known on a day: the measures that have none are of day 1 of the course.

    The creatinine is the newest one; what an AUC dose is found from must not be older than what a
    rule was judged by. Beside an older rate that was measured or estimated, whichever of the two
    gives the lower clearance stays: nobody can tell which of them is wrong.
    """
    patient = planned.patient
    period = planned.timeline.period_on(day)
    patient = patient if period is None else period.patient
    said = patient.to_dict()
    for measure in MEASURES:
        if measure in said and day > planned.start:
            said.setdefault(f"{measure}_on", planned.start.isoformat())
    as_stated = Patient(**said)
    newest = newest_creatinine(planned.findings, planned.start, day)
    has_none = not given_kidney_measures(patient)
    if newest is None or not (has_none or is_overtaken(patient, newest, planned.start)):
        return as_stated
    rest = {name: value for name, value in said.items() if not name.startswith(_RATES)}
    on = (newest.on or planned.start).isoformat()
    rest |= {"creatinine": str(newest.measure), "creatinine_on": on}
    return _of_lower_clearance(as_stated, Patient(**rest), planned.policy, day)


_RATES = ("measured_gfr", "gfr_method", "egfr")


def _of_lower_clearance(
    as_stated: Patient, by_newest: Patient, policy: Policy, day: date
) -> Patient:
    """The patient with the newest creatinine, unless a rate that was stated is lower."""
    if given_kidney_measures(as_stated)[:1] in ([], ["creatinine"]):
        return by_newest
    try:
        stated, newest = (
            clearance_for_auc(Known(patient, policy, day)).value
            for patient in (as_stated, by_newest)
        )
    except Refused:
        return as_stated
    return by_newest if newest <= stated else as_stated


def history_before(planned: Course, cycle: int) -> History:
    """What was stated of the time before, and what this course gives before a cycle.

    Where nothing was stated of a drug, nothing is: it is NOT ASSESSED there as it is here. What was
    stated of one drug of a class is of the whole class: of another, none was given before.
    """
    amounts = dict(planned.history.amounts)
    at_first = surface_m2_if_known(planned.patient, planned.policy, planned.start)
    for one in planned.doses:
        before = amounts.get(one.drug) or _none_beside_its_class(planned, one.drug)
        if one.cycle >= cycle or before is None or not isinstance(one.dose, Dose):
            continue
        period = planned.timeline.period_of(one.cycle)
        surface = at_first if period is None else period.surface_m2
        kind = _counted_in(planned, one.drug)
        was = _as_counted(before, kind)
        added = None if surface is None else amount_of(one.dose.value, one.dose.unit, kind, surface)
        if was is None or added is None:
            amounts.pop(one.drug, None)
            continue
        unit = next(unit.canonical for unit in UNITS.values() if unit.kind is kind)
        total = was + added
        amounts[one.drug] = Measure(total, unit, f"{total:.6g} {unit}")
    return replace(planned.history, amounts=amounts)


def _none_beside_its_class(planned: Course, drug: str) -> Measure | None:
    """None of a drug, where something was stated of another that is counted with it."""
    stated = planned.history.amounts
    for table in planned.history.tables.values():
        if drug in table.drugs and any(other in stated for other in table.drugs):
            return Measure(0.0, "mg", "0")
    return None


def _as_counted(stated: Measure, kind: Kind) -> float | None:
    """What was stated, in the unit in which a lifetime counts: IU also of USP units."""
    if stated.number == 0 or stated.kind is kind:
        return stated.canonical
    return None if kind in PER_SURFACE_KINDS else amount_of(stated.canonical, stated.unit, kind, 1)


def _counted_in(planned: Course, drug: str) -> Kind:
    """The kind of unit in which a lifetime of a drug is counted."""
    lifetime = planned.formulary[drug].lifetime
    limit = None if lifetime is None else lifetime.refuse or lifetime.warn
    return Kind.MASS_PER_SURFACE if limit is None else limit.kind
