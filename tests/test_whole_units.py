"""Tablets and capsules: the nearest dose that whole ones make, of the fewest."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regimencalc.whole_units import (
    WholeUnits,
    dealt_over_a_day,
    fewest_to_open,
    nearest_whole_units,
)

TEMOZOLOMIDE = (5, 20, 100, 140, 180, 250)
CAPECITABINE = (150, 500)
strengths = st.sampled_from([(50,), (15, 20), (20, 30, 80), CAPECITABINE, (0.25, 1), (2.5, 10)])
dose_numbers = st.decimals(min_value=0, max_value=600, places=2).map(float)


def split(dose: float, strengths_mg: tuple[float, ...], doses: int = 1) -> tuple[float, ...]:
    """The dose, then each strength of it as often as it is taken."""
    found = nearest_whole_units(dose, strengths_mg, doses=doses)
    taken = [strength for strength, number in found.units for _ in range(number)]
    return (found.dose_mg, *taken)


@pytest.mark.parametrize(
    ("dose", "strengths_mg", "expected"),
    [
        # etoposide, 50 mg: 181.8 is 3.64 units
        (181.8, (50,), (200, 50, 50, 50, 50)),
        (174.9, (50,), (150, 50, 50, 50)),
        (175, (50,), (200, 50, 50, 50, 50)),  # halfway goes up
        (174.99999999999997, (50,), (200, 50, 50, 50, 50)),  # 175 with binary noise
        # etoposide, 50 and 100 mg: two capsules, not four
        (181.8, (50, 100), (200, 100, 100)),
        # trifluridine-tipiracil, 15 and 20 mg: every dose of its table
        (35, (15, 20), (35, 20, 15)),
        (45, (15, 20), (45, 15, 15, 15)),
        (60, (15, 20), (60, 20, 20, 20)),  # not four of 15
        (65, (20, 15), (65, 20, 15, 15, 15)),
        (80, (15, 20), (80, 20, 20, 20, 20)),
        # temozolomide: 75 × 1.86 = 139.5 mg, nearest 140
        (139.5, TEMOZOLOMIDE, (140, 140)),
        (280, TEMOZOLOMIDE, (280, 180, 100)),  # two units, as 140 + 140: the larger strength first
        (200, TEMOZOLOMIDE, (200, 180, 20)),  # as 100 + 100
        (
            345,
            TEMOZOLOMIDE,
            (345, 180, 140, 20, 5),
        ),  # 250 + 95 would take four of 20 and three of 5
        (142.5, TEMOZOLOMIDE, (145, 140, 5)),
        # decimals: 0.25 and 1 mg
        (2.3, (0.25, 1), (2.25, 1, 1, 0.25)),
        (0.1 * 3, (0.1,), (0.3, 0.1, 0.1, 0.1)),
        # a dose that no sum comes near: 15 and 20 mg make 20, then 30
        (25, (15, 20), (30, 15, 15)),
        (24.9, (15, 20), (20, 20)),
        # nothing is left below half a unit
        (24.9, (50,), (0,)),
        (25, (50,), (50, 50)),
        (0, (50,), (0,)),
        (50, (50, 50.0), (50, 50)),  # a strength said twice is one strength
    ],
)
def test_gives_the_nearest_dose_in_the_fewest_units(
    dose: float, strengths_mg: tuple[float, ...], expected: tuple[float, ...]
) -> None:
    assert split(dose, strengths_mg) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        # Capecitabine's US label at 1250 mg/m2 twice daily, as read in a summary of its table:
        (3300, (1650, 500, 500, 500, 150)),  # 1.26 to 1.37 m2: one of 150 and three of 500 a dose
        (4000, (2000, 500, 500, 500, 500)),  # 1.52 to 1.65 m2: four of 500 a dose
        # the day's 3150 mg is 6 × 500 + 150, but half of it, 1575, lies between 1550 and 1600:
        # 1600 = 2 × 500 + 4 × 150
        (3150, (1600, 500, 500, 150, 150, 150, 150)),
        (3149, (1550, 500, *[150] * 7)),  # 1574.5; 1550 = 500 + 7 × 150
    ],
)
def test_a_day_is_split_into_doses_of_the_same_units(
    day: float, expected: tuple[float, ...]
) -> None:
    assert split(day, CAPECITABINE, doses=2) == expected


def test_a_split_into_three_has_no_noise() -> None:
    # 450 ÷ 3 = 150, three of 50; 375 ÷ 3 = 125 is halfway and goes up to 150
    assert split(450, (50,), doses=3) == (150, 50, 50, 50)
    assert split(375, (50,), doses=3) == (150, 50, 50, 50)
    # 100 ÷ 3 = 33.33: 30 is nearer than 40
    assert split(100, (10,), doses=3) == (30, 10, 10, 10)


def test_a_cap_is_not_passed() -> None:
    # 80 mg is nearer to 100 than to 50
    assert nearest_whole_units(80, [50]).dose_mg == 100
    assert nearest_whole_units(80, [50], cap_mg=100).dose_mg == 100
    assert nearest_whole_units(80, [50], cap_mg=99.9).dose_mg == 50
    assert nearest_whole_units(40, [50], cap_mg=40) == WholeUnits(0, ())
    # 180 mg in two doses: 100 each would be 200
    assert nearest_whole_units(180, [50], doses=2).dose_mg == 100
    assert nearest_whole_units(180, [50], doses=2, cap_mg=180).dose_mg == 50
    # 0.3 mg is three of 0.1, though 3 × 0.1 is more in binary
    assert nearest_whole_units(0.3, [0.1], cap_mg=0.3).dose_mg == 0.3


def test_units_are_counted() -> None:
    found = nearest_whole_units(345, TEMOZOLOMIDE)
    assert found == WholeUnits(345, ((180, 1), (140, 1), (20, 1), (5, 1)))
    assert found.count == 4
    assert WholeUnits(0, ()).count == 0


@given(dose_numbers, st.sampled_from([(15, 20), (20, 30, 80), CAPECITABINE]))
def test_no_other_choice_is_nearer_or_of_fewer(dose: float, strengths_mg: tuple[int, ...]) -> None:
    found = nearest_whole_units(dose, strengths_mg)
    numbers = [range(int(dose // strength) + 2) for strength in strengths_mg]
    best = min(
        (abs(total - dose), -total, sum(choice))
        for choice in product(*numbers)
        for total in [sum(a * b for a, b in zip(choice, strengths_mg, strict=True))]
    )
    assert (abs(found.dose_mg - dose), -found.dose_mg, found.count) == best


@given(dose_numbers, strengths, st.sampled_from([1, 2, 3]))
def test_the_units_make_the_dose_and_are_of_the_strengths(
    dose: float, strengths_mg: tuple[float, ...], doses: int
) -> None:
    found = nearest_whole_units(dose, strengths_mg, doses=doses)
    assert sum(strength * number for strength, number in found.units) == found.dose_mg
    assert {strength for strength, _ in found.units} <= set(strengths_mg)
    # between two multiples of the smallest the dose is never further off than half of it
    assert abs(found.dose_mg - dose / doses) <= min(strengths_mg) / 2 + 1e-9


@given(dose_numbers, strengths, st.sampled_from([1, 2, 3]))
def test_rounding_twice_changes_nothing(
    dose: float, strengths_mg: tuple[float, ...], doses: int
) -> None:
    once = nearest_whole_units(dose, strengths_mg, doses=doses)
    assert nearest_whole_units(doses * once.dose_mg, strengths_mg, doses=doses) == once


@given(st.lists(dose_numbers, min_size=3, max_size=3).map(sorted), strengths)
def test_a_larger_dose_is_never_rounded_to_less_and_none_over_its_cap(
    in_order: list[float], strengths_mg: tuple[float, ...]
) -> None:
    low, high, top = in_order
    cap = top + 0.01
    lower = nearest_whole_units(low, strengths_mg, cap_mg=cap)
    higher = nearest_whole_units(high, strengths_mg, cap_mg=cap)
    assert lower.dose_mg <= higher.dose_mg <= cap
    uncapped = [nearest_whole_units(dose, strengths_mg).dose_mg for dose in (low, high)]
    assert uncapped == sorted(uncapped)


@pytest.mark.parametrize("dose", [-1, float("nan"), float("inf")])
def test_a_dose_that_is_no_dose_is_refused(dose: float) -> None:
    with pytest.raises(ValueError, match="the dose must be a finite number of 0 or more"):
        nearest_whole_units(dose, [50])


@pytest.mark.parametrize("strength", [0, -1, float("nan"), float("inf")])
def test_a_strength_that_is_none_is_refused(strength: float) -> None:
    with pytest.raises(ValueError, match="strength_mg must be a finite number above 0"):
        nearest_whole_units(100, [50, strength])


def test_without_a_strength_there_is_no_answer() -> None:
    with pytest.raises(ValueError, match=r"^no strength is given: state at least one$"):
        nearest_whole_units(100, [])


@pytest.mark.parametrize("doses", [0, -1])
def test_a_number_of_doses_that_is_none_is_refused(doses: int) -> None:
    with pytest.raises(ValueError, match="the number of doses must be 1 or more"):
        nearest_whole_units(100, [50], doses=doses)


@pytest.mark.parametrize("cap", [0, -1, float("nan"), float("inf")])
def test_a_cap_that_is_none_is_refused(cap: float) -> None:
    with pytest.raises(ValueError, match="cap_mg must be a finite number above 0"):
        nearest_whole_units(100, [50], cap_mg=cap)


def test_a_dose_above_its_cap_is_refused_and_not_quietly_lowered() -> None:
    with pytest.raises(ValueError, match="above its cap: cap it before it is rounded"):
        nearest_whole_units(100.01, [50], cap_mg=100)
    assert nearest_whole_units(100.00000000000001, [50], cap_mg=100).dose_mg == 100


def test_a_slip_in_the_units_is_refused_before_it_is_calculated() -> None:
    assert nearest_whole_units(100_000, [1]).count == 100_000
    with pytest.raises(ValueError, match="check the units") as refused:
        nearest_whole_units(100_001, [1])
    assert str(refused.value) == (
        "100001 mg is more than 100,000 steps of what [1] mg can make: check the units of both"
    )


def test_the_bound_on_the_work_counts_steps_and_not_units() -> None:
    # 2 and 3 mg are whole steps of 1 mg: 60,000 mg is 60,000 of those, and 20,000 units of 3 mg
    assert nearest_whole_units(60_000, [2, 3]) == WholeUnits(60_000, ((3, 20_000),))
    # nothing beyond the next multiple of the smallest is looked at: 2 × 99,999 is not
    assert nearest_whole_units(100_000, [1, 99_999]).units == ((99_999, 1), (1, 1))


# Vials to open, and a day's units over its doses


@pytest.mark.parametrize(
    ("dose", "contents", "units", "opened"),
    [
        (181.8, [100, 500, 1000], ((100, 2),), 200),  # 18.2 of waste; 500 would waste 318.2
        (100, [100, 500], ((100, 1),), 100),  # just enough
        (100.000001, [100, 500], ((100, 2),), 200),  # and not enough
        (570, [50, 150, 450, 600], ((600, 1),), 600),  # 600 of one; 450 + 150 wastes as much
        (520, [50, 150, 450, 600], ((450, 1), (50, 2)), 550),  # 550 wastes 30, 600 wastes 80
        (0, [100], (), 0),
        (4.8, [3.5], ((3.5, 2),), 7),
    ],
)
def test_the_vials_that_waste_least_and_then_the_fewest(
    dose: float, contents: list[float], units: tuple[tuple[float, int], ...], opened: float
) -> None:
    found = fewest_to_open(dose, contents)
    assert (found.dose_mg, found.units) == (opened, units)


@given(st.integers(1, 20_000), st.lists(st.sampled_from([20, 50, 100, 150, 450]), min_size=1))
def test_what_is_opened_holds_the_dose_and_no_smallest_vial_too_many(
    tenths: int, contents: list[float]
) -> None:
    dose = tenths / 10
    found = fewest_to_open(dose, contents)
    assert sum(size * number for size, number in found.units) == found.dose_mg
    assert dose <= found.dose_mg < dose + min(contents)


def test_so_fine_vials_beside_a_dose_are_refused() -> None:
    with pytest.raises(ValueError, match="check the units of both") as refused:
        fewest_to_open(1e9, [0.5])
    assert str(refused.value) == (
        "1000000000.0 mg is more than 100,000 steps of what [0.5] mg can make: check the units of "
        "both"
    )


@pytest.mark.parametrize(
    ("units", "doses", "dealt"),
    [
        (((100, 1), (50, 1)), 2, [100, 50]),
        (((50, 3),), 2, [100, 50]),
        (((500, 3), (150, 1)), 2, [1000, 650]),  # 500 | 500, then 500 | —, then 150 to the lesser
        (((100, 1),), 2, [100, 0]),
        (((100, 3),), 3, [100, 100, 100]),
        (((500, 2), (150, 1)), 1, [1150]),
        # 500 + 150 and 500 + 3 × 50 are alike; then one 50 to each, and the last to the first
        (((500, 2), (150, 1), (50, 6)), 2, [750, 700]),
    ],
)
def test_a_days_units_are_dealt_evenly_and_the_larger_dose_comes_first(
    units: tuple[tuple[float, int], ...], doses: int, dealt: list[float]
) -> None:
    day = WholeUnits(sum(size * number for size, number in units), units)
    found = dealt_over_a_day(day, doses)
    assert [dose.dose_mg for dose in found] == dealt
    assert all(sum(s * n for s, n in dose.units) == dose.dose_mg for dose in found)


def test_the_larger_units_of_a_dose_come_first() -> None:
    one, other = dealt_over_a_day(WholeUnits(1300, ((500, 2), (150, 2))), 2)
    assert one == other == WholeUnits(650, ((500, 1), (150, 1)))


def test_a_day_has_doses() -> None:
    with pytest.raises(ValueError, match="the number of doses must be 1 or more"):
        dealt_over_a_day(WholeUnits(50, ((50, 1),)), 0)
