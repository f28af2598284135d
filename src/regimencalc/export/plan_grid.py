"""One cycle of a course as a grid for paper: a row a line, a column a day."""

import textwrap
from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from regimencalc import order_of_giving, wording
from regimencalc.component import Component
from regimencalc.export.wrapping import KEPT, wrapped
from regimencalc.planned_course import Course
from regimencalc.planned_dose import PlannedDose, PlannedEvent
from regimencalc.problems import Severity
from regimencalc.regimen import MINUTES_PER_DAY
from regimencalc.rounded_dose import Rounding
from regimencalc.withheld import Withheld

_INDENT, _GAP = "  ", "   "
_LABEL_WIDTH = 14
_HEAD_WIDTH = 18
_CELL_WIDTH = 30
_LABEL_MOST = 30
_MOST_COLUMNS = 7
NO_HOUR = "no hour stated"
_WARNED = "!  a warning stands for this dose that nobody accepted; its words are below"

Cell = Sequence[str]


class CycleGrid(NamedTuple):
    """One cycle as cells: a row a line, a column a day, and the totals; each cell some lines.

    The first cell of `labels`, of a day and of `totals` is the head of its column.
    """

    lines: tuple[Component, ...]
    labels: list[Cell]
    days: tuple[int, ...]
    columns: list[tuple[date, list[Cell]]]
    totals: list[Cell]
    beside: tuple[str, ...]


def cycle_title(course: Course, cycle: int) -> str:
    """What a cycle is called, how far it has come, and its dates."""
    doses = course.of_cycle(cycle)
    when = "nothing is given"
    if doses:
        first, last = min(d.date for d in doses), max(_last_day(d) for d in doses)
        when = f"{wording.long_date(first)} to {wording.long_date(last)}"
    return f"{_title(course, cycle)}   {course.state(cycle)}   {when}"


def cycle_grid(course: Course, cycle: int, warned: Collection[tuple[str, int]] = ()) -> CycleGrid:
    """What a cycle gives, by line and day; a line on a day that is warned of is marked."""
    doses = course.of_cycle(cycle)
    given = {planned.component for planned in doses}
    in_order = order_of_giving.in_order_of_giving(course.turn_of(cycle).stretch)
    lines = tuple(c for c in in_order if c.id in given)
    summed = "of exact doses" if course.policy.rounding == "none" else "of doses to give"
    return CycleGrid(
        lines,
        [("", ""), *(_label(course, component, doses) for component in lines)],
        tuple(sorted({planned.day for planned in doses})),
        list(_day_columns(doses, lines, warned)),
        [("Cycle total", summed), *(_total(course, c, cycle) for c in lines)],
        (*_events(course, cycle), *_going_on(course, cycle)),
    )


def cycle_lines(course: Course, cycle: int, page_width: int) -> Iterator[str]:
    """One cycle as a grid: a row a line, a column a day."""
    warned = _warned(course, cycle)
    grid = cycle_grid(course, cycle, warned)
    yield from wrapped("", cycle_title(course, cycle), page_width)
    columns = [*_merged(grid.columns), grid.totals]
    label_width = max(_LABEL_WIDTH, _width(grid.labels)) + len(_INDENT)
    for page in _pages(columns, page_width - label_width):
        yield from _grid(*_without_empty_rows(grid.labels, page))
        yield ""
    beside = [*([_WARNED] if warned else []), *grid.beside]
    for line in beside:
        yield from wrapped("  ", line, page_width)
    if beside:
        yield ""


def _warned(course: Course, cycle: int) -> set[tuple[str, int]]:
    """The lines on the days of doses with a warning that nobody answered; a proposal is shown."""
    return {
        (planned.component, planned.day)
        for planned in course.of_cycle(cycle)
        if not isinstance(planned.dose, Withheld)
        for one in course.judgements_of(planned)
        if one.problem.severity is Severity.WARNING and one.answer is None and not one.proposes
    }


def _last_day(planned: PlannedDose) -> date:
    """The day on which a giving ends, as far as that is known."""
    if planned.ends_at is not None:
        return planned.ends_at.date()
    administration = planned.administration
    if planned.ends_on is not None or administration.end_offset is None:
        return planned.ends_on or planned.date
    return planned.date + timedelta(administration.end_offset - administration.offset)


def _title(course: Course, cycle: int) -> str:
    """What a cycle is called: its number in the course, and in its phase."""
    turn = course.turn_of(cycle)
    if not turn.phase:
        return f"Cycle {cycle}"
    if turn.stretch.cycle is None:
        return f"Phase {turn.phase}"
    own = cycle - turn.cycles_before
    if len(course.turns) > 1 and turn.cycles_before:
        return f"Phase {turn.phase}, cycle {own} (cycle {cycle} of the course)"
    return f"Phase {turn.phase}, cycle {own}"


def _events(course: Course, cycle: int) -> Iterator[str]:
    """What stands beside the doses, each with all of its days."""
    events: dict[tuple[str, str], list[PlannedEvent]] = {}
    for event in course.events:
        if event.cycle == cycle:
            name = event.name if event.name == event.component else _both_names(event)
            events.setdefault((name, event.words), []).append(event)
    for (name, words), of_name in events.items():
        said = f": {words}" if words else ""
        days = wording.days([event.day for event in of_name])
        first, last = (wording.short_date(of_name[i].date) for i in (0, -1))
        dates = first if len(of_name) == 1 else f"{first} to {last}"
        yield f"{days[0].upper()}{days[1:]}, {dates}: {name}{said}"


def _going_on(course: Course, cycle: int) -> Iterator[str]:
    """The series with a clock of their own that began in an earlier cycle and go on."""
    for planned in course.doses:
        starts = planned.administration.statement.timing.starts
        has_own_clock = starts is not None and starts.has_own_clock
        if planned.goes_on and has_own_clock and planned.cycle < cycle:
            yield f"Goes on: {planned.component} {planned.dose}, {planned.goes_on}"


def _without_empty_rows(
    labels: list[Cell], page: list[list[Cell]]
) -> tuple[list[Cell], list[list[Cell]]]:
    """The rows of a page on which something stands; the others stand on another page."""
    kept = [row for row in range(len(labels)) if any(column[row] != ("·",) for column in page)]
    return [labels[row] for row in kept], [[column[row] for row in kept] for column in page]


def _both_names(event: PlannedEvent) -> str:
    return f"{event.name} ({event.component})"


def _day_columns(
    doses: Sequence[PlannedDose], lines: Sequence[Component], warned: Collection[tuple[str, int]]
) -> Iterator[tuple[date, list[Cell]]]:
    by_day: dict[int, dict[str, list[PlannedDose]]] = {}
    has_one = {c.id: len(_stated(c, doses)) == 1 for c in lines}
    for planned in doses:
        by_day.setdefault(planned.day, {}).setdefault(planned.component, []).append(planned)
    for day, of_day in sorted(by_day.items()):
        on = next(iter(of_day.values()))[0].date
        cells: list[Cell] = [(f"Day {day}", wording.short_date(on))]
        for line in lines:
            given = of_day.get(line.id)
            mark = "!" if (line.id, day) in warned else ""
            cells.append(
                ("·",) if given is None else _given(given, mark, has_one_amount=has_one[line.id])
            )
        yield on, cells


def _merged(columns: list[tuple[date, list[Cell]]]) -> list[list[Cell]]:
    """Days on which the same is given in one column, where a cycle has many days."""
    if len(columns) <= _MOST_COLUMNS:
        return [column for _, column in columns]
    groups: list[list[tuple[date, list[Cell]]]] = []
    for on, column in columns:
        if groups and groups[-1][-1][1][1:] == column[1:]:
            groups[-1].append((on, column))
        else:
            groups.append([(on, column)])
    return [_one_column(group) for group in groups]


def _one_column(group: list[tuple[date, list[Cell]]]) -> list[Cell]:
    if len(group) == 1:
        return group[0][1]
    days = ", ".join(column[0][0].removeprefix("Day ") for _, column in group)
    head = textwrap.wrap(f"Days {days}", _HEAD_WIDTH)
    dates = [on for on, _ in group]
    runs: list[list[date]] = []
    for on in dates:
        if runs and on - runs[-1][-1] == timedelta(1):
            runs[-1].append(on)
        else:
            runs.append([on])
    spoken = [
        wording.short_date(run[0])
        if len(run) == 1
        else f"{wording.short_date(run[0])} to {wording.short_date(run[-1])}"
        for run in runs
    ]
    each = f"each of {len(group)} days"
    return [(*head, *textwrap.wrap(", ".join(spoken), _HEAD_WIDTH), each), *group[0][1][1:]]


def _stated(component: Component, doses: Sequence[PlannedDose]) -> list[str]:
    """The amounts that were used for a line in a cycle, as they were stated or chosen."""
    return list(dict.fromkeys(d.dose.stated for d in doses if d.component == component.id))


def _label(course: Course, component: Component, doses: Sequence[PlannedDose]) -> Cell:
    entry = course.formulary.get(component.drug or "")
    name = component.name if entry is None else entry.tall_man
    own = () if component.id == component.drug else (component.id,)
    given = [planned for planned in doses if planned.component == component.id]
    stated = _stated(component, doses)
    shown = stated if len(stated) == 1 else []
    reasons = dict.fromkeys(
        str(clause)
        for planned in given
        for condition in planned.administration.statement.conditions
        for clause in condition.all_clauses()
        if clause.edges
    )
    marks = [] if component.is_verified else ["NOT VERIFIED"]
    marks += ["optional"] if component.optional else []
    marks += ["only if, see below"] if any(planned.only_if for planned in given) else []
    lines = (*shown, *(reasons if len(reasons) == 1 else ()), given[0].route, *marks)
    return (name, *own, *(part for line in lines for part in textwrap.wrap(line, _LABEL_MOST)))


def _given(planned: Sequence[PlannedDose], mark: str, *, has_one_amount: bool) -> Cell:
    """What is given on one day: each different dose once, with how often and when."""
    groups: dict[str, list[PlannedDose]] = {}
    for dose in planned:
        groups.setdefault(f"{dose.dose} {dose.proposed} {_as_given(dose)}", []).append(dose)
    lines: list[str] = []
    for group in groups.values():
        shown, *rest = _cell(group, mark)
        lines += [shown, *([] if has_one_amount else [group[0].dose.stated]), *rest]
    return tuple(lines)


def _cell(group: Sequence[PlannedDose], mark: str) -> Iterator[str]:
    first = group[0]
    times = "" if len(group) == 1 else f" × {len(group)}"
    yield f"{first.dose}{times}" + (f" {mark}" if mark else "")
    rounding = None if isinstance(first.dose, Withheld) else first.dose.rounding
    if rounding is not None and rounding.pieces:
        yield from _pieces(rounding)
    yield from textwrap.wrap(_as_given(first), _CELL_WIDTH)
    if first.proposed is not None:
        yield f"proposed: {first.proposed}"
    duration = "" if first.duration is None else f"over {first.duration}"
    if first.duration is not None and first.duration.until is not None:
        duration = "" if first.minutes is None else f"over {first.minutes / 60:g} h"
    if duration == "over not stated":
        duration = "infusion time not stated"
    starts = _starts(group)
    if len(starts) == 1 and len(f"{starts[0]}, {duration}") <= _CELL_WIDTH and duration:
        starts, duration = [f"{starts[0]}, {duration}"], ""
    lines = [*starts, duration, rate_words(first)]
    lines += [_ending(first)] if len(group) == 1 else []
    lines += [f"with {first.in_bag_with}"] if first.in_bag_with is not None else []
    lines += [goes_on for planned in group if (goes_on := planned.goes_on)]
    for line in lines:
        yield from textwrap.wrap(line, _CELL_WIDTH)


def _as_given(planned: PlannedDose) -> str:
    """That a dose was given, and what was planned where that was something else."""
    given = planned.given
    if given is None or (given.value is None and given.planned is None):
        return ""
    said = [] if given.value is None else ["given"]
    if given.planned is not None and given.planned != given.value:
        said.append(f"planned {wording.dose(given.planned, given.unit)}")
    if given.on != given.planned_on:
        said.append(f"planned for {wording.short_date(given.planned_on)}")
    return ", ".join(said)


def _pieces(rounding: Rounding) -> Iterator[str]:
    """The tablets or vials of a dose; a number is never parted from what it counts."""
    kept = rounding.pieces_words.replace(" ", KEPT).replace(f"{KEPT}+{KEPT}", f"{KEPT}+ ")
    for line in textwrap.wrap(kept, _CELL_WIDTH):
        yield line.replace(KEPT, " ")


def _starts(group: Sequence[PlannedDose]) -> list[str]:
    """When the givings of one day begin, in as few words as are clear."""
    first = group[0]
    if first.in_bag_with is not None and first.starts_at is None:
        return []
    hours = [planned.hour for planned in group if planned.hour is not None]
    gaps = {round(later - hour, 6) for hour, later in pairwise(hours)}
    if len(hours) == len(group) and len(gaps) == 1 and any(gaps) and first.starts_at is None:
        begins = [first.relation] if first.relation else []
        if not begins and hours[0]:
            begins = [f"{wording.to_decimals(hours[0], 2)} h after the opening"]
        return [*begins, f"every {wording.to_decimals(gaps.pop(), 2)} h"]
    starts = dict.fromkeys(_starting(planned) for planned in group)
    return [start for start in starts if start]


def _starting(planned: PlannedDose) -> str:
    if planned.starts_at is not None and planned.administration.states_no_hour:
        return NO_HOUR
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
        return f"{wording.to_decimals(planned.hour, 2)} h after the opening"
    return ""


def rate_words(planned: PlannedDose) -> str:
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
    sum_of_doses = course.total(component.id, cycle)
    if sum_of_doses is None:
        return ("no total",)
    total = doses[0].computed.shown(sum_of_doses)
    is_open = any(planned.goes_on for planned in doses)
    if course.is_changed(component.id):
        return (f"{total} so far" if is_open else total,)
    turn = course.turn_of(cycle)
    rows = [
        row.totals[component.id]
        for row in turn.stretch.totals
        if component.id in row.totals
        and (row.cycles is None or doses[0].cycle_in_phase in row.cycles)
        and (row.when is None or row.when.holds(course.facts))
    ]
    stated = [f"stated: {row}" for row in rows[:1]]
    return (f"{total} so far" if is_open else total, *stated)


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
