"""What the long checks found, and whether the code that they judged has changed since.

python tools/figures.py           says which figures are out of date
tools/release-check [NAME ...]    runs the long checks, or those named, and writes the figures
"""

import json
import platform
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import mutation

TOP = Path(__file__).parent.parent
FIGURES = TOP / "docs" / "figures.json"
PAGE = TOP / "docs" / "figures.md"

SOURCE = "src/regimencalc"
GATES = tuple(f"{SOURCE}/{name}.py" for name in ("unit_reader", "units", "yaml_source", "fields"))
CORE = tuple(
    f"{SOURCE}/{name}.py"
    for name in (
        "body_size", "body_weight", "renal_function", "rounding", "plausibility", "measures",
        "dosing", "caps_of_a_giving", "schedule", "clock", "phases", "choosing", "givings",
        "setting", "timeline", "planned_dose", "course", "planning", "derivation", "wording",
        "patient", "policy", "regimen", "component", "conditions", "ranges", "rules",
        "caps", "kidney_methods", "known_measures", "clearance",
        "weight_rule", "weight_for_clearance", "named_kidney_formula", "overrides", "periods",
        "moved_dates", "as_given",
    )
)  # fmt: skip
CHECKED = tuple(
    f"{SOURCE}/{name}.py"
    for name in (
        "library", "validation", "regimen", "component", "conditions", "ranges", "rules",
        "regimen_lines", "regimen_checks", "day_checks", "reference_checks", "time_checks",
        "part_checks", "drug_checks", "word_checks", "sense_checks", "usual_checks",
        "normal_form", "tightening", "examples", "schedule",
    )
)  # fmt: skip
ROUNDED = tuple(
    f"{SOURCE}/{name}.py"
    for name in ("banding", "whole_units", "rounded_dose", "whole_doses", "policy_rounding")
)
LIMITS = ("formulary", "regimens", *(f"{SOURCE}/{name}.py" for name in (
    "bounds", "amounts_given", "guardrails", "guardrail_words", "exposure", "history", "judging",
)))  # fmt: skip
DOORS = tuple(
    f"{SOURCE}/{name}.py"
    for name in ("cli", "door", "author_commands", "compare_command", "course_options")
)


@dataclass(frozen=True)
class Check:
    """A long check: its command, what it judges, and in how many lines it says what it found."""

    name: str
    command: tuple[str, ...]
    judges: tuple[str, ...]
    lines: int = 1


CHECKS = (
    Check("pairs", ("tools/differential.py", "--pairs", "1000000", "--seed", "1"), CORE),
    Check(
        "library pairs",
        ("tools/differential.py", "--library", "--pairs", "100000", "--seed", "1"),
        CORE,
    ),
    Check(
        "rounding pairs",
        ("tools/differential.py", "--rounding", "--pairs", "1000000", "--seed", "1"),
        (*CORE, *ROUNDED, "formulary", "policies", "docs/rounding.md"),
    ),
    Check("fuzz", ("tools/fuzz_gates.py", "--seconds", "300", "--seed", "1"), GATES),
    Check(
        "properties",
        ("-m", "pytest", "--hypothesis-profile=release", "-m", "hypothesis", "tests"),
        CORE,
    ),
    *(
        Check(
            f"mutation, {name}",
            ("tools/mutation.py", "--group", name),
            tuple(f"{SOURCE}/{module}.py" for part in parts for module in part.modules),
            lines=1000,
        )
        for name, parts in mutation.groups().items()
    ),
    Check(
        "store",
        ("tools/try_store.py",),
        tuple(f"{SOURCE}/{name}.py" for name in ("store", "revision", "course_lock", "documents")),
        lines=6,
    ),
    Check("hazards", ("tools/hazards.py",), (SOURCE, "docs/safety/hazards.yaml")),
    Check("swaps", ("tools/swap_matrix.py",), CORE, lines=16),
    Check("limits", ("tools/library_population.py",), (*CORE, *LIMITS), lines=90),
    Check("platinum exchanged", ("tools/swap_platinum.py",), (*CHECKED, *LIMITS), lines=3),
    Check("planning speed", ("benchmarks/plan_course.py",), CORE, lines=3),
    Check("cycle speed", ("benchmarks/plan_cycle.py",), CORE, lines=5),
    Check(
        "course speed",
        ("benchmarks/keep_courses.py",),
        tuple(f"{SOURCE}/{name}.py" for name in ("store", "record", "replaying", "courses")),
        lines=2,
    ),
    Check("validating speed", ("benchmarks/validate_many.py",), (*GATES, *CHECKED)),
    Check("library speed", ("benchmarks/validate_library.py",), (*GATES, *CHECKED), lines=6),
    Check("editor", ("tools/try_editor.py",), ("schema", f"{SOURCE}/export/schema.py")),
    Check(
        "planner hostile",
        ("tools/try_planner.py", "hostile"),
        (f"{SOURCE}/tui", f"{SOURCE}/export", f"{SOURCE}/characters.py"),
    ),
    Check(
        "planner edits",
        ("tools/try_planner.py", "edits"),
        (f"{SOURCE}/tui", f"{SOURCE}/export", f"{SOURCE}/courses.py"),
    ),
    Check("hook", ("tools/try_hook.py",), (".pre-commit-hooks.yaml", "pyproject.toml")),
    Check(
        "planner stories",
        ("-m", "pytest", "tests/test_in_a_terminal.py", "tests/test_hostile_text.py"),
        (f"{SOURCE}/tui", f"{SOURCE}/export"),
    ),
    Check("planner pictures", ("tools/draw_planner.py",), (f"{SOURCE}/tui", f"{SOURCE}/export")),
    Check(
        "planner speed",
        ("benchmarks/drive_planner.py",),
        (f"{SOURCE}/tui", f"{SOURCE}/export"),
        lines=2,
    ),
    Check("start", ("benchmarks/start_up.py",), DOORS, lines=3),
)


def git(*arguments: str) -> str:
    """What git says."""
    return subprocess.run(
        ["git", "-C", str(TOP), *arguments], check=True, capture_output=True, text=True
    ).stdout.strip()


def stored() -> dict[str, dict[str, object]]:
    """The figures as they were last written."""
    return json.loads(FIGURES.read_text("utf-8")) if FIGURES.is_file() else {}


def changed_since(commit: object, paths: tuple[str, ...]) -> list[str]:
    """The files among these that have changed since a commit."""
    return git("diff", "--name-only", f"{commit}", "--", *paths).split()


def say_what_is_out_of_date() -> None:
    """A line for each check: up to date, never run, or which of its modules changed."""
    figures = stored()
    for check in CHECKS:
        figure = figures.get(check.name)
        if figure is None:
            print(f"{check.name}: never run")
            continue
        try:
            changed = changed_since(figure["commit"], check.judges)
        except subprocess.CalledProcessError:
            print(f"{check.name}: commit {figure['commit']} is not known here")
            continue
        names = ", ".join(Path(path).stem for path in changed)
        state = f"CHANGED SINCE: {names}" if changed else "as it was"
        print(f"{check.name}: {figure['commit']}, {state}")


def run(names: list[str]) -> int:
    """Run the checks named, or all, write their figures; 1 if any failed."""
    if git("status", "--porcelain"):
        print("The tree has changes that no commit holds: commit first, a figure names its commit.")
        return 1
    figures, failed = stored(), 0
    commit = git("rev-parse", "--short=12", "HEAD")
    for check in CHECKS:
        if names and check.name not in names:
            continue
        print(f"{check.name}: {' '.join(check.command)}", flush=True)
        start = time.monotonic()
        ran = subprocess.run(
            [sys.executable, *check.command], cwd=TOP, capture_output=True, text=True, check=False
        )
        said = ran.stdout.strip().split("\n")[-check.lines :]
        print("\n".join(said), flush=True)
        if ran.returncode:
            print(f"FAILED with exit code {ran.returncode}\n{ran.stderr[-2000:]}")
        failed |= ran.returncode != 0
        figures[check.name] = {
            "command": f"python {' '.join(check.command)}",
            "commit": commit,
            "date": datetime.now(UTC).date().isoformat(),
            "python": platform.python_version(),
            "seconds": round(time.monotonic() - start),
            "exit": ran.returncode,
            "said": said,
        }
        figures = {one.name: figures[one.name] for one in CHECKS if one.name in figures}
        FIGURES.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", "utf-8")
        PAGE.write_text(page(figures), "utf-8")
    return int(failed)


def page(figures: dict[str, dict[str, object]]) -> str:
    """The figures as a page."""
    parts = [
        "# Figures",
        "What the long checks found. `tools/release-check` runs them and writes this page; "
        "`.ci/run` says which of them the code has outrun.",
    ]
    for name, figure in figures.items():
        said = figure["said"]
        lines = said if isinstance(said, list) else [said]
        parts.append(
            f"## {name}\n\n`{figure['command']}` at {figure['commit']}, {figure['date']}, Python "
            f"{figure['python']}, {figure['seconds']} s, exit code {figure['exit']}\n\n```text\n"
            + "\n".join(map(str, lines))
            + "\n```"
        )
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    say_what_is_out_of_date()
