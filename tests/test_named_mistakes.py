"""Mistakes that have harmed people, or that other programs let pass, each as a file with its slip.

A row has the file as it should be, the slip that makes it wrong, and all that must be found then.
The corrected file must have no problem at all. Figures of totals and doses are worked out by hand
beside the file they belong to. That every shipped file passes the published schema (4d 16) stands
with the architecture.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from regimencalc import library, yaml_source
from regimencalc.drug_checks import drug_problems
from regimencalc.problems import CATALOGUE, Severity
from regimencalc.regimen import Regimen
from regimencalc.validation import validate

TOP = Path(__file__).parent.parent


def regimen(
    line: str,
    *,
    totals: str,
    given: str = "{bsa: 1.80 m2}",
    expect: str,
    cycle: str = "{length: 21 d, planned: 4}",
    name: str = "The ward's regimen",
    above: str = "",
) -> str:
    """A file of one line, or of more where `line` has them."""
    return f"""format: 1
id: mistake
name: {name}
population: adult
status: draft
sources:
  - {{id: protocol, cite: "Protocol of the ward, 2020"}}
cycle: {cycle}
{above}components:
  - {line}
totals_per_cycle: {{{totals}}}
examples:
  - given: {given}
    expect: {{{expect}}}
"""


# 100 × 3 days = 300 mg/m2; 100 × 1.80 = 180 mg
ETOPOSIDE = regimen(
    "{id: etoposide, drug: etoposide, per_dose: 100 mg/m2, route: intravenous, days: [1, 2, 3], "
    "infuse_over: 1 h}",
    totals="etoposide: 300 mg/m2",
    expect="etoposide: 180 mg",
)
# Calvert: 5 × (80 + 25) = 525 mg
CARBOPLATIN = regimen(
    "{id: carboplatin, drug: carboplatin, per_dose: AUC 5, route: intravenous, days: [1], "
    "infuse_over: 1 h, kidney: not stated}",
    totals="carboplatin: AUC 5",
    given="{measured_gfr: 80 mL/min}",
    expect="carboplatin: 525 mg",
    name="Carboplatin AUC 5",
)
# 75 × 1.80 = 135 mg
CISPLATIN = regimen(
    "{id: cisplatin, drug: cisplatin, per_dose: 75 mg/m2, route: intravenous, days: [1], "
    "infuse_over: 2 h}",
    totals="cisplatin: 75 mg/m2",
    expect="cisplatin: 135 mg",
)
# 1000 × 4 days = 4000 mg/m2; 4000 × 1.80 = 7200 mg
FLUOROURACIL = regimen(
    "{id: fluorouracil, drug: fluorouracil, profile: continuous, per_day: 1000 mg/m2, "
    "route: intravenous, starts: {day: 1}, infuse_over: 96 h}",
    totals="fluorouracil: 4000 mg/m2",
    expect="fluorouracil: 7200 mg",
)
# 1000 × 4 days = 4000 mg/m2; 1000 × 1.80 = 1800 mg
LEHMAN = regimen(
    "{id: cyclophosphamide, drug: cyclophosphamide, profile: transplant, per_dose: 1000 mg/m2, "
    "route: intravenous, days: {from: 1, to: 4}, infuse_over: 1 h}",
    totals="cyclophosphamide: 4000 mg/m2",
    expect="cyclophosphamide: 1800 mg",
)
# 1.4 × 2 = 2.8 mg/m2; 1.4 × 1.80 = 2.52 mg, at most 2 mg
VINCRISTINE = regimen(
    "{id: vincristine, drug: vincristine, per_dose: 1.4 mg/m2, route: intravenous, days: [1, 8], "
    "infuse_over: 10 min, cap: {per_dose: 2 mg}}",
    totals="vincristine: 2.8 mg/m2",
    expect="vincristine: 2 mg",
)
# 110 × 1.80 = 198 mg, in capsules of 10 mg: 200 mg
LOMUSTINE = regimen(
    "{id: lomustine, drug: lomustine, per_dose: 110 mg/m2, route: oral, days: [1]}",
    totals="lomustine: 110 mg/m2",
    expect="lomustine: 198 mg",
    cycle="{length: 42 d, planned: 4}",
)
# 15 × 3 = 45 mg
METHOTREXATE = regimen(
    "{id: methotrexate, drug: methotrexate, per_dose: 15 mg, route: oral, days: [1, 8, 15]}",
    totals="methotrexate: 45 mg",
    given="{}",
    expect="methotrexate: 15 mg",
)
# 75 × 42 days = 3150 mg/m2; 75 × 1.80 = 135 mg
TEMOZOLOMIDE = regimen(
    "{id: temozolomide, drug: temozolomide, profile: with-radiotherapy, per_dose: 75 mg/m2, "
    "route: oral, days: {from: 1, to: 42}}",
    totals="temozolomide: 3150 mg/m2",
    expect="temozolomide: 135 mg",
    cycle="{length: 42 d, planned: 1}",
)
# 1 g/m2 × 2 × 3 days = 6 g/m2; 1000 × 1.80 = 1800 mg
CYTARABINE = regimen(
    "{id: cytarabine, drug: cytarabine, profile: high-dose, per_dose: 1 g/m2, route: intravenous, "
    "days: [1, 3, 5], doses_per_day: 2, every: 12 h, infuse_over: 3 h}",
    totals="cytarabine: 6 g/m2",
    expect="cytarabine: 1800 mg",
)
# 10000 × 1.80 = 18000 IU
BLEOMYCIN = regimen(
    "{id: bleomycin, drug: bleomycin, per_dose: 10000 IU/m2, route: intravenous, days: [1], "
    "infuse_over: 10 min}",
    totals="bleomycin: 10000 IU/m2",
    expect="bleomycin: 18000 IU",
)
# 12 g/m2 × 1.7 m2 = 20.4 g = 20,400 mg, without the cap of the label
HIGH_METHOTREXATE = regimen(
    """{id: methotrexate, drug: methotrexate, profile: high-dose, per_dose: 12 g/m2,
     route: intravenous, days: [1], infuse_over: 4 h}
  - {id: folinic-acid, drug: folinic-acid, purpose: rescue, per_dose: 15 mg, route: oral,
     starts: {after_start_of: methotrexate, by: 24 h}, every: 6 h, times: 12}""",
    totals="methotrexate: 12 g/m2",
    given="{bsa: 1.70 m2}",
    expect="methotrexate: 20400 mg",
)
# bolus 400 × 1.80 = 720 mg; infusion 2400 × 1.80 = 4320 mg
TWO_FLUOROURACILS = regimen(
    """{id: fluorouracil-bolus, drug: fluorouracil, profile: bolus, per_dose: 400 mg/m2,
     route: intravenous, days: [1], infuse_over: 5 min}
  - {id: fluorouracil-infusion, drug: fluorouracil, profile: over-46-hours,
     total: 2400 mg/m2, route: intravenous, starts: {day: 1}, infuse_over: 46 h}""",
    totals="fluorouracil-bolus: 400 mg/m2, fluorouracil-infusion: 2400 mg/m2",
    expect="fluorouracil-bolus: 720 mg, fluorouracil-infusion: 4320 mg",
    above="rules: [{if: {diarrhoea: {from: grade 3}}, do: {give: 80 %}, "
    "lines: [fluorouracil-bolus]}]\n",
)
# 6 × 70 = 420 mg
TRASTUZUMAB = regimen(
    "{id: trastuzumab, drug: trastuzumab, per_dose: 6 mg/kg, route: intravenous, days: [1], "
    "infuse_over: 30 min}",
    totals="trastuzumab: 6 mg/kg",
    given="{weight: 70 kg}",
    expect="trastuzumab: 420 mg",
)
# 60 × 1.80 = 108 mg
DOXORUBICIN = regimen(
    "{id: doxorubicin, drug: doxorubicin, per_dose: 60 mg/m2, route: intravenous, days: [1], "
    "infuse_over: 5 min}",
    totals="doxorubicin: 60 mg/m2",
    expect="doxorubicin: 108 mg",
)
# 170 cm and 50 kg: 50 ÷ 1.70² = 17.3 kg/m2; √(170 × 50 ÷ 3600) = 1.53659 m²; × 75 = 115.2 mg
AGE_OR_BODY = regimen(
    """{id: etoposide, drug: etoposide, route: intravenous, days: [1], infuse_over: 1 h,
     parts: [{when: {strength: full}, per_dose: 100 mg/m2},
             {when: {strength: less}, per_dose: 75 mg/m2}]}
  - {id: ondansetron, drug: ondansetron, purpose: antiemetic, per_dose: 8 mg, route: oral,
     days: [1], when: {strength: full}}""",
    totals="",
    given="{height: 170 cm, weight: 50 kg, age: 60 y}",
    expect="etoposide: 115.2 mg",
    above="choices:\n  strength: {less: {any: [{age: {above: 75 y}}, {bmi: {below: 18.5 kg/m2}}]}, "
    "full: otherwise}\n",
).replace(
    "totals_per_cycle: {}",
    "totals_per_cycle:\n"
    "  - {when: {strength: full}, totals: {etoposide: 100 mg/m2}}\n"
    "  - {when: {strength: less}, totals: {etoposide: 75 mg/m2}}",
)
NOTED = ETOPOSIDE.replace("infuse_over: 1 h}", "infuse_over: 1 h, note: after the antiemetic}")
POLICY = (TOP / "policies" / "reference.yaml").read_text("utf-8")


@dataclass(frozen=True)
class Mistake:
    """A file, the changes that make it wrong, and what is found: codes with their words."""

    name: str
    right: str
    slip: tuple[tuple[str, str], ...]
    finds: tuple[tuple[str, str], ...]

    @property
    def wrong(self) -> str:
        text = self.right
        for right, wrong in self.slip:
            assert right in text, f"'{right}' does not stand in the file"
            text = text.replace(right, wrong)
        return text


def one(name: str, right: str, slip: tuple[str, str], *finds: tuple[str, str]) -> Mistake:
    return Mistake(name, right, (slip,), finds)


def several(
    name: str, right: str, slip: tuple[tuple[str, str], ...], *finds: tuple[str, str]
) -> Mistake:
    return Mistake(name, right, slip, finds)


# Names of the review of other programs (4d) and of the classes of error (E)
MISTAKES = (
    one(
        "4d 1, a unit AUC that is not known",
        CARBOPLATIN,
        ("per_dose: AUC 5", "per_dose: AUC5"),
        ("RC205", "'AUC5' is not a target AUC"),
    ),
    several(
        "4d 2, AUC 5 that becomes 5 mg",
        CARBOPLATIN,
        (
            ("per_dose: AUC 5", "per_dose: 5 mg"),
            (": AUC 5}", ": 5 mg}"),
            (", kidney: not stated", ""),
        ),
        ("RC411", "the name says 'AUC 5', but the file has no such amount"),
        ("RC405", "CARBOplatin may not have an amount in mg"),
    ),
    one(
        "4d 2, the drug's name in the amount",
        CARBOPLATIN,
        ("per_dose: AUC 5", "per_dose: carboplatin AUC 5"),
        ("RC205", "'carboplatin AUC 5' is not a number and a unit"),
    ),
    several(
        "4d 3, minus five bananas on day 99",
        ETOPOSIDE,
        (("per_dose: 100 mg/m2", "per_dose: -5 bananas"), ("[1, 2, 3]", "[99]")),
        ("RC205", "'-5 bananas' has a sign"),
    ),
    one(
        "4d 3, five bananas",
        ETOPOSIDE,
        ("per_dose: 100 mg/m2", "per_dose: 5 bananas"),
        ("RC206", "the unit 'bananas' is not one that can be read"),
    ),
    one(
        "4d 3, day 99",
        ETOPOSIDE.replace("planned: 4", "planned: 1"),
        ("[1, 2, 3]", "[1, 2, 99]"),
        ("RC301", "day 99 lies beyond the cycle of 21 days"),
    ),
    one(
        "4d 4, AUC 1.5 in the name and AUC 5 in the data",
        CARBOPLATIN,
        ("name: Carboplatin AUC 5", "name: Carboplatin AUC 1.5"),
        ("RC411", "the name says 'AUC 1.5', but the file has AUC 5"),
    ),
    one(
        "4d 5, AUC2 in the name and another in the data",
        CARBOPLATIN,
        ("name: Carboplatin AUC 5", "name: Carboplatin AUC2"),
        ("RC411", "the name says 'AUC2', but the file has AUC 5"),
    ),
    one(
        "4d 6, a regimen of AUC 6 with a target of 5",
        CARBOPLATIN,
        ("name: Carboplatin AUC 5", "name: Carboplatin AUC 6"),
        ("RC411", "the name says 'AUC 6', but the file has AUC 5"),
    ),
    one(
        "4d 8, A or B where only B holds",
        AGE_OR_BODY,
        ("etoposide: 115.2 mg", "etoposide: 153.7 mg"),
        ("RC402", "etoposide comes to 115.2 mg, but the example expects 153.7 mg"),
    ),
    one(
        "4d 9, an activity per surface left unmultiplied",
        BLEOMYCIN,
        ("bleomycin: 18000 IU", "bleomycin: 10000 IU"),
        ("RC402", "bleomycin comes to 18,000 IU, but the example expects 10000 IU"),
    ),
    one(
        "4d 10, mg compared with mg/m2",
        VINCRISTINE,
        ("cap: {per_dose: 2 mg}", "cap: {per_dose: 2 mg/m2}"),
        ("RC207", "'2 mg/m2' is an amount per body surface"),
    ),
    one(
        "4d 11, kidney function that is missing",
        CARBOPLATIN,
        ("{measured_gfr: 80 mL/min}", "{age: 60 y}"),
        ("RC402", "a dose by AUC cannot be computed: it needs the kidney function"),
    ),
    one(
        "4d 12, one reduction for two lines of a drug",
        TWO_FLUOROURACILS,
        ("lines: [fluorouracil-bolus]", "lines: [fluorouracil]"),
        ("RC304", "'fluorouracil' is not a line of this regimen"),
    ),
    one(
        "4d 13, 46 hours stored as days 1 and 2",
        TWO_FLUOROURACILS,
        ("starts: {day: 1}, infuse_over: 46 h", "days: [1, 2], infuse_over: 46 h"),
        ("RC313", "'days' with an infusion over 46 h: does it start once, or on each day?"),
    ),
    one(
        "4d 14, an id that is not the file's",
        ETOPOSIDE,
        ("id: mistake", "id: mistake-v2"),
        ("RC403", "the id is 'mistake-v2', but the file is named 'mistake'"),
    ),
    one(
        "4d 15, a formula misspelt",
        POLICY.replace("id: reference", "id: mistake"),
        ("mosteller_1987", "mosteler_1987"),
        ("RC112", "mosteler_1987"),
    ),
    one(
        "E01 four days' total on each of four days",
        LEHMAN,
        ("per_dose: 1000 mg/m2", "per_dose: 4000 mg/m2"),
        ("RC401", "16,000 mg/m2 a cycle, not 4000 mg/m2"),
    ),
    several(
        "E01 the same, with a total and an example that agree",
        LEHMAN,
        (
            ("per_dose: 1000 mg/m2", "per_dose: 4000 mg/m2"),
            ("cyclophosphamide: 4000 mg/m2", "cyclophosphamide: 16000 mg/m2"),
            ("cyclophosphamide: 1800 mg", "cyclophosphamide: 7200 mg"),
        ),
        ("RC425", "cyclophosphamide, 16,000 mg/m2 a cycle, is above the usual most of 7200 mg/m2"),
    ),
    one(
        "E01 a dose that does not say of what",
        LEHMAN,
        ("per_dose: 1000 mg/m2", "dose: 4000 mg/m2"),
        ("RC201", "'dose' is not a field here"),
    ),
    one(
        "E02 four days' infusion in four hours",
        FLUOROURACIL,
        ("infuse_over: 96 h", "infuse_over: 4 h"),
        ("RC313", "an amount per day needs an infusion of 48 h, 72 h and so on, not of 4 h"),
    ),
    one(
        "E02 a rate of 24 hours keyed as one of an hour",
        FLUOROURACIL,
        ("per_day: 1000 mg/m2", "per_hour: 1000 mg/m2"),
        ("RC401", "96,000 mg/m2 a cycle, not 4000 mg/m2"),
    ),
    one(
        "E02 46 hours' total in an hour",
        TWO_FLUOROURACILS,
        ("infuse_over: 46 h", "infuse_over: 1 h"),
        ("RC313", "'total' is for one infusion of more than 24 h"),
    ),
    several(
        "E02 all of it in four hours, said without contradiction",
        FLUOROURACIL,
        (
            ("per_day: 1000 mg/m2", "per_dose: 4000 mg/m2"),
            ("starts: {day: 1}, infuse_over: 96 h", "days: [1], infuse_over: 4 h"),
        ),
        ("RC425", "fluorouracil, 4,000 mg/m2 a day, is above the usual most of 1000 mg/m2"),
        ("RC425", "fluorouracil, 4 h for an infusion, is below the usual least of 22 h"),
    ),
    several(
        "E03 a weekly vinca drug on every day",
        VINCRISTINE,
        (
            ("days: [1, 8]", "days: {from: 1, to: 8}"),
            ("vincristine: 2.8 mg/m2", "vincristine: 11.2 mg/m2"),
        ),
        ("RC426", "vinCRIStine on day 1 and vinCRIStine on day 2 are 1 d apart"),
    ),
    one(
        "E03 a weekly vinca drug on every day, beside its total",
        VINCRISTINE,
        ("days: [1, 8]", "days: {from: 1, to: 8}"),
        ("RC401", "11.2 mg/m2 a cycle, not 2.8 mg/m2"),
    ),
    several(
        "E03 doxorubicin of once a week on six days",
        DOXORUBICIN,
        (
            ("days: [1]", "days: {from: 1, to: 6}"),
            ("doxorubicin: 60 mg/m2", "doxorubicin: 360 mg/m2"),
        ),
        ("RC425", "DOXOrubicin, 360 mg/m2 a cycle, is above the usual most of 75 mg/m2"),
        ("RC425", "DOXOrubicin, 6 days in a cycle, is above the usual most of 2 days"),
    ),
    several(
        "E05 lomustine on two days",
        LOMUSTINE,
        (("days: [1]", "days: [1, 2]"), ("lomustine: 110 mg/m2", "lomustine: 220 mg/m2")),
        ("RC425", "lomustine, 2 days in a cycle, is above the usual most of 1 day"),
        ("RC425", "lomustine, 1 d from one day of giving to the next, is below"),
    ),
    one(
        "E05 lomustine every four weeks",
        LOMUSTINE,
        ("length: 42 d", "length: 28 d"),
        ("RC425", "lomustine, 28 d from one day of giving to the next, is below the usual least"),
    ),
    several(
        "E06 oral methotrexate on every day",
        METHOTREXATE,
        (("[1, 8, 15]", "{from: 1, to: 7}"), ("methotrexate: 45 mg", "methotrexate: 105 mg")),
        ("RC425", "methotrexate, 1 d from one day of giving to the next, is below the usual least"),
    ),
    several(
        "E07 temozolomide of five days on 42",
        TEMOZOLOMIDE,
        (
            ("per_dose: 75 mg/m2", "per_dose: 150 mg/m2"),
            ("temozolomide: 3150 mg/m2", "temozolomide: 6300 mg/m2"),
            ("temozolomide: 135 mg", "temozolomide: 270 mg"),
        ),
        ("RC425", "temozolomide, 150 mg/m2 a day, is above the usual most of 75 mg/m2"),
    ),
    one(
        "E08 twice a day dropped to once",
        CYTARABINE,
        ("doses_per_day: 2, every: 12 h, ", ""),
        ("RC401", "3,000 mg/m2 a cycle, not 6 g/m2"),
    ),
    one(
        "E10 day 0",
        ETOPOSIDE,
        ("[1, 2, 3]", "[0, 1, 2]"),
        ("RC301", "day 0 is below 1, and no day zero is declared"),
    ),
    one(
        "E10 a day before day 0",
        ETOPOSIDE,
        ("[1, 2, 3]", "[-1, 1, 2]"),
        ("RC301", "day -1 is below 1, and no day zero is declared"),
    ),
    one(
        "E11 day 22 of 21",
        ETOPOSIDE,
        ("[1, 2, 3]", "[1, 2, 22]"),
        ("RC301", "day 22 lies beyond the cycle of 21 days"),
    ),
    one(
        "E11 an infusion into the next cycle",
        FLUOROURACIL,
        ("{length: 21 d, planned: 4}", "{length: 3 d, planned: 4}"),
        ("RC303", "an infusion over 96 h outlasts the 3 d to the line's next giving"),
    ),
    one(
        "E12 a number of times beside days",
        ETOPOSIDE,
        ("days: [1, 2, 3]", "days: [1, 2, 3], times: 8"),
        ("RC312", "'etoposide' has 'times' without 'every'"),
    ),
    one(
        "E12 a number of times in a run of days",
        ETOPOSIDE,
        ("days: [1, 2, 3]", "days: {from: 4, to: 11, times: 8}"),
        ("RC201", "'times' is not a field of a run of days"),
    ),
    one(
        "E30 a decimal point missed, beside the total",
        CISPLATIN,
        ("per_dose: 75 mg/m2", "per_dose: 750 mg/m2"),
        ("RC401", "750 mg/m2 a cycle, not 75 mg/m2"),
    ),
    several(
        "E30 a decimal point missed everywhere",
        CISPLATIN,
        (("75 mg/m2", "750 mg/m2"), ("cisplatin: 135 mg", "cisplatin: 1350 mg")),
        ("RC425", "CISplatin, 750 mg/m2 a dose, is above the usual most of 100 mg/m2"),
        ("RC425", "CISplatin, 750 mg/m2 a cycle, is above the usual most of 100 mg/m2"),
    ),
    several(
        "E30 a decimal point too many everywhere",
        CISPLATIN,
        (("75 mg/m2", "7.5 mg/m2"), ("cisplatin: 135 mg", "cisplatin: 13.5 mg")),
        ("RC425", "CISplatin, 7.5 mg/m2 a dose, is below the usual least of 10 mg/m2"),
    ),
    one(
        "E31 a naked decimal",
        VINCRISTINE,
        ("per_dose: 1.4 mg/m2", "per_dose: .4 mg/m2"),
        ("RC205", "'.4 mg/m2' begins with a point"),
    ),
    one(
        "E31 a trailing zero in a note",
        NOTED,
        ("after the antiemetic", "through a 5.0 micron filter"),
        ("RC412", "'5.0' ends in a zero behind the point"),
    ),
    one(
        "E31 a naked decimal in a note",
        NOTED,
        ("after the antiemetic", "through a .2 micron filter"),
        ("RC412", "'.2' begins with a point"),
    ),
    one(
        "E32 a decimal comma",
        VINCRISTINE,
        ("per_dose: 1.4 mg/m2", 'per_dose: "1,4 mg/m2"'),
        ("RC205", "'1,4 mg/m2' has a comma in its number"),
    ),
    one(
        "E34 a key twice",
        ETOPOSIDE,
        ("per_dose: 100 mg/m2", "per_dose: 100 mg/m2, per_dose: 1000 mg/m2"),
        ("RC106", "'per_dose' stands twice"),
    ),
    one(
        "E34 an anchor",
        ETOPOSIDE,
        ("per_dose: 100 mg/m2", "per_dose: &amount 100 mg/m2"),
        ("RC107", "the anchor '&amount' is not allowed"),
    ),
    one(
        "E34 a tag",
        ETOPOSIDE,
        ("per_dose: 100 mg/m2", "per_dose: !!str 100 mg/m2"),
        ("RC108", "tag"),
    ),
    one(
        "E36 g/m2 taken for mg/m2",
        HIGH_METHOTREXATE,
        ("methotrexate: 20400 mg", "methotrexate: 20.4 mg"),
        ("RC402", "methotrexate comes to 20,400 mg, but the example expects 20.4 mg"),
    ),
    several(
        "E35 USP units of bleomycin written as international ones",
        BLEOMYCIN,
        (("10000 IU/m2", "10 IU/m2"), ("bleomycin: 18000 IU", "bleomycin: 18 IU")),
        ("RC425", "bleomycin, 10 IU/m2 a dose, is below the usual least of"),
    ),
    several(
        "E38 mg/kg in the place of mg/m2",
        ETOPOSIDE,
        (("per_dose: 100 mg/m2", "per_dose: 5 mg/kg"), (": 300 mg/m2}", ": 15 mg/kg}")),
        ("RC405", "etoposide may not have an amount in mg/kg"),
    ),
    one(
        "E46 a conjugate is not its antibody",
        TRASTUZUMAB,
        ("drug: trastuzumab,", "drug: trastuzumab-emtansine,"),
        ("RC404", "there is no formulary entry for 'trastuzumab-emtansine'"),
    ),
    one(
        "E47 carboplatin in the place of cisplatin",
        CISPLATIN,
        ("cisplatin", "carboplatin"),
        ("RC405", "CARBOplatin may not have an amount in mg/m2"),
    ),
    one(
        "E47 cisplatin in the place of carboplatin",
        CARBOPLATIN,
        ("carboplatin", "cisplatin"),
        ("RC405", "CISplatin may not have an amount in AUC"),
    ),
    one(
        "E49 a liposomal form in the place of the plain one",
        DOXORUBICIN,
        ("drug: doxorubicin,", "drug: doxorubicin-liposomal,"),
        ("RC404", "there is no formulary entry for 'doxorubicin-liposomal'"),
    ),
    one(
        "E50 an antibody's amount under the conjugate's short name",
        TRASTUZUMAB,
        ("drug: trastuzumab,", "drug: T-DM1,"),
        ("RC404", "there is no formulary entry for 'T-DM1'"),
    ),
    one(
        "E51 a vinca drug into the spinal canal",
        VINCRISTINE,
        (
            "route: intravenous, days: [1, 8], infuse_over: 10 min",
            "route: intrathecal, days: [1, 8]",
        ),
        ("RC410", "vinCRIStine must never be given by the intrathecal route"),
    ),
    one(
        "E53 a dose in a note",
        NOTED,
        ("after the antiemetic", "1000 mg/m2/day"),
        ("RC412", "'note' holds a dose in words: '1000 mg/m2'"),
    ),
)

# E04: every reading of a dash or a word between days
DAYS = ("1-8", "4-11", "1–8", "1—8", "1−8", "D1-5", "d1-d5", "1..8", "1:6", "1 to 8", "1, 8")
# E33: what YAML 1.1 would have read as another number
SCALARS = {
    "010 mg/m2": ("RC205", "begins with a zero that means nothing"),
    "1:30 mg/m2": ("RC205", "has a colon in its number"),
    "1_000 mg/m2": ("RC205", "has '_' in its number"),
    "NO": ("RC205", "is not a number and a unit"),
    ".inf": ("RC205", "is not a finite number"),
    ".nan": ("RC205", "is not a finite number"),
    "1.0e+400 mg/m2": ("RC205", "is written with an exponent"),
    "1e3 mg/m2": ("RC205", "is written with an exponent"),
    "0x64 mg/m2": ("RC205", "is not in plain decimals"),
    "+100 mg/m2": ("RC205", "has a sign"),
    "100": ("RC205", "has no unit"),
    "0 mg/m2": ("RC212", "an amount of zero means nothing"),
}
# E35 and E36: units that mean several things
UNITS = ("u", "U", "unit", "units", "MU", "i.u.", "Mg/m2", "MG/m2", "gm/m2", "mcgs/m2", "mg/m²")
# E48 and E52: names that are none, and what the message may suggest
NAMES = (
    *("vincistine", "vinblastin", "MTX", "5-FU", "VP16", "VP-16", "CTX", "CDDP", "CBDCA", "CPT-11"),
    *("VCR", "VLB", "ADR", "DOX", "DNR", "BLEO", "BCNU", "CCNU", "TMZ", "ara-C", "DTIC", "6-MP"),
    *("Taxol", "Taxotere", "Adriamycin", "Oncovin", "Vepesid", "Platinol", "Herceptin"),
)


def found_in(text: str, folder: Path) -> list[tuple[str, str]]:
    path = folder / "mistake.yaml"
    path.write_text(text, "utf-8")
    return [(problem.code, problem.message) for problem in validate(path)]


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_a_mistake_is_found_and_nothing_beside_it(mistake: Mistake, tmp_path: Path) -> None:
    found = found_in(mistake.wrong, tmp_path)
    assert [code for code, _ in found] == [code for code, _ in mistake.finds], found
    for (_, message), (_, words) in zip(found, mistake.finds, strict=True):
        assert words in message


RIGHT = {mistake.right: mistake.name for mistake in reversed(MISTAKES)}


@pytest.mark.parametrize("right", RIGHT, ids=[f"without {name}" for name in RIGHT.values()])
def test_the_file_as_it_should_be_has_no_problem(right: str, tmp_path: Path) -> None:
    assert found_in(right, tmp_path) == []


def test_one_id_in_two_libraries_of_a_folder(tmp_path: Path) -> None:
    """4d 7: of two regimens with one code a loader took the last."""
    for ward in ("a", "b"):
        (tmp_path / ward / "regimens").mkdir(parents=True)
        (tmp_path / ward / "regimens" / "mistake.yaml").write_text(ETOPOSIDE, "utf-8")
    (found,) = validate(tmp_path)
    assert found.code == "RC114"
    assert "'mistake' is also the id of " in found.message


@pytest.mark.parametrize("days", DAYS)
def test_days_that_can_be_read_in_two_ways_are_refused(days: str, tmp_path: Path) -> None:
    found = found_in(VINCRISTINE.replace("[1, 8]", f'"{days}"'), tmp_path)
    assert [code for code, _ in found] == ["RC301"]
    assert found[0][1] == f"'{days}' could mean two days or all the days between them"


@pytest.mark.parametrize("scalar", SCALARS)
def test_a_number_that_yaml_would_change_is_refused(scalar: str, tmp_path: Path) -> None:
    ((code, message),) = found_in(
        ETOPOSIDE.replace("per_dose: 100 mg/m2", f"per_dose: {scalar}"), tmp_path
    )
    assert (code, SCALARS[scalar][1] in message) == (SCALARS[scalar][0], True), message


@pytest.mark.parametrize("unit", UNITS)
def test_a_unit_that_means_several_things_is_refused(unit: str, tmp_path: Path) -> None:
    found = found_in(BLEOMYCIN.replace("per_dose: 10000 IU/m2", f"per_dose: 15 {unit}"), tmp_path)
    assert [code for code, _ in found] == ["RC206"]
    assert f"the unit '{unit}'" in found[0][1]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_is_no_drug_is_refused(name: str, tmp_path: Path) -> None:
    found = found_in(ETOPOSIDE.replace("drug: etoposide", f"drug: {name}"), tmp_path)
    assert ("RC404", f"there is no formulary entry for '{name}'") in found
    assert {code for code, _ in found} <= {"RC310", "RC404"}


@pytest.mark.parametrize(
    "name", ["trastuzumab-emtansine", "doxorubicin-liposomal", "vincistine", "cisplatinum", "MTX"]
)
def test_a_drug_is_its_own_entry_and_no_near_name_is_taken(name: str) -> None:
    """E45, E46, E48: looked at by itself, before anything else could find the drug missing."""

    def found(drug: str) -> list[str]:
        text = ETOPOSIDE.replace("drug: etoposide", f"drug: {drug}")
        regimen = Regimen.from_source(yaml_source.read(text.encode(), "mistake.yaml"))
        return [problem.code for problem in drug_problems(regimen, library.formulary())]

    assert found(name) == ["RC404"]
    assert found("etoposide") == []


PLATINUMS = {"cisplatin": "carboplatin", "carboplatin": "cisplatin"}
WITH_A_PLATINUM = {
    f"{path.stem}, {drug}": (path, drug)
    for path in sorted((TOP / "regimens").glob("*.yaml"))
    for drug in PLATINUMS
    if f"drug: {drug}" in path.read_text("utf-8")
}


@pytest.mark.parametrize("name", WITH_A_PLATINUM)
def test_a_platinum_taken_for_the_other_is_refused(name: str, tmp_path: Path) -> None:
    """E47: in each regimen of the library that holds one, and nothing else is changed."""
    path, drug = WITH_A_PLATINUM[name]
    wrong = tmp_path / path.name
    text = path.read_text("utf-8")
    wrong.write_text(re.sub(rf"drug: {drug}\b", f"drug: {PLATINUMS[drug]}", text), "utf-8")
    assert "RC405" in {problem.code for problem in validate(wrong)}
    wrong.write_text(text, "utf-8")
    assert "RC405" not in {problem.code for problem in validate(wrong)}


@pytest.mark.parametrize("name", ["\u0421\u041d\u041e\u0420", "\u0441hop", "chop\u200b", "Chop"])
def test_an_id_in_letters_that_look_alike_is_refused(name: str, tmp_path: Path) -> None:
    """E67: the first is Cyrillic throughout, the second in one letter, the third ends unseen."""
    found = found_in(ETOPOSIDE.replace("id: mistake", f"id: {name}"), tmp_path)
    assert {code for code, _ in found} <= {"RC104", "RC209"}
    assert found


def test_an_intrathecal_drug_and_a_vinca_drug_are_warned_of_on_one_day(tmp_path: Path) -> None:
    """E51: 12 mg once a cycle into the spinal canal, beside vincristine on days 1 and 8."""
    both = VINCRISTINE.replace(
        "totals_per_cycle: {",
        "  - {id: methotrexate, drug: methotrexate, per_dose: 12 mg, route: intrathecal, "
        "days: [8]}\ntotals_per_cycle: {methotrexate: 12 mg, ",
    )
    ((code, message),) = found_in(both, tmp_path)
    assert code == "RC427"
    assert "methotrexate into the spinal canal and vinCRIStine into a vein on day 8" in message
    assert found_in(both.replace("days: [8]}", "days: [2]}"), tmp_path) == []


def test_a_slip_that_only_bounds_can_show_is_a_warning() -> None:
    """What agrees with itself may be meant; what contradicts itself gives no dose."""
    warnings = {"RC425", "RC426", "RC427"}
    for mistake in MISTAKES:
        codes = {code for code, _ in mistake.finds}
        is_refused = any(CATALOGUE[code][0] is Severity.ERROR for code in codes)
        assert is_refused is not (codes <= warnings), mistake.name
