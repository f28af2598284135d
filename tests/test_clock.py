"""Clock times: elapsed time inside, the zone's time outside."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

import pytest

import regimencalc as rc
from regimencalc import schedule
from regimencalc.clock import Clock, times_of


def test_24_h_is_24_h_when_the_clocks_go_back_and_bags_chain(man: rc.Patient) -> None:
    # Dublin's clocks go back on Sunday 25 October 2026 at 02:00 summer time. Cisplatin of day 2
    # (Saturday 24th, 09:00 +01:00) ends 24 h later: Sunday 08:00 +00:00; the bag of day 3 begins
    # there and ends on Monday at 08:00.
    course = rc.plan_course(
        rc.load_regimen("ep-infusional-28d"),
        man,
        start="2026-10-23T09:00",
        zone="Europe/Dublin",
        cycles=1,
    )
    second, third = (d for d in course.doses if d.component == "cisplatin")
    assert second.starts_at is not None
    assert second.ends_at is not None
    assert third.starts_at is not None
    assert third.ends_at is not None
    assert second.starts_at.isoformat() == "2026-10-24T09:00:00+01:00"
    assert second.ends_at.isoformat() == "2026-10-25T08:00:00+00:00"
    assert third.starts_at == second.ends_at
    assert third.ends_at.isoformat() == "2026-10-26T08:00:00+00:00"
    assert third.ends_on == dt.date(2026, 10, 26)


def changes_of_2026(zone: ZoneInfo) -> Iterator[dt.datetime]:
    """Each moment of 2026 after whose hour the clocks of a zone show another difference to UTC."""
    hour, first = dt.timedelta(hours=1), dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    for day in range(365):
        begins = first + dt.timedelta(days=day)
        if begins.astimezone(zone).utcoffset() != (begins + 24 * hour).astimezone(zone).utcoffset():
            for number in range(24):
                now = begins + number * hour
                if now.astimezone(zone).utcoffset() != (now + hour).astimezone(zone).utcoffset():
                    yield now


def test_46_h_are_46_h_over_every_change_of_the_clocks_in_2026() -> None:
    given = schedule.administrations(rc.load_regimen("mfolfox6-14d"), cycle_days=14)
    (pump,) = (one for one in given if one.component.id == "fluorouracil-pump")
    pump = pump._replace(minute=0.0)
    assert pump.minutes == 46 * 60
    looked_at = 0
    for name in sorted(available_timezones()):
        zone = ZoneInfo(name)
        for change in changes_of_2026(zone):
            before = (change - dt.timedelta(hours=20)).astimezone(zone)
            clock = Clock(before.time(), zone)
            starts, ends = times_of(clock, pump, before.date())
            assert starts is not None
            assert ends is not None
            assert ends.astimezone(dt.UTC) - starts.astimezone(dt.UTC) == dt.timedelta(hours=46)
            assert ends.replace(tzinfo=None) - starts.replace(tzinfo=None) != dt.timedelta(hours=46)
            looked_at += 1
    assert looked_at > 100


NIGHT = """\
format: 1
id: night
name: Night
population: adult
status: draft
sources: [{id: made, cite: made for a test}]
cycle: {length: 28 d, planned: 13}
components:
  - {id: etoposide, drug: etoposide, per_dose: 20 mg, route: intravenous, days: [1],
     infuse_over: 4 h}
"""


def test_a_giving_over_midnight_belongs_to_the_day_on_which_it_starts(tmp_path: Path) -> None:
    path = tmp_path / "night.yaml"
    path.write_text(NIGHT)
    course = rc.plan_course(
        rc.load_regimen(path),
        rc.Patient(age="60 y"),
        start="2026-12-01T23:00",
        zone="Europe/Dublin",
        cycles=1,
    )
    (planned,) = course.doses
    assert (planned.day, planned.date) == (1, dt.date(2026, 12, 1))
    assert planned.ends_at is not None
    assert planned.ends_at.isoformat() == "2026-12-02T03:00:00+00:00"
    assert planned.ends_on == dt.date(2026, 12, 2)


def test_cycles_are_counted_in_days_over_leap_days_and_the_end_of_a_year(tmp_path: Path) -> None:
    # 28 February 2028 + 28 days, over the 29th: 27 March; the 13th begins 12 × 28 = 336 days on
    path = tmp_path / "night.yaml"
    path.write_text(NIGHT)
    course = rc.plan_course(rc.load_regimen(path), rc.Patient(age="60 y"), start="2028-02-28")
    dates = [planned.date for planned in course.doses]
    assert dates[:3] == [dt.date(2028, 2, 28), dt.date(2028, 3, 27), dt.date(2028, 4, 24)]
    assert dates[11:] == [dt.date(2029, 1, 1), dt.date(2029, 1, 29)]


def test_day_1_of_a_cycle_is_as_many_whole_lengths_after_the_start() -> None:
    # 5 January 2026, 21 days: 26 January and not the 25th
    course = rc.plan_course(
        rc.load_regimen("carboplatin-etoposide-21d"),
        rc.Patient(
            age="60 y",
            height="180 cm",
            weight="64.8 kg",
            measured_gfr="80 mL/min",
            gfr_method="iohexol",
        ),
        start="2026-01-05",
        cycles=3,
        policy="reference",
    )
    firsts = [d.date for d in course.doses if d.component == "carboplatin"]
    assert firsts == [dt.date(2026, 1, 5), dt.date(2026, 1, 26), dt.date(2026, 2, 16)]


def test_without_a_time_there_are_no_clock_times(man: rc.Patient) -> None:
    course = rc.plan_course(rc.load_regimen("ep-infusional-28d"), man, start="2026-12-01")
    assert all(d.starts_at is None and d.ends_at is None for d in course.doses)


def test_a_line_starts_when_the_line_before_it_ends() -> None:
    # irinotecan over 90 min from 09:00 ends at 10:30, when cisplatin begins; its duration is not
    # stated, so it has no end
    patient = rc.Patient(sex="male", age="60 y", height="180 cm", weight="64.8 kg")
    course = rc.plan_course(
        rc.load_regimen("irinotecan-cisplatin-28d"),
        patient,
        start="2026-12-01T09:00",
        zone="Europe/Dublin",
        cycles=1,
    )
    irinotecan, cisplatin = course.doses[:2]
    assert irinotecan.ends_at is not None
    assert irinotecan.ends_at.isoformat() == "2026-12-01T10:30:00+00:00"
    assert cisplatin.starts_at == irinotecan.ends_at
    assert cisplatin.ends_at is None
    assert cisplatin.ends_on is None


def test_a_line_after_one_without_an_end_has_no_start() -> None:
    patient = rc.Patient(
        sex="male",
        age="60 y",
        height="180 cm",
        weight="64.8 kg",
        measured_gfr="80 mL/min",
        gfr_method="iohexol",
    )
    course = rc.plan_course(
        rc.load_regimen("carboplatin-etoposide-21d"),
        patient,
        start="2026-12-01T09:00",
        zone="Europe/Dublin",
        cycles=1,
        policy="reference",
    )
    carboplatin, etoposide, next_day = course.doses[:3]
    assert carboplatin.starts_at is not None
    assert carboplatin.ends_at is None
    assert etoposide.starts_at is None
    assert next_day.starts_at is not None
    assert f"{next_day.starts_at:%d %H:%M}" == "02 09:00"


@pytest.mark.parametrize(
    ("start", "zone", "code"),
    [
        ("2026-03-29T01:30", "Europe/Dublin", "RC602"),  # 01:00 becomes 02:00
        ("2026-03-08T02:30", "America/New_York", "RC602"),
        ("2026-12-01T09:00", "Europe/Dublinn", "RC211"),
        ("2026-12-01T09:00", None, "RC211"),
        ("2026-12-01T25:00", "Europe/Dublin", "RC211"),
        ("2026-02-30", None, "RC211"),
        ("1.12.2026", None, "RC211"),
    ],
)
def test_a_moment_that_does_not_exist_is_refused(
    man: rc.Patient, start: str, zone: str | None, code: str
) -> None:
    with pytest.raises(rc.Refused) as refused:
        rc.plan_course(rc.load_regimen("ep-infusional-28d"), man, start=start, zone=zone, cycles=1)
    assert [problem.code for problem in refused.value.problems if problem.is_error] == [code]


def test_a_moment_that_comes_twice_is_warned_of_and_the_first_taken(man: rc.Patient) -> None:
    course = rc.plan_course(
        rc.load_regimen("ep-infusional-28d"),
        man,
        start="2026-10-25T01:30",
        zone="Europe/Dublin",
        cycles=1,
    )
    assert "RC622" in {problem.code for problem in course.problems}
    first = course.doses[0].starts_at
    assert first is not None
    assert first.isoformat() == "2026-10-25T01:30:00+01:00"


def test_a_policy_may_state_day_start_and_zone(man: rc.Patient, tmp_path: Path) -> None:
    from regimencalc import library

    text = (library.folder("policies") / "reference.yaml").read_text()
    text = text.replace("day_start: not stated", "day_start: 08:30")
    text = text.replace("zone: not stated", "zone: Europe/Dublin")
    policy = tmp_path / "reference.yaml"
    policy.write_text(text)
    course = rc.plan_course(
        rc.load_regimen("ep-infusional-28d"), man, start="2026-12-01", policy=str(policy)
    )
    first = course.doses[0].starts_at
    assert first is not None
    assert first.isoformat() == "2026-12-01T08:30:00+00:00"


ORDERED = """\
format: 1
id: ordered
name: Ordered
population: adult
status: draft
sources: [{id: made, cite: made for a test}]
cycle: {length: 21 d, planned: 1}
components:
  - {id: first, drug: etoposide, per_dose: 20 mg, route: intravenous, days: FIRST, infuse_over: 2 h}
  - {id: second, drug: etoposide, per_dose: 20 mg, route: intravenous, days: [1, 2], SECOND}
"""


def times_of_second(tmp_path: Path, first_days: str, duration: str) -> list[tuple[str, str]]:
    path = tmp_path / "ordered.yaml"
    second = f"infuse_over: {duration}, starts: {{after: first}}"
    path.write_text(ORDERED.replace("FIRST", first_days).replace("SECOND", second))
    patient = rc.Patient(age="60 y", height="180 cm", weight="64.8 kg")
    course = rc.plan_course(
        rc.load_regimen(path), patient, start="2026-12-01T09:00", zone="Europe/Dublin"
    )
    found = []
    for planned in course.doses:
        if planned.component == "second":
            assert planned.starts_at is not None
            assert planned.ends_at is not None
            found.append((f"{planned.starts_at:%d %H:%M}", f"{planned.ends_at:%d %H:%M}"))
    return found


def test_a_bag_waits_both_for_the_line_before_it_and_for_its_own_last_bag(tmp_path: Path) -> None:
    # first: 09:00 to 11:00 on day 2 only. second: day 1 09:00 to day 2 09:00, then after first
    assert times_of_second(tmp_path, "[2]", "24 h") == [
        ("01 09:00", "02 09:00"),
        ("02 11:00", "03 11:00"),
    ]


def test_two_bags_of_a_line_never_overlap(tmp_path: Path) -> None:
    # first: 09:00 to 11:00 on day 1. second: 11:00 + 22 h = 09:00 on day 2, when its next begins
    assert times_of_second(tmp_path, "[1]", "22 h") == [
        ("01 11:00", "02 09:00"),
        ("02 09:00", "03 07:00"),
    ]
    # 11:00 + 23.5 h = 10:30 on day 2, and 22 h + 1 min = 09:01: too long, and nothing is planned
    for too_long in ("1410 min", "1321 min"):
        with pytest.raises(rc.Refused) as refused:
            times_of_second(tmp_path, "[1]", too_long)
        (problem,) = refused.value.problems
        assert problem.code == "RC303"
        assert problem.message.startswith(f"an infusion over {too_long} outlasts the ")
        assert problem.place.line == 10


def test_without_a_clock_nobody_knows_when_a_following_line_ends(tmp_path: Path) -> None:
    path = tmp_path / "ordered.yaml"
    second = "infuse_over: 24 h, starts: {after: first}"
    path.write_text(ORDERED.replace("FIRST", "[1]").replace("SECOND", second))
    patient = rc.Patient(age="60 y", height="180 cm", weight="64.8 kg")
    course = rc.plan_course(rc.load_regimen(path), patient, start="2026-12-01")
    second_doses = [planned for planned in course.doses if planned.component == "second"]
    assert [planned.ends_on for planned in second_doses] == [None, dt.date(2026, 12, 3)]


def test_a_short_womans_ideal_weight_is_an_extrapolation_and_that_is_said() -> None:
    # Devine begins at 60 in = 152.4 cm; at 142 cm with 60 kg the index is 29.8, so it is used
    woman = rc.Patient(
        sex="female", age="60 y", height="142 cm", weight="60 kg", creatinine="0.9 mg/dL"
    )
    course = rc.plan_course(
        rc.load_regimen("carboplatin-etoposide-21d"),
        woman,
        start="2026-12-01",
        policy="nccn-adjusted",
    )
    found = [p.message for p in course.problems if p.code == "RC523"]
    assert found == [
        "a height of 142 cm is below 152.4 cm, from which Devine 1974, Drug Intell Clin Pharm "
        "8:650 holds"
    ]
