"""Compare the package with its second implementation on many random courses.

A pair is a patient and a line of a regimen; a course has as many as its regimen has lines. One
line tells the outcome; every disagreement is printed before it, on the error stream.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import cycle, islice
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from oracle import disagreement, random_pair, regimens
from oracle.rounding_pairs import made, rounding_disagreement, rounding_pair
from oracle.wide_pairs import NAMES, read, wide_disagreement, wide_pair

PORTION = 5000


def compare(seed: str, pairs: int) -> list[str]:
    """Compare so many pairs, which the seed alone decides, and return the disagreements."""
    random = Random(seed)
    found, compared = [], 0
    while compared < pairs:
        pair = random_pair(random)
        differs = disagreement(pair)
        compared += len(regimens()[pair.regimen][0].every_component)
        if differs:
            found.append(f"{differs}\n  {pair}")
    return found


def compare_library(seed: str, pairs: int) -> list[str]:
    """The same over every regimen of the library in turn, from one that the seed decides."""
    random = Random(seed)
    found, compared = [], 0
    for name in islice(cycle(NAMES), random.randrange(len(NAMES)), None):
        pair = wide_pair(random, name)
        differs = wide_disagreement(pair)
        compared += len(read(name)[0].every_component)
        if differs:
            found.append(f"{differs}\n  {pair}")
        if compared >= pairs:
            return found
    return found


def compare_rounding(seed: str, pairs: int) -> list[str]:
    """The same under policies that round."""
    random = Random(seed)
    found = []
    for _ in range(-(-pairs // len(made()[1]))):
        pair = rounding_pair(random)
        differs = rounding_disagreement(pair)
        if differs:
            found.append(f"{differs}\n  {pair}")
    return found


def compare_all(
    work: Callable[[str, int], list[str]], pairs: int, seed: int, processes: int
) -> Iterator[str]:
    """Yield the disagreements, in portions whose seeds do not depend on the processes."""
    starts = range(0, pairs, PORTION)
    seeds = [f"{seed}-{start}" for start in starts]
    sizes = [min(PORTION, pairs - start) for start in starts]
    with ProcessPoolExecutor(processes) as pool:
        for found in pool.map(work, seeds, sizes):
            yield from found


def main() -> int:
    """Run the comparison as the command line asks."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, required=True)
    parser.add_argument("--library", action="store_true", help="every regimen and its grammar")
    parser.add_argument("--rounding", action="store_true", help="under policies that round")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    wanted = parser.parse_args()
    began = time.perf_counter()
    disagreements = 0
    work = compare_library if wanted.library else compare
    work = compare_rounding if wanted.rounding else work
    for found in compare_all(work, wanted.pairs, wanted.seed, wanted.processes):
        disagreements += 1
        print(found, file=sys.stderr)
    seconds = time.perf_counter() - began
    print(
        f"{wanted.pairs} pairs, {disagreements} disagreements, "
        f"seed {wanted.seed}, {seconds:.0f} seconds"
    )
    return 1 if disagreements else 0


if __name__ == "__main__":
    sys.exit(main())
