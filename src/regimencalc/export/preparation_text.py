"""How the doses of a course are prepared: a line for each dose, or the working of each figure."""

from collections.abc import Iterator

from regimencalc import wording
from regimencalc.derivation import Step, text
from regimencalc.export.wrapping import KEPT, wrapped
from regimencalc.planned_course import Course
from regimencalc.planned_dose import PlannedDose
from regimencalc.preparation import Preparation


def preparation_lines(course: Course, width: int) -> Iterator[str]:
    """Each dose that is prepared in its own way, in one sentence."""
    yield "Preparation, from what the regimen and the drugs' entries state; doses as above"
    for planned, prepared in _distinct(course):
        said = "; ".join(_words(planned, prepared))
        for line in wrapped(f"  {planned.component} {planned.dose}: ", said, width):
            yield line.replace(KEPT, " ")


def preparation_workings(course: Course, width: int) -> Iterator[str]:
    """Each figure of a preparation, redoable from the numbers that it shows."""
    for planned, prepared in _distinct(course):
        yield ""
        yield f"{planned.component} {planned.dose}, preparation"
        for step in prepared.steps:
            yield from (f"  {line}" for line in text(step).split("\n"))
        if prepared.not_checked:
            yield from wrapped("  ", _not_checked(prepared), width)


def _distinct(course: Course) -> Iterator[tuple[PlannedDose, Preparation]]:
    seen: set[tuple[object, ...]] = set()
    for planned, prepared in course.prepared():
        key = (planned.component, str(planned.dose), planned.dilute_in, planned.minutes)
        if prepared is None or key in seen:
            continue
        if prepared.steps or prepared.not_checked:
            seen.add(key)
            yield planned, prepared


def _words(planned: PlannedDose, prepared: Preparation) -> Iterator[str]:
    if prepared.draw_up is not None:
        yield f"draw up {_value(prepared.draw_up)} of {prepared.draw_up.operand('by').written}"
    if prepared.waste is not None:
        left = "nothing" if prepared.waste.value == 0 else _value(prepared.waste)
        vials = " + ".join(str(vial).replace(" ", KEPT) for vial in prepared.vials)
        yield f"open {vials}, {left} left over"
    if prepared.concentration is not None:
        yield f"in {planned.dilute_in}: {_value(prepared.concentration)}"
    if prepared.not_checked:
        yield _not_checked(prepared)
    if prepared.proposed_bag is not None:
        yield f"{_value(prepared.proposed_bag)} {prepared.proposed_bag.note}"
    if prepared.rate is not None:
        yield f"{prepared.rate.written} for {prepared.rate.operand('by').written}"


def _not_checked(prepared: Preparation) -> str:
    return f"concentration NOT CHECKED: {prepared.not_checked}"


def _value(step: Step) -> str:
    return step.written or wording.dose(step.value, step.unit)
