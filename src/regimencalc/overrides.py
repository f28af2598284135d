"""What somebody decides in place of the regimen's cap, and of the policy's rounding, of a line.

A cap is one of the dose alone: that of a measure, such as an estimated GFR, nobody lifts. A dose to
give stays within the policy's tolerance of the calculated one, and under every cap and limit.
"""

from collections.abc import Iterable

from regimencalc import wording
from regimencalc.banding import variance_percent
from regimencalc.bounds import is_above
from regimencalc.changes import Change
from regimencalc.derivation import Formula, Step
from regimencalc.policy import Policy
from regimencalc.rounded_dose import Rounded, Rounding, not_rounded
from regimencalc.units import Measure


def decided(changes: Iterable[Change], what: str) -> Change | None:
    """The last decision of this kind."""
    found = [change for change in changes if change.action.what == what]
    return found[-1] if found else None


def decided_cap(changes: Iterable[Change], unit: str) -> Step | None:
    """The cap that was decided, where it is in the unit of the dose; the last one."""
    change = decided(changes, "cap")
    cap = None if change is None else change.action.measure
    if change is None or cap is None or cap.canonical_unit != unit:
        return None
    return Step("cap", cap.canonical, unit, str(cap), note=f"decided from {change.since}")


def _in_place(*, decided: float, dose: float) -> float:  # noqa: ARG001 the formula shows both
    return decided


def as_decided(
    rounded: Rounded,
    dose: Step,
    most: Step | None,
    changes: Iterable[Change],
    policy: Policy,
) -> Rounded:
    """The dose to give as it was decided, where that may be; else the dose as calculated, and why.

    `most` is the most that caps and limits allow.
    """
    change = decided(changes, "round")
    wanted = None if change is None else change.action.measure
    if change is None or wanted is None:
        return rounded
    why_not = _why_not(wanted, dose, most, policy)
    if why_not:
        return not_rounded(dose, why_not)
    formula = Formula("in_place", _in_place, dose.unit, "{decided} in place of {dose}")
    said = Step("decided", wanted.canonical, dose.unit, str(wanted))
    moved = variance_percent(dose.value, wanted.canonical)
    made = formula.apply(dose.what, decided=said, dose=dose)
    note = f"{wording.signed_percent(moved)}, decided from {change.since}"
    return made.with_note(note, is_notable=True), Rounding("decision", moved)


def _why_not(wanted: Measure, dose: Step, most: Step | None, policy: Policy) -> str:
    """Why a dose that was decided is not given; nothing if it may be."""
    if wanted.canonical_unit != dose.unit:
        return f"{wanted} is not in {dose.unit}"
    moved = variance_percent(dose.value, wanted.canonical)
    allowed = policy.tolerances.rounding
    if is_above(abs(moved), allowed.number):
        return f"{wanted} is {wording.signed_percent(moved)}, and the policy allows {allowed}"
    if most is not None and is_above(wanted.canonical, most.value):
        return f"{wanted} would pass the most, {wording.dose(most.value, most.unit)}"
    return ""
