"""The order in which lines are given, and placed: each after those that it refers to."""

from graphlib import CycleError, TopologicalSorter
from heapq import heappop, heappush

from regimencalc.component import Component
from regimencalc.regimen import Stretch


def in_order_of_giving(stretch: Stretch) -> tuple[Component, ...]:
    """The lines in the order that `starts` asks for, otherwise as they stand in the file."""
    known: tuple[Component, ...] | None = stretch.placed.get(("order",))
    if known is None:
        known = stretch.placed["order",] = _in_order_of_giving(stretch)
    return known


def _in_order_of_giving(stretch: Stretch) -> tuple[Component, ...]:
    lines = {component.id: component for component in stretch.components}
    rank = {name: number for number, name in enumerate(lines)}
    if all(rank.get(name, -1) < rank[c.id] for c in stretch.components for name in c.references):
        return tuple(lines.values())
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for component in stretch.components:
        sorter.add(component.id, *(name for name in component.references if name in lines))
    sorter.prepare()
    order: list[str] = []
    ready: list[int] = []
    while sorter.is_active():
        for name in sorter.get_ready():
            heappush(ready, rank[name])
        first = list(lines)[heappop(ready)]
        order.append(first)
        sorter.done(first)
    return tuple(lines[name] for name in order)


def circle(stretch: Stretch) -> tuple[str, ...]:
    """The lines that wait for one another in a circle; empty where there is none."""
    try:
        in_order_of_giving(stretch)
    except CycleError as wrong:
        return tuple(wrong.args[1])
    return ()
