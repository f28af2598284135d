"""What the planner shows beside a cycle's doses: the patient, the working, what was judged."""

from collections.abc import Iterator, Sequence

from regimencalc import wording
from regimencalc.assessing import Outcome
from regimencalc.derivation import text as derivation_text
from regimencalc.dosing import Dose
from regimencalc.entering import body_in
from regimencalc.export.judgement_text import check_words, judgement_words
from regimencalc.export.wrapping import Line, page
from regimencalc.patient import MEASURES
from regimencalc.planned_course import Course
from regimencalc.planned_dose import PlannedDose
from regimencalc.problems import Severity
from regimencalc.record import Record
from regimencalc.replaying import patient_in
from regimencalc.units import imperial
from regimencalc.withheld import Withheld

_BRANCHES = " │├└"
_LEAST_BESIDE = 20

UNCHECKED = "RC623"
"""The notice of a dose that no row of the formulary bounds."""


def heading_words(record: Record, course: Course) -> str:
    """What never leaves the screen: whose course, which regimen and its status, the policy."""
    regimen, policy = course.regimen, course.policy
    archived = " · ARCHIVED" if record.is_archived else ""
    return (
        f"{record.label}, born {record.birth_year}{archived} · {regimen.id} "
        f"{regimen.status.upper()} · policy {policy.id} {policy.status.upper()}"
    )


def patient_lines(record: Record, course: Course, cycle: int, width: int) -> Iterator[str]:
    """The patient as a cycle takes them: what was measured and when, and what follows from it."""
    patient = patient_in(record, cycle)
    day_1 = min((one.date for one in course.of_cycle(cycle)), default=course.start)
    age_years = patient.age_on(day_1)
    lines = [Line(f"sex {patient.sex or 'not given'}")]
    born = f"born {patient.birth_date or record.birth_year}"
    lines.append(Line(born if age_years is None else f"{born}, {age_years} y"))
    for field, word in MEASURES.items():
        measure, on = getattr(patient, field), getattr(patient, f"{field}_on")
        if measure is not None:
            echo = f" ({imperial(measure)})" if field in ("height", "weight") else ""
            when = f", {wording.long_date(on)}" if on else ", date not given"
            lines.append(Line(f"{word} {measure}{echo}{when}", "", 2))
        elif field in ("height", "weight", "creatinine"):
            lines.append(Line(f"{word} not given"))
    surface, _ = body_in(course, cycle)
    if surface is not None:
        lines.append(Line(f"BSA {wording.to_decimals(surface, 3)} m2"))
    period = course.timeline.period_of(cycle)
    index = (course.measures if period is None else period.measures).body_mass_index
    if index is not None:
        lines.append(Line(f"BMI {wording.to_decimals(index.value, 1)} kg/m2"))
    yield page(lines, width)


def working_lines(doses: Sequence[PlannedDose], width: int) -> Iterator[str]:
    """The working of these givings, each different one once, down to file, line and source."""
    shown: dict[int, list[PlannedDose]] = {}
    for one in doses:
        shown.setdefault(id(one.dose), []).append(one)
    for alike in shown.values():
        first = alike[0]
        days = wording.days(list(dict.fromkeys(one.day for one in alike)))
        head = f"{first.component}, cycle {first.cycle} {days}: {first.dose}"
        yield from page([Line(head, "", 2)], width).split("\n")
        if first.given is not None:
            yield from page(list(_as_given(first)), width).split("\n")
        if isinstance(first.dose, Withheld):
            reasons = [Line(f"{r.message} {r.fix}", "  ", 4) for r in first.dose.reasons]
            yield from page(reasons, width).split("\n")
        else:
            yield from _tree(first.dose, width)
        if isinstance(first.proposed, Dose):
            yield "proposed by a rule, and not in force:"
            yield from _tree(first.proposed, width)
        yield ""


def nothing_given_words(line: str, day: int | None) -> str:
    """What stands in the place of a working where a line gives nothing on a day."""
    if not line:
        return "Nothing is given in this cycle."
    return f"Nothing of {line} is given on day {day}."


def _tree(dose: Dose, width: int) -> Iterator[str]:
    """The tree of a derivation; what goes on below a branch stands beside its line."""
    for line in derivation_text(dose.derivation).split("\n"):
        words = line.lstrip(_BRANCHES)
        branch = line[: len(line) - len(words)]
        below = branch.replace("├", "│").replace("└", " ")
        room = max(width, len(branch) + _LEAST_BESIDE)
        rows = page([Line(words, " " * len(branch), len(branch) + 2)], room).split("\n")
        for number, row in enumerate(rows):
            yield (below if number else branch) + row[len(branch) :]


def _as_given(one: PlannedDose) -> Iterator[Line]:
    given = one.given
    if given is not None:
        amount = "not given" if given.value is None else wording.dose(given.value, given.unit)
        planned = "nothing" if given.planned is None else wording.dose(given.planned, given.unit)
        why = f": {given.why}" if given.why else ""
        yield Line(
            f"{amount} on {wording.long_date(given.on)}, planned {planned} on "
            f"{wording.long_date(given.planned_on)}; entered by {given.who}, "
            f"not authenticated{why}",
            "  ",
            4,
        )


def judged_lines(course: Course, doses: Sequence[PlannedDose], width: int) -> Iterator[str]:
    """What these givings were held against: limits, rules that fired, did not, or lack a value."""
    lines: list[Line] = []
    for judgement in dict.fromkeys(one for dose in doses for one in course.judgements_of(dose)):
        lines.append(Line(f"{judgement.problem.severity.upper()} {judgement.key}", "", 2))
        lines.append(Line(judgement_words(judgement), "  ", 2))
    for dose in {id(one.dose): one.dose for one in doses}.values():
        if isinstance(dose, Dose):
            lines += [Line(f"held against {words}", "", 2) for words in check_words(course, dose)]
    where = {(one.component, one.cycle) for one in doses}
    for one in course.assessments:
        is_meant = any(line in one.lines and cycle == one.cycle for line, cycle in where)
        if is_meant and one.outcome is not Outcome.FIRED:
            needs = f"needs {wording.spoken_list(one.missing)}" if one.missing else one.decided
            lines.append(Line(f"{one.outcome.upper()} {one.ruling.name}: {needs}", "", 2))
    yield page(lines, width)


def words_in_cell(course: Course, doses: Sequence[PlannedDose]) -> Iterator[str]:
    """What was judged of the givings of a cell, in words: open warnings, and what nobody judged."""
    found = dict.fromkeys(one for dose in doses for one in course.judgements_of(dose))
    open_ones = [one for one in found if one.answer is None]
    warnings = sum(one.problem.severity is Severity.WARNING for one in open_ones)
    fired = sum(one.is_open and one.problem.severity is not Severity.REFUSED for one in open_ones)
    where = {(one.component, one.cycle, one.day) for one in doses}
    is_unassessed = any(
        one.outcome is Outcome.NOT_ASSESSED
        and any(
            line in one.lines and cycle == one.cycle and (not one.days or day in one.days)
            for line, cycle, day in where
        )
        for one in course.assessments
    )
    if warnings:
        yield wording.counted(warnings, "warning")
    if fired:
        yield f"{wording.counted(fired, 'rule')} open"
    if any(one.problem.code == UNCHECKED for one in found):
        yield "UNCHECKED"
    if is_unassessed:
        yield "NOT ASSESSED"
