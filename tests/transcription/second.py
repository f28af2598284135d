"""The second transcription: rows of a table, each a line as it was printed."""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from transcription.printed import (
    DAY,
    OPEN,
    ROUTES,
    Bounds,
    Giving,
    amount_words,
    basis_of,
    read_bounds,
    unit_factor,
)

HERE = Path(__file__).parent
TABLES = ("second-s01-s20.csv", "second-s21-s40.csv")
_RELATION = re.compile(
    r"(?:(?P<by>>?=?\d+) (?P<unit>min|h|d) )?"
    r"(?P<kind>after end of|after start of|after|before|with|same bag as|on the days of|on)\b"
    r" (?P<target>.+)"
)
_MINUTES = {"min": 1, "h": 60, "d": DAY}


@dataclass(frozen=True)
class Relation:
    """That a line begins after, before or with others, and how long after or before."""

    kind: str
    targets: str
    minutes: int | None


@dataclass(frozen=True)
class Row:
    """One row as it stands in the table."""

    said: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        return self.said[name]

    @property
    def phase(self) -> str:
        """The phase that it stands in."""
        return self["phase"]

    @cached_property
    def routes(self) -> frozenset[str]:
        """The routes that are printed, none if none is."""
        return frozenset(ROUTES[name] for name in self["route"].split("/") if name)

    @cached_property
    def minutes(self) -> Bounds:
        """How long it runs."""
        return read_bounds(self["infuse_minutes"])

    @cached_property
    def amount(self) -> str:
        """The amount with its unit and what it is per."""
        bounds, basis = read_bounds(self["amount"]), basis_of(self["basis"], self.minutes)
        if self["basis"] == "total" and self["times"]:
            bounds, basis = bounds.times(1 / int(self["times"])), "dose"
        return amount_words(bounds, self["unit"], basis)

    @property
    def series(self) -> tuple[str, str]:
        """How many hours apart its givings are, and how many there are; nothing if not printed."""
        times = str(read_bounds(self["times"])) if self["times"] else ""
        return self["every_hours"], times

    @cached_property
    def cap(self) -> str:
        """What limits it."""
        if not self["cap"]:
            return "none"
        words = self["cap"].split()
        if len(words) != 4:
            return self["cap"]
        number, unit, _, per = words
        factor, canonical = unit_factor(unit)
        return f"{float(number) * factor:.10g} {canonical} per {per}"

    @cached_property
    def cycles(self) -> tuple[int, int]:
        """The first and the last cycle of its phase in which it is given."""
        stated = self["in_cycles"]
        if not stated:
            return 1, 10_000
        stated = stated.removeprefix("dose ")
        if stated.endswith("+"):
            return int(stated[:-1]), 10_000
        first, _, last = stated.partition("-")
        return int(first), int(last or first)

    @cached_property
    def relations(self) -> tuple[Relation, ...]:
        """What is said of its place among other lines."""
        return tuple(_relations(self["starts"]))

    @property
    def is_first(self) -> bool:
        """Whether it is printed as the first of its day."""
        return bool(re.match(r"(given )?(first|1st|order 1)$", self["starts"]))

    def meets(self, other: "Row") -> bool:
        """Whether there is a cycle in which both are given."""
        return self.cycles[0] <= other.cycles[1] and other.cycles[0] <= self.cycles[1]

    def is_named_in(self, text: str) -> bool:
        """Whether words name this line or its drug."""
        plain = text.replace("-", " ")
        names = (self["line"], self["drug"].removeprefix("event:"))
        return any(name.replace("-", " ") in plain for name in names)

    def givings(self, cycles: int, days: Sequence[int | None], planned: str) -> Iterator[Giving]:
        """Its givings in so many cycles of its phase; `days` where it has none of its own."""
        route = "/".join(sorted(self.routes)) or "not stated"
        verified = self["verified"] == "yes"
        first, last = self.cycles
        if planned == "1":
            first, last = 1, 1
        minutes = str(self.minutes)
        fields = (self.amount, route, minutes, self.cap, verified)
        stated: list[int | None] = [int(day) for day in self["days"].split()]
        stated = stated or list(days)
        if not stated:
            for _ in range(int(self["doses_per_day"] or 1)):
                yield Giving(OPEN, None, *fields)
            return
        for cycle in range(first, min(last, cycles) + 1):
            for day in stated:
                for each in self._through(day):
                    yield Giving(cycle, each, *fields)

    def _through(self, day: int | None) -> Iterator[int | None]:
        """The days of a series that begins on a day, or of the doses of one day."""
        if day is None:
            yield None
            return
        if self["every_hours"] and self["times"]:
            least = read_bounds(self["times"])
            for number in range(int(least.plan or least.least or 1)):
                yield day + number * int(self["every_hours"]) // 24
            return
        for _ in range(int(self["doses_per_day"] or 1)):
            yield day


def _relations(text: str) -> Iterator[Relation]:
    for part in re.split(r";|\(|\)|, | and (?=after |before )", text):
        found = _RELATION.search(part.strip())
        if found is None:
            continue
        by = found["by"]
        minutes = None if by is None else int(by.lstrip(">=")) * _MINUTES[found["unit"]]
        kind = "after" if found["kind"] == "after end of" else found["kind"]
        yield Relation(kind, found["target"], minutes)


def rows() -> tuple[Row, ...]:
    """Every row of the second transcription."""
    found: list[Row] = []
    for name in TABLES:
        with (HERE / name).open(newline="", encoding="utf-8") as file:
            found += [Row(said) for said in csv.DictReader(file)]
    return tuple(found)


def up_to(text: str) -> Bounds:
    """A number of cycles: `1-6` stands for up to 6, `open` for no number."""
    bounds = read_bounds("" if text == "open" else text)
    return Bounds(bounds.plan, None, bounds.most) if bounds.least == 1 else bounds


def first_day(row: Row) -> int | None:
    """The day on which a line without days of its own begins: `day 5`."""
    found = re.fullmatch(r"day (\d+)", row["starts"])
    return int(found[1]) if found else None
