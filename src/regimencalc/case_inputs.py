"""The inputs of a published case, read in the units in which we calculate."""

from collections.abc import Callable

from regimencalc.derivation import Step
from regimencalc.published_cases import Case, Stated

Calculation = Callable[[Case], Step]
"""How a case is calculated, through the same formulas as a dose is."""

_UNITS = {
    "kg": ("kg", 1.0),
    "g": ("kg", 0.001),
    "lb": ("kg", 0.45359237),
    "cm": ("cm", 1.0),
    "m": ("cm", 100.0),
    "in": ("cm", 2.54),
    "year": ("y", 1.0),
    "y": ("y", 1.0),
    "mg*min/mL": ("AUC", 1.0),
    "AUC": ("AUC", 1.0),
    **{
        unit: (unit, 1.0)
        for unit in (
            *("m2", "kg/m2", "mg", "mg/m2", "mg/kg", "mg/dL", "umol/L", "g/dL", "g/L"),
            *("mL/min", "mL/min/1.73m2", "points", "score", "mL", "mg/mL"),
        )
    },
}
"""Each unit that a case may use: the unit in which we calculate, and the factor to it."""


class NotUsableError(ValueError):
    """Raised where a case says something that the calculation cannot use."""


def factor_to(written: str, wanted: str) -> float:
    """The factor from a unit as a case writes it to the one in which we calculate."""
    if written not in _UNITS:
        raise NotUsableError(f"unknown unit {written!r}")
    unit, factor = _UNITS[written]
    if unit != wanted:
        raise NotUsableError(f"the unit {written!r} stands where {wanted!r} is meant")
    return factor


def word(case: Case, name: str) -> str:
    """An input that is a word."""
    said = case.inputs.get(name)
    if not isinstance(said, str):
        raise NotUsableError(f"the input {name!r} is missing, or is not a word")
    return said


def measure(case: Case, name: str, unit: str) -> Step:
    """An input that is a value with a unit, in the unit in which we calculate."""
    said = case.inputs.get(name)
    if not isinstance(said, Stated):
        raise NotUsableError(f"the input {name!r} is missing, or has no value with a unit")
    return Step(name, said.value * factor_to(said.unit, unit), unit)


def number(case: Case, name: str) -> float:
    """An input that is a number without a unit, and stands in the case as a word."""
    said = word(case, name)
    try:
        return float(said)
    except ValueError:
        raise NotUsableError(f"the input {name!r} is not a number: {said!r}") from None


def choice(case: Case, name: str, *choices: str) -> str:
    """An input that is one of a few words."""
    said = word(case, name)
    if said not in choices:
        raise NotUsableError(f"{name} is not known here, except {' or '.join(map(repr, choices))}")
    return said


def only(case: Case, name: str, known: str) -> None:
    """Nothing, or NotUsableError: an input of which one word alone can be used, if it is there."""
    if name in case.inputs:
        choice(case, name, known)
