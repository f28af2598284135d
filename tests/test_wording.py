"""Numbers as they are shown: no trailing zero, no naked point, no dash between days."""

import re
from datetime import date
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


@pytest.mark.parametrize(
    ("number", "digits", "shown"),
    [
        (0, 3, "0"),
        (0.0, 17, "0"),
        (1.25, 2, "1.3"),  # a tie goes up, not to the even 1.2
        (1.245, 3, "1.25"),  # though binary has it a little below
        (1234567, 3, "1,230,000"),
        (0.00045678, 3, "0.000457"),
        (999.96, 4, "1,000"),
        (0.1 + 0.2, 12, "0.3"),  # 0.30000000000000004 at 12 digits
        (0.1 + 0.2, 13, "0.3"),
        (0.1 + 0.2, 17, "0.30000000000000004"),
        # 1 ÷ 3 has 12 digits without its noise, and 16 with it
        (1 / 3, 12, "0.333333333333"),
        (1 / 3, 13, "0.3333333333333"),
        (1.0000000000004, 12, "1"),
        (1.0000000000004, 13, "1"),
        (1.0000000000006, 13, "1.000000000001"),
        # 1.00000000000499 rounded at 12 digits first would be 1 and not 1.00000000000
        (2.00000000000499, 14, "2.000000000005"),
        (4.000000000005, 12, "4"),  # binary has it a little below
        (204.99999999999997, 12, "205"),
        (1.26499999999999, 3, "1.27"),  # 1.265 with noise below the 12th digit
    ],
)
def test_a_number_at_significant_digits(number: float, digits: int, shown: str) -> None:
    assert wording.significant(number, digits) == shown


@pytest.mark.parametrize(
    ("number", "decimals", "shown"),
    [(0.25, 1, "0.3"), (0.05, 1, "0.1"), (0.04, 1, "0"), (205.00000001, 2, "205"), (7.5, 0, "8")],
)
def test_a_number_at_decimals(number: float, decimals: int, shown: str) -> None:
    assert wording.to_decimals(number, decimals) == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        # three digits, but from 100 on one decimal
        (100.04, "100"),
        (100.46, "100.5"),
        (99.96, "100"),
        (99.94, "99.9"),
        (10, "10"),
        (10.06, "10.1"),
        (9.994, "9.99"),
        (9.06, "9.06"),
        (1.004, "1"),
        (1.005, "1.01"),
        (1.238, "1.24"),
        (2.2345, "2.23"),
        (0.99949, "0.999"),
        (0.12345, "0.123"),
        (0.012345, "0.0123"),
        (1, "1"),
        (0, "0"),
    ],
)
def test_a_dose_has_more_digits_the_smaller_it_is(number: float, shown: str) -> None:
    assert wording.dose_number(number) == shown


@pytest.mark.parametrize(
    ("number", "bound", "shown"),
    [
        (150.25, 40, "150.3"),  # a tie goes up
        (39.994, 40, "39.99"),
        # at four digits, 40.00: five tell it from 40, and no more are shown
        (39.9964, 40, "39.996"),
        (39.9999, 40, "39.9999"),
        (40.00004, 40, "40.00004"),
        (1234.4, 1234, "1,234.4"),
        (1233.96, 1234, "1,233.96"),
        # twelve digits are the most: what is nearer is noise
        (100.000000001, 100, "100.000000001"),
        (99.9999999999, 100, "99.9999999999"),
        (100.0000000004, 100, "100"),
        (40, 40, "40"),
        (2.77777, 2.77777, "2.77777"),
    ],
)
def test_a_number_is_told_from_a_bound_that_it_is_not(
    number: float, bound: float, shown: str
) -> None:
    assert wording.told_from(number, bound) == shown


def test_plain_numbers_keep_the_zeros_that_count() -> None:
    assert wording.plain(Decimal("1250.50")) == "1,250.5"
    assert wording.plain(Decimal("1200")) == "1,200"
    assert wording.plain(Decimal("20.00")) == "20"
    assert wording.plain(Decimal("1E+3")) == "1,000"


@pytest.mark.parametrize(
    ("number", "unit", "shown"),
    [
        ("1", "tablets", "1 tablet"),
        ("2", "tablets", "2 tablets"),
        ("1", "drops", "1 drop"),
        ("0.5", "tablets", "0.5 tablets"),
        ("1", "mg", "1 mg"),
        ("1", "days", "1 days"),  # only what is counted out has a singular
        ("7", "pH", "pH 7"),
        ("2", "ECOG", "ECOG 2"),
        ("3", "grade", "grade 3"),
        ("12", "%", "12 %"),
    ],
)
def test_a_number_and_its_unit(number: str, unit: str, shown: str) -> None:
    assert wording.with_unit(number, unit) == shown


def test_words_and_days_in_a_row() -> None:
    assert wording.spoken_list(["a"]) == "a"
    assert wording.spoken_list(["a", "b"]) == "a and b"
    assert wording.spoken_list(["a", "b", "c"]) == "a, b and c"
    assert wording.spoken_list(["a", "b", "c", "d"]) == "a, b, c and d"
    assert wording.spoken_list([]) == ""
    assert wording.days([8]) == "day 8"
    assert wording.days([1, 8]) == "days 1, 8 (2 days)"
    assert wording.days([1, 8, 15]) == "days 1, 8, 15 (3 days)"


def test_dates_are_in_english() -> None:
    assert wording.short_date(date(2026, 1, 5)) == "Mon 5 Jan"
    assert wording.short_date(date(2026, 12, 6)) == "Sun 6 Dec"
    assert wording.long_date(date(2026, 12, 1)) == "Tue 1 Dec 2026"


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("amount", "an amount"),
        ("Estimate", "an Estimate"),
        ("infusion", "an infusion"),
        ("order", "an order"),
        ("upper limit", "an upper limit"),
        ("height", "a height"),
        ("x-ray", "a x-ray"),
    ],
)
def test_a_word_has_its_article(word: str, said: str) -> None:
    assert wording.indefinite(word) == said


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("cisplatine", "Did you mean 'cisplatin'? "),
        ("CISPLATIN", "Did you mean 'cisplatin'? "),
        ("carboplatim", "Did you mean 'carboplatin'? "),
        ("water", ""),
        # both share 5 letters: 2 × 5 of 16 are 0.625, of 17 they are 0.588, and 0.6 is asked for
        ("cisplxx", "Did you mean 'cisplatin'? "),
        ("cisplxxx", ""),
    ],
)
def test_the_nearest_known_word_is_asked_for(word: str, said: str) -> None:
    assert wording.did_you_mean(word, ["etoposide", "cisplatin", "carboplatin"]) == said


def test_only_one_word_is_asked_for() -> None:
    assert wording.did_you_mean("arm", ["arms", "army"]) in {
        "Did you mean 'arms'? ",
        "Did you mean 'army'? ",
    }


@pytest.mark.parametrize(
    ("number", "word", "said"),
    [
        (0, "file", "0 files"),
        (1, "file", "1 file"),
        (2, "file", "2 files"),
        (1, "start criterion", "1 start criterion"),
        (3, "start criterion", "3 start criteria"),
        (2, "reason", "2 reasons"),
    ],
)
def test_things_are_counted(number: int, word: str, said: str) -> None:
    assert wording.counted(number, word) == said


def test_a_step_of_a_day_is_every_day() -> None:
    assert [wording.step(text) for text in ("1 d", "2 d", "6 h")] == ["day", "2 d", "6 h"]


@pytest.mark.parametrize(
    ("percent", "said"),
    [
        (0, "0 %"),
        (1e-17, "+0.00000000000000001 %"),
        (3.25, "+3.3 %"),
        (-3.25, "−3.3 %"),
        (-1, "−1 %"),
        (12.04, "+12 %"),
        (0.05, "+0.1 %"),  # from here on one decimal
        (0.049, "+0.05 %"),  # below one digit
        (0.0449, "+0.04 %"),
        (-0.004, "−0.004 %"),
        (0.5, "+0.5 %"),
    ],
)
def test_a_change_in_per_cent_has_its_sign(percent: float, said: str) -> None:
    assert wording.signed_percent(percent) == said


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ([3], "cycle 3"),
        ([2, 3], "cycles 2 and 3"),
        ([2, 3, 4], "cycles 2, 3 and 4"),
        ([2, 3, 4, 5], "cycles 2 to 5"),
        ([1, 2, 3, 5], "cycles 1, 2, 3 and 5"),
        ([1, 3, 4, 5], "cycles 1, 3, 4 and 5"),
    ],
)
def test_four_cycles_or_more_in_a_row_are_a_run(numbers: list[int], said: str) -> None:
    assert wording.cycles(numbers) == said
