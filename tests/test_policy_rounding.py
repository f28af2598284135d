"""Doses as a policy rounds them: bands, tablets and vials, worked out by hand beside each."""

import math
import re
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oracle.as_stated import without_limits
from test_derivation import lines_with_equations, redone

import regimencalc as rc
from regimencalc import library, wording
from regimencalc.changes import Change
from regimencalc.course import plan
from regimencalc.derivation import Step, remarks
from regimencalc.dosing import Dose
from regimencalc.planned_course import Course
from regimencalc.policy import Policy
from regimencalc.policy_rounding import rounded
from regimencalc.rules import Action
from regimencalc.units import Measure
from regimencalc.wording import without_noise

REGIMEN = """\
format: 1
id: made-up
name: Made up
population: adult
status: draft
sources: [{id: made, cite: made for a test}]
cycle: {length: 21 d, planned: 1}
components:
  - id: line
    drug: DRUG
    per_dose: AMOUNT
    route: ROUTE
    days: [1]
"""
MAN = {"sex": "male", "age": "60 y"}


def bodies(surface: float) -> dict[str, str]:
    """A height and weight of exactly this body surface: √(180 × 20 × s² ÷ 3600) = s."""
    return {"height": "180 cm", "weight": f"{without_noise(20 * surface**2):f} kg"}


def policy_like(tmp_path: Path, name: str, *changes: tuple[str, str]) -> Policy:
    text = (library.folder("policies") / f"{name}.yaml").read_text()
    for old, new in changes:
        assert text.count(old) == 1
        text = text.replace(old, new)
    path = tmp_path / f"{name}.yaml"
    path.write_text(text)
    return library.read_policy(path)


def course(
    tmp_path: Path,
    drug: str,
    amount: str,
    policy: str | Policy,
    *lines: str,
    route: str = "intravenous",
    surface: float = 1.8,
    share: str = "",
    kidney: Mapping[str, str] = MappingProxyType({}),
) -> Course:
    text = REGIMEN.replace("DRUG", drug).replace("AMOUNT", amount).replace("ROUTE", route)
    text += "".join(f"    {line}\n" for line in lines)
    if route == "intravenous":
        text += "    infuse_over: 1 h\n"
    if amount.startswith("AUC"):
        text += "    kidney: not stated\n"
    path = tmp_path / "made-up.yaml"
    path.write_text(text)
    reduction = Change("line", Action("give", Measure(float(share or 100), "%", f"{share} %")))
    planned = plan(
        rc.load_regimen(path),
        rc.Patient(**MAN, **bodies(surface), **kidney),
        library.shipped_policy(policy) if isinstance(policy, str) else policy,
        without_limits(),
        start=date(2026, 12, 1),
        version="test",
        changes=(reduction,) if share else (),
    )
    assert not planned.is_refused
    return planned


def first(planned: Course) -> Dose:
    return planned.doses[0].computed


def estimate(rate: str) -> dict[str, str]:
    return {"egfr": f"{rate} mL/min", "egfr_equation": "cockcroft_gault"}


def measured(rate: str) -> dict[str, str]:
    return {"measured_gfr": f"{rate} mL/min", "gfr_method": "iohexol"}


def carboplatin(
    tmp_path: Path, auc: str, kidney: Mapping[str, str], policy: str | Policy = "nhs-bands"
) -> Dose:
    return first(course(tmp_path, "carboplatin", f"AUC {auc}", policy, kidney=kidney))


# Bands ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("amount", "surface", "band"),
    [
        ("100 mg/m2", 1.8, 180),  # 180 is in 171.82 to below 189.74
        ("94.865 mg/m2", 2, 180),  # 189.73 mg, still below the step
        ("94.87 mg/m2", 2, 200),  # 189.74 mg, on the step: the upper band
        ("85.91 mg/m2", 2, 180),  # 171.82 mg, on the step below
        ("85.905 mg/m2", 2, 164),  # 171.81 mg
        ("2.5 mg/m2", 2, 5.2),  # 5.00 mg, where the table begins
        ("3184.335 mg/m2", 2, 6000),  # 6368.67 mg, just before it ends
    ],
)
def test_a_dose_takes_the_band_of_the_printed_table(
    tmp_path: Path, amount: str, surface: float, band: float
) -> None:
    assert first(course(tmp_path, "etoposide", amount, "nhs-bands", surface=surface)).value == band


def test_the_working_of_a_band(tmp_path: Path) -> None:
    # 100 × 1.84 = 184 mg, in 171.82 to below 189.74; 4 less of 184 is 2.2 %
    banded = first(course(tmp_path, "etoposide", "100 mg/m2", "nhs-bands", surface=1.84))
    lines = str(banded.derivation).split("\n")
    head = "line (etoposide), per dose"
    assert lines[0] == (
        f"{head} = 180 mg = the band of 184 mg, from 171.82 mg to below 189.74 mg: 180 mg   −2.2 %"
    )
    assert lines[1] == f"├ {head} = 184 mg = 100 mg/m2 × 1.84 m2"
    assert lines[-5:-3] == ["├ band from = 171.82 mg", "├ band to below = 189.74 mg"]
    assert lines[-3].startswith("└ band = 180 mg = 9 mL × 20 mg/mL   NHS England, ")
    assert lines[-3].endswith("   NOT VERIFIED")
    assert lines[-2] == "  ├ volume = 9 mL"
    assert lines[-1].startswith("  └ stock = 20 mg/mL   formulary/etoposide.yaml:")
    assert banded.calculated == pytest.approx(184)
    assert banded.value == 180
    assert banded.rounding is not None
    assert banded.rounding.words == "a band, −2.2 %"
    assert list(remarks(banded.derivation)) == ["band 180 mg: NOT VERIFIED"]


def test_a_table_that_was_read_whole_has_no_mark(tmp_path: Path) -> None:
    # 175 × 1.8 = 315 mg of paclitaxel: 300 (284.60 to below 317.49)
    banded = first(course(tmp_path, "paclitaxel", "175 mg/m2", "nhs-bands"))
    assert banded.value == 300
    assert "NOT VERIFIED" not in str(banded.derivation)


@pytest.mark.parametrize(
    ("drug", "amount", "why"),
    [
        # 2.49 × 2 = 4.98 mg and 3184.35 × 2 = 6368.7 mg; the table holds 5 to below 6368.68
        ("etoposide", "2.49 mg/m2", "4.98 mg is outside the table, which runs from 5 mg to below"),
        ("etoposide", "3184.35 mg/m2", "6,368.7 mg is outside the table"),
        ("cyclophosphamide", "750 mg/m2", "no table of dose bands is known for cyclophosphamide"),
        ("bleomycin", "10000 IU/m2", "no table of dose bands is known for bleomycin"),
    ],
)
def test_a_dose_without_a_band_says_so(tmp_path: Path, drug: str, amount: str, why: str) -> None:
    kept = first(course(tmp_path, drug, amount, "nhs-bands", surface=2))
    assert kept.value == pytest.approx(float(amount.split()[0]) * 2)
    assert kept.rounding is None
    assert f"not rounded: {why}" in str(kept.derivation)
    assert any(why in remark for remark in remarks(kept.derivation))


def test_a_band_exactly_at_the_tolerance_is_taken_and_one_beyond_it_is_not(tmp_path: Path) -> None:
    # 187.5 mg → 180 mg is 7.5 of 187.5, exactly 4 %; 187.6 → 180 is 4.05 %
    strict = policy_like(tmp_path, "nhs-bands", ("banding: 6.6 %", "banding: 4 %"))
    met = first(course(tmp_path, "etoposide", "93.75 mg/m2", strict, surface=2))
    assert met.value == 180
    missed = first(course(tmp_path, "etoposide", "93.8 mg/m2", strict, surface=2))
    assert missed.value == pytest.approx(187.6)
    assert "the band of 180 mg moves it by more than 4 %" in str(missed.derivation)


# Carboplatin: the cap of an estimate is a cap on the dose, AUC × (125 + 25) = AUC × 150 ----------


@pytest.mark.parametrize(
    ("auc", "kidney", "given", "why"),
    [
        # 5 × 150 = 750, the cap. Band 790 (743.64 to 838.51) lies above it; 700 is 6.67 % less
        # than 750, and 6.6 % is allowed: 750 unbanded.
        ("5", estimate("140"), 750, "not rounded: the band of 790 mg is above the cap of 750 mg"),
        ("5", estimate("125"), 750, "700 mg moves it by more than 6.6 %"),
        # 4 × 150 = 600. Band 630 (593.97 to 664.08) lies above; 560 is 6.67 % less: unbanded.
        ("4", estimate("130"), 600, "not rounded: the band of 630 mg is above the cap of 600 mg"),
        # 5 × (124 + 25) = 745. Band 790 is above 750; 700 is 45 of 745, 6.04 % less: taken.
        ("5", estimate("124"), 700, "−6 %, the band of 790 mg is above the cap of 750 mg"),
        # 5 × (123 + 25) = 740 lies in 664.08 to 743.64: its own band, 40 of 740 less.
        ("5", estimate("123"), 700, "−5.4 %"),
        # 5 × (80 + 25) = 525, in 474.34 to 529.15
        ("5", estimate("80"), 500, "−4.8 %"),
        # A measured rate has no cap: 750 is banded up to 790, 40 of 750 more.
        ("5", measured("125"), 790, "+5.3 %"),
        # 4 × (125 + 25) = 600 → 630, 30 of 600 more.
        ("4", measured("125"), 630, "+5 %"),
    ],
)
def test_no_band_lifts_carboplatin_over_the_cap_of_an_estimate(
    tmp_path: Path, auc: str, kidney: dict[str, str], given: float, why: str
) -> None:
    dose = carboplatin(tmp_path, auc, kidney)
    assert dose.value == given
    assert why in dose.derivation.note


def test_the_cap_that_kept_a_dose_unbanded_is_a_step_of_its_working(tmp_path: Path) -> None:
    lines = str(carboplatin(tmp_path, "5", estimate("140")).derivation).split("\n")
    assert lines[0].startswith("line (CARBOplatin), per dose = 750 mg = 750 mg as it is, ")
    assert "under 750 mg   not rounded: the band of 790 mg is above the cap" in lines[0]
    assert lines[1].startswith(
        "├ line (CARBOplatin), per dose = 750 mg = AUC 5 × (125 mL/min + 25)"
    )
    assert "│ └ GFR for Calvert = 125 mL/min = min(140 mL/min, 125 mL/min)   cap reached" in lines
    cap = next(line for line in lines if line.startswith("└ "))
    assert cap.startswith("└ cap = 750 mg = AUC 5 × (125 mL/min + 25)")
    assert lines[-1].startswith("  └ cap of an estimate = 125 mL/min   policy nhs-bands")


def test_without_a_cap_of_estimates_nothing_holds_a_band_back(tmp_path: Path) -> None:
    free = policy_like(
        tmp_path, "nhs-bands", ("cap_of_estimate: 125 mL/min", "cap_of_estimate: none")
    )
    assert carboplatin(tmp_path, "5", estimate("125"), free).value == 790


@pytest.mark.parametrize(
    ("share", "given"),
    [
        ("75", 560),  # 75 % of 750 = 562.5, in 529.15 to 593.97
        ("80", 630),  # 80 % of 750 = 600, in 593.97 to 664.08; the cap stays 750
        ("99", 700),  # 99 % of 750 = 742.5, in 664.08 to 743.64
        ("99.5", 700),  # 746.25: 790 is above 750; 700 is 46.25 of 746.25, 6.2 % less
    ],
)
def test_a_reduction_comes_before_the_band(tmp_path: Path, share: str, given: float) -> None:
    reduced = course(
        tmp_path, "carboplatin", "AUC 5", "nhs-bands", share=share, kidney=estimate("125")
    )
    assert first(reduced).value == given
    assert first(reduced).before_reduction == 750


@pytest.mark.parametrize(
    ("cap", "rate", "given"),
    [
        ("720 mg", "124", 700),  # 745 of at most 720: 720, whose band is 700
        ("748 mg", "124", 700),  # 745 of at most 748: band 790 is above, 700 is 6.04 % less
        ("800 mg", "125", 750),  # at most 800 does not free it of 5 × 150
    ],
)
def test_a_line_has_the_lower_of_its_own_cap_and_that_of_the_estimate(
    tmp_path: Path, cap: str, rate: str, given: float
) -> None:
    line = f"cap: {{per_dose: {cap}}}"
    capped = course(tmp_path, "carboplatin", "AUC 5", "nhs-bands", line, kidney=estimate(rate))
    assert first(capped).value == given


def test_the_cap_of_body_surface_is_a_cap_too(tmp_path: Path) -> None:
    # 95 mg/m2 × 2.0 m2 = 190 mg at most. Band 200 (189.74 to 209.76) lies above; 180 is 5.3 % less
    capped = policy_like(tmp_path, "nhs-bands", ("cap: none}", "cap: 2 m2}"))
    held = first(course(tmp_path, "etoposide", "95 mg/m2", capped, surface=2.2))
    assert held.value == 180
    assert held.derivation.note == "−5.3 %, the band of 200 mg is above the cap of 190 mg"
    # a body below the cap: 95 × 1.9 = 180.5, its own band
    assert first(course(tmp_path, "etoposide", "95 mg/m2", capped, surface=1.9)).value == 180
    # and without a cap: 95 × 2 = 190 goes up to 200
    assert first(course(tmp_path, "etoposide", "95 mg/m2", "nhs-bands", surface=2)).value == 200


# Steps ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("step", "kidney", "given"),
    [
        # 750 mg, the cap: 800 is above it, 700 is 6.7 % less, and 5 % is allowed
        ("100 mg", estimate("130"), 750),
        # 760 is above the cap; 740 is 1.3 % less than 750
        ("20 mg", estimate("130"), 740),
        # 5 × (127 + 25) = 760 by a measured rate
        ("20 mg", measured("127"), 760),
    ],
)
def test_a_step_does_not_pass_the_cap_of_an_estimate(
    tmp_path: Path, step: str, kidney: dict[str, str], given: float
) -> None:
    line = f"round_to: {step}"
    held = course(tmp_path, "carboplatin", "AUC 5", "reference", line, kidney=kidney)
    assert first(held).value == given


# Tablets and capsules ---------------------------------------------------------------------------


def by_mouth(
    tmp_path: Path, drug: str, amount: str, surface: float, *lines: str, policy: str = "nhs-bands"
) -> Course:
    return course(tmp_path, drug, amount, policy, *lines, route="oral", surface=surface)


@pytest.mark.parametrize(
    ("drug", "amount", "surface", "given", "pieces"),
    [
        ("capecitabine", "1250 mg/m2", 1.6, 2000, "4 × 500 mg"),
        # 825 × 1.6 = 1320: 1300 is 20 away, 1350 (nine of 150) is 30
        ("capecitabine", "825 mg/m2", 1.6, 1300, "2 × 500 mg + 2 × 150 mg"),
        ("capecitabine", "1000 mg/m2", 1.65, 1650, "3 × 500 mg + 1 × 150 mg"),
        # 200 × 1.8 = 360: 250 + 100 + 5 + 5 and 180 + 180, which is fewer
        ("temozolomide", "200 mg/m2", 1.8, 360, "2 × 180 mg"),
        # 75 × 1.8 = 135 = 100 + 20 + 5 × 3: five; nothing is fewer
        ("temozolomide", "75 mg/m2", 1.8, 135, "1 × 100 mg + 1 × 20 mg + 3 × 5 mg"),
        # 110 × 1.5 = 165, between 160 and 170: up, 3 %
        ("lomustine", "110 mg/m2", 1.5, 170, "1 × 100 mg + 1 × 40 mg + 3 × 10 mg"),
        # 40 × 1.8 = 72 mg: 72 = 50 + 20 + 2 × 1
        ("prednisone", "40 mg/m2", 1.8, 72, "1 × 50 mg + 1 × 20 mg + 2 × 1 mg"),
        # flat doses are counted, and never moved
        ("dexamethasone", "12 mg", 1.8, 12, "1 × 8 mg + 1 × 4 mg"),
        ("aprepitant", "125 mg", 1.8, 125, "1 × 125 mg"),
    ],
)
def test_a_dose_by_mouth_is_a_number_of_whole_ones(
    tmp_path: Path, drug: str, amount: str, surface: float, given: float, pieces: str
) -> None:
    dose = first(by_mouth(tmp_path, drug, amount, surface))
    assert dose.value == given
    assert dose.rounding is not None
    assert dose.rounding.pieces_words == pieces


@pytest.mark.parametrize("policy", ["nhs-bands", "hopa-5", "hopa-10"])
def test_every_policy_that_rounds_gives_whole_tablets(tmp_path: Path, policy: str) -> None:
    dose = first(by_mouth(tmp_path, "capecitabine", "825 mg/m2", 1.6, policy=policy))
    assert dose.value == 1300


def test_a_policy_that_does_not_round_gives_the_calculated_dose(tmp_path: Path) -> None:
    dose = first(by_mouth(tmp_path, "capecitabine", "825 mg/m2", 1.6, policy="reference"))
    assert dose.value == pytest.approx(1320)
    assert dose.rounding is None


def test_whole_units_alone_leave_an_infusion_as_it_is(tmp_path: Path) -> None:
    whole = policy_like(tmp_path, "reference", ("rounding: none", "rounding: whole_units"))
    assert first(course(tmp_path, "etoposide", "100 mg/m2", whole, surface=1.84)).value == (
        pytest.approx(184)
    )
    tablets = course(tmp_path, "capecitabine", "825 mg/m2", whole, route="oral", surface=1.6)
    assert first(tablets).value == 1300


def test_the_working_of_tablets(tmp_path: Path) -> None:
    lines = str(first(by_mouth(tmp_path, "capecitabine", "825 mg/m2", 1.6)).derivation).split("\n")
    head = "line (capecitabine), per dose"
    # 20 of 1320 is 1.5 %
    assert lines[0] == (
        f"{head} = 1,300 mg = 1,320 mg in whole tablets of 500 mg and 150 mg   "
        "2 × 500 mg + 2 × 150 mg, −1.5 %"
    )
    assert lines[1] == f"├ {head} = 1,320 mg = 825 mg/m2 × 1.6 m2"
    assert lines[-2].startswith("├ tablet = 500 mg   formulary/capecitabine.yaml:")
    assert lines[-1].startswith("└ tablet = 150 mg   formulary/capecitabine.yaml:")


@pytest.mark.parametrize(
    ("drug", "amount", "surface", "why"),
    [
        # 100 × 1.8 = 180: 200 is 11.1 % more, 150 further away
        (
            "etoposide",
            "100 mg/m2",
            1.8,
            "the nearest whole capsules, 200 mg, would move it by 11.1 %",
        ),
        # 13 × 1.8 = 23.4 mg is nearer to nothing than to 50
        ("etoposide", "13 mg/m2", 1.8, "the smallest of the capsules is more than twice the dose"),
    ],
)
def test_a_dose_that_no_whole_ones_make_is_shown_as_calculated(
    tmp_path: Path, drug: str, amount: str, surface: float, why: str
) -> None:
    kept = first(by_mouth(tmp_path, drug, amount, surface))
    assert kept.value == pytest.approx(float(amount.split()[0]) * surface)
    assert kept.rounding is None
    assert f"not rounded: {why}" in kept.derivation.note


def test_a_drug_whose_strengths_nobody_knows_says_so(tmp_path: Path) -> None:
    # 75 % of 8 mg; unreduced the flat dose is given as it is stated
    reduced = course(tmp_path, "ondansetron", "8 mg", "nhs-bands", route="oral", share="75")
    assert first(reduced).value == 6
    why = "not rounded: no strengths of tablets or capsules of ondansetron are known"
    assert why in first(reduced).derivation.note
    stated = first(course(tmp_path, "ondansetron", "8 mg", "nhs-bands", route="oral"))
    assert (stated.value, stated.rounding) == (8, None)
    assert "not rounded" not in str(stated.derivation)


def test_a_reduced_flat_dose_by_mouth_is_rounded_like_any_other(tmp_path: Path) -> None:
    # 80 % of 15 mg is 12 mg: 8 + 4
    reduced = first(course(tmp_path, "dexamethasone", "15 mg", "hopa-5", route="oral", share="80"))
    assert reduced.rounding is not None
    assert (reduced.value, reduced.rounding.pieces_words) == (12, "1 × 8 mg + 1 × 4 mg")


def test_a_step_of_the_regimen_goes_before_tablets_and_they_are_counted_for_it(
    tmp_path: Path,
) -> None:
    # 200 × 1.8 = 360 mg, to 50 mg: 350, 2.8 % less = 3 × 100 + 1 × 50
    oral = first(by_mouth(tmp_path, "etoposide", "200 mg/m2", 1.8, "round_to: 50 mg"))
    assert oral.rounding is not None
    assert (oral.value, oral.rounding.pieces_words) == (350, "3 × 100 mg + 1 × 50 mg")
    assert oral.rounding.by == "step"
    # to 20 mg: 360, which capsules of 50 and 100 do not make: none are shown
    odd = first(by_mouth(tmp_path, "etoposide", "200 mg/m2", 1.8, "round_to: 20 mg"))
    assert odd.rounding is not None
    assert (odd.value, odd.rounding.pieces) == (360, ())
    # a policy that does not round keeps the regimen's own step, and counts nothing
    plain = first(
        by_mouth(tmp_path, "etoposide", "200 mg/m2", 1.8, "round_to: 50 mg", policy="reference")
    )
    assert plain.rounding is not None
    assert (plain.value, plain.rounding.pieces) == (350, ())


def test_tablets_never_make_more_than_the_cap(tmp_path: Path) -> None:
    # 200 × 1.8 = 360 of at most 355: 350 (1.4 % less); 360 would be nearer
    held = first(by_mouth(tmp_path, "etoposide", "200 mg/m2", 1.8, "cap: {per_dose: 355 mg}"))
    assert held.value == 350
    assert ", at most 355 mg   " in str(held.derivation).split("\n")[0]


# The day's tablets, split ------------------------------------------------------------------------


def day_of(planned: Course) -> list[tuple[float, str]]:
    found = []
    for dose in (planned_dose.computed for planned_dose in planned.doses):
        pieces = "" if dose.rounding is None else dose.rounding.pieces_words
        found.append((float(without_noise(dose.value)), pieces))
    return found


def test_unequal_doses_where_equal_ones_do_not_come_near(tmp_path: Path) -> None:
    # 50 × 1.5 = 75 mg twice: 100 is 33 % more. 150 mg a day is 100 in the morning and 50 later.
    split = by_mouth(tmp_path, "etoposide", "50 mg/m2", 1.5, "doses_per_day: 2")
    assert day_of(split) == [(100, "1 × 100 mg"), (50, "1 × 50 mg")]
    morning, evening = (planned.computed for planned in split.doses)
    lines = str(morning.derivation).split("\n")
    head = "line (etoposide), per dose"
    assert lines[0] == (
        f"{head} = 100 mg = 100 mg of 150 mg   1 × 100 mg, 0 %, 100 mg and 50 mg over the day"
    )
    assert lines[1] == "├ this giving = 100 mg"
    assert lines[2] == "└ the day's dose = 150 mg = 150 mg in whole capsules of 100 mg and 50 mg"
    assert lines[3] == "  ├ the day's dose = 150 mg = 75 mg × 2"
    assert str(evening.derivation).split("\n")[0].startswith(f"{head} = 50 mg = 50 mg of 150 mg")
    assert list(remarks(evening.derivation)) == [
        f"{head} 50 mg: 1 × 50 mg, 0 %, 100 mg and 50 mg over the day"
    ]


def test_a_day_that_is_no_whole_number_moves_as_a_day(tmp_path: Path) -> None:
    # 51 × 1.5 = 76.5 mg twice: 153 a day, of which 150 is 2 % less
    split = by_mouth(tmp_path, "etoposide", "51 mg/m2", 1.5, "doses_per_day: 2")
    assert day_of(split) == [(100, "1 × 100 mg"), (50, "1 × 50 mg")]
    rounding = split.doses[0].computed.rounding
    assert rounding is not None
    assert rounding.variance_percent == pytest.approx(-100 * 3 / 153)
    assert rounding.words == "−2 % over the day"


def test_equal_doses_come_first(tmp_path: Path) -> None:
    # 1320 mg twice: 1300 each is within 5 %; 2650 a day would be nearer to 2640
    equal = by_mouth(tmp_path, "capecitabine", "825 mg/m2", 1.6, "doses_per_day: 2")
    assert day_of(equal) == [(1300, "2 × 500 mg + 2 × 150 mg")] * 2
    assert equal.doses[0].computed is equal.doses[1].computed


def test_a_split_whose_larger_dose_is_above_the_cap_is_not_taken(tmp_path: Path) -> None:
    kept = by_mouth(
        tmp_path, "etoposide", "50 mg/m2", 1.5, "doses_per_day: 2", "cap: {per_dose: 99 mg}"
    )
    assert day_of(kept) == [(75, "")] * 2
    met = by_mouth(
        tmp_path, "etoposide", "50 mg/m2", 1.5, "doses_per_day: 2", "cap: {per_dose: 100 mg}"
    )
    assert [value for value, _ in day_of(met)] == [100, 50]


def test_no_giving_of_a_day_is_left_empty(tmp_path: Path) -> None:
    # 16 × 1.5 = 24 mg twice: 48 a day is one capsule of 50, for two givings
    kept = by_mouth(tmp_path, "etoposide", "16 mg/m2", 1.5, "doses_per_day: 2")
    assert day_of(kept) == [(24, "")] * 2


def test_each_day_begins_again_with_the_larger_dose(tmp_path: Path) -> None:
    path = tmp_path / "made-up.yaml"
    text = REGIMEN.replace("DRUG", "etoposide").replace("AMOUNT", "50 mg/m2")
    text = text.replace("ROUTE", "oral").replace("days: [1]", "days: [1, 2]\n    doses_per_day: 2")
    path.write_text(text)
    planned = rc.plan_course(
        rc.load_regimen(path), rc.Patient(**MAN, **bodies(1.5)), start="2026-12-01",
        policy="nhs-bands",
    )  # fmt: skip
    assert [d.computed.value for d in planned.doses] == [100, 50, 100, 50]
    assert planned.total("line", 1) == 300


# Whole vials ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("policy", "drug", "amount", "given", "pieces"),
    [
        # 100 × 1.9 = 190 of etoposide: 200 is 5.3 % more
        ("hopa-10", "etoposide", "100 mg/m2", 200, "2 × 100 mg/5 mL"),
        ("hopa-5", "etoposide", "100 mg/m2", 190, ""),
        # 500 × 1.9 = 950: 1000 is 5.3 % more, one vial of 1 g
        ("hopa-10", "etoposide", "500 mg/m2", 1000, "1 × 1,000 mg/50 mL"),
        # 180 × 1.9 = 342 of irinotecan: vials of 40, 100, 300, 500: 300 + 40 = 340, 0.6 % less
        ("hopa-5", "irinotecan", "180 mg/m2", 340, "1 × 300 mg/15 mL + 1 × 40 mg/2 mL"),
        # 500 × 1.9 = 950 of pemetrexed, powders of 100 and 500: 1000, 5.3 % more
        ("hopa-10", "pemetrexed", "500 mg/m2", 1000, "2 × 500 mg"),
    ],
)
def test_a_dose_of_whole_vials(
    tmp_path: Path, policy: str, drug: str, amount: str, given: float, pieces: str
) -> None:
    dose = first(course(tmp_path, drug, amount, policy, surface=1.9))
    assert dose.value == pytest.approx(given)
    assert ("" if dose.rounding is None else dose.rounding.pieces_words) == pieces


def test_a_drug_without_known_vials_says_so(tmp_path: Path) -> None:
    kept = first(course(tmp_path, "paclitaxel", "175 mg/m2", "hopa-10"))
    assert kept.value == pytest.approx(315)
    assert "not rounded: no vials of paclitaxel are known" in kept.derivation.note


def test_vials_never_make_more_than_the_cap_of_an_estimate(tmp_path: Path) -> None:
    # 4.9 × 150 = 735 at most: 700 (4.8 % less), though 750 is nearer
    held = carboplatin(tmp_path, "4.9", estimate("125"), "hopa-10")
    assert held.value == 700
    # measured: 4.9 × 150 = 735 → 750, 2 % more
    assert carboplatin(tmp_path, "4.9", measured("125"), "hopa-10").value == 750


# What holds of every dose -----------------------------------------------------------------------

STATEMENTS = {
    str(component.route): component.statements[0]
    for name in ("ep-infusional-28d", "temozolomide-radiotherapy")
    for component in rc.load_regimen(name).every_component
    if component.drug in ("etoposide", "temozolomide")
}
LINES = (
    *((drug, "intravenous") for drug in ("etoposide", "carboplatin", "irinotecan", "vincristine")),
    *((drug, "oral") for drug in ("etoposide", "capecitabine", "temozolomide", "lomustine")),
)


@given(
    line=st.sampled_from(LINES),
    name=st.sampled_from(("hopa-5", "hopa-10", "nhs-bands")),
    tenths=st.integers(1, 40_000),
    over=st.one_of(st.none(), st.integers(0, 3_000)),
)
def test_a_rounded_dose_is_near_is_not_nothing_and_is_under_its_cap(
    line: tuple[str, str], name: str, tenths: int, over: int | None
) -> None:
    drug, route = line
    entry, policy = library.formulary()[drug], library.shipped_policy(name)
    statement = STATEMENTS[route]
    dose = Step("dose", tenths / 10, "mg")
    cap = None if over is None else Step("cap", (tenths + over) / 10, "mg")
    step, rounding = rounded(dose, cap, statement, entry, policy, of_day=0)
    assert step.value > 0
    assert cap is None or step.value <= cap.value
    if rounding is None:
        assert step.value == dose.value
        assert "not rounded: " in step.note
        return
    allowed = policy.tolerances.banding if rounding.by == "band" else policy.tolerances.rounding
    assert allowed is not None
    assert abs(100 * (step.value - dose.value) / dose.value) <= allowed.number + 1e-9
    assert rounding.variance_percent == pytest.approx(100 * (step.value - dose.value) / dose.value)
    whole = Step("dose", step.value, "mg")
    again, once_more = rounded(whole, cap, statement, entry, policy, of_day=0)
    assert again.value == step.value
    assert once_more is not None
    assert once_more.variance_percent == 0


# Each line of a rounded dose, redone from what it prints ------------------------------------------

AMOUNT = r"(\d[\d,.]*) \w+"
READ_ALOUD: dict[str, Callable[..., float | None]] = {
    rf"{AMOUNT} to the nearest {AMOUNT}": lambda d, s: math.floor(d / s + 0.5) * s,
    rf"{AMOUNT} down to a multiple of {AMOUNT}, under {AMOUNT}": (
        lambda d, s, cap: math.floor(d / s) * s if d <= cap else None
    ),
    rf"the band of {AMOUNT}, from {AMOUNT} to below {AMOUNT}: {AMOUNT}": (
        lambda d, low, high, band: band if low <= d < high else None
    ),
    rf"the next band below {AMOUNT}, under {AMOUNT}: {AMOUNT}": (
        lambda d, cap, band: band if band < d <= cap else None
    ),
    rf"{AMOUNT} as it is, under {AMOUNT}": lambda d, cap: d if d <= cap else None,
    rf"{AMOUNT} of {AMOUNT}": lambda share, day: share if share < day else None,
}


def in_words_redone(equation: str) -> float | None:
    """What a reader gets from a line that is said in words."""
    for pattern, redo in READ_ALOUD.items():
        match = re.fullmatch(pattern, equation)
        if match:
            return redo(*(float(number.replace(",", "")) for number in match.groups()))
    whole = re.fullmatch(rf"{AMOUNT} in whole \w+ of (.+?)(?:, at most {AMOUNT})?", equation)
    assert whole, equation
    dose = float(whole[1].replace(",", ""))
    most = float(whole[3].replace(",", "")) if whole[3] else math.inf
    sizes = [float(size.replace(",", "")) for size in re.findall(AMOUNT, whole[2])]
    sums, layer = {0.0}, {0.0}
    while layer:
        layer = {a + b for a in layer for b in sizes if a + b <= dose + min(sizes)} - sums
        sums |= layer
    return min((s for s in sums if s <= most), key=lambda s: (round(abs(s - dose), 6), -s))


CAPPED_AND_STEPPED = ("round_to: 20 mg", "cap: {per_dose: 350 mg}")


@given(
    line=st.sampled_from(
        [
            ("etoposide", "100 mg/m2", "intravenous", ()),
            ("vincristine", "1.4 mg/m2", "intravenous", ("cap: {per_dose: 2 mg}",)),
            (
                "irinotecan",
                "180 mg/m2",
                "intravenous",
                CAPPED_AND_STEPPED,
            ),
            ("carboplatin", "AUC 5", "intravenous", ()),
            ("capecitabine", "1000 mg/m2", "oral", ("doses_per_day: 2",)),
            ("etoposide", "50 mg/m2", "oral", ("doses_per_day: 2", "cap: {per_dose: 100 mg}")),
            ("temozolomide", "200 mg/m2", "oral", ("cap: {per_dose: 400 mg}",)),
        ]
    ),
    policy=st.sampled_from(["nhs-bands", "hopa-10", "hopa-5"]),
    surface=st.integers(130, 250),
    rate=st.integers(600, 1300),
)
def test_a_reader_gets_each_printed_number_of_a_rounded_dose(
    tmp_path_factory: pytest.TempPathFactory,
    line: tuple[str, str, str, tuple[str, ...]],
    policy: str,
    surface: int,
    rate: int,
) -> None:
    drug, amount, route, lines = line
    planned = course(
        tmp_path_factory.mktemp("r"), drug, amount, policy, *lines, route=route,
        surface=surface / 100, kidney=estimate(f"{rate / 10:g}"),
    )  # fmt: skip
    for dose in planned.distinct_doses().values():
        for number, (_, value, equation) in enumerate(lines_with_equations(str(dose.derivation))):
            printed = value.split(" ")[0]
            is_in_words = re.search(r" (in|of|to|the|as) |^the ", equation)
            got = in_words_redone(equation) if is_in_words else redone(equation)
            assert got is not None, equation
            digits = max(6, len(printed.replace(".", "").replace(",", "").lstrip("0")))
            shown = wording.dose_number(got) if number == 0 else wording.significant(got, digits)
            assert shown == printed, (value, equation)
