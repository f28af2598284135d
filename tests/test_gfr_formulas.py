"""Kidney function from creatinine: published cases, arithmetic by hand, and what each refuses."""

import math
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regimencalc import absolute_gfr, camgfr, indexed_gfr, renal_function
from regimencalc.body_size import body_surface_area_du_bois_1916
from regimencalc.derivation import Formula
from regimencalc.published_cases import Case, Stated, shipped_cases

INDEXED = {**indexed_gfr.INDEXED_GFR, **renal_function.INDEXED_CREATININE_CLEARANCE}
OF_ADULTS = {
    **{name: one for name, one in INDEXED.items() if name != "schwartz_2009"},
    **absolute_gfr.ABSOLUTE_GFR,
    **camgfr.CAMGFR,
}


# Published cases, by calling the functions themselves


def number(case: Case, name: str) -> float:
    said = case.inputs[name]
    assert isinstance(said, Stated)
    return said.value


def creatinine_mg_dl(case: Case) -> float:
    said = case.inputs["creatinine"]
    assert isinstance(said, Stated)
    assert said.unit in ("mg/dL", "umol/L")
    return said.value if said.unit == "mg/dL" else said.value / 88.42


def area(case: Case) -> float:
    if "bsa" in case.inputs:
        return number(case, "bsa")
    return body_surface_area_du_bois_1916(
        height_cm=number(case, "height"), weight_kg=number(case, "weight")
    )


def who(case: Case) -> dict[str, object]:
    return {"age_years": number(case, "age"), "sex": case.inputs["sex"]}


def by_ethnicity(name: str) -> Callable[[Case], float]:
    def calculate(case: Case) -> float:
        row = f"{name}_black" if case.inputs["black"] == "true" else name
        return INDEXED[row].calculate(creatinine_mg_dl=creatinine_mg_dl(case), **who(case))

    return calculate


def camgfr_of(case: Case, name: str) -> float:
    return camgfr.CAMGFR[name].calculate(
        du_bois_surface_area_m2=area(case), creatinine_mg_dl=creatinine_mg_dl(case), **who(case)
    )


def jelliffe(case: Case) -> float:
    return INDEXED["jelliffe_1973"].calculate(creatinine_mg_dl=creatinine_mg_dl(case), **who(case))


DIRECT: dict[str, Callable[[Case], float]] = {
    "jelliffe_1973_per_1.73": jelliffe,
    "jelliffe_1973_absolute": lambda case: renal_function.glomerular_filtration_rate_from_indexed(
        indexed_ml_min_173m2=jelliffe(case), body_surface_area_m2=area(case)
    ),
    "ckd_epi_2009": by_ethnicity("ckd_epi_2009"),
    "mdrd_4v_175": by_ethnicity("mdrd_2006_idms"),
    "mdrd_4v_186": by_ethnicity("mdrd_2006_non_idms"),
    "schwartz_bedside_2009": lambda case: (
        indexed_gfr.indexed_glomerular_filtration_rate_schwartz_2009(
            age_years=9,
            height_cm=number(case, "height"),
            creatinine_mg_dl=creatinine_mg_dl(case),
        )
    ),
    "wright_jaffe": lambda case: absolute_gfr.ABSOLUTE_GFR["wright_2001_jaffe"].calculate(
        du_bois_surface_area_m2=area(case),
        creatinine_umol_l=creatinine_mg_dl(case) * 88.42,
        **who(case),
    ),
    "camgfr_v1": lambda case: camgfr_of(case, "camgfr_2017"),
    "camgfr_v2_dev": lambda case: camgfr_of(
        case, f"camgfr_2021_development_{case.inputs['creatinine_assay']}"
    ),
    "camgfr_v2_all": lambda case: camgfr_of(
        case, f"camgfr_2021_all_{case.inputs['creatinine_assay']}"
    ),
}
DIRECT_CASES = [case for case in shipped_cases() if case.formula in DIRECT]


@pytest.mark.parametrize("case", DIRECT_CASES, ids=lambda case: case.id)
def test_a_published_case_is_reproduced(case: Case) -> None:
    assert DIRECT[case.formula](case) == pytest.approx(
        case.expected.value, rel=0, abs=case.tolerance
    )


def test_each_of_these_formulas_has_a_published_case() -> None:
    assert {case.formula for case in DIRECT_CASES} == set(DIRECT)


# Arithmetic by hand


def test_wright_and_martin_agree_with_arithmetic_by_hand() -> None:
    jaffe = absolute_gfr.glomerular_filtration_rate_wright_2001_jaffe
    enzymatic = absolute_gfr.glomerular_filtration_rate_wright_2001_enzymatic
    martin = absolute_gfr.glomerular_filtration_rate_martin_1998
    # 6580 - 38.8 × 50 = 4640; × 2 ÷ 100 = 92.8; women × 0.832 = 77.2096
    size = {"age_years": 50, "du_bois_surface_area_m2": 2}
    assert jaffe(**size, creatinine_umol_l=100, sex="male") == pytest.approx(92.8, abs=1e-9)
    assert jaffe(**size, creatinine_umol_l=100, sex="female") == pytest.approx(77.2096, abs=1e-9)
    # 6230 - 32.8 × 50 = 4590; × 2 ÷ 102 = 90; women × 0.77 = 69.3
    assert enzymatic(**size, creatinine_umol_l=102, sex="male") == pytest.approx(90, abs=1e-9)
    assert enzymatic(**size, creatinine_umol_l=102, sex="female") == pytest.approx(69.3, abs=1e-9)
    # 163 × 80 = 13 040; 1 - 0.00496 × 50 = 0.752; × ÷ 100 = 98.0608; women × 0.748 = 73.3494784
    person = {"age_years": 50, "weight_kg": 80, "creatinine_umol_l": 100}
    assert martin(**person, sex="male") == pytest.approx(98.0608, abs=1e-9)
    assert martin(**person, sex="female") == pytest.approx(73.3494784, abs=1e-9)


def test_jelliffe_has_one_tenth_less_for_women() -> None:
    # 98 - 0.8 × (45 - 20) = 78; ÷ 1.5 = 52; women × 0.9 = 46.8
    jelliffe_1973 = renal_function.indexed_creatinine_clearance_jelliffe_1973
    assert jelliffe_1973(age_years=45, creatinine_mg_dl=1.5, sex="male") == 52
    clearance = jelliffe_1973(age_years=45, creatinine_mg_dl=1.5, sex="female")
    assert clearance == pytest.approx(46.8, abs=1e-12)


# CamGFR: the coefficients in the order intercept, age, area, men, L, L², L³, age × area, age × men.
# v1 from Addenbrooks_sqrt_model.rds; v2 from CamGFR_reffitted.RData and CamGFR_reffitted_all.RData.
COEFFICIENTS = {
    "camgfr_2017": "1.813953317 0.019140375 4.732775612 0.020197024 -3.716189256 -0.914203965 "
    "1.062835507 -0.029697076 0.012465423",
    "camgfr_2021_development_idms": "1.154324354 0.017801848 4.771740136 0.301600873 -3.498940854 "
    "-0.737745947 0.698471485 -0.027668197 0.005986120",
    "camgfr_2021_development_non_idms": "1.661880120 0.017801848 4.771740136 0.301600873 "
    "-4.048547607 -1.161785256 1.531983999 -0.027668197 0.005986120",
    "camgfr_2021_all_idms": "1.454241522 0.012226975 4.578201030 0.398196169 -3.534663810 "
    "-0.734259100 0.776979645 -0.024139825 0.004357629",
    "camgfr_2021_all_non_idms": "1.954833750 0.012226975 4.578201030 0.398196169 -4.022131788 "
    "-1.115361055 1.527880616 -0.024139825 0.004357629",
}


def test_the_coefficients_of_every_camgfr_are_written_here() -> None:
    assert set(COEFFICIENTS) == set(camgfr.CAMGFR)


@pytest.mark.parametrize("name", COEFFICIENTS)
def test_each_coefficient_of_camgfr_counts_as_it_is_printed(name: str) -> None:
    first, age, size, men, ln, ln_2, ln_3, age_by_size, men_by_age = map(
        float, COEFFICIENTS[name].split()
    )
    # At e^0, e^0.5 and e^-0.5 mg/dL, L is 0, 1/2 and -1/2: L² is 1/4, and L³ 1/8 or -1/8.
    for power, of_creatinine in (
        (0, 0.0),
        (0.5, ln / 2 + ln_2 / 4 + ln_3 / 8),
        (-0.5, -ln / 2 + ln_2 / 4 - ln_3 / 8),
        (1, ln + ln_2 + ln_3),
    ):
        woman = first + 50 * age + 2 * size + 100 * age_by_size + of_creatinine
        for sex, root in (("female", woman), ("male", woman + men + 50 * men_by_age)):
            rate = camgfr.CAMGFR[name].calculate(
                age_years=50,
                du_bois_surface_area_m2=2,
                creatinine_mg_dl=math.exp(power),
                sex=sex,
            )
            assert rate == pytest.approx(root**2, rel=1e-12)


def test_camgfr_by_hand_for_a_man_of_50_with_1_mg_dl() -> None:
    # 1.454241522 + 0.61134875 + 9.15640206 - 2.4139825 + 0.398196169 + 0.21788145 = 9.424087451
    rate = camgfr.glomerular_filtration_rate_camgfr_2021(
        age_years=50,
        du_bois_surface_area_m2=2,
        creatinine_mg_dl=1,
        sex="male",
        creatinine_assay="idms",
        fit="all",
    )
    assert math.sqrt(rate) == pytest.approx(9.424087451, abs=1e-9)


# What each refuses


def ordinary(formula: Formula, **other: object) -> dict[str, object]:
    """Ordinary values for a formula of adults."""
    values: dict[str, object] = {
        "age_years": 58.0,
        "weight_kg": 70.0,
        "du_bois_surface_area_m2": 1.8,
        "creatinine_mg_dl": 1.0,
        "creatinine_umol_l": 88.42,
    }
    equation = formula.equation_for("male")
    used = {name: value for name, value in values.items() if f"{{{name}}}" in equation}
    return {**used, "sex": "male", **other}


@pytest.mark.parametrize("name", OF_ADULTS)
def test_an_age_that_is_no_adults_is_marked_and_an_adults_is_not(name: str) -> None:
    formula = OF_ADULTS[name]
    for age, marked in ((17.9, ["age_years"]), (18.0, []), (120.0, []), (120.1, ["age_years"])):
        assert list(formula.outside_published_range({"age_years": age})) == marked


@pytest.mark.parametrize("age", [0.9, 18, 40])
def test_schwartz_is_refused_for_one_who_is_no_child(age: float) -> None:
    with pytest.raises(ValueError, match=r"^age_years must be from 1 to 17 for Schwartz"):
        indexed_gfr.indexed_glomerular_filtration_rate_schwartz_2009(
            age_years=age, height_cm=140, creatinine_mg_dl=1
        )


@pytest.mark.parametrize("age", [1, 9, 17, 17.99])
def test_schwartz_is_calculated_for_a_child_whatever_the_age(age: float) -> None:
    # 0.413 × 100 ÷ 0.5 = 82.6
    rate = indexed_gfr.indexed_glomerular_filtration_rate_schwartz_2009(
        age_years=age, height_cm=100, creatinine_mg_dl=0.5
    )
    assert rate == pytest.approx(82.6, abs=1e-12)


@pytest.mark.parametrize("name", camgfr.CAMGFR)
@pytest.mark.parametrize("wrong", [0.299, 3.001, 88.4])
def test_camgfr_refuses_a_creatinine_outside_its_data(name: str, wrong: float) -> None:
    formula = camgfr.CAMGFR[name]
    with pytest.raises(ValueError, match=r"^creatinine_mg_dl must be from 0\.3 to 3 for CamGFR, "):
        formula.calculate(**ordinary(formula, creatinine_mg_dl=wrong))


@pytest.mark.parametrize("name", camgfr.CAMGFR)
@pytest.mark.parametrize("edge", [0.3, 0.1 + 0.2, 3, 26.526 / 88.42])
def test_camgfr_takes_a_creatinine_on_the_edge(name: str, edge: float) -> None:
    formula = camgfr.CAMGFR[name]
    assert formula.calculate(**ordinary(formula, creatinine_mg_dl=edge)) > 0


@pytest.mark.parametrize("name", camgfr.CAMGFR)
def test_camgfr_refuses_a_body_whose_root_would_be_below_0(name: str) -> None:
    formula = camgfr.CAMGFR[name]
    body = {"du_bois_surface_area_m2": 0.1, "creatinine_mg_dl": 3.0, "age_years": 18.0}
    with pytest.raises(ValueError, match=r"^CamGFR has no rate for such a body: .* would be -"):
        formula.calculate(**ordinary(formula, **body))


def test_camgfr_v1_for_a_root_on_either_side_of_0() -> None:
    # A woman of 50 with 3 mg/dL, L = 1.098612289: 1.813953 + 0.957019 - 4.082651 - 1.103398
    # + 1.409287 = -1.005790; to that 0.47 m² adds 2.224405 - 0.697881: 0.520734, squared 0.271164;
    # and 0.3 m² adds 1.419833 - 0.445456: -0.031413.
    woman = {"age_years": 50, "creatinine_mg_dl": 3, "sex": "female"}
    v1: Callable[..., float] = camgfr.glomerular_filtration_rate_camgfr_2017
    assert v1(**woman, du_bois_surface_area_m2=0.47) == pytest.approx(0.271164, abs=2e-6)
    with pytest.raises(ValueError, match="the square root of it would be ") as refused:
        v1(**woman, du_bois_surface_area_m2=0.3)
    assert str(refused.value) == (
        "CamGFR has no rate for such a body: the square root of it would be -0.0314"
    )


def test_an_assay_or_a_fit_that_is_not_known_is_refused() -> None:
    person = {"age_years": 58, "creatinine_mg_dl": 1.0, "sex": "male"}
    choices: dict[str, object] = {"creatinine_assay": "idms", "fit": "all"}
    v2: Callable[..., float] = camgfr.glomerular_filtration_rate_camgfr_2021
    mdrd: Callable[..., float] = indexed_gfr.indexed_glomerular_filtration_rate_mdrd_2006
    assert v2(**person, du_bois_surface_area_m2=1.8, **choices) > 0
    assert mdrd(**person, is_black=False, creatinine_assay="idms") > 0
    with pytest.raises(ValueError, match=r"^creatinine_assay must be 'idms' or 'non_idms', not "):
        v2(**person, du_bois_surface_area_m2=1.8, **{**choices, "creatinine_assay": "jaffe"})
    with pytest.raises(ValueError, match=r"^creatinine_assay must be 'idms' or 'non_idms', not "):
        mdrd(**person, is_black=False, creatinine_assay="IDMS")
    with pytest.raises(ValueError, match=r"^fit must be 'development' or 'all', not 'final'"):
        v2(**person, du_bois_surface_area_m2=1.8, **{**choices, "fit": "final"})


# Properties

ages = st.floats(min_value=18, max_value=120)
# For a man below 1.064 m² CamGFR v1 rises with age: (0.019140375 + 0.012465423) ÷ 0.029697076.
sizes = st.floats(min_value=1.1, max_value=3)
# Below 0.5 mg/dL the cubics of CamGFR turn, as its docstrings say.
creatinines = st.floats(min_value=0.5, max_value=3)
sexes = st.sampled_from(("male", "female"))
of_adults = st.sampled_from(list(OF_ADULTS.values()))


def rate_of(formula: Formula, age: float, size: float, creatinine: float, sex: str) -> float:
    values = {
        "age_years": age,
        "weight_kg": size * 40,
        "du_bois_surface_area_m2": size,
        "creatinine_mg_dl": creatinine,
        "creatinine_umol_l": creatinine * 88.42,
        "sex": sex,
    }
    return formula.calculate(**{name: values[name] for name in ordinary(formula)})


@given(of_adults, ages, sizes, creatinines, sexes)
def test_every_rate_of_an_adult_is_finite_and_above_0(
    formula: Formula, age: float, size: float, creatinine: float, sex: str
) -> None:
    rate = rate_of(formula, age, size, creatinine, sex)
    assert math.isfinite(rate)
    assert rate > 0


@given(of_adults, ages, sizes, creatinines, creatinines, sexes)
def test_more_creatinine_is_never_more_filtration(
    formula: Formula, age: float, size: float, one: float, other: float, sex: str
) -> None:
    low, high = sorted((one, other))
    more = rate_of(formula, age, size, low, sex)
    assert rate_of(formula, age, size, high, sex) <= more * (1 + 1e-12)


@given(of_adults, ages, ages, sizes, creatinines, sexes)
def test_more_years_are_never_more_filtration(
    formula: Formula, one: float, other: float, size: float, creatinine: float, sex: str
) -> None:
    younger, older = sorted((one, other))
    more = rate_of(formula, younger, size, creatinine, sex)
    assert rate_of(formula, older, size, creatinine, sex) <= more * (1 + 1e-12)


def test_less_creatinine_is_less_filtration_only_where_the_docstrings_say() -> None:
    turns = {
        "camgfr_2017": 0.44,
        "camgfr_2021_development_idms": 0.38,
        "camgfr_2021_development_non_idms": 0.5,
        "camgfr_2021_all_idms": 0.38,
        "camgfr_2021_all_non_idms": 0.48,
    }
    for name, turn in turns.items():
        formula = camgfr.CAMGFR[name]
        at, below, above = (
            rate_of(formula, 50, 1.8, factor * turn, "male") for factor in (1, 0.9, 1.1)
        )
        assert at > below, name
        assert at > above, name


@given(ages, creatinines, sexes)
def test_the_factor_for_black_patients_is_as_printed(
    age: float, creatinine: float, sex: str
) -> None:
    for name, factor in (
        ("ckd_epi_2009", 1.159),
        ("mdrd_2006_idms", 1.212),
        ("mdrd_2006_non_idms", 1.212),
    ):
        without = rate_of(INDEXED[name], age, 1.8, creatinine, sex)
        with_it = rate_of(INDEXED[f"{name}_black"], age, 1.8, creatinine, sex)
        assert with_it == pytest.approx(factor * without, rel=1e-12)


@given(ages, sizes, creatinines)
def test_women_have_the_factor_that_is_printed(age: float, size: float, creatinine: float) -> None:
    for name, factor in (
        ("jelliffe_1973", 0.9),
        ("mdrd_2006_idms", 0.742),
        ("mdrd_2006_non_idms_black", 0.742),
        ("wright_2001_jaffe", 0.832),
        ("wright_2001_enzymatic", 0.77),
        ("martin_1998", 0.748),
    ):
        man = rate_of(OF_ADULTS[name], age, size, creatinine, "male")
        woman = rate_of(OF_ADULTS[name], age, size, creatinine, "female")
        assert woman == pytest.approx(factor * man, rel=1e-12)
    for name in camgfr.CAMGFR:
        man = rate_of(OF_ADULTS[name], age, size, creatinine, "male")
        assert rate_of(OF_ADULTS[name], age, size, creatinine, "female") < man


def test_mdrd_for_a_creatinine_that_is_not_idms_is_186_in_place_of_175() -> None:
    idms = rate_of(INDEXED["mdrd_2006_idms"], 58, 1.8, 1.3, "male")
    other = rate_of(INDEXED["mdrd_2006_non_idms"], 58, 1.8, 1.3, "male")
    assert other == pytest.approx(idms * 186 / 175, rel=1e-12)


def test_v1_and_v2_differ_as_the_docstring_says() -> None:
    # A man of 60 years with 1.0 mg/dL and 1.9 m²: 87.1853 by v1 and 77.3579 by v2 (published cases)
    v1 = rate_of(camgfr.CAMGFR["camgfr_2017"], 60, 1.9, 1.0, "male")
    v2 = rate_of(camgfr.CAMGFR["camgfr_2021_development_idms"], 60, 1.9, 1.0, "male")
    assert v1 - v2 == pytest.approx(9.8274, abs=0.001)
    # The other fit, with L = 0: 1.454241522 + 0.7336185 + 8.698581957 - 2.75194005 + 0.398196169
    # + 0.26145774 = 8.794155838, squared 77.3372
    other = rate_of(camgfr.CAMGFR["camgfr_2021_all_idms"], 60, 1.9, 1.0, "male")
    assert other == pytest.approx(77.3372, abs=0.001)
    assert abs(v2 - other) < 0.5
