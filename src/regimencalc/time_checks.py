"""Checks of amounts against the time over which they run, and of the author's own totals."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import combinations, islice
from math import ceil

from regimencalc import wording
from regimencalc.administration import Administration
from regimencalc.component import RATED, LineFields, Statement
from regimencalc.part_checks import exclude_each_other
from regimencalc.phases import MOST_CYCLES
from regimencalc.problems import Problem
from regimencalc.ranges import Span
from regimencalc.regimen import MINUTES_PER_DAY, Line, Regimen, Stretch
from regimencalc.regimen_lines import place_in, planned_cycle_days
from regimencalc.schedule import administrations
from regimencalc.units import Kind

CYCLES_LOOKED_AT = 3
"""Of cycles that are alike so many, where something reaches beyond its own; else one."""


def time_problems(regimen: Regimen) -> Iterator[Problem]:
    """What makes no sense when a regimen's lines are placed in time."""
    yield from amounts_fit_their_time(regimen)
    if not amounts_fit_their_time(regimen):
        for check in CHECKS:
            yield from check(regimen)


def amounts_fit_their_time(regimen: Regimen) -> tuple[Problem, ...]:
    """Each amount that its infusion time contradicts.

    A four-day total given each day, and four days' infusion in four hours, have killed."""
    known: tuple[Problem, ...] | None = regimen.placed.get(_UNFIT)
    if known is None:
        known = regimen.placed[_UNFIT] = tuple(_unfit_amounts(regimen))
    return known


def _unfit_amounts(regimen: Regimen) -> Iterator[Problem]:
    for line in regimen.lines:
        for statement in line.component.statements:
            span = _span_of(line, statement)
            mistakes = (*_amount_mistakes(statement, span), *_cap_mistakes(statement, span))
            for code, field, message, fix in mistakes:
                place = place_in(regimen, *line.path_of(statement, field))
                yield Problem(code, message, fix, place)


def _span_of(line: Line, statement: Statement) -> Span | None:
    """How long a line runs: its own time, or that of the line whose bag it is in."""
    other = line.stretch.component(statement.timing.in_bag_with or "")
    return statement.infuse_over if other is None else other.statements[0].infuse_over


def _amount_mistakes(
    statement: Statement, span: Span | None
) -> Iterator[tuple[str, str, str, str]]:
    basis, timing = statement.basis, statement.timing
    longest = None if span is None else span.longest_minutes or span.shortest_minutes
    has_end = span is not None and span.until is not None
    if basis == "total" and not (longest is not None and longest > MINUTES_PER_DAY):
        message = "'total' is for one infusion of more than 24 h"
        fix = "Check the infusion time in the source first; up to 24 h an amount is 'per_dose'."
        yield "RC313", "total", message, fix
    if basis == "per_day":
        planned = None if span is None else span.planned_minutes
        if planned is not None and (planned % MINUTES_PER_DAY or planned <= MINUTES_PER_DAY):
            message = f"an amount per day needs an infusion of 48 h, 72 h and so on, not of {span}"
            fix = (
                "Check the infusion time in the source first. Up to 24 h write 'per_dose: …'; for "
                "other times 'total: …'."
            )
            yield "RC313", "per_day", message, fix
        elif planned is None and not has_end and timing.doses_per_day is None:
            message = "an amount per day needs the number of doses a day, or an infusion of days"
            fix = "Add 'doses_per_day: 2' or 'infuse_over: 96 h', or write 'per_dose: …'."
            yield "RC313", "per_day", message, fix
    is_rate = basis == "per_hour" and statement.amount.kind in RATED
    if (
        basis == "per_hour"
        and not (has_end or is_rate)
        and (span is None or span.planned_minutes is None)
    ):
        message = "an amount per hour needs to know how long it runs"
        yield "RC313", "per_hour", message, "Add 'infuse_over: 12 h'."
    if basis == "per_dose" and longest is not None and longest > MINUTES_PER_DAY:
        message = f"an infusion over {span} with an amount per dose can be read as that amount a"
        fix = "Write 'total: …' for all of it, or 'per_day: …' for each 24 h, as the source means"
        yield "RC306", "infuse_over", f"{message} day or in all", f"{fix} it."
    elif timing.days is not None and longest is not None and longest > MINUTES_PER_DAY:
        message = f"'days' with an infusion over {span}: does it start once, or on each day?"
        fix = "Write 'starts: {day: 1}' for one start; bags of 24 h may have 'days'."
        yield "RC313", "days", message, fix


def _cap_mistakes(statement: Statement, span: Span | None) -> Iterator[tuple[str, str, str, str]]:
    """A cap in another unit, one that is stated twice, and one of a time that nobody knows."""
    cap, amount = statement.cap, statement.amount.one
    if cap is None:
        return
    stated = [one for one in (cap.per_dose, cap.per_day, cap.per_hour) if one is not None]
    if amount is not None and amount.kind is not Kind.SHARE:
        unit = "mg" if amount.kind is Kind.AUC else amount.canonical_unit.partition("/")[0]
        for one in stated:
            if one.canonical_unit != unit:
                message = f"'{statement.id}' is given in {unit}, and its cap is {one}"
                yield "RC207", "cap", message, f"Write the cap in {unit}, as the source has it."
    if cap.per_dose is not None and cap.per_day is not None:
        message = f"'{statement.id}' has a limit for a dose and one for a day"
        fix = "Keep the one that the source states; the other follows from it."
        yield "RC313", "cap", message, fix
    if span is not None and span.planned_minutes is not None:
        return
    is_rate = statement.basis == "per_hour"
    if cap.per_hour is not None and not is_rate:
        message = f"'{statement.id}' has a limit per hour and no stated length"
        yield "RC313", "cap", message, "Add 'infuse_over: 12 h', or write the limit 'per_dose: …'."
    if cap.per_dose is not None and is_rate:
        message = f"'{statement.id}' has a limit for a dose, and how long it runs is not stated"
        yield "RC313", "cap", message, "Add 'infuse_over: 12 h', or write the limit 'per_hour: …'."


def caps_of_a_day_are_shared(regimen: Regimen) -> Iterator[Problem]:
    """A cap of a day that each of several parts of that day would have in full."""
    for line in regimen.lines:
        statements = line.component.statements
        if len(statements) == 1 or not any(one.cap and one.cap.per_day for one in statements):
            continue
        by_day: dict[int, list[Administration]] = {}
        for given in by_line(line.stretch)[line.component.id]:
            for number in range(max(1, ceil((given.minutes or 0) / MINUTES_PER_DAY))):
                by_day.setdefault(given.offset + number, []).append(given)
        found = (pair for of_day in by_day.values() for pair in combinations(of_day, 2))
        for one, other in found:
            first, second = one.statement, other.statement
            if first is not second and not exclude_each_other(first.conditions, second.conditions):
                yield Problem(
                    "RC313",
                    f"'{line.component.id}' has a limit for a day, and two of its parts on day "
                    f"{other.day}: each would have all of it",
                    "Write a limit for a dose in each part: 'cap: {per_dose: …}'.",
                    place_in(regimen, *line.path_of(second, "cap")),
                )
                break


def placed(
    stretch: Stretch, facts: Mapping[str, str] | None = None, line: str = ""
) -> tuple[Administration, ...]:
    """The administrations of a few cycles of a phase, or of one line, without a patient."""
    if facts:
        return _looked_at(stretch, facts, frozenset({line}))
    known: tuple[Administration, ...] | None = stretch.placed.get(_PLACED)
    if known is None:
        known = stretch.placed[_PLACED] = _looked_at(stretch, None, None)
    return known


_UNFIT = ("amounts that do not fit their time",)
_PLACED = ("looked at",)
_BY_LINE = ("looked at, by line",)
_LAST = ("last cycle that differs",)


def by_line(stretch: Stretch) -> Mapping[str, list[Administration]]:
    """The same, line by line."""
    known: dict[str, list[Administration]] | None = stretch.placed.get(_BY_LINE)
    if known is None:
        known = stretch.placed[_BY_LINE] = {component.id: [] for component in stretch.components}
        for given in placed(stretch):
            known[given.statement.id].append(given)
    return known


def _looked_at(
    stretch: Stretch, facts: Mapping[str, str] | None, lines: frozenset[str] | None
) -> tuple[Administration, ...]:
    days, stated = planned_cycle_days(stretch), _stated_cycles(stretch)
    last = last_cycle_that_differs(stretch)
    fewest = min(stated, last + 1)
    found = administrations(stretch, cycles=fewest, cycle_days=days, facts=facts, lines=lines)
    if fewest == stated or stay_in_their_cycles(found, days):
        return found
    cycles = min(stated, last + CYCLES_LOOKED_AT)
    return administrations(stretch, cycles=cycles, cycle_days=days, facts=facts, lines=lines)


def _stated_cycles(stretch: Stretch) -> int:
    """How many cycles the file plans, as far as they are looked at."""
    if stretch.cycle is None:
        return 1
    planned = stretch.cycle.planned
    stated = None if planned is None else planned.plan or planned.most
    return min(stated or CYCLES_LOOKED_AT, MOST_CYCLES)


def next_cycle(stretch: Stretch, found: Iterable[Administration]) -> list[Administration]:
    """These givings in the cycle after those that are placed, where one is like the last of them.

    What lies between two cycles is seen with it.
    """
    last, days = last_cycle_that_differs(stretch) + 1, planned_cycle_days(stretch)
    of_last = [given for given in found if given.cycle == last]
    if not of_last or last >= _stated_cycles(stretch):
        return []
    if not stay_in_their_cycles(placed(stretch), days):
        return []
    return [
        given._replace(cycle=last + 1, offset=given.offset + days, root=given.root + days)
        for given in of_last
    ]


def stay_in_their_cycles(found: Iterable[Administration], cycle_days: int) -> bool:
    """Whether each begins and ends in its own cycle: one like it has nothing else in it."""
    for given in found:
        end, length = given.cycle * cycle_days, _length(given)
        if (
            given.offset < end - cycle_days
            or given.offset + length / MINUTES_PER_DAY > end
            or _begins(given) + length > end * MINUTES_PER_DAY
        ):
            return False
    return True


def last_cycle_that_differs(stretch: Stretch) -> int:
    """The cycle after which every further one is alike."""
    known: int | None = stretch.placed.get(_LAST)
    if known is None:
        known = stretch.placed[_LAST] = _last_that_differs(stretch)
    return known


def _last_that_differs(stretch: Stretch) -> int:
    named = 0
    for component in stretch.components:
        for stated in (component, *component.parts):
            has_own_clock = stated.starts is not None and stated.starts.has_own_clock
            if stated.doses is not None or stated.weekdays or has_own_clock:
                return MOST_CYCLES
            if stated.cycles is not None:
                named = max(named, stated.cycles.last_named)
    for row in stretch.totals:
        if row.cycles is not None:
            named = max(named, row.cycles.last_named)
    return named


def _no_infusion_outlasts_the_gap(regimen: Regimen) -> Iterator[Problem]:
    for line in regimen.lines:
        givings = by_line(line.stretch)[line.component.id]
        overrun = _first_overrun(givings)
        if overrun is not None:
            other, given = overrun
            yield Problem(
                "RC303",
                f"an infusion over {other.statement.infuse_over} outlasts the "
                f"{_gap(other, given)} to the line's next giving",
                "Correct the duration or the days.",
                place_in(regimen, *line.path_of(given.statement, "infuse_over")),
            )


def _first_overrun(
    givings: Iterable[Administration],
) -> tuple[Administration, Administration] | None:
    """The first giving that another one, the last by one of the line's parts, may outlast."""
    last: dict[int, tuple[Administration, float, float]] = {}
    for given in givings:
        statement, begins = given.statement, _begins(given)
        for other, began, ends in last.values():
            if (
                ends > begins
                and began != begins
                and given.offset >= other.offset
                and not exclude_each_other(other.statement.conditions, statement.conditions)
            ):
                return other, given
        last[statement.number] = (given, begins, begins + _length(given))
    return None


def _begins(given: Administration) -> float:
    """Minutes from the phase's first opening; the opening of its day where nobody knows better."""
    if given.minute is None:
        return float(given.offset * MINUTES_PER_DAY)
    return given.root * MINUTES_PER_DAY + given.minute


def _gap(other: Administration, given: Administration) -> str:
    minutes = _begins(given) - _begins(other)
    if minutes < MINUTES_PER_DAY:
        return f"{wording.significant(minutes / 60, 3)} h"
    return f"{wording.significant(minutes / MINUTES_PER_DAY, 3)} d"


def _series_end_in_their_cycle(regimen: Regimen) -> Iterator[Problem]:
    """A counted series from a day of the cycle that would run into the next cycle."""
    for line in regimen.lines:
        stretch = line.stretch
        if stretch.cycle is None and (stretch.lasts is None or stretch.lasts.days is None):
            continue
        if not any(_is_series_from_a_day(s.timing) for s in line.component.statements):
            continue
        days = planned_cycle_days(stretch)
        what = "cycle" if stretch.cycle is not None else "phase"
        beyond = (
            given
            for given in by_line(stretch)[line.component.id]
            if given.day > days - 1 + stretch.first_day
            and _is_series_from_a_day(given.statement.timing)
        )
        for given in islice(beyond, 1):
            yield Problem(
                "RC301",
                f"day {given.day} lies beyond the {what} of {days} days",
                f"Give fewer 'times', or write a longer {what}.",
                place_in(regimen, *line.path_of(given.statement, "times")),
            )


def _is_series_from_a_day(timing: LineFields) -> bool:
    starts = timing.starts
    is_from_a_day = starts is not None and starts.day is not None and not starts.has_own_clock
    return is_from_a_day and timing.every is not None


def _length(given: Administration) -> float:
    return given.statement.longest_minutes or given.minutes or 0.0


def _lines_that_refer(regimen: Regimen) -> Iterator[Line]:
    """The lines that need another to be placed or computed."""
    return (line for line in regimen.lines if line.component.references)


def _lines_begin_on_their_day(regimen: Regimen) -> Iterator[Problem]:
    """A line with days of its own that waits for one which ends on a later day."""
    for line in _lines_that_refer(regimen):
        late = (
            given
            for given in by_line(line.stretch)[line.component.id]
            if (awaited := _awaited_on_its_day(given.statement.timing))
            and any(_ends_later(o, given) for o in by_line(line.stretch).get(awaited, ()))
        )
        for given in islice(late, 1):
            name, starts = line.component.id, given.statement.timing.starts
            yield Problem(
                "RC309",
                f"'{name}' starts after '{starts.line if starts else ''}', which ends on another "
                "day",
                "Give it the day on which it begins, and take 'starts' out.",
                place_in(regimen, *line.path_of(given.statement, "starts")),
            )


def _lines_stay_on_their_day(regimen: Regimen) -> Iterator[Problem]:
    """A line with days of its own that its relation to another carries to a different day."""
    for line in _lines_that_refer(regimen):
        givings = by_line(line.stretch)[line.component.id]
        carried = (given for given in givings if _is_carried(given, givings, line.stretch))
        for given in islice(carried, 1):
            yield Problem(
                "RC309",
                f"'{line.component.id}' has a day, and begins {given.relation}: that is on another "
                "day",
                "Give it the day on which it begins, and take 'starts' out.",
                place_in(regimen, *line.path_of(given.statement, "starts")),
            )


def _is_carried(given: Administration, givings: Iterable[Administration], stretch: Stretch) -> bool:
    """Whether a giving beside another line falls on another day than the one that is stated."""
    timing = given.statement.timing
    if not given.relation or timing.in_bag_with:
        return False
    if not _is_series_from_a_day(timing):
        before = (given.cycle - 1) * planned_cycle_days(stretch)
        return given.offset != before + given.day - stretch.first_day
    starts = timing.starts
    if starts is None or timing.weekdays or timing.except_days_of:
        return False
    alike = (g for g in givings if g.cycle == given.cycle and g.statement.timing is timing)
    return min(one.day for one in alike) != starts.day


def _awaited_on_its_day(timing: LineFields) -> str:
    """The line for whose end a line with days of its own waits; nothing for other lines."""
    starts = timing.starts
    if starts is None or starts.relation != "after":
        return ""
    return starts.line if timing.days is not None or starts.day else ""


def _ends_later(other: Administration, given: Administration) -> bool:
    """Whether another giving of that day and cycle ends on a later day."""
    if (other.cycle, other.offset) != (given.cycle, given.offset):
        return False
    return _begins(other) + _length(other) >= (given.offset + 1) * MINUTES_PER_DAY


CHECKS: tuple[Callable[[Regimen], Iterator[Problem]], ...] = (
    caps_of_a_day_are_shared,
    _no_infusion_outlasts_the_gap,
    _series_end_in_their_cycle,
    _lines_begin_on_their_day,
    _lines_stay_on_their_day,
)
