"""Which of a cycle's rules is the strictest, what is accepted of them, and what proposes nothing.

The adult has 2 m²: 100 mg/m² of etoposide are 200 mg. Values without a day are of cycle 1 alone.
"""

from datetime import date

import pytest
from test_givings import CYCLE
from test_judging import (
    HALF,
    HALF_KEY,
    HOLD,
    LOW,
    MAN,
    OF_MAN,
    dose,
    etoposide,
    judged,
    ruled,
    shown,
)

from regimencalc.changes import LEVEL, Change, in_order_of_cycles, read_change
from regimencalc.choosing import Chosen
from regimencalc.judgement import Judgement
from regimencalc.judging import Judged
from regimencalc.rules import Action
from regimencalc.timeline import Period, Timeline
from regimencalc.units import Measure

ILL = "bilirubin=30 umol/L"
"""A second value, for a second rule."""


def when_ill(do: str, lines: str = "[a]", more: str = "") -> str:
    return f"{{if: {{bilirubin: {{above: 26 umol/L}}}}, do: {do}, lines: {lines}{more}}}"


def when_low(do: str, lines: str = "[a]", more: str = "") -> str:
    return f"{{if: {{platelets: {{below: 50 10^9/L}}}}, do: {do}, lines: {lines}{more}}}"


def of_rule(found: Judged, rule: str, cycle: int = 1) -> Judgement:
    (one,) = (j for j in found.judgements if (j.rule, j.cycle) == (rule, cycle))
    return one


def proposed(found: Judged) -> list[str]:
    return [str(one.proposed) for one in found.doses]


def why_not(found: Judged, rule: str, cycle: int = 1) -> str:
    """Why a rule that fires proposes nothing."""
    one = of_rule(found, rule, cycle)
    assert one.proposes is None
    assert one.problem.fix == "Bear it in mind."
    return one.problem.message.rpartition("; ")[2]


# The order


def test_changes_stand_by_their_cycle_and_then_in_the_order_of_deciding() -> None:
    texts = ("a=50 % from cycle 2", "b=75 %", "a=60 % from cycle 2", "a=80 %")
    changes = [read_change(text) for text in texts]
    assert in_order_of_cycles(changes) == (changes[1], changes[3], changes[0], changes[2])


def test_what_withholds_comes_first_and_then_the_lowest_dose() -> None:
    rules = [
        when_low("{give: 75 %}"),
        when_ill("{give: 50 %}"),
        when_ill("{give: 60 %}", more=", days: [1]"),
        "{if: {haemoglobin: {below: 80 g/L}}, do: hold, lines: [b]}",
    ]
    found = judged(ruled(etoposide(), etoposide("b"), rules=rules), LOW, ILL, "haemoglobin=70 g/L")
    assert [one.rule for one in found.judgements if one.rule] == [
        "haemoglobin-below-80-hold",
        "bilirubin-above-26-give-50",
        "bilirubin-above-26-give-60-day-1",
        "platelets-below-50-give-75",
    ]


def test_lines_of_a_level_are_weighed_together() -> None:
    # Level 1 gives 80 mg/m2 of both, 320 mg; half of a alone is 100 mg, which is lower
    levels = (
        "levels: [{level: 1, amounts: {a: 80 mg/m2, b: 80 mg/m2}}, "
        "{level: 2, amounts: {a: 100 mg/m2, b: 100 mg/m2}}]\n"
    )
    rules = [when_low("{level: down}", "[a, b]"), when_ill("{give: 50 %}")]
    regimen = ruled(etoposide(), etoposide("b"), rules=rules, head=f"{levels}{CYCLE}")
    found = judged(regimen, LOW, ILL)
    assert [(one.rule, one.component) for one in found.judgements if one.proposes] == [
        ("bilirubin-above-26-give-50", "a"),
        ("platelets-below-50-one-level-down", LEVEL),
    ]
    # of a the share alone, 50 % of 200 mg and not of level 1; of b 80 mg/m2
    assert [str(dose(found, line).proposed) for line in "ab"] == ["100 mg", "160 mg"]
    # the other way: 90 % of a is 180 mg, and level 1 with 20 mg/m2 of both is 80 mg
    low = ruled(
        etoposide(),
        etoposide("b"),
        rules=[when_low("{level: down}", "[a, b]"), when_ill("{give: 90 %}")],
        head=f"{levels.replace('80 mg', '20 mg')}{CYCLE}",
    )
    assert [one.component for one in judged(low, LOW, ILL).judgements if one.proposes] == [
        LEVEL,
        "a",
    ]


def test_of_one_line_the_strictest_is_proposed_and_of_two_lines_each() -> None:
    rules = [when_low("{give: 75 %}", "[a, b]"), when_ill("{give: 50 %}")]
    found = judged(ruled(etoposide(), etoposide("b"), rules=rules), LOW, ILL)
    # 50 % of 200 mg, and 75 % where no other rule fires
    assert proposed(found) == ["100 mg", "150 mg", "None", "None"]


def test_several_rules_for_one_line_are_said_to_be() -> None:
    rules = [when_low("{give: 75 %}", "[a, b]"), when_ill("{give: 50 %}")]
    found = judged(ruled(etoposide(), etoposide("b"), rules=rules), LOW, ILL)
    (said,) = (one for one in found.judgements if one.problem.code == "RC794")
    assert (said.component, said.cycle, said.is_open) == ("a", 1, False)
    assert said.problem.message == (
        "2 rules propose something for a in cycle 1: bilirubin-above-26-give-50 and "
        "platelets-below-50-give-75; the first is the strictest"
    )
    assert said.problem.fix == "Answer each of them."


def test_a_hold_is_not_counted_among_what_is_proposed() -> None:
    rules = [
        when_low("{give: 75 %}"),
        "{if: {bilirubin: {above: 26 umol/L}}, do: omit, lines: [b]}",
    ]
    found = judged(ruled(etoposide(), etoposide("b"), rules=rules), LOW, ILL)
    assert "RC794" not in [one.problem.code for one in found.judgements]


def test_rules_that_leave_doses_out_are_not_said_to_propose_several_things() -> None:
    found = judged(ruled(etoposide(), rules=[when_low("omit"), when_ill("omit")]), LOW, ILL)
    assert [one.problem.code for one in found.judgements] == ["RC753", "RC753"]


def test_rules_that_propose_nothing_are_not_counted() -> None:
    half = (read_change("a=50 %"),)
    regimen = ruled(etoposide(), rules=[when_low("{give: 75 %}"), when_ill("{give: 80 %}")])
    found = judged(regimen, LOW, ILL, changes=half)
    assert [one.problem.code for one in found.judgements] == ["RC764", "RC764"]


def test_what_withholds_stands_in_the_order_of_the_file() -> None:
    rules = [when_low("omit"), when_ill("hold", "[b]"), when_low("hold", "[b]")]
    found = judged(ruled(etoposide(), etoposide("b"), rules=rules), LOW, ILL)
    assert [one.rule for one in found.judgements] == [
        "platelets-below-50-omit",
        "bilirubin-above-26-hold",
        "platelets-below-50-hold",
    ]


def test_a_line_without_a_dose_is_the_lowest_and_still_behind_what_withholds() -> None:
    # 25 % of the 2 mg of the cap are 0.5 mg; of line b the source states no dose
    none = "id: b, drug: mesna, route: intravenous, per_dose: not stated, days: [1]"
    rules = [when_low("{give: 25 %}", "[v]"), when_low("{give: 50 %}", "[b]"), when_ill("hold")]
    found = judged(ruled(etoposide(), none, VINCRISTINE, rules=rules), LOW, ILL)
    assert [one.component for one in found.judgements if one.rule] == ["a", "b", "v"]
    # what a rule says of a line without a dose stays open: a person must look at it
    assert of_rule(found, "platelets-below-50-give-50").is_open


def test_a_rule_of_one_day_is_proposed_where_another_line_is_held() -> None:
    rules = [when_low("{give: 50 %}", more=", days: [8]"), when_ill("hold", "[b]")]
    regimen = ruled(etoposide("a", more="days: [8], cycles: [1]"), etoposide("b"), rules=rules)
    found = judged(regimen, f"{LOW}, on 2026-12-08", ILL)
    assert str(dose(found, day=8).proposed) == "100 mg"


# What is accepted


def test_what_is_accepted_of_a_rule_is_in_force_from_its_cycle_on() -> None:
    found = judged(
        ruled(etoposide(), rules=[HALF]),
        f"{LOW}, on 2026-12-22",
        accept=["platelets-below-50-give-50:a:2=agreed"],
    )
    assert shown(found) == ["200 mg", "100 mg"]
    (change,) = found.changes
    assert (change.from_cycle, change.to_cycle, change.why) == (
        2,
        None,
        "platelets-below-50-give-50",
    )


def test_what_is_open_is_proposed_for_its_own_cycle_alone() -> None:
    found = judged(ruled(etoposide(), rules=[HALF]), LOW)
    assert (shown(found), proposed(found)) == (["200 mg", "200 mg"], ["100 mg", "None"])


def test_what_is_declined_is_neither_in_force_nor_proposed() -> None:
    found = judged(ruled(etoposide(), rules=[HALF]), LOW, decline=[f"{HALF_KEY}=no"])
    assert (shown(found), proposed(found)) == (["200 mg"] * 2, ["None"] * 2)
    assert found.changes == ()


def test_a_declined_rule_leaves_the_next_strictest_proposed() -> None:
    rules = [HALF, when_ill("{give: 75 %}")]
    found = judged(ruled(etoposide(), rules=rules), LOW, ILL, decline=[f"{HALF_KEY}=no"])
    assert proposed(found) == ["150 mg", "None"]


def test_an_accepted_omission_is_of_its_cycle_and_its_lines() -> None:
    lines = [etoposide(name, more=f"days: [{day}]") for name, day in (("a", 1), ("b", 2), ("c", 3))]
    regimen = ruled(*lines, rules=[when_low("omit", "[a, b]")])
    key = "platelets-below-50-omit"
    one = judged(regimen, LOW, accept=[f"{key}:a:1=agreed"])
    assert shown(one) == ["OMITTED", "HELD", "200 mg", "200 mg", "200 mg", "200 mg"]
    both = judged(regimen, LOW, accept=[f"{key}:a:1=agreed", f"{key}:b:1=agreed"])
    assert shown(both) == ["OMITTED", "OMITTED", "200 mg", "200 mg", "200 mg", "200 mg"]
    declined = judged(regimen, LOW, decline=[f"{key}:a:1=no"])
    assert shown(declined) == ["200 mg", "HELD", "200 mg", "200 mg", "200 mg", "200 mg"]


def test_an_accepted_stop_of_every_line_stops_each_from_there_on() -> None:
    regimen = ruled(
        etoposide(), etoposide("b"), rules=["{if: {platelets: {below: 50 10^9/L}}, do: stop}"]
    )
    found = judged(regimen, LOW, accept=["platelets-below-50-stop:cycle:1=agreed"])
    assert shown(found) == ["STOPPED"] * 4
    assert sorted(change.component for change in found.changes) == ["a", "b"]


LATE = etoposide("b", more="days: [1], cycles: {from: 2}")
STOP_ALL = "{if: {platelets: {below: 50 10^9/L}}, do: stop}"


def test_an_accepted_stop_of_every_line_stops_those_too_that_would_begin_later() -> None:
    found = judged(
        ruled(etoposide(), LATE, rules=[STOP_ALL]),
        LOW,
        accept=["platelets-below-50-stop:cycle:1=agreed"],
    )
    assert shown(found) == ["STOPPED"] * 3
    # one that names its line stops that line alone: 100 mg/m2 of b in cycle 2
    named = ruled(etoposide(), LATE, rules=[when_low("stop")])
    found = judged(named, LOW, accept=["platelets-below-50-stop:a:1=agreed"])
    assert shown(found) == ["STOPPED", "STOPPED", "200 mg"]


def test_an_accepted_stop_of_a_day_stops_lines_that_are_given_on_other_days() -> None:
    # a on days 1 and 8, b on day 1: what was given before day 8 was given
    lines = etoposide(more="days: [1, 8]"), etoposide("b")
    stop = STOP_ALL.replace("}, do", "}, days: [8], do")
    found = judged(
        ruled(*lines, rules=[stop]),
        f"{LOW}, on 2026-12-08",
        accept=["platelets-below-50-stop-day-8:cycle:1=agreed"],
    )
    assert shown(found) == ["200 mg", "200 mg", "STOPPED", "STOPPED", "STOPPED", "STOPPED"]


def test_an_omission_of_every_line_is_of_its_own_cycle_and_day() -> None:
    omit = STOP_ALL.replace("stop", "omit")
    key = "platelets-below-50-omit:cycle:1=agreed"
    found = judged(ruled(etoposide(), LATE, rules=[omit]), LOW, accept=[key])
    assert shown(found) == ["OMITTED", "200 mg", "200 mg"]


def test_a_rule_that_lasts_is_answered_for_each_line_that_it_names_now_or_later() -> None:
    rules = [when_low("{give: 50 %}", "[a, b]")]
    found = judged(ruled(etoposide(), LATE, rules=rules), LOW)
    assert proposed(found) == ["100 mg", "None", "100 mg"]
    keys = [f"platelets-below-50-give-50:{line}:1=agreed" for line in "ab"]
    both = judged(ruled(etoposide(), LATE, rules=rules), LOW, accept=keys)
    assert shown(both) == ["100 mg", "100 mg", "100 mg"]
    one = judged(ruled(etoposide(), LATE, rules=rules), LOW, accept=keys[:1])
    assert shown(one) == ["100 mg", "100 mg", "200 mg"]
    assert [j.key for j in one.judgements if j.is_open] == ["platelets-below-50-give-50:b:1"]


def test_a_stop_is_answered_for_each_line_that_it_names_now_or_later() -> None:
    regimen = ruled(etoposide(), LATE, rules=[when_low("stop", "[a, b]")])
    name = "platelets-below-50-stop"
    found = judged(regimen, LOW, accept=[f"{name}:a:1=agreed", f"{name}:b:1=agreed"])
    assert shown(found) == ["STOPPED"] * 3
    # a line of an earlier cycle is given no more, and nothing is asked of it
    over = ruled(etoposide(more="days: [1], cycles: [1]"), LATE, rules=[when_low("stop", "[a, b]")])
    asked = judged(over, f"{LOW}, on 2026-12-22").judgements
    assert [one.key for one in asked if one.rule] == [f"{name}:b:2"]


def test_what_is_held_or_omitted_is_asked_of_the_lines_of_the_cycle_alone() -> None:
    for do in ("hold", "omit"):
        found = judged(ruled(etoposide(), LATE, rules=[when_low(do, "[a, b]")]), LOW)
        assert [one.component for one in found.judgements if one.rule] == ["a"]


def test_an_accepted_alternative_leaves_the_doses_held_from_its_cycle_on() -> None:
    regimen = ruled(etoposide(), rules=[when_low("{alternative: another}")])
    found = judged(regimen, LOW, accept=["platelets-below-50-another-instead:a:1=agreed"])
    assert shown(found) == ["HELD", "HELD"]
    # a rule that names no lines asks for another regimen in place of all of this one
    every = "{if: {platelets: {below: 50 10^9/L}}, do: {alternative: another}}"
    found = judged(
        ruled(etoposide(), LATE, rules=[every]),
        LOW,
        accept=["platelets-below-50-another-instead:cycle:1=agreed"],
    )
    assert shown(found) == ["HELD"] * 3


@pytest.mark.parametrize("do", ["{alternative: another}", "{choose: {arm: y}}"])
def test_another_plan_that_is_accepted_in_cycle_2_leaves_cycle_1_and_other_lines(do: str) -> None:
    rule = {"{a": "another-instead", "{c": "choose-arm-y"}[do[:2]]
    regimen = ruled(etoposide(), etoposide("b"), rules=[when_low(do)], head=OF_THREE)
    key = f"platelets-below-50-{rule}:a:2"
    found = judged(regimen, f"{LOW}, on 2026-12-22", accept=[f"{key}=agreed"])
    assert shown(found) == ["200 mg", "200 mg", "HELD", "200 mg", "HELD", "200 mg"]
    declined = judged(regimen, f"{LOW}, on 2026-12-22", decline=[f"{key}=no"])
    assert shown(declined) == ["200 mg"] * 6


def test_the_doses_of_the_other_answer_are_held_until_it_is_chosen() -> None:
    # accepted in cycle 1, chosen from cycle 3 on, which begins on 12 January
    x, y = Chosen(facts={"arm": "x"}), Chosen(facts={"arm": "y"})
    period = Period(3, date(2027, 1, 12), MAN, OF_MAN, y, 2.0, 80.0)
    regimen = ruled(etoposide(), rules=[when_low("{choose: {arm: y}}")], head=OF_THREE)
    found = judged(
        regimen,
        LOW,
        chosen=x,
        timeline=Timeline(periods=(period,)),
        accept=["platelets-below-50-choose-arm-y:a:1=agreed"],
    )
    assert shown(found) == ["HELD", "HELD", "200 mg"]


# What proposes nothing


@pytest.mark.parametrize(
    ("in_force", "do", "rule", "why", "code"),
    [
        # in force against what the rule would give, both of 200 mg
        ("a=50 %", "{give: 75 %}", "give-75", "less is in force already", "RC764"),
        ("a=75 %", "{give: 75 %}", "give-75", "the dose stands at that already", "RC764"),
        ("a=75 %", "{give: 100 %}", "give-100", "less is in force already", "RC764"),
        ("a=100 %", "{give: 100 %}", "give-100", "the standard dose stands", "RC792"),
        ("a=125 %", "{give: 125 %}", "give-125", "the dose stands at that already", "RC764"),
    ],
)
def test_a_rule_that_would_not_lower_the_dose_proposes_nothing(
    in_force: str, do: str, rule: str, why: str, code: str
) -> None:
    found = judged(ruled(etoposide(), rules=[when_low(do)]), LOW, changes=(read_change(in_force),))
    name = f"platelets-below-50-{rule}"
    assert why_not(found, name) == why
    assert of_rule(found, name).problem.code == code
    assert not of_rule(found, name).is_open
    assert proposed(found) == ["None", "None"]


@pytest.mark.parametrize(
    ("in_force", "share", "is_proposed"),
    [
        ("a=75 %", "101 %", True),
        ("a=75 %", "100.5 %", True),
        ("a=125 %", "75 %", True),
        ("a=125 %", "100 %", True),
        ("a=75 %", "99 %", False),
    ],
)
def test_only_a_rule_of_more_than_standard_raises_what_is_in_force(
    in_force: str, share: str, *, is_proposed: bool
) -> None:
    regimen = ruled(etoposide(), rules=[when_low(f"{{give: {share}}}")])
    found = judged(regimen, LOW, changes=(read_change(in_force),))
    number = float(share.partition(" ")[0]) / 100 * 200
    first = dose(found).proposed
    assert (first is not None) is is_proposed
    if first is not None:
        assert first.value == pytest.approx(number)


STEP = "{reduce_by: 20 mg/m2, least: 80 mg/m2}"


def test_a_step_lowers_the_amount_until_its_least() -> None:
    # 100 − 20 = 80 mg/m2, 160 mg, and no lower
    regimen = ruled(etoposide(), rules=[when_low(STEP)])
    assert proposed(judged(regimen, LOW)) == ["160 mg", "None"]
    name = "platelets-below-50-reduce-by-20-mg-m2-not-below-80-mg-m2"
    found = judged(
        regimen, LOW, f"{LOW}, on 2026-12-22", accept=[f"{name}:a:1=agreed"]
    )  # fmt: skip
    assert shown(found) == ["160 mg", "160 mg"]
    assert (
        why_not(found, name, 2) == "the dose does not change: a cap, or the least amount, holds it"
    )
    assert of_rule(found, name, 2).problem.code == "RC765"


def test_a_step_that_would_leave_nothing_holds_the_dose_for_a_person_to_decide() -> None:
    # 100 − 50 = 50 mg/m2 by the first; the second would leave nothing of it
    rule = "platelets-below-50-reduce-by-50-mg-m2"
    regimen = ruled(etoposide(), rules=[when_low("{reduce_by: 50 mg/m2}")])
    twice = (LOW, f"{LOW}, on 2026-12-22")
    found = judged(regimen, *twice, accept=[f"{rule}:a:1=agreed"])
    assert shown(found) == ["100 mg", "HELD"]
    one = of_rule(found, rule, 2)
    assert (one.problem.code, one.is_open, one.proposes) == ("RC756", True, None)
    assert one.problem.message.endswith(
        "; a step of 50 leaves nothing of 50; whether to stop is a person's decision"
    )
    assert one.problem.fix == "Accept or decline it by its key, with a reason."
    declined = judged(regimen, *twice, accept=[f"{rule}:a:1=agreed"], decline=[f"{rule}:a:2=no"])
    assert shown(declined) == ["100 mg", "100 mg"]


def test_a_step_that_a_later_amount_cannot_bear_holds_the_dose() -> None:
    # twice 40 of 100 mg/m2 leave 20, 40 mg; of the 60 mg/m2 of cycle 3 nothing would be left
    line = (
        "id: a, drug: etoposide, route: intravenous, infuse_over: 1 h, days: [1], "
        "parts: [{cycles: [1, 2], per_dose: 100 mg/m2}, {cycles: [3], per_dose: 60 mg/m2}]"
    )
    rule = "platelets-below-50-reduce-by-40-mg-m2"
    found = judged(
        ruled(line, rules=[when_low("{reduce_by: 40 mg/m2}")], head=CYCLE.replace("2}", "3}")),
        LOW,
        f"{LOW}, on 2026-12-22",
        accept=[f"{rule}:a:1=agreed", f"{rule}:a:2=agreed"],
    )
    assert shown(found) == ["120 mg", "40 mg", "HELD"]
    (one,) = (j for j in found.judgements if j.problem.code == "RC756")
    assert (one.key, one.is_open, one.days) == ("RC756:a:3", True, frozenset({1}))
    assert one.problem.message == (
        "a step of 40 leaves nothing of 20; whether to stop is a person's decision"
    )
    assert one.problem.fix == "Decide it for this cycle: stop the line, or take a step back."


def test_a_step_in_another_unit_that_was_decided_holds_the_dose() -> None:
    # 20 mg/m2 are no step from 200 mg
    decided = Change("a", Action("reduce_by", Measure(20, "mg/m2", "20 mg/m2")))
    found = judged(ruled(etoposide("a", "200 mg"), etoposide("b")), changes=(decided,))
    assert shown(found) == ["HELD", "200 mg", "HELD", "200 mg"]
    held = [one for one in found.judgements if one.problem.code == "RC756"]
    assert [(one.key, one.is_open) for one in held] == [("RC756:a:1", True), ("RC756:a:2", True)]


# Before anything was decided

PACLITAXEL = "drug: paclitaxel, route: intravenous, infuse_over: 3 h, days: [1], cycles: [1]"


@pytest.mark.parametrize(
    ("do", "rule", "milligrams"),
    [
        # 175 − 162 = 13 mg/m2, 26 mg; 8 % of 350 mg, 28 mg: both are below the limit of 14 mg/m2
        # for a dose as the regimen has it, which is 350 mg, and neither is refused
        ("{reduce_by: 162 mg/m2}", "reduce-by-162-mg-m2", "26 mg"),
        ("{give: 8 %}", "give-8", "28 mg"),
    ],
)
def test_low_bounds_judge_the_dose_before_steps_as_before_shares(
    do: str, rule: str, milligrams: str
) -> None:
    line = f"id: a, per_dose: 175 mg/m2, {PACLITAXEL}"
    key = f"platelets-below-50-{rule}:a:1=agreed"
    found = judged(ruled(line, rules=[when_low(do)]), LOW, accept=[key])
    assert shown(found) == [milligrams]
    assert dose(found).computed.before_reduction == 350
    assert [one.problem.code for one in found.judgements] == ["RC764"]


def test_low_bounds_judge_the_dose_before_a_level_was_left() -> None:
    regimen = ruled(etoposide(), rules=[DOWN], head=f"{LEVELS}{CYCLE}")
    found = judged(regimen, ILL, accept=["bilirubin-above-26-one-level-down:level:1=agreed"])
    assert shown(found) == ["160 mg", "160 mg"]
    assert dose(found).computed.before_reduction == 200


def test_a_share_of_a_line_that_was_reduced_is_judged_by_the_line_as_it_was() -> None:
    # half of 200 mg, and half of that; before anything was decided half of 200 mg
    mesna = "id: m, drug: mesna, route: intravenous, per_dose: 50 % of a, days: [1]"
    regimen = ruled(etoposide(), mesna, rules=[HALF])
    found = judged(regimen, LOW, accept=[f"{HALF_KEY}=agreed"])
    assert [str(dose(found, line).dose) for line in "am"] == ["100 mg", "50 mg"]
    assert dose(found, "m").computed.before_reduction == 100
    capped = f"{mesna}, cap: {{per_dose: 80 mg}}"
    found = judged(ruled(etoposide(), capped, rules=[HALF]), LOW, accept=[f"{HALF_KEY}=agreed"])
    assert dose(found, "m").computed.before_reduction == 80


# Lines that have several amounts

TWO_AMOUNTS = (
    "id: a, drug: etoposide, route: intravenous, infuse_over: 1 h, cycles: [1], "
    "parts: [{days: [1], per_dose: 100 mg/m2}, {days: [8], per_dose: 40 mg/m2}]"
)


def test_a_step_never_raises_an_amount_that_is_below_its_least() -> None:
    # 100 − 20 = 80 mg/m2, 160 mg; the 40 mg/m2 of day 8 stay 80 mg, and become no 160 mg
    regimen = ruled(TWO_AMOUNTS, rules=[when_low(STEP)])
    name = "platelets-below-50-reduce-by-20-mg-m2-not-below-80-mg-m2"
    assert proposed(judged(regimen, LOW)) == ["160 mg", "None"]
    assert shown(judged(regimen, LOW, accept=[f"{name}:a:1=agreed"])) == ["160 mg", "80 mg"]


def test_a_step_of_a_line_that_a_cap_holds_on_one_day_is_proposed_for_the_other() -> None:
    # 1.4 × 2 = 2.8 and 1.2 × 2 = 2.4 mg are 2 mg by the cap; 0.7 × 2 = 1.4, 0.5 × 2 = 1 mg
    line = (
        "id: v, drug: vincristine, route: intravenous, cap: {per_dose: 2 mg}, cycles: [1], parts: "
        "[{days: [1], per_dose: 1.4 mg/m2}, {days: [8], per_dose: 0.7 mg/m2}]"
    )
    regimen = ruled(line, rules=[when_low("{reduce_by: 0.2 mg/m2}", "[v]")])
    found = judged(regimen, LOW)
    assert (shown(found), proposed(found)) == (["2 mg", "1.4 mg"], ["None", "1 mg"])
    assert of_rule(found, "platelets-below-50-reduce-by-0.2-mg-m2").is_open
    # and a step that was decided is swallowed only where no giving becomes lower
    decided = judged(ruled(line), changes=(step(0.2, from_cycle=1),))
    assert "RC765" not in [one.problem.code for one in decided.judgements]
    assert shown(decided) == ["2 mg", "1 mg"]


def test_a_step_that_a_cap_swallows_on_one_day_counts_when_the_next_follows() -> None:
    # day 1: 1.4 − 0.3 = 1.1, capped at 2 mg; − 0.3 = 0.8 mg/m2, 1.6 mg
    line = (
        "id: v, drug: vincristine, route: intravenous, cap: {per_dose: 2 mg}, parts: "
        "[{days: [1], per_dose: 1.4 mg/m2}, {days: [8], per_dose: 0.9 mg/m2}]"
    )
    rule = "platelets-below-50-reduce-by-0.3-mg-m2"
    found = judged(
        ruled(line, rules=[when_low("{reduce_by: 0.3 mg/m2}", "[v]")]),
        LOW,
        f"{LOW}, on 2026-12-22",
        accept=[f"{rule}:v:1=agreed", f"{rule}:v:2=agreed"],
    )
    # day 8: 0.9 − 0.3 = 0.6, 1.2 mg; − 0.3 = 0.3, 0.6 mg
    assert shown(found) == ["2 mg", "1.2 mg", "1.6 mg", "0.6 mg"]


def test_of_each_giving_the_strictest_is_in_force() -> None:
    # day 1: half is 100 mg, 100 − 30 = 70 mg/m2 are 140; day 8: half is 40, 40 − 30 are 20 mg
    rules = [HALF, when_ill("{reduce_by: 30 mg/m2}")]
    keys = [f"{HALF_KEY}=agreed", "bilirubin-above-26-reduce-by-30-mg-m2:a:1=agreed"]
    regimen = ruled(TWO_AMOUNTS, rules=rules)
    assert shown(judged(regimen, LOW, ILL, accept=keys)) == ["100 mg", "20 mg"]
    assert proposed(judged(regimen, LOW, ILL)) == ["100 mg", "20 mg"]


# From a day on


def of_day_8(do: str) -> str:
    return when_low(do, more=", days: [8]")


THRICE = etoposide("a", more="days: [1, 8, 15]")
ON_8 = f"{LOW}, on 2026-12-08"


def test_a_reduction_of_a_day_holds_from_that_day_on() -> None:
    regimen = ruled(THRICE, rules=[of_day_8("{give: 50 %}")])
    found = judged(regimen, ON_8)
    assert proposed(found) == ["None", "100 mg", "100 mg", *["None"] * 3]
    accepted = judged(regimen, ON_8, accept=["platelets-below-50-give-50-day-8:a:1=agreed"])
    assert shown(accepted) == ["200 mg", *["100 mg"] * 5]
    assert dose(accepted, day=8).derivation.note == "50 % of standard from cycle 1 day 8"
    assert accepted.changes[0].to_dict()["from_day"] == 8


def test_a_stop_of_a_day_leaves_what_was_given_before() -> None:
    regimen = ruled(THRICE, rules=[of_day_8("stop")])
    found = judged(regimen, ON_8, accept=["platelets-below-50-stop-day-8:a:1=agreed"])
    assert shown(found) == ["200 mg", *["STOPPED"] * 5]


def test_a_level_of_a_day_holds_from_that_day_on() -> None:
    regimen = ruled(THRICE, rules=[of_day_8("{level: down}")], head=f"{LEVELS}{CYCLE}")
    key = "platelets-below-50-one-level-down-day-8:level:1=agreed"
    # level 1 has 80 mg/m2
    assert shown(judged(regimen, ON_8, accept=[key])) == ["200 mg", *["160 mg"] * 5]


def test_a_later_day_does_not_lift_what_an_earlier_one_set() -> None:
    # 50 % from day 8; 75 % of all days lowers day 1 alone
    rules = [of_day_8("{give: 50 %}"), when_ill("{give: 75 %}")]
    keys = ["platelets-below-50-give-50-day-8:a:1=yes", "bilirubin-above-26-give-75:a:1=yes"]
    found = judged(ruled(THRICE, rules=rules), ON_8, ILL, accept=keys)
    assert shown(found) == ["150 mg", *["100 mg"] * 5]


def test_a_proposal_from_a_day_on_is_taken_away_where_all_it_touches_is_held() -> None:
    rules = [of_day_8("{give: 50 %}"), "{if: {bilirubin: {above: 26 umol/L}}, do: hold, days: [8]}"]
    name = "platelets-below-50-give-50-day-8"
    once = judged(
        ruled(etoposide("a", more="days: [1, 8]"), rules=rules), ON_8, f"{ILL}, on 2026-12-08"
    )
    assert why_not(once, name) == "a stricter rule takes the dose away"
    # on day 15 it is given
    found = judged(ruled(THRICE, rules=rules), ON_8, f"{ILL}, on 2026-12-08")
    assert of_rule(found, name).is_open
    assert proposed(found)[:3] == ["None", "None", "100 mg"]


def test_a_step_in_another_unit_than_the_table_of_doses_holds_the_dose() -> None:
    # the table is for 35 mg/m2, and has 65 mg: 30 mg/m2 are for a person to look up
    line = (
        "id: a, drug: trifluridine-tipiracil, route: oral, table_for: 35 mg/m2, days: [1], "
        "cycles: [1], parts: [{when: {bsa: {from: 1.84 m2}}, per_dose: 65 mg}]"
    )
    found = judged(
        ruled(line, rules=[when_low("{reduce_by: 5 mg/m2}")]),
        LOW,
        chosen=Chosen(facts={"bsa": 2.0}),
    )
    assert shown(found) == ["HELD"]
    one = of_rule(found, "platelets-below-50-reduce-by-5-mg-m2")
    assert "a step of 5 mg/m2 is not one for mg; " in one.problem.message


def test_of_two_steps_of_one_cycle_the_larger_alone_is_in_force() -> None:
    rules = [when_low("{reduce_by: 60 mg/m2}"), when_ill("{reduce_by: 40 mg/m2}")]
    regimen = ruled(etoposide(), rules=rules)
    first, second = "platelets-below-50-reduce-by-60-mg-m2", "bilirubin-above-26-reduce-by-40-mg-m2"
    # each alone can be: 40 mg/m2 is the lower
    assert proposed(judged(regimen, LOW, ILL)) == ["80 mg", "None"]
    one = judged(regimen, LOW, ILL, accept=[f"{first}:a:1=agreed"], decline=[f"{second}:a:1=no"])
    assert shown(one) == ["80 mg", "80 mg"]
    both = judged(regimen, LOW, ILL, accept=[f"{first}:a:1=agreed", f"{second}:a:1=agreed"])
    assert shown(both) == ["80 mg", "80 mg"]
    assert why_not(both, second) == "less is in force already"


def test_what_was_accepted_before_in_the_cycle_is_weighed_with_what_follows() -> None:
    # 50 % is accepted, 100 mg; 75 % would be more, and so would 100 − 10 = 90 mg/m2, 180 mg
    for do, rule in (("{give: 75 %}", "give-75"), ("{reduce_by: 10 mg/m2}", "reduce-by-10-mg-m2")):
        regimen = ruled(etoposide(), rules=[HALF, when_ill(do)])
        found = judged(regimen, LOW, ILL, accept=[f"{HALF_KEY}=agreed"])
        assert why_not(found, f"bilirubin-above-26-{rule}") == "less is in force already"
        assert (shown(found), proposed(found)) == (["100 mg"] * 2, ["None"] * 2)


@pytest.mark.parametrize(
    ("step", "share", "milligrams"),
    [
        # 100 − 70 = 30 mg/m2 are 60 mg, less than half of 200 mg; 100 − 30 = 70 mg/m2 are more
        ("70", "50", "60 mg"),
        ("30", "50", "100 mg"),
    ],
)
@pytest.mark.parametrize("are_accepted", [True, False])
def test_a_step_and_a_share_of_one_cycle_are_never_multiplied(
    step: str, share: str, milligrams: str, *, are_accepted: bool
) -> None:
    rules = [when_low(f"{{give: {share} %}}"), when_ill(f"{{reduce_by: {step} mg/m2}}")]
    keys = [
        f"platelets-below-50-give-{share}:a:1=agreed",
        f"bilirubin-above-26-reduce-by-{step}-mg-m2:a:1=agreed",
    ]
    found = judged(ruled(etoposide(), rules=rules), LOW, ILL, accept=keys if are_accepted else [])
    assert (shown(found) if are_accepted else proposed(found))[0] == milligrams


def test_a_step_of_a_later_cycle_counts_from_what_is_in_force_and_says_so() -> None:
    # 50 % of 200 mg; in cycle 2 a step of 20 mg/m2: 80 mg/m2, 160 mg, of which half is 80 mg
    step = when_ill("{reduce_by: 20 mg/m2}")
    found = judged(
        ruled(etoposide(), rules=[HALF, step]),
        LOW,
        f"{ILL}, on 2026-12-22",
        accept=[f"{HALF_KEY}=agreed", "bilirubin-above-26-reduce-by-20-mg-m2:a:2=agreed"],
    )
    assert shown(found) == ["100 mg", "80 mg"]
    assert dose(found, cycle=2).derivation.note == (
        "50 % of standard after reduce by 20 mg/m2 from cycle 1"
    )


def test_of_a_line_that_was_stopped_by_an_answer_nothing_is_proposed() -> None:
    rules = [when_low("stop"), "{if: {bilirubin: {above: 26 umol/L}}, do: {give: 50 %}}"]
    stopped = judged(
        ruled(etoposide(), rules=rules), LOW, ILL, accept=["platelets-below-50-stop:a:1=agreed"]
    )
    assert (shown(stopped), proposed(stopped)) == (["STOPPED"] * 2, ["None"] * 2)
    assert why_not(stopped, "bilirubin-above-26-give-50") == "a stricter rule takes the dose away"


@pytest.mark.parametrize(
    ("do", "rule", "key", "word"),
    [
        ("hold", "hold", "a:1", "HELD"),
        ("omit", "omit", "a:1", "OMITTED"),
        ("{delay: 7 d}", "delay-by-7-d", "cycle:1", "HELD"),
    ],
)
def test_what_a_hold_took_away_is_asked_for_once_the_hold_is_accepted(
    do: str, rule: str, key: str, word: str
) -> None:
    # the hold is of cycle 1; the liver asks for half of 200 mg from cycle 1 on
    regimen = ruled(etoposide(), rules=[when_low(do), when_ill("{give: 50 %}")], head=OF_THREE)
    half = "bilirubin-above-26-give-50"
    is_held = judged(regimen, LOW, ILL)
    assert why_not(is_held, half) == "a stricter rule takes the dose away"
    accepted = [f"platelets-below-50-{rule}:{key}=agreed"]
    found = judged(regimen, LOW, ILL, accept=accepted)
    one = of_rule(found, half)
    assert one.is_open
    assert one.problem.message.endswith("; it changes no dose before cycle 2")
    assert (shown(found), proposed(found)) == (
        [word, "200 mg", "200 mg"],
        ["None", "100 mg", "None"],
    )
    both = judged(regimen, LOW, ILL, accept=[*accepted, f"{half}:a:1=agreed"])
    assert (both.problems, shown(both)) == ((), [word, "100 mg", "100 mg"])
    declined = judged(regimen, LOW, ILL, accept=accepted, decline=[f"{half}:a:1=no"])
    assert shown(declined) == [word, "200 mg", "200 mg"]


def test_after_an_accepted_hold_of_the_last_cycle_nothing_is_left_to_reduce() -> None:
    last = etoposide(more="days: [1], cycles: [1]")
    regimen = ruled(last, rules=[HOLD, when_ill("{give: 50 %}")])
    found = judged(regimen, LOW, ILL, accept=["platelets-below-50-hold:a:1=agreed"])
    assert why_not(found, "bilirubin-above-26-give-50") == "a stricter rule takes the dose away"


def test_one_of_two_holds_that_is_open_is_answered_before_what_they_took_away() -> None:
    gas = "{if: {haemoglobin: {below: 80 g/L}}, do: hold, lines: [a]}"
    regimen = ruled(etoposide(), rules=[HOLD, gas, when_ill("{give: 50 %}")])
    accepted = ["platelets-below-50-hold:a:1=agreed"]
    found = judged(regimen, LOW, ILL, "haemoglobin=70 g/L", accept=accepted)
    assert why_not(found, "bilirubin-above-26-give-50") == "a stricter rule takes the dose away"


# What changes nothing today may change something later

OF_THREE = CYCLE.replace("planned: 2", "planned: 3")
THREE_QUARTERS = when_low("{give: 75 %}")
THREE_QUARTERS_KEY = "platelets-below-50-give-75:a:1"


def test_what_is_accepted_holds_where_a_lower_share_that_was_typed_has_ended() -> None:
    # 50 % of 200 mg in cycle 1, then 75 % of 200 mg
    regimen = ruled(etoposide(), rules=[THREE_QUARTERS], head=OF_THREE)
    typed = (read_change("a=50 % from cycle 1 to cycle 1"),)
    found = judged(regimen, LOW, changes=typed, accept=[f"{THREE_QUARTERS_KEY}=agreed"])
    assert shown(found) == ["100 mg", "150 mg", "150 mg"]
    declined = judged(regimen, LOW, changes=typed, decline=[f"{THREE_QUARTERS_KEY}=no"])
    assert shown(declined) == ["100 mg", "200 mg", "200 mg"]


def test_what_would_change_a_later_dose_waits_for_an_answer_and_is_shown_there() -> None:
    regimen = ruled(etoposide(), rules=[THREE_QUARTERS], head=OF_THREE)
    found = judged(regimen, LOW, changes=(read_change("a=50 % from cycle 1 to cycle 1"),))
    one = of_rule(found, "platelets-below-50-give-75")
    assert one.is_open
    assert one.problem.message.endswith("; it changes no dose before cycle 2")
    assert proposed(found) == ["None", "150 mg", "None"]
    # a share that does not end leaves nothing for 75 % to lower
    for typed in ("a=50 %", "a=50 % from cycle 1 to cycle 3"):
        lasting = judged(regimen, LOW, changes=(read_change(typed),))
        assert why_not(lasting, "platelets-below-50-give-75") == "less is in force already"
        assert proposed(lasting) == ["None"] * 3


def test_a_step_that_a_cap_or_its_least_hides_today_lowers_a_later_amount() -> None:
    # cycle 1: 1.4 and 1.2 mg/m2 are 2 mg by the cap; cycle 2: 0.7 − 0.2 = 0.5 mg/m2, 1 mg
    name = "platelets-below-50-reduce-by-0.2-mg-m2"
    regimen = ruled(CAPPED_THEN_LESS, rules=[when_low("{reduce_by: 0.2 mg/m2}", "[v]")])
    found = judged(regimen, LOW)
    assert (shown(found), proposed(found)) == (["2 mg", "1.4 mg"], ["None", "1 mg"])
    assert of_rule(found, name).problem.code == "RC764"
    assert shown(judged(regimen, LOW, accept=[f"{name}:v:1=agreed"])) == ["2 mg", "1 mg"]
    # cycle 1 has the least amount already; cycle 2: 100 − 20 = 80 mg/m2, 160 mg
    rising = (
        "id: a, drug: etoposide, route: intravenous, infuse_over: 1 h, days: [1], parts: "
        "[{cycles: [1], per_dose: 80 mg/m2}, {cycles: [2], per_dose: 100 mg/m2}]"
    )
    regimen = ruled(rising, rules=[when_low(STEP)])
    name = "platelets-below-50-reduce-by-20-mg-m2-not-below-80-mg-m2"
    assert proposed(judged(regimen, LOW)) == ["None", "160 mg"]
    assert shown(judged(regimen, LOW, accept=[f"{name}:a:1=agreed"])) == ["160 mg", "160 mg"]


def test_a_step_that_would_leave_nothing_of_a_later_amount_is_proposed_for_what_it_holds() -> None:
    # 100 − 40 = 60 mg/m2, 120 mg; of the 30 mg/m2 of cycle 2 nothing would be left
    falling = (
        "id: a, drug: etoposide, route: intravenous, infuse_over: 1 h, days: [1], parts: "
        "[{cycles: [1], per_dose: 100 mg/m2}, {cycles: [2], per_dose: 30 mg/m2}]"
    )
    regimen = ruled(falling, rules=[when_low("{reduce_by: 40 mg/m2}")])
    assert proposed(judged(regimen, LOW)) == ["120 mg", "None"]
    key = "platelets-below-50-reduce-by-40-mg-m2:a:1=agreed"
    assert shown(judged(regimen, LOW, accept=[key])) == ["120 mg", "HELD"]


# Levels

LEVELS = (
    "levels: [{level: 1, amounts: {a: 80 mg/m2}}, {level: 2, amounts: {a: 100 mg/m2}}, "
    "{level: 3, amounts: {a: 120 mg/m2}}]\n"
)
UP, DOWN = when_low("{level: up}"), when_ill("{level: down}")


def levelled(*rules: str) -> Judged:
    regimen = ruled(etoposide(), rules=rules, head=f"{LEVELS}{CYCLE}")
    return judged(regimen, LOW, ILL)


def test_a_level_up_is_proposed_though_it_raises_the_dose() -> None:
    # 120 × 2 = 240 mg
    assert proposed(levelled(UP)) == ["240 mg", "None"]


def test_a_level_up_is_none_where_another_rule_keeps_the_level() -> None:
    found = levelled(UP, when_ill("same level"))
    assert why_not(found, "platelets-below-50-one-level-up") == "another rule keeps the level"
    assert proposed(found) == ["None", "None"]
    # of another line, it keeps nothing
    regimen = ruled(
        etoposide(),
        etoposide("b", more="days: [8]"),
        rules=[UP, when_ill("same level", "[b]")],
        head=f"{LEVELS}{CYCLE}",
    )
    assert proposed(judged(regimen, LOW, ILL))[0] == "240 mg"


def test_a_rule_that_names_the_level_in_force_keeps_it() -> None:
    # 100 mg/m2 are level 2
    found = levelled(UP, when_ill("{level: 2}"))
    assert proposed(found) == ["None", "None"]
    assert why_not(found, "platelets-below-50-one-level-up") == "another rule keeps the level"


def test_a_notice_that_keeps_no_level_leaves_a_higher_one_proposed() -> None:
    # 100 % stands, and is no word on the level: 120 mg/m2
    assert proposed(levelled(UP, when_ill("{give: 100 %}"))) == ["240 mg", "None"]


def test_a_rule_that_keeps_the_level_keeps_no_lower_one_away() -> None:
    # 80 × 2 = 160 mg
    assert proposed(levelled(DOWN, when_low("same level"))) == ["160 mg", "None"]
    # nor a share of more than standard: 125 % of 200 mg
    assert proposed(levelled(when_low("{give: 125 %}"), when_ill("same level"))) == [
        "250 mg",
        "None",
    ]


# Beside a hold


def test_a_hold_takes_away_what_another_rule_proposes() -> None:
    found = judged(ruled(etoposide(), rules=[HOLD, when_ill("{give: 50 %}")]), LOW, ILL)
    assert why_not(found, "bilirubin-above-26-give-50") == "a stricter rule takes the dose away"
    assert not of_rule(found, "bilirubin-above-26-give-50").is_open


def test_a_declined_hold_leaves_what_another_rule_proposes() -> None:
    regimen = ruled(etoposide(), rules=[HOLD, when_ill("{give: 50 %}")])
    found = judged(regimen, LOW, ILL, decline=["platelets-below-50-hold:a:1=no"])
    assert (shown(found), proposed(found)) == (["200 mg"] * 2, ["100 mg", "None"])


def test_a_hold_of_one_line_leaves_the_proposals_of_the_others() -> None:
    rules = [HOLD, when_ill("{give: 50 %}", "[a, b]")]
    found = judged(ruled(etoposide(), etoposide("b"), rules=rules), LOW, ILL)
    assert (shown(found)[:2], proposed(found)[:2]) == (["HELD", "200 mg"], ["None", "100 mg"])


def test_a_proposal_that_a_hold_takes_away_cannot_be_answered() -> None:
    regimen = ruled(etoposide(), rules=[HOLD, when_ill("{give: 50 %}")])
    key = "bilirubin-above-26-give-50:a:1=agreed"
    found = judged(regimen, LOW, ILL, accept=[key])
    (problem,) = found.problems
    assert (problem.code, found.doses) == ("RC607", ())
    both = judged(regimen, LOW, ILL, accept=[key], decline=["platelets-below-50-hold:a:1=no"])
    assert shown(both) == ["100 mg", "100 mg"]


def test_an_accepted_omission_of_one_day_leaves_an_accepted_reduction_of_the_others() -> None:
    rules = [of_day_8("omit"), when_ill("{give: 75 %}")]
    regimen = ruled(etoposide("a", more="days: [1, 8]"), rules=rules)
    keys = ["platelets-below-50-omit-day-8:a:1=ok", "bilirubin-above-26-give-75:a:1=ok"]
    # 75 % of 200 mg
    found = judged(regimen, ON_8, ILL, accept=keys)
    assert shown(found) == ["150 mg", "OMITTED", "150 mg", "150 mg"]


@pytest.mark.parametrize("do", ["hold", "{delay: 7 d}"])
def test_a_criterion_or_delay_of_one_day_leaves_an_accepted_reduction_of_the_others(
    do: str,
) -> None:
    rules = [of_day_8(do), when_ill("{give: 50 %}")]
    regimen = ruled(etoposide("a", more="days: [1, 8]"), rules=rules)
    found = judged(regimen, ON_8, ILL, accept=["bilirubin-above-26-give-50:a:1=ok"])
    assert shown(found) == ["100 mg", "HELD", "100 mg", "100 mg"]


def test_a_delay_of_one_day_speaks_of_its_giving() -> None:
    regimen = ruled(etoposide("a", more="days: [1, 8]"), rules=[of_day_8("{delay: 7 d}")])
    one = of_rule(judged(regimen, ON_8), "platelets-below-50-delay-by-7-d-day-8")
    # 8 + 7 = 15
    assert "the giving of Tue 8 Dec 2026 would be on Tue 15 Dec 2026" in one.problem.message
    assert "cycle 1 would begin" not in one.problem.message
    assert one.problem.fix.startswith("Judge that day again")


# Decisions of a person beside those of rules


def test_a_typed_share_that_lifts_an_accepted_reduction_is_said_to() -> None:
    # 50 % of 200 mg from cycle 1, and 90 % from cycle 2
    found = judged(
        ruled(etoposide(), rules=[HALF]),
        LOW,
        changes=(read_change("a=90 % from cycle 2"),),
        accept=[f"{HALF_KEY}=agreed"],
    )
    assert shown(found) == ["100 mg", "180 mg"]
    (one,) = (j for j in found.judgements if j.problem.code == "RC768")
    assert (one.key, one.value) == ("RC768:a:2", "give 90 % of standard")
    assert one.problem.message == (
        "a: give 90 % of standard from cycle 2 gives more than was left in force by what was "
        "accepted: platelets-below-50-give-50"
    )
    assert one.problem.fix == (
        "Say a share that is no more than that; or accept this, with a reason."
    )


def test_a_typed_share_lifts_what_was_accepted_before_it_and_not_with_it() -> None:
    # cycle 2: 90 % is typed, and 75 % accepted; the 50 % of cycle 1 is what was lifted
    regimen = ruled(etoposide(), etoposide("b"), rules=[HALF, when_ill("{give: 75 %}")])
    found = judged(
        regimen,
        LOW,
        f"{ILL}, on 2026-12-22",
        changes=(read_change("b=90 % from cycle 2"), read_change("a=90 % from cycle 2")),
        accept=[f"{HALF_KEY}=agreed", "bilirubin-above-26-give-75:a:2=agreed"],
    )
    assert [str(dose(found, "a", cycle).dose) for cycle in (1, 2)] == ["100 mg", "150 mg"]
    (one,) = (j for j in found.judgements if j.problem.code == "RC768")
    assert one.problem.message.endswith("accepted: platelets-below-50-give-50")


def test_each_typed_share_that_lifts_something_is_said() -> None:
    found = judged(
        ruled(etoposide(), etoposide("b"), rules=[when_low("{give: 50 %}", "[a, b]")]),
        LOW,
        changes=(read_change("a=90 % from cycle 2"), read_change("b=80 % from cycle 2")),
        accept=[f"platelets-below-50-give-50:{line}:1=agreed" for line in "ab"],
    )
    said = [one.component for one in found.judgements if one.problem.code == "RC768"]
    assert said == ["a", "b"]


@pytest.mark.parametrize("typed", ["a=50 % from cycle 2", "a=40 % from cycle 2", "a=90 %"])
def test_a_typed_share_that_lifts_nothing_is_not_said_to(typed: str) -> None:
    found = judged(
        ruled(etoposide(), rules=[HALF]),
        LOW,
        changes=(read_change(typed),),
        accept=[f"{HALF_KEY}=agreed"],
    )
    assert "RC768" not in [one.problem.code for one in found.judgements]
    # the accepted 50 % stands after what was typed for the same cycle
    assert shown(found)[0] == "100 mg"


def test_a_rule_that_was_accepted_is_not_said_to_lift_another() -> None:
    # 50 % of cycle 1, and 125 % of 200 mg accepted in cycle 2
    found = judged(
        ruled(etoposide(), rules=[HALF, when_ill("{give: 125 %}")]),
        LOW,
        f"{ILL}, on 2026-12-22",
        accept=[f"{HALF_KEY}=agreed", "bilirubin-above-26-give-125:a:2=agreed"],
    )
    assert shown(found) == ["100 mg", "250 mg"]
    assert "RC768" not in [one.problem.code for one in found.judgements]


def test_a_share_without_rules_lifts_nothing() -> None:
    changes = (read_change("a=50 %"), read_change("a=90 % from cycle 2"))
    found = judged(ruled(etoposide()), changes=changes)
    assert "RC768" not in [one.problem.code for one in found.judgements]


def test_the_lowest_of_a_line_is_said_first() -> None:
    # level 1 has 100 mg/m2 of b and 30 of a: 60 mg of a, 260 in all; half of a is 100 mg
    levels = (
        "levels: [{level: 1, amounts: {a: 30 mg/m2, b: 100 mg/m2}}, "
        "{level: 2, amounts: {a: 100 mg/m2, b: 100 mg/m2}}]\n"
    )
    rules = [when_low("{level: down}", "[a, b]"), when_ill("{give: 50 %}")]
    found = judged(
        ruled(etoposide(), etoposide("b"), rules=rules, head=f"{levels}{CYCLE}"), LOW, ILL
    )
    (said,) = (one for one in found.judgements if one.problem.code == "RC794")
    assert said.problem.message.endswith(
        "platelets-below-50-one-level-down and bilirubin-above-26-give-50; the first is the "
        "strictest"
    )
    assert str(dose(found).proposed) == "60 mg"


@pytest.mark.parametrize("answer", ["", "accept", "decline"])
def test_a_hold_of_one_day_leaves_what_is_proposed_for_the_others(answer: str) -> None:
    # omitted on day 8, the line is still reduced on day 1 by the liver
    rules = [when_low("omit", more=", days: [8]"), when_ill("{give: 50 %}")]
    regimen = ruled(etoposide("a", more="days: [1, 8], cycles: [1]"), rules=rules)
    keys = ["platelets-below-50-omit-day-8:a:1=seen"]
    found = judged(
        regimen,
        f"{LOW}, on 2026-12-08",
        ILL,
        accept=keys if answer == "accept" else [],
        decline=keys if answer == "decline" else [],
    )
    assert of_rule(found, "bilirubin-above-26-give-50").is_open
    assert str(dose(found, day=1).proposed) == "100 mg"
    word = {"": "HELD", "accept": "OMITTED", "decline": "200 mg"}[answer]
    assert str(dose(found, day=8).dose) == word
    assert str(dose(found, day=8).proposed) == ("100 mg" if answer == "decline" else "None")


def test_holds_of_every_day_take_away_what_is_proposed() -> None:
    rules = [when_low("omit", more=", days: [1, 8]"), when_ill("{give: 50 %}")]
    regimen = ruled(etoposide("a", more="days: [1, 8], cycles: [1]"), rules=rules)
    found = judged(regimen, LOW, f"{LOW}, on 2026-12-08", ILL)
    assert why_not(found, "bilirubin-above-26-give-50") == "a stricter rule takes the dose away"


# Steps that were decided and change nothing

VINCRISTINE = (
    "id: v, drug: vincristine, route: intravenous, per_dose: 1.4 mg/m2, days: [1], "
    "cap: {per_dose: 2 mg}"
)


CAPPED_THEN_LESS = (
    "id: v, drug: vincristine, route: intravenous, cap: {per_dose: 2 mg}, days: [1], parts: "
    "[{cycles: [1], per_dose: 1.4 mg/m2}, {cycles: [2], per_dose: 0.7 mg/m2}]"
)


def step(milligrams: float, from_cycle: int) -> Change:
    return Change(
        "v", Action("reduce_by", Measure(milligrams, "mg/m2", f"{milligrams} mg/m2")), from_cycle
    )


def swallowed(*changes: Change) -> list[tuple[str, int]]:
    found = judged(ruled(etoposide(), VINCRISTINE), changes=changes)
    return [(one.component, one.cycle) for one in found.judgements if one.problem.code == "RC765"]


def test_a_step_that_a_cap_swallows_is_said_in_its_first_cycle() -> None:
    # 1.4 × 2 = 2.8 mg and 1.2 × 2 = 2.4 mg are both 2 mg by the cap; 0.8 × 2 = 1.6 mg is not
    assert swallowed(step(0.2, from_cycle=1)) == [("v", 1)]
    assert swallowed(step(0.2, from_cycle=2)) == [("v", 2)]
    assert swallowed(step(0.6, from_cycle=1)) == []


def test_each_step_is_looked_at_beside_the_others() -> None:
    # 1.4 − 0.6 = 0.8, and 0.2 less is 0.6 mg/m2: 1.2 mg; without the 0.6 they are swallowed
    assert swallowed(step(0.6, from_cycle=1), step(0.2, from_cycle=2)) == []
    assert swallowed(step(0.2, from_cycle=1), step(0.1, from_cycle=2)) == [("v", 1), ("v", 2)]


def test_a_step_of_a_line_that_is_left_out_is_not_said_to_be_swallowed() -> None:
    stop = Change("v", Action("stop"), 1)
    assert swallowed(stop, step(0.2, from_cycle=1)) == []
    # omitted in cycle 1, its dose of cycle 2 is 2 mg by the cap with the step and without
    omit = Change("v", Action("omit"), 1, 1)
    assert swallowed(omit, step(0.2, from_cycle=1)) == [("v", 1)]


def test_a_step_that_a_cap_swallows_in_its_first_cycle_alone_is_not_said_to_change_nothing() -> (
    None
):
    # cycle 1: 2.8 and 2.4 mg are both 2 mg; cycle 2: 0.7 × 2 = 1.4 mg, and 0.5 × 2 = 1 mg
    found = judged(ruled(CAPPED_THEN_LESS), changes=(step(0.2, from_cycle=1),))
    assert "RC765" not in [one.problem.code for one in found.judgements]
    assert shown(found) == ["2 mg", "1 mg"]


def test_a_share_is_never_said_to_be_swallowed() -> None:
    assert swallowed(read_change("v=100 %")) == []


def test_a_swallowed_step_in_words() -> None:
    found = judged(ruled(VINCRISTINE), changes=(step(0.2, from_cycle=1),))
    (one,) = (j for j in found.judgements if j.problem.code == "RC765")
    assert one.problem.message == (
        "v: reduce by 0.2 mg/m2 changes no dose: a cap, or the least amount, holds it"
    )
    assert one.problem.fix == "Say a share of the dose, if less is meant."
    assert (one.value, one.is_open, one.answer) == ("reduce by 0.2 mg/m2", False, None)


def test_a_later_dose_of_the_line_does_not_hide_the_first() -> None:
    # the first dose of the line counts: 200 mg, half of it 100 mg; on day 8 it has 50 mg/m2
    parts = (
        "days: [1, 8], parts: [{doses: [1], per_dose: 100 mg/m2}, {doses: [2], per_dose: 50 mg/m2}]"
    )
    line = f"id: a, drug: etoposide, route: intravenous, infuse_over: 1 h, cycles: [1], {parts}"
    found = judged(ruled(line, rules=[HALF]), LOW)
    assert (shown(found), proposed(found)) == (["200 mg", "100 mg"], ["100 mg", "50 mg"])


# A rescue that follows its drug

MESNA = "id: m, drug: mesna, route: intravenous, per_dose: 50 % of a, days: [1]"
TWICE = "RC769:m:1"


def rescued(*accept: str, typed: str = "", do: str = "{give: 50 %}") -> Judged:
    """A rule for a drug and one for the rescue that is half of its dose, as far as accepted."""
    regimen = ruled(etoposide(), MESNA, rules=[HALF, when_ill(do, "[m]")])
    changes = (read_change(typed),) if typed else ()
    return judged(regimen, LOW, ILL, changes=changes, accept=[f"{one}=agreed" for one in accept])


def test_a_rescue_that_two_accepted_rules_lower_is_said_to_be() -> None:
    # half of 200 mg is 100 mg, of which half is 50 mg; and of those half again
    found = rescued(HALF_KEY, "bilirubin-above-26-give-50:m:1")
    assert [str(dose(found, line).dose) for line in "am"] == ["100 mg", "25 mg"]
    (one,) = (j for j in found.judgements if j.problem.code == "RC769")
    assert (one.key, one.value) == (TWICE, "give 50 % of standard, give 50 % of standard")
    assert one.problem.fix == (
        "Decline what was proposed for it alone, if it is to follow; or accept this, with a reason."
    )
    assert one.problem.message == (
        "m is a share of a and follows it: from cycle 1 it is lowered with it, and by a share of "
        "its own again"
    )
    assert one.answer is None
    (one,) = (
        j
        for j in rescued(HALF_KEY, "bilirubin-above-26-give-50:m:1", TWICE).judgements
        if j.problem.code == "RC769"
    )
    assert one.answer is not None


def test_a_typed_share_and_an_accepted_rule_lower_a_rescue_twice_too() -> None:
    found = rescued("bilirubin-above-26-give-50:m:1", typed="a=80 %")
    # 80 % of 200 mg are 160 mg, of which half is 80 mg; and of those half again
    assert [str(dose(found, line).dose) for line in "am"] == ["160 mg", "40 mg"]
    assert TWICE in [one.key for one in found.judgements]


@pytest.mark.parametrize(
    ("accepted", "do", "expected"),
    [
        ((HALF_KEY,), "{give: 50 %}", "50 mg"),
        (("bilirubin-above-26-give-50:m:1",), "{give: 50 %}", "50 mg"),
        ((HALF_KEY, "bilirubin-above-26-give-125:m:1"), "{give: 125 %}", "62.5 mg"),
    ],
)
def test_a_rescue_that_follows_or_is_lowered_alone_is_not_said_to_be_lowered_twice(
    accepted: tuple[str, ...], do: str, expected: str
) -> None:
    found = rescued(*accepted, do=do)
    assert str(dose(found, "m").dose) == expected
    assert "RC769" not in [one.problem.code for one in found.judgements]


def test_a_share_of_a_share_follows_both() -> None:
    third = "id: t, drug: mesna, route: intravenous, per_dose: 50 % of m, days: [8]"
    rules = [HALF, when_ill("{give: 50 %}", "[t]")]
    found = judged(
        ruled(etoposide(), MESNA, third, rules=rules),
        LOW,
        ILL,
        accept=[f"{HALF_KEY}=agreed", "bilirubin-above-26-give-50:t:1=agreed"],
    )
    (one,) = (j for j in found.judgements if j.problem.code == "RC769")
    assert one.problem.message.startswith("t is a share of a and m and follows it")


def test_each_rescue_that_is_lowered_twice_is_said() -> None:
    other = MESNA.replace("id: m", "id: n")
    found = judged(
        ruled(etoposide(), MESNA, other),
        changes=tuple(read_change(text) for text in ("a=50 %", "m=50 %", "n=50 %")),
    )
    assert [one.component for one in found.judgements if one.problem.code == "RC769"] == ["m", "n"]


@pytest.mark.parametrize(
    ("of_drug", "of_rescue", "expected"),
    [
        # 75 % of 200 mg are 150 mg, of which half is 75 mg: all of it
        ("a=75 %", "m=100 %", "75 mg"),
        # all of 200 mg, of which half is 100 mg, and of those half
        ("a=100 %", "m=50 %", "50 mg"),
    ],
)
def test_a_share_of_all_lowers_nothing_a_second_time(
    of_drug: str, of_rescue: str, expected: str
) -> None:
    found = judged(
        ruled(etoposide(), MESNA), changes=(read_change(of_drug), read_change(of_rescue))
    )
    assert str(dose(found, "m").dose) == expected
    assert "RC769" not in [one.problem.code for one in found.judgements]


def test_two_doses_of_a_day_are_weighed_as_two() -> None:
    # 50 % of twice 160 mg are 160 mg; 60 % of 200 mg are 120 mg, which is less
    twice = etoposide("a", "80 mg/m2", "days: [1], doses_per_day: 2, every: 12 h, cycles: [1]")
    once = etoposide("b", more="days: [8], cycles: [1]")
    found = judged(
        ruled(twice, once, rules=[when_low("{give: 50 %}"), when_ill("{give: 60 %}", "[b]")]),
        LOW,
        ILL,
    )
    assert [one.component for one in found.judgements if one.proposes] == ["b", "a"]


def test_a_step_that_leaves_nothing_of_a_later_dose_is_proposed() -> None:
    # 0.5 mg/m2 × 2 m2 = 1 mg, capped at 0.3 mg; less 0.3 mg/m2 it is 0.4 mg, capped as before. Of
    # the 0.25 mg/m2 of cycle 2 nothing is left
    of = ruled(
        "id: a, drug: etoposide, route: intravenous, infuse_over: 1 h, days: [1], parts: ["
        "{cycles: [1], per_dose: 0.5 mg/m2, cap: {per_dose: 0.3 mg}}, "
        "{cycles: [2], per_dose: 0.25 mg/m2}]",
        rules=[when_low("{reduce_by: 0.3 mg/m2}")],
    )
    (one,) = (j for j in judged(of, LOW).judgements if j.rule)
    assert one.problem.code == "RC764"
    assert one.proposes is not None
    assert one.problem.message.endswith("it changes no dose before cycle 2")


def test_a_step_beside_an_accepted_share_says_from_which_cycle_on_it_lowers_more() -> None:
    # 20 % of 200 mg and of 140 mg are 40 and 28 mg; 60 mg/m2 less are 80 and 20 mg
    line = (
        "id: a, drug: etoposide, route: intravenous, infuse_over: 1 h, days: [1], parts: ["
        "{cycles: [1], per_dose: 100 mg/m2}, {cycles: [2], per_dose: 70 mg/m2}]"
    )
    rules = [when_low("{give: 20 %}"), when_ill("{reduce_by: 60 mg/m2}")]
    found = judged(
        ruled(line, rules=rules), LOW, ILL, accept=["platelets-below-50-give-20:a:1=agreed"]
    )
    assert shown(found) == ["40 mg", "28 mg"]
    step = of_rule(found, "bilirubin-above-26-reduce-by-60-mg-m2")
    assert step.problem.message.endswith("it changes no dose before cycle 2")
