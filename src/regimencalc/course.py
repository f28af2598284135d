"""A regimen planned for a patient: every dose of every cycle, dated, with its working.

Pure: no file, clock, environment or screen is looked at. Whoever asks brings the regimen, the
policy and the formulary entries.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from math import inf

from regimencalc import plausibility, wording
from regimencalc.birthdays import birthday_problems
from regimencalc.changes import Change, change_problems, of_nothing
from regimencalc.choosing import Chosen, chosen, key_of
from regimencalc.clearance import given_kidney_measures
from regimencalc.clock import Clock, clock_problems
from regimencalc.conditions import OF_THE_BODY, Facts
from regimencalc.derivation import Step
from regimencalc.dosing import Dose
from regimencalc.findings import Finding, given_twice
from regimencalc.formulary import FormularyEntry
from regimencalc.given import NOTHING_GIVEN, GivenDose
from regimencalc.givings import Giving, body_facts, givings, measures_needed
from regimencalc.history import NOTHING_STATED, History
from regimencalc.judgement import Answer
from regimencalc.judging import Judged, judge
from regimencalc.known_measures import AS_NAMED, Instead
from regimencalc.known_values import KnownValues
from regimencalc.library_file import LibraryFile
from regimencalc.measures import measures_of, surface_m2_if_known
from regimencalc.moved_dates import moved_problems
from regimencalc.named_kidney_formula import named_formula_problems
from regimencalc.newest_creatinine import older_creatinine_problems
from regimencalc.patient import MEASURES, Patient
from regimencalc.periods import timeline_of
from regimencalc.phases import turns
from regimencalc.placing import LAST_OFFSET
from regimencalc.planned_course import Course
from regimencalc.policy import Policy
from regimencalc.problems import Place, Problem, in_order
from regimencalc.regimen import Regimen
from regimencalc.setting import Setting
from regimencalc.timeline import Delay, Then
from regimencalc.unassessed import rule_problems


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
    choose: Mapping[str, str] | None = None,
    changes: tuple[Change, ...] = (),
    answers: tuple[Answer, ...] = (),
    instead: Instead = AS_NAMED,
    history: History = NOTHING_STATED,
    findings: tuple[Finding, ...] = (),
    delays: tuple[Delay, ...] = (),
    then: tuple[Then, ...] = (),
    given: Mapping[tuple[str, int], GivenDose] = NOTHING_GIVEN,
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
        Day 1 of cycle 1; day 0 where the regimen counts from an event of its own.
    version : str
        The version of the program, for the record.
    cycles : int, optional
        How many cycles [-]; the regimen's planned number if it states one.
    clock : Clock, optional
        When a treatment day begins; clock times exist only with it.
    choose : mapping of str to str, optional
        The answers to what the regimen leaves open: choices, amounts with bounds, lengths, level.
    changes : tuple of Change, optional
        What was decided for a line, each from a cycle on.
    answers : tuple of Answer, optional
        What was said to the judgements of this course, each by its key.
    instead : Instead, optional
        Formulas and rounding to compare with, in place of those of the regimen and the policy.
    history : History, optional
        What was given before this course, for the limits of a lifetime.
    findings : tuple of Finding, optional
        What was found in the patient beside the body: laboratory values, grades, tests.
    delays : tuple of Delay, optional
        By how many days cycles, or days of them, were moved [d].
    then : tuple of Then, optional
        The patient and the answers as they are from a later cycle on, by their cycles.
    given : mapping of tuple to GivenDose, optional
        What was given already, by line and number of the dose: it stands in place of the plan.

    Returns
    -------
    Course
        With doses in order of cycle, day and giving; or without any, and errors among its
        problems.
    """
    problems = [
        *_population_problems(regimen, patient, start),
        *given_twice(findings, patient, start),
        *_status_problems(regimen, policy),
    ]
    needed = measures_needed(regimen, None, choose)
    measures, doubts = measures_of(patient, policy, start, **needed, instead=instead)
    problems += doubts
    body = body_facts(measures, patient, start)
    made, doubts_of_choice = chosen(regimen, choose or {}, body)
    planned, doubts_of_phases = turns(regimen, made, cycles)
    problems += [*doubts_of_choice, *doubts_of_phases]
    lengths = [turn.cycle_days for turn in planned]
    problems += change_problems(changes, regimen, sum(turn.cycles for turn in planned), lengths)
    timeline, doubts_of_later = timeline_of(
        regimen, policy, planned, start, delays, then, choose or {}, cycles, instead
    )
    problems += doubts_of_later
    judged = unjudged = Judged(changes=changes)
    if not any(problem.is_error for problem in problems):
        problems += _undecided(regimen, (made, *(one.chosen for one in timeline.periods)))
    is_refused = any(problem.is_error for problem in problems)
    placed = givings(planned, made, start, None, timeline) if planned and not is_refused else []
    if any(turn.stretch.cycle is None for turn in planned) or (
        placed and placed[-1].administration.offset > LAST_OFFSET
    ):
        problems += _beyond_the_phase(placed)
    problems += of_nothing(changes, placed) if placed else ()
    if clock is not None:
        problems += clock_problems(clock, sorted({giving.on for giving in placed}))
    if not any(problem.is_error for problem in problems):
        surface, weight = measures.body_surface_area, patient.weight
        setting = Setting(
            regimen,
            formulary,
            measures,
            instead.rounding or policy,
            made,
            clock,
            changes,
            surface_m2_if_known(patient, policy, start) if surface is None else surface.value,
            None if weight is None else weight.canonical,
            history,
            timeline=timeline,
            given=given,
        )
        known = KnownValues(
            patient, policy, measures, start, findings, made.facts, timeline=timeline
        )
        judged = judge(placed, setting, answers, known)
        in_the_end = setting.under(judged.changes)
        shown = (planned.dose for planned in judged.doses)
        distinct = {id(dose): dose for dose in shown if isinstance(dose, Dose)}.values()
        problems += [
            *judged.problems,
            *named_formula_problems(judged.doses, in_the_end, patient, start),
            *older_creatinine_problems(placed, known),
            *birthday_problems(regimen, planned, made, patient, start, timeline),
            *rule_problems(placed, setting, judged.assessments, known),
            *_range_problems(patient, distinct),
        ]
    if any(problem.is_error for problem in problems):
        judged = unjudged
    made_up = Course(
        regimen,
        patient,
        policy,
        {drug: formulary[drug] for drug in regimen.drugs},
        measures,
        start,
        sum(turn.cycles for turn in planned),
        judged.doses,
        in_order(problems),
        clock,
        version,
        judged.events,
        planned,
        dict(choose or {}),
        made.facts,
        judged.changes,
        judged.judgements,
        history,
        judged.exposures,
        judged.checks,
        findings,
        judged.assessments,
        timeline=timeline,
    )
    moved = [] if made_up.is_refused else list(moved_problems(made_up))
    is_wrong = any(problem.is_error for problem in moved)
    return made_up.refused(moved) if is_wrong else made_up.warned(moved) if moved else made_up


def date_of(start: date, cycle: int, day: int, cycle_days: int) -> date:
    """The date of a day of a cycle: start + (cycle - 1) × length + day - 1.

    >>> date_of(date(2026, 1, 5), 2, 1, 21)
    datetime.date(2026, 1, 26)
    """
    return start + timedelta(days=(cycle - 1) * cycle_days + day - 1)


def _undecided(regimen: Regimen, of_each_period: Iterable[Chosen]) -> Iterator[Problem]:
    """What decides between statements must be known in each period: a dose is never guessed."""
    asked = {name for made in of_each_period for name in _unknown(regimen, made.facts)}
    for name in sorted(asked):
        field_name = name if name in ("age", "weight", "height") else "choose"
        yield Problem(
            "RC502",
            f"it cannot be decided which dose holds: that needs the {name.replace('_', ' ')}",
            "Give it." if name in OF_THE_BODY else "Such a condition belongs in 'only_if'.",
            Place(field="height" if name in ("bsa", "bmi") else field_name),
        )


def _unknown(regimen: Regimen, facts: Facts) -> Iterator[str]:
    """What decides and is not known; what is left out already decides nothing more."""
    for deciding in regimen.decided:
        if any(condition.holds(facts) is False for condition in deciding):
            continue
        for condition in deciding:
            if condition.holds(facts) is None:
                yield from (c.name for c in condition.all_clauses() if c.name not in facts)


def _beyond_the_phase(given: Iterable[Giving]) -> Iterator[Problem]:
    """The chosen length of a phase and the chosen number of doses must agree."""
    said: set[tuple[str, str]] = set()
    for giving in given:
        turn, administration = giving.turn, giving.administration
        name = administration.statement.id
        is_late = turn.stretch.cycle is None and administration.offset >= turn.days
        is_late |= administration.offset > LAST_OFFSET
        if is_late and (turn.phase, name) not in said:
            said.add((turn.phase, name))
            yield Problem(
                "RC605",
                f"'{name}' would go on to day {administration.day} and beyond, but its phase is "
                f"planned to last {turn.days} d",
                f"Choose a longer '{key_of(turn.phase, 'lasts')}', or fewer '{name}.times'.",
                Place(field="choose"),
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
    else:
        yield from plausibility.not_an_adult(patient, start)


def _status_problems(*files: LibraryFile) -> Iterator[Problem]:
    for file in files:
        if file.status == "superseded":
            yield Problem(
                "RC408",
                f"{file.id} is superseded by {file.superseded_by}; it starts no new course",
                f"Use {file.superseded_by}.",
                file.source.place_of(("status",)),
            )


def _range_problems(patient: Patient, doses: Iterable[Dose]) -> Iterator[Problem]:
    """Operands outside the range that a published formula was made for."""
    for step in _calculated(doses):
        if step.formula is None or not step.formula.ranges:
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


def _calculated(doses: Iterable[Dose]) -> Iterator[Step]:
    """Each step of the doses that was calculated, once: they share those of the body."""
    seen: set[int] = set()
    waiting = [dose.derivation for dose in doses]
    for step in waiting:
        if step.operands and id(step) not in seen:
            seen.add(id(step))
            yield step
            waiting += [operand for _, operand in step.operands]


def _field_of(operand: Step, patient: Patient) -> Place:
    fields = {what: field for field, what in MEASURES.items()}
    return Place(field=fields.get(operand.what) or given_kidney_measures(patient)[0])
