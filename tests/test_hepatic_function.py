"""Liver function: points and classes at every edge, and ALBI against published cases."""

import math
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regimencalc import hepatic_function as liver
from regimencalc.published_cases import Case, Stated, shipped_cases

if TYPE_CHECKING:
    from collections.abc import Callable

# Child-Pugh


@pytest.mark.parametrize(
    ("bilirubin_mg_dl", "points"),
    [(0.1, 1), (1.99, 1), (2, 2), (2.5, 2), (3, 2), (3.01, 3), (40, 3)],
)
def test_points_of_bilirubin_at_every_edge(bilirubin_mg_dl: float, points: int) -> None:
    given_points = liver.child_pugh_points_of_bilirubin_1973(bilirubin_mg_dl=bilirubin_mg_dl)
    assert given_points == points


@pytest.mark.parametrize(
    ("bilirubin_umol_l", "points"), [(34.1, 1), (34.2, 2), (51.3, 2), (51.4, 3), (20, 1), (60, 3)]
)
def test_the_edges_of_bilirubin_are_the_same_in_umol_l(
    bilirubin_umol_l: float, points: int
) -> None:
    # 34.2 ÷ 17.1 = 2 and 51.3 ÷ 17.1 = 3, which the table prints in both units
    bilirubin = liver.bilirubin_mg_dl_from_umol_l(bilirubin_umol_l=bilirubin_umol_l)
    assert liver.child_pugh_points_of_bilirubin_1973(bilirubin_mg_dl=bilirubin) == points


def test_a_number_on_the_edge_but_for_the_noise_of_its_making_is_on_the_edge() -> None:
    points = liver.child_pugh_points_of_bilirubin_1973
    assert points(bilirubin_mg_dl=3 * (1 + 2e-16)) == 2
    assert points(bilirubin_mg_dl=2 * (1 - 2e-16)) == 2
    assert points(bilirubin_mg_dl=3.00001) == 3


@pytest.mark.parametrize(
    ("albumin_g_dl", "points"),
    [(5, 1), (3.51, 1), (3.5, 2), (3.2, 2), (2.8, 2), (2.79, 3), (1, 3)],
)
def test_points_of_albumin_at_every_edge(albumin_g_dl: float, points: int) -> None:
    assert liver.child_pugh_points_of_albumin_1973(albumin_g_dl=albumin_g_dl) == points


@pytest.mark.parametrize(
    ("inr", "points"), [(0.9, 1), (1.69, 1), (1.7, 2), (2, 2), (2.3, 2), (2.31, 3), (6, 3)]
)
def test_points_of_inr_at_every_edge(inr: float, points: int) -> None:
    assert liver.child_pugh_points_of_inr_1973(inr=inr) == points


def test_findings_have_their_points() -> None:
    assert liver.CHILD_PUGH_POINTS_OF_ASCITES == {"absent": 1, "slight": 2, "moderate": 3}
    assert liver.CHILD_PUGH_POINTS_OF_ENCEPHALOPATHY == {
        "none": 1,
        "grade 1-2": 2,
        "grade 3-4": 3,
    }


FIVE = {
    "bilirubin_points": 2,
    "albumin_points": 2,
    "inr_points": 1,
    "ascites_points": 3,
    "encephalopathy_points": 1,
}


def test_the_score_is_the_sum_of_the_points() -> None:
    assert liver.child_pugh_score_1973(**FIVE) == 9  # 2 + 2 + 1 + 3 + 1


@pytest.mark.parametrize("name", FIVE)
@pytest.mark.parametrize("wrong", [0, 4, 1.5, math.nan, -1])
def test_points_that_are_not_1_2_or_3_are_refused(name: str, wrong: float) -> None:
    with pytest.raises(ValueError, match=rf"^{name} must be 1, 2 or 3, not "):
        liver.child_pugh_score_1973(**{**FIVE, name: wrong})


@pytest.mark.parametrize(
    ("score", "letter"), [(5, "A"), (6, "A"), (7, "B"), (9, "B"), (10, "C"), (15, "C"), (7.0, "B")]
)
def test_the_class_follows_from_the_score(score: float, letter: str) -> None:
    assert liver.child_pugh_class_1973(child_pugh_score=score) == letter


@pytest.mark.parametrize("wrong", [4, 16, 6.5, math.nan, math.inf])
def test_a_number_that_is_no_child_pugh_score_has_no_class(wrong: float) -> None:
    with pytest.raises(ValueError, match=r"^child_pugh_score must be a whole number from 5 to 15"):
        liver.child_pugh_class_1973(child_pugh_score=wrong)


amounts = st.floats(min_value=0.01, max_value=100)


@given(amounts, amounts)
def test_a_worse_finding_never_has_fewer_points(one: float, other: float) -> None:
    low, high = sorted((one, other))
    rising: tuple[Callable[[float], int], ...] = (
        lambda mg_dl: liver.child_pugh_points_of_bilirubin_1973(bilirubin_mg_dl=mg_dl),
        lambda inr: liver.child_pugh_points_of_inr_1973(inr=inr),
        lambda g_dl: -liver.child_pugh_points_of_albumin_1973(albumin_g_dl=g_dl),
    )
    for points in rising:
        assert points(low) <= points(high)
        assert abs(points(low)) in (1, 2, 3)


# ALBI


def number(case: Case, name: str) -> float:
    said = case.inputs[name]
    assert isinstance(said, Stated)
    return said.value


ALBI_CASES = [
    case
    for case in shipped_cases()
    if case.formula == "albi" and case.inputs["albumin_coefficient"] == "-0.085"
]


@pytest.mark.parametrize("case", ALBI_CASES, ids=lambda case: case.id)
def test_a_published_albi_is_reproduced(case: Case) -> None:
    score = liver.albi_score_johnson_2015(
        bilirubin_umol_l=number(case, "bilirubin"), albumin_g_l=number(case, "albumin")
    )
    assert score == pytest.approx(case.expected.value, rel=0, abs=case.tolerance)


def test_albi_agrees_with_arithmetic_by_hand() -> None:
    assert len(ALBI_CASES) == 2
    # 0.66 × log10(10) - 0.085 × 40 = 0.66 - 3.4
    score = liver.albi_score_johnson_2015(bilirubin_umol_l=10, albumin_g_l=40)
    assert score == pytest.approx(-2.74, abs=1e-12)
    # 0.66 × log10(100) - 0.085 × 30 = 1.32 - 2.55
    score = liver.albi_score_johnson_2015(bilirubin_umol_l=100, albumin_g_l=30)
    assert score == pytest.approx(-1.23, abs=1e-12)


@pytest.mark.parametrize(
    ("score", "grade"),
    [(-3.5, 1), (-2.6, 1), (-2.6 + 1e-15, 1), (-2.59, 2), (-1.39, 2), (-1.38, 3), (0.5, 3)],
)
def test_the_grade_follows_from_the_score(score: float, grade: int) -> None:
    assert liver.albi_grade_johnson_2015(albi_score=score) == grade


@pytest.mark.parametrize("wrong", [math.nan, math.inf, -math.inf])
def test_a_score_that_is_not_finite_has_no_grade(wrong: float) -> None:
    with pytest.raises(ValueError, match=r"^albi_score must be a finite number, not "):
        liver.albi_grade_johnson_2015(albi_score=wrong)


bilirubins = st.floats(min_value=1, max_value=600)
albumins = st.floats(min_value=5, max_value=60)


@given(bilirubins, bilirubins, albumins, albumins)
def test_more_bilirubin_or_less_albumin_is_never_a_better_score(
    one: float, other: float, some: float, more: float
) -> None:
    low, high = sorted((one, other))
    least, most = sorted((some, more))
    best = liver.albi_score_johnson_2015(bilirubin_umol_l=low, albumin_g_l=most)
    assert best <= liver.albi_score_johnson_2015(bilirubin_umol_l=high, albumin_g_l=most)
    assert best <= liver.albi_score_johnson_2015(bilirubin_umol_l=low, albumin_g_l=least)


# The classes of the NCI Organ Dysfunction Working Group


@pytest.mark.parametrize(
    ("bilirubin", "ast", "said"),
    [
        (0.4, 0.7, "normal"),
        (1, 1, "normal"),
        (1, 1.01, "mild B1"),
        (0.4, 20, "mild B1"),
        (1.01, 0.7, "mild B2"),
        (1.5, 20, "mild B2"),
        (31.8 / 21.2, 1, "mild B2"),
        (1.51, 0.7, "moderate"),
        (3, 20, "moderate"),
        (3.01, 0.7, "severe"),
        (12, 20, "severe"),
    ],
)
def test_the_class_of_the_nci_at_every_edge(bilirubin: float, ast: float, said: str) -> None:
    found = liver.hepatic_dysfunction_nci_odwg(
        bilirubin_upper_limits=bilirubin, ast_upper_limits=ast
    )
    assert found == said


@pytest.mark.parametrize("name", ["bilirubin_upper_limits", "ast_upper_limits"])
@pytest.mark.parametrize("wrong", [0, -1, math.nan, math.inf])
def test_multiples_that_are_not_finite_and_above_0_are_refused(name: str, wrong: float) -> None:
    limits = {"bilirubin_upper_limits": 1.0, "ast_upper_limits": 1.0, name: wrong}
    with pytest.raises(ValueError, match=rf"^{name} must be a finite number above 0, not "):
        liver.hepatic_dysfunction_nci_odwg(**limits)


def test_what_is_from_memory_says_so() -> None:
    for function in (liver.albi_grade_johnson_2015, liver.hepatic_dysfunction_nci_odwg):
        assert "from memory, not verified" in (function.__doc__ or "").lower()
