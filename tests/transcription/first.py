"""The first transcription: the regimens of the library, in the same form as the second."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import product
from math import ceil

from regimencalc.administration import Administration
from regimencalc.component import Component, Statement
from regimencalc.conditions import Clause, Condition
from regimencalc.ranges import Amount, Span
from regimencalc.regimen import Phase, Regimen, Stretch
from regimencalc.schedule import administrations
from regimencalc.unit_reader import read_measure
from regimencalc.units import Kind
from transcription.printed import DAY, OPEN, Bounds, Giving, amount_words, basis_of, unit_factor

Facts = dict[str, float | str]
BASIS = {"per_dose": "dose", "per_day": "day", "per_hour": "hour", "total": "total", None: ""}
AGES = "0.5", "1", "2", "3", "8", "8.5", "9", "30", "59", "59.5", "60", "60.5", "61", "75", "75.5"
SURFACES = tuple(f"{hundredth / 100:.2f}" for hundredth in range(90, 250))
SAMPLES: Mapping[str, tuple[Kind, str, tuple[str, ...]]] = {
    "age": (Kind.AGE, "y", (*AGES, "76")),
    "weight": (Kind.BODY_WEIGHT, "kg", ("59.9", "60", "60.1")),
    "bmi": (Kind.BODY_MASS_INDEX, "kg/m2", ("18.4", "18.5", "24")),
    "bsa": (Kind.BODY_SURFACE, "m2", SURFACES),
}
"""Bodies on both sides of every edge; a surface only to the hundredths that tables print."""


_BAND = r"(age|weight|bmi|bsa) (<=|>=|<|>)? ?([\d.]+)(?:-([\d.]+))?(?: \S+)?"


def settings(regimen: Regimen) -> Iterator[Facts]:
    """Every set of answers, with bodies on both sides of every edge."""
    asked: list[tuple[str, tuple[float | str, ...]]] = []
    used = {clause.name for clause in _clauses(regimen)}
    for name, (kind, unit, numbers) in SAMPLES.items():
        if name in used:
            measures = [read_measure(f"{number} {unit}", (kind,), name) for number in numbers]
            asked.append((name, tuple(measure.canonical for measure in measures)))
    asked += [(n, choice.names) for n, choice in regimen.choices.items() if not choice.is_decided]
    for values in product(*(answers for _, answers in asked)):
        facts: Facts = {name: value for (name, _), value in zip(asked, values, strict=True)}
        for name, choice in regimen.choices.items():
            if choice.is_decided:
                holding = (
                    a for a, condition in choice.answers if condition and condition.holds(facts)
                )
                facts[name] = next(holding, choice.otherwise)
        yield facts


def _clauses(regimen: Regimen) -> Iterator[Clause]:
    conditions: list[Condition] = []
    for component in regimen.every_component:
        conditions += [c for statement in component.statements for c in statement.conditions]
    for choice in regimen.choices.values():
        conditions += [condition for _, condition in choice.answers if condition is not None]
    for condition in conditions:
        yield from condition.all_clauses()


def is_planned(stretch: Stretch, facts: Facts) -> bool:
    """Whether the phase is planned under these facts."""
    condition = stretch.when if isinstance(stretch, Phase) else None
    return condition is None or condition.holds(facts) is not False


def givings(stretch: Stretch, cycles: int, facts: Facts) -> Mapping[str, tuple[Giving, ...]]:
    """The givings of every line, as the library's own schedule places them."""
    length = stretch.cycle.longest_days if stretch.cycle is not None else 0
    found: dict[str, list[Giving]] = {component.id: [] for component in stretch.components}
    placed = administrations(stretch, cycles=cycles, cycle_days=length or 60, facts=facts)
    for given in placed:
        found[given.component.id] += _days_of(stretch, given, facts)
    for component in stretch.components:
        if not found[component.id]:
            for statement in _holding(component, facts):
                count = statement.timing.doses_per_day or 1
                found[component.id] += [_giving(stretch, statement, facts, OPEN, None)] * count
    return {line: tuple(given) for line, given in found.items()}


def _holding(component: Component, facts: Facts) -> list[Statement]:
    return [
        statement
        for statement in component.statements
        if all(condition.holds(facts) is not False for condition in statement.conditions)
    ]


def _days_of(stretch: Stretch, given: Administration, facts: Facts) -> Iterator[Giving]:
    """A giving; an amount per day stands on each day on which its infusion runs."""
    giving = _giving(stretch, given.statement, facts, given.cycle, given.day)
    runs = given.statement.basis == "per_day" and given.minutes is not None
    for number in range(ceil((given.minutes or 0) / DAY) if runs else 1):
        yield replace(giving, day=given.day + number)


def _giving(
    stretch: Stretch,
    statement: Statement,
    facts: Facts,
    cycle: int,
    day: int | None,
) -> Giving:
    other = stretch.component(statement.in_bag_with) if statement.in_bag_with else None
    span = _holding(other, facts)[0].infuse_over if other is not None else statement.infuse_over
    return Giving(
        cycle,
        day,
        amount(stretch, statement, span),
        statement.route or "not stated",
        span_words(span),
        cap_words(statement),
        statement.is_verified,
    )


def span_bounds(span: Span | None) -> Bounds:
    """A duration in minutes."""
    if span is None:
        return Bounds()
    stated = (span.plan, span.least, span.most)
    return Bounds(*(None if measure is None else measure.canonical for measure in stated))


def span_words(span: Span | None) -> str:
    """A duration in minutes, or until when it runs."""
    if span is not None and span.until is not None:
        return str(span.until)
    return str(span_bounds(span))


def amount(stretch: Stretch, statement: Statement, span: Span | None) -> str:
    """The amount; a share is that of the other line's."""
    stated = statement.amount
    basis = basis_of(BASIS[statement.basis], span_bounds(span))
    if stated.share_of:
        other = stretch.component(stated.share_of)
        share = stated.plan.canonical / 100 if stated.plan is not None else 0
        if other is None:
            return "not stated"
        base = other.statements[0].amount
        return words_of(base, basis, share)
    return words_of(stated, basis)


def words_of(stated: Amount, basis: str, share: float = 1) -> str:
    """An amount in its canonical unit."""
    one = stated.one
    if one is None:
        return "not stated"
    factor, _ = unit_factor(one.unit)
    numbers = [
        None if measure is None else measure.canonical / factor
        for measure in (stated.plan, stated.least, stated.most)
    ]
    return amount_words(Bounds(*numbers).times(share), one.unit, basis)


def series_of(component: Component) -> set[tuple[str, str]]:
    """How many hours apart the givings of a series are, and how many there are.

    Two a day on stated days are no series to the second transcription, but doses of a day.
    """
    found: set[tuple[str, str]] = set()
    for statement in component.statements:
        timing = statement.timing
        every, times = timing.every, timing.times
        hours = "" if every is None or every.canonical >= DAY else f"{every.canonical / 60:g}"
        days = {other.timing.starts.day for other in component.statements if other.timing.starts}
        is_by_day = len(days) > 1
        bounds = Bounds() if times is None else Bounds(times.plan, times.least, times.most)
        found.add((hours, "" if times is None or is_by_day else str(bounds)))
    return found


def cap_words(statement: Statement) -> str:
    """What limits a line."""
    cap = statement.cap
    if cap is None:
        return "none"
    found = [
        f"{measure.canonical:.10g} {measure.canonical_unit} per {name.removeprefix('per_')}"
        for name in ("per_dose", "per_day", "per_hour", "lifetime")
        if (measure := getattr(cap, name)) is not None
    ]
    return ", ".join(found)


def in_band(text: str, facts: Facts) -> bool | None:
    """Whether a printed band holds (`age < 60`, `age 3-8`, `bsa 1.07-1.22 m2`); None if none is.

    A named answer may have several behind it: `reduced: age > 75 or BMI < 18.5`.
    """
    bands = text.rpartition(": ")[2].lower()
    for word, holds in (("or", any), ("and", all)):
        if f" {word} " in bands:
            found = [_in_one_band(band, facts) for band in bands.split(f" {word} ")]
            return None if None in found else holds(band is True for band in found)
    return _in_one_band(bands, facts)


def _in_one_band(text: str, facts: Facts) -> bool | None:
    found = re.fullmatch(_BAND, text)
    if found is None:
        return None
    name, sign, low, high = found.groups()
    kind, unit, _ = SAMPLES[name]
    value = facts[name]
    if not isinstance(value, float | int):
        raise TypeError(f"{name} is no number")
    edge = read_measure(f"{low} {unit}", (kind,), name).canonical
    if sign:
        return {"<": value < edge, "<=": value <= edge, ">": value > edge, ">=": value >= edge}[
            sign
        ]
    upper = read_measure(f"{high or low} {unit}", (kind,), name).canonical
    if name == "age":  # whole years: 3 to 8 ends on the ninth birthday
        return edge <= value < upper + 1
    return edge <= value <= upper
