"""What is known of one patient on one day, as steps: measures, age, and formulas on them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from regimencalc.body_size import BODY_SURFACE_AREA
from regimencalc.body_weight import BODY_MASS_INDEX
from regimencalc.caps import at_least
from regimencalc.derivation import Formula, Step, require_positive
from regimencalc.kidney_methods import ASSAYS
from regimencalc.patient import Patient
from regimencalc.policy import Policy
from regimencalc.problems import Place, Problem, Refused
from regimencalc.renal_function import CREATININE_FROM_UMOL_L, CREATININE_TO_UMOL_L
from regimencalc.units import Measure
from regimencalc.worked_out import worked_out


@dataclass(frozen=True, slots=True)
class Instead:
    """What to compare with: formulas, and a policy's rounding, in place of those that are named."""

    kidney: str = ""
    surface: str = ""
    rounding: Policy | None = None


AS_NAMED = Instead()


def entered(what: str, measure: Measure, measured_on: date | None = None, how: str = "") -> Step:
    """The step of a measure that somebody entered."""
    dated = f"measured {measured_on}" if measured_on is not None else ""
    note = ", ".join(word for word in ("entered", how, dated) if word)
    return Step(what, measure.number, measure.unit, str(measure), note=note)


def by_policy(what: str, measure: Measure, policy: Policy) -> Step:
    """The step of a measure that the policy states."""
    source = f"policy {policy.id}"
    return Step(
        what, measure.number, measure.unit, str(measure), source=source, place=measure.place
    )


def missing(result: str, field: str) -> Problem:
    """What is said where a measure is not there, and a result needs it."""
    words = field.replace("_", " ")
    return Problem(
        "RC502",
        f"the {result} cannot be computed: it needs the {words}",
        f"Give the {words}.",
        Place(field=field),
    )


def derived(formula: Formula, what: str, sex: str = "", **operands: Step) -> Step:
    """The step of a published formula; refused where this body has no value above 0 by it."""
    try:
        step = formula.apply(what, sex, **operands)
        require_positive(it=step.value)
    except ValueError as wrong:
        raise Refused(
            Problem(
                "RC501",
                f"the {what} cannot be computed: {wrong}",
                "Check height, weight and age; this formula is not for such a body.",
                Place(field="height"),
            )
        ) from None
    return step


@dataclass(frozen=True)
class Known:
    """The patient, the policy and the day on which they are looked at."""

    patient: Patient
    policy: Policy
    day_1: date
    instead: Instead = AS_NAMED
    creatinine_for_rules: Measure | None = None

    def apply(self, formula: Formula, what: str, **given: Callable[[], Step]) -> Step:
        """A published formula on this patient; refused with every measure that is missing.

        `given` finds the operands that are not simply those of the patient.
        """
        found: list[Problem] = []
        operands: dict[str, Step] = {}
        sex = self.patient.sex
        if formula.needs_sex and sex is None:
            found.append(missing(what, "sex"))
        for name in formula.operand_names(sex or "male"):
            try:
                operands[name] = given[name]() if name in given else OPERANDS[name](self)
            except Refused as refusal:
                found += [
                    missing(what, problem.place.field) if problem.code == "RC502" else problem
                    for problem in refusal.problems
                ]
        if found:
            raise Refused(found)
        return derived(formula, what, sex or "", **operands)

    @worked_out
    def height(self) -> Step:
        """The height that was entered [cm]."""
        if self.patient.height is None:
            raise Refused(missing("height", "height"))
        return entered("height", self.patient.height, self.patient.height_on)

    @worked_out
    def weight(self) -> Step:
        """The actual weight that was entered [kg]."""
        if self.patient.weight is None:
            raise Refused(missing("weight", "weight"))
        return entered("weight", self.patient.weight, self.patient.weight_on)

    @worked_out
    def surface(self) -> Step:
        """Body surface area by the policy's formula, before any cap [m2]."""
        name = self.instead.surface or self.policy.body_surface_area.formula
        return self.apply(BODY_SURFACE_AREA[name], "body surface area")

    @worked_out
    def body_mass_index(self) -> Step:
        """Body mass index [kg/m2]."""
        return self.apply(BODY_MASS_INDEX, "body mass index")


def _age(known: Known) -> Step:
    age_years = known.patient.age_on(known.day_1)
    if age_years is None:
        raise Refused(missing("age", "age"))
    born = known.patient.birth_date
    note = "entered" if born is None else f"on day 1, born {born}"
    return Step("age", age_years, "y", f"{age_years} y", note=note)


def _stated_creatinine(known: Known) -> Step:
    patient = known.patient
    if known.creatinine_for_rules is not None:
        return entered("creatinine", known.creatinine_for_rules)
    if patient.creatinine is None:
        raise Refused(missing("creatinine", "creatinine"))
    assay = "" if patient.creatinine_assay is None else ASSAYS[patient.creatinine_assay]
    return entered("creatinine", patient.creatinine, patient.creatinine_on, assay)


def _floor(known: Known) -> Measure | None:
    """The policy's least creatinine: it belongs to the AUC dose alone, and not to a rule."""
    if known.creatinine_for_rules is not None:
        return None
    return known.policy.creatinine_clearance.creatinine_floor


def _creatinine_mg_dl(known: Known) -> Step:
    stated = _stated_creatinine(known)
    if stated.unit == "umol/L":
        stated = CREATININE_FROM_UMOL_L.apply("creatinine", creatinine_umol_l=stated)
    floor = _floor(known)
    if floor is None:
        return stated
    return at_least(stated, by_policy("least creatinine", floor, known.policy))


def _creatinine_umol_l(known: Known) -> Step:
    """As it was typed where that can be: a floor stands in mg/dL, and is looked at there."""
    stated = _stated_creatinine(known)
    if stated.unit == "umol/L" and _floor(known) is None:
        return stated
    return CREATININE_TO_UMOL_L.apply("creatinine", creatinine_mg_dl=_creatinine_mg_dl(known))


def _du_bois_surface(known: Known) -> Step:
    return known.apply(BODY_SURFACE_AREA["du_bois_1916"], "body surface area by Du Bois")


OPERANDS: dict[str, Callable[[Known], Step]] = {
    "height_cm": lambda known: known.height,
    "weight_kg": lambda known: known.weight,
    "age_years": _age,
    "creatinine_mg_dl": _creatinine_mg_dl,
    "creatinine_umol_l": _creatinine_umol_l,
    "du_bois_surface_area_m2": _du_bois_surface,
}
"""The operands of published formulas, by their names there."""
