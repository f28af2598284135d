"""A page of text that is laid out for the room that it has."""

from collections.abc import Callable, Iterable

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.events import Resize
from textual.widgets import Static

from regimencalc.tui.plain import plain

Lines = Callable[[int], Iterable[str]]
_NARROWEST = 20


class Page(VerticalScroll):
    """Lines that are made anew for each width; arrows scroll."""

    def __init__(self, lines: Lines = lambda _: (), *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._lines = lines

    def compose(self) -> ComposeResult:
        """One text."""
        yield Static()

    def show(self, lines: Lines) -> None:
        """Other lines, from their top."""
        self._lines = lines
        self._lay_out()
        self.scroll_home(animate=False)

    def on_mount(self) -> None:
        """The lines as they were given."""
        self._lay_out()

    def on_resize(self, event: Resize) -> None:
        """The same lines for another width."""
        del event
        self._lay_out()

    def _lay_out(self) -> None:
        if self.is_mounted and self.is_attached:
            width = self.scrollable_content_region.width
            lines = "\n".join(self._lines(max(_NARROWEST, width)))
            self.query_one(Static).update(plain(lines))
