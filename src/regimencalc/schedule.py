"""The words of a phase's lines → its administrations, without a patient.

Time is counted in minutes from the opening of a treatment day. Where nobody can know when a
giving begins (it follows an infusion of unknown length, or is one of several on a day without
clock times), its minute is None and its day still stands.
"""

from collections.abc import Iterable, Mapping
from operator import attrgetter

from regimencalc.administration import Administration
from regimencalc.component import INFUSED
from regimencalc.conditions import Facts
from regimencalc.order_of_giving import in_order_of_giving
from regimencalc.placing import Plan
from regimencalc.regimen import Stretch

_BY_DAY = attrgetter("cycle", "offset")


def administrations(
    stretch: Stretch,
    *,
    cycles: int = 1,
    cycle_days: int,
    facts: Facts | None = None,
    weekday: int = 0,
    cycles_before: int = 0,
    counts: Mapping[str, int] | None = None,
    lines: frozenset[str] | None = None,
) -> tuple[Administration, ...]:
    """The administrations of a phase, by day and within a day in the order of giving.

    A statement whose condition does not hold under `facts` is left out; one that cannot be
    decided is kept. `weekday` is that of the phase's first day, 0 for Monday. `lines` are those
    that are wanted, all if None.
    """
    if lines is not None and lines.issuperset(stretch.deciding):
        lines = None
    weekday = weekday if stretch.names_weekdays else 0
    plan = Plan(stretch, cycles, cycle_days, facts or {}, weekday, cycles_before, counts or {})
    key = (lines, plan.settings(stretch.conditions))
    known: tuple[Administration, ...] | None = stretch.placed.get(key)
    if known is None:
        known = stretch.placed[key] = _placed(plan, lines)
    return known


def _placed(plan: Plan, lines: frozenset[str] | None) -> tuple[Administration, ...]:
    needed = None if lines is None else plan.stretch.needed_by(lines) | lines
    for component in in_order_of_giving(plan.stretch):
        if needed is None or component.id in needed:
            plan.place(component)
    wanted = plan.placed if lines is None else lines
    found = [given for line, of_line in plan.placed.items() if line in wanted for given in of_line]
    found.sort(key=_BY_DAY)  # and what is on one day stays in the order of giving
    return tuple(found)


def without_stated_order(
    given: Iterable[Administration],
) -> list[tuple[tuple[str, ...], list[int]]]:
    """Infusions of one day in an order that the file does not state, with those days."""
    first: dict[tuple[int, str], list[str]] = {}
    for administration in given:
        component, statement = administration.component, administration.statement
        is_counted = statement.route in INFUSED and component.purpose is None
        if administration.cycle == 1 and is_counted and not statement.timing.in_bag_with:
            names = first.setdefault((administration.day, administration.relation), [])
            if component.id not in names:
                names.append(component.id)
    found: dict[tuple[str, ...], list[int]] = {}
    for (day, _), names in sorted(first.items()):
        if len(names) > 1:
            found.setdefault(tuple(names), []).append(day)
    return list(found.items())
