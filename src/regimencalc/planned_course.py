"""A regimen planned for one patient, as a value: its doses, and what was judged of them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from regimencalc.assessing import Assessment
from regimencalc.changes import LEVEL, Change
from regimencalc.clock import Clock
from regimencalc.conditions import Facts
from regimencalc.derivation import Step
from regimencalc.dosing import Dose
from regimencalc.exposure import Exposure
from regimencalc.findings import Finding
from regimencalc.formulary import FormularyEntry
from regimencalc.guardrail_words import Check
from regimencalc.history import NOTHING_STATED, History
from regimencalc.judgement import Judgement
from regimencalc.measures import Measures
from regimencalc.offers import Offer
from regimencalc.patient import Patient
from regimencalc.phases import Turn
from regimencalc.planned_dose import PlannedDose, PlannedEvent
from regimencalc.policy import Policy
from regimencalc.preparation import Preparation, preparation_of
from regimencalc.problems import Problem, in_order
from regimencalc.regimen import Regimen
from regimencalc.timeline import AS_PLANNED, Timeline
from regimencalc.version import NOT_A_DEVICE


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
    events: tuple[PlannedEvent, ...] = ()
    turns: tuple[Turn, ...] = ()
    choose: Mapping[str, str] = field(default_factory=dict)
    facts: Facts = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    judgements: tuple[Judgement, ...] = ()
    history: History = NOTHING_STATED
    exposures: tuple[Exposure, ...] = ()
    checks: tuple[Check, ...] = ()
    findings: tuple[Finding, ...] = ()
    assessments: tuple[Assessment, ...] = ()
    offers: tuple[Offer, ...] = ()
    timeline: Timeline = AS_PLANNED
    states: Mapping[int, str] = field(default_factory=dict)

    @property
    def is_refused(self) -> bool:
        """Whether something is so wrong that no dose is given."""
        return any(problem.is_error for problem in self.problems)

    @property
    def is_open(self) -> bool:
        """Whether a dose is refused, or something waits to be accepted or declined."""
        return any(judgement.is_open for judgement in self.judgements)

    def judgements_of(self, planned: PlannedDose) -> tuple[Judgement, ...]:
        """What was judged of a dose, or of all doses of its line in its cycle."""
        where = (planned.component, planned.cycle, planned.day)
        return tuple(one for one in self.judgements if one.concerns(*where))

    def refused(self, problems: Iterable[Problem]) -> "Course":
        """The same course without doses, because of these errors as well as its own."""
        errors = (problem for problem in self.problems if problem.is_error)
        return replace(
            self,
            doses=(),
            events=(),
            judgements=(),
            assessments=(),
            offers=(),
            problems=in_order((*errors, *problems)),
        )

    def offering(self, offers: Iterable[Offer]) -> "Course":
        """The same course with what its rules name instead."""
        return replace(self, offers=tuple(offers))

    def warned(self, problems: Iterable[Problem]) -> "Course":
        """The same course with more beside it."""
        return replace(self, problems=in_order((*self.problems, *problems)))

    def of_cycle(self, cycle: int) -> tuple[PlannedDose, ...]:
        """The planned doses of one cycle."""
        return tuple(dose for dose in self.doses if dose.cycle == cycle)

    def is_changed(self, component: str) -> bool:
        """Whether a line's amount is not the one that the file's totals were made with."""
        if any(name.rpartition(".")[2] == component for name in self.choose):
            return True
        if any(change.component in (component, LEVEL) for change in self.changes):
            return True
        level = self.choose.get("level")
        return any(one.level == level and component in one.amounts for one in self.regimen.levels)

    def state(self, cycle: int) -> str:
        """How far a cycle has come: PROVISIONAL until somebody confirms it."""
        return self.states.get(cycle, "PROVISIONAL")

    def lifetime_words(self) -> Iterator[str]:
        """What each drug with a limit of a lifetime comes to; not where a dose is withheld."""
        for exposure in self.exposures:
            if not exposure.is_withheld:
                yield exposure.words

    def turn_of(self, cycle: int) -> Turn:
        """The turn of a phase that a cycle belongs to."""
        return next(t for t in reversed(self.turns) if t.cycles_before < cycle)

    def total(self, component: str, cycle: int) -> float | None:
        """What a line gives in one cycle, in the unit of its doses; None where one is withheld."""
        found = [d.dose.value for d in self.of_cycle(cycle) if d.component == component]
        known = [value for value in found if value is not None]
        return sum(known) if len(known) == len(found) else None

    def distinct_doses(self) -> dict[str, Dose]:
        """Each line's dose by its id; a line with several has one for each, named by its first.

        Equal doses share one derivation. What is withheld has none.
        """
        found: dict[int, tuple[PlannedDose, Dose]] = {}
        for planned in self.doses:
            if isinstance(planned.dose, Dose):
                found.setdefault(id(planned.dose), (planned, planned.dose))
        several = Counter(planned.component for planned, _ in found.values())
        return {
            planned.component
            if several[planned.component] == 1
            else f"{planned.component}, from dose {planned.dose_number} "
            f"(cycle {planned.cycle} day {planned.day})": dose
            for planned, dose in found.values()
        }

    def prepared(self) -> Iterator[tuple[PlannedDose, Preparation | None]]:
        """Each dose with how it is prepared, as far as that is known."""
        for planned in self.doses:
            yield planned, preparation_of(planned, self.formulary[planned.drug])

    def _found(self) -> dict[str, dict[str, Any]]:
        """What was calculated from the patient's measures; clearances by formula where several."""
        clearance, several = self.measures.clearance, self.measures.clearances
        found = {
            "body_surface_area": self.measures.body_surface_area,
            "body_mass_index": self.measures.body_mass_index,
            "clearance_for_auc": clearance,
        }
        shown: dict[str, dict[str, Any]] = {
            name: _measured(step) for name, step in found.items() if step is not None
        }
        if clearance is None and several:
            by_formula = {name: _measured(step) for name, step in several.items()}
            shown["clearances_for_auc"] = by_formula
        return shown

    def to_dict(self) -> dict[str, Any]:
        """The course as `--format json` prints it."""
        derivations = {
            id(dose): dose.derivation.to_dict() for dose in self.distinct_doses().values()
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
            "choose": dict(self.choose),
            "prior": self.history.to_dict(),
            "lifetimes": [one.to_dict() for one in self.exposures if not one.is_withheld],
            "findings": [finding.to_dict() for finding in self.findings],
            "changes": [change.to_dict() for change in self.changes],
            "doses": [
                planned.to_dict(
                    derivations.get(id(planned.dose)),
                    [one.key for one in self.judgements_of(planned)],
                    None if prepared is None else prepared.to_dict(),
                )
                for planned, prepared in self.prepared()
            ],
            "events": [event.to_dict() for event in self.events],
            "judgements": [judgement.to_dict() for judgement in self.judgements],
            "offers": [offer.to_dict() for offer in self.offers],
            "rules": [assessment.to_dict() for assessment in self.assessments],
            "problems": [problem.to_dict() for problem in self.problems],
        }


def _measured(step: Step) -> dict[str, float | str]:
    return {"value": step.value, "unit": step.unit}
