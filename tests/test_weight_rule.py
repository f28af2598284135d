"""What a rule for the weight in Cockcroft-Gault may say, and the words in which it is printed."""

from collections.abc import Mapping

import pytest
from pydantic import ValidationError

from regimencalc.problems import Problem
from regimencalc.units import Measure
from regimencalc.weight_rule import WeightRule

LESSER = "lesser_of_ideal_and_actual"
BMI_25, BMI_30 = Measure(25, "kg/m2", "25 kg/m2"), Measure(30, "kg/m2", "30 kg/m2")
BMI_18 = Measure(18.5, "kg/m2", "18.5 kg/m2")
SHARE = Measure(130, "%", "130 %")


def rule(use: str, bounds: Mapping[str, Measure], below: str = "extrapolated") -> WeightRule:
    said = {"use": use, "ideal": "devine_1974", "below_60_inches": below, **bounds}
    return WeightRule.model_validate(said)


@pytest.mark.parametrize(
    ("bounds", "adjusting", "words"),
    [
        ({"adjusted_40_from_bmi": BMI_25}, ("≥", BMI_25), "adjusted weight from BMI 25 kg/m2"),
        ({"adjusted_40_above_bmi": BMI_30}, (">", BMI_30), "adjusted weight above BMI 30 kg/m2"),
        ({"adjusted_40_above_share_of_ideal": SHARE}, (">", SHARE),
         "adjusted weight above 130 % of ideal"),
    ],
)  # fmt: skip
def test_a_rule_says_from_where_the_adjusted_weight_is_taken_and_what_else(
    bounds: dict[str, Measure], adjusting: tuple[str, Measure], words: str
) -> None:
    made = rule("actual", bounds)
    assert made.adjusting == adjusting
    assert made.in_short == words
    assert made.otherwise == (
        "otherwise actual weight, ideal weight devine_1974, below 60 inches extrapolated"
    )
    lesser = rule(LESSER, bounds, "as_at_60_inches")
    assert lesser.in_short == words
    assert lesser.otherwise == (
        "otherwise lesser of ideal and actual weight, ideal weight devine_1974, below 60 inches as "
        "at 60 inches"
    )


def test_a_rule_that_never_adjusts_is_named_by_its_weight() -> None:
    made = rule(LESSER, {})
    assert made.adjusting is None
    assert made.in_short == "lesser of ideal and actual weight"
    assert made.otherwise == "ideal weight devine_1974, below 60 inches extrapolated"


def test_the_actual_weight_of_the_thin_is_said_before_the_ideal_one() -> None:
    made = rule(LESSER, {"actual_below_bmi": BMI_18, "adjusted_40_from_bmi": BMI_25})
    assert made.otherwise == (
        "otherwise lesser of ideal and actual weight, below BMI 18.5 kg/m2 actual weight, ideal "
        "weight devine_1974, below 60 inches extrapolated"
    )


def refusal(use: str, bounds: Mapping[str, Measure]) -> Problem:
    with pytest.raises(ValidationError) as caught:
        rule(use, bounds)
    (problem,) = caught.value.errors()[0]["ctx"]["error"].problems
    assert isinstance(problem, Problem)
    return problem


@pytest.mark.parametrize(
    ("use", "bounds", "code", "message", "fix"),
    [
        (
            "actual",
            {},
            "RC203",
            "nothing in this rule changes the actual weight",
            "Write 'weight: actual', or add one of: adjusted_40_from_bmi, adjusted_40_above_bmi, "
            "adjusted_40_above_share_of_ideal.",
        ),
        (
            LESSER,
            {"adjusted_40_from_bmi": BMI_25, "adjusted_40_above_share_of_ideal": SHARE},
            "RC203",
            "the adjusted weight begins twice: adjusted_40_from_bmi and "
            "adjusted_40_above_share_of_ideal",
            "Keep the one that your source states.",
        ),
        # an actual weight has no thin for whom another is taken; a share is no body mass index
        *(
            (
                use,
                {"actual_below_bmi": BMI_18, **bounds},
                "RC203",
                "'actual_below_bmi' goes with 'lesser_of_ideal_and_actual' and an adjusted weight "
                "from a body mass index upwards",
                "Take it out, or add what your source states beside it.",
            )
            for use, bounds in (
                ("actual", {"adjusted_40_above_bmi": BMI_25}),
                (LESSER, {}),
                (LESSER, {"adjusted_40_above_share_of_ideal": SHARE}),
            )
        ),
        *(
            (
                LESSER,
                {"actual_below_bmi": BMI_30, name: BMI_25},
                "RC212",
                "the actual weight is used below 30 kg/m2, and the adjusted one from 25 kg/m2 "
                "already",
                "Write the smaller number under 'actual_below_bmi'.",
            )
            for name in ("adjusted_40_from_bmi", "adjusted_40_above_bmi")
        ),
    ],
)
def test_a_rule_that_does_not_decide_is_refused_in_these_words(
    use: str, bounds: dict[str, Measure], code: str, message: str, fix: str
) -> None:
    assert refusal(use, bounds) == Problem(code, message, fix)


def test_the_actual_weight_may_be_used_up_to_where_the_adjusted_one_begins() -> None:
    made = rule(LESSER, {"actual_below_bmi": BMI_25, "adjusted_40_from_bmi": BMI_25})
    assert made.adjusting == ("≥", BMI_25)
