"""The published formulas: their values, their printed equations and their docstrings.

Those for GFR and for the liver have more in test_gfr_formulas.py and test_hepatic_function.py.

Expected values come from the case files, or from arithmetic by hand that stands beside them.
"""

import ast
import inspect
import math
import operator
import re
from collections.abc import Callable, Iterator
from functools import partial

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from regimencalc import (
    absolute_gfr,
    body_size,
    body_weight,
    camgfr,
    hepatic_function,
    indexed_gfr,
    renal_function,
    wording,
)
from regimencalc.derivation import Formula
from regimencalc.published_cases import Case, Stated, shipped_cases

FORMULAS = (
    *body_size.BODY_SURFACE_AREA.values(),
    body_weight.BODY_MASS_INDEX,
    *body_weight.WEIGHTS.values(),
    *renal_function.CREATININE_CLEARANCE.values(),
    *renal_function.INDEXED_CREATININE_CLEARANCE.values(),
    *indexed_gfr.INDEXED_GFR.values(),
    *absolute_gfr.ABSOLUTE_GFR.values(),
    *camgfr.CAMGFR.values(),
    renal_function.DE_INDEXED,
    renal_function.CALVERT_1989,
    renal_function.CREATININE_FROM_UMOL_L,
    hepatic_function.BILIRUBIN_FROM_UMOL_L,
    hepatic_function.ALBI_JOHNSON_2015,
    *hepatic_function.CHILD_PUGH_POINTS.values(),
)
# A sum that takes only 1, 2 or 3; test_hepatic_function.py has its values and its guard.
DOCUMENTED = (*FORMULAS, hepatic_function.CHILD_PUGH_1973)
# A table of points is printed in words, and not worked out.
IN_WORDS = set(hepatic_function.CHILD_PUGH_POINTS)
# These refuse what they were not made for; test_gfr_formulas.py has their bounds.
NARROW = {*camgfr.CAMGFR, "schwartz_2009"}
REGISTRIES = (
    body_size.BODY_SURFACE_AREA,
    body_weight.WEIGHTS,
    renal_function.CREATININE_CLEARANCE,
    renal_function.INDEXED_CREATININE_CLEARANCE,
    indexed_gfr.INDEXED_GFR,
    absolute_gfr.ABSOLUTE_GFR,
    camgfr.CAMGFR,
    hepatic_function.CHILD_PUGH_POINTS,
)

# The unit in which each operand is shown, and two sets of ordinary values: the second lies on the
# other side of every min( , ) and max( , ).
OPERANDS = {
    "height_cm": ("cm", 168.1, 182),
    "weight_kg": ("kg", 62.4, 131),
    "ideal_weight_kg": ("kg", 60.9, 74.5),
    "body_mass_index_kg_m2": ("kg/m2", 22.1, 39.5),
    "age_years": ("y", 58, 31),
    "creatinine_mg_dl": ("mg/dL", 1.3, 0.55),
    "creatinine_umol_l": ("umol/L", 74.3, 183),
    "indexed_ml_min_173m2": ("mL/min/1.73m2", 66.1, 118),
    "body_surface_area_m2": ("m2", 1.71, 2.3),
    "glomerular_filtration_rate_ml_min": ("mL/min", 65.3, 157),
    "target_auc": ("AUC", 5, 6.5),
    "du_bois_surface_area_m2": ("m2", 1.74, 2.2),
    "bilirubin_mg_dl": ("mg/dL", 1.1, 2.4),
    "bilirubin_umol_l": ("umol/L", 12.6, 41),
    "albumin_g_dl": ("g/dL", 3.9, 3.1),
    "albumin_g_l": ("g/L", 39, 31),
    "inr": ("-", 1.1, 1.9),
    **{
        f"{finding}_points": ("points", 1, 2)
        for finding in ("bilirubin", "albumin", "inr", "ascites", "encephalopathy")
    },
}
CHILD = {"age_years": ("y", 9, 4), "height_cm": ("cm", 131, 103)}
WITHOUT_UNIT = {"sex", "is_black", "creatinine_assay", "fit"}

SEXES = ("male", "female")
by_name = pytest.mark.parametrize("formula", FORMULAS, ids=lambda formula: formula.name)
documented_by_name = pytest.mark.parametrize(
    "formula", DOCUMENTED, ids=lambda formula: formula.name
)


def published(formula: Formula) -> Callable[..., float]:
    """The function of a formula, which may stand in the registry with a choice made."""
    calculate = formula.calculate
    return calculate.func if isinstance(calculate, partial) else calculate


def parameters(formula: Formula) -> list[str]:
    return list(inspect.signature(published(formula)).parameters)


def operands(formula: Formula) -> list[str]:
    chosen = formula.calculate.keywords if isinstance(formula.calculate, partial) else {}
    return [name for name in parameters(formula) if name not in {"sex", *chosen}]


def ordinary(formula: Formula, which: int = 1) -> dict[str, float]:
    """Ordinary values for the operands of a formula: the first or the second."""
    known = OPERANDS | CHILD if formula.name == "schwartz_2009" else OPERANDS
    return {name: float(known[name][which]) for name in operands(formula)}


# Published cases, by calling the functions themselves


def number(case: Case, name: str) -> float:
    said = case.inputs[name]
    assert isinstance(said, Stated)
    return said.value


def size(case: Case) -> dict[str, float]:
    return {"height_cm": number(case, "height"), "weight_kg": number(case, "weight")}


def creatinine(case: Case) -> float:
    said = case.inputs["creatinine"]
    assert isinstance(said, Stated)
    if said.unit == "umol/L":
        return renal_function.creatinine_mg_dl_from_umol_l(creatinine_umol_l=said.value)
    assert said.unit == "mg/dL"
    return said.value


def ideal(case: Case) -> float:
    return body_weight.WEIGHTS["ideal_devine_1974"].calculate(
        height_cm=number(case, "height"), sex=case.inputs["sex"]
    )


def surface_area(name: str) -> Callable[[Case], float]:
    return lambda case: body_size.BODY_SURFACE_AREA[name].calculate(**size(case))


DIRECT: dict[str, Callable[[Case], float]] = {
    "bsa_mosteller": surface_area("mosteller_1987"),
    "bsa_dubois": surface_area("du_bois_1916"),
    "bsa_haycock": surface_area("haycock_1978"),
    "bsa_gehan_george": surface_area("gehan_george_1970"),
    "bsa_boyd": surface_area("boyd_1935"),
    "bsa_fujimoto": surface_area("fujimoto_1968"),
    "bsa_takahira": surface_area("takahira_1925"),
    "bmi": lambda case: body_weight.body_mass_index(**size(case)),
    "ibw_devine": ideal,
    "adjusted_bw_0.4": lambda case: body_weight.adjusted_body_weight_40(
        ideal_weight_kg=ideal(case), weight_kg=number(case, "weight")
    ),
    "ffm_janmahasatian": lambda case: body_weight.WEIGHTS["lean_janmahasatian_2005"].calculate(
        weight_kg=number(case, "weight"),
        body_mass_index_kg_m2=(
            number(case, "bmi")
            if "bmi" in case.inputs
            else body_weight.body_mass_index(**size(case))
        ),
        sex=case.inputs["sex"],
    ),
    "cockcroft_gault": lambda case: renal_function.CREATININE_CLEARANCE[
        "cockcroft_gault_1976"
    ].calculate(
        age_years=number(case, "age"),
        weight_kg=number(case, "weight"),
        creatinine_mg_dl=creatinine(case),
        sex=case.inputs["sex"],
    ),
    "ckd_epi_2021": lambda case: indexed_gfr.INDEXED_GFR["ckd_epi_2021"].calculate(
        age_years=number(case, "age"), creatinine_mg_dl=creatinine(case), sex=case.inputs["sex"]
    ),
    "creatinine_umol_to_mgdl": creatinine,
    "calvert": lambda case: renal_function.carboplatin_dose_calvert_1989(
        target_auc=number(case, "target_auc"),
        glomerular_filtration_rate_ml_min=number(case, "gfr"),
    ),
}


def is_direct(case: Case) -> bool:
    # A weight rule or a cap is a step before the formula; test_selftest.py has those cases.
    rule = case.inputs.get("weight_rule", "actual")
    return case.formula in DIRECT and rule == "actual" and "gfr_cap" not in case.inputs


DIRECT_CASES = [case for case in shipped_cases() if is_direct(case)]


@pytest.mark.parametrize("case", DIRECT_CASES, ids=lambda case: case.id)
def test_a_published_case_is_reproduced(case: Case) -> None:
    assert DIRECT[case.formula](case) == pytest.approx(
        case.expected.value, rel=0, abs=case.tolerance
    )


def test_each_of_these_formulas_has_a_published_case() -> None:
    assert {case.formula for case in DIRECT_CASES} == set(DIRECT)


def test_formulas_without_a_published_case_agree_with_arithmetic_by_hand() -> None:
    schlich = body_size.body_surface_area_schlich_2010
    # 100^0.46 × 100^1.08 = 10^3.08 = 1202.2644;  × 0.000975482 = 1.172787
    assert schlich(height_cm=100, weight_kg=100, sex="female") == pytest.approx(1.172787, abs=1e-6)
    # 100^0.38 × 100^1.24 = 10^3.24 = 1737.8008;  × 0.000579479 = 1.007019
    assert schlich(height_cm=100, weight_kg=100, sex="male") == pytest.approx(1.007019, abs=1e-6)
    # 100^0.6466 = 10^1.2932 = 19.64265;  × 0.1173 = 2.304083
    area = body_size.body_surface_area_livingston_lee_2001(weight_kg=100)
    assert area == pytest.approx(2.304083, abs=2e-6)
    # 60 + 0.25 × (100 - 60)
    assert body_weight.adjusted_body_weight_25(ideal_weight_kg=60, weight_kg=100) == 70
    # 86.5 × 2 ÷ 1.73 = 173 ÷ 1.73
    rate = renal_function.glomerular_filtration_rate_from_indexed(
        indexed_ml_min_173m2=86.5, body_surface_area_m2=2
    )
    assert rate == pytest.approx(100, abs=1e-12)


def test_the_other_lines_of_ideal_weight_agree_with_arithmetic_by_hand() -> None:
    rscg = body_weight.ideal_body_weight_uk_rscg
    # 0.906 × (162.4 - 152.4) = 9.06
    assert rscg(height_cm=162.4, sex="male") == pytest.approx(59.06, abs=1e-9)
    assert rscg(height_cm=162.4, sex="female") == pytest.approx(54.06, abs=1e-9)
    cancercalc = body_weight.ideal_body_weight_cancercalc
    # 0.91 × (172 - 152) = 18.2
    assert cancercalc(height_cm=172, sex="male") == pytest.approx(68.2, abs=1e-9)
    assert cancercalc(height_cm=172, sex="female") == pytest.approx(63.7, abs=1e-9)


def test_a_creatinine_in_the_other_unit() -> None:
    # 2 × 88.42, and back
    umol_l = renal_function.creatinine_umol_l_from_mg_dl(creatinine_mg_dl=2)
    assert umol_l == pytest.approx(176.84, abs=1e-9)
    mg_dl = renal_function.creatinine_mg_dl_from_umol_l(creatinine_umol_l=176.84)
    assert mg_dl == pytest.approx(2, abs=1e-12)


def test_women_have_their_own_equations() -> None:
    # 45.5 + 2.3 × (152.4 ÷ 2.54 - 60) = 45.5, for men 50
    devine = body_weight.ideal_body_weight_devine_1974
    assert devine(height_cm=152.4, sex="female") == pytest.approx(45.5, abs=1e-12)
    assert devine(height_cm=152.4, sex="male") == pytest.approx(50, abs=1e-12)
    # 9270 × 70 ÷ (8780 + 244 × 25) = 648 900 ÷ 14 880; for men ÷ (6680 + 216 × 25) = 12 080
    lean = body_weight.lean_body_weight_janmahasatian_2005
    assert lean(weight_kg=70, body_mass_index_kg_m2=25, sex="female") == 648_900 / 14_880
    assert lean(weight_kg=70, body_mass_index_kg_m2=25, sex="male") == 648_900 / 12_080
    # (140 - 68) × 70 ÷ (72 × 1) = 70, × 0.85 = 59.5
    clearance = renal_function.creatinine_clearance_cockcroft_gault_1976(
        age_years=68, weight_kg=70, creatinine_mg_dl=1, sex="female"
    )
    assert clearance == pytest.approx(59.5, abs=1e-12)


# Arguments


@by_name
@pytest.mark.parametrize("wrong", [0, -1, math.nan, math.inf, -math.inf])
def test_an_argument_that_is_not_a_finite_number_above_0_is_refused(
    formula: Formula, wrong: float
) -> None:
    for refused in operands(formula):
        given_values = ordinary(formula) | {refused: wrong}
        with pytest.raises(ValueError, match=rf"^{refused} must be a finite number above 0, not "):
            formula.calculate_for(given_values, "male")


@pytest.mark.parametrize(
    "formula",
    [one for one in FORMULAS if one.name not in NARROW],
    ids=lambda formula: formula.name,
)
def test_any_finite_number_above_0_is_calculated(formula: Formula) -> None:
    for value in (1e-9, 1e9):
        assert math.isfinite(formula.calculate_for(dict.fromkeys(operands(formula), value), "male"))


@pytest.mark.parametrize(
    "formula", [one for one in FORMULAS if one.needs_sex], ids=lambda formula: formula.name
)
@pytest.mark.parametrize("wrong", ["", "Male", "f", "other"])
def test_a_sex_other_than_the_two_is_refused(formula: Formula, wrong: str) -> None:
    with pytest.raises(ValueError, match=r"^sex must be 'male' or 'female', not "):
        formula.calculate(**ordinary(formula), sex=wrong)


@documented_by_name
def test_arguments_are_given_by_name_only(formula: Formula) -> None:
    kinds = {one.kind for one in inspect.signature(published(formula)).parameters.values()}
    assert kinds == {inspect.Parameter.KEYWORD_ONLY}


# Printed equations

NOTATION = {"×": "*", "÷": "/", "^": "**", "√": "sqrt"}
UNITS = sorted({unit for unit, _, _ in OPERANDS.values()} - {"-"}, key=len, reverse=True)
SHOWN_UNIT = re.compile(r"(?<=\d) (?:" + "|".join(map(re.escape, UNITS)) + ")")
CALLS: dict[str, Callable[..., float]] = {
    "sqrt": math.sqrt,
    "log10": math.log10,
    "ln": math.log,
    "min": min,
    "max": max,
}
OPERATORS: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}


def redone(equation: str) -> float:
    """The value of a printed equation, worked out by itself."""
    text = SHOWN_UNIT.sub("", equation).replace("AUC ", "")
    for sign, in_python in NOTATION.items():
        text = text.replace(sign, in_python)
    return worked_out(ast.parse(text, mode="eval").body)


def worked_out(node: ast.expr) -> float:
    match node:
        case ast.Constant(float() | int() as value):
            return value
        case ast.UnaryOp(ast.USub(), operand):
            return -worked_out(operand)
        case ast.BinOp(left, sign, right):
            return OPERATORS[type(sign)](worked_out(left), worked_out(right))
        case ast.Call(ast.Name(name), arguments):
            return CALLS[name](*map(worked_out, arguments))
    raise AssertionError(f"notation that is not allowed: {ast.unparse(node)}")


def test_the_reader_of_printed_equations_reads_as_a_person_does() -> None:
    assert redone("AUC 5 × (90 mL/min + 25)") == 575  # 5 × 115
    assert redone("√(180 cm × 80 kg ÷ 3600)") == 2  # √4
    assert redone("100 - 2 × 3^2 ÷ 6") == 97  # 100 - 18 ÷ 6
    assert redone("90 mL/min/1.73m2 × 1.73 m2 ÷ 1.73") == pytest.approx(90)
    assert redone("min(1 mg/dL ÷ 2, 1)^(-1) + max(3, log10(100 kg))") == 5  # 2 + 3


@pytest.mark.parametrize(
    "formula",
    [one for one in DOCUMENTED if one.name not in IN_WORDS],
    ids=lambda formula: formula.name,
)
@pytest.mark.parametrize("which", [1, 2])
@pytest.mark.parametrize("sex", SEXES)
def test_the_printed_equation_gives_the_value(formula: Formula, which: int, sex: str) -> None:
    values = ordinary(formula, which)
    shown = {
        name: wording.with_unit(wording.significant(value, 12), str(OPERANDS[name][0]))
        for name, value in values.items()
    }
    printed = formula.equation_for(sex).format_map(shown)
    assert redone(printed) == pytest.approx(formula.calculate_for(values, sex), rel=1e-13)


@documented_by_name
def test_each_equation_names_every_operand_and_no_other(formula: Formula) -> None:
    # Schwartz's function asks for the age only to refuse an adult.
    aside = {"age_years"} if formula.name == "schwartz_2009" else set()
    for sex in SEXES:
        named = set(re.findall(r"{(\w+)}", formula.equation_for(sex)))
        assert named == set(operands(formula)) - aside
    assert formula.needs_sex == ("sex" in parameters(formula))


# What a formula says of itself


@documented_by_name
def test_each_formula_has_a_source_a_unit_and_operands_in_known_units(formula: Formula) -> None:
    assert formula.source
    assert formula.gives in {
        *("m2", "kg", "kg/m2", "mL/min", "mL/min/1.73m2", "mg", "mg/dL", "points", "score")
    }
    assert set(formula.ranges) <= set(operands(formula))


def test_the_key_of_a_registry_is_the_name_of_the_formula() -> None:
    for registry in REGISTRIES:
        assert list(registry) == [formula.name for formula in registry.values()]


def test_formulas_from_memory_are_marked_and_say_so() -> None:
    from_memory = {formula.name for formula in DOCUMENTED if not formula.verified}
    assert from_memory == {
        *("schlich_2010", "livingston_lee_2001", "adjusted_25"),
        *("wright_2001_enzymatic", "albi_johnson_2015"),
    }
    for formula in DOCUMENTED:
        said = "from memory, not verified" in (published(formula).__doc__ or "")
        assert said is not formula.verified


def test_ranges_are_those_of_the_sources() -> None:
    rate = {"glomerular_filtration_rate_ml_min": 150.0}
    assert list(renal_function.CALVERT_1989.outside_published_range(rate)) == list(rate)
    for inside in (33.0, 125.0, 136.0):
        rate = {"glomerular_filtration_rate_ml_min": inside}
        assert not list(renal_function.CALVERT_1989.outside_published_range(rate))
    for formula in (
        renal_function.CREATININE_CLEARANCE["cockcroft_gault_1976"],
        renal_function.INDEXED_CREATININE_CLEARANCE["jelliffe_1973"],
        *(one for one in indexed_gfr.INDEXED_GFR.values() if one.name != "schwartz_2009"),
        *absolute_gfr.ABSOLUTE_GFR.values(),
        *camgfr.CAMGFR.values(),
    ):
        assert list(formula.outside_published_range({"age_years": 17.9})) == ["age_years"]
        assert list(formula.outside_published_range({"age_years": 120.1})) == ["age_years"]
        for age in (18.0, 120.0):
            assert not list(formula.outside_published_range({"age_years": age}))


# Docstrings

SECTIONS = ["Parameters", "Returns", "Raises", "Notes", "Examples", "References"]


def sections(formula: Formula) -> dict[str, str]:
    """The docstring by section; what comes before the first is under ''."""
    document = inspect.getdoc(published(formula)) or ""
    parts = re.split(r"^(\w+)\n-+$", document, flags=re.MULTILINE)
    return {"": parts[0], **dict(zip(parts[1::2], parts[2::2], strict=True))}


def entries(section: str) -> Iterator[tuple[str, str]]:
    """Each `name : type` of a section with its description."""
    for entry in re.split(r"\n(?=\S)", section.strip()):
        name, _, description = entry.partition("\n")
        yield name.partition(" : ")[0], description.strip()


@documented_by_name
def test_each_docstring_has_the_sections_in_order(formula: Formula) -> None:
    said = sections(formula)
    assert list(said) == ["", *SECTIONS]
    assert all(said[name].strip() for name in SECTIONS)
    assert ">>> " in said["Examples"]
    assert "ValueError" in said["Raises"]
    sentence, equation = said[""].strip().split("\n\n")
    assert sentence.endswith(".")
    assert equation.startswith("    ")


@documented_by_name
def test_each_parameter_is_documented_in_order_with_its_unit(formula: Formula) -> None:
    documented = dict(entries(sections(formula)["Parameters"]))
    assert list(documented) == parameters(formula)
    plain = {"m2": "m²", "kg/m2": "kg/m²", "umol/L": "µmol/L", "AUC": "mg/mL·min"}
    plain["mL/min/1.73m2"] = "mL/min/1.73m²"
    for name, description in documented.items():
        unit = "-" if name in WITHOUT_UNIT else str(OPERANDS[name][0])
        assert description.endswith(f", [{plain.get(unit, unit)}]")
    returned = sections(formula)["Returns"]
    assert returned.strip().endswith(f", [{plain.get(formula.gives, formula.gives)}]")


# Properties

heights = st.floats(min_value=100, max_value=250)
weights = st.floats(min_value=20, max_value=350)
ages = st.floats(min_value=18, max_value=120)
creatinines = st.floats(min_value=0.2, max_value=15)
sexes = st.sampled_from(SEXES)
areas = st.sampled_from(list(body_size.BODY_SURFACE_AREA.values()))


def area_of(formula: Formula, height_cm: float, weight_kg: float, sex: str) -> float:
    values = {"height_cm": height_cm, "weight_kg": weight_kg, "sex": sex}
    return formula.calculate(**{name: values[name] for name in parameters(formula)})


@given(areas, heights, weights, weights, sexes)
def test_more_weight_is_never_less_surface(
    formula: Formula, height: float, one: float, other: float, sex: str
) -> None:
    lighter, heavier = sorted((one, other))
    assert area_of(formula, height, lighter, sex) <= area_of(formula, height, heavier, sex)


@given(areas, heights, heights, weights, sexes)
def test_more_height_is_never_less_surface(
    formula: Formula, one: float, other: float, weight: float, sex: str
) -> None:
    shorter, taller = sorted((one, other))
    assert area_of(formula, shorter, weight, sex) <= area_of(formula, taller, weight, sex)


@given(areas, heights, weights, sexes)
def test_swapping_height_and_weight_shows_in_every_surface_area_but_mosteller(
    formula: Formula, height: float, weight: float, sex: str
) -> None:
    assume(abs(height - weight) > 1)
    right = area_of(formula, height, weight, sex)
    swapped = area_of(formula, weight, height, sex)
    assert (right == pytest.approx(swapped, rel=1e-12)) == (formula.name == "mosteller_1987")


@given(weights, weights)
def test_adjusted_weights_lie_between_ideal_and_actual(ideal_kg: float, actual_kg: float) -> None:
    for adjusted in (body_weight.adjusted_body_weight_40, body_weight.adjusted_body_weight_25):
        weight = adjusted(ideal_weight_kg=ideal_kg, weight_kg=actual_kg)
        assert min(ideal_kg, actual_kg) - 1e-9 <= weight <= max(ideal_kg, actual_kg) + 1e-9


def kidney(name: str, age: float, weight: float, creatinine_mg_dl: float, sex: str) -> float:
    formula = {**renal_function.CREATININE_CLEARANCE, **indexed_gfr.INDEXED_GFR}[name]
    values = {
        "age_years": age,
        "weight_kg": weight,
        "creatinine_mg_dl": creatinine_mg_dl,
        "sex": sex,
    }
    return formula.calculate(**{key: values[key] for key in parameters(formula)})


estimates = st.sampled_from(["cockcroft_gault_1976", "ckd_epi_2021"])


@given(estimates, ages, weights, creatinines, creatinines, sexes)
def test_more_creatinine_is_never_more_filtration(
    name: str, age: float, weight: float, one: float, other: float, sex: str
) -> None:
    low, high = sorted((one, other))
    more, less = kidney(name, age, weight, low, sex), kidney(name, age, weight, high, sex)
    assert less <= more * (1 + 1e-12)


@given(estimates, ages, ages, weights, creatinines, sexes)
def test_more_years_are_never_more_filtration(
    name: str, one: float, other: float, weight: float, creatinine_mg_dl: float, sex: str
) -> None:
    younger, older = sorted((one, other))
    more = kidney(name, younger, weight, creatinine_mg_dl, sex)
    assert kidney(name, older, weight, creatinine_mg_dl, sex) <= more


@given(st.floats(min_value=1, max_value=10), st.floats(min_value=1, max_value=300))
def test_carboplatin_is_proportional_to_its_target(auc: float, rate: float) -> None:
    dose = renal_function.carboplatin_dose_calvert_1989
    twice = dose(target_auc=2 * auc, glomerular_filtration_rate_ml_min=rate)
    once = dose(target_auc=auc, glomerular_filtration_rate_ml_min=rate)
    assert twice == pytest.approx(2 * once, rel=1e-15)
