"""Starting the command, beside a bare import of click, in turn.

python benchmarks/start_up.py
"""

import statistics
import subprocess
import sys
import time

ROUNDS = 15


def main() -> None:
    """Print the ratio of the medians."""
    commands = {
        "import click": [sys.executable, "-c", "import click"],
        "regimencalc --version": [sys.executable, "-m", "regimencalc", "--version"],
    }
    taken: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(ROUNDS):
        for name, command in commands.items():
            start = time.perf_counter()
            subprocess.run(command, check=True, capture_output=True)
            taken[name].append(time.perf_counter() - start)
    medians = {name: statistics.median(times) for name, times in taken.items()}
    for name, median in medians.items():
        print(f"{name}: {median * 1e3:.0f} ms")
    print(f"{medians['regimencalc --version'] / medians['import click']:.2f} times")


if __name__ == "__main__":
    main()
