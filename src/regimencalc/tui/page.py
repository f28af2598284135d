"""A page of text that is laid out for the room that it has, and says how much of it is away."""

from collections.abc import Callable, Iterable

from rich.cells import chop_cells
from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding
from textual.events import MouseScrollDown, MouseScrollUp
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

from regimencalc.tui.plain import plain, seen

Lines = Callable[[int], Iterable[str]]
_NARROWEST = 20
_WHEEL = 3


class Page(Widget, can_focus=True):
    """Lines that are made anew for each width; they are text as it is, and never markup.

    It draws itself: another text costs a redraw of its own lines, and no layout of the screen.
    """

    BINDINGS = [
        Binding("up", "scroll_by(-1)", "Up", show=False),
        Binding("down", "scroll_by(1)", "Down", show=False),
        Binding("pageup", "scroll_page(-1)", "Page up", show=False),
        Binding("pagedown", "scroll_page(1)", "Page down", show=False),
        Binding("home", "scroll_by(-100000)", "Top", show=False),
        Binding("end", "scroll_by(100000)", "Bottom", show=False),
    ]

    def __init__(self, lines: Lines = lambda _: (), *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._make = lines
        self._lines: list[str] = []
        self._width = 0
        self._top = 0
        self._style = Style()

    def show(self, lines: Lines) -> None:
        """Other lines, from their top."""
        self._make, self._top, self._width = lines, 0, 0
        self._lay_out(self.size.width)
        self.refresh(layout=self.styles.is_auto_height)

    @property
    def text(self) -> str:
        """All of it, as it is laid out."""
        return "\n".join(self._lines)

    def on_resize(self) -> None:
        """The same lines for another width."""
        self._lay_out(self.size.width)
        self.action_scroll_by(0)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """How many lines there are at a width."""
        del container, viewport
        self._lay_out(width)
        return len(self._lines)

    def _lay_out(self, width: int) -> None:
        if width <= 0 or width == self._width:
            return
        self._width, self._lines = width, []
        for line in seen("\n".join(self._make(max(_NARROWEST, width)))).split("\n"):
            self._lines += chop_cells(line, width) if line else [""]
        self._say_what_is_away()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Some lines of the screen; the style is looked up once for all of them."""
        self._style = self.rich_style
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """One line of the screen."""
        at = self._top + y
        words = self._lines[at] if at < len(self._lines) else ""
        return Strip([Segment(words, self._style)]).adjust_cell_length(self.size.width, self._style)

    def action_scroll_by(self, lines: int) -> None:
        """So many lines on."""
        most = max(0, len(self._lines) - self.size.height)
        self._top = max(0, min(self._top + lines, most))
        self._say_what_is_away()
        self.refresh()

    def action_scroll_page(self, pages: int) -> None:
        """A page on, with a line of the one before."""
        self.action_scroll_by(pages * max(1, self.size.height - 1))

    def _say_what_is_away(self) -> None:
        below = len(self._lines) - self._top - self.size.height
        said = [f"▲ {self._top}"] if self._top else []
        said += [f"▼ {below} more"] if below > 0 and self.size.height else []
        self.border_subtitle = plain(" ".join(said))

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """The wheel goes on."""
        event.stop()
        self.action_scroll_by(_WHEEL)

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """The wheel goes back."""
        event.stop()
        self.action_scroll_by(-_WHEEL)
