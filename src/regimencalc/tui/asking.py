"""What every dialog that saves has in common: fields, what they will do, initials, one key."""

from abc import abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Button, Footer, Input, Static

from regimencalc.problems import Refused
from regimencalc.tui.effect import Effect
from regimencalc.tui.plain import plain
from regimencalc.tui.text_field import TextField

if TYPE_CHECKING:
    from textual.timer import Timer

Result = TypeVar("Result")
LOOK_AFTER_S = 0.1
"""So long after the last key what it will do is looked at."""


class Asking(ModalScreen[Result]):
    """A dialog that saves by one key of its own, and never by Enter or Tab alone."""

    BINDINGS = [
        Binding("escape", "back", "Back"),
        Binding("ctrl+s", "take", "Save", priority=True),
        Binding("pageup", "page(-1)", "Up", show=False),
        Binding("pagedown", "page(1)", "Down", show=False),
    ]
    SAVE = "Save"
    HAS_INITIALS = True

    def __init__(self) -> None:
        super().__init__()
        self._later: Timer | None = None

    # What each dialog is

    @abstractmethod
    def head(self) -> str:
        """What it is called."""

    @abstractmethod
    def fields(self) -> ComposeResult:
        """What is asked."""

    @abstractmethod
    def missing(self) -> Sequence[str]:
        """What must still be typed before anything can be said of it."""

    @abstractmethod
    def effect(self) -> Sequence[str]:
        """What it will do; refused where it cannot be done."""

    @abstractmethod
    def take(self, who: str) -> None:
        """Do it, and close; refused where it cannot be done."""

    def missing_at_last(self) -> Sequence[str]:
        """What must be typed besides before it is saved."""
        return [] if self.who or not self.HAS_INITIALS else ["initials"]

    @property
    def who(self) -> str:
        """The initials, typed anew each time."""
        return self.query_one("#who", Input).value.strip() if self.HAS_INITIALS else ""

    # How all of them are

    def compose(self) -> ComposeResult:
        """The form, what it will do, the initials and the key."""
        with Vertical(classes="dialog asking"):
            yield Static(plain(self.head()), classes="dialog-title")
            with VerticalScroll(classes="form", can_focus=False):
                yield from self.fields()
            with Horizontal(classes="taking"):
                if self.HAS_INITIALS:
                    yield TextField("who", "Initials", "not authenticated")
                yield Button(plain(f"{self.SAVE}  Ctrl+S"), id="take", compact=True)
            yield Effect()
            yield Footer()

    def on_mount(self) -> None:
        """What can be said before anything is typed."""
        self.changed()

    def changed(self) -> None:
        """Something was typed: what was said of it before is gone at once."""
        self.query_one(Effect).wait()
        if self._later is not None:
            self._later.stop()
        self._later = self.set_timer(LOOK_AFTER_S, self._look)

    def on_input_changed(self) -> None:
        """A letter."""
        self.changed()

    def on_select_changed(self) -> None:
        """A reason."""
        self.changed()

    def on_checkbox_changed(self) -> None:
        """A box."""
        self.changed()

    @property
    def enter_goes_on(self) -> bool:
        """Enter goes on to the next field, and saves nothing."""
        return True

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """The button does what the key does."""
        if event.button.id == "take":
            self.action_take()

    def tell(self, words: str) -> None:
        """Words in the place of what it will do, until something is typed."""
        if self._later is not None:
            self._later.stop()
        self.query_one(Effect).tell((words,))

    def _look(self) -> None:
        effect, missing = self.query_one(Effect), self.missing()
        if missing:
            effect.lack([*missing, *self.missing_at_last()])
            return
        try:
            lines = self.effect()
        except Refused as refusal:
            effect.refuse(refusal.problems)
            return
        last = self.missing_at_last()
        if last:
            effect.lack(last, lines)
        else:
            effect.tell(lines)

    def action_take(self) -> None:
        """Do it, if nothing is missing and nothing refuses; else everything stays as typed."""
        if self._later is not None:
            self._later.stop()
        effect = self.query_one(Effect)
        missing = [*self.missing(), *self.missing_at_last()]
        if missing:
            effect.lack(missing, head="Nothing is saved. ")
            return
        try:
            self.take(self.who)
        except Refused as refusal:
            effect.refuse(refusal.problems, "Nothing is saved.")

    def action_page(self, by: int) -> None:
        """The fields by a page, while the cursor stays in its line."""
        form = self.query_one(".form", VerticalScroll)
        (form.scroll_page_down if by > 0 else form.scroll_page_up)(animate=False)

    async def action_back(self) -> None:
        """Close it; nothing is saved."""
        self.dismiss()
