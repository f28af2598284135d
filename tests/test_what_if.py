"""What if: doses by other formulas, policies and regimens beside the present ones.

The man has 170 cm and 70 kg. Mosteller: √(170 × 70 ÷ 3600) = 1.81812 m2, etoposide 181.8 mg.
Du Bois: 0.007184 × 170^0.725 × 70^0.425 = 1.80970 m2, 180.97 mg: 0.84 mg less, 0.5 %.
"""

from pathlib import Path

import pytest
from kept import MAN, kept, made
from planner import SIZES, planner, screen_text, type_in
from textual.pilot import Pilot
from textual.widgets import OptionList

from regimencalc import courses, library, supposing
from regimencalc.export.what_if_text import TITLE, choices_lines, difference, regimen_lines
from regimencalc.problems import Refused
from regimencalc.record import Record


def choices(record: Record, cycle: int = 1, width: int = 100) -> list[str]:
    planned = courses.shown(record)
    found = supposing.by_other_formulas(record, planned, cycle)
    return list(choices_lines(found, planned, cycle, width))


def other(record: Record, name: str, answers: str = "", cycle: int = 1) -> str:
    planned = courses.shown(record)
    found = supposing.with_other_regimen(
        record, planned, cycle, name, supposing.read_answers(answers)
    )
    return "\n".join(regimen_lines(planned, cycle, found, 100))


def cells(lines: list[str], name: str) -> list[str]:
    return next(line for line in lines if line.strip().startswith(name)).split()[1:]


def test_a_difference_has_its_sign_its_unit_and_its_share() -> None:
    assert difference(100, 125, "mg") == ("+25 mg", "+25 %")
    assert difference(81.8, 79, "mg") == ("−2.8 mg", "−3.4 %")
    assert difference(181.8, 181.8, "mg") == ("the same", "")


def test_each_formula_of_body_surface_stands_beside_the_one_in_use() -> None:
    lines = choices(kept())
    assert cells(lines, "mosteller_1987") == ["181.8", "mg", "as", "now"]
    assert cells(lines, "du_bois_1916") == ["181", "mg", "−0.841", "mg", "−0.5", "%"]
    assert cells(lines, "nhs-bands") == ["180", "mg", "−1.81", "mg", "−1", "%"]
    assert cells(lines, "cancercalc") == ["181.8", "mg", "the", "same"]
    assert cells(lines, "schlich_2010*")[:2] == ["169.8", "mg"]
    assert any(line.startswith("* NOT VERIFIED") for line in lines)


def test_a_formula_that_cannot_be_used_says_why() -> None:
    measures = {**MAN, "creatinine": "0.9 mg/dL", "creatinine_on": "2026-11-30"}
    record = kept(
        "carboplatin-etoposide-21d",
        measures=measures,
        cycles=4,
        policy=library.shipped_policy("wright"),
    )
    lines = choices(record)
    assert cells(lines, "cockcroft_gault_1976") == ["not", "computed"]
    said = " ".join(" ".join(lines).split())
    assert "No dose by cockcroft_gault_1976: Cockcroft-Gault needs a weight" in said
    assert "it needs the creatinine assay" in said


def test_measures_of_the_cycle_count_and_decisions_are_said_not_to() -> None:
    record = kept(
        "ep-infusional-28d",
        "measure weight=60 kg, on 2026-12-28 from cycle 2",
        "give etoposide=75 % from cycle 2",
    )
    # √(170 × 60 ÷ 3600) = 1.68325 m2
    assert cells(choices(record, cycle=2), "mosteller_1987")[:2] == ["168.3", "mg"]
    assert "not in these numbers" in " ".join(choices(record, cycle=2))
    assert "not in these numbers" not in " ".join(choices(kept()))


def test_another_regimen_stands_beside_the_present_one_drug_by_drug() -> None:
    said = other(kept(prior={"cisplatin": "0"}), "ep-three-day-21d")
    row = next(line for line in said.split("\n") if line.startswith("CISplatin"))
    # 25 mg/m2 × 1.81812 m2 on three days: 136.36 mg; 45 mg/m2 on two: 163.63 mg; 27.27 less
    assert "81.8 mg × 2" in row
    assert "45.5 mg × 3" in row
    assert "163.6 mg to 136.4 mg" in row
    assert "−27.3 mg, −16.7 %" in said
    assert "DRAFT REGIMEN" in said


def test_what_only_one_of_them_gives_is_not_compared() -> None:
    said = other(kept(), "da-epoch-r-21d", "growth-factor=filgrastim")
    row = next(line for line in said.split("\n") if line.startswith("riTUXimab"))
    assert row.split()[1:3] == ["not", "given"]
    assert row.endswith("only then")
    assert next(line for line in said.split("\n") if line.startswith("CIS")).endswith("only now")


def test_a_regimen_that_cannot_be_planned_says_why() -> None:
    assert "Cannot be planned: 'growth-factor' is not chosen" in other(kept(), "da-epoch-r-21d")
    assert "it needs the kidney" in other(kept(), "carboplatin-etoposide-21d")
    with pytest.raises(Refused, match="RC112"):
        other(kept(), "no-such-regimen")
    with pytest.raises(Refused, match="is not an answer"):
        other(kept(), "da-epoch-r-21d", "filgrastim")


def test_what_this_course_gives_before_counts_for_the_limits_of_a_lifetime() -> None:
    record = kept(
        "r-chop-21d",
        cycles=6,
        choose={"prednisone-dose": "flat"},
        prior={"doxorubicin": "420 mg/m2", "chest-radiotherapy": "no"},
    )
    # 420 before and twice 50 by this course: 520, and 40 more pass 550 mg/m2
    said = other(record, "da-epoch-r-21d", "growth-factor=filgrastim", cycle=3)
    assert "REFUSED" in said
    assert "Not to be given: doxorubicin" in said


def test_nothing_of_it_is_saved() -> None:
    record = kept()
    before = record.model_dump()
    choices(record)
    other(record, "ep-three-day-21d")
    assert record.model_dump() == before


def test_answers_are_those_of_the_cycle() -> None:
    record = kept(
        "r-chop-21d", cycles=6, choose={"prednisone-dose": "flat"}, prior={"doxorubicin": "0"}
    )
    assert supposing.answers_in(record, 1) == {"prednisone-dose": "flat"}


async def settled(pilot: Pilot[None]) -> None:
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()
    await pilot.pause()


@pytest.mark.parametrize("size", SIZES)
async def test_the_planner_compares_and_says_that_nothing_is_saved(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with planner(tmp_path, kept(prior={"cisplatin": "0"}), size=size) as pilot:
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("w")
        await settled(pilot)
        assert f"{TITLE} · NEC-1 · ep-infusional-28d, cycle 1" in screen_text(pilot)
        assert "du_bois_1916" in screen_text(pilot)
        await pilot.press("slash")
        await type_in(pilot, "three-day")
        assert pilot.app.screen.query_one(OptionList).option_count == 2
        await pilot.press("enter", "enter")
        await pilot.pause()
        assert "45.5 mg" in screen_text(pilot)
        await pilot.press("right_square_bracket")
        await pilot.pause()
        assert "ep-infusional-28d, cycle 2" in screen_text(pilot)
        await pilot.press("escape")
        await pilot.pause()
        assert "Cycle 1   PROVISIONAL" in screen_text(pilot)


async def test_answers_are_typed_and_a_wrong_one_is_said(tmp_path: Path) -> None:
    async with planner(tmp_path, kept()) as pilot:
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("w")
        await settled(pilot)
        await pilot.press("slash")
        await type_in(pilot, "epoch")
        await pilot.press("enter", "enter")
        await pilot.pause()
        assert "growth-factor" in screen_text(pilot)
        await pilot.press("tab")
        await type_in(pilot, "growth-factor=[/oops]")
        await pilot.press("enter")
        await pilot.pause()
        assert "[/oops]" in screen_text(pilot)
        for _ in "[/oops]":
            await pilot.press("backspace")
        await type_in(pilot, "filgrastim")
        await pilot.press("enter")
        await pilot.pause()
        assert "363.6 mg" in screen_text(pilot)


async def test_text_of_a_file_is_shown_as_it_stands(tmp_path: Path) -> None:
    text = (
        "cycle: {length: 21 d, planned: 1, source: somebody}\n"
        "components:\n"
        "  - {id: etoposide, drug: etoposide, per_dose: 100 mg/m2, route: intravenous, days: [1],"
        " infuse_over: 1 h, source: somebody, note: '[/red] [bold]x'}\n"
    )
    async with planner(tmp_path, kept(made(text))) as pilot:
        await pilot.press("enter")
        await pilot.pause()
        for key in ("o", "m", "w"):
            await pilot.press(key)
            await settled(pilot)
        assert TITLE in screen_text(pilot)
