"""Planning six cycles of EP, beside the same work done by pint at each step, in one run.

python benchmarks/plan_course.py
"""

import math
import statistics
import time
from collections.abc import Callable
from datetime import date, timedelta

import regimencalc as rc
from regimencalc.units import registry

ROUNDS = 40
CYCLES = 6
LINES = (("100 mg/m2", (1, 2, 3)), ("45 mg/m2", (2, 3)))


def seconds(work: Callable[[], object]) -> float:
    """The median time of one call."""
    work()
    taken = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def main() -> None:
    """Print both ratios."""
    regimen = rc.load_regimen("ep-infusional-28d")
    patient = rc.Patient(sex="male", age="67 y", height="170 cm", weight="70 kg")
    units = registry()
    milligram, square_metre = units.mg, units.m2
    parsed = [(units(amount), days) for amount, days in LINES]

    def ours() -> object:
        return rc.plan_course(regimen, patient, start="2026-12-01", cycles=CYCLES).doses

    def pint_from_text() -> object:
        doses = []
        for cycle in range(CYCLES):
            for amount, days in LINES:
                for day in days:
                    height, weight = units("170 cm"), units("70 kg_body")
                    surface = math.sqrt(height.magnitude * weight.magnitude / 3600) * square_metre
                    on = date(2026, 12, 1) + timedelta(days=28 * cycle + day - 1)
                    doses.append((on, (units(amount) * surface).to(milligram)))
        return doses

    def pint_parsed_once() -> object:
        height, weight = 170 * units.cm, 70 * units.kg_body
        doses = []
        for cycle in range(CYCLES):
            for amount, days in parsed:
                for day in days:
                    surface = math.sqrt(height.magnitude * weight.magnitude / 3600) * square_metre
                    on = date(2026, 12, 1) + timedelta(days=28 * cycle + day - 1)
                    doses.append((on, (amount * surface).to(milligram)))
        return doses

    base = seconds(ours)
    print(f"plan_course, {CYCLES} cycles of EP with derivations: {base * 1e3:.3f} ms")
    for name, work in (("from text", pint_from_text), ("parsed once", pint_parsed_once)):
        other = seconds(work)
        print(f"pint {name}: {other * 1e3:.3f} ms, {other / base:.1f} times ours")


if __name__ == "__main__":
    main()
