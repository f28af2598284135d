"""The phases of a regimen in their order: cycles, lengths, first days, and what stands in the way.

Days are counted by hand: two cycles of 21 days end after 42 days.
"""

from collections.abc import Mapping

import pytest

from regimencalc.choosing import Chosen
from regimencalc.phases import turns
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
LINE = "{id: LINE, drug: cisplatin, per_dose: 20 mg, route: intravenous, days: [1]}"
INDUCTION = "cycle: {length: 21 d, planned: 2}"
FIX_OPEN = "Say how many cycles to plan."
RANGE = "Plan from 1 to 60 cycles."


def single(words: str) -> Regimen:
    return made(f"{words}\ncomponents: [{LINE.replace('LINE', 'line')}]\n")


def phased(order: str = "", **phases: str) -> Regimen:
    text = f"order: {order}\n" if order else ""
    text += "phases:\n"
    for name, words in phases.items():
        line = LINE.replace("LINE", f"line-{name}")
        text += f"  - {{id: {name}, {words}, components: [{line}]}}\n"
    return made(text)


def made(text: str) -> Regimen:
    return Regimen.from_source(read((HEAD + text).encode(), "made.yaml"))


def planned(
    regimen: Regimen,
    cycles: int | None = None,
    numbers: Mapping[str, int] | None = None,
    facts: Mapping[str, float | str] | None = None,
) -> list[tuple[str, int, int, int, int, int]]:
    """Phase, which turn of it, cycles before, cycles, days of a cycle, days before its first."""
    found, problems = turns(regimen, Chosen(facts or {}, numbers=numbers or {}), cycles)
    assert problems == []
    return [(t.phase, t.number, t.cycles_before, t.cycles, t.cycle_days, t.offset) for t in found]


def problems(
    regimen: Regimen, cycles: int | None = None, numbers: Mapping[str, int] | None = None
) -> list[tuple[str, str, str]]:
    found = turns(regimen, Chosen(numbers=numbers or {}), cycles)[1]
    assert {p.place.field for p in found} <= {"cycles"}
    return [(p.code, p.message, p.fix) for p in found]


# When a phase begins


def test_a_phase_begins_when_the_one_before_it_ends() -> None:
    regimen = phased(a=INDUCTION, b="lasts: 28 d", c="cycle: {length: 14 d, planned: 3}")
    assert planned(regimen) == [
        ("a", 1, 0, 2, 21, 0),
        ("b", 1, 2, 1, 28, 42),
        ("c", 1, 3, 3, 14, 70),
    ]
    (a, b, _), _ = turns(regimen, Chosen(), None)
    assert (a.days, b.days) == (42, 28)
    assert [a.stretch, b.stretch] == list(regimen.phases[:2])


@pytest.mark.parametrize(
    ("starts", "numbers", "offset"),
    [
        ("{after: a}", {}, 42),
        ("{after: a, by: 7 d}", {}, 49),
        ("{after: a, by: 7 d}", {"b.starts": 10}, 52),
        ("{after: a, by: {from: 7 d, to: 14 d}}", {}, 42),  # not chosen: asked elsewhere
        ("{after: a, by: {from: 7 d, to: 14 d}}", {"b.starts": 8}, 50),
        ("{after: a, by: {plan: 14 d, from: 7 d, to: 21 d}}", {}, 56),
        ("{after: a, by: not stated}", {}, 42),
        ("{after: a, by: 1000 d}", {}, 1042),
    ],
)
def test_a_phase_may_wait_after_another(
    starts: str, numbers: Mapping[str, int], offset: int
) -> None:
    regimen = phased(a=INDUCTION, b=f"starts: {starts}, lasts: 28 d", c="lasts: 7 d")
    assert planned(regimen, numbers=numbers) == [
        ("a", 1, 0, 2, 21, 0),
        ("b", 1, 2, 1, 28, offset),
        ("c", 1, 3, 1, 7, offset + 28),
    ]


def test_a_phase_counts_from_the_one_that_it_names_and_not_from_the_last() -> None:
    regimen = phased(a=INDUCTION, b="lasts: 28 d", c="starts: {after: a, by: 40 d}, lasts: 7 d")
    assert planned(regimen)[2] == ("c", 1, 3, 1, 7, 82)


def test_a_phase_after_one_that_is_left_out_begins_where_the_course_stands() -> None:
    regimen = phased(
        a=INDUCTION, b="when: {age: {from: 70 y}}, lasts: 28 d", c="starts: {after: b}, lasts: 7 d"
    )
    assert planned(regimen, facts={"age": 69.0}) == [("a", 1, 0, 2, 21, 0), ("c", 1, 2, 1, 7, 42)]
    assert planned(regimen, facts={"age": 70.0})[2] == ("c", 1, 3, 1, 7, 70)
    # an age that nobody knows fulfils nothing
    assert [turn[0] for turn in planned(regimen)] == ["a", "c"]


def test_phases_may_come_again_in_a_stated_order() -> None:
    regimen = phased("[b, a, b, a]", a="cycle: {length: 21 d, planned: 1}", b="lasts: 10 d")
    assert planned(regimen) == [
        ("b", 1, 0, 1, 10, 0),
        ("a", 1, 1, 1, 21, 10),
        ("b", 2, 2, 1, 10, 31),
        ("a", 2, 3, 1, 21, 41),
    ]


# How long, and how many


def test_lengths_and_numbers_may_be_chosen() -> None:
    regimen = phased(a="cycle: {length: {from: 21 d, to: 28 d}, planned: 2}", b="lasts: 28 d")
    chosen = {"a.cycle.length": 28, "a.cycles": 3, "b.lasts": 14}
    assert turns(regimen, Chosen(), None)[0][0].phase == "b"
    found, said = turns(regimen, Chosen(numbers=chosen), None)
    assert [(t.phase, t.cycles, t.cycle_days, t.offset) for t in found] == [
        ("a", 3, 28, 0),
        ("b", 1, 14, 84),
    ]
    assert [p.code for p in said] == ["RC621"]  # three where two are stated
    one = single("cycle: {length: not stated, planned: 2}")
    assert planned(one, numbers={"cycle.length": 14}) == [("", 1, 0, 2, 14, 0)]
    assert planned(single("lasts: not stated"), numbers={"lasts": 9}) == [("", 1, 0, 1, 9, 0)]
    assert planned(single("lasts: 5 d")) == [("", 1, 0, 1, 5, 0)]


def test_a_number_of_cycles_is_meant_for_the_one_phase_that_has_cycles() -> None:
    regimen = phased(a="lasts: 7 d", b="cycle: {length: 14 d, planned: 4}")
    assert planned(regimen, 3) == [("a", 1, 0, 1, 7, 0), ("b", 1, 1, 3, 14, 7)]
    # what is chosen by name holds before it
    assert planned(regimen, 3, {"b.cycles": 2})[1] == ("b", 1, 1, 2, 14, 7)


def test_a_number_of_cycles_that_could_be_of_any_phase_is_refused() -> None:
    regimen = phased(a=INDUCTION, b="lasts: 7 d", c="cycle: {length: 14 d, planned: 4}")
    assert problems(regimen, 2) == [
        (
            "RC601",
            "made has several phases with cycles, and 2 could be of any",
            "Choose for each: a.cycles=…, b.cycles=…, c.cycles=….",
        )
    ]
    assert problems(regimen) == []


def test_a_number_of_cycles_where_there_are_none_is_refused_but_for_one() -> None:
    regimen = phased(a="lasts: 7 d", b="lasts: 14 d")
    assert problems(regimen, 1) == []
    assert problems(regimen, 2) == [
        (
            "RC601",
            "2 cycles cannot be planned",
            "made, phase a, has no cycles: choose a.lasts instead.",
        )
    ]
    assert problems(single("lasts: 7 d"), 2) == [
        ("RC601", "2 cycles cannot be planned", "made has no cycles: choose lasts instead.")
    ]


@pytest.mark.parametrize(
    ("cycle", "message"),
    [
        ("{length: 21 d}", "made does not state one number of cycles (not stated)"),
        (
            "{length: 21 d, until: progression}",
            "made does not state one number of cycles (not stated, until progression)",
        ),
        (
            "{length: 21 d, planned: {from: 4, to: 6}}",
            "made does not state one number of cycles (from 4 to 6)",
        ),
        (
            "{length: 21 d, planned: not stated}",
            "made does not state one number of cycles (not stated)",
        ),
    ],
)
def test_a_number_that_is_left_open_is_asked_for(cycle: str, message: str) -> None:
    regimen = single(f"cycle: {cycle}")
    assert problems(regimen) == [("RC601", message, FIX_OPEN)]
    assert problems(regimen, 4) == []
    message = message.replace("made", "made, phase b,")
    two = phased(a="lasts: 7 d", b=f"cycle: {cycle}")
    assert problems(two) == [("RC601", message, "Choose b.cycles=….")]


@pytest.mark.parametrize(
    ("cycle", "states", "accepted", "warned"),
    [
        ("{length: 21 d, planned: 3}", "3", (1, 2, 3), (4, 60)),
        ("{length: 21 d, planned: {from: 4, to: 6}}", "from 4 to 6", (1, 6), (7, 60)),
        (
            "{length: 21 d, planned: {plan: 4, from: 3, to: 6}}",
            "4 (from 3 to 6)",
            (4, 6),
            (7,),
        ),
        ("{length: 21 d}", "no number", (1, 12), (13, 60)),
        ("{length: 21 d, planned: {from: 4}}", "no number", (12,), (13,)),
        ("{length: 21 d, until: progression}", "no number", (12, 13, 60), ()),
    ],
)
def test_more_cycles_than_are_stated_are_warned_of(
    cycle: str, states: str, accepted: tuple[int, ...], warned: tuple[int, ...]
) -> None:
    regimen = single(f"cycle: {cycle}")
    assert [problems(regimen, number) for number in accepted] == [[] for _ in accepted]
    for number in warned:
        message = f"{number} cycles are planned; the regimen states {states}"
        assert problems(regimen, number) == [
            ("RC621", message, "Make sure that so many are meant.")
        ]


@pytest.mark.parametrize("number", [-1, 0, 61])
def test_no_cycles_and_more_than_60_cannot_be_planned(number: int) -> None:
    regimen = single("cycle: {length: 21 d, until: progression}")
    assert problems(regimen, number) == [("RC601", f"{number} cycles cannot be planned", RANGE)]
    assert turns(regimen, Chosen(), number)[0] == ()


def test_a_phase_that_cannot_be_planned_hides_no_other() -> None:
    regimen = phased(
        a="cycle: {length: 21 d}", b="cycle: {length: not stated, planned: 2}", c="lasts: 7 d"
    )
    found, said = turns(regimen, Chosen(), None)
    assert [(t.phase, t.cycles_before, t.offset) for t in found] == [("c", 0, 0)]
    assert [p.code for p in said] == ["RC601"]


def test_a_phase_of_unknown_length_has_no_turn() -> None:
    assert turns(single(""), Chosen(), None) == ((), [])


def test_a_course_of_more_than_ten_years_cannot_be_planned() -> None:
    # 60 × 61 = 3660 days
    assert planned(single("cycle: {length: 61 d, planned: 60}")) == [("", 1, 0, 60, 61, 0)]
    assert problems(single("cycle: {length: 62 d, planned: 60}")) == [
        (
            "RC601",
            "a course of 3,720 days cannot be planned",
            "Plan at most 3,660 days at a time.",
        )
    ]
