"""The stored courses: found, opened, begun, archived, exported."""

from collections.abc import Callable, Sequence

from rich.cells import cell_len, set_cell_size
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.screen import Screen
from textual.widgets import DataTable, Footer, Input, Static

from regimencalc.export.list_of_courses import listed_row
from regimencalc.problems import Refused
from regimencalc.revision import Listed
from regimencalc.tui.heading import Heading
from regimencalc.tui.plain import cell, plain, seen
from regimencalc.tui.problems_dialog import ProblemsDialog
from regimencalc.tui.workplace import Workplace

_COLUMNS = ("course", "label", "born", "regimen", "next", "state", "cycles")


class CourseList(Screen[None]):
    """Each stored course with its next day and how far it has come."""

    AUTO_FOCUS = "#courses"
    BINDINGS = [
        Binding("enter", "open", "Open"),
        Binding("n", "new", "New course"),
        Binding("slash", "search", "Search"),
        Binding("a", "archive", "Archive"),
        Binding("A", "show_archived", "Archived too"),
        Binding("x", "export", "Export"),
        Binding("question_mark", "help", "Help"),
        Binding("escape", "clear_search", "Clear the search", show=False),
    ]

    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self.workplace = workplace
        self._with_archived = False
        self._kept: list[Listed] | None = None

    def compose(self) -> ComposeResult:
        """Search above, courses below."""
        yield Heading("Courses")
        yield Input(placeholder="part of a label, course, regimen, state or date", id="search")
        yield DataTable(cursor_type="row", zebra_stripes=True, id="courses")
        yield Static(id="said")
        yield Footer()

    def on_mount(self) -> None:
        """The courses are there before the screen is first drawn."""
        self.query_one("#search", Input).border_title = "Search"
        self.show_courses()

    def on_screen_resume(self) -> None:
        """The courses as they are stored now; the screen that stood over them is let go of."""
        self.show_courses()
        self.call_after_refresh(self._let_go)

    def _let_go(self) -> None:
        """A message of its own for each part that waits.

        What waits keeps the last message that it had, and with it the screen that sent it: courses
        that were closed, with all their doses. So at most the last one is kept.
        """
        for one in (self, *self.query("*")):
            one.check_idle()
            for bar in one._get_virtual_dom():
                bar.check_idle()

    @property
    def _table(self) -> DataTable[Text]:
        return self.query_one("#courses", DataTable)

    @property
    def course_under_cursor(self) -> str | None:
        """The id of the course whose row is lit."""
        table = self._table
        if not table.row_count:
            return None
        return table.coordinate_to_cell_key(table.cursor_coordinate).row_key.value

    def show_courses(self) -> None:
        """The rows that the search leaves; the cursor stays on its course."""
        before = self.course_under_cursor
        try:
            found = self.workplace.store.listed()
        except Refused as refusal:
            self.app.push_screen(ProblemsDialog(refusal.problems))
            return
        words = self.query_one("#search", Input).value.casefold().split()
        kept = [one for one in found if self._is_shown(one, words)]
        if kept != self._kept:
            self._kept = kept
            table, (head, *lines) = self._table, _aligned([_COLUMNS, *map(listed_row, kept)])
            table.clear(columns=True)
            table.add_column(cell(head))
            for one, line in zip(kept, lines, strict=True):
                table.add_row(cell(line), key=one.id)
            if before in [one.id for one in kept]:
                table.move_cursor(row=table.get_row_index(before or ""))
        self._say(found, kept)

    def _is_shown(self, one: Listed, words: Sequence[str]) -> bool:
        if one.summary.get("archived") == "yes" and not self._with_archived:
            return False
        said = " ".join(listed_row(one)).casefold() if words else ""
        return all(word in said for word in words)

    def _say(self, found: Sequence[Listed], kept: Sequence[Listed]) -> None:
        words = f"{len(kept)} of {len(found)} courses"
        if not found:
            words = "There are no courses yet: n begins one."
        elif not kept:
            words = f"None of {len(found)} courses is called so: Esc clears the search."
        self.query_one("#said", Static).update(plain(words))

    def on_input_changed(self) -> None:
        """The search narrows as it is typed."""
        self.show_courses()

    def on_input_submitted(self) -> None:
        """From the search to the courses."""
        self._table.focus()

    def on_data_table_row_selected(self, event: DataTable.RowSelected) -> None:
        """Enter or a click on a course opens it."""
        event.stop()
        self.action_open()

    def action_search(self) -> None:
        """To the search."""
        self.query_one("#search", Input).focus()

    def action_clear_search(self) -> None:
        """All courses again."""
        self.query_one("#search", Input).value = ""
        self._table.focus()

    def action_show_archived(self) -> None:
        """Archived courses too, or no more."""
        self._with_archived = not self._with_archived
        self.show_courses()

    def action_open(self) -> None:
        """Open the course under the cursor."""
        from regimencalc.tui.course_screen import CourseScreen

        course = self.course_under_cursor
        if course is not None:
            self._when_not_refused(
                lambda: self.app.push_screen(CourseScreen.of(self.workplace, course))
            )

    def action_new(self) -> None:
        """Begin a course."""
        from regimencalc.tui.new_course import NewCourse

        self.app.push_screen(NewCourse(self.workplace), self._begun)

    def _begun(self, course: str | None) -> None:
        if course is not None:
            from regimencalc.tui.course_screen import CourseScreen

            self.app.push_screen(CourseScreen.of(self.workplace, course))

    def action_archive(self) -> None:
        """Put the course under the cursor out of use, or take it back."""
        from regimencalc.tui.small_dialogs import ArchiveDialog

        course = self.course_under_cursor
        if course is not None:
            self.app.push_screen(
                ArchiveDialog(self.workplace, course), lambda _: self.show_courses()
            )

    def action_export(self) -> None:
        """Write the course under the cursor as one document."""
        from regimencalc.tui.small_dialogs import ExportDialog

        course = self.course_under_cursor
        if course is not None:
            self.app.push_screen(ExportDialog(self.workplace, course))

    def action_help(self) -> None:
        """What this screen is for and what its keys do."""
        from regimencalc.tui.help_dialog import HelpDialog

        self.app.push_screen(HelpDialog(self))

    def _when_not_refused(self, act: Callable[[], object]) -> None:
        try:
            act()
        except Refused as refusal:
            self.app.push_screen(ProblemsDialog(refusal.problems, "This course cannot be opened"))


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Each row as one line, so that a table draws one cell of it and not seven."""
    told = [[seen(part) for part in row] for row in rows]
    wide = [max(map(cell_len, column)) for column in zip(*told, strict=True)]
    return ["  ".join(map(set_cell_size, row, wide)) for row in told]
