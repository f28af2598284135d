"""The second implementation for the whole grammar: every regimen of the library, without a clock.

It is written from the pages on writing a regimen, not from the package.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from math import floor
from typing import Any

from oracle.second_engine import Body, read_rules, words
from oracle.wide_stretch import DAY, Entry, Given, Stretch, holds, minutes

CANONICAL = {
    "g": ("mg", Fraction(1000)),
    "mcg": ("mg", Fraction(1, 1000)),
    "L": ("mL", Fraction(1000)),
}
BASES = ("per_dose", "per_day", "per_hour", "total")


@dataclass(frozen=True)
class Row:
    """One dose of the course, as both engines can say it."""

    phase: str
    cycle: int
    cycle_in_phase: int
    day: int
    on: date
    line: str
    number: int
    amount: Fraction
    unit: str
    minutes: Fraction | None
    hour: Fraction | None
    goes_on: bool


class Doses:
    """How much a giving is, for one patient and one set of answers."""

    def __init__(self, body: Body, choose: Mapping[str, str], level: Entry) -> None:
        self.body, self.choose, self.level = body, choose, level

    def stated(self, entry: Entry, phase: str) -> tuple[str, str] | None:
        """The key and the text of the amount, chosen if it must be; None where none is stated."""
        basis = next(name for name in BASES if name in entry)
        said = self.level.get(entry["id"], entry[basis])
        if isinstance(said, Mapping):
            name = entry["id"]
            said = said.get("plan") or self.choose.get(f"{phase}.{name}") or self.choose[name]
        return None if said == "not stated" else (basis, str(said))

    def of(self, given: Given, basis: str, said: str) -> tuple[Fraction, str]:
        """The amount and its unit."""
        entry, length = given.entry, given.length
        if said.startswith("AUC "):
            amount, unit = Fraction(said[4:]) * (self.body.gfr + 25), "mg"
        else:
            number, written = words(said)
            unit, _, per = written.partition("/")
            factor = {"": Fraction(1), "m2": self.body.bsa, "kg": self.body.weight}[per]
            unit, scale = CANONICAL.get(unit, (unit, Fraction(1)))
            amount = number * factor * scale
        over = {"per_day": DAY, "per_hour": 60}.get(basis)
        if basis == "per_day" and "doses_per_day" in entry:
            amount /= entry["doses_per_day"]
        elif over is not None and length is not None:
            amount *= length / over
        elif basis == "per_hour":
            unit += "/h"
        cap = self.cap(entry, length)
        amount = amount if cap is None else min(amount, cap)
        return self.rounded(entry, amount, cap), unit

    def cap(self, entry: Entry, length: Fraction | None) -> Fraction | None:
        """The most that one giving may be."""
        for name, over in (("per_dose", None), ("per_day", DAY), ("per_hour", 60)):
            said = entry.get("cap", {}).get(name)
            if said is None:
                continue
            number, unit = words(said)
            most = number * CANONICAL.get(unit, ("", Fraction(1)))[1]
            if over is not None and length is not None:
                most *= length / over
            elif name == "per_day":
                most /= entry.get("doses_per_day", 1)
            return most
        return None

    @staticmethod
    def rounded(entry: Entry, amount: Fraction, cap: Fraction | None) -> Fraction:
        """To the nearest step that the source names, up at a tie, if that is within 5 %."""
        if "round_to" not in entry:
            return amount
        step = words(entry["round_to"])[0]
        near = floor(amount / step + Fraction(1, 2)) * step
        if cap is not None and near > cap:
            near = floor(amount / step) * step
        return near if abs(near - amount) <= amount / 20 else amount


def decided(choices: Entry, choose: Mapping[str, str], facts: dict[str, Any]) -> None:
    """Put the answers among the facts: given, or decided by a condition."""
    for name, answers in choices.items():
        if name in choose:
            facts[name] = choose[name]
        elif isinstance(answers, Mapping):
            conditions = [(a, c) for a, c in answers.items() if c != "otherwise"]
            otherwise = next(a for a, c in answers.items() if c == "otherwise")
            facts[name] = next((a for a, c in conditions if holds(c, facts)), otherwise)


def whole_days(spoken: object, chosen: str | None) -> int:
    """A number of days, as chosen or as stated."""
    length = minutes(chosen or spoken)
    if length is None:
        raise ValueError(f"no length: {spoken}")
    return int(length / DAY)


def wide_course(
    regimen: Entry,
    said: Mapping[str, str],
    *,
    start: date,
    policy: str,
    cycles: int | None,
    choose: Mapping[str, str],
) -> list[Row]:
    """Every dose of a course, in no particular order."""
    body = Body(said, read_rules(policy), adult=True)
    facts: dict[str, Any] = {
        "age": body.age, "weight": body.weight, "height": body.height,
        "bsa": body.bsa, "bmi": body.bmi,
    }  # fmt: skip
    decided(regimen.get("choices", {}), choose, facts)
    phases = {phase["id"]: phase for phase in regimen.get("phases", [])} or {"": regimen}
    levels = {str(one["level"]): one["amounts"] for one in regimen.get("levels", [])}
    doses = Doses(body, choose, levels.get(choose.get("level", ""), {}))
    rows: list[Row] = []
    counted: dict[str, int] = {}
    ends: dict[str, int] = {}
    passed, opening = 0, 0
    for name in regimen.get("order", phases):
        phase = phases[name]
        if not holds(phase.get("when"), facts):
            continue
        dot = f"{name}." if name else ""
        length, number = measured(phase, dot, choose, cycles)
        if "starts" in phase:
            wait = phase["starts"].get("by")
            chosen = choose.get(f"{dot}starts")
            gap = whole_days(wait, chosen) if wait or chosen else 0
            opening = ends[phase["starts"]["after"]] + gap
        first = start + timedelta(days=opening)
        stretch = Stretch(phase, number, length, facts, first.weekday())
        rows += said_in_rows(stretch, name, doses, first, passed, counted)
        passed += number
        opening += number * length
        ends[name] = opening
    lines = {line["id"]: line for phase in phases.values() for line in phase["components"]}
    return within_a_lifetime(rows, lines, body)


def within_a_lifetime(rows: list[Row], lines: Mapping[str, Entry], body: Body) -> list[Row]:
    """The rows, each under what a line's cap of a lifetime leaves; nobody was given any before."""
    for name, line in lines.items():
        if "lifetime" not in line.get("cap", {}):
            continue
        number, written = words(line["cap"]["lifetime"])
        unit, _, per = written.partition("/")
        most = number * CANONICAL.get(unit, (unit, Fraction(1)))[1]
        left = most * body.bsa if per == "m2" else most
        found = []
        for row in sorted(rows, key=lambda row: (row.on, row.number)):
            if lines[row.line].get("drug") == line["drug"]:
                amount = min(row.amount, left) if row.line == name else row.amount
                row, left = replace(row, amount=amount), left - amount
            found.append(row)
        rows = found
    return rows


def measured(
    phase: Entry, dot: str, choose: Mapping[str, str], cycles: int | None
) -> tuple[int, int]:
    """The length and the number of the cycles of a phase; one cycle where it has none."""
    if "cycle" not in phase:
        return whole_days(phase.get("lasts"), choose.get(f"{dot}lasts")), 1
    cycle = phase["cycle"]
    planned = cycle.get("planned")
    if isinstance(planned, Mapping):
        planned = planned.get("plan")
    number = int(choose.get(f"{dot}cycles", cycles if cycles is not None and not dot else planned))
    return whole_days(cycle["length"], choose.get(f"{dot}cycle.length")), number


def said_in_rows(
    stretch: Stretch,
    phase: str,
    doses: Doses,
    first: date,
    passed: int,
    counted: dict[str, int],
) -> Iterator[Row]:
    """The doses of one turn of a phase; a share waits until the dose it is of is known."""
    amounts: dict[tuple[str, int], tuple[Fraction, str]] = {}
    every = [
        given
        for name, line in stretch.lines.items()
        if "drug" in line and "as_needed" not in line
        for given in stretch.of(name)
    ]
    every.sort(key=lambda g: " % of " in str(g.entry.get("per_dose", "")))
    for given in every:
        entry, moment = given.entry, given.moment
        stated = doses.stated(entry, phase)
        if stated is None:
            continue
        basis, text = stated
        if " % of " in text:
            percent, _, whose = text.partition(" % of ")
            beside = moment.beside if (whose, moment.beside) in amounts else given.number
            whole, unit = amounts[whose, beside]
            amount = Fraction(percent) / 100 * whole
        else:
            amount, unit = doses.of(given, basis, text)
        amounts[entry["id"], given.number] = amount, unit
        counted[entry["id"]] = counted.get(entry["id"], 0) + 1
        hour = None if given.start is None else (given.start - moment.day * DAY) / 60
        yield Row(
            phase=phase,
            cycle=passed + moment.cycle,
            cycle_in_phase=moment.cycle,
            day=moment.day - (moment.cycle - 1) * stretch.length + stretch.first,
            on=first + timedelta(days=moment.day),
            line=entry["id"],
            number=counted[entry["id"]],
            amount=amount,
            unit=unit,
            minutes=given.length,
            hour=hour,
            goes_on=moment.goes_on,
        )
