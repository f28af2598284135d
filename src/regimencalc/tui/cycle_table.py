"""One cycle as a table: a row a line, a column a day, and the totals; every cell is whole or away.

A table that scrolls by single letters would show 18 of 181.8 mg at its edge. This one shows whole
rows and whole columns only, and names what there is no room for.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual.binding import Binding
from textual.events import Click, MouseScrollDown, MouseScrollUp
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from regimencalc import wording
from regimencalc.export.plan_grid import Cell, CycleGrid, cycle_grid
from regimencalc.export.planner_text import words_in_cell
from regimencalc.planned_course import Course
from regimencalc.planned_dose import PlannedDose
from regimencalc.tui.whole_cells import GAP, HEAD_HEIGHT, WholeCells, whole_cells

if TYPE_CHECKING:
    from rich.style import Style

_FAR = 999


class CycleTable(Widget, can_focus=True):
    """The doses of a cycle; the cursor stands on what a line gives on a day, or on its total."""

    BINDINGS = [
        Binding("left", "move(0, -1)", "Day before", show=False),
        Binding("right", "move(0, 1)", "Day after", show=False),
        Binding("up", "move(-1, 0)", "Line above", show=False),
        Binding("down", "move(1, 0)", "Line below", show=False),
        Binding("home", f"move(0, -{_FAR})", "First day", show=False),
        Binding("end", f"move(0, {_FAR})", "Cycle total", show=False),
        Binding("pageup", f"move(-{_FAR}, 0)", "First line", show=False),
        Binding("pagedown", f"move({_FAR}, 0)", "Last line", show=False),
    ]
    COMPONENT_CLASSES = {
        "cycle-table--head",
        "cycle-table--dose",
        "cycle-table--below",
        "cycle-table--cursor",
    }

    class Moved(Message):
        """The cursor stands on another cell."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._course: Course | None = None
        self._of_cycle: tuple[PlannedDose, ...] = ()
        self._cycle = 1
        self._grid: CycleGrid | None = None
        self._layout: WholeCells | None = None
        self._row = self._column = 0
        self._first_row = self._first_column = 0
        self._styles: dict[str, Style] = {}

    # What is shown, and where the cursor stands

    def show(self, course: Course | None, cycle: int) -> None:
        """Another course or cycle, or nothing; the cursor keeps its line, and its day if it can."""
        if cycle != self._cycle:
            self._column = 0
        self._course, self._cycle = course, cycle
        self._of_cycle = () if course is None else tuple(course.of_cycle(cycle))
        self._grid = cycle_grid(course, cycle) if course is not None and self._of_cycle else None
        self._lay_out()

    @property
    def beside(self) -> tuple[str, ...]:
        """What stands beside the doses of the cycle: events, series that go on."""
        return () if self._grid is None else self._grid.beside

    @property
    def line_under_cursor(self) -> str:
        """The id of the line under the cursor."""
        return "" if self._grid is None else self._grid.lines[self._row].id

    @property
    def day_under_cursor(self) -> int | None:
        """The day of the column under the cursor; none on a total."""
        if self._grid is None or self._column >= len(self._grid.days):
            return None
        return self._grid.days[self._column]

    @property
    def doses_under_cursor(self) -> tuple[PlannedDose, ...]:
        """The givings of the line under the cursor on its day; all of its cycle on a total."""
        return tuple(self._doses(self.line_under_cursor, self.day_under_cursor))

    def _doses(self, line: str, day: int | None) -> Iterator[PlannedDose]:
        for one in self._of_cycle:
            if one.component == line and day in (None, one.day):
                yield one

    def action_move(self, rows: int, columns: int) -> None:
        """The cursor so many lines down and days on."""
        self._move_to(self._row + rows, self._column + columns)

    def _move_to(self, row: int, column: int) -> None:
        layout = self._layout
        if layout is None:
            self._row = self._column = 0
        else:
            self._row = max(0, min(row, len(layout.labels) - 1))
            self._column = max(0, min(column, len(layout.columns) - 1))
            self._bring_into_view(layout)
        self.refresh()
        self.post_message(self.Moved())

    def _bring_into_view(self, layout: WholeCells) -> None:
        """The first row and column with which the cursor's cell is shown."""
        self._first_column = min(self._first_column, self._column)
        while self._column not in layout.shown_columns(self._first_column):
            self._first_column += 1
        self._first_row = min(self._first_row, self._row)
        while self._row not in layout.shown_rows(self._first_row):
            self._first_row += 1

    def on_resize(self) -> None:
        """Laid out anew; the cursor's cell stays in view."""
        self._lay_out()

    def _lay_out(self) -> None:
        grid, self._first_row, self._first_column = self._grid, 0, 0
        self._layout = None
        if grid is not None:
            heads = [*(column[0] for _, column in grid.columns), grid.totals[0]]
            columns = [*self._with_words(grid), grid.totals[1:]]
            self._layout = whole_cells(
                heads, grid.labels[1:], columns, self.size.width, self.size.height
            )
        self._move_to(self._row, self._column)

    def _with_words(self, grid: CycleGrid) -> Iterator[list[Cell]]:
        """The cells of each day, below what is given the words for what was judged of it."""
        for day, (_, column) in zip(grid.days, grid.columns, strict=True):
            cells: list[Cell] = []
            for line, lines in zip(grid.lines, column[1:], strict=True):
                doses = list(self._doses(line.id, day))
                words = words_in_cell(self._course, doses) if self._course and doses else ()
                cells.append((*lines, *words))
            yield cells

    # Drawing

    def render_lines(self, crop: Region) -> list[Strip]:
        """Some lines of the screen; styles are looked up once for all of them."""
        names = ("head", "dose", "below", "cursor")
        self._styles = {
            name: self.get_component_rich_style(f"cycle-table--{name}") for name in names
        }
        self._styles["plain"] = self.rich_style
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """One line of the screen."""
        layout, width = self._layout, self.size.width
        if layout is None:
            return Strip.blank(width, self._styles["plain"])
        columns = layout.shown_columns(self._first_column)
        if y < HEAD_HEIGHT:
            segments = list(self._head_line(layout, y, columns))
        else:
            segments = list(self._line(layout, y - HEAD_HEIGHT, columns))
        style = self._styles["head" if y < HEAD_HEIGHT else "plain"]
        return Strip(segments).adjust_cell_length(width, style)

    def _head_line(self, layout: WholeCells, y: int, columns: range) -> Iterator[Segment]:
        style = self._styles["head"]
        away = _days_away(len(layout.columns), columns)[y]
        yield Segment(set_cell_size(away, layout.label_width), style)
        for column in columns:
            head = layout.heads[column]
            words = head[y] if y < len(head) else ""
            yield Segment(set_cell_size(words, layout.widths[column] + GAP), style)

    def _line(self, layout: WholeCells, y: int, columns: range) -> Iterator[Segment]:
        rows, room = layout.shown_rows(self._first_row), layout.height - HEAD_HEIGHT
        for row in rows:
            below = layout.heights[row] - room
            if below > 0 and y == room - 1:
                words = f"▼ {wording.counted(below + 1, 'line')} more of this row have no room"
                yield Segment(words, self._styles["below"])
                return
            if y < layout.heights[row]:
                yield from self._row_line(layout, row, y, columns)
                return
            y -= layout.heights[row]
        if y == 0:
            names = [label[0] for label in layout.labels]
            words = _lines_away(names, rows, layout.width)
            yield Segment(words, self._styles["below"])

    def _row_line(self, layout: WholeCells, row: int, y: int, columns: range) -> Iterator[Segment]:
        plain = self._styles["dose" if y == 0 else "below"]
        under_cursor = self._styles["cursor"]
        label = layout.labels[row]
        yield Segment(set_cell_size(label[y] if y < len(label) else "", layout.label_width), plain)
        is_spacer = layout.is_roomy and y == layout.heights[row] - 1
        for column in columns:
            lines = layout.columns[column][row]
            is_under = (row, column) == (self._row, self._column) and not is_spacer
            words = lines[y] if y < len(lines) else ""
            style = under_cursor if is_under else plain
            yield Segment(set_cell_size(words, layout.widths[column]), style)
            yield Segment(" " * GAP, self._styles["plain"])

    # The mouse

    def on_click(self, event: Click) -> None:
        """The cell that is clicked comes under the cursor."""
        layout, at = self._layout, event.get_content_offset(self)
        if layout is None or at is None:
            return
        right, below = layout.label_width, HEAD_HEIGHT
        for column in layout.shown_columns(self._first_column):
            right += layout.widths[column] + GAP
            if at.x < right:
                break
        for row in layout.shown_rows(self._first_row):
            below += layout.heights[row]
            if at.y < below:
                self._move_to(row, column)
                break

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """The wheel goes from line to line."""
        event.stop()
        self.action_move(1, 0)

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """The wheel goes from line to line."""
        event.stop()
        self.action_move(-1, 0)


def _days_away(columns: int, shown: range) -> tuple[str, str]:
    """The days that stand to the left and to the right, in words; the last column is the total."""
    right = columns - shown.stop
    before = f"◀ {wording.counted(shown.start, 'day')} before" if shown.start else ""
    days = f"{wording.counted(right - 1, 'day')}, " if right > 1 else ""
    return before, f"{days}total ▶" if right else ""


def _lines_away(names: Sequence[str], shown: range, width: int) -> str:
    """The lines for which there is no room, by their names where these fit."""
    above, below = names[: shown.start], names[shown.stop :]
    said = [f"▲ {wording.spoken_list(above)}"] if above else []
    said += [f"▼ {wording.spoken_list(below)}"] if below else []
    words = "   ".join(said)
    if cell_len(words) <= width:
        return words
    counts = (("▲", above), ("▼", below))
    return "   ".join(f"{sign} {wording.counted(len(n), 'line')}" for sign, n in counts if n)
