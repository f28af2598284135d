"""Closed days of a policy's calendar: weekdays, single days, and public holidays of a country."""

from datetime import date

import pytest
from test_timeline import MAN

import regimencalc as rc
from regimencalc import library, public_holidays
from regimencalc.course import plan
from regimencalc.policy import Calendar
from regimencalc.problems import Place, Problem


def closed(calendar: Calendar) -> list[str]:
    return [one.message for one in said_of(calendar)]


def said_of(calendar: Calendar, start: date = date(2026, 12, 24)) -> list[Problem]:
    """What is said of the days of one cycle: etoposide on 24, 25 and 26 December 2026."""
    policy = library.shipped_policy("reference").model_copy(update={"calendar": calendar})
    measures = {**MAN, "height_on": "2026-12-20", "weight_on": "2026-12-20"}
    course = plan(
        rc.load_regimen("ep-infusional-28d"),
        rc.Patient(**measures),
        policy,
        library.formulary(),
        start=start,
        version="test",
        cycles=1,
    )
    assert len(course.doses) == 5
    return [one for one in course.problems if one.code in ("RC818", "RC524")]


def about_days(messages: list[str]) -> list[str]:
    return [one for one in messages if "closed on" in one or "holidays" in one]


def test_weekends_and_single_days_are_warned_of_with_their_dates() -> None:
    # 24 December 2026 is a Thursday
    found = about_days(closed(Calendar(closed=("saturday", "sunday"))))
    assert found == ["in cycle 1 the site is closed on Sat 26 Dec (saturday)"]
    single = about_days(closed(Calendar(closed_days=(date(2026, 12, 24),))))
    assert single == ["in cycle 1 the site is closed on Thu 24 Dec (closed)"]
    assert about_days(closed(Calendar())) == []


def test_public_holidays_are_those_of_the_country() -> None:
    found = about_days(closed(Calendar(holidays="IE")))
    (said,) = found
    assert "Fri 25 Dec (Christmas Day)" in said
    assert "Sat 26 Dec (Saint Stephen's Day" in said
    # 2 January 2027 is a holiday in Scotland alone, observed on Monday 4 January
    assert public_holidays.holiday_on("GB-SCT", date(2026, 1, 2)) != ""
    assert public_holidays.holiday_on("GB-ENG", date(2026, 1, 2)) == ""


def test_a_country_that_is_not_known_is_not_assessed() -> None:
    (said,) = about_days(closed(Calendar(holidays="XX")))
    assert said == "NOT ASSESSED: public holidays of XX, no holidays of XX are known"
    # no day is closed on its account
    (problem,) = [one for one in said_of(Calendar(holidays="XX")) if "holidays" in one.message]
    assert (problem.code, problem.place) == ("RC524", Place(field="decision"))
    assert problem.fix == (
        "Look at the calendar yourself, or name the days under 'closed_days' of the policy."
    )


def test_a_closed_day_says_what_may_be_done() -> None:
    (problem,) = [one for one in said_of(Calendar(closed=("saturday",))) if one.code == "RC818"]
    assert problem.place == Place(field="decision")
    assert problem.fix == "Move the day, or see that it can be given."


def test_without_the_extra_holidays_are_not_assessed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(public_holidays, "find_spec", {"holidays": None}.get)
    (said,) = about_days(closed(Calendar(holidays="IE")))
    assert "the extra 'holidays' is not installed" in said


def test_what_a_policy_says_of_its_calendar() -> None:
    calendar = Calendar(closed=("saturday",), closed_days=(date(2026, 12, 24),), holidays="IE")
    assert calendar.in_short == (
        "no cycle early, closed on saturday, closed on 1 single day, public holidays of IE"
    )
