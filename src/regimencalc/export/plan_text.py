"""A course as a table for paper: a block a cycle, a row a line, a column a day."""

import textwrap
from collections.abc import Iterator, Sequence

from regimencalc import schedule, wording
from regimencalc.course import Course, PlannedDose
from regimencalc.derivation import remarks
from regimencalc.derivation import text as derivation_text
from regimencalc.export.problem_text import problem_text
from regimencalc.export.regimen_text import UNVERIFIED, orders_not_stated, status_words
from regimencalc.library_file import LibraryFile
from regimencalc.regimen import Component
from regimencalc.units import imperial
from regimencalc.version import NOT_A_DEVICE

_INDENT, _GAP = "  ", "   "
_LABEL_WIDTH = 14

Cell = Sequence[str]


def plan_text(course: Course, width: int) -> str:
    """The course as a page: header, one block a cycle, what to look at, and what this is not."""
    return "\n".join(
        (
            *_header(course, width),
            "",
            *(
                line
                for cycle in range(1, course.cycles + 1)
                for line in _cycle(course, cycle, width)
            ),
            *_footer(course, width),
        )
    )


def explain_text(course: Course, width: int) -> str:
    """The header and the working of each distinct dose."""
    workings = [
        line
        for dose in course.distinct_doses().values()
        for line in ("", *derivation_text(dose.derivation).split("\n"))
    ]
    return "\n".join((*_header(course, width), *workings, "", *_footer(course, width)))


def _header(course: Course, width: int) -> Iterator[str]:
    regimen, policy = course.regimen, course.policy
    yield regimen.name
    yield from _file("regimen", regimen, width)
    yield from _file("policy", policy, width)
    yield from _wrapped("            ", policy.in_short, width)
    yield from _wrapped("  patient   ", ", ".join(_patient(course)), width)
    cycles = "1 cycle" if course.cycles == 1 else f"{course.cycles} cycles"
    yield (
        f"  course    {cycles} of {regimen.cycle.days} days, day 1 on "
        f"{wording.long_date(course.start)}, regimencalc {course.version}"
    )
    if not regimen.cycle.verified:
        words = "how long a cycle is and how many there are: NOT VERIFIED, from memory"
        yield from _wrapped(" " * 12, words, width)
    if course.clock is not None:
        yield (
            f"  times     treatment days begin at {course.clock.day_start:%H:%M}, "
            f"{course.clock.zone}"
        )


def _file(kind: str, file: LibraryFile, width: int) -> Iterator[str]:
    said = f"{file.id}   {status_words(file)}   SHA-256 {file.sha256[:12]}"
    yield from _wrapped(f"  {kind:<9} ", said, width)
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
    index, surface = course.measures.body_mass_index, course.measures.body_surface_area
    if index is not None:
        yield f"BMI {wording.to_decimals(index.value, 1)} kg/m2"
    if surface is not None:
        yield f"BSA {wording.to_decimals(surface.value, 3)} m2"
    if course.measures.clearance is not None:
        clearance = course.measures.clearance
        yield f"{clearance.what} {wording.dose(clearance.value, clearance.unit)}"


def _cycle(course: Course, cycle: int, page_width: int) -> Iterator[str]:
    doses = course.of_cycle(cycle)
    last = max(doses, key=lambda planned: planned.date)
    dates = f"{wording.long_date(doses[0].date)} to {wording.long_date(last.date)}"
    yield f"Cycle {cycle}   PROVISIONAL   {dates}"
    lines = schedule.in_order_of_giving(course.regimen)
    labels: list[Cell] = [("", ""), *(_label(course, component) for component in lines)]
    columns: list[list[Cell]] = []
    for day in sorted({planned.day for planned in doses}):
        of_day = {planned.component: planned for planned in doses if planned.day == day}
        on = next(iter(of_day.values())).date
        head: Cell = (f"Day {day}", wording.short_date(on))
        columns.append([head, *(_given(of_day[c.id]) if c.id in of_day else ("·",) for c in lines)])
    columns.append([("Cycle total", "of exact doses"), *(_total(course, c, cycle) for c in lines)])
    label_width = max(_LABEL_WIDTH, _width(labels)) + len(_INDENT)
    for page in _pages(columns, page_width - label_width):
        yield from _grid(labels, page)
        yield ""


def _label(course: Course, component: Component) -> Cell:
    name = course.formulary[component.drug].tall_man
    own = () if component.id == component.drug else (component.id,)
    mark = () if component.verified else ("NOT VERIFIED",)
    return (name, *own, str(component.per_dose), component.route, *mark)


def _given(planned: PlannedDose) -> Cell:
    duration = "" if planned.duration is None else f"over {planned.duration}"
    if duration == "over not stated":
        duration = "time not stated"
    starts = ""
    if planned.starts_at is not None:
        starts = f"{planned.starts_at:%H:%M}"
        if planned.starts_at.date() != planned.date:
            starts = f"{wording.short_date(planned.starts_at.date())} {starts}"
    elif planned.follows is not None:
        starts = f"after {planned.follows}"
    timing = ", ".join(part for part in (starts, duration) if part)
    lines = (str(planned.dose), timing, _rate(planned), _ending(planned))
    return tuple(line for line in lines if line)


def _rate(planned: PlannedDose) -> str:
    """The hourly rate of a long infusion: four days' dose has been given in four hours."""
    minutes = planned.duration.planned_minutes if planned.duration is not None else None
    if minutes is None or minutes < schedule.MINUTES_PER_DAY or planned.per_hour is None:
        return ""
    return wording.dose(planned.per_hour, "mg/h")


def _ending(planned: PlannedDose) -> str:
    ends = planned.ends_at
    if ends is not None and planned.starts_at is not None:
        shown = f"{ends:%H:%M}"
        if ends.utcoffset() != planned.starts_at.utcoffset():
            shown += f" ({ends:UTC%z})"
        if ends.date() != planned.date:
            shown = f"{wording.short_date(ends.date())} {shown}"
        return f"ends {shown}"
    if planned.ends_on is None or planned.ends_on == planned.date:
        return ""
    return f"ends {wording.short_date(planned.ends_on)}"


def _total(course: Course, component: Component, cycle: int) -> Cell:
    total = wording.dose(course.total(component.id, cycle), "mg")
    stated = course.regimen.totals_per_cycle.get(component.id)
    return (total,) if stated is None else (total, str(stated))


def _pages(columns: list[list[Cell]], room: int) -> Iterator[list[list[Cell]]]:
    """The columns in as many groups as the room beside the labels asks for."""
    page: list[list[Cell]] = []
    width = 0
    for column in columns:
        needed = _width(column) + len(_GAP)
        if page and width + needed > room:
            yield page
            page, width = [], 0
        page.append(column)
        width += needed
    yield page


def _width(column: list[Cell]) -> int:
    return max(len(line) for cell in column for line in cell)


def _grid(labels: list[Cell], columns: list[list[Cell]]) -> Iterator[str]:
    widths = [max(_LABEL_WIDTH, _width(labels)), *(_width(column) for column in columns)]
    for row, label in enumerate(labels):
        cells = [label, *(column[row] for column in columns)]
        for number in range(max(len(cell) for cell in cells)):
            parts = [cell[number] if number < len(cell) else "" for cell in cells]
            padded = (part.ljust(width) for part, width in zip(parts, widths, strict=True))
            yield f"{_INDENT}{_GAP.join(padded)}".rstrip()
        if row < len(labels) - 1:
            yield ""


def _footer(course: Course, width: int) -> Iterator[str]:
    for sentence in orders_not_stated(course.regimen):
        yield from _wrapped("", sentence, width)
    if not all(component.verified for component in course.regimen.components):
        yield f"Lines marked NOT VERIFIED: {UNVERIFIED.partition(': ')[2]}; see 'show'."
    for component_id, dose in course.distinct_doses().items():
        for remark in remarks(dose.derivation):
            yield from _wrapped(f"{component_id}: ", remark, width)
    for words in course.regimen.narrative:
        yield from _wrapped("In words only: ", words, width)
    for problem in course.problems:
        for line in problem_text(problem).split("\n"):
            yield from textwrap.wrap(line, width, subsequent_indent=" " * 12)
    yield ""
    yield from textwrap.wrap(NOT_A_DEVICE, width)


def _wrapped(head: str, words: str, width: int) -> list[str]:
    return textwrap.wrap(words, width, initial_indent=head, subsequent_indent=" " * 12)
