"""The self-test: every shipped case, what it prints, and what it says of files it cannot use."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from regimencalc.problems import Refused
from regimencalc.published_cases import (
    COMPUTED_TOLERANCE,
    Case,
    Stated,
    cases_of,
    read_cases,
    shipped_cases,
)
from regimencalc.selftest import CALCULATIONS, left_out_lines, report_lines, run_cases

SHIPPED = shipped_cases()
KNOWN = [case for case in SHIPPED if case.formula in CALCULATIONS]

GOOD = """\
- id: mine-01
  formula: bsa_mosteller
  inputs:
    weight: {value: 80, unit: kg}
    height: {value: 180, unit: cm}
  expected: {value: 2, unit: m2}
  tolerance: 0.001
  status: agrees
"""


def case(formula: str, expected: Stated, **inputs: Stated | str) -> Case:
    return Case("mine", formula, inputs, expected, 1e-9)


# 180 × 80 ÷ 3600 = 4, and its root is 2
MOSTELLER = case(
    "bsa_mosteller", Stated(2, "m2"), height=Stated(180, "cm"), weight=Stated(80, "kg")
)

CLEARANCE_INPUTS: dict[str, Stated | str] = {
    "sex": "male",
    "age": Stated(68, "year"),
    "weight": Stated(70, "kg"),
    "height": Stated(180, "cm"),
    "creatinine": Stated(1, "mg/dL"),
    "weight_rule": "actual",
}
# (140 - 68) × 70 ÷ (72 × 1)
CLEARANCE = case("cockcroft_gault", Stated(70, "mL/min"), **CLEARANCE_INPUTS)


def failure(one: Case) -> str:
    lines, code = report_lines([one])
    assert code == 1
    assert lines[-1] == "0 passed, 1 failed, 0 skipped"
    return lines[0]


def refused(text: str) -> list[tuple[str, str]]:
    with pytest.raises(Refused) as caught:
        cases_of(text, "mine.yaml")
    assert all(problem.place.file == "mine.yaml" for problem in caught.value.problems)
    return [(problem.code, problem.message) for problem in caught.value.problems]


# The shipped cases


@pytest.mark.parametrize("one", KNOWN, ids=lambda one: one.id)
def test_a_shipped_case_passes(one: Case) -> None:
    assert not [str(result) for result in run_cases([one]).failed]


def test_no_shipped_case_is_lost() -> None:
    assert len(SHIPPED) == len({one.id for one in SHIPPED}) == 164
    lines, code = report_lines(SHIPPED)
    assert code == 0
    assert lines[-1] == "164 passed, 0 failed, 0 skipped"
    # Each formula has a case, but for the five that no published number is known of.
    assert {one.formula for one in KNOWN} == set(CALCULATIONS) - {
        "bsa_schlich",
        "bsa_livingston_lee",
        "adjusted_bw_0.25",
        "wright_enzymatic",
        "martin",
    }


def test_what_no_case_shows_is_said() -> None:
    assert [*left_out_lines()] == [
        "no published case is known of: adjusted_bw_0.25, bsa_livingston_lee, bsa_schlich, martin, "
        "wright_enzymatic",
        "not in this version: Wright with creatine kinase, its coefficients could not be read",
        "not in this version: Chatelut, its coefficients could not be read",
    ]


@pytest.mark.parametrize(
    ("dose", "stock", "words"),
    [
        (Stated(180, "mg"), Stated(10, "mg/mL"), "no table for 10 mg/mL was read"),
        (Stated(4.99, "mg"), Stated(20, "mg/mL"), "the dose is outside the table"),
    ],
)
def test_a_band_that_no_printed_table_has_is_not_calculated(
    dose: Stated, stock: Stated, words: str
) -> None:
    inputs: dict[str, Stated | str] = {"calculated_dose": dose, "stock_concentration": stock}
    inputs["tie"] = "round up (To A)"
    assert words in failure(case("nhs_dose_band", Stated(180, "mg"), **inputs))


def test_a_case_that_disagrees_is_tested_strictly_against_the_independent_value() -> None:
    disagreeing = [one for one in KNOWN if one.disagrees]
    # Two of Du Bois, four of Cockcroft-Gault, four of CKD-EPI 2021, three of Calvert, one factor;
    # two of ALBI and one of Child-Pugh.
    assert len(disagreeing) == 17
    assert {one.tolerance for one in disagreeing} == {COMPUTED_TOLERANCE}
    # clinPK's 700 mg stands in the file as published; AUC 5 × (100 + 25) = 625 counts.
    assert next(one for one in SHIPPED if one.id == "calvert-15").expected == Stated(625, "mg")


# What is printed


def test_a_failing_case_is_one_line_with_both_values() -> None:
    wrong = replace(MOSTELLER, expected=Stated(2.1, "m2"), tolerance=0.05)
    assert failure(wrong) == (
        "FAILED mine (bsa_mosteller): expected 2.1 m2, got 2 m2, tolerance 0.05 m2"
    )
    said = failure(replace(wrong, disagrees=True))
    assert "expected 2.1 m2 (calculated independently; the published value disagrees)" in said


def test_a_value_just_inside_the_tolerance_passes_and_just_outside_fails() -> None:
    for off, passes in ((0.49, True), (0.51, False)):
        near = replace(MOSTELLER, expected=Stated(2 + off, "m2"), tolerance=0.5)
        assert run_cases([near]).results[0].passed is passes


def test_skipped_formulas_are_named_and_are_no_failure() -> None:
    unknown = case("salazar", Stated(1, "mL/min"))
    lines, code = report_lines([unknown, MOSTELLER, unknown, case("meld", Stated(1, "score"))])
    assert lines == [
        "skipped, no such formula in this version: meld (1), salazar (2)",
        "1 passed, 0 failed, 3 skipped",
    ]
    assert code == 0


def test_a_case_outside_the_published_range_is_calculated_and_marked() -> None:
    # 5 × (150 + 25) = 875; capped, 5 × (125 + 25) = 750, which is inside
    inputs: dict[str, Stated | str] = {
        "target_auc": Stated(5, "mg*min/mL"),
        "gfr": Stated(150, "mL/min"),
    }
    lines, code = report_lines([case("calvert", Stated(875, "mg"), **inputs)])
    assert lines == [
        "outside published range: mine (calvert): "
        "glomerular_filtration_rate_ml_min 150, published for 33 to 136",
        "1 passed, 0 failed, 0 skipped",
    ]
    assert code == 0
    inputs["gfr_cap"] = Stated(125, "mL/min")
    lines, _ = report_lines([case("calvert", Stated(750, "mg"), **inputs)])
    assert lines == ["1 passed, 0 failed, 0 skipped"]


def test_a_range_counts_also_in_a_step_on_the_way() -> None:
    child = replace(CLEARANCE, inputs={**CLEARANCE_INPUTS, "age": Stated(14, "year")})
    lines, _ = report_lines([child])
    assert "outside published range: mine (cockcroft_gault): age_years 14" in lines[1]


# What a case may say


@pytest.mark.parametrize(
    ("height", "weight"),
    [
        (Stated(1.8, "m"), Stated(80_000, "g")),
        (Stated(180 / 2.54, "in"), Stated(80 / 0.45359237, "lb")),
    ],
)
def test_other_units_of_length_and_weight_are_converted(height: Stated, weight: Stated) -> None:
    one = replace(MOSTELLER, inputs={"height": height, "weight": weight})
    assert run_cases([one]).results[0].passed


def test_an_answer_in_another_unit_is_compared_in_that_unit() -> None:
    # 50 + 2.3 × (152.4 ÷ 2.54 - 60) = 50 kg
    inputs: dict[str, Stated | str] = {"sex": "male", "height": Stated(152.4, "cm")}
    grams = replace(case("ibw_devine", Stated(50_000, "g"), **inputs), tolerance=1e-6)
    assert run_cases([grams]).results[0].passed
    assert not run_cases([replace(grams, expected=Stated(50, "g"))]).results[0].passed


@pytest.mark.parametrize(
    ("rule", "weight_kg", "clearance"),
    [
        ("actual", 70, 70),
        ("as given (70 kg)", 70, 70),
        # 180 cm: ideal 50 + 2.3 × (180 ÷ 2.54 - 60) = 74.992126 kg. 100 kg has 30.9 kg/m2 and
        # 74.992126 + 0.4 × 25.007874 = 84.995276 kg; 70 kg has 21.6 and 80 kg 24.7 kg/m2.
        ("bmi>=25 adjusted 0.4", 100, 84.995276),
        ("bmi>=25 adjusted 0.4", 80, 80),
        ("bmi<18.5 actual; 18.5<=bmi<25 min(ibw, actual); bmi>=25 adjusted 0.4", 59, 59),
        ("bmi<18.5 actual; 18.5<=bmi<25 min(ibw, actual); bmi>=25 adjusted 0.4", 70, 70),
        ("bmi<18.5 actual; 18.5<=bmi<25 min(ibw, actual); bmi>=25 adjusted 0.4", 80, 74.992126),
        ("bmi<18.5 actual; 18.5<=bmi<25 min(ibw, actual); bmi>=25 adjusted 0.4", 100, 84.995276),
    ],
)
def test_each_weight_rule_chooses_its_weight(rule: str, weight_kg: float, clearance: float) -> None:
    # At 68 years and 1 mg/dL, the clearance in mL/min is the weight in kg: 72 ÷ 72 is 1.
    inputs = {**CLEARANCE_INPUTS, "weight": Stated(weight_kg, "kg"), "weight_rule": rule}
    one = case("cockcroft_gault", Stated(clearance, "mL/min"), **inputs)
    assert not run_cases([replace(one, tolerance=1e-6)]).failed


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("weight", Stated(11, "stone"), "unknown unit 'stone'"),
        ("weight", Stated(70, "cm"), "the unit 'cm' stands where 'kg' is meant"),
        ("weight", "heavy", "the input 'weight' is missing, or has no value with a unit"),
        ("sex", "m", "sex must be 'male' or 'female', not 'm'"),
        ("sex", Stated(1, "kg"), "the input 'sex' is missing, or is not a word"),
        ("age", Stated(-1, "year"), "age_years must be a finite number above 0, not -1.0"),
        ("weight_rule", "as given (71 kg)", "unknown weight_rule 'as given (71 kg)'"),
        ("creatinine_floor", Stated(0.7, "mg/dL"), "unknown input 'creatinine_floor'"),
        ("creatinine", Stated(1e-320, "mg/dL"), "not calculated: "),
    ],
)
def test_an_input_that_cannot_be_used_fails_with_the_reason(
    name: str, value: Stated | str, words: str
) -> None:
    one = replace(CLEARANCE, inputs={**CLEARANCE_INPUTS, name: value})
    assert words in failure(one)


@pytest.mark.parametrize("name", sorted(CLEARANCE_INPUTS.keys() - {"height"}))
def test_an_input_that_is_missing_fails_by_name(name: str) -> None:
    inputs = {key: value for key, value in CLEARANCE_INPUTS.items() if key != name}
    assert f"the input '{name}' is missing" in failure(replace(CLEARANCE, inputs=inputs))


@pytest.mark.parametrize(
    ("formula", "name", "value", "words"),
    [
        ("bsa_dose_rounded", "mode", "up", "mode is not known here, except 'nearest'"),
        ("bsa_dose_rounded", "bsa_rounding", "2", "bsa_rounding is not known here"),
        ("bsa_dose_rounded", "increment", Stated(0, "mg"), "the rounding step must be"),
        ("bsa_dose", "bsa_method", "wright", "unknown bsa_method 'wright'"),
    ],
)
def test_a_dose_that_is_asked_for_in_an_unknown_way_fails(
    formula: str, name: str, value: Stated | str, words: str
) -> None:
    inputs: dict[str, Stated | str] = {"dose": Stated(10, "mg/m2"), "bsa": Stated(2, "m2")}
    if name == "bsa_method":
        del inputs["bsa"]
    if formula == "bsa_dose_rounded":
        inputs |= {"increment": Stated(1, "mg"), "mode": "nearest"}
    assert words in failure(case(formula, Stated(20, "mg"), **{**inputs, name: value}))


# Kidney and liver

KIDNEY: dict[str, Stated | str] = {
    "sex": "male",
    "age": Stated(50, "year"),
    "creatinine": Stated(102, "umol/L"),
    "bsa": Stated(2, "m2"),
    "bsa_method": "dubois",
}
LIVER: dict[str, Stated | str] = {
    "bilirubin": Stated(10, "umol/L"),
    "albumin": Stated(40, "g/L"),
}
CHILD_PUGH: dict[str, Stated | str] = {
    "bilirubin": Stated(51.3, "umol/L"),
    "albumin": Stated(3.5, "g/dL"),
    "inr": "2.4",
    "ascites": "slight",
    "encephalopathy": "none",
}


@pytest.mark.parametrize(
    ("formula", "inputs", "expected"),
    [
        # (6230 - 32.8 × 50) × 2 ÷ 102 = 90
        ("wright_enzymatic", KIDNEY, Stated(90, "mL/min")),
        # 0.66 × 1 - 0.085 × 40 = -2.74, and - 0.0852 × 40 = -2.748
        ("albi", LIVER, Stated(-2.74, "score")),
        ("albi", {**LIVER, "albumin_coefficient": "-0.085"}, Stated(-2.74, "score")),
        ("albi", {**LIVER, "albumin_coefficient": "-0.0852"}, Stated(-2.748, "score")),
        # 2 + 2 + 3 + 2 + 1
        ("child_pugh_points", CHILD_PUGH, Stated(10, "points")),
    ],
)
def test_a_case_of_kidney_or_liver_is_calculated(
    formula: str, inputs: dict[str, Stated | str], expected: Stated
) -> None:
    assert not run_cases([case(formula, expected, **inputs)]).failed


def test_martin_is_calculated_from_either_unit_of_creatinine() -> None:
    # 163 × 80 × (1 - 0.00496 × 50) ÷ 100 = 98.0608
    inputs: dict[str, Stated | str] = {
        "sex": "male",
        "age": Stated(50, "year"),
        "weight": Stated(80, "kg"),
    }
    for creatinine in (Stated(100, "umol/L"), Stated(100 / 88.42, "mg/dL")):
        one = case("martin", Stated(98.0608, "mL/min"), **inputs, creatinine=creatinine)
        assert not run_cases([one]).failed


def test_schwartz_takes_a_childs_age_or_none_and_fails_for_an_adult() -> None:
    # 0.413 × 100 ÷ 0.5 = 82.6
    inputs = {"height": Stated(100, "cm"), "creatinine": Stated(0.5, "mg/dL")}
    expected = Stated(82.6, "mL/min/1.73m2")
    assert not run_cases([case("schwartz_bedside_2009", expected, **inputs)]).failed
    child = case("schwartz_bedside_2009", expected, **inputs, age=Stated(4, "year"))
    assert not run_cases([child]).failed
    adult = case("schwartz_bedside_2009", expected, **inputs, age=Stated(40, "year"))
    assert "age_years must be from 1 to 17 for Schwartz's equation, not 40" in failure(adult)


@pytest.mark.parametrize(
    ("formula", "name", "value", "words"),
    [
        (
            "wright_jaffe",
            "bsa_method",
            "mosteller",
            "bsa_method is not known here, except 'dubois'",
        ),
        ("camgfr_v1", "creatinine", Stated(300, "umol/L"), "must be from 0.3 to 3 for CamGFR"),
        ("camgfr_v2_all", "creatinine_assay", "jaffe", "except 'idms' or 'non_idms'"),
        ("mdrd_4v_175", "black", "no", "black is not known here, except 'true' or 'false'"),
        ("child_pugh_points", "ascites", "some", "ascites is not known here, except 'absent'"),
        ("child_pugh_points", "inr", "high", "the input 'inr' is not a number: 'high'"),
        ("child_pugh_points", "inr", "nan", "inr must be a finite number above 0"),
        ("child_pugh_points", "albumin", Stated(35, "g/L"), "'g/L' stands where 'g/dL' is meant"),
        ("albi", "albumin", Stated(3.5, "g/dL"), "the unit 'g/dL' stands where 'g/L' is meant"),
        ("albi", "albumin_coefficient", "lower", "the input 'albumin_coefficient' is not a number"),
    ],
)
def test_a_finding_that_cannot_be_used_fails_with_the_reason(
    formula: str, name: str, value: Stated | str, words: str
) -> None:
    inputs = {"child_pugh_points": CHILD_PUGH, "albi": LIVER}.get(formula, KIDNEY)
    if formula == "mdrd_4v_175":
        inputs = {key: inputs[key] for key in ("sex", "age", "creatinine")}
    assert words in failure(case(formula, Stated(1, "points"), **{**inputs, name: value}))


def test_an_unknown_unit_of_the_answer_fails() -> None:
    assert "unknown unit 'sqm'" in failure(replace(MOSTELLER, expected=Stated(2, "sqm")))
    said = failure(replace(MOSTELLER, expected=Stated(2, "kg")))
    assert "the unit 'kg' stands where 'm2' is meant" in said


# Files


def test_a_file_of_ones_own_is_read(tmp_path: Path) -> None:
    own = tmp_path / "mine.yaml"
    own.write_text(GOOD, encoding="utf-8")
    assert read_cases(own) == [replace(MOSTELLER, id="mine-01", tolerance=0.001)]


def test_a_number_may_be_written_as_python_or_yaml_writes_it() -> None:
    assert cases_of(GOOD.replace("0.001", "1e-9"), "mine.yaml")[0].tolerance == 1e-9
    assert cases_of(GOOD.replace("0.001", "1.0e-09"), "mine.yaml")[0].tolerance == 1e-9


def test_a_row_that_disagrees_counts_its_computed_value() -> None:
    text = GOOD.replace("agrees", "disagrees\n  computed: 2").replace("value: 2,", "value: 3,")
    one = cases_of(text, "mine.yaml")[0]
    assert (one.expected, one.tolerance) == (Stated(2, "m2"), 0.0000005)
    assert not run_cases([one]).failed


def test_without_a_file_the_shipped_cases_are_read() -> None:
    assert read_cases(None) == SHIPPED


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "none.yaml", tmp_path):
        with pytest.raises(Refused, match="the file cannot be read") as caught:
            read_cases(path)
        assert caught.value.problems[0].code == "RC101"


def test_a_file_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_bytes(b"- id: \xff")
    with pytest.raises(Refused) as caught:
        read_cases(path)
    assert caught.value.problems[0].code == "RC102"


@pytest.mark.parametrize("text", ["[", "a: b: c", "- !x [", "\x00", "--- 1\n--- 2", "[" * 100_000])
def test_a_file_that_is_not_yaml_is_refused(text: str) -> None:
    [(code, message)] = refused(text)
    assert code == "RC105"
    assert message.startswith("this cannot be read as YAML: ")


def test_a_mistake_in_the_yaml_has_its_line_and_column() -> None:
    with pytest.raises(Refused, match=r"^mine\.yaml:2:11: error RC105: "):
        cases_of("- id: a\n  status: : x\n", "mine.yaml")


@pytest.mark.parametrize("text", ["", "# nothing\n", "[]", "id: a", "words"])
def test_a_file_without_cases_is_refused(text: str) -> None:
    assert refused(text) == [("RC203", "the file is not a list of cases")]


@pytest.mark.parametrize("field", ["id", "formula", "inputs", "expected", "tolerance", "status"])
def test_a_missing_field_is_named(field: str) -> None:
    text = re.sub(rf"(- |  ){field}:", r"\1note:", GOOD)
    assert refused(text) == [("RC202", f"case 1: '{field}' is missing")]


@pytest.mark.parametrize(
    ("before", "after", "code", "message"),
    [
        ("tolerance: 0.001", "tolerance: small", "RC203", "'tolerance' is not a plain number"),
        ("tolerance: 0.001", "tolerance: .inf", "RC203", "'tolerance' is not a plain number"),
        ("tolerance: 0.001", "tolerance: nan", "RC203", "'tolerance' is not a plain number"),
        ("tolerance: 0.001", "tolerance: -1", "RC203", "'tolerance' is below 0"),
        ("value: 80,", "value: [80],", "RC203", "'weight' is not a plain number"),
        ("value: 80,", "value: 1:20,", "RC203", "'weight' is not a plain number"),
        ("unit: kg", "unit: ''", "RC203", "'weight' is not plain text"),
        ("{value: 80, unit: kg}", "{value: 80}", "RC203", "'weight' is not a value with a unit"),
        ("{value: 2, unit: m2}", "2", "RC203", "'expected' is not a value with a unit"),
        ("status: agrees", "status: maybe", "RC204", "unknown status"),
        ("status: agrees", "status: [agrees]", "RC204", "unknown status"),
        ("status: agrees", "status: disagrees", "RC203", "'computed' is not a plain number"),
        ("formula: bsa", 'formula: "\\e[1m"\n  note: bsa', "RC203", "'formula' is not plain text"),
    ],
)
def test_a_value_of_the_wrong_shape_is_named(
    before: str, after: str, code: str, message: str
) -> None:
    assert refused(GOOD.replace(before, after)) == [(code, f"case 1 (mine-01): {message}")]


def test_every_problem_of_a_file_is_named_at_once() -> None:
    rows = [
        GOOD,
        GOOD,
        "- words\n",
        GOOD.replace("mine-01", "two").replace("tolerance", "tolerence"),
        GOOD.replace("mine-01", "three").replace("inputs:\n", "inputs: 1\n  note:\n"),
    ]
    assert sorted(refused("".join(rows))) == [
        ("RC201", "case 4: unknown field 'tolerence'"),
        ("RC202", "case 4: 'tolerance' is missing"),
        ("RC203", "case 3: this is not a case with fields"),
        ("RC203", "case 5 (three): 'inputs' is not a list of fields"),
        ("RC307", "the id 'mine-01' is used by 2 cases"),
    ]


def test_the_cases_of_medcalc_bench_stand_apart_with_their_licence() -> None:
    folder = Path(__file__).parent.parent / "src" / "regimencalc" / "published_cases"
    others = (folder / "cases.yaml").read_text("utf-8").partition("\n- id:")[2]
    assert "MedCalc-Bench" not in others
    theirs = (folder / "medcalc-bench.yaml").read_text("utf-8")
    sources = re.findall(r"^  source: .*", theirs, re.MULTILINE)
    assert len(sources) == len(cases_of(theirs, "")) == 44
    assert all("MedCalc-Bench" in source for source in sources)
    licence = (folder / "medcalc-bench.LICENSE.md").read_text("utf-8")
    assert "CC BY-SA 4.0" in licence
    assert "ncbi-nlp" in licence
