"""Random courses for two engines that share no code, and how their answers are compared."""

import math
import tempfile
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import NamedTuple
from zoneinfo import ZoneInfo

import regimencalc as rc
from oracle.as_stated import as_stated
from oracle.second_engine import ROOT, Infusion, Key, Plan, read_plan, second_course
from regimencalc.withheld import Withheld

POLICIES = ("reference", "nccn-adjusted")
ZONES = ("Europe/Dublin", "America/New_York", "Australia/Sydney")
RELATIVE = 1e-12

# The regimens whose lines say no more than amount, days, order, duration and cap.
SIMPLE = (
    "carboplatin-etoposide-21d",
    "carboplatin-irinotecan-28d",
    "ep-infusional-28d",
    "irinotecan-cisplatin-28d",
)

# Measures that meet a limit exactly, or nearly do when the weight is moved by the least amount.
LEAST = Decimal("0.000000001")
EDGES: tuple[Mapping[str, str], ...] = (
    {"height": "40 cm", "weight": "40 kg"},
    {"height": "250 cm", "weight": "100 kg"},
    {"height": "175 cm", "weight": "350 kg"},
    {"height": "212 cm", "weight": "350 kg"},
    {"height": "100 cm", "weight": "10 kg"},  # BMI 10
    {"height": "150 cm", "weight": "180 kg"},  # BMI 80
    {"height": "60 cm", "weight": "15 kg"},  # BSA 0.5 m2
    {"height": "180 cm", "weight": "245 kg"},  # BSA 3.5 m2
    {"height": "200 cm", "weight": "220.5 kg"},  # BSA 3.5 m2
    # BSA 1.73 m2, then a clearance of 300 mL/min
    {"height": "180 cm", "weight": "59.858 kg", "egfr": "300 mL/min/1.73m2"},
    {"height": "170 cm", "weight": "60 kg", "age": "68 y", "creatinine": "0.2 mg/dL"},
    {"height": "170 cm", "weight": "72 kg", "age": "80 y", "creatinine": "0.2 mg/dL"},
    {"height": "180 cm", "weight": "90 kg", "age": "92 y", "creatinine": "0.2 mg/dL"},
)

# What no shipped regimen has: a cap, a flat dose, a long chain, and a chain across two cycles.
MADE_UP = """\
format: 1
id: made-up-21d
name: Made up for the comparison of two engines
indications: [none]
population: adult
status: draft
sources: [{id: none, cite: "None: made for a test"}]
cycle: {length: 21 d, planned: 3}
components:
  - id: irinotecan
    drug: irinotecan
    per_dose: 140 mg/m2
    cap: {per_dose: 250 mg}
    route: intravenous
    days: [1, 21]
    infuse_over: 24 h
  - id: etoposide
    drug: etoposide
    per_dose: 20 mg
    route: intravenous
    days: [1, 2, 3, 9]
    infuse_over: {plan: 90 min, from: 45 min, to: 120 min}
  - id: carboplatin
    drug: carboplatin
    per_dose: AUC 1.5
    cap: {per_dose: 200 mg}
    kidney: not stated
    route: intravenous
    days: [2, 3, 4, 5]
    infuse_over: 24 h
  - id: cisplatin
    drug: cisplatin
    profile: several-days
    per_dose: 12.5 mg/m2
    route: intravenous
    days: [2, 9]
    starts: {after: etoposide}
    infuse_over: not stated
"""


class Pair(NamedTuple):
    """One patient and one course."""

    regimen: str
    patient: Mapping[str, str]
    policy: str
    cycles: int
    start: str
    zone: str | None


@cache
def regimens() -> Mapping[str, tuple[rc.Regimen, Plan]]:
    """Return, as each engine reads it, the four simple regimens and the made-up one."""
    with tempfile.TemporaryDirectory() as folder:
        made_up = Path(folder) / "made-up-21d.yaml"
        made_up.write_text(MADE_UP, "utf-8")
        shipped = [ROOT / "regimens" / f"{name}.yaml" for name in SIMPLE]
        return {
            path.stem: (rc.load_regimen(path if path is made_up else path.stem), read_plan(path))
            for path in [*shipped, made_up]
        }


@cache
def clock_changes(zone: str) -> tuple[date, ...]:
    """Return the days of 2024 to 2033 on which the zone changes its clocks."""
    midnights = [datetime(2024, 1, 1, tzinfo=ZoneInfo(zone)) + timedelta(n) for n in range(3653)]
    return tuple(
        before.date()
        for before, after in pairwise(midnights)
        if before.utcoffset() != after.utcoffset()
    )


def number(random: Random, low: float, high: float) -> str:
    """Return a random number as it is written, mostly with few decimals."""
    places = random.choice((0, 0, 1, 1, 2, 3, 9))
    scaled = random.randint(math.ceil(low * 10**places), math.floor(high * 10**places))
    return f"{Decimal(scaled).scaleb(-places):f}"


def nudged(random: Random, weight: str) -> str:
    """Move a weight by the least amount that can be written, or leave it."""
    kilograms = Decimal(weight.removesuffix(" kg")) + random.choice((-1, 0, 0, 1)) * LEAST
    return f"{kilograms:f} kg"


def random_body(random: Random) -> dict[str, str]:
    """Return height and weight: ordinary ones, rare ones, a BMI of exactly 25, or an edge."""
    kind = random.random()
    if kind < 0.8:
        height, weight = number(random, 140, 205), number(random, 38, 160)
    elif kind < 0.88:
        height, weight = number(random, 35, 260), number(random, 0.5, 360)
    elif kind < 0.96:
        height = str(random.randint(105, 210))
        weight = f"{Decimal(height) ** 2 / 400:f}"
        weight = nudged(random, weight).removesuffix(" kg")
    else:
        edge = dict(random.choice(EDGES))
        edge["weight"] = nudged(random, edge["weight"])
        return edge
    return {"height": f"{height} cm", "weight": f"{weight} kg"}


def random_kidney(random: Random) -> dict[str, str]:
    """Return what is known of the kidney: one figure, with units of one kind or the other."""
    rare = random.random() < 0.1
    match random.randrange(11):
        case 0 | 1 | 2 | 3:
            low, high = (0.15, 16.0) if rare else (0.4, 3.0)
            return {"creatinine": f"{number(random, low, high)} mg/dL"}
        case 4 | 5:
            low, high = (15, 1350) if rare else (35, 260)
            return {"creatinine": f"{number(random, low, high)} umol/L"}
        case 6 | 7:
            return {"measured_gfr": f"{number(random, 1, 320 if rare else 180)} mL/min"}
        case 8 | 9:
            unit = random.choice(("mL/min", "mL/min/1.73m2"))
            return {"egfr": f"{number(random, 1, 320 if rare else 180)} {unit}"}
        case _:
            return {}


def random_patient(random: Random) -> dict[str, str]:
    """Return a random patient in the words that both engines read."""
    ages = (14, 121) if random.random() < 0.05 else (18, 95)
    patient = {
        "sex": random.choice(("male", "female")),
        "age": f"{random.randint(*ages)} y",
        **random_kidney(random),
    }
    body = random_body(random)
    if "egfr" in body or "creatinine" in body:
        for name in ("measured_gfr", "egfr", "creatinine"):
            patient.pop(name, None)
    return named_methods(patient | body)


def named_methods(patient: Mapping[str, str]) -> dict[str, str]:
    """Add the method and the equation without which a GFR is not taken."""
    named = dict(patient)
    if "measured_gfr" in patient:
        named["gfr_method"] = "iohexol"
    if "egfr" in patient:
        named["egfr_equation"] = "CKD-EPI 2021"
    return named


def random_start(random: Random) -> tuple[str, str | None]:
    """Return a start and a zone, mostly so that the clocks change in the course's first weeks."""
    zone = random.choice(ZONES)
    if random.random() < 0.7:
        day = random.choice(clock_changes(zone)) - timedelta(random.choice((0, 1, 2, 3, 7, 21, 28)))
    else:
        day = date(2024, 1, 1) + timedelta(random.randrange(3653))
    if random.random() < 0.2:
        return day.isoformat(), None
    hour = random.choice((0, 1, 1, 2, 2, 3, random.randrange(24)))
    return f"{day}T{hour:02}:{random.choice((0, 15, 30, 59)):02}", zone


def random_pair(random: Random) -> Pair:
    """Return a random patient with a random course."""
    start, zone = random_start(random)
    return Pair(
        regimen=random.choice(list(regimens())),
        patient=random_patient(random),
        policy=random.choice(POLICIES),
        cycles=random.choice((1, 1, 2, 3, 6)),
        start=start,
        zone=zone,
    )


def clock_of(moment: datetime | None) -> str | None:
    """Return a time with the zone's offset, which tells the two 01:30 of one night apart."""
    return None if moment is None else moment.isoformat()


def difference(dose: rc.PlannedDose, infusion: Infusion) -> str | None:
    """Return how one giving differs between the engines, if it does.

    The second engine knows no limits: an amount that the first refuses has nothing beside it.
    """
    for name, first, second in (
        ("date", dose.date, infusion.day),
        ("dose_number", dose.dose_number, infusion.dose_number),
        ("starts_at", clock_of(dose.starts_at), clock_of(infusion.starts_at)),
        ("ends_at", clock_of(dose.ends_at), clock_of(infusion.ends_at)),
        ("ends_on", dose.ends_on, infusion.ends_on),
    ):
        if first != second:
            return f"{name}: {first} and {second}"
    if isinstance(dose.dose, Withheld):
        return None
    if not math.isclose(dose.computed.value, infusion.mg, rel_tol=RELATIVE):
        return f"dose: {dose.computed.value!r} and {float(infusion.mg)!r} mg"
    return None


def first_answer(pair: Pair) -> tuple[rc.PlannedDose, ...] | str:
    """Return the doses of the package, or why there are none."""
    regimen, _ = regimens()[pair.regimen]
    try:
        return tuple(
            as_stated(
                regimen,
                rc.Patient(**pair.patient),
                start=pair.start,
                zone=pair.zone,
                cycles=pair.cycles,
                policy=pair.policy,
            ).doses
        )
    except rc.Refused as refused:
        return "; ".join(f"{problem.code} {problem.message}" for problem in refused.problems)


def second_answer(pair: Pair) -> Mapping[Key, Infusion] | None:
    """Return the givings of the second implementation, or None where it refuses."""
    return second_course(
        regimens()[pair.regimen][1],
        pair.patient,
        start=pair.start,
        zone=pair.zone,
        cycles=pair.cycles,
        policy=pair.policy,
    )


def disagreement(pair: Pair) -> str | None:
    """Return where the two engines disagree, or None if they agree."""
    try:
        first = first_answer(pair)
    except (ValueError, TypeError, ArithmeticError, LookupError, AttributeError) as crash:
        return f"the first engine crashed: {crash!r}"
    second = second_answer(pair)
    if isinstance(first, str) or second is None:
        if isinstance(first, str) and second is None:
            return None
        return f"only the first refused: {first}" if second else "only the second refused"
    keys: list[Key] = [(dose.cycle, dose.day, dose.component) for dose in first]
    if len(keys) != len(second) or set(keys) != set(second):
        return f"givings: {sorted(keys)} and {sorted(second)}"
    for key, dose in zip(keys, first, strict=True):
        found = difference(dose, second[key])
        if found:
            return f"{key} {found}"
    return None
