"""The seed's regimens against numbers that others published or that are worked out here."""

import datetime as dt

import pytest

import regimencalc as rc
from regimencalc import library, wording

# Six patients cross-checked against a peer's engine, "exact" column: Mosteller unrounded, with
# decimals. Weight kg, height cm, BSA m², etoposide and cisplatin mg a day, course totals mg.
SIX_PATIENTS = [
    ("50 kg", "150 cm", "1.4434", "144.34", "64.95", "433.01", "129.9"),
    ("60 kg", "165 cm", "1.6583", "165.83", "74.62", "497.49", "149.25"),
    ("70 kg", "170 cm", "1.8181", "181.81", "81.82", "545.44", "163.63"),
    ("75 kg", "175 cm", "1.9094", "190.94", "85.92", "572.82", "171.85"),
    ("85 kg", "180 cm", "2.0616", "206.16", "92.77", "618.47", "185.54"),
    ("120 kg", "185 cm", "2.4833", "248.33", "111.75", "744.98", "223.49"),
]


@pytest.mark.parametrize(
    ("weight", "height", "surface", "etoposide", "cisplatin", "etoposide_sum", "cisplatin_sum"),
    SIX_PATIENTS,
)
def test_ep_for_six_patients_matches_the_exact_column(
    weight: str,
    height: str,
    surface: str,
    etoposide: str,
    cisplatin: str,
    etoposide_sum: str,
    cisplatin_sum: str,
) -> None:
    patient = rc.Patient(sex="male", age="67 y", height=height, weight=weight)
    course = rc.plan_course(
        rc.load_regimen("ep-infusional-28d"), patient, start="2026-12-01", cycles=3
    )
    area = course.measures.body_surface_area
    assert area is not None
    assert wording.to_decimals(area.value, 4) == surface
    doses = course.distinct_doses()
    assert wording.to_decimals(doses["etoposide"].value, 2) == etoposide
    assert wording.to_decimals(doses["cisplatin"].value, 2) == cisplatin
    for cycle in (1, 2, 3):
        assert wording.to_decimals(course.total("etoposide", cycle) or 0, 2) == etoposide_sum
        assert wording.to_decimals(course.total("cisplatin", cycle) or 0, 2) == cisplatin_sum


def test_ep_is_given_on_the_days_of_the_case_report(man: rc.Patient) -> None:
    # Etoposide on days 1, 2, 3 and cisplatin on days 2, 3, every 28 days from 1 December 2026:
    # cycle 2 begins on 1 + 28 = 29 December, cycle 3 on 26 January.
    course = rc.plan_course(rc.load_regimen("ep-infusional-28d"), man, start="2026-12-01", cycles=3)
    given = [(d.cycle, d.day, d.date.isoformat(), d.component, d.dose_number) for d in course.doses]
    assert given == [
        (1, 1, "2026-12-01", "etoposide", 1),
        (1, 2, "2026-12-02", "etoposide", 2),
        (1, 2, "2026-12-02", "cisplatin", 1),
        (1, 3, "2026-12-03", "etoposide", 3),
        (1, 3, "2026-12-03", "cisplatin", 2),
        (2, 1, "2026-12-29", "etoposide", 4),
        (2, 2, "2026-12-30", "etoposide", 5),
        (2, 2, "2026-12-30", "cisplatin", 3),
        (2, 3, "2026-12-31", "etoposide", 6),
        (2, 3, "2026-12-31", "cisplatin", 4),
        (3, 1, "2027-01-26", "etoposide", 7),
        (3, 2, "2027-01-27", "etoposide", 8),
        (3, 2, "2027-01-27", "cisplatin", 5),
        (3, 3, "2027-01-28", "etoposide", 9),
        (3, 3, "2027-01-28", "cisplatin", 6),
    ]


def test_the_24_h_cisplatin_of_day_3_ends_on_day_4(man: rc.Patient) -> None:
    ep = rc.load_regimen("ep-infusional-28d")
    without_clock = rc.plan_course(ep, man, start="2026-12-01", cycles=1).doses[-1]
    assert (without_clock.component, without_clock.day) == ("cisplatin", 3)
    assert without_clock.ends_on == dt.date(2026, 12, 4)
    assert without_clock.ends_at is None
    with_clock = rc.plan_course(
        ep, man, start="2026-12-01T09:00", zone="Europe/Dublin", cycles=1
    ).doses[-1]
    assert with_clock.ends_at is not None
    assert with_clock.ends_at.isoformat() == "2026-12-04T09:00:00+00:00"
    # 45 mg/m² × 1.81812 m² = 81.8153 mg over 24 h is 3.409 mg/h
    assert with_clock.per_hour == pytest.approx(81.8153 / 24, abs=1e-5)


# The `check` lines of the published regimens: BSA 1.80 m², GFR 80 mL/min, no rounding.
# carboplatin 5 × (80 + 25) = 525; etoposide 100 × 1.8 = 180; irinotecan 60 × 1.8 = 108 and
# 50 × 1.8 = 90; cisplatin 45 × 1.8 = 81 and 60 × 1.8 = 108.
CHECKED = [
    ("ep-infusional-28d", {"etoposide": 180.0, "cisplatin": 81.0}),
    ("carboplatin-etoposide-21d", {"carboplatin": 525.0, "etoposide": 180.0}),
    ("irinotecan-cisplatin-28d", {"irinotecan": 108.0, "cisplatin": 108.0}),
    ("carboplatin-irinotecan-28d", {"carboplatin": 525.0, "irinotecan": 90.0}),
]


@pytest.mark.parametrize(("regimen_id", "expected"), CHECKED)
def test_each_seed_regimen_reproduces_its_check_line(
    regimen_id: str, expected: dict[str, float]
) -> None:
    # 180 cm and 64.8 kg: √(180 × 64.8 ÷ 3600) = √3.24 = 1.8 m² exactly
    patient = rc.Patient(
        sex="male",
        age="60 y",
        height="180 cm",
        weight="64.8 kg",
        measured_gfr="80 mL/min",
        gfr_method="iohexol",
    )
    course = rc.plan_course(
        rc.load_regimen(regimen_id), patient, start="2026-12-01", cycles=1, policy="reference"
    )
    doses = {name: dose.value for name, dose in course.distinct_doses().items()}
    assert doses == pytest.approx(expected, rel=1e-12)


def test_the_cap_of_125_belongs_to_an_estimate_and_not_to_a_measured_gfr() -> None:
    # measured 150: 5 × 175 = 875 mg; estimated 150, capped: 5 × 150 = 750 mg
    carboplatin = rc.load_regimen("carboplatin-etoposide-21d")
    body = {"sex": "male", "age": "60 y", "height": "180 cm", "weight": "64.8 kg"}
    measured = rc.Patient(**body, measured_gfr="150 mL/min", gfr_method="iohexol")
    estimated = rc.Patient(**body, egfr="150 mL/min", egfr_equation="wright")
    got = [
        rc.plan_course(carboplatin, patient, start="2026-12-01", policy="reference").doses[0]
        for patient in (measured, estimated)
    ]
    assert [planned.dose.value for planned in got] == [875, 750]
    assert "cap reached" in str(got[1].derivation)
    assert "cap" not in str(got[0].derivation)


def test_the_policy_moves_the_carboplatin_dose_of_a_heavy_woman() -> None:
    # 67 y, 170 cm, 90 kg, 60 µmol/L = 60 ÷ 88.42 = 0.67858 mg/dL
    # reference: (140 − 67) × 90 ÷ (72 × 0.67858) × 0.85 = 114.3036 mL/min → 5 × 139.3036 = 696.5
    # adjusted: IBW 45.5 + 2.3 × (170 ÷ 2.54 − 60) = 61.437 kg, + 0.4 × 28.563 = 72.8622 kg,
    #   floor 0.7: 73 × 72.8622 ÷ 50.4 × 0.85 = 89.7044 mL/min → 5 × 114.7044 = 573.5
    carboplatin = rc.load_regimen("carboplatin-etoposide-21d")
    woman = rc.Patient(
        sex="female", age="67 y", height="170 cm", weight="90 kg", creatinine="60 umol/L"
    )
    shown = [
        str(rc.plan_course(carboplatin, woman, start="2026-12-01", policy=policy).doses[0].dose)
        for policy in ("reference", "nccn-adjusted")
    ]
    assert shown == ["696.5 mg", "573.5 mg"]


def test_an_indexed_estimate_is_made_absolute_before_calvert() -> None:
    # 80 mL/min/1.73 m² × 1.8 m² ÷ 1.73 = 83.2370 mL/min → 5 × 108.2370 = 541.2 mg
    patient = rc.Patient(
        sex="male",
        age="60 y",
        height="180 cm",
        weight="64.8 kg",
        egfr="80 mL/min/1.73m2",
        egfr_equation="ckd_epi_2021",
    )
    course = rc.plan_course(
        rc.load_regimen("carboplatin-etoposide-21d"),
        patient,
        start="2026-12-01",
        policy="reference",
    )
    assert str(course.doses[0].dose) == "541.2 mg"


def test_every_shipped_file_is_a_draft() -> None:
    folders: tuple[library.Folder, ...] = ("regimens", "formulary", "policies")
    for folder in folders:
        for name in library.ids(folder):
            file = library.read_any(library.read_source(library.path_of(name, folder)))
            assert file.status == "draft"
