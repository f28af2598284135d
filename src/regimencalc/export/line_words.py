"""A line of a regimen in words, as a pharmacist would say it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from regimencalc import wording
from regimencalc.component import Component, Part, Statement
from regimencalc.conditions import Condition, Facts
from regimencalc.days import Numbers
from regimencalc.formulary import FormularyEntry
from regimencalc.ranges import Amount, Count, Span
from regimencalc.regimen import MINUTES_PER_DAY, PhaseStarts, Regimen, Stretch
from regimencalc.starts import Starts, Until
from regimencalc.units import Measure

UNVERIFIED = "NOT VERIFIED: from memory, at least in part"
_PER = {"per_dose": "a dose", "per_day": "a day", "per_hour": "an hour", "total": "in all"}


def amount_words(statement: Statement) -> str:
    """The amount with what it is per: "45 mg/m2 a dose", "2400 mg/m2 in all"."""
    if statement.basis is None:
        return ""
    amount = statement.amount
    if not amount.is_stated:
        return "dose not stated"
    one = amount.plan
    is_one_piece = one is not None and one.unit in wording.PIECES and str(amount) == f"1 {one.unit}"
    words = wording.with_unit("1", one.unit) if one is not None and is_one_piece else str(amount)
    return f"{words} {_PER[statement.basis]}"


def duration_words(statement: Statement) -> str:
    """How long it runs, with the bounds that the file states: "over 4 h (3 h to 4 h)"."""
    if statement.timing.in_bag_with:
        return f"in the bag with {statement.timing.in_bag_with}"
    span = statement.infuse_over
    if span is None:
        return ""
    if span.until is not None:
        return str(span)
    if not span.is_stated:
        return "infusion time not stated"
    return f"over {Amount(span.plan, span.least, span.most)}"


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
        said.append(_starts_words(timing.starts))
    if timing.every is not None:
        said.append(f"every {_step_words(timing.every)}")
    if timing.times is not None:
        said.append(_count_words(timing.times, "time"))
    if timing.weekdays:
        said.append(f"on {wording.spoken_list([day.capitalize() for day in timing.weekdays])}")
    if timing.except_days_of:
        said.append(f"not on the days of {wording.spoken_list(timing.except_days_of)}")
    if timing.until is not None:
        said.append(f"until {_until_words(timing.until)}")
    return ", ".join(said)


def _starts_words(starts: Starts) -> str:
    """Where it begins: "from day -6 of cycle 1", "24 h after the start of methotrexate"."""
    said: list[str] = []
    if starts.day is not None:
        cycle = "" if starts.cycle is None else f" of cycle {starts.cycle}"
        said.append(f"from day {starts.day}{cycle}")
    elif starts.cycle is not None:
        said.append(f"from cycle {starts.cycle}")
    if starts.at is not None:
        said.append(f"in the {starts.at}")
    if starts.relation:
        said.append(starts.relation_words)
    return ", ".join(said)


def _step_words(every: Measure) -> str:
    """The step of a series after "every": "day", "63 days", "6 h"."""
    if every.unit != "d":
        return str(every)
    return "day" if every.number == 1 else f"{every.number:g} days"


def _count_words(count: Count, thing: str) -> str:
    """How many: "4 cycles (4 to 6)", "up to 4 cycles", "at least 4 times", "once"."""
    bounds = _bounds(count.least, count.most)
    if count.plan is None:
        last = count.most or count.least or 2
        return f"{bounds} {thing if last == 1 else f'{thing}s'}"
    if thing == "time" and count.plan == 1 and not bounds:
        return "once"
    counted = wording.counted(count.plan, thing)
    if count.most is None and count.least == count.plan:
        return f"{counted} or more"
    return f"{counted} ({bounds})" if bounds else counted


def _bounds(least: float | None, most: float | None) -> str:
    if least is not None and most is not None:
        return f"{least:g} to {most:g}"
    if most is not None:
        return f"up to {most:g}"
    return "" if least is None else f"at least {least:g}"


def _until_words(until: Until) -> str:
    if until.condition is not None:
        return str(until)
    return f"day {until.day}" if until.cycle is None else f"day {until.day} of cycle {until.cycle}"


def _condition_words(condition: Condition) -> str:
    """A condition as one says it after "if": "growth-factor is filgrastim"."""
    said = [f"{c.name} is {c.answer}" if c.answer else str(c) for c in condition.clauses]
    others = str(replace(condition, clauses=()))
    return " and ".join([*said, others] if others else said)


def if_words(statement: Statement, known: Facts) -> str:
    """For which patients it holds, beyond what is known: "if age below 60 y"; else nothing."""
    open_ones = [c for c in statement.conditions if c.holds(known) is None]
    conditions = [_condition_words(condition) for condition in open_ones]
    return f"if {' and '.join(conditions)}" if conditions else ""


def holding_words(statement: Statement) -> str:
    """For which cycles, doses and patients it holds."""
    said: list[str] = []
    for fields in (statement.component, statement.part):
        if fields is not None and fields.cycles is not None:
            said.append(_numbered("cycle", fields.cycles))
        if fields is not None and fields.doses is not None:
            said.append(_numbered("dose", fields.doses))
    said.append(if_words(statement, {}))
    return ", ".join(words for words in said if words)


def _numbered(thing: str, numbers: Numbers) -> str:
    is_one = len(numbers.listed) == 1 or (numbers.most is None and numbers.least is not None)
    return f"{thing if is_one else f'{thing}s'} {numbers}"


def limit_words(statement: Statement) -> Iterator[str]:
    """What else is stated of each giving: caps, gates, weight, rounding, what it is diluted in."""
    if statement.cap is not None:
        yield str(statement.cap)
    for gate in statement.gates:
        yield f"only if {gate}"
    weight = (statement.part.weight if statement.part else None) or statement.component.weight
    if weight is not None:
        yield f"by {weight} weight"
    if statement.round_to is not None:
        yield f"rounded to {statement.round_to}"
    if statement.dilute_in:
        yield f"in {statement.dilute_in}"


def _route(statement: Statement) -> str:
    return statement.route


def _limits(statement: Statement) -> str:
    return "; ".join(limit_words(statement))


_SAID: tuple[Callable[[Statement], str], ...] = (
    amount_words,
    _route,
    duration_words,
    timing_words,
)


def statement_lines(statement: Statement) -> Iterator[str]:
    """One statement as lines: what, when, and under what."""
    holding = holding_words(statement)
    head = f"{holding}: " if holding else ""
    yield f"{head}{_joined(statement, _SAID[:3])}"
    timing = timing_words(statement)
    if timing:
        yield timing
    yield from limit_words(statement)


def _joined(statement: Statement, said: Sequence[Callable[[Statement], str]]) -> str:
    return ", ".join(words for words in (say(statement) for say in said) if words)


def _part_lines(statements: Sequence[Statement]) -> Iterator[str]:
    """Several statements of one line: what they share once, then one line for each."""
    first = statements[0]
    shared = [say for say in _SAID if len({say(s) for s in statements}) == 1]
    if sum(bool(say(first)) for say in shared) == 1:
        shared = []  # one word alone, such as the route, reads better beside each amount
    words = _joined(first, shared)
    if words:
        yield words
    has_one_limit = len({_limits(s) for s in statements}) == 1
    if has_one_limit:
        yield from limit_words(first)
    own = [say for say in _SAID if say not in shared]
    for statement in statements:
        said = [_joined(statement, own)] if own else []
        said += [] if has_one_limit else [_limits(statement)]
        said += part_remarks(statement)
        words = "; ".join(part for part in said if part)
        yield ": ".join(part for part in (holding_words(statement), words) if part)


def part_remarks(statement: Statement) -> list[str]:
    """What a part says of itself: that it is from memory, and its note."""
    return [] if statement.part is None else _own_remarks(statement.part)


def _own_remarks(part: Part) -> list[str]:
    return [*([] if part.verified else [UNVERIFIED]), *([part.note] if part.note else [])]


def component_lines(component: Component) -> Iterator[str]:
    """A line's statements and what is said of all of them."""
    if len(component.statements) > 1:
        yield from _part_lines(component.statements)
    else:
        yield from statement_lines(component.statements[0])
        yield from part_remarks(component.statements[0])
    if component.optional:
        yield "optional"
    yield from remark_lines(component)


def remark_lines(component: Component) -> Iterator[str]:
    """What is said of a line as a whole, whichever of its statements holds."""
    for part in component.parts:
        if part.is_by_dose:
            said = [f"in {part.dilute_in}"] if part.dilute_in else []
            yield f"{part.when}: {'; '.join([*said, *_own_remarks(part)])}"
    if component.kidney is not None:
        yield f"the clearance that its AUC was defined with: {component.kidney}"
    if component.table_for is not None:
        yield f"the table for {component.table_for}"
    if component.retain_for is not None:
        yield f"retained for {component.retain_for}"
    if component.borrowed_from is not None:
        yield f"borrowed from {component.borrowed_from}"
    if not component.verified:
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
    return f"{cycle_words(stretch)}, {planned_words(stretch)}{until}{mark}"


def cycle_words(stretch: Stretch) -> str:
    """How long one cycle is: "every 21 days or sooner", "every 42 to 56 days"."""
    if stretch.cycle is None:
        return f"no cycles, lasts: {stretch.lasts}"
    length = stretch.cycle.length
    return f"every {_days_words(length)}" if length.is_stated else "length of a cycle not stated"


def _days_words(span: Span) -> str:
    plan, least, most = (_days(m) for m in (span.plan, span.least, span.most))
    if plan is None and least is not None and most is not None:
        return f"{least:g} to {most:g} days"
    days = next(number for number in (plan, most, least) if number is not None)
    said = "1 day" if days == 1 else f"{days:g} days"
    if least is None and most is None:
        return said
    if least is None and most == days:
        return f"{said} or sooner"
    if most is None and least == days:
        return f"{said} or later"
    return f"{said} ({_bounds(least, most)} days)"


def _days(measure: Measure | None) -> float | None:
    return None if measure is None else measure.canonical / MINUTES_PER_DAY


def planned_words(stretch: Stretch) -> str:
    """How many cycles there are: "4 cycles (4 to 6)", "number of cycles not stated"."""
    planned = stretch.cycle.planned if stretch.cycle is not None else None
    if planned is None or (planned.plan, planned.least, planned.most) == (None, None, None):
        return "number of cycles not stated"
    return _count_words(planned, "cycle")


def phase_starts_words(starts: PhaseStarts) -> str:
    """When a phase begins after another: "28 days after with-radiotherapy"."""
    if starts.by is None:
        return f"after {starts.after}"
    if not starts.by.is_stated:
        return f"after {starts.after}; how long after is not stated"
    return f"{_days_words(starts.by)} after {starts.after}"


def phase_title(regimen: Regimen, phase: str) -> str:
    """What a phase is called."""
    name = next((p.name for p in regimen.phases if p.id == phase and p.name), None)
    return f"Phase {phase}: {name}" if name else f"Phase {phase}"


def line_name(component: Component, formulary: Mapping[str, FormularyEntry]) -> str:
    """What is given, and the line's id where that says more."""
    entry = formulary.get(component.drug or "")
    name = component.name if entry is None else entry.tall_man
    is_the_same = component.id in (component.drug, component.name.replace(" ", "-").casefold())
    return name if is_the_same else f"{name} ({component.id})"
