"""The layout of a table whose cells are never cut; widths and heights are counted by hand."""

from regimencalc.tui.whole_cells import whole_cells

HEADS = [("Day 1", "Tue 1 Dec"), ("Day 2", "Wed 2 Dec"), ("Cycle total", "of exact doses")]
LABELS = [("etoposide", "100 mg/m2", "intravenous"), ("CISplatin", "45 mg/m2", "intravenous")]
DAY = [("181.8 mg", "over 1 h"), ("·",)]
DAY_2 = [("181.8 mg", "over 1 h"), ("81.8 mg", "over 24 h", "3.41 mg/h")]
TOTAL = [("545.4 mg",), ("163.6 mg",)]


def test_a_column_that_is_not_whole_is_not_shown() -> None:
    # with little height the names have two rows: the widest is "100 mg/m2, intravenous",
    # 22 letters and 2 of a gap; then "Tue 1 Dec", 9 and 2; "Wed 2 Dec", 9 and 2; the total 14
    for width, shown in ((24 + 9, 1), (24 + 9 + 2 + 8, 1), (24 + 9 + 2 + 9, 2), (24 + 22 + 14, 3)):
        table = whole_cells(HEADS, LABELS, [DAY, DAY_2, TOTAL], width, 7)
        assert table.label_width == 24
        assert table.shown_columns(0) == range(shown)


def test_one_column_is_shown_however_narrow_it_is() -> None:
    table = whole_cells(HEADS, LABELS, [DAY, DAY_2, TOTAL], 10, 9)
    assert table.shown_columns(1) == range(1, 2)


def test_rows_are_shown_whole_and_one_line_is_left_to_name_the_others() -> None:
    # 2 for the heads, then etoposide with 2 lines and cisplatin with 3: 7 in all are enough
    tables = {
        height: whole_cells(HEADS, LABELS, [DAY, DAY_2, TOTAL], 80, height) for height in (6, 7)
    }
    assert tables[7].shown_rows(0) == range(2)
    assert tables[6].shown_rows(0) == range(1)
    assert tables[6].shown_rows(1) == range(1, 2)


def test_where_there_is_room_a_free_line_stands_between_the_rows() -> None:
    # with their full names both rows have 3 lines: 2 + 3 + 1 + 3 = 9
    roomy = whole_cells(HEADS, LABELS, [DAY, DAY_2, TOTAL], 80, 9)
    assert roomy.is_roomy
    assert roomy.heights == [4, 4]
    assert roomy.labels == LABELS
    assert roomy.shown_rows(0) == range(2)
    assert not whole_cells(HEADS, LABELS, [DAY, DAY_2, TOTAL], 80, 8).is_roomy
