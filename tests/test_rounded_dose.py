"""What is said of a dose after rounding: how far it moved, of what it is made, why it stayed."""

import pytest

from regimencalc.derivation import Step
from regimencalc.formulary import Product
from regimencalc.rounded_dose import (
    Pieces,
    Rounding,
    is_beyond,
    moved_percent,
    not_rounded,
    taken,
    too_far,
    under_its_cap,
    with_unit,
    written,
)
from regimencalc.units import Measure

DOSE = Step("a dose", 103, "mg")
FIVE_PERCENT = Measure(5, "%", "5 %")


def tablets(number: int, strength: float) -> Pieces:
    stated = Measure(strength, "mg", f"{strength:g} mg")
    return Pieces(number, Product.model_construct(form="tablet", strength=stated, source="s"))


TWO_SIZES = (tablets(2, 500), tablets(1, 150))


@pytest.mark.parametrize(
    ("rounding", "words"),
    [
        (Rounding("step", 3.21), "+3.2 %"),
        (Rounding("band", -2), "a band, −2 %"),
        (Rounding("whole units", 0), "0 %"),
        (Rounding("whole units", -1.5, is_split=True), "−1.5 % over the day"),
        (Rounding("band", 1, is_split=True), "a band, +1 % over the day"),
    ],
)
def test_how_far_a_dose_moved_in_words(rounding: Rounding, words: str) -> None:
    assert rounding.words == words


def test_a_rounding_names_its_tablets() -> None:
    rounding = Rounding("whole units", 2.5, TWO_SIZES)
    assert rounding.pieces_words == "2 × 500 mg + 1 × 150 mg"
    assert rounding.to_dict() == {
        "by": "whole units",
        "variance_percent": 2.5,
        "pieces": [
            {"number": 2, "of": "500 mg", "form": "tablet"},
            {"number": 1, "of": "150 mg", "form": "tablet"},
        ],
    }


@pytest.mark.parametrize(
    ("pieces", "why", "note", "is_notable"),
    [
        ((), "", "−2.9 %", False),
        (TWO_SIZES, "", "2 × 500 mg + 1 × 150 mg, −2.9 %", False),
        ((), "the cap", "−2.9 %, the cap", True),
        (TWO_SIZES, "the cap", "2 × 500 mg + 1 × 150 mg, −2.9 %, the cap", True),
    ],
)
def test_a_dose_that_was_rounded_says_it(
    pieces: tuple[Pieces, ...], why: str, note: str, *, is_notable: bool
) -> None:
    # 100 of 103 is 2.91 % less
    made, rounding = taken(Step("a dose", 100, "mg"), "step", -2.91, pieces, why=why)
    assert (made.value, made.note, made.is_notable) == (100, note, is_notable)
    assert rounding == Rounding("step", -2.91, pieces)
    assert taken(DOSE, "step", 0) == (DOSE.with_note("0 %"), Rounding("step", 0))
    _, split = taken(DOSE, "whole units", 0, is_split=True)
    assert split == Rounding("whole units", 0, is_split=True)


def test_a_dose_that_was_not_rounded_says_why_beside_what_is_known() -> None:
    made, rounding = not_rounded(DOSE, "no step")
    assert (made, rounding) == (DOSE.with_note("not rounded: no step", is_notable=True), None)
    capped, _ = not_rounded(DOSE.with_note("capped"), "no step")
    assert (capped.note, capped.is_notable) == ("capped; not rounded: no step", True)


def test_a_dose_under_its_cap_is_as_it_was_calculated() -> None:
    made = under_its_cap(DOSE, Step("cap", 103, "mg"))
    assert (made.what, made.value, made.unit) == ("a dose", 103, "mg")
    assert made.formula is not None
    assert made.formula.equation == "{dose} as it is, under {cap}"
    assert made.formula.name == "unrounded"
    with pytest.raises(ValueError, match=r"^103 is above its cap of 102\.9$"):
        under_its_cap(DOSE, Step("cap", 102.9, "mg"))


@pytest.mark.parametrize(
    ("dose", "made", "percent"),
    # 100 × (105 − 100) ÷ 100, and so on; all of it gone is −100 %
    [(100, 105, 5), (100, 95, -5), (200, 201, 0.5), (100, 100, 0), (100, 1, -99), (100, 0, -100)],
)
def test_how_far_rounding_moves_a_dose(dose: float, made: float, percent: float) -> None:
    assert moved_percent(dose, made) == percent


@pytest.mark.parametrize(
    ("moved", "expected"), [(5, False), (5.001, True), (-5, False), (-5.001, True), (0, False)]
)
def test_a_tolerance_is_within(moved: float, *, expected: bool) -> None:
    assert is_beyond(moved, FIVE_PERCENT) is expected


@pytest.mark.parametrize(
    ("moved", "shown"),
    [
        (7.26, "7.3"),
        (-7.26, "7.3"),
        (5.1, "5.1"),
        # one decimal would say 5.0 %, which is not more than 5 %
        (5.04, "5.0400"),
        (-5.0004, "5.0004"),
    ],
)
def test_a_move_that_is_too_far_has_the_digits_that_show_it(moved: float, shown: str) -> None:
    assert too_far(moved, FIVE_PERCENT) == f"would move it by {shown} %, more than 5 %"


def test_a_number_is_written_with_all_of_its_digits() -> None:
    assert with_unit(1234.56789, "mg") == "1,234.56789 mg"
    # nine digits are the most
    assert with_unit(0.1234567894, "mg") == "0.123456789 mg"
    assert written("band from", 97.5, "mg") == Step("band from", 97.5, "mg", "97.5 mg")
