"""Each kind of decision, entered by keys: what it says that it will do, and what is stored.

The man of `kept` has 1.81812 m2: etoposide 100 mg/m2 is 181.8 mg, cisplatin 45 mg/m2 81.8 mg.
"""

from pathlib import Path

import pytest
from dialogs import (
    HOSTILE,
    course_open,
    is_open,
    is_refused,
    keys,
    last,
    stored,
    told,
    twenty_times,
    typed_into,
)
from kept import MAN, confirmed, kept
from planner import SIZES, screen_text
from textual.pilot import Pilot
from textual.widgets import Input

from regimencalc.record import Record

FREE = {"cisplatin": "0"}
TAKE = ("ctrl+s",)


def ep(*decisions: str) -> Record:
    """The man's course of etoposide and cisplatin."""
    return kept("ep-infusional-28d", *decisions, prior=FREE)


@pytest.mark.parametrize("size", SIZES)
async def test_a_cycle_is_delayed_by_a_week_for_neutrophils(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with course_open(tmp_path, ep(), size=size) as pilot:
        await keys(pilot, "]", "d", "d", "7")
        # cycle 2 begins on day 29, Tue 29 December; the third 28 days later
        assert "Still to type: reason, initials." in await told(pilot)
        assert "cycle 2 days 1, 2, 3 (3 days): 7 days later" in await told(pilot)
        assert "cycle 3 days 1, 2, 3 (3 days): 7 days later" in screen_text(pilot)
        await keys(pilot, "tab", "tab", "tab", "b", "tab", "ANC 0.4", "tab", "MB")
        assert "Still to type" not in await told(pilot)
        await keys(pilot, "ctrl+s")
        assert not is_open(pilot)
        assert last(pilot) == "delay cycle 2 by 7 d (blood-counts: ANC 0.4) MB"


async def test_what_follows_may_stay_where_it_is(tmp_path: Path) -> None:
    async with course_open(tmp_path, ep()) as pilot:
        await keys(pilot, "]", "d", "d", "2", "tab", "space")
        # Cycle 3 stays on 26 January, 26 days after 31 December
        assert "cycle 3 would begin on Tue 26 Jan, 26 days after cycle 2" in await told(pilot)
        assert "Begin it later." in screen_text(pilot)
        await keys(pilot, "space")
        assert "cycle 3 days 1, 2, 3 (3 days): 2 days later" in await told(pilot)


async def test_a_letter_of_the_reason_is_enough_and_enter_alone_chooses_none(
    tmp_path: Path,
) -> None:
    async with course_open(tmp_path, ep()) as pilot:
        await keys(pilot, "d", "d", "7", "tab", "tab", "tab", "enter", "enter", "MB")
        assert "Still to type: reason." in await told(pilot)
        await keys(pilot, "shift+tab", "shift+tab", "l")
        # liver-function and logistics
        assert "Still to type: reason." in await told(pilot)
        assert "liver-function, logistics" in screen_text(pilot)
        await keys(pilot, "og", "enter", "ctrl+s")
        assert last(pilot) == "delay cycle 1 by 7 d (logistics: ) MB"


DELAYED = "delay cycle 2 by 7 d"

KINDS: list[tuple[list[str], str, str]] = [
    (["s", "2026-12-03"], "start on 2026-12-03", "cycle 1 days 1, 2, 3 (3 days): 2 days later"),
    (["d", "14"], "delay cycle 2 by 14 d", "cycle 3 days 1, 2, 3 (3 days): 14 days later"),
    (["a", "2"], "advance cycle 2 by 2 d", "cycle 2 days 1, 2, 3 (3 days): 2 days earlier"),
    # 181.812 mg × 75 % = 136.359 mg
    (
        ["g", "75 %"],
        "give etoposide=75 % from cycle 2",
        "cycle 2 days 1, 2, 3 (3 days): etoposide 181.8 mg -> 136.4 mg",
    ),
    (
        ["g", "80 %", "tab", "space"],
        "give etoposide=80 % of previous from cycle 2",
        # 181.812 mg × 80 % = 145.450 mg
        "etoposide 181.8 mg -> 145.4 mg",
    ),
    (
        ["c", "150 mg"],
        "cap etoposide at 150 mg from cycle 2",
        "etoposide 181.8 mg -> 150 mg",
    ),
    (
        ["r", "180 mg"],
        "round etoposide to 180 mg from cycle 2",
        "etoposide 181.8 mg -> 180 mg",
    ),
    (
        ["o", "tab", "tab", "tab", "2"],
        "omit etoposide from cycle 2 to cycle 2",
        "cycle 2 days 1, 2, 3 (3 days): etoposide 181.8 mg -> OMITTED",
    ),
    (["t"], "stop etoposide from cycle 2", "etoposide 181.8 mg -> STOPPED"),
    (["x"], "stop course from cycle 2", "cisplatin 81.8 mg -> STOPPED"),
    # √(170 × 64 ÷ 3600) = 1.73845 m2, × 100 mg/m2
    (
        ["m", "weight", "tab", "64 kg", "tab", "2026-12-28"],
        "measure weight=64 kg, weight_on=2026-12-28 from cycle 2",
        "etoposide 181.8 mg -> 173.8 mg",
    ),
    (
        ["v", "neutrophils", "tab", "2.1 10^9/L", "tab", "tab", "2026-11-30"],
        "value neutrophils=2.1 10^9/L, on 2026-11-30",
        "No dose and no day changes.",
    ),
    (
        ["=", "delay cycle 2 day 3 by 1 d, alone"],
        "delay cycle 2 day 3 by 1 d, alone",
        "cycle 2 day 3: 1 day later",
    ),
]


async def test_each_kind_of_decision_by_its_key(tmp_path: Path) -> None:
    async with course_open(tmp_path, ep(DELAYED)) as pilot:
        before = stored(pilot)
        await keys(pilot, "]", "d")
        for pressed, sentence, does in KINDS:
            await keys(pilot, *pressed)
            said = await told(pilot)
            assert sentence in said
            assert does in said
            await keys(pilot, "escape")
        assert stored(pilot) == before


@pytest.mark.parametrize(("pressed", "sentence", "does"), [KINDS[3], KINDS[8], KINDS[12]])
async def test_what_was_tried_is_saved(
    tmp_path: Path, pressed: list[str], sentence: str, does: str
) -> None:
    async with course_open(tmp_path, ep()) as pilot:
        await keys(pilot, "]", "d", *pressed)
        assert does in await told(pilot)
        pilot.app.screen.query_one("#reason").focus()
        await pilot.pause()
        await keys(pilot, "other", "enter", "seen", "tab", "MB", "ctrl+s")
        assert not is_open(pilot)
        assert last(pilot).startswith(sentence)


async def test_a_level_and_another_answer(tmp_path: Path) -> None:
    record = kept(
        "da-epoch-r-21d",
        cycles=2,
        measures={**MAN, "creatinine": "0.9 mg/dL", "creatinine_on": "2026-11-30"},
        choose={"growth-factor": "pegfilgrastim", "level": "1"},
        prior={"doxorubicin": "0", "chest-radiotherapy": "no"},
        values=("hepatitis_b=negative, on 2026-11-30", "ejection_fraction=60 %, on 2026-11-30"),
    )
    async with course_open(tmp_path, record) as pilot:
        await keys(pilot, "]", "d", "l")
        assert "Levels: " in screen_text(pilot)
        await keys(pilot, "2")
        # 60 mg/m2 on each of 4 days in place of 50: 240 and 200 × 1.81812 m2
        assert "etoposide 363.6 mg -> 436.3 mg" in await told(pilot)
        # 436.3 mg in at most 0.4 mg/mL is more than a litre: warned before it is taken
        assert "WARNING RC743:etoposide:2" in await told(pilot)
        await keys(pilot, "escape", "h")
        assert "Chosen now: " in screen_text(pilot)
        await keys(pilot, "growth-factor", "tab", "filgrastim")
        assert "choose growth-factor=filgrastim from cycle 2" in await told(pilot)


async def test_a_rule_is_declined_and_a_warning_accepted_by_their_keys(tmp_path: Path) -> None:
    record = kept(
        "ep-infusional-28d", prior=FREE, values=("neutrophils=0.4 10^9/L, on 2026-11-30",)
    )
    async with course_open(tmp_path, record) as pilot:
        await keys(pilot, "d", "n")
        assert "start-neutrophils-platelets:cycle:1" in screen_text(pilot)
        await keys(pilot, "start-neutrophils-platelets:cycle:1")
        assert "HELD -> 181.8 mg" in await told(pilot)
        await keys(pilot, "escape", "y", "RC761:course:1")
        assert "accept RC761:course:1 @ " in await told(pilot)


async def test_a_sentence_that_is_typed_closes_the_fields(tmp_path: Path) -> None:
    async with course_open(tmp_path, ep()) as pilot:
        await keys(pilot, "d", "d", "7", "tab", "tab")
        sentence = pilot.app.screen.query_one("#sentence", Input)
        assert (sentence.value, sentence.has_focus) == ("delay cycle 1 by 7 d", True)
        await keys(pilot, "x")
        days = pilot.app.screen.query_one("#days", Input)
        assert (days.value, days.is_disabled) == ("", True)
        assert "'delay cycle 1 by 7 dx' is not a decision that can be read" in await told(pilot)
        assert "Write it like: delay cycle 2 by 14 d." in await told(pilot)
        await keys(pilot, *["backspace"] * 30)
        assert not days.is_disabled
        assert "Still to type: cycle, by, reason, initials." in await told(pilot)


async def test_a_refusal_keeps_what_was_typed_and_nothing_stale_stands(tmp_path: Path) -> None:
    async with course_open(tmp_path, ep()) as pilot:
        await keys(pilot, "d", "g", "75 %")
        assert "136.4 mg" in await told(pilot)
        await pilot.press("x")
        assert "136.4 mg" not in screen_text(pilot)
        assert "136.4 mg" not in await told(pilot)
        assert is_refused(pilot)
        assert "REFUSED" in screen_text(pilot)
        assert pilot.app.screen.query_one("#share", Input).value == "75 %x"


async def test_a_refusal_names_the_field_and_no_option(tmp_path: Path) -> None:
    async with course_open(tmp_path, ep()) as pilot:
        await keys(pilot, "d", "=", "measure weight=6.4 kg", "tab", "o", "tab", "MB")
        said = await told(pilot)
        assert "weight: error RC501" in said
        assert "--" not in said


async def test_a_confirmed_cycle_that_a_decision_changes_is_said_to_be_provisional(
    tmp_path: Path,
) -> None:
    async with course_open(tmp_path, confirmed(ep(), 1)) as pilot:
        await keys(pilot, "d", "g", "75 %")
        assert "cycle 1 was CONFIRMED and is PROVISIONAL" in await told(pilot)


async def test_initials_that_are_none_are_refused(tmp_path: Path) -> None:
    async with course_open(tmp_path, ep()) as pilot:
        await keys(pilot, "d", "t")
        pilot.app.screen.query_one("#reason").focus()
        await pilot.pause()
        await keys(pilot, "w", "enter", "enter", "4", "ctrl+s")
        assert "'4' are not initials" in await told(pilot)
        assert is_open(pilot)
        assert not [one for one in stored(pilot).decisions if str(one).startswith("stop")]


@pytest.mark.parametrize("kind", ["g", "t", "="])
async def test_enter_and_tab_twenty_times_save_nothing(tmp_path: Path, kind: str) -> None:
    async with course_open(tmp_path, ep()) as pilot:
        before = stored(pilot)
        await keys(pilot, "d", kind)
        await twenty_times(pilot)
        assert stored(pilot) == before
        assert is_open(pilot)


async def test_hostile_text_is_shown_as_it_is_or_refused(tmp_path: Path) -> None:
    async with course_open(tmp_path, ep(), size=(80, 24)) as pilot:
        before = stored(pilot)
        await keys(pilot, "d")
        for text in HOSTILE:
            await keys(pilot, "g")
            await _refuses(pilot, text)
            assert stored(pilot) == before
            await keys(pilot, "escape")


async def _refuses(pilot: Pilot[None], text: str) -> None:
    names = ("line", "share", "cycle", "day", "last", "why", "who")
    await typed_into(pilot, **dict.fromkeys(names, text))
    await told(pilot)
    assert is_refused(pilot)
    await typed_into(pilot, sentence=text)
    await told(pilot)
    assert is_refused(pilot)
    assert "\x1b" not in screen_text(pilot)
    await keys(pilot, "ctrl+s")
    assert is_open(pilot)
