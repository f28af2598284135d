"""The library on made-up adults, and its platinums exchanged: the long checks on a few."""

import sys
from collections import Counter
from pathlib import Path

import pytest

from regimencalc import library

sys.path.insert(0, str(Path(__file__).parent.parent / "tools"))

import library_population
import swap_platinum


def test_few_doses_of_the_librarys_regimens_are_warned_of_and_none_is_refused(
    capsys: pytest.CaptureFixture[str],
) -> None:
    counts = library_population.portion(0, 3, seed=1)
    assert library_population.report(counts)
    evaluated = sum(number for (what, *_), number in counts.items() if what == "evaluated")
    assert evaluated > 5000
    assert f"evaluated {evaluated:,}" in capsys.readouterr().out
    assert not [key for key in counts if key[0] == "not planned"]


def test_every_regimen_can_be_planned_with_each_of_its_levels_and_answers() -> None:
    for regimen in library_population.regimens():
        found = library_population.plannable(regimen)
        assert found, regimen.id
        said = {answer for answers in found for answer in answers.items()}
        assert {("level", level.level) for level in regimen.levels} <= said
        for name, choice in regimen.choices.items():
            assert {(name, answer) for answer in choice.names} <= said or choice.is_decided


@pytest.mark.parametrize(
    ("more", "is_met"),
    [
        ({}, True),
        ({("warned", "cisplatin"): 5}, True),
        ({("warned", "cisplatin"): 6}, False),
        ({("refused", "cisplatin"): 1}, False),
        ({("listed", "cisplatin"): 1}, True),
        ({("listed", "cisplatin"): 1, ("usual, refused", "cisplatin"): 1}, False),
        ({("usual, evaluated", "cisplatin"): 20, ("usual, warned", "cisplatin"): 1}, True),
        ({("usual, evaluated", "cisplatin"): 20, ("usual, warned", "cisplatin"): 2}, False),
    ],
)
def test_a_miss_is_a_miss(more: dict[tuple[str, ...], int], *, is_met: bool) -> None:
    counts: Counter[tuple[str, ...]] = Counter({("evaluated", "cisplatin"): 100, **more})
    assert library_population.report(counts) is is_met


def test_an_exchanged_platinum_is_noticed_and_the_right_one_is_not() -> None:
    path = library.folder("regimens") / "carboplatin-etoposide-21d.yaml"
    text = path.read_text("utf-8")
    exchanged = swap_platinum.swapped(text, "carboplatin")
    assert swap_platinum.noticed(text, path.stem, {}) == ""
    assert swap_platinum.noticed(exchanged, path.stem, {}) == "the file is refused"
    said = [swap_platinum.noticed(t, path.stem, {}) for t in swap_platinum.old_doses(exchanged)]
    assert said == ["doses are refused"] * 3
