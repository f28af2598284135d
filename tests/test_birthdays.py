"""A birthday during a course: where another amount would hold after it, somebody must decide."""

from datetime import date

import pytest

import regimencalc as rc
from regimencalc import library
from regimencalc.course import plan
from regimencalc.planned_course import Course
from regimencalc.problems import Place
from regimencalc.timeline import Delay, Then
from regimencalc.yaml_source import read

ON = "2026-12-01"
MAN = {"sex": "male", "height": "180 cm", "weight": "80 kg", "height_on": ON, "weight_on": ON}

HEAD = """format: 1
id: made
name: Made
population: adult
status: draft
sources: [{id: s, cite: "Made up for a test"}]
cycle: {length: 21 d, planned: 3}
"""
BANDS = (
    HEAD
    + """components:
  - id: cytarabine
    drug: cytarabine
    profile: high-dose
    route: intravenous
    infuse_over: 3 h
    days: [1, 3]
    parts:
      - {when: {age: {to: 60 y}}, per_dose: 3000 mg/m2}
      - {when: {age: {above: 60 y}}, per_dose: 1000 mg/m2}
"""
)
DECIDED = (
    HEAD
    + """choices:
  age-group: {old: {age: {above: 60 y}}, young: otherwise}
components:
  - id: cytarabine
    drug: cytarabine
    profile: high-dose
    route: intravenous
    infuse_over: 3 h
    days: [1, 3]
    when: {age-group: young}
    per_dose: 3000 mg/m2
  - id: etoposide
    drug: etoposide
    route: intravenous
    infuse_over: 1 h
    days: [1]
    per_dose: 100 mg/m2
"""
)


def planned(
    text: str = BANDS,
    *,
    delays: tuple[Delay, ...] = (),
    then: tuple[Then, ...] = (),
    choose: dict[str, str] | None = None,
    **who: str,
) -> Course:
    """Three cycles, from 1 and 22 December 2026 and 12 January 2027."""
    course = plan(
        rc.Regimen.from_source(read(text.encode(), "made.yaml")),
        rc.Patient(**MAN, **who),
        library.shipped_policy("reference"),
        library.formulary(),
        start=date(2026, 12, 1),
        version="test",
        delays=delays,
        then=then,
        choose=choose,
    )
    assert not course.is_refused, course.problems
    return course


def said(course: Course) -> list[str]:
    return [problem.message for problem in course.problems if problem.code == "RC528"]


WORDS = (
    "cytarabine from cycle {} on is 3000 mg/m2 by the age of 60 y on day 1 of the course; by the "
    "age of 61 y on {} it would be 1000 mg/m2"
)


@pytest.mark.parametrize(
    ("born", "where"),
    [
        # 61 on 10 December, before cycle 2; on its first day; on its third; on day 1 of the course
        ("1965-12-10", (2, "2026-12-22")),
        ("1965-12-22", (2, "2026-12-22")),
        ("1965-12-23", (2, "2026-12-24")),
        ("1965-12-03", (1, "2026-12-03")),
        ("1965-12-01", None),
        # 61 after the last day, 14 January; and 60 in the course, or 62, in one band
        ("1966-01-15", None),
        ("1966-12-10", None),
        ("1964-12-10", None),
    ],
)
def test_a_birthday_that_crosses_a_dose_band_is_said(
    born: str, where: tuple[int, str] | None
) -> None:
    course = planned(birth_date=born)
    assert said(course) == ([WORDS.format(*where)] if where else [])
    # nothing is changed by it: 3000 or 1000 mg/m2 x 2 m2 by the age of day 1
    dose = "6,000 mg" if born > "1965-12-01" else "2,000 mg"
    assert {str(one.dose) for one in course.doses} == {dose}


def test_an_age_without_a_birthday_crosses_nothing() -> None:
    assert said(planned(age="60 y")) == []


def test_the_warning_says_what_can_be_done_and_stands_at_the_birth_date() -> None:
    course = planned(birth_date="1965-12-10")
    (problem,) = [one for one in course.problems if one.code == "RC528"]
    assert problem.place == Place(field="birth_date")
    assert problem.fix == (
        "Decide which holds. To have the other one, plan from that cycle on with its own day as "
        "the start."
    )


def test_a_delay_may_bring_the_birthday_before_a_cycle() -> None:
    # the third cycle ends on 14 January, and on 28 January where it is 14 days later
    assert said(planned(birth_date="1966-01-20")) == []
    later = planned(birth_date="1966-01-20", delays=(Delay(3, 14),))
    assert said(later) == [WORDS.format(3, "2027-01-26")]


def test_a_line_that_is_not_given_after_the_birthday_is_said_too() -> None:
    assert said(planned(DECIDED, birth_date="1965-12-10")) == [
        "cytarabine from cycle 2 on is 3000 mg/m2 by the age of 60 y on day 1 of the course; by "
        "the age of 61 y on 2026-12-22 it would be not given"
    ]
    assert said(planned(DECIDED, birth_date="1964-12-10")) == []


def test_a_later_period_is_looked_at_with_its_own_answers() -> None:
    patient = rc.Patient(**{**MAN, "weight": "72 kg", "birth_date": "1965-12-10"})
    course = planned(birth_date="1965-12-10", then=(Then(2, patient, {}),))
    assert said(course) == [WORDS.format(2, "2026-12-22")]


OLD = DECIDED.replace("when: {age-group: young}", "when: {age-group: old}")


def test_a_line_that_is_given_only_after_the_birthday_is_said_with_its_moved_day() -> None:
    words = (
        "cytarabine from cycle 2 on is not given by the age of 60 y on day 1 of the course; by "
        "the age of 61 y on {} it would be 3000 mg/m2"
    )
    assert said(planned(OLD, birth_date="1965-12-10")) == [words.format("2026-12-22")]
    later = planned(OLD, birth_date="1965-12-10", delays=(Delay(2, 7),))
    assert said(later) == [words.format("2026-12-29")]


ASKED = BANDS.replace("components:", "choices: {dosing: [full, half]}\ncomponents:")
ASKED = ASKED.replace(
    "      - {when: {age: {to: 60 y}}, per_dose: 3000 mg/m2}\n",
    "      - {when: {age: {to: 60 y}, dosing: full}, per_dose: 3000 mg/m2}\n"
    "      - {when: {age: {to: 60 y}, dosing: half}, per_dose: 1500 mg/m2}\n",
).replace(
    "      - {when: {age: {above: 60 y}}, per_dose: 1000 mg/m2}\n",
    "      - {when: {age: {above: 60 y}, dosing: full}, per_dose: 1000 mg/m2}\n"
    "      - {when: {age: {above: 60 y}, dosing: half}, per_dose: 500 mg/m2}\n",
)


@pytest.mark.parametrize(("answer", "before", "after"), [("full", 3000, 1000), ("half", 1500, 500)])
def test_after_the_birthday_the_same_answers_hold(answer: str, before: int, after: int) -> None:
    course = planned(ASKED, birth_date="1965-12-10", choose={"dosing": answer})
    expected = WORDS.format(2, "2026-12-22").replace("3000", str(before))
    assert said(course) == [expected.replace("1000", str(after))]


def test_two_amounts_of_a_day_are_said_together() -> None:
    every_day = BANDS + "      - {per_dose: 500 mg/m2}\n"
    expected = WORDS.format(2, "2026-12-22").replace("mg/m2", "mg/m2 and 500 mg/m2")
    assert said(planned(every_day, birth_date="1965-12-10")) == [expected]
