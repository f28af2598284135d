"""Where courses are kept: every revision for ever, each chained to the one before it.

A revision is a document, the text of a course as JSON has it; long texts that many revisions share
(the regimen's file, the policy's, the formulary's) stand beside it once, by their SHA-256. Nothing
is rewritten: the database itself refuses it. What was damaged is refused, and never read as another
course.

The folder is the user's alone (0700) and the database too (0600). A course is written by one at a
time: who holds its lock is told to the next, who may still read.
"""

import json
import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from regimencalc.course_lock import CourseLock
from regimencalc.problems import Place, Problem, Refused
from regimencalc.revision import Listed, Revision, chained, listed_as, text_hash

VERSION = 1
DATABASE = "courses.db"
_BUSY_MS = 20_000

_SCHEMA = """
CREATE TABLE course (
    id TEXT PRIMARY KEY, label TEXT NOT NULL, birth_year INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE text (sha256 TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE revision (
    course TEXT NOT NULL REFERENCES course, number INTEGER NOT NULL, document TEXT NOT NULL,
    texts TEXT NOT NULL, saved_at TEXT NOT NULL, before TEXT NOT NULL, hash TEXT NOT NULL,
    PRIMARY KEY (course, number)
) STRICT, WITHOUT ROWID;
CREATE TABLE head (
    course TEXT PRIMARY KEY REFERENCES course, number INTEGER NOT NULL, hash TEXT NOT NULL,
    summary TEXT NOT NULL, seal TEXT NOT NULL
) STRICT, WITHOUT ROWID;
"""
_NEVER = """
CREATE TRIGGER {table}_is_never_{what} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, 'what is stored is never rewritten'); END;
"""
_ONWARD = """
CREATE TRIGGER head_goes_on BEFORE UPDATE ON head
WHEN NEW.course <> OLD.course OR NEW.number <> OLD.number + 1
BEGIN SELECT RAISE(ABORT, 'a revision follows the one before it'); END;
"""


class Store:
    """The courses of one user, in a folder that is made where there is none.

    Parameters
    ----------
    folder : Path
        Where the database and the locks stand.

    Raises
    ------
    Refused
        RC801 (it cannot be read or written), RC806 (it is of a newer version of the program).
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with _spoken(folder):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            folder.chmod(0o700)
            path = folder / DATABASE
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600))
            path.chmod(0o600)
            self._database = sqlite3.connect(path, isolation_level=None, timeout=_BUSY_MS / 1000)
            try:
                self._prepare()
            except BaseException:
                self._database.close()
                raise

    def _prepare(self) -> None:
        for pragma in (
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
            "trusted_schema = OFF",
            "cell_size_check = ON",
        ):
            self._database.execute(f"PRAGMA {pragma}")
        with self._writing():
            (version,) = self._database.execute("PRAGMA user_version").fetchone()
            if version > VERSION:
                raise Refused(
                    Problem(
                        "RC806",
                        f"the store is of version {version}, and this program knows {VERSION}",
                        "Use the newer version of regimencalc that wrote it; nothing was changed.",
                        Place(str(self.folder / DATABASE)),
                    )
                )
            for step in self._steps()[version:]:
                step()
            self._database.execute(f"PRAGMA user_version = {VERSION}")

    def _steps(self) -> tuple[Callable[[], None], ...]:
        """What brings a store from each version to the next: all of it, or nothing, is done."""
        return (self._create,)

    def _create(self) -> None:
        for statement in _SCHEMA.split(";\n"):
            self._database.execute(statement)
        for table in ("course", "text", "revision"):
            for verb in ("UPDATE", "DELETE"):
                what = f"{verb.lower()}d"
                self._database.execute(_NEVER.format(table=table, what=what, verb=verb))
        self._database.execute(_NEVER.format(table="head", what="deleted", verb="DELETE"))
        self._database.execute(_ONWARD)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        raised: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """A transaction that is written whole or not at all."""
        self._database.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            with suppress(sqlite3.Error):
                self._database.execute("ROLLBACK")
            raise
        self._database.execute("COMMIT")

    # Reading

    def listed(self) -> tuple[Listed, ...]:
        """Every stored course, by its label; documents are not looked at."""
        with _spoken(self.folder):
            found = self._rows(
                "SELECT course.id, label, birth_year, number, hash, summary, seal"
                " FROM course JOIN head ON head.course = course.id ORDER BY label, birth_year",
                kinds=(str, str, int, int, str, str, str),
            )
        return tuple(listed_as(*row) for row in found)

    def revisions(self, course: str) -> tuple[Revision, ...]:
        """Every revision of a course, the first one first; refused where one was damaged."""
        with _spoken(self.folder):
            heads = self._rows(
                "SELECT label, birth_year, number, hash, summary, seal FROM course"
                " JOIN head ON head.course = course.id WHERE course.id = ?",
                course,
                kinds=(str, int, int, str, str, str),
            )
            rows = self._rows(
                "SELECT number, document, texts, saved_at, before, hash FROM revision"
                " WHERE course = ? ORDER BY number",
                course,
                kinds=(int, str, str, str, str, str),
            )
            bodies = self._bodies({sha for row in rows for sha in row[2].split()})
        if not heads:
            raise self._not_there(course)
        label, birth_year, last, head, *_ = heads[0]
        if listed_as(course, *heads[0]).is_damaged:
            raise self._damaged(course, "the last revision")
        found: list[Revision] = []
        before = ""
        for expected, row in enumerate(rows, 1):
            number, document, texts, saved_at, said_before, said = row
            of = (course, label, str(birth_year), str(number), document, texts, saved_at)
            is_whole = number == expected and said_before == before
            if not is_whole or said != chained(before, of):
                raise self._damaged(course, f"revision {expected}")
            by_hash = {sha: bodies.get(sha) for sha in texts.split()}
            if any(body is None or text_hash(body) != sha for sha, body in by_hash.items()):
                raise self._damaged(course, f"a text of revision {expected}")
            kept = {sha: body for sha, body in by_hash.items() if body is not None}
            found.append(Revision(number, document, kept, saved_at, said))
            before = said
        if len(found) != last or before != head:
            raise self._damaged(course, f"revision {last}")
        return tuple(found)

    def _bodies(self, hashes: set[str]) -> dict[str, str]:
        select = "SELECT body FROM text WHERE sha256 = ?"
        found = {sha: self._rows(select, sha, kinds=(str,)) for sha in hashes}
        return {sha: rows[0][0] for sha, rows in found.items() if rows}

    def _rows(self, select: str, *of: str, kinds: tuple[type, ...]) -> list[tuple[Any, ...]]:
        """What is found, each column of its kind: a flipped bit may have made it of another."""
        found: list[tuple[Any, ...]] = self._database.execute(select, of).fetchall()
        if any(tuple(map(type, row)) != kinds for row in found):
            raise sqlite3.DatabaseError("a column is not of its kind")
        return found

    def _not_there(self, course: str) -> Refused:
        return Refused(
            Problem(
                "RC802",
                f"there is no course '{course}' in the store",
                "'regimencalc course list' shows those that there are.",
                Place(str(self.folder / DATABASE)),
            )
        )

    def _damaged(self, course: str, what: str) -> Refused:
        return Refused(
            Problem(
                "RC803",
                f"{what} of the course '{course}' is not what was stored",
                "Do not use it. Restore the store from a copy, or import the course from its "
                "last export.",
                Place(str(self.folder / DATABASE)),
            )
        )

    # Writing

    def lock(self, course: str, who: str) -> CourseLock:
        """The lock of a stored course: held while it is open to be changed."""
        with _spoken(self.folder):
            is_stored = self._rows("SELECT 1 FROM course WHERE id = ?", course, kinds=(int,))
        if not is_stored:
            raise self._not_there(course)
        return CourseLock(self.folder, course, who)

    def add(
        self,
        course: str,
        label: str,
        birth_year: int,
        document: str,
        texts: Mapping[str, str],
        *,
        summary: Mapping[str, str],
        saved_at: str,
        is_same_person: bool = False,
    ) -> None:
        """A new course with its first revision.

        Raises
        ------
        Refused
            RC805: a course with this id is stored already, or one of this label and birth year, and
            nobody says that it `is_same_person`.
        """
        with _spoken(self.folder), self._writing():
            same = self._database.execute(
                "SELECT id FROM course WHERE id = ? OR (label = ? AND birth_year = ?)"
                " ORDER BY id <> ?",
                (course, label, birth_year, course),
            ).fetchone()
            if same is not None and not (is_same_person and same[0] != course):
                raise Refused(_stored_already(same[0], course, label, birth_year))
            self._database.execute(
                "INSERT INTO course VALUES (?, ?, ?)", (course, label, birth_year)
            )
            of = (course, label, str(birth_year))
            said = self._write(of, 1, "", document, texts, saved_at)
            shown = json.dumps(dict(summary))
            seal = chained(said, (*of, "1", shown))
            self._database.execute(
                "INSERT INTO head VALUES (?, 1, ?, ?, ?)", (course, said, shown, seal)
            )

    def append(
        self,
        course: str,
        expected: int,
        document: str,
        texts: Mapping[str, str],
        *,
        summary: Mapping[str, str],
        saved_at: str,
    ) -> int:
        """One more revision, which follows the `expected` one; its number.

        Raises
        ------
        Refused
            RC804: somebody saved another revision since.
        """
        with _spoken(self.folder), self._writing():
            row = self._database.execute(
                "SELECT label, birth_year, number, hash FROM course"
                " JOIN head ON head.course = course.id WHERE course.id = ?",
                (course,),
            ).fetchone()
            if row is None or row[2] != expected:
                there = "there is none" if row is None else f"the last one is {row[2]}"
                raise Refused(
                    Problem(
                        "RC804",
                        f"the course '{course}' is not at revision {expected} any more: {there}",
                        "Open it again and look at what was changed; nothing of yours was saved.",
                        Place(str(self.folder / DATABASE)),
                    )
                )
            label, birth_year, number, head = row
            of = (course, label, str(birth_year))
            said = self._write(of, number + 1, head, document, texts, saved_at)
            shown = json.dumps(dict(summary))
            seal = chained(said, (*of, str(number + 1), shown))
            self._database.execute(
                "UPDATE head SET number = ?, hash = ?, summary = ?, seal = ? WHERE course = ?",
                (number + 1, said, shown, seal, course),
            )
        return expected + 1

    def _write(
        self,
        of_course: tuple[str, ...],
        number: int,
        before: str,
        document: str,
        texts: Mapping[str, str],
        saved_at: str,
    ) -> str:
        hashes = " ".join(sorted(texts))
        for sha, body in texts.items():
            if text_hash(body) != sha:
                raise ValueError(f"{sha} is not the hash of its text")
            self._database.execute("INSERT OR IGNORE INTO text VALUES (?, ?)", (sha, body))
        said = chained(before, (*of_course, str(number), document, hashes, saved_at))
        self._database.execute(
            "INSERT INTO revision VALUES (?, ?, ?, ?, ?, ?, ?)",
            (of_course[0], number, document, hashes, saved_at, before, said),
        )
        return said


def _stored_already(same: str, course: str, label: str, birth_year: int) -> Problem:
    if same == course:
        words = f"a course '{course}' is stored already"
        return Problem("RC805", words, "Choose another id.", Place(field="id"))
    return Problem(
        "RC805",
        f"a course of {label}, born {birth_year}, is stored already: {same}",
        "Open that one; choose another label for another person; or say that it is the same "
        "person, whose doses then count together.",
        Place(field="label"),
    )


@contextmanager
def _spoken(folder: Path) -> Iterator[None]:
    """What the disk or the database refuses, as a problem with its mend."""
    place = Place(str(folder / DATABASE))
    try:
        yield
    # a damaged schema is quoted in the words of the error, which may then be no text at all
    except (sqlite3.DatabaseError, UnicodeDecodeError) as wrong:
        words = "its schema is damaged" if isinstance(wrong, UnicodeDecodeError) else str(wrong)
        raise Refused(
            Problem(
                "RC801",
                f"the store cannot be used: {words}",
                "Look at the space on the disk and at who else uses it; what was saved before is "
                "not touched.",
                place,
            )
        ) from None
    except OSError as wrong:
        raise Refused(
            Problem(
                "RC801",
                f"the store cannot be used: {wrong.strerror}",
                "Look at the folder, its owner and its space.",
                place,
            )
        ) from None
