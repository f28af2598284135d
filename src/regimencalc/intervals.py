"""Edges on one value as cuts between numbers, so that gaps and overlaps can be seen."""

from math import inf
from typing import TypeAlias

from regimencalc.conditions import Clause, in_words

Boundary: TypeAlias = tuple[float, int]
"""A cut between values: (60, 0) lies just below 60, (60, 1) just above it."""
Interval: TypeAlias = tuple[Boundary, Boundary]
EVERYTHING: Interval = ((-inf, 0), (inf, 0))


def kinds_of(clauses: list[Clause]) -> int:
    """In how many kinds of unit their edges stand."""
    return len({measure.kind for clause in clauses for _, measure in clause.edges})


def interval_of(clause: Clause) -> Interval:
    """The values for which a clause holds."""
    low, end = EVERYTHING
    for edge, measure in clause.edges:
        number = measure.canonical
        if edge in ("from", "above"):
            low = (number, int(edge == "above"))
        else:
            end = (number, int(edge == "to"))
    return low, end


def shared(one: Interval, other: Interval) -> Interval | None:
    """The values of both, if there are any."""
    low, end = max(one[0], other[0]), min(one[1], other[1])
    return (low, end) if low < end else None


def span_in_words(between: Interval, clauses: list[Clause]) -> str:
    """Values between two cuts, in the measures that the file has."""
    (low, is_above), (end, is_to) = between
    written = {m.canonical: str(m) for clause in clauses for _, m in clause.edges}
    name = in_words(clauses[0].name)
    if low == end:
        return f"{name} {written[low]}"
    said = [f"{'above' if is_above else 'from'} {written[low]}"] if low in written else []
    said += [f"{'to' if is_to else 'below'} {written[end]}"] if end in written else []
    return " ".join([name, *said])
