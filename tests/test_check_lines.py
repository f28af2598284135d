"""Every regimen of the library against the arithmetic that its summary prints.

Patient P1: body surface 1.80 m², 70 kg, GFR 80 mL/min, 60 years, nothing rounded; another patient
is named where the summary takes one. The numbers are typed from the summary, with their sums.
"""

from typing import NamedTuple

import pytest

from regimencalc import library, wording
from regimencalc.examples import example_doses
from regimencalc.loading import load_regimen
from regimencalc.planned_dose import PlannedDose
from regimencalc.regimen import Example

P1 = {"bsa": "1.80 m2", "weight": "70 kg", "age": "60 y", "measured_gfr": "80 mL/min"}


class Check(NamedTuple):
    """One dose of a check line: which line, which dose, and where only some givings have it."""

    regimen: str
    line: str
    dose: str
    choose: str = ""
    patient: str = ""
    phase: str = ""
    cycle: int = 0
    days: tuple[int, ...] = ()
    givings: int = 0


CHECKS = [
    # S01: 100 × 1.80; 45 × 1.80
    Check("ep-infusional-28d", "etoposide", "180 mg", days=(1, 2, 3)),
    Check("ep-infusional-28d", "cisplatin", "81 mg", days=(2, 3)),
    # S02: 234 mg/24 h × 3 d = 702; 81 mg/24 h × 2 d = 162
    Check("ep-continuous-28d", "etoposide", "702 mg"),
    Check("ep-continuous-28d", "cisplatin", "162 mg"),
    # S03 at 80/100: 80 × 1.80 = 144; by mouth 200 × 1.80 = 360 → 350 in steps of 50
    Check("ep-21d", "cisplatin", "144 mg", "cisplatin=80 mg/m2"),
    Check("ep-21d", "etoposide", "180 mg", "later-etoposide=intravenous", days=(1, 2, 3)),
    Check("ep-21d", "etoposide-oral", "350 mg", "later-etoposide=oral", days=(2, 3)),
    # S04
    Check("ep-three-day-21d", "cisplatin", "45 mg", days=(1, 2, 3)),
    Check("ep-three-day-21d", "cisplatin", "62.5 mg", patient="bsa=2.5 m2"),
    Check("ep-three-day-21d", "etoposide", "180 mg", days=(1, 2, 3)),
    # S05
    Check("ep-five-day-21d", "cisplatin", "36 mg", givings=5),
    Check("ep-five-day-21d", "etoposide", "180 mg", givings=5),
    # S06: 5 × (80 + 25) = 525; GFR 150: 875 measured, 5 × (125 + 25) = 750 estimated and capped
    Check("carboplatin-etoposide-21d", "carboplatin", "525 mg"),
    Check("carboplatin-etoposide-21d", "carboplatin", "875 mg", patient="measured_gfr=150 mL/min"),
    Check("carboplatin-etoposide-21d", "etoposide", "180 mg", days=(1, 2, 3)),
    # S07
    Check("irinotecan-cisplatin-28d", "irinotecan", "108 mg", days=(1, 8, 15)),
    Check("irinotecan-cisplatin-28d", "cisplatin", "108 mg", days=(1,)),
    # S08
    Check("irinotecan-cisplatin-21d", "irinotecan", "117 mg", days=(1, 8)),
    Check("irinotecan-cisplatin-21d", "cisplatin", "54 mg", days=(1, 8)),
    Check("irinotecan-cisplatin-60-21d", "cisplatin", "108 mg", days=(1,)),
    Check("irinotecan-cisplatin-70-21d", "cisplatin", "126 mg", days=(1,)),
    # S09
    Check("carboplatin-irinotecan-28d", "carboplatin", "525 mg"),
    Check("carboplatin-irinotecan-28d", "irinotecan", "90 mg", days=(1, 8, 15)),
    # S10: 3 × 30000 IU = 90000 IU a cycle
    Check(
        "bep-five-day-21d",
        "bleomycin",
        "30000 IU",
        "bleomycin-route=intramuscular",
        days=(1, 8, 15),
    ),
    Check("bep-five-day-21d", "etoposide", "180 mg", givings=5),
    Check("bep-five-day-21d", "cisplatin", "36 mg", givings=5),
    # S11: mesna with ifosfamide is 100 % of 1500 × 1.80
    Check("vip-21d", "etoposide", "135 mg", givings=5),
    Check("vip-21d", "cisplatin", "36 mg", givings=5),
    Check("vip-21d", "ifosfamide", "2700 mg", givings=5),
    Check("vip-21d", "mesna-with", "2700 mg", givings=5),
    Check("vip-21d", "mesna-before", "360 mg", givings=5),
    Check("vip-21d", "mesna-oral", "1200 mg", givings=5),
    # S12
    Check("ema-co-14d", "methotrexate", "540 mg"),
    Check("ema-co-14d", "vincristine", "1.8 mg"),
    Check("ema-co-14d", "vincristine", "2 mg", patient="bsa=2.0 m2"),
    Check("ema-co-14d", "cyclophosphamide", "1080 mg"),
    # S13: the cap of 2500 mg a day is 1250 mg twice
    Check("captem-28d", "capecitabine", "1350 mg", givings=28),
    Check("captem-28d", "temozolomide", "360 mg", "temozolomide=200 mg/m2", givings=5),
    Check("captem-capped-28d", "capecitabine", "1250 mg", givings=28),
    # S14: 2400 × 1.80 in all
    Check("mfolfox6-14d", "oxaliplatin", "153 mg"),
    Check("mfolfox6-14d", "folinic-acid", "720 mg"),
    Check("mfolfox6-14d", "fluorouracil-bolus", "720 mg"),
    Check("mfolfox6-14d", "fluorouracil-pump", "4320 mg"),
    # S15
    Check("folfiri-cetuximab-14d", "cetuximab", "900 mg"),
    Check("folfiri-cetuximab-14d", "irinotecan", "324 mg"),
    Check("folfiri-cetuximab-14d", "fluorouracil-bolus", "720 mg"),
    Check("folfiri-cetuximab-14d", "fluorouracil-pump", "4320 mg"),
    # S16: 28 doses on 15 dates
    Check("capox-21d", "oxaliplatin", "234 mg"),
    Check("capox-21d", "capecitabine", "1800 mg", days=tuple(range(1, 16)), givings=28),
    # S17: 1800 mg/d × 5 d
    Check("pf-21d", "cisplatin", "180 mg"),
    Check("pf-21d", "fluorouracil", "9000 mg", givings=1),
    # S18: 28 fractions are 56 doses
    Check("capecitabine-radiotherapy", "capecitabine", "1485 mg", "lasts=42 d", givings=56),
    # S19
    Check("portec-3", "cisplatin", "90 mg", phase="chemoradiation", cycle=1, days=(1, 22)),
    Check(
        "portec-3",
        "paclitaxel",
        "315 mg",
        "chemotherapy.starts=21 d",
        phase="chemotherapy",
        cycle=4,
    ),
    Check(
        "portec-3",
        "carboplatin",
        "525 mg",
        "chemotherapy.starts=21 d",
        phase="chemotherapy",
        cycle=4,
    ),
    # S20: 840 then 420; 8 × 70 = 560 then 6 × 70 = 420
    Check("thp-21d", "pertuzumab-loading", "840 mg", phase="with-docetaxel", cycle=1),
    Check("thp-21d", "pertuzumab", "420 mg", phase="with-docetaxel", cycle=2),
    Check("thp-21d", "trastuzumab-loading", "560 mg", phase="with-docetaxel", cycle=1),
    Check("thp-21d", "trastuzumab", "420 mg", phase="with-docetaxel", cycle=2),
    Check("thp-21d", "docetaxel", "135 mg", phase="with-docetaxel", cycle=2),
    # S21
    Check("dose-dense-ac-t", "doxorubicin", "108 mg", phase="ac", cycle=4),
    Check("dose-dense-ac-t", "cyclophosphamide", "1080 mg", phase="ac", cycle=4),
    Check(
        "dose-dense-ac-t",
        "paclitaxel",
        "315 mg",
        "paclitaxel-schedule=every-2-weeks",
        phase="paclitaxel-every-2-weeks",
        cycle=4,
    ),
    Check(
        "dose-dense-ac-t",
        "paclitaxel",
        "144 mg",
        "paclitaxel-schedule=weekly",
        phase="paclitaxel-weekly",
        cycle=12,
    ),
    # S22
    Check("pembrolizumab-pemetrexed-platinum-21d", "pemetrexed", "900 mg"),
    Check("pembrolizumab-pemetrexed-platinum-21d", "carboplatin", "525 mg", "platinum=carboplatin"),
    Check("pembrolizumab-pemetrexed-platinum-21d", "cisplatin", "135 mg", "platinum=cisplatin"),
    # S23: 1 × 70, 3 × 70, then 240 flat
    Check("ipilimumab-nivolumab-melanoma", "nivolumab", "70 mg", phase="combined", cycle=4),
    Check("ipilimumab-nivolumab-melanoma", "ipilimumab", "210 mg", phase="combined", cycle=4),
    Check(
        "ipilimumab-nivolumab-melanoma",
        "nivolumab",
        "240 mg",
        "maintenance=flat-every-14-d; flat-every-14-d.cycles=2",
        phase="flat-every-14-d",
        cycle=2,
    ),
    # S24
    Check("lenvatinib", "lenvatinib", "12 mg", "lasts=28 d"),
    Check("lenvatinib", "lenvatinib", "8 mg", "lasts=28 d", patient="weight=59.9 kg"),
    # S25: the table, not 35 × 1.80 = 63
    Check("trifluridine-tipiracil-28d", "trifluridine-tipiracil", "60 mg", givings=20),
    Check("trifluridine-tipiracil-28d", "trifluridine-tipiracil", "65 mg", patient="bsa=1.84 m2"),
    # S26: 75 × 1.80 on each of 42 days = 5670; then 150 × 1.80 and 200 × 1.80
    Check(
        "temozolomide-radiotherapy",
        "temozolomide",
        "135 mg",
        phase="with-radiotherapy",
        cycle=1,
        givings=42,
    ),
    Check("temozolomide-radiotherapy", "temozolomide", "270 mg", phase="alone", cycle=1, givings=5),
    Check("temozolomide-radiotherapy", "temozolomide", "360 mg", phase="alone", cycle=2, givings=5),
    # S27: 1.4 × 1.80 = 2.52, capped
    Check("pcv", "lomustine", "198 mg", "cycle.length=42 d"),
    Check("pcv", "procarbazine", "108 mg", "cycle.length=42 d", givings=14),
    Check("pcv", "vincristine", "2 mg", "cycle.length=42 d", days=(8, 29)),
    # S28
    Check("r-chop-21d", "rituximab", "675 mg"),
    Check("r-chop-21d", "cyclophosphamide", "1350 mg"),
    Check("r-chop-21d", "doxorubicin", "90 mg"),
    Check("r-chop-21d", "vincristine", "2 mg"),
    Check("r-chop-21d", "prednisone", "100 mg", "prednisone-dose=flat", givings=5),
    # S29: vinblastine 6 × 1.80 = 10.8, capped
    Check("abvd-28d", "doxorubicin", "45 mg", days=(1, 15)),
    Check("abvd-28d", "bleomycin", "18000 IU", days=(1, 15)),
    Check("abvd-28d", "vinblastine", "10 mg", days=(1, 15)),
    Check("abvd-28d", "dacarbazine", "630 mg", days=(1, 15)),
    # S30, level 1, over four days: 4 × 90, 4 × 18, 4 × 0.72
    Check("da-epoch-r-21d", "etoposide", "360 mg"),
    Check("da-epoch-r-21d", "doxorubicin", "72 mg"),
    Check("da-epoch-r-21d", "vincristine", "2.88 mg"),
    Check("da-epoch-r-21d", "cyclophosphamide", "1350 mg"),
    Check("da-epoch-r-21d", "prednisone", "108 mg", givings=10),
    # S31
    Check("hyper-cvad", "cyclophosphamide", "540 mg", phase="a", cycle=1, givings=6),
    Check("hyper-cvad", "methotrexate-first", "360 mg", phase="b", cycle=1),
    Check("hyper-cvad", "methotrexate", "1440 mg", phase="b", cycle=1),
    Check("hyper-cvad", "cytarabine", "5400 mg", phase="b", cycle=1, givings=4),
    # S32: GFR 160 measured: 5 × 185 = 925, capped at 800
    Check("r-ice-14d", "carboplatin", "525 mg"),
    Check("r-ice-14d", "carboplatin", "800 mg", patient="measured_gfr=160 mL/min"),
    Check("r-ice-14d", "ifosfamide", "9000 mg"),
    Check("r-ice-14d", "etoposide", "180 mg", days=(1, 2, 3)),
    # S33
    Check("matrix-21d", "methotrexate-first", "900 mg"),
    Check("matrix-21d", "methotrexate", "5400 mg"),
    Check("matrix-21d", "cytarabine", "3600 mg", givings=4),
    # S34
    Check("beam", "carmustine", "540 mg", days=(-6,)),
    Check("beam", "etoposide-phosphate", "360 mg", days=(-5, -4, -3, -2)),
    Check("beam", "cytarabine", "360 mg", givings=8),
    Check("beam", "melphalan", "252 mg", days=(-1,)),
    # S35: below 60 y 3000 × 1.80, from 60 y 1500 × 1.80
    Check("hidac-28d", "cytarabine", "5400 mg", patient="age=59 y", days=(1, 3, 5), givings=6),
    Check("hidac-28d", "cytarabine", "2700 mg", days=(1, 3, 5), givings=6),
    # S36: 3 × 1.80 = 5.4, capped
    Check(
        "da-gemtuzumab", "gemtuzumab-ozogamicin", "5 mg", "gemtuzumab-days=days-1-and-4", givings=2
    ),
    Check("da-gemtuzumab", "daunorubicin", "108 mg", days=(1, 3, 5)),
    Check("da-gemtuzumab", "cytarabine", "180 mg", givings=20),
    # S37 at 1.0 m² and 7 years
    Check("capizzi-interim-maintenance", "vincristine", "1.5 mg", patient="bsa=1.0 m2"),
    Check(
        "capizzi-interim-maintenance",
        "pegaspargase",
        "2500 IU",
        "pegaspargase-route=intramuscular",
        "bsa=1.0 m2",
    ),
    Check("capizzi-interim-maintenance", "methotrexate-it", "12 mg", patient="age=7 y"),
    # S37: 100 × 1.0, then 50 more each time
    *(
        Check("capizzi-interim-maintenance", "methotrexate", dose, "", "bsa=1.0 m2", days=(day,))
        for dose, day in (
            ("100 mg", 1),
            ("150 mg", 11),
            ("200 mg", 21),
            ("250 mg", 31),
            ("300 mg", 41),
        )
    ),
    # S38: the weeks of the ramp
    *(
        Check("venetoclax-obinutuzumab-28d", "venetoclax", dose, cycle=cycle, days=(day,))
        for dose, cycle, day in (
            ("20 mg", 1, 22),
            ("50 mg", 2, 1),
            ("100 mg", 2, 8),
            ("200 mg", 2, 15),
            ("400 mg", 2, 22),
            ("400 mg", 3, 1),
            ("400 mg", 12, 28),
        )
    ),
    # S39: 16 × 70 = 1120; 1.3 × 1.80 = 2.34
    Check(
        "daratumumab-bortezomib-dexamethasone",
        "daratumumab",
        "1120 mg",
        "daratumumab-form=intravenous",
        phase="with-bortezomib",
        cycle=1,
        days=(1, 8, 15),
    ),
    Check(
        "daratumumab-bortezomib-dexamethasone",
        "bortezomib",
        "2.34 mg",
        phase="with-bortezomib",
        cycle=8,
        days=(1, 4, 8, 11),
    ),
    # S40: 12000 × 1.80 = 21600, capped at 20000
    Check("map", "doxorubicin", "67.5 mg", phase="with-cisplatin", cycle=1, days=(1, 2)),
    Check("map", "cisplatin", "108 mg", phase="with-cisplatin", cycle=1, days=(1, 2)),
    Check("map", "methotrexate", "20000 mg", phase="with-cisplatin", cycle=1, days=(22, 29)),
    Check("map", "folinic-acid", "27 mg", phase="with-cisplatin", cycle=1, days=(23, 30)),
]


def split(said: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in said.split("; ") if part and part != "")
    return {name: value for name, _, value in pairs}


def planned(check: Check) -> list[PlannedDose]:
    """The givings of a check's line in its cycle, by the machinery of worked examples."""
    row: dict[str, object] = {"cycle": str(check.cycle or 1), "day": "1"}
    row["doses"] = {check.line: check.dose}
    if check.phase:
        row["phase"] = check.phase
    given = {**P1, **split(check.patient), "choose": split(check.choose)}
    example = Example.model_validate({"given": given, "expect": [row]})
    doses = example_doses(load_regimen(check.regimen), example, library.formulary())
    wanted = [d for d in doses if d.component == check.line and check.phase in ("", d.phase)]
    cycles = sorted({dose.cycle for dose in wanted if dose.cycle_in_phase == (check.cycle or 1)})
    return [dose for dose in wanted if dose.cycle == cycles[0]]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: f"{check.regimen}-{check.line}")
def test_the_plan_comes_to_what_the_summary_prints(check: Check) -> None:
    number, unit = check.dose.split()
    givings = planned(check)
    # a ramp has another dose on each stated day: then that day alone is looked at
    if len(check.days) == 1:
        givings = [dose for dose in givings if dose.day == check.days[0]]
    decimals = len(number.partition(".")[2])
    shown = {
        (wording.to_decimals(dose.computed.value, decimals).replace(",", ""), dose.dose.unit)
        for dose in givings
    }
    assert shown == {(number, unit)}
    if check.days:
        assert tuple(sorted({dose.day for dose in givings})) == check.days
    if check.givings:
        assert len(givings) == check.givings


def test_every_regimen_of_the_library_has_a_check_line() -> None:
    assert {check.regimen for check in CHECKS} == set(library.ids("regimens"))
