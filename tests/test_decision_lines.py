"""Decisions as lines: beside their head on a page, below it in a narrow pane."""

from kept import kept

from regimencalc.export.course_text import decision_lines

RECORD = kept("ep-infusional-28d", "delay cycle 2 by 14 d")


def test_a_page_has_each_decision_beside_its_head() -> None:
    assert list(decision_lines(RECORD.decisions, 100))[-1] == (
        f"{len(RECORD.decisions):>4}  2027-06-01 09:00  MB    delay cycle 2 by 14 d (other: seen)"
    )


def test_a_narrow_pane_has_it_below_in_lines_of_words() -> None:
    lines = list(decision_lines(RECORD.decisions, 33))
    assert lines[-3:] == [
        f"{len(RECORD.decisions)}  2027-06-01 09:00  MB",
        "   delay cycle 2 by 14 d (other:",
        "   seen)",
    ]
    assert all(len(line) <= 33 for line in lines)
