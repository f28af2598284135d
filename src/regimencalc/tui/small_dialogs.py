"""Small dialogs: export, archive, undo, redo."""

from abc import abstractmethod
from collections.abc import Callable, Sequence
from pathlib import Path

from textual.app import ComposeResult
from textual.widgets import Input, Static

from regimencalc import courses, deciding
from regimencalc.documents import write_new_document
from regimencalc.export.effect_text import effect_lines
from regimencalc.record import Record, read_initials, to_json
from regimencalc.tui.asking import Asking
from regimencalc.tui.plain import plain
from regimencalc.tui.text_field import TextField
from regimencalc.tui.workplace import Workplace

Change = Callable[[Record], Record]


class ExportDialog(Asking[None]):
    """Where a course is written to; a file that is there stays as it is."""

    SAVE = "Write"
    HAS_INITIALS = False

    def __init__(self, workplace: Workplace, course: str) -> None:
        super().__init__()
        self._workplace, self._course = workplace, course

    def head(self) -> str:
        """Which course."""
        return f"Write {self._course} as one document, with all its texts"

    def fields(self) -> ComposeResult:
        """The path."""
        yield TextField("path", "To the file", is_wide=True)

    def missing(self) -> Sequence[str]:
        """The path."""
        return [] if self._path else ["the file"]

    @property
    def _path(self) -> str:
        return self.query_one("#path", Input).value.strip()

    def effect(self) -> Sequence[str]:
        """What would be written."""
        return [
            f"Writes {self._path}: everything that was typed of the patient stands in it; keep it "
            "as you keep a chart."
        ]

    def take(self, who: str) -> None:
        """Write it."""
        del who
        record, _ = courses.opened(self._workplace.store, self._course)
        write_new_document(Path(self._path), to_json(record))
        self.notify(plain(f"{self._course} is written to {self._path}").plain, markup=False)
        self.dismiss()


class ArchiveDialog(Asking[None]):
    """Out of use, or back; nothing is deleted."""

    def __init__(self, workplace: Workplace, course: str) -> None:
        super().__init__()
        self._workplace, self._course = workplace, course
        self._is_archived: bool | None = None

    def head(self) -> str:
        """Which course, and where it goes."""
        return f"Archive {self._course}, or take it back"

    def fields(self) -> ComposeResult:
        """What is done."""
        yield Static(plain("An archived course is kept, and cannot be decided until it is back."))

    def missing(self) -> Sequence[str]:
        """Nothing but the initials."""
        return []

    def effect(self) -> Sequence[str]:
        """Whether it goes out of use or comes back."""
        record, _ = courses.opened(self._workplace.store, self._course)
        self._is_archived = record.is_archived
        whose = f"{self._course} ({record.label}, born {record.birth_year})"
        if record.is_archived:
            return [f"{whose} is archived: takes it into use again."]
        return [f"{whose} is in use: puts it out of use."]

    def take(self, who: str) -> None:
        """Do what was shown; refused where it is not so any more."""
        at = self._workplace.now()
        read_initials(who, at)
        was = self._is_archived
        if was is None:
            self.changed()
            return
        courses.changed(
            self._workplace.store,
            self._course,
            lambda record: record.with_(is_archived=not was),
            who=who,
            at=at,
        )
        self._workplace.who = who
        self.dismiss()


class _Turning(Asking[Change | None]):
    """One step back or on: which decision, what it changes, and the initials."""

    def __init__(self, workplace: Workplace, record: Record) -> None:
        super().__init__()
        self._workplace, self._record = workplace, record

    @abstractmethod
    def turn(self, record: Record) -> Record:
        """The record after it."""

    @abstractmethod
    def decision(self, after: Record) -> str:
        """Which decision it is about."""

    def fields(self) -> ComposeResult:
        """Nothing is asked but initials."""
        yield from ()

    def missing(self) -> Sequence[str]:
        """Nothing but the initials."""
        return []

    def effect(self) -> Sequence[str]:
        """The decision, and what changes without or with it."""
        after = self.turn(self._record)
        return [self.decision(after), *effect_lines(self._record, after)]

    def take(self, who: str) -> None:
        """Give the change back, and who makes it."""
        read_initials(who, self._workplace.now())
        self.turn(self._record)
        self._workplace.who = who
        self.dismiss(self.turn)


class UndoDialog(_Turning):
    """The last decision on which nothing given rests, taken back."""

    SAVE = "Take back"

    def head(self) -> str:
        """What it is for."""
        return "Undo: the last decision is taken back"

    def turn(self, record: Record) -> Record:
        """Without it."""
        return deciding.undo(record)

    def decision(self, after: Record) -> str:
        """The one that would be gone."""
        one = after.undone[0].decision
        return f"Takes back: {one}, decided by {one.who} on {one.at[:10]}"


class RedoDialog(_Turning):
    """What was taken back, decided again."""

    SAVE = "Decide again"

    def head(self) -> str:
        """What it is for."""
        return "Redo: what was taken back is decided again"

    def turn(self, record: Record) -> Record:
        """With it."""
        return deciding.redo(record)

    def decision(self, after: Record) -> str:
        """The one that would come again."""
        one = self._record.undone[0].decision
        del after
        return f"Decides again: {one}, first decided by {one.who} on {one.at[:10]}"
