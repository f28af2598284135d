"""A field of a dialog: what is asked, what is typed, and in which form."""

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.geometry import Size
from textual.reactive import Reactive
from textual.widgets import Checkbox, Input, Static

from regimencalc.characters import visible
from regimencalc.tui.plain import plain


class Typed(Input):
    """One line of text as files have it: a character that nobody can see is spelled out.

    Its room does not depend on what is typed, so that no key lays the screen out.
    """

    virtual_size = Reactive(Size(0, 0))

    def __init__(self, value: str = "", *, id: str | None = None, placeholder: str = "") -> None:  # noqa: A002 - Textual's name
        super().__init__(value, placeholder=placeholder, id=id, compact=True, select_on_focus=False)

    def validate_value(self, value: str) -> str:
        """What stands in the field, every hidden character by its number."""
        return visible(value)


class TextField(Horizontal):
    """A label, a line to type in, and a hint of how it is written."""

    def __init__(
        self, name: str, label: str, hint: str = "", *, value: str = "", is_wide: bool = False
    ) -> None:
        super().__init__(classes="field")
        self.typed_id = name
        self.label, self._hint = label, hint
        self._typed = Typed(value, id=name)
        self.set_class(is_wide, "-wide")

    def compose(self) -> ComposeResult:
        """All three in one row."""
        yield Static(plain(self.label), classes="label")
        yield self._typed
        yield Static(plain(self._hint), classes="hint")

    @property
    def value(self) -> str:
        """What was typed, without blanks around it."""
        return self._typed.value.strip()

    def focus_typed(self) -> None:
        """The cursor into the line."""
        self._typed.focus()


class Box(Checkbox):
    """A box that tells by a letter, and not by a colour alone, whether it is crossed."""

    BUTTON_LEFT, BUTTON_RIGHT = "[", "] "

    @property
    def _button(self) -> Content:
        cross = "x" if self.value else " "
        return Content(f"{self.BUTTON_LEFT}{cross}{self.BUTTON_RIGHT}")


class FlagField(Horizontal):
    """Something that is said or not said; not said at first."""

    def __init__(self, name: str, label: str, hint: str) -> None:
        super().__init__(classes="field")
        self.typed_id = name
        self._label = label
        self._box = Box(plain(hint), id=name, compact=True)

    def compose(self) -> ComposeResult:
        """A label, and a box with what it says."""
        yield Static(plain(self._label), classes="label")
        yield self._box

    @property
    def value(self) -> str:
        """A word where it is said; nothing where it is not."""
        return "yes" if self._box.value else ""
