"""Later cycles with other measures or answers: from which day, with which body, and what cannot be.

Phase a has two cycles of 28 days from 1 December 2026, phase b two of 21 days: cycles begin on
1 and 29 December, 26 January and 16 February.
"""

from datetime import date
from typing import Any

import pytest
from test_phases import made

import regimencalc as rc
from regimencalc import library
from regimencalc.choosing import chosen
from regimencalc.givings import measures_needed
from regimencalc.known_measures import Instead
from regimencalc.periods import timeline_of
from regimencalc.phases import turns
from regimencalc.problems import Place, Problem
from regimencalc.timeline import Delay, Then, Timeline

START = date(2026, 12, 1)
MAN = {"sex": "male", "age": "60 y", "height": "180 cm", "weight": "80 kg"}
LINE = "{id: LINE, drug: cisplatin, per_dose: 20 mg/m2, route: intravenous, days: [1]}"
FLAT = "{id: flat, drug: prednisone, per_dose: 100 mg, route: oral, days: [1]}"
PHASES = f"""phases:
  - {{id: a, cycle: {{length: 28 d, planned: 2}}, components: [{LINE.replace("LINE", "one")}]}}
  - {{id: b, cycle: {{length: 21 d, planned: 2}}, components: [{LINE.replace("LINE", "two")}]}}
"""
ONE = f"cycle: {{length: 28 d, planned: 3}}\ncomponents: [{FLAT}]\n"


def timeline(
    *then: Then,
    delays: tuple[Delay, ...] = (),
    text: str = PHASES,
    choose: dict[str, str] | None = None,
    instead: Instead | None = None,
) -> tuple[Timeline, list[Problem]]:
    """The timeline, and what stands in its way: not that nobody dated a measure."""
    regimen = made(text)
    answers = choose or {}
    planned, _ = turns(regimen, chosen(regimen, answers, {})[0], None)
    found, problems = timeline_of(
        regimen,
        library.shipped_policy("reference"),
        planned,
        START,
        delays,
        then,
        answers,
        None,
        instead or Instead(),
    )
    return found, [problem for problem in problems if problem.is_error]


def man(**other: str | None) -> rc.Patient:
    stated: dict[str, Any] = {k: v for k, v in {**MAN, **other}.items() if v is not None}
    return rc.Patient(**stated)


def since(cycle: int, *delays: Delay) -> date:
    found, problems = timeline(Then(cycle, man(), {}), delays=delays)
    assert problems == []
    (period,) = found.periods
    assert period.from_cycle == cycle
    return period.since


@pytest.mark.parametrize(
    ("cycle", "day"),
    [
        (1, date(2026, 12, 1)),
        (2, date(2026, 12, 29)),
        (3, date(2027, 1, 26)),
        # 26 January + 21 days
        (4, date(2027, 2, 16)),
    ],
)
def test_a_period_is_known_from_the_first_day_of_its_cycle(cycle: int, day: date) -> None:
    assert since(cycle) == day


def test_a_period_begins_when_its_cycle_was_moved_to() -> None:
    # a week after 29 December; a later day of the cycle moves no first day
    assert since(2, Delay(2, 7)) == date(2027, 1, 5)
    assert since(2, Delay(2, 7, day=1)) == date(2027, 1, 5)
    assert since(2, Delay(2, 7, day=2)) == date(2026, 12, 29)
    assert since(3, Delay(2, 7)) == date(2027, 2, 2)


def test_a_period_has_the_body_of_its_own_patient() -> None:
    # √(180 × 64.8 ÷ 3600) = 1.8 m2
    found, problems = timeline(Then(2, man(weight="64.8 kg"), {}))
    (period,) = found.periods
    assert problems == []
    assert period.surface_m2 == pytest.approx(1.8)
    assert period.weight_kg == 64.8


def test_a_period_of_flat_doses_may_know_no_body() -> None:
    found, problems = timeline(Then(2, man(height=None, weight=None), {}), text=ONE)
    assert problems == []
    (period,) = found.periods
    assert (period.surface_m2, period.weight_kg) == (None, None)
    # a known body is kept also where no dose is found from it: √(180 × 80 ÷ 3600) = 2 m2
    (other,) = timeline(Then(2, man(), {}), text=ONE)[0].periods
    assert (other.surface_m2, other.weight_kg) == (2, 80)


def test_a_comparison_of_formulas_holds_in_later_cycles_too() -> None:
    # Du Bois: 0.007184 × 180^0.725 × 80^0.425 = 0.007184 × 43.160 × 6.439 = 1.9964 m2
    found, _ = timeline(Then(2, man(), {}), instead=Instead(surface="du_bois_1916"))
    (period,) = found.periods
    assert period.surface_m2 == pytest.approx(1.9964, abs=1e-4)
    surface = period.measures.body_surface_area
    assert surface is not None
    assert surface.value == period.surface_m2


WAYS = f"""cycle: {{length: 28 d, planned: 3}}
choices: {{way: [flat, by-surface]}}
components:
  - {FLAT.replace("days", "when: {way: flat}, days")}
  - {LINE.replace("LINE", "more").replace("days", "when: {way: by-surface}, days")}
"""


def test_only_what_the_answers_of_a_period_need_is_asked_for() -> None:
    no_body = man(height=None, weight=None)
    flat = timeline(Then(2, no_body, {}), text=WAYS, choose={"way": "flat"})
    assert flat[1] == []
    by_surface = timeline(
        Then(2, no_body, {"way": "by-surface"}), text=WAYS, choose={"way": "flat"}
    )
    assert {problem.place.field for problem in by_surface[1]} == {"height", "weight"}
    # another answer is one of this period alone
    assert by_surface[0].periods[0].chosen.facts["way"] == "by-surface"


def test_what_one_answer_needs_is_not_what_another_needs() -> None:
    regimen = made(WAYS)
    for answer, is_needed in (("flat", False), ("by-surface", True), ("flat", False)):
        assert measures_needed(regimen, None, {"way": answer})["by_surface"] is is_needed
    # nor is what one line needs what all need
    assert measures_needed(regimen, frozenset({"flat"}))["by_surface"] is False
    assert measures_needed(regimen, frozenset({"more"}))["by_surface"] is True


# What cannot be

CYCLE = "Write a cycle of this course, or plan more of them."
DAY = "Write a day of the cycle."
PLANNED = "and 4 cycles are planned"


def said(problems: list[Problem]) -> list[tuple[str, str]]:
    assert {one.code for one in problems} <= {"RC604"}
    assert {one.place for one in problems} <= {Place(field="decision")}
    return [(one.message, one.fix) for one in problems]


@pytest.mark.parametrize(
    ("delay", "message", "fix"),
    [
        (Delay(4, 1), "", ""),
        (Delay(5, 1), f"a delay counts from cycle 5, {PLANNED}", CYCLE),
        (Delay(1, 1), "", ""),
        (Delay(0, 1), f"a delay counts from cycle 0, {PLANNED}", CYCLE),
        # cycle 2 is the last of 28 days, cycle 3 the first of 21
        (Delay(2, 1, day=1), "", ""),
        (Delay(2, 1, day=28), "", ""),
        (Delay(2, 1, day=29), "cycle 2 has no day 29", DAY),
        (Delay(2, 1, day=0), "cycle 2 has no day 0", DAY),
        (Delay(3, 1, day=21), "", ""),
        (Delay(3, 1, day=22), "cycle 3 has no day 22", DAY),
        (Delay(2, 366), "", ""),
        (Delay(2, -366), "", ""),
        (
            Delay(2, 367),
            "cycle 2 would move by 367 days, more than a year",
            "End the course, and begin another.",
        ),
        (
            Delay(2, -367),
            "cycle 2 would move by -367 days, more than a year",
            "End the course, and begin another.",
        ),
    ],
)
def test_a_delay_is_of_a_day_of_the_plan_and_less_than_a_year(
    delay: Delay, message: str, fix: str
) -> None:
    _, problems = timeline(delays=(delay,))
    assert said(problems) == ([(message, fix)] if message else [])


def test_a_day_of_no_cycle_is_no_day_either() -> None:
    _, problems = timeline(delays=(Delay(0, 1, day=1),))
    assert said(problems) == [
        (f"a delay counts from cycle 0, {PLANNED}", CYCLE),
        ("cycle 0 has no day 1", DAY),
    ]


def test_two_patients_from_one_cycle_are_refused_before_they_are_looked_at() -> None:
    # neither may be weighed in 2030, and that is not said
    late = man(weight_on="2030-01-01"), man(weight_on="2030-01-02")
    found, problems = timeline(*(Then(3, one, {}) for one in late))
    assert found.periods == ()
    words = "two different patients or answers are to hold from cycle 3"
    assert said(problems) == [(words, "Leave one of them.")]
    _, problems = timeline(Then(5, man(), {}))
    assert said(problems) == [(f"a measure or an answer counts from cycle 5, {PLANNED}", CYCLE)]


def test_what_is_wrong_with_each_period_is_said() -> None:
    _, problems = timeline(*(Then(n, man(weight_on="2030-01-01"), {}) for n in (2, 3)))
    assert [problem.code for problem in problems] == ["RC506", "RC506"]


def test_an_answer_that_changes_the_cycles_is_refused_with_its_cycle() -> None:
    text = ONE.replace("length: 28 d", "length: {from: 21 d, to: 28 d}")
    then = Then(3, man(), {"cycle.length": "21 d"})
    _, problems = timeline(then, text=text, choose={"cycle.length": "28 d"})
    assert said(problems) == [
        (
            "an answer from cycle 3 on would change how many cycles there are, or how long they "
            "last",
            "Answer it for the whole course; delay single cycles where they come later.",
        )
    ]


def test_a_course_without_known_cycles_has_problems_of_its_own() -> None:
    text = ONE.replace("planned: 3", "planned: not stated")
    assert timeline(Then(2, man(), {}), delays=(Delay(2, 7),), text=text)[1] == []
