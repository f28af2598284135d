"""Who is changing a course: one at a time, and the next is told who."""

import fcntl
import os
from pathlib import Path
from types import TracebackType
from typing import Self

from regimencalc.problems import Place, Problem, Refused

LOCKS = "locks"


class CourseLock:
    """The lock of one course, held by this process until it is let go, or dies.

    The system lets go of it with the process: no lock is ever left behind.

    Raises
    ------
    Refused
        RC807: somebody else holds it; who, as they said themselves. RC801: no lock can be taken.
    """

    def __init__(self, folder: Path, course: str, who: str) -> None:
        locks = folder / LOCKS
        try:
            locks.mkdir(mode=0o700, exist_ok=True)
            flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
            self._file = os.open(locks / course, flags, 0o600)
        except OSError as wrong:
            raise _not_taken(locks / course, wrong) from None
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(self._file, 200, 0).decode("utf-8", "replace") or "somebody"
            os.close(self._file)
            raise Refused(
                Problem(
                    "RC807",
                    f"'{course}' is open to be changed by {holder}",
                    "Read it, or change it when they have closed it.",
                    Place(str(locks / course)),
                )
            ) from None
        except OSError as wrong:
            os.close(self._file)
            raise _not_taken(locks / course, wrong) from None
        os.ftruncate(self._file, 0)
        os.pwrite(self._file, who.encode(), 0)

    def release(self) -> None:
        """Let another change the course."""
        os.close(self._file)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        raised: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()


def _not_taken(lock: Path, wrong: OSError) -> Refused:
    words = f"the lock of '{lock.name}' cannot be taken: {wrong.strerror}"
    return Refused(Problem("RC801", words, "Look at the folder's owner.", Place(str(lock))))
