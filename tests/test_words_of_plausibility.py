"""What is said of a measure that is unusual, impossible, old or without a date: each exactly."""

from datetime import date

import pytest

import regimencalc as rc
from regimencalc import library, plausibility
from regimencalc.plausibility import Bounds
from regimencalc.problems import Problem
from regimencalc.unit_reader import read_measure
from regimencalc.units import Kind, Measure

DAY_1 = date(2026, 12, 1)
BOUNDS = Bounds("a weight of", "kg", (40, 150), (1.5, 350), "Look at it.", "It is low.")
GIVEN = {"height": "170 cm", "weight": "70 kg", "creatinine": "0.9 mg/dL"}


def said(problems: list[Problem]) -> list[tuple[str, str, str, str]]:
    return [(p.code, p.place.field, p.message, p.fix) for p in problems]


@pytest.mark.parametrize(
    ("value", "code", "message", "fix"),
    [
        (1.4999, "RC501", "a weight of 1.4999 kg is outside 1.5 to 350 kg", "Look at it."),
        (
            1.5,
            "RC521",
            "a weight of 1.5 kg is outside the usual 40 to 150 kg",
            "Make sure that it is right. It is low.",
        ),
        (
            39.994,
            "RC521",
            "a weight of 39.99 kg is outside the usual 40 to 150 kg",
            "Make sure that it is right. It is low.",
        ),
        (40, "", "", ""),
        (40 - 1e-13, "", "", ""),  # noise of binary arithmetic
        (150, "", "", ""),
        (
            150.01,
            "RC521",
            "a weight of 150.01 kg is outside the usual 40 to 150 kg",
            "Make sure that it is right. Look at it.",
        ),
        (
            350,
            "RC521",
            "a weight of 350 kg is outside the usual 40 to 150 kg",
            "Make sure that it is right. Look at it.",
        ),
        (1234.5, "RC501", "a weight of 1,235 kg is outside 1.5 to 350 kg", "Look at it."),
    ],
)
def test_a_measure_outside_a_range_says_which(
    value: float, code: str, message: str, fix: str
) -> None:
    expected = [(code, "weight", message, fix)] if code else []
    assert said(list(BOUNDS.judge(value, "weight"))) == expected


def test_the_ends_of_a_range_are_said_at_three_digits() -> None:
    bounds = Bounds("a creatinine of", "umol/L", (61.894, 265.26), (18, 1300), "Look.")
    (problem,) = bounds.judge(61, "creatinine")
    assert problem.message == (
        "a creatinine of 61 umol/L is outside the usual 61.894 to 265.26 umol/L"
    )
    assert problem.fix == "Make sure that it is right. Look."


@pytest.mark.parametrize(
    ("given", "field", "message", "fix"),
    [
        (
            {"height": "130 cm"},
            "height",
            "a height of 130 cm is outside the usual 140 to 200 cm",
            "Heights are in centimetres: 1.70 m is 170 cm, 67 in is 170 cm.",
        ),
        (
            {"weight": "30 kg"},
            "weight",
            "a weight of 30 kg is outside the usual 40 to 150 kg",
            "Weights are in kilograms: 154 lb is 70 kg.",
        ),
        (
            {"age": "95 y"},
            "age",
            "an age of 95 y is outside the usual 0 to 90 y",
            "Check the age or the birth date.",
        ),
        (
            {"birth_date": "1931-01-01"},
            "birth_date",
            "an age of 95 y is outside the usual 0 to 90 y",
            "Check the age or the birth date.",
        ),
        (
            {"creatinine": "4 mg/dL"},
            "creatinine",
            "a creatinine of 4 mg/dL is outside the usual 0.2 to 3 mg/dL",
            "Is it in umol/L? 80 umol/L is 0.9 mg/dL.",
        ),
        (
            {"creatinine": "400 umol/L"},
            "creatinine",
            "a creatinine of 400 umol/L is outside the usual 18 to 265.26 umol/L",
            "Is it in mg/dL? 0.9 mg/dL is 80 umol/L.",
        ),
        (
            {"measured_gfr": "160 mL/min", "gfr_method": "iohexol"},
            "measured_gfr",
            "a GFR of 160 mL/min is outside the usual 0 to 150 mL/min",
            "Check the number and its unit.",
        ),
        (
            {"egfr": "160 mL/min/1.73m2", "egfr_equation": "ckd_epi"},
            "egfr",
            "a GFR of 160 mL/min/1.73m2 is outside the usual 0 to 150 mL/min/1.73m2",
            "Check the number and its unit.",
        ),
    ],
)
def test_each_measure_of_a_patient_is_judged_in_its_own_words(
    given: dict[str, str], field: str, message: str, fix: str
) -> None:
    found = list(plausibility.of_patient(rc.Patient(**given), DAY_1, for_auc=False))
    assert said(found) == [("RC521", field, message, f"Make sure that it is right. {fix}")]


@pytest.mark.parametrize(
    ("creatinine", "bounds"),
    [("0.6 mg/dL", "0.7 to 3 mg/dL"), ("50 umol/L", "61.894 to 265.26 umol/L")],
)
def test_a_low_creatinine_is_warned_of_where_a_dose_follows_from_it(
    creatinine: str, bounds: str
) -> None:
    patient = rc.Patient(creatinine=creatinine)
    assert list(plausibility.of_patient(patient, DAY_1, for_auc=False)) == []
    found = list(plausibility.of_patient(patient, DAY_1, for_auc=True))
    assert said(found) == [
        (
            "RC521",
            "creatinine",
            f"a creatinine of {creatinine} is outside the usual {bounds}",
            "Make sure that it is right. A low creatinine gives a high estimate and a high dose: "
            "consider a floor, or measure GFR.",
        )
    ]


def test_a_birth_date_after_day_1_is_refused_and_no_age_judged() -> None:
    born = rc.Patient(birth_date="2026-12-02")
    assert said(list(plausibility.of_patient(born, DAY_1, for_auc=False))) == [
        (
            "RC507",
            "birth_date",
            "the birth date 2026-12-02 is after day 1 on 2026-12-01",
            "Check the birth date and the start of the course.",
        )
    ]
    assert list(plausibility.not_an_adult(born, DAY_1)) == []
    today = rc.Patient(birth_date="2026-12-01")
    assert list(plausibility.of_patient(today, DAY_1, for_auc=False)) == []
    assert [p.message for p in plausibility.not_an_adult(today, DAY_1)] == [
        "the patient is 0 y on day 1; only adults' doses are computed"
    ]


def test_a_small_body_is_refused_at_its_weight() -> None:
    # √(60 × 14 ÷ 3600) = 0.4830 m²
    assert said(list(plausibility.of_small_body(60, 14))) == [
        (
            "RC505",
            "weight",
            "a body surface area of 0.483 m2 is a small child's; only adults' doses are computed",
            "Check height and weight.",
        )
    ]


def of_dates(**given: str) -> list[tuple[str, str, str, str]]:
    ages = library.shipped_policy("reference").ages_of_measures
    return said(list(plausibility.of_dates(rc.Patient(**given), DAY_1, ages)))


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        (("height",), "height, so that nobody can tell whether it is"),
        (("height", "weight"), "height and weight, so that nobody can tell whether they are"),
        (
            ("height", "weight", "creatinine"),
            "height, weight and creatinine, so that nobody can tell whether they are",
        ),
    ],
)
def test_measures_without_a_date_are_said_together(fields: tuple[str, ...], words: str) -> None:
    message = f"NOT ASSESSED: no date is given for {words} too old"
    assert of_dates(**{field: GIVEN[field] for field in fields}) == [
        ("RC524", "", message, "Give the day of each measure.")
    ]


def test_the_other_measures_have_their_words_too() -> None:
    found = of_dates(
        measured_gfr="80 mL/min", gfr_method="iohexol", egfr="80 mL/min", egfr_equation="cockcroft"
    )
    assert [message for _, _, message, _ in found] == [
        "NOT ASSESSED: no date is given for measured GFR and estimated GFR, so that nobody can "
        "tell whether they are too old"
    ]


AFTER_DAY_1 = "Check the date of the measure and the start of the course."
AGAIN_BEFORE = "Measure again before the course begins."


@pytest.mark.parametrize(
    ("field", "on", "expected"),
    [
        ("weight", "2026-12-02", ("RC506", "dated 2026-12-02, after day 1 on 2026-12-01")),
        ("weight", "2026-12-01", None),
        ("weight", "2026-11-24", None),
        ("weight", "2026-11-23", ("RC522", "8 days old on day 1; the policy warns after 7 d")),
        ("weight", "2026-09-02", ("RC522", "90 days old on day 1; the policy warns after 7 d")),
        ("weight", "2026-09-01", ("RC506", "91 days old on day 1; the policy refuses after 90 d")),
        ("height", "2026-09-02", None),
        ("height", "2026-09-01", ("RC522", "91 days old on day 1; the policy warns after 90 d")),
        ("height", "2026-12-02", ("RC506", "dated 2026-12-02, after day 1 on 2026-12-01")),
    ],
)
def test_an_old_measure_says_how_old_and_what_the_policy_allows(
    field: str, on: str, expected: tuple[str, str] | None
) -> None:
    found = of_dates(**{field: GIVEN[field], f"{field}_on": on})
    if expected is None:
        assert found == []
        return
    code, words = expected
    fix = AGAIN_BEFORE if code == "RC522" else "Measure again."
    fix = AFTER_DAY_1 if words.startswith("dated") else fix
    assert found == [(code, f"{field}_on", f"the {field} is {words}", fix)]


def test_each_measure_is_judged_after_one_that_has_no_date() -> None:
    found = of_dates(height="170 cm", weight="70 kg", weight_on="2026-11-01")
    assert [(code, field) for code, field, _, _ in found] == [("RC524", ""), ("RC522", "weight_on")]


@pytest.mark.parametrize(
    ("given", "field", "age"),
    [
        ({"age": "17 y"}, "age", 17),
        ({"age": "18 y"}, "", 18),
        ({"birth_date": "2008-12-02"}, "birth_date", 17),
        ({"birth_date": "2008-12-01"}, "", 18),
        ({"birth_date": "2026-12-01"}, "birth_date", 0),
        ({"birth_date": "2026-12-02"}, "", -1),  # refused as it is
        ({}, "", None),
    ],
)
def test_who_is_under_18_on_day_1_is_no_adult(
    given: dict[str, str], field: str, age: int | None
) -> None:
    message = f"the patient is {age} y on day 1; only adults' doses are computed"
    fix = "Choose another way to find this patient's doses."
    found = said(list(plausibility.not_an_adult(rc.Patient(**given), DAY_1)))
    assert found == ([("RC505", field, message, fix)] if field else [])


def test_the_least_surface_of_an_adult_is_half_a_square_metre() -> None:
    # √(50 × 18 ÷ 3600) = √0.25
    assert list(plausibility.of_small_body(height_cm=50, weight_kg=18)) == []
    assert len(list(plausibility.of_small_body(height_cm=50, weight_kg=17.99))) == 1


@pytest.mark.parametrize(
    ("number", "unit", "code", "message"),
    [
        (0.6, "mg/dL", "", ""),  # no dose is found from it, so that it is not too low
        (0.19, "mg/dL", "RC501", "a creatinine of 0.19 mg/dL is outside 0.2 to 15 mg/dL"),
        (3.1, "mg/dL", "RC521", "a creatinine of 3.1 mg/dL is outside the usual 0.2 to 3 mg/dL"),
        (53.0, "umol/L", "", ""),
        (17.0, "umol/L", "RC501", "a creatinine of 17 umol/L is outside 18 to 1,300 umol/L"),
    ],
)
def test_a_creatinine_that_no_dose_follows_from_has_the_wider_bounds(
    number: float, unit: str, code: str, message: str
) -> None:
    found = plausibility.of_creatinine(Measure(number, unit), "creatinine_now")
    expected = [(code, "creatinine_now", message)] if code else []
    assert [(p.code, p.place.field, p.message) for p in found] == expected


@pytest.mark.parametrize(
    ("name", "value", "kind", "message"),
    [
        ("platelets", "2000 10^9/L", Kind.CELL_COUNT, ""),
        ("platelets", "2001 10^9/L", Kind.CELL_COUNT, "platelets of 2,001 10^9/L"),
        # 140 000 in a microlitre are 140 10^9/L
        ("platelets", "140000 cells/uL", Kind.CELL_COUNT, ""),
        ("platelets", "140000 10^9/L", Kind.CELL_COUNT, "platelets of 140,000 10^9/L"),
        ("neutrophils", "1500 10^9/L", Kind.CELL_COUNT, "neutrophils of 1,500 10^9/L"),
        ("haemoglobin", "14 g/dL", Kind.MASS_LEVEL, ""),
        ("haemoglobin", "14 g/L", Kind.MASS_LEVEL, "a haemoglobin of 14 g/L"),
        ("creatinine", "90 mg/dL", Kind.CREATININE, "a creatinine of 90 mg/dL"),
        ("creatinine", "3 ULN", Kind.UPPER_LIMIT, ""),
        ("bilirubin", "9000 umol/L", Kind.CREATININE_MOLAR, ""),
    ],
)
def test_a_laboratory_value_in_another_unit_is_warned_of(
    name: str, value: str, kind: Kind, message: str
) -> None:
    found = list(plausibility.of_finding(name, read_measure(value, (kind,), name), "value"))
    said_at = [(p.message.partition(" is outside")[0], p.place.field) for p in found]
    assert said_at == ([(message, "value")] if message else [])
    refused = name == "creatinine"
    assert {problem.code for problem in found} <= ({"RC501"} if refused else {"RC521"})


def test_a_bound_is_never_rounded_to_one_that_it_is_not() -> None:
    # 365 d × 1440 min is 525,600 min, and 3 mg/dL × 88.42 is 265.26 umol/L
    (problem,) = plausibility.OLDEST_MEASURE.judge(600_000, "refuse_after")
    assert problem.message == "measures taken 600,000 min is outside 1,440 to 525,600 min"
