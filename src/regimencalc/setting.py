"""What doses are computed from: a regimen, measures, a policy, and what was decided.

The dose of a giving is asked of it; equal doses share one derivation.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from regimencalc.administration import Administration
from regimencalc.changes import LEVEL, Change, decided_together, in_force
from regimencalc.choosing import Chosen
from regimencalc.clock import Clock
from regimencalc.component import Statement
from regimencalc.derivation import Step
from regimencalc.dosing import Dose, KeptLimit, dose_of
from regimencalc.formulary import FormularyEntry
from regimencalc.given import GivenDose
from regimencalc.history import History
from regimencalc.measures import Measures
from regimencalc.policy import Policy
from regimencalc.ranges import Amount
from regimencalc.regimen import Regimen
from regimencalc.rules import Level
from regimencalc.timeline import AS_PLANNED, Timeline


class Placed(Protocol):
    """What has its place in a course: a giving, or a dose that is planned for it."""

    @property
    def administration(self) -> Administration:
        """Which giving of the line."""

    @property
    def cycle(self) -> int:
        """The cycle of the course."""

    @property
    def day(self) -> int:
        """The day of its cycle."""

    @property
    def phase(self) -> str | None:
        """The phase, where the regimen has some."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What doses are computed from, and what limits look at beside them.

    By the line and the number of the dose, `kept_limits` are those that rounding must keep, and
    `left` is what caps of a lifetime leave.
    """

    regimen: Regimen
    formulary: Mapping[str, FormularyEntry]
    measures: Measures
    policy: Policy
    chosen: Chosen
    clock: Clock | None
    changes: tuple[Change, ...] = ()
    surface_m2: float | None = None
    weight_kg: float | None = None
    history: History = field(default_factory=History)
    kept_limits: Mapping[tuple[str, int], KeptLimit] = field(default_factory=dict)
    left: Mapping[tuple[str, int], Step] = field(default_factory=dict)
    amounts: dict[Statement, Amount] = field(default_factory=dict)
    doses: dict[tuple[object, ...], Dose] = field(default_factory=dict)
    timeline: Timeline = AS_PLANNED
    given: Mapping[tuple[str, int], GivenDose] = field(default_factory=dict)

    def under(self, changes: tuple[Change, ...]) -> "Setting":
        """The same with these changes as what was decided."""
        return self if changes == self.changes else replace(self, changes=changes)

    def in_cycle(self, cycle: int) -> "Setting":
        """What doses are computed from in a cycle: as at the beginning, or as of its period."""
        period = self.timeline.period_of(cycle) if self.timeline.periods else None
        if period is None:
            return self
        return replace(
            self,
            measures=period.measures,
            chosen=period.chosen,
            surface_m2=period.surface_m2,
            weight_kg=period.weight_kg,
            amounts=period.amounts,
            doses=period.doses,
            timeline=Timeline(self.timeline.delays),
        )

    def level_in(self, cycle: int) -> Level | None:
        """The level to which somebody moved the course before a cycle has ended."""
        return self._level(c for c in self.changes if _is_in(c, cycle))

    def _level(self, changes: Iterable[Change]) -> Level | None:
        """The last level that these changes move to."""
        moved = [c for c in changes if c.component == LEVEL and c.action.what == LEVEL]
        word = moved[-1].action.word if moved else ""
        return next((level for level in self.regimen.levels if level.level == word), None)

    def amount_of(self, giving: Placed, changes: Iterable[Change] | None = None) -> Amount:
        """The amount of a giving: by the level that it was moved to, else as at the beginning."""
        given = giving.administration
        if self.changes and self.regimen.levels:
            level = self._level(self._lowering(giving) if changes is None else changes)
            if level is not None and given.component.id in level.amounts:
                return level.amounts[given.component.id]
        statement = given.statement
        known = self.amounts.get(statement)
        if known is None:
            known = self.chosen.amount_of(statement, giving.phase or "")
            self.amounts[statement] = known
        return known

    def dose(
        self, giving: Placed, number: int, shared: Dose | None = None, of_day: int = 0
    ) -> Dose:
        """The dose of a giving, the `of_day`-th of its day; equal ones share one derivation.

        It is the line's dose of this number in the course.
        """
        changes = self._in_force(giving, shared) if self.changes else ()
        key = giving.administration.statement.id, number
        kept, left = self.kept_limits.get(key), self.left.get(key)
        known = self._computed(giving, changes, shared, kept, left, of_day)
        if of_day == 0 or (known.rounding is not None and known.rounding.is_split):
            return known
        return self._computed(giving, changes, shared, kept, left)

    def _computed(
        self,
        giving: Placed,
        changes: tuple[Change, ...],
        shared: Dose | None,
        kept: KeptLimit | None = None,
        left: Step | None = None,
        of_day: int = 0,
    ) -> Dose:
        """The dose of a giving with what was decided; it knows the dose without any of that."""
        statement, minutes = giving.administration.statement, giving.administration.minutes
        amount = self.amount_of(giving, changes)
        key = (statement, minutes, id(shared), id(amount), changes, kept, id(left), of_day)
        known = self.doses.get(key)
        if known is None:
            known = dose_of(
                statement,
                amount,
                self.regimen,
                self.formulary[statement.drug or ""],
                self.measures,
                self.policy,
                minutes=minutes,
                shared=shared,
                changes=changes,
                kept=kept,
                left=left,
                of_day=of_day,
            )
            if changes:
                standard = self._computed(giving, (), shared).before_reduction
                known = known._replace(standard=standard)
            self.doses[key] = known
        return known

    def _in_force(self, giving: Placed, shared: Dose | None) -> tuple[Change, ...]:
        """What makes up the dose of a giving: of the rules of one cycle, the strictest alone.

        What may only lower is left out where it would raise what was in force.
        """
        chosen: tuple[Change, ...] = ()
        for together in decided_together(self._lowering(giving)):
            options = [(*chosen, change) for change in together]
            if together[0].by_rule and not all(change.may_raise for change in together):
                options.append(chosen)
            if len(options) > 1:
                options.sort(key=lambda one: self._computed(giving, one, shared).calculated)
            chosen = options[0]
        return chosen

    def _lowering(self, giving: Placed) -> Iterator[Change]:
        """What was decided of the amount of a giving: levels, steps and shares."""
        given, cycle = giving.administration, giving.cycle
        for change in self.changes:
            is_of_line = change.component == given.component.id or change.action.what == LEVEL
            if is_of_line and change.holds(change.component, cycle, given.day):
                level = self._level([change])
                if change.action.what in ("give", "reduce_by", "cap", "round") or (
                    level is not None and given.component.id in level.amounts
                ):
                    yield change

    def changes_of(self, giving: Placed) -> tuple[Change, ...]:
        """What was decided for a giving and is in force: another answer until it is chosen."""
        given, cycle = giving.administration, giving.cycle
        found = in_force(self.changes, given.component.id, cycle, given.day)
        if all(change.action.what != "choose" for change in found):
            return found
        facts = self.in_cycle(cycle).chosen.facts
        return tuple(
            change
            for change in found
            if change.action.what != "choose" or not change.action.is_chosen(facts)
        )


def _is_in(change: Change, cycle: int) -> bool:
    """Whether a change is in force at the end of a cycle."""
    is_over = change.to_cycle is not None and cycle > change.to_cycle
    return change.from_cycle <= cycle and not is_over
