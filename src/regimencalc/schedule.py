"""The words of a regimen's lines → the administrations of one cycle, without a patient."""

from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

from regimencalc.regimen import Component, Regimen

MINUTES_PER_DAY = 1440


@dataclass(frozen=True, slots=True)
class Administration:
    """One giving of a line: its day in the cycle, the line it follows, and how long it runs."""

    component: Component
    day: int
    follows: str | None
    minutes: float | None


def administrations(regimen: Regimen) -> tuple[Administration, ...]:
    """The administrations of one cycle, by day and within a day in the order of giving."""
    order = in_order_of_giving(regimen)
    minutes = {
        component.id: component.infuse_over.planned_minutes if component.infuse_over else None
        for component in order
    }
    return tuple(
        Administration(component, day, _follows(regimen, component, day), minutes[component.id])
        for day in sorted({day for component in order for day in component.days})
        for component in order
        if day in component.days
    )


def in_order_of_giving(regimen: Regimen) -> tuple[Component, ...]:
    """The lines in the order that `starts` asks for, otherwise as they stand in the file."""
    lines = {component.id: component for component in regimen.components}
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for component in regimen.components:
        after = [component.starts.after] if component.starts else []
        sorter.add(component.id, *(name for name in after if name in lines))
    sorter.prepare()
    order: list[str] = []
    while sorter.is_active():
        ready = sorted(sorter.get_ready(), key=list(lines).index)
        order.append(ready[0])
        order.extend(ready[1:])
        sorter.done(*ready)
    return tuple(lines[name] for name in order)


def circle(regimen: Regimen) -> tuple[str, ...]:
    """The lines that wait for one another in a circle; empty where there is none."""
    try:
        in_order_of_giving(regimen)
    except CycleError as wrong:
        return tuple(wrong.args[1])
    return ()


def without_stated_order(regimen: Regimen) -> list[tuple[tuple[str, ...], list[int]]]:
    """Lines that are given on one day in an order that the file does not state, with those days."""
    found: dict[tuple[str, ...], list[int]] = {}
    order = in_order_of_giving(regimen)
    for day in sorted({day for component in order for day in component.days}):
        firsts = tuple(
            component.id
            for component in order
            if day in component.days and _follows(regimen, component, day) is None
        )
        if len(firsts) > 1:
            found.setdefault(firsts, []).append(day)
    return list(found.items())


def gap_days(component: Component, cycle_days: int) -> int:
    """The fewest days from one giving of a line to its next, over the cycle's edge as well."""
    days = [*component.days, component.days[0] + cycle_days]
    return min(later - earlier for earlier, later in pairwise(days))


def _follows(regimen: Regimen, component: Component, day: int) -> str | None:
    if component.starts is None:
        return None
    before = regimen.component(component.starts.after)
    return before.id if before is not None and day in before.days else None
