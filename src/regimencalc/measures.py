"""What a dose is multiplied by: body surface area and clearance, under a policy, with working."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from regimencalc import plausibility, wording
from regimencalc.body_size import BODY_SURFACE_AREA
from regimencalc.body_weight import BODY_MASS_INDEX, WEIGHTS
from regimencalc.derivation import Formula, Step
from regimencalc.patient import MEASURES, Patient
from regimencalc.policy import Policy
from regimencalc.problems import Place, Problem, Refused
from regimencalc.renal_function import CREATININE_CLEARANCE, CREATININE_FROM_UMOL_L, DE_INDEXED
from regimencalc.units import Kind, Measure

ABSOLUTE, INDEXED = "mL/min", "mL/min/1.73m2"
GIVES = {
    "cockcroft": ABSOLUTE,
    "wright": ABSOLUTE,
    "martin": ABSOLUTE,
    "camgfr": ABSOLUTE,
    "ckd_epi": INDEXED,
    "mdrd": INDEXED,
    "schwartz": INDEXED,
    "jelliffe": INDEXED,
}
"""What the equations give whose estimates are entered, by a part of their names."""
METHODS = {
    "iohexol": "iohexol",
    "iothalamate": "iothalamate",
    "inulin": "inulin",
    "edta": "51Cr-EDTA",
    "dtpa": "99mTc-DTPA",
}
"""Ways to measure GFR: only such a rate ends the cap of estimates."""


@dataclass(frozen=True, slots=True)
class Measures:
    """What doses are found from; None where no dose of the regimen needs it."""

    body_surface_area: Step | None = None
    clearance: Step | None = None
    body_mass_index: Step | None = None
    weights: Mapping[str, Step] = field(default_factory=dict)


def measures_of(
    patient: Patient,
    policy: Policy,
    day_1: date,
    *,
    by_surface: bool,
    by_auc: bool,
    by_weights: frozenset[str] = frozenset(),
) -> tuple[Measures, tuple[Problem, ...]]:
    """Body surface area [m2], clearance of AUC doses [mL/min], weights [kg], where needed.

    `by_weights` names the weights that amounts per kg mean: actual, ideal or adjusted.

    Measures that cannot be true are refused before anything is calculated from them, and what was
    calculated is judged before any cap can hide it. With an error among the problems both
    measures are None.
    """
    found = [
        *plausibility.of_patient(
            patient,
            day_1,
            for_auc=by_auc and policy.creatinine_clearance.creatinine_floor is None,
        ),
        *plausibility.of_dates(patient, day_1, policy.ages_of_measures),
    ]
    known = _Known(patient, policy, day_1)
    if not any(problem.is_error for problem in found):
        found += _doubts(known, by_surface=by_surface, by_auc=by_auc)
        found += _weight_doubts(known, by_weights)
    if any(problem.is_error for problem in found):
        return Measures(), tuple(found)
    surface = _capped_surface(known) if by_surface else None
    clearance = _clearance_for_auc(known) if by_auc else None
    weights = {name: _DOSING_WEIGHTS[name](known) for name in sorted(by_weights)}
    return Measures(surface, clearance, _body_mass_index(known), weights), tuple(found)


def smaller(*, value: float, cap: float) -> float:
    """The value, or the cap where the value is above it."""
    return cap if value > cap else value


def _larger(*, value: float, floor: float) -> float:
    return floor if value < floor else value


def at_most(step: Step, cap: Step, what: str = "") -> Step:
    """A value under a declared cap: a step of its own, whether or not the cap is reached."""
    formula = Formula("cap", smaller, step.unit, "min({value}, {cap})")
    capped = formula.apply(what or step.what, value=step, cap=cap)
    if step.value <= cap.value:
        return capped.with_note("cap not reached")
    return capped.with_note("cap reached", is_notable=True)


def before_cap(step: Step) -> Step:
    """The value as it was before any cap on it."""
    return (
        step.operand("value") if step.formula is not None and step.formula.name == "cap" else step
    )


def at_least(step: Step, floor: Step) -> Step:
    """A value above a declared floor: a step of its own, whether or not the floor is reached."""
    formula = Formula("floor", _larger, step.unit, "max({value}, {floor})")
    raised = formula.apply(step.what, value=step, floor=floor)
    if step.value >= floor.value:
        return raised.with_note("floor not reached")
    return raised.with_note("floor reached", is_notable=True)


def entered(what: str, measure: Measure, measured_on: date | None = None, how: str = "") -> Step:
    """The step of a measure that somebody entered."""
    dated = f"measured {measured_on}" if measured_on is not None else ""
    note = ", ".join(word for word in ("entered", how, dated) if word)
    return Step(what, measure.number, measure.unit, str(measure), note=note)


def _by_policy(what: str, measure: Measure, policy: Policy) -> Step:
    source = f"policy {policy.id}"
    return Step(
        what, measure.number, measure.unit, str(measure), source=source, place=measure.place
    )


@dataclass(frozen=True, slots=True)
class _Known:
    """The patient, the policy and the day on which they are looked at."""

    patient: Patient
    policy: Policy
    day_1: date
    creatinine_for_rules: Measure | None = None

    def operand(self, name: str) -> Step:
        """The step of one operand of a published formula, by its name there."""
        return _OPERANDS[name](self)

    def apply(self, formula: Formula, what: str) -> Step:
        """A published formula on this patient; refused with every measure that is missing."""
        missing: list[Problem] = []
        operands: dict[str, Step] = {}
        sex = self.patient.sex
        if formula.needs_sex and sex is None:
            missing.append(_missing(what, "sex"))
        for name in re.findall(r"{(\w+)}", formula.equation_for(sex or "male")):
            try:
                operands[name] = self.operand(name)
            except Refused as refusal:
                missing += [
                    _missing(what, problem.place.field) if problem.code == "RC502" else problem
                    for problem in refusal.problems
                ]
        if missing:
            raise Refused(missing)
        return _derived(formula, what, sex or "", **operands)


def _derived(formula: Formula, what: str, sex: str = "", **operands: Step) -> Step:
    """The step of a published formula; refused where this body has no value by it."""
    try:
        return formula.apply(what, sex, **operands)
    except ValueError as wrong:
        raise Refused(
            Problem(
                "RC501",
                f"the {what} cannot be computed: {wrong}",
                "Check height, weight and age; this formula is not for such a body.",
                Place(field="height"),
            )
        ) from None


def _missing(result: str, field: str) -> Problem:
    words = field.replace("_", " ")
    return Problem(
        "RC502",
        f"the {result} cannot be computed: it needs the {words}",
        f"Give the {words}.",
        Place(field=field),
    )


def _height(known: _Known) -> Step:
    if known.patient.height is None:
        raise Refused(_missing("height", "height"))
    return entered("height", known.patient.height, known.patient.height_on)


def _weight(known: _Known) -> Step:
    if known.patient.weight is None:
        raise Refused(_missing("weight", "weight"))
    return entered("weight", known.patient.weight, known.patient.weight_on)


def _age(known: _Known) -> Step:
    age_years = known.patient.age_on(known.day_1)
    if age_years is None:
        raise Refused(_missing("age", "age"))
    born = known.patient.birth_date
    note = "entered" if born is None else f"on day 1, born {born}"
    return Step("age", age_years, "y", f"{age_years} y", note=note)


def _creatinine(known: _Known) -> Step:
    measure = known.creatinine_for_rules or known.patient.creatinine
    if measure is None:
        raise Refused(_missing("creatinine", "creatinine"))
    stated = entered("creatinine", measure, known.patient.creatinine_on)
    if measure.kind is Kind.CREATININE_MOLAR:
        stated = CREATININE_FROM_UMOL_L.apply("creatinine", creatinine_umol_l=stated)
    floor = known.policy.creatinine_clearance.creatinine_floor
    if floor is None or known.creatinine_for_rules is not None:
        return stated
    return at_least(stated, _by_policy("least creatinine", floor, known.policy))


_OPERANDS: dict[str, Callable[[_Known], Step]] = {
    "height_cm": _height,
    "weight_kg": _weight,
    "age_years": _age,
    "creatinine_mg_dl": _creatinine,
}


def _ideal_weight(known: _Known) -> Step:
    return known.apply(WEIGHTS["ideal_devine_1974"], "ideal weight")


def _adjusted_weight(known: _Known) -> Step:
    return _derived(
        WEIGHTS["adjusted_40"],
        "adjusted weight",
        ideal_weight_kg=_ideal_weight(known),
        weight_kg=_weight(known),
    )


_DOSING_WEIGHTS: dict[str, Callable[[_Known], Step]] = {
    "actual": _weight,
    "ideal": _ideal_weight,
    "adjusted": _adjusted_weight,
}


def _weight_doubts(known: _Known, by_weights: frozenset[str]) -> Iterator[Problem]:
    for name in sorted(by_weights):
        try:
            _DOSING_WEIGHTS[name](known)
        except Refused as refusal:
            yield from (
                _missing("dose", problem.place.field) if problem.code == "RC502" else problem
                for problem in refusal.problems
            )


def _surface(known: _Known) -> Step:
    formula = BODY_SURFACE_AREA[known.policy.body_surface_area.formula]
    return known.apply(formula, "body surface area")


def _capped_surface(known: _Known) -> Step:
    cap = known.policy.body_surface_area.cap
    surface = _surface(known)
    return surface if cap is None else at_most(surface, _by_policy("cap", cap, known.policy))


def _clearance_for_auc(known: _Known) -> Step:
    """The clearance for Calvert: measured as it is; an estimate under the policy's cap."""
    patient = known.patient
    if patient.measured_gfr is not None:
        how = f"measured by {patient.gfr_method}"
        return entered("measured GFR", patient.measured_gfr, patient.measured_gfr_on, how)
    estimate = _estimated_clearance(known)
    cap = known.policy.cap_of_estimate
    if cap is None:
        return estimate
    return at_most(estimate, _by_policy("cap of an estimate", cap, known.policy), "GFR for Calvert")


def _estimated_clearance(known: _Known) -> Step:
    """The one estimate that was given or can be made, absolute, before any cap [mL/min]."""
    patient = known.patient
    if patient.egfr is None:
        return _clearance_from_creatinine(known)
    stated = entered("estimated GFR", patient.egfr, patient.egfr_on, f"by {patient.egfr_equation}")
    if patient.egfr.kind is Kind.CLEARANCE:
        return stated
    return DE_INDEXED.apply(
        "absolute GFR", indexed_ml_min_173m2=stated, body_surface_area_m2=_surface(known)
    )


def _clearance_from_creatinine(known: _Known) -> Step:
    clearance = known.policy.creatinine_clearance
    formula = CREATININE_CLEARANCE[clearance.formula]
    estimate = known.apply(formula, "creatinine clearance")
    rule = clearance.weight
    if rule is None:
        return estimate
    body_mass_index = known.apply(BODY_MASS_INDEX, "body mass index")
    if float(wording.without_noise(body_mass_index.value)) < rule.adjusted_40_from_bmi.number:
        return estimate
    weight = _adjusted_weight(known)
    reason = wording.with_unit(wording.significant(body_mass_index.value, 4), "kg/m2")
    weight = weight.with_note(f"body mass index {reason}: from {rule.adjusted_40_from_bmi}")
    return _derived(
        formula,
        "creatinine clearance",
        estimate.sex,
        **{**dict(estimate.operands), "weight_kg": weight},
    )


def creatinine_clearance(
    patient: Patient, policy: Policy, day_1: date, creatinine: Measure
) -> Step:
    """The clearance that the policy's formula gives of a creatinine, without floor and cap.

    Floors and caps belong to the AUC dose alone; a rule asks for this clearance [mL/min]. Refused
    with every measure that is missing.
    """
    return _clearance_from_creatinine(_Known(patient, policy, day_1, creatinine))


def _body_mass_index(known: _Known) -> Step | None:
    if known.patient.height is None or known.patient.weight is None:
        return None
    return known.apply(BODY_MASS_INDEX, "body mass index")


def _doubts(known: _Known, *, by_surface: bool, by_auc: bool) -> Iterator[Problem]:
    """What is implausible or missing among the results, before they meet any cap."""
    refusals: list[Problem] = []
    index = _body_mass_index(known)
    if index is not None:
        yield from plausibility.BODY_MASS_INDEX.judge(index.value, "weight")
    if by_surface:
        try:
            yield from plausibility.BODY_SURFACE.judge(_surface(known).value, "height")
        except Refused as refusal:
            refusals += refusal.problems
    if by_auc:
        try:
            yield from _kidney_doubts(known)
        except Refused as refusal:
            refusals += refusal.problems
    yield from refusals


def given_kidney_measures(patient: Patient) -> list[str]:
    """The fields of the patient from which a clearance could follow, in order of rank."""
    fields = ("measured_gfr", "egfr", "creatinine")
    return [field for field in fields if getattr(patient, field) is not None]


def _kidney_doubts(known: _Known) -> Iterator[Problem]:
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
    elif patient.egfr is not None and patient.egfr.kind is Kind.CLEARANCE:
        yield from _equation_doubts(patient.egfr, patient.egfr_equation or "")
    elif patient.measured_gfr is None:
        yield from plausibility.CLEARANCE.judge(_estimated_clearance(known).value, given[0])
        if patient.egfr is not None:
            yield from _equation_doubts(patient.egfr, patient.egfr_equation or "")
    elif not any(method in _folded(patient.gfr_method or "") for method in METHODS):
        yield Problem(
            "RC508",
            f"'{patient.gfr_method}' is not a way to measure GFR that is known here",
            f"Write one of: {', '.join(METHODS.values())}. An estimate is not measured: give it "
            "with --egfr and its equation.",
            Place(field="gfr_method"),
        )


def _folded(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _known_equation(name: str) -> str | None:
    """The known equation that a name contains, however it is written."""
    folded = _folded(name)
    if folded == "cg":
        return "cockcroft"
    return next((known for known in GIVES if _folded(known) in folded), None)


def _equation_doubts(egfr: Measure, name: str) -> Iterator[Problem]:
    """Whether an estimate stands in the unit that its equation gives."""
    place = Place(field="egfr")
    equation = _known_equation(name)
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
