"""What was typed of a course that is to begin → how each field was read, and the doses of it.

One reader for every field, the one that files have. While a field cannot be read, or a question is
open that bears on doses, there is no course: a number is shown of what stands there, or not at all.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import NamedTuple, TypedDict

from pydantic import ValidationError

from regimencalc import choosing, courses, library, loading, planning
from regimencalc.beginning import begun
from regimencalc.component import Component
from regimencalc.conditions import in_words
from regimencalc.decisions import Begun
from regimencalc.field_problems import problems_of
from regimencalc.fields import Identifier, Model, Text, WholeNumber, spelled
from regimencalc.findings import FINDABLE, read_findings
from regimencalc.formulary import Lifetime
from regimencalc.history import kinds_counted, read_history
from regimencalc.patient import Patient
from regimencalc.planned_course import Course
from regimencalc.plausibility import ADULT_FROM_YEARS, AGE
from regimencalc.policy import Policy
from regimencalc.problems import Place, Problem, Refused
from regimencalc.reasons import Reason
from regimencalc.record import Record, read_decided
from regimencalc.regimen import Regimen
from regimencalc.replaying import replayed
from regimencalc.revision import Listed
from regimencalc.store import Store

UNKNOWN = "unknown"
"""What is typed where nobody knows what was given before: it is then said to be not stated."""

OF_PATIENT = (
    "sex",
    "height",
    "height_on",
    "weight",
    "weight_on",
    "creatinine",
    "creatinine_on",
    "creatinine_assay",
    "measured_gfr",
    "gfr_method",
    "measured_gfr_on",
    "egfr",
    "egfr_equation",
    "egfr_on",
)
NEEDED = ("regimen", "label", "id", "born", "start", "who")
CHOOSE, PRIOR, VALUE = "choose.", "prior.", "value."
"""What the fields that a regimen asks for begin with."""

YEAR_DIGITS = 4
_SOME_DAY, _SOME_MOMENT = "2000-01-01", "2000-01-01T00:00:00Z"
_MISSING = ("RC502", "RC603")
"""What is said of a field in which nothing stands, and of a choice that was not made."""
_ELSEWHERE = {"age": "born", "birth_date": "born", "birth_year": "born"}


class Asked(NamedTuple):
    """A field that a regimen asks for: its key, what it is called, and what may be typed."""

    key: str
    name: str
    answers: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read: problems and open questions by field, and the course where there is one."""

    problems: Mapping[str, tuple[Problem, ...]]
    open: tuple[str, ...]
    patient: Patient
    start: date | None = None
    course: Course | None = None
    same: tuple[str, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether the course can begin."""
        return not (self.open or self.problems) and self.course is not None


class Arguments(TypedDict):
    """What a course is begun with, beside whose it is."""

    start: str
    zone: str | None
    cycles: int | None
    measures: dict[str, str]
    choose: dict[str, str]
    prior: dict[str, str]
    values: tuple[str, ...]


class _Identity(Model):
    label: Text | None = None
    id: Identifier | None = None
    cycles: WholeNumber | None = None


def read_regimen(name: str) -> Regimen | tuple[Problem, ...]:
    """The regimen of an id or a path, or why there is none."""
    if library.is_path(name) and _would_wait(Path(name)):
        words = f"cannot read {name}: this is a pipe or a device"
        return (Problem("RC101", words, "Name a file.", Place(field="regimen")),)
    try:
        return loading.load_regimen(name)
    except Refused as refusal:
        return refusal.problems


def _would_wait(path: Path) -> bool:
    """Whether reading would wait for somebody who writes: for ever, in a form."""
    try:
        return path.exists() and not (path.is_file() or path.is_dir())
    except (OSError, ValueError):
        return False


def asked_by(regimen: Regimen) -> tuple[Asked, ...]:
    """What a regimen asks: its open choices, what was given before, values for its rules."""
    found = [
        Asked(f"{CHOOSE}{one.key}", one.key, one.answers, one.names)
        for one in dict.fromkeys(choosing.asked(regimen))
    ]
    return (*found, *_cycles(regimen), *_priors(regimen), *_values(regimen))


def _cycles(regimen: Regimen) -> Iterator[Asked]:
    """How many cycles each phase has, where there are several that have cycles."""
    phases = [phase for phase, _, stretch in regimen.stretches if phase and stretch.cycle]
    for phase in phases if len(phases) > 1 else ():
        key = f"{phase}.cycles"
        yield Asked(f"{CHOOSE}{key}", key, "a whole number, where the regimen states none")


def _priors(regimen: Regimen) -> Iterator[Asked]:
    """The drugs whose lifetimes those of the regimen count in, and what else lowers a limit."""
    formulary, tables = library.formulary(), library.equivalents()
    kinds = kinds_counted(formulary, tables)
    drugs: dict[str, None] = {}
    events: dict[str, None] = {}

    def count(lifetime: Lifetime | None) -> None:
        if lifetime is not None and lifetime.at_risk is not None:
            events.update(dict.fromkeys(lifetime.at_risk.after))

    for drug in regimen.drugs:
        lifetime = formulary[drug].lifetime
        table = None if lifetime is None else tables.get(lifetime.counts_as or "")
        if lifetime is None and not _has_lifetime_cap(regimen.every_component, drug):
            continue
        for one in (drug,) if table is None else (drug, *table.drugs):
            if one in kinds:
                drugs.setdefault(one)
        count(lifetime)
        if table is not None and table.counted_as in formulary:
            count(formulary[table.counted_as].lifetime)
    for drug in drugs:
        answers = f"an amount in {spelled(kinds[drug])}, or 0, or {UNKNOWN}"
        yield Asked(f"{PRIOR}{drug}", f"{drug} before", answers)
    for event in events:
        words = event.replace("-", " ")
        yield Asked(f"{PRIOR}{event}", words, f"yes, no or {UNKNOWN}", ("yes", "no", UNKNOWN))


def _has_lifetime_cap(lines: Iterable[Component], drug: str) -> bool:
    return any(
        line.drug == drug and line.cap is not None and line.cap.lifetime is not None
        for line in lines
    )


def _values(regimen: Regimen) -> Iterator[Asked]:
    """The values that its criteria, gates and rules ask for, each once."""
    names = (clause.name for one in regimen.rulings for clause in one.condition.all_clauses())
    for name in dict.fromkeys(names):
        if name in FINDABLE:
            yield Asked(f"{VALUE}{name}", in_words(name), "optional")


def read(
    typed: Mapping[str, str],
    regimen: Regimen | tuple[Problem, ...] | None,
    policy: str | None,
    store: Store,
) -> Reading:
    """How what was typed is read, and the course that it makes if nothing stands in the way.

    `typed` has a text for each field; an empty one is a field in which nothing stands.
    """
    said = {name: text for name, text in typed.items() if text}
    stored = store.listed()
    patient, found = _patient(said)
    start, of_start = _start(said)
    same = _same(said, stored)
    for name, problem in (*_identity(said, stored), *of_start, *_age(said, start)):
        found.setdefault(name, []).append(problem)
    if same and "same_person" in said:
        found["same_person"] = list(_same_person(said["same_person"], said["label"]))
    asked: tuple[Asked, ...] = ()
    if isinstance(regimen, tuple):
        found["regimen"] = list(regimen)
    elif regimen is not None:
        asked = asked_by(regimen)
        for one in asked:
            found[one.key] = _of_asked(one.key, said.get(one.key, ""), regimen)
    problems = {name: tuple(several) for name, several in found.items() if several}
    is_open = [name for name in NEEDED if name not in said]
    is_open += [one.key for one in asked if one.key.startswith(PRIOR) and one.key not in said]
    is_open += ["same_person"] if same and "same_person" not in said else []
    is_open += ["policy"] if policy is None else []
    reading = Reading(problems, tuple(is_open), patient, start, None, same)
    bears = {"regimen", "start", "same_person", "policy"}.intersection(is_open)
    if not isinstance(regimen, Regimen) or problems or bears or policy is None:
        return reading
    return _planned(reading, said, regimen, policy, store)


def _planned(
    reading: Reading, said: Mapping[str, str], regimen: Regimen, policy: str, store: Store
) -> Reading:
    """The reading with its course, or with what that finds wrong beside the fields at fault."""
    wanted = arguments(said, regimen)
    try:
        course = planning.course_or_problems(
            regimen,
            reading.patient,
            start=wanted["start"],
            cycles=wanted["cycles"],
            policy=policy,
            zone=wanted["zone"],
            choose=wanted["choose"],
            prior=wanted["prior"],
            values=wanted["values"],
        )
        errors = [one for one in course.problems if one.is_error]
        if reading.same and not errors:
            others = courses.others_of(store, said.get("id", ""), said["label"], _year(said))
            record = _record(said, regimen, course.policy, others)
            course = replayed(record)
            errors = [one for one in course.problems if one.is_error]
            errors += courses.overlaps_of(record, others).values()
    except Refused as refusal:
        errors = list(refusal.problems)
    else:
        if not errors:
            return replace(reading, course=course)
    found: dict[str, list[Problem]] = {}
    needed = dict.fromkeys(reading.open)
    for problem in errors:
        name = _field_of(problem, regimen)
        if (problem.code in _MISSING or name.endswith("cycles")) and name not in said:
            needed.setdefault(name)
        else:
            found.setdefault(name, []).append(problem)
    problems = {name: tuple(several) for name, several in found.items()}
    return replace(reading, problems=problems, open=tuple(needed))


def _field_of(problem: Problem, regimen: Regimen) -> str:
    """The field at fault; of what was to be chosen the one that is named."""
    name = _ELSEWHERE.get(problem.place.field, problem.place.field)
    if name == "cycles":
        phases = (one for one in _cycles(regimen) if f"phase {one.name[:-7]}," in problem.message)
        return next((one.key for one in phases), name)
    if name != "choose":
        return name or "regimen"
    for key in (one.key for one in choosing.asked(regimen)):
        if f"'{key}'" in problem.message or f"'{key.rpartition('.')[2]}'" in problem.message:
            return f"{CHOOSE}{key}"
    return "regimen"


# Single fields


_GROUPS = (
    ("sex",),
    ("birth_date",),
    ("height", "height_on"),
    ("weight", "weight_on"),
    ("creatinine", "creatinine_on", "creatinine_assay"),
    ("measured_gfr", "gfr_method", "measured_gfr_on"),
    ("egfr", "egfr_equation", "egfr_on"),
)
"""Fields that are read together: a measure and what belongs to it."""


def _patient(said: Mapping[str, str]) -> tuple[Patient, dict[str, list[Problem]]]:
    """The patient of the fields that can be read, and what is wrong with the others."""
    fields = {name: said[name] for name in OF_PATIENT if name in said}
    if len(said.get("born", "")) > YEAR_DIGITS:
        fields["birth_date"] = said["born"]
    try:
        return Patient(**fields), {}
    except Refused as refusal:
        found: dict[str, list[Problem]] = {}
        for problem in refusal.problems:
            name = _ELSEWHERE.get(problem.place.field, problem.place.field)
            found.setdefault(name, []).append(problem)
    readable: dict[str, str] = {}
    for group in _GROUPS:
        for names in (group, group[:1]):
            one = {name: fields[name] for name in names if name in fields}
            with suppress(Refused):
                Patient(**one)
                readable |= one
                break
    return Patient(**readable), found


def _identity(said: Mapping[str, str], stored: Sequence[Listed]) -> Iterator[tuple[str, Problem]]:
    for name in ("label", "id", "cycles"):
        if name in said:
            try:
                _Identity(**{name: said[name]})  # type: ignore[arg-type]
            except ValidationError as wrong:
                yield from ((name, problem) for problem in problems_of(wrong, _Identity))
    if said.get("id") in [one.id for one in stored]:
        words = f"a course '{said['id']}' is stored already"
        yield "id", Problem("RC805", words, "Choose another id.", Place(field="id"))
    if "who" in said:
        try:
            read_decided(Begun(_SOME_DAY), said["who"], _SOME_MOMENT, Reason.PLAN, "")
        except Refused as refusal:
            yield from (("who", problem) for problem in refusal.problems)


def _start(said: Mapping[str, str]) -> tuple[date | None, list[tuple[str, Problem]]]:
    if "start" not in said:
        return None, []
    if "T" in said["start"]:
        words, fix = "a time stands with the date", "Write the time in its own field."
        return None, [("start", Problem("RC211", words, fix, Place(field="start")))]
    try:
        day, _ = planning.read_start(said["start"])
    except Refused as refusal:
        return None, [("start", problem) for problem in refusal.problems]
    if "time" in said:
        try:
            planning.read_start(f"{said['start']}T{said['time']}")
        except Refused:
            return None, [("time", _not_a_time(said["time"]))]
    return day, []


def _not_a_time(text: str) -> Problem:
    fix = "Write hours and minutes, 09:00, and a zone."
    return Problem("RC211", f"'{text}' is not a time of day", fix, Place(field="time"))


def _age(said: Mapping[str, str], start: date | None) -> Iterator[tuple[str, Problem]]:
    """A year of birth alone: one that is a year, of somebody who is surely an adult on day 1."""
    born = said.get("born", "")
    if not born or len(born) > YEAR_DIGITS:
        return
    place = Place(field="born")
    if not (re.fullmatch(r"[12][0-9]{3}", born, re.ASCII) and int(born) in planning.YEARS):
        fix = "Write year-month-day, for example 1959-03-14, or the year of birth alone."
        yield "born", Problem("RC211", f"'{born}' is neither a date nor a year", fix, place)
    elif start is not None and not ADULT_FROM_YEARS < start.year - int(born) <= AGE.possible[1]:
        words = f"whether somebody born in {born} is an adult on {start} cannot be told"
        yield "born", Problem("RC505", words, "Write the birth date: year-month-day.", place)


def _same(said: Mapping[str, str], stored: Sequence[Listed]) -> tuple[str, ...]:
    """The courses that are stored of this label and year of birth."""
    try:
        of = said.get("label", ""), _year(said)
    except ValueError:
        return ()
    return tuple(one.id for one in stored if (one.label, one.birth_year) == of)


def _year(said: Mapping[str, str]) -> int:
    return int(said.get("born", "")[:YEAR_DIGITS])


def _same_person(answer: str, label: str) -> Iterator[Problem]:
    place = Place(field="same_person")
    if answer == "no":
        words = f"another person is known as {label} already"
        yield Problem("RC805", words, "Choose another label for this person.", place)
    elif answer != "yes":
        words = f"'{answer}' does not say whether it is the same person"
        yield Problem("RC204", words, "Write yes or no.", place)


def _of_asked(key: str, text: str, regimen: Regimen) -> list[Problem]:
    """What is wrong with one answer, amount or value, whatever the others say."""
    start, _, name = key.partition(".")
    if not text:
        return []
    if start == "choose":
        _, problems = choosing.chosen(regimen, {name: text}, {})
        return [one for one in problems if one.code not in _MISSING]
    if start == "prior":
        prior = {} if text == UNKNOWN else {name: text}
        return read_history(prior, library.formulary(), library.equivalents())[1]
    return read_findings([f"{name}={text}"])[1]


# The course


def begin(store: Store, typed: Mapping[str, str], regimen: Regimen, policy: str, at: str) -> Record:
    """The course that was typed, in the store; refused with all that stands in the way."""
    said = {name: text for name, text in typed.items() if text}
    return courses.new(
        store,
        regimen,
        course_id=said["id"],
        label=said["label"],
        birth_year=_year(said),
        who=said["who"],
        at=at,
        policy=policy,
        is_same_person=said.get("same_person") == "yes",
        **arguments(said, regimen),
    )


def _record(
    said: Mapping[str, str], regimen: Regimen, policy: Policy, others: Sequence[Record]
) -> Record:
    """The record as it would be kept, with what this person's other courses gave."""
    return begun(
        regimen,
        policy,
        library.formulary(),
        library.equivalents(),
        course_id=said.get("id", "new"),
        label=said["label"],
        birth_year=_year(said),
        who="XX",
        at=_SOME_MOMENT,
        elsewhere={other.id: courses.given_of(other) for other in others},
        **arguments(said, regimen),
    )


def arguments(said: Mapping[str, str], regimen: Regimen) -> Arguments:
    """What was typed, as `courses.new` takes it."""
    keys = [one.key for one in asked_by(regimen) if one.key in said]
    measures = {name: said[name] for name in OF_PATIENT if name in said}
    if len(said.get("born", "")) > YEAR_DIGITS:
        measures["birth_date"] = said["born"]
    of = {start: [k for k in keys if k.startswith(start)] for start in (CHOOSE, PRIOR, VALUE)}
    return {
        "start": f"{said['start']}T{said['time']}" if "time" in said else said["start"],
        "zone": said.get("zone"),
        "cycles": int(said["cycles"]) if "cycles" in said else None,
        "measures": measures,
        "choose": {key.removeprefix(CHOOSE): said[key] for key in of[CHOOSE]},
        "prior": {key.removeprefix(PRIOR): said[key] for key in of[PRIOR] if said[key] != UNKNOWN},
        "values": tuple(f"{key.removeprefix(VALUE)}={said[key]}" for key in of[VALUE]),
    }
