"""What a rule does: how a file says it, how a person reads it, and what is refused."""

import re
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from regimencalc.problems import Problem
from regimencalc.rules import Action, ActionField
from regimencalc.units import Kind, Measure
from regimencalc.yaml_source import read

READER = TypeAdapter[Action](ActionField)


def refused(value: Any) -> Problem:
    with pytest.raises(ValidationError) as refusal:
        READER.validate_python(value)
    (error,) = refusal.value.errors()
    (problem,) = error["ctx"]["error"].problems
    assert isinstance(problem, Problem)
    return problem


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("hold", "hold"),
        ("omit", "omit"),
        ("stop", "stop"),
        ("same level", "same level"),
        ({"delay": "7 d"}, "delay by 7 d"),
        ({"give": "75 %"}, "give 75 % of standard"),
        ({"reduce_by": "5 mg/m2"}, "reduce by 5 mg/m2"),
        (
            {"reduce_by": "5 mg/m2", "least": "20 mg/m2"},
            "reduce by 5 mg/m2, not below 20 mg/m2",
        ),
        ({"give": "75 %", "least": "20 mg/m2"}, "give 75 % of standard, not below 20 mg/m2"),
        ({"alternative": "other-regimen"}, "other-regimen instead"),
        ({"level": "up"}, "one level up"),
        ({"level": "down"}, "one level down"),
        ({"level": "-1"}, "level -1"),
        ({"choose": {"arm": "b"}}, "choose arm: b"),
        ({"choose": {"arm": "b", "line": "second"}}, "choose arm: b, line: second"),
    ],
)
def test_an_action_is_said_as_one_reads_it(value: Any, said: str) -> None:
    action = READER.validate_python(value)
    assert str(action) == said
    assert READER.validate_python(action) is action


def test_an_action_keeps_its_measures() -> None:
    action = READER.validate_python({"reduce_by": "5 mg/m2", "least": "20 mg/m2"})
    assert action.what == "reduce_by"
    assert (str(action.measure), str(action.least)) == ("5 mg/m2", "20 mg/m2")
    delay = READER.validate_python({"delay": "7 d"})
    assert delay.measure is not None
    assert delay.measure.kind is Kind.TIME
    assert delay.least is None


def test_a_word_that_is_no_action_is_refused_with_all_that_are() -> None:
    problem = refused("holds")
    assert problem.code == "RC204"
    assert problem.message == "'holds' is not something that a rule can do"
    assert problem.fix.startswith(
        "Did you mean 'hold'? Write hold, omit, stop, same level, or one of {delay: 7 d}, "
        "{give: 75 %}, {reduce_by: 5 mg/m2}, {level: down}, {choose: {name: answer}}"
    )


@pytest.mark.parametrize(
    "value",
    [{"delay": "7 d", "give": "75 %"}, {"least": "20 mg"}, {"level": "down", "give": "75 %"}],
)
def test_an_action_does_one_thing(value: Any) -> None:
    problem = refused(value)
    assert (problem.code, problem.message, problem.fix) == (
        "RC203",
        "an action does one thing",
        "Write one action to a rule; two rules may have the same condition.",
    )


@pytest.mark.parametrize("what", ["level", "delay", "give"])
def test_an_action_with_the_wrong_shape_is_refused(what: str) -> None:
    problem = refused({what: ["down"]})
    assert (problem.code, problem.message, problem.fix) == (
        "RC203",
        f"'{what}' has the wrong shape",
        "Write it as plain text.",
    )


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ({"delay": "7 mg"}, "delay"),
        ({"give": "75 mg"}, "share of the standard dose"),
        ({"reduce_by": "5 d"}, "reduction"),
        ({"reduce_by": "5 mg", "least": "5 d"}, "least amount"),
    ],
)
def test_a_measure_of_the_wrong_kind_is_refused_by_its_name(value: Any, words: str) -> None:
    assert f"{words} " in refused(value).message


def test_an_unknown_action_is_refused() -> None:
    problem = refused({"dely": "7 d"})
    assert problem.code == "RC201"
    assert re.search(r"\baction\b", problem.message)
    assert "delay" in problem.fix
    choice = refused({"choose": "b"})
    assert choice.code == "RC203"
    assert re.search(r"\bchoice\b", choice.message)


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("do: holds", 5),
        ("do: {delay: 7 d, give: 75 %}", 13),
        ("do: {delay: 7 mg}", 13),
        ("do: {reduce_by: 5 mg, least: 5 d}", 30),
    ],
)
def test_what_is_refused_is_refused_where_it_stands(text: str, column: int) -> None:
    root: Any = read(text.encode(), "made.yaml").root
    place = refused(root["do"]).place
    assert (place.line, place.column) == (1, column)


@pytest.mark.parametrize(
    ("what", "unit", "words"),
    [
        ("give", "%", "give 50 % of standard"),
        ("delay", "d", "delay by 50 d"),
        ("reduce_by", "mg/m2", "reduce by 50 mg/m2"),
        ("cap", "mg", "cap at 50 mg"),
        ("round", "mg", "round to 50 mg"),
    ],
)
def test_an_action_says_what_it_does(what: str, unit: str, words: str) -> None:
    assert str(Action(what, Measure(50, unit, f"50 {unit}"))) == words
