"""Records replayed: the same doses whenever, from what was decided until then.

The man has 1.81812 m2: etoposide 100 mg/m2 is 181.8 mg, cisplatin 45 mg/m2 is 81.8 mg. With 64 kg
it is √(170 × 64 ÷ 3600) = 1.73845 m2: 173.8 mg and 78.2 mg.
"""

from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kept import BLOOD, LATER, MAN, a_policy, confirmed, dates, decided, doses, kept, made

from regimencalc.deciding import decide, differences, redo, shown_doses, undo
from regimencalc.problems import Refused
from regimencalc.record import Record, from_json, to_json
from regimencalc.replaying import as_stated, files_of, patient_in, replayed, with_measures

FLAT = made(
    """cycle: {length: 21 d, planned: 3}
components:
  - {id: a, drug: etoposide, route: oral, per_dose: 100 mg, days: [1, 8]}
"""
)
LIGHTER = "measure weight=64 kg, on 2026-12-28 from cycle 2"


@pytest.fixture(scope="module")
def ep() -> Record:
    return kept(values=BLOOD)


# What each decision does to the doses and days


def test_the_beginning_is_three_kinds_of_decisions(ep: Record) -> None:
    assert [str(one) for one in ep.decisions] == [
        "start on 2026-12-01",
        "measure sex=male, age=67 y, height=170 cm, height_on=2026-11-30, weight=70 kg, "
        "weight_on=2026-11-30 from cycle 1",
        "value neutrophils=2.1 10^9/L, on 2026-11-30",
        "value platelets=180 10^9/L, on 2026-11-30",
    ]
    assert doses(ep, "etoposide") == ["181.8 mg"] * 9
    assert doses(ep, "cisplatin") == ["81.8 mg"] * 6


def test_another_start_moves_everything(ep: Record) -> None:
    # 2 March + 28 days is 30 March
    moved = decided(ep, "start on 2027-02-02")
    assert dates(moved, "cisplatin")[:3] == ["1.2 2027-02-03", "1.3 2027-02-04", "2.2 2027-03-03"]


def test_a_start_on_a_leap_day_goes_on_into_march() -> None:
    # 29 February 2028, a Tuesday, and 28 days later 28 March
    born = {**MAN, "age": "68 y", "height_on": "2028-02-28", "weight_on": "2028-02-28"}
    record = kept(start="2028-02-29", measures=born)
    assert dates(record, "etoposide")[:4] == [
        "1.1 2028-02-29",
        "1.2 2028-03-01",
        "1.3 2028-03-02",
        "2.1 2028-03-28",
    ]


def test_a_share_a_delay_and_a_weight_work_together(ep: Record) -> None:
    record = decided(ep, LIGHTER, "give etoposide=75 % from cycle 3", "delay cycle 3 by 14 d")
    # 173.845 × 0.75 = 130.4
    assert doses(record, "etoposide") == ["181.8 mg"] * 3 + ["173.8 mg"] * 3 + ["130.4 mg"] * 3
    assert doses(record, "cisplatin") == ["81.8 mg"] * 2 + ["78.2 mg"] * 4
    # 26 January + 14
    assert dates(record, "etoposide")[6:] == ["3.1 2027-02-09", "3.2 2027-02-10", "3.3 2027-02-11"]


def test_a_share_counts_from_its_day_on(ep: Record) -> None:
    record = decided(ep, "give etoposide=75 % from cycle 1 day 2 to cycle 1")
    # 181.812 × 0.75 = 136.4
    assert doses(record, "etoposide") == ["181.8 mg", "136.4 mg", "136.4 mg"] + ["181.8 mg"] * 6


def test_shares_of_standard_replace_each_other_and_those_of_previous_multiply(ep: Record) -> None:
    again = decided(ep, "give etoposide=50 % from cycle 2", "give etoposide=75 % from cycle 2")
    assert doses(again, "etoposide")[3] == "136.4 mg"
    # 0.5 × 0.8 × 181.812 = 72.7
    less = decided(
        ep, "give etoposide=50 % from cycle 2", "give etoposide=80 % of previous from cycle 3"
    )
    assert doses(less, "etoposide")[3:] == ["90.9 mg"] * 3 + ["72.7 mg"] * 3


def test_a_line_is_left_out_from_a_cycle_to_a_cycle(ep: Record) -> None:
    record = decided(ep, "omit cisplatin from cycle 2 to cycle 2")
    shown = ["81.8 mg", "81.8 mg", "OMITTED", "OMITTED", "81.8 mg", "81.8 mg"]
    assert doses(record, "cisplatin") == shown
    assert doses(record, "etoposide") == ["181.8 mg"] * 9


def test_a_course_that_is_stopped_gives_nothing_of_any_line_from_then_on(ep: Record) -> None:
    record = decided(ep, "stop course from cycle 2 day 3")
    assert doses(record, "etoposide") == ["181.8 mg"] * 5 + ["STOPPED"] * 4
    assert doses(record, "cisplatin") == ["81.8 mg"] * 3 + ["STOPPED"] * 3


def test_a_share_that_is_decided_after_a_stop_gives_nothing_again(ep: Record) -> None:
    record = decided(ep, "stop course from cycle 2", "give etoposide=75 % from cycle 3")
    assert doses(record, "etoposide") == ["181.8 mg"] * 3 + ["STOPPED"] * 6


def test_an_answer_holds_from_its_cycle_on() -> None:
    record = kept("r-chop-21d", choose={"prednisone-dose": "flat"}, cycles=3)
    record = decided(record, "choose prednisone-dose=by-surface from cycle 2")
    # 40 × 1.81812 = 72.7
    assert doses(record, "prednisone") == ["100 mg"] * 5 + ["72.7 mg"] * 10
    back = decided(record, "choose prednisone-dose=flat from cycle 3")
    assert doses(back, "prednisone") == ["100 mg"] * 5 + ["72.7 mg"] * 5 + ["100 mg"] * 5


def test_an_answer_to_one_question_leaves_the_answers_to_the_others() -> None:
    stated = {"cisplatin": "75 mg/m2", "later-etoposide": "intravenous", "electrolytes": "low"}
    record = kept("ep-21d", choose={**stated, "mannitol-strength": "10-percent"}, cycles=2)
    oral = decided(record, "choose later-etoposide=oral from cycle 2")
    # 75 × 1.81812 = 136.4 mg with 400 mL of mannitol of 10 % in both cycles
    assert doses(oral, "cisplatin") == ["136.4 mg"] * 2
    assert doses(oral, "mannitol") == ["400 mL"] * 2
    # another one from cycle 3 on leaves that of cycle 2
    third = kept("ep-21d", choose={**stated, "mannitol-strength": "10-percent"}, cycles=3)
    weaker = decided(
        third, "choose later-etoposide=oral from cycle 2", "choose electrolytes=normal from cycle 3"
    )
    assert [text[:3] for text in dates(weaker, "etoposide-oral")] == ["2.2", "2.3", "3.2", "3.3"]
    # days 2 and 3 of cycle 2 are swallowed
    assert dates(oral, "etoposide-oral") == ["2.2 2026-12-23", "2.3 2026-12-24"]


def test_the_surface_of_a_table_is_that_of_the_cycle() -> None:
    record = kept("trifluridine-tipiracil-28d", cycles=2)
    # 1.82 m2 lies from 1.69 to 1.84: 60 mg; with 58 kg √(170 × 58 ÷ 3600) = 1.655, 55 mg
    lighter = decided(record, "measure weight=58 kg, on 2026-12-28 from cycle 2")
    assert set(doses(lighter, "trifluridine-tipiracil")[:20]) == {"60 mg"}
    assert set(doses(lighter, "trifluridine-tipiracil")[20:]) == {"55 mg"}


def test_a_low_value_holds_a_cycle_and_a_better_one_lets_it_go(ep: Record) -> None:
    # 28 December is a day before cycle 2, which asks for neutrophils from 1.5
    low = decided(
        ep,
        "value neutrophils=0.9 10^9/L, on 2026-12-28",
        "value platelets=180 10^9/L, on 2026-12-28",
    )
    assert doses(low, "etoposide")[3:6] == ["HELD"] * 3
    later = decided(low, "delay cycle 2 by 7 d", "value neutrophils=1.6 10^9/L, on 2027-01-04")
    assert doses(later, "etoposide")[3:6] == ["181.8 mg"] * 3


def test_a_level_holds_from_its_cycle_on_in_whatever_order_it_was_decided() -> None:
    # 200 mg/m2 over 96 hours: 363.6 mg; level 2 is 1.2 and level 3 1.44 times as much
    answers = {"level": "1", "growth-factor": "filgrastim"}
    record = kept("da-epoch-r-21d", cycles=3, choose=answers)
    up = decided(record, "level 3 from cycle 3", "level 2 from cycle 2")
    assert doses(up, "etoposide") == ["363.6 mg", "436.3 mg", "523.6 mg"]
    back = decided(record, "level 2 from cycle 2", "level 1 from cycle 3")
    assert doses(back, "etoposide") == ["363.6 mg", "436.3 mg", "363.6 mg"]


def test_a_new_creatinine_gives_another_dose_by_auc_from_its_cycle_on() -> None:
    # 73 × 70 ÷ (72 × 0.9) = 78.86 mL/min, 5 × (78.86 + 25) = 519.3 mg; with 1.2 mg/dL 59.14, 420.7
    measures = {**MAN, "creatinine": "0.9 mg/dL", "creatinine_on": "2026-11-30"}
    record = kept("carboplatin-etoposide-21d", measures=measures, cycles=3)
    assert doses(record, "carboplatin") == ["519.3 mg"] * 3
    later = decided(record, "measure creatinine=1.2 mg/dL, on 2026-12-21 from cycle 2")
    assert doses(later, "carboplatin") == ["519.3 mg", "420.7 mg", "420.7 mg"]


# Measures that are taken anew


def test_a_new_measure_takes_the_day_and_method_of_the_old_one_away() -> None:
    before = {"weight": "70 kg", "weight_on": "2026-11-30", "age": "67 y"}
    assert with_measures(before, {"weight": "68 kg"}) == {"weight": "68 kg", "age": "67 y"}
    kidney = {"creatinine": "1 mg/dL", "creatinine_on": "2026-11-30", "creatinine_assay": "idms"}
    assert with_measures(kidney, {"creatinine": "2 mg/dL"}) == {"creatinine": "2 mg/dL"}
    measured = {"measured_gfr": "80 mL/min", "gfr_method": "iohexol"}
    again = {"measured_gfr": "70 mL/min", "gfr_method": "EDTA"}
    assert with_measures(measured, again) == again


def test_a_measure_may_be_taken_away_with_all_that_belongs_to_it() -> None:
    before = {"weight": "70 kg", "egfr": "80 mL/min", "egfr_equation": "x", "egfr_on": "2026-11-30"}
    assert with_measures(before, {"egfr": "none"}) == {"weight": "70 kg"}
    # a day or a method of what was taken away says nothing
    assert with_measures(before, {"egfr": "none", "egfr_on": "2026-12-01"}) == {"weight": "70 kg"}
    assert with_measures({}, {"egfr": "none", "egfr_equation": "x"}) == {}
    assert with_measures({}, {"weight": "none", "weight_on": "2026-12-01"}) == {}


def test_a_method_may_be_taken_away_alone() -> None:
    before = {"creatinine": "1 mg/dL", "creatinine_assay": "idms"}
    assert with_measures(before, {"creatinine_assay": "none"}) == {"creatinine": "1 mg/dL"}


def test_an_age_takes_the_place_of_a_birth_date() -> None:
    assert with_measures({"birth_date": "1959-03-14"}, {"age": "67 y"}) == {"age": "67 y"}


def test_measures_add_up_from_cycle_to_cycle(ep: Record) -> None:
    record = decided(
        ep,
        "measure creatinine=0.9 mg/dL, on 2027-01-25 from cycle 3",
        "measure weight=64 kg, on 2026-12-28 from cycle 2",
    )
    found = [patient_in(record, cycle) for cycle in (1, 2, 3)]
    assert [str(one.weight) for one in found] == ["70 kg", "64 kg", "64 kg"]
    assert [one.creatinine is None for one in found] == [True, True, False]
    assert [str(one.height) for one in found] == ["170 cm"] * 3


def test_of_two_measures_of_one_cycle_the_later_holds_and_other_fields_stay() -> None:
    record = decided(
        kept(FLAT),
        "measure weight=64 kg, on 2026-12-21 from cycle 2",
        "measure height=169 cm, on 2026-12-21 from cycle 2",
        "measure weight=65 kg from cycle 2",
    )
    second = patient_in(record, 2)
    assert (str(second.weight), second.weight_on, str(second.height)) == ("65 kg", None, "169 cm")


def test_what_was_taken_away_stays_away_when_more_is_measured() -> None:
    record = decided(
        kept(FLAT),
        "measure weight=none from cycle 2",
        "measure creatinine=0.9 mg/dL, on 2026-12-21 from cycle 2",
    )
    assert patient_in(record, 1).weight is not None
    assert patient_in(record, 2).weight is None
    again = decided(record, "measure weight=66 kg from cycle 2")
    assert str(patient_in(again, 3).weight) == "66 kg"


@pytest.mark.parametrize(
    "text", ["measure weight=64 kg from cycle 4", "choose prednisone-dose=flat from cycle 4"]
)
def test_what_holds_from_a_cycle_that_is_not_planned_is_refused(text: str) -> None:
    record = kept("r-chop-21d", choose={"prednisone-dose": "flat"}, cycles=3)
    with pytest.raises(Refused) as refusal:
        decided(record, text)
    words = "a measure or an answer counts from cycle 4, and 3 cycles are planned"
    assert ("RC604", words) in [(one.code, one.message) for one in refusal.value.problems]
    decided(record, text.replace("4", "3"))


def test_the_program_that_shows_a_course_is_named_with_it(ep: Record) -> None:
    assert replayed(ep.with_(version="0.0.9")).version == "0.0.9"


# What does not depend on how it came


def test_the_order_of_independent_decisions_does_not_matter(ep: Record) -> None:
    said = (
        "delay cycle 2 by 14 d",
        LIGHTER,
        "give etoposide=75 % from cycle 3",
        "omit cisplatin from cycle 3 day 3 to cycle 3",
    )
    found = {decided(ep, *order).shown for order in permutations(said)}
    assert len(found) == 1


_MAKING = [
    "delay cycle 2 by 7 d",
    "delay cycle 3 by 3 d, alone",
    "delay cycle 1 day 3 by 2 d",
    LIGHTER,
    "measure weight=75 kg, on 2026-12-28 from cycle 3",
    "give etoposide=75 % from cycle 2",
    "give cisplatin=80 % of previous from cycle 3",
    "give etoposide=90 % from cycle 1 day 2 to cycle 1",
    "omit etoposide from cycle 3 day 3 to cycle 3",
    "stop course from cycle 3 day 3",
    "start on 2026-12-02",
    "value platelets=62 10^9/L, on 2026-12-28",
]


@settings(max_examples=15)
@given(said=st.lists(st.sampled_from(_MAKING), max_size=6), gone=st.integers(0, 4))
def test_any_course_is_shown_as_it_is_replayed_and_undone_as_it_was(
    said: list[str], gone: int
) -> None:
    records = [_EP]
    for text in said:
        try:
            records.append(decided(records[-1], text))
        except Refused:
            continue
    last = records[-1]
    assert shown_doses(replayed(last)) == last.shown
    assert replayed(from_json(to_json(last))).doses == replayed(last).doses
    assert not list(differences(last, replayed(last)))
    # undone one after the other it is each of the courses that it was, and redone it is the last
    back = last
    steps = min(gone, len(records) - 1)
    for earlier in list(reversed(records))[1 : steps + 1]:
        back = undo(back)
        assert (back.decisions, back.shown) == (earlier.decisions, earlier.shown)
    for _ in range(steps):
        back = redo(back)
    assert back == last


_EP = kept(values=BLOOD)


def test_the_texts_of_the_record_count_and_not_those_of_the_library() -> None:
    record = kept(FLAT, policy=a_policy(body_surface_area="{formula: mosteller_1987, cap: 1.7 m2}"))
    files = files_of(record)
    assert (files.regimen.id, files.policy.id) == ("made", "reference")
    assert (files.regimen.source.name, files.regimen.source.is_shipped) == ("made.yaml", False)
    (etoposide,) = files.formulary.values()
    assert etoposide.source.is_shipped
    assert str(files.policy.body_surface_area.cap) == "1.7 m2"
    assert list(files.formulary) == ["etoposide"]


def test_the_course_as_it_is_stated_has_nothing_of_what_was_decided(ep: Record) -> None:
    record = decided(
        confirmed(ep, 1),
        "given cycle 1 day 1 etoposide 100 mg",
        "delay cycle 2 by 14 d",
        "give cisplatin=75 % from cycle 2",
        LIGHTER,
    )
    stated = as_stated(record)
    assert [str(one.dose) for one in stated.of_cycle(1)][:1] == ["181.8 mg"]
    second = stated.of_cycle(2)
    # measured anew it stays, and cisplatin is 45 × 1.73845
    assert [str(one.dose) for one in second if one.component == "cisplatin"] == ["78.2 mg"] * 2
    # the days are those that it has: a measure of that day may not be later than its cycle
    assert str(second[0].date) == "2027-01-12"
    stopped = as_stated(decided(ep, "stop course from cycle 2"))
    assert [str(one.dose) for one in stopped.of_cycle(3)][:1] == ["181.8 mg"]


def test_the_course_as_it_is_stated_has_nothing_of_what_a_rule_proposed_either() -> None:
    # (140 − 67) × 70 ÷ (72 × 1.5) = 47 mL/min: three quarters of 181.8 mg are 136.4
    measures = {**MAN, "creatinine": "1.5 mg/dL", "creatinine_on": "2026-11-30"}
    record = kept(values=BLOOD, measures=measures)
    record = decided(record, "accept creatinine-clearance-from-15-to-50-give-75:etoposide:1")
    assert doses(record, "etoposide")[0] == "136.4 mg"
    assert str(as_stated(record).of_cycle(1)[0].dose) == "181.8 mg"


def test_the_body_of_a_course_that_was_stopped_is_still_known(ep: Record) -> None:
    assert str(patient_in(decided(ep, LIGHTER, "stop course from cycle 2"), 2).weight) == "64 kg"


def test_without_a_start_there_is_no_course(ep: Record) -> None:
    bare = ep.with_(decisions=ep.decisions[1:])
    with pytest.raises(Refused) as refusal:
        replayed(bare)
    (problem,) = refusal.value.problems
    assert (problem.code, problem.message) == ("RC202", "no start is decided")
    assert problem.fix == "Decide it: start on 2026-12-01."
    assert problem.place.field == "start"


def test_an_answer_that_lapsed_is_said_and_holds_no_more() -> None:
    # 0.9 mg/dL: (140 − 67) × 70 ÷ (72 × 1.5) = 47 mL/min, and 2 mg/dL 35 mL/min
    measures = {**MAN, "creatinine": "1.5 mg/dL", "creatinine_on": "2026-11-30"}
    record = kept(values=BLOOD, measures=measures)
    key = "creatinine-clearance-from-15-to-50-give-75:etoposide:1"
    record = decided(record, f"accept {key}")
    assert doses(record, "etoposide")[0] == "136.4 mg"
    assert "RC770" not in [one.code for one in replayed(record).problems]
    other = decided(record, "measure creatinine=0.9 mg/dL, on 2026-11-30")
    assert doses(other, "etoposide")[0] == "181.8 mg"
    (lapsed,) = [one for one in replayed(other).problems if one.code == "RC770"]
    assert lapsed.message == (
        f"{key} was accepted, 'seen', and has lapsed: it is not judged any more"
    )
    assert lapsed.fix == "Look at it again, where it is still judged."
    assert str(lapsed.severity) == "warning"


def test_an_answer_holds_for_its_value_alone() -> None:
    measures = {**MAN, "creatinine": "1.5 mg/dL", "creatinine_on": "2026-11-30"}
    key = "creatinine-clearance-from-15-to-50-give-75:etoposide:1"
    record = decided(kept(values=BLOOD, measures=measures), f"decline {key}")
    assert doses(record, "etoposide")[0] == "181.8 mg"
    # at 1.6 mg/dL it is 44 mL/min: the same rule, and another value
    other = decided(record, "measure creatinine=1.6 mg/dL, on 2026-11-30")
    (lapsed,) = [one for one in replayed(other).problems if one.code == "RC770"]
    assert "it was creatinine clearance 47.3 mL/min" in lapsed.message
    assert "and is creatinine clearance 44.4 mL/min" in lapsed.message
    assert [one.answer for one in replayed(other).judgements if one.key == key] == [None]


def test_what_was_given_elsewhere_and_before_counts_for_a_lifetime() -> None:
    # 100 + 60 + 40 before, 3 × 50 in this course: 350 of 550 mg/m2
    record = kept(
        "r-chop-21d",
        choose={"prednisone-dose": "flat"},
        cycles=3,
        prior={"doxorubicin": "100 mg/m2"},
        elsewhere={"y": {"doxorubicin": "60 mg/m2"}, "z": {"doxorubicin": "40 mg/m2"}},
    )
    (words,) = [one for one in replayed(record).lifetime_words() if "DOXO" in one]
    assert "before 200 mg/m2" in words
    assert "350 mg/m2 in all" in words


def test_an_amount_before_that_cannot_be_read_leaves_no_dose_to_give(ep: Record) -> None:
    planned = replayed(ep.with_(prior={"cisplatin": "much"}))
    assert planned.doses == ()
    assert [one.message for one in planned.problems if one.is_error] == [
        "an amount of cisplatin is needed, but 'much' is not a number and a unit"
    ]


def test_an_amount_of_another_course_is_named_by_its_drug(ep: Record) -> None:
    with pytest.raises(Refused) as refusal:
        replayed(ep.with_(elsewhere={"y": {"cisplatin": "60 kg"}}))
    assert [one.message for one in refusal.value.problems] == [
        "an amount of cisplatin is needed, but '60 kg' is a weight"
    ]


def test_other_courses_count_though_nothing_was_stated_and_that_is_said() -> None:
    record = kept(
        "r-chop-21d",
        choose={"prednisone-dose": "flat"},
        cycles=3,
        elsewhere={"y": {"doxorubicin": "60 mg/m2"}},
    )
    (words,) = [one for one in replayed(record).lifetime_words() if "DOXO" in one]
    assert "before 60 mg/m2" in words
    said = [one.message for one in replayed(record).problems if one.code == "RC524"]
    assert (
        "NOT ASSESSED in full: what was given of doxorubicin before is not stated; what this "
        "person's other courses gave is counted"
    ) in said


def test_a_time_at_the_beginning_gives_times() -> None:
    record = kept(start="2026-12-01T09:00", zone="Europe/Dublin")
    first = replayed(record).doses[0]
    assert str(first.starts_at) == "2026-12-01 09:00:00+00:00"
    later = decide(
        record,
        "start on 2026-12-01T14:30",
        who="MB",
        at=LATER,
        reason="logistics",
    )
    assert str(replayed(later).doses[0].starts_at) == "2026-12-01 14:30:00+00:00"
