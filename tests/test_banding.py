"""Dose banding: every row of the national tables, and what must hold for every dose."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from regimencalc.banding import (
    GREATEST_VARIANCE_PERCENT,
    MASTER_VOLUMES_ML,
    Band,
    band_of,
    banded,
    bands,
    variance_percent,
)

TABLES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "printed_bands.yaml").read_text("utf-8")
)["tables"]

# 50 and 56 mL: √2800 = 52.91503, to 0.001 mL 52.915, and half up to 0.01 mg 52.92. The table from
# 18 mg on was worked out and not printed, and has 52.91; where the same happens in print, half up
# is what was done: √(3.6 × 4.0) = 3.79473, 3.795, printed 3.80.
WORKED_AGAIN = {52.91: 52.92}

ETOPOSIDE = bands(20, least_ml=0.26, greatest_ml=300)
CARBOPLATIN = bands(10, least_ml=10, greatest_ml=100)


def generated(printed: dict[str, Any]) -> tuple[Band, ...]:
    return bands(
        printed["concentration_mg_ml"],
        least_ml=printed["least_ml"],
        greatest_ml=printed["greatest_ml"],
    )


tables = st.sampled_from([1, 2, 2.5, 10, 20, 25, 100]).map(
    lambda concentration: bands(concentration, least_ml=0.22, greatest_ml=300)
)
percents = st.sampled_from([0, 2.5, 5, 6, 6.6, 10])


@st.composite
def doses_of_a_table(draw: st.DrawFn, count: int) -> tuple[tuple[Band, ...], list[float]]:
    """A table and doses inside it, of which many stand on a step or just beside one."""
    table = draw(tables)
    least, beyond = table[0].from_mg, table[-1].below_mg
    anywhere = st.floats(min_value=least, max_value=beyond, exclude_max=True)
    beside = st.sampled_from(table).flatmap(
        lambda band: st.sampled_from([band.from_mg, band.dose_mg, round(band.below_mg - 0.01, 2)])
    )
    doses = st.lists(anywhere | beside, min_size=count, max_size=count)
    return table, [min(dose, round(beyond - 0.01, 2)) for dose in draw(doses)]


@pytest.mark.parametrize("printed", TABLES, ids=lambda t: f"{t['concentration_mg_ml']} {t['mark']}")
def test_every_row_of_the_tables_comes_out(printed: dict[str, Any]) -> None:
    table = generated(printed)
    again = WORKED_AGAIN if printed["mark"] == "inferred" else {}
    rows = [[again.get(edge, edge) for edge in row[:2]] + row[2:] for row in printed["rows"]]
    assert [[band.from_mg, band.below_mg, band.dose_mg] for band in table] == rows


def test_all_rows_are_there_and_the_printed_ones_are_taken_as_they_are() -> None:
    counts = [(table["mark"], len(table["rows"])) for table in TABLES]
    assert counts == [("read", 73), ("read", 33), ("read", 49), ("inferred", 24), ("inferred", 24)]


@pytest.mark.parametrize("printed", TABLES, ids=lambda t: f"{t['concentration_mg_ml']} {t['mark']}")
def test_the_ends_of_each_printed_row_find_its_band(printed: dict[str, Any]) -> None:
    table = generated(printed)
    for from_mg, below_mg, band_mg in printed["rows"]:
        # "To (B)" of the tables is 0.01 mg under "to (A)".
        for dose in (WORKED_AGAIN.get(from_mg, from_mg), round(below_mg - 0.01, 2), band_mg):
            found = band_of(dose, table)
            assert found is not None
            assert found.dose_mg == band_mg, dose


def test_the_series_ascends() -> None:
    assert len(MASTER_VOLUMES_ML) == 75
    assert all(one < next_ for one, next_ in pairwise(MASTER_VOLUMES_ML))


@given(doses_of_a_table(1))
def test_every_dose_of_a_table_has_exactly_one_band(
    drawn: tuple[tuple[Band, ...], list[float]],
) -> None:
    table, (dose,) = drawn
    assert all(lower.below_mg == upper.from_mg for lower, upper in pairwise(table))
    found = band_of(dose, table)
    assert found is not None
    # Noise may lift a dose by half a unit of its 12th digit on to the step, never further.
    assert found.from_mg <= dose * (1 + 1e-11)
    assert dose < found.below_mg
    assert [band for band in table if band.from_mg <= found.dose_mg < band.below_mg] == [found]


@given(doses_of_a_table(1))
def test_no_band_moves_a_dose_by_more_than_the_tables_do(
    drawn: tuple[tuple[Band, ...], list[float]],
) -> None:
    table, (dose,) = drawn
    found = band_of(dose, table)
    assert found is not None
    assert abs(found.dose_mg - dose) / dose <= GREATEST_VARIANCE_PERCENT / 100


@given(doses_of_a_table(1), percents)
def test_banding_twice_changes_nothing(
    drawn: tuple[tuple[Band, ...], list[float]], tolerance: float
) -> None:
    table, (dose,) = drawn
    for cap in (None, dose, 1.02 * dose):
        once = banded(dose, table, tolerance_percent=tolerance, cap_mg=cap)
        again = banded(once.dose_mg, table, tolerance_percent=tolerance, cap_mg=cap)
        assert again.dose_mg == once.dose_mg


@given(doses_of_a_table(3), percents)
def test_a_larger_dose_is_never_banded_to_less(
    drawn: tuple[tuple[Band, ...], list[float]], tolerance: float
) -> None:
    table, (one, other, third) = drawn
    low, high, cap = sorted((one, other, third))
    for limit in (None, cap):
        lower = banded(low, table, tolerance_percent=tolerance, cap_mg=limit)
        higher = banded(high, table, tolerance_percent=tolerance, cap_mg=limit)
        assert lower.dose_mg <= higher.dose_mg


@given(doses_of_a_table(2), percents)
def test_a_banded_dose_keeps_to_its_cap_and_to_the_tolerance(
    drawn: tuple[tuple[Band, ...], list[float]], tolerance: float
) -> None:
    table, doses = drawn
    dose, cap = sorted(doses)
    given_ = banded(dose, table, tolerance_percent=tolerance, cap_mg=cap)
    # 12 significant digits are kept of the dose and of the cap.
    assert given_.dose_mg <= cap * (1 + 1e-11)
    assert abs(given_.dose_mg - dose) / dose <= tolerance / 100 + 1e-11
    assert given_.band is not None or given_.why


@pytest.mark.parametrize(
    ("dose", "band"),
    [
        (171.81, 164),
        (171.82, 180),  # √(8.2 × 9) = 8.5907 → 8.591 mL × 20 = 171.82, and on the step goes up
        (171.81999999999996, 180),  # 171.82 with the noise of binary arithmetic
        (171.8199, 164),
        (189.73, 180),
        (189.74, 200),
        (5, 5.2),
        (6368.67, 6000),
    ],
)
def test_a_dose_on_a_step_takes_the_upper_band(dose: float, band: float) -> None:
    found = band_of(dose, ETOPOSIDE)
    assert found is not None
    assert found.dose_mg == band


@pytest.mark.parametrize("dose", [0, 4.99, 6368.68, 10_000])
def test_a_dose_outside_the_table_has_no_band(dose: float) -> None:
    assert band_of(dose, ETOPOSIDE) is None
    given_ = banded(dose, ETOPOSIDE, tolerance_percent=6)
    assert (given_.dose_mg, given_.variance_percent, given_.band) == (dose, 0, None)
    assert "is outside the table, which runs from 5 mg to below 6,368.68 mg" in given_.why


def test_a_table_without_bands_bands_nothing() -> None:
    assert banded(100, [], tolerance_percent=6).why == "the table has no bands"


@pytest.mark.parametrize(
    ("dose", "band", "percent"),
    [
        (160, 164, 2.5),  # 4 ÷ 160
        (200, 180, -10),  # −20 ÷ 200
        (180, 180, 0),
        (0.3, 0.36, 20),  # 0.06 ÷ 0.3, without the noise of 0.36 − 0.3
        (180.00000000000003, 180, 0),  # noise of either dose moves nothing
        (180, 180.00000000000003, 0),
    ],
)
def test_the_variance_is_of_the_calculated_dose(dose: float, band: float, percent: float) -> None:
    assert variance_percent(dose, band) == percent


@pytest.mark.parametrize(
    ("dose", "cap", "tolerance", "given_mg", "moved"),
    [
        # AUC 5 at the cap of 150 mL/min, 750 mg: band 790; below it 700, 50 ÷ 750 = 6.667 %
        (750, 750, 6, 750, 0),
        (750, 750, 6.6, 750, 0),
        (750, 750, 10, 700, -6.66666666667),
        (750.00000000000011, 750, 6, 750, 0),  # noise does not lift it over its cap
        # AUC 4, 600 mg: band 630; below it 560, 40 ÷ 600 = 6.667 %
        (600, 600, 6, 600, 0),
        (600, 600, 10, 560, -6.66666666667),
        # 744 mg: band 790; below it 700, 44 ÷ 744 = 5.914 %
        (744, 750, 6, 700, -5.91397849462),
        # 740 mg is below the step of 743.64: 700 without the cap's help, 40 ÷ 740 = 5.405 %
        (740, 750, 6, 700, -5.40540540541),
        # AUC 6, 900 mg: band 890, below the cap, 10 ÷ 900 = 1.111 %
        (900, 900, 6, 890, -1.11111111111),
        # a cap that is itself a band
        (750, 790, 6, 790, 5.33333333333),  # 40 ÷ 750
        (750, 789.99, 6, 750, 0),
        (750, None, 6, 790, 5.33333333333),
        # 5.333 % is more than a tolerance of 5 %
        (750, None, 5, 750, 0),
        # just the tolerance is allowed: band 130, 5 ÷ 125 = 4 %
        (125, None, 4, 130, 4),
        (125, None, 3.9999999999999996, 130, 4),
        (125, None, 3.99, 125, 0),
    ],
)
def test_no_band_lifts_a_dose_over_its_cap(
    dose: float, cap: float | None, tolerance: float, given_mg: float, moved: float
) -> None:
    result = banded(dose, CARBOPLATIN, tolerance_percent=tolerance, cap_mg=cap)
    assert (result.dose_mg, result.variance_percent) == (given_mg, moved)


def test_what_a_cap_did_is_said() -> None:
    above = "the band of 790 mg is above the cap of 750 mg"
    unbanded = banded(750, CARBOPLATIN, tolerance_percent=6, cap_mg=750)
    assert unbanded.band is None
    assert unbanded.why == f"{above}, and that of 700 mg moves it by more than 6 %"
    lower = banded(744, CARBOPLATIN, tolerance_percent=6, cap_mg=750)
    assert lower.band is not None
    assert lower.why == above
    too_far = banded(750, CARBOPLATIN, tolerance_percent=5)
    assert too_far.why == "the band of 790 mg moves it by more than 5 %"
    assert banded(900, CARBOPLATIN, tolerance_percent=6, cap_mg=900).why == ""


def test_under_a_cap_in_the_first_band_there_is_no_lower_one() -> None:
    # 94.87 to below 104.88 mg is 100 mg, the first band of this table.
    result = banded(96, CARBOPLATIN, tolerance_percent=6, cap_mg=98)
    assert (result.dose_mg, result.variance_percent, result.band) == (96, 0, None)
    assert result.why == (
        "the band of 100 mg is above the cap of 98 mg, and the table has none below it"
    )


@pytest.mark.parametrize("concentration", [0, -1, float("nan"), float("inf")])
def test_a_concentration_that_is_none_is_refused(concentration: float) -> None:
    with pytest.raises(ValueError, match="concentration_mg_ml must be a finite number above 0"):
        bands(concentration, least_ml=10, greatest_ml=100)


@pytest.mark.parametrize(("least", "greatest"), [(10.5, 100), (10, 101), (0, 100)])
def test_a_volume_that_is_not_of_the_series_is_refused(least: float, greatest: float) -> None:
    with pytest.raises(ValueError, match="mL is not one of the master series"):
        bands(10, least_ml=least, greatest_ml=greatest)


def test_a_table_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="the first band, 11 mL, stands after the last, 10 mL"):
        bands(10, least_ml=11, greatest_ml=10)
    assert [band.dose_mg for band in bands(10, least_ml=10, greatest_ml=10)] == [100]


def test_steps_that_are_too_coarse_for_a_weak_solution_are_refused() -> None:
    # 0.5 mg/mL, 0.9 mL: √(0.8 × 0.9) = 0.849 mL is 0.4245 → 0.42 mg; 0.45 ÷ 0.42 is 7.1 % more.
    # 1.0 mL: √(0.9 × 1.0) = 0.949 mL is 0.4745 → 0.47 mg; 0.50 ÷ 0.47 is 6.4 % more.
    with pytest.raises(ValueError, match=r"the band of 0\.45 mg is not within 6\.6 % of its doses"):
        bands(0.5, least_ml=0.9, greatest_ml=10)
    assert bands(0.5, least_ml=1.0, greatest_ml=10)[0].from_mg == 0.47


def test_steps_that_are_too_coarse_on_the_upper_side_are_refused_too() -> None:
    # 0.31 mg/mL, 0.72 mL is 0.2232 mg, from √(0.64 × 0.72) = 0.679 mL, 0.21049 → 0.21 mg, 6.3 %
    # more, to √(0.72 × 0.8) = 0.759 mL, 0.23529 → 0.24 mg, 7 % less.
    with pytest.raises(ValueError, match=r"the band of 0\.2232 mg is not within 6\.6 %"):
        bands(0.31, least_ml=0.72, greatest_ml=0.72)


@pytest.mark.parametrize(
    ("concentration", "volume"),
    [
        # 0.210 to 0.230 mL: 0.00462 → 0 mg to 0.00506 → 0.01 mg
        (0.022, 0.22),
        # 14.491 to 15.492 mL: 0.1159 → 0.12 mg to 0.1239 → 0.12 mg, and the band itself is 0.12 mg
        (0.008, 15),
        (0.00001, 10),
    ],
)
def test_a_band_whose_steps_fall_together_is_refused(concentration: float, volume: float) -> None:
    with pytest.raises(ValueError, match="start the table at a larger volume"):
        bands(concentration, least_ml=volume, greatest_ml=volume)


def test_both_roundings_of_a_step_are_half_up_and_noise_is_none() -> None:
    # 5 mg/mL: √(0.8 × 0.9) = 0.849 mL × 5 = 4.245 → 4.25 mg, not to the even 4.24.
    assert bands(5, least_ml=0.9, greatest_ml=0.9)[0].from_mg == 4.25
    ten = bands(10.000000000000002, least_ml=10, greatest_ml=100)
    assert ten == CARBOPLATIN


@pytest.mark.parametrize("dose", [-1, float("nan"), float("inf")])
def test_a_dose_that_is_no_dose_is_refused(dose: float) -> None:
    with pytest.raises(ValueError, match="the dose must be a finite number of 0 or more"):
        band_of(dose, ETOPOSIDE)
    with pytest.raises(ValueError, match="the dose must be a finite number of 0 or more"):
        banded(dose, ETOPOSIDE, tolerance_percent=6)


@pytest.mark.parametrize("tolerance", [-1, float("nan"), float("inf")])
def test_a_tolerance_that_is_none_is_refused(tolerance: float) -> None:
    with pytest.raises(ValueError, match="the tolerance must be a finite number of 0 or more"):
        banded(750, CARBOPLATIN, tolerance_percent=tolerance)


@pytest.mark.parametrize("cap", [0, -1, float("nan"), float("inf")])
def test_a_cap_that_is_none_is_refused(cap: float) -> None:
    with pytest.raises(ValueError, match="cap_mg must be a finite number above 0"):
        banded(750, CARBOPLATIN, tolerance_percent=6, cap_mg=cap)


def test_a_dose_above_its_cap_is_refused_and_not_quietly_lowered() -> None:
    with pytest.raises(ValueError, match="above its cap: cap it before it is banded"):
        banded(750.01, CARBOPLATIN, tolerance_percent=6, cap_mg=750)


@pytest.mark.parametrize(("dose", "band"), [(0, 100), (100, 0), (float("nan"), 100)])
def test_a_variance_needs_two_doses(dose: float, band: float) -> None:
    with pytest.raises(ValueError, match="must be a finite number above 0"):
        variance_percent(dose, band)


def test_a_band_may_begin_at_its_own_dose() -> None:
    # √(0.28 × 0.30) = 0.290 mL × 0.5 = 0.145 → 0.15 mg, and the band is 0.30 mL × 0.5 = 0.15 mg;
    # √(0.30 × 0.34) = 0.319 mL × 0.5 = 0.1595 → 0.16 mg, of which 0.15 is 6.25 % less.
    assert bands(0.5, least_ml=0.30, greatest_ml=0.30) == (Band(0.30, 0.15, 0.15, 0.16),)


def test_a_band_may_move_a_dose_by_just_the_most() -> None:
    # √(89 × 100) = 94.340 mL × 0.00533 = 0.5028 → 0.50 mg, and 0.533 mg is 6.6 % more than that;
    # √(100 × 113) = 106.301 mL × 0.00533 = 0.5666 → 0.57 mg, and 0.533 mg is 6.49 % less.
    assert bands(0.00533, least_ml=100, greatest_ml=100) == (Band(100, 0.533, 0.50, 0.57),)


def test_doses_and_tolerances_are_said_at_six_digits() -> None:
    assert banded(1234.5678, CARBOPLATIN, tolerance_percent=6).why == (
        "1,234.57 mg is outside the table, which runs from 94.87 mg to below 1,063.01 mg"
    )
    assert banded(750, CARBOPLATIN, tolerance_percent=5.12345678).why == (
        "the band of 790 mg moves it by more than 5.12346 %"
    )
