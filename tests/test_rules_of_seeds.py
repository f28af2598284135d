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


def is_held(course: rc.Course, line: str) -> bool:
    return isinstance(dose(course, line).dose, Withheld)


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
