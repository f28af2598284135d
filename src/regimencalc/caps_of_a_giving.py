"""What caps one giving of a line: its own caps, and those of the measures that it is found from."""

from collections.abc import Iterator
from math import ceil

from regimencalc import units, wording
from regimencalc.component import PER_SURFACE_KINDS, Statement
from regimencalc.derivation import Formula, Step
from regimencalc.measures import Measures
from regimencalc.regimen import MINUTES_PER_DAY
from regimencalc.units import Kind, Measure


def times_factor(*, amount: float, factor: float) -> float:
    """An amount times a number: for how long, or in which unit."""
    return amount * factor


def divided(*, amount: float, doses_per_day: float) -> float:
    """The share of one dose in the amount of a day."""
    return amount / doses_per_day


def at_their_caps(measures: Measures) -> Measures | None:
    """The measures that have a cap, each at its cap; None where none has one."""
    surface = _cap_of(measures.body_surface_area)
    clearances = {
        method: cap
        for method, step in measures.clearances.items()
        if (cap := _cap_of(step)) is not None
    }
    if surface is None and not clearances:
        return None
    return Measures(body_surface_area=surface, clearances=clearances)


def _cap_of(measure: Step | None) -> Step | None:
    """The cap of a measure, whether or not it is reached; a measured rate has none."""
    if measure is None or measure.formula is None or measure.formula.name != "cap":
        return None
    return measure.operand("cap")


def is_by(amount: Step, capped: Measures, statement: Statement) -> bool:
    """Whether a dose of this amount is found from one of these measures."""
    kind = units.UNITS[amount.unit].kind
    if kind in PER_SURFACE_KINDS:
        return capped.body_surface_area is not None
    method = statement.kidney
    return kind is Kind.AUC and method in capped.clearances


def stated_caps(statement: Statement, minutes: float | None) -> Iterator[Step]:
    """Every cap of one giving, also those that are stated for a day or an hour."""
    cap = statement.cap
    if cap is None:
        return
    is_rate = statement.basis == "per_hour" and minutes is None
    if cap.per_dose is not None:
        yield _cap(cap.per_dose)
    if cap.per_day is not None:
        if is_rate:
            yield _divided_by(cap.per_day, 24, "hours a day", f"{cap.per_day.canonical_unit}/h")
        elif minutes is None or minutes <= MINUTES_PER_DAY:
            yield _divided_by(cap.per_day, _doses_of_a_day(statement), "doses a day")
        else:
            yield _for_its_time(cap.per_day, minutes / MINUTES_PER_DAY, "d")
    if cap.per_hour is not None:
        if is_rate:
            stated = cap.per_hour
            yield _cap(stated)._replace(unit=f"{stated.canonical_unit}/h", written=f"{stated}/h")
        elif minutes is None:
            raise ValueError(f"{statement.id}: a limit an hour needs how long it runs")
        else:
            yield _for_its_time(cap.per_hour, minutes / 60, "h")


def _divided_by(cap: Measure, number: float, what: str, unit: str = "") -> Step:
    formula = Formula("divided", divided, unit or cap.canonical_unit, "{amount} ÷ {doses_per_day}")
    by = Step(what, number, what, wording.significant(number, 6))
    return formula.apply("cap", amount=_cap(cap), doses_per_day=by)


def _for_its_time(cap: Measure, times: float, word: str) -> Step:
    factor = Step("how long it runs", times, word, f"{wording.significant(times, 9)} {word}")
    formula = Formula("over_its_time", times_factor, cap.canonical_unit, "{amount} × {factor}")
    return formula.apply("cap", amount=_cap(cap), factor=factor)


def _doses_of_a_day(statement: Statement) -> float:
    """How many doses fall within any 24 hours: as stated, or by the hours of a series."""
    timing = statement.timing
    if timing.doses_per_day is not None or timing.every is None:
        return timing.doses_per_day or 1
    return ceil(MINUTES_PER_DAY / timing.every.canonical)


def _cap(cap: Measure) -> Step:
    return Step("cap", cap.canonical, cap.canonical_unit, str(cap), place=cap.place)
