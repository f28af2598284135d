"""A regimen planned for a patient: every dose of every cycle, dated, with its working.

Pure: no file, clock, environment or screen is looked at. Whoever asks brings the regimen, the
policy and the formulary entries.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from math import inf
from typing import Any

from regimencalc import plausibility, wording
from regimencalc.clock import Clock, Times, clock_problems, ends_on
from regimencalc.derivation import Step
from regimencalc.dosing import Dose, dose_of
from regimencalc.fields import Span
from regimencalc.formulary import FormularyEntry
from regimencalc.library_file import LibraryFile
from regimencalc.measures import Measures, before_cap, given_kidney_measures, measures_of
from regimencalc.patient import MEASURES, Patient
from regimencalc.policy import Policy
from regimencalc.problems import Place, Problem, in_order
from regimencalc.regimen import Regimen
from regimencalc.schedule import administrations
from regimencalc.units import Kind
from regimencalc.version import NOT_A_DEVICE

MANY_CYCLES = 12
MOST_CYCLES = 60
LEAST_ADULT_SURFACE_M2 = 0.5


@dataclass(frozen=True, slots=True)
class PlannedDose:
    """One giving: where it stands in the course, when, and the dose."""

    cycle: int
    cycle_in_phase: int
    phase: str | None
    day: int
    date: dt.date
    component: str
    drug: str
    route: str
    dose_number: int
    dose: Dose
    duration: Span | None
    starts_at: datetime | None
    ends_at: datetime | None
    ends_on: dt.date | None
    follows: str | None = None
    judgements: tuple[str, ...] = ()

    @property
    def derivation(self) -> Step:
        """The working of the dose; printed, it is a tree."""
        return self.dose.derivation

    @property
    def per_hour(self) -> float | None:
        """How much runs in an hour, where the infusion's duration is stated [mg/h]."""
        minutes = self.duration.planned_minutes if self.duration is not None else None
        return None if minutes is None else self.dose.value * 60 / minutes

    def to_dict(self, derivation: dict[str, object]) -> dict[str, object]:
        """The dose as JSON has it."""
        return {
            "cycle": self.cycle,
            "cycle_in_phase": self.cycle_in_phase,
            "phase": self.phase,
            "day": self.day,
            "date": self.date.isoformat(),
            "component": self.component,
            "drug": self.drug,
            "route": self.route,
            "dose_number": self.dose_number,
            "calculated": {"value": self.dose.calculated, "unit": self.dose.unit},
            "dose": {"value": self.dose.value, "unit": self.dose.unit},
            "duration": None if self.duration is None else str(self.duration),
            "per_hour": None if self.per_hour is None else {"value": self.per_hour, "unit": "mg/h"},
            "starts_at": None if self.starts_at is None else self.starts_at.isoformat(),
            "ends_at": None if self.ends_at is None else self.ends_at.isoformat(),
            "ends_on": None if self.ends_on is None else self.ends_on.isoformat(),
            "follows": self.follows,
            "derivation": derivation,
            "judgements": list(self.judgements),
        }


@dataclass(frozen=True, slots=True)
class Course:
    """A regimen planned for one patient; without doses where anything was refused."""

    regimen: Regimen
    patient: Patient
    policy: Policy
    formulary: Mapping[str, FormularyEntry]
    measures: Measures
    start: date
    cycles: int
    doses: tuple[PlannedDose, ...]
    problems: tuple[Problem, ...]
    clock: Clock | None
    version: str

    @property
    def is_refused(self) -> bool:
        """Whether something is so wrong that no dose is given."""
        return any(problem.is_error for problem in self.problems)

    def refused(self, problems: Iterable[Problem]) -> "Course":
        """The same course without doses, because of these errors as well as its own."""
        errors = (problem for problem in self.problems if problem.is_error)
        return replace(self, doses=(), problems=in_order((*errors, *problems)))

    def warned(self, problems: Iterable[Problem]) -> "Course":
        """The same course with more beside it."""
        return replace(self, problems=in_order((*self.problems, *problems)))

    def of_cycle(self, cycle: int) -> tuple[PlannedDose, ...]:
        """The planned doses of one cycle."""
        return tuple(dose for dose in self.doses if dose.cycle == cycle)

    def total(self, component: str, cycle: int) -> float:
        """What a line gives in one cycle [mg]."""
        return sum(d.dose.value for d in self.of_cycle(cycle) if d.component == component)

    def distinct_doses(self) -> dict[str, Dose]:
        """Each line's dose; equal doses share one derivation."""
        return {planned.component: planned.dose for planned in self.doses}

    def _found(self) -> dict[str, dict[str, float | str]]:
        """What was calculated from the patient's measures."""
        found = {
            "body_surface_area": self.measures.body_surface_area,
            "body_mass_index": self.measures.body_mass_index,
            "clearance_for_auc": self.measures.clearance,
        }
        return {
            name: {"value": step.value, "unit": step.unit}
            for name, step in found.items()
            if step is not None
        }

    def to_dict(self) -> dict[str, Any]:
        """The course as `--format json` prints it."""
        derivations = {
            component: dose.derivation.to_dict()
            for component, dose in self.distinct_doses().items()
        }
        return {
            "regimen": {
                "id": self.regimen.id,
                "sha256": self.regimen.sha256,
                "status": self.regimen.status,
                "verified": self.regimen.is_verified,
                "narrative": list(self.regimen.narrative),
            },
            "policy": {
                "id": self.policy.id,
                "sha256": self.policy.sha256,
                "status": self.policy.status,
            },
            "formulary": [
                {"id": entry.id, "sha256": entry.sha256} for entry in self.formulary.values()
            ],
            "version": self.version,
            "notice": NOT_A_DEVICE,
            "patient": {**self.patient.to_dict(), **self._found()},
            "start": self.start.isoformat(),
            "cycles": self.cycles,
            "zone": None if self.clock is None else str(self.clock.zone),
            "doses": [planned.to_dict(derivations[planned.component]) for planned in self.doses],
            "problems": [problem.to_dict() for problem in self.problems],
        }


def plan(
    regimen: Regimen,
    patient: Patient,
    policy: Policy,
    formulary: Mapping[str, FormularyEntry],
    *,
    start: date,
    version: str,
    cycles: int | None = None,
    clock: Clock | None = None,
) -> Course:
    """Every planned dose of a regimen for a patient, or the problems that stand in the way.

    Parameters
    ----------
    regimen : Regimen
        A regimen without errors.
    patient : Patient
        Measures with their units [cm, kg, mg/dL, mL/min].
    policy : Policy
        How to calculate.
    formulary : mapping of str to FormularyEntry
        The entry of every drug of the regimen.
    start : date
        Day 1 of cycle 1.
    version : str
        The version of the program, for the record.
    cycles : int, optional
        How many cycles [-]; the regimen's planned number if it states one.
    clock : Clock, optional
        When a treatment day begins; clock times exist only with it.

    Returns
    -------
    Course
        With doses in order of cycle, day and giving; or without any, and errors among its
        problems.
    """
    number = cycles if cycles is not None else regimen.cycle.planned.plan
    problems = [
        *_cycle_problems(regimen, number),
        *_population_problems(regimen, patient, start),
        *_status_problems(regimen, policy),
    ]
    kinds = {component.per_dose.kind for component in regimen.components}
    measures, doubts = measures_of(
        patient,
        policy,
        start,
        by_surface=Kind.MASS_PER_SURFACE in kinds,
        by_auc=Kind.AUC in kinds,
    )
    problems += [*doubts, *_infant_problems(measures)]
    if clock is not None and number is not None:
        problems += clock_problems(clock, treatment_days(regimen, start, number))
    doses: tuple[PlannedDose, ...] = ()
    if number is not None and not any(problem.is_error for problem in problems):
        doses = tuple(_planned_doses(regimen, formulary, measures, policy, start, number, clock))
        distinct = {id(planned.dose): planned.dose for planned in doses}.values()
        problems += [
            *_unchecked(regimen, formulary),
            *_range_problems(patient, distinct),
        ]
    return Course(
        regimen,
        patient,
        policy,
        {component.drug: formulary[component.drug] for component in regimen.components},
        measures,
        start,
        number or 0,
        doses,
        in_order(problems),
        clock,
        version,
    )


def date_of(start: date, cycle: int, day: int, cycle_days: int) -> date:
    """The date of a day of a cycle: start + (cycle - 1) × length + day - 1.

    >>> date_of(date(2026, 1, 5), 2, 1, 21)
    datetime.date(2026, 1, 26)
    """
    return start + timedelta(days=(cycle - 1) * cycle_days + day - 1)


def treatment_days(regimen: Regimen, start: date, cycles: int) -> Iterator[date]:
    """Every date on which something is given."""
    days = sorted({day for component in regimen.components for day in component.days})
    for cycle in range(1, min(cycles, MOST_CYCLES) + 1):
        for day in days:
            yield date_of(start, cycle, day, regimen.cycle.days)


def _planned_doses(
    regimen: Regimen,
    formulary: Mapping[str, FormularyEntry],
    measures: Measures,
    policy: Policy,
    start: date,
    cycles: int,
    clock: Clock | None,
) -> Iterator[PlannedDose]:
    doses = {
        component.id: dose_of(component, regimen, formulary[component.drug], measures, policy)
        for component in regimen.components
    }
    given = dict.fromkeys(doses, 0)
    one_cycle = administrations(regimen)
    cycle_days = regimen.cycle.days
    times = Times(clock)
    for cycle in range(1, cycles + 1):
        for administration in one_cycle:
            component = administration.component
            on = date_of(start, cycle, administration.day, cycle_days)
            given[component.id] += 1
            starts_at, ends_at = times.of(administration, on)
            yield PlannedDose(
                cycle=cycle,
                cycle_in_phase=cycle,
                phase=None,
                day=administration.day,
                date=on,
                component=component.id,
                drug=component.drug,
                route=component.route,
                dose_number=given[component.id],
                dose=doses[component.id],
                duration=component.infuse_over,
                starts_at=starts_at,
                ends_at=ends_at,
                ends_on=ends_on(administration, on, ends_at),
                follows=administration.follows,
            )


def _cycle_problems(regimen: Regimen, number: int | None) -> Iterator[Problem]:
    planned = regimen.cycle.planned
    place = Place(field="cycles")
    if number is None:
        yield Problem(
            "RC601",
            f"{regimen.id} does not state one number of cycles ({planned})",
            "Say how many cycles to plan.",
            place,
        )
    elif not 1 <= number <= MOST_CYCLES:
        yield Problem(
            "RC601",
            f"{number} cycles cannot be planned",
            f"Plan from 1 to {MOST_CYCLES} cycles.",
            place,
        )
    else:
        most = planned.most or planned.plan or MANY_CYCLES
        if number > most:
            yield Problem(
                "RC621",
                f"{number} cycles are planned; the regimen states "
                f"{'no number' if planned.most is None and planned.plan is None else planned}",
                "Make sure that so many are meant.",
                place,
            )


def _population_problems(regimen: Regimen, patient: Patient, start: date) -> Iterator[Problem]:
    """Children's doses are not computed, whoever the regimen is for."""
    age_years = patient.age_on(start)
    if regimen.population == "child":
        yield Problem(
            "RC505",
            f"{regimen.id} is for children; children's doses are not computed",
            "Choose a regimen for adults.",
        )
    elif age_years is None:
        yield Problem(
            "RC524",
            "NOT ASSESSED: no age is given, and only adults' doses are computed",
            "Give the age or the birth date.",
            patient.age_place,
        )
    elif 0 <= age_years < plausibility.ADULT_FROM_YEARS:
        yield Problem(
            "RC505",
            f"the patient is {age_years} y on day 1; only adults' doses are computed",
            "Choose another way to find this patient's doses.",
            patient.age_place,
        )


def _infant_problems(measures: Measures) -> Iterator[Problem]:
    surface = measures.body_surface_area
    if surface is not None and before_cap(surface).value < LEAST_ADULT_SURFACE_M2:
        shown = wording.dose(before_cap(surface).value, "m2")
        yield Problem(
            "RC505",
            f"a body surface area of {shown} is a small child's; only adults' doses are computed",
            "Check height and weight.",
            Place(field="weight"),
        )


def _status_problems(*files: LibraryFile) -> Iterator[Problem]:
    for file in files:
        if file.status == "superseded":
            yield Problem(
                "RC408",
                f"{file.id} is superseded by {file.superseded_by}; it starts no new course",
                f"Use {file.superseded_by}.",
                file.source.place_of(("status",)),
            )


def _unchecked(regimen: Regimen, formulary: Mapping[str, FormularyEntry]) -> Iterator[Problem]:
    """No entry states dose limits yet, and that must never look like a passed check."""
    drugs = sorted({formulary[component.drug].tall_man for component in regimen.components})
    yield Problem(
        "RC623",
        f"UNCHECKED: no sourced dose limits are at hand for {wording.spoken_list(drugs)}",
        "Check each dose against your own limits.",
    )


def _range_problems(patient: Patient, doses: Iterable[Dose]) -> Iterator[Problem]:
    """Operands outside the range that a published formula was made for."""
    for step in (step for dose in doses for step in dose.derivation.walk()):
        if step.formula is None:
            continue
        values = {name: operand.value for name, operand in step.operands}
        for name in step.formula.outside_published_range(values):
            operand = step.operand(name)
            low, high = step.formula.ranges[name]
            bounds = f"below {low:g}" if high == inf else f"outside {low:g} to {high:g}"
            yield Problem(
                "RC523",
                f"a {operand.what} of {wording.dose(operand.value, operand.unit)} is "
                f"{bounds} {operand.unit}, {'from' if high == inf else 'for'} which "
                f"{step.formula.source} holds",
                "Look at the dose with care.",
                _field_of(operand, patient),
            )


def _field_of(operand: Step, patient: Patient) -> Place:
    fields = {what: field for field, what in MEASURES.items()}
    return Place(field=fields.get(operand.what) or given_kidney_measures(patient)[0])
