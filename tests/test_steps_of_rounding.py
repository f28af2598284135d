"""How one dose is rounded to a step or a band, and what its working says, without a plan.

The drug has a step of 10 mg, and the bands of carboplatin.
"""

from typing import Any

import pytest
from text_at import text_at

import regimencalc as rc
from regimencalc import library
from regimencalc.component import Statement
from regimencalc.derivation import Step
from regimencalc.formulary import RoundingStep
from regimencalc.policy import Policy
from regimencalc.policy_rounding import rounded
from regimencalc.problems import Place
from regimencalc.units import Measure

PLACE = Place("drug.yaml", 7, 3)
TEN = Measure(10, "mg", "10 mg", text_at("drug.yaml", 7, 3))
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
    step, rounding = rounded(Step("a dose", number, unit), most, LINE, entry, policy(by), of_day=0)
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
    assert str(step).split("\n")[0].startswith(f"a dose = {given} mg = {equation}   ")
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
    assert rounded(flat, None, LINE, DRUG, policy("step"), of_day=0, is_as_stated=True) == (
        flat,
        None,
    )


def test_a_step_of_the_line_keeps_the_cap_and_an_infusion_is_not_counted_in_capsules() -> None:
    stepped = LINE.component.model_copy(update={"round_to": TEN})
    line = Statement(stepped, LINE.part, LINE.number)
    etoposide = library.formulary()["etoposide"]
    dose, cap = Step("a dose", 206, "mg"), Step("cap", 209, "mg")
    assert etoposide.solids
    step, rounding = rounded(dose, cap, line, etoposide, policy("whole_units"), of_day=0)
    # 210 is above the cap; 6 of 206 less are 2.9 %
    assert (step.value, step.note) == (200, "−2.9 %, the nearest step is above the cap")
    assert rounding is not None
    assert (rounding.by, rounding.pieces) == ("step", ())


def test_bands_are_in_milligrams() -> None:
    step, by = made(204, by="nhs_bands", unit="IU")
    assert (step.value, step.unit, by) == (204, "IU", "")
    assert step.note == "not rounded: dose bands are in mg, and not in IU"


# Bands of 10 mg/mL: 700 mg from 664.08 to below 743.64 mg, 790 mg from there to below 838.51 mg


@pytest.mark.parametrize(
    ("number", "cap", "given", "note", "formula"),
    [
        # 40 of 740 less
        (740, 750, 700, "−5.4 %", "band"),
        # 45 of 745 less, 6.04 %
        (745, 750, 700, "−6 %, the band of 790 mg is above the cap of 750 mg", "band_below"),
        # a band at the cap is not above it: 40 of 750 more
        (750, 790, 790, "+5.3 %", "band"),
        (750, None, 790, "+5.3 %", "band"),
        (743.64, None, 790, "+6.2 %", "band"),
    ],
)
def test_a_dose_takes_its_band_or_the_one_below_under_its_cap(
    number: float, cap: float | None, given: float, note: str, formula: str
) -> None:
    step, by = made(number, cap, by="nhs_bands")
    assert (step.what, step.value, step.unit, by, step.note) == (
        "a dose",
        given,
        "mg",
        "band",
        note,
    )
    assert step.formula is not None
    assert step.formula.name == formula
    assert step.formula.equation == (
        "the next band below {dose}, under {cap}: {band}"
        if formula == "band_below"
        else "the band of {dose}, from {from_mg} to below {below_mg}: {band}"
    )


@pytest.mark.parametrize(
    ("number", "cap", "note", "formula"),
    [
        # 50 of 750 less are 6.67 %
        (750, 750, "not rounded: the band of 790 mg is above the cap of 750 mg, and that", "as is"),
        # the last band is 1000 mg
        (1200, 2000, "not rounded: ", ""),
        (1200, None, "not rounded: ", ""),
    ],
)
def test_a_dose_without_a_band_under_its_cap_stays(
    number: float, cap: float | None, note: str, formula: str
) -> None:
    step, by = made(number, cap, by="nhs_bands")
    assert (step.what, step.value, by) == ("a dose", number, "")
    assert step.note.startswith(note)
    assert step.is_notable
    name = None if step.formula is None else step.formula.name
    assert name == ("unrounded" if formula else None)


@pytest.mark.parametrize(
    ("source", "is_verified", "cite", "note"),
    [
        ("nhs-bands", False, "NHS dose bands at 10 mg/mL, ", "NOT VERIFIED"),
        # the source itself is not verified
        ("nhs-bands", True, "NHS dose bands at 10 mg/mL, ", "NOT VERIFIED"),
        ("not listed", False, "", "NOT VERIFIED"),
        ("not listed", True, "", ""),
    ],
)
def test_a_band_is_a_volume_of_its_stock_with_its_source(
    source: str, cite: str, note: str, *, is_verified: bool
) -> None:
    assert DRUG.bands is not None
    table = DRUG.bands.model_copy(update={"source": source, "verified": is_verified})
    step, _ = made(740, by="nhs_bands", entry=DRUG.model_copy(update={"bands": table}))
    band = step.operand("band")
    assert (band.value, band.unit, band.note, band.is_notable) == (700, "mg", note, bool(note))
    assert band.formula is not None
    assert (band.what, band.formula.name) == ("band", "band_of_volume")
    assert band.formula.equation == "{volume_ml} × {stock_mg_ml}"
    assert step.operand("from_mg") == Step("band from", 664.08, "mg", "664.08 mg")
    assert step.operand("below_mg") == Step("band to below", 743.64, "mg", "743.64 mg")
    assert band.formula.source.startswith(cite)
    assert bool(band.formula.source) == bool(cite)
    assert band.operand("volume_ml") == Step("volume", 70, "mL", "70 mL")
    stock = band.operand("stock_mg_ml")
    assert stock == Step("stock", 10, "mg/mL", "10 mg/mL", place=table.stock.place)


def redone(step: Step, /, **operands: float) -> float:
    assert step.formula is not None
    return step.formula.calculate(**operands)


def test_no_working_shows_a_band_or_a_step_that_it_does_not_give() -> None:
    own, _ = made(740, 750, by="nhs_bands")
    assert redone(own, dose=664.08, from_mg=664.08, below_mg=743.64, band=700) == 700
    for dose in (664.07, 743.64):
        with pytest.raises(
            ValueError, match=rf"^{dose} mg is not from 664\.08 to below 743\.64 mg"
        ):
            redone(own, dose=dose, from_mg=664.08, below_mg=743.64, band=700)
    below, _ = made(745, 750, by="nhs_bands")
    assert redone(below, dose=700, cap=700, band=700) == 700
    with pytest.raises(ValueError, match=r"^the band of 700 mg is not below 699 mg and 750 mg$"):
        redone(below, dose=699, cap=750, band=700)
    with pytest.raises(ValueError, match=r"^the band of 700 mg is not below 745 mg and 699 mg$"):
        redone(below, dose=745, cap=699, band=700)
    down, _ = made(206, 209)
    assert redone(down, dose=206, step=10, cap=200) == 200
    with pytest.raises(ValueError, match=r"^200(\.0)? is above its cap of 199$"):
        redone(down, dose=206, step=10, cap=199)
