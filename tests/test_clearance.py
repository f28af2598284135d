"""The clearance for Calvert, found directly: its working word for word, its weight, its refusals.

Cockcroft-Gault = (140 − age) × weight ÷ (72 × creatinine), women × 0.85. The man has 180 cm and
80 kg: √(180 × 80 ÷ 3600) = 2 m².
"""

from datetime import date
from functools import cache

import pytest

from regimencalc import library
from regimencalc.clearance import (
    clearance_doubts,
    clearance_for_auc,
    creatinine_clearance,
    given_kidney_measures,
    method_name,
)
from regimencalc.derivation import Step
from regimencalc.kidney_methods import (
    KIDNEY_METHODS,
    NOT_STATED,
    folded,
    known_equation,
    read_method,
    read_method_of_auc,
)
from regimencalc.known_measures import Instead, Known, derived, entered, missing
from regimencalc.patient import Patient
from regimencalc.policy import Policy
from regimencalc.problems import Place, Problem, Refused
from regimencalc.unit_reader import read_measure
from regimencalc.units import Kind, Measure
from regimencalc.weight_for_clearance import weight_for_clearance
from regimencalc.yaml_source import read

DAY_1 = date(2026, 12, 1)
MAN = {"sex": "male", "age": "60 y", "height": "180 cm", "weight": "80 kg"}
WOMAN = {"sex": "female", "age": "60 y", "height": "160 cm", "creatinine": "1 mg/dL"}
FORMULA = "formula: cockcroft_gault_1976, weight: actual,"
FLOOR = ("creatinine_floor: none", "creatinine_floor: 0.8 mg/dL")
NO_CAP = ("cap_of_estimate: 125 mL/min", "cap_of_estimate: none")
GAULT = "Cockcroft and Gault 1976, as read in pharmaverse/admiral"
IDEAL = "Devine 1974, Drug Intell Clin Pharm 8:650"
Said = tuple[str, str, str, str]


@cache
def policy(*changes: tuple[str, str]) -> Policy:
    """The policy `reference` as a site's own file, with words changed."""
    text = (library.folder("policies") / "reference.yaml").read_text("utf-8")
    for old, new in (("id: reference\n", "id: own\n"), *changes):
        assert text.count(old) == 1
        text = text.replace(old, new)
    return Policy.from_source(read(text.encode(), "own.yaml"))


def by(name: str) -> Policy:
    return policy((FORMULA, f"formula: {name},"))


def with_rule(rule: str) -> Policy:
    return policy(("weight: actual", f"weight: {rule}"))


def known(
    given: dict[str, str], own: Policy | None = None, instead: Instead | None = None
) -> Known:
    return Known(Patient(**given), own or policy(), DAY_1, instead or Instead())


def clearance(given: dict[str, str], own: Policy | None = None, pinned: str = NOT_STATED) -> Step:
    return clearance_for_auc(known(given, own), pinned)


def said(problems: object) -> list[Said]:
    assert isinstance(problems, list | tuple)
    assert all(isinstance(problem, Problem) for problem in problems)
    return [(p.code, p.place.field, p.message, p.fix) for p in problems]


def refused(given: dict[str, str], own: Policy) -> list[Said]:
    with pytest.raises(Refused) as caught:
        clearance(given, own)
    return said(caught.value.problems)


def doubts(
    given: dict[str, str], own: Policy | None = None, pinned: tuple[str, ...] = (NOT_STATED,)
) -> list[Said]:
    return said(list(clearance_doubts(known(given, own), pinned)))


# Which measure, by which formula, under which cap


def test_an_estimate_from_a_creatinine_is_worked_step_by_step() -> None:
    dated = {"weight_on": "2026-11-30", "creatinine": "1 mg/dL", "creatinine_on": "2026-11-29"}
    # 80 × 80 ÷ 72 = 88.8889
    assert str(clearance({**MAN, **dated})).split("\n") == [
        "GFR for Calvert = 88.9 mL/min = min(88.8889 mL/min, 125 mL/min)   cap not reached",
        "├ creatinine clearance = 88.8889 mL/min = (140 - 60 y) × 80 kg ÷ (72 × 1 mg/dL)   "
        f"{GAULT}",
        "│ ├ age = 60 y   entered",
        "│ ├ weight = 80 kg   entered, measured 2026-11-30",
        "│ └ creatinine = 1 mg/dL   entered, measured 2026-11-29",
        "└ cap of an estimate = 125 mL/min   policy own   own.yaml:13:18",
    ]


def test_a_measured_rate_is_taken_as_it_is_above_any_cap() -> None:
    measured = {"measured_gfr": "150 mL/min", "gfr_method": "iohexol"}
    step = clearance({**measured, "measured_gfr_on": "2026-11-30"})
    words = "measured GFR = 150 mL/min   entered, measured by iohexol, measured 2026-11-30"
    assert str(step) == words
    assert step.value == 150


def test_an_estimate_that_was_entered_is_capped_as_any_other() -> None:
    wright = {"egfr": "126 mL/min", "egfr_equation": "Wright", "egfr_on": "2026-11-30"}
    step = clearance(wright)
    assert str(step).split("\n") == [
        "GFR for Calvert = 125 mL/min = min(126 mL/min, 125 mL/min)   cap reached",
        "├ estimated GFR = 126 mL/min   entered, by Wright, measured 2026-11-30",
        "└ cap of an estimate = 125 mL/min   policy own   own.yaml:13:18",
    ]
    assert (step.value, step.is_notable) == (125, True)
    assert str(clearance(wright, policy(NO_CAP))) == (
        "estimated GFR = 126 mL/min   entered, by Wright, measured 2026-11-30"
    )


def test_an_estimate_for_1_73_m2_is_made_the_patients_own() -> None:
    # 80 × 2 ÷ 1.73 = 92.4855
    step = clearance({**MAN, "egfr": "80 mL/min/1.73m2", "egfr_equation": "MDRD"})
    assert str(step).split("\n")[:5] == [
        "GFR for Calvert = 92.5 mL/min = min(92.4855 mL/min, 125 mL/min)   cap not reached",
        "├ absolute GFR = 92.4855 mL/min = 80 mL/min/1.73m2 × 2 m2 ÷ 1.73   "
        "de-indexing as in CamGFRv2",
        "│ ├ estimated GFR = 80 mL/min/1.73m2   entered, by MDRD",
        "│ └ body surface area = 2 m2 = √(180 cm × 80 kg ÷ 3600)   "
        "Mosteller 1987, N Engl J Med 317:1098",
        "│   ├ height = 180 cm   entered",
    ]
    assert step.value == pytest.approx(80 * 2 / 1.73, rel=1e-12)


@pytest.mark.parametrize(
    ("name", "what", "rate"),
    [
        ("jelliffe_1973", "absolute clearance", 66 * 2 / 1.73),  # 98 − 0.8 × 40 = 66
        ("ckd_epi_2021", "absolute GFR", 142 * (1 / 0.9) ** -1.2 * 0.9938**60 * 2 / 1.73),
    ],
)
def test_a_rate_for_1_73_m2_is_called_absolute_once_it_is(
    name: str, what: str, rate: float
) -> None:
    step = clearance({**MAN, "creatinine": "1 mg/dL"}, by(name)).operand("value")
    assert (step.what, step.unit) == (what, "mL/min")
    assert step.value == pytest.approx(rate, rel=1e-12)
    assert step.operand("indexed_ml_min_173m2").what == KIDNEY_METHODS[name].what


def test_a_creatinine_of_another_unit_has_its_step_and_then_its_floor() -> None:
    # 61.894 ÷ 88.42 = 0.7 mg/dL; 80 × 80 ÷ (72 × 0.8) = 111.1111
    given = {**MAN, "creatinine": "61.894 umol/L", "creatinine_assay": "idms"}
    step = clearance(given, policy(FLOOR))
    assert step.value == pytest.approx(6400 / 57.6, rel=1e-12)
    assert str(step).split("\n")[4:9] == [
        "│ └ creatinine = 0.8 mg/dL = max(0.7 mg/dL, 0.8 mg/dL)   floor reached",
        "│   ├ creatinine = 0.7 mg/dL = 61.894 umol/L ÷ 88.42   "
        "1 mg/dL = 88.42 umol/L, as in cran/nephro and pharmaverse/admiral",
        "│   │ └ creatinine = 61.894 umol/L   entered, IDMS",
        "│   └ least creatinine = 0.8 mg/dL   policy own   own.yaml:12:89",
        "└ cap of an estimate = 125 mL/min   policy own   own.yaml:13:18",
    ]


@pytest.mark.parametrize(
    ("creatinine", "floor", "expected"),
    [
        ("90 umol/L", "none", ["creatinine = 90 umol/L   entered"]),
        # a floor stands in mg/dL: 66 ÷ 88.42 = 0.746437, and 0.8 × 88.42 = 70.736
        (
            "66 umol/L",
            "0.8 mg/dL",
            [
                "creatinine = 70.736 umol/L = 0.8 mg/dL × 88.42",
                "creatinine = 0.8 mg/dL = max(0.746437 mg/dL, 0.8 mg/dL)",
                "creatinine = 0.746437 mg/dL = 66 umol/L ÷ 88.42",
                "creatinine = 66 umol/L   entered",
            ],
        ),
        (
            "1 mg/dL",
            "none",
            ["creatinine = 88.42 umol/L = 1 mg/dL × 88.42", "creatinine = 1 mg/dL   entered"],
        ),
    ],
)
def test_a_formula_in_umol_takes_a_creatinine_as_it_was_typed(
    creatinine: str, floor: str, expected: list[str]
) -> None:
    own = policy(
        (FORMULA, "formula: wright_2001_jaffe,"),
        ("creatinine_floor: none", f"creatinine_floor: {floor}"),
    )
    lines = str(clearance({**MAN, "creatinine": creatinine}, own)).split("\n")
    found = [line.lstrip("│├└ ") for line in lines if "creatinine = " in line]
    found = [line for line in found if not line.startswith("least")]
    assert [line.split("   1 mg/dL = ")[0].split("   floor")[0] for line in found] == expected
    assert "├ body surface area by Du Bois = " in "".join(lines)


def test_the_formula_is_that_of_a_comparison_before_the_regimens_and_the_policys() -> None:
    plain, other = known({}), known({}, instead=Instead(kidney="martin_1998"))
    assert method_name(plain) == "cockcroft_gault_1976"
    assert method_name(plain, NOT_STATED) == "cockcroft_gault_1976"
    assert method_name(plain, "wright_2001_jaffe") == "wright_2001_jaffe"
    assert method_name(other, "wright_2001_jaffe") == "martin_1998"
    assert method_name(other) == "martin_1998"
    # (6580 − 38.8 × 60) × 0.007184 × 80^0.425 × 180^0.725 ÷ 88.42
    pinned = clearance({**MAN, "creatinine": "1 mg/dL"}, pinned="wright_2001_jaffe")
    du_bois = 0.007184 * 80**0.425 * 180**0.725
    assert pinned.value == pytest.approx((6580 - 2328) * du_bois / 88.42, rel=1e-12)


def test_a_surface_formula_of_a_comparison_is_taken_before_the_policys() -> None:
    surface = known(MAN, instead=Instead(surface="du_bois_1916")).surface
    assert surface.value == pytest.approx(0.007184 * 80**0.425 * 180**0.725, rel=1e-12)
    assert (surface.what, known(MAN).surface.value) == ("body surface area", 2)


@pytest.mark.parametrize(
    ("creatinine", "rate"),
    [
        ("0.5 mg/dL", 6400 / 36),  # 177.78: neither the floor of 0.8 nor the cap of 125
        ("88.42 umol/L", 6400 / 72),
        ("0.8 mg/dL", 6400 / 57.6),
    ],
)
def test_the_clearance_for_rules_knows_neither_floor_nor_cap(creatinine: str, rate: float) -> None:
    measure = read_measure(creatinine, (Kind.CREATININE, Kind.CREATININE_MOLAR), "creatinine")
    patient = Patient(**MAN, creatinine="2 mg/dL", creatinine_on="2026-11-29")
    step = creatinine_clearance(patient, policy(FLOOR), DAY_1, measure)
    assert step.value == pytest.approx(rate, rel=1e-12)
    assert str(step).split("\n")[-1].endswith(f"creatinine = {creatinine}   entered")
    # Wright's takes umol/L as they are, though the policy has a floor
    by_wright = creatinine_clearance(
        patient, policy(FLOOR, (FORMULA, "formula: wright_2001_jaffe,")), DAY_1, measure
    )
    assert ("÷ 88.42\n" in str(by_wright)) is False


def test_the_age_of_a_clearance_for_rules_is_that_of_the_day() -> None:
    # 59 years on the day before the birthday: (140 − 59) × 80 ÷ 72 = 90
    born = Patient(sex="male", weight="80 kg", birth_date="1966-12-02")
    measure = Measure(1.0, "mg/dL", "1 mg/dL")
    assert creatinine_clearance(born, policy(), DAY_1, measure).value == 90


def test_a_cap_is_shown_as_the_policy_has_it() -> None:
    own = policy(("cap_of_estimate: 125 mL/min", "cap_of_estimate: 125.0 mL/min"))
    cap = clearance({**MAN, "creatinine": "1 mg/dL"}, own).operand("cap")
    assert (cap.value, cap.unit, cap.written) == (125, "mL/min", "125.0 mL/min")


# What is missing or refused


def lacks(field: str, result: str = "creatinine clearance") -> Said:
    words = field.replace("_", " ")
    message = f"the {result} cannot be computed: it needs the {words}"
    return ("RC502", field, message, f"Give the {words}.")


ASSAY = (
    "RC502",
    "creatinine_assay",
    "the estimated GFR cannot be computed: it needs the creatinine assay",
    "Ask the laboratory whether its creatinine is traceable to IDMS: creatinine_assay is idms or "
    "non_idms.",
)
CHILD = (
    "RC505",
    "age",
    "the patient is 17 y on day 1; only adults' doses are computed",
    "Choose another way to find this patient's doses.",
)


def test_everything_that_is_missing_is_said_at_once() -> None:
    wanted = [lacks(name) for name in ("age", "creatinine", "sex", "weight")]
    assert sorted(refused({}, policy())) == wanted
    of_camgfr = [lacks(name, "estimated GFR") for name in ("sex", "age", "weight", "height")]
    found = refused({"creatinine": "1 mg/dL"}, by("camgfr_2021_all"))
    assert sorted(found) == sorted([ASSAY, *of_camgfr])
    assert refused({**MAN, "age": "17 y"}, policy()) == [CHILD, lacks("creatinine")]
    assert refused({**MAN, "age": "17 y", "creatinine": "1 mg/dL"}, policy()) == [CHILD]
    assert refused({**MAN, "creatinine": "1 mg/dL"}, by("mdrd_2006")) == [ASSAY]
    child = {**MAN, "age": "17 y", "creatinine": "1 mg/dL"}
    assert refused(child, by("mdrd_2006")) == [CHILD, ASSAY]


def test_a_body_surface_that_cannot_be_found_is_said_by_its_name() -> None:
    no_height = {name: value for name, value in MAN.items() if name != "height"}
    found = refused({**no_height, "creatinine": "1 mg/dL"}, by("jelliffe_1973"))
    assert found == [lacks("height", "body surface area")]


@pytest.mark.parametrize(
    ("creatinine", "shown"),
    [
        ("0.2999 mg/dL", "0.2999 mg/dL"),
        ("0.3 mg/dL", ""),
        ("3 mg/dL", ""),
        ("3.00149 mg/dL", "3.001 mg/dL"),
        ("26.526 umol/L", ""),  # 0.3 × 88.42
        ("265.26 umol/L", ""),  # 3 × 88.42
        ("26.5 umol/L", "0.2997 mg/dL"),  # ÷ 88.42 = 0.299706
    ],
)
def test_a_formula_that_was_fitted_is_taken_within_its_fit(creatinine: str, shown: str) -> None:
    given = {**MAN, "creatinine": creatinine, "creatinine_assay": "idms"}
    if not shown:
        assert clearance(given, by("camgfr_2021_all")).value > 0
        return
    assert refused(given, by("camgfr_2021_all")) == [
        (
            "RC509",
            "creatinine",
            "camgfr_2021_all_idms is fitted to a creatinine of 0.3 to 3 mg/dL, and this one is "
            f"{shown}",
            "Choose a policy with another formula, or give a measured GFR.",
        )
    ]


def test_the_first_camgfr_is_not_for_a_creatinine_by_idms() -> None:
    given = {**MAN, "creatinine": "1 mg/dL", "creatinine_assay": "idms"}
    assert refused(given, by("camgfr_2017")) == [
        (
            "RC509",
            "creatinine_assay",
            "camgfr_2017 was made for a creatinine that is not traceable to IDMS, and this one is",
            "Choose a policy with camgfr_2021_all, which has an equation for it.",
        )
    ]


def test_a_policy_without_a_weight_gives_no_cockcroft_gault() -> None:
    own = by("wright_2001_jaffe")
    with pytest.raises(Refused) as caught:
        clearance({**MAN, "creatinine": "1 mg/dL"}, own, "cockcroft_gault_1976")
    assert said(caught.value.problems) == [
        (
            "RC510",
            "policy",
            "Cockcroft-Gault needs a weight, and the policy own has no rule for it",
            "Choose a policy that states 'weight' under 'creatinine_clearance'.",
        )
    ]


def test_a_formula_without_a_value_for_a_body_is_refused_at_the_height() -> None:
    # Devine at 90 cm: 50 + 2.3 × (90 ÷ 2.54 − 60) = −6.5 kg
    short = {**MAN, "height": "90 cm", "creatinine": "1 mg/dL"}
    ((code, field, message, fix),) = refused(short, with_rule(NEVER))
    assert (code, field) == ("RC501", "height")
    assert message.startswith(
        "the ideal weight cannot be computed: it must be a finite number above 0, not -6.5"
    )
    assert fix == "Check height, weight and age; this formula is not for such a body."


# What is amiss with the measures of the kidney


def test_the_measures_of_the_kidney_are_named_in_order_of_rank() -> None:
    three = {
        "creatinine": "1 mg/dL",
        "egfr": "80 mL/min",
        "egfr_equation": "Wright",
        "measured_gfr": "80 mL/min",
        "gfr_method": "iohexol",
    }
    assert given_kidney_measures(Patient(**three)) == ["measured_gfr", "egfr", "creatinine"]
    assert given_kidney_measures(Patient(creatinine="1 mg/dL")) == ["creatinine"]
    assert given_kidney_measures(Patient()) == []
    both = "Give the one from which the dose is to follow."
    assert doubts(three) == [
        (
            "RC503",
            "measured_gfr",
            "measured GFR, estimated GFR and creatinine are both given",
            both,
        )
    ]
    del three["measured_gfr"], three["gfr_method"]
    message = "estimated GFR and creatinine are both given"
    assert doubts(three) == [("RC503", "egfr", message, both)]


def test_without_any_measure_of_the_kidney_there_is_no_dose_by_auc() -> None:
    assert doubts(MAN) == [
        (
            "RC502",
            "creatinine",
            "a dose by AUC cannot be computed: it needs the kidney function",
            "Give a creatinine, or a measured GFR with its method, or an estimated GFR with its "
            "equation.",
        )
    ]


@pytest.mark.parametrize(
    "method", ["Iohexol", "iothalamate", "inulin clearance", "51Cr-EDTA", "99m Tc DTPA"]
)
def test_a_rate_is_measured_by_a_known_way(method: str) -> None:
    assert doubts({"measured_gfr": "80 mL/min", "gfr_method": method}) == []


def test_a_way_that_is_not_known_measures_nothing() -> None:
    assert doubts({"measured_gfr": "80 mL/min", "gfr_method": "Cockcroft"}) == [
        (
            "RC508",
            "gfr_method",
            "'Cockcroft' is not a way to measure GFR that is known here",
            "Write one of: iohexol, iothalamate, inulin, 51Cr-EDTA, 99mTc-DTPA. An estimate is "
            "not measured: give it as the estimated GFR, with its equation.",
        )
    ]


TWICE = "Write it in mL/min: made absolute once more, it would count the body twice."
PRINTED = "If the laboratory printed it per 1.73 m², write mL/min/1.73m2."
SURE = (
    "Make sure that it is. Known: cockcroft, wright, martin, camgfr, ckd_epi, mdrd, schwartz, "
    "jelliffe."
)


@pytest.mark.parametrize(
    ("egfr", "equation", "expected"),
    [
        ("80 mL/min", "C-G", []),
        ("80 mL/min", "Wright (Jaffe)", []),
        ("80 mL/min/1.73m2", "CKD EPI 2021", []),
        (
            "80 mL/min/1.73m2",
            "Martin",
            [("RC508", "Martin gives mL/min, but 80 mL/min/1.73m2 was entered", TWICE)],
        ),
        (
            "80 mL/min",
            "Jelliffe",
            [
                (
                    "RC521",
                    "Jelliffe gives mL/min/1.73m2, but 80 mL/min was entered: it is taken as "
                    "absolute",
                    PRINTED,
                )
            ],
        ),
        (
            "80 mL/min",
            "EKFC",
            [
                (
                    "RC521",
                    "the equation 'EKFC' is not known here: 80 mL/min is taken as absolute",
                    SURE,
                )
            ],
        ),
        (
            "80 mL/min/1.73m2",
            "EKFC",
            [
                (
                    "RC521",
                    "the equation 'EKFC' is not known here: 80 mL/min/1.73m2 is taken as per "
                    "1.73 m²",
                    SURE,
                )
            ],
        ),
    ],
)
def test_an_estimate_stands_in_the_unit_of_its_equation(
    egfr: str, equation: str, expected: list[tuple[str, str, str]]
) -> None:
    found = doubts({**MAN, "egfr": egfr, "egfr_equation": equation})
    assert found == [(code, "egfr", message, fix) for code, message, fix in expected]


LOOK = "Look at the creatinine's unit, the weight and the age."


def unusual(field: str, rate: str) -> Said:
    message = f"a clearance of {rate} mL/min is outside the usual 0 to 150 mL/min"
    return ("RC521", field, message, f"Make sure that it is right. {LOOK}")


def test_a_clearance_is_judged_before_its_cap() -> None:
    # 6400 ÷ (72 × 0.5) = 177.78; ÷ (72 × 0.25) = 355.56
    assert doubts({**MAN, "creatinine": "0.5 mg/dL"}) == [unusual("creatinine", "177.8")]
    assert doubts({**MAN, "creatinine": "0.25 mg/dL"}) == [
        (
            "RC501",
            "creatinine",
            "a clearance of 355.6 mL/min is outside 0 to 300 mL/min",
            LOOK,
        )
    ]
    assert doubts({**MAN, "creatinine": "1 mg/dL"}) == []
    # 140 × 2 ÷ 1.73 = 161.85
    indexed = {**MAN, "egfr": "140 mL/min/1.73m2", "egfr_equation": "MDRD"}
    assert doubts(indexed) == [unusual("egfr", "161.8")]


def test_each_formula_that_a_regimen_names_is_judged_once() -> None:
    # Jelliffe: 66 ÷ 0.5 × 2 ÷ 1.73 = 152.60
    pinned = ("jelliffe_1973", NOT_STATED, "cockcroft_gault_1976")
    assert doubts({**MAN, "creatinine": "0.5 mg/dL"}, pinned=pinned) == [
        unusual("creatinine", "177.8"),
        unusual("creatinine", "152.6"),
    ]


# Which weight goes into Cockcroft-Gault, and why

DEVINE_160 = 45.5 + 2.3 * (160 / 2.54 - 60)  # 52.3819 kg
DEVINE_140 = 45.5 + 2.3 * (140 / 2.54 - 60)  # 34.2717 kg
UK_160 = 45 + 0.906 * 7.6  # 51.8856 kg


def rule(use: str, *more: str, ideal: str = "devine_1974", below: str = "extrapolated") -> str:
    words = [f"use: {use}", *more, f"ideal: {ideal}", f"below_60_inches: {below}"]
    return f"{{{', '.join(words)}}}"


LESSER = "lesser_of_ideal_and_actual"
FROM_25 = rule("actual", "adjusted_40_from_bmi: 25 kg/m2")
ABOVE_30 = rule("actual", "adjusted_40_above_bmi: 30 kg/m2")
BOTH = rule(LESSER, "actual_below_bmi: 18.5 kg/m2", "adjusted_40_from_bmi: 25 kg/m2")
SHARE = rule("actual", "adjusted_40_above_share_of_ideal: 130 %", ideal="uk_rscg")
NEVER = rule(LESSER)


@pytest.mark.parametrize(
    ("how", "height", "weight_kg", "taken_kg", "note"),
    [
        # at 160 cm a body mass index of 25 is 64 kg, of 30 is 76.8 kg
        (FROM_25, "160 cm", 63.9999, 63.9999,
         "entered; body mass index 24.99996 kg/m2: below 25 kg/m2"),
        (FROM_25, "160 cm", 64, DEVINE_160 + 0.4 * (64 - DEVINE_160),
         "body mass index 25 kg/m2: from 25 kg/m2"),
        (FROM_25, "160 cm", 80, DEVINE_160 + 0.4 * (80 - DEVINE_160),
         "body mass index 31.25 kg/m2: from 25 kg/m2"),
        (ABOVE_30, "160 cm", 76.8, 76.8,
         "entered; body mass index 30 kg/m2: not above 30 kg/m2"),
        (ABOVE_30, "160 cm", 76.81, DEVINE_160 + 0.4 * (76.81 - DEVINE_160),
         "body mass index 30.004 kg/m2: above 30 kg/m2"),
        # at 140 cm a body mass index of 18.5 is 36.26 kg; 36.25 ÷ 1.96 = 18.4949
        (BOTH, "140 cm", 36.25, 36.25,
         "entered; body mass index 18.49 kg/m2: below 18.5 kg/m2"),
        (BOTH, "140 cm", 36.26, DEVINE_140,
         "body mass index 18.5 kg/m2: below 25 kg/m2"),
        (BOTH, "140 cm", 49, DEVINE_140 + 0.4 * (49 - DEVINE_140),
         "body mass index 25 kg/m2: from 25 kg/m2"),
        # 80 ÷ 51.8856 = 154.185 %, 60 ÷ 51.8856 = 115.639 %
        (SHARE, "160 cm", 80, UK_160 + 0.4 * (80 - UK_160),
         "actual weight is 154.2 % of ideal, 51.8856 kg: above 130 %"),
        (SHARE, "160 cm", 60, 60,
         "entered; actual weight is 115.6 % of ideal, 51.8856 kg: not above 130 %"),
        # 162.4 cm: 45 + 0.906 × 10 = 54.06 kg, of which 130 % is 70.278 kg
        (SHARE, "162.4 cm", 70.278, 70.278,
         "entered; actual weight is 130 % of ideal, 54.06 kg: not above 130 %"),
        (NEVER, "160 cm", 80, DEVINE_160, ""),
        (NEVER, "160 cm", 50, 50, ""),
    ],
)  # fmt: skip
def test_the_rule_takes_a_weight_and_says_why(
    how: str, height: str, weight_kg: float, taken_kg: float, note: str
) -> None:
    given = {**WOMAN, "height": height, "weight": f"{weight_kg} kg"}
    weight = weight_for_clearance(known(given, with_rule(how)))
    assert weight.value == pytest.approx(taken_kg, rel=1e-12)
    assert (weight.note, weight.unit) == (note, "kg")
    dose = clearance(given, with_rule(how)).operand("value")
    assert dose.value == pytest.approx(80 * taken_kg / 72 * 0.85, rel=1e-12)


def test_the_rule_is_of_cockcroft_gault_alone() -> None:
    # Martin: 163 × 80 × (1 − 0.00496 × 60) ÷ 88.42, though the man's ideal weight is 75 kg
    own = policy((FORMULA, f"formula: martin_1998, weight: {NEVER},"))
    rate = clearance({**MAN, "creatinine": "1 mg/dL"}, own)
    assert rate.value == pytest.approx(163 * 80 * (1 - 0.00496 * 60) / 88.42, rel=1e-12)


def test_a_number_near_its_bound_is_shown_so_that_it_can_be_told_from_it() -> None:
    # 80 ÷ 52.38189 = 152.725 %; 76.811 ÷ 2.56 = 30.004297
    share = rule("actual", "adjusted_40_above_share_of_ideal: 160 %")
    step = weight_for_clearance(known({**WOMAN, "weight": "80 kg"}, with_rule(share)))
    note = "entered; actual weight is 152.7 % of ideal, 52.3819 kg: not above 160 %"
    assert step.note == note
    odd = with_rule(rule("actual", "adjusted_40_above_bmi: 30.004 kg/m2"))
    step = weight_for_clearance(known({**WOMAN, "weight": "76.811 kg"}, odd))
    note = "body mass index 30.0043 kg/m2: above 30.004 kg/m2"
    assert step.note == note


def test_each_weight_has_its_working() -> None:
    given = {**WOMAN, "weight": "80 kg", "weight_on": "2026-11-30"}

    def working(how: str) -> list[str]:
        return [
            line.partition("   ")[0]
            for line in str(weight_for_clearance(known(given, with_rule(how)))).split("\n")
        ]

    # 52.3819 + 0.4 × 27.6181 = 63.4291
    assert working(FROM_25) == [
        "adjusted weight = 63.4 kg = 52.3819 kg + 0.4 × (80 kg - 52.3819 kg)",
        "├ ideal weight = 52.3819 kg = 45.5 + 2.3 × (160 cm ÷ 2.54 - 60)",
        "│ └ height = 160 cm",
        "└ weight = 80 kg",
    ]
    assert working(NEVER) == [
        "lesser weight = 52.4 kg = min(52.3819 kg, 80 kg)",
        "├ ideal weight = 52.3819 kg = 45.5 + 2.3 × (160 cm ÷ 2.54 - 60)",
        "│ └ height = 160 cm",
        "└ weight = 80 kg",
    ]
    assert working("actual") == ["weight = 80 kg"]


def test_the_ideal_weight_of_the_short_may_be_that_of_60_inches() -> None:
    given = {**WOMAN, "height": "140 cm", "weight": "48 kg"}
    own = with_rule(rule(LESSER, below="as_at_60_inches"))
    assert str(weight_for_clearance(known(given, own))).split("\n") == [
        "lesser weight = 45.5 kg = min(45.5 kg, 48 kg)",
        f"├ ideal weight = 45.5 kg = 45.5 + 2.3 × (152.4 cm ÷ 2.54 - 60)   {IDEAL}",
        "│ └ height = 152.4 cm = max(140 cm, 152.4 cm)   floor reached",
        "│   ├ height = 140 cm   entered",
        "│   └ height of 60 inches = 152.4 cm",
        "└ weight = 48 kg   entered",
    ]
    tall = known({**given, "height": "160 cm", "weight": "60 kg"}, own)
    assert weight_for_clearance(tall).value == pytest.approx(DEVINE_160, rel=1e-12)


# Measures as steps


def test_a_measure_that_was_entered_says_how_and_when() -> None:
    measure = Measure(80.0, "kg", "80.0 kg")
    assert entered("weight", measure) == Step("weight", 80.0, "kg", "80.0 kg", note="entered")
    found = entered("weight", measure, date(2026, 11, 30), "in bed")
    assert found.note == "entered, in bed, measured 2026-11-30"


def test_an_age_from_a_birth_date_is_that_of_day_1() -> None:
    born = {"sex": "male", "birth_date": "1966-12-01", "weight": "80 kg", "creatinine": "1 mg/dL"}
    step = clearance(born, policy(NO_CAP))
    age = step.operand("age_years")
    assert (age.what, age.value, age.unit, age.written) == ("age", 60, "y", "60 y")
    assert age.note == "on day 1, born 1966-12-01"
    younger = clearance({**born, "birth_date": "1966-12-02"}, policy(NO_CAP))
    assert younger.operand("age_years").value == 59


def test_what_is_missing_is_named_in_words() -> None:
    assert missing("dose", "creatinine_assay") == Problem(
        "RC502",
        "the dose cannot be computed: it needs the creatinine assay",
        "Give the creatinine assay.",
        Place(field="creatinine_assay"),
    )


def test_a_body_mass_index_is_called_so() -> None:
    index = known(MAN).body_mass_index
    assert (index.what, index.unit) == ("body mass index", "kg/m2")
    assert index.value == pytest.approx(80 / 3.24, rel=1e-12)
    with pytest.raises(Refused) as caught:
        assert known({}).body_mass_index
    assert sorted(said(caught.value.problems)) == [
        lacks("height", "body mass index"),
        lacks("weight", "body mass index"),
    ]


def test_a_formula_refuses_a_body_with_the_formulas_own_words() -> None:
    weight = Step("weight", -1.0, "kg", "-1 kg")
    with pytest.raises(Refused) as caught:
        derived(KIDNEY_METHODS["cockcroft_gault_1976"].one, "clearance", "male", weight_kg=weight,
                age_years=Step("age", 60.0, "y", "60 y"),
                creatinine_mg_dl=Step("creatinine", 1.0, "mg/dL", "1 mg/dL"))  # fmt: skip
    assert said(caught.value.problems) == [
        (
            "RC501",
            "height",
            "the clearance cannot be computed: weight_kg must be a finite number above 0, not -1.0",
            "Check height, weight and age; this formula is not for such a body.",
        )
    ]


# The formulas by their names


def test_each_formula_says_what_it_gives_and_what_it_asks() -> None:
    found = {
        name: (method.what, method.is_indexed, method.needs_assay, method.has_weight_rule)
        for name, method in KIDNEY_METHODS.items()
    }
    rate, gfr = "creatinine clearance", "estimated GFR"
    assert found == {
        "cockcroft_gault_1976": (rate, False, False, True),
        "jelliffe_1973": (rate, True, False, False),
        "wright_2001_jaffe": (gfr, False, False, False),
        "wright_2001_enzymatic": (gfr, False, False, False),
        "martin_1998": (gfr, False, False, False),
        "ckd_epi_2009": (gfr, True, False, False),
        "ckd_epi_2021": (gfr, True, False, False),
        "mdrd_2006": (gfr, True, True, False),
        "camgfr_2017": (gfr, False, True, False),
        "camgfr_2021_development": (gfr, False, True, False),
        "camgfr_2021_all": (gfr, False, True, False),
    }


@pytest.mark.parametrize("assay", ["idms", "non_idms"])
def test_an_assay_has_its_own_equation_or_the_only_one(assay: str) -> None:
    for name, method in KIDNEY_METHODS.items():
        if name == "camgfr_2017" and assay == "idms":
            continue
        formula = method.formula_for("idms" if assay == "idms" else "non_idms")
        own = f"{name}_{assay}" if method.needs_assay and name != "camgfr_2017" else name
        assert formula.name == own
        assert method.name == name
        if not method.needs_assay:
            assert method.formula_for(None) is formula


@pytest.mark.parametrize(
    ("name", "fix"),
    [
        ("wright", "Did you mean 'wright_2001_jaffe' or 'wright_2001_enzymatic'? "),
        ("C-G", "Did you mean 'cockcroft_gault_1976'? "),
        ("ckd_epi", "Did you mean 'ckd_epi_2009' or 'ckd_epi_2021'? "),
        ("jeliffe_1973", "Did you mean 'jelliffe_1973'? "),
        (
            "Schwartz 2009",
            "Schwartz's formula is for children of 1 to 17 years; only adults are planned. ",
        ),
        (
            "mdrd_2006_black",
            "Factors for race are not offered; the same formula without one is. ",
        ),
        (
            "Wright 2001 CK",
            "Wright's coefficients with creatine kinase could not be read; the equations without "
            "it are wright_2001_jaffe and wright_2001_enzymatic. ",
        ),
        (
            "chatelut",
            "Chatelut's coefficients could not be read, so that the formula is not here. ",
        ),
        ("nonsense", ""),
    ],
)
def test_a_formula_that_is_not_here_is_refused_with_the_near_ones(name: str, fix: str) -> None:
    here = (
        "Formulas here: cockcroft_gault_1976, jelliffe_1973, wright_2001_jaffe, "
        "wright_2001_enzymatic, martin_1998, ckd_epi_2009, ckd_epi_2021, mdrd_2006, camgfr_2017, "
        "camgfr_2021_development, camgfr_2021_all."
    )
    for reader in (read_method, read_method_of_auc):
        with pytest.raises(Refused) as caught:
            reader(name)
        message = f"there is no formula '{name}' here"
        assert said(caught.value.problems) == [("RC112", "", message, f"{fix}{here}")]


def test_a_formula_that_is_not_here_is_refused_where_it_stands() -> None:
    node = read(b"formula: nonsense", "own.yaml").root["formula"]
    with pytest.raises(Refused) as caught:
        read_method(node)
    assert str(caught.value.problems[0].place) == "own.yaml:1:10"


def test_a_regimen_may_leave_its_formula_open_and_a_policy_may_not() -> None:
    assert read_method_of_auc(NOT_STATED) == "not stated"
    assert read_method("martin_1998") == "martin_1998"
    assert read_method(7) == 7  # refused by its type
    with pytest.raises(Refused):
        read_method(NOT_STATED)


@pytest.mark.parametrize(
    ("name", "equation"),
    [
        ("C-G", "cockcroft"),
        ("cg", "cockcroft"),
        ("Cockcroft–Gault", "cockcroft"),
        ("CKD-EPI 2021", "ckd_epi"),
        ("The MDRD study", "mdrd"),
        ("Cam GFR v2", "camgfr"),
        ("EKFC", None),
        ("cgx", None),
    ],
)
def test_an_equation_is_known_however_it_is_written(name: str, equation: str | None) -> None:
    assert known_equation(name) == equation


def test_a_name_is_folded_to_its_letters_and_digits() -> None:
    assert folded("CKD-EPI (2021), ß") == "ckdepi2021"
