"""The order of lines within a day, and how long after one another they begin."""

from collections.abc import Iterator, Mapping, Sequence

from regimencalc.component import Component
from regimencalc.regimen import Stretch
from regimencalc.starts import Starts
from transcription.second import Relation, Row

Paired = Mapping[str, Sequence[tuple[Row, int]]]
Edges = set[tuple[str, str]]


def order_differences(stretch: Stretch, paired: Paired) -> Iterator[tuple[str, str, str, str]]:
    """Line, what differs, and what either transcription says of it."""
    here, there = _first_edges(stretch), _second_edges(stretch, paired)
    known = {line for line, rows in paired.items() if rows}
    for earlier, later in sorted(here):
        if {earlier, later} <= known and not _reaches(there, earlier, later):
            yield later, "order", f"after {earlier}", "-"
    for line, alternatives in _second_groups(stretch, paired):
        if not any(_reaches(here, *edge) for edge in alternatives):
            yield line, "order", "-", " or ".join(sorted(f"{a} then {b}" for a, b in alternatives))
    timed = _first_timed(stretch), _second_timed(stretch, paired)
    for line in paired:
        one, other = (sorted(side.get(line, set())) for side in timed)
        if one != other and paired[line]:
            yield line, "time", ", ".join(one) or "-", ", ".join(other) or "-"
    for what, one_side, other_side in (
        ("same bag", _first_bags(stretch), _second_bags(stretch, paired)),
        ("begins with", _first_with(stretch), _second_with(stretch, paired)),
    ):
        for line in paired:
            one, other = (sorted(side.get(line, set())) for side in (one_side, other_side))
            if one != other and paired[line]:
                yield line, what, ", ".join(one) or "-", ", ".join(other) or "-"


def _starts(component: Component) -> list[Starts]:
    stated = [component.starts, *(part.starts for part in component.parts)]
    return [starts for starts in stated if starts is not None and starts.line]


def _first_edges(stretch: Stretch) -> Edges:
    edges: Edges = set()
    for component in stretch.components:
        for starts in _starts(component):
            if starts.relation == "after":
                edges.add((starts.line, component.id))
            elif starts.relation == "before":
                edges.add((component.id, starts.line))
    return edges


def _first_timed(stretch: Stretch) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for component in stretch.components:
        for starts in _starts(component):
            if starts.by is not None and starts.relation != "with":
                by = starts.by.plan or starts.by.least
                minutes = 0 if by is None else round(by.canonical)
                kind = starts.relation.replace("_", " ")
                other = stretch.component(starts.line)
                target = (other.drug if other is not None else None) or starts.line
                words = (
                    f"{minutes} min {kind.replace('after start of', 'after the start of')} {target}"
                )
                found.setdefault(component.id, set()).add(words)
    return found


def _second_timed(stretch: Stretch, paired: Paired) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for line, rows in paired.items():
        for row, _ in rows:
            for relation in row.relations:
                if relation.minutes is not None:
                    targets = _targets(stretch, paired, row, relation)
                    drugs = {c.drug for c in stretch.components if c.id in targets}
                    if not drugs:
                        continue
                    kind = relation.kind.replace("after start of", "after the start of")
                    words = f"{relation.minutes} min {kind} {' or '.join(sorted(map(str, drugs)))}"
                    found.setdefault(line, set()).add(words)
    return found


def _add(found: dict[str, set[str]], line: str, other: str) -> None:
    """A pair, at whichever of its lines comes first in the alphabet."""
    one, two = sorted((line, other))
    found.setdefault(one, set()).add(two)


def _first_bags(stretch: Stretch) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for component in stretch.components:
        if component.in_bag_with:
            _add(found, component.id, component.in_bag_with)
    return found


def _second_bags(stretch: Stretch, paired: Paired) -> dict[str, set[str]]:
    return _second_pairs(stretch, paired, "same bag as")


def _first_with(stretch: Stretch) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for component in stretch.components:
        for starts in _starts(component):
            if starts.relation == "with":
                _add(found, component.id, starts.line)
    return found


def _second_with(stretch: Stretch, paired: Paired) -> dict[str, set[str]]:
    return _second_pairs(stretch, paired, "with")


def _second_pairs(stretch: Stretch, paired: Paired, kind: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for line, rows in paired.items():
        for row, _ in rows:
            for relation in row.relations:
                if relation.kind == kind:
                    for other in _targets(stretch, paired, row, relation) - {line}:
                        _add(found, line, other)
    return found


def _targets(stretch: Stretch, paired: Paired, row: Row, relation: Relation) -> set[str]:
    """The lines that a relation of the second names, by line or by drug, in the row's cycles."""
    if relation.targets == "chemotherapy":
        return {component.id for component in stretch.components if component.purpose is None}
    text = relation.targets.replace("-", " ")
    others = [(line, other) for line, rows in paired.items() for other, _ in rows]
    named: dict[str, set[str]] = {}
    for line, other in others:
        for name in (other["line"].replace("-", " "), other["drug"].replace("-", " ")):
            if name in text and other.meets(row):
                named.setdefault(name, set()).add(line)
    longest = [n for n in named if not any(n != other and n in other for other in named)]
    return {line for name in longest for line in named[name]}


def _second_groups(stretch: Stretch, paired: Paired) -> Iterator[tuple[str, Edges]]:
    """For each relation that is printed, the edges of which one must hold."""
    for line, rows in paired.items():
        for row, _ in rows:
            for relation in row.relations:
                targets = _targets(stretch, paired, row, relation) - {line}
                if relation.kind == "after" and targets:
                    yield line, {(target, line) for target in targets}
                elif relation.kind == "before" and targets:
                    yield line, {(line, target) for target in targets}
            if row.is_first:
                for other in _others_of_the_day(stretch, paired, line, row):
                    yield line, {(line, other)}


def _others_of_the_day(stretch: Stretch, paired: Paired, line: str, row: Row) -> Iterator[str]:
    """The treatment lines that share a day and a cycle with a line that is the day's first."""
    days = set(row["days"].split())
    for component in stretch.components:
        if component.id == line or component.purpose is not None:
            continue
        for other, _ in paired[component.id]:
            shares = days & set(other["days"].split())
            if shares and other.meets(row) and other["drug"] != row["drug"]:
                yield component.id
                break


def _second_edges(stretch: Stretch, paired: Paired) -> Edges:
    return {edge for _, edges in _second_groups(stretch, paired) for edge in edges}


def _reaches(edges: Edges, start: str, end: str) -> bool:
    seen, wanted = {start}, [start]
    while wanted:
        here = wanted.pop()
        for a, b in edges:
            if a == here and b not in seen:
                seen.add(b)
                wanted.append(b)
    return end in seen - {start}
