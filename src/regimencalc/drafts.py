"""What somebody has typed of a course that has not begun: kept, so that nothing of it is lost.

A file for each open form in the store's folder, for the user alone, written whole at each change.
It holds texts as they were typed and nothing that was read from them. What cannot be read is set
aside under another name, and never taken for something else. Initials are no part of it: they are
typed anew.
"""

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from itertools import chain, count
from pathlib import Path

from regimencalc.course_lock import CourseLock
from regimencalc.problems import Place, Problem, Refused
from regimencalc.whole_file import write_whole

FORMAT = 1
NAME = "new-course-draft.json"
SET_ASIDE = "new-course-draft-not-read.json"
LARGEST_BYTES = 1024 * 1024

_NUMBERED = re.compile(r"new-course-draft(?:-([1-9][0-9]{0,3}))?\.json", re.ASCII)


class Draft:
    """One draft, held until it is let go or its program dies: no two forms write the same.

    The name of its lock has a dot, which no course's id has.
    """

    def __init__(self, folder: Path, number: int) -> None:
        name = NAME if number == 1 else NAME.replace(".json", f"-{number}.json")
        self.path = folder / name
        self._lock = CourseLock(folder, name, "")

    def save(self, typed: Mapping[str, str]) -> None:
        """Keep what was typed, in place of what was kept before; nothing where nothing is typed.

        Raises
        ------
        Refused
            RC822: it cannot be written; the draft of before is as it was.
        """
        said = {name: text for name, text in typed.items() if text}
        if not said:
            self.remove()
            return
        text = json.dumps({"format": FORMAT, "typed": said}, ensure_ascii=True)
        write_whole(self.path, f"{text}\n", "the draft")

    def read(self) -> dict[str, str] | None:
        """What was typed, if anything is kept.

        Raises
        ------
        Refused
            RC101 (it cannot be opened), RC806 (a newer program wrote it), RC808 (it is damaged).
        """
        return kept_text(self.path)

    def set_aside(self) -> Path:
        """Give what cannot be read another name, so that nothing new takes its place."""
        to = self.path.with_name(SET_ASIDE)
        number = 1
        while to.exists():
            number += 1
            to = self.path.with_name(SET_ASIDE.replace(".json", f"-{number}.json"))
        try:
            self.path.rename(to)
        except OSError as wrong:
            words = f"the draft cannot be set aside: {wrong.strerror}"
            place = Place(str(self.path))
            raise Refused(Problem("RC822", words, "Look at the folder.", place)) from None
        return to

    def remove(self) -> None:
        """Let go of what was typed, and of what a killed program left of writing it."""
        with suppress(OSError):
            self.path.unlink()
        for left in self.path.parent.glob(f".{self.path.name}.*"):
            with suppress(OSError):
                left.unlink()

    def release(self) -> None:
        """Let another form have it, with what is kept in it."""
        self._lock.release()


def free_draft(folder: Path) -> Draft:
    """A draft that was left and that no running planner holds, the first one; else an empty one.

    Raises
    ------
    Refused
        RC801: no draft can be held here.
    """
    found = (_NUMBERED.fullmatch(path.name) for path in folder.glob("new-course-draft*.json"))
    left = sorted(int(match[1] or 1) for match in found if match is not None)
    numbers = chain(left, count(1))
    while True:
        try:
            return Draft(folder, next(numbers))
        except Refused as refusal:
            if refusal.problems[0].code != "RC807":
                raise


def kept_text(path: Path) -> dict[str, str] | None:
    """What a draft's file holds, if there is one; refused as `Draft.read` says."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_BYTES + 1)
    except FileNotFoundError:
        return None
    except OSError as wrong:
        words = f"the draft cannot be opened: {wrong.strerror}"
        raise Refused(Problem("RC101", words, "Look at its owner.", Place(str(path)))) from None
    document = None
    with suppress(ValueError, RecursionError):
        document = json.loads(content) if len(content) <= LARGEST_BYTES else None
    if not isinstance(document, dict):
        raise _not_a_draft(path)
    written, typed = document.get("format"), document.get("typed")
    if type(written) is int and written > FORMAT:
        words = f"the draft is of version {written}, and this program knows {FORMAT}"
        fix = "Go on with it in the newer version of regimencalc that wrote it."
        raise Refused(Problem("RC806", words, fix, Place(str(path))))
    is_whole = type(written) is int and written == FORMAT and set(document) == {"format", "typed"}
    if not is_whole or not isinstance(typed, dict):
        raise _not_a_draft(path)
    if not all(isinstance(text, str) for text in typed.values()):
        raise _not_a_draft(path)
    return typed


def _not_a_draft(path: Path) -> Refused:
    """What stands in it is not quoted: it is a patient's."""
    words = "the draft is damaged: it is not what was written"
    return Refused(Problem("RC808", words, "Start empty.", Place(str(path))))
