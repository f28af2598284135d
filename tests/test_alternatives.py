"""What a rule names instead is planned as on its day: by the newest values, after what was given.

The man has 60 years, 180 cm and 80 kg. By Cockcroft and Gault his clearance is 80 × 80 ÷ (72 ×
creatinine): 98.765 mL/min at 0.9 mg/dL, 34.188 at 2.6, and 5 × (34.188 + 25) is 295.9 mg.
"""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

import regimencalc as rc
from regimencalc import library
from regimencalc.alternatives import history_before, offers, patient_on
from regimencalc.course import plan
from regimencalc.findings import read_finding
from regimencalc.formulary import FormularyEntry
from regimencalc.history import History
from regimencalc.offers import Offer
from regimencalc.planned_course import Course
from regimencalc.timeline import Then
from regimencalc.units import Measure
from regimencalc.yaml_source import read

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
    assert "found from" not in " ".join(course.offers[0].beside)


def test_a_newer_creatinine_takes_the_place_of_an_older_one_whichever_is_higher() -> None:
    course = ep("creatinine=0.9 mg/dL, on 2027-01-25", creatinine="2.6 mg/dL", creatinine_on=START)
    assert str(patient_on(course, date(2027, 1, 26)).creatinine) == "0.9 mg/dL"


def test_so_it_is_where_no_creatinine_but_the_newest_is_known() -> None:
    assert carboplatin(ep(WORSE)) == "carboplatin 295.9 mg (AUC 5), day 1"


def test_an_older_finding_does_not_take_the_place_of_the_patients_creatinine() -> None:
    course = ep(
        "creatinine=0.9 mg/dL, on 2026-11-25", creatinine="2.6 mg/dL", creatinine_on="2026-12-01"
    )
    assert carboplatin(course) == "carboplatin 295.9 mg (AUC 5), day 1"


IOHEXOL = {"gfr_method": "iohexol", "measured_gfr_on": START}
ESTIMATED = {"egfr_equation": "ckd_epi_2021", "egfr_on": START}


def test_a_newer_creatinine_takes_the_place_of_a_higher_measured_rate() -> None:
    # 5 × (34.188 + 25) = 295.9 mg by the creatinine that fired the rule; 5 × (90 + 25) = 575 mg
    course = ep(WORSE, measured_gfr="90 mL/min", **IOHEXOL)
    patient = patient_on(course, date(2027, 1, 26))
    assert (str(patient.creatinine), patient.measured_gfr, patient.gfr_method) == (
        "2.6 mg/dL",
        None,
        None,
    )
    assert carboplatin(course) == "carboplatin 295.9 mg (AUC 5), day 1"
    assert course.offers[0].beside[-1] == (
        "found from the creatinine 2.6 mg/dL on 2027-01-25, and not from the measured GFR "
        "90 mL/min, which is older and gives the higher clearance"
    )


def test_of_two_rates_that_are_capped_alike_the_newer_counts() -> None:
    # 80 × 80 ÷ (72 × 0.4) = 222.2 mL/min: the policy caps it and the older 130 mL/min at 125
    course = ep("creatinine=0.4 mg/dL, on 2027-01-25", egfr="130 mL/min", **ESTIMATED)
    assert str(patient_on(course, date(2027, 1, 26)).creatinine) == "0.4 mg/dL"


def test_a_birth_date_gives_the_age_of_that_day() -> None:
    born = {name: text for name, text in DATED.items() if name != "age"}
    patient = rc.Patient(**born, birth_date="1966-06-01", measured_gfr="90 mL/min", **IOHEXOL)
    course = rc.plan_course(
        rc.load_regimen("ep-infusional-28d"),
        patient,
        start=START,
        policy="reference",
        cycles=3,
        values=(WORSE,),
    )
    # 60 years on 26 January 2027
    assert carboplatin(course) == "carboplatin 295.9 mg (AUC 5), day 1"


def test_a_newer_creatinine_is_said_beside_the_rate_of_its_period() -> None:
    measured = rc.Patient(
        **DATED, measured_gfr="90 mL/min", gfr_method="iohexol", measured_gfr_on="2026-12-28"
    )
    course = plan(
        rc.load_regimen("ep-infusional-28d"),
        rc.Patient(**DATED, creatinine="0.9 mg/dL", creatinine_on=START),
        library.shipped_policy("reference"),
        library.formulary(),
        start=date(2026, 12, 1),
        version="test",
        cycles=3,
        findings=(read_finding(WORSE),),
        then=(Then(2, measured, {}),),
    )
    (offer,) = offers(course, "reference")
    assert offer.doses[0] == "carboplatin 295.9 mg (AUC 5), day 1"
    assert offer.beside[-1].endswith(
        "and not from the measured GFR 90 mL/min, which is older and gives the higher clearance"
    )


def test_a_count_without_a_day_is_none_of_the_day_of_the_other_regimen() -> None:
    # 0.5 of 1 December says nothing of 26 January; of that day it would delay
    assert carboplatin(ep("neutrophils=0.5 10^9/L", WORSE)).startswith("carboplatin 295.9 mg")
    (held,) = ep("neutrophils=0.5 10^9/L, on 2027-01-26", WORSE).offers
    assert not held.is_offered
    assert held.why_not[0].startswith("cycle: neutrophils 0.5 10^9/L on 2027-01-26: delay by 7 d")


def test_a_lower_measured_rate_stays_beside_a_newer_creatinine_and_says_so() -> None:
    # 5 × (30 + 25) = 275 mg
    course = ep(WORSE, measured_gfr="30 mL/min", **IOHEXOL)
    assert patient_on(course, date(2027, 1, 26)).creatinine is None
    assert carboplatin(course) == "carboplatin 275 mg (AUC 5), day 1"
    assert (
        "carboplatin in cycle 1 is found from the measured GFR 30 mL/min on 2026-12-01, and not "
        "from the creatinine 2.6 mg/dL on 2027-01-25"
    ) in course.offers[0].beside


def test_a_rate_measured_on_the_day_of_the_creatinine_or_later_stays() -> None:
    # the rule asks for the clearance of the creatinine; 5 × (90 + 25) = 575 mg
    for day in ("2026-11-30", START):
        course = ep(f"creatinine=2.6 mg/dL, on {day}", measured_gfr="90 mL/min", **IOHEXOL)
        assert patient_on(course, date(2026, 12, 1)).creatinine is None
        assert carboplatin(course) == "carboplatin 575 mg (AUC 5), day 1"
        assert "found from" not in " ".join(course.offers[0].beside)


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


# The creatinine of the day


def test_what_has_no_day_is_of_day_1_beside_an_older_finding_too() -> None:
    # 5 × (34.188 + 25) = 295.9 mg by the 2.6 mg/dL of day 1; by the older 0.9 it would be 618.8 mg
    course = ep("creatinine=0.9 mg/dL, on 2026-11-25", creatinine="2.6 mg/dL")
    assert course.offers[0].key.endswith(":cisplatin:1")
    assert str(patient_on(course, date(2026, 12, 1)).creatinine) == "2.6 mg/dL"
    assert carboplatin(course) == "carboplatin 295.9 mg (AUC 5), day 1"


def test_a_finding_without_a_day_is_of_day_1() -> None:
    patient = patient_on(ep("creatinine=2.6 mg/dL"), date(2026, 12, 1))
    assert (str(patient.creatinine), patient.creatinine_on) == ("2.6 mg/dL", date(2026, 12, 1))


@pytest.mark.parametrize(
    ("rate", "dose"),
    # 5 × (34.188 + 25) = 295.9 mg; 5 × (30 + 25) = 275 mg
    [("104 mL/min", "295.9 mg"), ("30 mL/min", "275 mg")],
)
def test_of_an_older_estimated_rate_and_a_newer_creatinine_the_lower_counts(
    rate: str, dose: str
) -> None:
    egfr = {"egfr": rate, "egfr_equation": "ckd_epi_2021", "egfr_on": START}
    assert carboplatin(ep(WORSE, **egfr)) == f"carboplatin {dose} (AUC 5), day 1"


def later(*then: Then, history: History | None = None) -> Course:
    """Three cycles of doxorubicin, 50 mg/m2 on days 1, 22 and 43, with other patients later on."""
    return plan(
        rc.Regimen.from_source(read(HEAD.encode(), "made.yaml")),
        rc.Patient(**DATED),
        library.shipped_policy("reference"),
        library.formulary(),
        start=date(2026, 12, 1),
        version="test",
        cycles=3,
        history=history or History({"doxorubicin": Measure(0.0, "mg", "0")}),
        findings=(read_finding("creatinine=1.2 mg/dL, on 2026-12-20"),),
        then=then,
    )


LIGHTER = {**DATED, "weight": "64 kg", "weight_on": "2026-12-20"}


def test_the_patient_of_a_later_day_is_the_one_of_its_period() -> None:
    # the second cycle begins on 22 December
    course = later(Then(2, rc.Patient(**LIGHTER), {}))
    assert str(patient_on(course, date(2026, 12, 21)).weight) == "80 kg"
    assert str(patient_on(course, date(2026, 12, 22)).weight) == "64 kg"


def test_of_one_day_the_creatinine_of_the_patient_stays() -> None:
    own = {"creatinine": "1.5 mg/dL", "creatinine_on": "2026-12-20"}
    course = later(Then(2, rc.Patient(**LIGHTER, **own), {}))
    assert str(patient_on(course, date(2026, 12, 22)).creatinine) == "1.5 mg/dL"


# What was given before


def test_what_was_given_is_counted_by_the_body_of_its_day() -> None:
    # 50 mg/m2 in each of two cycles, by √(180 × 80 ÷ 3600) = 2 and √(180 × 64 ÷ 3600) = 1.789 m2
    course = later(Then(2, rc.Patient(**LIGHTER), {}))
    assert not course.is_refused
    before = history_before(course, 3).amounts["doxorubicin"]
    assert before.canonical == pytest.approx(100, rel=1e-12)
    assert (before.unit, str(before)) == ("mg/m2", "100 mg/m2")


def test_cycles_before_count_and_the_cycle_itself_does_not() -> None:
    course = later()
    given = [history_before(course, cycle).amounts["doxorubicin"].canonical for cycle in (1, 2, 3)]
    assert given == pytest.approx([0, 50, 100], rel=1e-12)


def test_an_amount_for_another_body_is_not_assessed_any_more() -> None:
    course = later(history=History({"doxorubicin": Measure(100.0, "mg", "100 mg")}))
    assert "doxorubicin" not in history_before(course, 2).amounts


@pytest.mark.parametrize(
    ("prior", "iu"),
    [
        # 10000 IU/m2 × 2 m2 on days 1 and 15 are 40000 IU a cycle; a USP unit is 1000 IU
        ("0", 40_000),
        ("100000 IU", 140_000),
        ("100 USP_units", 140_000),
    ],
)
def test_bleomycin_is_counted_in_one_unit_whichever_was_stated(prior: str, iu: int) -> None:
    course = rc.plan_course(
        rc.load_regimen("abvd-28d"),
        rc.Patient(**DATED),
        start=START,
        cycles=2,
        prior={"bleomycin": prior},
    )
    before = history_before(course, 2).amounts["bleomycin"]
    assert before.canonical == pytest.approx(iu, rel=1e-12)
    assert (before.unit, str(before)) == ("IU", f"{iu} IU")
    # of doxorubicin, which comes first, nothing was stated
    assert "doxorubicin" not in history_before(course, 2).amounts


def test_cisplatin_has_a_lifetime_that_only_warns_and_is_counted_too() -> None:
    # 45 mg/m2 on days 2 and 3
    course = ep_with_prior("cisplatin")
    before = history_before(course, 2).amounts["cisplatin"]
    assert before.canonical == pytest.approx(100 + 90, rel=1e-12)


def ep_with_prior(drug: str) -> Course:
    return rc.plan_course(
        rc.load_regimen("ep-infusional-28d"),
        rc.Patient(**DATED),
        start=START,
        cycles=2,
        prior={drug: "100 mg/m2"},
    )


def test_what_this_course_gave_of_the_class_counts_for_another_drug_of_it(tmp_path: Path) -> None:
    # one cycle of daunorubicin, 60 mg/m2, beside 490 mg/m2 of doxorubicin before
    path = tmp_path / "made.yaml"
    line = HEAD.replace("id: doxorubicin", "id: daunorubicin")
    line = line.replace("drug: doxorubicin", "drug: daunorubicin").replace("50 mg/m2", "60 mg/m2")
    path.write_text(line, "utf-8")
    course = rc.plan_course(
        rc.load_regimen(path),
        rc.Patient(**DATED),
        start=START,
        values=(f"{LOW}2026-12-22",),
        prior={"doxorubicin": "490 mg/m2", "bleomycin": "0", "chest-radiotherapy": "no"},
    )
    before = history_before(course, 2).amounts
    assert str(before["daunorubicin"]) == "60 mg/m2"
    # 490 + 2 × 25 = 540 stay below 550 mg/m2; with 0.6 × 60 = 36 more they do not
    offer = offer_of(course)
    assert not offer.is_offered
    assert "passes the limit of 550 mg/m2 in a lifetime" in " ".join(offer.why_not)


def planned_with(name: str, prior: dict[str, Measure], *entries: FormularyEntry) -> Course:
    return plan(
        rc.load_regimen(name),
        rc.Patient(**DATED),
        library.shipped_policy("reference"),
        {**library.formulary(), **{entry.id: entry for entry in entries}},
        start=date(2026, 12, 1),
        version="test",
        cycles=2,
        history=History(prior),
    )


def test_a_drug_without_a_lifetime_is_counted_by_surface() -> None:
    # 100 mg/m2 on days 1 to 3
    course = planned_with("ep-infusional-28d", {"etoposide": Measure(100.0, "mg/m2")})
    before = history_before(course, 2).amounts["etoposide"]
    assert str(before) == "400 mg/m2"


def test_a_lifetime_that_only_warns_says_in_which_unit_it_counts() -> None:
    text = (library.folder("formulary") / "bleomycin.yaml").read_text("utf-8")
    both = "{warn: 300000 IU, refuse: 400000 IU,"
    assert both in text
    text = text.replace(both, "{warn: 300000 IU,")
    entry = FormularyEntry.from_source(read(text.encode(), "bleomycin.yaml"))
    course = planned_with("abvd-28d", {"bleomycin": Measure(0.0, "mg", "0")}, entry)
    # 10000 IU/m2 × 2 m2 on days 1 and 15
    assert str(history_before(course, 2).amounts["bleomycin"]) == "40000 IU"


FLAT = """\
format: 1
id: made
name: Made
population: adult
status: draft
sources: [{id: somebody, cite: "Somebody, 2020"}]
cycle: {length: 21 d, planned: 2}
components:
  - {id: a, drug: doxorubicin, per_dose: 100 mg, route: intravenous, days: [1], infuse_over: 1 h}
  - {id: b, drug: daunorubicin, per_dose: 100 mg, route: intravenous, days: [1], infuse_over: 1 h}
"""


@pytest.mark.parametrize("stated", [("doxorubicin", "daunorubicin"), ("doxorubicin",)])
def test_a_dose_of_an_unknown_body_takes_what_was_stated_away(stated: tuple[str, ...]) -> None:
    course = plan(
        rc.Regimen.from_source(read(FLAT.encode(), "made.yaml")),
        rc.Patient(sex="male", age="60 y"),
        library.shipped_policy("reference"),
        library.formulary(),
        start=date(2026, 12, 1),
        version="test",
        history=History({d: Measure(100.0, "mg/m2") for d in stated}, tables=library.equivalents()),
    )
    assert [str(one.dose) for one in course.doses] == ["100 mg"] * 4
    assert set(history_before(course, 1).amounts) == set(stated)
    assert history_before(course, 2).amounts == {}


# What is offered


CHOOSING = """\
format: 1
id: made
name: Made
population: adult
status: draft
sources: [{id: somebody, cite: "Somebody, 2020"}]
choices: {arm: [full, low, auc], side: [left, right]}
cycle: {length: 21 d, planned: 3}
components:
  - id: full
    drug: etoposide
    per_dose: 100 mg/m2
    route: intravenous
    days: [1]
    infuse_over: 1 h
    when: {arm: full}
  - id: low
    drug: etoposide
    per_dose: 50 mg/m2
    route: intravenous
    days: [1]
    infuse_over: 1 h
    when: {arm: low}
  - id: auc
    drug: carboplatin
    kidney: not stated
    per_dose: AUC 5
    route: intravenous
    days: [1]
    infuse_over: 1 h
    when: {arm: auc}
  - id: left
    drug: cisplatin
    per_dose: 20 mg/m2
    route: intravenous
    days: [1]
    infuse_over: 1 h
    when: {side: left}
  - id: right
    drug: cisplatin
    per_dose: 30 mg/m2
    route: intravenous
    days: [1]
    infuse_over: 1 h
    when: {side: right}
rules:
  - {if: {platelets: {below: 50 10^9/L}}, do: {choose: {arm: low}}, lines: [full], source: somebody}
  - {if: {bilirubin: {above: 26 umol/L}}, do: hold, lines: [left, right], source: somebody}
"""


def choosing(folder: Path, *values: str, changes: tuple[str, ...] = ()) -> Course:
    path = folder / "made.yaml"
    path.write_text(CHOOSING, "utf-8")
    return rc.plan_course(
        rc.load_regimen(path),
        rc.Patient(**DATED),
        start=START,
        choose={"arm": "full", "side": "left"},
        values=values,
        changes=changes,
    )


def test_another_answer_is_offered_beside_those_that_were_given(tmp_path: Path) -> None:
    # 50 × 2 = 100 mg, and 20 × 2 = 40 mg on the left
    offer = offer_of(choosing(tmp_path, f"{LOW}2026-12-22"))
    assert offer.key == "platelets-below-50-choose-arm-low:full:2"
    assert offer.title == "arm: low"
    assert offer.doses == ("low 100 mg (50 mg/m2), day 1", "left 40 mg (20 mg/m2), day 1")


@pytest.mark.parametrize(
    ("change", "dose"),
    [
        ("left=50 %", "20 mg"),
        ("left=50 % from cycle 2", "20 mg"),
        ("left=50 % from cycle 3", "40 mg"),
        ("left=50 % to cycle 1", "40 mg"),
        ("left=50 % to cycle 2", "20 mg"),
        ("left=50 % from cycle 2 to cycle 3", "20 mg"),
    ],
)
def test_what_is_in_force_in_the_cycle_is_in_force_in_the_other_answer(
    tmp_path: Path, change: str, dose: str
) -> None:
    # 20 × 2 = 40 mg, and half of it is 20 mg
    offer = offer_of(choosing(tmp_path, f"{LOW}2026-12-22", changes=(change,)))
    assert offer.doses[1] == f"left {dose} (20 mg/m2), day 1"
    assert not any("decided" in words for words in offer.beside)


def test_a_value_without_a_day_is_still_of_day_1_of_the_course(tmp_path: Path) -> None:
    # on 22 December a bilirubin of 1 December is too old to hold anything
    course = choosing(tmp_path, f"{LOW}2026-12-22", "bilirubin=30 umol/L")
    assert next(str(one.dose) for one in course.doses if one.component == "left") == "HELD"
    assert offer_of(course).is_offered


def test_what_was_found_is_judged_in_the_other_answer_too(tmp_path: Path) -> None:
    offer = offer_of(choosing(tmp_path, f"{LOW}2026-12-22", "bilirubin=30 umol/L, on 2026-12-22"))
    assert not offer.is_offered
    assert offer.why_not[0].startswith("left: bilirubin 30 umol/L on 2026-12-22: hold")


def chosen_in(folder: Path, text: str, **more: Any) -> Course:
    path = folder / "made.yaml"
    path.write_text(text, "utf-8")
    given: dict[str, Any] = {
        "patient": rc.Patient(**DATED),
        "start": START,
        "choose": {"arm": "full", "side": "left"},
        **more,
    }
    return rc.plan_course(rc.load_regimen(path), **given)


def test_another_answer_is_offered_in_a_cycle_beyond_those_that_the_file_plans(
    tmp_path: Path,
) -> None:
    # three by the file, and five by whoever plans; cycle 4 begins on 2 February
    course = chosen_in(tmp_path, CHOOSING, cycles=5, values=(f"{LOW}2027-02-02",))
    offer = offer_of(course)
    assert offer.key.endswith(":full:4")
    assert offer.doses[0] == "low 100 mg (50 mg/m2), day 1"


def test_what_was_given_before_counts_in_the_other_answer_too(tmp_path: Path) -> None:
    values = (f"{LOW}2026-12-22",)
    unknown = "NOT ASSESSED: CISplatin in a lifetime: before not stated"
    said = offer_of(chosen_in(tmp_path, CHOOSING, values=values))
    assert any(words.startswith(unknown) for words in said.beside)
    none = offer_of(chosen_in(tmp_path, CHOOSING, values=values, prior={"cisplatin": "0"}))
    assert not any(words.startswith(unknown) for words in none.beside)


def test_another_regimen_is_offered_after_another_answer(tmp_path: Path) -> None:
    rule = "{if: {haemoglobin: {below: 80 g/L}}, do: {alternative: abvd-28d}, source: somebody}"
    text = CHOOSING.replace("rules:\n", "alternatives: [abvd-28d]\nrules:\n") + f"  - {rule}\n"
    values = (f"{LOW}2026-12-22", "haemoglobin=70 g/L, on 2026-12-22")
    titles = [one.title for one in chosen_in(tmp_path, text, values=values).offers]
    assert [title.partition(",")[0] for title in titles] == ["arm: low", "abvd-28d"]


def test_a_time_that_does_not_exist_on_a_day_of_the_other_answer_stands_in_its_way(
    tmp_path: Path,
) -> None:
    # cycle 2 begins on 27 March 2027; at half past one on its day 2 the clocks have gone forward
    low = "    days: [1]\n    infuse_over: 1 h\n    when: {arm: low}"
    assert low in CHOOSING
    course = chosen_in(
        tmp_path,
        CHOOSING.replace(low, low.replace("[1]", "[1, 2]")),
        patient=rc.Patient(**{**DATED, "height_on": "2027-03-01", "weight_on": "2027-03-01"}),
        start="2027-03-06T01:30",
        zone="Europe/Dublin",
        values=(f"{LOW}2027-03-27",),
    )
    (why,) = offer_of(course).why_not
    assert why.startswith("01:30 does not exist in Europe/Dublin on ")


def test_a_time_that_does_not_exist_on_a_day_of_the_other_regimen_stands_in_its_way(
    tmp_path: Path,
) -> None:
    # 14 + 14 days: at half past one on 28 March 2027 the clocks of Dublin have gone forward
    path = tmp_path / "made.yaml"
    path.write_text(HEAD, "utf-8")
    course = rc.plan_course(
        rc.load_regimen(path),
        rc.Patient(**MAN),
        start="2027-03-14T01:30",
        zone="Europe/Dublin",
        cycles=2,
        values=(f"{LOW}2027-03-14",),
    )
    assert not course.is_refused
    (why,) = offer_of(course).why_not
    assert why.startswith("01:30 does not exist in Europe/Dublin on ")


def test_another_regimen_has_nothing_of_what_was_decided_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "made.yaml"
    path.write_text(HEAD, "utf-8")
    given: dict[str, Any] = {
        "regimen": rc.load_regimen(path),
        "patient": rc.Patient(**DATED),
        "start": START,
    }
    values = (f"{LOW}2026-12-01",)
    said = "what was decided for this course is not in these doses"
    plain = offer_of(rc.plan_course(**given, values=values))
    reduced = offer_of(rc.plan_course(**given, values=values, changes=("doxorubicin=50 %",)))
    # 25 × 2 = 50 mg by either
    assert plain.doses[0] == reduced.doses[0] == "doxorubicin 50 mg (25 mg/m2), days 1, 15 (2 days)"
    assert plain.title == (
        "abvd-28d, Doxorubicin, bleomycin, vinblastine and dacarbazine (ABVD), 28-day"
    )
    assert (said in plain.beside, said in reduced.beside) == (False, True)


def test_one_cycle_of_it_is_offered_and_not_what_would_follow(tmp_path: Path) -> None:
    # 490 + 2 × 25 = 540 mg/m2 stay below 550, and a second cycle would not
    prior = {"doxorubicin": "490 mg/m2", "bleomycin": "0", "chest-radiotherapy": "no"}
    assert offer_of(made(tmp_path, f"{LOW}2026-12-01", prior=prior)).is_offered


ANSWER = "platelets-below-50-abvd-28d-instead:cycle:1=said"


def test_what_was_declined_is_not_offered_and_what_was_accepted_is(tmp_path: Path) -> None:
    path = tmp_path / "made.yaml"
    path.write_text(HEAD, "utf-8")
    given: dict[str, Any] = {
        "regimen": rc.load_regimen(path),
        "patient": rc.Patient(**DATED),
        "start": START,
    }
    values = (f"{LOW}2026-12-01",)
    assert rc.plan_course(**given, values=values, decline=(ANSWER,)).offers == ()
    assert len(rc.plan_course(**given, values=values, accept=(ANSWER,)).offers) == 1


def test_what_cannot_be_planned_says_why_and_the_others_are_offered(tmp_path: Path) -> None:
    of_value = {
        "platelets-below-50": "{platelets: {below: 50 10^9/L}}",
        "neutrophils-below-1": "{neutrophils: {below: 1 10^9/L}}",
        "haemoglobin-below-80": "{haemoglobin: {below: 80 g/L}}",
    }
    names = ("carboplatin-etoposide-21d", "abvd-28d", "carboplatin-irinotecan-28d")
    rules = "".join(
        f"  - {{if: {condition}, do: {{alternative: {name}}}, source: somebody}}\n"
        for condition, name in zip(of_value.values(), names, strict=True)
    )
    text = HEAD.partition("alternatives:")[0]
    path = tmp_path / "made.yaml"
    path.write_text(f"{text}alternatives: [{', '.join(names)}]\nrules:\n{rules}", "utf-8")
    values = ("platelets=40 10^9/L", "neutrophils=0.9 10^9/L", "haemoglobin=70 g/L")
    course = rc.plan_course(rc.load_regimen(path), rc.Patient(**DATED), start=START, values=values)
    found = {one.key: one for one in course.offers}
    assert list(found) == [
        f"{value}-{name}-instead:cycle:1" for value, name in zip(of_value, names, strict=True)
    ]
    first, second, third = found.values()
    for offer, name in ((first, names[0]), (third, names[2])):
        assert (offer.title, offer.is_offered, offer.doses) == (name, False, ())
        (why,) = offer.why_not
        assert why.startswith(
            f"{name} has a dose by AUC, and no policy is chosen. "
            "Choose how clearance is estimated, it can move the dose by a third: "
        )
    assert second.is_offered


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
