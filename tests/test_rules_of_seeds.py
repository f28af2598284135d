"""The borrowed tables of the seeds' drugs: each rule on both sides of its edge, and what it does.

The man of `test_rules` is 68 years old, 180 cm and 72 kg: √(180 × 72 ÷ 3600) = √3.6 = 1.8974 m²,
and his clearance is 72 ÷ creatinine in mg/dL.
"""

import pytest
from test_rules import FIRED, MAN, OPEN, QUIET, dose, outcome, plan

import regimencalc as rc
from regimencalc.dosing import Dose
from regimencalc.withheld import Withheld

SPLIT = "ep-five-day-21d"
CHOICES = {
    "bep-five-day-21d": {"bleomycin-route": "intravenous"},
    SPLIT: {"sodium-chloride": "2000 mL"},
}


def seed(regimen: str, *values: str, patient: rc.Patient = MAN) -> rc.Course:
    return plan(regimen, *values, choose=CHOICES.get(regimen), patient=patient)


def proposed(course: rc.Course, line: str) -> float | None:
    found = dose(course, line).proposed
    return found.value if isinstance(found, Dose) else None


def is_held(course: rc.Course, line: str, cycle: int = 1) -> bool:
    return isinstance(dose(course, line, cycle).dose, Withheld)


# Cisplatin by clearance (NCCP 00460). 20 mg/m2 × √3.6 = 37.947 mg; three quarters are 28.460 and
# half is 18.974; 100 mg/m2 × √3.6 = 189.737: 142.302 and 94.868.
BY_CLEARANCE = [
    ("creatinine=1.2 mg/dL", None),  # 60
    ("creatinine=1.201 mg/dL", 0.75),  # 59.95
    ("creatinine=1.44 mg/dL", 0.75),  # 50
    ("creatinine=1.441 mg/dL", 0.5),  # 49.97
    ("creatinine=1.8 mg/dL", 0.5),  # 40
]


@pytest.mark.parametrize(("creatinine", "share"), BY_CLEARANCE)
@pytest.mark.parametrize(
    ("regimen", "standard"),
    [(SPLIT, 37.947332), ("bep-five-day-21d", 37.947332), ("pf-21d", 189.736660)],
)
def test_cisplatin_is_lowered_by_clearance(
    regimen: str, standard: float, creatinine: str, share: float | None
) -> None:
    course = seed(regimen, creatinine)
    assert dose(course, "cisplatin").computed.value == pytest.approx(standard)
    expected = None if share is None else pytest.approx(share * standard)
    assert proposed(course, "cisplatin") == expected


@pytest.mark.parametrize("regimen", [SPLIT, "bep-five-day-21d", "pf-21d"])
def test_cisplatin_is_held_below_a_clearance_of_40(regimen: str) -> None:
    # 72 ÷ 1.801 = 39.98; 300 umol/L ÷ 88.42 = 3.393 mg/dL: 72 ÷ 3.393 = 21.2
    for creatinine in ("creatinine=1.801 mg/dL", "creatinine=300 umol/L"):
        course = seed(regimen, creatinine)
        assert outcome(course, "creatinine-clearance-below-40-hold") == FIRED
        assert is_held(course, "cisplatin")
    assert outcome(seed(regimen), "creatinine-clearance-below-40-hold") == OPEN


IRINOTECAN = [
    "carboplatin-irinotecan-28d",
    "irinotecan-cisplatin-21d",
    "irinotecan-cisplatin-28d",
    "irinotecan-cisplatin-60-21d",
    "irinotecan-cisplatin-70-21d",
]
MEASURED = rc.Patient(**{**MAN.to_dict(), "measured_gfr": "80 mL/min", "gfr_method": "iohexol"})


@pytest.mark.parametrize("regimen", IRINOTECAN)
def test_irinotecan_is_held_above_a_bilirubin_of_2_mg_dl(regimen: str) -> None:
    # 2 mg/dL × 17.1 = 34.2 umol/L. Without the laboratory's limit the table of its multiples is
    # not assessed, and with a limit of 30 umol/L it is quiet up to 45: this edge is one of its own.
    rule = "bilirubin-above-2-hold"
    for value, expected in [
        ("bilirubin=2 mg/dL", QUIET),
        ("bilirubin=2.01 mg/dL", FIRED),
        ("bilirubin=34.2 umol/L, ULN 30 umol/L", QUIET),
        ("bilirubin=34.3 umol/L, ULN 30 umol/L", FIRED),
    ]:
        course = seed(regimen, value, patient=MEASURED)
        assert outcome(course, rule) == expected
        assert is_held(course, "irinotecan") == (expected == FIRED)
    both = seed(regimen, "bilirubin=34.3 umol/L, ULN 30 umol/L", patient=MEASURED)
    assert outcome(both, "bilirubin-above-1.5-to-3-uln-hold") == QUIET
    assert outcome(seed(regimen, patient=MEASURED), rule) == OPEN


# Carboplatin with etoposide: the first cycle, the liver, the nadir. At a measured GFR of 80 mL/min
# AUC 5 is 5 × (80 + 25) = 525 mg; three quarters are 393.75 mg.

CE = "carboplatin-etoposide-21d"
CI = "carboplatin-irinotecan-28d"


def test_the_first_cycle_of_carboplatin_and_etoposide_asks_for_its_counts() -> None:
    rule = "start-neutrophils-platelets"
    enough = ("neutrophils=1.5 10^9/L", "platelets=100 10^9/L")
    assert outcome(seed(CE, *enough, patient=MEASURED), rule) == QUIET
    # Whether it is the first cycle of the patient, and not of the plan, is for a person to say.
    for fewer in ("neutrophils=1.49 10^9/L", enough[1]), (enough[0], "platelets=99 10^9/L"):
        course = seed(CE, *fewer, patient=MEASURED)
        assert outcome(course, rule) == OPEN
        (said,) = (p for p in course.problems if rule in p.message)
        assert said.message.endswith("needs somebody's judgement: it is not the first cycle")


def test_etoposide_above_one_and_a_half_times_the_limit_is_said_and_keeps_its_proposal() -> None:
    rule = "bilirubin-above-1.5-uln-no-other-rule-lowers-hold"
    # 1.5 × 21 = 31.5 umol/L
    below = seed(CE, "bilirubin=31.5 umol/L, ULN 21 umol/L", patient=MEASURED)
    assert outcome(below, rule) == QUIET
    above = seed(CE, "bilirubin=31.6 umol/L, ULN 21 umol/L", patient=MEASURED)
    assert outcome(above, rule) == OPEN
    assert proposed(above, "etoposide") == pytest.approx(94.868330)  # the half of the UK tables
    # A lower limit: 1.5 × 12 = 18 umol/L, where no other rule says anything.
    alone = seed(CE, "bilirubin=18.1 umol/L, ULN 12 umol/L", patient=MEASURED)
    assert outcome(alone, rule) == OPEN
    assert proposed(alone, "etoposide") is None


@pytest.mark.parametrize("regimen", [CE, CI])
@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (("nadir_platelets=50 10^9/L", "nadir_neutrophils=0.5 10^9/L"), QUIET),
        (("nadir_platelets=49 10^9/L",), FIRED),
        (("nadir_neutrophils=0.49 10^9/L",), FIRED),
        (("nadir_platelets=50 10^9/L",), OPEN),
        # The label's 125 % for carboplatin alone is not proposed.
        (("nadir_platelets=150 10^9/L", "nadir_neutrophils=3 10^9/L"), QUIET),
    ],
)
def test_carboplatin_is_lowered_by_the_nadir_of_the_course_before(
    regimen: str, values: tuple[str, ...], expected: str
) -> None:
    before = [f"{value}, on 2026-11-20" for value in values]
    course = seed(regimen, *before, patient=MEASURED)
    rule = "nadir-platelets-below-50-or-nadir-neutrophils-below-0.5-give-75"
    assert outcome(course, rule) == expected
    assert dose(course, "carboplatin").computed.value == pytest.approx(525)
    share = pytest.approx(393.75) if expected == FIRED else None
    assert proposed(course, "carboplatin") == share


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (("neutrophils=1 10^9/L", "platelets=75 10^9/L"), QUIET),
        (("neutrophils=0.99 10^9/L",), FIRED),
        (("platelets=74 10^9/L",), FIRED),
    ],
)
def test_carboplatin_beside_irinotecan_is_withheld_by_counts(
    values: tuple[str, ...], expected: str
) -> None:
    course = seed(CI, *values, patient=MEASURED)
    assert outcome(course, "neutrophils-below-1-or-platelets-below-75-hold") == expected
    assert is_held(course, "carboplatin") == (expected == FIRED)


# EP, cisplatin on day 1: its start, nerves and hearing.

EP21 = "ep-21d"
CHOICES[EP21] = {
    "cisplatin": "75 mg/m2",
    "later-etoposide": "intravenous",
    "mannitol-strength": "20-percent",
    "electrolytes": "normal",
}
REVIEW = "neuropathy-from-2-below-3-or-hearing-loss-of-grade-hold"
STOP = "neuropathy-from-3-stop"


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (("neutrophils=1.5 10^9/L", "platelets=100 10^9/L"), QUIET),
        (("neutrophils=1.49 10^9/L",), FIRED),
        (("platelets=99 10^9/L",), FIRED),
    ],
)
def test_ep_begins_from_its_counts(values: tuple[str, ...], expected: str) -> None:
    course = seed(EP21, *values)
    assert outcome(course, "start-neutrophils-platelets") == expected
    assert is_held(course, "etoposide") == is_held(course, "cisplatin") == (expected == FIRED)


@pytest.mark.parametrize(
    ("grade", "review", "stop"),
    [(1, OPEN, QUIET), (2, FIRED, QUIET), (3, OPEN, FIRED), (4, OPEN, FIRED)],
)
def test_neuropathy_from_grade_2_holds_cisplatin_and_from_grade_3_stops_it(
    grade: int, review: str, stop: str
) -> None:
    # Hearing is words alone, so that the review is never quiet.
    course = seed(EP21, f"neuropathy=grade {grade}")
    assert (outcome(course, REVIEW), outcome(course, STOP)) == (review, stop)
    assert is_held(course, "cisplatin") == (FIRED in (review, stop))
    assert not is_held(course, "etoposide")
    (said,) = (p for p in seed(EP21).problems if f"{REVIEW} " in p.message)
    assert "somebody's judgement: hearing loss of grade 2 or more" in said.message


def test_a_stop_for_neuropathy_that_is_accepted_ends_cisplatin_alone() -> None:
    course = plan(
        EP21,
        "neuropathy=grade 3",
        cycles=2,
        choose=CHOICES[EP21],
        accept=(f"{STOP}:cisplatin:1=numb hands",),
    )
    for cycle in (1, 2):
        assert str(dose(course, "cisplatin", cycle).dose) == "STOPPED"
        # 100 mg/m2 × √3.6
        assert dose(course, "etoposide", cycle).computed.value == pytest.approx(189.736660)


# Neuropathy in the other regimens; etoposide by counts where nothing stricter stands.


@pytest.mark.parametrize(
    "regimen",
    [SPLIT, "ep-three-day-21d", "ep-continuous-28d", "ep-infusional-28d", *IRINOTECAN[1:]],
)
def test_cisplatin_is_held_from_neuropathy_of_grade_2(regimen: str) -> None:
    for grade, expected in ((1, QUIET), (2, FIRED), (3, FIRED)):
        course = seed(regimen, f"neuropathy=grade {grade}")
        assert outcome(course, "neuropathy-from-2-hold") == expected
        assert is_held(course, "cisplatin") == (expected == FIRED)


@pytest.mark.parametrize("regimen", [SPLIT, "ep-continuous-28d"])
@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (("platelets=50 10^9/L", "neutrophils=0.5 10^9/L"), QUIET),
        (("platelets=49 10^9/L",), FIRED),
        (("neutrophils=0.49 10^9/L",), FIRED),
        (("neutrophils=0.5 10^9/L",), OPEN),
    ],
)
def test_etoposide_is_withheld_by_counts(
    regimen: str, values: tuple[str, ...], expected: str
) -> None:
    course = seed(regimen, *values)
    assert outcome(course, "platelets-below-50-or-neutrophils-below-0.5-hold") == expected
    assert is_held(course, "etoposide") == (expected == FIRED)
    assert not is_held(course, "cisplatin")


# Irinotecan's label lowers its own dose, about twice that of these regimens, by fixed amounts:
# these regimens hold there. Day 8 of a cycle that begins on 1 December is the 8th.

MIDDLE = "neutrophils-from-1-below-1.5-or-diarrhoea-from-2-below-3-hold-day-8"
OMIT = "neutrophils-below-1-or-diarrhoea-from-3-omit-day-8"
NEXT = "nadir-neutrophils-below-1-or-diarrhoea-from-3-or-more-hold"


@pytest.mark.parametrize("regimen", IRINOTECAN)
@pytest.mark.parametrize(
    ("neutrophils", "grade", "middle", "omit"),
    [
        ("1.5", 1, QUIET, QUIET),
        ("1.49", 1, FIRED, QUIET),
        ("1", 1, FIRED, QUIET),
        ("0.99", 1, QUIET, FIRED),
        ("1.5", 2, FIRED, QUIET),
        ("1.5", 3, QUIET, FIRED),
        ("0.99", 2, FIRED, FIRED),
    ],
)
def test_each_count_of_day_8_has_one_rule(
    regimen: str, neutrophils: str, grade: int, middle: str, omit: str
) -> None:
    values = (f"neutrophils={neutrophils} 10^9/L", f"diarrhoea=grade {grade}")
    course = seed(regimen, *(f"{v}, on 2026-12-08" for v in values), patient=MEASURED)
    assert (outcome(course, MIDDLE), outcome(course, OMIT)) == (middle, omit)
    given = {d.day: d.dose for d in course.doses if d.component == "irinotecan"}
    assert not isinstance(given[1], Withheld)
    assert isinstance(given[8], Withheld) == (FIRED in (middle, omit))


@pytest.mark.parametrize("regimen", IRINOTECAN)
@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("nadir_neutrophils=1 10^9/L", OPEN),  # diarrhoea and fever could still be
        ("nadir_neutrophils=0.99 10^9/L", FIRED),
        ("diarrhoea=grade 2", OPEN),
        ("diarrhoea=grade 3", FIRED),
    ],
)
def test_irinotecan_of_a_new_cycle_is_held_by_the_worst_of_the_cycle_before(
    regimen: str, value: str, expected: str
) -> None:
    course = plan(regimen, f"{value}, on 2026-12-10", cycles=2, patient=MEASURED)
    assert outcome(course, NEXT, 2) == expected
    assert outcome(course, NEXT, 1) == OPEN
    assert is_held(course, "irinotecan", 2) == (expected == FIRED)
    # All of the cycle is held, and not its first day alone.
    last = [d for d in course.doses if (d.component, d.cycle) == ("irinotecan", 2)][-1]
    assert last.day > 1
    assert expected == OPEN or isinstance(last.dose, Withheld)


def test_neutropenic_fever_is_for_a_person_to_say() -> None:
    values = ("nadir_neutrophils=1 10^9/L", "diarrhoea=grade 0")
    course = plan(IRINOTECAN[2], *(f"{v}, on 2026-12-20" for v in values), cycles=2)
    (said,) = (p for p in course.problems if f"{NEXT} (irinotecan, cycle 2)" in p.message)
    assert said.message.endswith(
        "needs somebody's judgement: neutropenic fever in the cycle before"
    )
