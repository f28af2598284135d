"""Which rows and columns of a table are whole in the room that there is: no cell is ever cut."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from rich.cells import cell_len

from regimencalc.export.plan_grid import Cell

HEAD_HEIGHT = 2
GAP = 2
_LABEL_WIDTH = 26


@dataclass(frozen=True, slots=True)
class WholeCells:
    """Rows of cells in so many columns and lines of a terminal.

    `labels` are the names of the rows, `columns` the cells below their heads. Where there is room
    a free line stands between rows; where there is little, what belongs to a name stands in as few
    lines as it can.
    """

    heads: Sequence[Cell]
    labels: Sequence[Cell]
    columns: Sequence[Sequence[Cell]]
    widths: Sequence[int]
    heights: Sequence[int]
    label_width: int
    is_roomy: bool
    width: int
    height: int

    def shown_columns(self, first: int) -> range:
        """So many columns from the first one as are whole; at least one."""
        room = self.width - self.label_width
        ends = accumulate(width + GAP for width in self.widths[first:])
        return range(first, first + max(1, sum(end - GAP <= room for end in ends)))

    def shown_rows(self, first: int) -> range:
        """So many rows as are whole, above a line that names those for which there is no room."""
        room = self.height - HEAD_HEIGHT
        if first == 0 and sum(self.heights) - self.is_roomy <= room:
            return range(len(self.heights))
        ends = accumulate(self.heights[first:])
        return range(first, first + max(1, sum(end < room for end in ends)))


def whole_cells(
    heads: Sequence[Cell],
    labels: Sequence[Cell],
    columns: Sequence[Sequence[Cell]],
    width: int,
    height: int,
) -> WholeCells:
    """The layout of a table in a room of so many columns and lines.

    >>> ep = whole_cells([("Day 1",), ("Day 2",)], [("etoposide", "100 mg/m2")],
    ...     [[("181.8 mg", "over 1 h")], [("181.8 mg", "over 1 h")]], 28, 24)
    >>> ep.widths, ep.shown_columns(0)
    ([8, 8], range(0, 1))
    """
    rows = range(len(labels))
    heights = [max(map(len, (labels[row], *(c[row] for c in columns)))) for row in rows]
    is_roomy = sum(heights) + len(rows) - 1 <= height - HEAD_HEIGHT
    names = list(labels) if is_roomy else [_in_few_lines(label) for label in labels]
    if not is_roomy:
        heights = [max(map(len, (names[row], *(c[row] for c in columns)))) for row in rows]
    return WholeCells(
        heads,
        names,
        columns,
        [_widest((head, *column)) for head, column in zip(heads, columns, strict=True)],
        [one + is_roomy for one in heights],
        _widest(names) + GAP,
        is_roomy,
        width,
        height,
    )


def _in_few_lines(label: Cell) -> Cell:
    name, *rest = label
    return (name, *textwrap.wrap(", ".join(rest), _LABEL_WIDTH, break_on_hyphens=False))


def _widest(cells: Sequence[Cell]) -> int:
    return max((cell_len(line) for cell in cells for line in cell), default=0)
