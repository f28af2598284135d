"""How one dose is rounded to a step or a band, and what its working says, without a plan.

The drug has a step of 10 mg, and the bands of carboplatin.
"""

from typing import Any

import pytest

import regimencalc as rc
from regimencalc import library
from regimencalc.derivation import Step
from regimencalc.formulary import RoundingStep
from regimencalc.policy import Policy
from regimencalc.policy_rounding import rounded
from regimencalc.problems import Place
from regimencalc.units import Measure

PLACE = Place("drug.yaml", 7, 3)
TEN = Measure(10, "mg", "10 mg", PLACE)
CARBOPLATIN = library.formulary()["carboplatin"]
DRUG = CARBOPLATIN.model_copy(
    update={"name": "drug", "round_to": RoundingStep.model_construct(step=TEN, source="s")}
)
LINE = next(
    component.statements[0]
    for component in rc.load_regimen("ep-infusional-28d").every_component
    if component.drug == "etoposide"
)
BANDS = library.shipped_policy("nhs-bands")


def policy(by: str) -> Policy:
    """Rounds by this, and moves a dose by 5 % at most."""
    five = Measure(5, "%", "5 %")
    tolerances = BANDS.tolerances.model_copy(update={"rounding": five})
    return BANDS.model_copy(update={"rounding": by, "tolerances": tolerances})


def made(
    number: float,
    cap: float | None = None,
    *,
    by: str = "step",
    entry: Any = DRUG,
    unit: str = "mg",
) -> tuple[Step, str]:
    """The dose to give, and by what it was rounded."""
    most = None if cap is None else Step("cap", cap, unit)
    step, rounding = rounded(Step("a dose", number, unit), most, LINE, entry, policy(by))
    return step, "" if rounding is None else rounding.by


@pytest.mark.parametrize(
    ("number", "cap", "given", "note", "equation"),
    [
        (204, None, 200, "−2 %", "204 mg to the nearest 10 mg"),
        (205, None, 210, "+2.4 %", "205 mg to the nearest 10 mg"),
        # at its cap it is not above it
        (206, 210, 210, "+1.9 %", "206 mg to the nearest 10 mg"),
        (
            206,
            209,
            200,
            "−2.9 %, the nearest step is above the cap",
            "206 mg down to a multiple of 10 mg, under 209 mg",
        ),
        (200, 200, 200, "0 %", "200 mg to the nearest 10 mg"),
    ],
)
def test_a_dose_takes_the_nearest_step_under_its_cap(
    number: float, cap: float | None, given: float, note: str, equation: str
) -> None:
    step, by = made(number, cap)
    assert (step.what, step.value, step.unit, by) == ("a dose", given, "mg", "step")
    assert step.note == note
    assert step.is_notable is ("cap" in note)
    assert equation in str(step)
    assert step.operand("step") == Step("rounding step", 10, "mg", "10 mg", place=PLACE)
    assert step.formula is not None
    assert step.formula.name == ("rounding_down" if "cap" in note else "rounding")


@pytest.mark.parametrize(
    ("number", "unit", "why"),
    [
        # 80 of 84.5 is 5.33 % less, 80 of 84 4.8 %
        (84.5, "mg", "the step of 10 mg would move it by 5.3 %, more than 5 %"),
        (204, "IU", "a step of 10 mg is not one for IU"),
    ],
)
def test_a_dose_that_its_step_does_not_suit_stays(number: float, unit: str, why: str) -> None:
    step, by = made(number, unit=unit)
    assert (step.what, step.value, step.unit, by) == ("a dose", number, unit, "")
    assert (step.note, step.is_notable) == (f"not rounded: {why}", True)
    assert made(84)[0].value == 80


def test_a_drug_without_a_step_says_so() -> None:
    step, by = made(204, entry=DRUG.model_copy(update={"round_to": None}))
    assert (step.value, by) == (204, "")
    assert step.note == "not rounded: the entry of drug states no step"


def test_whole_units_and_a_flat_amount_leave_an_infusion_alone() -> None:
    assert made(204, by="whole_units") == (Step("a dose", 204, "mg"), "")
    assert made(204, by="none") == (Step("a dose", 204, "mg"), "")
    flat = Step("a dose", 204, "mg")
    assert rounded(flat, None, LINE, DRUG, policy("step"), is_as_stated=True) == (flat, None)


def test_bands_are_in_milligrams() -> None:
    step, by = made(204, by="nhs_bands", unit="IU")
    assert (step.value, step.unit, by) == (204, "IU", "")
    assert step.note == "not rounded: dose bands are in mg, and not in IU"
