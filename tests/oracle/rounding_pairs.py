"""Random doses under policies that round, and how the answers of the two engines are compared."""

import math
import tempfile
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import yaml

import regimencalc as rc
from oracle import named_methods, nudged, number, random_patient
from oracle.as_stated import as_stated
from oracle.second_engine import ROOT, Body, Implausible
from oracle.second_rounding import Given, Rounding, read
from regimencalc import library
from regimencalc.changes import Change
from regimencalc.dosing import Dose
from regimencalc.policy import Policy
from regimencalc.rules import Action
from regimencalc.units import Measure

RELATIVE = 1e-12
Entry = Mapping[str, Any]  # a line of the regimen as its file words it
SHARES = ("100", "100", "100", "75", "50", "80", "87.5", "33")

# Each line has one day; those by mouth also several times a day.
# Odd caps hold a dose, reduced or not, just where two readings of the page would part.
LINES = """\
etoposide 100 mg/m2 | etoposide 35 mg/m2 | etoposide 500 mg/m2 cap 900 mg
etoposide 180 mg | carboplatin AUC 5 | carboplatin AUC 4 | carboplatin AUC 2
carboplatin AUC 6 cap 800 mg | carboplatin AUC 5 round_to 10 mg | carboplatin AUC 5 round_to 50 mg
paclitaxel 175 mg/m2 | paclitaxel 80 mg/m2 | vincristine 1.4 mg/m2 cap 2 mg
vincristine 0.4 mg/m2 | irinotecan 180 mg/m2 | irinotecan 65 mg/m2 | cisplatin 45 mg/m2
cisplatin 100 mg/m2 | cyclophosphamide 750 mg/m2 | pemetrexed 500 mg/m2
capecitabine 1000 mg/m2 oral 2 | capecitabine 825 mg/m2 oral 2 | capecitabine 625 mg/m2 oral 2
temozolomide 200 mg/m2 oral | temozolomide 75 mg/m2 oral | lomustine 110 mg/m2 oral
etoposide 50 mg/m2 oral 2 | etoposide 50 mg/m2 oral | etoposide 30 mg/m2 oral 3
etoposide 200 mg/m2 oral round_to 50 mg | etoposide 50 mg/m2 oral 2 cap 95 mg
procarbazine 60 mg/m2 oral | prednisone 40 mg/m2 oral | dexamethasone 12 mg oral
trifluridine-tipiracil 35 mg/m2 oral 2 cap 80 mg round_to 5 mg
etoposide 195 mg | etoposide 195 mg cap 190 mg | etoposide 195 mg cap 300 mg
etoposide 195 mg round_to 50 mg | paclitaxel 18 mg/m2 | paclitaxel 175 mg/m2 cap 157.3225 mg
vincristine 0.15 mg/m2 | vinblastine 6 mg/m2 | carmustine 75 mg/m2 | temozolomide 60 mg/m2
vincristine 0.3 mg/m2 cap 0.265 mg | etoposide 200 mg/m2 cap 214.76875 mg
etoposide 6000 mg/m2 cap 2499.999999998 mg | etoposide 6000 mg/m2 cap 7812.5 mg
etoposide 6000 mg/m2 cap 8000 mg | irinotecan 180 mg/m2 cap 350 mg | cisplatin 100 mg/m2 cap 155 mg
etoposide 97 mg oral 2 | etoposide 97 mg oral cap 100 mg | etoposide 97 mg oral cap 96 mg
etoposide 97 mg oral round_to 50 mg | etoposide 120 mg oral 2 cap 105 mg
etoposide 60 mg/m2 oral 2 cap 110 mg | etoposide 50 mg/m2 oral 3 cap 95 mg
etoposide 50 mg/m2 oral 4 | procarbazine 15 mg/m2 oral 2 | dexamethasone 13 mg oral 2
prednisone 75.3 mg oral | prednisone 7 mg/m2 oral 4 | cyclophosphamide 60 mg/m2 oral
temozolomide 75 mg/m2 oral cap 143 mg | capecitabine 825 mg/m2 oral 2 cap 1380 mg
lomustine 110 mg/m2 oral cap 190 mg round_to 40 mg
"""
WAYS = ("none", "whole_units", "formulary_step", "whole_vials", "nhs_bands")
SURFACES, ESTIMATES = ("none", "none", "2 m2"), ("125 mL/min", "125 mL/min", "none", "100 mL/min")
TOLERANCES = ("0 %", "1 %", "2.5 %", "4 %", "5 %", "10 %")
BANDINGS = ("2 %", "4 %", "6 %", "6.6 %")
SHIPPED = ("reference", "nccn-adjusted", "hopa-5", "hopa-10", "nhs-bands")
POLICIES_MADE = 40


class RoundingPair(NamedTuple):
    """One patient, one policy and one reduction of every line."""

    patient: Mapping[str, str]
    policy: str
    share: str


def entry_of(number_: int, said: str) -> Entry:
    """Return a line of the regimen from the words for it."""
    drug, *rest = said.split()
    entry: dict[str, Any] = {"id": f"line-{number_}", "drug": drug}
    entry |= {"per_dose": " ".join(rest[:2]), "route": "intravenous", "days": [1]}
    rest = rest[2:]
    if rest[:1] == ["oral"]:
        entry["route"], rest = "oral", rest[1:]
        if rest and rest[0].isdigit():
            entry["doses_per_day"], rest = int(rest[0]), rest[1:]
    if rest[:1] == ["cap"]:
        entry["cap"], rest = {"per_dose": " ".join(rest[1:3])}, rest[3:]
    if rest[:1] == ["round_to"]:
        entry["round_to"] = " ".join(rest[1:3])
    if entry["route"] == "intravenous":
        entry["infuse_over"] = "1 h"
    if str(entry["per_dose"]).startswith("AUC"):
        entry["kidney"] = "not stated"
    return entry


@cache
def made() -> tuple[rc.Regimen, Sequence[Entry], Mapping[str, Policy], Mapping[str, Rounding]]:
    """Return, as each engine reads it, the made-up regimen and every policy."""
    told = [part.strip() for part in LINES.replace("\n", " | ").split("|") if part.strip()]
    entries = [entry_of(*each) for each in enumerate(told, 1)]
    content = {
        "format": 1,
        "id": "made-up-rounding",
        "name": "Made up",
        "population": "adult",
        "status": "draft",
        "sources": [{"id": "none", "cite": "None: made for a test"}],
        "cycle": {"length": "21 d", "planned": 1},
        "components": entries,
    }
    with tempfile.TemporaryDirectory() as folder:
        regimen = Path(folder) / "made-up-rounding.yaml"
        regimen.write_text(yaml.safe_dump(content, sort_keys=False), "utf-8")
        paths = [ROOT / "policies" / f"{name}.yaml" for name in SHIPPED]
        paths += [written(Path(folder), Random(seed), seed) for seed in range(POLICIES_MADE)]
        first = {path.stem: library.read_policy(path) for path in paths}
        second = {path.stem: Rounding(path) for path in paths}
        loaded = library.read_regimen(regimen)
    return loaded, entries, first, second


def written(folder: Path, random: Random, seed: int) -> Path:
    """Write a random policy."""
    way = random.choice(WAYS)
    banding = f", banding: {random.choice(BANDINGS)}" if way == "nhs_bands" else ""
    text = (ROOT / "policies" / "reference.yaml").read_text("utf-8")
    text = text.replace("id: reference\n", f"id: made-{seed}\n")
    text = text.replace("cap: none", f"cap: {random.choice(SURFACES)}")
    cap = random.choice(ESTIMATES)
    text = text.replace("cap_of_estimate: 125 mL/min", f"cap_of_estimate: {cap}")
    text = text.replace("rounding: none", f"rounding: {way}")
    text = text.replace("rounding: 5 %}", f"rounding: {random.choice(TOLERANCES)}{banding}}}")
    path = folder / f"made-{seed}.yaml"
    path.write_text(text, "utf-8")
    return path


def rounding_pair(random: Random) -> RoundingPair:
    """Return a random patient, often with a body surface and a rate that give round doses."""
    patient = random_patient(random)
    if random.random() < 0.5:
        surface = random.randint(130, 260)
        kilograms = f"{surface * surface / 500:.3f} kg"
        patient |= {"height": "180 cm", "weight": nudged(random, kilograms)}  # a tie, or nearly one
    if random.random() < 0.5:
        for name in ("measured_gfr", "gfr_method", "egfr", "egfr_equation", "creatinine"):
            patient.pop(name, None)
        kind = random.choice(("measured_gfr", "egfr", "egfr"))
        near_the_cap = number(random, 123, 126)  # of 125 mL/min, where a band may lie above it
        rate = random.choice((str(random.randint(20, 160)), number(random, 20, 160), near_the_cap))
        patient[kind] = f"{rate} mL/min"
    policy = random.choice([*SHIPPED, *["nhs-bands"] * 6, *made()[2]])
    return RoundingPair(named_methods(patient), policy, random.choice(SHARES))


Answer = Mapping[tuple[str, int], Given]


def of_the_second(pair: RoundingPair) -> Answer | None:
    """Return every giving by line and number, or None where it refuses."""
    _, lines, _, policies = made()
    rounding = policies[pair.policy]
    share = Fraction(pair.share) / 100
    try:
        body = Body(pair.patient, rounding.rules, adult=True)
        return {
            (line["id"], nth): given
            for line in lines
            for nth, given in enumerate(rounding.givings(line, body, share), 1)
        }
    except Implausible:
        return None


def of_the_first(pair: RoundingPair) -> Mapping[tuple[str, int], Dose] | None:
    """Return the package's doses by line and number, or None where it refuses."""
    regimen, lines, policies, _ = made()
    action = Action("give", Measure(float(pair.share), "%"))
    try:
        planned = as_stated(
            regimen,
            rc.Patient(**pair.patient),
            start="2026-12-01",
            policy=policies[pair.policy],
            changes=() if pair.share == "100" else [Change(line["id"], action) for line in lines],
        )
    except rc.Refused:
        return None
    return {(dose.component, dose.dose_number): dose.computed for dose in planned.doses}


def rounding_disagreement(pair: RoundingPair) -> str | None:
    """Return where the two engines disagree, or None if they agree."""
    first, second = of_the_first(pair), of_the_second(pair)
    if first is None or second is None:
        who = "first" if first is None else "second"
        return None if first is None and second is None else f"only the {who} refused"
    if first.keys() != second.keys():
        return f"givings: {sorted(first)} and {sorted(second)}"
    for key, dose in first.items():
        given = second[key]
        if not math.isclose(dose.calculated, given.calculated, rel_tol=RELATIVE):
            return f"{key} calculated: {dose.calculated!r} and {float(given.calculated)!r}"
        if read(Fraction(dose.calculated)) != read(given.calculated):
            continue  # a half in the thirteenth digit, where a double may read the other neighbour
        same = math.isclose if given.mg == given.calculated else exactly
        if not same(dose.value, float(given.mg), rel_tol=RELATIVE):
            return f"{key} given: {dose.value!r} and {float(given.mg)!r} of {dose.calculated!r}"
        pieces = () if dose.rounding is None else dose.rounding.pieces
        counted = tuple((piece.product.holds, piece.number) for piece in pieces)
        if counted != tuple((float(size), times) for size, times in given.pieces):
            return f"{key} pieces: {counted} and {given.pieces}"
    return None


def exactly(one: float, other: float, *, rel_tol: float) -> bool:
    """Return whether two numbers are the same: a rounded dose has no noise."""
    return one == other and rel_tol > 0
