"""Whether a cycle may be given: each thing that stands in its way, just so and just not.

The man has 70 kg; etoposide on days 1 to 3 and cisplatin on days 2 and 3 of 28, from 1 December
2026: cycle 2 begins on 29 December and cycle 3 on 26 January.
"""

import hashlib

import pytest
from kept import BLOOD, MAN, a_policy, confirmed, decided, doses, kept, made, problems_of

from regimencalc import courses
from regimencalc.confirming import (
    State,
    confirmation_problems,
    doses_hash,
    state_of,
    unanswered,
    warnings_of,
)
from regimencalc.export.answer_text import answerable
from regimencalc.problems import Place, Problem
from regimencalc.record import Record
from regimencalc.replaying import replayed

PLAIN = made(
    """cycle: {length: 28 d, planned: 3}
components:
  - {id: a, drug: etoposide, route: oral, per_dose: 100 mg, days: [1, 2]}
"""
)


@pytest.fixture(scope="module")
def plain() -> Record:
    """A course in which nothing stands in the way but what is warned of each course."""
    return kept(PLAIN)


@pytest.fixture(scope="module")
def ep() -> Record:
    return kept(values=BLOOD)


def states(record: Record) -> list[str]:
    return list(courses.shown(record).states.values())


def refused(record: Record, cycle: int = 1) -> list[Problem]:
    problems = list(problems_of(record, f"confirm cycle {cycle}"))
    assert {(one.code, one.place.field) for one in problems} == {("RC811", "decision")}
    return problems


def messages(record: Record, cycle: int = 1) -> list[str]:
    return [one.message for one in refused(record, cycle)]


def warned(record: Record, cycle: int) -> set[str]:
    return set(warnings_of(record, replayed(record), cycle))


def of_code(record: Record, cycle: int, code: str) -> list[str]:
    found = warnings_of(record, replayed(record), cycle).get(f"{code}:course:{cycle}", ("", []))
    return [one.message for one in found[1]]


# How far a cycle has come


def test_a_cycle_is_provisional_until_it_is_confirmed_and_given_when_all_of_it_was(
    ep: Record,
) -> None:
    assert states(ep) == ["PROVISIONAL"] * 3
    record = confirmed(ep, 1)
    assert states(record) == ["CONFIRMED", "PROVISIONAL", "PROVISIONAL"]
    record = decided(record, "given cycle 1 day 1", "given cycle 1 day 2")
    assert states(record)[0] == "CONFIRMED"
    record = decided(record, "given cycle 1 day 3 etoposide")
    assert states(record)[0] == "CONFIRMED"
    record = decided(record, "not given cycle 1 day 3 cisplatin")
    assert states(record) == ["GIVEN", "PROVISIONAL", "PROVISIONAL"]


@pytest.mark.parametrize(
    "text",
    [
        "give etoposide=75 % from cycle 1",
        "delay cycle 1 day 3 by 1 d",
        "omit cisplatin from cycle 1 day 3 to cycle 1",
        "measure weight=71 kg, on 2026-11-30",
        "start on 2026-12-02",
        "value neutrophils=0.8 10^9/L, on 2026-12-01",
    ],
)
def test_whatever_changes_a_dose_or_a_day_makes_it_provisional_again(ep: Record, text: str) -> None:
    record = confirmed(ep, 1)
    assert states(decided(record, text))[0] == "PROVISIONAL"


@pytest.mark.parametrize(
    "text",
    [
        "give etoposide=75 % from cycle 2",
        "delay cycle 2 by 7 d",
        "measure weight=60 kg, on 2026-12-28 from cycle 2",
        "measure creatinine=0.9 mg/dL, on 2026-11-30",
        "stop course from cycle 2",
    ],
)
def test_what_leaves_its_doses_as_they_are_leaves_it_confirmed(ep: Record, text: str) -> None:
    record = decided(confirmed(ep, 1), text)
    assert states(record) == ["CONFIRMED", "PROVISIONAL", "PROVISIONAL"]


def test_a_dose_that_is_as_it_was_again_is_confirmed_as_it_was(ep: Record) -> None:
    record = decided(confirmed(ep, 1), "delay cycle 1 day 3 by 1 d")
    assert states(record)[0] == "PROVISIONAL"
    assert states(decided(record, "advance cycle 1 day 3 by 1 d"))[0] == "CONFIRMED"


def test_a_rule_that_fires_since_makes_it_provisional_until_it_is_answered(ep: Record) -> None:
    # 1.5 mg/dL is 47 mL/min: etoposide by three quarters and cisplatin by half are proposed
    record = decided(confirmed(ep, 1), "measure creatinine=1.5 mg/dL, on 2026-11-30")
    assert doses(record, "etoposide")[0] == "181.8 mg"
    assert states(record)[0] == "PROVISIONAL"
    keys = [
        "creatinine-clearance-from-40-below-50-give-50:cisplatin:1",
        "creatinine-clearance-from-15-to-50-give-75:etoposide:1",
    ]
    record = decided(record, f"decline {keys[0]}")
    assert states(record)[0] == "PROVISIONAL"
    assert states(decided(record, f"decline {keys[1]}"))[0] == "CONFIRMED"
    # accepted it is another dose, and to be confirmed anew
    less = decided(record, f"accept {keys[1]}")
    assert doses(less, "etoposide")[0] == "136.4 mg"
    assert states(less)[0] == "PROVISIONAL"


def test_of_two_confirmations_the_later_holds(ep: Record) -> None:
    record = decided(confirmed(ep, 1), "give etoposide=75 % from cycle 1", "confirm cycle 1")
    assert states(record)[0] == "CONFIRMED"
    assert states(decided(record, "give etoposide=100 % from cycle 1"))[0] == "PROVISIONAL"


def test_what_was_given_otherwise_leaves_the_rest_of_its_cycle_confirmed(ep: Record) -> None:
    record = confirmed(decided(ep, "omit etoposide from cycle 1 day 3 to cycle 1"), 1)
    before = doses_hash(replayed(record), 1)
    for text in (
        "given cycle 1 day 1 etoposide 100 mg on 2026-12-02",
        "not given cycle 1 day 2 etoposide",
        "given cycle 1 day 3 etoposide 0.1 g",
    ):
        record = decided(record, text)
        assert doses_hash(replayed(record), 1) == before
        assert states(record)[0] == "CONFIRMED"


def test_a_cycle_of_which_all_is_left_out_is_confirmed_and_not_given(plain: Record) -> None:
    record = decided(plain, "omit a from cycle 1 to cycle 1")
    assert states(record)[0] == "PROVISIONAL"
    assert states(confirmed(record, 1))[0] == "CONFIRMED"
    planned = replayed(record)
    assert state_of(record, planned, 2) is State.PROVISIONAL


def test_what_is_held_after_its_cycle_was_confirmed_without_it_is_open_again(plain: Record) -> None:
    record = confirmed(decided(plain, "omit a from cycle 1 to cycle 1"), 1)
    held = decided(record, "hold a from cycle 1 to cycle 1")
    assert doses(held, "a")[:2] == ["HELD", "HELD"]
    assert states(held)[0] == "PROVISIONAL"


def test_the_hash_of_a_confirmation_is_of_just_these_words(plain: Record) -> None:
    """Another form would make every cycle provisional that was confirmed before it."""

    def of(words: str) -> str:
        return hashlib.sha256(words.encode()).hexdigest()

    assert doses_hash(replayed(plain), 1) == of(
        '[["a", 1, 1, "2026-12-01", 100.0, ""], ["a", 2, 2, "2026-12-02", 100.0, ""]]'
    )
    held = decided(plain, "hold a from cycle 1 to cycle 1")
    assert doses_hash(replayed(held), 1) == of(
        '[["a", 1, 1, "2026-12-01", null, "HELD"], ["a", 2, 2, "2026-12-02", null, "HELD"]]'
    )


# What stands in the way


def test_a_cycle_that_there_is_not_is_not_confirmed(plain: Record) -> None:
    (problem,) = refused(plain, 4)
    assert problem.message == "there is no cycle 4: 3 cycles planned"
    assert problem.fix == "Confirm one of them."


def test_cycles_are_confirmed_in_their_order(plain: Record) -> None:
    first = confirmed(plain, 1)
    (problem,) = refused(first, 3)
    assert problem.message == "cycle 2 is not confirmed, and comes before cycle 3"
    assert problem.fix == "Decide it first: confirm cycle 2."
    assert states(confirmed(first, 2)) == ["CONFIRMED", "CONFIRMED", "PROVISIONAL"]
    # a cycle that fell back stands before the next one again
    back = decided(first, "delay cycle 1 by 1 d")
    assert messages(back, 2) == ["cycle 1 is not confirmed, and comes before cycle 2"]


def test_what_a_rule_proposes_is_accepted_or_declined_first() -> None:
    measures = {**MAN, "creatinine": "1.5 mg/dL", "creatinine_on": "2026-11-30"}
    record = kept(values=BLOOD, measures=measures)
    key = "creatinine-clearance-from-15-to-50-give-75:etoposide:1"
    (of_rule,) = [one for one in refused(record) if key in one.message]
    assert of_rule.message.startswith(f"cycle 1 cannot be confirmed: {key} is open: ")
    assert of_rule.fix.startswith(f"Decide it: accept {key}, with words for the reason. ")
    declined = decided(record, f"decline {key}")
    assert not [one for one in refused(declined) if f"{key} is" in one.message]


def test_each_dose_above_what_is_usual_is_accepted_first() -> None:
    # 130 mg/m2 are above the usual 120 of a dose, and 5 × 130 = 650 above the usual 500 of a cycle
    record = kept(
        made(
            """cycle: {length: 28 d, planned: 2}
components:
  - {id: a, drug: etoposide, route: intravenous, infuse_over: 1 h, per_dose: 130 mg/m2,
     days: [1, 2, 3, 4, 5]}
"""
        )
    )
    assert [one.message.partition(" is open: ")[0] for one in refused(record)] == [
        "cycle 1 cannot be confirmed: RC721:a:1",
        "cycle 1 cannot be confirmed: RC723:a:1",
    ]
    of_dose, of_cycle = refused(record)
    assert of_dose.fix.startswith("Decide it: accept RC721:a:1, with words for the reason. Look at")
    accepted = decided(record, "accept RC721:a:1")
    assert [one.message for one in refused(accepted)] == [of_cycle.message]
    assert states(decided(accepted, "accept RC723:a:1", "confirm cycle 1"))[0] == "CONFIRMED"


def test_a_start_criterion_that_is_not_met_holds_the_cycle() -> None:
    low = (BLOOD[0].replace("2.1", "1.4"), BLOOD[1])
    record = kept(values=low)
    (of_start, *_) = [one for one in refused(record) if "start-neutrophils" in one.message]
    assert "start-neutrophils-platelets:cycle:1 is open" in of_start.message
    assert of_start.fix.startswith(
        "Decide it: decline start-neutrophils-platelets:cycle:1, with words for the reason, to "
        "give it all the same; or delay, or omit it. "
    )
    assert "etoposide of day 1 is HELD (RC751)" in "\n".join(messages(record))
    # 1.5 is enough
    enough = kept(values=(BLOOD[0].replace("2.1", "1.5"), BLOOD[1]))
    assert not [one for one in messages(enough) if "start-neutrophils" in one]
    # whoever accepts it has the cycle held, and whoever declines it goes on
    accepted = decided(record, "accept start-neutrophils-platelets:cycle:1")
    assert not [one for one in messages(accepted) if "start-neutrophils" in one]
    assert "etoposide of day 1 is HELD" in "\n".join(messages(accepted))
    declined = decided(record, "decline start-neutrophils-platelets:cycle:1")
    assert not [one for one in messages(declined) if "HELD" in one or "start-neutrophils" in one]
    assert doses(declined, "etoposide")[0] == "181.8 mg"


def test_a_start_criterion_of_which_nothing_is_known_is_accepted_in_words() -> None:
    record = kept(values=())
    not_known = of_code(record, 1, "RC761")
    assert any("start-neutrophils-platelets (all lines, cycle 1)" in one for one in not_known)
    (problem,) = [one for one in refused(record) if "start-neutrophils" in one.message]
    assert problem.fix == (
        "Decide what is missing: value NAME=VALUE, on its day; or judge it yourself. Or decide it: "
        "accept RC761:course:1, with words for the reason."
    )
    # each rule of which nothing is known is said, one after the other
    assert problem.message == f"cycle 1 cannot be confirmed: {'; '.join(not_known)}"
    assert not any("start" in one for one in of_code(kept(values=BLOOD), 1, "RC761"))


def test_a_dose_that_is_refused_or_held_stands_in_the_way_and_one_left_out_does_not() -> None:
    big = made(
        """cycle: {length: 28 d, planned: 1}
components:
  - {id: a, drug: etoposide, route: intravenous, infuse_over: 1 h, per_dose: 201 mg/m2, days: [1]}
"""
    )
    record = kept(big)
    found = [one.message for one in refused(record)]
    # a limit is not accepted, and nobody is told so
    of_limits = [one for one in refused(record) if "is refused: " in one.message]
    assert ["Decide it" in one.fix for one in of_limits] == [False, False]
    assert of_limits[0].fix.startswith("Look at amount, days, time and measures: ")
    assert "cycle 1 cannot be confirmed: a of day 1 is REFUSED (RC701 and RC702)" in found
    held = decided(kept(PLAIN), "hold a from cycle 1 to cycle 1")
    (of_hold,) = [one for one in refused(held) if "HELD" in one.message]
    assert of_hold.message == "cycle 1 cannot be confirmed: a of day 1 is HELD (RC791)"
    assert of_hold.fix == "Omit it, or answer what holds it."
    assert states(confirmed(decided(kept(PLAIN), "omit a from cycle 1 to cycle 1"), 1))[0] == (
        "CONFIRMED"
    )


# Warnings that belong to no dose


def test_a_warning_is_accepted_in_its_words_for_the_cycles_from_then_on(ep: Record) -> None:
    assert warned(ep, 1) == {"RC524:course:1", "RC761:course:1"}
    # the answer is bound to twelve signs of a hash of the words
    assert [len(value) for value, _ in warnings_of(ep, replayed(ep), 1).values()] == [12, 12]
    (lifetime,) = [one for one in refused(ep) if "in a lifetime" in one.message]
    assert lifetime.message.startswith("cycle 1 cannot be confirmed: NOT ASSESSED: CISplatin")
    assert lifetime.fix.endswith("Or decide it: accept RC524:course:1, with words for the reason.")
    record = decided(ep, "accept RC524:course:1")
    assert not [one for one in messages(record) if "in a lifetime" in one]
    # cycle 2 is asked for the same words, which were accepted in cycle 1
    record = confirmed(record, 1)
    assert "RC524:course:2" in warned(record, 2)
    assert not [one for one in messages(record, 2) if "in a lifetime" in one]


def test_what_was_accepted_is_asked_by_no_dialog_and_what_nobody_can_accept_neither(
    ep: Record, plain: Record
) -> None:
    def asked(record: Record, cycle: int) -> list[str]:
        return [one.key for one in answerable(record, courses.shown(record), cycle)]

    # on 29 December the weight of 30 November is 29 days old
    others = {"RC761:course:2", "RC522:course:2"}
    assert set(asked(ep, 2)) == {"RC524:course:2", *others}
    assert set(asked(decided(ep, "accept RC524:course:1"), 2)) == others
    too_old = decided(plain, "delay cycle 3 by 34 d")
    assert "RC506:course:3" in unanswered(too_old, replayed(too_old), 3)
    assert "RC506:course:3" not in asked(too_old, 3)


def test_other_words_are_accepted_anew(ep: Record) -> None:
    record = decided(ep, "accept RC524:course:1")
    # half of it is 135 mg/m2 in the course, and no longer 270
    other = decided(record, "give cisplatin=50 % from cycle 1")
    assert [one for one in messages(other) if "in a lifetime" in one]


def test_what_is_accepted_for_cycle_2_says_nothing_of_cycle_1(ep: Record) -> None:
    record = decided(ep, "accept RC524:course:2")
    assert [one for one in messages(record) if "in a lifetime" in one]


@pytest.mark.parametrize(
    ("measured", "code"),
    [
        ("2026-11-24", ""),
        ("2026-11-23", "RC522"),
        ("2026-09-02", "RC522"),
    ],
)
def test_a_measure_is_young_to_7_days_and_too_old_from_90_on(measured: str, code: str) -> None:
    # 24 November is 7 days before 1 December, and 2 September 90
    record = kept(PLAIN, measures={**MAN, "weight_on": measured})
    assert of_code(record, 1, "RC522") == (
        [] if not code else [f"the weight is {8 if '11-23' in measured else 90} days old on day 1; "
        "the policy warns after 7 d"]
    )  # fmt: skip


def test_the_age_of_a_measure_counts_to_the_first_day_of_each_cycle(plain: Record) -> None:
    assert of_code(plain, 1, "RC522") == []
    # 30 November to 29 December are 29 days, and to 26 January 57
    assert of_code(plain, 2, "RC522") == [
        "the weight is 29 days old on day 1; the policy warns after 7 d"
    ]
    assert "57 days old" in of_code(plain, 3, "RC522")[0]
    moved = decided(plain, "delay cycle 2 by 14 d")
    assert "43 days old" in of_code(moved, 2, "RC522")[0]
    again = decided(plain, "measure weight=70 kg, on 2026-12-28 from cycle 2")
    assert of_code(again, 2, "RC522") == []


def test_a_measure_that_is_too_old_is_not_to_be_accepted(plain: Record) -> None:
    # 57 + 33 are 90 days: still to be accepted; with one more they are too many
    record = confirmed(plain, 1, 2)
    just = decided(record, "delay cycle 3 by 33 d")
    assert states(confirmed(just, 3))[2] == "CONFIRMED"
    late = decided(record, "delay cycle 3 by 34 d")
    (problem,) = [one for one in refused(late, 3) if "weight" in one.message]
    assert problem.message == (
        "cycle 3 cannot be confirmed: the weight is 91 days old on day 1; the policy refuses after "
        "90 d"
    )
    assert problem.fix == "Measure again."
    accepted = decided(late, "accept RC506:course:3")
    assert [one for one in messages(accepted, 3) if "91 days old" in one]


def test_a_measure_without_a_day_is_to_be_accepted_in_each_cycle() -> None:
    undated = {name: text for name, text in MAN.items() if not name.endswith("_on")}
    record = kept(PLAIN, measures=undated)
    for cycle in (1, 2):
        assert of_code(record, cycle, "RC524") == [
            "NOT ASSESSED: no date is given for height and weight, so that nobody can tell whether "
            "they are too old"
        ]


def test_a_closed_day_is_to_be_accepted() -> None:
    record = kept(PLAIN, policy=a_policy(calendar="{closed_days: [2026-12-02]}"))
    assert "RC818:course:1" in warned(record, 1)
    assert [one for one in messages(record) if "the site is closed on Wed 2 Dec" in one]
    assert states(confirmed(record, 1))[0] == "CONFIRMED"


@pytest.mark.parametrize("code", ["RC506", "RC522", "RC761", "RC762"])
def test_what_is_looked_at_for_each_cycle_is_not_asked_again_in_another(
    plain: Record, code: str
) -> None:
    of_another = Problem(code, "of another cycle", "Look.", Place())
    planned = replayed(plain).warned([of_another])
    said = [one for _, found in warnings_of(plain, planned, 1).values() for one in found]
    assert of_another not in said


def test_what_is_only_said_is_not_to_be_accepted(plain: Record) -> None:
    notice = Problem("RC731", "calls for care", "Look.", Place())
    assert warnings_of(plain, replayed(plain).warned([notice]), 1) == {}


def test_an_answer_that_lapsed_is_not_to_be_accepted_for_having_lapsed() -> None:
    measures = {**MAN, "creatinine": "1.5 mg/dL", "creatinine_on": "2026-11-30"}
    key = "creatinine-clearance-from-15-to-50-give-75:etoposide:1"
    record = decided(kept(values=BLOOD, measures=measures), f"accept {key}")
    lapsed = decided(record, "measure creatinine=0.9 mg/dL, on 2026-11-30")
    assert "RC770" in {one.code for one in replayed(lapsed).problems}
    assert warned(lapsed, 1) == {"RC524:course:1", "RC761:course:1"}


# A test that a drug asks for


@pytest.fixture(scope="module")
def folfox() -> Record:
    return kept("mfolfox6-14d", cycles=3)


NO_DPYD = "NOT ASSESSED: before fluorouracil is given, it needs "


def test_dpyd_is_known_or_answered_before_fluorouracil_is_confirmed(folfox: Record) -> None:
    for cycle in (1, 2, 3):
        assert of_code(folfox, cycle, "RC762") == [f"{NO_DPYD}the DPYD"]
    (problem,) = [one for one in refused(folfox) if "DPYD" in one.message]
    assert problem.fix == (
        "Decide what is missing: value NAME=VALUE, on its day; or judge it yourself. Or decide it: "
        "accept RC762:course:1, with words for the reason."
    )
    (of_test,) = warnings_of(folfox, replayed(folfox), 1)["RC762:course:1"][1]
    assert of_test.fix == 'Give it as a value: "dpyd=…".'
    # it holds for life, also where nobody knows of which day it is
    for text in ("value dpyd=normal, on 2026-11-30", "value dpyd=normal"):
        known = decided(folfox, text)
        assert [of_code(known, cycle, "RC762") for cycle in (1, 2, 3)] == [[], [], []]


def test_dpyd_counts_for_the_cycles_that_begin_after_it(folfox: Record) -> None:
    # cycle 2 begins on 15 December
    on_15 = decided(folfox, "value dpyd=normal, on 2026-12-15")
    assert of_code(on_15, 1, "RC762") == [f"{NO_DPYD}an earlier DPYD: the first is of 2026-12-15"]
    assert of_code(on_15, 2, "RC762") == []
    on_16 = decided(folfox, "value dpyd=normal, on 2026-12-16")
    assert of_code(on_16, 2, "RC762") == [f"{NO_DPYD}an earlier DPYD: the first is of 2026-12-16"]
    assert of_code(on_16, 3, "RC762") == []


def test_no_test_is_asked_for_a_drug_that_its_cycle_leaves_out(folfox: Record) -> None:
    lines = ("fluorouracil-bolus", "fluorouracil-pump")
    record = decided(folfox, *(f"omit {line} from cycle 2 to cycle 2" for line in lines))
    asked = [bool(of_code(record, cycle, "RC762")) for cycle in (1, 2, 3)]
    assert asked == [True, False, True]


# A weight that has changed


@pytest.mark.parametrize(
    ("weight", "words"),
    [
        ("77 kg", ""),
        ("63 kg", ""),
        ("77.1 kg", "the weight of 77.1 kg in cycle 2 is +10.1 % of that of cycle 1, 70 kg"),
        ("62.9 kg", "the weight of 62.9 kg in cycle 2 is -10.1 % of that of cycle 1, 70 kg"),
    ],
)
def test_a_weight_may_change_by_a_tenth(plain: Record, weight: str, words: str) -> None:
    record = decided(plain, f"measure weight={weight}, on 2026-12-28 from cycle 2")
    found = of_code(record, 2, "RC819")
    assert len(found) == bool(words)
    for one in found:
        assert one.replace("\u2212", "-").startswith(words)
        assert one.endswith("; the policy looks at 10 %")


def test_a_weight_that_has_changed_is_looked_at_and_accepted(plain: Record) -> None:
    record = decided(
        confirmed(plain, 1), "measure weight=60 kg, on 2026-12-28 from cycle 2"
    )  # 10 ÷ 70 = 14.3 %
    (problem,) = [one for one in refused(record, 2) if "weight" in one.message]
    assert problem.fix.startswith("Look whether it is right, and what made it change.")
    (of_weight,) = warnings_of(record, replayed(record), 2)["RC819:course:2"][1]
    assert of_weight.place == Place(field="weight")
    assert "accept RC819:course:2" in problem.fix
    accepted = decided(record, "accept RC819:course:2")
    assert states(decided(accepted, "confirm cycle 2"))[1] == "CONFIRMED"
    # in cycle 3 it is the same, and another sentence
    assert "60 kg in cycle 3" in of_code(accepted, 3, "RC819")[0]


def test_a_weight_is_held_against_the_last_dose_that_was_given_too(plain: Record) -> None:
    # from 70 to 64 and then to 71 kg: within 10 % of cycle 1, and 10.9 % above 64
    record = decided(plain, "measure weight=64 kg, on 2026-12-28 from cycle 2")
    record = confirmed(record, 1, 2)
    record = decided(
        record,
        "given cycle 1 day 1",
        "given cycle 2 day 1",
        "measure weight=71 kg, on 2027-01-25 from cycle 3",
    )
    assert of_code(record, 3, "RC819") == [
        "the weight of 71 kg in cycle 3 is +10.9 % of that of the last dose, on Tue 29 Dec, 64 kg; "
        "the policy looks at 10 %"
    ]


def test_a_dose_that_was_not_given_is_not_the_last_dose(plain: Record) -> None:
    record = decided(plain, "measure weight=64 kg, on 2026-12-28 from cycle 2")
    record = confirmed(record, 1, 2)
    record = decided(
        record,
        "given cycle 1 day 1",
        "not given cycle 2 day 1",
        "measure weight=71 kg, on 2027-01-25 from cycle 3",
    )
    assert of_code(record, 3, "RC819") == []


def test_where_no_weight_is_known_none_has_changed() -> None:
    record = kept(PLAIN, measures={"sex": "male", "age": "67 y"})
    assert of_code(record, 2, "RC819") == []
    assert not list(confirmation_problems(confirmed(record, 1), replayed(confirmed(record, 1)), 1))


def test_a_weight_that_is_not_known_any_more_has_not_changed(plain: Record) -> None:
    assert of_code(decided(plain, "measure weight=none from cycle 2"), 2, "RC819") == []


def test_a_weight_that_was_not_known_at_first_is_held_against_the_last_dose() -> None:
    record = kept(PLAIN, measures={"sex": "male", "age": "67 y"})
    record = decided(record, "measure weight=70 kg, on 2026-12-28 from cycle 2")
    record = decided(confirmed(record, 1, 2), "given cycle 1 day 1", "given cycle 2 day 1")
    record = decided(record, "measure weight=78 kg, on 2027-01-25 from cycle 3")
    # 8 ÷ 70 = 11.4 %
    assert of_code(record, 3, "RC819") == [
        "the weight of 78 kg in cycle 3 is +11.4 % of that of the last dose, on Tue 29 Dec, 70 kg; "
        "the policy looks at 10 %"
    ]


# A dose that has changed


def test_a_dose_that_changed_and_nobody_decided_is_asked_about() -> None:
    # AUC 5: at 0.9 mg/dL (140 − 67) × 70 ÷ (72 × 0.9) = 78.86 mL/min, 5 × 103.86 = 519.3 mg;
    # at 1.1 mg/dL 64.52 mL/min, 447.6 mg, 13.8 % less; at 1 mg/dL 70.97 mL/min, 479.9 mg, 7.6 %
    begun = kept(
        "carboplatin-etoposide-21d",
        measures={**MAN, "creatinine": "0.9 mg/dL", "creatinine_on": "2026-11-30"},
    )
    record = decided(confirmed(begun, 1), "given cycle 1 day 1")
    lower = decided(record, "measure creatinine=1.1 mg/dL, on 2026-12-21 from cycle 2")
    (problem,) = changed_doses(lower)
    assert problem.message == (
        "carboplatin on day 1 of cycle 2 is 447.6 mg, −13.8 % of what was given in cycle 1, "
        "519.3 mg; the policy looks at 10 %"
    )
    near = decided(record, "measure creatinine=1 mg/dL, on 2026-12-21 from cycle 2")
    assert changed_doses(near) == []
    said = decided(lower, "give carboplatin=90 % from cycle 2")
    assert changed_doses(said) == []


AUC = made(
    """cycle: {length: 21 d, planned: 3}
components:
  - {id: a, drug: etoposide, route: oral, per_dose: 100 mg, days: [1]}
  - {id: b, drug: carboplatin, route: intravenous, infuse_over: 1 h, per_dose: AUC 5,
     kidney: not stated, days: [1]}
"""
)
HIGHER = "measure creatinine=1.1 mg/dL, on 2026-12-21 from cycle 2"


@pytest.fixture(scope="module")
def auc() -> Record:
    """519.3 mg in cycle 1, which is confirmed; with HIGHER 447.6 mg from cycle 2 on."""
    measures = {**MAN, "creatinine": "0.9 mg/dL", "creatinine_on": "2026-11-30"}
    return confirmed(kept(AUC, measures=measures), 1)


def test_a_line_that_changed_is_seen_beside_one_that_did_not(auc: Record) -> None:
    for text in ("given cycle 1 day 1", "given cycle 1 day 1 b"):
        (problem,) = changed_doses(decided(auc, text, HIGHER))
        assert problem.message == (
            "b on day 1 of cycle 2 is 447.6 mg, −13.8 % of what was given in cycle 1, 519.3 mg; "
            "the policy looks at 10 %"
        )
        assert problem.fix == "Look why it changed: nothing that was decided of the line says so."
        assert problem.place == Place(field="decision")


def test_a_dose_is_held_against_the_last_cycle_in_which_it_was_given(auc: Record) -> None:
    two = confirmed(decided(auc, HIGHER), 2)
    # cycle 2 was entered first: cycle 3 is still held against it
    late = decided(two, "given cycle 2 day 1", "given cycle 1 day 1")
    assert changed_doses(late, 3) == []
    (of_2,) = changed_doses(late)
    assert "what was given in cycle 1" in of_2.message
    # what was not given is no dose to be held against
    missed = decided(two, "given cycle 1 day 1", "not given cycle 2 day 1")
    (of_3,) = changed_doses(missed, 3)
    assert "−13.8 % of what was given in cycle 1, 519.3 mg" in of_3.message


TWICE = made(
    """cycle: {length: 28 d, planned: 2}
components:
  - {id: a, drug: etoposide, route: oral, per_dose: 50 mg, starts: {day: 1, at: morning},
     every: 12 h, times: 2}
"""
)


def test_of_several_givings_of_a_day_each_is_held_against_its_own() -> None:
    record = decided(confirmed(kept(TWICE), 1), "given cycle 1 day 1 a dose 1")
    less = "given cycle 1 day 1 a dose 2 25 mg"
    (problem,) = changed_doses(decided(record, less))
    assert problem.message.startswith(
        "a on day 1 of cycle 2 is 50 mg, +100 % of what was given in cycle 1, 25 mg"
    )
    # the other way round: the second was as planned, and is not held against the first
    other = decided(
        confirmed(kept(TWICE), 1),
        "given cycle 1 day 1 a dose 1 25 mg",
        "given cycle 1 day 1 a dose 2",
    )
    assert len(changed_doses(other)) == 1


def test_a_decision_speaks_for_a_dose_of_its_own_line_and_of_a_later_cycle(auc: Record) -> None:
    given = decided(auc, "given cycle 1 day 1", HIGHER)
    assert changed_doses(decided(given, "give b=90 % from cycle 2")) == []
    assert len(changed_doses(decided(given, "give a=90 % from cycle 2"))) == 1
    # 519.3 × 0.9 = 467.4 were given: the decision is no reason for 447.6 × 0.9 = 402.8
    before = confirmed(decided(auc, "give b=90 % from cycle 1"), 1)
    (problem,) = changed_doses(decided(before, "given cycle 1 day 1", HIGHER))
    assert "is 402.8 mg, −13.8 % of what was given in cycle 1, 467.4 mg" in problem.message


def test_a_dose_in_another_unit_is_not_compared(auc: Record) -> None:
    record = decided(auc, HIGHER, "given cycle 1 day 1 b")
    *before, last = record.decisions
    other = last.with_(kept=tuple(one.model_copy(update={"unit": "IU"}) for one in last.kept))
    assert changed_doses(record.with_(decisions=(*before, other))) == []


def test_what_was_given_of_a_line_that_is_no_more_is_held_against_nothing(auc: Record) -> None:
    *before, last = decided(auc, HIGHER, "given cycle 1 day 1 b").decisions
    gone = last.with_(kept=tuple(one.model_copy(update={"component": "z"}) for one in last.kept))
    assert changed_doses(auc.with_(decisions=(*before, gone))) == []


def changed_doses(record: Record, cycle: int = 2) -> list[Problem]:
    found = warnings_of(record, replayed(record), cycle)
    return found.get(f"RC824:course:{cycle}", ("", []))[1]
