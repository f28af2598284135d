"""The clearance that Calvert takes: which measure, by which formula, with which weight and cap."""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import partial

from regimencalc import plausibility, wording
from regimencalc.caps import at_most
from regimencalc.derivation import Formula, Step
from regimencalc.kidney_methods import (
    ABSOLUTE,
    GIVES,
    INDEXED,
    KIDNEY_METHODS,
    NOT_STATED,
    folded,
    known_equation,
)
from regimencalc.known_measures import OPERANDS, Known, by_policy, entered
from regimencalc.patient import MEASURES, Patient
from regimencalc.policy import Policy
from regimencalc.problems import Place, Problem, Refused
from regimencalc.renal_function import DE_INDEXED
from regimencalc.units import Kind, Measure
from regimencalc.weight_for_clearance import weight_for_clearance

METHODS = {
    "iohexol": "iohexol",
    "iothalamate": "iothalamate",
    "inulin": "inulin",
    "edta": "51Cr-EDTA",
    "dtpa": "99mTc-DTPA",
}
"""Ways to measure GFR: only such a rate ends the cap of estimates."""


def clearance_for_auc(known: Known, pinned: str = NOT_STATED) -> Step:
    """The clearance for Calvert [mL/min]: measured as it is; an estimate under the policy's cap.

    `pinned` is the formula that the regimen names for its AUC, or 'not stated'.
    """
    patient = known.patient
    if patient.measured_gfr is not None:
        how = f"measured by {patient.gfr_method}"
        return entered("measured GFR", patient.measured_gfr, patient.measured_gfr_on, how)
    estimate = _estimated_clearance(known, pinned)
    cap = known.policy.cap_of_estimate
    if cap is None:
        return estimate
    return at_most(estimate, by_policy("cap of an estimate", cap, known.policy), "GFR for Calvert")


def creatinine_clearance(
    patient: Patient, policy: Policy, day_1: date, creatinine: Measure
) -> Step:
    """The clearance that the policy's formula gives of a creatinine, without floor and cap.

    Floors and caps belong to the AUC dose alone; a rule asks for this clearance [mL/min]. Refused
    with every measure that is missing.
    """
    known = Known(patient, policy, day_1, creatinine_for_rules=creatinine)
    return _from_creatinine(known, method_name(known))


def method_name(known: Known, pinned: str = NOT_STATED) -> str:
    """The formula of an estimate: the regimen's if it names one, else the policy's."""
    by_regimen = "" if pinned == NOT_STATED else pinned
    return known.instead.kidney or by_regimen or known.policy.creatinine_clearance.formula


def _estimated_clearance(known: Known, pinned: str) -> Step:
    """The one estimate that was given or can be made, absolute, before any cap [mL/min]."""
    patient = known.patient
    if patient.egfr is None:
        return _from_creatinine(known, method_name(known, pinned))
    stated = entered("estimated GFR", patient.egfr, patient.egfr_on, f"by {patient.egfr_equation}")
    if patient.egfr.kind is Kind.CLEARANCE:
        return stated
    return _absolute("GFR", stated, known)


def _absolute(what: str, indexed: Step, known: Known) -> Step:
    """An indexed rate made the patient's own, with the surface area of the policy's formula."""
    return DE_INDEXED.apply(
        f"absolute {what}", indexed_ml_min_173m2=indexed, body_surface_area_m2=known.surface
    )


def _from_creatinine(known: Known, name: str) -> Step:
    """The estimate by one formula; refused with everything that it lacks."""
    method = KIDNEY_METHODS[name]
    found = list(plausibility.not_an_adult(known.patient, known.day_1))
    formula = method.one
    try:
        formula = method.formula_for(known.patient.creatinine_assay)
    except Refused as refusal:
        found += refusal.problems
    weight = {"weight_kg": partial(weight_for_clearance, known)} if method.has_weight_rule else {}
    try:
        _require_fitted(formula, known)
        estimate = known.apply(formula, method.what, **weight)
        if method.is_indexed:
            estimate = _absolute(method.what.split()[-1], estimate, known)
        if not found:
            return estimate
    except Refused as refusal:
        found += refusal.problems
    raise Refused(found)


def _require_fitted(formula: Formula, known: Known) -> None:
    """Nothing, or Refused: a creatinine for which a formula that was fitted has no meaning."""
    if "creatinine_mg_dl" not in formula.ranges:
        return
    low, high = formula.ranges["creatinine_mg_dl"]
    creatinine = wording.cleaned(OPERANDS["creatinine_mg_dl"](known).value)
    if not low <= creatinine <= high:
        raise Refused(
            Problem(
                "RC509",
                f"{formula.name} is fitted to a creatinine of {low:g} to {high:g} mg/dL, and this "
                f"one is {wording.with_unit(wording.significant(creatinine, 4), 'mg/dL')}",
                "Choose a policy with another formula, or give a measured GFR.",
                Place(field="creatinine"),
            )
        )


# What is amiss with the measures of the kidney


def given_kidney_measures(patient: Patient) -> list[str]:
    """The fields of the patient from which a clearance could follow, in order of rank."""
    fields = ("measured_gfr", "egfr", "creatinine")
    return [field for field in fields if getattr(patient, field) is not None]


def clearance_doubts(known: Known, pinned: Iterable[str]) -> Iterator[Problem]:
    """What is missing, contradicts itself or is implausible, before any cap can hide it."""
    patient = known.patient
    given = given_kidney_measures(patient)
    if not given:
        yield Problem(
            "RC502",
            "a dose by AUC cannot be computed: it needs the kidney function",
            "Give a creatinine, or a measured GFR with its method, or an estimated GFR with its "
            "equation.",
            Place(field="creatinine"),
        )
    elif len(given) > 1:
        words = wording.spoken_list([MEASURES[field] for field in given])
        yield Problem(
            "RC503",
            f"{words} are both given",
            "Give the one from which the dose is to follow.",
            Place(field=given[0]),
        )
    elif patient.measured_gfr is not None:
        yield from _method_doubts(patient.gfr_method or "")
    elif patient.egfr is not None:
        yield from _egfr_doubts(known, patient.egfr)
    else:
        for name in sorted({method_name(known, pin) for pin in pinned}):
            yield from plausibility.CLEARANCE.judge(_from_creatinine(known, name).value, given[0])


def _method_doubts(method: str) -> Iterator[Problem]:
    if not any(known in folded(method) for known in METHODS):
        yield Problem(
            "RC508",
            f"'{method}' is not a way to measure GFR that is known here",
            f"Write one of: {', '.join(METHODS.values())}. An estimate is not measured: give it "
            "as the estimated GFR, with its equation.",
            Place(field="gfr_method"),
        )


def _egfr_doubts(known: Known, egfr: Measure) -> Iterator[Problem]:
    """Whether an estimate that was entered is plausible, and in the unit of its equation."""
    if egfr.kind is Kind.INDEXED_CLEARANCE:
        estimate = _estimated_clearance(known, NOT_STATED)
        yield from plausibility.CLEARANCE.judge(estimate.value, "egfr")
    yield from _equation_doubts(egfr, known.patient.egfr_equation or "")


def _equation_doubts(egfr: Measure, name: str) -> Iterator[Problem]:
    """Whether an estimate stands in the unit that its equation gives."""
    place = Place(field="egfr")
    equation = known_equation(name)
    is_indexed = egfr.kind is Kind.INDEXED_CLEARANCE
    if equation is None:
        yield Problem(
            "RC521",
            f"the equation '{name}' is not known here: {egfr} is taken as "
            f"{'per 1.73 m²' if is_indexed else 'absolute'}",
            f"Make sure that it is. Known: {', '.join(GIVES)}.",
            place,
        )
    elif is_indexed and GIVES[equation] == ABSOLUTE:
        yield Problem(
            "RC508",
            f"{name} gives mL/min, but {egfr} was entered",
            "Write it in mL/min: made absolute once more, it would count the body twice.",
            place,
        )
    elif not is_indexed and GIVES[equation] == INDEXED:
        yield Problem(
            "RC521",
            f"{name} gives mL/min/1.73m2, but {egfr} was entered: it is taken as absolute",
            "If the laboratory printed it per 1.73 m², write mL/min/1.73m2.",
            place,
        )
