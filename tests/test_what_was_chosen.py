"""What was chosen is what is planned, and a page never shows another amount than was used."""

import json

import pytest
from click.testing import CliRunner

import regimencalc as rc
from regimencalc.cli import main
from regimencalc.problems import Refused

WOMAN = {"sex": "female", "age": "60 y", "height": "170 cm", "weight": "70 kg"}
GIVEN = ("--sex=female", "--age=60 y", "--height=170 cm", "--weight=70 kg", "--start=2026-12-01")
# body surface by Mosteller: √(170 × 70 ÷ 3600) = 1.81812 m²


def course(regimen: str, cycles: int | None = None, **choose: str) -> rc.Course:
    answers = {name.replace("_", "-"): answer for name, answer in choose.items()}
    patient = rc.Patient(**WOMAN, measured_gfr="80 mL/min", gfr_method="iohexol")
    return rc.plan_course(
        rc.load_regimen(regimen),
        patient,
        start="2026-12-01",
        cycles=cycles,
        policy="reference",
        choose=answers,
    )


def page(regimen: str, *more: str) -> str:
    result = CliRunner().invoke(main, ["plan", regimen, *GIVEN, *more])
    assert result.exit_code == 0, result.output
    return result.output


@pytest.mark.parametrize(
    ("regimen", "line", "amount", "dose"),
    [
        ("captem-28d", "temozolomide", "150 mg/m2", 272.7),  # 150 × 1.81812
        ("thp-21d", "docetaxel", "100 mg/m2", 181.8),
        ("ema-co-14d", "vincristine", "0.8 mg/m2", 1.45),
    ],
)
def test_an_amount_within_bounds_is_used_although_the_source_prefers_another(
    regimen: str, line: str, amount: str, dose: float
) -> None:
    choose = {
        "thp-21d": {"premedication": "oral", "antibodies.cycles": "1"},
        "ema-co-14d": {"folinic-acid-route": "oral"},
    }.get(regimen, {})
    known = rc.load_regimen(regimen)
    asked = {name for name in choose if name in known.choices or "." in name}
    answers = {name: choose[name] for name in asked}
    for name, choice in known.choices.items():
        answers.setdefault(name, choice.names[0])
    planned = rc.plan_course(
        known,
        rc.Patient(**WOMAN),
        start="2026-12-01",
        cycles=None if known.phases else 1,
        choose={**answers, line: amount},
    )
    given = {d.dose.value for d in planned.doses if d.component == line}
    assert list(given) == [pytest.approx(dose, abs=0.06)]
    assert {d.dose.stated for d in planned.doses if d.component == line} == {amount}


@pytest.mark.parametrize("answer", ["900 mg/m2", "banana", "150 mg"])
def test_an_amount_outside_bounds_is_refused(answer: str) -> None:
    with pytest.raises(Refused) as refusal:
        course("captem-28d", 1, temozolomide=answer)
    assert {p.code for p in refusal.value.problems if p.is_error} <= {"RC604", "RC205", "RC207"}


def test_a_line_whose_amount_the_source_fixes_cannot_be_given_another() -> None:
    with pytest.raises(Refused) as refusal:
        course("r-chop-21d", 1, prednisone_dose="flat", doxorubicin="25 mg/m2")
    assert [p.code for p in refusal.value.problems if p.is_error] == ["RC604"]


def test_a_page_shows_the_amount_of_the_level_that_was_used() -> None:
    # level 6: doxorubicin 24.8 mg/m² a day, cyclophosphamide 1866 mg/m²
    shown = page(
        "da-epoch-r-21d",
        "--cycles=1",
        "--choose=growth-factor=filgrastim",
        "--choose=level=6",
    )
    assert "24.8 mg/m2 a day" in shown
    assert "1866 mg/m2" in shown
    assert "stated: 750 mg/m2" not in shown


def test_a_page_says_which_band_was_used_and_why() -> None:
    shown = page("hidac-28d", "--cycles=1")
    assert "1500 mg/m2" in shown
    assert "age at least 60 y" in shown
    assert "3000 mg/m2" not in shown


def test_a_series_says_in_its_cell_how_it_goes_on() -> None:
    shown = " ".join(page("matrix-21d", "--cycles=1").split())
    assert "24 h after the start of" in shown
    assert "and every 6 h from then" in shown


def test_a_line_with_two_different_doses_has_both_in_the_json() -> None:
    result = CliRunner().invoke(
        main, ["plan", "mfolfox6-14d", *GIVEN, "--cycles=1", "--format=json"]
    )
    doses = json.loads(result.output)["doses"]
    assert {d["component"] for d in doses} >= {"ondansetron", "fluorouracil-pump"}


def test_the_number_of_cycles_is_asked_for_each_phase() -> None:
    with pytest.raises(Refused) as refusal:
        course(
            "daratumumab-bortezomib-dexamethasone",
            10,
            daratumumab_form="intravenous",
            dexamethasone_route="oral",
        )
    assert "RC601" in {p.code for p in refusal.value.problems}


def test_a_platinum_that_was_not_chosen_asks_for_no_kidney_function() -> None:
    # carboplatin by AUC needs a policy and a clearance; cisplatin 75 × 1.81812 = 136.4 mg does not
    planned = rc.plan_course(
        rc.load_regimen("pembrolizumab-pemetrexed-platinum-21d"),
        rc.Patient(**WOMAN),
        start="2026-12-01",
        cycles=1,
        choose={"platinum": "cisplatin", "folic-acid": "400 mcg"},
    )
    assert planned.total("cisplatin", 1) == pytest.approx(136.36, abs=0.01)
    with pytest.raises(Refused) as refusal:
        rc.plan_course(
            rc.load_regimen("pembrolizumab-pemetrexed-platinum-21d"),
            rc.Patient(**WOMAN),
            start="2026-12-01",
            cycles=1,
            choose={"platinum": "carboplatin", "folic-acid": "400 mcg"},
        )
    assert "RC504" in {problem.code for problem in refusal.value.problems}


def test_a_chosen_number_of_fractions_is_planned() -> None:
    known = rc.load_regimen("capecitabine-radiotherapy")
    planned = rc.plan_course(
        known,
        rc.Patient(**WOMAN),
        start="2026-12-01",
        choose={"lasts": "45 d", "radiotherapy.times": "25"},
    )
    # 25 fractions with two doses on each of their days
    assert sum(d.component == "capecitabine" for d in planned.doses) == 50


def test_a_lifetime_limit_that_is_not_reached_is_not_assessed() -> None:
    planned = course("bep-five-day-21d", 3, bleomycin_route="intramuscular")
    (found,) = (p for p in planned.problems if p.code == "RC624")
    # 3 cycles × 3 × 30000 IU
    assert "bleomycin comes to 270,000 IU in this course, of at most 400000 IU" in found.message
    assert found.message.startswith("NOT ASSESSED")


def test_what_was_given_before_must_be_said_and_may_be_nothing() -> None:
    words = "NOT ASSESSED: CISplatin in a lifetime: before not stated, this course 100 mg/m2"
    given = ("bep-five-day-21d", "--cycles=1", "--choose=bleomycin-route=intramuscular")
    assert words in " ".join(page(*given).split())
    said = page(*given, "--prior=cisplatin=0", "--prior=bleomycin=0")
    assert "before not stated" not in said
    assert "NOT ASSESSED: CISplatin" not in said
