"""One cycle as a table: a row a line, a column a day, and the totals."""

from rich.text import Text
from textual.widgets import DataTable

from regimencalc.export.plan_grid import Cell, cycle_grid
from regimencalc.planned_course import Course
from regimencalc.planned_dose import PlannedDose
from regimencalc.tui.plain import cell

TOTAL = "total"


class CycleTable(DataTable[Text]):
    """The doses of a cycle; the cursor stands on what a line gives on a day."""

    def __init__(self) -> None:
        super().__init__(cursor_type="cell", fixed_columns=1, header_height=2, id="cycle")
        self.beside: tuple[str, ...] = ()
        self._course: Course | None = None
        self._cycle = 1

    def show(self, course: Course | None, cycle: int) -> None:
        """Another course or cycle, or nothing; the cursor stays where it was if it can."""
        at, is_same = self.cursor_coordinate, self._cycle == cycle
        self._course, self._cycle = course, cycle
        self.clear(columns=True)
        self.beside = ()
        if course is None or not course.of_cycle(cycle):
            return
        grid = cycle_grid(course, cycle)
        self.beside = grid.beside
        self.add_column(_head(grid.labels[0]), key="line")
        for day, (_, column) in zip(grid.days, grid.columns, strict=True):
            self.add_column(_head(column[0]), key=str(day))
        self.add_column(_head(grid.totals[0]), key=TOTAL)
        for row, line in enumerate(grid.lines, 1):
            cells = [grid.labels[row], *(column[row] for _, column in grid.columns)]
            cells.append(grid.totals[row])
            height = max(map(len, cells)) + (row < len(grid.lines))
            self.add_row(*(_shown(one) for one in cells), height=height, key=line.id)
        if is_same and self.is_valid_coordinate(at):
            self.move_cursor(row=at.row, column=at.column)
        else:
            self.move_cursor(row=0, column=1)

    @property
    def doses_under_cursor(self) -> tuple[PlannedDose, ...]:
        """The givings of the line under the cursor on its day; all of its cycle on a total."""
        line, day = self._keys()
        if self._course is None or line is None:
            return ()
        of_line = (one for one in self._course.of_cycle(self._cycle) if one.component == line)
        is_day = day is not None and day.isdecimal()
        return tuple(one for one in of_line if not is_day or str(one.day) == day)

    @property
    def day_under_cursor(self) -> int | None:
        """The day of the column under the cursor; none on a name or a total."""
        _, day = self._keys()
        return int(day) if day is not None and day.isdecimal() else None

    def _keys(self) -> tuple[str | None, str | None]:
        if not self.is_valid_coordinate(self.cursor_coordinate):
            return None, None
        row, column = self.coordinate_to_cell_key(self.cursor_coordinate)
        return row.value, column.value


def _head(head: Cell) -> Text:
    return cell("\n".join(head))


def _shown(lines: Cell) -> Text:
    """The dose large, what belongs to it below."""
    first, *rest = lines
    return Text.assemble(cell(first, "bold"), cell("".join(f"\n{line}" for line in rest)))
