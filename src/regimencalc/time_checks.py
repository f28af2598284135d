"""Checks of amounts against the time over which they run, and of the author's own totals."""

from collections.abc import Callable, Iterator
from itertools import product

from regimencalc import wording
from regimencalc.component import RATED, Component, Statement
from regimencalc.conditions import Clause, Condition
from regimencalc.problems import Problem
from regimencalc.ranges import Amount
from regimencalc.regimen import MINUTES_PER_DAY, Regimen, Stretch, TotalsRow
from regimencalc.regimen_lines import Line, lines_of, place_in, planned_cycle_days
from regimencalc.schedule import Administration, administrations
from regimencalc.source import Path
from regimencalc.units import Measure
from regimencalc.wording import did_you_mean

CYCLES_LOOKED_AT = 3


def time_problems(regimen: Regimen) -> Iterator[Problem]:
    """What makes no sense when a regimen's lines are placed in time."""
    unfit = list(_amounts_fit_their_time(regimen))
    yield from unfit
    if not unfit:
        for check in CHECKS:
            yield from check(regimen)


def _amounts_fit_their_time(regimen: Regimen) -> Iterator[Problem]:
    """A four-day total given each day, and four days' infusion in four hours, have killed."""
    for line in lines_of(regimen):
        for statement in line.component.statements:
            for code, field, message, fix in _amount_mistakes(statement):
                place = place_in(regimen, *line.path_of(statement, field))
                yield Problem(code, message, fix, place)


def _amount_mistakes(statement: Statement) -> Iterator[tuple[str, str, str, str]]:
    span, basis, timing = statement.infuse_over, statement.basis, statement.timing
    longest = None if span is None else span.longest_minutes or span.shortest_minutes
    has_end = span is not None and span.until is not None
    in_bag = bool(timing.in_bag_with)
    if basis == "total" and not in_bag and not (longest is not None and longest > MINUTES_PER_DAY):
        message = "'total' is for one infusion of more than 24 h"
        yield "RC313", "total", message, "Write 'per_dose: …'."
    if basis == "per_day" and not in_bag:
        planned = None if span is None else span.planned_minutes
        if planned is not None and (planned % MINUTES_PER_DAY or planned <= MINUTES_PER_DAY):
            message = f"an amount per day over {span} is not one for a number of whole days"
            fix = "Up to 24 h write 'per_dose: …'; for other times 'total: …', as the source does."
            yield "RC313", "per_day", message, fix
        elif planned is None and not has_end and timing.doses_per_day is None:
            message = "an amount per day needs the number of doses a day, or an infusion of days"
            fix = "Add 'doses_per_day: 2' or 'infuse_over: 96 h', or write 'per_dose: …'."
            yield "RC313", "per_day", message, fix
    cap = statement.cap
    if cap is not None and cap.per_dose is not None and cap.per_day is not None:
        message = f"'{statement.id}' has a limit for a dose and one for a day"
        fix = "Keep the one that the source states; the other follows from it."
        yield "RC313", "cap", message, fix
    if (
        cap is not None
        and cap.per_hour is not None
        and basis != "per_hour"
        and not in_bag
        and (span is None or span.planned_minutes is None)
    ):
        message = f"'{statement.id}' has a limit per hour and no stated length"
        yield "RC313", "cap", message, "Add 'infuse_over: 12 h', or write the limit 'per_dose: …'."
    is_rate = basis == "per_hour" and statement.amount.kind in RATED
    if (
        basis == "per_hour"
        and not (in_bag or has_end or is_rate)
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


def placed(
    stretch: Stretch, facts: dict[str, float | str] | None = None
) -> tuple[Administration, ...]:
    """The administrations of a few cycles of a phase, without a patient."""
    planned = stretch.cycle.planned if stretch.cycle is not None else None
    stated = 1 if stretch.cycle is None else CYCLES_LOOKED_AT
    if planned is not None:
        stated = planned.plan or planned.most or CYCLES_LOOKED_AT
    return administrations(
        stretch, cycles=stated, cycle_days=planned_cycle_days(stretch), facts=facts
    )


def _no_infusion_outlasts_the_gap(regimen: Regimen) -> Iterator[Problem]:
    for _, path, stretch in regimen.stretches:
        last: dict[tuple[str, int], Administration] = {}
        said: set[str] = set()
        lines = [component.id for component in stretch.components]
        for given in placed(stretch):
            key = (given.component.id, given.statement.number)
            before = last.get(key)
            last[key] = given
            name = given.component.id
            ends = None if before is None else _latest_end(before)
            begins = given.starts_after
            if begins is None:
                begins = float(given.offset * MINUTES_PER_DAY)
            if before is None or ends is None or ends <= begins or name in said:
                continue
            if given.starts_after == before.starts_after or given.offset < before.offset:
                continue
            said.add(name)
            line = Line(stretch, (*path, "components", lines.index(name)), given.component)
            gap = wording.significant((begins - (ends - _length(before))) / MINUTES_PER_DAY, 3)
            yield Problem(
                "RC303",
                f"an infusion over {given.statement.infuse_over} outlasts the {gap} d to the "
                "line's next giving",
                "Correct the duration or the days.",
                place_in(regimen, *line.path_of(given.statement, "infuse_over")),
            )


def _series_end_in_their_cycle(regimen: Regimen) -> Iterator[Problem]:
    """A counted series from a day of the cycle that would run into the next cycle."""
    for _, path, stretch in regimen.stretches:
        if stretch.cycle is None and (stretch.lasts is None or stretch.lasts.days is None):
            continue
        longest = planned_cycle_days(stretch) - 1 + stretch.first_day
        what = "cycle" if stretch.cycle is not None else "phase"
        lines = [component.id for component in stretch.components]
        said: set[str] = set()
        for given in placed(stretch):
            timing, name = given.statement.timing, given.component.id
            starts = timing.starts
            if starts is None or starts.day is None or starts.has_own_clock or timing.every is None:
                continue
            if given.day > longest and name not in said:
                said.add(name)
                line = Line(stretch, (*path, "components", lines.index(name)), given.component)
                yield Problem(
                    "RC301",
                    f"day {given.day} lies beyond the {what} of {planned_cycle_days(stretch)} days",
                    f"Give fewer 'times', or write a longer {what}.",
                    place_in(regimen, *line.path_of(given.statement, "times")),
                )


def _length(given: Administration) -> float:
    span = given.statement.infuse_over
    longest = None if span is None else span.longest_minutes
    return longest or given.minutes or 0.0


def _latest_end(given: Administration) -> float | None:
    begins = given.starts_after
    if begins is None:
        begins = float(given.offset * MINUTES_PER_DAY)
    return begins + _length(given) if _length(given) else None


def _lines_begin_on_their_day(regimen: Regimen) -> Iterator[Problem]:
    """A line with days of its own that waits for one which ends on a later day."""
    for _, path, stretch in regimen.stretches:
        lines = [component.id for component in stretch.components]
        found = placed(stretch)
        ends: dict[tuple[str, int, int], list[Administration]] = {}
        for given in found:
            ends.setdefault((given.component.id, given.cycle, given.offset), []).append(given)
        said: set[str] = set()
        for given in found:
            starts = given.statement.timing.starts
            has_day = given.statement.timing.days is not None or (starts and starts.day)
            name = given.component.id
            if starts is None or starts.relation != "after" or not has_day or name in said:
                continue
            awaited = ends.get((starts.line, given.cycle, given.offset), [])
            if any(_ends_later(other, given) for other in awaited):
                said.add(name)
                line = Line(stretch, (*path, "components", lines.index(name)), given.component)
                yield Problem(
                    "RC309",
                    f"'{name}' starts after '{starts.line}', which ends on another day",
                    "Give it the day on which it begins, and take 'starts' out.",
                    place_in(regimen, *line.path_of(given.statement, "starts")),
                )


def _ends_later(other: Administration, given: Administration) -> bool:
    begins = other.starts_after
    if begins is None:
        begins = float(other.offset * MINUTES_PER_DAY)
    return begins + _length(other) >= (given.offset + 1) * MINUTES_PER_DAY


def _totals_add_up(regimen: Regimen) -> Iterator[Problem]:
    for _, path, stretch in regimen.stretches:
        known = [component.id for component in stretch.components]
        rows = isinstance(stretch.totals_per_cycle, tuple)
        said: set[str] = set()
        for number, row in enumerate(stretch.totals):
            where: Path = (*path, "totals_per_cycle")
            where = (*where, number, "totals") if rows else where
            for name, stated in row.totals.items():
                said.add(name)
                place = place_in(regimen, *where, name)
                component = stretch.component(name)
                if component is None:
                    yield Problem(
                        "RC304",
                        f"the total names '{name}', which is not a line of this regimen",
                        f"{did_you_mean(name, known)}Lines: {', '.join(known)}.",
                        place,
                    )
                    continue
                message = _total_mistake(stretch, component, row, stated)
                if message:
                    fix = (
                        "Look at amount and days again; write the total only when all three agree."
                    )
                    yield Problem("RC401", message, fix, place)
        missing = [
            c.id for c in stretch.components if c.id not in said and _has_a_total(stretch, c)
        ]
        if missing:
            yield _nothing_said(regimen, "totals_per_cycle", missing, path)
    if not regimen.examples:
        missing = [c.id for c in regimen.every_component if c.purpose is None]
        missing = missing or [c.id for c in regimen.every_component]
        yield _nothing_said(regimen, "examples", missing, ())


def _nothing_said(regimen: Regimen, what: str, missing: list[str], path: Path) -> Problem:
    return Problem(
        "RC421",
        f"'{what}' says nothing of {', '.join(missing)}: a slip could not be seen",
        f"Add '{what}', worked out from the source and not from this tool.",
        place_in(regimen, *path, what),
    )


def _has_a_total(stretch: Stretch, component: Component) -> bool:
    """Whether a total can be stated: a cytotoxic line, an amount, and an end."""
    if stretch.cycle is None and (stretch.lasts is None or stretch.lasts.days is None):
        return False
    timing = component.statements[0].timing
    is_open = timing.until is not None and timing.until.condition is not None
    amounts = [statement.amount for statement in component.statements]
    return (
        component.drug is not None
        and component.purpose is None
        and component.as_needed is None
        and not is_open
        and all(amount.is_stated and not amount.share_of for amount in amounts)
    )


def _total_mistake(
    stretch: Stretch, component: Component, row: TotalsRow, stated: Amount
) -> str | None:
    """What is wrong with a stated total, in words; None if it is the sum whoever the patient is."""
    for scenario in _scenarios(stretch, component, row.when):
        facts: dict[str, float | str] = {c.name: c.answer for c in scenario if not c.edges}
        found = [
            given
            for given in placed(stretch, facts)
            if given.component.id == component.id and _holds(given.statement, scenario)
        ]
        mistake = _sum_mistake(component, found, row, stated)
        if mistake is not None:
            return mistake
    return None


def _sum_mistake(
    component: Component, found: list[Administration], row: TotalsRow, stated: Amount
) -> str | None:
    cycles = sorted({given.cycle for given in found}) or [1]
    wanted = {bound: measure.canonical for bound, measure in _bounds(stated)}
    for cycle in cycles if row.cycles is None else [c for c in cycles if c in row.cycles]:
        sums: dict[str, float] = {}
        for given in (given for given in found if given.cycle == cycle):
            amount = component.table_for or given.statement.amount
            if amount.kind is not stated.kind:
                return _sum_in_words(component, found, cycle, sums, stated)
            for bound, measure in _bounds(amount):
                sums[bound] = sums.get(bound, 0.0) + measure.canonical * amount_factor(given)
        if {b: wording.without_noise(n) for b, n in sums.items()} != {
            b: wording.without_noise(n) for b, n in wanted.items()
        }:
            return _sum_in_words(component, found, cycle, sums, stated)
    return None


def _scenarios(
    stretch: Stretch, component: Component, when: Condition | None
) -> Iterator[tuple[Clause, ...]]:
    """Every way in which the conditions of a line, and of those it hangs on, can turn out."""
    assumed = {clause.name: clause for clause in (when.clauses if when is not None else ())}
    asked: dict[str, list[Clause]] = {name: [clause] for name, clause in assumed.items()}
    waiting, seen = [component], {component.id}
    while waiting:
        line = waiting.pop()
        others = (stretch.component(name) for name in line.references if name not in seen)
        waiting += [other for other in others if other is not None]
        seen |= {other.id for other in waiting}
        for statement in line.statements:
            for condition in statement.conditions:
                for clause in condition.all_clauses():
                    known = asked.setdefault(clause.name, [])
                    if clause.name not in assumed and clause not in known:
                        known.append(clause)
    yield from product(*asked.values())


def _holds(statement: Statement, scenario: tuple[Clause, ...]) -> bool:
    """Whether a statement's conditions are among what a scenario assumes."""
    assumed = {clause.name: clause for clause in scenario}
    return all(
        assumed.get(clause.name, clause) == clause
        for condition in statement.conditions
        for clause in condition.all_clauses()
    )


def _sum_in_words(
    component: Component,
    found: list[Administration],
    cycle: int,
    got: dict[str, float],
    stated: Amount,
) -> str:
    given = [g for g in found if g.cycle == cycle]
    amount = given[0].statement.amount if given else component.statements[0].amount
    unit = amount.one.canonical_unit if amount.one is not None else ""
    shown = " to ".join(
        wording.with_unit(wording.significant(number, 9), unit) for number in got.values()
    )
    days = sorted({g.day for g in given})
    when = wording.days(days) if days else "no day"
    times = "" if len(given) == len(days) else f", {wording.counted(len(given), 'giving')}"
    which = "a cycle" if cycle == 1 else f"in cycle {cycle}"
    return (
        f"{component.id} is {amount} on {when}{times}: {shown or 'nothing'} {which}, not {stated}"
    )


def _bounds(amount: Amount) -> list[tuple[str, Measure]]:
    if amount.plan is not None:
        return [("plan", amount.plan)]
    stated = (("from", amount.least), ("to", amount.most))
    return [(bound, measure) for bound, measure in stated if measure is not None]


def amount_factor(given: Administration) -> float:
    """How many times its stated amount one giving is."""
    statement = given.statement
    if statement.basis == "per_day":
        if statement.timing.doses_per_day:
            return 1 / statement.timing.doses_per_day
        return (given.minutes or MINUTES_PER_DAY) / MINUTES_PER_DAY
    if statement.basis == "per_hour":
        return (given.minutes or 0.0) / 60
    return 1.0


CHECKS: tuple[Callable[[Regimen], Iterator[Problem]], ...] = (
    _no_infusion_outlasts_the_gap,
    _series_end_in_their_cycle,
    _lines_begin_on_their_day,
    _totals_add_up,
)
