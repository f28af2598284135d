"""Random courses of every regimen of the library, for the two engines that know the grammar."""

import math
import tempfile
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import yaml

import regimencalc as rc
from oracle.as_stated import as_stated
from oracle.choices import answers
from oracle.second_engine import ROOT, Implausible, words
from oracle.wide_engine import BASES, Row, wide_course
from oracle.wide_stretch import statements
from regimencalc.withheld import Withheld

RELATIVE = 1e-9

# What no regimen of the library says: other ends, filters and relations, several doses a day.
MADE_UP = """\
format: 1
id: made-up-wide
name: Made up for the comparison of two engines
population: adult
status: draft
sources: [{id: none, cite: "None: made for a test"}]
cycle: {length: 28 d, planned: {from: 2, to: 4}}
components:
  - id: cisplatin
    drug: cisplatin
    profile: several-days
    per_dose: 20 mg/m2
    route: intravenous
    days: [2, 9, 16]
    starts: {after: etoposide}
    infuse_over: 45 min
  - id: etoposide
    drug: etoposide
    per_dose: 75 mg/m2
    route: intravenous
    starts: {day: 1}
    every: 1 d
    weekdays: [tuesday, thursday, saturday]
    except_days_of: [carboplatin]
    until: {day: 20}
    infuse_over: 90 min
  - id: carboplatin
    drug: carboplatin
    per_dose: AUC 2
    cap: {per_dose: 250 mg}
    kidney: not stated
    route: intravenous
    days: [3, 4, 10]
    infuse_over: 24 h
  - id: doxorubicin
    drug: doxorubicin
    profile: continuous
    per_dose: 15 mg/m2
    route: intravenous
    days: [9, 10]
    starts: {after: cisplatin}
    infuse_over: 24 h
  - id: olanzapine
    drug: olanzapine
    purpose: antiemetic
    per_dose: 5 mg
    route: oral
    starts: {before: cisplatin, by: 1 d}
  - id: folinic-acid
    drug: folinic-acid
    purpose: rescue
    profile: rescue
    per_dose: 20 mg
    route: oral
    starts: {after: cisplatin, of: last, by: 30 h}
    every: 8 h
    times: 5
  - id: mesna
    drug: mesna
    purpose: protection
    per_dose: 250 mg
    route: intravenous
    starts: {day: 2, with: cisplatin}
    infuse_over: {until: {after: cisplatin, of: first, by: 90 min}}
  - id: mesna-oral
    drug: mesna
    purpose: protection
    per_dose: 40 % of cisplatin
    route: oral
    starts: {after_start_of: cisplatin, of: first, by: 2 d}
  - id: prednisone
    drug: prednisone
    per_day: 60 mg/m2
    cap: {per_day: 100 mg}
    route: oral
    days: [5, 7, 9]
    doses_per_day: 3
    every: 6 h
  - id: filgrastim
    drug: filgrastim
    purpose: growth factor
    per_dose: 5 mcg/kg
    route: subcutaneous
    starts: {cycle: 1, day: 13}
    every: 9 d
  - id: dexamethasone
    drug: dexamethasone
    purpose: antiemetic
    route: oral
    days: [1, 2, 3]
    parts:
      - {cycles: [1], per_dose: 12 mg}
      - {cycles: {from: 2, every: 2}, per_dose: 8 mg}
      - {cycles: {from: 3, every: 2}, per_dose: 4 mg}
"""


class WidePair(NamedTuple):
    """One patient, one course, and the answers to what its regimen asks."""

    regimen: str
    patient: Mapping[str, str]
    policy: str
    cycles: int | None
    start: date
    choose: Mapping[str, str]


NAMES = (*sorted(path.stem for path in (ROOT / "regimens").glob("*.yaml")), "made-up-wide")


@cache
def read(name: str) -> tuple[rc.Regimen, Mapping[str, Any]]:
    """A regimen as the package reads it, and as it stands in its file."""
    if name != "made-up-wide":
        path = ROOT / "regimens" / f"{name}.yaml"
        return rc.load_regimen(name), yaml.safe_load(path.read_text("utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        made_up = Path(folder) / "made-up-wide.yaml"
        made_up.write_text(MADE_UP, "utf-8")
        return rc.load_regimen(made_up), yaml.safe_load(MADE_UP)


def within(random: Random, low: str, high: str | None) -> str:
    """An amount between two that are stated: at an edge or a tenth of the way from it."""
    number, unit = words(low)
    most = number if high is None else words(high)[0]
    tenths = random.choice((0, 3, 5, 7, 10))
    chosen = number + (most - number) * Fraction(tenths, 10)
    return f"{float(chosen):.9g} {unit}"


def asked(random: Random, said: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """An answer to each question of a regimen that does not decide it by a condition."""
    for name, choice in said.get("choices", {}).items():
        if isinstance(choice, list):
            yield name, random.choice(choice)
    for phase in said.get("phases", [said]):
        for line in phase["components"]:
            for statement in statements(line):
                amount = next((statement[basis] for basis in BASES if basis in statement), None)
                if isinstance(amount, Mapping) and "plan" not in amount:
                    yield line["id"], within(random, amount["from"], amount.get("to"))
        is_open = "planned" not in phase.get("cycle", {})
        if "phases" in said and "cycle" in phase and (is_open or random.random() < 0.5):
            yield f"{phase['id']}.cycles", str(random.randint(1, 4))
    if "levels" in said and random.random() < 0.5:
        yield "level", str(random.choice(said["levels"])["level"])


def wide_patient(random: Random) -> dict[str, str]:
    """A patient whom no regimen for adults refuses."""
    kidney = random.choice(
        (
            {"creatinine": f"{random.randint(40, 300) / 100:g} mg/dL"},
            {"creatinine": f"{random.randint(40, 260)} umol/L"},
            {"measured_gfr": f"{random.randint(15, 160)} mL/min", "gfr_method": "iohexol"},
        )
    )
    height_cm = random.randint(1450, 2000) / 10
    bmi = random.uniform(17, 38)
    return {
        "sex": random.choice(("male", "female")),
        "age": f"{random.choice((random.randint(18, 90), 60, 61, 75, 76))} y",
        "height": f"{height_cm:g} cm",
        "weight": f"{bmi * (height_cm / 100) ** 2:.1f} kg",
        **kidney,
    }


def wide_pair(random: Random, regimen: str) -> WidePair:
    """A random course of a regimen."""
    _, said = read(regimen)
    one_phase = "phases" not in said
    return WidePair(
        regimen,
        wide_patient(random),
        random.choice(("reference", "nccn-adjusted")),
        random.randint(1, 5) if one_phase and "cycle" in said else None,
        date(2026, 1, 1) + timedelta(random.randrange(700)),
        {**answers(regimen), **dict(asked(random, said))},
    )


def of_the_second(pair: WidePair) -> list[Row]:
    """The doses of the second implementation; none where it refuses."""
    try:
        return wide_course(
            read(pair.regimen)[1],
            pair.patient,
            start=pair.start,
            policy=pair.policy,
            cycles=pair.cycles,
            choose=pair.choose,
        )
    except Implausible:
        return []


def of_the_first(pair: WidePair) -> tuple[rc.PlannedDose, ...]:
    """The doses of the package; none where it refuses the patient's measures."""
    regimen, _ = read(pair.regimen)
    try:
        return as_stated(
            regimen,
            rc.Patient(**pair.patient),
            start=pair.start.isoformat(),
            cycles=pair.cycles,
            policy=pair.policy,
            choose=pair.choose,
        ).doses
    except rc.Refused as refused:
        if {problem.code for problem in refused.problems if problem.is_error} <= {"RC501"}:
            return ()
        raise


def wide_disagreement(pair: WidePair) -> str | None:
    """Where the two engines disagree, or None if they agree; a refused amount is not compared."""
    first = {
        (d.phase or "", d.cycle, d.cycle_in_phase, d.day, d.date, d.component, d.dose_number): d
        for d in of_the_first(pair)
    }
    second = {
        (r.phase, r.cycle, r.cycle_in_phase, r.day, r.on, r.line, r.number): r
        for r in of_the_second(pair)
    }
    if first.keys() != second.keys():
        return f"givings: {sorted(first.keys() ^ second.keys())[:6]}"
    for key, dose in first.items():
        row = second[key]
        for name, one, other in (
            ("unit", dose.dose.unit, row.unit),
            ("goes on", bool(dose.goes_on), row.goes_on),
        ):
            if one != other:
                return f"{key} {name}: {one} and {other}"
        for name, mine, yours in (
            ("dose", dose.dose.value, row.amount),
            ("minutes", dose.minutes, row.minutes),
            ("hour", dose.hour, row.hour),
        ):
            is_refused = name == "dose" and isinstance(dose.dose, Withheld)
            if not is_refused and not same(mine, yours):
                return f"{key} {name}: {mine} and {None if yours is None else float(yours)}"
    return None


def same(first: float | None, second: Fraction | None) -> bool:
    """Whether two numbers are the same, or neither is known."""
    if first is None or second is None:
        return first is None and second is None
    return math.isclose(first, second, rel_tol=RELATIVE, abs_tol=RELATIVE)
