"""A list on the left, the page of what is under the cursor on the right; nothing is preselected."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.events import Click
from textual.screen import Screen
from textual.widgets import Footer, Input, OptionList, Static
from textual.widgets.option_list import Option

from regimencalc.tui.heading import Heading
from regimencalc.tui.page import Page
from regimencalc.tui.plain import plain


class Choice(NamedTuple):
    """Something that may be picked: its name, and its row."""

    name: str
    row: str


class Rows(OptionList):
    """Rows of which the first click looks at one, and the second takes it."""

    async def _on_click(self, event: Click) -> None:
        clicked = event.style.meta.get("option")
        if clicked is not None and clicked != self.highlighted:
            event.prevent_default()
            self.highlighted = clicked


class Picker(Screen[str | None]):
    """Gives back the name of what somebody went to and took; Enter alone takes nothing."""

    BINDINGS = [
        Binding("escape", "dismiss", "Back"),
        Binding("down", "to_list", "To the list", show=False),
        Binding("pagedown", "scroll_page(1)", "Page down"),
        Binding("pageup", "scroll_page(-1)", "Page up"),
    ]

    def __init__(self, title: str, hint: str, search: str = "") -> None:
        super().__init__()
        self._title, self._hint, self._search = title, hint, search
        self._shown: tuple[Choice, ...] = ()

    def choices(self, search: str) -> Sequence[Choice]:
        """What there is for these words; the best first."""
        raise NotImplementedError

    def page(self, name: str, width: int) -> str:
        """The page of what is under the cursor."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """The search, the list, the page."""
        yield Heading(self._title)
        yield Input(self._search, placeholder=self._hint, compact=True, id="picker-search")
        with Horizontal(id="picker"):
            yield Rows(id="picker-list", markup=False)
            yield Page(id="picker-page")
        yield Static(id="said")
        yield Footer()

    def on_mount(self) -> None:
        """Everything that the search leaves, and nothing under the cursor."""
        self.query_one("#picker-page", Page).can_focus = True
        self._fill()
        self.query_one("#picker-search", Input).focus()

    @property
    def _list(self) -> OptionList:
        return self.query_one("#picker-list", OptionList)

    def _fill(self) -> None:
        self._shown = tuple(self.choices(self.query_one("#picker-search", Input).value))
        self._list.clear_options()
        self._list.add_options(Option(plain(one.row)) for one in self._shown)
        self._list.highlighted = None
        self.query_one("#picker-page", Page).show(lambda _: self._nothing())
        self.query_one("#said", Static).update(plain(self.said()))

    def said(self) -> str:
        """How many there are."""
        return f"{len(self._shown)} found"

    def _nothing(self) -> Iterable[str]:
        yield "Go down with the arrow, or click: the page is shown here. Enter takes it then."

    def on_input_changed(self) -> None:
        """The search narrows as it is typed."""
        self._fill()

    def on_input_submitted(self) -> None:
        """From the search to the list; what is first is neither looked at nor taken by that."""
        if self._shown:
            self._list.focus()

    def action_to_list(self) -> None:
        """The arrow goes to the first of the list, to look at it."""
        if self._shown:
            self._list.focus()
            self._list.highlighted = 0

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Its page beside it."""
        name = self._shown[event.option_index].name
        self.query_one("#picker-page", Page).show(lambda width: self.page(name, width).split("\n"))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Taken: the arrow or a click had gone there before."""
        self.take(self._shown[event.option_index].name)

    def take(self, name: str) -> None:
        """Give it back."""
        self.dismiss(name)

    def action_scroll_page(self, by: int) -> None:
        """The page a screen further."""
        self.query_one("#picker-page", Page).action_scroll_page(by)
