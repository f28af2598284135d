"""What somebody has typed of a course that has not begun: kept, so that nothing of it is lost.

One file in the store's folder, for the user alone, written whole at each change. It holds texts as
they were typed and nothing that was read from them. What cannot be read is set aside under another
name, and never taken for something else. Initials are no part of it: they are typed anew.
"""

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from regimencalc.problems import Place, Problem, Refused
from regimencalc.whole_file import write_whole

FORMAT = 1
NAME = "new-course-draft.json"
SET_ASIDE = "new-course-draft-not-read.json"
LARGEST_BYTES = 1024 * 1024


def save_draft(folder: Path, typed: Mapping[str, str]) -> None:
    """Keep what was typed, in place of what was kept before; nothing where nothing is typed.

    Raises
    ------
    Refused
        RC822: it cannot be written; the draft of before is as it was.
    """
    said = {name: text for name, text in typed.items() if text}
    if not said:
        remove_draft(folder)
        return
    text = json.dumps({"format": FORMAT, "typed": said}, ensure_ascii=True)
    write_whole(folder / NAME, f"{text}\n", "the draft")


def kept_draft(folder: Path) -> dict[str, str] | None:
    """What was typed, if a draft is kept.

    Raises
    ------
    Refused
        RC101 (it cannot be opened), RC806 (a newer program wrote it), RC808 (it is damaged).
    """
    path = folder / NAME
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


def set_draft_aside(folder: Path) -> Path:
    """Give a draft that cannot be read another name, so that a new one does not take its place."""
    to = folder / SET_ASIDE
    number = 1
    while to.exists():
        number += 1
        to = folder / SET_ASIDE.replace(".json", f"-{number}.json")
    try:
        (folder / NAME).rename(to)
    except OSError as wrong:
        words = f"the draft cannot be set aside: {wrong.strerror}"
        place = Place(str(folder / NAME))
        raise Refused(Problem("RC822", words, "Look at the folder.", place)) from None
    return to


def remove_draft(folder: Path) -> None:
    """Let go of the draft, and of what a killed program left of writing it."""
    with suppress(OSError):
        (folder / NAME).unlink()
    for left in folder.glob(f".{NAME}.*"):
        with suppress(OSError):
            left.unlink()


def _not_a_draft(path: Path) -> Refused:
    """What stands in it is not quoted: it is a patient's."""
    words = "the draft is damaged: it is not what was written"
    return Refused(Problem("RC808", words, "Start empty.", Place(str(path))))
