"""A draft: kept whole at each change, for the user alone, and never read as something else."""

import asyncio
import json
import os
import stat
from pathlib import Path

import pytest
from form import MAN, doses, form, of, press, said, stored, type_over, write
from planner import planner, screen_text

from regimencalc.drafts import (
    LARGEST_BYTES,
    NAME,
    SET_ASIDE,
    kept_draft,
    remove_draft,
    save_draft,
    set_draft_aside,
)
from regimencalc.problems import Refused
from regimencalc.tui.draft_dialog import DraftDialog

TYPED = {"label": "NEC-0147 [/red] אבג", "height": "170 cm"}


def test_a_draft_comes_back_as_it_was_typed(tmp_path: Path) -> None:
    save_draft(tmp_path, {**TYPED, "weight": "", "id": "\ud800\x1b"})
    assert kept_draft(tmp_path) == {**TYPED, "id": "\ud800\x1b"}


def test_a_draft_is_for_the_user_alone_and_the_only_file(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        save_draft(tmp_path, TYPED)
        save_draft(tmp_path, TYPED)
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / NAME).stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == [NAME]


def test_nothing_typed_is_no_draft(tmp_path: Path) -> None:
    assert kept_draft(tmp_path) is None
    save_draft(tmp_path, TYPED)
    save_draft(tmp_path, {"label": ""})
    assert kept_draft(tmp_path) is None


def test_a_draft_is_removed_with_what_a_kill_left(tmp_path: Path) -> None:
    save_draft(tmp_path, TYPED)
    (tmp_path / f".{NAME}.x7").write_text("half", "utf-8")
    (tmp_path / "courses.db").write_text("kept", "utf-8")
    remove_draft(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["courses.db"]


DAMAGED = (
    b"",
    b"{",
    b"\xff\xfe",
    b"[]",
    b"null",
    b'{"format": 1}',
    b'{"format": true, "typed": {}}',
    b'{"format": "1", "typed": {}}',
    b'{"format": 0, "typed": {}}',
    b'{"format": 1, "typed": []}',
    b'{"format": 1, "typed": {"label": 7}}',
    b'{"format": 1, "typed": {}, "more": 1}',
    b"[" * 200_000,
    b"x" * (LARGEST_BYTES + 1),
)


@pytest.mark.parametrize("content", DAMAGED, ids=range(len(DAMAGED)))
def test_a_damaged_draft_is_refused_and_not_quoted(tmp_path: Path, content: bytes) -> None:
    (tmp_path / NAME).write_bytes(content)
    with pytest.raises(Refused) as refusal:
        kept_draft(tmp_path)
    (problem,) = refusal.value.problems
    assert problem.code == "RC808"
    assert problem.message == "the draft is damaged: it is not what was written"


def test_every_part_of_a_draft_is_refused_or_is_the_whole(tmp_path: Path) -> None:
    save_draft(tmp_path, TYPED)
    whole = (tmp_path / NAME).read_bytes()
    for length in range(len(whole) - 1):
        (tmp_path / NAME).write_bytes(whole[:length])
        if length < len(whole.rstrip()):
            with pytest.raises(Refused):
                kept_draft(tmp_path)


def test_a_newer_draft_is_left_to_the_newer_program(tmp_path: Path) -> None:
    (tmp_path / NAME).write_text(json.dumps({"format": 2, "fields": []}), "utf-8")
    with pytest.raises(Refused) as refusal:
        kept_draft(tmp_path)
    assert refusal.value.problems[0].code == "RC806"


def test_what_is_set_aside_is_never_overwritten(tmp_path: Path) -> None:
    for text in ("first", "second"):
        (tmp_path / NAME).write_text(text, "utf-8")
        set_draft_aside(tmp_path)
    assert (tmp_path / SET_ASIDE).read_text("utf-8") == "first"
    assert len(list(tmp_path.iterdir())) == 2


def test_a_draft_that_cannot_be_written_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refusal:
        save_draft(tmp_path / "none", TYPED)
    (problem,) = refusal.value.problems
    assert (problem.code, "NEC-0147" in str(problem)) == ("RC822", False)


async def test_what_is_typed_is_kept_without_a_pause_and_initials_are_not(tmp_path: Path) -> None:
    folder = tmp_path / "courses"
    async with form(tmp_path) as pilot:
        label = of(pilot)._field("label").input
        typed: list[str] = []
        # a key each 0.05 s, so that there is no pause in which it would be read
        for _ in range(20):
            label.value += "x"
            typed.append(label.value)
            await asyncio.sleep(0.05)
            kept = (kept_draft(folder) or {}).get("label", "")
            assert kept in ("", *typed)
            # a kill now would lose at most the keys of the last 0.3 s
            assert len(typed) - len(kept) <= 6
        await type_over(pilot, "label", "NEC-1")
        assert kept_draft(folder) == {"label": "NEC-1"}
        await write(pilot, "who", "MB")
        assert kept_draft(folder) == {"label": "NEC-1"}
        assert said(pilot, "said").endswith("draft saved")
        label.value = "NEC-12"
        assert "draft saved" not in said(pilot, "said")
        await pilot.press("escape")
        assert kept_draft(folder) == {"label": "NEC-12"}


async def test_what_was_typed_last_is_kept_where_the_program_ends(tmp_path: Path) -> None:
    async with form(tmp_path) as pilot:
        of(pilot)._field("label").input.value = "NEC-1"
        pilot.app.exit()
    assert kept_draft(tmp_path / "courses") == {"label": "NEC-1"}


async def test_a_draft_is_offered_by_its_label_and_taken_up(tmp_path: Path) -> None:
    (tmp_path / "courses").mkdir(mode=0o700)
    save_draft(tmp_path / "courses", {**MAN, "label": "[/red]"})
    async with planner(tmp_path) as pilot:
        await press(pilot, "n")
        assert isinstance(pilot.app.screen, DraftDialog)
        assert "Label: [/red]" in screen_text(pilot)
        await pilot.press("enter", "enter")
        assert isinstance(pilot.app.screen, DraftDialog)
        await press(pilot, "c")
        assert of(pilot)._field("label").input.value == "[/red]"
        assert of(pilot)._field("prior.cisplatin").input.value == "0"
        assert of(pilot)._field("who").input.value == ""
        assert doses(pilot)[1] == "181.8 mg"
        assert said(pilot, "said").startswith("Still needed: Your initials")


async def test_to_start_empty_lets_go_of_a_draft(tmp_path: Path) -> None:
    (tmp_path / "courses").mkdir(mode=0o700)
    save_draft(tmp_path / "courses", MAN)
    async with planner(tmp_path) as pilot:
        await press(pilot, "n")
        await press(pilot, "s")
        assert not any(of(pilot).typed.values())
        assert doses(pilot) == []
        assert kept_draft(tmp_path / "courses") is None


async def test_a_damaged_draft_is_said_and_set_aside(tmp_path: Path) -> None:
    (tmp_path / "courses").mkdir(mode=0o700)
    (tmp_path / "courses" / NAME).write_text('{"format": 1, "typed": {"label": "NEC', "utf-8")
    async with planner(tmp_path) as pilot:
        await press(pilot, "n")
        assert "the draft is damaged" in screen_text(pilot)
        await press(pilot, "escape")
        assert not any(of(pilot).typed.values())
        assert (tmp_path / "courses" / SET_ASIDE).exists()
        assert stored(pilot) == []
