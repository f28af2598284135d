"""The one JSON document in which a course travels: written whole or not at all, read with care."""

from pathlib import Path

from regimencalc.problems import Place, Problem, Refused
from regimencalc.record import Record, from_json
from regimencalc.whole_file import write_whole

LARGEST_BYTES = 64 * 1024 * 1024


def write_document(path: Path, text: str) -> None:
    """Write a document beside its place, and put it there when it is whole; for the user alone.

    Raises
    ------
    Refused
        RC822: it cannot be written; a file that stood there before is as it was.
    """
    write_whole(path, text, "the course")


def write_new_document(path: Path, text: str) -> None:
    """Write a document where nothing stands yet.

    Raises
    ------
    Refused
        RC822: something stands there, or it cannot be written.
    """
    place = Place(field="document")
    try:
        path = path.expanduser()
        is_there = path.exists() or path.is_symlink()
    except (OSError, ValueError, RuntimeError):
        words, fix = f"'{path}' is no path", "Write the folder and a name."
        raise Refused(Problem("RC822", words, fix, place)) from None
    if is_there or not path.name or "\0" in str(path):
        words = f"{path} is there already" if is_there else f"'{path}' is no path"
        raise Refused(Problem("RC822", words, "Write another name; nothing is replaced.", place))
    write_document(path, text)


def read_document(path: Path) -> Record:
    """The course of a document.

    Raises
    ------
    Refused
        RC101 (it cannot be read), RC808 (it is no course).
    """
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_BYTES + 1)
    except OSError as wrong:
        words = f"cannot read {path.name}: {wrong.strerror}"
        raise Refused(Problem("RC101", words, "Check the path.", Place(str(path)))) from None
    text = content.decode("utf-8", "replace") if len(content) <= LARGEST_BYTES else ""
    try:
        return from_json(text)
    except Refused as refusal:
        raise Refused(problem.at(Place(str(path))) for problem in refusal.problems) from None
