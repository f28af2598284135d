"""How each criterion, gate and rule comes out in a cycle: by which values, for which givings.

Cycles of 21 days begin on 1 December 2026; values without a day are of that day, and count 7 days.
"""

from datetime import date

import pytest
from test_givings import CYCLE, DAY_1, made
from test_judging import LOW, MAN, OF_MAN, etoposide, judged, ruled
from test_rulings import regimen

from regimencalc import library
from regimencalc.assessing import Assessment, Outcome, assessed, by_cycle, day_1_of, source_words
from regimencalc.changes import Change
from regimencalc.choosing import Chosen
from regimencalc.findings import read_finding
from regimencalc.givings import givings
from regimencalc.known_values import KnownValues
from regimencalc.phases import turns
from regimencalc.regimen import Regimen
from regimencalc.rules import Action
from regimencalc.timeline import Delay, Timeline

START = "start_if: [{needs: {platelets: {from: 100 10^9/L}}}]\n"
HELD = "{if: {platelets: {below: 50 10^9/L}}, do: hold, lines: [a]}"


def found(of: Regimen, *values: str) -> tuple[Assessment, ...]:
    return judged(of, *values).assessments


def outcomes(of: Regimen, *values: str) -> list[tuple[int, str, str]]:
    return [(one.cycle, one.ruling.name, str(one.outcome)) for one in found(of, *values)]


# Outcomes


@pytest.mark.parametrize(
    ("value", "rule", "criterion"),
    [
        # a rule fires where its condition holds, a criterion where it does not
        ("platelets=40 10^9/L", "fired", "fired"),
        ("platelets=50 10^9/L", "not fired", "fired"),
        ("platelets=99 10^9/L", "not fired", "fired"),
        ("platelets=100 10^9/L", "not fired", "not fired"),
        ("neutrophils=1 10^9/L", "not assessed", "not assessed"),
    ],
)
def test_a_rule_fires_where_it_holds_and_a_criterion_where_it_does_not(
    value: str, rule: str, criterion: str
) -> None:
    of = ruled(etoposide("a", more="days: [1], cycles: [1]"), rules=[HELD], head=f"{CYCLE}{START}")
    assert outcomes(of, value) == [
        (1, "start-platelets", criterion),
        (1, "platelets-below-50-hold", rule),
    ]


def test_what_decided_is_said_and_what_is_missing_where_nothing_did() -> None:
    of = ruled(etoposide(), rules=[HELD])
    first, second = found(of, f"{LOW}, on 2026-12-01")
    assert (first.decided, first.missing) == ("platelets 40 10^9/L on 2026-12-01", ())
    # in the second cycle, 21 days later, the value is too old
    assert (second.decided, second.missing) == (
        "",
        ("a newer platelets: that of 2026-12-01 counts for 7 d",),
    )


def test_what_is_missing_for_two_alternatives_is_said_once() -> None:
    either = "{any: [{platelets: {below: 50 10^9/L}}, {platelets: {above: 900 10^9/L}}]}"
    (one, _) = found(ruled(etoposide(), rules=[f"{{if: {either}, do: hold, lines: [a]}}"]))
    assert (one.outcome, one.missing) == (Outcome.NOT_ASSESSED, ("the platelets",))


def test_an_assessment_as_json_has_it() -> None:
    rule = HELD.replace(
        "lines: [a]", "lines: [a], source: somebody, borrowed_from: b, note: counted"
    )
    dated = f"{LOW}, on 2026-12-01"
    one, other = found(ruled(etoposide(), etoposide("b"), rules=[rule]), dated)
    assert one.to_dict() == {
        "rule": "platelets-below-50-hold",
        "kind": "rule",
        "says": "if platelets below 50 10^9/L: hold",
        "cycle": 1,
        "lines": ["a"],
        "outcome": "fired",
        "decided_by": "platelets 40 10^9/L on 2026-12-01",
        "missing": [],
        "source": "Somebody, 2020, borrowed from b",
        "borrowed_from": "b",
        "verified": True,
        "note": "counted",
    }
    assert (other.to_dict()["decided_by"], other.to_dict()["missing"]) == (
        None,
        ["a newer platelets: that of 2026-12-01 counts for 7 d"],
    )


# What a ruling is about


def test_a_ruling_is_judged_in_each_cycle_on_its_first_day() -> None:
    one, two = found(ruled(etoposide("a", more="days: [5]"), rules=[HELD]), LOW)
    assert (one.cycle, one.day_1) == (1, date(2026, 12, 1))
    # 1 December and 21 days
    assert (two.cycle, two.day_1) == (2, date(2026, 12, 22))


def test_a_rule_without_days_knows_what_was_found_by_the_first_day_of_its_cycle() -> None:
    of = ruled(etoposide("a", more="days: [5]"), rules=[HELD])
    by_day_1, _ = found(of, f"{LOW}, on 2026-12-01")
    assert (by_day_1.outcome, by_day_1.on) == (Outcome.FIRED, date(2026, 12, 1))
    # found on day 3, before the giving of day 5
    by_day_5, _ = found(of, f"{LOW}, on 2026-12-03")
    assert by_day_5.outcome is Outcome.NOT_ASSESSED
    of_day = ruled(etoposide("a", more="days: [5]"), rules=[f"{HELD[:-1]}, days: [5]}}"])
    one, _ = found(of_day, f"{LOW}, on 2026-12-03")
    assert (one.outcome, one.day_1, one.on) == (
        Outcome.FIRED,
        date(2026, 12, 1),
        date(2026, 12, 5),
    )


@pytest.mark.parametrize(
    ("delay", "second"),
    [
        # 22 December, and a week later where the cycle or its first day was moved
        (Delay(2, 7), date(2026, 12, 29)),
        (Delay(2, 7, day=1), date(2026, 12, 29)),
        (Delay(2, 7, day=5), date(2026, 12, 22)),
        (Delay(1, 7), date(2026, 12, 29)),
        (Delay(1, 7, follows=False), date(2026, 12, 22)),
    ],
)
def test_a_cycle_that_was_moved_is_judged_on_the_day_on_which_it_begins(
    delay: Delay, second: date
) -> None:
    of = ruled(etoposide(), rules=[HELD])
    value = f"{LOW}, on {second}"
    _, two = judged(of, value, timeline=Timeline((delay,))).assessments
    assert (two.day_1, two.outcome) == (second, Outcome.FIRED)


def test_a_ruling_names_the_lines_that_it_is_about_each_once() -> None:
    lines = (etoposide("a", more="days: [1, 2]"), etoposide("b", more="days: [8]"),
             etoposide("c", more="days: [15]"))  # fmt: skip
    hold = "{if: {platelets: {below: 50 10^9/L}}, do: hold"
    of = ruled(*lines, rules=[f"{hold}, lines: [c, a]}}", f"{hold}}}"])
    assert [one.lines for one in found(of)] == [("a", "c"), ("a", "b", "c")] * 2


def test_a_ruling_that_is_about_nothing_in_a_cycle_is_passed_over() -> None:
    lines = (etoposide("a", more="days: [1], cycles: [2]"), etoposide("b"))
    of = ruled(*lines, rules=[HELD, HELD.replace("[a]", "[b]").replace("50", "25")])
    assert [(one.cycle, one.lines) for one in found(of)] == [(1, ("b",)), (2, ("a",)), (2, ("b",))]


def test_of_a_cycle_that_is_left_out_by_a_decision_nothing_is_assessed() -> None:
    of = ruled(etoposide(), rules=[HELD], head=f"{CYCLE}{START}")
    left_out = judged(of, LOW, changes=(Change("a", Action("omit"), 1, 1),))
    assert [(one.cycle, str(one.outcome)) for one in left_out.assessments] == [
        (2, "not assessed"),
        (2, "not assessed"),
    ]


def test_a_rule_for_a_day_is_judged_on_that_day_and_is_about_it_alone() -> None:
    of = ruled(
        etoposide("a", more="days: [1, 8, 15], cycles: [1]"),
        rules=[HELD.replace("lines", "days: [8], lines")],
    )
    (one,) = found(of, f"{LOW}, on 2026-12-08")
    assert (one.outcome, one.days, one.day_1) == (Outcome.FIRED, frozenset({8}), DAY_1)
    # a count of day 1 was taken before the giving of that day, and says nothing of what it did
    (before,) = found(of, f"{LOW}, on 2026-12-01")
    assert before.missing == ("a platelets after the giving of 2026-12-01",)
    # and one of day 15 is of no use on day 8
    (later,) = found(of, f"{LOW}, on 2026-12-15")
    assert later.missing == ("an earlier platelets: the first is of 2026-12-15",)


def test_a_rule_for_the_first_day_of_giving_takes_the_count_of_that_day() -> None:
    of = ruled(
        etoposide("a", more="days: [1, 8], cycles: [1]"),
        rules=[HELD.replace("lines", "days: [1], lines")],
    )
    assert outcomes(of, LOW) == [(1, "platelets-below-50-hold-day-1", "fired")]


def test_a_rule_without_days_is_about_all_days_of_its_cycle() -> None:
    (one,) = found(ruled(etoposide("a", more="days: [1, 8], cycles: [1]"), rules=[HELD]), LOW)
    assert one.days == frozenset()


def test_counts_may_be_older_than_the_last_giving_of_another_line() -> None:
    # b is given on days 1 and 9, a on day 8; the count of day 5 is after b's last giving
    lines = (etoposide("a", more="days: [8], cycles: [1]"),
             etoposide("b", more="days: [1, 9], cycles: [1]"))  # fmt: skip
    of = ruled(*lines, rules=[HELD.replace("lines: [a]", "days: [9], lines: [b]")])
    assert outcomes(of, f"{LOW}, on 2026-12-05") == [(1, "platelets-below-50-hold-day-9", "fired")]
    # one of the day of that giving is not
    assert outcomes(of, f"{LOW}, on 2026-12-01") == [
        (1, "platelets-below-50-hold-day-9", "not assessed")
    ]


def test_a_gate_of_a_part_is_about_the_givings_of_that_part() -> None:
    line = (
        "id: a, drug: etoposide, route: oral, days: [1, 8], cycles: [1], parts: [{doses: [1], "
        "per_dose: 100 mg}, {doses: [2], per_dose: 50 mg, only_if: {dpyd: normal}}]"
    )
    (one,) = found(ruled(line), "dpyd=complete-deficiency")
    assert (one.outcome, one.days) == (Outcome.FIRED, frozenset({8}))


def test_what_is_ruled_in_a_phase_is_judged_in_that_phase() -> None:
    line = "route: oral, per_dose: 50 mg, days: [1]"
    of = made(
        head="phases:\n"
        f"  - {{id: p, cycle: {{length: 21 d, planned: 1}}, components: [{{id: a, drug: etoposide, "
        f"{line}}}]}}\n"
        "  - {id: q, cycle: {length: 14 d, planned: 2}, start_if: [{needs: {dpyd: normal}}], "
        f"components: [{{id: a, drug: etoposide, {line}}}]}}\n"
        f"rules: [{HELD}]\n"
    )
    seen = found(of, "dpyd=normal")
    assert [(one.cycle, one.ruling.name, one.day_1) for one in seen] == [
        (1, "platelets-below-50-hold", date(2026, 12, 1)),
        # the second phase begins on day 22, its second cycle 14 days later
        (2, "start-dpyd", date(2026, 12, 22)),
        (2, "platelets-below-50-hold", date(2026, 12, 22)),
        (3, "start-dpyd", date(2027, 1, 5)),
        (3, "platelets-below-50-hold", date(2027, 1, 5)),
    ]


def test_events_belong_to_no_cycle_that_is_judged() -> None:
    of = made("id: e, event: radiotherapy, days: [1]", etoposide("a", more="days: [3]"), head=CYCLE)
    planned, _ = turns(of, Chosen(), None)
    cycles = by_cycle(givings(planned, Chosen(), DAY_1))
    lines = {n: [one.administration.component.id for one in given] for n, given in cycles.items()}
    assert lines == {1: ["a"], 2: ["a"]}
    # the first day of the cycle, and not of the giving on day 3
    assert day_1_of(cycles[2], DAY_1) == date(2026, 12, 22)


def test_a_value_of_the_cycle_before_is_looked_for_since_its_first_day() -> None:
    rule = "{if: {nadir_platelets: {below: 25 10^9/L}}, do: hold, lines: [a]}"
    of = made(etoposide(), head=f"{CYCLE}rules: [{rule}]\n")
    planned, _ = turns(of, Chosen(), None)
    (of_second,) = [
        given for n, given in by_cycle(givings(planned, Chosen(), DAY_1)).items() if n == 2
    ]
    how = library.shipped_policy("reference")
    for day, expected in ((3, Outcome.FIRED), (2, Outcome.NOT_ASSESSED)):
        nadir = read_finding(f"nadir_platelets=20 10^9/L, on 2026-12-0{day}")
        (one,) = assessed(
            of,
            of_second,
            KnownValues(MAN, how, OF_MAN, DAY_1, (nadir,)),
            2,
            date(2026, 12, 2),
            {},
        )
        assert one.outcome == expected


@pytest.mark.parametrize(
    ("day", "days", "fired"),
    [
        # days 8 of the cycles are 8 and 29 December and 19 January
        ("2026-12-08", "[8]", [1]),
        ("2026-12-09", "[8]", [2]),
        ("2026-12-26", "[8]", [2]),
        ("2026-12-29", "[8]", [2]),
        ("2026-12-30", "[8]", [3]),
        # what was looked at on day 8 is not looked at again on day 15, nor on the next day 8
        ("2026-12-08", "[8, 15]", [1]),
        ("2026-12-09", "[8, 15]", [1]),
        ("2026-12-16", "[8, 15]", [2]),
    ],
)
def test_one_grade_fires_a_rule_of_certain_days_once(day: str, days: str, fired: list[int]) -> None:
    rule = f"{{if: {{diarrhoea: {{from: grade 3}}}}, do: hold, lines: [a], days: {days}}}"
    head = "cycle: {length: 21 d, planned: 3}\n"
    of = ruled(etoposide("a", more="days: [1, 8, 15]"), rules=[rule], head=head)
    seen = found(of, f"diarrhoea=grade 3, on {day}")
    assert [one.cycle for one in seen if one.outcome is Outcome.FIRED] == fired


def test_a_grade_counts_in_the_next_cycle_in_which_its_line_is_given() -> None:
    # found on day 15 of cycle 1; a is left out in cycle 2, and in cycle 3 it is asked for
    rule = "{if: {diarrhoea: {from: grade 3}}, do: {give: 75 %}, lines: [a]}"
    head = "cycle: {length: 21 d, planned: 4}\n"
    of = ruled(etoposide(), etoposide("b"), rules=[rule], head=head)
    grade = "diarrhoea=grade 3, on 2026-12-15"
    omitted = judged(of, grade, changes=(Change("a", Action("omit"), 2, 2),)).assessments
    assert [one.cycle for one in omitted if one.outcome is Outcome.FIRED] == [3]
    given = judged(of, grade).assessments
    assert [one.cycle for one in given if one.outcome is Outcome.FIRED] == [2]


def test_two_rules_for_one_day_each_look_at_a_grade() -> None:
    when = "{if: {diarrhoea: {from: grade 3}}, do: DO, lines: [a], days: [8]}"
    rules = [when.replace("DO", do) for do in ("hold", "omit")]
    of = ruled(etoposide("a", more="days: [1, 8]"), rules=rules)
    assert [
        (cycle, outcome) for cycle, _, outcome in outcomes(of, "diarrhoea=grade 3, on 2026-12-26")
    ] == [(1, "not assessed")] * 2 + [(2, "fired")] * 2


# What it rests on


@pytest.mark.parametrize(
    ("stated", "words"),
    [
        ("source: s", "A label"),
        ("source: s, verified: false", "A label, NOT VERIFIED"),
        ("source: notes", "Notes, NOT VERIFIED"),
        ("source: s, borrowed_from: b", "A label, borrowed from b"),
        ("source: s, borrowed_from: b, verified: false", "A label, borrowed from b, NOT VERIFIED"),
        ("note: nothing", "no source stated"),
        ("verified: false", "NOT VERIFIED"),
    ],
)
def test_what_a_ruling_rests_on_with_the_marks_that_must_be_seen(stated: str, words: str) -> None:
    of = regimen(f"rules:\n  - {{if: {{dpyd: normal}}, do: omit, lines: [a], {stated}}}\n")
    (ruling,) = of.rulings
    assert source_words(ruling, of) == words
