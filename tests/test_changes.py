"""What is in force for a line from a cycle on, how it is typed, and what cannot be."""

import pytest
from test_givings import DAY_1
from test_judging import etoposide, judged, ruled, shown

import regimencalc as rc
from regimencalc.caps import at_least, at_most, before_cap
from regimencalc.changes import (
    LEVEL,
    Change,
    change_problems,
    decided_together,
    in_force,
    in_order_of_cycles,
    of_nothing,
    read_change,
    shares,
)
from regimencalc.choosing import Chosen
from regimencalc.givings import givings
from regimencalc.known_measures import entered
from regimencalc.phases import turns
from regimencalc.problems import Place, Problem, Refused
from regimencalc.rules import Action
from regimencalc.units import Measure

EP = "ep-infusional-28d"
HALF = Action("give", Measure(50, "%", "50 %"))
TWICE = etoposide(more="days: [1, 8]")


@pytest.mark.parametrize(
    ("change", "held", "not_held"),
    [
        # line, cycle, day
        (Change("a", HALF), [("a", 1, 1), ("a", 9, 8)], [("b", 1, 1)]),
        (Change("a", HALF, 2), [("a", 2, 1), ("a", 3, 1)], [("a", 1, 1)]),
        (Change("a", HALF, 2, 3), [("a", 2, 1), ("a", 3, 1)], [("a", 1, 1), ("a", 4, 1)]),
        (Change("a", HALF, 2, 2), [("a", 2, 1)], [("a", 1, 1), ("a", 3, 1)]),
        (
            Change("a", HALF, 1, None, frozenset({8})),
            [("a", 1, 8), ("a", 2, 8)],
            [("a", 1, 1), ("a", 1, 15)],
        ),
        # from day 8 of cycle 2 on, that day too
        (
            Change("a", HALF, 2, from_day=8),
            [("a", 2, 8), ("a", 2, 9), ("a", 3, 1)],
            [("a", 1, 9), ("a", 2, 7)],
        ),
    ],
)
def test_a_change_holds_from_its_first_cycle_to_its_last_on_its_days(
    change: Change, held: list[tuple[str, int, int]], not_held: list[tuple[str, int, int]]
) -> None:
    assert [where for where in (*held, *not_held) if change.holds(*where)] == held
    assert [where for where in (*held, *not_held) if in_force((change,), *where)] == held


def test_those_in_force_stand_in_the_order_in_which_they_were_decided() -> None:
    first, second = read_change("a=50 %"), read_change("a=75 % of previous")
    assert in_force((first, second), "a", 1, 1) == (first, second)
    assert in_force((second, first), "a", 1, 1) == (second, first)


def test_a_share_of_standard_ends_what_was_before_it_and_one_of_previous_does_not() -> None:
    hold = Change("a", Action("hold"))
    of = [read_change(f"a={n} %") for n in (80, 75)]
    previous = [read_change(f"a={n} % of previous") for n in (90, 70)]
    assert shares(of) == (of[1],)
    assert shares([of[0], *previous]) == (of[0], *previous)
    assert shares([*previous, of[0]]) == (of[0],)
    assert shares([previous[0], hold]) == (previous[0],)
    assert shares([hold]) == ()


@pytest.mark.parametrize(
    ("text", "line", "share", "cycles", "of_previous"),
    [
        ("etoposide=75 %", "etoposide", "75 %", (1, None), False),
        ("etoposide=75 % of standard", "etoposide", "75 %", (1, None), False),
        ("5-fu_b=80 % of previous from cycle 3", "5-fu_b", "80 %", (3, None), True),
        ("a=75 % to cycle 2", "a", "75 %", (1, 2), False),
        ("a=75 % from cycle 2 to cycle 2", "a", "75 %", (2, 2), False),
        ("a=62.5 % from cycle 10 to cycle 12", "a", "62.5 %", (10, 12), False),
    ],
)
def test_a_change_as_it_is_typed(
    text: str, line: str, share: str, cycles: tuple[int, int | None], *, of_previous: bool
) -> None:
    change = read_change(text)
    assert change.component == line
    assert (change.action.what, str(change.action.measure)) == ("give", share)
    assert (change.from_cycle, change.to_cycle, change.of_previous) == (*cycles, of_previous)
    assert change.to_dict() == {
        "component": line,
        "action": f"give {share} of standard",
        "from_cycle": cycles[0],
        "from_day": None,
        "to_cycle": cycles[1],
        "days": [],
        "why": None,
        "of_previous": of_previous,
    }


def test_the_record_of_a_change_has_its_days_in_order_and_its_reason() -> None:
    change = Change("a", Action("hold"), 2, 4, frozenset({15, 1, 8}), "neutropenia")
    assert change.to_dict() == {
        "component": "a",
        "action": "hold",
        "from_cycle": 2,
        "from_day": None,
        "to_cycle": 4,
        "days": [1, 8, 15],
        "why": "neutropenia",
        "of_previous": False,
    }


FORM = (
    'Write the line, a sign and its share: "etoposide=75 % from cycle 2", or "80 % of previous '
    'from cycle 3", or "75 % from cycle 2 to cycle 3".'
)


@pytest.mark.parametrize(
    ("text", "code", "message", "fix"),
    [
        ("a 75 %", "RC203", "'a 75 %' does not say what is given of a line", FORM),
        ("a=75 % from cycle 0", "RC203",
         "'a=75 % from cycle 0' does not say what is given of a line", FORM),
        ("a=75 % FROM CYCLE 2", "RC203",
         "'a=75 % FROM CYCLE 2' does not say what is given of a line", FORM),
        ("a=0 %", "RC212", "0 % of a is no dose",
         "A line that is not given is omitted or stopped, by a rule or a decision."),
        ("a=75 % from cycle 3 to cycle 2", "RC212", "cycles from 3 to 2 are none",
         "Write the first cycle before the last."),
    ],
)  # fmt: skip
def test_what_is_typed_wrong_says_how_it_is_written(
    text: str, code: str, message: str, fix: str
) -> None:
    with pytest.raises(Refused) as refusal:
        read_change(text)
    (found,) = refusal.value.problems
    assert (found.code, found.place.field, found.message, found.fix) == (code, "give", message, fix)


@pytest.mark.parametrize(
    ("text", "may_raise"),
    [("a=99 %", False), ("a=100 %", False), ("a=101 %", True)],
)
def test_what_may_give_more_than_is_in_force(text: str, may_raise: bool) -> None:  # noqa: FBT001
    assert read_change(text).may_raise is may_raise


def test_a_share_that_is_no_number_is_refused_at_its_option() -> None:
    with pytest.raises(Refused) as refusal:
        read_change("a=x %")
    (found,) = refusal.value.problems
    assert (found.code, found.place.field) == ("RC205", "give")
    assert found.message.startswith("a share is needed, but 'x %' is not")


COUNT = "Cycles count from 1: write the first before the last."
DECIDED = (
    "Decide one of: give, reduce_by, cap, round, hold, omit, stop, level. Days and answers are "
    "decided for a course."
)
STANDARD = "Write at most 100 %; a higher dose is another regimen, or a rule with its source."


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (Change("etoposide", Action("give", Measure(100, "%", "100 %"))), []),
        (Change("etoposide", HALF, 3), []),
        (Change("etoposide", HALF, 4),
         [("RC604", "cycle 4 is not planned: there are 3",
           "Write a cycle of this course, or plan more of them.")]),
        (Change("etopside", HALF),
         [("RC304", "'etopside' is not a line of ep-infusional-28d",
           "Did you mean 'etoposide'? It has: etoposide, cisplatin.")]),
        (Change("etoposide", Action("give", Measure(0, "%", "0 %"))),
         [("RC212", "0 % of etoposide is no dose", "Omit it, or stop it.")]),
        (Change("etoposide", Action("give", Measure(101, "%", "101 %"))),
         [("RC604", "101 % of etoposide is more than its standard dose, and no rule of "
           "ep-infusional-28d raises it so", STANDARD)]),
        # three quarters, written as a fraction of one
        (read_change("etoposide=0.75 %"),
         [("RC626", "0.75 % of etoposide is very little, and no rule of ep-infusional-28d says so",
           "Look whether a share such as 0.75 was meant: three quarters are 75 %.")]),
        (read_change("etoposide=19.9 %"),
         [("RC626", "19.9 % of etoposide is very little, and no rule of ep-infusional-28d says so",
           "Look whether a share such as 0.75 was meant: three quarters are 75 %.")]),
        (read_change("etoposide=20 %"), []),
        # a delay moves days, and another answer is another plan: neither changes a dose
        (Change("etoposide", Action("delay", Measure(7, "d", "7 d"))),
         [("RC604", "'delay by 7 d' of etoposide changes no dose", DECIDED)]),
        (Change("etoposide", Action("choose", word="arm: y")),
         [("RC604", "'choose arm: y' of etoposide changes no dose", DECIDED)]),
        (Change("etoposide", Action("alternative", word="ep-21d")),
         [("RC604", "'ep-21d instead' of etoposide changes no dose", DECIDED)]),
        (Change("etoposide", Action("choose", word="arm: y"), by_rule=True), []),
        (Change("etoposide", Action("omit")), []),
        # cycles and days that are none
        (Change("etoposide", HALF, 3, 2),
         [("RC604", "cycles from 3 to 2 are none", COUNT)]),
        (Change("etoposide", HALF, 2, 2), []),
        (Change("etoposide", HALF, -1),
         [("RC604", "cycles from -1 to the last are none", COUNT)]),
        (Change("etoposide", HALF, 0, 2),
         [("RC604", "cycles from 0 to 2 are none", COUNT)]),
        (Change("etoposide", HALF, 1, 4),
         [("RC604", "cycle 4 is not planned: there are 3",
           "Write a cycle of this course, or plan more of them.")]),
        (Change("etoposide", HALF, 1, 3), []),
        (Change("etoposide", HALF, from_day=29),
         [("RC604", "day 29 is in no cycle: the longest has 28 days",
           "Write a day of its cycle.")]),
        (Change("etoposide", HALF, from_day=28), []),
        (Change("etoposide", HALF, days=frozenset({1, 77})),
         [("RC604", "day 77 is in no cycle: the longest has 28 days",
           "Write a day of its cycle.")]),
        # of a level, and of a line
        (read_change("level=75 %"),
         [("RC304", "'level' is not a line of ep-infusional-28d",
           "It has: etoposide, cisplatin.")]),
        (Change("etoposide", Action("level", word="9")),
         [("RC304", "'9' is not a level of ep-infusional-28d", "It has: none."),
          ("RC604", "a level is of all its lines at once, and not of etoposide alone",
           "Write 'level' in place of the line.")]),
        (Change(LEVEL, Action("level", word="9")),
         [("RC304", "'9' is not a level of ep-infusional-28d", "It has: none.")]),
    ],
)  # fmt: skip
def test_what_cannot_be_changed_says_what_can(
    change: Change, expected: list[tuple[str, str, str]]
) -> None:
    found = list(change_problems([change], rc.load_regimen(EP), 3, [21, 28]))
    assert [(p.code, p.message, p.fix) for p in found] == expected
    assert {p.place.field for p in found} <= {"give"}


def test_where_no_cycles_are_known_none_is_too_late() -> None:
    change = Change("etoposide", HALF, 4, from_day=40)
    assert list(change_problems([change], rc.load_regimen(EP), 0)) == []


@pytest.mark.parametrize(
    ("change", "touches"),
    [
        # a is given on days 1 and 8 of cycles 1 and 2
        (Change("a", HALF), True),
        (Change("a", HALF, 2, 2), True),
        (Change("a", HALF, 3), False),
        (Change("b", HALF), False),
        (Change("a", Action("omit"), days=frozenset({8})), True),
        (Change("a", Action("omit"), days=frozenset({9})), False),
        (Change("a", HALF, 2, from_day=9), False),
        (Change("a", HALF, 1, from_day=9), True),
        (Change("b", Action("omit")), False),
        # what is given no more may be stopped, and what a rule says is the rule's
        (Change("b", Action("stop")), True),
        (Change("b", HALF, by_rule=True), True),
        (Change(LEVEL, Action("level", word="1"), 2), True),
        (Change(LEVEL, Action("level", word="1"), 3), False),
    ],
)
def test_a_decision_that_touches_no_dose_is_said_to(change: Change, *, touches: bool) -> None:
    planned, _ = turns(ruled(TWICE), Chosen(), None)
    found = list(of_nothing([change], givings(planned, Chosen(), DAY_1)))
    assert [p.code for p in found] == ([] if touches else ["RC627"])


def test_a_decision_that_touches_no_dose_names_itself() -> None:
    planned, _ = turns(ruled(TWICE), Chosen(), None)
    (found,) = of_nothing([read_change("b=75 %")], givings(planned, Chosen(), DAY_1))
    assert (found.message, found.place.field, found.is_error) == (
        "b: give 75 % of standard from cycle 1 touches no dose: the line is not given then in "
        "this plan",
        "give",
        False,
    )


def test_a_share_of_a_line_that_is_called_level_is_of_that_line_alone() -> None:
    # 75 % of 200 mg
    found = judged(ruled(etoposide("level"), etoposide()), changes=(read_change("level=75 %"),))
    assert shown(found) == ["150 mg", "200 mg"] * 2


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        # a rule gives line a alone 10 % or 120 %
        ("a=10 %", []),
        ("b=10 %", ["RC626"]),
        ("a=120 %", []),
        ("b=120 %", ["RC604"]),
        # and one without lines gives each of them 15 %
        ("a=15 %", []),
        ("b=15 %", []),
        ("a=11 %", ["RC626"]),
    ],
)
def test_a_rule_that_gives_a_line_such_a_share_stands_for_it(text: str, codes: list[str]) -> None:
    low = "{if: {platelets: {below: 50 10^9/L}}, do: {give: SHARE}"
    rules = [
        low.replace("SHARE", "10 %") + ", lines: [a]}",
        low.replace("SHARE", "120 %") + ", lines: [a]}",
        low.replace("SHARE", "15 %") + "}",
    ]
    regimen = ruled(etoposide("a"), etoposide("b"), rules=rules)
    assert [p.code for p in change_problems([read_change(text)], regimen, 2)] == codes


# Caps and floors


@pytest.mark.parametrize(
    ("number", "capped", "cap_note", "raised", "floor_note"),
    [
        (1.5, 1.5, "cap not reached", 2, "floor reached"),
        (2, 2, "cap not reached", 2, "floor not reached"),
        (2.5, 2, "cap reached", 2.5, "floor not reached"),
    ],
)
def test_a_cap_and_a_floor_are_steps_that_say_whether_they_moved_the_value(
    number: float, capped: float, cap_note: str, raised: float, floor_note: str
) -> None:
    value, bound = (
        entered("surface", Measure(number, "m2")),
        entered("bound", Measure(2, "m2")),
    )
    low, high = at_most(value, bound), at_least(value, bound)
    for step, found, note, name, operand in (
        (low, capped, cap_note, "cap", "cap"),
        (high, raised, floor_note, "floor", "floor"),
    ):
        assert (step.what, step.value, step.unit, step.note) == ("surface", found, "m2", note)
        assert step.is_notable == (note in ("cap reached", "floor reached"))
        assert step.formula is not None
        assert step.formula.name == name
        assert (step.operand("value"), step.operand(operand)) == (value, bound)
    assert str(low).startswith(f"surface = {capped:g} m2 = min({number:g} m2, 2 m2)")
    assert str(high).startswith(f"surface = {raised:g} m2 = max({number:g} m2, 2 m2)")
    assert (before_cap(low), before_cap(value), before_cap(high)) == (value, value, high)
    assert at_most(value, bound, "body surface area").what == "body surface area"


@pytest.mark.parametrize(
    ("typed", "is_refused"),
    [(("ifosfamide=50 %", "mesna-bolus=50 %"), True), (("ifosfamide=50 %",), False)],
)
def test_a_share_of_a_line_and_of_the_rescue_that_follows_it_is_refused(
    typed: tuple[str, ...], *, is_refused: bool
) -> None:
    vip = rc.load_regimen("vip-21d")
    shares = {c.id for c in vip.every_component for one in c.statements if one.amount.share_of}
    changes = [read_change(text.replace("mesna-bolus", min(shares, default=""))) for text in typed]
    found = [p.message for p in change_problems(changes, vip, 4)]
    assert any("lowers it twice" in words for words in found) is is_refused


MESNA = "id: m, drug: mesna, route: intravenous, per_dose: 50 % of a, days: [1]"


def test_a_share_of_both_is_refused_with_what_to_write_and_an_omission_of_both_is_not() -> None:
    follows = ruled(etoposide(), MESNA)
    both = [Change("a", HALF), Change("m", HALF)]
    assert list(change_problems(both, follows, 2)) == [
        Problem(
            "RC604",
            "m is a share of a and follows it: a share of both lowers it twice",
            "Write the share of a alone.",
            Place(field="give"),
        )
    ]
    omitted = [Change("a", Action("omit")), Change("m", Action("omit"))]
    assert list(change_problems(omitted, follows, 2)) == []
    # what a rule proposed for the one is said elsewhere
    one_by_rule = [Change("a", HALF, by_rule=True), Change("m", HALF)]
    assert list(change_problems(one_by_rule, follows, 2)) == []


def test_what_rules_propose_in_one_cycle_is_taken_together() -> None:
    rule_2, rule_1, again_1 = (
        Change(line, HALF, cycle, by_rule=True) for line, cycle in (("a", 2), ("a", 1), ("b", 1))
    )
    typed_1, typed_2 = Change("a", HALF, 1), Change("a", HALF, 2)
    changes = (rule_2, rule_1, typed_2, typed_1, again_1)
    assert in_order_of_cycles(changes) == (rule_1, typed_1, again_1, rule_2, typed_2)
    assert list(decided_together(changes)) == [
        (typed_1,),
        (rule_1, again_1),
        (typed_2,),
        (rule_2,),
    ]


def test_a_change_that_touches_nothing_says_what_to_look_at() -> None:
    (problem,) = of_nothing([Change("a", HALF)], [])
    assert problem.fix == "Look at the line, the cycles and what was chosen; or leave it out."
