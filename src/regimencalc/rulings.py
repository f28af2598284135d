"""Everything of a regimen that is judged on the day, each under the name by which it is answered.

A name is made from what is ruled, so that it stays when the file is put in another order. That of a
rule is another when its threshold or its consequence changes: an answer to the old rule does not
hold for it. Criteria and gates are named by the values that they ask for, without edges.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from regimencalc.component import Component
from regimencalc.conditions import Clause, Condition
from regimencalc.days import Days
from regimencalc.rules import Action, Gate, IfMissed, Rule
from regimencalc.source import Path
from regimencalc.units import Kind

MOST_NAMES = 4
MOST_WORDS = 4
MOST_ALTERNATIVES = 2
_LITTLE_WORDS = ("a", "and", "in", "of", "on", "or", "so", "the", "to")


class RulingKind(StrEnum):
    """What is ruled."""

    START = "start criterion"
    GATE = "only if"
    RULE = "rule"
    MISSED = "missed dose"

    @property
    def plural(self) -> str:
        """Several of them, in words."""
        return {"start criterion": "start criteria", "only if": "gates"}.get(self, f"{self}s")


@dataclass(frozen=True, slots=True, eq=False)
class Ruling:
    """One criterion, gate or rule: what it asks, what follows, and for which givings it holds."""

    name: str
    kind: RulingKind
    condition: Condition
    path: Path
    action: Action | None = None
    lines: tuple[str, ...] = ()
    phase: str = ""
    days: frozenset[int] = field(default_factory=frozenset)
    part: int | None = None
    source: str | None = None
    is_verified: bool = True
    borrowed_from: str | None = None
    note: str | None = None

    @property
    def demands(self) -> bool:
        """Whether its condition must hold; what a rule asks must not."""
        return self.kind in (RulingKind.START, RulingKind.GATE)

    @property
    def is_answered_at_once(self) -> bool:
        """Whether one answer is to all of its lines: a criterion, a delay, a move of levels."""
        if self.kind is RulingKind.RULE and self.action is not None:
            return self.action.what in ("delay", "level") or not self.lines
        return self.kind is RulingKind.START or not self.lines

    @property
    def words(self) -> str:
        """What it says, in a sentence."""
        if self.kind is RulingKind.START:
            return f"start only if {self.condition}"
        if self.kind is RulingKind.GATE:
            return f"only if {self.condition}"
        return f"if {self.condition}: {self.action}"


def rulings_of(
    phases: Iterable[tuple[str, Path, Sequence[Gate], Sequence[Component]]],
    rules: Sequence[Rule],
    if_missed: Sequence[IfMissed],
) -> tuple[Ruling, ...]:
    """All that a regimen rules: its start criteria, gates, rules and missed-dose rules."""
    found: list[Ruling] = []
    for phase, path, start_if, components in phases:
        for number, gate in enumerate(start_if):
            found += _criterion(gate, phase, (*path, "start_if", number))
        for number, component in enumerate(components):
            found += _gates(component, phase, (*path, "components", number))
    for number, rule in enumerate(rules):
        found += _rule(rule, ("rules", number))
    for number, missed in enumerate(if_missed):
        found.append(_missed(missed, ("if_missed", number)))
    return tuple(found)


def _criterion(gate: Gate, phase: str, path: Path) -> Iterator[Ruling]:
    name = f"start-{_asked(gate.needs)}"
    for ending, days in _each_day(gate.days):
        yield Ruling(
            name + ending, RulingKind.START, gate.needs, path, None, gate.lines, phase, days, None,
            gate.source, gate.verified, gate.borrowed_from, gate.note,
        )  # fmt: skip


def _gates(component: Component, phase: str, path: Path) -> Iterator[Ruling]:
    stated: list[tuple[Condition | None, int | None, Path]] = [(component.only_if, None, path)]
    stated += [(p.only_if, n, (*path, "parts", n)) for n, p in enumerate(component.parts)]
    for condition, part, where in stated:
        if condition is not None:
            holder = component if part is None else component.parts[part]
            ending = "" if part is None else f"-part-{part + 1}"
            yield Ruling(
                f"only-if-{_asked(condition)}{ending}",
                RulingKind.GATE,
                condition,
                (*where, "only_if"),
                None,
                (component.id,),
                phase,
                part=part,
                source=holder.source or component.source,
                is_verified=component.verified and holder.verified,
            )


def _rule(rule: Rule, path: Path) -> Iterator[Ruling]:
    name = f"{_slug_of(rule.if_)}-{_slug(str(rule.do).removesuffix(' of standard'))}"
    for ending, days in _each_day(rule.days):
        yield Ruling(
            name + ending, RulingKind.RULE, rule.if_, path, rule.do, rule.lines, "", days, None,
            rule.source, rule.verified, rule.borrowed_from, rule.note,
        )  # fmt: skip


def _missed(missed: IfMissed, path: Path) -> Ruling:
    condition = missed.if_ or Condition(narrative="a dose was missed")
    return Ruling(
        f"missed-{_slug(missed.do)}",
        RulingKind.MISSED,
        condition,
        path,
        Action(missed.do),
        missed.lines,
        source=missed.source,
        is_verified=missed.verified,
        note=missed.note,
    )


def _each_day(days: Days | None) -> Iterator[tuple[str, frozenset[int]]]:
    """A ruling for certain days is judged on each of them, under a name for each."""
    if days is None:
        yield "", frozenset()
        return
    for day in days.listed:
        yield f"-day-{day}", frozenset({day})


_NOT_IN_A_NAME = re.compile(r"[^a-z0-9.]+")


def _slug(words: str) -> str:
    return _NOT_IN_A_NAME.sub("-", words.lower()).strip("-.")


def _first_words(words: str) -> str:
    first = _slug(words).split("-")[:MOST_WORDS]
    while len(first) > 1 and first[-1] in _LITTLE_WORDS:
        first.pop()
    return "-".join(first)


def _slug_of(condition: Condition) -> str:
    """A condition as part of a name: its values with their edges, the first of its words."""
    said = [_slug_of_clause(clause) for clause in condition.clauses]
    if condition.any_of:
        more = ["more"] if len(condition.any_of) > MOST_ALTERNATIVES else []
        either = [_slug_of(one) for one in condition.any_of[:MOST_ALTERNATIVES]]
        said.append("-or-".join([*either, *more]))
    if condition.narrative:
        said.append(_first_words(condition.narrative))
    return "-".join(said)


def _slug_of_clause(clause: Clause) -> str:
    if not clause.edges:
        return _slug(f"{clause.name} {clause.answer}")
    edges = [f"{edge} {measure.number:g}" for edge, measure in clause.edges]
    unit = " uln" if clause.edges[0][1].kind is Kind.UPPER_LIMIT else ""
    return _slug(f"{clause.name} {' '.join(edges)}{unit}")


def _asked(condition: Condition) -> str:
    """What a criterion asks for: the names of its values, or the first of its words."""
    names = list(dict.fromkeys(clause.name for clause in condition.all_clauses()))
    if not names:
        return _first_words(next(_narratives(condition)))
    more = "-and-more" if len(names) > MOST_NAMES else ""
    return _slug("-".join(names[:MOST_NAMES])) + more


def _narratives(condition: Condition) -> Iterator[str]:
    """What of a condition only a person can judge, in order."""
    if condition.narrative:
        yield condition.narrative
    for one in condition.any_of:
        yield from _narratives(one)
