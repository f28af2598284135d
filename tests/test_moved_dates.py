"""Days that were moved: dates by the calendar, and each limit just met and just passed.

Etoposide on days 1, 8 and 15 of 28, from Tuesday 1 December 2026: cycles begin on 1 December, 29
December and 26 January.
"""

from datetime import date

import pytest
from kept import MAN, a_policy, confirmed, dates, decided, kept, made, problems_of

from regimencalc import library
from regimencalc.course import plan
from regimencalc.moved_dates import first_days
from regimencalc.patient import Patient
from regimencalc.problems import Problem, Refused
from regimencalc.record import Record
from regimencalc.replaying import replayed
from regimencalc.timeline import Delay

WEEKLY = made(
    """cycle: {length: 28 d, planned: 3}
components:
  - {id: a, drug: etoposide, route: intravenous, infuse_over: 1 h, per_dose: 100 mg/m2, \
days: [1, 8, 15]}
"""
)
WORKDAYS = made(
    """cycle: {length: 21 d, planned: 3}
components:
  - {id: a, drug: etoposide, route: oral, per_dose: 100 mg, starts: {day: 1}, every: 1 d, \
times: 5, weekdays: [monday, tuesday, wednesday, thursday, friday]}
"""
)
CONTINUOUS = made(
    """cycle: {length: 21 d, planned: 2}
components:
  - {id: a, drug: cisplatin, route: intravenous, infuse_over: 48 h, per_dose: 20 mg/m2, \
days: [1, 8, 15]}
"""
)
TABLETS = "trifluridine-tipiracil-28d"


@pytest.fixture(scope="module")
def weekly() -> Record:
    return kept(WEEKLY)


def found(record: Record, code: str) -> list[str]:
    return [one.message for one in replayed(record).problems if one.code == code]


def only(record: Record, *decisions: str) -> Problem:
    (problem,) = problems_of(record, *decisions)
    assert (problem.code, problem.place.field) == ("RC813", "decision")
    return problem


# When a cycle begins


def test_cycles_begin_on_their_days_and_later_where_they_were_moved(weekly: Record) -> None:
    assert [str(day) for day in first_days(replayed(weekly)).values()] == [
        "2026-12-01",
        "2026-12-29",
        "2027-01-26",
    ]
    # + 3 is the new year; what follows stays, or moves as much
    moved = decided(weekly, "delay cycle 3 by 4 d", "delay cycle 2 by 3 d, alone")
    assert [str(day) for day in first_days(replayed(moved)).values()] == [
        "2026-12-01",
        "2027-01-01",
        "2027-01-30",
    ]


def test_delays_add_up_and_what_was_brought_forward_takes_them_back(weekly: Record) -> None:
    twice = decided(weekly, "delay cycle 2 by 7 d", "delay cycle 2 by 7 d")
    assert dates(twice, "a")[3:] == [
        "2.1 2027-01-12",
        "2.8 2027-01-19",
        "2.15 2027-01-26",
        "3.1 2027-02-09",
        "3.8 2027-02-16",
        "3.15 2027-02-23",
    ]
    back = decided(twice, "advance cycle 2 by 14 d")
    assert dates(back, "a") == dates(weekly, "a")
    # a day more is before the 28 days are over
    assert "cycle 2 would begin on Mon 28 Dec, 27 days after cycle 1, which lasts 28" in (
        only(twice, "advance cycle 2 by 15 d").message
    )


def test_a_cycle_begins_no_earlier_than_its_length_and_the_policy_allow(weekly: Record) -> None:
    problem = only(weekly, "advance cycle 2 by 1 d")
    assert problem.message == (
        "cycle 2 would begin on Mon 28 Dec, 27 days after cycle 1, which lasts 28; "
        "the policy allows 0 d less"
    )
    assert problem.fix == "Begin it later."
    tolerant = kept(WEEKLY, policy=a_policy(calendar="{early: 2 d}"))
    assert dates(decided(tolerant, "advance cycle 2 by 2 d"), "a")[3] == "2.1 2026-12-27"
    assert "26 days" not in only(tolerant, "advance cycle 2 by 3 d").message
    assert "25 days after cycle 1, which lasts 28; the policy allows 2 d less" in (
        only(tolerant, "advance cycle 2 by 3 d").message
    )


def test_a_cycle_that_is_delayed_alone_comes_no_nearer_to_the_next(weekly: Record) -> None:
    # 1 January to 26 January are 25 days
    assert "cycle 3 would begin on Tue 26 Jan, 25 days after cycle 2" in (
        only(weekly, "delay cycle 2 by 3 d, alone").message
    )


def test_cycles_of_two_phases_keep_their_own_lengths() -> None:
    # cycles 1 to 4 last 35 days, 5 and 6 last 28: 1 December + 140 is 20 April 2027
    record = kept("map", choose={"hydration": "1500 mL/m2"})
    first = first_days(replayed(record))
    assert (str(first[5]), str(first[6])) == ("2027-04-20", "2027-05-18")
    later = decided(record, "delay cycle 5 by 7 d")
    assert str(first_days(replayed(later))[6]) == "2027-05-25"
    assert "cycle 5 would begin on Mon 19 Apr, 34 days after cycle 4, which lasts 35" in (
        only(record, "advance cycle 5 by 1 d").message
    )


# The days of a cycle


def test_a_day_takes_what_follows_with_it(weekly: Record) -> None:
    moved = decided(weekly, "delay cycle 1 day 8 by 7 d")
    assert dates(moved, "a")[:4] == [
        "1.1 2026-12-01",
        "1.8 2026-12-15",
        "1.15 2026-12-22",
        "2.1 2027-01-05",
    ]


def test_a_day_alone_does_not_come_to_the_next_nor_past_it(weekly: Record) -> None:
    assert dates(decided(weekly, "delay cycle 1 day 8 by 6 d, alone"), "a")[1:3] == [
        "1.8 2026-12-14",
        "1.15 2026-12-15",
    ]
    for days in (7, 8, 21):
        problem = only(weekly, f"delay cycle 1 day 8 by {days} d, alone")
        assert problem.message == (
            "a of cycle 1 day 8 would meet that of cycle 1 day 15, on Tue 15 Dec"
        )
        assert problem.fix == "Move what follows too, or omit one of them."


def test_a_day_may_come_where_another_was_omitted(weekly: Record) -> None:
    omitted = decided(weekly, "omit a from cycle 1 day 15 to cycle 1")
    assert dates(decided(omitted, "delay cycle 1 day 8 by 7 d, alone"), "a")[1] == "1.8 2026-12-15"
    # what is held is still to come
    held = decided(weekly, "hold a from cycle 1 day 15 to cycle 1")
    assert "would meet" in only(held, "delay cycle 1 day 8 by 7 d, alone").message


def test_days_that_were_given_out_of_order_stand_in_the_way_of_no_delay(weekly: Record) -> None:
    record = decided(
        confirmed(weekly, 1),
        "given cycle 1 day 1 on 2026-12-08",
        "given cycle 1 day 8 on 2026-12-08",
    )
    assert dates(decided(record, "delay cycle 2 by 7 d"), "a")[3] == "2.1 2027-01-05"
    # one that is still to come is not met
    late = decided(confirmed(weekly, 1), "given cycle 1 day 1 on 2026-12-08")
    assert "a of cycle 1 day 1 would meet that of cycle 1 day 8" in (
        only(late, "delay cycle 2 by 7 d").message
    )


def test_the_last_day_of_a_cycle_does_not_come_to_the_next_cycle(weekly: Record) -> None:
    # 15 December + 13 is 28 December, the day before cycle 2
    assert dates(decided(weekly, "delay cycle 1 day 15 by 13 d, alone"), "a")[2:4] == [
        "1.15 2026-12-28",
        "2.1 2026-12-29",
    ]
    assert "would meet that of cycle 2 day 1, on Tue 29 Dec" in (
        only(weekly, "delay cycle 1 day 15 by 14 d, alone").message
    )


def test_a_day_does_not_come_before_the_one_before_it(weekly: Record) -> None:
    problem = only(weekly, "advance cycle 1 day 8 by 7 d, alone")
    assert "a of cycle 1 day 1 would meet that of cycle 1 day 8, on Tue 1 Dec" in problem.message


def test_an_infusion_ends_before_the_next_one_begins() -> None:
    # 48 hours from day 13 end as day 15 begins; from day 14 they do not
    record = kept(CONTINUOUS)
    assert dates(decided(record, "delay cycle 1 day 8 by 5 d, alone"), "a")[1:3] == [
        "1.8 2026-12-13",
        "1.15 2026-12-15",
    ]
    assert "would meet that of cycle 1 day 15" in (
        only(record, "delay cycle 1 day 8 by 6 d, alone").message
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("delay cycle 4 by 7 d", "a delay counts from cycle 4, and 3 cycles are planned"),
        ("delay cycle 9 day 1 by 7 d", "a delay counts from cycle 9, and 3 cycles are planned"),
    ],
)
def test_a_delay_of_no_cycle_is_refused(weekly: Record, text: str, words: str) -> None:
    with pytest.raises(Refused) as refusal:
        decided(weekly, text)
    assert words in [one.message for one in refusal.value.problems if one.code == "RC604"]


def test_a_delay_that_moves_nothing_is_refused(weekly: Record) -> None:
    problem = only(weekly, "delay cycle 1 day 9 by 7 d, alone")
    assert problem.message == "nothing stands on cycle 1 day 9 that would move"


def test_a_day_between_moves_what_comes_after_it(weekly: Record) -> None:
    assert dates(decided(weekly, "delay cycle 1 day 9 by 7 d"), "a")[1:4] == [
        "1.8 2026-12-08",
        "1.15 2026-12-22",
        "2.1 2027-01-05",
    ]


# A rescue, days of the week, a line that is omitted


def test_a_rescue_moves_with_its_drug_and_not_by_itself() -> None:
    record = kept("map", choose={"hydration": "1500 mL/m2"})
    # methotrexate on day 22 is on 22 December, and its rescue begins 24 hours later
    moved = decided(record, "delay cycle 1 day 22 by 2 d, alone")
    assert dates(moved, "methotrexate")[:2] == ["1.22 2026-12-24", "1.29 2026-12-29"]
    assert dates(moved, "folinic-acid")[:8] == ["1.23 2026-12-25"] * 4 + ["1.30 2026-12-30"] * 4
    for day in (23, 24):
        assert f"nothing stands on cycle 1 day {day}" in (
            only(record, f"delay cycle 1 day {day} by 2 d, alone").message
        )
    # with what follows, day 29 and its rescue go, and the rescue of day 22 stays
    later = decided(record, "delay cycle 1 day 23 by 2 d")
    assert dates(later, "folinic-acid")[:8] == ["1.23 2026-12-23"] * 4 + ["1.30 2027-01-01"] * 4
    assert dates(later, "methotrexate")[:2] == ["1.22 2026-12-22", "1.29 2026-12-31"]


def test_a_regimen_of_weekdays_moves_by_whole_weeks() -> None:
    # 1 December is a Tuesday: Tuesday to Friday, and Monday
    record = kept(WORKDAYS)
    assert dates(record, "a")[5:10] == [
        "2.1 2026-12-22",
        "2.2 2026-12-23",
        "2.3 2026-12-24",
        "2.4 2026-12-25",
        "2.7 2026-12-28",
    ]
    assert dates(decided(record, "delay cycle 2 by 7 d"), "a")[5:7] == [
        "2.1 2026-12-29",
        "2.2 2026-12-30",
    ]
    problem = only(record, "delay cycle 2 by 3 d")
    assert problem.message == (
        "made is given on days of the week, and cycle 2 would move by 3 days"
    )
    assert problem.fix == "Move it by whole weeks."
    # another day of the week at the beginning gives other days
    assert dates(decided(record, "start on 2026-12-03"), "a")[:3] == [
        "1.1 2026-12-03",
        "1.2 2026-12-04",
        "1.5 2026-12-07",
    ]


def test_only_the_phase_that_names_weekdays_moves_by_whole_weeks() -> None:
    # radiotherapy on weekdays in cycle 1; 42 days and 28 more later cycle 2 begins
    record = kept("temozolomide-radiotherapy")
    assert dates(record, "temozolomide")[42] == "2.1 2027-02-09"
    assert "cycle 1 would move by 3 days" in only(record, "delay cycle 1 day 10 by 3 d").message
    week = decided(record, "delay cycle 1 day 10 by 7 d")
    assert dates(week, "temozolomide")[8:10] == ["1.9 2026-12-09", "1.10 2026-12-17"]
    later = decided(record, "delay cycle 2 by 3 d")
    assert dates(later, "temozolomide")[41:43] == ["1.42 2027-01-11", "2.1 2027-02-12"]


@pytest.mark.parametrize("day", [3, 6])
def test_a_line_that_its_source_omits_is_not_delayed_by_its_day_nor_by_one_before(day: int) -> None:
    record = kept(TABLETS, cycles=2)
    first = 3 if day == 3 else 8
    problem = only(record, f"delay cycle 1 day {day} by 7 d")
    assert problem.message == (
        f"trifluridine-tipiracil on day {first} of cycle 1 cannot be delayed: its source omits a "
        "missed dose"
    )
    assert problem.fix == (
        f"Omit it: omit trifluridine-tipiracil from cycle 1 day {first} to cycle 1."
    )
    omitted = decided(record, f"omit trifluridine-tipiracil from cycle 1 day {first} to cycle 1")
    assert [one.shown for one in omitted.shown].count("OMITTED") == 2 * (8 if day == 3 else 5)


def test_a_cycle_of_such_a_line_may_be_delayed() -> None:
    record = kept(TABLETS, cycles=2)
    assert dates(decided(record, "delay cycle 2 by 7 d"), "trifluridine-tipiracil")[20] == (
        "2.1 2027-01-05"
    )
    # nothing of cycle 1 stands after day 12, and cycle 2 moves
    assert dates(decided(record, "delay cycle 1 day 13 by 7 d"), "trifluridine-tipiracil")[20] == (
        "2.1 2027-01-05"
    )


# Very late, and closed


def test_a_cycle_later_than_the_policy_looks_after_is_warned_of() -> None:
    record = kept(WEEKLY, policy=a_policy(calendar="{late: 21 d}"))
    assert found(decided(record, "delay cycle 2 by 21 d"), "RC817") == []
    late = decided(record, "delay cycle 2 by 21 d", "delay cycle 2 by 1 d")
    assert found(late, "RC817") == [
        "cycle 2 is 22 days later than planned; the policy asks to look after 21"
    ]
    (problem,) = [one for one in replayed(late).problems if one.code == "RC817"]
    assert (str(problem.severity), problem.place.field) == ("warning", "decision")
    assert problem.fix == "Look whether the course should go on as it is."
    of_day = decided(record, "delay cycle 2 day 8 by 22 d")
    assert found(of_day, "RC817") == [
        "cycle 2 day 8 is 22 days later than planned; the policy asks to look after 21"
    ]
    assert found(decided(late, "advance cycle 2 by 1 d"), "RC817") == []


def test_a_policy_without_a_late_tolerance_warns_of_none(weekly: Record) -> None:
    assert found(decided(weekly, "delay cycle 2 by 300 d"), "RC817") == []


def test_closed_days_are_named_with_their_reason() -> None:
    # 5 and 6 December are Saturday and Sunday; 29 December is closed by its date
    daily = made(
        """cycle: {length: 28 d, planned: 2}
components:
  - {id: a, drug: etoposide, route: oral, per_dose: 100 mg, days: {from: 1, to: 6}}
"""
    )
    calendar = "{closed: [saturday, sunday], closed_days: [2026-12-29]}"
    record = kept(daily, policy=a_policy(calendar=calendar))
    assert found(record, "RC818") == [
        "in cycle 1 the site is closed on Sat 5 Dec (saturday) and Sun 6 Dec (sunday)",
        "in cycle 2 the site is closed on Tue 29 Dec (closed), Sat 2 Jan (saturday) and Sun 3 Jan "
        "(sunday)",
    ]
    (first, _) = [one for one in replayed(record).problems if one.code == "RC818"]
    assert str(first.severity) == "warning"
    assert first.fix == "Move the day, or see that it can be given."


def test_a_site_that_is_open_says_nothing_of_it(weekly: Record) -> None:
    assert found(weekly, "RC818") == []
    closed = kept(WEEKLY, policy=a_policy(calendar="{closed: [saturday, sunday]}"))
    assert found(closed, "RC818") == []
    # four days after a Tuesday is a Saturday
    moved = decided(closed, "delay cycle 3 by 4 d")
    assert found(moved, "RC818") == [
        "in cycle 3 the site is closed on Sat 30 Jan (saturday), Sat 6 Feb (saturday) and Sat 13 "
        "Feb (saturday)"
    ]


def test_what_was_given_on_a_closed_day_is_not_warned_of_any_more() -> None:
    record = kept(WEEKLY, policy=a_policy(calendar="{closed_days: [2026-12-01, 2026-12-08]}"))
    assert found(record, "RC818") == [
        "in cycle 1 the site is closed on Tue 1 Dec (closed) and Tue 8 Dec (closed)"
    ]
    given = decided(confirmed(record, 1), "given cycle 1 day 1")
    assert found(given, "RC818") == ["in cycle 1 the site is closed on Tue 8 Dec (closed)"]


# How near one giving comes to the next


def test_a_series_ends_before_the_next_cycle_by_the_hours_at_which_it_runs() -> None:
    """Bags of 20 h start at 0, 30 and 60 h: the last runs on day 3 from 12:00 to day 4 at 8:00."""
    series = made(
        """cycle: {length: 28 d, planned: 2}
components:
  - {id: a, drug: etoposide, route: intravenous, infuse_over: 20 h, per_dose: 50 mg/m2, \
starts: {day: 1}, every: 30 h, times: 3}
"""
    )
    record = kept(series, policy=a_policy(calendar="{early: 28 d}"))
    assert dates(record, "a")[:4] == [
        "1.1 2026-12-01",
        "1.2 2026-12-02",
        "1.3 2026-12-03",
        "2.1 2026-12-29",
    ]
    # 24 days later it ends on 28 December at 8:00, before cycle 2; 25 days later it does not
    assert dates(decided(record, "delay cycle 1 by 24 d, alone"), "a")[2:4] == [
        "1.3 2026-12-27",
        "2.1 2026-12-29",
    ]
    assert "a of cycle 1 day 3 would meet that of cycle 2 day 1" in (
        only(record, "delay cycle 1 by 25 d, alone").message
    )


def test_a_day_that_comes_nearer_than_it_was_is_to_be_looked_at() -> None:
    # days 8 and 15 are 7 days apart; three days later, day 8 comes 4 days before day 15
    record = kept(WEEKLY)
    nearer = decided(record, "delay cycle 1 day 8 by 3 d, alone")
    assert found(nearer, "RC817") == [
        "a of cycle 1 day 15 comes 4 days after that of cycle 1 day 8, planned 7"
    ]
    (problem,) = [one for one in replayed(nearer).problems if one.code == "RC817"]
    assert problem.fix == "Look whether the time between them is enough."
    assert problem.place.field == "decision"
    assert found(decided(record, "delay cycle 1 day 8 by 6 d, alone"), "RC817") == [
        "a of cycle 1 day 15 comes 1 days after that of cycle 1 day 8, planned 7"
    ]
    # a policy that lets days come two days early warns of the third; farther apart is no matter
    two, three = (kept(WEEKLY, policy=a_policy(calendar=f"{{early: {days} d}}")) for days in (2, 3))
    for policy, warned in ((two, 1), (three, 0)):
        moved = decided(policy, "delay cycle 1 day 8 by 3 d, alone")
        assert len(found(moved, "RC817")) == warned
    assert found(decided(three, "delay cycle 1 day 15 by 1 d, alone"), "RC817") == []


def test_an_infusion_of_unknown_hours_ends_before_the_day_of_the_next() -> None:
    """48 hours after a bag that runs for a time that is not stated."""
    record = kept(
        made(
            """cycle: {length: 21 d, planned: 2}
components:
  - {id: b, drug: etoposide, route: intravenous, infuse_over: not stated, per_dose: 50 mg/m2, \
days: [1, 8, 15]}
  - {id: a, drug: cisplatin, route: intravenous, infuse_over: 48 h, per_dose: 20 mg/m2, \
starts: {after: b}}
"""
        )
    )
    assert dates(decided(record, "delay cycle 1 day 8 by 5 d, alone"), "a")[1:3] == [
        "1.8 2026-12-13",
        "1.15 2026-12-15",
    ]
    assert "a of cycle 1 day 8 would meet that of cycle 1 day 15" in (
        only(record, "delay cycle 1 day 8 by 6 d, alone").message
    )


def test_a_cycle_in_which_nothing_is_given_moves_nothing() -> None:
    record = kept(made(WEEKLY_LINE.format(", cycles: [1, 2]", ", cycles: [1, 2]")))
    problem = only(record, "delay cycle 3 by 7 d")
    assert problem.message == "nothing stands on cycle 3 that would move"
    assert problem.fix == (
        "Write one of the 3 cycles, and a day on which something is given; a rescue moves with its "
        "drug."
    )


WEEKLY_LINE = """cycle: {{length: 28 d, planned: 3}}
components:
  - {{id: a, drug: etoposide, route: intravenous, infuse_over: 1 h, per_dose: 100 mg/m2, \
days: [1, 8, 15]{}}}
  - {{id: b, drug: cisplatin, route: intravenous, infuse_over: 1 h, per_dose: 20 mg/m2, \
days: [2, 9, 16]{}}}
"""


def test_the_lines_of_a_source_that_omits_are_its_own_or_all() -> None:
    text = WEEKLY_LINE.format("", "")
    of_b = kept(made(f"{text}if_missed: [{{do: omit, lines: [b]}}]\n"))
    of_all = kept(made(f"{text}if_missed: [{{do: omit}}]\n"))
    cannot = "{} on day {} of cycle {} cannot be delayed: its source omits a missed dose"
    # a on day 8 by one day comes to day 9, and b may not move
    assert dates(decided(of_b, "delay cycle 1 day 8 by 1 d, alone"), "a")[1] == "1.8 2026-12-09"
    assert only(of_b, "delay cycle 1 day 9 by 1 d, alone").message == cannot.format("b", 9, 1)
    assert only(of_all, "delay cycle 1 day 8 by 1 d, alone").message == cannot.format("a", 8, 1)
    assert only(of_all, "delay cycle 1 day 9 by 1 d, alone").message == cannot.format("b", 9, 1)
    # a cycle that was delayed before changes nothing of it
    assert only(of_b, "delay cycle 2 by 7 d", "delay cycle 1 day 9 by 1 d, alone").message == (
        cannot.format("b", 9, 1)
    )


def test_each_day_that_may_not_be_delayed_is_named() -> None:
    course = plan(
        made(f"{WEEKLY_LINE.format('', '')}if_missed: [{{do: omit, lines: [b]}}]\n"),
        Patient(**MAN),
        library.shipped_policy("reference"),
        library.formulary(),
        start=date(2026, 12, 1),
        version="test",
        delays=tuple(Delay(cycle, 1, day=9, follows=False) for cycle in (1, 2)),
    )
    assert [one.message for one in course.problems if one.code == "RC813"] == [
        f"b on day 9 of cycle {cycle} cannot be delayed: its source omits a missed dose"
        for cycle in (1, 2)
    ]


def test_an_infusion_that_starts_late_in_its_day_ends_before_the_next() -> None:
    """A bag of 24 h from hour 13 of its day: an hour of b, and 12 hours more."""
    record = kept(
        made(
            """cycle: {length: 21 d, planned: 2}
components:
  - {id: b, drug: etoposide, route: intravenous, infuse_over: 1 h, per_dose: 50 mg/m2, \
days: [1, 8, 15]}
  - {id: a, drug: cisplatin, route: intravenous, infuse_over: 24 h, per_dose: 20 mg/m2, \
starts: {after: b, by: 12 h}}
"""
        )
    )
    # on day 14 from 13:00 to day 15 at 13:00, when the next one begins
    moved = decided(record, "delay cycle 1 day 8 by 6 d, alone")
    assert dates(moved, "a")[1:3] == ["1.8 2026-12-14", "1.15 2026-12-15"]


def test_an_hour_that_is_known_in_one_cycle_alone_counts_days() -> None:
    record = kept(
        made(
            """cycle: {length: 21 d, planned: 2}
components:
  - {id: b, drug: etoposide, route: intravenous, infuse_over: not stated, per_dose: 50 mg/m2, \
days: [1]}
  - id: a
    drug: cisplatin
    route: intravenous
    infuse_over: 48 h
    per_dose: 20 mg/m2
    parts:
      - {cycles: [1], starts: {after: b}}
      - {cycles: [2], days: [1]}
"""
        ),
        policy=a_policy(calendar="{early: 21 d}"),
    )
    # two days before cycle 2 the 48 hours are over in time, a day before it they are not
    moved = decided(record, "delay cycle 1 by 19 d, alone")
    assert dates(moved, "a") == ["1.1 2026-12-20", "2.1 2026-12-22"]
    assert "a of cycle 1 day 1 would meet that of cycle 2 day 1" in (
        only(record, "delay cycle 1 by 20 d, alone").message
    )
