"""Declared caps and floors on a value: each a step of its own, whether or not it is reached."""

from regimencalc.derivation import Formula, Step


def smaller(*, value: float, cap: float) -> float:
    """The value, or the cap where the value is above it."""
    return cap if value > cap else value


def _larger(*, value: float, floor: float) -> float:
    return floor if value < floor else value


def at_most(step: Step, cap: Step, what: str = "") -> Step:
    """A value under a declared cap: a step of its own, whether or not the cap is reached."""
    formula = Formula("cap", smaller, step.unit, "min({value}, {cap})")
    capped = formula.apply(what or step.what, value=step, cap=cap)
    if step.value <= cap.value:
        return capped.with_note("cap not reached")
    return capped.with_note("cap reached", is_notable=True)


def before_cap(step: Step) -> Step:
    """The value as it was before any cap on it."""
    return (
        step.operand("value") if step.formula is not None and step.formula.name == "cap" else step
    )


def at_least(step: Step, floor: Step) -> Step:
    """A value above a declared floor: a step of its own, whether or not the floor is reached."""
    formula = Formula("floor", _larger, step.unit, "max({value}, {floor})")
    raised = formula.apply(step.what, value=step, floor=floor)
    if step.value >= floor.value:
        return raised.with_note("floor not reached")
    return raised.with_note("floor reached", is_notable=True)
