"""The whole course: each cycle against the one before, lifetimes and intensities with numbers.

Etoposide is 181.8 mg three times in each of three cycles, cisplatin 81.8 mg twice, 90 mg/m2 a
cycle; its entry has a notice above 300 mg/m2 in a lifetime.
"""

from pathlib import Path

import pytest
from kept import decided, kept
from planner import SIZES, planner, screen_text

from regimencalc import courses
from regimencalc.export.share_bar import FREE, FULL
from regimencalc.export.whole_course_text import whole_course_lines
from regimencalc.record import Record
from regimencalc.tui.whole_course import WholeCourse

CHOP = {"prednisone-dose": "flat"}


def lines_of(record: Record, width: int = 110) -> list[str]:
    course = courses.shown(record)
    return list(whole_course_lines(course, courses.intensities_of(record, course), width))


def block(lines: list[str], head: str) -> list[str]:
    """The lines from a head to the next empty one."""
    first = next(number for number, line in enumerate(lines) if line.startswith(head))
    return lines[first : lines.index("", first) if "" in lines[first:] else len(lines)]


def test_each_cycle_has_its_state_its_dates_and_the_total_of_each_line() -> None:
    lines = lines_of(kept(prior={"cisplatin": "0"}))
    assert lines[0] == "3 cycles from Tue 1 Dec 2026: 3 PROVISIONAL"
    assert block(lines, "Cycle 1") == [
        "Cycle 1   PROVISIONAL   Tue 1 Dec 2026 to Fri 4 Dec 2026",
        "  etoposide  181.8 mg × 3, days 1, 2, 3 (3 days); total 545.4 mg",
        "  CISplatin  81.8 mg × 2, days 2, 3 (2 days); total 163.6 mg",
    ]
    assert block(lines, "Cycle 2")[-1] == "  The doses are those of cycle 1."


def test_what_changed_against_the_cycle_before_is_said_with_its_share() -> None:
    record = kept(
        "ep-infusional-28d",
        "delay cycle 2 by 14 d",
        "give etoposide=75 % from cycle 2",
        "omit cisplatin from cycle 3 to cycle 3",
        prior={"cisplatin": "0"},
    )
    lines = lines_of(record)
    second, third = block(lines, "Cycle 2"), block(lines, "Cycle 3")
    assert second[1] == "  42 days after day 1 of cycle 1, moved 14 days later"
    # 0.75 × 181.8119 = 136.3589, three times 409.08
    assert second[2:4] == [
        "  etoposide  136.4 mg × 3, days 1, 2, 3 (3 days); total 409.1 mg",
        "             changed: was 181.8 mg in cycle 1, −25 %",
    ]
    assert "no total" in third[-2]
    assert third[-1].strip() == "changed: was 81.8 mg in cycle 2"
    assert not any("The doses are those" in line for line in (*second, *third))


def test_a_cycle_is_held_against_the_last_one_of_its_phase() -> None:
    choose = {"dexamethasone-route": "oral", "intrathecal-by": "lumbar-puncture"}
    lines = lines_of(kept("hyper-cvad", choose=choose))
    assert block(lines, "Phase a, cycle 1 (cycle 3 of the course)")[-1].endswith("of cycle 1.")
    first = block(lines, "Phase b, cycle 1 (cycle 2 of the course)")
    assert not any("changed" in line or "The doses are" in line for line in first)


def test_another_weight_is_said_as_the_body_surface_that_it_makes() -> None:
    record = decided(kept(), "measure weight=60 kg, on 2026-12-28 from cycle 2")
    # √(170 × 60 ÷ 3600) = 1.68325; 1.68325 ÷ 1.81812 = 0.92582
    second = block(lines_of(record), "Cycle 2")
    assert "  body surface 1.683 m2, in cycle 1 1.818 m2" in second
    assert "             changed: was 181.8 mg in cycle 1, −7.4 %" in second


def test_a_lifetime_stands_cycle_by_cycle_against_its_limit_in_numbers() -> None:
    found = block(lines_of(kept(prior={"cisplatin": "60 mg/m2"})), "In a lifetime")
    assert "before 60 mg/m2, this course 270 mg/m2, 330 mg/m2 in all" in " ".join(found)
    # 60 + 90, of 300 mg/m2: a half, ten of twenty cells
    assert any("before" in line and "60 mg/m2 of 300 mg/m2, 20 %" in line for line in found)
    assert any(f"{FULL * 10}{FREE * 10}  150 mg/m2 of 300 mg/m2, 50 %" in line for line in found)
    assert any(f"{FULL * 20}  ABOVE the limit: 330 mg/m2" in line for line in found)
    assert sum(FULL in line for line in found) == 4


def test_what_was_given_before_is_said_where_nobody_stated_it() -> None:
    found = " ".join(block(lines_of(kept()), "In a lifetime"))
    assert "before not stated" in found
    assert "What was given before is not stated, and not in these sums." in found


def test_the_lower_of_two_limits_counts_until_it_is_known_which_one_holds() -> None:
    def against(**prior: str) -> str:
        before = {name.replace("_", "-"): said for name, said in prior.items()}
        record = kept("r-chop-21d", cycles=6, choose=CHOP, prior=before)
        return " ".join(block(lines_of(record), "In a lifetime"))

    # doxorubicin 50 mg/m2 a cycle: at most 550 mg/m2, 400 mg/m2 after radiotherapy of the chest
    lower = "Against the lower limit: chest radiotherapy or cardiotoxic drugs is not stated."
    assert lower in against(doxorubicin="0")
    assert "50 mg/m2 of 400 mg/m2, 13 %" in against(doxorubicin="0")
    assert lower in against(doxorubicin="0", chest_radiotherapy="no")
    none = against(doxorubicin="0", chest_radiotherapy="no", cardiotoxic_drugs="no")
    assert "50 mg/m2 of 550 mg/m2, 9 %" in none
    assert "lower limit" not in none
    some = against(doxorubicin="0", chest_radiotherapy="yes")
    assert "Against the limit after chest radiotherapy or cardiotoxic drugs." in some
    assert "50 mg/m2 of 400 mg/m2, 13 %" in some


def test_a_sum_with_a_dose_that_has_no_number_is_not_said() -> None:
    # 500 mg/m2 before: the second cycle passes 550 mg/m2, and its doses are refused
    record = kept("r-chop-21d", cycles=2, choose=CHOP, prior={"doxorubicin": "500 mg/m2"})
    lines = lines_of(record)
    assert "REFUSED" in " ".join(lines)
    found = block(lines, "In a lifetime")
    assert "this course not counted, as a dose has no number" in " ".join(found)
    assert not any(FULL in line for line in found)


def test_relative_intensity_is_a_number_beside_its_bar() -> None:
    record = kept("ep-infusional-28d", "give etoposide=75 % from cycle 2", prior={"cisplatin": "0"})
    found = block(lines_of(record), "Relative dose intensity")
    # (3 + 3 × 0.75 + 3 × 0.75) ÷ 9 = 83.3 %, nothing late; cisplatin as stated
    assert f"  etoposide  {FULL * 8}{FREE * 2}  planned 83 %, given not known" in found
    assert f"  cisplatin  {FULL * 10}  planned 100 %, given not known" in found
    assert "Said as soon as" in " ".join(block(lines_of(kept()), "Relative dose intensity"))


def test_no_line_is_wider_than_the_page() -> None:
    record = kept("r-chop-21d", cycles=6, choose=CHOP)
    for width in (40, 76, 120):
        assert all(len(line) <= width for line in lines_of(record, width))


@pytest.mark.parametrize("size", SIZES)
async def test_the_planner_shows_the_whole_course_and_what_a_decision_makes_of_it(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    record = kept("ep-infusional-28d", "give etoposide=75 % from cycle 2", prior={"cisplatin": "0"})
    async with planner(tmp_path, record, size=size) as pilot:
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("o")
        await pilot.pause()
        shown = screen_text(pilot)
        assert "3 cycles from Tue 1 Dec 2026: 3 PROVISIONAL" in shown
        assert "81.8 mg × 2, days 2, 3 (2 days); total 163.6 mg" in shown
        pilot.app.screen.query_one(WholeCourse).focus()
        await pilot.press("end")
        await pilot.pause()
        await pilot.pause()
        assert "planned 83 %, given not known" in screen_text(pilot)
