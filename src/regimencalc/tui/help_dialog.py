"""What a screen is for and what its keys do."""

import inspect
from typing import Any

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen, Screen
from textual.widgets import Footer, Static

from regimencalc.export.help_text import Key, help_lines
from regimencalc.tui.page import Page
from regimencalc.tui.plain import plain

_MOVES = ("focus_next", "focus_previous", "copy_text")
"""Actions of every screen that are none of its own."""


class HelpDialog(ModalScreen[None]):
    """What a screen is for, every key of it, and what the words on it mean."""

    BINDINGS = [Binding("escape,question_mark", "dismiss", "Back")]

    def __init__(self, screen: Screen[Any]) -> None:
        super().__init__()
        self._purpose = getattr(screen, "HELP", None) or inspect.getdoc(type(screen)) or ""
        self._keys, self._moving = _keys(screen, is_own=True), _keys(screen, is_own=False)

    def compose(self) -> ComposeResult:
        """One page."""
        with Vertical(classes="dialog"):
            yield Static(plain("Help"), classes="dialog-title")
            yield Page(
                lambda width: help_lines(self._purpose, self._keys, self._moving, width), id="help"
            )
            yield Footer()

    def on_mount(self) -> None:
        """Arrows scroll at once."""
        self.query_one("#help", Page).focus()


def _keys(screen: Screen[Any], *, is_own: bool) -> list[Key]:
    """The keys of a screen and of the planner, or of what has the focus, with what they do."""
    found: dict[str, list[str]] = {}
    for node, binding, is_enabled, _ in screen.active_bindings.values():
        of_screen = node in (screen, screen.app) and not binding.system
        is_meant = of_screen and binding.action.rpartition(".")[2] not in _MOVES
        if is_enabled and binding.description and is_meant is is_own:
            key = screen.app.get_key_display(binding)
            found.setdefault(binding.description, []).append(key)
    return [Key(" ".join(keys), does) for does, keys in found.items()]
