"""One cycle of R-CHOP with its derivations, beside bare floats and pint on every step, in one run.

python benchmarks/plan_cycle.py

The others find the same nine doses on the same days and nothing else: no measure is judged, no
working kept. What is printed is the least time of each and its ratio to ours; the aim is under
0.4 ms a cycle. What the files alone decide is worked out at the first plan and kept with them, so
that it is in none of these times: on which days a line falls, its amount as a step, which measures
and conditions it asks for, and the bounds of its drug.
"""

import math
import time
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import cache, partial
from typing import Any

import regimencalc as rc
from regimencalc import library
from regimencalc.course import plan
from regimencalc.units import registry

ROUNDS = 100
CALLS = 20
AIM_MS = 0.4
START = date(2026, 1, 5)
LINES = (
    ("375 mg/m2", None, (1,)),
    ("750 mg/m2", None, (1,)),
    ("50 mg/m2", None, (1,)),
    ("1.4 mg/m2", "2 mg", (1,)),
    ("100 mg", None, (1, 2, 3, 4, 5)),
)
"""Rituximab, cyclophosphamide, doxorubicin, vincristine with its cap, prednisone."""

Doses = list[tuple[date, float]]


def milliseconds(work: Callable[[], object]) -> float:
    """The time of one call, in the best of many rounds: what the work takes undisturbed."""
    work()
    taken = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        for _ in range(CALLS):
            work()
        taken.append((time.perf_counter() - start) / CALLS)
    return 1e3 * min(taken)


def with_floats(lines: Sequence[tuple[float, bool, float, tuple[int, ...]]]) -> Doses:
    """The doses by nothing but multiplication."""
    doses = []
    for amount, is_by_surface, cap, days in lines:
        for day in days:
            surface = math.sqrt(170 * 70 / 3600)
            dose = amount * surface if is_by_surface else amount
            doses.append((START + timedelta(day - 1), min(dose, cap)))
    return doses


def with_pint(units: Callable[[str], Any]) -> Doses:
    """The doses with each number a quantity; `units` reads one from its text."""
    doses = []
    for amount, cap, days in LINES:
        for day in days:
            height, weight = units("170 cm"), units("70 kg_body")
            surface = math.sqrt(height.magnitude * weight.magnitude / 3600) * units("1 m2")
            dose = units(amount)
            dose = (dose * surface if amount.endswith("m2") else dose).to("mg")
            if cap is not None:
                dose = min(dose, units(cap))
            doses.append((START + timedelta(day - 1), dose.magnitude))
    return doses


def main() -> None:
    """Print the times and the ratios."""
    regimen = rc.load_regimen("r-chop-21d")
    patient = rc.Patient(
        sex="male", age="67 y", height="170 cm", height_on=START, weight="70 kg", weight_on=START
    )
    ours = partial(
        plan,
        regimen,
        patient,
        library.shipped_policy("reference"),
        library.formulary(),
        start=START,
        version=rc.__version__,
        cycles=1,
        choose={"prednisone-dose": "flat"},
    )
    numbers = [
        (float(amount.split()[0]), amount.endswith("m2"), float((cap or "inf mg").split()[0]), days)
        for amount, cap, days in LINES
    ]
    units = registry()
    others: dict[str, Callable[[], Doses]] = {
        "bare floats": partial(with_floats, numbers),
        "pint, parsed once": partial(with_pint, cache(units)),
        "pint, from text": partial(with_pint, units),
    }
    expected = sorted((planned.date, planned.computed.value) for planned in ours().doses)
    base = milliseconds(ours)
    print(f"one cycle of R-CHOP, {len(expected)} doses with derivations: {base:.3f} ms")
    for name, work in others.items():
        found = sorted(work())
        assert [on for on, _ in found] == [on for on, _ in expected]
        pairs = zip(found, expected, strict=True)
        assert all(math.isclose(dose, of_ours) for (_, dose), (_, of_ours) in pairs)
        other = milliseconds(work)
        print(f"{name}: {other:.4f} ms, {other / base:.3f} times ours")
    print(f"aim: under {AIM_MS} ms a cycle, {'reached' if base < AIM_MS else 'NOT REACHED'}")


if __name__ == "__main__":
    main()
