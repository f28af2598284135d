"""Conditions: each edge at b − ε, b and b + ε, what is not known, and how they are said."""

from typing import Any

import pytest

from regimencalc.conditions import Condition, read_condition
from regimencalc.problems import Problem, Refused

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
