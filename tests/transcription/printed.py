"""What either transcription says of a giving, in one form, so that the two can be compared."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from regimencalc.component import AMOUNT_KINDS
from regimencalc.unit_reader import read_measure

OPEN = 0
"""The cycle and the day of a giving whose days are not stated."""
DAY = 1440
ROUTES = {
    "IV": "intravenous",
    "PO": "oral",
    "SC": "subcutaneous",
    "IM": "intramuscular",
    "IT": "intrathecal",
    "ocular": "ocular",
    "topical": "topical",
}
_BOUNDS = re.compile(
    r"(?P<plan>-?[\d.]+)? ?\(?(?:(?P<least>[\d.]+)-(?P<most>[\d.]+)|>=(?P<from>[\d.]+)"
    r"|<=(?P<to>[\d.]+))?\)?"
)


@dataclass(frozen=True)
class Bounds:
    """One number, or two bounds, or both."""

    plan: float | None = None
    least: float | None = None
    most: float | None = None

    def __str__(self) -> str:
        low, high = self.least, self.most
        if low is not None and high is not None:
            within = f"{low:.10g}-{high:.10g}"
        else:
            within = f">={low:.10g}" if low is not None else ""
            within = f"<={high:.10g}" if high is not None else within
        if self.plan is None:
            return within or "not stated"
        return f"{self.plan:.10g} ({within})" if within else f"{self.plan:.10g}"

    def times(self, factor: float) -> "Bounds":
        """All of it so many times."""
        made = [None if x is None else x * factor for x in (self.plan, self.least, self.most)]
        return Bounds(*made)


def read_bounds(text: str) -> Bounds:
    """`60`, `45-90`, `>=60`, `<=15`, `60 (45-90)`, `4+`; nothing where nothing is printed.

    >>> str(read_bounds("60 (45-90)")), str(read_bounds("4+")), str(read_bounds(""))
    ('60 (45-90)', '>=4', 'not stated')
    """
    stated = text.strip()
    if stated.endswith("+"):
        return Bounds(least=float(stated[:-1]))
    if re.fullmatch(r"[\d.]+-[\d.]+", stated):
        low, high = stated.split("-")
        return Bounds(None, float(low), float(high))
    found = _BOUNDS.fullmatch(stated)
    if found is None:
        raise ValueError(f"'{text}' is neither a number nor bounds")
    said = {name: float(number) for name, number in found.groupdict().items() if number}
    return Bounds(
        said.get("plan"), said.get("least", said.get("from")), said.get("most", said.get("to"))
    )


@cache
def unit_factor(unit: str) -> tuple[float, str]:
    """How many of its canonical unit a printed unit is, and which that is."""
    text = "AUC 1" if unit == "AUC" else f"1 {unit}"
    measure = read_measure(text, AMOUNT_KINDS, "amount")
    return measure.canonical, measure.canonical_unit


def basis_of(basis: str, minutes: Bounds) -> str:
    """Per dose, per day, per hour or in all: a bag of exactly 24 hours is both dose and day."""
    if basis in ("dose", "total", "day") and minutes.plan == DAY:
        return "day"
    if basis in ("total", "day") and minutes.plan is not None and minutes.plan < DAY:
        return "dose"
    return basis


def amount_words(bounds: Bounds, unit: str, basis: str) -> str:
    """An amount in its canonical unit, with what it is per."""
    if not unit or bounds == Bounds():
        return "not stated"
    factor, canonical = unit_factor(unit)
    return f"{bounds.times(factor)} {canonical} per {basis}"


@dataclass(frozen=True)
class Giving:
    """One giving as a transcription states it; its cycle and day are OPEN where it states none."""

    cycle: int
    day: int | None
    amount: str
    route: str
    minutes: str
    cap: str
    verified: bool


def days_words(givings: Iterable[Giving], cycles: int) -> str:
    """The days of each cycle, as often as they have givings: `1-3`, `1-14 x2`, or cycle by cycle.

    >>> twice = [Giving(1, day, "", "", "", "", True) for day in (1, 1, 2, 2)]
    >>> days_words(twice, 1), days_words(twice, 2)
    ('1-2 x2', 'cycle 1: 1-2 x2')
    """
    by_cycle: dict[int, Counter[int | None]] = {}
    for giving in givings:
        by_cycle.setdefault(giving.cycle, Counter())[giving.day] += 1
    spelled = {cycle: _one_cycle(days) for cycle, days in sorted(by_cycle.items())}
    if not spelled:
        return "none"
    if set(spelled) == set(range(1, cycles + 1)) and len(set(spelled.values())) == 1:
        return spelled[1]
    groups: dict[str, list[int]] = {}
    for cycle, words in spelled.items():
        groups.setdefault(words, []).append(cycle)
    return "; ".join(
        words if numbers == [OPEN] else f"cycle {runs(numbers)}: {words}"
        for words, numbers in groups.items()
    )


def _one_cycle(days: Mapping[int | None, int]) -> str:
    by_count: dict[int, list[int]] = {}
    for day, count in days.items():
        if day is None:
            return "open" if count == 1 else f"open x{count}"
        by_count.setdefault(count, []).append(day)
    return ", ".join(
        runs(sorted(numbers)) + ("" if count == 1 else f" x{count}")
        for count, numbers in sorted(by_count.items())
    )


def runs(numbers: list[int]) -> str:
    """Numbers with their runs drawn together: `1-3 5`."""
    parts: list[list[int]] = []
    for number in numbers:
        if parts and parts[-1][-1] == number - 1:
            parts[-1].append(number)
        else:
            parts.append([number])
    return " ".join(str(p[0]) if len(p) == 1 else f"{p[0]}-{p[-1]}" for p in parts)


def amounts_words(givings: Iterable[Giving], *, by_day: bool) -> str:
    """The amounts: by day where the days agree and the amounts differ, else all that occur."""
    listed = list(givings)
    found = sorted({giving.amount for giving in listed})
    if len(found) < 2 or not by_day:
        return " / ".join(found)
    by_moment: Mapping[str, list[str]] = {
        amount: sorted({f"{g.cycle}.{g.day}" for g in listed if g.amount == amount})
        for amount in found
    }
    return "; ".join(f"{amount} on {' '.join(days)}" for amount, days in by_moment.items())
