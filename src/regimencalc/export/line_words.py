"""A line of a regimen in words, as a pharmacist would say it."""

from collections.abc import Iterator

from regimencalc import wording
from regimencalc.component import Component, Statement
from regimencalc.regimen import Regimen, Stretch

UNVERIFIED = "NOT VERIFIED: from memory, at least in part"
_PER = {"per_dose": "a dose", "per_day": "a day", "per_hour": "an hour", "total": "in all"}


def amount_words(statement: Statement) -> str:
    """The amount with what it is per: "45 mg/m2 a dose", "2400 mg/m2 in all"."""
    if statement.basis is None:
        return ""
    amount = statement.amount
    if not amount.is_stated:
        return "dose not stated"
    return f"{amount} {_PER[statement.basis]}"


def duration_words(statement: Statement) -> str:
    """How long it runs."""
    if statement.timing.in_bag_with:
        return f"in the bag with {statement.timing.in_bag_with}"
    span = statement.infuse_over
    if span is None:
        return ""
    if span.until is not None:
        return str(span)
    return f"over {span}" if span.is_stated else "infusion time not stated"


def timing_words(statement: Statement) -> str:
    """When it is given: its days, its start, its series."""
    timing, component = statement.timing, statement.component
    said: list[str] = []
    if component.as_needed is not None:
        return f"as needed: {component.as_needed}"
    if timing.days is not None:
        said.append(f"on {timing.days}")
    if timing.doses_per_day is not None:
        said.append(f"{timing.doses_per_day} doses a day")
    if timing.starts is not None:
        said.append(_starts_words(str(timing.starts), has_day=timing.starts.day is not None))
    if timing.every is not None:
        said.append(f"every {timing.every}")
    if timing.times is not None:
        said.append(f"{timing.times} times" if str(timing.times) != "1" else "once")
    if timing.weekdays:
        said.append(f"on {wording.spoken_list([day.capitalize() for day in timing.weekdays])}")
    if timing.except_days_of:
        said.append(f"not on the days of {wording.spoken_list(timing.except_days_of)}")
    if timing.until is not None:
        said.append(f"until {timing.until}")
    return ", ".join(said)


def _starts_words(starts: str, *, has_day: bool) -> str:
    return f"from {starts}" if has_day and starts.startswith("day") else starts


def holding_words(statement: Statement) -> str:
    """For which cycles, doses and patients it holds."""
    said: list[str] = []
    for fields in (statement.component, statement.part):
        if fields is None:
            continue
        if fields.cycles is not None:
            said.append(f"cycle {fields.cycles}")
        if fields.doses is not None:
            said.append(f"dose {fields.doses}")
    said += [str(condition) for condition in statement.conditions]
    return "; ".join(said)


def statement_lines(statement: Statement) -> Iterator[str]:
    """One statement as lines: what, when, and under what."""
    holding = holding_words(statement)
    head = f"{holding}: " if holding else ""
    what = (amount_words(statement), statement.route, duration_words(statement))
    yield f"{head}{', '.join(part for part in what if part)}"
    timing = timing_words(statement)
    if timing:
        yield timing
    if statement.cap is not None:
        yield str(statement.cap)
    for gate in statement.gates:
        yield f"only if {gate}"
    if statement.round_to is not None:
        yield f"rounded to {statement.round_to}"
    if statement.dilute_in:
        yield f"in {statement.dilute_in}"


def component_lines(component: Component) -> Iterator[str]:
    """A line's statements and what is said of all of them."""
    for statement in component.statements:
        yield from statement_lines(statement)
    for part in component.parts:
        if part.is_by_dose:
            yield f"{part.when}: in {part.dilute_in or part.note}"
    if component.kidney is not None:
        yield f"the clearance that its AUC was defined with: {component.kidney}"
    if component.weight is not None:
        yield f"by {component.weight} weight"
    if component.table_for is not None:
        yield f"the table for {component.table_for}"
    if component.retain_for is not None:
        yield f"retained for {component.retain_for}"
    if component.optional:
        yield "optional"
    if component.borrowed_from is not None:
        yield f"borrowed from {component.borrowed_from}"
    if not component.is_verified:
        yield UNVERIFIED
    if component.note:
        yield component.note


def length_words(stretch: Stretch) -> str:
    """How long a phase is: its cycles, or that it has none."""
    cycle = stretch.cycle
    if cycle is None:
        return f"no cycles, lasts: {stretch.lasts}"
    mark = "" if cycle.verified else f"   {UNVERIFIED}"
    until = f", until {cycle.until}" if cycle.until else ""
    length = cycle.length
    days = length.plan or length.least or length.most
    one = length.least is None and length.most is None and days is not None
    every = f"{days.canonical / 1440:g} days" if one and days is not None else _range(stretch)
    planned = "not stated" if cycle.planned is None else str(cycle.planned)
    return f"every {every}, planned: {planned}{until}{mark}"


def _range(stretch: Stretch) -> str:
    length = stretch.cycle.length if stretch.cycle is not None else None
    if length is None:
        return ""
    bounds = [f"from {length.least}"] if length.least is not None else []
    bounds += [f"to {length.most}"] if length.most is not None else []
    return f"{length.plan} ({' '.join(bounds)})" if length.plan is not None else " ".join(bounds)


def phase_title(regimen: Regimen, phase: str) -> str:
    """What a phase is called."""
    name = next((p.name for p in regimen.phases if p.id == phase and p.name), None)
    return f"Phase {phase}: {name}" if name else f"Phase {phase}"
