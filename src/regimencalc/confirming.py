"""Whether a cycle may be given as it is shown: what is open, not accepted, or too old.

A cycle is PROVISIONAL until somebody confirms it; what was confirmed holds for those doses alone.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING

from regimencalc import plausibility, wording
from regimencalc.bounds import is_above
from regimencalc.changes import LEVEL
from regimencalc.decisions import Confirmed
from regimencalc.judgement import Answer, Judgement
from regimencalc.known_values import KnownValues
from regimencalc.moved_dates import first_days
from regimencalc.patient import Patient
from regimencalc.planned_course import Course
from regimencalc.planned_dose import PlannedDose
from regimencalc.problems import Place, Problem, Severity
from regimencalc.record import Record
from regimencalc.replaying import OF_THE_COURSE, answers_of, patient_in
from regimencalc.required_tests import not_known, tests_not_known
from regimencalc.unassessed import not_assessed
from regimencalc.withheld import Withheld

if TYPE_CHECKING:
    from regimencalc.given import GivenDose

_PLACE = Place(field="decision")


class State(StrEnum):
    """How far a cycle has come."""

    PROVISIONAL = "PROVISIONAL"
    CONFIRMED = "CONFIRMED"
    GIVEN = "GIVEN"


def state_of(record: Record, planned: Course, cycle: int) -> State:
    """How far a cycle has come, by what was confirmed of the doses that it has now.

    What is open since, as a rule that a newer value fired, makes it provisional again.
    """
    doses = planned.of_cycle(cycle)
    if doses and all(one.given is not None or is_left_out(one) for one in doses):
        return (
            State.GIVEN if any(one.given for one in doses) else _confirmed(record, planned, cycle)
        )
    return _confirmed(record, planned, cycle)


def _confirmed(record: Record, planned: Course, cycle: int) -> State:
    of_cycle = [d.confirmed for d in record.decisions if d.what == Confirmed(cycle)]
    is_open = any(one.is_open and one.cycle == cycle for one in planned.judgements)
    holds = bool(of_cycle) and of_cycle[-1] == doses_hash(planned, cycle) and not is_open
    return State.CONFIRMED if holds else State.PROVISIONAL


def is_left_out(one: PlannedDose) -> bool:
    """Whether somebody decided that a dose is not given, or entered it so; what is held is not."""
    return isinstance(one.dose, Withheld) and one.dose.is_decided


def doses_hash(planned: Course, cycle: int) -> str:
    """The SHA-256 of a cycle's doses with their days: as planned, also where one was given."""
    said = []
    for one in planned.of_cycle(cycle):
        given = one.given
        value = one.dose.value if given is None else given.planned
        on = one.date if given is None else given.planned_on
        is_open = isinstance(one.dose, Withheld) and not is_left_out(one) and given is None
        word = str(one.dose) if is_open else ""
        said.append([one.component, one.dose_number, one.day, on.isoformat(), value, word])
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def confirmation_problems(record: Record, planned: Course, cycle: int) -> Iterator[Problem]:
    """What stands in the way of confirming a cycle; nothing where nothing does."""
    if not 1 <= cycle <= planned.cycles:
        words = f"there is no cycle {cycle}: {wording.counted(planned.cycles, 'cycle')} planned"
        yield Problem("RC811", words, "Confirm one of them.", _PLACE)
        return
    for before in range(1, cycle):
        if state_of(record, planned, before) is State.PROVISIONAL:
            words = f"cycle {before} is not confirmed, and comes before cycle {cycle}"
            yield Problem("RC811", words, f"Decide it first: confirm cycle {before}.", _PLACE)
            return
    for judgement in planned.judgements:
        if judgement.cycle != cycle:
            continue
        is_warning = judgement.problem.severity is Severity.WARNING and judgement.answer is None
        if judgement.is_open or is_warning:
            verb = "is refused" if judgement.problem.severity is Severity.REFUSED else "is open"
            yield Problem(
                "RC811",
                f"cycle {cycle} cannot be confirmed: {judgement.key} {verb}: "
                f"{judgement.problem.message}",
                judgement.problem.fix
                if verb == "is refused"
                else f"{_how_to_answer(judgement)} {judgement.problem.fix}",
                _PLACE,
            )
    yield from _held(planned, cycle)
    for key, (_, problems) in unanswered(record, planned, cycle).items():
        too_grave = [problem for problem in problems if problem.is_error]
        shown = too_grave or problems
        yield Problem(
            "RC811",
            f"cycle {cycle} cannot be confirmed: {'; '.join(one.message for one in shown)}",
            too_grave[0].fix
            if too_grave
            else f"{_instead(problems[0])} Or decide it: accept {key}, with words for the reason.",
            _PLACE,
        )


def _instead(problem: Problem) -> str:
    """What to do about a warning but accept it; of several rules the fix of one is not enough."""
    if problem.code in ("RC761", "RC762"):
        return "Decide what is missing: value NAME=VALUE, on its day; or judge it yourself."
    return problem.fix


def _how_to_answer(judgement: Judgement) -> str:
    if judgement.problem.severity is Severity.HELD:
        return (
            f"Decide it: decline {judgement.key}, with words for the reason, to give it all the "
            "same; or delay, or omit it."
        )
    return f"Decide it: accept {judgement.key}, with words for the reason."


def _is_accepted(key: str, value: str, said: Mapping[str, Answer]) -> bool:
    """Whether these words were accepted, in this cycle or in one before it."""
    head, _, cycle = key.rpartition(":")
    answers = (said.get(f"{head}:{before}") for before in range(1, int(cycle) + 1))
    return any(answer is not None and answer.value == value for answer in answers)


def _held(planned: Course, cycle: int) -> Iterator[Problem]:
    for one in planned.of_cycle(cycle):
        dose = one.dose
        is_held = isinstance(dose, Withheld) and not is_left_out(one)
        if isinstance(dose, Withheld) and is_held and one.given is None:
            reasons = wording.spoken_list(list(dict.fromkeys(r.code for r in dose.reasons)))
            yield Problem(
                "RC811",
                f"cycle {cycle} cannot be confirmed: {one.component} of day {one.day} is "
                f"{dose} ({reasons})",
                "Omit it, or answer what holds it.",
                _PLACE,
            )
            return


def unanswered(record: Record, planned: Course, cycle: int) -> dict[str, tuple[str, list[Problem]]]:
    """Of `warnings_of` what nobody has accepted; what is too grave stays, as nobody can."""
    said = answers_of(record)
    return {
        key: (value, problems)
        for key, (value, problems) in warnings_of(record, planned, cycle).items()
        if any(one.is_error for one in problems) or not _is_accepted(key, value, said)
    }


def warnings_of(
    record: Record, planned: Course, cycle: int
) -> dict[str, tuple[str, list[Problem]]]:
    """What wants to be accepted before a cycle is confirmed and belongs to no dose.

    By the key of the answer, with the value that it must hold for: the words that were shown.
    """
    found: dict[str, list[Problem]] = {}
    of_each_cycle = ("RC506", "RC522", "RC761", "RC762")
    of_cycle = [
        *(one for one in planned.problems if one.code not in of_each_cycle),
        *not_assessed(one for one in planned.assessments if one.cycle == cycle),
        *_tests(planned, cycle),
        *_ages(record, planned, cycle),
        *_weight_changed(record, planned, cycle),
        *_doses_changed(record, planned, cycle),
    ]
    for problem in dict.fromkeys(of_cycle):
        is_warning = problem.severity is Severity.WARNING and problem.code != "RC770"
        if is_warning or problem.is_error:
            found.setdefault(f"{problem.code}:{OF_THE_COURSE}:{cycle}", []).append(problem)
    return {key: (_hash(problems), problems) for key, problems in found.items()}


def _hash(problems: list[Problem]) -> str:
    words = sorted(problem.message for problem in problems)
    return hashlib.sha256(json.dumps(words).encode()).hexdigest()[:12]


def _tests(planned: Course, cycle: int) -> Iterator[Problem]:
    """What drugs of the cycle ask to be known, and is not on its day 1."""
    drugs = dict.fromkeys(one.drug for one in planned.of_cycle(cycle) if not is_left_out(one))
    known = KnownValues(
        planned.patient,
        planned.policy,
        planned.measures,
        planned.start,
        planned.findings,
        timeline=planned.timeline,
    )
    on_day_1 = known.on(first_days(planned)[cycle], None)
    for drug, name, why in tests_not_known(drugs, planned.formulary, on_day_1):
        yield not_known(planned.formulary[drug], name, why)


def _ages(record: Record, planned: Course, cycle: int) -> Iterator[Problem]:
    """Measures that are old, or too old, on day 1 of the cycle, or of no day."""
    patient, day_1 = patient_in(record, cycle), first_days(planned)[cycle]
    yield from plausibility.of_dates(patient, day_1, planned.policy.ages_of_measures)


def _weight_changed(record: Record, planned: Course, cycle: int) -> Iterator[Problem]:
    """A weight further from that of cycle 1, or of the last dose, than the policy allows."""
    now = _weight_kg(patient_in(record, cycle))
    most = planned.policy.tolerances.weight_change
    given = [one for one in record.given.values() if one.weight_kg and one.value is not None]
    last = max(given, key=lambda one: one.on, default=None)
    before = {"cycle 1": _weight_kg(patient_in(record, 1))}
    if last is not None:
        before[f"the last dose, on {wording.short_date(last.on)}"] = last.weight_kg
    for when, weight in before.items():
        if now is None or weight is None:
            continue
        percent = 100 * (now - weight) / weight
        if is_above(abs(percent), most.canonical):
            yield Problem(
                "RC819",
                f"the weight of {now:g} kg in cycle {cycle} is {wording.signed_percent(percent)} "
                f"of that of {when}, {weight:g} kg; the policy looks at {most}",
                "Look whether it is right, and what made it change.",
                Place(field="weight"),
            )


def _doses_changed(record: Record, planned: Course, cycle: int) -> Iterator[Problem]:
    """A line's dose further from its last one than the policy allows, where nobody decided it.

    Of several givings of a day each is held against its own: they may be of unequal tablets.
    """
    most = planned.policy.tolerances.dose_change
    first: dict[tuple[str, int, int], int] = {}
    for one in planned.doses:
        first.setdefault((one.component, one.cycle, one.day), one.dose_number)
    last: dict[tuple[str, int, int], GivenDose] = {}
    for given in sorted(record.given.values(), key=lambda one: one.cycle):
        if given.cycle < cycle and given.value is not None:
            place = given.component, given.cycle, given.day
            nth = given.number - first.get(place, given.number)
            last[given.component, given.day, nth] = given
    for one in planned.of_cycle(cycle):
        nth = one.dose_number - first[one.component, cycle, one.day]
        was, now = last.get((one.component, one.day, nth)), one.dose.value
        if was is None or was.value is None or now is None or was.unit != one.dose.unit:
            continue
        percent = 100 * (now - was.value) / was.value
        if not is_above(abs(percent), most.number) or _is_decided(planned, one, was.cycle):
            continue
        yield Problem(
            "RC824",
            f"{one.component} on day {one.day} of cycle {cycle} is {one.dose}, "
            f"{wording.signed_percent(percent)} of what was given in cycle {was.cycle}, "
            f"{wording.dose(was.value, was.unit)}; the policy looks at {most}",
            "Look why it changed: nothing that was decided of the line says so.",
            Place(field="decision"),
        )


def _is_decided(planned: Course, one: PlannedDose, since: int) -> bool:
    """Whether something was decided of a line from a cycle after this one on."""
    return any(
        change.component in (one.component, LEVEL) and since < change.from_cycle <= one.cycle
        for change in planned.changes
    )


def _weight_kg(patient: Patient) -> float | None:
    return None if patient.weight is None else patient.weight.canonical
