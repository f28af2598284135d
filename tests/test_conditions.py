"""Conditions: each edge at b − ε, b and b + ε, what is not known, and how they are said."""

import re
from typing import Any

import pytest

from regimencalc.conditions import (
    CONDITION_SHAPE,
    Clause,
    Condition,
    fact_name,
    in_words,
    read_condition,
)
from regimencalc.fields import how_to_write
from regimencalc.problems import Problem, Refused
from regimencalc.unit_reader import pattern
from regimencalc.units import Kind
from regimencalc.yaml_source import read

LOW, HIGH = {"platelets": {"from": "100 10^9/L"}}, {"platelets": {"to": "150 10^9/L"}}


def found(node: Any) -> list[Problem]:
    with pytest.raises(Refused) as refusal:
        read_condition(node)
    return list(refusal.value.problems)


# What holds


@pytest.mark.parametrize(
    ("edges", "below", "on", "above"),
    [
        ({"from": "100 10^9/L"}, False, True, True),
        ({"above": "100 10^9/L"}, False, False, True),
        ({"to": "100 10^9/L"}, True, True, False),
        ({"below": "100 10^9/L"}, True, False, False),
        ({"from": "100 10^9/L", "to": "150 10^9/L"}, False, True, True),
        ({"from": "50 10^9/L", "below": "100 10^9/L"}, True, False, False),
        ({"above": "50 10^9/L", "to": "100 10^9/L"}, True, True, False),
    ],
)
def test_a_value_is_compared_with_its_edges(
    edges: dict[str, str], *, below: bool, on: bool, above: bool
) -> None:
    condition = read_condition({"platelets": edges})
    known = [{"platelets": value} for value in (99.999999, 100.0, 100.000001)]
    assert [condition.holds(facts) for facts in known] == [below, on, above]


def test_noise_of_binary_arithmetic_is_on_neither_side_of_an_edge() -> None:
    condition = read_condition({"haemoglobin": {"from": "0.3 g/L"}})
    assert 0.1 + 0.2 != 0.3
    assert condition.holds({"haemoglobin": 0.1 + 0.2}) is True
    assert condition.holds({"haemoglobin": 0.3 - 1e-16}) is True
    assert (
        read_condition({"haemoglobin": {"above": "0.3 g/L"}}).holds({"haemoglobin": 0.1 + 0.2})
        is False
    )


def test_a_value_that_is_not_known_or_no_number_fulfils_nothing_and_fails_nothing() -> None:
    condition = read_condition(LOW)
    assert condition.holds({}) is None
    assert condition.holds({"neutrophils": 2.0}) is None
    assert condition.holds({"platelets": "many"}) is None


def test_an_answer_holds_when_it_was_given() -> None:
    condition = read_condition({"arm": "a"})
    assert [condition.holds(f) for f in ({}, {"arm": "a"}, {"arm": "b"})] == [None, True, False]


YES, NO, OPEN = {"arm": "a"}, {"arm": "b"}, {"line": "a"}


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        ({"arm": "a", "platelets": {"from": "100 10^9/L"}}, True),
        ({"arm": "b", "platelets": {"from": "100 10^9/L"}}, False),
        ({"arm": "a", "platelets": {"from": "101 10^9/L"}}, False),
        # one that fails decides, whatever is not known of the others
        ({"arm": "b", "line": "a"}, False),
        ({"arm": "a", "line": "a"}, None),
        ({"any": [YES, NO]}, True),
        ({"any": [YES, OPEN]}, True),
        ({"any": [NO, OPEN]}, None),
        ({"any": [NO, NO]}, False),
        ({"any": [YES, NO], "platelets": {"from": "100 10^9/L"}}, True),
        ({"any": [YES, NO], "platelets": {"above": "100 10^9/L"}}, False),
        ({"any": [NO, NO], "platelets": {"from": "100 10^9/L"}}, False),
        ({"any": [NO, OPEN], "platelets": {"above": "100 10^9/L"}}, False),
        # words are never known to hold
        ({"narrative": "recovered"}, None),
        ({"arm": "a", "narrative": "recovered"}, None),
        ({"arm": "b", "narrative": "recovered"}, False),
        ({"any": [NO, {"any": [NO, YES]}]}, True),
    ],
)
def test_all_must_hold_and_of_alternatives_one(node: Any, *, expected: bool | None) -> None:
    assert read_condition(node).holds({"arm": "a", "platelets": 100.0}) is expected


# How it is said


@pytest.mark.parametrize(
    ("node", "said"),
    [
        (LOW, "platelets at least 100 10^9/L"),
        (HIGH, "platelets at most 150 10^9/L"),
        (
            {"nadir_neutrophils": {"above": "0.5 10^9/L", "below": "1 10^9/L"}},
            "nadir neutrophils above 0.5 10^9/L and below 1 10^9/L",
        ),
        ({"urine_ph": {"from": "pH 7"}}, "urine pH at least 7"),
        ({"inr": {"below": "INR 1.5"}}, "INR below 1.5"),
        ({"arm": "a"}, "arm is a"),
        ({"arm": "a", "line": "b"}, "arm is a, and line is b"),
        ({"narrative": "all have recovered"}, "all have recovered"),
        ({"arm": "a", "narrative": "all have recovered"}, "arm is a, and all have recovered"),
        ({"any": [YES, OPEN]}, "arm is a or line is a"),
        ({"stage": "x", "any": [YES, OPEN]}, "stage is x, and (arm is a or line is a)"),
        ({"any": [YES, OPEN], "narrative": "fit"}, "(arm is a or line is a), and fit"),
        (
            {"any": [{"arm": "a", "line": "b"}, {"arm": "b", "narrative": "fit"}, OPEN]},
            "(arm is a, and line is b) or (arm is b, and fit) or line is a",
        ),
        (
            {"any": [{"arm": "a", "line": "b", "narrative": "fit"}, OPEN]},
            "(arm is a, and line is b, and fit) or line is a",
        ),
        (
            {"any": [{"any": [YES, OPEN]}, {"arm": "b", "any": [YES, OPEN]}]},
            "arm is a or line is a or (arm is b, and (arm is a or line is a))",
        ),
    ],
)
def test_a_condition_is_said_as_one_reads_it(node: Any, said: str) -> None:
    assert str(read_condition(node)) == said


def test_every_clause_is_found_at_any_depth() -> None:
    node = {"arm": "a", "any": [{"line": "b"}, {"any": [{"stage": "c"}, {"sex": "d"}]}]}
    clauses = read_condition(node).all_clauses()
    assert [(c.name, c.answer) for c in clauses] == [
        ("arm", "a"),
        ("line", "b"),
        ("stage", "c"),
        ("sex", "d"),
    ]


def test_a_condition_that_was_read_is_taken_as_it_is() -> None:
    condition = read_condition(LOW)
    assert read_condition(condition) is condition
    assert Condition().holds({}) is True
    assert read_condition({"arm": "a"}) == Condition((Clause("arm", answer="a"),))


# What is refused

SHAPE = (
    "RC203",
    "a condition has the wrong shape",
    "Write a value with its edge, for example {platelets: {from: 100 10^9/L}}.",
)
ANY = (
    "RC203",
    "'any' needs several conditions",
    "Write a list of at least two: any: [{…}, {…}].",
)
EDGES = (
    "RC212",
    "the edges of platelets are not in order",
    "Write one lower edge (from or above) below one upper edge (to or below).",
)
NO_TEXT = ("RC210", "no text stands here", "Write it, or take the field out.")


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        ({}, [SHAPE]),
        ("fit", [SHAPE]),
        (["fit"], [SHAPE]),
        ({"any": [YES]}, [ANY]),
        ({"any": []}, [ANY]),
        ({"any": {"arm": "a"}}, [ANY]),
        ({"any": "fit or not"}, [ANY]),
        ({"any": [YES, "fit"]}, [SHAPE]),
        ({"narrative": ""}, [NO_TEXT]),
        ({"narrative": "  "}, [NO_TEXT]),
        ({"narrative": ["fit"]}, [NO_TEXT]),
        ({"narrative": "", "any": [YES]}, [ANY, NO_TEXT]),
        (
            {"platelets": "100 10^9/L"},
            [
                (
                    "RC203",
                    "'platelets' needs an edge: '100 10^9/L' alone is neither a floor nor a limit",
                    "Write {platelets: {from: …}}, with one or two of: from, above, to, below.",
                )
            ],
        ),
        ({"platelets": {"from": "100 10^9/L", "to": "100 10^9/L"}}, [EDGES]),
        ({"platelets": {"from": "101 10^9/L", "to": "100 10^9/L"}}, [EDGES]),
        ({"platelets": {"above": "100 10^9/L", "below": "100 10^9/L"}}, [EDGES]),
        ({"platelets": {"from": "50 10^9/L", "above": "60 10^9/L"}}, [EDGES]),
        ({"platelets": {"to": "50 10^9/L", "below": "60 10^9/L"}}, [EDGES]),
        (
            {"platelets": {"from": "50 10^9/L", "above": "60 10^9/L", "to": "90 10^9/L"}},
            [EDGES],
        ),
    ],
)
def test_what_is_no_condition_is_refused_with_a_mend(
    node: Any, expected: list[tuple[str, str, str]]
) -> None:
    assert [(p.code, p.message, p.fix) for p in found(node)] == expected


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("if: fit", 5),
        ("if: {any: fit}", 11),
        ("if: {narrative: ''}", 17),
        ("if: {platelets: 100 10^9/L}", 17),
        ("if: {platelets: {from: 2 10^9/L, to: 1 10^9/L}}", 24),
        ("if: {platelets: {from: 2 mg}}", 24),
        ("if: {dpyd: norml}", 12),
    ],
)
def test_what_is_refused_is_refused_where_it_stands(text: str, column: int) -> None:
    root: Any = read(text.encode(), "made.yaml").root
    (problem,) = found(root["if"])
    assert (problem.place.line, problem.place.column) == (1, column)


def test_edges_in_different_kinds_of_unit_are_refused() -> None:
    (problem,) = found({"alt": {"from": "1 ULN", "to": "50 IU/L"}})
    assert (problem.code, problem.message) == ("RC212", "the edges of alt are not in order")
    read_condition({"alt": {"from": "1 ULN", "to": "3 ULN"}})


def test_an_unknown_value_is_refused_with_the_one_that_was_meant() -> None:
    (problem,) = found({"plateletts": {"from": "100 10^9/L"}})
    assert problem.code == "RC201"
    assert problem.message == "'plateletts' is not a value that a condition may name"
    assert problem.fix.startswith("Did you mean 'platelets'? Values: age, weight, height, ")


def test_a_measure_of_the_wrong_kind_is_refused_by_its_name() -> None:
    (problem,) = found({"nadir_platelets": {"from": "100 mg"}})
    assert "nadir platelets" in problem.message


def test_an_unknown_edge_is_refused() -> None:
    (problem,) = found({"platelets": {"form": "100 10^9/L"}})
    assert problem.code == "RC201"
    assert re.search(r"\bedge\b", problem.message)


def test_the_rate_that_is_meant_is_asked_for() -> None:
    (problem,) = found({"gfr": {"from": "60 mL/min"}})
    assert problem.fix.startswith(
        "Say which rate is meant: creatinine_clearance, measured_gfr, egfr or clearance_for_auc. "
        "Values: age, "
    )


# Values that are words, and values in several kinds of unit


def test_a_value_that_is_a_word_is_one_of_its_words() -> None:
    condition = read_condition({"child_pugh": "B"})
    assert [condition.holds(f) for f in ({}, {"child_pugh": "A"}, {"child_pugh": "B"})] == [
        None,
        False,
        True,
    ]
    assert str(condition) == "Child-Pugh class is B"
    (problem,) = found({"dpyd": "norml"})
    assert (problem.code, problem.message, problem.fix) == (
        "RC204",
        "'norml' is not something that dpyd can be",
        "Did you mean 'normal'? It may be: normal, partial-deficiency, complete-deficiency.",
    )


def test_a_value_in_another_kind_of_unit_is_another_value() -> None:
    condition = read_condition({"alt": {"to": "3 ULN"}})
    assert condition.holds({"alt [multiple of the upper limit of normal]": 3.0}) is True
    assert condition.holds({"alt [multiple of the upper limit of normal]": 3.01}) is False
    assert condition.holds({"alt [activity concentration]": 3.0}) is None
    assert condition.holds({"alt": 3.0}) is None
    # a dose is of the line itself, whatever its unit
    assert read_condition({"dose": {"to": "2 mg"}}).holds({"dose": 2.0}) is True


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("creatinine_clearance", "creatinine clearance"),
        ("urine_ph", "urine pH"),
        ("egfr", "estimated GFR"),
        ("arm", "arm"),
    ],
)
def test_a_value_has_its_spoken_name(name: str, words: str) -> None:
    assert in_words(name) == words


def test_editors_are_told_the_shape_of_a_condition() -> None:
    text = {
        "type": "string",
        "pattern": pattern((Kind.CELL_COUNT,)),
        "patternErrorMessage": how_to_write((Kind.CELL_COUNT,)),
    }
    assert CONDITION_SHAPE["properties"]["platelets"] == {
        "title": "edges",
        "type": "object",
        "properties": dict.fromkeys(("from", "above", "to", "below"), text),
        "additionalProperties": False,
        "minProperties": 1,
    }


def test_a_value_has_a_name_for_each_kind_of_unit_where_it_has_several() -> None:
    assert fact_name("platelets", Kind.CELL_COUNT) == "platelets"
    assert fact_name("dose", Kind.MASS) == "dose"
    assert fact_name("arm", Kind.MASS) == "arm"
    assert fact_name("alt", Kind.UPPER_LIMIT) == "alt [multiple of the upper limit of normal]"
