"""A course as a table for paper: a block a cycle, a row a line, a column a day."""

import textwrap
from collections.abc import Iterator, Sequence

from regimencalc import schedule, wording
from regimencalc.changes import LEVEL
from regimencalc.clearance import given_kidney_measures
from regimencalc.derivation import remarks
from regimencalc.derivation import text as derivation_text
from regimencalc.dosing import Dose
from regimencalc.export.judgement_text import check_lines, judgement_lines, summary
from regimencalc.export.line_words import UNVERIFIED, statement_lines
from regimencalc.export.plan_grid import cycle_lines
from regimencalc.export.preparation_text import preparation_lines, preparation_workings
from regimencalc.export.problem_text import problem_text
from regimencalc.export.regimen_text import status_words
from regimencalc.export.rule_text import NOT_ASSESSED, rule_lines
from regimencalc.export.wrapping import wrapped
from regimencalc.kidney_methods import ASSAYS, NOT_STATED
from regimencalc.library_file import LibraryFile
from regimencalc.patient import MEASURES
from regimencalc.planned_course import Course
from regimencalc.planned_dose import PlannedDose
from regimencalc.problems import Problem
from regimencalc.rules import Action
from regimencalc.units import imperial
from regimencalc.version import NOT_A_DEVICE
from regimencalc.withheld import Withheld


def plan_text(course: Course, width: int, *, preparation: bool = False) -> str:
    """The course as a page: header, one block a cycle, what to look at, and what this is not."""
    prepared = [*preparation_lines(course, width), ""] if preparation else []
    return "\n".join(
        (
            *_header(course, width),
            "",
            *(
                line
                for cycle in range(1, course.cycles + 1)
                for line in cycle_lines(course, cycle, width)
            ),
            *prepared,
            *_footer(course, width),
        )
    )


def explain_text(course: Course, width: int, *, preparation: bool = False) -> str:
    """The header and the working of each distinct dose."""
    prepared = list(preparation_workings(course, width)) if preparation else []
    workings = [
        line
        for dose in course.distinct_doses().values()
        for line in (
            "",
            *derivation_text(dose.derivation).split("\n"),
            *check_lines(course, dose, width),
        )
    ]
    left_out = _left_out(course)
    proposed = list(_proposed_workings(course))
    end = ("", *_footer(course, width))
    return "\n".join((*_header(course, width), *workings, *proposed, *left_out, *prepared, *end))


def _proposed_workings(course: Course) -> Iterator[str]:
    """The working of each dose that a rule proposes, and that nobody accepted yet."""
    proposed = {id(d.proposed): d for d in course.doses if isinstance(d.proposed, Dose)}
    for planned in proposed.values():
        if isinstance(planned.proposed, Dose):
            yield from ("", f"Proposed in cycle {planned.cycle}, and not in force:")
            yield from derivation_text(planned.proposed.derivation).split("\n")


def _left_out(course: Course) -> Iterator[str]:
    """The lines whose doses have no number, and so no working."""
    withheld: dict[tuple[str, str, int], list[int]] = {}
    for planned in course.doses:
        if isinstance(planned.dose, Withheld):
            key = planned.component, str(planned.dose), planned.cycle
            withheld.setdefault(key, []).append(planned.day)
    for (component, word, cycle), days in withheld.items():
        yield ""
        yield f"{component}, cycle {cycle}, {wording.days(list(dict.fromkeys(days)))}: {word}"


def _header(course: Course, width: int) -> Iterator[str]:
    regimen, policy = course.regimen, course.policy
    yield from textwrap.wrap(regimen.name, width)
    yield from _file("regimen", regimen, width)
    yield from _file("policy", policy, width)
    yield from wrapped("            ", policy.in_short, width)
    yield from wrapped("  patient   ", ", ".join(_patient(course)), width)
    first = "day 1" if course.turns[0].stretch.first_day else "day 0"
    begins = f"{first} on {wording.long_date(course.start)}, regimencalc {course.version}"
    yield from wrapped("  course    ", f"{', then '.join(_turns(course))}, {begins}", width)
    for label, stated in (("chosen", course.choose), ("before", course.history.to_dict())):
        if stated:
            said = ", ".join(f"{name}: {answer}" for name, answer in stated.items())
            yield from wrapped(f"  {label:<9} ", said, width)
    cycles = (turn.stretch.cycle for turn in course.turns)
    if not all(cycle is None or cycle.verified for cycle in cycles):
        words = "how long a cycle is and how many there are: NOT VERIFIED, from memory"
        yield from wrapped(" " * 12, words, width)
    if course.clock is not None:
        yield (
            f"  times     treatment days begin at {course.clock.day_start:%H:%M}, "
            f"{course.clock.zone}"
        )


def _turns(course: Course) -> Iterator[str]:
    for turn in course.turns:
        phase = f"{turn.phase}: " if turn.phase else ""
        if turn.stretch.cycle is None:
            yield f"{phase}{turn.cycle_days} days"
        else:
            yield f"{phase}{wording.counted(turn.cycles, 'cycle')} of {turn.cycle_days} days"


def _file(kind: str, file: LibraryFile, width: int) -> Iterator[str]:
    said = f"{file.id}   {status_words(file)}   SHA-256 {file.sha256[:12]}"
    yield from wrapped(f"  {kind:<9} ", said, width)
    if not file.source.is_shipped:
        yield f"            from the file {file.source.name}, not from the library"


def _patient(course: Course) -> Iterator[str]:
    patient = course.patient
    age_years = patient.age_on(course.start)
    yield patient.sex or "sex not given"
    yield "age not given" if age_years is None else f"{age_years} y"
    for measure in (patient.height, patient.weight):
        if measure is not None:
            yield f"{measure} ({imperial(measure)})"
    for field in given_kidney_measures(patient):
        how = patient.gfr_method if field == "measured_gfr" else patient.egfr_equation
        said = f" by {how}" if how and field != "creatinine" else ""
        if field == "creatinine" and patient.creatinine_assay is not None:
            said = f" ({ASSAYS[patient.creatinine_assay]})"
        yield f"{MEASURES[field]} {getattr(patient, field)}{said}"
    index, surface = course.measures.body_mass_index, course.measures.body_surface_area
    if index is not None:
        yield f"BMI {wording.to_decimals(index.value, 1)} kg/m2"
    if surface is not None:
        yield f"BSA {wording.to_decimals(surface.value, 3)} m2"
    for pinned, clearance in course.measures.clearances.items():
        is_estimated = given_kidney_measures(patient) == ["creatinine"]
        is_named = pinned != NOT_STATED and is_estimated
        by = f" by the regimen's {pinned}" if is_named else ""
        yield f"{clearance.what}{by} {wording.dose(clearance.value, clearance.unit)}"


def _footer(course: Course, width: int) -> Iterator[str]:
    regimen = course.regimen
    for sentence in _orders_not_stated(course):
        yield from wrapped("", sentence, width)
    if not all(component.is_verified for component in regimen.every_component):
        yield f"Lines marked NOT VERIFIED: {UNVERIFIED.partition(': ')[2]}; see 'show'."
    for sentence in dict.fromkeys(_remarks(course)):
        yield from wrapped("", sentence, width)
    for words in regimen.narrative:
        yield from wrapped("In words only: ", words, width)
    yield from wrapped("", f"To look at: {summary(course)}.", width)
    yield from judgement_lines(course, width)
    yield from rule_lines(course, width)
    for problem in course.problems:
        if problem.code in NOT_ASSESSED:
            continue
        for line in problem_text(problem).split("\n"):
            yield from textwrap.wrap(line, width, subsequent_indent=" " * 12)
    yield ""
    yield from textwrap.wrap(NOT_A_DEVICE, width)


def _orders_not_stated(course: Course) -> Iterator[str]:
    """A sentence for each group of doses whose order the file does not state."""
    for phase in dict.fromkeys(planned.phase for planned in course.doses):
        given = [d.administration for d in course.doses if d.phase == phase]
        where = f"In phase {phase}, on" if phase else "On"
        for names, days in schedule.without_stated_order(given):
            spoken = wording.spoken_list(names)
            yield f"{where} {wording.days(days)} the source does not state the order of {spoken}."


def _remarks(course: Course) -> Iterator[str]:
    """What must be said of single lines: caps, gates, bags, series that go on."""
    for name, dose in course.distinct_doses().items():
        for remark in remarks(dose.derivation):
            yield f"{name}: {remark.removeprefix(f'{name}, ')}"
    judged = [judgement.problem for judgement in course.judgements]
    for planned in course.doses:
        yield from _remarks_of_one(planned, judged)
        if planned.proposed is not None:
            yield _proposed(course, planned)
    yield from _never_by(course)
    yield from course.lifetime_words()
    for turn in course.turns:
        for component in turn.stretch.components:
            if component.as_needed is not None:
                words = next(statement_lines(component.statements[0]))
                yield f"As needed, {component.as_needed}: {component.name}, {words}"


def _never_by(course: Course) -> Iterator[str]:
    """The routes by which a drug of the course has killed."""
    given = {planned.drug for planned in course.doses}
    for entry in course.formulary.values():
        if entry.never_by is not None and entry.id in given:
            routes = wording.spoken_list(entry.never_by.routes)
            yield f"{entry.tall_man}: never by the {routes} route. {entry.never_by.why}"


def _proposed(course: Course, planned: PlannedDose) -> str:
    """Both doses of a line for which a rule proposes another."""
    rules = _rules_behind(course, planned)
    said = f"{rules[0][0]}, rule {rules[0][1]}" if rules else "as the line that it is a share of"
    reasons = planned.proposed.reasons if isinstance(planned.proposed, Withheld) else ()
    beside = (f": {p.message}" for p in reasons)
    warned = (f"; it would be warned of: {p.message}" for p in planned.proposed_warnings)
    return (
        f"{planned.component}, cycle {planned.cycle}: {planned.dose} stands; proposed: "
        f"{planned.proposed} ({said}){''.join((*beside, *warned))}"
    )


def _rules_behind(course: Course, planned: PlannedDose) -> list[tuple[Action, str]]:
    """The open rules behind a proposed dose, first those that are in its working."""
    changes = [
        judgement.proposes
        for judgement in course.judgements
        if judgement.is_open
        and judgement.problem.code == "RC764"
        and judgement.proposes is not None
        and planned.component in (judgement.lines or (judgement.component,))
        and judgement.proposes.holds(judgement.proposes.component, planned.cycle, planned.day)
    ]
    named = set()
    if isinstance(planned.proposed, Dose):
        named = {step.source for step in planned.proposed.derivation.walk()}
    changes.sort(key=lambda change: (change.why not in named, change.action.what != LEVEL))
    return [(change.action, change.why) for change in changes]


def _remarks_of_one(planned: PlannedDose, judged: Sequence[Problem]) -> Iterator[str]:
    """What must be said of one dose; what was judged of it stands below, with its key."""
    name, dose = planned.component, planned.dose
    if isinstance(dose, Withheld):
        others = (reason for reason in dose.reasons if reason not in judged)
        yield from (f"{name}: {dose}: {reason.message}" for reason in others)
    elif dose.shown(dose.calculated) != str(dose):
        moved = "" if dose.rounding is None else f" ({dose.rounding.words})"
        yield f"{name}: {dose.shown(dose.calculated)} rounded to {dose}{moved}"
    amount = planned.administration.statement.amount
    if amount.has_bounds:
        yield f"{name}: {dose.stated} used; the source states {amount}"
    for gate in planned.only_if:
        phase = f" in {planned.phase}" if planned.phase else ""
        yield f"{name} {dose.stated}{phase}: only if {gate}"
    for note in planned.notes:
        yield f"{name}: {note}"
    if planned.dilute_in is not None and isinstance(dose, Dose):
        yield f"{name}: {dose} in {planned.dilute_in}"
