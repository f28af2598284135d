"""The history of a course: what was decided and taken back, by whom and why; is it whole."""

import sqlite3
from pathlib import Path

import pytest
from kept import AT, LATER, decided, kept
from planner import SIZES, planner, screen_text

from regimencalc import courses, deciding
from regimencalc.export.history_lines import history_lines
from regimencalc.record import Record, from_json
from regimencalc.store import DATABASE, Store
from regimencalc.tui.history import History

HOSTILE = "[/red] AC [dose-dense] x4 \\[bold]"


def changed(store: Store, *decisions: str, why: str = "seen") -> Record:
    """The course of the store with one revision for each decision."""
    record = courses.opened(store, "a")[0]
    for text in decisions:
        record = courses.changed(
            store,
            "a",
            lambda before, text=text: (  # type: ignore[misc]
                deciding.undo(before) if text == "undo" else decided(before, text, why=why)
            ),
            who="MB",
            at=LATER,
        )
    return record


def history(store: Store, width: int = 100) -> list[str]:
    revisions = store.revisions("a")
    records = [from_json(one.document, one.texts) for one in revisions]
    problems = list(courses.verified(store, "a"))
    return list(history_lines(revisions, records, problems, width))


def test_each_revision_has_its_moment_who_decided_what_and_why(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        courses.add(store, kept(), AT)
        changed(store, "delay cycle 2 by 7 d", "undo")
        lines = history(store)
    at = lines.index("   2  2027-06-01 09:00")
    assert lines[at + 1] == "      delay cycle 2 by 7 d, MB (other: seen)"
    assert lines[at + 2 : at + 4] == [
        "   3  2027-06-01 09:00",
        "      taken back: delay cycle 2 by 7 d, which MB decided",
    ]
    assert "Initials are typed and not authenticated" in " ".join(lines)
    taken_back = lines.index("Taken back, and may be decided again; the last one first:")
    assert "delay cycle 2 by 7 d (other: seen)" in lines[taken_back + 1]


def test_what_is_archived_is_said(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        courses.add(store, kept(), AT)
        courses.changed(store, "a", lambda one: one.with_(is_archived=True), who="MB", at=LATER)
        assert "      archived: out of use" in history(store)


def test_a_whole_course_is_verified_and_a_changed_dose_is_not(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        record = kept()
        courses.add(store, record, AT)
        assert history(store)[0].startswith("Verified: 1 revision, each as it was stored")
        # a program that computed otherwise would have shown another dose
        other = record.shown[0].model_dump() | {"shown": "190 mg", "value": 190.0}
        wrong = record.with_(shown=(type(record.shown[0])(**other), *record.shown[1:]))
        courses.changed(store, "a", lambda _: wrong, who="MB", at=LATER)
        lines = history(store)
    assert lines[0] == "NOT AS IT WAS: 2 revisions; what is wrong stands here."
    assert "RC816" in " ".join(lines)
    assert "190 mg" in " ".join(lines)


@pytest.mark.parametrize("size", SIZES)
async def test_the_planner_shows_the_history(tmp_path: Path, size: tuple[int, int]) -> None:
    record = decided(kept(), "delay cycle 2 by 7 d", why=HOSTILE)
    async with planner(tmp_path, record, size=size) as pilot:
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("h")
        await pilot.pause()
        assert isinstance(pilot.app.screen, History)
        shown = screen_text(pilot)
        assert "NEC-1, born 1959 · course a · history" in shown
        assert "Verified: 1 revision" in shown
        assert "delay cycle 2 by 7 d" in shown
        assert "[dose-dense]" in shown
        await pilot.press("escape")
        await pilot.pause()
        assert "Cycle 1   PROVISIONAL" in screen_text(pilot)


async def test_a_damaged_course_is_refused_and_said(tmp_path: Path) -> None:
    async with planner(tmp_path, kept()) as pilot:
        await pilot.press("enter")
        await pilot.pause()
        with sqlite3.connect(tmp_path / "courses" / DATABASE) as database:
            named = database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for (name,) in named.fetchall():
                database.execute(f"DROP TRIGGER {name}")
            database.execute("UPDATE revision SET document = replace(document, '70 kg', '99 kg')")
        database.close()
        await pilot.press("h")
        await pilot.pause()
        assert not isinstance(pilot.app.screen, History)
        assert "is not what was stored" in screen_text(pilot)
