"""Givings with their dates and doses, made directly: what is needed, given, left out and why.

Cycles of 21 days begin on 1 December 2026; the adult has 2 m², 80 kg and 88 mL/min.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from regimencalc import library
from regimencalc.changes import Change
from regimencalc.choosing import Chosen
from regimencalc.clock import Clock
from regimencalc.conditions import read_condition
from regimencalc.derivation import Step
from regimencalc.dosing import Dose, KeptLimit
from regimencalc.givings import (
    body_facts,
    givings,
    measures_needed,
    names,
    planned_items,
    withheld_by,
)
from regimencalc.measures import Measures
from regimencalc.patient import Patient
from regimencalc.phases import turns
from regimencalc.planned_dose import PlannedDose, PlannedEvent
from regimencalc.regimen import Regimen
from regimencalc.rules import Action
from regimencalc.setting import Setting
from regimencalc.timeline import AS_PLANNED, Delay, Period, Timeline
from regimencalc.units import Measure
from regimencalc.withheld import Withheld, Word
from regimencalc.yaml_source import read

DAY_1 = date(2026, 12, 1)
HEAD = """\
format: 1
id: made
name: Made
population: adult
status: draft
sources: [{id: somebody, cite: "Somebody, 2020"}]
"""
CYCLE = "cycle: {length: 21 d, planned: 2}\n"
MEASURES = Measures(
    Step("body surface area", 2.0, "m2", "2 m2"),
    {"not stated": Step("clearance", 88.0, "mL/min", "88 mL/min")},
    Step("body mass index", 24.7, "kg/m2", "24.7 kg/m2"),
    {"actual": Step("weight", 80.0, "kg", "80 kg")},
)
FORMULARY = library.formulary()


def made(*lines: str, head: str = CYCLE) -> Regimen:
    components = f"components: [{', '.join(f'{{{line}}}' for line in lines)}]\n" if lines else ""
    return Regimen.from_source(read((HEAD + head + components).encode(), "made.yaml"))


def cisplatin(name: str = "a", more: str = "per_dose: 20 mg, days: [1]") -> str:
    return f"id: {name}, drug: cisplatin, route: intravenous, {more}"


def items(
    regimen: Regimen,
    changes: tuple[Change, ...] = (),
    clock: Clock | None = None,
    chosen: Chosen | None = None,
    policy: str = "reference",
    kept: Mapping[tuple[str, int], KeptLimit] | None = None,
    timeline: Timeline = AS_PLANNED,
) -> tuple[list[PlannedDose], list[PlannedEvent]]:
    chosen = chosen or Chosen()
    planned, problems = turns(regimen, chosen, None)
    assert problems == []
    setting = Setting(
        regimen, FORMULARY, MEASURES, library.shipped_policy(policy), chosen, clock, changes
    )
    setting = replace(setting, kept_limits=kept or {}, timeline=timeline)
    return planned_items(givings(planned, chosen, DAY_1, None, timeline), setting)


def said(doses: list[PlannedDose]) -> list[tuple[str, int, int, str]]:
    return [(one.component, one.cycle, one.day, str(one.dose)) for one in doses]


def events(regimen: Regimen) -> list[tuple[str, int, int, str]]:
    return [(one.component, one.cycle, one.day, one.words) for one in items(regimen)[1]]


# What a regimen needs


def needs(*lines: str, head: str = CYCLE, **more: Any) -> tuple[bool, list[str], list[str]]:
    found = measures_needed(made(*lines, head=head), more.get("lines"), more.get("choose"))
    assert list(found) == ["by_surface", "by_auc", "by_weights"]
    return found["by_surface"], sorted(found["by_auc"]), sorted(found["by_weights"])


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("per_dose: 20 mg, days: [1]", (False, [], [])),
        ("per_dose: 20 mg/m2, days: [1]", (True, [], [])),
        ("per_dose: AUC 5, days: [1]", (False, ["not stated"], [])),
        ("per_dose: AUC 5, kidney: martin_1998, days: [1]", (False, ["martin_1998"], [])),
        ("per_dose: 2 mg/kg, days: [1]", (False, [], ["actual"])),
        ("per_dose: 2 mg/kg, weight: ideal, days: [1]", (False, [], ["ideal"])),
        ("per_dose: 20 mg, days: [1], when: {bsa: {from: 2 m2}}", (True, [], [])),
        ("per_dose: 20 mg, days: [1], when: {weight: {from: 50 kg}}", (False, [], ["actual"])),
        ("per_dose: 20 mg, days: [1], when: {any: [{arm: a}, {bsa: {from: 2 m2}}]}",
         (True, [], [])),
        ("per_dose: 20 mg, days: [1], parts: [{cycles: [1], per_dose: 20 mg/m2}, "
         "{cycles: {from: 2}, per_dose: 2 mg/kg}]", (True, [], ["actual"])),
    ],
)  # fmt: skip
def test_what_a_dose_is_multiplied_by_is_needed(
    line: str, expected: tuple[bool, list[str], list[str]]
) -> None:
    assert needs(cisplatin("a", line)) == expected
    # and it is needed still where another line after it needs nothing
    assert needs(cisplatin("a", line), cisplatin("b")) == expected
    assert needs(cisplatin("b"), cisplatin("a", line)) == expected


BIG = "choices: {arm: {big: {bsa: {from: 2 m2}}, small: otherwise}, side: [left, right]}\n"


def test_a_choice_that_the_surface_decides_needs_it_where_it_is_asked() -> None:
    by_arm = cisplatin("a", "per_dose: 20 mg, days: [1], when: {arm: big}")
    by_side = cisplatin("b", "per_dose: 20 mg, days: [1], when: {side: left}")
    assert needs(by_arm, by_side, head=BIG + CYCLE) == (True, [], [])
    # neither where another choice is asked for, nor where somebody said which arm it is
    assert needs(by_side, head=BIG + CYCLE) == (False, [], [])
    assert needs(by_arm, by_side, head=BIG + CYCLE, lines=frozenset({"b"})) == (False, [], [])
    assert needs(by_arm, head=BIG + CYCLE, choose={"arm": "big"}) == (False, [], [])


def test_a_phase_that_the_surface_decides_needs_it() -> None:
    line = cisplatin("a", "per_dose: 20 mg, days: [1]")
    for when, by_surface in (
        ("bsa: {from: 2 m2}", True),
        ("arm: big", True),
        ("side: left", False),
    ):
        phase = f"phases: [{{id: p, when: {{{when}}}, lasts: 7 d, components: [{{{line}}}]}}]\n"
        assert needs(head=BIG + phase) == (by_surface, [], [])


def test_of_some_lines_only_what_they_need_is_asked() -> None:
    lines = (cisplatin("a", "per_dose: 20 mg/m2, days: [1]"),
             cisplatin("b", "per_dose: 2 mg/kg, days: [1]"))  # fmt: skip
    assert needs(*lines) == (True, [], ["actual"])
    assert needs(*lines, lines=frozenset({"a"})) == (True, [], [])
    assert needs(*lines, lines=frozenset({"b"})) == (False, [], ["actual"])


def test_what_an_answer_leaves_out_needs_nothing() -> None:
    head = f"choices: {{arm: [x, y]}}\n{CYCLE}"
    lines = (
        cisplatin("a", "per_dose: 20 mg/m2, days: [1], when: {arm: x}"),
        cisplatin("b", "per_dose: 2 mg/kg, days: [1], when: {arm: y}"),
    )
    assert needs(*lines, head=head) == (True, [], ["actual"])
    assert needs(*lines, head=head, choose={"arm": "x"}) == (True, [], [])
    assert needs(*lines, head=head, choose={"arm": "y"}) == (False, [], ["actual"])
    # what is no question of the regimen answers nothing
    assert needs(*lines, head=CYCLE, choose={"arm": "y"}) == (True, [], ["actual"])


def test_a_phase_that_an_answer_leaves_out_needs_nothing() -> None:
    first = cisplatin("a", "per_dose: 20 mg/m2, days: [1]")
    second = cisplatin("b", "per_dose: 2 mg/kg, days: [1]")
    head = (
        "choices: {arm: [x, y]}\nphases:\n"
        f"  - {{id: p, when: {{arm: x}}, lasts: 7 d, components: [{{{first}}}]}}\n"
        f"  - {{id: q, lasts: 7 d, components: [{{{second}}}]}}\n"
    )
    assert needs(head=head) == (True, [], ["actual"])
    assert needs(head=head, choose={"arm": "x"}) == (True, [], ["actual"])
    assert needs(head=head, choose={"arm": "y"}) == (False, [], ["actual"])


def test_a_condition_names_a_value_at_any_depth() -> None:
    nested = read_condition({"any": [{"arm": "a"}, {"age": {"from": "70 y"}}]})
    assert names("age", [nested])
    assert names("arm", [read_condition({"line": "b"}), nested])
    assert not names("line", [nested])
    assert not names("age", [])


def test_conditions_may_ask_of_the_body_what_is_known_of_it() -> None:
    man = Patient(birth_date="1966-12-01", height="180 cm", weight="80 kg")
    assert body_facts(MEASURES, man, DAY_1) == {
        "age": 60.0,
        "height": 180.0,
        "weight": 80.0,
        "bsa": 2.0,
        "bmi": 24.7,
    }
    assert body_facts(Measures(), Patient(), DAY_1) == {}
    assert isinstance(body_facts(Measures(), Patient(age="60 y"), DAY_1)["age"], float)


# Which givings, and when


def test_each_giving_has_the_date_of_its_day_in_its_cycle() -> None:
    doses, _ = items(made(cisplatin("a", "per_dose: 20 mg/m2, days: [1, 8]")))
    assert [(one.cycle, one.day, one.date, one.dose_number) for one in doses] == [
        (1, 1, date(2026, 12, 1), 1),
        (1, 8, date(2026, 12, 8), 2),
        (2, 1, date(2026, 12, 22), 3),
        (2, 8, date(2026, 12, 29), 4),
    ]
    assert {str(one.dose) for one in doses} == {"40 mg"}
    assert {(one.phase, one.starts_at, one.ends_at) for one in doses} == {(None, None, None)}
    # equal doses share one derivation
    assert len({id(one.dose) for one in doses}) == 1


def test_the_cycles_of_a_phase_are_counted_in_it_and_in_the_course() -> None:
    line = cisplatin("LINE", "per_dose: 20 mg, days: [2]")
    head = "order: [p, q, p]\nphases:\n" + "".join(
        f"  - {{id: {phase}, cycle: {{length: 7 d, planned: 1}}, "
        f"components: [{{{line.replace('LINE', name)}}}]}}\n"
        for phase, name in (("p", "a"), ("q", "b"))
    )
    doses, _ = items(made(head=head))
    assert [
        (one.component, one.phase, one.cycle, one.cycle_in_phase, one.date.day, one.dose_number)
        for one in doses
    ] == [("a", "p", 1, 1, 2, 1), ("b", "q", 2, 1, 9, 1), ("a", "p", 3, 1, 16, 2)]


def test_a_cycle_that_a_line_names_is_counted_over_all_turns_of_its_phase() -> None:
    line = cisplatin("a", "per_dose: 20 mg, days: [2], cycles: [2]")
    other = cisplatin("b", "per_dose: 20 mg, days: [2]")
    head = (
        "order: [p, q, p]\nphases:\n"
        f"  - {{id: p, cycle: {{length: 7 d, planned: 1}}, components: [{{{line}}}]}}\n"
        f"  - {{id: q, cycle: {{length: 7 d, planned: 1}}, components: [{{{other}}}]}}\n"
    )
    found = [(one.component, one.cycle, one.date.day) for one in items(made(head=head))[0]]
    assert found == [("b", 2, 9), ("a", 3, 16)]


def test_weekdays_are_those_of_the_phases_own_first_day() -> None:
    # 1 December 2026 is a Tuesday, and 7 days on the 8th is one too
    series = "per_dose: 20 mg, starts: {day: 1}, every: 1 d, until: {day: 7}, weekdays: [friday]"
    line = cisplatin("LINE", series)
    head = "phases:\n" + "".join(
        f"  - {{id: {phase}, lasts: {days} d, components: [{{{line.replace('LINE', name)}}}]}}\n"
        for phase, days, name in (("p", 9, "a"), ("q", 7, "b"))
    )
    doses, _ = items(made(head=head))
    # the second phase begins on Thursday the 10th
    assert [(one.component, one.date.day, one.day) for one in doses] == [("a", 4, 4), ("b", 11, 2)]


def test_what_is_taken_when_needed_is_not_planned() -> None:
    doses, beside = items(made(cisplatin("a"), f"{cisplatin('b')}, as_needed: nausea"))
    assert ({one.component for one in doses}, beside) == ({"a"}, [])


def test_some_lines_alone_are_given() -> None:
    regimen = made(cisplatin("a"), cisplatin("b"))
    planned, _ = turns(regimen, Chosen(), None)
    found = givings(planned, Chosen(), DAY_1, frozenset({"b"}))
    assert {giving.administration.component.id for giving in found} == {"b"}


def test_clock_times_are_counted_from_the_opening_of_the_day() -> None:
    clock = Clock(time(9), ZoneInfo("Europe/Dublin"))
    line = "per_dose: 20 mg, days: [1], infuse_over: 2 h"
    after = "per_dose: 20 mg, starts: {after: a, by: 30 min}, infuse_over: 30 h"
    doses, _ = items(made(cisplatin("a", line), cisplatin("b", after)), clock=clock)
    said = [(one.component, one.starts_at, one.ends_at, one.ends_on) for one in doses[:2]]
    zone = clock.zone
    assert said == [
        ("a", datetime(2026, 12, 1, 9, tzinfo=zone), datetime(2026, 12, 1, 11, tzinfo=zone),
         date(2026, 12, 1)),
        ("b", datetime(2026, 12, 1, 11, 30, tzinfo=zone),
         datetime(2026, 12, 2, 17, 30, tzinfo=zone), date(2026, 12, 2)),
    ]  # fmt: skip


# Events in the place of doses


def test_an_event_stands_where_no_dose_is() -> None:
    regimen = made(
        "id: rest, event: surgery, days: [8], note: by the surgeon",
        cisplatin("a", "days: [1], per_dose: not stated"),
        cisplatin("b", "days: [2]"),
    )
    assert events(regimen)[:3] == [
        ("a", 1, 1, "intravenous, the source states no dose"),
        ("b", 1, 2, "intravenous, the source states no dose"),
        ("rest", 1, 8, "by the surgeon"),
    ]
    assert items(regimen)[0] == []
    first = next(event for event in items(regimen)[1] if event.component == "rest")
    assert (first.name, first.date, first.phase, first.cycle_in_phase) == (
        "surgery",
        date(2026, 12, 8),
        None,
        1,
    )


def test_an_event_may_have_an_amount_and_a_relation() -> None:
    regimen = made(
        cisplatin("a"),
        "id: b, event: radiotherapy, per_dose: 2 Gy, starts: {after: a, by: 2 h}",
    )
    assert events(regimen) == [("b", cycle, 1, "2 Gy, 2 h after a") for cycle in (1, 2)]


def test_an_amount_for_a_time_that_nobody_knows_is_no_dose() -> None:
    assert events(made(cisplatin("a", "per_day: 20 mg, days: [1], infuse_over: not stated"))) == [
        ("a", cycle, 1,
         "intravenous, no dose: 20 mg is for a time, and how long it runs is not known")
        for cycle in (1, 2)
    ]  # fmt: skip
    doses, _ = items(made(cisplatin("a", "per_day: 20 mg, days: [1], infuse_over: 24 h")))
    assert {str(one.dose) for one in doses} == {"20 mg"}


def test_a_share_is_of_the_dose_beside_it_and_of_nothing_where_there_is_none() -> None:
    # 20 % of 40 mg are 8 mg
    share = "per_dose: 20 % of a, starts: {after: a}"
    doses, _ = items(made(cisplatin("a", "per_dose: 20 mg/m2, days: [1]"), cisplatin("b", share)))
    assert said(doses)[:2] == [("a", 1, 1, "40 mg"), ("b", 1, 1, "8 mg")]
    none = made(cisplatin("a", "per_dose: not stated, days: [1]"), cisplatin("b", share))
    assert events(none)[1] == (
        "b",
        1,
        1,
        "intravenous, after a, no dose: a has none of which it is a share",
    )


def test_a_share_is_of_the_giving_of_its_own_cycle() -> None:
    # 20 and then 10 mg: 50 % are 10 and 5 mg
    changing = "days: [1], parts: [{cycles: [1], per_dose: 20 mg}, {cycles: [2], per_dose: 10 mg}]"
    share = "per_dose: 50 % of a, starts: {after: a}"
    doses, _ = items(made(cisplatin("a", changing), cisplatin("b", share)))
    assert said(doses) == [
        ("a", 1, 1, "20 mg"),
        ("b", 1, 1, "10 mg"),
        ("a", 2, 1, "10 mg"),
        ("b", 2, 1, "5 mg"),
    ]


def test_of_several_doses_of_a_day_a_share_is_of_the_one_that_it_stands_beside() -> None:
    # 20 mg and, 12 h later, 10 mg: 50 % are 10 and 5 mg
    twice = (
        "days: [1], doses_per_day: 2, every: 12 h, "
        "parts: [{doses: [1], per_dose: 20 mg}, {doses: [2], per_dose: 10 mg}]"
    )
    share = "per_dose: 50 % of a, starts: {after_start_of: a, by: 1 h}"
    once = "cycle: {length: 21 d, planned: 1}\n"
    doses, _ = items(made(cisplatin("a", twice), cisplatin("b", share), head=once))
    assert said(doses) == [
        ("a", 1, 1, "20 mg"),
        ("a", 1, 1, "10 mg"),
        ("b", 1, 1, "10 mg"),
        ("b", 1, 1, "5 mg"),
    ]


def test_a_share_that_is_given_twice_a_day_is_the_same_share_each_time() -> None:
    # 20 % of 40 mg are 8 mg
    share = "per_dose: 20 % of a, days: [1], doses_per_day: 2"
    doses, _ = items(made(cisplatin("a", "per_dose: 20 mg/m2, days: [1]"), cisplatin("b", share)))
    assert said(doses)[:3] == [("a", 1, 1, "40 mg"), ("b", 1, 1, "8 mg"), ("b", 1, 1, "8 mg")]


# What rounding must keep


def test_a_limit_is_kept_by_the_dose_that_would_pass_it_and_by_no_other() -> None:
    # 53.4 × 2 = 106.8 mg: its band is 113 mg, from √(100 × 113) = 106.30 mg on; under 110 mg it is
    # 100 mg, 6.8 of 106.8 or 6.37 % less
    limit, comes_to = Step("limit", 110, "mg"), Step("comes to", 106.8, "mg")
    kept = {("a", 2): KeptLimit(limit, comes_to, "110 mg a dose")}
    line = cisplatin("a", "per_dose: 53.4 mg/m2, days: [1], doses_per_day: 2")
    doses, _ = items(made(line), policy="nhs-bands", kept=kept)
    assert [(one.cycle, one.dose_number, str(one.dose)) for one in doses] == [
        (1, 1, "113 mg"),
        (1, 2, "100 mg"),
        (2, 3, "113 mg"),
        (2, 4, "113 mg"),
    ]
    first, _ = items(made(line), policy="nhs-bands", kept={("a", 1): kept["a", 2]})
    assert [str(one.dose) for one in first] == ["100 mg", "113 mg", "113 mg", "113 mg"]


# What was decided


HOLD, OMIT, STOP = Action("hold"), Action("omit"), Action("stop")
GIVE = Action("give", Measure(50.0, "%", "50 %"))


def test_a_day_of_capsules_that_do_not_halve_begins_each_day_with_the_larger_dose() -> None:
    # of capsules of 40 and 10 mg, 30 mg a day are 20 and 10, 40 mg 20 and 20; 70 mg are one of 40
    # and three of 10, in three doses 40, 20 and 10, where 20 mg each would be 14 % less
    def day(amount: str, times: int = 2) -> list[tuple[int, str]]:
        line = f"id: a, drug: lomustine, per_day: {amount}, route: oral, days: [1, 2]"
        regimen = made(f"{line}, doses_per_day: {times}")
        doses, _ = items(regimen, policy="nhs-bands")
        return [(one.day, str(one.dose)) for one in doses[: 2 * times]]

    assert day("30 mg") == [(1, "20 mg"), (1, "10 mg"), (2, "20 mg"), (2, "10 mg")]
    assert day("40 mg") == [(1, "20 mg"), (1, "20 mg"), (2, "20 mg"), (2, "20 mg")]
    three = ["40 mg", "20 mg", "10 mg"]
    assert day("70 mg", 3) == [*((1, dose) for dose in three), *((2, dose) for dose in three)]


def test_a_dose_that_is_not_split_is_one_for_all_of_its_day() -> None:
    line = "id: a, drug: lomustine, per_dose: 20 mg, route: oral, days: [1], doses_per_day: 3"
    doses, _ = items(made(line), policy="nhs-bands")
    assert [str(one.dose) for one in doses[:3]] == ["20 mg"] * 3
    assert len({id(one.dose) for one in doses}) == 1


def test_a_dose_that_was_left_out_has_a_word_and_its_number_counts() -> None:
    regimen = made(cisplatin("a", "per_dose: 20 mg, days: [1, 8]"))
    change = Change("a", HOLD, from_cycle=1, to_cycle=1, days=frozenset({1}), why="fever")
    doses, _ = items(regimen, (change,))
    assert said(doses) == [
        ("a", 1, 1, "HELD"),
        ("a", 1, 8, "20 mg"),
        ("a", 2, 1, "20 mg"),
        ("a", 2, 8, "20 mg"),
    ]
    assert [one.dose_number for one in doses] == [1, 2, 3, 4]
    held = doses[0].dose
    assert isinstance(held, Withheld)
    assert [(p.code, p.message, p.fix) for p in held.reasons] == [
        (
            "RC791",
            "a: hold from cycle 1, fever",
            "Take the decision back to see the dose again.",
        )
    ]
    assert (held.unit, held.stated) == ("", "")


def test_a_share_of_a_dose_that_was_left_out_is_none() -> None:
    share = "per_dose: 50 % of a, days: [2]"
    regimen = made(cisplatin("a"), cisplatin("b", share))
    doses, beside = items(regimen, (Change("a", STOP, from_cycle=2),))
    assert said(doses) == [("a", 1, 1, "20 mg"), ("b", 1, 2, "10 mg"), ("a", 2, 1, "STOPPED")]
    assert [(one.component, one.cycle) for one in beside] == [("b", 2)]


@pytest.mark.parametrize(
    ("actions", "word"),
    [
        ((), None),
        ((GIVE,), None),
        ((HOLD,), Word.HELD),
        ((OMIT,), Word.OMITTED),
        ((STOP,), Word.STOPPED),
        ((HOLD, GIVE, STOP), Word.STOPPED),
        ((STOP, HOLD), Word.HELD),
    ],
)
def test_the_last_decision_gives_the_word(actions: tuple[Action, ...], word: Word | None) -> None:
    found = withheld_by([Change("a", action, from_cycle=3) for action in actions], "a")
    assert (None if found is None else found.word) == word
    if found is not None:
        expected = [f"a: {action} from cycle 3" for action in actions if action is not GIVE]
        assert [reason.message for reason in found.reasons] == expected


def test_a_reduction_makes_another_dose_from_its_cycle_on() -> None:
    doses, _ = items(made(cisplatin("a"), cisplatin("b")), (Change("a", GIVE, from_cycle=2),))
    assert said(doses) == [
        ("a", 1, 1, "20 mg"),
        ("b", 1, 1, "20 mg"),
        ("a", 2, 1, "10 mg"),
        ("b", 2, 1, "20 mg"),
    ]


LEVELS = "levels: [{level: low, amounts: {a: 5 mg}}, {level: lower, amounts: {a: 2 mg, b: 3 mg}}]\n"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ((), ["20 mg", "20 mg", "20 mg", "20 mg"]),
        ((Change("level", Action("level", word="low"), from_cycle=2),),
         ["20 mg", "20 mg", "5 mg", "20 mg"]),
        ((Change("level", Action("level", word="low"), from_cycle=1),
          Change("level", Action("level", word="lower"), from_cycle=2)),
         ["5 mg", "20 mg", "2 mg", "3 mg"]),
        # a share of what is called 'level' is of a line of that name, and there is none
        ((Change("level", Action("level", word="low"), from_cycle=1),
          Change("level", GIVE, from_cycle=2)),
         ["5 mg", "20 mg", "5 mg", "20 mg"]),
        # another decision moves to no level
        ((Change("a", GIVE, from_cycle=2),), ["20 mg", "20 mg", "10 mg", "20 mg"]),
        ((Change("level", HOLD, from_cycle=1),), ["20 mg"] * 4),
    ],
)  # fmt: skip
def test_a_course_may_be_moved_to_a_level_from_a_cycle_on(
    changes: tuple[Change, ...], expected: list[str]
) -> None:
    regimen = made(cisplatin("a"), cisplatin("b"), head=LEVELS + CYCLE)
    assert [str(one.dose) for one in items(regimen, changes)[0]] == expected


def test_a_level_is_in_force_from_its_first_cycle_to_its_last() -> None:
    regimen = made(cisplatin("a"), cisplatin("b"), head=LEVELS + CYCLE)
    policy = library.shipped_policy("reference")
    low = Change("level", Action("level", word="low"), 2, 3)
    lower = Change("level", Action("level", word="lower"), 5)
    setting = Setting(regimen, FORMULARY, MEASURES, policy, Chosen(), None, (low, lower))
    names = {1: None, 2: "low", 3: "low", 4: None, 5: "lower", 6: "lower"}
    for cycle, name in names.items():
        level = setting.level_in(cycle)
        assert (None if level is None else level.level) == name, cycle


def test_a_share_of_a_line_that_a_level_leaves_alone_is_of_standard() -> None:
    # level low has no amount of b: half of its 20 mg
    regimen = made(cisplatin("a"), cisplatin("b"), head=LEVELS + CYCLE)
    changes = (Change("level", Action("level", word="low")), Change("b", GIVE))
    b = next(one.dose for one in items(regimen, changes)[0] if one.component == "b")
    assert isinstance(b, Dose)
    assert (str(b), b.derivation.note) == ("10 mg", "50 % of standard from cycle 1")


def test_a_share_of_another_line_is_reduced_by_the_strictest_rule_under_its_cap() -> None:
    # half of 20 mg is 10 mg, and 50 % of it 5 mg; a rule that gives 75 % gives more
    share = "per_dose: 50 % of a, starts: {after: a}, cap: {per_dose: 12 mg}"
    more = Action("give", Measure(75.0, "%", "75 %"))
    changes = tuple(Change("b", action, by_rule=True) for action in (more, GIVE))
    doses, _ = items(made(cisplatin("a"), cisplatin("b", share)), changes)
    assert said(doses)[:2] == [("a", 1, 1, "20 mg"), ("b", 1, 1, "5 mg")]
    b = doses[1].dose
    assert isinstance(b, Dose)
    assert (b.before_reduction, b.calculated) == (10, 5)


def less(milligrams: float, from_cycle: int) -> Change:
    step = Measure(milligrams, "mg", f"{milligrams:g} mg")
    return Change("a", Action("reduce_by", step), from_cycle=from_cycle)


def test_a_dose_of_which_steps_leave_nothing_is_held_for_a_person_to_decide() -> None:
    # 20 − 5 = 15 mg in cycle 1, and 15 − 15 = nothing in cycle 2
    regimen = made(cisplatin("a"), cisplatin("b", "per_dose: 10 mg, days: [8]"))
    doses, _ = items(regimen, (less(5, 1), less(15, 2)))
    assert said(doses) == [
        ("a", 1, 1, "15 mg"),
        ("b", 1, 8, "10 mg"),
        ("a", 2, 1, "HELD"),
        ("b", 2, 8, "10 mg"),
    ]
    assert [one.dose_number for one in doses] == [1, 1, 2, 2]
    held = doses[2]
    assert (held.date, held.starts_at) == (date(2026, 12, 22), None)
    assert isinstance(held.dose, Withheld)
    assert (held.dose.word, held.dose.unit) == (Word.HELD, "")
    assert [(p.code, p.message, p.fix) for p in held.dose.reasons] == [
        (
            "RC756",
            "a step of 15 leaves nothing of 15; whether to stop is a person's decision",
            "Decide it for this cycle: stop the line, or take a step back.",
        )
    ]


@pytest.mark.parametrize(
    ("from_cycle", "given", "without"),
    [(1, [], [1, 2]), (2, [("b", 1, 2, "10 mg")], [2])],
)
def test_a_share_of_a_dose_of_which_steps_leave_nothing_is_none(
    from_cycle: int, given: list[tuple[str, int, int, str]], without: list[int]
) -> None:
    # half of 20 mg before, and never of the dose of an earlier cycle
    regimen = made(cisplatin("a"), cisplatin("b", "per_dose: 50 % of a, days: [2]"))
    doses, beside = items(regimen, (less(20, from_cycle),))
    assert [one for one in said(doses) if one[0] == "b"] == given
    assert [(one.component, one.cycle) for one in beside] == [("b", cycle) for cycle in without]


# What was chosen


def in_phase(line: str, phase: str = "p", times: str = "lasts: 9 d") -> str:
    return f"phases: [{{id: {phase}, {times}, components: [{{{line}}}]}}]\n"


def test_an_amount_a_number_and_an_arm_that_were_chosen_hold_in_their_phase() -> None:
    bounds = cisplatin("a", "per_dose: {from: 10 mg, to: 40 mg}, days: [1]")
    chosen = Chosen(amounts={"p.a": Measure(30.0, "mg", "30 mg")})
    assert said(items(made(head=in_phase(bounds)), chosen=chosen)[0]) == [("a", 1, 1, "30 mg")]
    series = cisplatin("a", "per_dose: 5 mg, starts: {day: 1}, every: 1 d, times: {from: 3, to: 5}")
    for number in (3, 4):
        counted = Chosen(numbers={"p.a.times": number})
        assert len(items(made(head=in_phase(series)), chosen=counted)[0]) == number
    arm = made(cisplatin("a", "per_dose: 5 mg, days: [1], when: {arm: x}"))
    assert len(items(arm, chosen=Chosen({"arm": "x"}))[0]) == 2
    assert items(arm, chosen=Chosen({"arm": "y"}))[0] == []


def test_an_event_has_its_phase() -> None:
    _, (event,) = items(made(head=in_phase("id: b, event: surgery, days: [8]")))
    assert (event.phase, event.date, event.words) == ("p", date(2026, 12, 8), "")


def test_cycles_are_counted_over_turns_of_two_cycles() -> None:
    # the third cycle of p is the first of its second turn: 14 + 7 days after the beginning
    line = cisplatin("a", "per_dose: 20 mg, days: [1], cycles: [3]")
    other = cisplatin("b", "per_dose: 20 mg, days: [1]")
    head = (
        "order: [p, q, p]\nphases:\n"
        f"  - {{id: p, cycle: {{length: 7 d, planned: 2}}, components: [{{{line}}}]}}\n"
        f"  - {{id: q, cycle: {{length: 7 d, planned: 1}}, components: [{{{other}}}]}}\n"
    )
    found = [(one.component, one.cycle, one.date.day) for one in items(made(head=head))[0]]
    assert found == [("b", 3, 15), ("a", 4, 22)]


def test_a_giving_beyond_midnight_has_the_hour_of_the_day_that_it_belongs_to() -> None:
    # a ends at 11 h on the 1st; 44 h more are 7 h on the 3rd
    clock = Clock(time(9), ZoneInfo("Europe/Dublin"))
    later = "per_dose: 20 mg, starts: {after: a, by: 44 h}"
    lines = (
        "id: a, drug: cisplatin, route: intravenous, infuse_over: 2 h, per_dose: 20 mg, days: [1]",
        f"id: b, drug: cisplatin, route: intravenous, infuse_over: 1 h, {later}",
    )
    doses, _ = items(made(*lines), clock=clock)
    b = next(one for one in doses if one.component == "b")
    assert b.starts_at == datetime(2026, 12, 3, 7, tzinfo=clock.zone)
    assert b.ends_at == datetime(2026, 12, 3, 8, tzinfo=clock.zone)


# What holds from a later cycle on


def period(cycle: int, chosen: Chosen) -> Period:
    return Period(cycle, DAY_1, Patient(), MEASURES, chosen)


def arms(*periods: tuple[int, str], head: str) -> str:
    """The arm of each cycle, x at the beginning; a line of each arm gives a dose in its cycles."""
    regimen = made(head=head) if "phases" in head else made(*BOTH_ARMS, head=head)
    timeline = Timeline((), tuple(period(cycle, Chosen({"arm": arm})) for cycle, arm in periods))
    doses, _ = items(regimen, chosen=Chosen({"arm": "x"}), timeline=timeline)
    assert [one.cycle for one in doses] == list(range(1, len(doses) + 1))
    return "".join(one.component for one in doses)


BOTH_ARMS = [cisplatin(arm, f"per_dose: 20 mg, days: [1], when: {{arm: {arm}}}") for arm in "xyz"]
FOUR = "choices: {arm: [x, y, z]}\ncycle: {length: 21 d, planned: 4}\n"
TWO_AND_TWO = "choices: {arm: [x, y, z]}\nphases:\n" + "".join(
    f"  - {{id: {name}, cycle: {{length: 7 d, planned: 2}}, "
    f"components: [{', '.join(f'{{{line}}}' for line in BOTH_ARMS)}]}}\n"
    for name in "pq"
)


@pytest.mark.parametrize("head", [FOUR, TWO_AND_TWO])
def test_an_answer_holds_from_its_cycle_on_through_all_phases(head: str) -> None:
    assert arms(head=head) == "xxxx"
    assert arms((2, "y"), head=head) == "xyyy"
    assert arms((3, "y"), head=head) == "xxyy"
    assert arms((4, "y"), head=head) == "xxxy"
    # the first cycle may have its own as well, and several follow one another
    assert arms((1, "y"), head=head) == "yyyy"
    assert arms((2, "y"), (3, "z"), head=head) == "xyzz"
    assert arms((2, "y"), (4, "x"), head=head) == "xyyx"


def test_an_amount_that_is_chosen_anew_is_given_from_its_cycle_on() -> None:
    line = cisplatin("a", "per_dose: {from: 10 mg, to: 40 mg}, days: [1]")
    first, then = (
        Chosen(amounts={"a": Measure(float(number), "mg", f"{number} mg")}) for number in (10, 30)
    )
    doses, _ = items(made(line), chosen=first, timeline=Timeline((), (period(2, then),)))
    assert said(doses) == [("a", 1, 1, "10 mg"), ("a", 2, 1, "30 mg")]


def test_a_cycle_has_the_body_and_the_limits_of_its_period_and_the_delays_of_the_course() -> None:
    smaller = replace(MEASURES, body_surface_area=Step("body surface area", 1.5, "m2", "1.5 m2"))
    delays = (Delay(2, 3),)
    later = replace(period(2, Chosen()), measures=smaller, surface_m2=1.5, weight_kg=60.0)
    # 20 × 2 = 40 mg and 20 × 1.5 = 30 mg; 21 and 3 days after 1 December is Christmas
    regimen = made(cisplatin("a", "per_dose: 20 mg/m2, days: [1]"))
    doses, _ = items(regimen, timeline=Timeline(delays, (later,)))
    assert [(str(one.dose), one.date) for one in doses] == [
        ("40 mg", DAY_1),
        ("30 mg", date(2026, 12, 25)),
    ]
    policy = library.shipped_policy("reference")
    setting = Setting(regimen, FORMULARY, MEASURES, policy, Chosen(), None, surface_m2=2.0,
                      weight_kg=80.0, timeline=Timeline(delays, (later,)))  # fmt: skip
    assert setting.in_cycle(1) is setting
    second = setting.in_cycle(2)
    assert (second.surface_m2, second.weight_kg) == (1.5, 60)
    # it is of one period alone, whichever cycle it is asked for, and its days are moved as before
    assert second.in_cycle(3) is second
    assert second.timeline.moved_by(2, 1) == 3
