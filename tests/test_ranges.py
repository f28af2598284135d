"""Amounts, durations and counts with bounds: what is read, what holds, how it is said."""

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from regimencalc.component import AMOUNT_KINDS, AmountField, LineFields
from regimencalc.problems import Problem, Refused
from regimencalc.ranges import Amount, AmountOf, CountField, SpanField
from regimencalc.unit_reader import pattern, read_measure
from regimencalc.units import Kind, Measure
from regimencalc.yaml_source import read

AMOUNT = AmountOf("amount", AMOUNT_KINDS, may_share=True)
TOTAL = AmountOf("total", AMOUNT_KINDS)
ORDER = (
    "RC212",
    "the amount's bounds are not in order",
    "Write 'from' below 'to', and 'plan' between them.",
)


def mg(text: str) -> Measure:
    return read_measure(text, AMOUNT_KINDS, "amount")


def span(value: Any) -> Any:
    return TypeAdapter(SpanField).validate_python(value)


def count(value: Any) -> Any:
    return TypeAdapter(CountField).validate_python(value)


def refused(value: Any, field: AmountOf = AMOUNT) -> list[Problem]:
    with pytest.raises(Refused) as refusal:
        field.read(value)
    return list(refusal.value.problems)


# Amounts


@pytest.mark.parametrize(
    ("value", "said", "is_stated", "has_bounds", "must_be_chosen"),
    [
        ("not stated", "not stated", False, False, False),
        ("20 mg", "20 mg", True, False, False),
        ({"from": "20 mg", "to": "40 mg"}, "20 mg to 40 mg", True, True, True),
        ({"from": "20 mg"}, "at least 20 mg", True, True, True),
        ({"to": "40 mg"}, "at most 40 mg", True, True, True),
        ({"plan": "30 mg", "to": "40 mg"}, "30 mg (at most 40 mg)", True, True, False),
        (
            {"plan": "30 mg", "from": "20 mg", "to": "40 mg"},
            "30 mg (20 mg to 40 mg)",
            True,
            True,
            False,
        ),
        ({"plan": "30 mg"}, "30 mg", True, False, False),
        ("50 % of first-line", "50 % of first-line", True, False, False),
    ],
)
def test_an_amount_is_one_measure_or_bounds_or_a_share(
    value: Any, said: str, *, is_stated: bool, has_bounds: bool, must_be_chosen: bool
) -> None:
    amount = AMOUNT.read(value)
    assert str(amount) == said
    assert amount.is_stated is is_stated
    assert amount.has_bounds is has_bounds
    assert amount.must_be_chosen is must_be_chosen
    assert AMOUNT.read(amount) is amount


def test_an_amount_has_the_kind_of_any_of_its_measures() -> None:
    assert AMOUNT.read("not stated").kind is None
    assert AMOUNT.read("not stated").one is None
    for value in ("20 mg", {"from": "20 mg"}, {"to": "20 mg"}):
        assert AMOUNT.read(value).kind is Kind.MASS
        assert AMOUNT.read(value).one == mg("20 mg")
    both = AMOUNT.read({"plan": "30 mg", "from": "20 mg", "to": "40 mg"})
    assert both.one == mg("30 mg")
    assert AMOUNT.read({"from": "20 mg", "to": "40 mg"}).one == mg("20 mg")


def test_a_share_is_of_another_line() -> None:
    share = AMOUNT.read("50 % of first-line")
    assert (share.share_of, share.kind) == ("first-line", Kind.SHARE)
    assert share.plan is not None
    assert share.plan.number == 50
    (problem,) = refused("50 % of first-line", TOTAL)
    assert "share" not in problem.message


@pytest.mark.parametrize(
    ("value", "below", "within", "above"),
    [
        ({"from": "20 mg", "to": "40 mg"}, "19.999 mg", ["20 mg", "30 mg", "0.04 g"], "40.001 mg"),
        ({"from": "20 mg"}, "19.999 mg", ["20 mg", "9 g"], ""),
        ({"to": "40 mg"}, "", ["1 mg", "40 mg"], "40.001 mg"),
        ({"from": "20 mg", "to": "40 mg"}, "30 mg/m2", ["30 mg"], "AUC 30"),
    ],
)
def test_a_chosen_amount_lies_within_the_bounds(
    value: Any, below: str, within: list[str], above: str
) -> None:
    amount = AMOUNT.read(value)
    assert all(amount.holds(mg(text)) for text in within)
    assert not any(amount.holds(mg(text)) for text in (below, above) if text)


@pytest.mark.parametrize(
    "value",
    [
        {"from": "40 mg", "to": "20 mg"},
        {"from": "40 mg", "to": "40 mg"},
        {"plan": "19 mg", "from": "20 mg", "to": "40 mg"},
        {"plan": "41 mg", "from": "20 mg", "to": "40 mg"},
        {"plan": "19 mg", "from": "20 mg"},
    ],
)
def test_bounds_that_are_not_in_order_are_refused(value: Any) -> None:
    assert [(p.code, p.message, p.fix) for p in refused(value)] == [ORDER]


@pytest.mark.parametrize(
    "value",
    [
        {"plan": "20 mg", "from": "20 mg", "to": "40 mg"},
        {"plan": "40 mg", "from": "20 mg", "to": "40 mg"},
        {"plan": "20 mg", "from": "20 mg"},
    ],
)
def test_what_is_planned_may_be_one_of_the_bounds(value: Any) -> None:
    assert AMOUNT.read(value).must_be_chosen is False


def test_bounds_of_two_kinds_are_refused() -> None:
    (problem,) = refused({"from": "20 mg", "to": "40 mg/m2"})
    assert (problem.code, problem.message, problem.fix) == (
        "RC207",
        "the bounds of one amount are of different kinds",
        "Write them in one unit.",
    )
    (problem,) = refused({"plan": "20 mg", "from": "10 mg/m2"})
    assert problem.code == "RC207"


def test_what_is_no_text_is_refused_with_an_example() -> None:
    (problem,) = refused(["20 mg"])
    assert (problem.code, problem.message) == ("RC203", "an amount is needed as text with its unit")
    assert problem.fix.startswith("Write a number, a space and a unit (")
    (problem,) = refused(["20 mg"], TOTAL)
    assert problem.message == "a total is needed as text with its unit"


def test_editors_are_told_what_an_amount_may_be() -> None:
    schema = TypeAdapter(AmountField).json_schema()
    text, bounds = schema["anyOf"]
    assert schema["description"] == "amount, with its unit"
    units = pattern(AMOUNT_KINDS)
    assert text["type"] == "string"
    assert text["pattern"] == rf"{units}|^not stated$|^[0-9.]+ % of [a-z0-9_-]+$"
    assert text["patternErrorMessage"].startswith("Write ")
    assert bounds["type"] == "object"
    assert bounds["additionalProperties"] is False
    assert list(bounds["properties"]) == ["plan", "from", "to"]
    for one in bounds["properties"].values():
        assert (one["type"], one["pattern"]) == ("string", units)
        assert one["patternErrorMessage"] == text["patternErrorMessage"]


# Durations


@pytest.mark.parametrize(
    ("value", "said", "planned", "shortest", "longest"),
    [
        ("not stated", "not stated", None, None, None),
        ("1 h", "1 h", 60, 60, 60),
        ({"from": "30 min", "to": "1 h"}, "30 min to 1 h", None, 30, 60),
        ({"from": "30 min"}, "at least 30 min", None, 30, None),
        ({"to": "1 h"}, "at most 1 h", None, 60, 60),
        ({"plan": "45 min", "from": "30 min", "to": "1 h"}, "45 min", 45, 30, 60),
        ({"until": {"after": "other"}}, "until the end of other", None, None, None),
        (
            {"until": {"after": "other", "by": "2 h", "of": "last"}},
            "until 2 h after the end of the last giving of other",
            None,
            None,
            None,
        ),
    ],
)
def test_a_duration_is_planned_or_has_bounds(
    value: Any, said: str, planned: float | None, shortest: float | None, longest: float | None
) -> None:
    made = span(value)
    assert str(made) == said
    assert (made.planned_minutes, made.shortest_minutes, made.longest_minutes) == (
        planned,
        shortest,
        longest,
    )
    assert made.is_stated is (said != "not stated")


def test_an_empty_map_states_nothing() -> None:
    with pytest.raises(ValidationError) as refusal:
        span({})
    (error,) = refusal.value.errors()
    assert [(p.code, p.message, p.fix) for p in error["ctx"]["error"].problems] == [
        ("RC202", "nothing is stated here", "Write 'not stated', or what it is.")
    ]


# Counts


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("not stated", "not stated"),
        ("6", "6"),
        ({"from": "4", "to": "6"}, "from 4 to 6"),
        ({"from": "4"}, "from 4"),
        ({"to": "6"}, "to 6"),
        ({"plan": "6", "from": "4", "to": "8"}, "6 (from 4 to 8)"),
        ({"plan": "6", "to": "8"}, "6 (to 8)"),
    ],
)
def test_a_count_is_planned_or_has_bounds(value: Any, said: str) -> None:
    assert str(count(value)) == said


def test_an_amount_of_a_line_is_read_by_its_field() -> None:
    assert LineFields(per_dose=AMOUNT.read("20 mg")).per_dose == Amount(mg("20 mg"))


def test_a_field_reads_an_amount_as_it_was_declared() -> None:
    assert str(TypeAdapter(AmountField).validate_python("20 mg/m2")) == "20 mg/m2"


def test_a_field_that_an_amount_has_not_is_refused_by_its_name() -> None:
    (problem,) = refused({"form": "20 mg"})
    assert (problem.code, problem.message) == ("RC201", "'form' is not a field of an amount")
    (problem,) = refused({"form": "20 mg"}, TOTAL)
    assert problem.message == "'form' is not a field of a total"


def test_the_units_of_an_amount_are_spelled_where_it_is_no_text() -> None:
    (problem,) = refused(["AUC 5"], AmountOf("target", (Kind.AUC,)))
    assert problem.fix == "Write a number, a space and a unit (AUC)."


def test_a_share_that_is_no_number_is_refused_as_a_share() -> None:
    (problem,) = refused("half % of first-line")
    assert "share" in problem.message
    assert "SHARE" not in problem.message
    assert "XX" not in problem.message
    (problem,) = refused("-50 % of first-line")
    assert "share" in problem.message


# Where it stands in the file


def node(text: str) -> Any:
    return read(text.encode(), "made.yaml").root["amount"]


def test_a_share_knows_where_it_was_written() -> None:
    share = AMOUNT.read(node("amount: 50 % of first-line")).plan
    assert share is not None
    assert str(share.place) == "made.yaml:1:9"
    plain = AMOUNT.read("50 % of first-line").plan
    assert plain is not None
    assert plain.place is None


@pytest.mark.parametrize(
    ("text", "code", "column"),
    [
        ("amount: {from: 40 mg, to: 20 mg}", "RC212", 27),
        ("amount: {plan: 10 mg, from: 20 mg}", "RC212", 16),
        ("amount: {plan: 50 mg, from: 20 mg, to: 40 mg}", "RC212", 40),
        ("amount: {from: 40 mg, to: 20 mg/m2}", "RC207", 27),
        ("amount: {plan: 10 mg/m2, from: 20 mg}", "RC207", 16),
        ("amount: {plan: 30 mg, from: 20 mg, to: 40 mg/m2}", "RC207", 40),
    ],
)
def test_bounds_are_refused_where_they_stand(text: str, code: str, column: int) -> None:
    (problem,) = refused(node(text))
    assert (problem.code, str(problem.place)) == (code, f"made.yaml:1:{column}")


def test_one_measure_of_an_amount_is_read_as_the_amount_is() -> None:
    of_one = AmountOf("total", (Kind.MASS,)).of_one
    assert of_one.read("40 mg") == mg("40 mg")
    with pytest.raises(Refused) as refusal:
        of_one.read("40 kg")
    assert "total" in str(refusal.value)
