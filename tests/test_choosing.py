"""What must be chosen before a regimen can be planned: what is asked, taken and refused."""

import re
from collections.abc import Mapping

import pytest

from regimencalc.choosing import Chosen, asked, chosen, key_of, questions
from regimencalc.regimen import Regimen
from regimencalc.yaml_source import read

HEAD = """\
format: 1
id: made
name: Made
population: adult
status: draft
sources: [{id: somebody, cite: "Somebody, 2020"}]
"""
CYCLE = "cycle: {length: 21 d, planned: 2}\n"
PLAIN = "{id: plain, drug: cisplatin, per_dose: 20 mg, days: [1]}"
BOUNDS = "{id: free, drug: etoposide, per_dose: {from: 20 mg, to: 40 mg}, days: [1]}"
PLANNED = "{id: free, drug: etoposide, per_dose: {plan: 30 mg, to: 40 mg}, days: [1]}"
SERIES = (
    "{id: series, drug: etoposide, per_dose: 20 mg, starts: {day: 1}, every: 1 d, "
    "times: {from: 3, to: 5}}"
)
NOT_CHOSEN, NOT_POSSIBLE = "RC603", "RC604"


def made(text: str, *lines: str) -> Regimen:
    components = f"components: [{', '.join(lines)}]\n" if lines else ""
    return Regimen.from_source(read((HEAD + text + components).encode(), "made.yaml"))


def choose(
    regimen: Regimen,
    answers: Mapping[str, str] | None = None,
    body: Mapping[str, float] | None = None,
    lines: frozenset[str] | None = None,
) -> tuple[Chosen, list[tuple[str, str, str]]]:
    made_of, problems = chosen(regimen, answers or {}, body or {}, lines)
    assert {p.place.field for p in problems} <= {"choose", "height", "arm", "age"}
    return made_of, [(p.code, p.message, p.fix) for p in problems]


def said(regimen: Regimen, answers: Mapping[str, str]) -> list[tuple[str, str, str]]:
    return choose(regimen, answers)[1]


# Choices by name

ARM = "choices: {arm: [early, late]}\n" + CYCLE
BY_AGE = "choices: {arm: {early: {age: {from: 70 y}}, late: otherwise}}\n" + CYCLE
BY_BMI = "choices: {arm: {early: {bmi: {from: 30 kg/m2}}, late: otherwise}}\n" + CYCLE


def test_an_answer_is_a_fact() -> None:
    found, problems = choose(made(ARM, PLAIN), {"arm": "late"})
    assert problems == []
    assert found.facts == {"arm": "late"}
    assert (found.amounts, found.numbers, found.level) == ({}, {}, None)


def test_what_is_not_answered_is_asked_with_an_example() -> None:
    assert said(made(ARM, PLAIN), {}) == [
        (NOT_CHOSEN, "'arm' is not chosen: early or late", "Choose it, for example arm=early.")
    ]
    spaced = made("choices: {arm: [very early, late]}\n" + CYCLE, PLAIN)
    assert said(spaced, {})[0][2] == 'Choose it, for example "arm=very early".'


def test_a_question_knows_the_answers_that_are_names() -> None:
    levels = (
        "levels: [{level: full, amounts: {plain: 20 mg}}, {level: less, amounts: {plain: 15 mg}}]\n"
    )
    found = {one.key: one.names for one in asked(made(ARM + levels, PLAIN, BOUNDS))}
    assert found == {"arm": ("early", "late"), "free": (), "level": ("full", "less")}


def test_an_answer_that_is_none_is_refused_with_those_that_are() -> None:
    assert said(made(ARM, PLAIN), {"arm": "erly"}) == [
        (
            NOT_POSSIBLE,
            "'erly' is not an answer to 'arm'",
            "Did you mean 'early'? It may be: early, late.",
        )
    ]


def test_a_question_that_nobody_asks_is_refused() -> None:
    assert said(made(ARM, PLAIN), {"arm": "late", "armm": "late"}) == [
        (
            NOT_POSSIBLE,
            "made asks nothing called 'armm'",
            "Did you mean 'arm'? It asks: arm (early or late).",
        )
    ]
    assert said(made(ARM, PLANNED), {"arm": "late", "colour": "red"})[0][2] == (
        "It asks: arm (early or late), free (30 mg (at most 40 mg))."
    )
    assert said(made(CYCLE, PLAIN), {"colour": "red"}) == [
        (NOT_POSSIBLE, "made asks nothing called 'colour'", "It asks: nothing.")
    ]


@pytest.mark.parametrize(
    ("body", "arm"), [({"age": 69.999}, "late"), ({"age": 70.0}, "early"), ({"age": 71.0}, "early")]
)
def test_what_the_body_decides_is_asked_of_nobody(body: Mapping[str, float], arm: str) -> None:
    found, problems = choose(made(BY_AGE, PLAIN), body=body)
    assert (problems, found.facts["arm"]) == ([], arm)
    # a person may say otherwise
    assert choose(made(BY_AGE, PLAIN), {"arm": "early"}, body)[0].facts["arm"] == "early"


def test_what_cannot_be_decided_says_what_it_needs() -> None:
    assert said(made(BY_AGE, PLAIN), {}) == [
        ("RC502", "'arm' cannot be decided: it needs the age", "Give it.")
    ]
    assert said(made(BY_BMI, PLAIN), {}) == [
        ("RC502", "'arm' cannot be decided: it needs the bmi", "Give height and weight.")
    ]
    places = [chosen(made(text, PLAIN), {}, {})[1][0].place.field for text in (BY_AGE, BY_BMI)]
    assert places == ["age", "height"]


def test_what_bears_on_no_wanted_line_is_not_asked() -> None:
    early = "{id: a, drug: cisplatin, per_dose: 20 mg, days: [1], when: {arm: early}}"
    regimen = made(ARM, early, PLAIN)
    assert choose(regimen, lines=frozenset({"plain"}))[1] == []
    assert [code for code, *_ in choose(regimen, lines=frozenset({"a"}))[1]] == [NOT_CHOSEN]
    # but what was answered is looked at
    assert choose(regimen, {"arm": "x"}, lines=frozenset({"plain"}))[1][0][0] == NOT_POSSIBLE


def test_a_choice_that_need_not_be_asked_hides_no_other() -> None:
    two = "choices: {arm: [early, late], line: [first, second]}\n" + CYCLE
    second = "{id: a, drug: cisplatin, per_dose: 20 mg, days: [1], when: {line: second}}"
    assert [message for _, message, _ in choose(made(two, second), lines=frozenset({"a"}))[1]] == [
        "'line' is not chosen: first or second"
    ]


# Amounts with bounds


def test_an_amount_with_bounds_and_no_plan_must_be_chosen() -> None:
    regimen = made(CYCLE, PLAIN, BOUNDS)
    assert said(regimen, {}) == [
        (
            NOT_CHOSEN,
            "the amount of 'free' is not chosen: 20 mg to 40 mg",
            'Choose it, for example "free=20 mg".',
        )
    ]
    most = made(CYCLE, BOUNDS.replace("from: 20 mg, ", ""))
    assert said(most, {})[0][2] == 'Choose it, for example "free=40 mg".'
    assert said(made(CYCLE, PLANNED), {}) == []


@pytest.mark.parametrize("amount", ["20 mg", "30 mg", "40 mg", "0.04 g"])
def test_an_amount_within_its_bounds_is_taken(amount: str) -> None:
    found, problems = choose(made(CYCLE, BOUNDS), {"free": amount})
    assert problems == []
    assert str(found.amounts["free"]) == amount
    statement = made(CYCLE, BOUNDS).components[0].statements[0]
    assert str(found.amount_of(statement, "")) == amount


@pytest.mark.parametrize("amount", ["19.99 mg", "40.01 mg"])
def test_an_amount_outside_its_bounds_is_refused(amount: str) -> None:
    assert said(made(CYCLE, BOUNDS), {"free": amount}) == [
        (NOT_POSSIBLE, f"'{amount}' is not an answer to 'free'", "It may be: 20 mg to 40 mg.")
    ]


def test_an_amount_of_the_wrong_kind_is_refused_where_it_was_chosen() -> None:
    for amount in ("30 mg/m2", "banana"):
        _, problems = chosen(made(CYCLE, BOUNDS), {"free": amount}, {})
        assert [p.place.field for p in problems] == ["choose"]
        assert re.search(r"\bamount\b", problems[0].message)


def test_an_amount_of_a_line_without_bounds_is_no_question() -> None:
    assert said(made(CYCLE, PLAIN, BOUNDS), {"free": "20 mg", "plain": "10 mg"}) == [
        (
            NOT_POSSIBLE,
            "made asks nothing called 'plain'",
            "It asks: free (20 mg to 40 mg).",
        )
    ]


def test_an_amount_is_not_asked_where_its_line_is_not_given() -> None:
    later = BOUNDS.replace("days: [1]", "days: [1], when: {arm: late}")
    regimen = made(ARM, PLAIN, later)
    assert said(regimen, {"arm": "early"}) == []
    assert [code for code, *_ in said(regimen, {"arm": "late"})] == [NOT_CHOSEN]
    needed = BOUNDS.replace("days: [1]", "as_needed: nausea")
    assert said(made(CYCLE, PLAIN, needed), {}) == []
    assert choose(made(CYCLE, PLAIN, BOUNDS), lines=frozenset({"plain"}))[1] == []


def test_a_chosen_amount_is_for_the_parts_that_have_bounds() -> None:
    parts = (
        "{id: free, drug: etoposide, days: [1], parts: [{cycles: [1], per_dose: {from: 20 mg, "
        "to: 40 mg}}, {cycles: {from: 2}, per_dose: 50 mg}]}"
    )
    regimen = made(CYCLE, parts)
    found, problems = choose(regimen, {"free": "30 mg"})
    assert problems == []
    first, later = regimen.components[0].statements
    assert str(found.amount_of(first, "")) == "30 mg"
    assert str(found.amount_of(later, "")) == "50 mg"
    assert str(Chosen().amount_of(first, "")) == "20 mg to 40 mg"


def test_a_part_without_bounds_hides_no_other() -> None:
    parts = (
        "{id: free, drug: etoposide, days: [1], parts: [{cycles: [1], per_dose: 50 mg}, "
        "{cycles: {from: 2}, per_dose: {from: 20 mg, to: 40 mg}}]}"
    )
    assert [message for _, message, _ in said(made(CYCLE, parts), {})] == [
        "the amount of 'free' is not chosen: 20 mg to 40 mg"
    ]


def test_an_amount_is_chosen_in_the_kind_of_its_bounds() -> None:
    by_surface = made(CYCLE, BOUNDS.replace(" mg", " mg/m2"))
    assert said(by_surface, {"free": "30 mg/m2"}) == []
    assert said(by_surface, {"free": "30 mg"}) != []


# Numbers of a series


@pytest.mark.parametrize("number", ["3", "4", "5"])
def test_a_number_within_its_bounds_is_taken(number: str) -> None:
    found, problems = choose(made(CYCLE, SERIES), {"series.times": number})
    assert problems == []
    assert found.numbers == {"series.times": int(number)}
    assert found.counts_in("") == {"series": int(number)}


@pytest.mark.parametrize("number", ["2", "6", "0", "-4", "4.0", "four", "", "٤", "44444"])
def test_a_number_outside_its_bounds_is_refused(number: str) -> None:
    assert said(made(CYCLE, SERIES), {"series.times": number}) == [
        (
            NOT_POSSIBLE,
            f"'{number}' is not an answer to 'series.times'",
            "It may be: from 3 to 5.",
        )
    ]


def test_a_word_is_no_number_where_one_would_be_enough() -> None:
    once = made(CYCLE, SERIES.replace("from: 3", "from: 1"))
    assert choose(once, {"series.times": "1"})[1] == []
    for number in ("one", "0", "9" * 5000):
        assert [code for code, *_ in said(once, {"series.times": number})] == [NOT_POSSIBLE]


def test_the_number_of_a_series_need_not_be_chosen() -> None:
    assert said(made(CYCLE, SERIES), {}) == []


# Lengths, cycles, levels


@pytest.mark.parametrize(
    ("text", "key", "message", "example"),
    [
        (
            "cycle: {length: {from: 21 d, to: 28 d}, planned: 2}\n",
            "cycle.length",
            "'cycle.length' is not chosen: 21 d to 28 d",
            "21 d",
        ),
        (
            "cycle: {length: {to: 28 d}, planned: 2}\n",
            "cycle.length",
            "'cycle.length' is not chosen: at most 28 d",
            "28 d",
        ),
        (
            "cycle: {length: not stated, planned: 2}\n",
            "cycle.length",
            "'cycle.length' is not chosen: not stated",
            "28 d",
        ),
        ("lasts: not stated\n", "lasts", "'lasts' is not chosen: not stated", "28 d"),
        (
            "lasts: {from: 5 d, to: 7 d}\n",
            "lasts",
            "'lasts' is not chosen: 5 d to 7 d",
            "5 d",
        ),
    ],
)
def test_a_length_that_is_left_open_is_asked(
    text: str, key: str, message: str, example: str
) -> None:
    fix = f'Choose it, for example "{key}={example}".'
    assert said(made(text, PLAIN), {}) == [(NOT_CHOSEN, message, fix)]
    assert choose(made(text, PLAIN), lines=frozenset({"other"}))[1] == []


FREE = "cycle: {length: {from: 21 d, to: 28 d}, planned: 2}\n"


@pytest.mark.parametrize(("length", "days"), [("21 d", 21), ("28 d", 28), ("672 h", 28)])
def test_a_length_within_its_bounds_is_taken(length: str, days: int) -> None:
    found, problems = choose(made(FREE, PLAIN), {"cycle.length": length})
    assert (problems, found.numbers) == ([], {"cycle.length": days})


@pytest.mark.parametrize("length", ["20 d", "29 d", "22.5 d", "510 h"])
def test_a_length_outside_its_bounds_or_of_no_whole_days_is_refused(length: str) -> None:
    assert said(made(FREE, PLAIN), {"cycle.length": length}) == [
        (
            NOT_POSSIBLE,
            f"'{length}' is not an answer to 'cycle.length'",
            "It may be: whole days up to 3,660 d, 21 d to 28 d.",
        )
    ]


@pytest.mark.parametrize(
    ("length", "problems"), [("20 d", 1), ("21 d", 0), ("24 d", 0), ("28 d", 0), ("29 d", 1)]
)
def test_a_planned_length_with_a_longest_may_be_any_between(length: str, problems: int) -> None:
    planned = "cycle: {length: {plan: 21 d, to: 28 d}, planned: 2}\n"
    assert len(said(made(planned, PLAIN), {"cycle.length": length})) == problems


def test_a_length_ends_at_ten_years() -> None:
    regimen = made("lasts: not stated\n", PLAIN)
    found, problems = choose(regimen, {"lasts": "3660 d"})
    assert (problems, found.numbers) == ([], {"lasts": 3660})
    assert said(regimen, {"lasts": "3661 d"}) == [
        (
            NOT_POSSIBLE,
            "'3661 d' is not an answer to 'lasts'",
            "It may be: whole days up to 3,660 d, not stated.",
        )
    ]


@pytest.mark.parametrize(
    ("lasts", "codes"),
    [("4 d", [NOT_POSSIBLE]), ("5 d", []), ("7 d", []), ("8 d", [NOT_POSSIBLE])],
)
def test_a_phase_lasts_as_long_as_its_bounds_allow(lasts: str, codes: list[str]) -> None:
    regimen = made("lasts: {from: 5 d, to: 7 d}\n", PLAIN)
    assert [code for code, *_ in said(regimen, {"lasts": lasts})] == codes


def test_a_wait_may_have_one_bound_alone() -> None:
    text = (
        "phases: [{id: one, lasts: 7 d, components: [LINE]}, "
        "{id: two, starts: {after: one, by: BY}, lasts: 7 d, components: [LINE]}]\n"
    ).replace("LINE", PLAIN)
    least, most = (made(text.replace("BY", by)) for by in ("{from: 7 d}", "{to: 14 d}"))
    assert said(least, {"two.starts": "7 d"}) == said(most, {"two.starts": "14 d"}) == []
    assert said(least, {"two.starts": "6 d"})[0][2] == (
        "It may be: whole days up to 3,660 d, at least 7 d."
    )
    assert said(most, {"two.starts": "15 d"})[0][2] == (
        "It may be: whole days up to 3,660 d, at most 14 d."
    )
    assert said(least, {})[0][2] == 'Choose it, for example "two.starts=7 d".'


def test_one_length_that_is_none_hides_no_other() -> None:
    answers = {
        "one.cycle.length": "21 d",
        "free": "20 mg",
        "two.lasts": "5 mg",
        "two.starts": "6 d",
    }
    assert [message for _, message, _ in said(made(PHASED), answers)][-1] == (
        "'6 d' is not an answer to 'two.starts'"
    )


def test_a_length_that_is_none_is_refused_where_it_was_chosen() -> None:
    _, problems = chosen(made(FREE, PLAIN), {"cycle.length": "28 mg"}, {})
    assert [p.place.field for p in problems] == ["choose"]
    assert re.search(r"\blength\b", problems[0].message)


@pytest.mark.parametrize(("number", "taken"), [("1", 1), ("60", 60), ("999", 999)])
def test_a_number_of_cycles_may_be_chosen(number: str, taken: int) -> None:
    found, problems = choose(made(CYCLE, PLAIN), {"cycles": number})
    assert (problems, found.numbers) == ([], {"cycles": taken})


@pytest.mark.parametrize("number", ["0", "-1", "1000", "two", "1.5", "", "٣"])
def test_what_is_no_number_of_cycles_is_refused(number: str) -> None:
    assert said(made(CYCLE, PLAIN), {"cycles": number}) == [
        (
            NOT_POSSIBLE,
            f"'{number}' is not an answer to 'cycles'",
            "It may be: a whole number from 1.",
        )
    ]


LEVELS = (
    CYCLE + "levels: [{level: 1, amounts: {plain: 15 mg}}, {level: 2, amounts: {plain: 10 mg}}]\n"
)


def test_a_level_changes_the_amounts_that_it_names() -> None:
    regimen = made(LEVELS, PLAIN, BOUNDS)
    found, problems = choose(regimen, {"level": "2", "free": "30 mg"})
    assert problems == []
    plain, free = (component.statements[0] for component in regimen.components)
    assert str(found.amount_of(plain, "")) == "10 mg"
    assert str(found.amount_of(free, "")) == "30 mg"
    assert str(Chosen().amount_of(plain, "")) == "20 mg"


def test_a_level_that_is_none_is_refused() -> None:
    assert said(made(LEVELS, PLAIN), {"level": "3"}) == [
        (NOT_POSSIBLE, "'3' is not an answer to 'level'", "It may be: 1, 2.")
    ]
    assert said(made(CYCLE, PLAIN), {"level": "3"}) == [
        (
            NOT_POSSIBLE,
            "'3' is not an answer to 'level'",
            "It may be: nothing: it has no levels.",
        )
    ]


# Phases

PHASED = f"""\
phases:
  - {{id: one, cycle: {{length: not stated, planned: 1}}, components: [{BOUNDS}, {SERIES}]}}
  - id: two
    starts: {{after: one, by: {{from: 7 d, to: 14 d}}}}
    lasts: not stated
    components: [{BOUNDS}, {SERIES}]
"""


def test_a_key_names_its_phase_where_there_are_several() -> None:
    assert (key_of("", "lasts"), key_of("two", "lasts")) == ("lasts", "two.lasts")
    answers = {
        "one.cycle.length": "21 d", "one.free": "20 mg", "two.free": "30 mg",
        "two.starts": "8 d", "two.lasts": "5 d", "two.series.times": "4", "one.cycles": "3",
    }  # fmt: skip
    regimen = made(PHASED)
    found, problems = choose(regimen, answers)
    assert problems == []
    assert found.numbers == {
        "one.cycle.length": 21,
        "one.cycles": 3,
        "two.starts": 8,
        "two.lasts": 5,
        "two.series.times": 4,
    }
    assert found.counts_in("two") == {"series": 4}
    assert found.counts_in("one") == {}
    first, second = (phase.components[0].statements[0] for phase in regimen.phases)
    assert str(found.amount_of(first, "one")) == "20 mg"
    assert str(found.amount_of(second, "two")) == "30 mg"


def test_a_name_without_a_phase_is_meant_for_all() -> None:
    answers = {
        "one.cycle.length": "21 d", "free": "20 mg", "series.times": "4",
        "two.starts": "7 d", "two.lasts": "5 d",
    }  # fmt: skip
    regimen = made(PHASED)
    found, problems = choose(regimen, answers)
    assert problems == []
    assert found.counts_in("one") == found.counts_in("two") == {"series": 4}
    second = regimen.phases[1].components[0].statements[0]
    assert str(found.amount_of(second, "two")) == "20 mg"


@pytest.mark.parametrize("wait", ["6 d", "15 d", "7.5 d"])
def test_a_wait_outside_its_bounds_is_refused(wait: str) -> None:
    answers = {"one.cycle.length": "21 d", "free": "20 mg", "two.lasts": "5 d", "two.starts": wait}
    assert said(made(PHASED), answers) == [
        (
            NOT_POSSIBLE,
            f"'{wait}' is not an answer to 'two.starts'",
            "It may be: whole days up to 3,660 d, 7 d to 14 d.",
        )
    ]


def test_all_that_a_regimen_asks_is_listed() -> None:
    assert list(questions(made(PHASED))) == [
        "one.free (20 mg to 40 mg)",
        "one.series.times (from 3 to 5)",
        "one.cycle.length (not stated)",
        "two.free (20 mg to 40 mg)",
        "two.series.times (from 3 to 5)",
        "two.lasts (not stated)",
        "two.starts (7 d to 14 d after one)",
    ]
    assert list(questions(made(LEVELS, PLAIN))) == ["level (1 or 2)"]
    assert list(questions(made(ARM, PLANNED))) == [
        "arm (early or late)",
        "free (30 mg (at most 40 mg))",
    ]
    assert list(questions(made(BY_AGE, PLAIN))) == []


def test_each_question_of_a_phase_that_is_left_open_is_asked_by_its_key() -> None:
    assert [message for _, message, _ in said(made(PHASED), {})] == [
        "the amount of 'free' is not chosen: 20 mg to 40 mg",
        "'one.cycle.length' is not chosen: not stated",
        "the amount of 'free' is not chosen: 20 mg to 40 mg",
        "'two.lasts' is not chosen: not stated",
        "'two.starts' is not chosen: 7 d to 14 d",
    ]


def test_what_is_no_number_of_cycles_is_refused_by_the_key_of_its_phase() -> None:
    line = f"components: [{PLAIN}]"
    regimen = made(f"phases: [{{id: a, cycle: {{length: 21 d, planned: 2}}, {line}}}]\n")
    assert said(regimen, {"a.cycles": "two"}) == [
        (
            NOT_POSSIBLE,
            "'two' is not an answer to 'a.cycles'",
            "It may be: a whole number from 1.",
        )
    ]
