"""What values a cycle asks for, and what measures a patient has: what is known, what needs it."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from regimencalc.conditions import VALUES, WORDS, in_words
from regimencalc.findings import FINDABLE, newest
from regimencalc.moved_dates import first_days
from regimencalc.patient import MEASURES
from regimencalc.planned_course import Course
from regimencalc.record import Record
from regimencalc.replaying import patient_in
from regimencalc.units import UNITS, Kind

HOW = {"creatinine": "creatinine_assay", "measured_gfr": "gfr_method", "egfr": "egfr_equation"}
"""What belongs to a measure beside its day."""

_SAID = {
    "creatinine_assay": "idms or non_idms",
    "gfr_method": "how it was measured",
    "egfr_equation": "by which equation",
}


class Asked(NamedTuple):
    """A value that rules, criteria or tests of a cycle ask for."""

    name: str
    words: str
    now: str
    needed_by: tuple[str, ...]
    hint: str
    has_limit: bool

    def sentence(self, value: str, limit: str, on: str) -> str:
        """The decision that enters it."""
        uln = f", ULN {limit}" if limit else ""
        return f"value {self.name}={value}{uln}, on {on}"


def asked_values(course: Course, cycle: int) -> list[Asked]:
    """The values that a cycle asks for, what is missing first, each with what needs it."""
    needed: dict[str, dict[str, None]] = {}
    missing: set[str] = set()
    for one in course.assessments:
        if one.cycle != cycle:
            continue
        for clause in one.ruling.condition.all_clauses():
            needed.setdefault(clause.name, {})[one.ruling.name] = None
            if any(in_words(clause.name) in lacking for lacking in one.missing):
                missing.add(clause.name)
    for drug in dict.fromkeys(one.drug for one in course.of_cycle(cycle)):
        for required in course.formulary[drug].required_before:
            needed.setdefault(required.known, {})[f"before {course.formulary[drug].tall_man}"] = (
                None
            )
    day_1 = first_days(course).get(cycle, course.start)
    found: list[Asked] = []
    for name, by in needed.items():
        if name not in FINDABLE:
            continue
        last = newest(course.findings, name, course.start, day_1)
        now = "not known" if last is None else str(last)
        kinds = VALUES.get(name, ())
        hint = " or ".join(WORDS[name]) if name in WORDS else _units(kinds)
        has_limit = Kind.UPPER_LIMIT in kinds
        found.append(Asked(name, in_words(name), now, tuple(by), hint, has_limit))
        if last is None:
            missing.add(name)
    return sorted(found, key=lambda asked: asked.name not in missing)


def entered_elsewhere(course: Course, cycle: int) -> Iterator[str]:
    """What is missing and is no value: it follows from measures."""
    lacking = {
        words
        for one in course.assessments
        if one.cycle == cycle
        for words in one.missing
        if not any(in_words(name) in words for name in FINDABLE if name != "creatinine")
    }
    for words in sorted(lacking):
        yield f"Also missing: {words}; it is entered with the measures (e)."


def _units(kinds: tuple[Kind, ...]) -> str:
    units = [
        next((name for name, unit in UNITS.items() if unit.kind is kind), "")
        for kind in kinds
        if kind is not Kind.UPPER_LIMIT
    ]
    return f"with its unit: {' or '.join(filter(None, units))}"


def measure_fields(record: Record, cycle: int) -> Iterator[tuple[str, str, str]]:
    """Each measure that may be taken anew: its name, its words, and what it is now."""
    patient = patient_in(record, cycle)
    for name, words in MEASURES.items():
        measure, on = getattr(patient, name), getattr(patient, f"{name}_on")
        now = "not known" if measure is None else f"{measure}{f', {on}' if on else ''}"
        yield name, words, now


def form_of(name: str) -> str:
    """How what belongs to a measure is written."""
    return _SAID[name]


def measure_sentence(typed: Mapping[str, str], cycle: str) -> str:
    """The decision that takes measures anew, each with its day; nothing where none is typed.

    >>> measure_sentence({"weight": "64 kg", "weight_on": "2026-12-13"}, "2")
    'measure weight=64 kg, weight_on=2026-12-13 from cycle 2'
    """
    said = [f"{name}={text}" for name, text in typed.items() if text]
    return f"measure {', '.join(said)} from cycle {cycle}" if said else ""
