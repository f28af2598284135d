"""Pairs the lines of the two transcriptions and finds where they differ."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from regimencalc.component import Component
from regimencalc.ranges import Count
from regimencalc.regimen import Regimen, Stretch
from transcription import first, second
from transcription.first import Facts
from transcription.order import order_differences
from transcription.printed import DAY, OPEN, Bounds, Giving, amounts_words, days_words
from transcription.second import HERE, Row

MANY = 40


@dataclass(frozen=True)
class Difference:
    """What the first transcription says of a line, and what the second says."""

    file: str
    line: str
    what: str
    first: str
    second: str

    def __str__(self) -> str:
        return f"{self.file}, {self.line}, {self.what}: {self.first} | {self.second}"


@dataclass(frozen=True)
class Pairs:
    """Which words of the second transcription mean which phase, line and answer of the first."""

    said: Mapping[str, Mapping[str, Any]]

    def parts(self, file: str, phase: str) -> list[tuple[str, int]]:
        """The phases of the second that a phase of the first holds, each with its first cycle."""
        stated = self.said["phases"].get(file, {}).get(phase, [{"rows": phase}])
        return [(part["rows"], part.get("from", 1)) for part in stated]

    def line(self, row: Row) -> str:
        """The line of the first that a row is explicitly paired with, if any."""
        return str(self.said["lines"].get(row["file"], {}).get(row["line"], ""))

    def answers(self, row: Row) -> Mapping[str, str] | None:
        """The answers that a row's choice means; None where the first has no such choice."""
        if not row["choice"]:
            return {}
        found = self.said["choices"].get(row["file"], {}).get(row["choice"])
        return None if found is None else {name: str(answer) for name, answer in found.items()}


def read_pairs(path: Path = HERE / "pairs.yaml") -> Pairs:
    """The table of pairs."""
    return Pairs(yaml.safe_load(path.read_text(encoding="utf-8")))


@dataclass
class Side:
    """One phase of the first transcription with the rows that belong to it."""

    regimen: Regimen
    phase: str
    stretch: Stretch
    pairs: Pairs
    rows: tuple[tuple[Row, int], ...]
    paired: dict[str, list[tuple[Row, int]]] = field(default_factory=dict)
    alone: list[Row] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.paired = {component.id: [] for component in self.stretch.components}
        for row, start in self.rows:
            if self.pairs.answers(row) is None and first.in_band(row["choice"], _ANY_BODY) is None:
                self.alone.append(row)
                continue
            line = self._line_of(row)
            if line in self.paired:
                self.paired[line].append((row, start))
            else:
                self.alone.append(row)

    def _line_of(self, row: Row) -> str:
        stated = self.pairs.line(row)
        if stated:
            return stated
        same = [c for c in self.stretch.components if _names(c) == row["drug"]]
        return same[0].id if len(same) == 1 else row["line"].replace(" ", "-")

    def name(self, line: str) -> str:
        """A line with its phase."""
        return f"{self.phase}.{line}" if self.phase else line

    @cached_property
    def cycles(self) -> int:
        """How many cycles to compare: all that are planned, or enough to see every change."""
        cycle = self.stretch.cycle
        if cycle is None:
            return 1
        planned = cycle.planned or Count()
        return planned.most or planned.plan or MANY

    def holding(self, facts: Facts, level: str) -> Iterator[tuple[str, Row, int]]:
        """The rows that hold under these facts."""
        for line, rows in self.paired.items():
            for row, start in rows:
                if self._holds(row, facts, level):
                    yield line, row, start

    def may_hold(self, row: Row, facts: Facts) -> bool:
        """Whether a row could hold under these facts."""
        return self._holds(row, facts, "")

    def _holds(self, row: Row, facts: Facts, level: str) -> bool:
        band = first.in_band(row["choice"], {**_ANY_BODY, **facts})
        if band is not None:
            return band
        answers = self.pairs.answers(row) or {}
        known = {**facts, "level": level, "table": "no"}
        return all(known.get(name, answer) == answer for name, answer in answers.items())

    def second_givings(self, facts: Facts, level: str) -> dict[str, list[Giving]]:
        """The givings of the second transcription, by the lines of the first."""
        rows = list(self.holding(facts, level))
        found: dict[str, list[Giving]] = {line: [] for line in self.paired}
        last = self.regimen_cycles
        for line, row, start in rows:
            days = _days(row, [other for _, other, _ in rows])
            for given in row.givings(MANY + 10, days, last):
                cycle = given.cycle and given.cycle + start - 1
                placed = replace(given, cycle=cycle)
                is_open_again = start > 1 and placed in found[line]
                is_open = given.cycle == OPEN and not is_open_again
                if is_open or (given.cycle != OPEN and self._is_in(cycle, start)):
                    found[line].append(placed)
        return found

    @property
    def regimen_cycles(self) -> str:
        """`1` where the phase has no cycles."""
        return "1" if self.cycles == 1 else ""

    def _is_in(self, cycle: int, start: int) -> bool:
        starts = sorted({begin for _, begin in self.pairs.parts(self.regimen.id, self.phase)})
        later = [begin for begin in starts if begin > start]
        return 1 <= cycle <= self.cycles and all(cycle < begin for begin in later)


_ANY_BODY: Facts = {"age": 0.0, "weight": 0.0, "bsa": 0.0, "bmi": 0.0}


def _names(component: Component) -> str:
    return component.drug or f"event:{(component.event or '').replace(' ', '-')}"


def _days(row: Row, others: Sequence[Row]) -> Sequence[int | None]:
    """The days of a row that has none of its own: those that follow from another line."""
    begins = second.first_day(row)
    if begins is not None:
        return [begins]
    for relation in row.relations:
        later = 0 if relation.kind == "before" else (relation.minutes or 0) // DAY
        found = {
            int(day) + later
            for other in others
            if other.meets(row) and other.is_named_in(relation.targets)
            for day in other["days"].split()
        }
        if found:
            return sorted(found)
    return []


def sides(regimen: Regimen, rows: Sequence[Row], pairs: Pairs) -> list[Side]:
    """The phases of a regimen, each with its rows."""
    found = []
    for phase, _, stretch in regimen.stretches:
        parts = pairs.parts(regimen.id, phase)
        here = tuple(
            (row, start)
            for name, start in parts
            for row in rows
            if row.phase == name and row.cycles[1] + start > 1
        )
        side = Side(regimen, phase, stretch, pairs, here)
        planned = [f for f in first.settings(regimen) if first.is_planned(stretch, f)]
        if len(planned) < len(list(first.settings(regimen))):
            here = tuple(pair for pair in here if any(side.may_hold(pair[0], f) for f in planned))
            side = Side(regimen, phase, stretch, pairs, here)
        found.append(side)
    return found


def differences(regimen: Regimen, rows: Sequence[Row], pairs: Pairs) -> list[Difference]:
    """Every difference between the two transcriptions of one regimen."""
    found: list[Difference] = []
    seen: list[Row] = []
    for side in sides(regimen, rows, pairs):
        seen += [row for row, _ in side.rows if row not in seen]
        found += _alone(side)
        found += _differing_givings(side)
        found += _differing_series(side)
        found += _differing_levels(side)
        found += _differing_tables(side)
        found += _differing_cycles(side)
        for line, what, one, other in order_differences(side.stretch, side.paired):
            found.append(Difference(regimen.id, side.name(line), what, one, other))
    found += [
        Difference(regimen.id, row["line"], "presence", "-", f"phase {row.phase or '-'}")
        for row in rows
        if row not in seen
    ]
    return merged(found)


def merged(found: Sequence[Difference]) -> list[Difference]:
    """One difference for all that is said of the same thing of a line."""
    said: dict[tuple[str, str, str], tuple[list[str], list[str]]] = {}
    for each in found:
        one, other = said.setdefault((each.file, each.line, each.what), ([], []))
        one += [each.first] if each.first not in one else []
        other += [each.second] if each.second not in other else []
    return [
        Difference(file, line, what, "; ".join(one), "; ".join(other))
        for (file, line, what), (one, other) in said.items()
    ]


def _alone(side: Side) -> Iterator[Difference]:
    for row in side.alone:
        answer = f" where {row['choice']}" if row["choice"] else ""
        yield Difference(
            side.regimen.id, side.name(row["line"]), "presence", "-", f"{row.amount}{answer}"
        )
    for line, rows in side.paired.items():
        if not rows:
            component = side.stretch.component(line)
            stated = component.statements[0] if component else None
            amount = first.amount(side.stretch, stated, stated.infuse_over) if stated else ""
            yield Difference(side.regimen.id, side.name(line), "presence", amount, "-")
        elif (component := side.stretch.component(line)) is not None:
            here = component.optional or component.as_needed is not None
            there = any(row["optional"] == "yes" for row, _ in rows)
            if here != there:
                yield Difference(
                    side.regimen.id, side.name(line), "optional", str(here), str(there)
                )


def _differing_givings(side: Side) -> Iterator[Difference]:
    found: dict[tuple[str, str], list[tuple[str, str]]] = {}
    routes: dict[str, tuple[set[str], set[str]]] = {line: (set(), set()) for line in side.paired}
    level = base_level(side.regimen)
    for facts in first.settings(side.regimen):
        if not first.is_planned(side.stretch, facts):
            continue
        here = first.givings(side.stretch, side.cycles, facts)
        there = side.second_givings(facts, level)
        for line, rows in side.paired.items():
            if not rows:
                continue
            routes[line][0].update(giving.route for giving in here[line])
            routes[line][1].update(r for giving in there[line] for r in giving.route.split("/"))
            for what, one, other in _compared(here[line], there[line], side.cycles):
                pair = (one, other)
                known = found.setdefault((line, what), [])
                if one != other and pair not in known:
                    known.append(pair)
    for line, (one_way, other_way) in routes.items():
        if one_way != other_way and side.paired[line]:
            words = ("/".join(sorted(one_way)) or "-", "/".join(sorted(other_way)) or "-")
            found.setdefault((line, "route"), []).append(words)
    for (line, what), pairs in found.items():
        if pairs:
            one = " or ".join(dict.fromkeys(a for a, _ in pairs))
            other = " or ".join(dict.fromkeys(b for _, b in pairs))
            yield Difference(side.regimen.id, side.name(line), what, one, other)


def _compared(
    here: Sequence[Giving], there: Sequence[Giving], cycles: int
) -> Iterator[tuple[str, str, str]]:
    days = days_words(here, cycles), days_words(there, cycles)
    yield "days", *days
    if not here or not there:
        return
    agree = days[0] == days[1]
    yield "amount", amounts_words(here, by_day=agree), amounts_words(there, by_day=agree)
    infused = [giving for giving in here if giving.route in ("intravenous", "not stated")]
    minutes = sorted({giving.minutes for giving in infused})
    others = sorted({giving.minutes for giving in there}) if infused else []
    yield "minutes", " / ".join(minutes), " / ".join(others)
    yield "cap", _words(g.cap for g in here), _words(g.cap for g in there)
    yield "verified", _words(g.verified for g in here), _words(g.verified for g in there)


def _words(said: Iterator[object]) -> str:
    return " / ".join(sorted({str(word) for word in said}))


def base_level(regimen: Regimen) -> str:
    """The level that the lines state, where there are levels."""
    for level in regimen.levels:
        stated = {line: str(amount) for line, amount in level.amounts.items()}
        lines = {c.id: str(c.statements[0].amount) for c in regimen.every_component}
        if stated.items() <= lines.items() and level.level == "1":
            return level.level
    return ""


def _differing_levels(side: Side) -> Iterator[Difference]:
    printed = {name for row, _ in side.rows for name in side.pairs.answers(row) or {}}
    for level in side.regimen.levels if "level" in printed else ():
        for line, stated in level.amounts.items():
            rows = [
                row
                for row, _ in side.paired.get(line, [])
                if (side.pairs.answers(row) or {}).get("level") == level.level
            ]
            component = side.stretch.component(line)
            basis = first.BASIS[component.statements[0].basis] if component else ""
            here = first.words_of(stated, basis)
            there = " / ".join(row.amount for row in rows) or "-"
            if here != there:
                what = f"amount at level {level.level}"
                yield Difference(side.regimen.id, side.name(line), what, here, there)
            sure = " / ".join(sorted({str(row["verified"] == "yes") for row in rows}))
            if rows and sure != str(level.verified):
                what = f"verified at level {level.level}"
                yield Difference(side.regimen.id, side.name(line), what, str(level.verified), sure)


def _differing_series(side: Side) -> Iterator[Difference]:
    """How far apart the givings of a series are, and how many there are."""
    for line, rows in side.paired.items():
        component = side.stretch.component(line)
        if component is None or not rows:
            continue
        here, there = first.series_of(component), {row.series for row, _ in rows}
        for number, what in enumerate(("every", "times")):
            one = " / ".join(sorted({said[number] for said in here if said[number]}))
            other = " / ".join(sorted({said[number] for said in there if said[number]}))
            if one != other:
                yield Difference(side.regimen.id, side.name(line), what, one or "-", other or "-")


def _differing_tables(side: Side) -> Iterator[Difference]:
    """What a table of amounts stands for, against the row that prints it."""
    for component in side.stretch.components:
        rows = [
            row
            for row, _ in side.paired[component.id]
            if "table" in (side.pairs.answers(row) or {})
        ]
        stated = component.table_for
        here = first.words_of(stated, "dose") if stated is not None else "-"
        there = " / ".join(row.amount for row in rows) or "-"
        if here != there:
            yield Difference(
                side.regimen.id, side.name(component.id), "table stands for", here, there
            )


def _differing_cycles(side: Side) -> Iterator[Difference]:
    if not side.rows:
        return
    cycle, lasts = side.stretch.cycle, side.stretch.lasts
    name = side.name("cycle")
    if cycle is not None:
        length = first.span_bounds(cycle.length).times(1 / DAY)
        planned = cycle.planned or Count()
        turns = side.regimen.order.count(side.phase) or 1
        number = Bounds(planned.plan, planned.least, planned.most).times(turns)
    else:
        days = (None, None, None) if lasts is None else (lasts.plan, lasts.least, lasts.most)
        length = Bounds(*(None if day is None else day.canonical / DAY for day in days))
        number = Bounds(1)
    rows = [
        row for row, _ in side.rows if any(row is r for x in side.paired.values() for r, _ in x)
    ]
    for what, one, column in (("days", length, "cycle_days"), ("number", number, "cycles")):
        said = sorted({str(second.up_to(row[column])) for row in rows})
        if [str(one)] != said:
            yield Difference(side.regimen.id, name, what, str(one), " / ".join(said))
