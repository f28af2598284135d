"""Carboplatin under each convention for kidney function: doses worked by hand, edges, refusals.

dose = AUC 5 × (GFR + 25);  Cockcroft-Gault = (140 - age) × weight ÷ (72 × creatinine)
"""

from collections.abc import Callable
from pathlib import Path

import pytest

import regimencalc as rc
from regimencalc import library
from regimencalc.derivation import remarks
from regimencalc.dosing import Dose
from regimencalc.problems import Refused
from regimencalc.validation import validate

WOMAN = {"sex": "female", "age": "60 y", "height": "162.56 cm", "creatinine": "1 mg/dL"}
"""64 inches: Devine 45.5 + 2.3 × 4 = 54.7 kg."""
MAN = {
    "sex": "male",
    "age": "60 y",
    "height": "180 cm",
    "weight": "80 kg",
    "creatinine": "1 mg/dL",
}
"""Mosteller: √(180 × 80 ÷ 3600) = 2 m²."""
DU_BOIS = 0.007184 * 80**0.425 * 180**0.725


def carboplatin(policy: str | Path, patient: dict[str, str], **more: str) -> Dose:
    course = rc.plan_course(
        rc.load_regimen("carboplatin-etoposide-21d"),
        rc.Patient(**{**patient, **more}),
        start="2026-12-01",
        cycles=1,
        policy=policy,
    )
    return course.distinct_doses()["carboplatin"]


def by_cockcroft_gault(weight_kg: float, creatinine_mg_dl: float = 1) -> float:
    """The dose of the woman: (140 - 60) × weight ÷ (72 × creatinine) × 0.85."""
    return 5 * (80 * weight_kg / (72 * creatinine_mg_dl) * 0.85 + 25)


LINE_OF_WEIGHT = 12


def own_policy(folder: Path, *changes: tuple[str, str]) -> Path:
    """The policy `reference` with words changed."""
    text = (library.folder("policies") / "reference.yaml").read_text("utf-8")
    for old, new in (("id: reference", "id: own"), *changes):
        assert text.count(old) >= 1
        text = text.replace(old, new, 1)
    path = folder / "own.yaml"
    path.write_text(text, "utf-8")
    return path


def with_formula(folder: Path, name: str) -> Path:
    return own_policy(
        folder, ("{formula: cockcroft_gault_1976, weight: actual,", f"{{formula: {name},")
    )


def with_weight(folder: Path, rule: str) -> Path:
    return own_policy(folder, ("weight: actual", f"weight: {rule}"))


# Which weight goes into Cockcroft-Gault, for a woman of 90, 55 and 45 kg

# Devine 54.7 kg; the UK group 45 + 0.906 × 10.16 = 54.20496 kg; cancercalc 45.5 + 0.91 × 10.56
ADJUSTED = 54.7 + 0.4 * (90 - 54.7)
UK_ADJUSTED = 54.20496 + 0.4 * (90 - 54.20496)
CANCERCALC_ADJUSTED = 55.1096 + 0.4 * (90 - 55.1096)


@pytest.mark.parametrize(
    ("policy", "obese_kg", "usual_kg"),
    [
        ("reference", 90, 55),
        ("nccn-adjusted", ADJUSTED, 55),  # BMI 34.06 and 20.81
        ("uk-chemotherapy-group", UK_ADJUSTED, 55),  # 166 % and 101.5 % of its ideal weight
        ("cancercalc", CANCERCALC_ADJUSTED, 55),
        ("jop-survey", ADJUSTED, 55),
        ("mdcalc", ADJUSTED, 54.7),
        ("clinpk-adaptive", ADJUSTED, 54.7),  # 164.5 % and 100.5 % of Devine's
        ("globalrph", 54.7, 54.7),
    ],
)
def test_each_convention_takes_its_weight(policy: str, obese_kg: float, usual_kg: float) -> None:
    for weight, expected_kg in (("90 kg", obese_kg), ("55 kg", usual_kg), ("45 kg", 45)):
        dose = carboplatin(policy, WOMAN, weight=weight)
        assert dose.value == pytest.approx(by_cockcroft_gault(expected_kg), rel=1e-12)


def test_every_policy_that_is_shipped_gives_the_man_a_dose_or_asks() -> None:
    found = {name: carboplatin(name, MAN).value for name in library.ids("policies")}
    # (140 - 60) × 80 ÷ 72 = 88.89 mL/min: actual weight; ideal 50 + 2.3 × 10.866 = 74.99 kg
    assert found["reference"] == pytest.approx(5 * (80 * 80 / 72 + 25))
    assert found["globalrph"] == pytest.approx(5 * (80 * (50 + 2.3 * (180 / 2.54 - 60)) / 72 + 25))
    assert found["wright"] == pytest.approx(5 * ((6580 - 38.8 * 60) * DU_BOIS / 88.42 + 25))
    assert len(found) == 12


# The edges of each rule

# 160 cm: Devine 45.5 + 2.3 × (160 ÷ 2.54 - 60); a body mass index of 25 is 64 kg, of 30 is 76.8 kg
DEVINE_160 = 45.5 + 2.3 * (160 / 2.54 - 60)
# 140 cm: a body mass index of 18.5 is 36.26 kg, of 25 is 49 kg; Devine extrapolated is 34.3 kg
DEVINE_140 = 45.5 + 2.3 * (140 / 2.54 - 60)


def adjusted(ideal_kg: float, actual_kg: float) -> float:
    return ideal_kg + 0.4 * (actual_kg - ideal_kg)


@pytest.mark.parametrize(
    ("policy", "height", "weight_kg", "taken_kg"),
    [
        ("nccn-adjusted", "160 cm", 63.9999, 63.9999),
        ("nccn-adjusted", "160 cm", 64, adjusted(DEVINE_160, 64)),
        ("nccn-adjusted", "160 cm", 64.0001, adjusted(DEVINE_160, 64.0001)),
        ("cancercalc", "160 cm", 63.9999, 63.9999),
        ("cancercalc", "160 cm", 64, adjusted(45.5 + 0.91 * 8, 64)),
        ("jop-survey", "160 cm", 76.7999, 76.7999),
        ("jop-survey", "160 cm", 76.8, 76.8),
        ("jop-survey", "160 cm", 76.8001, adjusted(DEVINE_160, 76.8001)),
        ("mdcalc", "140 cm", 36.2599, 36.2599),
        ("mdcalc", "140 cm", 36.26, DEVINE_140),
        ("mdcalc", "140 cm", 36.2601, DEVINE_140),
        ("mdcalc", "140 cm", 48.9999, DEVINE_140),
        ("mdcalc", "140 cm", 49, adjusted(DEVINE_140, 49)),
        # the UK group at 162.4 cm: 45 + 0.906 × 10 = 54.06 kg, and 130 % of it is 70.278 kg
        ("uk-chemotherapy-group", "162.4 cm", 70.277, 70.277),
        ("uk-chemotherapy-group", "162.4 cm", 70.278, 70.278),
        ("uk-chemotherapy-group", "162.4 cm", 70.279, adjusted(54.06, 70.279)),
        # clinPK at 64 inches: 120 % of 54.7 kg is 65.64 kg
        ("clinpk-adaptive", "162.56 cm", 65.64, 54.7),
        ("clinpk-adaptive", "162.56 cm", 65.641, adjusted(54.7, 65.641)),
        ("clinpk-adaptive", "162.56 cm", 54.69, 54.69),
        ("globalrph", "162.56 cm", 54.71, 54.7),
        ("globalrph", "162.56 cm", 54.69, 54.69),
    ],
)
def test_a_rule_at_its_edge(policy: str, height: str, weight_kg: float, taken_kg: float) -> None:
    dose = carboplatin(policy, WOMAN, height=height, weight=f"{weight_kg} kg")
    assert dose.value == pytest.approx(by_cockcroft_gault(taken_kg), rel=1e-12)


def test_a_creatinine_floor_is_that_of_the_convention() -> None:
    for policy, taken in (("jop-survey", 0.8), ("nccn-adjusted", 0.7), ("mdcalc", 0.65)):
        dose = carboplatin(policy, WOMAN, weight="45 kg", creatinine="0.65 mg/dL")
        assert dose.value == pytest.approx(by_cockcroft_gault(45, taken), rel=1e-12)


@pytest.mark.parametrize(
    ("below", "ideal_kg"), [("extrapolated", DEVINE_140), ("as_at_60_inches", 45.5)]
)
def test_the_ideal_weight_of_the_short(tmp_path: Path, below: str, ideal_kg: float) -> None:
    rule = f"{{use: lesser_of_ideal_and_actual, ideal: devine_1974, below_60_inches: {below}}}"
    policy = with_weight(tmp_path, rule)
    assert validate(policy) == []
    dose = carboplatin(policy, WOMAN, height="140 cm", weight="48 kg")
    assert dose.value == pytest.approx(by_cockcroft_gault(ideal_kg), rel=1e-12)
    tall = carboplatin(policy, WOMAN, height="162.56 cm", weight="60 kg")
    assert tall.value == pytest.approx(by_cockcroft_gault(54.7), rel=1e-12)
    words = "max(140 cm, 152.4 cm)   floor reached"
    assert (words in str(dose.derivation)) is (below == "as_at_60_inches")


@pytest.mark.parametrize(
    ("policy", "weight", "words"),
    [
        ("nccn-adjusted", "63.9999 kg", "body mass index 24.99996 kg/m2: below 25 kg/m2"),
        ("nccn-adjusted", "64 kg", "body mass index 25 kg/m2: from 25 kg/m2"),
        ("jop-survey", "76.8 kg", "body mass index 30 kg/m2: not above 30 kg/m2"),
        ("mdcalc", "45 kg", "body mass index 17.58 kg/m2: below 18.5 kg/m2"),
        (
            "uk-chemotherapy-group",
            "80 kg",  # 45 + 0.906 × 7.6 = 51.8856 kg
            "actual weight is 154.2 % of ideal, 51.8856 kg: above 130 %",
        ),
        ("globalrph", "80 kg", "lesser weight = 52.3819 kg = min(52.3819 kg, 80 kg)"),
    ],
)
def test_the_working_says_which_weight_and_why(policy: str, weight: str, words: str) -> None:
    assert words in str(carboplatin(policy, WOMAN, height="160 cm", weight=weight).derivation)


@pytest.mark.parametrize("policy", ["uk-chemotherapy-group", "cancercalc", "clinpk-adaptive"])
def test_the_adjusted_weight_is_cited_from_the_policy_that_has_it(policy: str) -> None:
    working = str(carboplatin(policy, WOMAN, height="160 cm", weight="120 kg").derivation)
    (line,) = (line for line in working.split("\n") if "adjusted weight =" in line)
    assert f"policy {policy}   policies/{policy}.yaml:" in line
    assert "NCCN" not in line


# Every formula that a policy may name, for a man of 2 m²

FORMULAS: dict[str, tuple[str, Callable[[], float]]] = {
    "jelliffe_1973": ("", lambda: (98 - 0.8 * 40) * 2 / 1.73),
    "wright_2001_jaffe": ("", lambda: (6580 - 38.8 * 60) * DU_BOIS / 88.42),
    "wright_2001_enzymatic": ("", lambda: (6230 - 32.8 * 60) * DU_BOIS / 88.42),
    "martin_1998": ("", lambda: 163 * 80 * (1 - 0.00496 * 60) / 88.42),
    "ckd_epi_2009": ("", lambda: 141 * (1 / 0.9) ** -1.209 * 0.993**60 * 2 / 1.73),
    "ckd_epi_2021": ("", lambda: 142 * (1 / 0.9) ** -1.2 * 0.9938**60 * 2 / 1.73),
    "mdrd_2006": ("idms", lambda: 175 * 60**-0.203 * 2 / 1.73),
    # ln(1 mg/dL) is 0: the terms of creatinine fall away
    "camgfr_2017": (
        "non_idms",
        lambda: (
            (
                (1.813953317 + 0.020197024)
                + (0.019140375 + 0.012465423) * 60
                + (4.732775612 - 0.029697076 * 60) * DU_BOIS
            )
            ** 2
        ),
    ),
    "camgfr_2021_development": (
        "idms",
        lambda: (
            (
                (1.154324354 + 0.301600873)
                + (0.017801848 + 0.005986120) * 60
                + (4.771740136 - 0.027668197 * 60) * DU_BOIS
            )
            ** 2
        ),
    ),
    "camgfr_2021_all": (
        "non_idms",
        lambda: (
            (
                (1.954833750 + 0.398196169)
                + (0.012226975 + 0.004357629) * 60
                + (4.578201030 - 0.024139825 * 60) * DU_BOIS
            )
            ** 2
        ),
    ),
}


@pytest.mark.parametrize("name", FORMULAS)
def test_a_policy_may_name_the_formula(tmp_path: Path, name: str) -> None:
    assay, rate = FORMULAS[name]
    policy = with_formula(tmp_path, name)
    assert validate(policy) == []
    more = {"creatinine_assay": assay} if assay else {}
    dose = carboplatin(policy, MAN, **more)
    assert rate() < 125
    assert dose.value == pytest.approx(5 * (rate() + 25), rel=1e-12)


def test_the_two_assays_of_mdrd_differ_as_175_and_186(tmp_path: Path) -> None:
    policy = with_formula(tmp_path, "mdrd_2006")
    dose = carboplatin(policy, MAN, creatinine_assay="non_idms")
    assert dose.value == pytest.approx(5 * (186 * 60**-0.203 * 2 / 1.73 + 25), rel=1e-12)
    assert "creatinine = 1 mg/dL   entered, not IDMS" in str(dose.derivation)


def test_the_surface_area_of_wright_is_that_of_du_bois_and_a_step_of_its_own(
    tmp_path: Path,
) -> None:
    other = own_policy(tmp_path, ("mosteller_1987", "haycock_1978"))
    wright = tmp_path / "wright.yaml"
    wright.write_text(
        other.read_text("utf-8")
        .replace("{formula: cockcroft_gault_1976, weight: actual,", "{formula: wright_2001_jaffe,")
        .replace("id: own", "id: wright"),
        "utf-8",
    )
    by_haycock, by_mosteller = carboplatin(wright, MAN), carboplatin("wright", MAN)
    assert by_haycock.value == by_mosteller.value
    lines = str(by_haycock.derivation)
    assert "body surface area by Du Bois = " in lines
    assert "Du Bois 1916" in lines
    assert "Haycock" not in lines


def test_an_indexed_rate_is_made_absolute_with_the_policys_surface_area(tmp_path: Path) -> None:
    path = with_formula(tmp_path, "jelliffe_1973")
    path.write_text(path.read_text("utf-8").replace("mosteller_1987", "du_bois_1916"), "utf-8")
    dose = carboplatin(path, MAN)
    assert dose.value == pytest.approx(5 * (66 * DU_BOIS / 1.73 + 25), rel=1e-12)


def test_a_floor_holds_whatever_the_formula_and_in_whichever_unit(tmp_path: Path) -> None:
    text = with_formula(tmp_path, "wright_2001_jaffe").read_text("utf-8")
    policy = tmp_path / "own.yaml"
    policy.write_text(text.replace("creatinine_floor: none", "creatinine_floor: 0.8 mg/dL"))
    for creatinine in ("0.75 mg/dL", "66 umol/L"):  # 66 ÷ 88.42 = 0.746
        dose = carboplatin(policy, {**MAN, "age": "80 y"}, creatinine=creatinine)
        rate = (6580 - 38.8 * 80) * DU_BOIS / (0.8 * 88.42)
        assert dose.value == pytest.approx(5 * (rate + 25), rel=1e-12)
        assert "floor reached" in str(dose.derivation)


def test_without_a_floor_wright_takes_the_creatinine_as_it_was_typed() -> None:
    dose = carboplatin("wright", MAN, creatinine="90 umol/L")
    assert dose.value == pytest.approx(5 * ((6580 - 38.8 * 60) * DU_BOIS / 90 + 25), rel=1e-12)
    assert "÷ 88.42" not in str(dose.derivation)


def test_what_rests_on_memory_says_so_beside_the_dose(tmp_path: Path) -> None:
    said = [*remarks(carboplatin(with_formula(tmp_path, "wright_2001_enzymatic"), MAN).derivation)]
    assert any("NOT VERIFIED, from memory" in words for words in said)
    said = [*remarks(carboplatin("wright", MAN).derivation)]
    assert not any("NOT VERIFIED" in words for words in said)


# What is asked for or refused


def problems(policy: str | Path, patient: dict[str, str], **more: str) -> list[tuple[str, str]]:
    with pytest.raises(Refused) as caught:
        carboplatin(policy, patient, **more)
    return [(one.code, one.message) for one in caught.value.problems if one.is_error]


@pytest.mark.parametrize(
    "name", ["mdrd_2006", "camgfr_2017", "camgfr_2021_all", "camgfr_2021_development"]
)
def test_the_assay_is_asked_for_and_never_assumed(tmp_path: Path, name: str) -> None:
    policy = with_formula(tmp_path, name)
    assert problems(policy, MAN) == [
        (
            "RC502",
            "the estimated GFR cannot be computed: it needs the creatinine assay",
        )
    ]


def test_all_that_is_missing_is_said_at_once(tmp_path: Path) -> None:
    policy = with_formula(tmp_path, "camgfr_2021_all")
    found = problems(policy, {"height": "180 cm", "weight": "80 kg", "creatinine": "1 mg/dL"})
    assert [code for code, _ in found] == ["RC502"] * 3
    assert {words.rpartition("needs the ")[2] for _, words in found} == {
        "age",
        "creatinine assay",
        "sex",
    }


def test_a_rule_by_body_mass_index_asks_for_the_height() -> None:
    regimen = rc.load_regimen("carboplatin-etoposide-21d")
    patient = rc.Patient(sex="male", age="60 y", weight="80 kg", creatinine="1 mg/dL")
    with pytest.raises(Refused) as caught:
        rc.plan_course(regimen, patient, start="2026-12-01", policy="nccn-adjusted")
    said = [problem.message for problem in caught.value.problems]
    assert "the creatinine clearance cannot be computed: it needs the height" in said


def test_the_first_camgfr_is_refused_for_an_idms_creatinine(tmp_path: Path) -> None:
    policy = with_formula(tmp_path, "camgfr_2017")
    ((code, words),) = problems(policy, MAN, creatinine_assay="idms")
    assert code == "RC509"
    assert words == (
        "camgfr_2017 was made for a creatinine that is not traceable to IDMS, and this one is"
    )


@pytest.mark.parametrize(
    ("creatinine", "is_refused"),
    [
        ("0.29 mg/dL", True),
        ("0.3 mg/dL", False),
        ("3 mg/dL", False),
        ("3.01 mg/dL", True),
        ("265 umol/L", False),  # 2.997 mg/dL
        ("266 umol/L", True),  # 3.008 mg/dL
    ],
)
def test_camgfr_refuses_a_creatinine_outside_its_fit(
    tmp_path: Path, creatinine: str, *, is_refused: bool
) -> None:
    policy = with_formula(tmp_path, "camgfr_2021_all")
    given = {**MAN, "creatinine": creatinine, "creatinine_assay": "idms"}
    if is_refused:
        ((code, words),) = problems(policy, given)
        assert code == "RC509"
        assert "is fitted to a creatinine of 0.3 to 3 mg/dL, and this one is" in words
    else:
        assert carboplatin(policy, given).value > 0


@pytest.mark.parametrize("name", [*FORMULAS, "cockcroft_gault_1976"])
def test_no_formula_is_for_a_child(tmp_path: Path, name: str) -> None:
    policy = "reference" if name == "cockcroft_gault_1976" else with_formula(tmp_path, name)
    assay = FORMULAS.get(name, ("idms",))[0] or "idms"
    found = problems(policy, MAN, age="17 y", creatinine_assay=assay)
    assert found == [("RC505", "the patient is 17 y on day 1; only adults' doses are computed")]
    assert carboplatin(policy, MAN, age="18 y", creatinine_assay=assay).value > 0


@pytest.mark.parametrize(
    ("name", "mend"),
    [
        ("wright", "Did you mean 'wright_2001_jaffe' or 'wright_2001_enzymatic'?"),
        ("C-G", "Did you mean 'cockcroft_gault_1976'?"),
        ("CKD-EPI", "Did you mean 'ckd_epi_2009' or 'ckd_epi_2021'?"),
        ("mdrd_2006_idms", "Did you mean 'mdrd_2006'?"),
        ("jeliffe_1973", "Did you mean 'jelliffe_1973'?"),
        ("schwartz_2009", "Schwartz's formula is for children of 1 to 17 years"),
        ("ckd_epi_2009_black", "Factors for race are not offered"),
        ("chatelut", "Chatelut's coefficients could not be read"),
        ("wright_2001_ck", "Wright's coefficients with creatine kinase could not be read"),
        ("nonsense", "Formulas here: cockcroft_gault_1976, jelliffe_1973,"),
    ],
)
def test_a_formula_that_is_not_here_gets_the_near_one_or_the_reason(
    tmp_path: Path, name: str, mend: str
) -> None:
    (found,) = validate(with_formula(tmp_path, name))
    assert found.code == "RC112"
    assert found.message == f"there is no formula '{name}' here"
    assert found.fix.startswith(mend)


@pytest.mark.parametrize(
    ("rule", "code", "words"),
    [
        ("{use: actual}", "RC202", "'ideal' is missing"),
        (
            "{use: actual, ideal: devine_1974, below_60_inches: extrapolated}",
            "RC203",
            "nothing in this rule changes the actual weight",
        ),
        (
            "{use: actual, adjusted_40_from_bmi: 25 kg/m2, adjusted_40_above_bmi: 30 kg/m2, "
            "ideal: devine_1974, below_60_inches: extrapolated}",
            "RC203",
            "the adjusted weight begins twice: adjusted_40_from_bmi and adjusted_40_above_bmi",
        ),
        (
            "{use: actual, actual_below_bmi: 18.5 kg/m2, adjusted_40_from_bmi: 25 kg/m2, "
            "ideal: devine_1974, below_60_inches: extrapolated}",
            "RC203",
            "'actual_below_bmi' goes with 'lesser_of_ideal_and_actual'",
        ),
        (
            "{use: lesser_of_ideal_and_actual, actual_below_bmi: 20 kg/m2, "
            "adjusted_40_from_bmi: 19 kg/m2, ideal: devine_1974, below_60_inches: extrapolated}",
            "RC212",
            "the actual weight is used below 20 kg/m2, and the adjusted one from 19 kg/m2 already",
        ),
        (
            "{use: actual, adjusted_40_from_bmi: 25 kg/m2, ideal: devin, "
            "below_60_inches: extrapolated}",
            "RC112",
            "there is no ideal weight 'devin' here",
        ),
        (
            "{use: actual, adjusted_40_from_bmi: 25 kg/m2, ideal: devine_1974, "
            "below_60_inches: floored}",
            "RC204",
            "'floored' is not a word that 'below_60_inches' may be",
        ),
        (
            "{use: actual, adjusted_40_above_share_of_ideal: 30 %, ideal: uk_rscg, "
            "below_60_inches: extrapolated}",
            "RC501",
            "adjusting weight above 30 % is outside 100 to 200 %",
        ),
    ],
)
def test_a_rule_that_does_not_decide(tmp_path: Path, rule: str, code: str, words: str) -> None:
    found = validate(with_weight(tmp_path, rule))
    assert code in {problem.code for problem in found}
    assert any(words in problem.message for problem in found)
    assert {problem.place.line for problem in found} == {LINE_OF_WEIGHT}


def test_cockcroft_gault_needs_its_weight_and_others_do_not(tmp_path: Path) -> None:
    (found,) = validate(own_policy(tmp_path, (" weight: actual,", "")))
    assert (found.code, found.message) == (
        "RC202",
        "'weight' is missing, and cockcroft_gault_1976 needs one",
    )
    assert validate(with_formula(tmp_path, "martin_1998")) == []


# A regimen that names the formula of its AUC


def course_named(
    folder: Path, named: str, policy: str | Path, patient: dict[str, str]
) -> rc.Course:
    text = (library.folder("regimens") / "carboplatin-etoposide-21d.yaml").read_text("utf-8")
    path = folder / "carboplatin-etoposide-21d.yaml"
    path.write_text(text.replace("kidney: not stated", f"kidney: {named}"), "utf-8")
    assert validate(path) == []
    return rc.plan_course(
        rc.load_regimen(path), rc.Patient(**patient), start="2026-12-01", cycles=1, policy=policy
    )


def said_of(course: rc.Course) -> str:
    return " ".join(problem.message for problem in course.problems if problem.code == "RC525")


def test_the_policys_floor_and_cap_hold_for_the_regimens_formula(tmp_path: Path) -> None:
    # floor 0.8: (6580 - 38.8 × 80) × BSA ÷ (0.8 × 88.42); the cap of 125 for a man of 30 years
    old = {**MAN, "age": "80 y", "creatinine": "0.6 mg/dL"}
    course = course_named(tmp_path, "wright_2001_jaffe", "jop-survey", old)
    rate = (6580 - 38.8 * 80) * DU_BOIS / (0.8 * 88.42)
    dose = course.distinct_doses()["carboplatin"]
    assert dose.value == pytest.approx(5 * (rate + 25), rel=1e-12)
    young = {**MAN, "age": "30 y", "creatinine": "0.8 mg/dL"}
    course = course_named(tmp_path, "wright_2001_jaffe", "jop-survey", young)
    assert course.distinct_doses()["carboplatin"].value == 5 * (125 + 25)


def test_the_policys_weight_holds_for_a_regimen_that_names_cockcroft_gault(tmp_path: Path) -> None:
    text = with_formula(tmp_path, "wright_2001_jaffe").read_text("utf-8")
    policy = tmp_path / "own.yaml"
    rule = "{use: lesser_of_ideal_and_actual, ideal: devine_1974, below_60_inches: extrapolated}"
    policy.write_text(
        text.replace("creatinine_floor", f"weight: {rule}, creatinine_floor"), "utf-8"
    )
    woman = {**WOMAN, "weight": "90 kg"}
    course = course_named(tmp_path, "cockcroft_gault_1976", policy, woman)
    dose = course.distinct_doses()["carboplatin"]
    assert dose.value == pytest.approx(by_cockcroft_gault(54.7), rel=1e-12)
    assert f"{dose}, the dose; by wright_2001_jaffe of the policy own" in said_of(course)
    assert "in Cockcroft-Gault, where a regimen names it, lesser of" in course.policy.in_short


def test_the_policys_own_dose_may_not_be_computable(tmp_path: Path) -> None:
    course = course_named(tmp_path, "wright_2001_jaffe", with_formula(tmp_path, "mdrd_2006"), MAN)
    words = (
        "by mdrd_2006 of the policy own it would be no dose (the estimated GFR cannot be computed"
    )
    assert words in said_of(course)


def test_a_regimen_that_names_the_policys_formula_is_not_warned_of(tmp_path: Path) -> None:
    course = course_named(tmp_path, "wright_2001_jaffe", "wright", MAN)
    assert said_of(course) == ""
    assert [*course.measures.clearances] == ["wright_2001_jaffe"]
