"""One giving as it stands in a course: where, when, and the dose; and events beside the doses."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from regimencalc.administration import Administration
from regimencalc.component import Part
from regimencalc.derivation import Step
from regimencalc.dilution import Dilution
from regimencalc.dosing import Dose
from regimencalc.given import GivenDose
from regimencalc.problems import Problem, Refused
from regimencalc.ranges import Span
from regimencalc.regimen import MINUTES_PER_DAY
from regimencalc.withheld import Withheld


class PlannedDose(NamedTuple):
    """One giving: where it stands in the course, when, and the dose.

    `proposed` is what an open rule would make of the dose, with the warnings that it would have.
    `given` is what was entered of it after it was given.
    """

    cycle: int
    phase: str | None
    date: dt.date
    dose_number: int
    dose: Dose | Withheld
    administration: Administration
    starts_at: datetime | None
    ends_at: datetime | None
    ends_on: dt.date | None
    proposed: Dose | Withheld | None = None
    proposed_warnings: tuple[Problem, ...] = ()
    given: GivenDose | None = None

    @property
    def cycle_in_phase(self) -> int:
        """The cycle of the turn of its phase."""
        return self.administration.cycle

    @property
    def day(self) -> int:
        """The day of its cycle."""
        return self.administration.day

    @property
    def component(self) -> str:
        """The id of the line."""
        return self.administration.statement.id

    @property
    def drug(self) -> str:
        """The id of the drug."""
        return self.administration.statement.drug or ""

    @property
    def route(self) -> str:
        """How it is given."""
        return self.administration.statement.route

    @property
    def duration(self) -> Span | None:
        """How long it runs, as the file states it."""
        return self.administration.statement.infuse_over

    @property
    def minutes(self) -> float | None:
        """How long it is planned to run [min]."""
        return self.administration.minutes

    @property
    def follows(self) -> str | None:
        """The line after whose end it begins."""
        return self.administration.follows

    @property
    def relation(self) -> str:
        """Its relation to another line, in words."""
        return self.administration.relation

    @property
    def hour(self) -> float | None:
        """Hours from the opening of its day, where they are known."""
        return self.administration.hour

    @property
    def at(self) -> str:
        """The part of the day, where there are no hours."""
        return self.administration.at

    @property
    def goes_on(self) -> str:
        """How its series goes on after this giving, where nobody knows how long."""
        return self.administration.goes_on

    @property
    def in_bag_with(self) -> str | None:
        """The line in whose bag it is."""
        return self.administration.statement.in_bag_with or None

    @property
    def only_if(self) -> tuple[str, ...]:
        """What must hold on the day."""
        return tuple(str(gate) for gate in self.administration.statement.gates)

    @property
    def is_optional(self) -> bool:
        """Whether it may be left out."""
        return self.administration.component.optional

    @property
    def dilution(self) -> Dilution | None:
        """What it is diluted in, which may depend on the dose."""
        by_dose = (part.dilute_in for part in self._parts_by_dose() if part.dilute_in)
        return next(by_dose, None) or self.administration.statement.dilute_in

    @property
    def dilute_in(self) -> str | None:
        """What it is diluted in, in words."""
        return None if self.dilution is None else str(self.dilution)

    @property
    def notes(self) -> tuple[str, ...]:
        """What the file says beside the line, and what follows from the dose."""
        statement = self.administration.statement
        of_part = None if statement.part is None else statement.part.note
        said = (statement.component.note, of_part, *(p.note for p in self._parts_by_dose()))
        return tuple(note for note in said if note)

    def _parts_by_dose(self) -> Iterator[Part]:
        for part in self.administration.component.parts:
            known = {} if self.dose.value is None else {"dose": self.dose.value}
            if part.when is not None and part.when.holds(known):
                yield part

    @property
    def derivation(self) -> Step:
        """The working of the dose; printed, it is a tree. Refused where the dose is withheld."""
        return self.computed.derivation

    @property
    def computed(self) -> Dose:
        """The dose where there is one; refused, with every reason, where it is withheld."""
        if isinstance(self.dose, Withheld):
            raise Refused(self.dose.reasons)
        return self.dose

    @property
    def per_hour(self) -> float | None:
        """How much runs in an hour, where the infusion's duration is known [unit of the dose/h]."""
        if self.minutes is None or self.dose.value is None:
            return None
        return self.dose.value * 60 / self.minutes

    @property
    def per_day(self) -> float | None:
        """How much runs in 24 hours of an infusion longer than that [unit of the dose/d]."""
        if self.minutes is None or self.minutes <= MINUTES_PER_DAY or self.dose.value is None:
            return None
        return self.dose.value * MINUTES_PER_DAY / self.minutes

    def to_dict(
        self,
        derivation: dict[str, object] | None,
        judgements: Iterable[str] = (),
        preparation: dict[str, object] | None = None,
    ) -> dict[str, object]:
        """The dose as JSON has it: a number and its working, or null and why it is withheld."""
        dose = self.dose
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
            "calculated": None
            if isinstance(dose, Withheld)
            else _number(dose.calculated, dose.unit),
            "dose": None if isinstance(dose, Withheld) else _number(dose.value, dose.unit),
            "rounded": None
            if isinstance(dose, Withheld) or dose.rounding is None
            else dose.rounding.to_dict(),
            "withheld": dose.to_dict() if isinstance(dose, Withheld) else None,
            "proposed": None if self.proposed is None else self._proposed(self.proposed),
            "duration": None if self.duration is None else str(self.duration),
            "per_hour": self._rate(self.per_hour, "h"),
            "per_day": self._rate(self.per_day, "d"),
            "starts_at": None if self.starts_at is None else self.starts_at.isoformat(),
            "ends_at": None if self.ends_at is None else self.ends_at.isoformat(),
            "ends_on": None if self.ends_on is None else self.ends_on.isoformat(),
            "follows": self.follows,
            "relation": self.relation or None,
            "hour": self.hour,
            "at": self.at or None,
            "goes_on": self.goes_on or None,
            "in_bag_with": self.in_bag_with,
            "dilute_in": self.dilute_in,
            "only_if": list(self.only_if),
            "optional": self.is_optional,
            "notes": list(self.notes),
            **({} if self.given is None else {"given": self.given.model_dump(mode="json")}),
            "derivation": derivation,
            "preparation": preparation,
            "judgements": list(judgements),
        }

    def _proposed(self, dose: Dose | Withheld) -> dict[str, object]:
        """What is proposed: a number and its working, or null and why it would be withheld."""
        return {
            "value": dose.value,
            "unit": dose.unit,
            "derivation": dose.derivation.to_dict() if isinstance(dose, Dose) else None,
            "withheld": dose.to_dict() if isinstance(dose, Withheld) else None,
            "warnings": [problem.to_dict() for problem in self.proposed_warnings],
        }

    def _rate(self, rate: float | None, per: str) -> dict[str, object] | None:
        return None if rate is None else _number(rate, f"{self.dose.unit}/{per}")


def _number(value: float, unit: str) -> dict[str, object]:
    return {"value": value, "unit": unit}


@dataclass(frozen=True, slots=True)
class PlannedEvent:
    """What stands on a day without a dose: an event, or a drug whose source states no dose."""

    cycle: int
    cycle_in_phase: int
    phase: str | None
    day: int
    date: dt.date
    component: str
    name: str
    words: str

    def to_dict(self) -> dict[str, object]:
        """The event as JSON has it."""
        return {
            "cycle": self.cycle,
            "cycle_in_phase": self.cycle_in_phase,
            "phase": self.phase,
            "day": self.day,
            "date": self.date.isoformat(),
            "component": self.component,
            "name": self.name,
            "words": self.words or None,
        }
