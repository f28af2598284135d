"""Declared caps and floors on a value: each a step of its own, whether or not it is reached."""

from collections.abc import Sequence

from regimencalc.derivation import Formula, Step
from regimencalc.problems import Place, Problem, Refused


def smaller(*, value: float, cap: float) -> float:
    """The value, or the cap where the value is above it."""
    return cap if value > cap else value


def _larger(*, value: float, floor: float) -> float:
    return floor if value < floor else value


def _lowest(**caps: float) -> float:
    return min(caps.values())


def lowest(caps: Sequence[Step]) -> Step | None:
    """The cap that allows the least: a step of its own where there are several."""
    if len(caps) < 2:
        return caps[0] if caps else None
    for cap in caps[1:]:
        _refuse_unlike(caps[0], cap)
    named = {f"cap_{number}": cap for number, cap in enumerate(caps, 1)}
    formula = Formula(
        "lowest_cap", _lowest, caps[0].unit, f"min({', '.join(f'{{{name}}}' for name in named)})"
    )
    return formula.apply("cap", **named)


def _refuse_unlike(step: Step, cap: Step) -> None:
    """Numbers in two units are no cap of each other: 40 USP units are not below 30000 IU."""
    if step.unit != cap.unit:
        raise Refused(
            Problem(
                "RC207",
                f"'{step.what}' is in {step.unit}, and its cap in {cap.unit}",
                "Write the cap in the unit of the dose.",
                cap.place or step.place or Place(),
            )
        )


def at_most(step: Step, cap: Step, what: str = "") -> Step:
    """A value under a declared cap: a step of its own, whether or not the cap is reached.

    Refused where they are in two units (RC207).
    """
    _refuse_unlike(step, cap)
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
