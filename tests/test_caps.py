"""Caps and floors as steps of their own: which holds, what it says, and where two are unlike."""

import pytest
from test_givings import cisplatin, made

from regimencalc.caps import at_least, at_most, before_cap, lowest
from regimencalc.caps_of_a_giving import stated_caps
from regimencalc.derivation import Step
from regimencalc.problems import Place, Refused


def milligrams(number: float, what: str = "dose", place: Place | None = None) -> Step:
    return Step(what, number, "mg", f"{number:g} mg", place=place)


def test_of_several_caps_the_one_that_allows_the_least_holds_and_all_are_shown() -> None:
    caps = [milligrams(number, "cap") for number in (3, 2, 2.5)]
    step = lowest(caps)
    assert step is not None
    assert (step.what, step.value, step.unit) == ("cap", 2, "mg")
    assert step.operands == (("cap_1", caps[0]), ("cap_2", caps[1]), ("cap_3", caps[2]))
    assert step.formula is not None
    assert step.formula.name == "lowest_cap"
    assert str(step).split("\n")[0] == "cap = 2 mg = min(3 mg, 2 mg, 2.5 mg)"


def test_one_cap_is_its_own_step_and_no_cap_is_none() -> None:
    alone = milligrams(2, "cap")
    assert lowest([alone]) is alone
    assert lowest([]) is None


HERE, THERE = Place(line=3, field="cap"), Place(line=9, field="per_dose")


@pytest.mark.parametrize(
    ("of_cap", "of_step", "expected"),
    [(HERE, THERE, HERE), (HERE, None, HERE), (None, THERE, THERE), (None, None, Place())],
)
def test_a_cap_in_another_unit_is_refused_where_it_stands_or_where_the_dose_does(
    of_cap: Place | None, of_step: Place | None, expected: Place
) -> None:
    units = Step("cap", 40, "USP_units", "40 USP units", place=of_cap)
    with pytest.raises(Refused) as caught:
        at_most(milligrams(30, "bleomycin", of_step), units)
    (problem,) = caught.value.problems
    assert problem.code == "RC207"
    assert problem.message == "'bleomycin' is in mg, and its cap in USP_units"
    assert problem.fix == "Write the cap in the unit of the dose."
    assert problem.place == expected


@pytest.mark.parametrize(
    ("number", "value", "note"),
    [(1.9, 1.9, "cap not reached"), (2, 2, "cap not reached"), (2.1, 2, "cap reached")],
)
def test_a_cap_is_reached_above_it_alone(number: float, value: float, note: str) -> None:
    capped = at_most(milligrams(number), milligrams(2, "cap"))
    assert (capped.value, capped.note) == (value, note)
    assert capped.is_notable is (note == "cap reached")


@pytest.mark.parametrize(
    ("number", "value", "note"),
    [(1.9, 2, "floor reached"), (2, 2, "floor not reached"), (2.1, 2.1, "floor not reached")],
)
def test_a_floor_is_reached_below_it_alone(number: float, value: float, note: str) -> None:
    raised = at_least(milligrams(number), milligrams(2, "floor"))
    assert (raised.value, raised.note) == (value, note)
    assert raised.is_notable is (note == "floor reached")


def test_before_a_cap_is_what_it_was_put_on_and_of_anything_else_itself() -> None:
    value, bound = milligrams(3), milligrams(2, "bound")
    raised = at_least(value, milligrams(4, "floor"))
    assert before_cap(at_most(value, bound)) is value
    assert before_cap(value) is value
    assert before_cap(raised) is raised


def test_a_cap_of_a_day_on_a_rate_is_divided_by_the_hours_of_a_day() -> None:
    # 240 mg a day are 10 mg an hour
    line = "per_hour: 20 mg, days: [1], infuse_over: not stated, cap: {per_day: 240 mg}"
    (statement,) = made(cisplatin("a", line)).components[0].statements
    (cap,) = stated_caps(statement, None)
    assert (cap.what, cap.value, cap.unit) == ("cap", 10, "mg/h")
    by = cap.operand("doses_per_day")
    assert (by.what, by.value, by.unit, by.written) == ("hours a day", 24, "hours a day", "24")
    assert str(cap).split("\n")[-1].startswith("└ hours a day = 24")
