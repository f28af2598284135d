"""The swap matrix on few adults, at its own floors; and that a weaker gate does not reach them.

So few adults move a rate by half a percent: those of seed 1 stay above the floors and below the
ceilings. The big run is a release check.
"""

import sys
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path
from statistics import mean, median

import pytest

from regimencalc import library, plausibility

sys.path.insert(0, str(Path(__file__).parent.parent / "tools"))

import population
import swap_matrix

ADULTS = 2000
SEED = "1-0"


def not_reached(counted: Counter[tuple[str, str]]) -> list[str]:
    return [line for line, is_right in swap_matrix.lines(counted, ADULTS) if not is_right]


def test_every_floor_is_reached() -> None:
    counted = swap_matrix.count(SEED, ADULTS)
    assert not_reached(counted) == []
    assert sum(counted.values()) == ADULTS * (3 + 11 + 1)


def test_the_floors_are_those_that_were_stated() -> None:
    floors = {slip.name: slip.least_caught for slip in swap_matrix.SLIPS}
    assert floors["weight in pounds as kilograms"] == 92.9
    assert floors["weight halved as if pounds"] == 87.3
    assert floors["height in inches as centimetres"] == 100
    assert floors["height and weight swapped"] == 99.996
    assert {slip.least_refused for slip in swap_matrix.SLIPS if slip.gate == "kidney"} == {100}
    assert swap_matrix.CEILINGS["body mass index alone"] == (1.55, 0)


def test_the_numbers_and_the_whole_gate_agree_on_each_adult_and_slip() -> None:
    assert swap_matrix.disagreements(SEED, 200) == []


def test_a_disagreement_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    wider = replace(plausibility.BODY_MASS_INDEX, possible=(1, 800))
    monkeypatch.setattr(swap_matrix, "judged", lambda *_: "passed")
    assert len(swap_matrix.disagreements(SEED, 20)) > 100
    monkeypatch.undo()
    whole = swap_matrix.through_the_whole_gate
    adult = next(population.adults(1))._replace(height_cm=70, weight_kg=170)
    policy = library.shipped_policy("reference")
    assert whole(adult, "size", policy) == "refused"
    monkeypatch.setattr(plausibility, "BODY_MASS_INDEX", wider)
    assert whole(adult, "size", policy) == "warned of"


@pytest.mark.parametrize(
    ("bounds", "changes", "names"),
    [
        ("BODY_MASS_INDEX", {"usual": (16, 46)}, ["weight in pounds as kilograms"]),
        ("BODY_MASS_INDEX", {"usual": (15, 45)}, ["weight halved as if pounds"]),
        (
            "BODY_MASS_INDEX",
            {"usual": (18, 45)},
            [
                "right values, body mass index alone",
                "right values, size",
                "right values, surface",
                "right values, kidney",
            ],
        ),
        ("BODY_SURFACE", {"usual": (1.3, 2.3)}, ["right values, surface"]),
    ],
)
def test_a_gate_with_another_bound_does_not_reach_them(
    monkeypatch: pytest.MonkeyPatch,
    bounds: str,
    changes: dict[str, tuple[float, float]],
    names: list[str],
) -> None:
    changed = replace(getattr(plausibility, bounds), **changes)
    monkeypatch.setattr(plausibility, bounds, changed)
    found = not_reached(swap_matrix.count(SEED, ADULTS))
    assert [line.split("  ")[0].split(" warned")[0] for line in found] == names


def test_the_exit_code_says_whether_all_was_reached(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(swap_matrix, "WHOLE_GATE", 50)
    assert swap_matrix.main(["--adults", str(ADULTS), "--processes", "1"]) == 0
    assert "NOT REACHED" not in capsys.readouterr().out
    loose = replace(plausibility.BODY_MASS_INDEX, usual=(10, 80))
    monkeypatch.setattr(plausibility, "BODY_MASS_INDEX", loose)
    assert swap_matrix.main(["--adults", "100", "--processes", "1"]) == 1
    assert "NOT REACHED" in capsys.readouterr().out


# The population


def test_the_population_is_what_its_page_says() -> None:
    people = list(population.adults(5000))
    men = [adult for adult in people if adult.sex == "male"]
    women = [adult for adult in people if adult.sex == "female"]
    assert len(men) == pytest.approx(2500, abs=110)
    assert mean(a.height_cm for a in men) == pytest.approx(176, abs=0.4)
    assert mean(a.height_cm for a in women) == pytest.approx(162, abs=0.4)
    assert median(a.creatinine for a in men) == pytest.approx(0.95, abs=0.02)
    assert median(a.creatinine for a in women) == pytest.approx(0.75, abs=0.02)
    index = [a.weight_kg / (a.height_cm / 100) ** 2 for a in people]
    assert median(index) == pytest.approx(27.8, abs=0.3)
    assert min(a.age_years for a in people) >= 18
    assert max(a.age_years for a in people) <= 90


def test_a_seed_decides_who_they_are_and_every_measure_is_dated() -> None:
    on = date(2026, 12, 1)
    first = list(population.patients(3, seed=7, measured_on=on))
    assert first == list(population.patients(3, seed=7, measured_on=on))
    assert list(population.adults(5, 7))[:3] == list(population.adults(3, 7))
    assert list(population.adults(3, 7)) != list(population.adults(3, 8))
    for patient in first:
        said = patient.to_dict()
        assert {"sex", "age", "height", "weight", "creatinine"} < set(said)
        assert {value for field, value in said.items() if field.endswith("_on")} == {"2026-12-01"}
