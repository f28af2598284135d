"""What is wrong, with its mend: a refusal as a dialog."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Footer, Static

from regimencalc.export.problem_text import problem_lines
from regimencalc.problems import Problem
from regimencalc.tui.page import Page
from regimencalc.tui.plain import plain


class ProblemsDialog(ModalScreen[None]):
    """Problems as the command line prints them; nothing was changed."""

    BINDINGS = [Binding("escape", "dismiss", "Close")]

    def __init__(self, problems: Sequence[Problem], title: str = "Nothing was changed") -> None:
        super().__init__()
        self._problems, self._title = problems, title

    def compose(self) -> ComposeResult:
        """The problems, each with its fix."""
        with Vertical(classes="dialog"):
            yield Static(plain(self._title), classes="dialog-title")
            yield Page(lambda width: problem_lines(self._problems, width))
            yield Footer()
