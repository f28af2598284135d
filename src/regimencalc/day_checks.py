"""Checks of days, cycles and series: what a line says about when it is given."""

from collections.abc import Iterator
from itertools import pairwise

from regimencalc.component import Statement
from regimencalc.phases import MOST_CYCLES
from regimencalc.problems import Problem
from regimencalc.ranges import Span
from regimencalc.regimen import MINUTES_PER_DAY, Regimen, Stretch
from regimencalc.regimen_lines import place_in, planned_cycle_days
from regimencalc.source import Path
from regimencalc.starts import RELATIONS

LONGEST_CYCLE_DAYS = 366


def lines_say_when(regimen: Regimen) -> Iterator[Problem]:
    """Whether every line says, once, when it is given."""
    for line in regimen.lines:
        if line.component.as_needed is not None:
            continue
        for statement in line.component.statements:
            for message, fix, field in _timing_mistakes(statement):
                yield Problem(
                    "RC312" if field else "RC202",
                    f"'{line.component.id}' {message}",
                    fix,
                    place_in(regimen, *line.path_of(statement, field)),
                )


def _timing_mistakes(statement: Statement) -> Iterator[tuple[str, str, str]]:
    timing = statement.timing
    starts, every = timing.starts, timing.every
    days, a_day = timing.days, timing.doses_per_day
    if not timing.says_when:
        yield "does not say when it is given", "Add 'days: [1]', or 'starts: …'.", ""
        return
    if days is None and not timing.in_bag_with:
        has_no_day = starts is not None and starts.day is None and not starts.relation
        if has_no_day:
            yield "does not say on which day it starts", "Add 'day: 1' to 'starts'.", "starts"
    part = statement.part
    if part is not None and part.doses is not None and part.days is not None:
        fix = "Write the days in the line, and 'doses' in the parts."
        yield "has parts that number the doses of days of their own", fix, "doses"
    if starts is not None and len(starts.relations) > 1:
        fix = "Keep the relation that decides when it begins."
        yield f"starts {' and '.join(starts.relations)} other lines at once", fix, "starts"
    if starts is not None and not starts.relation and (starts.by is not None or starts.of):
        words = ", ".join(RELATIONS)
        yield "says 'by' or 'of' of no other line", f"Name the line: {words}.", "starts"
    if days is not None and starts is not None and (starts.day or starts.cycle):
        yield "has 'days' and a day in 'starts'", "Keep one of the two.", "starts"
    if days is not None and every is not None:
        in_a_row = len(days) > 1 and all(later - day == 1 for day, later in pairwise(days))
        if a_day is None or in_a_row:
            fix = "Write 'starts: {day: 1}' with 'every' and 'times', or 'days' alone."
            yield "has 'days' and 'every'", fix, "every"
    elif every is not None and a_day and every.canonical % 1440:
        fix = "Keep 'every' alone: it says how often."
        yield "repeats by the hour and says how often a day", fix, "doses_per_day"
    if every is not None and days is None and starts is None:
        yield "repeats, but does not say from when", "Add 'starts: {day: 1}'.", "every"
    if every is None:
        for field in ("times", "until", "weekdays", "except_days_of"):
            if getattr(timing, field):
                yield f"has '{field}' without 'every'", "Add 'every: 12 h', or take it out.", field
    if timing.in_bag_with and (days is not None or starts is not None or every):
        fix = "Take out its own days and starts: the bag's are the other line's."
        yield "is in another line's bag and has a time of its own", fix, "in_bag_with"
    hours = every is not None and every.canonical % MINUTES_PER_DAY
    if hours and days is None and timing.times is None and timing.until is None:
        yield "repeats by the hour without an end", "Add 'times: 6', or 'until: …'.", "every"
    if starts is not None and starts.at is not None:
        if every is not None and every.canonical % (MINUTES_PER_DAY / 2):
            fix = "Write 'every: 12 h', or take 'at' out."
            yield "steps from morning to evening, which are 12 h apart", fix, "every"
        if a_day is not None:
            fix = "Write 'starts: {day: 1, at: evening}' with 'every: 12 h' and 'times'."
            yield f"has several doses in one {starts.at}", fix, "doses_per_day"
    if a_day == 1:
        yield (
            "has one dose a day",
            "Take 'doses_per_day: 1' out: it is what is meant.",
            ("doses_per_day"),
        )
    times, until = timing.times, timing.until
    if times is not None:
        stated = [n for n in (times.least, times.plan, times.most) if n is not None]
        if stated != sorted(stated):
            yield "has bounds that are not in order", "Write 'from' below 'to'.", "times"
        is_open = until is not None and until.condition is not None
        if times.plan is None and not (is_open and times.least is not None):
            fix = "Add 'plan: …' with the number to plan, or say with 'until' what ends it."
            yield f"is repeated {times} times: which number is planned?", fix, "times"
    if every is not None and every.canonical < 60:
        yield "repeats within the hour", "Write 'every' in hours or days.", "every"


def days_are_possible(regimen: Regimen) -> Iterator[Problem]:
    """Whether the days lie in their cycle and count upwards."""
    if any(True for _ in lengths_are_possible(regimen)):
        return
    for line in regimen.lines:
        stretch = line.stretch
        longest = planned_cycle_days(stretch)
        is_open = stretch.cycle is None and (stretch.lasts is None or not stretch.lasts.days)
        for statement in line.component.statements:
            timing = statement.timing
            starts, until = timing.starts, timing.until
            for field, edge in (("starts", starts), ("until", until)):
                if edge is None or edge.day is None:
                    continue
                mistake = _day_mistake(stretch, edge.day, longest, is_open=is_open)
                if mistake is not None:
                    place = place_in(regimen, *line.path_of(statement, field), "day")
                    yield Problem("RC301", *mistake, place)
            if starts is not None and starts.day and until is not None and until.day:
                same = (until.cycle or starts.cycle) == starts.cycle
                if same and until.day < starts.day:
                    yield Problem(
                        "RC212",
                        f"'{line.component.id}' ends on day {until.day}, before it begins",
                        "Write a later day under 'until'.",
                        place_in(regimen, *line.path_of(statement, "until")),
                    )
            days = statement.timing.days
            if days is None:
                continue
            for index, day in enumerate(days.listed):
                mistake = _day_mistake(stretch, day, longest, is_open=is_open)
                before = days.listed[index - 1] if index else None
                is_late = before is None or day > before
                if mistake is None and is_late:
                    continue
                place = days.places[index] if days.places else place_in(regimen, *line.path)
                if mistake is not None:
                    yield Problem("RC301", *mistake, place)
                if not is_late:
                    yield Problem(
                        "RC302",
                        f"day {day} stands twice"
                        if day == before
                        else f"day {day} comes after day {before}",
                        "Write each day once, counting upwards.",
                        place,
                    )


def _day_mistake(
    stretch: Stretch, day: int, longest: int, *, is_open: bool
) -> tuple[str, str] | None:
    """What is wrong with a day and what to write, if it lies outside its cycle or phase."""
    if day > longest and not is_open:
        what = "cycle" if stretch.cycle is not None else "phase"
        message = f"day {day} lies beyond the {what} of {longest} days"
        return message, f"Write days from 1 to {longest}, or a longer {what}."
    if day < 1 and not stretch.day_zero:
        message = f"day {day} is below 1, and no day zero is declared"
        return message, "Count from 1, or say what day 0 is: 'day_zero: …'."
    return None


def lengths_are_possible(regimen: Regimen) -> Iterator[Problem]:
    """Whether cycles are whole days."""
    for _, path, stretch in regimen.stretches:
        if stretch.cycle is None:
            continue
        length = stretch.cycle.length
        for measure in (length.least, length.plan, length.most):
            if measure is None:
                continue
            days = measure.canonical / MINUTES_PER_DAY
            if days % 1 or days > LONGEST_CYCLE_DAYS:
                yield Problem(
                    "RC212",
                    f"a cycle of {measure} is not a number of whole days up to "
                    f"{LONGEST_CYCLE_DAYS}",
                    "Write its length in days, for example 28 d.",
                    place_in(regimen, *path, "cycle", "length"),
                )
        if not is_in_order(length):
            yield duration_not_in_order(regimen, (*path, "cycle", "length"))


def is_in_order(span: Span) -> bool:
    """Whether the bounds of a duration are in order."""
    if span.least is None and span.most is None:
        return True
    stated = [m.canonical for m in (span.least, span.plan, span.most) if m is not None]
    return stated == sorted(stated) and (span.least is None or span.least != span.most)


def duration_not_in_order(regimen: Regimen, path: Path) -> Problem:
    """What is said of a duration whose bounds are not."""
    return Problem(
        "RC212",
        "the duration's bounds are not in order",
        "Write 'from' below 'to', and 'plan' between them.",
        place_in(regimen, *path),
    )


def cycles_are_planned(regimen: Regimen) -> Iterator[Problem]:
    """Whether the cycles for which a line holds are among those that are planned."""
    for line in regimen.lines:
        planned = line.stretch.cycle.planned if line.stretch.cycle is not None else None
        most = None if planned is None else planned.most or planned.plan
        if most is None or regimen.order:
            continue
        for statement in line.component.statements:
            for fields in (statement.component, statement.part):
                numbers = None if fields is None else fields.cycles
                last = None if numbers is None else numbers.last
                if last is not None and last > most:
                    yield Problem(
                        "RC301",
                        f"cycle {last} lies beyond the {most} cycles that are planned",
                        f"Write cycles from 1 to {most}, or plan more.",
                        place_in(regimen, *line.path_of(statement, "cycles")),
                    )


def cycle_count_is_in_order(regimen: Regimen) -> Iterator[Problem]:
    """Whether the bounds of the numbers of cycles are in order."""
    for _, path, stretch in regimen.stretches:
        count = stretch.cycle.planned if stretch.cycle is not None else None
        if count is None:
            continue
        stated = [n for n in (count.least, count.plan, count.most) if n is not None]
        if max(stated, default=0) > MOST_CYCLES:
            yield Problem(
                "RC212",
                f"{max(stated)} cycles are more than can be planned",
                f"Write at most {MOST_CYCLES}, or 'until: …' where the source has no end.",
                place_in(regimen, *path, "cycle", "planned"),
            )
            continue
        if stated != sorted(stated) or (count.least is not None and count.least == count.most):
            yield Problem(
                "RC212",
                "the numbers of cycles are not in order",
                "Write 'from' below 'to', and 'plan' between them.",
                place_in(regimen, *path, "cycle", "planned"),
            )
