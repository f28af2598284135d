"""What another regimen, or another answer, would lead to for a patient, and when it is no offer.

The adult is 180 cm and 80 kg: √(180 × 80 ÷ 3600) = 2 m², so that 100 mg/m² are 200 mg.
"""

from dataclasses import replace
from typing import Any

from test_givings import CYCLE
from test_judging import HALF, HOLD, LOW, etoposide, ruled

import regimencalc as rc
from regimencalc.changes import Change
from regimencalc.offering import offer_of
from regimencalc.offers import Offer
from regimencalc.planned_course import Course
from regimencalc.planning import course_or_problems
from regimencalc.problems import Problem
from regimencalc.regimen import Regimen
from regimencalc.rules import Action

ADULT = rc.Patient(
    sex="male",
    age="60 y",
    height="180 cm",
    weight="80 kg",
    height_on="2026-12-01",
    weight_on="2026-12-01",
)


def course(of: Regimen, *values: str, **more: Any) -> Course:
    return course_or_problems(
        of, ADULT, start="2026-12-01", policy="reference", values=values, **more
    )


def offer(of: Regimen, *values: str, **more: Any) -> Offer:
    return offer_of("a-rule:a:1", "Another", course(of, *values, **more))


def test_an_offer_has_the_doses_of_its_first_cycle_a_line_each() -> None:
    lines = (etoposide("a", more="days: [1, 2, 3]"), etoposide("b", "50 mg/m2", "days: [8]"))
    assert offer(ruled(*lines)) == Offer(
        "a-rule:a:1",
        "Another",
        ("a 200 mg (100 mg/m2), days 1, 2, 3 (3 days)", "b 100 mg (50 mg/m2), day 8"),
    )


def test_doses_of_one_line_that_differ_stand_apart() -> None:
    parts = "parts: [{doses: [1, 3], per_dose: 100 mg/m2}, {doses: [2], per_dose: 50 mg/m2}]"
    given = "drug: etoposide, route: intravenous, infuse_over: 1 h"
    found = offer(ruled(f"id: a, {given}, days: [1, 8, 15], {parts}"))
    assert found.doses == (
        "a 200 mg (100 mg/m2), days 1, 15 (2 days)",
        "a 100 mg (50 mg/m2), day 8",
    )


def test_two_doses_of_one_day_are_not_one() -> None:
    found = offer(ruled(etoposide("a", "50 mg/m2", "days: [1, 8], doses_per_day: 2, every: 12 h")))
    assert found.doses == ("a 100 mg × 2 a day (50 mg/m2), days 1, 8 (2 days)",)


def test_days_with_more_or_fewer_doses_stand_apart() -> None:
    # every 6 h from the evening of day 1 on: two on day 1, four on day 2, one on day 3
    given = "drug: etoposide, route: oral, per_dose: 50 mg"
    series = "starts: {day: 1, at: evening}, every: 6 h, times: 7"
    found = offer(ruled(f"id: a, {given}, {series}"))
    assert found.doses == (
        "a 50 mg × 2 a day (50 mg), day 1",
        "a 50 mg × 4 a day (50 mg), day 2",
        "a 50 mg (50 mg), day 3",
    )


def test_an_offer_says_what_its_own_rules_would_propose() -> None:
    found = offer(ruled(etoposide("a", more="days: [1], cycles: [1]"), rules=[HALF]), LOW)
    assert found.doses == ("a 200 mg (100 mg/m2), proposed: 100 mg, day 1",)
    assert found.is_offered
    assert found.beside == ("a: platelets 40 10^9/L: give 50 % of standard [Somebody, 2020]",)


def test_what_is_left_out_has_no_amount_beside_it() -> None:
    omit = (Change("a", Action("omit"), 1, 1),)
    found = offer(ruled(etoposide(), etoposide("b")), changes=omit)
    assert found.doses == ("a OMITTED, day 1", "b 200 mg (100 mg/m2), day 1")


def test_a_regimen_of_which_a_dose_is_held_is_not_offered() -> None:
    found = offer(ruled(etoposide(), etoposide("b"), rules=[HOLD]), LOW)
    assert found == Offer(
        "a-rule:a:1",
        "Another",
        why_not=("a: platelets 40 10^9/L: hold [Somebody, 2020]",),
    )


def test_a_regimen_of_which_a_dose_is_refused_is_not_offered() -> None:
    # 201 mg/m2 is above 200
    found = offer(ruled(etoposide("a", "201 mg/m2", "days: [1], cycles: [1]")))
    assert (found.is_offered, found.doses, found.beside) == (False, (), ())
    assert [why[:15] for why in found.why_not] == ["a: etoposide is"] * 2
    assert all("above the limit of 200 mg/m2" in why for why in found.why_not)


def test_a_held_dose_whose_rule_is_declined_is_offered() -> None:
    of = ruled(etoposide("a", more="days: [1], cycles: [1]"), rules=[HOLD])
    found = offer(of, LOW, decline=("platelets-below-50-hold:a:1=a pump",))
    assert found.doses == ("a 200 mg (100 mg/m2), day 1",)


def test_a_course_that_cannot_be_planned_says_every_error_with_its_mend() -> None:
    found = offer(ruled(etoposide()), "bilirubin=0 umol/L", "toxicity=grade 6")
    assert found == Offer(
        "a-rule:a:1",
        "Another",
        why_not=(
            "a bilirubin of 0 umol/L is not possible. Check the number and its unit.",
            "a toxicity of grade 6 is not a whole number from 0 to 5. Check the number and its "
            "unit.",
        ),
    )


def test_an_offer_says_how_many_rules_were_not_assessed() -> None:
    once = etoposide("a", more="days: [1], cycles: [1]")
    assert offer(ruled(once, rules=[HOLD])).beside == ("NOT ASSESSED: 1 rule; plan it to see more",)
    # and a test that a drug requires
    capecitabine = (
        "id: c, drug: capecitabine, route: oral, per_dose: 1500 mg, days: [1], cycles: [1]"
    )
    found = offer(ruled(once, capecitabine, rules=[HOLD]))
    assert found.beside[-1] == "NOT ASSESSED: 2 rules; plan it to see more"
    # a value that decides nothing is no such rule
    assert "NOT ASSESSED" not in " ".join(offer(ruled(once), LOW).beside)


def test_another_answer_is_offered_with_what_was_given_before_this_course() -> None:
    # 540 mg/m2 before and 20 are 560, of at most 550 in a lifetime; 500 and 20 are 520
    line = "id: d, drug: doxorubicin, route: intravenous, per_dose: 20 mg/m2, days: [1]"
    of = ruled(
        etoposide(),
        f"{line}, when: {{arm: y}}",
        rules=["{if: {platelets: {below: 50 10^9/L}}, do: {choose: {arm: y}}, lines: [a]}"],
        head=f"choices: {{arm: [x, y]}}\n{CYCLE}",
    )
    for before, is_offered in (("500 mg/m2", True), ("540 mg/m2", False)):
        planned = course(
            of,
            LOW,
            choose={"arm": "x"},
            prior={"doxorubicin": before, "chest-radiotherapy": "no"},
        )
        (found,) = planned.offers
        assert (found.title, found.is_offered) == ("arm: y", is_offered)
    assert any("passes the limit of 550 mg/m2" in why for why in found.why_not)


def test_another_answer_is_offered_with_what_was_decided_for_its_lines() -> None:
    # 50 % of 200 mg from the first cycle on, and 25 % from the second, which an offer does not show
    of = ruled(
        etoposide(),
        etoposide("b", more="days: [8], when: {arm: y}"),
        rules=["{if: {platelets: {below: 50 10^9/L}}, do: {choose: {arm: y}}, lines: [a]}"],
        head=f"choices: {{arm: [x, y]}}\n{CYCLE}",
    )
    decided = ("a=50 %", "b=50 %", "a=25 % from cycle 2")
    (found,) = course(of, LOW, choose={"arm": "x"}, changes=decided).offers
    assert found.doses == ("a 100 mg (100 mg/m2), day 1", "b 100 mg (100 mg/m2), day 8")


def test_an_offer_with_a_reason_against_it_is_none() -> None:
    assert Offer("key", "Title", ("a 1 mg",), ("beside",)).to_dict() == {
        "rule": "key",
        "title": "Title",
        "offered": True,
        "doses": ["a 1 mg"],
        "beside": ["beside"],
        "why_not": [],
    }
    refused = Offer("key", "Title", why_not=("too much",))
    assert (refused.is_offered, refused.to_dict()["why_not"]) == (False, ["too much"])
    assert (refused.to_dict()["offered"], refused.to_dict()["doses"]) == (False, [])


def test_what_is_not_assessed_or_rests_on_something_older_stands_beside_the_doses() -> None:
    found = course(ruled(etoposide()))
    said = {"RC524": "not assessed", "RC527": "an older creatinine", "RC623": "another measure"}
    for code, words in said.items():
        problem = Problem(code, words, "Look at it.")
        beside = offer_of("a-rule:a:1", "Another", replace(found, problems=(problem,))).beside
        assert beside == (words,)
    other = Problem("RC528", "a birthday", "Look at it.")
    assert offer_of("a-rule:a:1", "Another", replace(found, problems=(other,))).beside == ()


def test_what_was_decided_for_the_course_in_its_place_is_said_not_to_hold_here() -> None:
    found = course(ruled(etoposide()))
    changed = offer_of("a-rule:a:1", "Another", found, is_changed=True)
    assert changed.beside == ("what was decided for this course is not in these doses",)
    assert offer_of("a-rule:a:1", "Another", found).beside == ()
