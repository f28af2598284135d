"""What becomes of a measure in the wrong unit or field, counted on made-up adults.

    python tools/swap_matrix.py [--adults 200000] [--seed 1] [--processes 2]

Each adult of `population` (made up, not data; its distributions stand there) is entered rightly,
and once with each slip. *Caught* is warned of or refused by the gate that looks at a patient
before anything is multiplied. `size` is what every course looks at: height, weight, body mass
index, a child's body; `surface` adds the body surface area, where a dose is by it; `kidney` adds
the creatinine and the clearance before any cap, where a dose is by AUC, under the policy
`reference`.

The floors are rates that a first look at such a population gave, by the body mass index alone;
they guard against a gate that grows weaker and say nothing of a clinic. The numbers of so many
adults are judged by the functions that the gate consists of, and the first 2,000 adults go through
the whole gate as well, as patients whose measures are read from text: both must agree on each.

The last lines are what the gate costs: right values that are warned of. Exit code 1 below a floor,
above a ceiling, or where the two ways disagree.
"""

import argparse
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice

from population import MEASURED_ON, Adult, adults

from regimencalc import library, plausibility
from regimencalc.body_size import body_surface_area_mosteller_1987
from regimencalc.body_weight import body_mass_index
from regimencalc.kidney_methods import NOT_STATED
from regimencalc.measures import measures_of
from regimencalc.policy import Policy
from regimencalc.problems import Problem
from regimencalc.renal_function import (
    UMOL_L_PER_MG_DL,
    creatinine_clearance_cockcroft_gault_1976,
)

WHOLE_GATE = 2000
PORTION = 5000
PASSED, WARNED, REFUSED = "passed", "warned of", "refused"
GATES = ("size", "surface", "kidney")


@dataclass(frozen=True)
class Slip:
    """A way to enter a measure wrongly, and the least part of adults [%] in whom it shows."""

    name: str
    gate: str
    entered: Callable[[Adult], Adult]
    least_caught: float = 100
    least_refused: float = 0


def _weight(adult: Adult, factor: float) -> Adult:
    return adult._replace(weight_kg=round(adult.weight_kg * factor, 2))


def _height(adult: Adult, factor: float) -> Adult:
    return adult._replace(height_cm=round(adult.height_cm * factor, 2))


def _swapped(adult: Adult) -> Adult:
    return adult._replace(height_cm=adult.weight_kg, weight_kg=adult.height_cm)


def _umol_as_mg(adult: Adult) -> Adult:
    return adult._replace(creatinine=round(adult.creatinine * UMOL_L_PER_MG_DL))


def _mg_as_umol(adult: Adult) -> Adult:
    return adult._replace(creatinine_unit="umol/L")


SLIPS = (
    Slip("weight in pounds as kilograms", "size", lambda a: _weight(a, 2.20462), 92.9),
    Slip("weight halved as if pounds", "size", lambda a: _weight(a, 1 / 2.20462), 87.3),
    Slip("height in inches as centimetres", "size", lambda a: _height(a, 1 / 2.54)),
    Slip("height in metres as centimetres", "size", lambda a: _height(a, 0.01), 100, 100),
    Slip("height and weight swapped", "size", _swapped, 99.996),
    Slip("weight × 10", "size", lambda a: _weight(a, 10)),
    Slip("weight ÷ 10", "size", lambda a: _weight(a, 0.1)),
    Slip("height × 10", "size", lambda a: _height(a, 10)),
    Slip("height ÷ 10", "size", lambda a: _height(a, 0.1)),
    Slip("creatinine in umol/L as mg/dL", "kidney", _umol_as_mg, 100, 100),
    Slip("creatinine in mg/dL as umol/L", "kidney", _mg_as_umol, 100, 100),
)

CEILINGS = {
    "body mass index alone": (1.55, 0.0),
    "size": (1.75, 0.0),
    "surface": (6.2, 0.005),
    "kidney": (28.0, 0.15),
}
"""The most right values [%] that may be warned of and refused, by what is looked at.

The index alone was stated as 1.5 %, to one decimal; the others are what this population gave.
"""

_CREATININE = {
    ("mg/dL", False): plausibility.CREATININE_MG_DL,
    ("mg/dL", True): plausibility.CREATININE_MG_DL_FOR_AUC,
    ("umol/L", False): plausibility.CREATININE_UMOL_L,
    ("umol/L", True): plausibility.CREATININE_UMOL_L_FOR_AUC,
}


def judged(adult: Adult, gate: str) -> str:
    """What the functions that a gate consists of make of the numbers."""
    body = {"height_cm": adult.height_cm, "weight_kg": adult.weight_kg}
    creatinine = _CREATININE[adult.creatinine_unit, gate == "kidney"]
    found = [
        *plausibility.HEIGHT.judge(adult.height_cm, "height"),
        *plausibility.WEIGHT.judge(adult.weight_kg, "weight"),
        *creatinine.judge(adult.creatinine, "creatinine"),
    ]
    if verdict(found) == REFUSED:
        return REFUSED
    found += plausibility.BODY_MASS_INDEX.judge(body_mass_index(**body), "weight")
    found += plausibility.of_small_body(**body)
    if gate == "surface":
        surface_m2 = body_surface_area_mosteller_1987(**body)
        found += plausibility.BODY_SURFACE.judge(surface_m2, "height")
    if gate == "kidney":
        found += plausibility.CLEARANCE.judge(_clearance_ml_min(adult), "creatinine")
    return verdict(found)


def _clearance_ml_min(adult: Adult) -> float:
    per_mg_dl = UMOL_L_PER_MG_DL if adult.creatinine_unit == "umol/L" else 1
    return creatinine_clearance_cockcroft_gault_1976(
        age_years=adult.age_years,
        weight_kg=adult.weight_kg,
        creatinine_mg_dl=adult.creatinine / per_mg_dl,
        sex="male" if adult.sex == "male" else "female",
    )


def verdict(problems: list[Problem]) -> str:
    """Refused, warned of, or passed."""
    if any(problem.is_error for problem in problems):
        return REFUSED
    return WARNED if problems else PASSED


def through_the_whole_gate(adult: Adult, gate: str, policy: Policy) -> str:
    """What a patient with these measures meets before any dose is found."""
    _, problems = measures_of(
        adult.patient(),
        policy,
        MEASURED_ON,
        by_surface=gate == "surface",
        by_auc=frozenset({NOT_STATED} if gate == "kidney" else ()),
    )
    return verdict(list(problems))


def entries(adult: Adult) -> Iterator[tuple[str, str, Adult]]:
    """What is entered for an adult: the right values at each gate, and each slip at its own."""
    for gate in GATES:
        yield gate, gate, adult
    for slip in SLIPS:
        yield slip.name, slip.gate, slip.entered(adult)


def count(seed: str, number: int) -> Counter[tuple[str, str]]:
    """How often each entry of so many adults gets each verdict."""
    counted: Counter[tuple[str, str]] = Counter()
    for adult in adults(number, seed):
        for name, gate, entered in entries(adult):
            counted[name, judged(entered, gate)] += 1
        index = body_mass_index(height_cm=adult.height_cm, weight_kg=adult.weight_kg)
        warned = verdict(list(plausibility.BODY_MASS_INDEX.judge(index, "weight")))
        counted["body mass index alone", warned] += 1
    return counted


def disagreements(seed: str, number: int) -> list[str]:
    """Where the numbers and the whole gate differ, among so many adults."""
    policy = library.shipped_policy("reference")
    return [
        f"{name}: {numbers} by the numbers, {whole} by the whole gate: {entered}"
        for adult in adults(number, seed)
        for name, gate, entered in entries(adult)
        if (numbers := judged(entered, gate))
        != (whole := through_the_whole_gate(entered, gate, policy))
    ]


def lines(counted: Counter[tuple[str, str]], number: int) -> Iterator[tuple[str, bool]]:
    """Each line of the report, and whether it is as it must be."""

    def percent(name: str, *verdicts: str) -> float:
        return 100 * sum(counted[name, one] for one in verdicts) / number

    for slip in SLIPS:
        caught, refused = percent(slip.name, WARNED, REFUSED), percent(slip.name, REFUSED)
        floors = f"at least {slip.least_caught:g} %"
        floors += f", refused {slip.least_refused:g} %" if slip.least_refused else ""
        yield (
            f"{slip.name:35} caught {caught:7.3f} %, refused {refused:7.3f} %   {floors}",
            caught >= slip.least_caught and refused >= slip.least_refused,
        )
    for name, (most_warned, most_refused) in CEILINGS.items():
        warned, refused = percent(name, WARNED), percent(name, REFUSED)
        yield (
            f"right values, {name:21} warned {warned:6.2f} %, refused {refused:6.3f} %   "
            f"at most {most_warned:g} %, refused {most_refused:g} %",
            warned <= most_warned and refused <= most_refused,
        )


def main(arguments: list[str] | None = None) -> int:
    """Print the matrix; 1 below a floor, above a ceiling, or where the two ways disagree."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--adults", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    wanted = parser.parse_args(arguments)
    began = time.perf_counter()
    starts = range(0, wanted.adults, PORTION)
    seeds = [f"{wanted.seed}-{start}" for start in starts]
    sizes = [min(PORTION, wanted.adults - start) for start in starts]
    counted: Counter[tuple[str, str]] = Counter()
    with ProcessPoolExecutor(wanted.processes) as pool:
        for part in pool.map(count, seeds, sizes):
            counted.update(part)
    whole = min(WHOLE_GATE, sizes[0])
    differing = disagreements(seeds[0], whole)
    print("\n".join(islice(differing, 20)), file=sys.stderr, end="\n" if differing else "")
    failed = bool(differing)
    for line, is_as_it_must_be in lines(counted, wanted.adults):
        print(line if is_as_it_must_be else f"{line}   NOT REACHED")
        failed |= not is_as_it_must_be
    print(
        f"{wanted.adults:,} adults, seed {wanted.seed}; {whole:,} of them through the whole gate, "
        f"{len(differing)} disagreements; {time.perf_counter() - began:.0f} seconds"
    )
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
