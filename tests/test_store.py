"""What is saved is there, whole and unchanged, whatever happens; or it is refused."""

import json
import os
import random
import signal
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from regimencalc import store as store_module
from regimencalc.problems import Refused
from regimencalc.revision import chained, text_hash
from regimencalc.store import DATABASE, Store

AT = "2026-12-01T09:00:00+00:00"
TEXT = "regimen: EP\n"
TEXTS = {text_hash(TEXT): TEXT}


def document(number: int) -> str:
    return json.dumps({"revision": number, "dose": "181.8 mg"})


def saved(folder: Path, revisions: int = 3) -> Path:
    """A store with one course of some revisions."""
    with Store(folder) as store:
        first = {"regimen": "ep"}
        store.add("a", "NEC-1", 1959, document(1), TEXTS, summary=first, saved_at=AT)
        for number in range(1, revisions):
            store.append("a", number, document(number + 1), TEXTS, summary=first, saved_at=AT)
    return folder


def code_of(refusal: pytest.ExceptionInfo[Refused]) -> str:
    (problem,) = refusal.value.problems
    return problem.code


# What is saved


def test_what_was_saved_is_read_back_in_its_order(tmp_path: Path) -> None:
    with Store(saved(tmp_path / "s")) as store:
        found = store.revisions("a")
        assert [one.document for one in found] == [document(1), document(2), document(3)]
        assert {one.number: one.texts for one in found} == dict.fromkeys((1, 2, 3), TEXTS)
        (listed,) = store.listed()
        assert (listed.id, listed.label, listed.birth_year) == ("a", "NEC-1", 1959)
        assert (listed.number, listed.summary) == (3, {"regimen": "ep"})


def test_a_text_of_many_revisions_stands_once(tmp_path: Path) -> None:
    saved(tmp_path)
    rows = sqlite3.connect(tmp_path / DATABASE).execute("SELECT body FROM text").fetchall()
    assert rows == [(TEXT,)]


def test_the_chain_is_over_everything_that_a_revision_says(tmp_path: Path) -> None:
    with Store(saved(tmp_path, 2)) as store:
        first, second = store.revisions("a")
    (sha,) = TEXTS
    one = chained("", ("a", "NEC-1", "1959", "1", document(1), sha, AT))
    assert first.hash == one
    assert second.hash == chained(one, ("a", "NEC-1", "1959", "2", document(2), sha, AT))
    # where a part ends is part of it
    assert chained("", ("ab", "c")) != chained("", ("a", "bc"))


def test_only_the_user_may_look(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        saved(tmp_path / "s")
        with Store(tmp_path / "s") as store, store.lock("a", "MB"):
            modes = {
                path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "s").rglob("*")
            }
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "s").stat().st_mode) == 0o700
    assert modes.pop("locks") == 0o700
    assert set(modes.values()) == {0o600}


# What is refused


def test_the_second_of_two_writers_is_told_that_it_was_late(tmp_path: Path) -> None:
    saved(tmp_path)
    with Store(tmp_path) as one, Store(tmp_path) as other:
        one.append("a", 3, document(4), TEXTS, summary={}, saved_at=AT)
        with pytest.raises(Refused) as refusal:
            other.append("a", 3, document(5), TEXTS, summary={}, saved_at=AT)
        assert code_of(refusal) == "RC804"
        assert "the last one is 4" in str(refusal.value)
        assert len(other.revisions("a")) == 4


def test_the_same_person_is_not_stored_twice(tmp_path: Path) -> None:
    with Store(saved(tmp_path)) as store:
        for course, label, year in (("b", "NEC-1", 1959), ("a", "NEC-2", 1960)):
            with pytest.raises(Refused) as refusal:
                store.add(course, label, year, "{}", {}, summary={}, saved_at=AT)
            assert code_of(refusal) == "RC805"
        store.add("b", "NEC-1", 1960, "{}", {}, summary={}, saved_at=AT)
        assert [one.id for one in store.listed()] == ["a", "b"]


def test_a_course_that_is_not_there(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        with pytest.raises(Refused) as refusal:
            store.revisions("a")
        assert code_of(refusal) == "RC802"
        with pytest.raises(Refused) as refusal:
            store.append("a", 1, "{}", {}, summary={}, saved_at=AT)
        assert code_of(refusal) == "RC804"


def test_a_store_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    saved(tmp_path)
    with sqlite3.connect(tmp_path / DATABASE) as database:
        database.execute("PRAGMA user_version = 2")
    with pytest.raises(Refused) as refusal:
        Store(tmp_path)
    assert code_of(refusal) == "RC806"


def test_a_store_of_an_older_version_is_brought_to_this_one_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved(tmp_path)
    steps = ["ALTER TABLE head ADD COLUMN note TEXT", "ALTER TABLE nowhere ADD COLUMN note TEXT"]

    def with_steps(self: Store, *statements: str) -> tuple[Callable[[], None], ...]:
        made = [partial(self._database.execute, one) for one in statements]
        return (self._create, *(lambda run=run: run() and None for run in made))

    monkeypatch.setattr(store_module, "VERSION", 3)
    monkeypatch.setattr(Store, "_steps", lambda self: with_steps(self, *steps))
    with pytest.raises(Refused) as refusal:
        Store(tmp_path)
    assert code_of(refusal) == "RC801"
    # nothing of it was done, and the next one does all
    monkeypatch.setattr(Store, "_steps", lambda self: with_steps(self, steps[0], "SELECT 1"))
    with Store(tmp_path) as store:
        assert len(store.revisions("a")) == 3
    with sqlite3.connect(tmp_path / DATABASE) as database:
        assert database.execute("PRAGMA user_version").fetchone() == (3,)
        assert database.execute("SELECT note FROM head").fetchall() == [(None,)]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE revision SET document = '{}'",
        "DELETE FROM revision WHERE number = 3",
        "UPDATE course SET label = 'other'",
        "DELETE FROM course",
        "UPDATE text SET body = ''",
        "DELETE FROM text",
        "DELETE FROM head",
        "UPDATE head SET number = 2",
        "UPDATE head SET number = 5",
    ],
)
def test_the_database_itself_refuses_to_rewrite(tmp_path: Path, statement: str) -> None:
    saved(tmp_path)
    with (
        sqlite3.connect(tmp_path / DATABASE) as database,
        pytest.raises(sqlite3.IntegrityError, match=r"rewritten|follows"),
    ):
        database.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE revision SET document = replace(document, '181.8', '818.1') WHERE number = 2",
        "UPDATE revision SET saved_at = '2027-01-01' WHERE number = 1",
        "DELETE FROM revision WHERE number = 3",
        "DELETE FROM revision WHERE number = 1",
        "UPDATE course SET birth_year = 1960",
        "UPDATE text SET body = 'regimen: CE'",
        "DELETE FROM text",
        "UPDATE head SET hash = 'x'",
        "UPDATE head SET number = 2",
    ],
)
def test_what_was_damaged_is_refused_and_never_read_as_another(
    tmp_path: Path, statement: str
) -> None:
    saved(tmp_path)
    with sqlite3.connect(tmp_path / DATABASE) as database:
        for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
            database.execute(f"DROP TRIGGER {name}")
        database.execute(statement)
    with Store(tmp_path) as store, pytest.raises(Refused) as refusal:
        store.revisions("a")
    assert code_of(refusal) == "RC803"


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(where=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_after_a_flipped_bit_a_course_is_equal_or_refused(
    tmp_path_factory: pytest.TempPathFactory, where: float, bit: int
) -> None:
    folder = tmp_path_factory.mktemp("flip")
    path = saved(folder) / DATABASE
    whole = bytearray(path.read_bytes())
    whole[int(where * len(whole))] ^= 1 << bit
    path.write_bytes(whole)
    found = read(folder)
    assert found == [document(1), document(2), document(3)] or found in (
        ["RC801"],
        ["RC802"],
        ["RC803"],
        ["RC806"],
    )


def read(folder: Path) -> list[str]:
    """The documents of the course, or the code for which it is refused."""
    try:
        with Store(folder) as store:
            assert all(one.is_damaged or one.summary == {"regimen": "ep"} for one in store.listed())
            return [one.document for one in store.revisions("a")]
    except Refused as refusal:
        return [problem.code for problem in refusal.problems]


@pytest.mark.parametrize("name", [b"TABLE revision", b"TRIGGER head_goes_on"])
def test_a_schema_that_is_no_text_any_more_is_refused_in_words(tmp_path: Path, name: bytes) -> None:
    path = saved(tmp_path) / DATABASE
    path.write_bytes(path.read_bytes().replace(name, name[:-1] + b"\xc5"))
    with pytest.raises(Refused, match=r"cannot be used: .*(schema is damaged|malformed)"):
        Store(tmp_path).revisions("a")


def test_a_text_that_became_bytes_is_refused(tmp_path: Path) -> None:
    """A record says the kind of each value: a text of n bytes is 2n + 13, n bytes are 2n + 12."""
    path = saved(tmp_path, 1) / DATABASE
    whole = bytearray(path.read_bytes())
    at = whole.rindex(b"aNEC-1")
    label_kind = whole.rindex(bytes([2 * len("NEC-1") + 13]), 0, at)
    whole[label_kind] ^= 1
    path.write_bytes(whole)
    with Store(tmp_path) as store, pytest.raises(Refused, match="not of its kind"):
        store.revisions("a")


def test_a_summary_that_was_damaged_is_not_shown(tmp_path: Path) -> None:
    saved(tmp_path)
    with sqlite3.connect(tmp_path / DATABASE) as database:
        database.execute("DROP TRIGGER head_goes_on")
        database.execute('UPDATE head SET summary = \'{"regimen": "ce"}\'')
    with Store(tmp_path) as store:
        (listed,) = store.listed()
    assert (listed.is_damaged, listed.summary) == (True, {})
    assert read(tmp_path) == ["RC803"]


# Locks


def test_a_course_is_changed_by_one_at_a_time_who_is_named(tmp_path: Path) -> None:
    with Store(saved(tmp_path)) as store:
        with store.lock("a", "MB since 09:00"):
            with pytest.raises(Refused) as refusal:
                store.lock("a", "XY")
            assert code_of(refusal) == "RC807"
            assert "MB since 09:00" in str(refusal.value)
            store.add("b", "NEC-2", 1960, "{}", {}, summary={}, saved_at=AT)
            store.lock("b", "XY").release()
            assert len(store.revisions("a")) == 3
        store.lock("a", "XY").release()


@pytest.mark.parametrize("course", ["none", "../outside", "/outside", "a/b", ""])
def test_what_is_not_stored_has_no_lock_and_no_file(tmp_path: Path, course: str) -> None:
    with Store(saved(tmp_path / "s")) as store:
        store.lock("a", "MB").release()
        before = sorted(path.name for path in tmp_path.rglob("*"))
        with pytest.raises(Refused) as refusal:
            store.lock(course, "MB")
        assert code_of(refusal) == "RC802"
        assert sorted(path.name for path in tmp_path.rglob("*")) == before


HOLDS = """
import sys, time
from pathlib import Path
from regimencalc.course_lock import CourseLock
lock = CourseLock(Path(sys.argv[1]), "a", "a process that dies")
print("held", flush=True)
time.sleep(60)
"""


def test_the_lock_of_a_process_that_was_killed_is_free(tmp_path: Path) -> None:
    saved(tmp_path)
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDS, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    with Store(tmp_path) as store:
        with pytest.raises(Refused, match="a process that dies"):
            store.lock("a", "XY")
        holder.kill()
        holder.wait()
        store.lock("a", "XY").release()
    holder.stdout.close()


# Kills


def test_nothing_that_was_acknowledged_is_lost_when_a_process_is_killed(tmp_path: Path) -> None:
    saved(tmp_path, 1)
    chance = random.Random(1)
    for _ in range(25):
        reads, writes = os.pipe()
        child = os.fork()
        if child == 0:
            with Store(tmp_path) as store:
                number = store.listed()[0].number
                while True:
                    number = store.append(
                        "a", number, document(number + 1), TEXTS, summary={}, saved_at=AT
                    )
                    os.write(writes, f"{number}\n".encode())
        os.close(writes)
        with os.fdopen(reads) as said:
            first = said.readline()
            _wait(chance.uniform(0, 0.02))
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            acknowledged = [int(line) for line in (first, *said) if line.endswith("\n")]
        with Store(tmp_path) as store:
            found = store.revisions("a")
            assert len(found) >= acknowledged[-1]
            assert len(found) <= acknowledged[-1] + 1
            assert [one.document for one in found] == [
                document(number) for number in range(1, len(found) + 1)
            ]


def _wait(seconds: float) -> None:
    signal.sigtimedwait([], seconds)


# Writers


def test_of_four_writers_at_once_no_revision_is_lost(tmp_path: Path) -> None:
    saved(tmp_path, 1)
    children = []
    for _ in range(4):
        child = os.fork()
        if child == 0:
            _write_on(tmp_path, 10)
        children.append(child)
    assert all(os.waitpid(child, 0)[1] == 0 for child in children)
    with Store(tmp_path) as store:
        assert [one.number for one in store.revisions("a")] == list(range(1, 42))


def _write_on(folder: Path, revisions: int) -> None:
    """Append revisions, each time after what is there; ends the process."""
    left = revisions
    with Store(folder) as store:
        while left:
            number = store.listed()[0].number
            try:
                store.append("a", number, document(number + 1), TEXTS, summary={}, saved_at=AT)
                left -= 1
            except Refused as refusal:
                if [problem.code for problem in refusal.problems] != ["RC804"]:
                    os._exit(1)
    os._exit(0)


# The disk


def test_a_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "s").write_text("", "utf-8")
    with pytest.raises(Refused) as refusal:
        Store(tmp_path / "s")
    assert code_of(refusal) == "RC801"


def test_a_database_that_is_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "s").mkdir()
    (tmp_path / "s" / DATABASE).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Refused) as refusal:
        Store(tmp_path / "s")
    assert code_of(refusal) == "RC801"
    assert not (tmp_path / "elsewhere").exists()


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / DATABASE).write_bytes(b"label;dose\n" * 100)
    with pytest.raises(Refused) as refusal:
        Store(tmp_path)
    assert code_of(refusal) == "RC801"
