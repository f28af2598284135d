"""A draft: kept whole at each change, for the user alone, and never read as something else."""

import asyncio
import json
import os
import stat
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from form import MAN, doses, form, of, press, said, stored, type_over, write
from planner import planner, screen_text

from regimencalc.course_lock import LOCKS
from regimencalc.drafts import LARGEST_BYTES, NAME, SET_ASIDE, Draft, free_draft, kept_text
from regimencalc.problems import Refused
from regimencalc.tui.draft_dialog import DraftDialog

SECOND = "new-course-draft-2.json"
TYPED = {"label": "NEC-0147 [/red] אבג", "height": "170 cm"}


def left_behind(folder: Path, typed: Mapping[str, str]) -> None:
    """A draft that somebody typed and whose form is closed."""
    draft = free_draft(folder)
    draft.save(typed)
    draft.release()


def test_a_draft_comes_back_as_it_was_typed(tmp_path: Path) -> None:
    draft = Draft(tmp_path, 1)
    draft.save({**TYPED, "weight": "", "id": "\ud800\x1b"})
    assert draft.read() == {**TYPED, "id": "\ud800\x1b"}


def test_a_draft_is_for_the_user_alone_and_the_only_file(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        draft = Draft(tmp_path, 1)
        draft.save(TYPED)
        draft.save(TYPED)
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / NAME).stat().st_mode) == 0o600
    assert {path.name for path in tmp_path.iterdir()} == {NAME, LOCKS}


def test_nothing_typed_is_no_draft(tmp_path: Path) -> None:
    draft = Draft(tmp_path, 1)
    assert draft.read() is None
    draft.save(TYPED)
    draft.save({"label": ""})
    assert draft.read() is None


def test_a_draft_is_removed_with_what_a_kill_left(tmp_path: Path) -> None:
    draft = Draft(tmp_path, 1)
    draft.save(TYPED)
    (tmp_path / f".{NAME}.x7").write_text("half", "utf-8")
    (tmp_path / "courses.db").write_text("kept", "utf-8")
    draft.remove()
    assert {path.name for path in tmp_path.iterdir()} == {"courses.db", LOCKS}


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
        kept_text(tmp_path / NAME)
    (problem,) = refusal.value.problems
    assert problem.code == "RC808"
    assert problem.message == "the draft is damaged: it is not what was written"


def test_every_part_of_a_draft_is_refused_or_is_the_whole(tmp_path: Path) -> None:
    Draft(tmp_path, 1).save(TYPED)
    whole = (tmp_path / NAME).read_bytes()
    for length in range(len(whole) - 1):
        (tmp_path / NAME).write_bytes(whole[:length])
        if length < len(whole.rstrip()):
            with pytest.raises(Refused):
                kept_text(tmp_path / NAME)


def test_a_newer_draft_is_left_to_the_newer_program(tmp_path: Path) -> None:
    (tmp_path / NAME).write_text(json.dumps({"format": 2, "fields": []}), "utf-8")
    with pytest.raises(Refused) as refusal:
        kept_text(tmp_path / NAME)
    assert refusal.value.problems[0].code == "RC806"


def test_what_is_set_aside_is_never_overwritten(tmp_path: Path) -> None:
    draft = Draft(tmp_path, 1)
    for text in ("first", "second"):
        (tmp_path / NAME).write_text(text, "utf-8")
        draft.set_aside()
    assert (tmp_path / SET_ASIDE).read_text("utf-8") == "first"
    assert len(list(tmp_path.glob("*.json"))) == 2


def test_a_draft_that_cannot_be_written_is_a_problem(tmp_path: Path) -> None:
    draft = Draft(tmp_path, 1)
    (tmp_path / NAME).mkdir()
    with pytest.raises(Refused) as refusal:
        draft.save(TYPED)
    (problem,) = refusal.value.problems
    assert (problem.code, "NEC-0147" in str(problem)) == ("RC822", False)


# Several forms


def test_each_form_has_a_draft_of_its_own_and_one_that_was_left_is_first(tmp_path: Path) -> None:
    first, second = free_draft(tmp_path), free_draft(tmp_path)
    assert (first.path.name, second.path.name) == (NAME, SECOND)
    first.save({"label": "A"})
    second.save({"label": "B"})
    assert (first.read(), second.read()) == ({"label": "A"}, {"label": "B"})
    second.release()
    again = free_draft(tmp_path)
    assert (again.path.name, again.read()) == (SECOND, {"label": "B"})
    again.remove()
    assert first.read() == {"label": "A"}
    first.release()
    # of what is kept the first, though the second is held by nobody either
    left_behind(tmp_path, {"label": "A, and more"})
    assert kept_text(tmp_path / NAME) == {"label": "A, and more"}


@pytest.mark.parametrize("name", [SET_ASIDE, "new-course-draft-0.json", "new-course-draft-x.json"])
def test_what_is_no_draft_is_never_taken_for_one(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("{}", "utf-8")
    assert free_draft(tmp_path).path.name == NAME


def test_where_no_draft_can_be_held_it_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / LOCKS).write_text("no folder", "utf-8")
    with pytest.raises(Refused) as refusal:
        free_draft(tmp_path)
    assert refusal.value.problems[0].code == "RC801"


HOLDS = """
import sys, time
from pathlib import Path
from regimencalc.drafts import free_draft
draft = free_draft(Path(sys.argv[1]))
draft.save({"label": "NEC-1"})
print("kept", flush=True)
time.sleep(60)
"""


def test_the_draft_of_a_planner_that_was_killed_is_offered_and_that_of_a_running_one_not(
    tmp_path: Path,
) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDS, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "kept\n"
    meanwhile = free_draft(tmp_path)
    assert (meanwhile.path.name, meanwhile.read()) == (SECOND, None)
    holder.kill()
    holder.wait()
    holder.stdout.close()
    assert free_draft(tmp_path).read() == {"label": "NEC-1"}


async def test_two_planners_on_one_store_keep_what_each_types(tmp_path: Path) -> None:
    folder = tmp_path / "courses"
    async with form(tmp_path) as first:
        await write(first, "label", "NEC-1")
        async with form(tmp_path) as second:
            assert not any(of(second).typed.values())
            await write(second, "label", "NEC-2")
            await write(first, "label", "NEC-11")
            assert kept_text(folder / NAME) == {"label": "NEC-11"}
            assert kept_text(folder / SECOND) == {"label": "NEC-2"}
            await press(second, "escape")
            await press(second, "n")
            # its own again, as the other one is in use
            assert "Label: NEC-2" in screen_text(second)
            await press(second, "s")
            assert kept_text(folder / SECOND) is None
        assert kept_text(folder / NAME) == {"label": "NEC-11"}
        assert said(first, "said").endswith("draft saved")


async def test_where_no_draft_can_be_held_the_form_says_so(tmp_path: Path) -> None:
    (tmp_path / "courses").mkdir(mode=0o700)
    async with planner(tmp_path) as pilot:
        (tmp_path / "courses" / LOCKS).write_text("no folder", "utf-8")
        await press(pilot, "n")
        await write(pilot, "label", "NEC-1")
        assert "THE DRAFT IS NOT SAVED: the lock of" in said(pilot, "said")
        assert kept_text(tmp_path / "courses" / NAME) is None
        assert doses(pilot) == []


# In the form


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
            kept = (kept_text(folder / NAME) or {}).get("label", "")
            assert kept in ("", *typed)
            # a kill now would lose at most the keys of the last 0.3 s
            assert len(typed) - len(kept) <= 6
        await type_over(pilot, "label", "NEC-1")
        assert kept_text(folder / NAME) == {"label": "NEC-1"}
        await write(pilot, "who", "MB")
        assert kept_text(folder / NAME) == {"label": "NEC-1"}
        assert said(pilot, "said").endswith("draft saved")
        label.value = "NEC-12"
        assert "draft saved" not in said(pilot, "said")
        await pilot.press("escape")
        assert kept_text(folder / NAME) == {"label": "NEC-12"}


async def test_what_was_typed_last_is_kept_where_the_program_ends(tmp_path: Path) -> None:
    async with form(tmp_path) as pilot:
        of(pilot)._field("label").input.value = "NEC-1"
        pilot.app.exit()
    assert kept_text(tmp_path / "courses" / NAME) == {"label": "NEC-1"}


async def test_a_draft_is_offered_by_its_label_and_taken_up(tmp_path: Path) -> None:
    (tmp_path / "courses").mkdir(mode=0o700)
    left_behind(tmp_path / "courses", {**MAN, "label": "[/red]"})
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
    left_behind(tmp_path / "courses", MAN)
    async with planner(tmp_path) as pilot:
        await press(pilot, "n")
        await press(pilot, "s")
        assert not any(of(pilot).typed.values())
        assert doses(pilot) == []
        assert kept_text(tmp_path / "courses" / NAME) is None


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
