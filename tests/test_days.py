"""Days, cycles and numbered doses: what is read, what is refused, and how each is said."""

from collections.abc import Callable
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from regimencalc.days import Days, Numbers, read_days, read_days_of_a_rule, read_numbers
from regimencalc.problems import Place, Problem, Refused
from regimencalc.starts import Starts, Until, UntilField
from regimencalc.yaml_source import read

DAYS_FIX = (
    "Write every day, for example days: [1, 8] or days: [1, 2, 3]; four and more in a row as "
    "{from: 1, to: 14}."
)


def refused_days(value: Any) -> list[tuple[str, str, str]]:
    with pytest.raises(Refused) as refusal:
        read_days(value)
    return said(refusal.value.problems)


def refused_numbers(value: Any) -> list[tuple[str, str, str]]:
    with pytest.raises(Refused) as refusal:
        read_numbers(value)
    return said(refusal.value.problems)


def said(problems: Any) -> list[tuple[str, str, str]]:
    assert all(isinstance(problem, Problem) for problem in problems)
    return [(p.code, p.message, p.fix) for p in problems]


# Days


@pytest.mark.parametrize(
    ("value", "listed", "words"),
    [
        (["1", "8"], (1, 8), "days 1, 8 (2 days)"),
        ("5", (5,), "day 5"),
        (["-6", "0", "1"], (-6, 0, 1), "days -6, 0, 1 (3 days)"),
        (["-999"], (-999,), "day -999"),
        (["9999"], (9999,), "day 9999"),
        ({"from": "1", "to": "4"}, (1, 2, 3, 4), "days 1, 2, 3, 4 (4 days)"),
        ({"from": "-1", "to": "1"}, (-1, 0, 1), "days -1, 0, 1 (3 days)"),
        ([{"from": "1", "to": "2"}, "8"], (1, 2, 8), "days 1, 2, 8 (3 days)"),
        ("not stated", (), "days not stated"),
    ],
)
def test_days_are_read_as_they_stand(value: Any, listed: tuple[int, ...], words: str) -> None:
    days = read_days(value)
    assert (days.listed, str(days), days.same_as) == (listed, words, "")
    assert (list(days), len(days), bool(days)) == (list(listed), len(listed), True)
    assert read_days(days) is days


def test_days_may_be_those_of_another_line() -> None:
    days = read_days({"same_as": "cisplatin"})
    assert (days.same_as, days.listed, str(days)) == ("cisplatin", (), "the days of cisplatin")


def test_a_rule_has_days_of_its_own() -> None:
    assert read_days_of_a_rule(["1", "8"]).listed == (1, 8)
    for none, words in (("not stated", "days not stated"), ({"same_as": "a"}, "the days of a")):
        with pytest.raises(Refused) as refusal:
            read_days_of_a_rule(none)
        (problem,) = refusal.value.problems
        assert problem.code == "RC203"
        assert problem.message == f"'{words}' are no days on which a rule could be judged"
        assert problem.fix == (
            "Write them: days: [8]; or leave 'days' out for the first day of the cycle."
        )


def test_a_run_ends_400_days_after_its_first_at_the_latest() -> None:
    assert len(read_days({"from": "1", "to": "400"})) == 400
    assert refused_days({"from": "1", "to": "401"}) == [
        (
            "RC302",
            "a run from day 1 to day 401 is longer than 400 days",
            "Write 'lasts' or 'until' for what goes on, or a shorter run.",
        )
    ]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ([], ("RC203", "'days' has the wrong shape",
              "Write at least one item in this list, for example days: [1, 8].")),
        ({"from": "1"}, ("RC202", "a run of days has no end", "Write both: {from: 1, to: 14}.")),
        ({"to": "9"}, ("RC202", "a run of days has no end", "Write both: {from: 1, to: 14}.")),
        ({"from": "5", "to": "5"},
         ("RC302", "days from 5 to 5 do not count upwards", "Write 'from' below 'to'.")),
        ({"from": "5", "to": "4"},
         ("RC302", "days from 5 to 4 do not count upwards", "Write 'from' below 'to'.")),
        ([["1"]], ("RC203", "a day has the wrong shape", DAYS_FIX)),
        ("one", ("RC208", "'one' is not a day: days are whole numbers from 1", DAYS_FIX)),
        ("-1000", ("RC208", "'-1000' is not a day: days are whole numbers from 1", DAYS_FIX)),
        ("10000", ("RC208", "'10000' is not a day: days are whole numbers from 1", DAYS_FIX)),
        ("01", ("RC208", "'01' is not a day: days are whole numbers from 1", DAYS_FIX)),
        ("1.5", ("RC208", "'1.5' is not a day: days are whole numbers from 1", DAYS_FIX)),
        ("٣", ("RC208", "'٣' is not a day: days are whole numbers from 1", DAYS_FIX)),
    ],
)  # fmt: skip
def test_what_are_no_days_is_refused(value: Any, expected: tuple[str, str, str]) -> None:
    assert refused_days(value) == [expected]


@pytest.mark.parametrize("text", ["1-5", "D1-5", "d1-5", "1–5", "1 to 5", "1..5", "1, 5", "1:5"])
def test_a_dash_between_days_could_mean_two_things(text: str) -> None:
    message = f"'{text}' could mean two days or all the days between them"
    assert refused_days([text]) == [("RC301", message, DAYS_FIX)]


def test_every_day_that_cannot_be_read_is_named() -> None:
    assert len(refused_days(["one", "2", "three"])) == 2
    assert {code for code, *_ in refused_days([{"from": "2", "to": "1"}, "x"])} == {
        "RC302",
        "RC208",
    }


def test_days_are_equal_wherever_they_were_written() -> None:
    assert read_days(["1", "8"]) == Days((1, 8))
    assert read_days(["1", "8"])[1] == 8


# Cycles and numbered doses


@pytest.mark.parametrize(
    ("value", "words", "members", "others"),
    [
        (["2"], "2", (2,), (1, 3)),
        (["1", "3", "5"], "1, 3 and 5", (1, 3, 5), (2, 4, 6)),
        ("4", "4", (4,), (3, 5)),
        ({"from": "2"}, "2 on", (2, 3, 99), (1,)),
        ({"from": "2", "to": "6"}, "2 to 6", (2, 6), (1, 7)),
        ({"from": "1", "every": "2"}, "1 on, every 2nd", (1, 3, 99), (2, 4, 100)),
        ({"from": "2", "to": "6", "every": "2"}, "2 to 6, every 2nd", (2, 4, 6), (1, 3, 5, 8)),
        ({"from": "1", "every": "3"}, "1 on, every 3rd", (1, 4, 7), (2, 3, 5, 6)),
    ],
)
def test_numbers_are_a_list_or_a_run(
    value: Any, words: str, members: tuple[int, ...], others: tuple[int, ...]
) -> None:
    numbers = read_numbers(value)
    assert str(numbers) == words
    assert all(number in numbers for number in members)
    assert not any(number in numbers for number in others)
    assert read_numbers(numbers) is numbers


@pytest.mark.parametrize(
    ("value", "last", "last_named"),
    [
        (["1", "3"], 3, 3),
        ({"from": "2"}, None, 2),
        ({"from": "2", "to": "6"}, 6, 6),
        ({"from": "1", "every": "2"}, None, 10_000),
    ],
)
def test_the_last_number_that_is_named(value: Any, last: int | None, last_named: int) -> None:
    numbers = read_numbers(value)
    assert (numbers.last, numbers.last_named) == (last, last_named)


UPWARDS = (
    "RC302",
    "these numbers are not listed once each, counting upwards",
    "Write them so: [1, 2, 3], or {from: 2, to: 6}.",
)
ORDER = (
    "RC212",
    "the run's bounds are not in order",
    "Write 'from' below 'to', and 'every' from 2; one number alone is a list: [2].",
)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ([], UPWARDS),
        (["2", "1"], UPWARDS),
        (["1", "1"], UPWARDS),
        ([["1"]], UPWARDS),
        (["1", ["2"]], UPWARDS),
        ({"from": "6", "to": "2"}, ORDER),
        ({"from": "2", "to": "2"}, ORDER),
        ({"from": "2", "every": "1"}, ORDER),
        ({"to": "6"}, ("RC202", "a run has no beginning", "Write {from: 2}, or {from: 2, to: 6}.")),
    ],
)
def test_numbers_that_are_none_are_refused(value: Any, expected: tuple[str, str, str]) -> None:
    assert refused_numbers(value) == [expected]


def test_a_run_of_two_is_enough() -> None:
    assert read_numbers({"from": "2", "to": "3"}) == Numbers((), 2, 3, 1)
    assert read_numbers({"from": "2", "every": "2"}) == Numbers((), 2, None, 2)


# When a line begins, and where its series ends


@pytest.mark.parametrize(
    ("fields", "words", "relation"),
    [
        ({"day": "2"}, "day 2", ("", "")),
        ({"day": "2", "at": "evening"}, "day 2, in the evening", ("", "")),
        ({"cycle": "1", "day": "8"}, "once from cycle 1, day 8", ("", "")),
        ({"after": "a"}, "after a", ("after", "a")),
        ({"with": "a"}, "with a", ("with", "a")),
        ({"before": "a", "by": "30 min"}, "30 min before a", ("before", "a")),
        (
            {"after_start_of": "a", "by": "24 h", "of": "first"},
            "24 h after the start of the first giving of a",
            ("after_start_of", "a"),
        ),
        ({"cycle": "2", "after": "a", "of": "last"},
         "once from cycle 2, after the last giving of a", ("after", "a")),
    ],
)  # fmt: skip
def test_when_a_line_begins_is_said(
    fields: dict[str, str], words: str, relation: tuple[str, str]
) -> None:
    starts = Starts.model_validate(fields)
    assert str(starts) == words
    assert (starts.relation, starts.line) == relation
    assert starts.relations == tuple(filter(None, relation[:1]))
    assert starts.has_own_clock is ("cycle" in fields)
    assert starts.relation_words == (words.rpartition(", ")[2] if relation[0] else "")


def test_where_a_series_ends_is_said() -> None:
    assert str(Until(day=21)) == "day 21"
    assert str(Until(cycle=12, day=28)) == "cycle 12 day 28"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ({"day": "21"}, "day 21"),
        ({"cycle": "12", "day": "28"}, "cycle 12 day 28"),
        ({"platelets": {"from": "100 10^9/L"}}, "platelets at least 100 10^9/L"),
        ({"narrative": "progression"}, "progression"),
    ],
)
def test_where_a_series_ends_is_a_day_or_a_condition(value: Any, words: str) -> None:
    until: Until = TypeAdapter(UntilField).validate_python(value)
    assert str(until) == words
    assert (until.condition is None) is ("day" in value)
    assert TypeAdapter(UntilField).validate_python(until) is until


def test_a_field_that_is_none_is_refused_by_what_it_stands_in() -> None:
    def message(problems: list[tuple[str, str, str]]) -> list[tuple[str, str]]:
        return [(code, words) for code, words, _ in problems]

    assert message(refused_days({"from": "1", "too": "3"})) == [
        ("RC201", "'too' is not a field of a run of days")
    ]
    assert message(refused_days({"same_as": "a", "by": "3"})) == [
        ("RC201", "'by' is not a field of a line's days")
    ]
    assert message(refused_numbers({"from": "1", "too": "3"})) == [
        ("RC201", "'too' is not a field of a run")
    ]
    with pytest.raises(ValidationError) as wrong:
        TypeAdapter(UntilField).validate_python({"day": "1", "weeks": "3"})
    found = wrong.value.errors()[0]["ctx"]["error"].problems
    assert message(said(found)) == [("RC201", "'weeks' is not a field of a series' end")]


def test_two_digits_are_one_number() -> None:
    assert read_numbers("12") == Numbers((12,))


# Where it stands in the file


def node(text: str) -> Any:
    return read(text.encode(), "made.yaml").root["days"]


def test_each_day_knows_where_it_was_written() -> None:
    days = read_days(node("days: [1, {from: 4, to: 6}, 8]"))
    assert [str(place) for place in days.places] == [
        "made.yaml:1:8",
        *["made.yaml:1:18"] * 3,
        "made.yaml:1:29",
    ]
    assert read_days(["1", "8"]).places == (Place(), Place())


@pytest.mark.parametrize(
    ("reader", "text", "column"),
    [
        (read_days, "days: [1, one]", 11),
        (read_days, "days: [1-5]", 8),
        (read_days, "days: {from: 1, to: 500}", 21),
        (read_days, "days: {from: 5, to: 2}", 21),
        (read_numbers, "days: {from: 5, to: 2}", 21),
        (read_numbers, "days: {from: 5, every: 1}", 24),
        (read_numbers, "days: {from: 5, to: 2, every: 2}", 21),
        (read_numbers, "days: [2, 1]", 8),
    ],
)
def test_what_is_refused_is_refused_where_it_stands(
    reader: Callable[[object], object], text: str, column: int
) -> None:
    with pytest.raises(Refused) as refusal:
        reader(node(text))
    assert [str(p.place) for p in refusal.value.problems] == [f"made.yaml:1:{column}"]


def test_the_last_number_is_that_of_the_list_or_of_the_run() -> None:
    assert [Numbers((1, 8, 15)).last, Numbers((4,)).last] == [15, 4]
    assert [Numbers(least=2, most=6).last, Numbers(least=2).last] == [6, None]
