"""The hook for other repositories, tried by pre-commit itself on a repository made for it.

python tools/try_hook.py [REPOSITORY]

pre-commit installs this repository (or the one named) as its users do, and runs the hook on a
sound regimen, and on that and one with a planted mistake; exits with 1 if it does not pass the
first and stop at the second. It takes the pre-commit that is on the PATH, or has pip install it in
a folder that is then thrown away.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

TOP = Path(__file__).parent.parent
HOOK = "regimencalc-validate"
PINNED = "pre-commit==4.7.0"
SHIPPED = "ep-infusional-28d"


def pre_commit_in(folder: Path) -> str:
    """The command: the one on the PATH, or one that pip installs in this folder."""
    found = shutil.which("pre-commit")
    if found is None:
        venv.create(folder / "venv", with_pip=True)
        programs = folder / "venv" / "bin"
        install = [str(programs / "python"), "-m", "pip", "install", "-q", PINNED]
        subprocess.run(install, check=True, stdout=subprocess.DEVNULL)
        found = str(programs / "pre-commit")
    return found


def write(folder: Path, name: str, drug: str) -> None:
    """A copy of a shipped regimen under another id, its etoposide called as given."""
    text = (TOP / "regimens" / f"{SHIPPED}.yaml").read_text("utf-8").replace(SHIPPED, name, 1)
    text = text.replace("drug: etoposide", f"drug: {drug}")
    (folder / f"{name}.yaml").write_text(text, "utf-8")


def main(repository: str) -> int:
    """Print what the hook said of each; 1 if it is not as it should be."""
    with tempfile.TemporaryDirectory() as top:
        folder = Path(top)
        command = [pre_commit_in(folder), "try-repo", repository, HOOK, "--all-files", "--verbose"]
        scratch = folder / "scratch"
        regimens = scratch / "regimens"
        regimens.mkdir(parents=True)
        subprocess.run(["git", "init", "-q", str(scratch)], check=True)

        def tried() -> tuple[int, str]:
            subprocess.run(["git", "-C", str(scratch), "add", "."], check=True)
            ran = subprocess.run(
                command,
                cwd=scratch,
                env={**os.environ, "PRE_COMMIT_HOME": str(folder / "store")},
                capture_output=True,
                text=True,
                check=False,
            )
            return ran.returncode, ran.stdout + ran.stderr

        write(regimens, "good", "etoposide")
        passed, said_of_good = tried()
        write(regimens, "bad", "etopside")
        stopped, said_of_bad = tried()
    print(said_of_good, said_of_bad, sep="\n")
    places = re.findall(r"regimens/(\w+)\.yaml:\d+:\d+: error (RC\d+)", said_of_bad)
    is_right = passed == 0 and stopped == 1 and ("bad", "RC404") in places
    is_right = is_right and "good" not in {name for name, _ in places}
    print(f"a sound file: exit code {passed}; a drug misspelled: {stopped}, {len(places)} problems")
    return int(not is_right)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else str(TOP)))
