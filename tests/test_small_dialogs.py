"""Export, archive, undo and redo by keys."""

from pathlib import Path

from dialogs import HOSTILE, course_open, is_open, is_refused, keys, stored, told, typed_into
from kept import kept
from planner import screen_text

from regimencalc.documents import read_document

FREE = {"cisplatin": "0"}


async def test_a_course_is_written_and_nothing_that_is_there_is_replaced(tmp_path: Path) -> None:
    there = tmp_path / "there.json"
    there.write_text("mine", "utf-8")
    async with course_open(tmp_path, kept(prior=FREE)) as pilot:
        await keys(pilot, "x", "ctrl+s")
        assert "Nothing is saved. Still to type: the file." in await told(pilot)
        await typed_into(pilot, path=str(there))
        await keys(pilot, "ctrl+s")
        assert "is there already" in await told(pilot)
        assert is_open(pilot)
        assert there.read_text("utf-8") == "mine"
        await typed_into(pilot, path=str(tmp_path / "nowhere" / "a.json"))
        await keys(pilot, "ctrl+s")
        assert is_refused(pilot)
        await typed_into(pilot, path=str(tmp_path / "new.json"))
        await keys(pilot, "ctrl+s")
        assert not is_open(pilot)
        assert read_document(tmp_path / "new.json") == stored(pilot)


async def test_a_decision_is_taken_back_and_decided_again(tmp_path: Path) -> None:
    record = kept("ep-infusional-28d", "give etoposide=75 % from cycle 2", prior=FREE)
    async with course_open(tmp_path, record) as pilot:
        await keys(pilot, "u")
        said = await told(pilot)
        assert "Takes back: give etoposide=75 % from cycle 2, decided by MB" in said
        # 75 % of 181.812 mg is 136.359 mg
        assert "cycle 2 days 1, 2, 3 (3 days): etoposide 136.4 mg -> 181.8 mg" in said
        await keys(pilot, "4", "ctrl+s")
        assert "'4' are not initials" in await told(pilot)
        assert stored(pilot) == record
        await typed_into(pilot, who="AB")
        await keys(pilot, "ctrl+s")
        assert not is_open(pilot)
        assert stored(pilot).decisions == record.decisions[:-1]
        await keys(pilot, "r")
        assert "Decides again: give etoposide=75 % from cycle 2" in await told(pilot)
        await typed_into(pilot, who="AB")
        await keys(pilot, "ctrl+s")
        assert stored(pilot).decisions == record.decisions


async def test_what_cannot_be_decided_again_is_said(tmp_path: Path) -> None:
    async with course_open(tmp_path, kept(prior=FREE)) as pilot:
        await keys(pilot, "r")
        assert "there is nothing to redo" in await told(pilot)
        await typed_into(pilot, who="MB")
        await keys(pilot, "ctrl+s")
        assert is_open(pilot)


async def test_a_course_is_archived_and_taken_back(tmp_path: Path) -> None:
    async with course_open(tmp_path, kept(prior=FREE)) as pilot:
        await keys(pilot, "escape", "a")
        assert "is in use: puts it out of use." in await told(pilot)
        await keys(pilot, "ctrl+s")
        assert is_open(pilot)
        await keys(pilot, "MB", "ctrl+s")
        assert not is_open(pilot)
        assert "0 of 1 courses" in screen_text(pilot) or "None of 1" in screen_text(pilot)
        await keys(pilot, "A", "a")
        assert "is archived: takes it into use again." in await told(pilot)
        await keys(pilot, "MB", "ctrl+s")
        assert "1 of 1 courses" in screen_text(pilot)


async def test_hostile_text_writes_nothing_but_what_it_names(tmp_path: Path) -> None:
    async with course_open(tmp_path, kept(prior=FREE), size=(80, 24)) as pilot:
        await keys(pilot, "x")
        for text in HOSTILE:
            await typed_into(pilot, path=f"/nowhere/{text}")
            await told(pilot)
            await keys(pilot, "ctrl+s")
            assert is_open(pilot)
            assert is_refused(pilot)
            assert "\x1b" not in screen_text(pilot)
