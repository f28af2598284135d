"""Mutation of the calculation core: changes each line a little, and asks whether a test notices.

python tools/mutation.py     runs mutmut in a copy of the last commit; prints counts and survivors
"""

import re
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

TOP = Path(__file__).parent.parent
LEAST_KILLED_PERCENT = 90


def main() -> int:
    """Print every survivor and the share that was killed; 1 below the least share."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, "copy")
        subprocess.run(["git", "clone", "--quiet", str(TOP), str(copy)], check=True)
        mutmut = [sys.executable, "-m", "mutmut"]
        subprocess.run([*mutmut, "run"], cwd=copy, check=False, stdout=subprocess.DEVNULL)
        listed = subprocess.run(
            [*mutmut, "results", "--all", "true"],
            cwd=copy, check=True, capture_output=True, text=True,
        ).stdout  # fmt: skip
    results = re.findall(r"^\s*(\S+__mutmut_\d+): (.+)$", listed, re.MULTILINE)
    counts = Counter(state for _, state in results)
    for name, state in results:
        if state != "killed":
            print(f"{state}: {name}")
    judged = sum(counts.values()) - counts["skipped"]
    killed = counts["killed"] + counts["timeout"]
    share = 100 * killed / judged if judged else 0
    print(f"{judged} mutants, {killed} killed ({share:.1f} %), {dict(counts)}")
    return int(share < LEAST_KILLED_PERCENT)


if __name__ == "__main__":
    raise SystemExit(main())
