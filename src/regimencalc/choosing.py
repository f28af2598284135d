"""What must be chosen before a regimen can be planned, and what was: answers, amounts, lengths.

Nothing that bears on a dose is chosen silently. Each choice has a key: the name of a choice, the
id of a line whose amount has bounds, `level`, or `cycle.length`, `cycles`, `lasts` and `starts`,
with the phase before them where there are several (`part-2.starts`).
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from regimencalc import wording
from regimencalc.component import Component, Statement
from regimencalc.conditions import Facts
from regimencalc.problems import Place, Problem, Refused
from regimencalc.ranges import Amount, Span
from regimencalc.regimen import MINUTES_PER_DAY, Lasts, Phase, Regimen, Stretch
from regimencalc.rules import Level
from regimencalc.unit_reader import read_measure
from regimencalc.units import Kind, Measure

MOST_DAYS = 3660
_FROM_BODY = {"bmi", "bsa"}


@dataclass(frozen=True, slots=True)
class Chosen:
    """The answers to a regimen's questions, and what is known of the body."""

    facts: Facts = field(default_factory=dict)
    amounts: Mapping[str, Measure] = field(default_factory=dict)
    numbers: Mapping[str, int] = field(default_factory=dict)
    level: Level | None = None

    def amount_of(self, statement: Statement, phase: str) -> Amount:
        """The amount of a statement: by the level, as chosen, or as stated."""
        stated = statement.amount
        if self.level is not None and statement.id in self.level.amounts:
            return self.level.amounts[statement.id]
        chosen = self.amounts.get(key_of(phase, statement.id))
        return stated if chosen is None or not stated.has_bounds else Amount(chosen)

    def counts_in(self, phase: str) -> dict[str, int]:
        """How often the lines of a phase are given whose series were counted."""
        start = f"{phase}." if phase else ""
        return {
            key.removeprefix(start).removesuffix(".times"): number
            for key, number in self.numbers.items()
            if key.startswith(start) and key.endswith(".times")
        }


def key_of(phase: str, name: str) -> str:
    """The key of something that is chosen in a phase."""
    return f"{phase}.{name}" if phase else name


def chosen(
    regimen: Regimen,
    choose: Mapping[str, str],
    body: Mapping[str, float],
    lines: frozenset[str] | None = None,
) -> tuple[Chosen, list[Problem]]:
    """The answers that were given, checked, and what is still open.

    `lines` are the lines whose doses are wanted, all if None; what bears on no other is not asked.
    """
    problems: list[Problem] = []
    facts: dict[str, float | str] = dict(body)
    problems += _answers(regimen, choose, facts, lines)
    amounts: dict[str, Measure] = {}
    numbers: dict[str, int] = {}
    for phase, _, stretch in regimen.stretches:
        for component in stretch.components:
            if component.has_amount_to_choose:
                problems += _amount(component, phase, choose, facts, amounts, lines)
            if component.has_count_to_choose:
                problems += _times(component, phase, choose, numbers)
        if lines is None or any(component.id in lines for component in stretch.components):
            problems += _numbers(phase, stretch, choose, numbers)
    level, doubts = _level(regimen, choose)
    problems += doubts
    problems += _not_asked(regimen, [name for name in choose if name not in regimen.choices])
    return Chosen(facts, amounts, numbers, level), problems


def _not_asked(regimen: Regimen, answered: Collection[str]) -> Iterator[Problem]:
    """What was answered, beside the choices, and the regimen does not ask."""
    if not answered:
        return
    keys = {*regimen.choices, "level"}
    for phase, _, stretch in regimen.stretches:
        keys |= {key_of(phase, name) for name in ("cycles", "cycle.length", "lasts", "starts")}
        for component in stretch.components:
            if component.has_amount_to_choose:
                keys |= {component.id, key_of(phase, component.id)}
            if component.has_count_to_choose:
                keys |= {f"{component.id}.times", key_of(phase, f"{component.id}.times")}
    for name in answered:
        if name not in keys:
            yield Problem(
                "RC604",
                f"{regimen.id} asks nothing called '{name}'",
                f"{wording.did_you_mean(name, keys)}It asks: "
                f"{', '.join(questions(regimen)) or 'nothing'}.",
                Place(field="choose"),
            )


class Question(NamedTuple):
    """What a regimen asks: by which key, which answers there are, and those that are names."""

    key: str
    answers: str
    names: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.key} ({self.answers})"


def questions(regimen: Regimen) -> Iterator[str]:
    """What a regimen asks, each with its answers."""
    return map(str, asked(regimen))


def asked(regimen: Regimen) -> Iterator[Question]:
    """The questions of a regimen, in the order of its file."""
    for name, choice in regimen.choices.items():
        if not choice.is_decided:
            yield Question(name, " or ".join(choice.names), tuple(choice.names))
    for phase, _, stretch in regimen.stretches:
        for component in stretch.components:
            for statement in component.statements:
                if statement.amount.has_bounds:
                    yield Question(key_of(phase, component.id), str(statement.amount))
            if component.has_count_to_choose:
                key = key_of(phase, f"{component.id}.times")
                yield Question(key, str(component.statements[0].timing.times))
        if stretch.cycle is not None and stretch.cycle.days is None:
            yield Question(key_of(phase, "cycle.length"), str(stretch.cycle.length))
        if stretch.lasts is not None and stretch.lasts.days is None:
            yield Question(key_of(phase, "lasts"), str(stretch.lasts))
        starts = stretch.starts if isinstance(stretch, Phase) else None
        if starts is not None and starts.by is not None and starts.by.plan is None:
            yield Question(key_of(phase, "starts"), f"{starts.by} after {starts.after}")
    if regimen.levels:
        levels = tuple(level.level for level in regimen.levels)
        yield Question("level", " or ".join(levels), levels)


def _must_choose(key: str, message: str, answers: str) -> Problem:
    said = f"{key}={answers}"
    said = f'"{said}"' if " " in said else said
    return Problem("RC603", message, f"Choose it, for example {said}.", Place(field="choose"))


def _not_possible(key: str, given: str, answers: str) -> Problem:
    return Problem(
        "RC604",
        f"'{given}' is not an answer to '{key}'",
        f"{wording.did_you_mean(given, answers.split(', '))}It may be: {answers}.",
        Place(field="choose"),
    )


def _answers(
    regimen: Regimen,
    choose: Mapping[str, str],
    facts: dict[str, float | str],
    lines: frozenset[str] | None,
) -> Iterator[Problem]:
    for name, choice in regimen.choices.items():
        given = choose.get(name)
        if given is not None and given not in choice.names:
            yield _not_possible(name, given, ", ".join(choice.names))
        elif given is not None:
            facts[name] = given
        elif not _bears_on(regimen, name, lines):
            continue
        elif choice.is_decided:
            yield from _decided(name, regimen, facts)
        else:
            answers = " or ".join(choice.names)
            yield _must_choose(name, f"'{name}' is not chosen: {answers}", choice.names[0])


def _decided(name: str, regimen: Regimen, facts: dict[str, float | str]) -> Iterator[Problem]:
    choice = regimen.choices[name]
    for answer, condition in choice.answers:
        holds = None if condition is None else condition.holds(facts)
        if holds:
            facts[name] = answer
            return
        if condition is not None and holds is None:
            needed = [c.name for c in condition.all_clauses() if c.name not in facts]
            yield Problem(
                "RC502",
                f"'{name}' cannot be decided: it needs the {wording.spoken_list(needed)}",
                "Give height and weight." if _FROM_BODY.intersection(needed) else "Give it.",
                Place(field="height" if _FROM_BODY.intersection(needed) else needed[0]),
            )
            return
    facts[name] = choice.otherwise


def _bears_on(regimen: Regimen, name: str, lines: frozenset[str] | None) -> bool:
    if lines is None:
        return True
    return any(
        clause.name == name
        for component in regimen.every_component
        if component.id in lines
        for statement in component.statements
        for condition in statement.conditions
        for clause in condition.all_clauses()
    )


def _amount(
    component: Component,
    phase: str,
    choose: Mapping[str, str],
    facts: Facts,
    amounts: dict[str, Measure],
    lines: frozenset[str] | None,
) -> Iterator[Problem]:
    key = key_of(phase, component.id)
    if (lines is not None and component.id not in lines) or component.as_needed is not None:
        return
    for statement in component.statements:
        amount = statement.amount
        if not amount.has_bounds or any(c.holds(facts) is False for c in statement.conditions):
            continue
        given = choose.get(key, choose.get(component.id))
        example = str(amount.least or amount.most)
        if given is None:
            if amount.must_be_chosen:
                message = f"the amount of '{component.id}' is not chosen: {amount}"
                yield _must_choose(key, message, example)
            return
        try:
            measure = read_measure(given, (amount.kind or Kind.MASS,), "amount")
        except Refused as refusal:
            yield from (problem.at(Place(field="choose")) for problem in refusal.problems)
            return
        if not amount.holds(measure):
            yield _not_possible(key, given, str(amount))
        amounts[key] = measure


def _times(
    component: Component, phase: str, choose: Mapping[str, str], numbers: dict[str, int]
) -> Iterator[Problem]:
    key = key_of(phase, f"{component.id}.times")
    given = choose.get(key, choose.get(f"{component.id}.times"))
    count = component.statements[0].timing.times
    if given is None or count is None:
        return
    number = int(given) if given.isascii() and given.isdigit() and len(given) < 5 else 0
    if not (count.least or 1) <= number <= (count.most or number):
        yield _not_possible(key, given, f"from {count.least} to {count.most}")
    numbers[key] = number


def _numbers(
    phase: str, stretch: Stretch, choose: Mapping[str, str], numbers: dict[str, int]
) -> Iterator[Problem]:
    cycle, lasts = stretch.cycle, stretch.lasts
    asked: list[tuple[str, Span | Lasts, Measure | None, Measure | None]] = []
    if cycle is not None:
        length = cycle.length
        shortest, longest = length.least or length.plan or length.most, length.most or length.plan
        asked.append(("cycle.length", length, shortest, longest))
    if lasts is not None:
        asked.append(("lasts", lasts, lasts.least, lasts.most))
    starts = stretch.starts if isinstance(stretch, Phase) else None
    if starts is not None and starts.by is not None:
        asked.append(("starts", starts.by, starts.by.least, starts.by.most))
    for name, stated, shortest, longest in asked:
        key = key_of(phase, name)
        given = choose.get(key)
        if given is None and stated.plan is not None:
            continue
        least, most = (None if m is None else m.canonical for m in (shortest, longest))
        if given is None:
            least_days = round((least or most or 28 * MINUTES_PER_DAY) / MINUTES_PER_DAY)
            yield _must_choose(key, f"'{key}' is not chosen: {stated}", f"{least_days} d")
            continue
        try:
            measure = read_measure(given, (Kind.TIME,), "length")
        except Refused as refusal:
            yield from (problem.at(Place(field="choose")) for problem in refusal.problems)
            continue
        minutes = measure.canonical
        is_within = (least is None or minutes >= least) and (most is None or minutes <= most)
        if not is_within or minutes % MINUTES_PER_DAY or minutes > MOST_DAYS * MINUTES_PER_DAY:
            yield _not_possible(key, given, f"whole days up to {MOST_DAYS:,} d, {stated}")
        numbers[key] = round(minutes / MINUTES_PER_DAY)
    given = choose.get(key_of(phase, "cycles"))
    if given is not None:
        if given.isascii() and given.isdigit() and 0 < int(given) < 1000:
            numbers[key_of(phase, "cycles")] = int(given)
        else:
            yield _not_possible(key_of(phase, "cycles"), given, "a whole number from 1")


def _level(regimen: Regimen, choose: Mapping[str, str]) -> tuple[Level | None, list[Problem]]:
    given = choose.get("level")
    if given is None:
        return None, []
    found = next((level for level in regimen.levels if level.level == given), None)
    if found is not None:
        return found, []
    known = ", ".join(level.level for level in regimen.levels) or "nothing: it has no levels"
    return None, [_not_possible("level", given, known)]
