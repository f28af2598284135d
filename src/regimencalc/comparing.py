"""One patient's doses under every formula and every policy, side by side.

Every dose comes from the same planning as a course does; only the formula or the policy differs.
So does its band: it is the dose of the same choice, rounded by a policy that rounds to bands.
Pure: whoever asks brings the regimen, the policies and the formulary entries.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from regimencalc import wording
from regimencalc.body_size import BODY_SURFACE_AREA
from regimencalc.clearance import given_kidney_measures
from regimencalc.course import plan
from regimencalc.derivation import Step
from regimencalc.dosing import Dose
from regimencalc.formulary import Bands, FormularyEntry
from regimencalc.givings import measures_needed
from regimencalc.kidney_methods import KIDNEY_METHODS, NOT_STATED
from regimencalc.known_measures import AS_NAMED, Instead
from regimencalc.library_file import LibraryFile
from regimencalc.patient import Patient
from regimencalc.planned_course import Course
from regimencalc.planned_dose import PlannedDose
from regimencalc.policy import Policy
from regimencalc.problems import Problem, Refused
from regimencalc.regimen import Regimen
from regimencalc.renal_function import UMOL_L_PER_MG_DL
from regimencalc.version import NOT_A_DEVICE
from regimencalc.withheld import Withheld

KIDNEY, SURFACE, POLICY = "kidney formula", "surface formula", "policy"
"""What is chosen between: the groups of a comparison."""
WEIGHT_SHARE = Decimal("0.05")
CREATININE_UMOL_L = 10
CHANGES = ("weight -5 %", "weight +5 %", "creatinine -10 umol/L", "creatinine +10 umol/L")
"""The small changes of a measure, by their names."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to calculate: a formula under the policy that is compared with, or a policy."""

    group: str
    name: str
    policy: Policy
    instead: Instead = AS_NAMED
    is_taken: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """What a line comes to by one choice, and how a change of a measure moves it."""

    choice: Choice
    dose: Dose | None = None
    clearance: Step | None = None
    band_mg: float | None = None
    moved: Mapping[str, "Row"] = field(default_factory=dict)
    withheld: Withheld | None = None
    errors: tuple[Problem, ...] = ()

    @property
    def why_not(self) -> str:
        """Why the row has no dose."""
        if self.withheld is not None:
            return "; ".join(f"{self.withheld}: {one.message}" for one in self.withheld.reasons)
        return "; ".join(one.message for one in self.errors) or "not given by this choice"

    @property
    def is_capped(self) -> bool:
        """Whether the cap of estimates was reached."""
        return self.clearance is not None and self.clearance.note == "cap reached"

    def said(self, change: str = "") -> Decimal | str | None:
        """What tells one row from another, now or with a change: its number, or the word for it."""
        row = self.moved.get(change) if change and self.dose is not None else self
        if row is None or row.dose is None:
            return None if row is None or row.withheld is None else str(row.withheld)
        return wording.without_noise(row.dose.value)


@dataclass(frozen=True, slots=True)
class ComparedLine:
    """One line of the regimen with a row for each choice, and the drug's table of bands."""

    name: str
    amount: str
    bands: Bands | None
    source: str
    rows: tuple[Row, ...]

    @property
    def taken(self) -> Row:
        """What `plan` gives under the policy that is compared with."""
        return next(row for row in self.rows if row.choice.group == POLICY and row.choice.is_taken)

    def of(self, group: str) -> tuple[Row, ...]:
        """The rows of one group of choices."""
        return tuple(row for row in self.rows if row.choice.group == group)

    @property
    def moving(self) -> tuple[str, ...]:
        """The groups of which some choice gives another dose than another, or a word for one."""
        groups = dict.fromkeys(row.choice.group for row in self.rows if row.dose is not None)
        return tuple(
            group
            for group in groups
            if any(len(self._said(group, change)) > 1 for change in ("", *CHANGES))
        )

    def _said(self, group: str, change: str) -> set[Decimal | str]:
        found = (row.said(change) for row in self.of(group))
        return {said for said in found if said is not None}

    def crosses(self, row: Row) -> bool:
        """Whether a row stands in another band than the dose that is taken."""
        both_given = row.dose is not None and self.taken.dose is not None
        return both_given and row.band_mg != self.taken.band_mg


@dataclass(frozen=True, slots=True)
class Comparison:
    """One patient's doses of a regimen by every choice."""

    regimen: Regimen
    patient: Patient
    policy: Policy
    start: date
    lines: tuple[ComparedLine, ...]
    refused: Mapping[Choice, tuple[Problem, ...]]
    problems: tuple[Problem, ...]
    version: str
    bands_by: str = ""

    def to_dict(self) -> dict[str, Any]:
        """The comparison as `--format json` prints it."""
        return {
            "regimen": _file_dict(self.regimen),
            "policy": _file_dict(self.policy),
            "version": self.version,
            "notice": NOT_A_DEVICE,
            "patient": self.patient.to_dict(),
            "start": self.start.isoformat(),
            "bands_by": self.bands_by or None,
            "not_varied": not_varied(self.patient),
            "lines": [
                {
                    "line": line.name,
                    "amount": line.amount,
                    "bands": None if line.bands is None else _bands_dict(line.bands, line.source),
                    "moved_by": list(line.moving),
                    "rows": [_row_dict(row, line) for row in line.rows],
                }
                for line in self.lines
            ],
            "problems": [problem.to_dict() for problem in self.problems],
        }


def _file_dict(file: LibraryFile) -> dict[str, str]:
    return {"id": file.id, "sha256": file.sha256, "status": file.status}


def _bands_dict(table: Bands, source: str) -> dict[str, object]:
    return {
        "stock": str(table.stock),
        "from": str(table.least),
        "to": str(table.most),
        "source": source,
        "verified": table.verified,
    }


def _row_dict(row: Row, line: ComparedLine) -> dict[str, Any]:
    return {
        "by": row.choice.group,
        "name": row.choice.name,
        "is_taken": row.choice.is_taken,
        "verified": is_verified(row),
        **_dose_dict(row),
        "crosses_band": line.crosses(row),
        "moved": {
            name: {**_dose_dict(moved), "crosses_band": moved.band_mg != row.band_mg}
            for name, moved in row.moved.items()
        },
    }


def _dose_dict(row: Row) -> dict[str, Any]:
    dose, clearance = row.dose, row.clearance
    return {
        "dose": None if dose is None else {"value": dose.value, "unit": dose.unit},
        "clearance_ml_min": None if clearance is None else clearance.value,
        "is_capped": row.is_capped,
        "band_mg": row.band_mg,
        "why": row.why_not if dose is None else None,
    }


def is_verified(row: Row) -> bool:
    """Whether no formula behind a dose rests on memory alone."""
    steps = () if row.dose is None else row.dose.derivation.walk()
    return all(step.formula is None or step.formula.verified for step in steps)


# Comparing


def compared(
    regimen: Regimen,
    patient: Patient,
    policy: Policy,
    policies: Sequence[Policy],
    formulary: Mapping[str, FormularyEntry],
    *,
    start: date,
    version: str,
    cycles: int | None = None,
    choose: Mapping[str, str] | None = None,
) -> Comparison:
    """Every line's dose by each formula under a policy, and under each policy.

    Raises
    ------
    Refused
        With what stands in the way of every choice alike.
    """

    choices = [
        *_formulas(regimen, patient, policy, choose),
        *(Choice(POLICY, one.id, one, is_taken=one.id == policy.id) for one in policies),
    ]

    bands_by = next((one for one in (policy, *policies) if one.rounding == "nhs_bands"), None)

    def course_of(choice: Choice, body: Patient, instead: Instead) -> Course:
        return plan(
            regimen,
            body,
            choice.policy,
            formulary,
            start=start,
            version=version,
            cycles=cycles,
            choose=choose,
            instead=instead,
        )

    bodies = {"": patient, **varied(patient)}

    def found_of(choice: Choice, body: Patient) -> _Found:
        given = course_of(choice, body, choice.instead)
        if choice.policy.rounding == "nhs_bands" or bands_by is None:
            return _Found(given, given)
        return _Found(given, course_of(choice, body, replace(choice.instead, rounding=bands_by)))

    found = {
        choice: {change: found_of(choice, body) for change, body in bodies.items()}
        for choice in choices
    }
    courses = {choice: by_change[""].course for choice, by_change in found.items()}
    refused = {choice: _errors(one) for choice, one in courses.items() if one.is_refused}
    if len(refused) == len(choices):
        each = [set(problems) for problems in refused.values()]
        raise Refused(set.intersection(*each) or set.union(*each))
    taken = next(c for c in choices if c.is_taken and c.group == POLICY)
    warnings = tuple(problem for problem in courses[taken].problems if not problem.is_error)
    lines = tuple(_compared_lines(found, formulary))
    named = "" if bands_by is None else bands_by.id
    return Comparison(regimen, patient, policy, start, lines, refused, warnings, version, named)


class _Found:
    """A course, and a planned dose of each of its lines by the names of its distinct doses.

    A line of which any dose is refused or held has none here: `plan` shows what is left of it.
    """

    def __init__(self, course: Course, in_bands: Course) -> None:
        self.course = course
        self._in_bands = {(one.component, one.dose_number): one.dose for one in in_bands.doses}
        of_dose = {id(planned.dose): planned for planned in reversed(course.doses)}
        self.withheld = {
            planned.component: planned
            for planned in reversed(course.doses)
            if isinstance(planned.dose, Withheld)
        }
        self.lines = {
            name: of_dose[id(dose)]
            for name, dose in course.distinct_doses().items()
            if of_dose[id(dose)].component not in self.withheld
        }

    def band_mg(self, planned: PlannedDose) -> float | None:
        """The band of a dose [mg]; None where it has none."""
        dose = self._in_bands.get((planned.component, planned.dose_number))
        rounding = dose.rounding if isinstance(dose, Dose) else None
        return dose.value if dose and rounding is not None and rounding.by == "band" else None

    def word_for(self, component: str) -> Withheld | None:
        """What stands in the place of a line's dose."""
        planned = self.withheld.get(component)
        return planned.dose if planned is not None and isinstance(planned.dose, Withheld) else None


def _compared_lines(
    found: Mapping[Choice, Mapping[str, _Found]], formulary: Mapping[str, FormularyEntry]
) -> Iterator[ComparedLine]:
    """Each line that any choice gives, with its row by every choice."""
    named = {name: one for by_change in found.values() for name, one in by_change[""].lines.items()}
    given = {planned.component for planned in named.values()}
    for by_change in found.values():
        for component, planned in by_change[""].withheld.items():
            if component not in given:
                named.setdefault(component, planned)
    for name, planned in named.items():
        component = planned.component
        rows = tuple(_row(choice, found_by, name, component) for choice, found_by in found.items())
        entry = formulary[planned.drug]
        table = None if planned.route == "oral" else entry.bands
        cited = None if table is None else entry.cited(table.source)
        source = "" if cited is None else cited.cite
        yield ComparedLine(name, planned.dose.stated, table, source, rows)


def _formulas(
    regimen: Regimen, patient: Patient, policy: Policy, choose: Mapping[str, str] | None
) -> Iterator[Choice]:
    """The formulas that a dose of this regimen can be found by, where one is needed."""
    needed = measures_needed(regimen, None, choose)
    named = {kidney for kidney in needed["by_auc"] if kidney != NOT_STATED}
    taken = named or {policy.creatinine_clearance.formula}
    if needed["by_auc"] and given_kidney_measures(patient) in ([], ["creatinine"]):
        for name in KIDNEY_METHODS:
            yield Choice(KIDNEY, name, policy, Instead(kidney=name), name in taken)
    if needed["by_surface"]:
        for name in BODY_SURFACE_AREA:
            is_taken = name == policy.body_surface_area.formula
            yield Choice(SURFACE, name, policy, Instead(surface=name), is_taken)


def varied(patient: Patient) -> dict[str, Patient]:
    """The same patient with another weight or creatinine, by what was changed."""
    said, found = patient.to_dict(), {}
    if patient.weight is not None:
        weight = wording.without_noise(patient.weight.canonical)
        for sign, factor in (("-", 1 - WEIGHT_SHARE), ("+", 1 + WEIGHT_SHARE)):
            text = f"{_plain(weight * factor)} kg"
            found[f"weight {sign}5 %"] = Patient(**{**said, "weight": text})
    if patient.creatinine is not None:
        unit = patient.creatinine.unit
        shift = CREATININE_UMOL_L / (1 if unit == "umol/L" else UMOL_L_PER_MG_DL)
        for sign, change in (("-", -shift), ("+", shift)):
            number = wording.without_noise(patient.creatinine.number + change)
            if number > 0:
                text = f"{_plain(number)} {unit}"
                found[f"creatinine {sign}10 umol/L"] = Patient(**{**said, "creatinine": text})
    return found


def not_varied(patient: Patient) -> dict[str, str]:
    """The small changes that cannot be looked at, and why."""
    looked_at, why = varied(patient), {}
    for change in CHANGES:
        if change not in looked_at:
            field = change.partition(" ")[0]
            given = getattr(patient, field)
            why[change] = f"no {field} is given" if given is None else f"no {field} would be left"
    return why


def _plain(number: Decimal) -> str:
    """A number as it may be entered: with nine decimals at most."""
    return f"{round(number, 9).normalize():f}"


def _errors(course: Course) -> tuple[Problem, ...]:
    return tuple(problem for problem in course.problems if problem.is_error)


def _row(choice: Choice, found: Mapping[str, _Found], name: str, component: str) -> Row:
    moved = {
        change: _row(choice, {"": course}, name, component)
        for change, course in found.items()
        if change
    }
    planned = found[""].lines.get(name)
    if planned is None:
        course = found[""].course
        errors = _errors(course) if course.is_refused else ()
        return Row(choice, moved=moved, withheld=found[""].word_for(component), errors=errors)
    kidney = planned.administration.component.kidney
    clearance = None if kidney is None else found[""].course.measures.clearances.get(kidney)
    return Row(choice, planned.computed, clearance, found[""].band_mg(planned), moved)
