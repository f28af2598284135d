"""What is in force for a line from a cycle on: only so does a course leave its regimen."""

from collections.abc import Iterable
from dataclasses import dataclass

from regimencalc.rules import Action


@dataclass(frozen=True, slots=True)
class Change:
    """What somebody decided for a line, from a cycle on, until another decision ends it.

    Without `to_cycle` it lasts. `of_previous` is for a share that was said of the dose before it:
    75 % of a dose that is 80 % of standard is 60 % of standard.
    """

    component: str
    action: Action
    from_cycle: int = 1
    to_cycle: int | None = None
    days: frozenset[int] = frozenset()
    why: str = ""
    of_previous: bool = False

    def holds(self, component: str, cycle: int, day: int) -> bool:
        """Whether it is in force for a line on a day of a cycle; no days means all of them."""
        if component != self.component or cycle < self.from_cycle:
            return False
        return (self.to_cycle is None or cycle <= self.to_cycle) and (
            not self.days or day in self.days
        )

    def to_dict(self) -> dict[str, object]:
        """The change as JSON has it."""
        return {
            "component": self.component,
            "action": str(self.action),
            "from_cycle": self.from_cycle,
            "to_cycle": self.to_cycle,
            "days": sorted(self.days),
            "why": self.why or None,
            "of_previous": self.of_previous,
        }


def in_force(changes: Iterable[Change], component: str, cycle: int, day: int) -> tuple[Change, ...]:
    """The changes that hold for a giving, in the order in which they were decided."""
    return tuple(change for change in changes if change.holds(component, cycle, day))


def shares(changes: Iterable[Change]) -> tuple[Change, ...]:
    """The reductions that make up the dose: the last of standard, and those of previous after it.

    Without a share of standard, those of previous count from the standard dose.
    """
    chain: list[Change] = []
    for change in changes:
        if change.action.what == "give":
            chain = [*chain, change] if change.of_previous else [change]
    return tuple(chain)
