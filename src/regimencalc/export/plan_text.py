"""A course as a table for paper: a block a cycle, a row a line, a column a day."""

import textwrap
from collections.abc import Iterator, Sequence

from regimencalc import order_of_giving, wording
from regimencalc.component import Component
from regimencalc.course import Course
from regimencalc.derivation import remarks
from regimencalc.derivation import text as derivation_text
from regimencalc.export.line_words import UNVERIFIED, amount_words, statement_lines
from regimencalc.export.problem_text import problem_text
from regimencalc.export.regimen_text import orders_not_stated, status_words
from regimencalc.library_file import LibraryFile
from regimencalc.planned_dose import PlannedDose, PlannedEvent
from regimencalc.regimen import MINUTES_PER_DAY
from regimencalc.units import imperial
from regimencalc.version import NOT_A_DEVICE

_INDENT, _GAP = "  ", "   "
_LABEL_WIDTH = 14
_HEAD_WIDTH = 18
_MOST_COLUMNS = 7

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
    yield from textwrap.wrap(regimen.name, width)
    yield from _file("regimen", regimen, width)
    yield from _file("policy", policy, width)
    yield from _wrapped("            ", policy.in_short, width)
    yield from _wrapped("  patient   ", ", ".join(_patient(course)), width)
    first = "day 1" if course.turns[0].stretch.first_day else "day 0"
    begins = f"{first} on {wording.long_date(course.start)}, regimencalc {course.version}"
    yield from _wrapped("  course    ", f"{', then '.join(_turns(course))}, {begins}", width)
    if course.choose:
        said = ", ".join(f"{name}: {answer}" for name, answer in course.choose.items())
        yield from _wrapped("  chosen    ", said, width)
    cycles = (turn.stretch.cycle for turn in course.turns)
    if not all(cycle is None or cycle.verified for cycle in cycles):
        words = "how long a cycle is and how many there are: NOT VERIFIED, from memory"
        yield from _wrapped(" " * 12, words, width)
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
    turn = course.turn_of(cycle)
    phase = f"   {turn.phase}" if turn.phase else ""
    days = [planned.date for planned in doses] or [course.start]
    dates = f"{wording.long_date(min(days))} to {wording.long_date(max(days))}"
    title = f"Cycle {cycle}{phase}   PROVISIONAL   {dates if doses else 'nothing is given'}"
    yield from _wrapped("", title, page_width)
    given = {planned.component for planned in doses}
    lines = [c for c in order_of_giving.in_order_of_giving(turn.stretch) if c.id in given]
    labels: list[Cell] = [("", ""), *(_label(course, component, doses) for component in lines)]
    columns = _merged(list(_day_columns(doses, lines)))
    columns.append([("Cycle total", "of exact doses"), *(_total(course, c, cycle) for c in lines)])
    label_width = max(_LABEL_WIDTH, _width(labels)) + len(_INDENT)
    for page in _pages(columns, page_width - label_width):
        yield from _grid(*_without_empty_rows(labels, page))
        yield ""
    for event in course.events:
        if event.cycle == cycle:
            words = f": {event.words}" if event.words else ""
            name = event.name if event.name == event.component else _both_names(event)
            yield f"  Day {event.day}, {wording.short_date(event.date)}: {name}{words}"
    if any(event.cycle == cycle for event in course.events):
        yield ""


def _without_empty_rows(
    labels: list[Cell], page: list[list[Cell]]
) -> tuple[list[Cell], list[list[Cell]]]:
    """The rows of a page on which something stands; the others stand on another page."""
    kept = [row for row in range(len(labels)) if any(column[row] != ("·",) for column in page)]
    return [labels[row] for row in kept], [[column[row] for row in kept] for column in page]


def _both_names(event: PlannedEvent) -> str:
    return f"{event.name} ({event.component})"


def _day_columns(doses: Sequence[PlannedDose], lines: Sequence[Component]) -> Iterator[list[Cell]]:
    by_day: dict[int, dict[str, list[PlannedDose]]] = {}
    for planned in doses:
        by_day.setdefault(planned.day, {}).setdefault(planned.component, []).append(planned)
    for day, of_day in sorted(by_day.items()):
        on = next(iter(of_day.values()))[0].date
        head: Cell = (f"Day {day}", wording.short_date(on))
        cells = [_given(of_day[c.id]) if c.id in of_day else ("·",) for c in lines]
        yield [head, *cells]


def _merged(columns: list[list[Cell]]) -> list[list[Cell]]:
    """Days on which the same is given in one column, where a cycle has many days."""
    if len(columns) <= _MOST_COLUMNS:
        return columns
    groups: list[list[list[Cell]]] = []
    for column in columns:
        if groups and groups[-1][-1][1:] == column[1:]:
            groups[-1].append(column)
        else:
            groups.append([column])
    return [_one_column(group) for group in groups]


def _one_column(group: list[list[Cell]]) -> list[Cell]:
    if len(group) == 1:
        return group[0]
    days = ", ".join(column[0][0].removeprefix("Day ") for column in group)
    head = textwrap.wrap(f"Days {days}", _HEAD_WIDTH)
    return [(*head, group[0][0][1], f"to {group[-1][0][1]}"), *group[0][1:]]


def _label(course: Course, component: Component, doses: Sequence[PlannedDose]) -> Cell:
    entry = course.formulary.get(component.drug or "")
    name = component.name if entry is None else entry.tall_man
    own = () if component.id == component.drug else (component.id,)
    mark = () if component.is_verified else ("NOT VERIFIED",)
    mark = (*mark, "optional") if component.optional else mark
    chosen = course.amount_chosen(component.id)
    amounts = dict.fromkeys(amount_words(s).removesuffix(" a dose") for s in component.statements)
    if chosen:
        amounts = {chosen: None}
    shown = tuple(amounts) if len(amounts) == 1 else ()
    route = next(planned.route for planned in doses if planned.component == component.id)
    return (name, *own, *shown, route, *mark)


def _given(planned: Sequence[PlannedDose]) -> Cell:
    """What is given on one day: each different dose once, with how often and when."""
    groups: dict[str, list[PlannedDose]] = {}
    for dose in planned:
        groups.setdefault(str(dose.dose), []).append(dose)
    return tuple(line for group in groups.values() for line in _cell(group))


def _cell(group: Sequence[PlannedDose]) -> Iterator[str]:
    first = group[0]
    times = "" if len(group) == 1 else f" × {len(group)}"
    yield f"{first.dose}{times}"
    duration = "" if first.duration is None else f"over {first.duration}"
    if first.duration is not None and first.duration.until is not None:
        duration = "" if first.minutes is None else f"over {first.minutes / 60:g} h"
    if duration == "over not stated":
        duration = "time not stated"
    starts = [_starting(dose) for dose in group]
    hours = [dose.hour for dose in group if dose.hour is not None]
    if len(group) > 1 and len(hours) == len(group) and first.starts_at is None:
        shown = wording.spoken_list([wording.to_decimals(hour, 2) for hour in hours])
        starts = [f"at hours {shown}"]
    if len(group) == 1:
        timing = ", ".join(part for part in (starts[0], duration) if part)
        lines = [timing, _rate(first), _ending(first)]
    else:
        lines = [*dict.fromkeys(starts), duration, _rate(first)]
    if first.in_bag_with is not None:
        lines.append(f"with {first.in_bag_with}")
    yield from (line for line in lines if line)


def _starting(planned: PlannedDose) -> str:
    if planned.starts_at is not None:
        starts = f"{planned.starts_at:%H:%M}"
        if planned.starts_at.date() != planned.date:
            starts = f"{wording.short_date(planned.starts_at.date())} {starts}"
        return starts
    if planned.at:
        return planned.at
    if planned.relation and planned.in_bag_with is None:
        return planned.relation
    if planned.hour:
        return f"at hour {wording.to_decimals(planned.hour, 2)}"
    return ""


def _rate(planned: PlannedDose) -> str:
    """The rate of a long infusion: four days' dose has been given in four hours."""
    minutes = planned.minutes
    if minutes is None or minutes < MINUTES_PER_DAY or planned.per_hour is None:
        return ""
    hourly = wording.dose(planned.per_hour, f"{planned.dose.unit}/h")
    if planned.per_day is None:
        return hourly
    return f"{hourly}, {wording.dose(planned.per_day, f'{planned.dose.unit}/d')}"


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
    doses = [d for d in course.of_cycle(cycle) if d.component == component.id]
    if doses[0].dose.unit.endswith("/h"):
        return ("a rate",)
    total = doses[0].dose.shown(course.total(component.id, cycle))
    is_open = any(planned.goes_on for planned in doses)
    turn = course.turn_of(cycle)
    rows = [
        row.totals[component.id]
        for row in turn.stretch.totals
        if component.id in row.totals
        and (row.cycles is None or doses[0].cycle_in_phase in row.cycles)
        and row.when is None
    ]
    return (f"{total} so far" if is_open else total, *(str(row) for row in rows[:1]))


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
    regimen = course.regimen
    for turn in {turn.phase: turn for turn in course.turns}.values():
        for sentence in orders_not_stated(turn.stretch):
            yield from _wrapped("", sentence, width)
    if not all(component.is_verified for component in regimen.every_component):
        yield f"Lines marked NOT VERIFIED: {UNVERIFIED.partition(': ')[2]}; see 'show'."
    for sentence in dict.fromkeys(_remarks(course)):
        yield from _wrapped("", sentence, width)
    for words in regimen.narrative:
        yield from _wrapped("In words only: ", words, width)
    for problem in course.problems:
        for line in problem_text(problem).split("\n"):
            yield from textwrap.wrap(line, width, subsequent_indent=" " * 12)
    yield ""
    yield from textwrap.wrap(NOT_A_DEVICE, width)


def _remarks(course: Course) -> Iterator[str]:
    """What must be said of single lines: caps, gates, bags, series that go on."""
    for name, dose in course.distinct_doses().items():
        for remark in remarks(dose.derivation):
            yield f"{name}: {remark}"
    for planned in course.doses:
        if planned.goes_on:
            yield f"{planned.component}: {planned.goes_on}"
        for gate in planned.only_if:
            yield f"{planned.component}: only if {gate}"
        for note in planned.notes:
            yield f"{planned.component}, {planned.dose}: {note}"
        if planned.dilute_in is not None:
            yield f"{planned.component}: {planned.dose} in {planned.dilute_in}"
    for turn in course.turns:
        for component in turn.stretch.components:
            if component.as_needed is not None:
                words = next(statement_lines(component.statements[0]))
                yield f"As needed, {component.as_needed}: {component.name}, {words}"


def _wrapped(head: str, words: str, width: int) -> list[str]:
    return textwrap.wrap(words, width, initial_indent=head, subsequent_indent=" " * 12)
