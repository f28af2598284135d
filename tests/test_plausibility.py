"""What can be true of an adult: each bound at b − ε, b and b + ε, through the whole gate.

The bounds are typed from the table of absolute input limits that this project proposes (nobody has
signed it): a warning outside the inner range, a refusal outside the outer one; both ends of a
range belong to it. Measures are moved by 0.000000001, the least step that can be written, or by
one in the 12th digit, below which a number counts as noise.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from math import inf, nan
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import regimencalc as rc
from regimencalc import plausibility
from regimencalc.planning import course_or_problems
from regimencalc.units import Measure

BY_SURFACE = "ep-infusional-28d"
BY_AUC = "carboplatin-etoposide-21d"
NEITHER = "lenvatinib"
DAY_1 = date(2026, 12, 1)
MAN = {"sex": "male", "age": "67 y", "height": "170 cm", "weight": "70 kg"}
USUAL, UNUSUAL, REFUSED = frozenset[str](), frozenset({"RC521"}), frozenset({"RC501"})


def course_of(
    regimen: str, entered: Mapping[str, str], *, cycles: int = 1, policy: str = "reference"
) -> rc.Course:
    measures = {field: value for field, value in {**MAN, **entered}.items() if value}
    return course_or_problems(
        rc.load_regimen(regimen),
        rc.Patient(**measures),
        start=DAY_1,
        cycles=cycles,
        policy=policy,
        choose={"lasts": "28 d"} if regimen == NEITHER else None,
    )


def codes(course: rc.Course, says: str) -> frozenset[str]:
    """The codes of what is said with these first words; a refusal leaves no dose."""
    assert bool(course.doses) is not course.is_refused
    return frozenset(p.code for p in course.problems if p.message.startswith(says))


def around(edge: str, unit: str) -> list[str]:
    """The measure just below an edge, on it, and just above it."""
    number = Decimal(edge)
    epsilon = max(Decimal("1e-9"), Decimal(1).scaleb(number.adjusted() - 11))
    return [f"{value:f} {unit}" for value in (number - epsilon, number, number + epsilon)]


# 49 ÷ 1.75² = 16, 115.2 ÷ 1.6² = 45, 10 ÷ 1² = 10, 180 ÷ 1.5² = 80 kg/m²
# √(150 × 40.56 ÷ 3600) = 1.3, √(192 × 108 ÷ 3600) = 2.4, √(210 × 210 ÷ 3600) = 3.5 m²
# (140 − 40) × 108 ÷ (72 × 1) = 150, (140 − 20) × 90 ÷ (72 × 0.5) = 300 mL/min
# √(180 × 59.858 ÷ 3600) = 1.73 m²
BELOW_WARNS = (UNUSUAL, USUAL, USUAL)
ABOVE_WARNS = (USUAL, USUAL, UNUSUAL)
BELOW_REFUSES = (REFUSED, UNUSUAL, UNUSUAL)
ABOVE_REFUSES = (UNUSUAL, UNUSUAL, REFUSED)
NORMAL_BODY = {"height": "180 cm", "weight": "59.858 kg"}


@pytest.mark.parametrize(
    ("says", "regimen", "body", "field", "edge", "unit", "expected"),
    [
        ("a height of", BY_SURFACE, {"weight": "60 kg"}, "height", "140", "cm", BELOW_WARNS),
        ("a height of", BY_SURFACE, {"weight": "90 kg"}, "height", "200", "cm", ABOVE_WARNS),
        ("a height of", BY_SURFACE, {"weight": "4 kg"}, "height", "40", "cm", BELOW_REFUSES),
        ("a height of", BY_SURFACE, {"weight": "150 kg"}, "height", "250", "cm", ABOVE_REFUSES),
        ("a weight of", BY_SURFACE, {"height": "155 cm"}, "weight", "40", "kg", BELOW_WARNS),
        ("a weight of", BY_SURFACE, {"height": "190 cm"}, "weight", "150", "kg", ABOVE_WARNS),
        ("a weight of", BY_SURFACE, {"height": "40 cm"}, "weight", "1", "kg", BELOW_REFUSES),
        ("a weight of", BY_SURFACE, {"height": "220 cm"}, "weight", "350", "kg", ABOVE_REFUSES),
        ("a body mass", BY_SURFACE, {"height": "175 cm"}, "weight", "49", "kg", BELOW_WARNS),
        ("a body mass", BY_SURFACE, {"height": "160 cm"}, "weight", "115.2", "kg", ABOVE_WARNS),
        ("a body mass", BY_SURFACE, {"height": "100 cm"}, "weight", "10", "kg", BELOW_REFUSES),
        ("a body mass", BY_SURFACE, {"height": "150 cm"}, "weight", "180", "kg", ABOVE_REFUSES),
        ("a body mass", NEITHER, {"height": "150 cm"}, "weight", "180", "kg", ABOVE_REFUSES),
        ("a body surface", BY_SURFACE, {"height": "150 cm"}, "weight", "40.56", "kg", BELOW_WARNS),
        ("a body surface", BY_SURFACE, {"height": "192 cm"}, "weight", "108", "kg", ABOVE_WARNS),
        ("a body surface", BY_SURFACE, {"height": "210 cm"}, "weight", "210", "kg", ABOVE_REFUSES),
        ("a creatinine", BY_SURFACE, {}, "creatinine", "0.2", "mg/dL", (REFUSED, USUAL, USUAL)),
        ("a creatinine", BY_SURFACE, {}, "creatinine", "3", "mg/dL", ABOVE_WARNS),
        ("a creatinine", BY_SURFACE, {}, "creatinine", "15", "mg/dL", ABOVE_REFUSES),
        ("a creatinine", BY_SURFACE, {}, "creatinine", "18", "umol/L", (REFUSED, USUAL, USUAL)),
        # 3 mg/dL × 88.42 = 265.26 umol/L
        ("a creatinine", BY_SURFACE, {}, "creatinine", "265.26", "umol/L", ABOVE_WARNS),
        ("a creatinine", BY_SURFACE, {}, "creatinine", "1300", "umol/L", ABOVE_REFUSES),
        ("a creatinine", BY_AUC, {}, "creatinine", "0.2", "mg/dL", BELOW_REFUSES),
        ("a creatinine", BY_AUC, {}, "creatinine", "0.7", "mg/dL", BELOW_WARNS),
        ("a creatinine", BY_AUC, {}, "creatinine", "3", "mg/dL", ABOVE_WARNS),
        ("a creatinine", BY_AUC, {}, "creatinine", "15", "mg/dL", ABOVE_REFUSES),
        ("a creatinine", BY_AUC, {}, "creatinine", "18", "umol/L", BELOW_REFUSES),
        # 0.7 mg/dL × 88.42 = 61.894 umol/L
        ("a creatinine", BY_AUC, {}, "creatinine", "61.894", "umol/L", BELOW_WARNS),
        ("a creatinine", BY_AUC, {}, "creatinine", "265.26", "umol/L", ABOVE_WARNS),
        ("a creatinine", BY_AUC, {}, "creatinine", "1300", "umol/L", ABOVE_REFUSES),
        (
            "a clearance of",
            BY_AUC,
            {"age": "40 y", "height": "190 cm", "creatinine": "1 mg/dL"},
            "weight",
            "108",
            "kg",
            ABOVE_WARNS,
        ),
        (
            "a clearance of",
            BY_AUC,
            {"age": "20 y", "height": "190 cm", "creatinine": "0.5 mg/dL"},
            "weight",
            "90",
            "kg",
            ABOVE_REFUSES,
        ),
        ("a clearance of", BY_AUC, NORMAL_BODY, "egfr", "150", "mL/min/1.73m2", ABOVE_WARNS),
        ("a GFR of", BY_AUC, {}, "egfr", "150", "mL/min/1.73m2", ABOVE_WARNS),
        ("a GFR of", BY_AUC, {}, "egfr", "300", "mL/min/1.73m2", ABOVE_REFUSES),
        ("a GFR of", BY_AUC, {}, "egfr", "150", "mL/min", ABOVE_WARNS),
        ("a GFR of", BY_AUC, {}, "egfr", "300", "mL/min", ABOVE_REFUSES),
        ("a GFR of", BY_AUC, {}, "measured_gfr", "150", "mL/min", ABOVE_WARNS),
        ("a GFR of", BY_AUC, {}, "measured_gfr", "300", "mL/min", ABOVE_REFUSES),
        ("a GFR of", BY_SURFACE, {}, "measured_gfr", "300", "mL/min", ABOVE_REFUSES),
    ],
)
def test_a_measure_is_judged_at_each_edge(
    says: str,
    regimen: str,
    body: dict[str, str],
    field: str,
    edge: str,
    unit: str,
    expected: tuple[frozenset[str], ...],
) -> None:
    more = {
        "measured_gfr": {"gfr_method": "iohexol"},
        "egfr": {"egfr_equation": "ckd_epi" if unit.endswith("m2") else "cockcroft"},
    }.get(field, {})
    found = [
        codes(course_of(regimen, {**body, **more, field: measure}), says)
        for measure in around(edge, unit)
    ]
    assert found == list(expected)


def test_an_indexed_estimate_is_refused_once_it_is_absolute() -> None:
    # √(190 × 125 ÷ 3600) = 2.56851 m², 250 × 2.56851 ÷ 1.73 = 371.2 mL/min
    big = {"height": "190 cm", "weight": "125 kg"}
    estimate = {"egfr": "250 mL/min/1.73m2", "egfr_equation": "ckd_epi"}
    course = course_of(BY_AUC, big | estimate)
    assert codes(course, "a clearance of") == REFUSED


def test_the_least_body_surface_of_anybody() -> None:
    """No adult comes near it: the whole gate refuses a child's body first."""
    judged = [list(plausibility.BODY_SURFACE.judge(m2, "height")) for m2 in (0.149999, 0.15, 1.299)]
    assert [problems[0].code for problems in judged] == ["RC501", "RC521", "RC521"]


@pytest.mark.parametrize("regimen", [BY_SURFACE, BY_AUC, NEITHER])
def test_a_childs_body_is_refused_whatever_is_dosed(regimen: str) -> None:
    # √(60 × 15 ÷ 3600) = 0.5 m²
    infant = {"age": "", "height": "60 cm", "measured_gfr": "80 mL/min", "gfr_method": "iohexol"}
    found = []
    for weight in around("15", "kg"):
        course = course_of(regimen, infant | {"weight": weight})
        found.append([p.code for p in course.problems if "small child" in p.message])
    assert found == [["RC505"], [], []]


def test_an_infant_gets_nothing_by_a_flat_dose_either() -> None:
    # √(70 × 8 ÷ 3600) = 0.394 m², 8 ÷ 0.7² = 16.3 kg/m²
    infant = course_of(NEITHER, {"age": "", "height": "70 cm", "weight": "8 kg"})
    assert [p.code for p in infant.problems if p.is_error] == ["RC505"]


@pytest.mark.parametrize(
    ("age", "says", "expected"),
    [
        ("17 y", "the patient is", {"RC505"}),
        ("18 y", "the patient is", set()),
        ("90 y", "an age of", set()),
        ("91 y", "an age of", UNUSUAL),
        ("120 y", "an age of", UNUSUAL),
        ("121 y", "an age of", REFUSED),
    ],
)
def test_an_age_is_judged_at_each_edge(age: str, says: str, expected: set[str]) -> None:
    assert codes(course_of(BY_SURFACE, {"age": age}), says) == expected


@pytest.mark.parametrize(
    ("birth_date", "says", "expected"),
    [
        ("2026-12-02", "the birth date", {"RC507"}),
        ("2026-12-01", "the birth date", set()),
        ("2008-12-02", "the patient is 17 y", {"RC505"}),
        ("2008-12-01", "the patient is", set()),
        ("1935-12-02", "an age of", set()),
        ("1935-12-01", "an age of", UNUSUAL),
        ("1905-12-02", "an age of", UNUSUAL),
        ("1905-12-01", "an age of", REFUSED),
    ],
)
def test_an_age_from_a_birth_date_is_judged_on_day_1(
    birth_date: str, says: str, expected: set[str]
) -> None:
    assert codes(course_of(BY_SURFACE, {"age": "", "birth_date": birth_date}), says) == expected


OLD, TOO_OLD = {"RC522"}, {"RC506"}


@pytest.mark.parametrize(
    ("field", "ages_and_codes"),
    [
        ("weight", {-1: TOO_OLD, 0: set(), 7: set(), 8: OLD, 90: OLD, 91: TOO_OLD}),
        ("creatinine", {-1: TOO_OLD, 0: set(), 7: set(), 8: OLD, 90: OLD, 91: TOO_OLD}),
        # an adult's height changes slowly: it is never too old, and old after 90 days
        ("height", {-1: TOO_OLD, 0: set(), 8: set(), 90: set(), 91: OLD, 4000: OLD}),
    ],
)
def test_a_measure_is_old_after_7_days_and_too_old_after_90(
    field: str, ages_and_codes: dict[int, set[str]]
) -> None:
    found = {}
    for age_days in ages_and_codes:
        on = (DAY_1 - timedelta(age_days)).isoformat()
        course = course_of(BY_SURFACE, {"creatinine": "0.9 mg/dL", f"{field}_on": on})
        found[age_days] = set(codes(course, f"the {field}"))
    assert found == ages_and_codes


@pytest.mark.parametrize(
    ("cycles", "expected"),
    [(0, {"RC601"}), (1, set()), (12, set()), (13, {"RC621"}), (60, {"RC621"}), (61, {"RC601"})],
)
def test_cycles_of_a_regimen_that_states_no_number_are_judged(
    cycles: int, expected: set[str]
) -> None:
    course = course_of("irinotecan-cisplatin-60-21d", {}, cycles=cycles)
    said = {p.code for p in course.problems if "cycles" in p.message}
    assert said - {"RC761"} == expected  # no values are given for rules


@pytest.mark.parametrize(
    ("entered", "says"),
    [
        ({"height": "1.70 cm"}, "a height of 1.7 cm is outside 40 to 250 cm"),
        # 70 ÷ 0.67² = 155.9 kg/m²
        ({"height": "67 cm"}, "a body mass index of 155.9 kg/m2 is outside 10 to 80 kg/m2"),
        ({"height": "70 cm", "weight": "170 kg"}, "a body mass index of 346.9 kg/m2 is outside"),
        ({"weight": "700 kg"}, "a weight of 700 kg is outside 1 to 350 kg"),
        # 7 ÷ 1.7² = 2.42 kg/m²
        ({"weight": "7 kg"}, "a body mass index of 2.422 kg/m2 is outside 10 to 80 kg/m2"),
    ],
)
def test_a_slip_that_has_happened_is_refused_in_words(entered: dict[str, str], says: str) -> None:
    course = course_of(BY_SURFACE, entered)
    assert course.is_refused
    assert [p.message for p in course.problems if p.message.startswith(says)]


def test_a_cap_of_the_estimate_hides_no_creatinine_in_the_wrong_unit() -> None:
    """70 years, 60 kg, 1.2 mg/dL, a woman: AUC 5 is 332 mg.

    (140 − 70) × 60 × 0.85 ÷ (72 × 1.2) = 41.32 mL/min, 5 × 66.32 = 331.6 mg; 1.2 umol/L gives
    3653 mL/min, which the cap of 125 mL/min would turn into 750 mg.
    """
    woman = {"sex": "female", "age": "70 y", "height": "160 cm", "weight": "60 kg"}
    right = course_of(BY_AUC, woman | {"creatinine": "1.2 mg/dL"})
    assert str(right.doses[0].dose) == "331.6 mg"
    wrong = course_of(BY_AUC, woman | {"creatinine": "1.2 umol/L"})
    assert codes(wrong, "a creatinine of") == REFUSED


def test_a_floor_of_the_policy_takes_the_place_of_the_warning_of_a_low_creatinine() -> None:
    course = course_of(BY_AUC, {"creatinine": "0.6 mg/dL"}, policy="nccn-adjusted")
    assert codes(course, "a creatinine of") == USUAL
    assert "floor reached" in str(course.doses[0].derivation)
    refused = course_of(BY_AUC, {"creatinine": "0.19 mg/dL"}, policy="nccn-adjusted")
    assert codes(refused, "a creatinine of") == REFUSED


@pytest.mark.parametrize("number", ["0", "-1", "inf", "nan", ""])
@pytest.mark.parametrize("field", ["height", "weight", "creatinine", "measured_gfr", "egfr"])
def test_no_measure_is_zero_negative_infinite_or_without_a_number(field: str, number: str) -> None:
    unit = {"height": "cm", "weight": "kg", "creatinine": "mg/dL"}.get(field, "mL/min")
    with pytest.raises(rc.Refused):
        rc.Patient(**{field: f"{number} {unit}"})


@pytest.mark.parametrize("number", [0.0, -1.0, inf, nan])
@pytest.mark.parametrize("field", ["height", "weight", "creatinine", "measured_gfr", "egfr"])
def test_nor_where_a_script_gives_it_as_a_measure(field: str, number: float) -> None:
    unit = {"height": "cm", "weight": "kg", "creatinine": "mg/dL"}.get(field, "mL/min")
    more = {"measured_gfr": {"gfr_method": "iohexol"}, "egfr": {"egfr_equation": "cockcroft"}}
    entered: dict[str, Any] = {**more.get(field, {}), field: Measure(70.0, unit)}
    assert getattr(rc.Patient(**entered), field).number == 70
    entered[field] = Measure(number, unit)
    with pytest.raises(rc.Refused) as refusal:
        rc.Patient(**entered)
    assert [problem.place.field for problem in refusal.value.problems] == [field]


@given(st.decimals("140", "200", places=1), st.decimals("40", "150", places=1))
def test_height_and_weight_swapped_never_pass_in_silence(height: Decimal, weight: Decimal) -> None:
    assume(not any("usual" in p.message for p in _size(height, weight).problems))
    swapped = _size(weight, height)
    assert swapped.is_refused or [p for p in swapped.problems if "usual" in p.message]


def _size(height: Decimal, weight: Decimal) -> rc.Course:
    return course_of(NEITHER, {"height": f"{height:f} cm", "weight": f"{weight:f} kg"})


@given(
    st.one_of(
        st.decimals("0.2", "15", places=2).map(lambda n: (f"{n:f} mg/dL", f"{n:f} umol/L")),
        st.decimals("18", "1300", places=1).map(lambda n: (f"{n:f} umol/L", f"{n:f} mg/dL")),
    ),
    st.sampled_from((BY_SURFACE, BY_AUC)),
)
def test_a_plausible_creatinine_in_the_wrong_unit_is_refused(
    creatinine: tuple[str, str], regimen: str
) -> None:
    right, wrong = creatinine
    assert not codes(course_of(regimen, {"creatinine": right}), "a creatinine of") & REFUSED
    assert codes(course_of(regimen, {"creatinine": wrong}), "a creatinine of") == REFUSED
