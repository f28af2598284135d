"""Mutants: each that no test kills has a reason, and its line stands; each module is counted."""

import tomllib
from collections import Counter
from pathlib import Path

import yaml

TOP = Path(__file__).parent.parent
ENTRIES = yaml.safe_load((TOP / "tests" / "survivors.yaml").read_text("utf-8"))
GROUPS = yaml.safe_load((TOP / "tests" / "mutation_groups.yaml").read_text("utf-8"))
PARTS = [part for group in GROUPS for part in group["parts"]]


def test_each_survivor_has_a_reason() -> None:
    for entry in ENTRIES:
        assert list(entry) == ["function", "was", "becomes", "reason", "why"], entry
        assert entry["reason"] in ("equivalent", "speed", "words"), entry
        assert entry["why"].endswith("."), entry
        assert entry["was"] != entry["becomes"], entry


def test_each_survivor_is_of_a_line_that_stands() -> None:
    for entry in ENTRIES:
        module, _, function = entry["function"].partition(".")
        text = (TOP / "src" / "regimencalc" / f"{module}.py").read_text("utf-8")
        assert f"def {function.rpartition('.')[2]}(" in text, entry
        lines = Counter(line.strip() for line in text.splitlines())
        assert all(lines[line] for line in entry["was"].split("\n")), entry


def test_each_module_of_the_calculation_is_in_one_group() -> None:
    project = tomllib.loads((TOP / "pyproject.toml").read_text("utf-8"))
    changed = [Path(name).stem for name in project["tool"]["mutmut"]["only_mutate"]]
    assert sorted(changed) == sorted(name for part in PARTS for name in part["modules"])


def test_each_part_has_tests_that_are_there() -> None:
    for part in PARTS:
        assert part["tests"], part["modules"]
        for name in part["tests"]:
            assert (TOP / "tests" / f"test_{name}.py").is_file(), name
