"""What limits and usual bounds say of a dose, in words, and as judgements with their codes."""

from collections.abc import Mapping, Sequence
from math import isfinite
from typing import NamedTuple

from regimencalc import wording
from regimencalc.bounds import AMOUNTS, TOO_MANY_TIMES, Beyond, Edge, Guardrail
from regimencalc.formulary import FormularyEntry
from regimencalc.judgement import Judgement
from regimencalc.planned_dose import PlannedDose
from regimencalc.problems import Problem
from regimencalc.regimen import MINUTES_PER_DAY
from regimencalc.units import UNITS

CODES: dict[str, tuple[str, ...]] = {
    "per_dose": ("RC701", "RC721"),
    "per_day": ("RC702", "RC722"),
    "per_cycle": ("RC703", "RC723"),
    "per_hour": ("RC704",),
    "infuse_over": ("RC705", "RC725"),
    "interval": ("RC706", "RC726"),
    "between_cycles": ("RC706", "RC726"),
    "days_per_cycle": ("RC707", "RC727"),
}
"""The code of what a limit refuses, and of what is unusual; no usual row bounds an hour."""

BY_RULE = "RC709"
WORDS = {
    "per_dose": "a dose",
    "per_day": "a day",
    "per_cycle": "a cycle",
    "per_hour": "an hour",
    "infuse_over": "for an infusion",
    "interval": "from one day of giving to the next",
    "between_cycles": "from one cycle to the next",
    "days_per_cycle": "in a cycle",
}
CANONICAL = {unit.kind: unit.canonical for unit in UNITS.values()}
_LONG_FROM_MIN = 180


class Check(NamedTuple):
    """One comparison: a guardrail, the number that was held against it, and what it lies beyond.

    `calculated` is the number before any rounding. Where a dose of the sum is withheld, the number
    is not said: it would tell the dose.
    """

    drug: str
    rail: Guardrail
    number: float
    calculated: float
    beyond: Beyond | None
    doses: tuple[PlannedDose, ...]
    is_withheld: bool = False
    is_of_several_doses: bool = False

    @property
    def limit_passed(self) -> Edge | None:
        """The limit that the number is above, if it is; no limit is what is refused by rule."""
        beyond = self.beyond
        if beyond is None or not (beyond.is_high and beyond.is_refused) or beyond.by_rule:
            return None
        return beyond.edge

    @property
    def is_unsaid(self) -> bool:
        """Whether it is of a dose that has no number, so that its own must not be said either."""
        is_refused = self.beyond is not None and self.beyond.is_refused
        return (is_refused or self.is_withheld) and self.rail.dimension in AMOUNTS

    @property
    def judged(self) -> str:
        """What decided: the number, or only by how much an amount that is refused is beyond."""
        beyond = self.beyond
        if beyond is None or not self.is_unsaid:
            return self.words
        return f"{_how_far(self.number, beyond)} {beyond.edge.written} {self.what}"

    @property
    def what(self) -> str:
        """Of what the number is, in words."""
        words = WORDS[self.rail.dimension]
        return f"{words}, all of one day together" if self.is_of_several_doses else words

    @property
    def words(self) -> str:
        """The number as it is shown, with enough digits to tell it from the bound."""
        return shown(self.rail, self.number, self.beyond)


def code_of(beyond: Beyond, rail: Guardrail) -> str:
    """The code of a finding."""
    if beyond.by_rule:
        return BY_RULE
    return CODES[rail.dimension][0 if beyond.is_refused else 1]


def judgement_of(
    code: str,
    component: str,
    cycle: int,
    found: Sequence[Check],
    formulary: Mapping[str, FormularyEntry],
) -> Judgement:
    """The judgement of a line in a cycle by one code: all that was found under it."""
    days = {
        planned.day
        for check in found
        for planned in check.doses
        if (planned.component, planned.cycle) == (component, cycle)
    }
    first = found[0]
    beyond = [(check, check.beyond) for check in found if check.beyond is not None]
    edges = [one.edge for _, one in beyond]
    entry = formulary[first.drug]
    return Judgement(
        Problem(
            code,
            "; ".join(dict.fromkeys(_sentence(entry, *one) for one in beyond)),
            _mend(entry, edges[0].profile, code),
            edges[0].place,
        ),
        component,
        cycle,
        " and ".join(dict.fromkeys(check.judged for check in found)),
        days=frozenset(days),
        source="; ".join(dict.fromkeys(edge.cite for edge in edges)),
    )


def _sentence(entry: FormularyEntry, check: Check, beyond: Beyond) -> str:
    edge = beyond.edge
    of = f"in its {edge.profile} profile{'' if edge.is_verified else ' NOT VERIFIED'} ({edge.cite})"
    if check.is_unsaid:
        by_rule = ", which is refused by rule" if beyond.by_rule else ""
        return f"{entry.tall_man} is {check.judged} {of}{by_rule}"
    level = _level(beyond)
    where = "above" if beyond.is_high else "below"
    return f"{entry.tall_man}, {check.words} {check.what}, is {where} {level} {edge.written} {of}"


def _level(beyond: Beyond) -> str:
    return "the limit of" if beyond.is_refused else f"the usual {_side(beyond)} of"


def _side(beyond: Beyond) -> str:
    return "most" if beyond.is_high else "least"


def _how_far(number: float, beyond: Beyond) -> str:
    """How far a number lies beyond a bound, without the number: it is that of a refused dose."""
    if beyond.by_rule:
        factor = f"at least {TOO_MANY_TIMES} times" if beyond.is_high else "at most a tenth of"
        return f"{factor} the usual {_side(beyond)} of"
    times, level = number / beyond.edge.number, _level(beyond)
    if times < 0.5:
        return f"{wording.significant(100 * times, 2)} % of {level}"
    if not beyond.is_high:
        return f"{wording.significant(100 * (1 - times), 2)} % below {level}"
    if not isfinite(times):
        return f"above {level}"
    if times >= 2:
        return f"{wording.significant(times, 2)} times {level}"
    return f"{wording.significant(100 * (times - 1), 2)} % above {level}"


def _mend(entry: FormularyEntry, own: str, code: str) -> str:
    others = sorted({row.profile for row in (*entry.usual, *entry.limits)} - {own})
    known = f" A profile says how it is given, and not that it is right: {', '.join(others)}."
    if code.startswith("RC70"):
        mend = "Look at amount, days, time and measures: nobody can accept a limit."
    else:
        mend = "Look at amount, days and time in the source again, or accept it with a reason."
    return f"{mend}{known if others else ''}"


def shown(rail: Guardrail, number: float, beyond: Beyond | None = None) -> str:
    """A number in the unit of a guardrail, with enough digits to tell it from a bound."""
    if rail.dimension == "days_per_cycle":
        return wording.counted(round(number), "day")
    factor: float
    if rail.dimension == "infuse_over":
        factor, unit = (60, "h") if number >= _LONG_FROM_MIN else (1, "min")
    elif rail.kind is None:
        factor, unit = MINUTES_PER_DAY, "d"
    else:
        factor, unit = 1, CANONICAL[rail.kind]
    if beyond is None:
        return wording.with_unit(wording.significant(number / factor, 4), unit)
    return wording.with_unit(wording.told_from(number / factor, beyond.edge.number / factor), unit)
