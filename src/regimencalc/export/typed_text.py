"""How a field was read, in words beside it: a slip is seen before a course begins."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from regimencalc import wording
from regimencalc.caps import before_cap
from regimencalc.derivation import Step
from regimencalc.kidney_methods import NOT_STATED
from regimencalc.known_measures import entered
from regimencalc.measures import measures_of
from regimencalc.patient import Patient
from regimencalc.policy import Policy
from regimencalc.problems import Problem, Severity
from regimencalc.renal_function import CREATININE_FROM_UMOL_L, CREATININE_TO_UMOL_L
from regimencalc.typed_course import YEAR_DIGITS, Reading
from regimencalc.units import Measure, imperial


def said_of_problem(problem: Problem) -> str:
    """A problem beside its field: how bad it is, what is wrong, and its mend."""
    return f"{problem.severity.upper()}: {problem.message}. {problem.fix}"


def beside(reading: Reading, typed: Mapping[str, str]) -> dict[str, str]:
    """For each field how it was read, or that it is needed."""
    patient = reading.patient
    found = dict.fromkeys(reading.open, "needed")
    for name in ("height", "weight", "creatinine", "measured_gfr", "egfr"):
        measure, on = getattr(patient, name), getattr(patient, f"{name}_on")
        if measure is not None:
            found[name] = _measure(name, measure)
        if on is not None:
            found[f"{name}_on"] = wording.long_date(on)
    if patient.birth_date is not None:
        found["born"] = _born(patient, reading.start)
    elif len(typed.get("born", "")) == YEAR_DIGITS and "born" not in reading.problems:
        found["born"] = "the year alone: no age"
    if reading.start is not None:
        found["start"] = wording.long_date(reading.start)
    if reading.course is not None:
        found["cycles"] = wording.counted(reading.course.cycles, "cycle")
    return found


def amiss(reading: Reading, typed: Mapping[str, str]) -> dict[str, str]:
    """For each field what is wrong with it, unusual, or asked."""
    found: dict[str, list[str]] = {}
    if reading.same:
        ids = wording.spoken_list(list(reading.same))
        of = f"{typed.get('label', '')}, born {typed.get('born', '')[:YEAR_DIGITS]}"
        said = f"A course of {of}, is stored: {ids}. Of one person the doses count together."
        found["same_person"] = [said]
    for name, problems in reading.problems.items():
        found.setdefault(name, []).extend(map(said_of_problem, problems))
    for problem in reading.course.problems if reading.course is not None else ():
        if problem.severity is Severity.WARNING and problem.place.field in typed:
            found.setdefault(problem.place.field, []).append(said_of_problem(problem))
    return {name: "\n".join(said) for name, said in found.items()}


def _measure(name: str, measure: Measure) -> str:
    """A measure as it was read, and the same in the unit that it might be mistaken for."""
    if name in ("height", "weight"):
        return f"{measure}, {imperial(measure)}"
    if name == "creatinine":
        step = entered(name, measure)
        other = (
            CREATININE_TO_UMOL_L.apply(name, creatinine_mg_dl=step)
            if measure.unit == "mg/dL"
            else CREATININE_FROM_UMOL_L.apply(name, creatinine_umol_l=step)
        )
        return f"{measure}, {wording.with_unit(wording.significant(other.value, 2), other.unit)}"
    return str(measure)


def _born(patient: Patient, start: date | None) -> str:
    born = wording.long_date(patient.birth_date) if patient.birth_date else ""
    age_years = None if start is None else patient.age_on(start)
    return born if age_years is None else f"{born}, {age_years} y on day 1"


def body_words(patient: Patient, policy: Policy, day_1: date) -> Iterator[str]:
    """What follows from the measures under the policy: surface, mass index, clearance, caps."""
    has_body = patient.height is not None and patient.weight is not None
    measures, problems = measures_of(
        patient, policy, day_1, by_surface=has_body, by_auc=frozenset()
    )
    if measures.body_surface_area is not None:
        yield _capped("BSA", measures.body_surface_area, 3)
    if measures.body_mass_index is not None:
        yield f"BMI {wording.to_decimals(measures.body_mass_index.value, 1)} kg/m2"
    if any(problem.is_error for problem in problems) or not _has_kidney_measure(patient):
        return
    measures, problems = measures_of(
        patient, policy, day_1, by_surface=False, by_auc=frozenset({NOT_STATED})
    )
    for clearance in measures.clearances.values():
        yield _capped(before_cap(clearance).what, clearance, 1)
    errors = [problem.message for problem in problems if problem.is_error]
    yield from errors[:1]


def _has_kidney_measure(patient: Patient) -> bool:
    stated: Iterable[object] = (patient.creatinine, patient.measured_gfr, patient.egfr)
    return any(measure is not None for measure in stated)


def _capped(what: str, step: Step, decimals: int) -> str:
    """A value; under a cap that is reached also the value before it."""
    before = before_cap(step)
    shown = f"{what} {wording.to_decimals(step.value, decimals)} {step.unit}"
    if before.value == step.value:
        return shown
    return f"{shown}, capped from {wording.to_decimals(before.value, decimals)} {step.unit}"
