"""The day-1 assessment, values and measures by keys: what is shown, answered and entered.

The man of `kept` has 1.81812 m2: etoposide 100 mg/m2 is 181.8 mg, cisplatin 45 mg/m2 81.8 mg.
"""

from pathlib import Path

import pytest
from dialogs import HOSTILE, course_open, is_open, is_refused, keys, last, stored, told, typed_into
from kept import BLOOD, kept
from planner import SIZES, screen_text

from regimencalc import courses
from regimencalc.export.assessment_text import assessment_lines
from regimencalc.tui.value_dialog import ValueDialog

FREE = {"cisplatin": "0"}
LOW = ("neutrophils=0.4 10^9/L, on 2026-11-30",)


def test_an_assessment_says_how_each_criterion_and_rule_came_out() -> None:
    said = list(assessment_lines(courses.shown(kept(prior=FREE, values=LOW)), 1))
    assert said[0] == "On day 1, Tue 1 Dec 2026:"
    assert said[1].startswith("  NOT MET: start only if neutrophils at least 1.5 10^9/L")
    assert "neutrophils 0.4 10^9/L on 2026-11-30" in said[1]
    assert any(
        "NOT ASSESSED" in line and "needs the bilirubin and the AST" in line for line in said
    )
    well = list(assessment_lines(courses.shown(kept(prior=FREE, values=BLOOD)), 1))
    assert any(line.startswith("  met: start only if neutrophils") for line in well)


@pytest.mark.parametrize("size", SIZES)
async def test_what_is_held_is_declined_with_words(tmp_path: Path, size: tuple[int, int]) -> None:
    async with course_open(tmp_path, kept(prior=FREE, values=LOW), size=size) as pilot:
        await keys(pilot, "a")
        assert "HELD start-neutrophils-platelets:cycle:1" in screen_text(pilot)
        await keys(pilot, "d")
        said = "words for start-neutrophils-platelets:cycle:1"
        assert said in await told(pilot)
        await keys(pilot, "tab", "growth factor since")
        assert "etoposide HELD -> 181.8 mg" in await told(pilot)
        await typed_into(pilot, who="MB")
        await keys(pilot, "ctrl+s")
        assert not is_open(pilot)
        assert last(pilot) == (
            "decline start-neutrophils-platelets:cycle:1 @ neutrophils 0.4 10^9/L on 2026-11-30 "
            "(as-planned: growth factor since) MB"
        )


async def test_from_the_assessment_to_the_values_and_back_with_them(tmp_path: Path) -> None:
    async with course_open(tmp_path, kept(prior=FREE)) as pilot:
        await keys(pilot, "a", "f4")
        assert isinstance(pilot.app.screen, ValueDialog)
        shown = screen_text(pilot)
        assert "neutrophils: not known now; with its unit: 10^9/L" in shown
        assert "for start-neutrophils-platelets" in shown
        await typed_into(pilot, **{"value-1": "0.4 10^9/L"})
        assert "the day of the neutrophils" in await told(pilot)
        await typed_into(pilot, day="2026-11-30")
        assert "etoposide 181.8 mg -> HELD" in await told(pilot)
        await typed_into(pilot, **{"value-2": "62"})
        assert is_open(pilot)
        await told(pilot)
        assert is_refused(pilot)
        await typed_into(pilot, **{"value-2": "", "who": "MB"})
        await keys(pilot, "ctrl+s")
        assert not is_open(pilot)
        assert last(pilot) == "value neutrophils=0.4 10^9/L, on 2026-11-30 (as-planned: ) MB"


async def test_a_value_with_its_upper_limit(tmp_path: Path) -> None:
    async with course_open(tmp_path, kept(prior=FREE)) as pilot:
        await keys(pilot, "v")
        texts = {"value-3": "30 umol/L", "limit-3": "21 umol/L", "on-3": "2026-11-30"}
        await typed_into(pilot, **texts)
        assert "value bilirubin=30 umol/L, ULN 21 umol/L, on 2026-11-30" in await told(pilot)


async def test_a_weight_taken_anew_from_a_cycle_on(tmp_path: Path) -> None:
    async with course_open(tmp_path, kept(prior=FREE)) as pilot:
        await keys(pilot, "]", "e", "64 kg")
        assert "the day of the weight" in await told(pilot)
        await keys(pilot, "tab", "2026-12-28")
        # √(170 × 64 ÷ 3600) = 1.73845 m2, × 100 mg/m2 and × 45 mg/m2
        said = await told(pilot)
        assert "cycle 2 days 1, 2, 3 (3 days): etoposide 181.8 mg -> 173.8 mg" in said
        assert "cisplatin 81.8 mg -> 78.2 mg" in said
        assert "cycle 1" not in said
        await typed_into(pilot, creatinine="0.9", creatinine_on="2026-12-28")
        assert "creatinine" in await told(pilot)
        assert is_refused(pilot)
        await typed_into(pilot, creatinine="", creatinine_on="", who="MB")
        pilot.app.screen.query_one("#reason").focus()
        await pilot.pause()
        await keys(pilot, "wei", "enter", "ctrl+s")
        assert last(pilot).startswith("measure weight=64 kg, weight_on=2026-12-28 from cycle 2 (we")


async def test_hostile_text_changes_nothing(tmp_path: Path) -> None:
    async with course_open(tmp_path, kept(prior=FREE, values=LOW), size=(80, 24)) as pilot:
        before = stored(pilot)
        fields = {
            "v": ("value-1", "limit-2", "on-1", "day", "why", "who"),
            "e": ("weight", "weight_on", "creatinine_assay", "cycle", "why", "who"),
            "a": ("verdict-1", "why-1", "who"),
        }
        for key, names in fields.items():
            await keys(pilot, key)
            for text in HOSTILE:
                await typed_into(pilot, **dict.fromkeys(names, text))
                await told(pilot)
                await keys(pilot, "ctrl+s")
                assert is_open(pilot)
                assert "\x1b" not in screen_text(pilot)
            await keys(pilot, "escape")
        assert stored(pilot) == before
