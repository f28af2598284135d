"""One patient's doses by every formula and policy: worked by hand, with bands and small changes.

The man: 60 years, 180 cm, 80 kg, 2 m² by Mosteller, 1.99643 m² by Du Bois; carboplatin AUC 5, stock
of 10 mg/mL, whose bands are 10 × the volumes … 45, 50, 56, 63, 70, 79 …, with steps at √(50 × 56) =
52.915 and √(56 × 63) = 59.397 mL.
"""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import regimencalc as rc
from regimencalc import library
from regimencalc.body_size import BODY_SURFACE_AREA
from regimencalc.cli import main
from regimencalc.comparing import KIDNEY, POLICY, SURFACE, ComparedLine, not_varied, varied
from regimencalc.kidney_methods import KIDNEY_METHODS
from regimencalc.problems import Refused
from regimencalc.withheld import Withheld, Word

MAN = {
    "sex": "male",
    "age": "60 y",
    "height": "180 cm",
    "weight": "80 kg",
    "creatinine": "1 mg/dL",
}
START = "2026-12-01"
DU_BOIS = 0.007184 * 80**0.425 * 180**0.725
BY_AUC = "carboplatin-etoposide-21d"


def comparison(
    patient: dict[str, str], regimen: str | Path = BY_AUC, policy: str | None = None
) -> rc.Comparison:
    loaded = rc.load_regimen(regimen)
    return rc.compare(loaded, rc.Patient(**patient), start=START, policy=policy)


def line(found: rc.Comparison, name: str) -> ComparedLine:
    return next(one for one in found.lines if one.name == name)


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(main, ["compare", *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def options(given: dict[str, str]) -> list[str]:
    return [f"--{name.replace('_', '-')}={text}" for name, text in given.items()]


def test_the_dose_by_a_formula_its_band_and_how_changes_move_it() -> None:
    carboplatin = line(comparison(MAN), "carboplatin")
    row = next(one for one in carboplatin.of(KIDNEY) if one.choice.is_taken)
    assert row.choice.name == "cockcroft_gault_1976"
    assert row.dose is not None
    # (140 - 60) × 80 ÷ 72 = 88.89; 5 × (88.89 + 25) = 569.4, between 529.15 and 593.97
    assert row.dose.value == pytest.approx(5 * (80 * 80 / 72 + 25), rel=1e-12)
    assert carboplatin.bands is not None
    assert (row.band_mg, str(carboplatin.bands.stock)) == (560, "10 mg/mL")
    expected = {
        "weight -5 %": (80 * 76 / 72, 560),  # 547.2 mg
        "weight +5 %": (80 * 84 / 72, 560),  # 591.7 mg
        "creatinine -10 umol/L": (80 * 80 / 72 * 88.42 / 78.42, 630),  # 626.1 mg
        "creatinine +10 umol/L": (80 * 80 / 72 * 88.42 / 98.42, 500),  # 524.3 mg
    }
    assert [*row.moved] == [*expected]
    for change, (rate, band) in expected.items():
        moved = row.moved[change]
        assert moved.dose is not None
        assert moved.dose.value == pytest.approx(5 * (rate + 25), rel=1e-6)
        assert moved.band_mg == band


def test_a_choice_that_crosses_a_band_is_marked_and_one_that_does_not_is_not() -> None:
    carboplatin = line(comparison(MAN), "carboplatin")
    rows = {row.choice.name: row for row in carboplatin.of(KIDNEY)}
    # 5 × ((6580 - 38.8 × 60) × 2.0 ÷ 88.42 + 25) = 605 mg, above 593.97
    wright = rows["wright_2001_jaffe"]
    assert wright.dose is not None
    assert wright.dose.value == pytest.approx(5 * (4252 * DU_BOIS / 88.42 + 25), rel=1e-12)
    assert wright.band_mg == 630
    assert carboplatin.crosses(wright)
    # 5 × (66 × 2 ÷ 1.73 + 25) = 506.5 mg, below 529.15; the one that is taken crosses nothing
    assert rows["jelliffe_1973"].band_mg == 500
    assert carboplatin.crosses(rows["jelliffe_1973"])
    assert not carboplatin.crosses(rows["cockcroft_gault_1976"])


def test_every_formula_and_every_policy_has_its_row() -> None:
    carboplatin = line(comparison({**MAN, "creatinine_assay": "non_idms"}), "carboplatin")
    assert [row.choice.name for row in carboplatin.of(KIDNEY)] == [*KIDNEY_METHODS]
    assert {row.choice.name for row in carboplatin.of(POLICY)} == set(library.ids("policies"))
    assert [row.choice.name for row in carboplatin.of(SURFACE)] == [*BODY_SURFACE_AREA]
    assert all(row.dose is not None for row in carboplatin.rows)


def test_what_cannot_be_computed_says_why() -> None:
    found = comparison(MAN)
    rows = {row.choice.name: row for row in line(found, "carboplatin").of(KIDNEY)}
    for name in ("mdrd_2006", "camgfr_2017", "camgfr_2021_all", "camgfr_2021_development"):
        assert rows[name].dose is None
        assert rows[name].why_not == (
            "the estimated GFR cannot be computed: it needs the creatinine assay"
        )
    said = comparison({**MAN, "creatinine": "3.2 mg/dL", "creatinine_assay": "idms"})
    rows = {row.choice.name: row for row in line(said, "carboplatin").of(KIDNEY)}
    assert "is fitted to a creatinine of 0.3 to 3 mg/dL" in rows["camgfr_2021_all"].why_not
    assert "not traceable to IDMS" in rows["camgfr_2017"].why_not
    assert rows["mdrd_2006"].dose is not None


def test_a_line_is_moved_by_what_it_depends_on_alone() -> None:
    found = comparison(MAN)
    assert line(found, "carboplatin").moving == (KIDNEY, POLICY)
    # All policies here have Mosteller: √(180 × 80 ÷ 3600) = 2 m² and 200 mg by each. With 5 % less
    # weight it is 2 × √0.95 = 1.949 m² and 194.9 mg, which nhs-bands bands to 200 mg.
    assert line(found, "etoposide").moving == (SURFACE, POLICY)


def test_a_measured_rate_is_moved_by_no_choice() -> None:
    body = {name: text for name, text in MAN.items() if name != "creatinine"}
    found = comparison({**body, "measured_gfr": "140 mL/min", "gfr_method": "iohexol"})
    carboplatin = line(found, "carboplatin")
    assert (carboplatin.moving, carboplatin.of(KIDNEY)) == ((POLICY,), ())
    # 5 × (140 + 25) = 825 mg, no cap; banded 743.64 to 838.51 → 790; in vials of 50 mg 850
    assert {row.choice.name: str(row.dose) for row in carboplatin.rows if row.dose} == {
        **{row.choice.name: "825 mg" for row in carboplatin.rows},
        "nhs-bands": "790 mg",
        "hopa-5": "850 mg",
        "hopa-10": "850 mg",
    }


def test_formulas_are_exchanged_in_the_policy_that_is_named() -> None:
    rows = line(comparison({**MAN, "age": "80 y", "creatinine": "0.6 mg/dL"}, policy="jop-survey"),
                "carboplatin").of(KIDNEY)  # fmt: skip
    jaffe = next(row for row in rows if row.choice.name == "wright_2001_jaffe")
    assert jaffe.dose is not None
    rate = (6580 - 38.8 * 80) * DU_BOIS / (0.8 * 88.42)  # the floor of 0.8 mg/dL
    assert jaffe.dose.value == pytest.approx(5 * (rate + 25), rel=1e-12)


def test_under_a_policy_without_a_weight_rule_cockcroft_gault_says_so() -> None:
    found = comparison(MAN, policy="wright")
    rows = {row.choice.name: row for row in line(found, "carboplatin").of(KIDNEY)}
    assert rows["wright_2001_jaffe"].choice.is_taken
    assert "the policy wright has no rule" in rows["cockcroft_gault_1976"].why_not


def test_the_regimens_own_formula_is_the_one_that_is_taken(tmp_path: Path) -> None:
    text = (library.folder("regimens") / f"{BY_AUC}.yaml").read_text("utf-8")
    path = tmp_path / f"{BY_AUC}.yaml"
    path.write_text(text.replace("kidney: not stated", "kidney: wright_2001_jaffe"), "utf-8")
    carboplatin = line(comparison(MAN, path), "carboplatin")
    taken = [row.choice.name for row in carboplatin.of(KIDNEY) if row.choice.is_taken]
    assert taken == ["wright_2001_jaffe"]
    # 5 × (4252 × 1.99643 ÷ 88.42 + 25) = 605 mg; banded 593.97 to 664.08 → 630; in vials 600
    assert {row.choice.name: str(row.dose) for row in carboplatin.of(POLICY)} == {
        **{row.choice.name: "605 mg" for row in carboplatin.of(POLICY)},
        "nhs-bands": "630 mg",
        "hopa-5": "600 mg",
        "hopa-10": "600 mg",
    }
    by_jelliffe = next(row for row in carboplatin.rows if row.choice.name == "jelliffe_1973")
    assert str(by_jelliffe.dose) == "506.5 mg"  # 5 × (66 × 2 ÷ 1.73 + 25)


def test_no_band_lies_above_the_cap() -> None:
    # at the cap: 5 × (125 + 25) = 750 mg; 790 is above it, and 700 is 6.67 % less
    young = {**MAN, "age": "30 y", "creatinine": "0.7 mg/dL"}
    taken = line(comparison(young), "carboplatin").taken
    assert (str(taken.dose), taken.band_mg, taken.is_capped) == ("750 mg", None, True)
    # just below it: (140 - 30) × 80 ÷ (72 × 0.985) = 124.1; 745.4 mg, whose band would be 790
    near = line(comparison({**young, "creatinine": "0.985 mg/dL"}), "carboplatin").taken
    assert (str(near.dose), near.band_mg, near.is_capped) == ("745.4 mg", 700, False)


def test_a_band_is_the_one_that_a_policy_gives() -> None:
    # by the drug's table alone: cyclophosphamide has none, and prednisone is swallowed
    lines = {one.name: one for one in comparison(MAN, "r-ice-14d").lines}
    assert lines["ifosfamide"].bands is None
    assert {row.band_mg for row in lines["ifosfamide"].rows} == {None}
    # cisplatin of MAP: 60 × 1.8 = 108 mg has the band of 113 mg, with which 120 mg/m² a cycle would
    # be passed; 100 mg is 7.4 % less. With 5 % more weight 60 × 1.8 × √1.05 = 110.7 mg, likewise;
    # with 5 % less 60 × 1.8 × √0.95 = 105.3 mg, below √(100 × 113) = 106.3: 100 mg.
    regimen = rc.load_regimen("map")
    man = rc.Patient(**{**MAN, "weight": "64.8 kg"})
    choose = {f"{phase}-cisplatin.hydration": "1500 mL/m2" for phase in ("with", "without")}
    found = rc.compare(regimen, man, start=START, choose=choose)
    cisplatin = line(found, "cisplatin").taken
    assert (str(cisplatin.dose), cisplatin.band_mg) == ("108 mg", None)
    assert cisplatin.moved["weight +5 %"].band_mg is None
    assert cisplatin.moved["weight -5 %"].band_mg == 100
    # and every band is what nhs-bands gives for the same measures
    for name in (BY_AUC, "ep-infusional-28d", "irinotecan-cisplatin-28d", "r-ice-14d"):
        for one in comparison(MAN, name).lines:
            (row,) = (row for row in one.of(POLICY) if row.choice.name == "nhs-bands")
            rounding = None if row.dose is None else row.dose.rounding
            is_banded = rounding is not None and rounding.by == "band"
            band = row.dose.value if row.dose is not None and is_banded else None
            assert (one.taken.band_mg, row.band_mg) == (band, band)


def test_a_table_of_bands_says_where_it_comes_from_and_that_it_was_not_read() -> None:
    from regimencalc.export.compare_text import compare_text

    page = " ".join(compare_text(comparison(MAN, "ep-infusional-28d"), 80).split())
    assert "Bands of 1 mg/mL from 0.22 mL to 236 mL: NHS England, National Dose Banding" in page
    assert "16 mg); NOT VERIFIED." in page
    cisplatin = line(comparison(MAN, "ep-infusional-28d"), "cisplatin")
    assert cisplatin.taken.band_mg == 89  # 45 × 2 = 90 mg, from √(79 × 89) to √(89 × 100)


def test_small_changes_of_the_measures() -> None:
    found = varied(rc.Patient(**{**MAN, "creatinine": "60 umol/L"}))
    said = {name: (str(one.weight), str(one.creatinine)) for name, one in found.items()}
    assert said == {
        "weight -5 %": ("76 kg", "60 umol/L"),
        "weight +5 %": ("84 kg", "60 umol/L"),
        "creatinine -10 umol/L": ("80 kg", "50 umol/L"),
        "creatinine +10 umol/L": ("80 kg", "70 umol/L"),
    }
    in_mg = varied(rc.Patient(**MAN))["creatinine +10 umol/L"]
    assert in_mg.creatinine is not None
    assert in_mg.creatinine.number == pytest.approx(1 + 10 / 88.42, abs=1e-9)
    # nothing below zero, and nothing of what is not known
    assert [*varied(rc.Patient(creatinine="10 umol/L"))] == ["creatinine +10 umol/L"]
    assert varied(rc.Patient(sex="male")) == {}


def test_what_stands_in_the_way_of_every_choice_refuses() -> None:
    for patient, code in (
        ({**MAN, "age": "17 y"}, "RC505"),
        ({**MAN, "weight": "400 kg"}, "RC501"),
        ({**MAN, "egfr": "80 mL/min", "egfr_equation": "Cockcroft-Gault"}, "RC503"),
    ):
        with pytest.raises(Refused) as caught:
            comparison(patient)
        assert {problem.code for problem in caught.value.problems} == {code}
    assert comparison({**MAN, "age": "18 y"}).lines


# At the door


def test_the_page_fits_eighty_columns_and_says_everything_once() -> None:
    from regimencalc.export.compare_text import compare_text

    page = compare_text(comparison(MAN), 80)
    rows = page.split("\n")
    assert max(map(len, rows)) <= 80
    words = " ".join(page.split())
    # Jelliffe 5 × (76.30 + 25); Martin 5 × (163 × 80 × 0.7024 ÷ 88.42 + 25) = 5 × 128.59
    assert "by kidney formula: 506.5 mg to 642.9 mg, 27 % more; bands 500, 560 and 630 mg" in words
    assert "> cockcroft_gault_1976 88.9 569.4 560 547.2 591.7 626.1* 524.3*" in words
    assert "mdrd_2006 not computed" in words
    assert words.count("it needs the creatinine assay") == 1
    assert "wright_2001_enzymatic: estimated GFR by Wright 2001" in words
    assert "etoposide, 100 mg/m2 the same by every kidney formula" in words
    assert "Bands of 20 mg/mL from 0.26 mL to 300 mL: NHS England" in words
    assert "Bands of 10 mg/mL from 10 mL to 100 mL: NHS dose bands at 10 mg/mL, generated" in words


def test_lines_that_no_choice_moves_stand_once() -> None:
    from regimencalc.export.compare_text import compare_text

    found = comparison(MAN, "r-ice-14d")
    page = compare_text(found, 80)
    # 5 mcg/kg × 80, 76 and 84 kg
    assert page.count("filgrastim 5 mcg/kg") == 1
    words = " ".join(page.split())
    assert "filgrastim 5 mcg/kg: 400 mcg; weight -5 %: 380 mcg; weight +5 %: 420 mcg" in words
    nameless = compare_text(replace(found, patient=rc.Patient(weight="80 kg")), 80)
    assert "sex not given, age not given, weight 80 kg" in nameless


def test_what_one_formula_alone_computes_is_not_called_unmoved() -> None:
    # without a height only Livingston and Lee's body surface area is known
    page = run(
        BY_AUC, *options({k: v for k, v in MAN.items() if k != "height"}), f"--start={START}"
    )
    words = " ".join(page.stdout.split())
    assert "No formula and no policy moves" not in words
    assert (
        "Computed by livingston_lee_2001 alone, so that nothing is compared; a plan under "
        "reference gives no dose:" in words
    )
    # 5 × (6400 ÷ 72 + 25), with 76 and 84 kg instead of 80
    assert "carboplatin AUC 5: 569.4 mg; weight -5 %: 547.2 mg; weight +5 %: 591.7 mg;" in words


LOW = {**MAN, "sex": "female", "height": "170 cm", "weight": "70 kg", "creatinine": "20 umol/L"}


@pytest.mark.parametrize("regimen", [BY_AUC, "r-ice-14d"])
def test_a_change_that_leaves_no_number_says_why_and_moves_nothing_else(regimen: str) -> None:
    # 80 × 73.5 × 0.85 ÷ (72 × 20 ÷ 88.42) = 306.9 mL/min; 20 - 10 = 10 umol/L
    page = run(regimen, *options(LOW), f"--start={START}").stdout
    words = " ".join(page.split())
    assert "None" not in page
    said = words.partition("No number with a changed measure:")[2]
    assert "weight +5 %: a clearance of 306.9 mL/min is outside 0 to 300 mL/min (cock" in said
    assert "creatinine -10 umol/L: a creatinine of 10 umol/L is outside 18 to 1,300 umol/L" in said
    assert "- no dose with that change, for the reason above" in words
    assert "etoposide, 100 mg/m2 the same by every kidney formula that gives a dose" in words
    if regimen == "r-ice-14d":
        assert "filgrastim 5 mcg/kg: 350 mcg; weight -5 %: 332.5 mcg; weight +5 %: 367.5" in words
        assert "No formula and no policy moves, of the 26 of 32 with a dose:" in words


def test_a_change_that_holds_a_dose_shows_the_word() -> None:
    high = {**LOW, "creatinine": "250 umol/L"}
    page = run(BY_AUC, *options(high), f"--start={START}").stdout
    row = next(line for line in page.split("\n") if line.split()[:1] == ["mdcalc"])
    assert row.split()[-1] == "HELD"
    assert "creatinine +10 umol/L: carboplatin HELD: clearance for AUC 19.7 mL/min" in " ".join(
        page.split()
    )


def test_a_held_and_a_refused_dose_are_not_the_same() -> None:
    row = comparison(MAN).lines[0].of(POLICY)[0]
    held, refused = (
        replace(row, dose=None, withheld=Withheld(word, (), "mg"))
        for word in (Word.HELD, Word.REFUSED)
    )
    assert (held.said(), refused.said()) == ("HELD", "REFUSED")
    assert replace(row, dose=None).said() is None


def test_a_change_that_cannot_be_made_is_said() -> None:
    measured = {k: v for k, v in MAN.items() if k != "creatinine"}
    given = {**measured, "measured_gfr": "79 mL/min", "gfr_method": "iohexol"}
    page = run(BY_AUC, *options(given), f"--start={START}").stdout
    for change in ("creatinine -10 umol/L", "creatinine +10 umol/L"):
        assert f"Not looked at: {change}, as no creatinine is given." in page
    assert not_varied(rc.Patient(**MAN)) == {}
    assert not_varied(rc.Patient(creatinine="10 umol/L")) == {
        "weight -5 %": "no weight is given",
        "weight +5 %": "no weight is given",
        "creatinine -10 umol/L": "no creatinine would be left",
    }


def test_compare_on_the_command_line() -> None:
    given = [BY_AUC, *options(MAN), f"--start={START}"]
    text = run(*given)
    assert text.exit_code == 0
    assert "> reference" in text.stdout
    document = json.loads(run(*given, "--format", "json").stdout)
    assert {problem["code"] for problem in document["problems"]} == {"RC524", "RC761"}
    assert "NOT ASSESSED" in text.stdout
    assert (document["policy"]["id"], document["policy"]["status"]) == ("reference", "draft")
    carboplatin, etoposide = document["lines"]
    assert carboplatin["moved_by"] == ["kidney formula", "policy"]
    assert etoposide["moved_by"] == ["surface formula", "policy"]
    rows = {row["name"]: row for row in carboplatin["rows"]}
    assert rows["cockcroft_gault_1976"]["dose"]["value"] == pytest.approx(569.4444444)
    assert rows["cockcroft_gault_1976"]["is_taken"] is True
    assert rows["cockcroft_gault_1976"]["crosses_band"] is False
    assert rows["cockcroft_gault_1976"]["moved"]["creatinine -10 umol/L"]["crosses_band"] is True
    assert rows["wright_2001_jaffe"]["crosses_band"] is True
    assert rows["wright_2001_enzymatic"]["verified"] is False
    assert rows["mdrd_2006"]["dose"] is None
    assert "creatinine assay" in rows["mdrd_2006"]["why"]


@pytest.mark.parametrize("form", ["text", "json"])
def test_compare_refuses_with_every_reason(form: str) -> None:
    result = run(BY_AUC, "--age=17 y", "--weight=70,5 kg", f"--start={START}", "--format", form)
    assert result.exit_code == 1
    assert "--weight: error RC205" in result.stderr
    if form == "json":
        document = json.loads(result.stdout)
        assert document["lines"] == []
        assert [problem["code"] for problem in document["problems"]] == ["RC205"]
    else:
        assert result.stdout == ""
    child = run(BY_AUC, *options({**MAN, "age": "17 y"}), f"--start={START}")
    assert (child.exit_code, child.stdout) == (1, "")
    assert "error RC505" in child.stderr


def test_what_has_nothing_to_do_with_a_comparison_is_not_passed_over() -> None:
    given = [BY_AUC, *options(MAN), f"--start={START}"]
    assert run(*given, "--zone", "Europe/Dublin").exit_code == 2
    named = run(*given, "--policy", "wrigt")
    assert named.exit_code == 1
    assert "RC112" in named.stderr
    assert run(*given[:-1], "--start=2026-12-01T09:00").exit_code == 0


def test_a_dose_that_a_rule_holds_is_no_number_here_either() -> None:
    # (140 - 80) × 50 ÷ (72 × 2.9) × 0.85 = 12.2 mL/min: carboplatin is held up to 20 mL/min,
    # etoposide below 15
    frail = {"sex": "female", "age": "80 y", "height": "160 cm", "weight": "50 kg"}
    found = comparison({**frail, "creatinine": "2.9 mg/dL"})
    for name in ("carboplatin", "etoposide"):
        row = line(found, name).taken
        assert row.dose is None
        assert str(row.withheld) == "HELD"
        assert row.why_not.startswith("HELD: ")
    measures = {**frail, "creatinine": "2.9 mg/dL"}
    body = [part for field, value in measures.items() for part in (f"--{field}", value)]
    ran = run(BY_AUC, "--start", "2026-12-01", *body)
    assert "No number, because of a limit or a rule:" in ran.stdout
    assert "186.1" not in ran.stdout  # 5 × (12.2 + 25)


def test_a_dose_that_one_policy_gives_and_the_others_hold_is_not_the_same_by_every_policy() -> None:
    # 420 umol/L: 20.2 mL/min by Wright, 5 × (20.225 + 25) = 226.1 mg; HELD below 20 by the others
    from regimencalc.export.compare_text import compare_text

    high = {**MAN, "creatinine": "420 umol/L", "creatinine_assay": "idms"}
    found = comparison(high, "carboplatin-etoposide-21d", "reference")
    words = " ".join(compare_text(found, 100).split())
    assert "by policy: 226.1 mg, or HELD" in words
    assert "the same by every policy" not in words.partition("carboplatin, AUC 5")[2]
    assert line(found, "carboplatin").moving == (KIDNEY, POLICY)
    # the formulas that cannot be fitted to this creatinine give no dose of etoposide either
    assert "the same by every kidney formula that gives a dose" in words
