"""Vials, volumes, concentrations and rates, each worked out by hand beside it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from test_derivation import redone
from test_policy_rounding import REGIMEN, course, policy_like

import regimencalc as rc
from regimencalc import library
from regimencalc.cli import main
from regimencalc.derivation import text
from regimencalc.dilution import Dilution
from regimencalc.planned_course import Course
from regimencalc.preparation import Preparation, preparation_of
from regimencalc.units import Measure
from regimencalc.validation import validate

IN_500 = "dilute_in: {volume: 500 mL, fluid: sodium chloride 0.9 %}"
IN_250, IN_1000 = IN_500.replace("500", "250"), IN_500.replace("500", "1000")


def prepared(planned: Course) -> Preparation:
    found = next(planned.prepared())[1]
    assert found is not None
    return found


def words(found: Preparation) -> list[str]:
    """Each figure with its working, as `explain` prints its first line."""
    return [text(step).split("\n")[0] for step in found.steps]


def judged(planned: Course) -> list[tuple[str, str, str]]:
    return [
        (one.problem.code, one.problem.message, one.problem.fix)
        for one in planned.judgements
        if one.problem.code.startswith("RC74")
    ]


def test_etoposide_in_a_stated_bag(tmp_path: Path) -> None:
    # 100 × 1.8 = 180 mg: 9 mL of 20 mg/mL; two vials of 100 mg leave 20 mg; 180 ÷ 500 = 0.36 mg/mL;
    # 500 mL in 1 h
    found = prepared(course(tmp_path, "etoposide", "100 mg/m2", "reference", IN_500))
    assert words(found) == [
        "draw up = 9 mL = 180 mg ÷ 20 mg/mL",
        "left over = 20 mg = 200 mg - 180 mg",
        "final concentration = 0.36 mg/mL = 180 mg ÷ 500 mL",
        "rate = 500 mL/h = 500 mL ÷ 1 h",
    ]
    assert found.vials_words == "2 × 100 mg/5 mL"
    assert found.doubts == ()


def test_the_vials_are_those_of_the_rounded_dose(tmp_path: Path) -> None:
    # 100 × 1.84 = 184 mg, banded to 180
    found = prepared(course(tmp_path, "etoposide", "100 mg/m2", "nhs-bands", IN_500, surface=1.84))
    assert words(found)[0] == "draw up = 9 mL = 180 mg ÷ 20 mg/mL"


@pytest.mark.parametrize(
    ("amount", "bag", "doubt"),
    [
        # 55.5 × 1.8 = 99.9 and 55.6 × 1.8 = 100.08 in 250 mL; 0.4 mg/mL is 100 mg
        ("55.5 mg/m2", IN_250, None),
        ("50 mg/m2", IN_250, None),
        ("55.6 mg/m2", IN_250, "Take a bag of 500 mL."),
        # 111.1 × 1.8 = 199.98 and 111.2 × 1.8 = 200.16 in 500 mL; 0.4 mg/mL is 200 mg
        ("111.1 mg/m2", IN_500, None),
        ("111.2 mg/m2", IN_500, "Take a bag of 1000 mL."),
        # 250 × 1.8 = 450 mg: none of the bags keeps 0.4 mg/mL
        ("250 mg/m2", IN_500, "Make it weaker: another volume, or the dose in several bags."),
    ],
)
def test_etoposide_above_its_concentration_asks_for_the_larger_bag(
    tmp_path: Path, amount: str, bag: str, doubt: str | None
) -> None:
    found = judged(course(tmp_path, "etoposide", amount, "reference", bag))
    assert [fix for _, _, fix in found] == ([] if doubt is None else [doubt])
    assert {code for code, _, _ in found} <= {"RC741"}


def test_exactly_the_concentration_is_within(tmp_path: Path) -> None:
    # 100 × 2 = 200 mg in 500 mL is 0.4 mg/mL
    assert judged(course(tmp_path, "etoposide", "100 mg/m2", "reference", IN_500, surface=2)) == []


def test_the_words_of_a_concentration_outside_its_window(tmp_path: Path) -> None:
    # 180 ÷ 250 = 0.72
    (found,) = judged(course(tmp_path, "etoposide", "100 mg/m2", "reference", IN_250))
    assert found[1] == "line: 180 mg in 250 mL is 0.72 mg/mL; etoposide may be at most 0.4 mg/mL"


@pytest.mark.parametrize(
    ("volume", "said"),
    [
        # 60 mg/m2 × 1.8 = 108 mg of irinotecan, which may be 0.12 to 2.8 mg/mL
        ("1000 mL", "108 mg in 1000 mL is 0.108 mg/mL; irinotecan may be 0.12 mg/mL to 2.8 mg/mL"),
        ("900 mL", ""),  # exactly 0.12
        ("500 mL", ""),
        ("38 mL", "108 mg in 38 mL is 2.84 mg/mL; irinotecan may be 0.12 mg/mL to 2.8 mg/mL"),
    ],
)
def test_both_ends_of_a_window_are_looked_at(tmp_path: Path, volume: str, said: str) -> None:
    line = f"dilute_in: {{volume: {volume}}}"
    found = judged(course(tmp_path, "irinotecan", "60 mg/m2", "reference", line))
    assert [message for _, message, _ in found] == ([f"line: {said}"] if said else [])


@pytest.mark.parametrize(
    ("amount", "bag"),
    [
        ("55.5 mg/m2", "250 mL"),  # 99.9 mg ÷ 0.4 = 249.75 mL
        ("55.6 mg/m2", "500 mL"),  # 100.08 mg ÷ 0.4 = 250.2 mL
        ("111.1 mg/m2", "500 mL"),  # 199.98 mg
        ("111.2 mg/m2", "1000 mL"),  # 200.16 mg
        ("222.2 mg/m2", "1000 mL"),  # 399.96 mg
    ],
)
def test_a_bag_is_proposed_where_the_regimen_states_none(
    tmp_path: Path, amount: str, bag: str
) -> None:
    found = prepared(course(tmp_path, "etoposide", amount, "reference"))
    assert found.proposed_bag is not None
    assert found.proposed_bag.operand("bag").written == bag
    assert "the smallest that keeps it within its window; NOT VERIFIED" in found.proposed_bag.note
    assert found.rate is None  # nobody has chosen it
    assert found.concentration is None


def test_a_dose_that_no_bag_holds(tmp_path: Path) -> None:
    # 222.3 × 1.8 = 400.14 mg ÷ 0.4 = 1000.35 mL
    planned = course(tmp_path, "etoposide", "222.3 mg/m2", "reference")
    (found,) = judged(planned)
    assert found == (
        "RC743",
        "line: no bag of 250 mL, 500 mL and 1000 mL holds 400.1 mg: etoposide may be at "
        "most 0.4 mg/mL",
        "Split the dose over several bags, each within the window.",
    )


IN_WORDS = "dilute_in: 500 to 1000 mL sodium chloride"
ETOPOSIDE_WINDOW = (
    "; it may be at most 0.4 mg/mL (Etoposide Sandoz, summary of product characteristics, AEMPS "
    "(from a copy))"
)


def test_a_bag_in_words_is_said_to_be_unchecked_and_one_proposed(tmp_path: Path) -> None:
    planned = course(tmp_path, "etoposide", "100 mg/m2", "reference", IN_WORDS)
    found = prepared(planned)
    # 180 ÷ 0.4 = 450 mL
    assert words(found) == [
        "draw up = 9 mL = 180 mg ÷ 20 mg/mL",
        "left over = 20 mg = 200 mg - 180 mg",
        "bag = 500 mL = 500 mL, from 450 mL   proposed: the smallest that keeps it within its "
        "window; NOT VERIFIED",
    ]
    assert found.not_checked == (
        'its bag is stated only in words, "500 to 1000 mL sodium chloride"' + ETOPOSIDE_WINDOW
    )
    assert judged(planned) == []


def test_words_may_mean_several_bags_and_none_is_too_small(tmp_path: Path) -> None:
    # 222.3 × 1.8 = 400.14 mg, more than any one bag holds
    planned = course(tmp_path, "etoposide", "222.3 mg/m2", "reference", IN_WORDS)
    assert judged(planned) == []
    assert prepared(planned).proposed_bag is None
    assert prepared(planned).not_checked


def test_a_window_says_its_mark_and_its_source_where_it_has_them(tmp_path: Path) -> None:
    planned = course(tmp_path, "etoposide", "100 mg/m2", "reference", IN_WORDS).doses[0]
    entry = library.formulary()["etoposide"]
    assert entry.concentration is not None
    window = entry.concentration.model_copy(update={"verified": False, "source": "nobody"})
    found = preparation_of(planned, entry.model_copy(update={"concentration": window}))
    assert found is not None
    assert found.not_checked == (
        'its bag is stated only in words, "500 to 1000 mL sodium chloride"; it may be at most '
        "0.4 mg/mL; NOT VERIFIED"
    )


def test_no_bag_at_all_is_unchecked_too(tmp_path: Path) -> None:
    found = prepared(course(tmp_path, "etoposide", "100 mg/m2", "reference"))
    assert found.not_checked == "no bag is stated" + ETOPOSIDE_WINDOW
    window = "; it may be at least 0.5 mg/mL"
    found = prepared(course(tmp_path, "carboplatin", "AUC 5", "reference", kidney=MEASURED))
    assert found.not_checked.startswith("no bag is stated" + window)


@pytest.mark.parametrize(
    ("drug", "line"),
    [
        ("etoposide", IN_500),  # computed
        ("cyclophosphamide", IN_WORDS),  # no window is known
    ],
)
def test_nothing_is_unchecked_that_is_computed_or_has_no_window(
    tmp_path: Path, drug: str, line: str
) -> None:
    assert prepared(course(tmp_path, drug, "100 mg/m2", "reference", line)).not_checked == ""


def test_what_is_in_the_bag_of_another_is_unchecked() -> None:
    kidney = ("--creatinine=70 umol/L", "--policy=reference")
    named = ("electrolytes=normal", "mannitol-strength=20-percent", "later-etoposide=intravenous")
    chosen = [f"--choose={one}" for one in (*named, "cisplatin=80 mg/m2")]
    given_ = [*GIVEN, *kidney, *chosen, "--preparation"]
    page = CliRunner().invoke(main, ["plan", "ep-21d", *given_]).output
    assert "NOT CHECKED: it is in the bag of" in " ".join(page.split())


def test_a_drug_without_concentration_or_vials_has_no_preparation(tmp_path: Path) -> None:
    planned = course(tmp_path, "hydrocortisone", "100 mg", "reference")
    assert next(planned.prepared())[1] is None
    # several concentrations: nobody knows which is drawn up
    assert words(prepared(course(tmp_path, "docetaxel", "75 mg/m2", "reference"))) == []
    # a powder: vials are counted, and no volume is drawn up. 75 × 1.8 = 135 → 2 of 100 mg
    powder = prepared(course(tmp_path, "dacarbazine", "75 mg/m2", "reference"))
    assert powder.vials_words == "1 × 200 mg"
    assert powder.draw_up is None


def test_a_tablet_is_not_drawn_up(tmp_path: Path) -> None:
    planned = course(tmp_path, "etoposide", "50 mg/m2", "reference", route="oral")
    assert next(planned.prepared())[1] is None


def test_over_more_than_a_day_there_is_no_rate(tmp_path: Path) -> None:
    path = tmp_path / "long.yaml"
    text_ = REGIMEN.replace("made-up", "long").replace("per_dose: AMOUNT", "total: 180 mg/m2")
    text_ = text_.replace("DRUG", "etoposide").replace("ROUTE", "intravenous")
    text_ = (
        text_.replace("days: [1]", "starts: {day: 1}") + f"    {IN_500.replace('500', '1000')}\n"
    )
    path.write_text(text_ + "    infuse_over: 48 h\n")
    assert not [p for p in validate(path) if p.is_error]
    patient = rc.Patient(age="60 y", height="180 cm", weight="64.8 kg")
    planned = rc.plan_course(rc.load_regimen(path), patient, start="2026-12-01")
    assert prepared(planned).rate is None
    assert prepared(planned).concentration is not None


def test_a_fluid_has_a_rate_and_nothing_else(tmp_path: Path) -> None:
    found = prepared(course(tmp_path, "sodium-chloride", "1000 mL", "reference"))
    assert words(found) == ["rate = 1000 mL/h = 1,000 mL ÷ 1 h".replace("1000 mL/h", "1,000 mL/h")]


def rate_over(folder: Path, volume: int, minutes: int) -> str:
    """The rate that is shown for a bag over so many minutes."""
    body = REGIMEN.replace("DRUG", "etoposide").replace("AMOUNT", "100 mg/m2")
    body = body.replace("ROUTE", "intravenous") + f"    infuse_over: {minutes} min\n"
    (folder / "made-up.yaml").write_text(f"{body}    dilute_in: {{volume: {volume} mL}}\n")
    patient = rc.Patient(age="60 y", height="180 cm", weight="64.8 kg")
    regimen = rc.load_regimen(folder / "made-up.yaml")
    found = prepared(rc.plan_course(regimen, patient, start="2026-12-01"))
    assert found.rate is not None
    assert found.rate.written.endswith(" mL/h")
    return found.rate.written.removesuffix(" mL/h")


@settings(max_examples=40)
@given(volume=st.integers(50, 3000), minutes=st.integers(1, 1440))
def test_rate_times_duration_is_the_volume(
    tmp_path_factory: pytest.TempPathFactory, volume: int, minutes: int
) -> None:
    shown = rate_over(tmp_path_factory.mktemp("rate"), volume, minutes).replace(",", "")
    assert float(shown) * minutes / 60 == pytest.approx(volume, rel=1e-3)


@pytest.mark.parametrize(("minutes", "rate"), [(90, "333.3"), (1440, "20.83"), (7, "4,286")])
def test_a_rate_is_shown_at_four_digits(tmp_path: Path, minutes: int, rate: str) -> None:
    # 500 ÷ 1.5 = 333.33; 500 ÷ 24 = 20.833; 500 × 60 ÷ 7 = 4285.7
    assert rate_over(tmp_path, 500, minutes) == rate


@given(
    amount=st.integers(200, 30_000).map(lambda n: f"{n / 100:g} mg/m2"),
    volume=st.sampled_from(("100 mL", "250 mL", "500 mL", "1000 mL")),
)
def test_every_figure_can_be_redone(
    tmp_path_factory: pytest.TempPathFactory, amount: str, volume: str
) -> None:
    line = f"dilute_in: {{volume: {volume}}}"
    planned = course(tmp_path_factory.mktemp("p"), "etoposide", amount, "reference", line)
    for step in prepared(planned).steps:
        head = text(step).split("\n")[0].split("   ")[0].split(" = ")
        value = float(head[1].split()[0].replace(",", ""))
        assert redone(head[2]) == pytest.approx(value, rel=0.02, abs=0.06)
        assert redone(head[2]) == pytest.approx(step.value, rel=1e-3, abs=1e-3)


def test_what_is_opened_is_the_dose_and_the_waste(tmp_path: Path) -> None:
    found = prepared(course(tmp_path, "carboplatin", "AUC 5", "reference", kidney=MEASURED))
    # 5 × (79 + 25) = 520 mg: 450 + 50 + 50 = 550 leaves 30
    assert found.vials_words == "1 × 450 mg/45 mL + 2 × 50 mg/5 mL"
    assert found.waste is not None
    assert found.waste.value == pytest.approx(30)


MEASURED = {"measured_gfr": "79 mL/min", "gfr_method": "iohexol"}


# Tablets that nothing makes


def test_a_dose_that_no_whole_capsules_make_is_warned_of(tmp_path: Path) -> None:
    # 100 × 1.8 = 180 mg; 200 is 11.1 % more
    planned = course(tmp_path, "etoposide", "100 mg/m2", "nhs-bands", route="oral")
    (found,) = judged(planned)
    assert found == (
        "RC742",
        "line: whole ones of 50 mg and 100 mg do not make 180 mg: the nearest whole capsules, "
        "200 mg, would move it by 11.1 %, more than 5 %",
        "Choose a dose that they make, or another form of the drug.",
    )
    # a flat dose of 60 mg, and a step of the regimen's own: 360 mg
    (found,) = judged(course(tmp_path, "etoposide", "60 mg", "nhs-bands", route="oral"))
    assert found[1] == "line: whole ones of 50 mg and 100 mg do not make 60 mg"
    stepped = course(
        tmp_path, "etoposide", "200 mg/m2", "nhs-bands", "round_to: 20 mg", route="oral"
    )
    (found,) = judged(stepped)
    assert found[1] == "line: whole ones of 50 mg and 100 mg do not make 360 mg"


@pytest.mark.parametrize(
    ("amount", "policy"), [("100 mg/m2", "reference"), ("111 mg/m2", "nhs-bands")]
)
def test_a_dose_that_they_make_or_that_is_not_rounded_is_not(
    tmp_path: Path, amount: str, policy: str
) -> None:
    # 111 × 1.8 = 199.8 → 200
    assert judged(course(tmp_path, "etoposide", amount, policy, route="oral")) == []


def test_a_warning_of_preparation_can_be_accepted(tmp_path: Path) -> None:
    planned = course(tmp_path, "etoposide", "100 mg/m2", "reference", IN_250)
    (one,) = (j for j in planned.judgements if j.problem.code == "RC741")
    assert one.key == "RC741:line:1"
    assert planned.doses[0].computed.value == pytest.approx(180)


# The field and the doors


def test_a_dilution_in_fields_reads_like_one_in_words(tmp_path: Path) -> None:
    volume = Measure(500, "mL", "500 mL")
    assert str(Dilution("sodium chloride 0.9 %", volume)) == "500 mL sodium chloride 0.9 %"
    planned = course(tmp_path, "etoposide", "100 mg/m2", "reference", IN_500)
    assert planned.doses[0].dilute_in == "500 mL sodium chloride 0.9 %"
    assert planned.to_dict()["doses"][0]["dilute_in"] == "500 mL sodium chloride 0.9 %"


@pytest.mark.parametrize(
    ("line", "code", "words_"),
    [
        ("dilute_in: {volume: 500 mg}", "RC207", "volume"),
        ("dilute_in: {bag: 500 mL}", "RC201", "'bag' is not a field of a dilution"),
        ("dilute_in: [500 mL]", "RC203", "a dilution has the wrong shape"),
    ],
)
def test_a_dilution_that_is_none(tmp_path: Path, line: str, code: str, words_: str) -> None:
    with pytest.raises(rc.Refused) as refusal:
        course(tmp_path, "etoposide", "100 mg/m2", "reference", line)
    assert [problem.code for problem in refusal.value.problems] == [code]
    assert words_ in refusal.value.problems[0].message


GIVEN = (
    "--sex=male",
    "--age=60 y",
    "--height=180 cm",
    "--weight=64.8 kg",
    "--start=2026-12-01",
    "--cycles=1",
)


def test_the_page_shows_preparation_when_it_is_asked_for() -> None:
    plain = CliRunner().invoke(main, ["plan", "ep-three-day-21d", *GIVEN]).output
    assert "Preparation" not in plain
    page = CliRunner().invoke(main, ["plan", "ep-three-day-21d", *GIVEN, "--preparation"]).output
    # 100 × 1.8 = 180 mg; 500 mL in 45 min = 666.67 mL/h
    assert (
        "  etoposide 180 mg: draw up 9 mL of 20 mg/mL; open 2 × 100 mg/5 mL, 20 mg left over; in"
        in page
    )
    assert "0.36 mg/mL; 666.7 mL/h for 0.75 h" in page
    working = CliRunner().invoke(
        main, ["explain", "ep-three-day-21d", *GIVEN, "--preparation"]
    ).output  # fmt: skip
    assert "  final concentration = 0.36 mg/mL = 180 mg ÷ 500 mL" in working


def test_the_page_says_once_what_was_not_checked() -> None:
    kidney = ("--measured-gfr=79 mL/min", "--gfr-method=iohexol", "--policy=reference")
    given_ = ["carboplatin-etoposide-21d", *GIVEN, *kidney]
    said = (
        'concentration NOT CHECKED: its bag is stated only in words, "1000 mL sodium chloride (BC '
        'Cancer: 250 to 1000 mL)"' + ETOPOSIDE_WINDOW
    )
    page = CliRunner().invoke(main, ["plan", *given_, "--preparation"]).output
    page = " ".join(page.split())
    assert page.count(said) == 1
    assert (
        f"{said}; 500 mL proposed: the smallest that keeps it within its window; NOT VERIFIED"
        in page
    )
    working = CliRunner().invoke(main, ["explain", *given_, "--preparation"]).output
    assert " ".join(working.split()).count(said) == 1
    found = json.loads(CliRunner().invoke(main, ["plan", *given_, "--format", "json"]).output)
    dose = next(d for d in found["doses"] if d["drug"] == "etoposide")
    assert f"concentration NOT CHECKED: {dose['preparation']['concentration_not_checked']}" == said


def test_etoposide_phosphate_is_not_prepared_as_etoposide() -> None:
    # 200 × 1.8 = 360 mg in 200 mL; etoposide would be drawn up at 20 mg/mL, and too strong
    page = CliRunner().invoke(main, ["plan", "beam", *GIVEN, "--preparation"]).output
    *_, line = (line for line in page.split("\n") if line.startswith("  etoposide"))
    assert line == "  etoposide-phosphate 360 mg: in 200 mL sodium chloride 0.9 %: 1.8 mg/mL"
    assert "RC741" not in page


def test_a_dose_that_is_warned_of_is_marked_in_the_grid_until_somebody_accepts() -> None:
    # 100 × 2.151 = 215.1 mg in 500 mL is 0.43 mg/mL
    tall = ["--sex=male", "--age=60 y", "--height=185 cm", "--weight=90 kg", "--start=2026-12-01"]
    given_ = ["plan", "ep-three-day-21d", *tall, "--cycles=1"]
    page = CliRunner().invoke(main, given_).output
    (row,) = (line for line in page.split("\n") if line.startswith("  etoposide    "))
    assert row.split() == ["etoposide", *["215.1", "mg", "!"] * 3, "645.2", "mg"]
    assert "!  a warning stands for this dose that nobody accepted; its words are below" in page
    accepted = CliRunner().invoke(main, [*given_, "--accept=RC741:etoposide:1=in 1000 mL"]).output
    assert "215.1 mg   " in accepted
    assert "!" not in accepted


def test_json_has_the_figures() -> None:
    result = CliRunner().invoke(main, ["plan", "ep-three-day-21d", *GIVEN, "--format", "json"])
    dose = next(d for d in json.loads(result.output)["doses"] if d["drug"] == "etoposide")
    assert dose["preparation"]["vials"] == [{"number": 2, "of": "100 mg/5 mL", "holds": 100.0}]
    figures = {step["what"]: step["value"] for step in dose["preparation"]["figures"]}
    assert figures == {
        "draw up": pytest.approx(9),
        "left over": pytest.approx(20),
        "final concentration": pytest.approx(0.36),
        "rate": pytest.approx(500 / 0.75),
    }


def test_a_site_may_give_whole_tablets_alone(tmp_path: Path) -> None:
    whole = policy_like(tmp_path, "reference", ("rounding: none", "rounding: whole_units"))
    (found,) = judged(course(tmp_path, "etoposide", "100 mg/m2", whole, route="oral"))
    assert found[0] == "RC742"
