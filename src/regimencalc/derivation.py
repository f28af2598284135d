"""Where a number comes from: the immutable tree of steps that every dose carries.

A `Step` is a value with its unit and either the words in which somebody stated it, or the
`Formula` and the steps it was calculated from. Printed, each line can be redone with a pocket
calculator from the numbers that it shows: `text` chooses for each value just so many digits that
redoing the line gives the value printed above it.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from math import isfinite
from typing import Literal, NamedTuple

from regimencalc import wording
from regimencalc.problems import Place

Sex = Literal["male", "female"]

LEAST_DIGITS = 6
EVERY_DIGIT = 17


def require_positive(**values: float) -> None:
    """Nothing, or ValueError: the argument of a formula must be a finite number above 0."""
    for name, value in values.items():
        if not (isfinite(value) and value > 0):
            raise ValueError(f"{name} must be a finite number above 0, not {value!r}")


def require_sex(sex: str) -> None:
    """Nothing, or ValueError: the sex must be one of the two that formulas know."""
    if sex not in ("male", "female"):
        raise ValueError(f"sex must be 'male' or 'female', not {sex!r}")


@cache
def _names_in(equation: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(re.findall(r"{(\w+)}", equation)))


@dataclass(frozen=True, slots=True)
class Formula:
    """A published equation, or a plain arithmetic step, with what it takes to show it.

    `equation` names its operands in braces, as the parameters of `calculate` are named; where men
    and women have equations of their own, it holds one for each. `ranges` are the bounds, in the
    operands' units, within which the source derived it.
    """

    name: str
    calculate: Callable[..., float]
    gives: str
    equation: str | Mapping[str, str]
    source: str = ""
    verified: bool = True
    ranges: Mapping[str, tuple[float, float]] = field(default_factory=dict)

    @property
    def needs_sex(self) -> bool:
        """Whether men and women have equations of their own."""
        return not isinstance(self.equation, str)

    def operand_names(self, sex: str) -> tuple[str, ...]:
        """The operands of the equation for this sex, each once, in the order in which it has them.

        >>> Formula("bmi", pow, "kg/m2", "{weight_kg} ÷ ({height_cm} ÷ 100)²").operand_names("male")
        ('weight_kg', 'height_cm')
        """
        return _names_in(self.equation_for(sex))

    def equation_for(self, sex: str) -> str:
        """The equation as it is for this sex, or for everyone."""
        return self.equation if isinstance(self.equation, str) else self.equation[sex]

    def apply(self, what: str, sex: str = "", /, **operands: "Step") -> "Step":
        """The step that calculates `what` from the operands."""
        value = self.calculate_for({name: step.value for name, step in operands.items()}, sex)
        return Step(what, value, self.gives, "", self, tuple(operands.items()), sex)

    def calculate_for(self, operands: Mapping[str, float], sex: str) -> float:
        """The value for these operands, in the unit that the formula gives."""
        return self.calculate(**operands, sex=sex) if self.needs_sex else self.calculate(**operands)

    def outside_published_range(self, operands: Mapping[str, float]) -> Iterator[str]:
        """The names of operands that lie outside the range in which the source derived it."""
        for name, (low, high) in self.ranges.items():
            if name in operands and not low <= operands[name] <= high:
                yield name


class Step(NamedTuple):
    """One value of a derivation, in the unit named, with its reason.

    A stated value has `written` (as it was typed) and, where known, its place and source; a
    calculated one has its formula and operands.
    """

    what: str
    value: float
    unit: str
    written: str = ""
    formula: Formula | None = None
    operands: tuple[tuple[str, "Step"], ...] = ()
    sex: str = ""
    source: str = ""
    place: Place | None = None
    note: str = ""
    is_notable: bool = False

    def __str__(self) -> str:
        return text(self)

    def with_note(self, note: str, *, is_notable: bool = False) -> "Step":
        """The same step with a word on what happened in it; notable if it moved the value."""
        return self._replace(note=note, is_notable=is_notable)

    def operand(self, name: str) -> "Step":
        """The operand with this name in the formula."""
        return dict(self.operands)[name]

    def walk(self) -> Iterator["Step"]:
        """This step and all below it, top down."""
        yield self
        for _, operand in self.operands:
            yield from operand.walk()

    def to_dict(self) -> dict[str, object]:
        """The tree as JSON has it: every value at full precision."""
        said: dict[str, object] = {"what": self.what, "value": self.value, "unit": self.unit}
        if self.formula is not None:
            said["equation"] = self.formula.equation_for(self.sex)
            said["formula"] = self.formula.name
            said["verified"] = self.formula.verified
        if self.written:
            said["written"] = self.written
        source = self.source or ("" if self.formula is None else self.formula.source)
        if source:
            said["source"] = source
        if self.place is not None:
            said["place"] = str(self.place)
        if self.note:
            said["note"] = self.note
        if self.operands:
            said["operands"] = {name: step.to_dict() for name, step in self.operands}
        return said


def remarks(step: Step) -> Iterator[str]:
    """What moved a dose on its way, or rests on memory: to be said beside the dose itself."""
    for part in step.walk():
        if part.is_notable:
            shown = wording.with_unit(wording.dose_number(part.value), part.unit)
            yield f"{part.what} {shown}: {part.note}"
        if part.formula is not None and not part.formula.verified:
            yield f"{part.what} by {part.formula.source}: NOT VERIFIED, from memory"


def text(step: Step) -> str:
    """The tree as text, one line a step, each redoable from the numbers that it shows."""
    return "\n".join(_lines(step, wording.dose_number, "", ""))


def _lines(
    step: Step, show: Callable[[float], str], first_indent: str, indent: str
) -> Iterator[str]:
    digits = _digits_for_operands(step, show)

    def show_operand(value: float) -> str:
        return wording.significant(value, digits)

    yield first_indent + _line(step, show, show_operand)
    last = len(step.operands) - 1
    for number, (_, operand) in enumerate(step.operands):
        branch, below = ("└ ", "  ") if number == last else ("├ ", "│ ")
        yield from _lines(operand, show_operand, indent + branch, indent + below)


def _line(step: Step, show: Callable[[float], str], show_operand: Callable[[float], str]) -> str:
    parts = [f"{step.what} = {_shown(step, show)}"]
    if step.formula is not None:
        shown = {name: _shown(operand, show_operand) for name, operand in step.operands}
        parts[0] += f" = {step.formula.equation_for(step.sex).format_map(shown)}"
        parts.append(step.formula.source)
        if not step.formula.verified:
            parts.append("NOT VERIFIED: from memory")
    parts += [step.source, str(step.place or ""), step.note]
    return "   ".join(part for part in parts if part)


def _shown(step: Step, show: Callable[[float], str]) -> str:
    return step.written or wording.with_unit(show(step.value), step.unit)


def _digits_for_operands(step: Step, show: Callable[[float], str]) -> int:
    """The fewest digits for the operands with which redoing this line gives what it prints."""
    if step.formula is None:
        return LEAST_DIGITS
    wanted = show(step.value)
    for digits in range(LEAST_DIGITS, EVERY_DIGIT):
        shown = {name: _as_shown(operand, digits) for name, operand in step.operands}
        if show(step.formula.calculate_for(shown, step.sex)) == wanted:
            return digits
    return EVERY_DIGIT


def _as_shown(step: Step, digits: int) -> float:
    """The number that a reader of the line sees."""
    if step.written:
        return step.value
    return float(wording.significant(step.value, digits).replace(",", ""))
