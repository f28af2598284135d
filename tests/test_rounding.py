"""Rounding of a dose: half up, on the number that a person would write."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regimencalc.body_size import body_surface_area_mosteller_1987
from regimencalc.rounding import round_down_to_step, round_to_step

# Doses of up to 10 kg as they are written, with up to three decimals, and steps in common use.
doses = st.decimals(min_value=0, max_value=10_000_000, places=3)
steps = st.sampled_from([Decimal(text) for text in ("0.1", "0.25", "0.5", "1", "2.5", "10", "50")])


def test_a_tie_hidden_by_binary_noise_goes_up() -> None:
    # 168.1 × 90 ÷ 3600 = 4.2025 = 2.05², so 100 mg/m2 is exactly 205 mg, between 200 and 210.
    dose = 100 * body_surface_area_mosteller_1987(height_cm=168.1, weight_kg=90.0)
    assert round_to_step(dose, 10) == 210


def ties_at_100_mg_per_m2() -> list[tuple[float, float, int]]:
    """Every height (100 to 250 cm) and weight (20 to 350 kg) by 0.1 with a dose of exactly …5 mg.

    In tenths of cm and kg, the dose is 100 × √(height × weight ÷ 360 000) mg. It is 5 × n mg when
    height × weight = 900 × n², and between two tens when n is odd. Rounded up it is 5 × n + 5 mg.
    """
    return [
        (height / 10, 900 * n * n // height / 10, 5 * n + 5)
        for n in range(1, 100, 2)
        for height in range(1000, 2501)
        if 900 * n * n % height == 0 and 200 <= 900 * n * n // height <= 3500
    ]


def test_every_exact_tie_of_the_grid_goes_up() -> None:
    ties = ties_at_100_mg_per_m2()
    assert (168.1, 90.0, 210) in ties
    for height_cm, weight_kg, rounded in ties:
        area = body_surface_area_mosteller_1987(height_cm=height_cm, weight_kg=weight_kg)
        assert round_to_step(100 * area, 10) == rounded, (height_cm, weight_kg)


@pytest.mark.parametrize(
    ("dose", "step", "rounded"),
    [
        (0.15 * 3, 0.1, 0.5),  # 0.45 is halfway between 0.4 and 0.5
        (144.5, 1, 145),  # not to the even 144
        (112.5, 25, 125),  # 4.5 steps, not to the even 4
        (2.675, 0.01, 2.68),  # halfway, though the float lies below
        (204.9, 10, 200),
        (205.1, 10, 210),
        (0.736, 0.1, 0.7),
        (0.04, 0.1, 0),  # below half a step nothing is left
        (0, 5, 0),
    ],
)
def test_rounds_half_up(dose: float, step: float, rounded: float) -> None:
    assert round_to_step(dose, step) == rounded


@pytest.mark.parametrize(
    ("dose", "step", "rounded"),
    [
        (209.9, 10, 200),  # 21 tens would be nearer, and above the dose
        (210, 10, 210),
        (2009.9999999999998, 10, 2010),  # 2010 but for the noise of binary arithmetic
        (0.29, 0.1, 0.2),
        (9.9, 10, 0),
    ],
)
def test_rounded_down_a_dose_is_never_above_what_it_was(
    dose: float, step: float, rounded: float
) -> None:
    assert round_down_to_step(dose, step) == rounded


@given(doses, steps)
def test_gives_the_nearest_multiple_and_the_upper_of_two(dose: Decimal, step: Decimal) -> None:
    rounded = Fraction(str(round_to_step(float(dose), float(step))))
    assert (rounded / Fraction(step)).denominator == 1
    moved = rounded - Fraction(dose)
    assert -Fraction(step) / 2 < moved <= Fraction(step) / 2


@given(doses, steps)
def test_rounding_twice_changes_nothing(dose: Decimal, step: Decimal) -> None:
    once = round_to_step(float(dose), float(step))
    assert round_to_step(once, float(step)) == once


@given(doses, doses, steps)
def test_a_larger_dose_is_never_rounded_to_less(
    one: Decimal, other: Decimal, step: Decimal
) -> None:
    lower, higher = sorted((float(one), float(other)))
    assert round_to_step(lower, float(step)) <= round_to_step(higher, float(step))


@pytest.mark.parametrize("dose", [-1, float("nan"), float("inf")])
def test_a_dose_that_is_no_dose_is_refused(dose: float) -> None:
    with pytest.raises(ValueError, match="the dose must be a finite number of 0 or more"):
        round_to_step(dose, 1)


@pytest.mark.parametrize("step", [0, -1, float("nan"), float("inf")])
def test_a_step_that_is_no_step_is_refused(step: float) -> None:
    with pytest.raises(ValueError, match="the rounding step must be a finite number above 0"):
        round_to_step(1, step)
