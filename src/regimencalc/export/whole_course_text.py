"""A whole course as lines: each cycle against the one before, lifetimes, relative intensities."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from regimencalc import wording
from regimencalc.entering import body_in
from regimencalc.export.lifetime_text import lifetime_lines
from regimencalc.export.plan_grid import cycle_grid, cycle_title
from regimencalc.export.share_bar import share_bar
from regimencalc.export.wrapping import Line, page
from regimencalc.intensity import Intensity
from regimencalc.moved_dates import first_days
from regimencalc.planned_course import Course
from regimencalc.planned_dose import PlannedDose

_LABEL_MOST = 24
_BAR_CELLS = 10


def whole_course_lines(course: Course, found: Iterable[Intensity], width: int) -> Iterator[str]:
    """Every cycle with its doses and what changed, then what all of them come to."""
    lines = [Line(_head(course), "", 2), Line("")]
    for cycle in range(1, course.cycles + 1):
        lines += _cycle(course, cycle)
        lines.append(Line(""))
    lines += [*lifetime_lines(course, width), Line(""), *_intensities(list(found))]
    yield from page(lines, width).split("\n")


def _head(course: Course) -> str:
    states = Counter(course.state(cycle) for cycle in range(1, course.cycles + 1))
    counted = ", ".join(f"{number} {state}" for state, number in states.items())
    begins = wording.long_date(course.start)
    return f"{wording.counted(course.cycles, 'cycle')} from {begins}: {counted}"


# Cycles


class _Given(NamedTuple):
    """What a line gives in a cycle: each different dose with its days, and the doses alone."""

    words: str
    doses: tuple[PlannedDose, ...]

    @property
    def one(self) -> PlannedDose | None:
        """A dose that stands for all, where all are alike."""
        return self.doses[0] if len({str(dose.dose) for dose in self.doses}) == 1 else None


def _cycle(course: Course, cycle: int) -> Iterator[Line]:
    yield Line(cycle_title(course, cycle), "", 2)
    for words in _times(course, cycle):
        yield Line(words, "  ", 4)
    if course.of_cycle(cycle):
        yield from _lines_of(course, cycle)


def _lines_of(course: Course, cycle: int) -> Iterator[Line]:
    """Each line with its doses and total, and how it differs from the cycle before."""
    grid, before = cycle_grid(course, cycle), _before(course, cycle)
    now, was = _given(course, cycle), {} if before is None else _given(course, before)
    names = [
        _named(line.id, label[0]) for line, label in zip(grid.lines, grid.labels[1:], strict=True)
    ]
    room = min(_LABEL_MOST, max(map(len, names)))
    changes = []
    for line, name, total in zip(grid.lines, names, grid.totals[1:], strict=True):
        given = now[line.id]
        summed = f"total {total[0]}" if total[0][:1].isdigit() else total[0]
        yield Line(f"{given.words}; {summed}", f"  {name:<{room}}  ", room + 4)
        change = "" if before is None else _change(was.get(line.id), given, before)
        changes += [change] if change else []
        if change:
            yield Line(f"changed: {change}", " " * (room + 4), room + 6)
    for line_id, given in was.items():
        if line_id not in now:
            changes.append(line_id)
            yield Line(f"changed: {line_id} is not given, in cycle {before} {given.words}", "  ", 4)
    if before is not None and not changes:
        yield Line(f"The doses are those of cycle {before}.", "  ", 4)
    yield from (Line(words, "  ", 4) for words in grid.beside)


def _before(course: Course, cycle: int) -> int | None:
    """The last cycle before this one of the same phase."""
    phase = course.turn_of(cycle).phase
    same = (n for n in range(cycle - 1, 0, -1) if course.turn_of(n).phase == phase)
    return next(same, None)


def _named(line: str, drug: str) -> str:
    """The drug, and the line's own id where that says more."""
    return drug if line == drug.casefold().replace(" ", "-") else line


def _given(course: Course, cycle: int) -> dict[str, _Given]:
    by_line: dict[str, list[PlannedDose]] = {}
    for one in course.of_cycle(cycle):
        by_line.setdefault(one.component, []).append(one)
    return {line: _Given(_doses(doses), tuple(doses)) for line, doses in by_line.items()}


def _doses(doses: Sequence[PlannedDose]) -> str:
    """Each different dose once, with how often and its days."""
    groups: dict[str, list[int]] = {}
    for one in doses:
        groups.setdefault(str(one.dose), []).append(one.day)
    said = []
    for dose, days in groups.items():
        times = f" × {len(days)}" if len(days) > 1 else ""
        said.append(f"{dose}{times}, {wording.days(list(dict.fromkeys(days)))}")
    return "; ".join(said)


def _change(was: _Given | None, now: _Given, before: int) -> str:
    """How a line differs from what it was in a cycle; nothing where it does not."""
    if was is None:
        return f"not given in cycle {before}"
    if was.words == now.words:
        return ""
    old, new = was.one, now.one
    is_one = old is not None and new is not None and str(old.dose) != str(new.dose)
    if old is None or new is None or not is_one or len(was.doses) != len(now.doses):
        return f"was {was.words} in cycle {before}"
    share = ""
    if old.dose.value and new.dose.value is not None and old.dose.unit == new.dose.unit:
        share = f", {wording.signed_percent(100 * (new.dose.value / old.dose.value - 1))}"
    return f"was {old.dose} in cycle {before}{share}"


def _times(course: Course, cycle: int) -> Iterator[str]:
    """How long after the cycle before, what was moved, and another body surface."""
    if cycle > 1:
        first = first_days(course)
        days = wording.counted((first[cycle] - first[cycle - 1]).days, "day")
        moved = [delay for delay in course.timeline.delays if delay.cycle == cycle]
        by = [_moved(delay.days, delay.day) for delay in moved]
        yield f"{days} after day 1 of cycle {cycle - 1}{''.join(f', {words}' for words in by)}"
        was, now = body_in(course, cycle - 1)[0], body_in(course, cycle)[0]
        if was != now and was is not None and now is not None:
            shown = [wording.to_decimals(one, 3) for one in (was, now)]
            yield f"body surface {shown[1]} m2, in cycle {cycle - 1} {shown[0]} m2"
    else:
        for delay in course.timeline.delays:
            if delay.cycle == 1:
                yield _moved(delay.days, delay.day)


def _moved(days: int, day: int | None) -> str:
    what = "moved" if day is None else f"day {day} moved"
    return f"{what} {wording.counted(abs(days), 'day')} {'later' if days > 0 else 'earlier'}"


# Intensities


def _intensities(found: Sequence[Intensity]) -> Iterator[Line]:
    yield Line("Relative dose intensity, of what the regimen states for the same time", "", 2)
    if not found:
        yield Line("Said as soon as something is given, reduced or moved.", "  ", 4)
    room = min(_LABEL_MOST, max((len(one.component) for one in found), default=0))
    for one in found:
        bar = "" if one.planned is None else f"{share_bar(one.planned / 100, _BAR_CELLS)}  "
        head = f"  {one.component:<{room}}  {bar:<{_BAR_CELLS + 2}}"
        yield Line(one.words, head, room + 4)
