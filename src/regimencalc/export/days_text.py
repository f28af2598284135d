"""One cycle of each phase day by day, for one set of answers to the regimen's choices."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby, pairwise, product

from regimencalc import order_of_giving, wording
from regimencalc.administration import Administration
from regimencalc.choosing import chosen
from regimencalc.component import Component
from regimencalc.conditions import OF_THE_BODY, Condition, Facts
from regimencalc.export.line_words import (
    amount_words,
    cycle_words,
    duration_words,
    if_words,
    length_words,
    limit_words,
    line_name,
    part_remarks,
    phase_title,
    planned_words,
    remark_lines,
    statement_lines,
)
from regimencalc.export.regimen_text import head_lines
from regimencalc.export.wrapping import Line, labelled, page
from regimencalc.formulary import FormularyEntry
from regimencalc.phases import MANY_CYCLES, MOST_CYCLES
from regimencalc.problems import Place, Problem, Refused
from regimencalc.regimen import Phase, Regimen, Stretch
from regimencalc.regimen_lines import planned_cycle_days
from regimencalc.schedule import administrations

Entries = Mapping[str, FormularyEntry]


def regimen_days_text(
    regimen: Regimen,
    formulary: Entries,
    width: int,
    choose: Mapping[str, str] | None = None,
) -> str:
    """The first cycle of each phase day by day, for one set of answers: the first, if none given.

    Refused where an answer is none of the regimen's.
    """
    answers = {n: c.otherwise or c.names[0] for n, c in regimen.choices.items()}
    answers |= choose or {}
    for name in answers:
        if name not in regimen.choices:
            raise Refused(_no_question(regimen, name))
    made, problems = chosen(regimen, answers, {}, lines=frozenset())
    if problems:
        raise Refused(problems)
    return page(_days(regimen, formulary, made.facts), width)


def _no_question(regimen: Regimen, name: str) -> Problem:
    known = ", ".join(regimen.choices) or "none"
    return Problem(
        "RC604",
        f"'{name}' is not a choice whose answer changes the days of {regimen.id}",
        f"{wording.did_you_mean(name, regimen.choices)}Such choices: {known}. Amounts, levels and "
        "lengths are chosen with 'plan'.",
        Place(field="choose"),
    )


def _days(regimen: Regimen, formulary: Entries, facts: Facts) -> Iterator[Line]:
    yield from head_lines(regimen)
    if regimen.choices:
        yield labelled("for:", "; ".join(_answered(regimen, facts)))
        name, choice = next(iter(regimen.choices.items()))
        other = next(answer for answer in choice.names if answer != facts[name])
        yield labelled("", f"to see another answer: --choose {name}={other}")
    words = "counted from the opening of the treatment day; '·' where the hour is not known"
    yield labelled("hours", words)
    for phase, _, stretch in regimen.stretches:
        yield Line("")
        if phase:
            yield Line(phase_title(regimen, phase))
        if isinstance(stretch, Phase) and stretch.when and stretch.when.holds(facts) is False:
            yield Line(f"not given; it is given if {stretch.when}", "  ")
        else:
            yield from _days_of_phase(stretch, formulary, facts)


def _answered(regimen: Regimen, facts: Facts) -> Iterator[str]:
    for name, choice in regimen.choices.items():
        condition = dict(choice.answers)[str(facts[name])]
        yield f"{name}: {facts[name]}{'' if condition is None else f' (if {condition})'}"


def _days_of_phase(stretch: Stretch, formulary: Entries, facts: Facts) -> Iterator[Line]:
    cycles = _cycles(stretch)
    found = _givings(stretch, facts, cycles)
    yield Line(_phase_words(stretch, found, cycles, formulary), "  ")
    if any(statement.timing.weekdays for c in stretch.components for statement in c.statements):
        yield Line("day 1 is taken to be a Monday", "  ")
    order = {c: rank for rank, c in enumerate(order_of_giving.in_order_of_giving(stretch))}
    first = sorted(found[1], key=lambda g: (*_slot(g)[:3], order[g.component], g.statement.number))
    by_day = [
        (day, tuple(_entries(list(of_day), found[1], formulary, facts)))
        for day, of_day in groupby(first, key=lambda given: given.day)
    ]
    for entries, alike in groupby(by_day, key=lambda pair: pair[1]):
        yield Line(wording.days([day for day, _ in alike]).capitalize(), "  ")
        yield from entries
    yield from _remarks(stretch, found[1], formulary, facts)


def _entries(
    of_day: Sequence[Administration],
    found: Counter[Administration],
    formulary: Entries,
    facts: Facts,
) -> Iterator[Line]:
    for _, alternatives in groupby(of_day, key=lambda g: (*_slot(g), g.component.id)):
        yield from _entry(list(alternatives), found, formulary, facts)


def _slot(given: Administration) -> tuple[int, bool, float, str, str]:
    return given.day, given.hour is None, given.hour or 0.0, given.at, given.relation


def _cycles(stretch: Stretch) -> int:
    """How many cycles are compared: as many as are planned at most."""
    planned = stretch.cycle.planned if stretch.cycle is not None else None
    if stretch.cycle is None:
        return 1
    stated = None if planned is None else planned.most or planned.plan or planned.least
    return min(stated or MANY_CYCLES, MOST_CYCLES)


def _givings(stretch: Stretch, facts: Facts, cycles: int) -> dict[int, Counter[Administration]]:
    """For each cycle what is given to anybody of these answers, and how often.

    Each kind of body is placed by itself, so that a line that hangs on another's alternatives
    is not given once for each of them.
    """
    found: dict[int, Counter[Administration]] = {n: Counter() for n in range(1, cycles + 1)}
    days = planned_cycle_days(stretch)
    for body in _bodies(stretch.conditions):
        placed = administrations(stretch, cycles=cycles, cycle_days=days, facts={**facts, **body})
        for cycle, given in groupby(_in_turn(placed), key=lambda given: given.cycle):
            found[cycle] |= Counter(given)
    return found


def _in_turn(placed: Iterable[Administration]) -> Iterator[Administration]:
    """Givings without what tells equal ones apart; a relation is that of a series' first."""
    begun: set[tuple[str, int, int]] = set()
    for given in placed:
        timing, key = given.statement.timing, (given.component.id, given.cycle, given.beside)
        if given.component.as_needed is not None:
            continue
        if timing.every is not None and timing.days is None:
            given = given._replace(relation="" if key in begun else given.relation)
            begun.add(key)
        yield given._replace(number=0, beside=0)


def _bodies(conditions: Sequence[Condition]) -> Iterator[dict[str, float]]:
    """A body within each band that the conditions tell apart: at, between and beyond the edges."""
    edges: dict[str, set[float]] = {}
    for condition in conditions:
        for clause in condition.all_clauses():
            if clause.name in OF_THE_BODY:
                edges.setdefault(clause.name, set()).update(m.canonical for _, m in clause.edges)
    bands: list[list[float]] = []
    for of_one in edges.values():
        at = sorted(of_one)
        between = [(low + high) / 2 for low, high in pairwise(at)]
        bands.append([at[0] / 2, *at, *between, at[-1] * 2])
    for values in product(*bands):
        yield dict(zip(edges, values, strict=True))


def _phase_words(
    stretch: Stretch,
    found: Mapping[int, Counter[Administration]],
    cycles: int,
    formulary: Entries,
) -> str:
    if stretch.cycle is None:
        return length_words(stretch)
    planned = planned_words(stretch)
    of = planned.replace(" cycles", "").replace(" cycle", "")
    title = f"cycle 1; {planned}" if planned.startswith("number") else f"cycle 1 of {of}"
    differing = [
        line_name(c, formulary)
        for c in stretch.components
        if any(_given_of(c, found[n]) != _given_of(c, found[1]) for n in range(2, cycles + 1))
    ]
    differs = f"; other cycles differ in: {', '.join(differing)}" if differing else ""
    return f"{title}, {cycle_words(stretch)}{differs}"


def _given_of(component: Component, givings: Counter[Administration]) -> Counter[object]:
    return Counter(
        {
            (given.statement, given.day, given.hour, given.at): number
            for given, number in givings.items()
            if given.component is component
        }
    )


def _entry(
    alternatives: Sequence[Administration],
    found: Counter[Administration],
    formulary: Entries,
    facts: Facts,
) -> Iterator[Line]:
    """One giving; where several bodies have each their own, these one under another."""
    head, hang = f"{'':4}{_hour(alternatives[0]):<15} ", 22
    name = line_name(alternatives[0].component, formulary)
    said = [_giving_words(given, found) for given in alternatives]
    shared = [words for words in said[0] if all(words in other for other in said)]
    words = ", ".join(shared)
    conditions = [if_words(given.statement, facts) for given in alternatives]
    if len(alternatives) == 1:
        words = ": ".join(part for part in (conditions[0], words) if part)
    yield Line(": ".join(part for part in (name, words) if part), head, hang)
    for condition, of_one in zip(conditions, said, strict=True):
        own = ", ".join(words for words in of_one if words not in shared)
        line = ": ".join(part for part in (condition, own) if part)
        if line and len(alternatives) > 1:
            yield Line(line, " " * hang, hang + 2)


def _hour(given: Administration) -> str:
    if given.hour is None or given.states_no_hour:
        return f"in the {given.at}" if given.at else "·"
    if given.hour < 0:
        return f"{_time(-given.hour)} before"
    return f"at hour {wording.to_decimals(given.hour, 2)}"


def _time(hours: float) -> str:
    """Two hours and more in hours, less in minutes."""
    minutes = wording.to_decimals(hours * 60, 1)
    return f"{minutes} min" if hours < 2 else f"{wording.to_decimals(hours, 2)} h"


def _giving_words(given: Administration, found: Counter[Administration]) -> list[str]:
    statement = given.statement
    words = (
        amount_words(statement),
        statement.route,
        duration_words(statement),
        _relation(given),
        _ending(given),
        "" if found[given] == 1 else f"{found[given]} times a day",
        given.goes_on,
        *limit_words(statement),
        "optional" if given.component.optional else "",
    )
    return [part for part in words if part]


def _relation(given: Administration) -> str:
    """Beside which line it is given; how long before stands in front where it is early."""
    if given.statement.timing.in_bag_with or given.hour is None or given.hour >= 0:
        return "" if given.statement.timing.in_bag_with else given.relation
    relation = given.relation
    for lead in (f"{_time(-given.hour)} ", f"{wording.to_decimals(-given.hour, 2)} h "):
        relation = relation.removeprefix(lead)
    return relation or "before the opening"


def _ending(given: Administration) -> str:
    """The end of what runs into another day, in hours from the opening of its own first day."""
    hour, minutes, end = given.hour, given.minutes, given.end_offset
    if hour is None or minutes is None or end is None or hour < 0 or end == given.offset:
        return ""
    day = given.day + end - given.offset
    return f"to hour {wording.to_decimals(hour + minutes / 60, 2)} (day {day})"


def _remarks(
    stretch: Stretch, found: Counter[Administration], formulary: Entries, facts: Facts
) -> Iterator[Line]:
    """What is said of the lines that are shown, and of those that are given when needed."""
    statements = {given.statement for given in found}
    for component in order_of_giving.in_order_of_giving(stretch):
        said: list[str] = []
        for statement in component.statements:
            is_possible = all(c.holds(facts) is not False for c in statement.conditions)
            if component.as_needed is not None and is_possible:
                words = next(statement_lines(statement))
                said.append(f"{words}, as needed: {component.as_needed}")
            if statement in statements or (component.as_needed is not None and is_possible):
                said += [*part_remarks(statement), *remark_lines(component)]
        if said:
            words = "; ".join(dict.fromkeys(said))
            yield Line(f"{line_name(component, formulary)}: {words}", "  ")
