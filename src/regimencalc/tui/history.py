"""Every revision and decision of a course, and whether all of it is as it was stored."""

from textual.app import ComposeResult
from textual.binding import Binding
from textual.screen import Screen
from textual.widgets import Footer

from regimencalc import courses
from regimencalc.export.history_lines import history_lines
from regimencalc.record import from_json
from regimencalc.tui.heading import Heading
from regimencalc.tui.page import Page
from regimencalc.tui.workplace import Workplace


class History(Screen[None]):
    """What was decided of a course, by whom and why, in every revision that was ever saved."""

    BINDINGS = [
        Binding("escape", "dismiss", "Back"),
        Binding("question_mark", "help", "Help"),
    ]

    def __init__(self, workplace: Workplace, course: str) -> None:
        super().__init__()
        self._revisions = workplace.store.revisions(course)
        self._records = [from_json(one.document, one.texts) for one in self._revisions]
        self._problems = list(courses.verified(workplace.store, course))

    def compose(self) -> ComposeResult:
        """One page."""
        last = self._records[-1]
        yield Heading(f"{last.label}, born {last.birth_year} · course {last.id} · history")
        yield Page(
            lambda width: history_lines(self._revisions, self._records, self._problems, width),
            id="history",
        )
        yield Footer()

    def on_mount(self) -> None:
        """Arrows scroll at once."""
        self.query_one("#history", Page).focus()

    def action_help(self) -> None:
        """What this screen is for and what its keys do."""
        from regimencalc.tui.help_dialog import HelpDialog

        self.app.push_screen(HelpDialog(self))
