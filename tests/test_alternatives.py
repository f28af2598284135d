"""What a rule names instead is planned as on its day: by the newest values, after what was given.

The man has 60 years, 180 cm and 80 kg. By Cockcroft and Gault his clearance is 80 × 80 ÷ (72 ×
creatinine): 98.765 mL/min at 0.9 mg/dL, 34.188 at 2.6, and 5 × (34.188 + 25) is 295.9 mg.
"""

from datetime import date
from pathlib import Path

import pytest

import regimencalc as rc
from regimencalc.alternatives import history_before, patient_on
from regimencalc.offers import Offer
from regimencalc.planned_course import Course

MAN = {"sex": "male", "age": "60 y", "height": "180 cm", "weight": "80 kg"}
DATED = {**MAN, "height_on": "2026-12-01", "weight_on": "2026-12-01"}
START = "2026-12-01"
WORSE = "creatinine=2.6 mg/dL, on 2027-01-25"


def ep(*values: str, **patient: str) -> Course:
    return rc.plan_course(
        rc.load_regimen("ep-infusional-28d"),
        rc.Patient(**{**DATED, **patient}),
        start=START,
        policy="reference",
        cycles=3,
        values=values,
    )


def carboplatin(course: Course) -> str:
    (offer,) = course.offers
    assert offer.is_offered, offer.why_not
    return offer.doses[0]


def test_the_dose_that_is_offered_is_by_the_creatinine_that_fired_the_rule() -> None:
    course = ep(WORSE, creatinine="0.9 mg/dL", creatinine_on="2026-12-01")
    # cycle 3 begins on 26 January, the day after
    assert course.offers[0].key.endswith(":cisplatin:3")
    assert carboplatin(course) == "carboplatin 295.9 mg (AUC 5), day 1"


def test_so_it_is_where_no_creatinine_but_the_newest_is_known() -> None:
    assert carboplatin(ep(WORSE)) == "carboplatin 295.9 mg (AUC 5), day 1"


def test_an_older_finding_does_not_take_the_place_of_the_patients_creatinine() -> None:
    course = ep(
        "creatinine=0.9 mg/dL, on 2026-11-25", creatinine="2.6 mg/dL", creatinine_on="2026-12-01"
    )
    assert carboplatin(course) == "carboplatin 295.9 mg (AUC 5), day 1"


def test_a_measured_rate_stays_what_the_dose_is_found_from() -> None:
    # 5 × (40 + 25) = 325 mg; the rules ask for the clearance of the creatinine
    course = ep(WORSE, measured_gfr="40 mL/min", gfr_method="iohexol", measured_gfr_on=START)
    patient = patient_on(course, date(2027, 1, 26))
    assert patient.creatinine is None
    assert carboplatin(course) == "carboplatin 325 mg (AUC 5), day 1"


def test_a_multiple_of_the_laboratorys_limit_is_no_creatinine_of_a_dose() -> None:
    course = ep("creatinine=3 ULN, on 2026-12-02", creatinine="0.9 mg/dL", creatinine_on=START)
    assert str(patient_on(course, date(2026, 12, 29)).creatinine) == "0.9 mg/dL"


def test_later_on_what_has_no_day_is_of_day_1_of_the_course() -> None:
    course = rc.plan_course(
        rc.load_regimen("ep-infusional-28d"), rc.Patient(**MAN), start=START, cycles=3
    )
    assert patient_on(course, date(2026, 12, 1)).weight_on is None
    assert patient_on(course, date(2027, 1, 26)).weight_on == date(2026, 12, 1)


HEAD = """\
format: 1
id: made
name: Made
population: adult
status: draft
sources: [{id: somebody, cite: "Somebody, 2020"}]
cycle: {length: 21 d, planned: 4}
components:
  - id: doxorubicin
    drug: doxorubicin
    per_dose: 50 mg/m2
    route: intravenous
    days: [1]
    infuse_over: not stated
alternatives: [abvd-28d]
rules:
  - {if: {platelets: {below: 50 10^9/L}}, do: {alternative: abvd-28d}, source: somebody}
"""


def made(folder: Path, *values: str, prior: dict[str, str] | None = None) -> Course:
    path = folder / "made.yaml"
    path.write_text(HEAD, "utf-8")
    return rc.plan_course(
        rc.load_regimen(path), rc.Patient(**DATED), start=START, values=values, prior=prior or {}
    )


def offer_of(course: Course) -> Offer:
    (offer,) = course.offers
    return offer


LOW = "platelets=40 10^9/L, on "


def test_what_was_given_before_counts_for_what_is_offered(tmp_path: Path) -> None:
    prior = {"doxorubicin": "540 mg/m2", "bleomycin": "0"}
    offer = offer_of(made(tmp_path, f"{LOW}2026-12-01", prior=prior))
    assert not offer.is_offered
    assert "passes the limit of 550 mg/m2 in a lifetime" in " ".join(offer.why_not)
    # 450 + 2 × 25 mg/m2 stay below it
    prior = {"doxorubicin": "450 mg/m2", "bleomycin": "0", "chest-radiotherapy": "no"}
    assert offer_of(made(tmp_path, f"{LOW}2026-12-01", prior=prior)).is_offered


@pytest.mark.parametrize(("cycle", "day", "given"), [(1, "01", 0), (2, "22", 50)])
def test_what_this_course_gave_counts_too(tmp_path: Path, cycle: int, day: str, given: int) -> None:
    prior = {"doxorubicin": "300 mg/m2", "bleomycin": "0"}
    course = made(tmp_path, f"{LOW}2026-12-{day}", prior=prior)
    assert offer_of(course).key.endswith(f":{cycle}")
    before = history_before(course, cycle).amounts
    # 50 mg/m2 in each cycle before, by the body of that day
    assert before["doxorubicin"].canonical == pytest.approx(300 + given, rel=1e-12)


def test_what_nobody_stated_is_not_assessed_in_the_offer_either(tmp_path: Path) -> None:
    course = made(tmp_path, f"{LOW}2026-12-22")
    assert "doxorubicin" not in history_before(course, 2).amounts
    assert any("NOT ASSESSED: DOXOrubicin" in words for words in offer_of(course).beside)


def test_a_refused_course_offers_nothing(tmp_path: Path) -> None:
    course = made(tmp_path, f"{LOW}2026-12-01")
    assert course.offers
    assert course.refused(()).offers == ()


PHASED = """\
format: 1
id: phased
name: Phased
population: adult
status: draft
sources: [{id: somebody, cite: "Somebody, 2020"}]
choices:
  arm: [high, low]
phases:
  - id: first
    cycle: {length: 21 d, planned: 1}
    components:
      - id: a
        drug: etoposide
        per_dose: 90 mg/m2
        route: intravenous
        days: [1]
        infuse_over: 1 h
  - id: second
    cycle: {length: 21 d, planned: 2}
    components:
      - id: b
        drug: etoposide
        route: intravenous
        days: [1]
        infuse_over: 1 h
        parts:
          - {when: {arm: high}, per_dose: 100 mg/m2}
          - {when: {arm: low}, per_dose: 50 mg/m2}
rules:
  - {if: {platelets: {below: 50 10^9/L}}, do: {choose: {arm: low}}, lines: [b], source: somebody}
"""


def test_another_answer_is_offered_for_the_cycle_of_its_rule(tmp_path: Path) -> None:
    path = tmp_path / "phased.yaml"
    path.write_text(PHASED, "utf-8")
    course = rc.plan_course(
        rc.load_regimen(path),
        rc.Patient(**DATED),
        start=START,
        values=(f"{LOW}2026-12-22",),
        choose={"arm": "high"},
        changes=("b=80 %",),
    )
    # cycle 2 begins on 22 December; 50 mg/m2 × 2 m2, and 80 % of it
    offer = offer_of(course)
    assert offer.key.endswith(":b:2")
    assert offer.doses == ("b 80 mg (50 mg/m2), day 1",)
    # the plan itself stays as it was: 80 % of 100 mg/m2 × 2 m2
    second = [one for one in course.doses if one.cycle == 2]
    assert [str(one.dose) for one in second] == ["160 mg"]
