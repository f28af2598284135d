"""Checks of the author's own totals: each must be the sum of its line."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import product

from regimencalc import wording
from regimencalc.administration import Administration
from regimencalc.component import Component, Statement
from regimencalc.conditions import Clause, Condition
from regimencalc.problems import Problem
from regimencalc.ranges import Amount
from regimencalc.regimen import MINUTES_PER_DAY, Regimen, Stretch, TotalsRow
from regimencalc.regimen_lines import place_in
from regimencalc.source import Path
from regimencalc.time_checks import amounts_fit_their_time, by_line, placed
from regimencalc.wording import did_you_mean


def totals_problems(regimen: Regimen) -> Iterator[Problem]:
    """Each total that is not the sum of its line, and what has none."""
    if amounts_fit_their_time(regimen):
        return
    for _, path, stretch in regimen.stretches:
        known = [component.id for component in stretch.components]
        rows = isinstance(stretch.totals_per_cycle, tuple)
        said: set[str] = set()
        for number, row in enumerate(stretch.totals):
            where: Path = (*path, "totals_per_cycle")
            where = (*where, number, "totals") if rows else where
            for name, stated in row.totals.items():
                said.add(name)
                component = stretch.component(name)
                if component is None:
                    yield Problem(
                        "RC304",
                        f"the total names '{name}', which is not a line of this regimen",
                        f"{did_you_mean(name, known)}Lines: {', '.join(known)}.",
                        place_in(regimen, *where, name),
                    )
                    continue
                message = _total_mistake(stretch, component, row, stated)
                if message:
                    fix = (
                        "Look at amount and days again; write the total only when all three agree."
                    )
                    yield Problem("RC401", message, fix, place_in(regimen, *where, name))
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
    own = by_line(stretch)[component.id]
    if not stretch.deciding[component.id]:
        return _sum_mistake(component, own, row, stated)
    placing = _answers_that_place(stretch, component)
    asked = {s.number: _clauses(s) for s in component.statements}
    looked_at: set[tuple[frozenset[tuple[str, str]], frozenset[int]]] = set()
    for scenario in _scenarios(stretch, component, row.when):
        facts = {n: c.answer for n, c in scenario.items() if not c.edges and n in placing}
        holding = frozenset(n for n, clauses in asked.items() if _holds(clauses, scenario))
        same = (frozenset(facts.items()), holding)
        if same in looked_at:
            continue
        looked_at.add(same)
        givings = placed(stretch, facts, component.id) if facts else own
        found = [given for given in givings if given.statement.number in holding]
        mistake = _sum_mistake(component, found, row, stated)
        if mistake is not None:
            return mistake
    return None


def _answers_that_place(stretch: Stretch, component: Component) -> set[str]:
    """The answers that move a line's givings: those of lines it hangs on; its own if it counts."""
    others = stretch.needed_by([component.id]) - {component.id}
    lines = [other for other in stretch.components if other.id in others]
    if any(stated.doses is not None for stated in (component, *component.parts)):
        lines.append(component)
    return {clause.name for line in lines for s in line.statements for clause in _clauses(s)}


def _sum_mistake(
    component: Component, found: list[Administration], row: TotalsRow, stated: Amount
) -> str | None:
    table = component.table_for
    amounts = {s: table or s.amount for s in component.statements}
    bounds = {s: _bounds(amount) for s, amount in amounts.items()}
    others = {s for s, amount in amounts.items() if amount.kind is not stated.kind}
    of_other_kind = {given.cycle for given in found if given.statement in others} if others else ()
    sums: dict[int, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for given in found:
        times, of_cycle = amount_factor(given), sums[given.cycle]
        for bound, number in bounds[given.statement]:
            of_cycle[bound] += number * times
    wanted, cycles = dict(_bounds(stated)), row.cycles
    for cycle in sorted(sums) or [1]:
        if cycles is not None and cycle not in cycles:
            continue
        got = sums.get(cycle, {})
        if cycle in of_other_kind or not _are_equal(got, wanted):
            return _sum_in_words(component, found, cycle, got, stated)
    return None


def _are_equal(got: dict[str, float], wanted: dict[str, float]) -> bool:
    """Whether sums are those that are wanted, but for binary noise."""
    return got == wanted or _exact(got) == _exact(wanted)


def _exact(sums: dict[str, float]) -> dict[str, Decimal]:
    return {bound: wording.without_noise(number) for bound, number in sums.items()}


def _scenarios(
    stretch: Stretch, component: Component, when: Condition | None
) -> Iterator[dict[str, Clause]]:
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
            for clause in _clauses(statement):
                known = asked.setdefault(clause.name, [])
                if clause.name not in assumed and clause not in known:
                    known.append(clause)
    for clauses in product(*asked.values()):
        yield dict(zip(asked, clauses, strict=True))


def _clauses(statement: Statement) -> list[Clause]:
    """Every clause of its conditions."""
    return [clause for condition in statement.conditions for clause in condition.all_clauses()]


def _holds(clauses: list[Clause], scenario: Mapping[str, Clause]) -> bool:
    """Whether a statement's clauses are among what a scenario assumes."""
    return all(scenario.get(clause.name, clause) == clause for clause in clauses)


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


def _bounds(amount: Amount) -> list[tuple[str, float]]:
    if amount.plan is not None:
        return [("plan", amount.plan.canonical)]
    stated = (("from", amount.least), ("to", amount.most))
    return [(bound, measure.canonical) for bound, measure in stated if measure is not None]


def amount_factor(given: Administration) -> float:
    """How many times its stated amount one giving is."""
    statement = given.statement
    basis = statement.basis
    if basis == "per_day":
        if statement.timing.doses_per_day:
            return 1 / statement.timing.doses_per_day
        return (given.minutes or MINUTES_PER_DAY) / MINUTES_PER_DAY
    if basis == "per_hour":
        return (given.minutes or 0.0) / 60
    return 1.0
