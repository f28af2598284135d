"""The list of mutants that no test kills: each has a reason, and its line still stands."""

from collections import Counter
from pathlib import Path

import yaml

TOP = Path(__file__).parent.parent
ENTRIES = yaml.safe_load((TOP / "tests" / "survivors.yaml").read_text("utf-8"))


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
