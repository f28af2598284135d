"""A month of a course as a calendar: weeks from Monday, with what is given on each day.

A drug stands in a day with its whole name and its whole dose; where one of them has no room, the
day says how many doses there are, and nothing of them.
"""

import textwrap
from calendar import Calendar
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from regimencalc import wording
from regimencalc.export.hour_spans import name_of, running_into
from regimencalc.export.wrapping import KEPT, Line, page
from regimencalc.planned_course import Course
from regimencalc.planned_dose import PlannedDose

_DAYS = 7
_ANY_ROOM = 1000
_GAP = "│"
_LEAST_ROOM = 9
_MOST_ROWS = 8
LEGEND = "c1 d2: day 2 of cycle 1; running: begun on an earlier day"


def months_of(course: Course, cycle: int) -> tuple[date, ...]:
    """The first day of each month in which something of a cycle is given."""
    found = sorted({one.date.replace(day=1) for one in course.of_cycle(cycle)})
    if not found:
        return (course.start.replace(day=1),)
    return tuple(later(found[0], by) for by in range(_months_between(found[0], found[-1]) + 1))


def later(month: date, by: int) -> date:
    """The first day of a month that is so many months later, or earlier below 0.

    >>> later(date(2026, 12, 1), 1), later(date(2026, 1, 1), -1)
    (datetime.date(2027, 1, 1), datetime.date(2025, 12, 1))
    """
    years, months = divmod(month.month - 1 + by, 12)
    return date(month.year + years, months + 1, 1)


def _months_between(first: date, last: date) -> int:
    return 12 * (last.year - first.year) + last.month - first.month


def month_lines(course: Course, month: date, width: int) -> Iterator[str]:
    """One month, as wide as the page."""
    room = (width - _DAYS + 1) // _DAYS
    name = wording.long_date(month).split(" ", 2)[2]
    yield from page([Line(f"{name}   {LEGEND}", "", 2)], width).split("\n")
    of_day: dict[date, list[PlannedDose]] = {}
    for one in course.doses:
        of_day.setdefault(one.date, []).append(one)
    if room < _LEAST_ROOM:
        yield from page(list(_as_list(course, month, of_day)), width).split("\n")
        return
    monday = date(2026, 11, 30)
    heads = [wording.short_date(monday + timedelta(n)).partition(" ")[0] for n in range(_DAYS)]
    yield _row(heads, room)
    for week in Calendar().monthdatescalendar(month.year, month.month):
        yield "┼".join("─" * room for _ in week)
        cells = [
            [*_cell(course, on, of_day.get(on, []), room), *_events(course, on, room)]
            if on.month == month.month
            else []
            for on in week
        ]
        for number in range(max(map(len, cells))):
            yield _row([cell[number] if number < len(cell) else "" for cell in cells], room)
    yield from page(list(_going_on(course, month)), width).split("\n")


def _as_list(
    course: Course, month: date, of_day: Mapping[date, Sequence[PlannedDose]]
) -> Iterator[Line]:
    """The days of a month one below the other, where a week has no room."""
    for on in Calendar().itermonthdates(month.year, month.month):
        if on.month == month.month and on in of_day:
            cell = _cell(course, on, of_day[on], _ANY_ROOM)
            said = ", ".join([*cell[1:], *_events(course, on, _ANY_ROOM)])
            yield Line(f"{wording.short_date(on)}, {cell[0].partition(' ')[2]}: {said}", "", 2)
    yield from _going_on(course, month)


def _going_on(course: Course, month: date) -> Iterator[Line]:
    """What goes on after a giving of this month, for as long as nobody knows."""
    found = (one for one in course.doses if one.goes_on and one.date.replace(day=1) == month)
    for one in found:
        words = f"{name_of(course, one)} {one.dose} on {wording.short_date(one.date)}"
        yield Line(f"{words}, {one.goes_on}", "", 2)
    yield Line("")


def _row(cells: Sequence[str], room: int) -> str:
    return _GAP.join(f"{cell:<{room}}" for cell in cells).rstrip()


def _cell(course: Course, on: date, doses: Sequence[PlannedDose], room: int) -> list[str]:
    """A day: its number, which day of which cycle it is, what is given, and what was moved."""
    if not doses:
        return [str(on.day), *_running(course, on)]
    places = dict.fromkeys((one.cycle, one.day) for one in doses)
    named = [f"c{cycle} d{day}" for cycle, day in places]
    head = f"{on.day} {named[0]}"
    lines = [head] if len(head) <= room else [str(on.day), named[0]]
    lines += named[1:]
    lines += _doses(course, doses, room)
    for words in dict.fromkeys(_moved(course, one) for one in doses):
        lines += textwrap.wrap(words, room)
    return [*(line.replace(KEPT, " ") for line in lines), *_running(course, on)]


def _doses(course: Course, doses: Sequence[PlannedDose], room: int) -> list[str]:
    """Each drug with its dose, both whole; else how many doses there are."""
    groups: dict[tuple[str, str], int] = {}
    for one in doses:
        given = " given" if one.given is not None and one.given.value is not None else ""
        key = name_of(course, one), f"{one.dose}{given}"
        groups[key] = groups.get(key, 0) + 1
    lines: list[str] = []
    for (name, dose), times in groups.items():
        said = f"{dose} × {times}" if times > 1 else dose
        lines += [f"{name} {said}"] if len(f"{name} {said}") <= room else [name, said]
    if len(lines) > _MOST_ROWS or any(len(line) > room for line in lines):
        return [wording.counted(len(doses), "dose")]
    return lines


def _events(course: Course, on: date, room: int) -> list[str]:
    """What stands on the day without a dose, by its whole name or as a number."""
    names = list(dict.fromkeys(event.name for event in course.events if event.date == on))
    lines = [line for name in names for line in textwrap.wrap(name, room, break_long_words=False)]
    if any(len(line) > room for line in lines):
        return [wording.counted(len(names), "event")]
    return lines


def _moved(course: Course, one: PlannedDose) -> str:
    """That a day is not where it was planned, in words."""
    if one.given is not None and one.given.on != one.given.planned_on:
        planned = wording.short_date(one.given.planned_on).replace(" ", KEPT)
        return f"planned {planned}"
    days = course.timeline.moved_by(one.cycle, one.day)
    if not days:
        return ""
    return f"moved {abs(days)}{KEPT}d {'later' if days > 0 else 'earlier'}"


def _running(course: Course, on: date) -> list[str]:
    """How many infusions that began earlier run on this day."""
    running = [one for one, span in running_into(course, on) if course.clock or span[1] > 0]
    if not running:
        return []
    return [f"{len(running)} running"]
