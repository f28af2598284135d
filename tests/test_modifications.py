"""What follows from a rule that fires: by which key it is answered, what it says, what it proposes.

Cycles of 21 days begin on 1 December 2026. Platelets of 40 fire every rule here.
"""

from datetime import date
from typing import Any

import pytest
from test_givings import CYCLE
from test_judging import LOW, MAN, OF_MAN, dose, etoposide, judged, ruled, shown
from test_settling import LEVELS, of_rule, proposed, when_ill, when_low

from regimencalc.changes import LEVEL, Change
from regimencalc.choosing import Chosen
from regimencalc.judgement import Judgement
from regimencalc.judging import Judged
from regimencalc.modifications import WHOLE_CYCLE
from regimencalc.regimen import Regimen
from regimencalc.rules import Action
from regimencalc.timeline import Delay, Period, Timeline
from regimencalc.units import Measure

ANSWER = "Accept or decline it by its key, with a reason."
BEAR = "Bear it in mind."
SEEN = "platelets 40 10^9/L: "
CITE = " [Somebody, 2020]"
LINES = (etoposide(), etoposide("b", more="days: [8]"))
RULE = "{if: {platelets: {below: 50 10^9/L}}, do: "


def first(of: Regimen, *values: str, **more: Any) -> list[Judgement]:
    """What is judged by rules in the first cycle."""
    found = judged(of, *(values or (LOW,)), **more).judgements
    return [one for one in found if one.rule and one.cycle == 1]


def said(one: Judgement) -> tuple[str, str, tuple[str, ...], str]:
    return (one.problem.code, one.component, one.lines, one.problem.message)


# Holding, omitting, stopping


@pytest.mark.parametrize(
    ("do", "words", "code", "proposes"),
    [
        ("hold", "hold", "RC753", None),
        ("omit", "omit", "RC753", Change("a", Action("omit"), 1, 1)),
        ("stop", "stop", "RC753", Change("a", Action("stop"), 1)),
        (
            "{alternative: other}",
            "other instead",
            "RC754",
            Change("a", Action("alternative", word="other"), 1),
        ),
    ],
)
def test_a_rule_that_takes_a_dose_away_asks_for_an_answer_of_each_of_its_lines(
    do: str, words: str, code: str, proposes: Change | None
) -> None:
    one, other = first(ruled(*LINES, rules=[when_low(do, "[a, b]")]))
    assert said(one) == (code, "a", (), f"{SEEN}{words}{CITE}")
    assert (other.component, other.lines) == ("b", ())
    assert (one.problem.fix, one.value, one.source) == (
        ANSWER,
        "platelets 40 10^9/L",
        "Somebody, 2020",
    )
    assert one.days == frozenset()
    name = one.rule
    assert one.key == f"{name}:a:1"
    if proposes is None:
        assert one.proposes is None
    else:
        assert one.proposes is not None
        assert one.proposes.why == name
        found, wanted = one.proposes, proposes
        assert (found.component, found.action) == (wanted.component, wanted.action)
        assert (found.from_cycle, found.to_cycle) == (wanted.from_cycle, wanted.to_cycle)


def test_a_rule_without_lines_is_about_the_whole_cycle_by_one_answer() -> None:
    (one,) = first(ruled(*LINES, rules=[f"{RULE}omit}}"]))
    assert said(one) == ("RC753", WHOLE_CYCLE, ("a", "b"), f"{SEEN}omit{CITE}")
    assert one.key == "platelets-below-50-omit:cycle:1"


def test_an_omission_of_a_day_leaves_out_that_day_alone() -> None:
    line = etoposide("a", more="days: [1, 8, 15], cycles: [1]")
    of = ruled(line, rules=[when_low("omit", more=", days: [8]")])
    value = f"{LOW}, on 2026-12-08"
    (one,) = first(of, value)
    assert (one.days, one.key) == (frozenset({8}), "platelets-below-50-omit-day-8:a:1")
    omitted = judged(of, value, accept=[f"{one.key}=seen"])
    assert shown(omitted) == ["200 mg", "OMITTED", "200 mg"]


def test_a_rule_says_its_note_and_what_it_is_borrowed_from() -> None:
    (one,) = first(ruled(*LINES, rules=[when_low("hold", more=", note: counted twice")]))
    assert one.problem.message == f"{SEEN}hold (counted twice){CITE}"


# Criteria and gates

START = "start_if: [{needs: {platelets: {from: 100 10^9/L}}MORE}]\n"


def test_a_criterion_that_is_not_met_holds_the_cycle_by_one_answer() -> None:
    (one,) = first(ruled(*LINES, head=CYCLE + START.replace("MORE", "")))
    words = f"{SEEN}not met: start only if platelets at least 100 10^9/L{CITE}"
    assert said(one) == ("RC751", WHOLE_CYCLE, ("a", "b"), words)
    assert (one.proposes, one.problem.fix) == (None, ANSWER)


def test_a_criterion_of_some_lines_is_about_them_by_one_answer() -> None:
    (one,) = first(ruled(*LINES, head=CYCLE + START.replace("MORE", ", lines: [b]")))
    assert (one.component, one.lines) == (WHOLE_CYCLE, ("b",))


def test_a_gate_that_is_not_met_holds_its_line() -> None:
    gated = etoposide("a", more="days: [1], only_if: {platelets: {from: 100 10^9/L}}")
    (one,) = first(ruled(gated, etoposide("b", more="days: [8]")))
    words = f"{SEEN}not met: only if platelets at least 100 10^9/L{CITE}"
    assert said(one) == ("RC752", "a", (), words)
    assert one.key == "only-if-platelets:a:1"


# Delays, missed doses, shares


def test_a_delay_names_the_day_on_which_the_cycle_would_begin() -> None:
    # 22 December and 7 days are Tuesday 29 December
    of = ruled(*LINES, rules=[when_low("{delay: 7 d}", "[a, b]")])
    found = judged(of, f"{LOW}, on 2026-12-22").judgements
    (one,) = (j for j in found if j.rule)
    assert said(one) == (
        "RC755",
        WHOLE_CYCLE,
        ("a", "b"),
        "platelets 40 10^9/L on 2026-12-22: delay by 7 d: cycle 2 would begin on Tue 29 Dec 2026, "
        f"and what follows as much later; no date here is moved{CITE}",
    )
    assert one.problem.fix == (
        "Plan the cycles that are left from that day, with values of that day: accepted, the "
        "cycle stays held. Or decline it by its key, with a reason."
    )
    assert one.proposes is None


def test_a_delay_of_a_day_names_the_day_of_its_giving() -> None:
    # day 8 of the first cycle is 8 December, and 7 days later 15 December
    line = etoposide("a", more="days: [1, 8], cycles: [1]")
    of = ruled(line, rules=[when_low("{delay: 7 d}", more=", days: [8]")])
    (one,) = first(of, f"{LOW}, on 2026-12-08")
    assert one.problem.message == (
        "platelets 40 10^9/L on 2026-12-08: delay by 7 d: the giving of Tue 8 Dec 2026 would be on "
        f"Tue 15 Dec 2026, and what follows as much later; no date here is moved{CITE}"
    )
    assert one.problem.fix == (
        "Judge that day again, and plan the cycles that are left as much later: accepted, the "
        "giving stays held. Or decline it by its key, with a reason."
    )
    assert one.days == frozenset({8})


@pytest.mark.parametrize("do", ["{give: 50 %}", "stop"])
def test_what_a_rule_of_a_day_proposes_is_from_that_day_on(do: str) -> None:
    line = etoposide("a", more="days: [1, 8, 15], cycles: [1]")
    of = ruled(line, rules=[when_low(do, more=", days: [8]")])
    (one,) = first(of, f"{LOW}, on 2026-12-08")
    assert one.proposes is not None
    assert (one.proposes.from_cycle, one.proposes.from_day) == (1, 8)


@pytest.mark.parametrize("do", ["stop", "{alternative: other}"])
def test_a_stop_is_of_lines_too_that_are_given_later(do: str) -> None:
    later = etoposide("b", more="days: [1], cycles: [2]")
    of = ruled(etoposide("a", more="days: [1], cycles: [1]"), later, rules=[when_low(do, "[a, b]")])
    assert [one.component for one in first(of)] == ["a", "b"]


def test_what_follows_a_missed_dose_is_a_notice() -> None:
    head = f"{CYCLE}if_missed: [{{do: reload, if: {{gap: {{from: 42 d}}}}, lines: [b]}}]\n"
    (one,) = first(ruled(*LINES, head=head), "gap=42 d")
    assert said(one) == (
        "RC793",
        WHOLE_CYCLE,
        ("b",),
        f"gap 42 d: after a missed dose: reload{CITE}",
    )
    assert (one.problem.fix, one.is_open, one.proposes) == (BEAR, False, None)


@pytest.mark.parametrize(
    ("do", "words", "milligrams"),
    [
        # of 100 mg/m2 and 2 m2
        ("{give: 75 %}", "give 75 % of standard", "150 mg"),
        ("{reduce_by: 20 mg/m2}", "reduce by 20 mg/m2", "160 mg"),
        (
            "{reduce_by: 20 mg/m2, least: 90 mg/m2}",
            "reduce by 20 mg/m2, not below 90 mg/m2",
            "180 mg",
        ),
    ],
)
def test_a_lower_dose_is_proposed_of_each_line_by_an_answer_of_its_own(
    do: str, words: str, milligrams: str
) -> None:
    found = judged(ruled(*LINES, rules=[when_low(do, "[a, b]")]), LOW)
    one, other = (j for j in found.judgements if j.rule)
    assert said(one) == ("RC764", "a", (), f"{SEEN}{words}{CITE}")
    assert (other.component, one.problem.fix, one.cycle) == ("b", ANSWER, 1)
    assert one.proposes is not None
    assert (one.proposes.component, one.proposes.from_cycle, one.proposes.why) == ("a", 1, one.rule)
    assert [str(dose(found, line, day=day).proposed) for line, day in (("a", 1), ("b", 8))] == [
        milligrams
    ] * 2


def test_what_is_not_assessed_and_what_is_not_fired_follows_from_nothing() -> None:
    of = ruled(*LINES, rules=[when_low("hold"), when_ill("hold")])
    assert first(of, "platelets=50 10^9/L") == []


# Choices


def choosing(**chosen: str) -> Judged:
    rule = when_low("{choose: {arm: y, platinum: none}}", "[a, b]")
    return judged(ruled(*LINES, rules=[rule]), LOW, chosen=Chosen(facts=dict(chosen)))


def test_another_answer_to_a_choice_is_asked_for_and_changes_nothing() -> None:
    for chosen in ({"arm": "x", "platinum": "none"}, {"arm": "y", "platinum": "cisplatin"}):
        found = choosing(**chosen)
        one, other = (j for j in found.judgements if j.rule)
        assert said(one) == ("RC763", "a", (), f"{SEEN}choose arm: y, platinum: none{CITE}")
        assert other.component == "b"
        assert one.problem.fix == (
            "Plan it again with arm=y and platinum=none chosen, or decline it with a reason."
        )
        assert one.proposes is not None
        assert (one.proposes.component, one.proposes.from_cycle) == ("a", 1)
        action = one.proposes.action
        assert (action.what, action.word) == ("choose", "arm: y, platinum: none")
        assert (one.proposes.why, one.is_open) == (one.rule, True)
        assert (shown(found), proposed(found)) == (["200 mg"] * 4, ["None"] * 4)


def codes_by_cycle(regimen: Regimen, first: Chosen, then: Chosen) -> list[tuple[int, str]]:
    """What is judged by rules where other answers hold from cycle 2 on, which begins on day 22."""
    period = Period(2, date(2026, 12, 22), MAN, OF_MAN, then, 2.0, 80.0)
    low = (LOW, f"{LOW}, on 2026-12-22")
    found = judged(regimen, *low, chosen=first, timeline=Timeline(periods=(period,)))
    return [(one.cycle, one.problem.code) for one in found.judgements if one.rule]


def test_what_is_chosen_already_is_told_by_the_answers_of_the_cycle() -> None:
    of = ruled(etoposide(), rules=[when_low("{choose: {arm: y}}")])
    x, y = Chosen(facts={"arm": "x"}), Chosen(facts={"arm": "y"})
    assert codes_by_cycle(of, x, y) == [(1, "RC763"), (2, "RC792")]
    assert codes_by_cycle(of, y, x) == [(1, "RC792"), (2, "RC763")]


def test_a_level_is_left_from_the_one_that_was_chosen_for_the_cycle() -> None:
    of = ruled(etoposide(), rules=[when_low("{level: down}")], head=f"{LEVELS}{CYCLE}")
    lowest, middle, _ = of.levels
    # down from level 2 is level 1, and below that there is none
    second, least = Chosen(level=middle), Chosen(level=lowest)
    assert codes_by_cycle(of, second, least) == [(1, "RC764"), (2, "RC756")]
    assert codes_by_cycle(of, least, second) == [(1, "RC756"), (2, "RC764")]


def test_an_answer_that_is_chosen_already_is_a_notice() -> None:
    (one,) = (j for j in choosing(arm="y", platinum="none").judgements if j.rule)
    words = f"{SEEN}arm: y, platinum: none is chosen already{CITE}"
    assert said(one) == ("RC792", WHOLE_CYCLE, ("a", "b"), words)
    assert (one.is_open, one.problem.fix) == (False, BEAR)


def test_an_accepted_choice_takes_another_plan_and_its_dose_has_no_number_here() -> None:
    rule = "platelets-below-50-choose-arm-y"
    of = ruled(etoposide(), rules=[when_low("{choose: {arm: y}}")])
    found = judged(of, LOW, accept=[f"{rule}:a:1=agreed"])
    # in cycle 2 as well: nobody has chosen it yet
    assert shown(found) == ["HELD", "HELD"]
    (held,) = (j for j in found.judgements if j.rule)
    again = "Plan it again with arm=y chosen, or decline it with a reason."
    assert said(held)[:3] == ("RC754", "a", ())
    assert held.problem.message == (
        f"{SEEN}choose arm: y{CITE}; accepted, so that the doses of the other answer are held. "
        f"{again}"
    )
    assert held.problem.fix == again


def test_a_choice_that_is_declined_or_open_leaves_the_dose() -> None:
    of = ruled(etoposide(), rules=[when_low("{choose: {arm: y}}")])
    declined = ["platelets-below-50-choose-arm-y:a:1=stays with x"]
    for found in (judged(of, LOW), judged(of, LOW, decline=declined)):
        assert [j.problem.code for j in found.judgements if j.rule] == ["RC763"]
        assert shown(found) == ["200 mg", "200 mg"]


def test_the_answers_that_are_named_are_found_by_their_questions() -> None:
    assert Action("choose", word="arm: y").answers == {"arm": "y"}
    assert Action("choose", word="arm: y: z, platinum: none at all").answers == {
        "arm": "y: z",
        "platinum": "none at all",
    }


# Levels


def levelled(
    do: str, more: str = "", changes: tuple[Change, ...] = (), amount: str = "100 mg/m2"
) -> Judged:
    """Levels 1, 2 and 3 have 80, 100 and 120 mg/m2."""
    head = f"{LEVELS}{CYCLE}"
    of = ruled(etoposide("a", amount), LINES[1], rules=[when_low(do, "[a, b]", more)], head=head)
    return judged(of, LOW, changes=changes)


def to_level(word: str) -> Change:
    return Change(LEVEL, Action("level", word=word))


UP, DOWN = "platelets-below-50-one-level-up", "platelets-below-50-one-level-down"


@pytest.mark.parametrize(
    ("do", "rule", "words", "to", "milligrams"),
    [
        ("{level: up}", UP, "one level up: from level 2 to level 3", "3", "240 mg"),
        ("{level: down}", DOWN, "one level down: from level 2 to level 1", "1", "160 mg"),
        (
            '{level: "1"}',
            "platelets-below-50-level-1",
            "level 1: from level 2 to level 1",
            "1",
            "160 mg",
        ),
    ],
)
def test_a_move_to_another_level_is_proposed_of_all_its_lines_by_one_answer(
    do: str, rule: str, words: str, to: str, milligrams: str
) -> None:
    found = levelled(do)
    one = of_rule(found, rule)
    assert said(one) == ("RC764", LEVEL, ("a", "b"), f"{SEEN}{words}{CITE}")
    assert one.key == f"{rule}:level:1"
    assert one.proposes == Change(LEVEL, Action("level", word=to), 1, None, why=rule, by_rule=True)
    assert str(dose(found).proposed) == milligrams


@pytest.mark.parametrize(
    ("do", "at", "rule", "words"),
    [
        ("{level: up}", "3", UP, "one level up: level 3 stays"),
        ('{level: "2"}', "2", "platelets-below-50-level-2", "level 2: level 2 stays"),
    ],
)
def test_where_the_level_cannot_change_it_stays(do: str, at: str, rule: str, words: str) -> None:
    found = levelled(do, changes=(to_level(at),))
    one = of_rule(found, rule)
    assert said(one) == ("RC792", WHOLE_CYCLE, ("a", "b"), f"{SEEN}{words}{CITE}")
    assert (one.is_open, one.problem.fix) == (False, BEAR)


def test_below_the_lowest_level_the_doses_are_held_for_a_person_to_decide() -> None:
    found = levelled("{level: down}", changes=(to_level("1"),))
    one = of_rule(found, DOWN)
    words = "one level down: level 1 is the lowest; whether to stop is a person's decision"
    assert said(one) == ("RC756", LEVEL, ("a", "b"), f"{SEEN}{words}{CITE}")
    assert (one.is_open, one.problem.fix) == (True, ANSWER)
    assert shown(found)[:2] == ["HELD", "HELD"]


def test_amounts_that_are_no_level_are_held_where_a_rule_moves_them() -> None:
    # 90 mg/m2 is none of 80, 100 and 120
    found = levelled("{level: down}", amount="90 mg/m2")
    one = of_rule(found, DOWN)
    words = "one level down: the amounts that are planned are no level of this regimen"
    assert said(one) == ("RC756", LEVEL, ("a", "b"), f"{SEEN}{words}{CITE}")
    assert shown(found)[:2] == ["HELD", "HELD"]


def test_the_level_that_was_chosen_is_the_one_to_start_from() -> None:
    of = ruled(etoposide(), rules=[when_low("{level: up}")], head=f"{LEVELS}{CYCLE}")
    lowest = judged(of, LOW, chosen=Chosen(level=of.levels[0]))
    # 80 and 100 mg/m2
    assert (shown(lowest), proposed(lowest)) == (["160 mg"] * 2, ["200 mg", "None"])
    # a move that was decided counts for more than what was chosen, from its cycle on
    moved = (Change(LEVEL, Action("level", word="3"), 2),)
    both = judged(of, f"{LOW}, on 2026-12-22", chosen=Chosen(level=of.levels[0]), changes=moved)
    assert shown(both) == ["160 mg", "240 mg"]
    assert of_rule(both, UP, 2).problem.code == "RC792"


def test_a_level_moves_lines_too_that_the_rule_does_not_name_and_that_begin_later() -> None:
    # a has the levels and begins in cycle 2: level 1 has 80 mg/m2, 160 mg; b stays at 200 mg
    late = etoposide("a", more="days: [1], cycles: {from: 2}")
    of = ruled(
        late, etoposide("b"), rules=[when_low("{level: down}", "[b]")], head=f"{LEVELS}{CYCLE}"
    )
    found = judged(of, LOW)
    assert (shown(found), proposed(found)) == (["200 mg"] * 3, ["None", "160 mg", "None"])
    one = of_rule(found, DOWN)
    assert (one.lines, one.is_open) == (("b", "a"), True)
    assert shown(judged(of, LOW, accept=[f"{DOWN}:level:1=agreed"])) == [
        "200 mg",
        "160 mg",
        "200 mg",
    ]


def test_the_same_level_is_a_notice() -> None:
    (one,) = first(ruled(*LINES, rules=[when_low("same level")]))
    assert said(one) == (
        "RC792",
        WHOLE_CYCLE,
        ("a",),
        f"{SEEN}the same level, and no higher one{CITE}",
    )


# Cycle by cycle


def test_what_is_accepted_in_a_cycle_is_what_the_next_is_judged_with() -> None:
    of = ruled(etoposide(), rules=[when_low("{level: up}")], head=f"{LEVELS}{CYCLE}")
    twice = (LOW, f"{LOW}, on 2026-12-22")
    found = judged(of, *twice, accept=[f"{UP}:level:1=agreed"])
    # 120 mg/m2 from the first cycle on; there is no higher level for the second
    assert shown(found) == ["240 mg", "240 mg"]
    assert of_rule(found, UP, 2).problem.code == "RC792"


def test_what_is_left_out_is_judged_no_more() -> None:
    of = ruled(*LINES, rules=[when_low("hold", "[a, b]")])
    found = judged(of, LOW, changes=(Change("a", Action("stop"), 1),))
    assert [one.component for one in found.judgements if one.rule] == ["b"]
    assert found.assessments[0].lines == ("b",)


def test_the_worst_value_of_a_cycle_counts_since_its_first_day() -> None:
    rule = "{if: {nadir_platelets: {below: 25 10^9/L}}, do: hold, lines: [a]}"
    of = ruled(etoposide(), rules=[rule], head="cycle: {length: 21 d, planned: 3}\n")
    found = judged(of, "nadir_platelets=20 10^9/L, on 2026-12-12")
    # the nadir of cycle 1 holds cycle 2; it is none of cycle 2, and says nothing of cycle 3
    assert shown(found) == ["200 mg", "HELD", "200 mg"]


def test_changes_stand_in_the_order_of_their_cycles() -> None:
    late = Change("a", Action("omit"), 2, 2)
    of = ruled(etoposide(), rules=[when_low("omit")])
    found = judged(of, LOW, changes=(late,), accept=["platelets-below-50-omit:a:1=agreed"])
    assert [change.from_cycle for change in found.changes] == [1, 2]
    assert shown(found) == ["OMITTED", "OMITTED"]


@pytest.mark.parametrize(
    "do", ["omit", "stop", "{alternative: other}", "{give: 50 %}", "{choose: {arm: y}}"]
)
def test_what_a_rule_proposes_is_from_the_cycle_in_which_it_fires(do: str) -> None:
    of = ruled(etoposide(), rules=[when_low(do)])
    (one,) = (j for j in judged(of, f"{LOW}, on 2026-12-22").judgements if j.rule)
    assert one.proposes is not None
    assert (one.cycle, one.proposes.from_cycle) == (2, 2)


def test_a_move_to_another_level_is_from_the_cycle_in_which_the_rule_fires() -> None:
    of = ruled(etoposide(), rules=[when_low("{level: up}")], head=f"{LEVELS}{CYCLE}")
    found = judged(of, f"{LOW}, on 2026-12-22", accept=[f"{UP}:level:2=agreed"])
    assert shown(found) == ["200 mg", "240 mg"]


def test_every_cycle_is_assessed() -> None:
    found = judged(ruled(etoposide(), rules=[when_low("hold")]), f"{LOW}, on 2026-12-22")
    assert [(one.cycle, str(one.outcome)) for one in found.assessments] == [
        (1, "not assessed"),
        (2, "fired"),
    ]


def test_several_rules_for_a_line_are_said_of_their_cycle() -> None:
    of = ruled(etoposide(), rules=[when_low("{give: 50 %}"), when_ill("{give: 75 %}")])
    found = judged(of, f"{LOW}, on 2026-12-22", "bilirubin=30 umol/L, on 2026-12-22")
    (one,) = (j for j in found.judgements if j.problem.code == "RC794")
    assert one.cycle == 2
    assert "2 rules propose something for a in cycle 2: " in one.problem.message


def test_a_step_that_was_decided_and_changes_nothing_stands_among_the_judgements() -> None:
    # 100 − 20 = 80 mg/m2 are 160 mg, and the cap of 150 mg holds both
    capped = etoposide("a", more="days: [1], cycles: [1], cap: {per_dose: 150 mg}")
    step = Change("a", Action("reduce_by", Measure(20, "mg/m2", "20 mg/m2")), 1)
    found = judged(ruled(capped), changes=(step,))
    assert [one.problem.code for one in found.judgements] == ["RC765"]
    assert shown(found) == ["150 mg"]


def test_a_grade_from_before_the_course_counts_in_its_first_cycle() -> None:
    rule = "{if: {diarrhoea: {from: grade 3}}, do: hold, lines: [a]}"
    found = judged(ruled(etoposide(), rules=[rule]), "diarrhoea=grade 3, on 2026-11-20")
    # in the second cycle it is older than the first day of the first
    assert shown(found) == ["HELD", "200 mg"]


def test_a_cycle_that_was_delayed_looks_back_to_the_day_on_which_it_began() -> None:
    # cycle 2 is moved from 22 to 29 December; the nadir of the 24th was looked at there already
    rule = "{if: {nadir_platelets: {below: 50 10^9/L}}, do: {give: 75 %}, lines: [a]}"
    of_three = ruled(etoposide(), rules=[rule], head=CYCLE.replace("planned: 2", "planned: 3"))
    nadir = "nadir_platelets=40 10^9/L, on 2026-12-24"
    found = judged(of_three, nadir, timeline=Timeline((Delay(2, 7),)))
    assert [(one.cycle, str(one.outcome)) for one in found.assessments] == [
        (1, "not assessed"),
        (2, "fired"),
        (3, "not assessed"),
    ]


def test_a_line_that_begins_later_looks_back_to_the_cycle_before_and_no_further() -> None:
    rule = "{if: {diarrhoea: {from: grade 3}}, do: hold, lines: [b]}"
    later = etoposide("b", more="days: [1], cycles: [3]")
    of_three = ruled(
        etoposide(), later, rules=[rule], head=CYCLE.replace("planned: 2", "planned: 3")
    )

    def outcomes(on: str, *delays: Delay) -> list[tuple[int, str]]:
        found = judged(of_three, f"diarrhoea=grade 3, on {on}", timeline=Timeline(delays))
        return [(one.cycle, str(one.outcome)) for one in found.assessments]

    # cycle 2 begins on 22 December: what was found on its first day was looked at there
    assert outcomes("2026-12-22") == [(3, "not assessed")]
    assert outcomes("2026-12-23") == [(3, "fired")]
    # a week later it begins on 29 December
    assert outcomes("2026-12-29", Delay(2, 7)) == [(3, "not assessed")]
    assert outcomes("2026-12-30", Delay(2, 7)) == [(3, "fired")]


def test_what_is_proposed_in_one_cycle_stands_beside_what_is_proposed_in_the_next() -> None:
    of = ruled(
        etoposide("a", more="days: [1], cycles: [1]"),
        etoposide("b", more="days: [1], cycles: [2]"),
        rules=[when_low("{give: 50 %}"), when_ill("{give: 75 %}", "[b]")],
    )
    found = judged(of, LOW, "bilirubin=30 umol/L, on 2026-12-22")
    # 50 % and 75 % of 200 mg
    assert proposed(found) == ["100 mg", "150 mg"]
