"""Numbers as they are shown: no trailing zero, no naked point, no dash between days."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regimencalc import wording

POSITIVE = st.floats(1e-6, 1e9, allow_nan=False, allow_infinity=False)


@given(number=POSITIVE, digits=st.integers(1, 17))
def test_no_number_has_a_trailing_zero_a_naked_point_or_an_exponent(
    number: float, digits: int
) -> None:
    for shown in (wording.significant(number, digits), wording.dose_number(number)):
        assert re.fullmatch(r"[0-9]{1,3}(,[0-9]{3})*(\.[0-9]*[1-9])?", shown), shown


@given(number=st.floats(1, 1e7))  # up to 10 kg: beyond, 12 significant digits end before 0.05
def test_a_shown_dose_is_within_half_of_its_last_digit(number: float) -> None:
    shown = Decimal(wording.dose_number(number).replace(",", ""))
    half = Decimal("0.05") if number >= 10 else Decimal("0.005")
    assert abs(shown - Decimal(number)) <= half + Decimal("0.00001")


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (0.05, "0.05"),
        (2.5, "2.5"),
        (2.505, "2.51"),  # a tie goes up, also where binary has it a little below
        (9.995, "10"),
        (10.05, "10.1"),
        (181.8118685772619, "181.8"),
        (999.95, "1,000"),
        (21600.0, "21,600"),
    ],
)
def test_a_dose_is_shown_at_the_digits_that_matter(number: float, shown: str) -> None:
    assert wording.dose_number(number) == shown


@given(days=st.lists(st.integers(1, 84), min_size=1, unique=True).map(sorted))
def test_days_are_spelled_out_and_counted(days: list[int]) -> None:
    said = wording.days(days)
    assert not re.search(r"\d\s*[-–—]\s*\d", said)
    assert [int(number) for number in re.findall(r"\d+", said.partition("(")[0])] == days
    assert len(days) == 1 or f"({len(days)} days)" in said


def test_a_unit_stands_behind_a_space_and_an_auc_before_its_number() -> None:
    assert wording.dose(181.81, "mg") == "181.8 mg"
    assert wording.with_unit("5", "AUC") == "AUC 5"


@pytest.mark.parametrize(
    ("number", "rank"),
    [
        *((1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (10, "10th"), (20, "20th")),
        *((11, "11th"), (12, "12th"), (13, "13th"), (14, "14th"), (111, "111th")),
        *((21, "21st"), (22, "22nd"), (23, "23rd"), (31, "31st"), (101, "101st")),
    ],
)
def test_a_rank_has_the_ending_that_one_says(number: int, rank: str) -> None:
    assert wording.ordinal(number) == rank
