"""A file that is written whole or not at all, and for the user alone."""

import os
import tempfile
from pathlib import Path

from regimencalc.problems import Place, Problem, Refused


def write_whole(path: Path, text: str, what: str) -> None:
    """Write a file beside its place, and put it there when it is whole.

    Raises
    ------
    Refused
        RC822: `what` cannot be written; a file that stood there before is as it was.
    """
    try:
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", dir=path.parent, prefix=f".{path.name}.", delete=False
        ) as file:
            made = Path(file.name)
            try:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
                made.replace(path)
            except BaseException:
                made.unlink(missing_ok=True)
                raise
    except OSError as wrong:
        raise Refused(
            Problem(
                "RC822",
                f"{what} cannot be written to {path.name}: {wrong.strerror}",
                "Look at the folder, its owner and its space; nothing was changed.",
                Place(str(path)),
            )
        ) from None
