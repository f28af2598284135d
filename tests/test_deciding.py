"""Decisions that are taken, refused, undone; and what was given, which never changes.

Etoposide is 181.8 mg on days 1 to 3 and cisplatin 81.8 mg on days 2 and 3 of 28, three cycles from
1 December 2026.
"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kept import (
    AT,
    BLOOD,
    LATER,
    MAN,
    confirmed,
    dates,
    decided,
    doses,
    kept,
    made,
    problems_of,
)

from regimencalc import courses
from regimencalc.deciding import decide, differences, recalculated, redo, same_as_shown, undo
from regimencalc.decisions import Adopted, Given, Measured, Recalculated
from regimencalc.judgement import Answer, Verdict
from regimencalc.problems import Problem, Refused
from regimencalc.reasons import Reason
from regimencalc.record import Record, ShownDose, from_json, to_json
from regimencalc.replaying import replayed
from regimencalc.timeline import Delay
from regimencalc.version import VERSION
from regimencalc.withheld import Withheld

MAP = {"hydration": "1500 mL/m2"}
SAY_WHY = "Say why, in words."


@pytest.fixture(scope="module")
def ep() -> Record:
    return kept(values=BLOOD)


@pytest.fixture(scope="module")
def first(ep: Record) -> Record:
    """Cycle 1 is confirmed, and nothing given."""
    return confirmed(ep, 1)


@pytest.fixture(scope="module")
def begun(first: Record) -> Record:
    """Day 1 of cycle 1 was given as planned."""
    return decided(first, "given cycle 1 day 1")


@pytest.fixture(scope="module")
def high_dose() -> Record:
    return kept("map", choose=MAP)


def only(record: Record, *decisions: str, why: str = "seen") -> Problem:
    (problem,) = problems_of(record, *decisions, why=why)
    assert problem.place.field == "decision"
    return problem


def states(record: Record) -> list[str]:
    return list(courses.shown(record).states.values())


def refusal_of(change: object, record: Record) -> Problem:
    assert callable(change)
    with pytest.raises(Refused) as refusal:
        change(record)
    (problem,) = refusal.value.problems
    assert problem.place.field == "decision"
    return problem


# What is kept of a decision


def test_a_decision_is_kept_with_who_when_and_why(ep: Record) -> None:
    record = decide(
        ep,
        "delay cycle 2 by 14 d",
        who="XY",
        at="2026-12-20T10:00:00+01:00",
        reason="blood-counts",
        why="platelets 62",
    )
    last = record.decisions[-1]
    assert (str(last), last.who, last.at) == (
        "delay cycle 2 by 14 d",
        "XY",
        "2026-12-20T10:00:00+01:00",
    )
    assert (last.reason, last.why, last.kept, last.confirmed) == (
        Reason.BLOOD,
        "platelets 62",
        (),
        None,
    )
    assert record.version == VERSION
    assert ep.decisions == record.decisions[:-1]


def test_a_value_decides_as_its_sentence_does(ep: Record) -> None:
    said = decided(ep, "delay cycle 2 by 14 d")
    value = decide(ep, Delay(2, 14), who="MB", at=LATER, reason=Reason.OTHER, why="seen")
    assert value == said


def test_a_value_that_would_not_be_read_again_is_refused(ep: Record) -> None:
    what = Measured({"measured_gfr": "80 mL/min", "gfr_method": "iohexol, plasma"})
    with pytest.raises(Refused) as refusal:
        decide(ep, what, who="MB", at=LATER, reason="other")
    assert [one.code for one in refusal.value.problems] == ["RC809"]
    plain = Measured({"measured_gfr": "80 mL/min", "gfr_method": "iohexol in plasma"})
    record = decide(ep, plain, who="MB", at=LATER, reason="other")
    assert from_json(to_json(record)) == record


@pytest.mark.parametrize("what", [Adopted("regimens/ep-21d.yaml", "0" * 64), Recalculated("9.9")])
def test_what_has_its_own_command_is_no_sentence_to_decide(
    ep: Record, what: Adopted | Recalculated
) -> None:
    with pytest.raises(Refused) as refusal:
        decide(ep, what, who="MB", at=LATER, reason="other")
    (problem,) = refusal.value.problems
    assert problem.code == "RC809"
    sentence = "adopt regimens/ep-21d.yaml 00000" if isinstance(what, Adopted) else "recalculate by"
    assert problem.message.startswith(f"'{sentence}")
    assert problem.message.endswith("' is not decided by a sentence alone")
    assert problem.fix == (
        "Use the commands 'regimencalc course adopt' and 'regimencalc course replay'."
    )
    assert problem.place.field == "decision"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("give ifosfamide=75 %", "RC304"),
        ("omit ifosfamide", "RC304"),
        ("level 2", "RC304"),
        ("stop course from cycle 9", "RC604"),
        ("give etoposide=75 % from cycle 4", "RC604"),
        ("give etoposide=120 % from cycle 2", "RC604"),
        ("choose platinum=carboplatin", "RC604"),
        ("measure weight=6.4 kg", "RC501"),
        ("measure weight=150 lb", "RC206"),
        ("measure birth_date=1959-03-14", "RC507"),
        ("start on 2026-02-30", "RC211"),
        ("accept RC999:course:1", "RC606"),
        ("accept RC524:course:4", "RC606"),
        ("decline RC524:course:1", "RC606"),
        ("accept RC721:cisplatin:1", "RC606"),
        ("value neutrophils=0.5 10^9/L, on 2026-11-30", "RC503"),
    ],
)
def test_what_cannot_be_planned_so_is_refused_and_changes_nothing(
    ep: Record, text: str, code: str
) -> None:
    before = to_json(ep)
    assert code in [one.code for one in problems_of(ep, text)]
    assert to_json(ep) == before


def test_a_weight_in_pounds_is_shown_in_kilograms(ep: Record) -> None:
    (problem,) = problems_of(ep, "measure weight=150 lb from cycle 2")
    # 150 × 0.45359 = 68.04
    assert problem.fix == "150 lb is 68 kg; if that is what you mean, write that."


def test_an_answer_is_bound_to_what_is_shown(ep: Record) -> None:
    record = decided(ep, "accept RC524:course:1")
    answer = record.decisions[-1].what
    assert isinstance(answer, Answer)
    assert len(answer.value) == 12
    again = decided(ep, f"accept RC524:course:1 @ {answer.value}")
    assert again.decisions[-1].what == answer
    problem = only(ep, "accept RC524:course:1 @ 000000000000")
    assert (problem.code, problem.fix) == ("RC625", "Look at it again, and answer it.")
    assert problem.message == f"RC524:course:1 is {answer.value} now, and not 000000000000"


def test_an_answer_may_be_given_as_a_value_with_its_reason(ep: Record) -> None:
    what = Answer("RC524:course:1", Verdict.ACCEPTED, "seen")
    record = decide(ep, what, who="MB", at=LATER, reason="other", why="seen")
    assert str(record.decisions[-1]).startswith("accept RC524:course:1 @ ")
    assert from_json(to_json(record)).decisions[-1].means == record.decisions[-1].means


@pytest.mark.parametrize(
    ("text", "is_right"),
    [
        ("measure age=66 y", True),
        ("measure age=68 y", False),
        ("measure age=65 y from cycle 2", False),
        ("measure age=none, birth_date=1959-12-31", True),
        ("measure age=none, birth_date=1960-01-01", False),
        ("measure age=none, birth_date=1960-01-01 from cycle 3", False),
        ("start on 2027-01-05", True),
    ],
)
def test_no_decision_makes_it_the_course_of_somebody_else(
    ep: Record, text: str, *, is_right: bool
) -> None:
    # born in 1959: 66 or 67 completed years in 2026; 67 or 68 in 2027
    if is_right:
        assert decided(ep, text)
        return
    (problem,) = problems_of(ep, text)
    assert (problem.code, problem.place.field) == ("RC820", "birth_year")
    _, _, value = text.partition("birth_date=")
    said = f"born on {value[:10]}" if value else f"{text[12:14]} years old on 2026-12-01"
    assert problem.message == f"somebody {said} was not born in 1959"
    assert problem.fix == "Look whose course this is; write the year of birth of that person."


# 201 mg/m2 of etoposide are refused (RC701, RC702), 110 mg/m2 of cisplatin warned of (RC721, RC723)
REFUSED_BESIDE_WARNED = """cycle: {length: 28 d, planned: 2}
components:
  - {id: a, drug: etoposide, route: intravenous, infuse_over: 1 h, per_dose: 201 mg/m2, days: [1]}
  - {id: b, drug: cisplatin, route: intravenous, infuse_over: 1 h, per_dose: 110 mg/m2, days: [1]}
"""
MAY_BE_ANSWERED = "RC721:b:1, RC721:b:2, RC723:b:1 and RC723:b:2"


@pytest.mark.parametrize("key", ["RC721:a:1", "RC701:a:1", "x:a:2"])
def test_a_refused_dose_is_accepted_by_no_key_and_no_other_is_offered(key: str) -> None:
    problem = only(kept(made(REFUSED_BESIDE_WARNED)), f"accept {key}")
    assert (problem.code, problem.message, problem.fix) == (
        "RC607",
        f"RC701:a:{key[-1]} is refused by an absolute limit, which nobody can accept",
        "Look at the amount, the measures and the profile of the line.",
    )


def test_what_is_warned_of_beside_a_refusal_of_its_line_is_still_answered() -> None:
    # twice 110 mg/m2 of cisplatin are too much of a cycle (RC703); 110 mg/m2 a dose are unusual
    twice = REFUSED_BESIDE_WARNED.replace("110 mg/m2, days: [1]", "110 mg/m2, days: [1, 2]")
    record = kept(made(twice))
    assert only(record, "accept RC723:b:1").message.startswith("RC703:b:1 is refused")
    assert decided(record, "accept RC721:b:1")


def test_beside_a_refused_dose_a_misspelt_key_is_offered_what_may_be_answered() -> None:
    problem = only(kept(made(REFUSED_BESIDE_WARNED)), "accept RC7211:b:1")
    assert problem.code == "RC606"
    assert problem.fix == f"Did you mean 'RC721:b:1'? What may be answered: {MAY_BE_ANSWERED}."
    decided(kept(made(REFUSED_BESIDE_WARNED)), "accept RC721:b:1")


CREATININE = {**MAN, "creatinine": "1.5 mg/dL", "creatinine_on": "2026-11-30"}


def test_an_answer_to_a_rule_is_bound_to_the_value_that_fired_it() -> None:
    # (140 − 67) × 70 ÷ (72 × 1.5) = 47.3 mL/min
    record = kept(values=BLOOD, measures=CREATININE)
    key = "creatinine-clearance-from-15-to-50-give-75:etoposide:1"
    answer = decided(record, f"accept {key}").decisions[-1].what
    assert isinstance(answer, Answer)
    assert answer.value.startswith("creatinine clearance 47.3 mL/min by cockcroft_gault_1976")
    problem = only(record, f"accept {key} @ 20 mL/min")
    assert problem.message == f"{key} is {answer.value} now, and not 20 mL/min"
    misspelt = only(record, f"accept {key.replace('etoposide', 'etoposid')}")
    assert misspelt.code == "RC606"
    assert misspelt.fix == (
        f"Did you mean '{key}'? What may be answered: "
        f"creatinine-clearance-from-40-below-50-give-50:cisplatin:1 and {key}."
    )


def test_where_nothing_is_judged_nothing_may_be_answered(ep: Record) -> None:
    for key in ("RC721:cisplatin:1", "RC524:course:0", "RC524:course:4"):
        problem = only(ep, f"accept {key}")
        assert problem.message == f"nothing called '{key}' can be accepted"
        assert problem.fix == "What may be answered: nothing."
    # cycle 3 is the last, and is answered as the first
    assert decided(ep, "accept RC524:course:3")


def test_what_stands_in_the_way_of_confirming_refuses_it(ep: Record) -> None:
    assert [one.code for one in problems_of(ep, "confirm cycle 1")] == ["RC811", "RC811"]


# A dose that is decided must be what is given


def test_a_dose_that_is_decided_is_given_from_its_day_on(ep: Record) -> None:
    # 185 mg are 1.8 % above 181.812
    record = decided(ep, "round etoposide to 185 mg from cycle 2 day 2")
    assert doses(record, "etoposide") == ["181.8 mg"] * 4 + ["185 mg"] * 5
    capped = decided(ep, "cap etoposide at 150 mg from cycle 2")
    assert doses(capped, "etoposide") == ["181.8 mg"] * 3 + ["150 mg"] * 6
    # a cap that is not reached lowers nothing
    assert doses(decided(ep, "cap etoposide at 200 mg"), "etoposide") == ["181.8 mg"] * 9


@pytest.mark.parametrize(
    ("before", "text", "words"),
    [
        (
            # 200 ÷ 181.812 = 1.1000
            (),
            "round etoposide to 200 mg from cycle 2",
            "cycle 2 day 1 cannot be 200 mg: it is 181.8 mg as calculated; not rounded: 200 mg is "
            "+10 %, and the policy allows 5 %",
        ),
        (
            (),
            "round etoposide to 185 IU from cycle 2",
            "cycle 2 day 1 cannot be 185 IU: it is 181.8 mg as calculated; another unit",
        ),
        (
            (),
            "cap etoposide at 150 IU from cycle 1 day 3",
            "cycle 1 day 3 cannot be 150 IU: it is 181.8 mg as calculated; another unit",
        ),
        (
            ("cap etoposide at 150 mg from cycle 2",),
            "round etoposide to 155 mg from cycle 2",
            "cycle 2 day 1 cannot be 155 mg: it is 150 mg as calculated; cap reached; not rounded: "
            "155 mg would pass the most, 150 mg",
        ),
        (
            # √(170 × 60 ÷ 3600) = 1.68325: 168.3 mg, and 182 are 8.1 % above it
            ("measure weight=60 kg, on 2026-12-28 from cycle 2",),
            "round etoposide to 182 mg from cycle 1",
            "cycle 2 day 1 cannot be 182 mg: it is 168.3 mg as calculated; not rounded: 182 mg is "
            "+8.1 %, and the policy allows 5 %",
        ),
        (
            # what is left out on day 1 has no dose; day 2 has
            ("omit etoposide from cycle 1 to cycle 1",),
            "round etoposide to 200 mg from cycle 1",
            "cycle 2 day 1 cannot be 200 mg: it is 181.8 mg as calculated; not rounded: 200 mg is "
            "+10 %, and the policy allows 5 %",
        ),
    ],
)
def test_a_dose_that_would_not_be_given_so_is_not_decided(
    ep: Record, before: tuple[str, ...], text: str, words: str
) -> None:
    problem = only(ep, *before, text)
    assert (problem.code, problem.message) == ("RC604", f"etoposide of {words}")
    assert problem.fix == "Write a dose in mg, within what the policy allows and every cap."


def test_a_dose_that_was_given_otherwise_stands_beside_what_is_decided(ep: Record) -> None:
    decision = "round etoposide to 185 mg from cycle 1"
    record = decided(
        confirmed(decided(ep, decision), 1), "given cycle 1 day 1 etoposide 175 mg", decision
    )
    assert doses(record, "etoposide")[:2] == ["175 mg", "185 mg"]


# What was given keeps its dose, its day and its body


def test_what_was_given_is_kept_with_its_dose_its_day_and_the_body(begun: Record) -> None:
    (one,) = begun.given.values()
    assert (one.component, one.number, one.cycle, one.day) == ("etoposide", 1, 1, 1)
    # √(170 × 70 ÷ 3600) = 1.81812
    assert one.value == pytest.approx(181.812, abs=1e-3)
    assert one.planned == one.value
    assert (one.unit, str(one.on), str(one.planned_on)) == ("mg", "2026-12-01", "2026-12-01")
    assert one.surface_m2 == pytest.approx(1.81812, abs=1e-5)
    assert (one.weight_kg, one.who) == (70, "MB")
    assert one.is_as_planned


def test_what_is_given_later_is_kept_with_the_body_of_its_cycle(begun: Record) -> None:
    lighter = decided(
        begun,
        "given cycle 1 day 2",
        "given cycle 1 day 3",
        "measure weight=64 kg, on 2026-12-28 from cycle 2",
    )
    record = decided(confirmed(lighter, 2), "given cycle 2 day 1")
    # √(170 × 64 ÷ 3600) = 1.73845
    later = record.given["etoposide", 4]
    assert later.surface_m2 == pytest.approx(1.73845, abs=1e-5)
    assert later.weight_kg == 64
    assert record.given["etoposide", 1].weight_kg == 70


def test_a_dose_may_be_given_to_a_body_that_is_not_known() -> None:
    record = confirmed(kept(TWICE, measures={"sex": "male", "age": "67 y"}), 1)
    one = decided(record, "given cycle 1 day 1").given["a", 1]
    assert (one.value, one.surface_m2, one.weight_kg) == (100, None, None)


@pytest.mark.parametrize(
    "text",
    [
        "start on 2026-12-02",
        "delay cycle 1 by 1 d",
        "give etoposide=75 % from cycle 1",
        "omit etoposide from cycle 1",
        "stop course from cycle 1",
        "measure weight=71 kg, on 2026-11-30",
        "measure height=171 cm, on 2026-11-30",
        "value neutrophils=0.9 10^9/L, on 2026-12-01",
    ],
)
def test_no_decision_reaches_back_to_what_was_given(begun: Record, text: str) -> None:
    problem = only(begun, text)
    assert problem.code == "RC810"
    assert problem.message == (
        "etoposide of cycle 1 day 1 was given on Tue 1 Dec, and this would change what it was"
    )
    assert problem.fix == (
        "Decide it from a later cycle or day on; a correction is entered as given again."
    )


@pytest.mark.parametrize(
    "text",
    [
        "delay cycle 1 day 2 by 1 d",
        "give etoposide=75 % from cycle 1 day 2",
        "omit etoposide from cycle 1 day 2",
        "stop course from cycle 1 day 2",
        "measure weight=66 kg, on 2026-12-28 from cycle 2",
        "give cisplatin=75 % from cycle 1",
        "value neutrophils=0.9 10^9/L, on 2026-12-02",
    ],
)
def test_what_is_still_to_come_may_be_decided(begun: Record, text: str) -> None:
    record = decided(begun, text)
    assert doses(record, "etoposide")[0] == "181.8 mg"
    assert record.given == begun.given
    assert dates(record, "etoposide")[0] == "1.1 2026-12-01"


def test_a_flat_dose_keeps_its_body_too() -> None:
    flat = made(
        """cycle: {length: 21 d, planned: 2}
components:
  - {id: a, drug: etoposide, route: oral, per_dose: 100 mg, days: [1]}
"""
    )
    record = decided(confirmed(kept(flat), 1), "given cycle 1 day 1")
    # the dose would stay 100 mg, but not the surface by which it counts
    assert only(record, "measure weight=80 kg, on 2026-11-30").code == "RC810"


_LATER = [
    "delay cycle 2 by 7 d",
    "advance cycle 2 by 7 d",
    "delay cycle 1 day 3 by 1 d",
    "delay cycle 1 by 1 d",
    "start on 2026-12-03",
    "measure weight=64 kg, on 2026-11-30",
    "measure weight=64 kg, on 2026-12-28 from cycle 2",
    "measure height=none",
    "give etoposide=50 %",
    "give etoposide=50 % from cycle 1 day 2",
    "omit cisplatin",
    "omit cisplatin from cycle 2",
    "stop course from cycle 1",
    "stop course from cycle 2 day 2",
    "value platelets=20 10^9/L, on 2026-12-01",
    "value platelets=20 10^9/L, on 2026-12-28",
    "confirm cycle 1",
    "given cycle 1 day 1 etoposide",
    "undo",
    "redo",
]


@settings(max_examples=15)
@given(st.lists(st.sampled_from(_LATER), min_size=1, max_size=6))
def test_what_was_given_never_changes_under_any_later_decision(said: list[str]) -> None:
    record = _GIVEN
    kept_then = _GIVEN.given["cisplatin", 1]
    (shown_then,) = [one for one in _GIVEN.shown if (one.component, one.number) == _CISPLATIN]
    for text in said:
        try:
            if text in ("undo", "redo"):
                record = {"undo": undo, "redo": redo}[text](record)
            else:
                record = decided(record, text)
        except Refused:
            continue
        assert record.given["cisplatin", 1] == kept_then
        (shown,) = [one for one in record.shown if (one.component, one.number) == _CISPLATIN]
        assert shown == shown_then
        assert dict(_GIVEN.given).keys() <= dict(record.given).keys()


_CISPLATIN = ("cisplatin", 1)
_GIVEN = decided(
    confirmed(kept(values=BLOOD), 1),
    "given cycle 1 day 1",
    "given cycle 1 day 2 cisplatin 80 mg on 2026-12-03",
)


# Entering what was given


def test_all_lines_of_a_day_are_entered_at_once_but_for_what_is_entered(begun: Record) -> None:
    record = decided(begun, "given cycle 1 day 2 etoposide 100 mg", "given cycle 1 day 2")
    assert list(record.given) == [
        ("etoposide", 1),
        ("etoposide", 2),
        ("cisplatin", 1),
    ]
    assert [one.value for one in record.given.values()][1] == 100
    assert [len(one.kept) for one in record.decisions[-3:]] == [1, 1, 1]
    problem = only(record, "given cycle 1 day 2")
    assert (problem.code, problem.message) == (
        "RC814",
        "everything of cycle 1 day 2 is entered already, or left out",
    )
    assert problem.fix == "Name the line; a correction names it too."


def test_another_dose_another_day_and_none_are_entered_with_their_reason(begun: Record) -> None:
    record = decided(
        begun,
        "given cycle 1 day 2 cisplatin 0.08 g",
        "given cycle 1 day 2 etoposide on 2026-12-03",
        "not given cycle 1 day 3 cisplatin",
        why="last vial",
    )
    # 0.08 g is 80 mg
    assert doses(record, "cisplatin")[:2] == ["80 mg", "NOT GIVEN"]
    assert dates(record, "etoposide")[1] == "1.2 2026-12-03"
    found = record.given
    assert (found["cisplatin", 1].value, found["cisplatin", 1].unit) == (80, "mg")
    assert found["cisplatin", 1].planned == pytest.approx(81.8153, abs=1e-4)
    assert found["cisplatin", 2].value is None
    assert str(found["etoposide", 2].planned_on) == "2026-12-02"
    assert {one.why for one in found.values()} == {"seen", "last vial"}
    assert not any(one.is_as_planned for one in list(found.values())[1:])


def test_what_was_not_given_says_so_and_counts_for_nothing(begun: Record) -> None:
    record = decided(begun, "not given cycle 1 day 2 cisplatin", why="vomited")
    one = next(one for one in replayed(record).doses if one.component == "cisplatin")
    assert isinstance(one.dose, Withheld)
    reasons = one.dose.reasons
    assert [(p.code, p.message) for p in reasons] == [
        ("RC795", "cisplatin was not given on Wed 2 Dec: vomited")
    ]
    assert reasons[0].fix == "Enter it again, if that is not so."
    assert str(reasons[0].severity) == "notice"
    # 45 mg/m2 less of 270
    (words,) = [w for w in replayed(record).lifetime_words() if "CISplatin" in w] or [""]
    assert "225 mg/m2" in words


def test_a_correction_is_a_new_entry_and_the_last_one_holds(begun: Record) -> None:
    record = decided(
        begun,
        "given cycle 1 day 2 cisplatin 800 mg",
        "given cycle 1 day 2 cisplatin 80 mg",
        "given cycle 1 day 2 cisplatin 78 mg",
    )
    assert doses(record, "cisplatin")[0] == "78 mg"
    assert [str(one) for one in record.decisions[-3:]] == [
        "given cycle 1 day 2 cisplatin 800 mg",
        "given cycle 1 day 2 cisplatin 80 mg",
        "given cycle 1 day 2 cisplatin 78 mg",
    ]
    # as it was planned, whatever was entered between
    assert doses(decided(record, "given cycle 1 day 2 cisplatin"), "cisplatin")[0] == "81.8 mg"
    assert record.given["cisplatin", 1].planned == pytest.approx(81.8153, abs=1e-4)


def test_a_slip_can_be_corrected_though_it_made_the_cycle_provisional(begun: Record) -> None:
    # 880 mg are 484 mg/m2 in the cycle: the dose of day 3 is then beyond every limit
    slip = decided(begun, "given cycle 1 day 2 cisplatin 880 mg")
    assert doses(slip, "cisplatin")[:2] == ["880 mg", "REFUSED"]
    assert states(slip)[0] == "PROVISIONAL"
    assert only(slip, "given cycle 1 day 3 etoposide").message == "cycle 1 is PROVISIONAL"
    mended = decided(slip, "given cycle 1 day 2 cisplatin 80 mg")
    assert doses(mended, "cisplatin")[:2] == ["80 mg", "81.8 mg"]
    assert states(mended)[0] == "CONFIRMED"


def test_what_was_entered_as_not_given_may_be_entered_as_given(begun: Record) -> None:
    record = decided(begun, "not given cycle 1 day 3 cisplatin", "given cycle 1 day 3 cisplatin")
    assert doses(record, "cisplatin")[1] == "81.8 mg"
    assert record.given["cisplatin", 2].is_as_planned


def test_a_dose_of_an_omitted_line_is_entered_in_its_unit(ep: Record) -> None:
    record = confirmed(decided(ep, "omit etoposide from cycle 1 day 3 to cycle 1"), 1)
    # 0.1 g is 100 mg, and never 100 g
    given = decided(record, "given cycle 1 day 3 etoposide 0.1 g")
    assert doses(given, "etoposide")[2] == "100 mg"
    assert (given.given["etoposide", 3].unit, given.given["etoposide", 3].planned) == ("mg", None)
    assert states(given)[0] == "CONFIRMED"
    problem = only(record, "given cycle 1 day 3 etoposide 100 IU")
    assert problem.message == "etoposide is planned in mg, and 100 IU was entered"
    everywhere = confirmed(decided(ep, "omit etoposide from cycle 1"), 1)
    given = decided(everywhere, "given cycle 1 day 3 etoposide 0.1 g")
    assert doses(given, "etoposide")[2] == "100 mg"
    not_given = decided(everywhere, "not given cycle 1 day 3 etoposide")
    assert (not_given.given["etoposide", 3].value, not_given.given["etoposide", 3].unit) == (
        None,
        "",
    )


def test_the_unit_of_another_line_is_not_that_of_an_omitted_one() -> None:
    both = made(
        """cycle: {length: 21 d, planned: 1}
components:
  - {id: a, drug: etoposide, route: oral, per_dose: 100 mg, days: [1]}
  - {id: b, drug: bleomycin, route: intravenous, infuse_over: 15 min, per_dose: 30000 IU, days: [1]}
"""
    )
    record = confirmed(decided(kept(both), "omit b"), 1)
    given = decided(record, "given cycle 1 day 1 b 15000 IU")
    assert doses(given, "b") == ["15,000 IU"]


TWICE = made(
    """cycle: {length: 28 d, planned: 1}
components:
  - {id: a, drug: etoposide, route: oral, per_dose: 100 mg, starts: {day: 1, at: morning},
     every: 12 h, times: 2}
"""
)


def test_of_two_givings_of_a_day_one_is_named_too() -> None:
    problem = only(confirmed(kept(TWICE), 1), "given cycle 1 day 1 a 75 mg")
    assert problem.message == "a is given 2 times on cycle 1 day 1"
    assert problem.fix == "Name one of them: dose 1 and 2."


def test_twice_and_half_of_a_dose_are_taken_as_they_are_said() -> None:
    record = confirmed(kept(TWICE), 1)

    def given(dose: str) -> Record:
        text = f"given cycle 1 day 1 a dose 1 {dose}"
        return decide(record, text, who="MB", at=LATER, reason="other", why="a slip")

    # 100 mg are planned
    for dose in ("200 mg", "50 mg"):
        assert doses(given(dose), "a") == [dose, "100 mg"]
    for dose in ("201 mg", "49.9 mg"):
        with pytest.raises(Refused):
            given(dose)


def test_of_several_givings_of_a_day_one_is_named() -> None:
    record = confirmed(kept("map", choose=MAP), 1)
    # every 6 hours from the 24th on: four on day 23, of 15 × 1.81812 = 27.3 mg
    problem = only(record, "given cycle 1 day 23 folinic-acid 30 mg")
    assert problem.message == "folinic-acid is given 4 times on cycle 1 day 23"
    assert problem.fix == "Name one of them: dose 1, 2, 3 and 4."
    one = decided(record, "given cycle 1 day 23 folinic-acid dose 2 30 mg")
    assert doses(one, "folinic-acid")[:4] == ["27.3 mg", "30 mg", "27.3 mg", "27.3 mg"]
    every = decided(record, "given cycle 1 day 23 folinic-acid")
    assert len(every.given) == 4
    assert only(record, "given cycle 1 day 23 folinic-acid dose 5").code == "RC814"


@pytest.mark.parametrize(
    ("text", "words", "fix"),
    [
        (
            "given cycle 2 day 1",
            "cycle 2 is PROVISIONAL",
            "Decide it first: confirm cycle 2.",
        ),
        (
            "given cycle 1 day 4",
            "nothing of cycle 1 day 4 can be entered as given: nothing stands there",
            "Name the line; a correction names it too.",
        ),
        (
            "given cycle 9 day 1",
            "nothing of cycle 9 day 1 can be entered as given: nothing stands there",
            "Name the line; a correction names it too.",
        ),
        (
            "given cycle 1 day 1 cisplatin",
            "nothing of cycle 1 day 1 can be entered as given: etoposide stands there",
            "Name the line; a correction names it too.",
        ),
        (
            "given cycle 1 day 2 cisplatin dose 2",
            "nothing of cycle 1 day 2 can be entered as given: etoposide and cisplatin stands "
            "there",
            "Name the line; a correction names it too.",
        ),
        (
            "given cycle 1 day 2 cisplatin 80 IU",
            "cisplatin is planned in mg, and 80 IU was entered",
            "Write it in mg.",
        ),
        (
            "given cycle 1 day 2 cisplatin on 2026-11-30",
            "2026-11-30 is before the course began, on 2026-12-01",
            "Write the day on which it was given.",
        ),
        (
            "given cycle 1 day 2 cisplatin on 2027-06-02",
            "cycle 1 day 2 is on 2027-06-02, after today, 2027-06-01",
            "Enter it when it was given.",
        ),
    ],
)
def test_what_cannot_be_entered_as_given_is_refused(
    first: Record, text: str, words: str, fix: str
) -> None:
    problem = only(first, text)
    assert (problem.code, problem.message, problem.fix) == ("RC814", words, fix)


def test_the_first_and_the_last_day_that_can_be_are_taken(first: Record) -> None:
    for on in ("2026-12-01", "2027-06-01"):
        record = decided(first, f"given cycle 1 day 2 cisplatin on {on}")
        assert str(record.given["cisplatin", 1].on) == on


def test_a_day_that_has_not_come_was_not_given(first: Record) -> None:
    def on(at: str) -> Record:
        return decide(first, "given cycle 1 day 1", who="MB", at=at, reason="as-planned")

    assert on("2026-12-01T00:00:00+00:00").given
    with pytest.raises(Refused) as refusal:
        on("2026-11-30T23:59:59+00:00")
    assert "cycle 1 day 1 is on 2026-12-01, after today, 2026-11-30" in str(refusal.value)


def test_a_day_that_there_is_not_is_no_date(first: Record) -> None:
    (problem,) = problems_of(first, "given cycle 1 day 2 cisplatin on 2026-12-32")
    assert (problem.code, problem.message) == ("RC211", "'2026-12-32' is not a date")
    assert (problem.fix, problem.place.field) == ("Write a day that exists.", "decision")


@pytest.mark.parametrize(
    "text",
    [
        "given cycle 1 day 2 cisplatin 80 mg",
        "given cycle 1 day 2 cisplatin on 2026-12-03",
        "not given cycle 1 day 2 cisplatin",
        "not given cycle 1 day 2",
    ],
)
def test_what_was_not_as_planned_wants_words(first: Record, text: str) -> None:
    problem = only(first, text, why="")
    where = "cisplatin" if "cisplatin" in text else "cycle 1 day 2"
    assert problem.message == f"{where} was given otherwise than planned, or not"
    assert problem.fix == SAY_WHY
    assert len(decided(first, text).given) == (1 if "cisplatin" in text else 2)


def test_what_was_as_planned_wants_none(first: Record) -> None:
    record = decide(first, Given(1, 1), who="MB", at=LATER, reason="as-planned")
    assert [one.why for one in record.given.values()] == [""]
    # another reason than that says itself
    other = decide(first, Given(1, 1), who="MB", at=LATER, reason="logistics")
    assert [one.why for one in other.given.values()] == ["logistics"]


def test_a_line_that_is_left_out_has_no_dose_to_give_as_planned(ep: Record) -> None:
    record = confirmed(decided(ep, "omit etoposide from cycle 1 day 3 to cycle 1"), 1)
    problem = only(record, "given cycle 1 day 3 etoposide")
    assert problem.message == (
        "etoposide of cycle 1 day 3 is OMITTED: there is no dose of the plan"
    )
    assert problem.fix == "Write the dose that was given."
    # the other line of that day alone
    assert list(decided(record, "given cycle 1 day 3").given) == [("cisplatin", 2)]


def test_what_is_held_since_cannot_be_given_as_planned(begun: Record) -> None:
    record = decided(begun, "hold etoposide from cycle 1 day 2")
    assert only(record, "given cycle 1 day 2 etoposide").message == "cycle 1 is PROVISIONAL"


# A rescue and its drug


def test_a_rescue_is_not_left_out_alone(high_dose: Record) -> None:
    for word in ("omit", "hold", "stop"):
        problems = problems_of(high_dose, f"{word} folinic-acid from cycle 6")
        (problem,) = problems
        assert (problem.code, problem.message) == (
            "RC812",
            "folinic-acid rescues from methotrexate, which is given in cycle 6: it cannot be left "
            "out alone",
        )
        assert problem.fix == "Leave methotrexate out too, or keep both as they are."
    (problem,) = problems_of(high_dose, "omit folinic-acid")
    assert "given in cycle 1" in problem.message


@pytest.mark.parametrize(
    "text", ["give folinic-acid=20 % from cycle 6", "cap folinic-acid at 10 mg from cycle 6"]
)
def test_a_rescue_is_not_lowered_alone(high_dose: Record, text: str) -> None:
    (problem,) = problems_of(high_dose, text)
    assert (problem.code, "cannot be lowered alone" in problem.message) == ("RC812", True)
    assert problem.place.field == "decision"
    # with its drug it is another matter: a share of methotrexate leaves its rescue whole
    decided(high_dose, "give methotrexate=50 % from cycle 6")


def test_a_rescue_that_stays_whole_may_be_decided(high_dose: Record) -> None:
    whole = decided(high_dose, "give folinic-acid=100 % from cycle 6")
    assert doses(whole, "folinic-acid") == ["27.3 mg"] * 48
    # 15 × 1.81812 = 27.27 mg, in ampoules
    rounded = decided(high_dose, "round folinic-acid to 28 mg from cycle 6")
    assert doses(rounded, "folinic-acid") == ["27.3 mg"] * 40 + ["28 mg"] * 8


def test_a_rescue_may_be_left_out_where_that_giving_of_its_drug_is(high_dose: Record) -> None:
    drug = [o for o in replayed(high_dose).of_cycle(1) if o.component == "methotrexate"]
    first = drug[-1].day
    left = decided(high_dose, f"omit methotrexate from cycle 1 day {first} to cycle 1")
    assert problems_of(high_dose, f"omit folinic-acid from cycle 1 day {first + 1} to cycle 1")
    decided(left, f"omit folinic-acid from cycle 1 day {first + 1} to cycle 1")


@pytest.mark.parametrize(
    ("dose", "words"),
    [
        # 81.8 mg are planned: twice are 163.6, half are 40.9
        ("164 mg", "164 mg of cisplatin is 2 times what was planned"),
        ("880 mg", "880 mg of cisplatin is 11 times what was planned"),
        ("40 mg", "40 mg of cisplatin is 0.49 times what was planned"),
        ("0 mg", "0 of cisplatin was not given"),
    ],
)
def test_a_dose_far_from_the_planned_one_is_said_twice(
    begun: Record, dose: str, words: str
) -> None:
    text = f"given cycle 1 day 2 cisplatin {dose}"
    with pytest.raises(Refused) as refusal:
        decide(begun, text, who="MB", at=LATER, reason="other", why="a slip")
    (problem,) = refusal.value.problems
    assert (problem.code, problem.message) == ("RC814", words)
    assert problem.place.field == "decision"
    assert problem.fix == (
        "Write 'not given', and why."
        if dose == "0 mg"
        else f"If it was given, say the dose in the words too: it was {dose}, because …"
    )
    if dose != "0 mg":
        said = decide(begun, text, who="MB", at=LATER, reason="other", why=f"really {dose}")
        assert doses(said, "cisplatin")[0] == dose
    for near in ("163 mg", "41 mg"):
        plain = f"given cycle 1 day 2 cisplatin {near}"
        decide(begun, plain, who="MB", at=LATER, reason="other", why="a vial")


def test_a_rescue_is_left_out_with_its_drug(high_dose: Record) -> None:
    drug = decided(high_dose, "omit methotrexate from cycle 6")
    # the rescue stays until it is decided, which is safe
    assert doses(drug, "folinic-acid")[-8:] == ["27.3 mg"] * 8
    both = decided(drug, "omit folinic-acid from cycle 6")
    assert doses(both, "folinic-acid")[-8:] == ["OMITTED"] * 8
    assert doses(both, "folinic-acid")[:-8] == ["27.3 mg"] * 40
    # from cycle 5 on is more than its drug is left out
    (problem,) = problems_of(drug, "omit folinic-acid from cycle 5")
    assert "which is given in cycle 5" in problem.message


def test_a_course_does_not_stop_between_a_drug_and_its_rescue(high_dose: Record) -> None:
    # methotrexate on day 22, and its rescue on day 23
    (problem,) = problems_of(high_dose, "stop course from cycle 6 day 16")
    assert problem.code == "RC812"
    stopped = decided(high_dose, "stop course from cycle 6")
    assert doses(stopped, "folinic-acid")[-8:] == ["STOPPED"] * 8


def test_undone_in_their_order_a_drug_is_never_given_without_its_rescue(high_dose: Record) -> None:
    both = decided(high_dose, "omit methotrexate from cycle 6", "omit folinic-acid from cycle 6")
    back = undo(both)
    assert doses(back, "folinic-acid")[-8:] == ["27.3 mg"] * 8
    assert doses(undo(back), "methotrexate")[-2:] == doses(high_dose, "methotrexate")[-2:]


# Undo and redo


def test_undone_and_redone_it_is_the_same_course(begun: Record) -> None:
    record = decided(begun, "delay cycle 2 by 14 d", "give etoposide=75 % from cycle 2")
    back = undo(undo(record))
    assert back.shown == begun.shown
    assert [str(one.decision) for one in back.undone] == [
        "delay cycle 2 by 14 d",
        "give etoposide=75 % from cycle 2",
    ]
    assert redo(redo(back)) == record
    assert from_json(to_json(redo(back))) == redo(back)


def test_what_was_given_is_passed_over_by_undo(first: Record) -> None:
    record = decided(first, "delay cycle 2 by 14 d", "given cycle 1 day 1")
    back = undo(record)
    assert [str(one) for one in back.decisions[-2:]] == ["confirm cycle 1", "given cycle 1 day 1"]
    assert back.given == record.given
    assert dates(back, "etoposide")[3] == "2.1 2026-12-29"
    assert redo(back) == record


def test_a_cycle_that_was_given_in_part_stays_confirmed(begun: Record) -> None:
    problem = refusal_of(undo, begun)
    assert (problem.code, problem.message) == (
        "RC815",
        "cycle 1 has been given in part: it cannot be made provisional again",
    )
    assert problem.fix == "Decide what is still to come."


def test_a_confirmation_of_which_nothing_was_given_is_undone(first: Record) -> None:
    back = undo(first)
    assert states(back)[0] == "PROVISIONAL"
    assert states(redo(back))[0] == "CONFIRMED"
    # of the cycle after one that was given, too
    record = decided(first, "given cycle 1 day 1", "given cycle 1 day 2", "given cycle 1 day 3")
    second = confirmed(record, 2)
    assert states(undo(second)) == ["GIVEN", "PROVISIONAL", "PROVISIONAL"]


def test_what_a_given_dose_rests_on_is_not_undone(ep: Record) -> None:
    record = confirmed(decided(ep, "give etoposide=75 % from cycle 1"), 1)
    record = decided(record, "given cycle 1 day 1")
    without = record.with_(
        decisions=tuple(one for one in record.decisions if str(one) != "confirm cycle 1")
    )
    # nothing is left before it but answers and the share
    for _ in range(2):
        without = undo(without)
    problem = refusal_of(undo, without)
    assert problem.code == "RC810"
    assert doses(without, "etoposide")[0] == "136.4 mg"


def test_the_beginning_cannot_be_undone() -> None:
    record = kept()
    # day 1 is needed, and the measures by which the doses are found
    bare = record.with_(decisions=record.decisions[:1], shown=())
    for last, code in ((record, "RC502"), (bare, "RC202")):
        with pytest.raises(Refused) as refusal:
            undo(last)
        assert {one.code for one in refusal.value.problems} == {code}


def test_there_may_be_nothing_to_undo_or_redo(ep: Record, begun: Record) -> None:
    problem = refusal_of(redo, ep)
    assert (problem.code, problem.message) == ("RC815", "there is nothing to redo")
    assert problem.fix == "Only what was undone since the last decision comes again."
    only_given = begun.with_(decisions=tuple(d for d in begun.decisions if d.kept), shown=())
    with pytest.raises(Refused):
        undo(only_given)


def test_another_decision_ends_redoing(ep: Record) -> None:
    record = undo(decided(ep, "delay cycle 2 by 14 d"))
    assert redo(record)
    assert refusal_of(redo, decided(record, "delay cycle 2 by 7 d")).code == "RC815"


# Doses that are not as they were shown


def drifted(record: Record) -> Record:
    """The record as another program would have shown it: etoposide of cycle 1 day 1 at 182 mg."""

    def other(one: ShownDose) -> ShownDose:
        is_first = (one.component, one.number) == ("etoposide", 1)
        return one.model_copy(update={"shown": "182 mg", "value": 182.0}) if is_first else one

    return record.with_(shown=tuple(other(one) for one in record.shown), version="0.0.9")


def test_nothing_is_decided_on_doses_that_differ_from_those_shown(ep: Record) -> None:
    record = drifted(undo(decided(ep, "delay cycle 2 by 14 d")))
    for change in (
        undo,
        redo,
        lambda r: decided(r, "delay cycle 2 by 7 d"),
        lambda r: decided(r, "confirm cycle 1"),
    ):
        problem = refusal_of(change, record)
        assert problem.code == "RC816"
        assert problem.message == (
            "etoposide of cycle 1 day 1 was shown as 182 mg on 2026-12-01 by regimencalc 0.0.9; it "
            f"is 181.8 mg on 2026-12-01 by {VERSION}"
        )
        assert problem.fix == (
            "Find out why. Then accept it with a reason, before anything else, by a command: "
            "regimencalc course replay a --by MB --accept REASON."
        )


def test_a_dose_that_is_new_or_gone_differs_too(ep: Record) -> None:
    planned = replayed(ep)
    gone = ep.with_(shown=ep.shown[1:])
    assert next(differences(gone, planned)).message == (
        f"etoposide of cycle 1 day 1 was shown as not there by regimencalc {VERSION}; it is "
        f"181.8 mg on 2026-12-01 by {VERSION}"
    )
    extra = ep.shown[0].model_copy(update={"component": "b"})
    more = ep.with_(shown=(*ep.shown, extra))
    assert next(differences(more, planned)).message.endswith(f"it is not there by {VERSION}")
    assert list(differences(ep, planned)) == []
    same_as_shown(ep, planned)
    # of a course that begins nothing was shown before
    same_as_shown(ep.with_(shown=()), planned)
    # √(170 × 70 ÷ 3600) × 100 mg; its sign on the screen alone would not tell a tenth of it
    assert ep.shown[0].value == pytest.approx(181.812, abs=1e-3)


def test_differences_are_accepted_with_a_reason_and_then_it_goes_on(ep: Record) -> None:
    record = recalculated(drifted(ep), who="MB", at=AT, why="rounding seen")
    last = record.decisions[-1]
    assert (str(last), last.why) == (f"recalculate by {VERSION}", "rounding seen")
    assert (record.shown, record.version) == (ep.shown, VERSION)
    assert dates(decided(record, "delay cycle 2 by 7 d"), "etoposide")[3] == "2.1 2027-01-05"


def test_accepting_differences_changes_nothing_that_was_given(begun: Record) -> None:
    shown = tuple(one.model_copy(update={"shown": "1 mg", "value": 1.0}) for one in begun.shown)
    record = recalculated(begun.with_(shown=shown), who="MB", at=AT, why="seen")
    assert record.given == begun.given
    assert doses(record, "etoposide")[0] == "181.8 mg"


def test_an_archived_course_is_not_decided_until_it_is_in_use_again(ep: Record) -> None:
    problem = only(ep.with_(is_archived=True), "delay cycle 2 by 7 d")
    assert (problem.code, problem.message) == ("RC815", "'a' is archived")
    assert problem.fix == "Take it into use again first."
    decided(ep, "delay cycle 2 by 7 d")
