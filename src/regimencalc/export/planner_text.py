"""What the planner shows beside a cycle's doses: the patient, the working, what was judged."""

from collections.abc import Iterator, Sequence

from regimencalc import wording
from regimencalc.assessing import Outcome
from regimencalc.derivation import text as derivation_text
from regimencalc.dosing import Dose
from regimencalc.entering import body_in
from regimencalc.export.judgement_text import check_lines, judgement_line
from regimencalc.export.wrapping import Line, page
from regimencalc.patient import MEASURES
from regimencalc.planned_course import Course
from regimencalc.planned_dose import PlannedDose
from regimencalc.record import Record
from regimencalc.replaying import patient_in
from regimencalc.units import imperial
from regimencalc.withheld import Withheld


def heading_words(record: Record, course: Course) -> str:
    """What never leaves the screen: whose course, which regimen and its status, the policy."""
    regimen, policy = course.regimen, course.policy
    archived = " · ARCHIVED" if record.is_archived else ""
    return (
        f"{record.label}, born {record.birth_year}{archived} · {regimen.id} · "
        f"{regimen.status.upper()} REGIMEN · policy {policy.id} ({policy.status})"
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
        yield f"{first.component}, cycle {first.cycle} {days}: {first.dose}"
        if first.given is not None:
            yield from page(list(_as_given(first)), width).split("\n")
        if isinstance(first.dose, Withheld):
            reasons = [Line(f"{r.message} {r.fix}", "  ", 4) for r in first.dose.reasons]
            yield from page(reasons, width).split("\n")
        else:
            yield from derivation_text(first.dose.derivation).split("\n")
        if isinstance(first.proposed, Dose):
            yield "proposed by a rule, and not in force:"
            yield from derivation_text(first.proposed.derivation).split("\n")
        yield ""


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
    found = dict.fromkeys(one for dose in doses for one in course.judgements_of(dose))
    for judgement in found:
        yield from page([judgement_line(judgement)], width).split("\n")
    for dose in {id(one.dose): one.dose for one in doses}.values():
        if isinstance(dose, Dose):
            yield from check_lines(course, dose, width)
    where = {(one.component, one.cycle) for one in doses}
    for one in course.assessments:
        is_meant = any(line in one.lines and cycle == one.cycle for line, cycle in where)
        if is_meant and one.outcome is not Outcome.FIRED:
            needs = f"needs {wording.spoken_list(one.missing)}" if one.missing else one.decided
            said = f"{one.ruling.name}: {needs}"
            yield from page([Line(said, f"{one.outcome.upper()} ", 4)], width).split("\n")
