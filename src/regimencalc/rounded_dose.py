"""A dose after rounding: by what, how far it moved, of what it is made, or why it stayed."""

from dataclasses import dataclass
from typing import NamedTuple

from regimencalc import wording
from regimencalc.banding import variance_percent
from regimencalc.derivation import Formula, Step
from regimencalc.formulary import Product
from regimencalc.units import Measure


class Pieces(NamedTuple):
    """So many of one product."""

    number: int
    product: Product

    def __str__(self) -> str:
        return f"{self.number} × {self.product}"


@dataclass(frozen=True, slots=True)
class Rounding:
    """By what a dose was rounded, how far it moved [%], and the tablets or vials that make it."""

    by: str
    variance_percent: float
    pieces: tuple[Pieces, ...] = ()
    is_split: bool = False

    @property
    def pieces_words(self) -> str:
        """The tablets or vials of the dose: "2 × 500 mg + 1 × 150 mg"."""
        return " + ".join(map(str, self.pieces))

    @property
    def words(self) -> str:
        """How far it moved, and over what where the day's doses differ."""
        over = " over the day" if self.is_split else ""
        by = "a band, " if self.by == "band" else ""
        return f"{by}{wording.signed_percent(self.variance_percent)}{over}"

    def to_dict(self) -> dict[str, object]:
        """The rounding as JSON has it."""
        return {
            "by": self.by,
            "variance_percent": self.variance_percent,
            "pieces": [
                {"number": piece.number, "of": str(piece.product), "form": piece.product.form}
                for piece in self.pieces
            ],
        }


Rounded = tuple[Step, Rounding | None]


def taken(
    made: Step,
    by: str,
    moved: float,
    pieces: tuple[Pieces, ...] = (),
    *,
    why: str = "",
    is_split: bool = False,
) -> Rounded:
    """The rounded dose, with its pieces and how far it moved beside it."""
    rounding = Rounding(by, moved, pieces, is_split)
    said = (rounding.pieces_words, wording.signed_percent(moved), why)
    note = ", ".join(part for part in said if part)
    return made.with_note(note, is_notable=bool(why)), rounding


def not_rounded(dose: Step, why: str) -> Rounded:
    """The dose as it was calculated, and why."""
    note = f"{dose.note}; not rounded: {why}" if dose.note else f"not rounded: {why}"
    return dose.with_note(note, is_notable=True), None


def under_its_cap(dose: Step, cap: Step) -> Step:
    """The dose as it was calculated, because its cap left no rounded one near enough."""
    formula = Formula("unrounded", _as_it_is, dose.unit, "{dose} as it is, under {cap}")
    return formula.apply(dose.what, dose=dose, cap=cap)


def _as_it_is(*, dose: float, cap: float) -> float:
    if dose > cap:
        raise ValueError(f"{dose!r} is above its cap of {cap!r}")
    return dose


def moved_percent(dose: float, made: float) -> float:
    """How far rounding moves a dose, above 0 when it gives more [%]; to nothing is -100 %."""
    return -100.0 if made == 0 else variance_percent(dose, made)


def is_beyond(moved: float, tolerance: Measure) -> bool:
    """Whether a dose would move by more than a tolerance."""
    return abs(moved) > tolerance.number


def too_far(moved: float, tolerance: Measure) -> str:
    """That a dose would move by more than a tolerance, with the digits that show it."""
    shown = f"{abs(moved):.1f}"
    if float(shown) <= tolerance.number:
        shown = f"{abs(moved):.4f}"
    return f"would move it by {shown} %, more than {tolerance}"


def written(what: str, value: float, unit: str) -> Step:
    """A step of a number that is shown as it is."""
    return Step(what, value, unit, with_unit(value, unit))


def with_unit(value: float, unit: str) -> str:
    """A dose with all of the digits that it has."""
    return wording.with_unit(wording.significant(value, 9), unit)
