"""Each printed line of a derivation, redone from the numbers that it prints."""

import ast
import operator
import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from math import floor, log10, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

import regimencalc as rc
from regimencalc import library, wording
from regimencalc.body_size import BODY_SURFACE_AREA
from regimencalc.caps import at_most
from regimencalc.derivation import Formula, Step, remarks
from regimencalc.problems import Place
from regimencalc.units import UNITS

_UNITS = sorted(UNITS, key=len, reverse=True)
_OPERATORS: dict[type[ast.AST], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}
_FUNCTIONS: dict[str, Callable[..., float]] = {
    "sqrt": sqrt, "log10": log10, "min": min, "max": max,
    "nearest": lambda dose, step: floor(Fraction(f"{dose:.12g}") / Fraction(str(step))
                                        + Fraction(1, 2)) * step,
    "below": lambda dose, step: floor(Fraction(f"{dose:.12g}") / Fraction(str(step))) * step,
}  # fmt: skip


def _worked_out(node: ast.AST) -> float:
    match node:
        case ast.Expression(body=body):
            return _worked_out(body)
        case ast.Constant(value=int() | float() as value):
            return float(value)
        case ast.BinOp(left=left, op=op, right=right):
            return _OPERATORS[type(op)](_worked_out(left), _worked_out(right))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_worked_out(operand)
        case ast.Call(func=ast.Name(id=name), args=args):
            return _FUNCTIONS[name](*map(_worked_out, args))
    raise AssertionError(f"not arithmetic: {ast.dump(node)}")


def redone(equation: str) -> float:
    """What a reader with a pocket calculator gets from the printed right-hand side."""
    text = re.sub(r"(?<=\d),(?=\d{3})", "", equation).replace("AUC ", "")
    text = re.sub(r"(?<=\d) %", " / 100", text)
    for unit in _UNITS:
        text = re.sub(rf"(?<=\d) {re.escape(unit)}(?![\w/])", "", text)
    for shown, meant in (("×", "*"), ("÷", "/"), ("−", "-"), ("^", "**"), ("√", "sqrt")):
        text = text.replace(shown, meant)
    text = re.sub(r"(.+) to the nearest (.+)", r"nearest(\1, \2)", text)
    text = re.sub(r"(.+) down to a multiple of (.+)", r"below(\1, \2)", text)
    return _worked_out(ast.parse(text, mode="eval"))


def lines_with_equations(derivation: str) -> Iterator[tuple[str, str, str]]:
    """Each calculated line: what it gives, the number as printed, and the equation."""
    for line in derivation.split("\n"):
        said = line.lstrip("│├└ ").split("   ")[0].split(" = ")
        if len(said) == 3:
            what, value, equation = said
            yield what, value, equation


def assert_every_line_can_be_redone(derivation: str) -> int:
    checked = 0
    for number, (what, value, equation) in enumerate(lines_with_equations(derivation)):
        printed = value.removeprefix("AUC ").split(" ")[0]
        got = redone(equation)
        if number == 0:
            assert wording.dose_number(got) == printed, (what, value, equation)
        else:
            digits = len(printed.replace(".", "").replace(",", "").lstrip("0"))
            digits = max(digits, 6)
            assert wording.significant(got, digits) == printed, (what, value, equation)
        checked += 1
    return checked


WEIGHTS = st.integers(4000, 15000).map(lambda n: f"{n / 100:g} kg")
HEIGHTS = st.integers(1400, 2000).map(lambda n: f"{n / 10:g} cm")
CREATININES = st.one_of(
    st.integers(40, 300).map(lambda n: f"{n / 100:g} mg/dL"),
    st.integers(40, 260).map(lambda n: f"{n} umol/L"),
)


@given(
    weight=WEIGHTS,
    height=HEIGHTS,
    creatinine=CREATININES,
    age=st.integers(18, 90),
    sex=st.sampled_from(["male", "female"]),
    # what the others round in words is redone in test_policy_rounding
    policy=st.sampled_from(
        [
            name
            for name in library.ids("policies")
            if library.shipped_policy(name).rounding in ("none", "formulary_step")
        ]
    ),
)
def test_a_reader_gets_each_printed_number_from_the_numbers_below_it(
    weight: str, height: str, creatinine: str, age: int, sex: str, policy: str
) -> None:
    patient = rc.Patient(
        sex=sex, age=f"{age} y", height=height, weight=weight, creatinine=creatinine
    )
    try:
        course = rc.plan_course(
            rc.load_regimen("carboplatin-etoposide-21d"),
            patient,
            start="2026-12-01",
            cycles=1,
            policy=policy,
        )
    except rc.Refused:
        return
    for dose in course.distinct_doses().values():
        assert assert_every_line_can_be_redone(str(dose.derivation)) >= 2


def test_the_derivation_of_the_seed_reads_like_a_worked_example(man: rc.Patient) -> None:
    course = rc.plan_course(rc.load_regimen("ep-infusional-28d"), man, start="2026-12-01")
    cisplatin = course.distinct_doses()["cisplatin"]
    lines = str(cisplatin.derivation).split("\n")
    assert lines[0] == "cisplatin, per dose = 81.8 mg = 45 mg/m2 × 1.81812 m2"
    assert lines[1].startswith("├ amount = 45 mg/m2   Case report")
    assert lines[1].endswith("regimens/ep-infusional-28d.yaml:48:15")
    assert lines[2].startswith("└ body surface area = 1.81812 m2 = √(170 cm × 70 kg ÷ 3600)")
    assert lines[3:] == ["  ├ height = 170 cm   entered", "  └ weight = 70 kg   entered"]


def test_equal_doses_share_one_derivation(man: rc.Patient) -> None:
    course = rc.plan_course(rc.load_regimen("ep-infusional-28d"), man, start="2026-12-01", cycles=6)
    assert len({id(planned.derivation) for planned in course.doses}) == 2


def test_the_place_in_a_derivation_is_the_line_of_the_file(man: rc.Patient) -> None:
    regimen = rc.load_regimen("ep-infusional-28d")
    course = rc.plan_course(regimen, man, start="2026-12-01")
    place = course.doses[0].derivation.operand("amount").place
    assert place is not None
    line = regimen.source.text.split("\n")[place.line - 1]
    assert line[place.column - 1 :] == "100 mg/m2"


@pytest.mark.parametrize("value", [1.0, 0.1 + 0.2, 1234.5678, 1e-7, 123456789.125])
def test_significant_digits_lose_nothing_when_all_are_asked_for(value: float) -> None:
    assert float(wording.significant(value, 17).replace(",", "")) == value


def test_a_formula_from_memory_says_so_on_its_line_and_in_its_record() -> None:
    # 0.1173 × 100^0.6466 = 0.1173 × 19.643 = 2.304
    weight = Step("weight", 100, "kg", "100 kg", source="entered")
    area = BODY_SURFACE_AREA["livingston_lee_2001"].apply("area", weight_kg=weight)
    source = "Livingston and Lee 2001, Am J Physiol Endocrinol Metab 281:E586"
    assert str(area).split("\n") == [
        f"area = 2.3 m2 = 0.1173 × (100 kg)^0.6466   {source}   NOT VERIFIED: from memory",
        "└ weight = 100 kg   entered",
    ]
    record = area.to_dict()
    assert record.pop("value") == pytest.approx(2.304, abs=5e-4)
    assert record == {
        "what": "area",
        "unit": "m2",
        "equation": "0.1173 × ({weight_kg})^0.6466",
        "formula": "livingston_lee_2001",
        "verified": False,
        "source": source,
        "operands": {
            "weight_kg": {
                "what": "weight",
                "value": 100,
                "unit": "kg",
                "written": "100 kg",
                "source": "entered",
            }
        },
    }


def test_a_step_records_nothing_that_was_not_said() -> None:
    assert Step("cap", 2, "m2").to_dict() == {"what": "cap", "value": 2, "unit": "m2"}
    place = Place("regimens/made.yaml", 4, 7, "cap")
    said = Step("cap", 2, "m2", "2.0 m2", place=place, note="cap reached").to_dict()
    assert said == {
        "what": "cap",
        "value": 2,
        "unit": "m2",
        "written": "2.0 m2",
        "place": "regimens/made.yaml:4:7",
        "note": "cap reached",
    }


def test_a_note_is_notable_only_where_it_says_so() -> None:
    step = Step("cap", 2, "m2")
    assert step.with_note("cap not reached") == Step("cap", 2, "m2", note="cap not reached")
    assert step.with_note("cap not reached").is_notable is False
    assert step.with_note("cap reached", is_notable=True).is_notable is True


def test_a_calculated_step_has_no_sex_where_its_formula_needs_none() -> None:
    height, weight = Step("height", 170, "cm", "170 cm"), Step("weight", 70, "kg", "70 kg")
    area = BODY_SURFACE_AREA["mosteller_1987"].apply("area", height_cm=height, weight_kg=weight)
    assert (area.sex, area.written) == ("", "")
    schlich = BODY_SURFACE_AREA["schlich_2010"]
    woman = schlich.apply("area", "female", height_cm=height, weight_kg=weight)
    assert woman.sex == "female"
    assert woman.to_dict()["equation"] == ("0.000975482 × ({weight_kg})^0.46 × ({height_cm})^1.08")


def test_an_operand_from_1000_on_is_read_as_it_is_printed() -> None:
    # 2 × 1234.5678: at six digits 1,234.57 gives 2469.14, printed 2,469.1 as is 2469.1356
    double = Formula("double", lambda *, number: 2 * number, "mg", "2 × {number}")
    number = Step("half", 1234.5678, "mg")
    assert str(double.apply("whole", number=number)).split("\n") == [
        "whole = 2,469.1 mg = 2 × 1,234.57 mg",
        "└ half = 1,234.57 mg",
    ]


def test_what_is_worth_a_remark_is_said_beside_the_dose() -> None:
    weight = Step("weight", 100, "kg", "100 kg")
    area = BODY_SURFACE_AREA["livingston_lee_2001"].apply("area", weight_kg=weight)
    step = at_most(area, Step("cap", 2, "m2", "2.0 m2")).with_note("")
    source = "Livingston and Lee 2001, Am J Physiol Endocrinol Metab 281:E586"
    memory = f"area by {source}: NOT VERIFIED, from memory"
    assert list(remarks(step)) == [memory]
    noted = step.with_note("cap reached", is_notable=True)
    assert list(remarks(noted)) == ["area 2 m2: cap reached", memory]
    tablets = Step("dose", 1, "tablets", note="made whole", is_notable=True)
    assert list(remarks(tablets)) == ["dose 1 tablet: made whole"]
