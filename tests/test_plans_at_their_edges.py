"""What cannot be known is no dose, what lies too far off is no plan: each edge from both sides."""

from pathlib import Path

import pytest

import regimencalc as rc
from regimencalc.placing import LAST_OFFSET
from regimencalc.problems import Problem, Refused

HEAD = """\
format: 1
id: edge
name: Edge
population: adult
status: draft
sources:
  - {id: protocol, cite: "Protocol of the ward, 2020"}
"""
WOMAN = {"sex": "female", "age": "60 y", "height": "170 cm", "weight": "70 kg"}
# body surface by Mosteller: √(170 × 70 ÷ 3600) = 1.81812 m²


def planned(folder: Path, text: str, patient: dict[str, str], **choose: str) -> rc.Course:
    path = folder / "edge.yaml"
    path.write_text(HEAD + text, "utf-8")
    return rc.plan_course(
        rc.load_regimen(str(path)),
        rc.Patient(**patient),
        start="2026-12-01",
        cycles=1,
        policy="reference",
        choose=choose,
    )


def refused(folder: Path, text: str, patient: dict[str, str]) -> list[Problem]:
    with pytest.raises(Refused) as refusal:
        planned(folder, text, patient)
    return [problem for problem in refusal.value.problems if problem.is_error]


# An amount for a time whose length nobody knows

UNTIL_ANOTHER_ENDS = """\
cycle: {length: 21 d, planned: 1}
components:
  - id: fluorouracil
    drug: fluorouracil
    profile: continuous
    {amount}
    route: intravenous
    starts: {day: 1}
    infuse_over: {until: {after: hydration}}
  - id: hydration
    drug: sodium-chloride
    purpose: hydration
    {hydration}
    route: intravenous
    starts: {day: 1}
    infuse_over: {span}
"""


def until_another_ends(amount: str, span: str) -> str:
    hydration = "per_dose: 1000 mL" if span == "not stated" else "total: 1000 mL"
    text = UNTIL_ANOTHER_ENDS.replace("{amount}", amount).replace("{span}", span)
    return text.replace("{hydration}", hydration)


@pytest.mark.parametrize("amount", ["per_day: 400 mg/m2", "per_hour: 20 mg/m2"])
def test_an_amount_for_an_unknown_time_is_an_event_that_says_so(
    tmp_path: Path, amount: str
) -> None:
    course = planned(tmp_path, until_another_ends(amount, "not stated"), WOMAN)
    assert [dose.component for dose in course.doses] == ["hydration"]
    (event,) = course.events
    stated = amount.partition(": ")[2]
    assert event.component == "fluorouracil"
    words = f"no dose: {stated} is for a time, and how long it runs is not known"
    assert words in event.words


@pytest.mark.parametrize(
    ("amount", "dose_mg"),
    [
        ("per_day: 400 mg/m2", 1454.5),  # 400 × 1.81812 × 48 h ÷ 24 h
        ("per_hour: 20 mg/m2", 1745.4),  # 20 × 1.81812 × 48
    ],
)
def test_the_same_amount_for_a_known_time_is_a_dose(
    tmp_path: Path, amount: str, dose_mg: float
) -> None:
    course = planned(tmp_path, until_another_ends(amount, "48 h"), WOMAN)
    assert course.events == ()
    found = {dose.component: dose.computed.value for dose in course.doses}
    assert found["fluorouracil"] == pytest.approx(dose_mg, abs=0.05)


def test_an_amount_a_dose_needs_no_length(tmp_path: Path) -> None:
    course = planned(tmp_path, until_another_ends("per_dose: 400 mg/m2", "not stated"), WOMAN)
    found = {dose.component: dose.computed.value for dose in course.doses}
    assert found["fluorouracil"] == pytest.approx(727.2, abs=0.05)  # 400 × 1.81812


# A series that outlasts every course

SERIES = """\
cycle: {length: 28 d, planned: 1}
components:
  - {id: dexamethasone, drug: dexamethasone, per_dose: 8 mg, route: oral, days: [1]}
  - id: prednisone
    drug: prednisone
    per_dose: 50 mg
    route: oral
    starts: {after: dexamethasone}
    every: 1 d
    times: TIMES
"""


def test_a_series_beyond_the_longest_course_is_refused(tmp_path: Path) -> None:
    text = SERIES.replace("TIMES", str(LAST_OFFSET + 2))  # the first is on offset 0
    (problem,) = refused(tmp_path, text, WOMAN)
    assert problem.code == "RC605"
    assert f"'prednisone' would go on to day {LAST_OFFSET + 2} and beyond" in problem.message


def test_beside_one_that_goes_beyond_a_series_to_the_last_day_is_not_refused(
    tmp_path: Path,
) -> None:
    second = SERIES[SERIES.index("  - id: prednisone") :].replace("prednisone", "capecitabine")
    text = SERIES.replace("TIMES", str(LAST_OFFSET + 2))
    text += second.replace("TIMES", str(LAST_OFFSET + 1)).replace("50 mg", "1000 mg/m2")
    (problem,) = refused(tmp_path, text, WOMAN)
    assert "'prednisone' would go on" in problem.message


def test_a_series_to_the_last_day_that_can_be_planned_is_not_refused(tmp_path: Path) -> None:
    course = planned(tmp_path, SERIES.replace("TIMES", str(LAST_OFFSET + 1)), WOMAN)
    series = [dose for dose in course.doses if dose.component == "prednisone"]
    assert len(series) == LAST_OFFSET + 1
    assert series[-1].administration.offset == LAST_OFFSET


# A phase that is given to some

PHASES = """\
phases:
  - id: first
    cycle: {length: 21 d, planned: 1}
    components:
      - {id: prednisone, drug: prednisone, per_dose: 50 mg, route: oral, days: [1]}
  - id: second
    when: {weight: {from: 70 kg}}
    cycle: {length: 21 d, planned: 1}
    components:
      - {id: prednisone, drug: prednisone, per_dose: 100 mg, route: oral, days: [1]}
"""


def phases(folder: Path, **patient: str) -> list[tuple[str | None, float]]:
    path = folder / "edge.yaml"
    path.write_text(HEAD + PHASES, "utf-8")
    course = rc.plan_course(
        rc.load_regimen(str(path)), rc.Patient(age="60 y", **patient), start="2026-12-01"
    )
    return [(dose.phase, dose.computed.value) for dose in course.doses]


def test_a_phase_whose_condition_cannot_be_decided_is_not_left_out_in_silence(
    tmp_path: Path,
) -> None:
    with pytest.raises(Refused) as refusal:
        phases(tmp_path)
    (problem,) = [problem for problem in refusal.value.problems if problem.is_error]
    assert (problem.code, problem.place.field) == ("RC502", "weight")
    assert problem.message == "it cannot be decided which dose holds: that needs the weight"


@pytest.mark.parametrize(
    ("weight", "doses"),
    [("69.9 kg", [("first", 50)]), ("70 kg", [("first", 50), ("second", 100)])],
)
def test_a_phase_whose_condition_is_decided_is_given_or_left_out(
    tmp_path: Path, weight: str, doses: list[tuple[str, float]]
) -> None:
    assert phases(tmp_path, weight=weight) == doses
