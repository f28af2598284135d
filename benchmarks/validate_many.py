"""Validating 500 regimen files in one process, beside one file, in fresh processes.

python benchmarks/validate_many.py
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from regimencalc import library

FILES = 500
ROUNDS = 5


def seconds(folder: Path) -> float:
    """The best time of a whole process that validates a folder."""
    command = [sys.executable, "-m", "regimencalc", "validate", str(folder)]
    taken = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        taken.append(time.perf_counter() - start)
    return min(taken)


def main() -> None:
    """Print both times and their difference."""
    text = (library.folder("regimens") / "ep-infusional-28d.yaml").read_text("utf-8")
    with tempfile.TemporaryDirectory() as top:
        one, many = Path(top, "one"), Path(top, "many")
        for folder, number in ((one, 1), (many, FILES)):
            folder.mkdir()
            for copy in range(number):
                name = f"ep-copy-{copy}"
                (folder / f"{name}.yaml").write_text(text.replace("ep-infusional-28d", name))
        few, lots = seconds(one), seconds(many)
    print(f"validate: 1 file {few:.3f} s, {FILES} files {lots:.3f} s, {lots - few:.3f} s more")


if __name__ == "__main__":
    main()
