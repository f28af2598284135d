"""Decisions in words: what is read says the same sentence again, and what cannot be read is said.

Each form is read to its value by hand; sentences that are nearly of a form are refused with it.
"""

from string import ascii_lowercase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regimencalc.changes import LEVEL, Change
from regimencalc.decision_reader import read_decision, read_reason, with_reason
from regimencalc.decisions import (
    Adopted,
    Begun,
    Chose,
    Confirmed,
    Found,
    Given,
    Measured,
    Recalculated,
    Stopped,
    What,
    cycle_of,
    said,
)
from regimencalc.judgement import Answer, Verdict
from regimencalc.problems import Problem, Refused
from regimencalc.reasons import Reason
from regimencalc.rules import Action
from regimencalc.timeline import Delay
from regimencalc.units import Measure

SHA = "0123456789abcdef" * 4
ACCEPTED, DECLINED = Verdict.ACCEPTED, Verdict.DECLINED
SENTENCES: list[tuple[str, What]] = [
    ("start on 2026-12-01", Begun("2026-12-01")),
    ("start on 2026-12-01T09:00", Begun("2026-12-01T09:00")),
    ("delay cycle 2 by 14 d", Delay(2, 14)),
    ("advance cycle 2 by 1 d", Delay(2, -1)),
    ("delay cycle 2 day 8 by 7 d, alone", Delay(2, 7, 8, follows=False)),
    ("delay cycle 1 day 0 by 1 d", Delay(1, 1, 0)),
    ("delay cycle 1 day -2 by 366 d", Delay(1, 366, -2)),
    ("omit vincristine from cycle 4", Change("vincristine", Action("omit"), 4)),
    ("hold a from cycle 2 day 8 to cycle 3", Change("a", Action("hold"), 2, 3, from_day=8)),
    ("stop a from cycle 2 to cycle 2", Change("a", Action("stop"), 2, 2)),
    ("stop course from cycle 3", Stopped(3)),
    ("stop course from cycle 3 day 8", Stopped(3, 8)),
    ("level minus-1 from cycle 2", Change(LEVEL, Action(LEVEL, word="minus-1"), 2)),
    (
        "give etoposide=75 % from cycle 2",
        Change("etoposide", Action("give", Measure(75.0, "%", "75 %")), 2),
    ),
    (
        "give a=80 % of previous from cycle 3 to cycle 4",
        Change("a", Action("give", Measure(80.0, "%", "80 %")), 3, 4, of_previous=True),
    ),
    (
        "give a=75 % from cycle 1 day 2 to cycle 1",
        Change("a", Action("give", Measure(75.0, "%", "75 %")), 1, 1, from_day=2),
    ),
    ("choose platinum=carboplatin from cycle 3", Chose("platinum", "carboplatin", 3)),
    ("choose hydration=1500 mL/m2 from cycle 1", Chose("hydration", "1500 mL/m2")),
    ("measure weight=68 kg from cycle 3", Measured({"weight": "68 kg"}, 3)),
    (
        "measure weight=68 kg, weight_on=2027-01-26 from cycle 3",
        Measured({"weight": "68 kg", "weight_on": "2027-01-26"}, 3),
    ),
    ("measure weight=none from cycle 2", Measured({"weight": "none"}, 2)),
    ("value platelets=62 10^9/L, on 2026-12-29", Found("platelets=62 10^9/L, on 2026-12-29")),
    ("accept RC721:cisplatin:1", Answer("RC721:cisplatin:1", ACCEPTED, "")),
    ("decline a-rule:a:12 @ 40 10^9/L", Answer("a-rule:a:12", DECLINED, "", "40 10^9/L")),
    ("confirm cycle 1", Confirmed(1)),
    ("given cycle 1 day 2", Given(1, 2)),
    ("given cycle 1 day 2 on 2026-12-03", Given(1, 2, on="2026-12-03")),
    ("given cycle 1 day 2 cisplatin", Given(1, 2, "cisplatin")),
    ("given cycle 1 day 2 a on 2026-12-03", Given(1, 2, "a", on="2026-12-03")),
    ("given cycle 1 day -1 a dose 3", Given(1, -1, "a", 3)),
    ("given cycle 1 day 2 a 80 mg", Given(1, 2, "a", dose=Measure(80.0, "mg", "80 mg"))),
    (
        "given cycle 1 day 2 a dose 3 0.08 g on 2026-12-03",
        Given(1, 2, "a", 3, Measure(0.08, "g", "0.08 g"), "2026-12-03"),
    ),
    ("not given cycle 1 day 2", Given(1, 2, was_given=False)),
    ("not given cycle 1 day 2 a dose 3", Given(1, 2, "a", 3, was_given=False)),
    (f"adopt regimens/ep-21d.yaml {SHA}", Adopted("regimens/ep-21d.yaml", SHA)),
    ("recalculate by 0.1.0", Recalculated("0.1.0")),
]


def problem(text: str) -> Problem:
    with pytest.raises(Refused) as refusal:
        read_decision(text)
    (found,) = refusal.value.problems
    assert found.place.field in ("decision", "give", "value")
    return found


@pytest.mark.parametrize(("text", "what"), SENTENCES, ids=[text for text, _ in SENTENCES])
def test_a_sentence_is_read_and_said_again(text: str, what: What) -> None:
    assert read_decision(text) == what
    assert said(what) == text


@pytest.mark.parametrize(
    ("text", "full"),
    [
        ("omit a", "omit a from cycle 1"),
        ("omit a to cycle 2", "omit a from cycle 1 to cycle 2"),
        ("give a=75 %", "give a=75 % from cycle 1"),
        ("give a=75 % of standard", "give a=75 % from cycle 1"),
        ("level 2", "level 2 from cycle 1"),
        ("choose a=b", "choose a=b from cycle 1"),
        ("measure weight=68 kg", "measure weight=68 kg from cycle 1"),
        (
            "measure weight=68 kg, height=170 cm, on 2027-01-26 from cycle 3",
            "measure weight=68 kg, height=170 cm, weight_on=2027-01-26, height_on=2027-01-26 "
            "from cycle 3",
        ),
        # an age has no day of its own
        (
            "measure age=68 y, weight=68 kg, on 2027-01-26",
            "measure age=68 y, weight=68 kg, weight_on=2027-01-26 from cycle 1",
        ),
    ],
)
def test_what_is_left_out_is_said_in_full(text: str, full: str) -> None:
    assert said(read_decision(text)) == full


# Every kind, with any words in it

_cycles = st.integers(1, 999)
_days = st.integers(-99, 999)
_lines = st.text(f"{ascii_lowercase}0123456789", min_size=1, max_size=9).filter(
    lambda name: name not in ("on", "dose", "course")
)
_dates = st.dates().map(str)
_maybe_day = st.none() | _days
_shares = st.integers(1, 100).map(lambda n: Measure(float(n), "%", f"{n} %"))
_masses = st.integers(1, 9999).map(lambda n: Measure(float(n), "mg", f"{n} mg"))
_words = st.text(f"{ascii_lowercase} 0123456789", min_size=1).filter(
    lambda text: text.strip() == text and " from cycle " not in text
)


def _change(
    line: str, action: Action, first: int, more: int | None, day: int | None, *of: str
) -> Change:
    last = None if more is None else min(first + more, 999)
    return Change(line, action, first, last, of_previous="previous" in of, from_day=day)


_more = st.none() | st.integers(0, 9)
_without = st.sampled_from(["omit", "hold", "stop"]).map(Action)
_decisions: st.SearchStrategy[What] = st.one_of(
    _dates.map(Begun),
    st.builds(Delay, _cycles, st.integers(1, 366), _maybe_day, st.booleans()),
    st.builds(Delay, _cycles, st.integers(-366, -1), _maybe_day, st.booleans()),
    st.builds(_change, _lines, _without, _cycles, _more, _maybe_day),
    st.builds(
        _change,
        _lines,
        _shares.map(lambda share: Action("give", share)),
        _cycles,
        _more,
        _maybe_day,
        st.sampled_from(["standard", "previous"]),
    ),
    st.builds(
        _change,
        st.just(LEVEL),
        _lines.map(lambda word: Action(LEVEL, word=word)),
        _cycles,
        _more,
        _maybe_day,
    ),
    st.builds(Stopped, _cycles, _maybe_day),
    st.builds(Chose, _lines, _words, _cycles),
    st.builds(Measured, st.fixed_dictionaries({"weight": _words, "height": _words}), _cycles),
    st.integers(1, 500).map(lambda n: Found(f"platelets={n} 10^9/L")),
    st.builds(
        lambda line, cycle, verdict, value: Answer(f"RC721:{line}:{cycle}", verdict, "", value),
        _lines,
        _cycles,
        st.sampled_from(Verdict),
        _words,
    ),
    _cycles.map(Confirmed),
    st.builds(lambda cycle, day, on: Given(cycle, day, on=on), _cycles, _days, _dates),
    st.builds(
        Given,
        _cycles,
        _days,
        _lines,
        st.none() | st.integers(1, 9999),
        st.none() | _masses,
        st.just("") | _dates,
        st.sampled_from([True]),
    ),
    st.builds(
        lambda cycle, day, line: Given(cycle, day, line, was_given=False), _cycles, _days, _lines
    ),
    st.just(Adopted("regimens/a.yaml", SHA)),
    st.just(Recalculated("1.2.3")),
)


@given(_decisions)
def test_every_decision_is_read_as_it_is_said(what: What) -> None:
    assert read_decision(said(what)) == what


# What is refused


@pytest.mark.parametrize(
    "text",
    [
        "delay cycle 2 by two weeks",
        "delay cycle 0 by 7 d",
        "delay cycle 2 by 0 d",
        "delay cycle 2 by -7 d",
        "delay cycle 2 by 7",
        "delay cycle 1000 by 7 d",
        "delay cycle 2 by 7 d, alone ",
        " delay cycle 2 by 7 d",
        "delay cycle ٢ by 7 d",
        "Delay cycle 2 by 7 d",
        "delay  cycle 2 by 7 d",
        "confirm cycle 1 2",
        "start on",
        "given cycle 1",
        "given cycle 1 day 2 80 mg",
        "given cycle 1 day 2 a on yesterday",
        "confirm cycle 1 ",
        "accept RC721",
        "accept RC721:cisplatin",
        "accept RC721:cisplatin:one",
        f"adopt regimens/ep-21d.yaml {SHA[1:]}",
        "recalculate by hand",
        "",
    ],
)
def test_what_is_not_quite_of_a_form_is_refused(text: str) -> None:
    found = problem(text)
    assert found.code == "RC809"
    assert found.message == f"'{text}' is not a decision that can be read"


def test_a_sentence_ends_where_it_ends() -> None:
    assert problem("confirm cycle 1\n").code == "RC809"


def test_the_forms_of_its_first_word_are_shown_or_the_word_that_was_meant() -> None:
    assert problem("delay cycle 2 by two weeks").fix == "Write it like: delay cycle 2 by 14 d."
    stop = problem("stop at once").fix
    assert stop == "Write it like: stop course from cycle 3; stop vincristine from cycle 4."
    slip = problem("dealy cycle 2 by 14 d").fix
    assert slip.startswith("Did you mean 'delay'? Write it like: start on 2026-12-01; ")


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("omit a from cycle 3 to cycle 2", "RC809", "holds for no cycle"),
        ("not given cycle 1 day 2 a 80 mg", "RC809", "what was not given has no dose and no date"),
        ("not given cycle 1 day 2 on 2026-12-02", "RC809", "has no dose and no date"),
        ("measure weight=68 kg, weight=86 kg", "RC809", "the weight is said twice"),
        ("measure wieght=68 kg", "RC809", "'wieght' is not a measure with its value"),
        ("measure weight=", "RC809", "'weight' is not a measure with its value"),
        ("measure weight", "RC809", "'weight' is not a measure with its value"),
        ("give a=0 % from cycle 2", "RC212", "0 % of a is no dose"),
        ("give a=75 % from cycle 3 to cycle 2", "RC212", "cycles from 3 to 2 are none"),
        ("give a=75 % of dose", "RC203", "does not say what is given of a line"),
        ("given cycle 1 day 2 a 80 mL", "RC207", "80 mL"),
        ("given cycle 1 day 2 a dose 0", "RC205", "'dose 0' is not a number and a unit"),
        ("value platelets=many", "RC205", "many"),
    ],
)
def test_what_is_of_a_form_and_cannot_be_is_refused(text: str, code: str, words: str) -> None:
    found = problem(text)
    assert (found.code, words in found.message) == (code, True), found


@pytest.mark.parametrize(
    "text", ["omit a from cycle 3 to cycle 3", "delay cycle 2 by 366 d", "advance cycle 2 by 366 d"]
)
def test_the_last_that_can_be_is_read(text: str) -> None:
    assert said(read_decision(text)) == text


def test_a_measure_that_is_misspelt_is_named() -> None:
    assert problem("measure wieght=68 kg").fix.startswith("Did you mean 'weight'?")


@pytest.mark.parametrize("reason", list(Reason))
def test_each_reason_is_read(reason: Reason) -> None:
    assert read_reason(reason.value) is reason


def test_a_reason_that_is_not_of_the_list_is_refused() -> None:
    with pytest.raises(Refused) as refusal:
        read_reason("blood-count")
    (found,) = refusal.value.problems
    assert (found.code, found.place.field) == ("RC809", "reason")
    assert found.message == "'blood-count' is not one of the reasons"
    assert found.fix.startswith("Did you mean 'blood-counts'? They are: as-planned, ")


def test_only_an_answer_takes_the_reason() -> None:
    answer = read_decision("accept RC721:cisplatin:1")
    assert with_reason(answer, "seen") == Answer("RC721:cisplatin:1", ACCEPTED, "seen")
    assert with_reason(Confirmed(1), "seen") == Confirmed(1)


@pytest.mark.parametrize(
    ("text", "cycle"),
    [
        ("start on 2026-12-01", 1),
        ("delay cycle 2 by 14 d", 2),
        ("omit a from cycle 4", 4),
        ("stop course from cycle 3", 3),
        ("measure weight=68 kg from cycle 3", 3),
        ("choose a=b from cycle 2", 2),
        ("value platelets=62 10^9/L", 1),
        ("accept RC721:cisplatin:12", 12),
        ("confirm cycle 5", 5),
        ("given cycle 6 day 1", 6),
        ("recalculate by 0.1.0", 1),
    ],
)
def test_a_decision_counts_from_its_cycle(text: str, cycle: int) -> None:
    assert cycle_of(read_decision(text)) == cycle
