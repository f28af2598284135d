"""Whole derivations, read line by line like prescriptions, each number worked out beside them."""

import regimencalc as rc

# Born 2 November 1959: 67 y on 1 December 2026. 60 ÷ 88.42 = 0.678579 mg/dL, raised to 0.7.
# Body mass index 90 ÷ 1.7² = 31.14: adjusted. Ideal 45.5 + 2.3 × (170 ÷ 2.54 − 60) =
# 45.5 + 2.3 × 6.929134 = 61.437008; + 0.4 × 28.562992 = 72.862205 kg.
# (140 − 67) × 72.862205 ÷ (72 × 0.7) × 0.85 = 89.704393 mL/min; 5 × 114.704393 = 573.5 mg.
WOMAN = """\
carboplatin, per dose = 573.5 mg = AUC 5 × (89.7044 mL/min + 25)   \
Calvert 1989, J Clin Oncol 7:1748
├ amount = AUC 5   Phase II trial of irinotecan and carboplatin in small cell lung cancer, \
limited disease, PMID 17442447   regimens/carboplatin-irinotecan-28d.yaml:37:15
└ GFR for Calvert = 89.7044 mL/min = min(89.7044 mL/min, 125 mL/min)   cap not reached
  ├ creatinine clearance = 89.7044 mL/min = (140 - 67 y) × 72.8622 kg ÷ (72 × 0.7 mg/dL) × 0.85   \
Cockcroft and Gault 1976, as read in pharmaverse/admiral
  │ ├ age = 67 y   on day 1, born 1959-11-02
  │ ├ adjusted weight = 72.8622 kg = 61.437 kg + 0.4 × (90 kg - 61.437 kg)   \
policy nccn-adjusted   policies/nccn-adjusted.yaml:17:47   \
body mass index 31.14 kg/m2: from 25 kg/m2
  │ │ ├ ideal weight = 61.437 kg = 45.5 + 2.3 × (170 cm ÷ 2.54 - 60)   \
Devine 1974, Drug Intell Clin Pharm 8:650
  │ │ │ └ height = 170 cm   entered, measured 2026-11-01
  │ │ └ weight = 90 kg   entered, measured 2026-11-30
  │ └ creatinine = 0.7 mg/dL = max(0.67858 mg/dL, 0.7 mg/dL)   floor reached
  │   ├ creatinine = 0.67858 mg/dL = 60 umol/L ÷ 88.42   \
1 mg/dL = 88.42 umol/L, as in cran/nephro and pharmaverse/admiral
  │   │ └ creatinine = 60 umol/L   entered, measured 2026-11-29
  │   └ least creatinine = 0.7 mg/dL   policy nccn-adjusted   policies/nccn-adjusted.yaml:18:21
  └ cap of an estimate = 125 mL/min   policy nccn-adjusted   policies/nccn-adjusted.yaml:19:18"""

# √(180 × 64.8 ÷ 3600) = √3.24 = 1.8 m²; 140 × 1.8 ÷ 1.73 = 145.66474 mL/min, capped at 125;
# 5 × (125 + 25) = 750 mg.
ESTIMATED = """\
carboplatin, per dose = 750 mg = AUC 5 × (125 mL/min + 25)   Calvert 1989, J Clin Oncol 7:1748
├ amount = AUC 5   Phase II trial of irinotecan and carboplatin in small cell lung cancer, \
limited disease, PMID 17442447   regimens/carboplatin-irinotecan-28d.yaml:37:15
└ GFR for Calvert = 125 mL/min = min(145.665 mL/min, 125 mL/min)   cap reached
  ├ absolute GFR = 145.665 mL/min = 140 mL/min/1.73m2 × 1.8 m2 ÷ 1.73   de-indexing as in CamGFRv2
  │ ├ estimated GFR = 140 mL/min/1.73m2   entered, by ckd_epi_2021, measured 2026-11-28
  │ └ body surface area = 1.8 m2 = √(180 cm × 64.8 kg ÷ 3600)   \
Mosteller 1987, N Engl J Med 317:1098
  │   ├ height = 180 cm   entered
  │   └ weight = 64.8 kg   entered
  └ cap of an estimate = 125 mL/min   policy reference   policies/reference.yaml:13:18"""

# 5 × (140 + 25) = 825 mg: a measured GFR is not capped.
MEASURED = """\
carboplatin, per dose = 825 mg = AUC 5 × (140 mL/min + 25)   Calvert 1989, J Clin Oncol 7:1748
├ amount = AUC 5   Phase II trial of irinotecan and carboplatin in small cell lung cancer, \
limited disease, PMID 17442447   regimens/carboplatin-irinotecan-28d.yaml:37:15
└ measured GFR = 140 mL/min   entered, measured by iohexol, measured 2026-11-28"""


def carboplatin(patient: rc.Patient, policy: str) -> str:
    regimen = rc.load_regimen("carboplatin-irinotecan-28d")
    course = rc.plan_course(regimen, patient, start="2026-12-01", cycles=1, policy=policy)
    return str(course.doses[0].derivation)


def test_a_womans_dose_from_creatinine_with_floor_and_adjusted_weight() -> None:
    patient = rc.Patient(
        sex="female",
        birth_date="1959-11-02",
        height="170 cm",
        height_on="2026-11-01",
        weight="90 kg",
        weight_on="2026-11-30",
        creatinine="60 umol/L",
        creatinine_on="2026-11-29",
    )
    assert carboplatin(patient, "nccn-adjusted") == WOMAN


def test_a_dose_from_an_indexed_estimate_that_meets_the_cap() -> None:
    patient = rc.Patient(
        sex="male",
        age="50 y",
        height="180 cm",
        weight="64.8 kg",
        egfr="140 mL/min/1.73m2",
        egfr_equation="ckd_epi_2021",
        egfr_on="2026-11-28",
    )
    assert carboplatin(patient, "reference") == ESTIMATED


def test_a_dose_from_a_measured_rate() -> None:
    patient = rc.Patient(
        sex="male",
        age="50 y",
        height="180 cm",
        weight="64.8 kg",
        measured_gfr="140 mL/min",
        gfr_method="iohexol",
        measured_gfr_on="2026-11-28",
    )
    assert carboplatin(patient, "reference") == MEASURED


def test_the_json_of_one_dose_says_the_same_as_the_tree() -> None:
    # 100 mg/m² × √(170 × 70 ÷ 3600) m² = 100 × 1.8181187 = 181.81187 mg over 1 h
    patient = rc.Patient(sex="male", age="67 y", height="170 cm", weight="70 kg")
    regimen = rc.load_regimen("ep-infusional-28d")
    course = rc.plan_course(
        regimen, patient, start="2026-12-01T09:00", zone="Europe/Dublin", cycles=1
    )
    document = course.to_dict()
    surface_m2 = (170 * 70 / 3600) ** 0.5
    assert document["patient"] == {
        "sex": "male",
        "age": "67 y",
        "height": "170 cm",
        "weight": "70 kg",
        "body_surface_area": {"value": surface_m2, "unit": "m2"},
        "body_mass_index": {"value": 70 / 1.7**2, "unit": "kg/m2"},
    }
    assert (document["start"], document["cycles"]) == ("2026-12-01", 1)
    first = document["doses"][0]
    dose = 100 * surface_m2
    working, prepared = first.pop("derivation"), first.pop("preparation")
    assert first == {
        "cycle": 1,
        "cycle_in_phase": 1,
        "phase": None,
        "day": 1,
        "date": "2026-12-01",
        "component": "etoposide",
        "drug": "etoposide",
        "route": "intravenous",
        "dose_number": 1,
        "calculated": {"value": dose, "unit": "mg"},
        "dose": {"value": dose, "unit": "mg"},
        "rounded": None,
        "withheld": None,
        "proposed": None,
        "duration": "1 h",
        "per_hour": {"value": dose, "unit": "mg/h"},
        "per_day": None,
        "starts_at": "2026-12-01T09:00:00+00:00",
        "ends_at": "2026-12-01T10:00:00+00:00",
        "ends_on": "2026-12-01",
        "follows": None,
        "relation": None,
        "hour": 0.0,
        "at": None,
        "goes_on": None,
        "in_bag_with": None,
        "dilute_in": None,
        "only_if": [],
        "optional": False,
        "notes": [],
        "judgements": [],
    }
    # 181.81 ÷ 20 = 9.09 mL; two vials of 100 mg; 181.81 ÷ 0.4 = 454.5 mL: a bag of 500 mL
    assert prepared["vials"] == [{"number": 2, "of": "100 mg/5 mL", "holds": 100.0}]
    figures = {figure["what"]: figure["value"] for figure in prepared["figures"]}
    assert figures == {"draw up": dose / 20, "left over": 200 - float(f"{dose:.12g}"), "bag": 500}
    assert working["what"] == "etoposide, per dose"
    assert (working["value"], working["unit"]) == (dose, "mg")
    assert working["operands"]["amount"] == {
        "what": "amount",
        "value": 100.0,
        "unit": "mg/m2",
        "written": "100 mg/m2",
        "source": regimen.sources[0].cite,
        "place": "regimens/ep-infusional-28d.yaml:40:15",
    }
    surface = working["operands"]["body_surface_area_m2"]
    assert surface["formula"] == "mosteller_1987"
    assert surface["equation"] == "√({height_cm} × {weight_kg} ÷ 3600)"
    assert surface["source"] == "Mosteller 1987, N Engl J Med 317:1098"
    assert surface["verified"] is True
    assert surface["operands"]["height_cm"]["note"] == "entered"
