"""The planner's course screen: doses, the working of the one under the cursor, cycles, panes."""

import gc
import math
import re
import time
import weakref
from pathlib import Path

import pytest
from kept import MAN, kept
from planner import AT, SIZES, planner, screen_text, type_in
from textual.widgets._footer import FooterKey

from regimencalc import courses
from regimencalc.store import Store
from regimencalc.tui.app import IDLE_S, Planner
from regimencalc.tui.course_screen import CourseScreen
from regimencalc.tui.cycle_table import CycleTable
from regimencalc.tui.sentence import Sentence, Taken
from regimencalc.tui.sentence import decided as to_be
from regimencalc.tui.too_small import TooSmall
from regimencalc.tui.workplace import Workplace


@pytest.mark.parametrize("size", SIZES)
async def test_a_course_is_opened_and_shows_its_doses_whole(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with planner(tmp_path, kept(prior={"cisplatin": "0"}), size=size) as pilot:
        assert "ep-infusional-28d" in screen_text(pilot)
        await pilot.press("enter")
        await pilot.pause()
        shown = screen_text(pilot)
        assert "NEC-1, born 1959 · ep-infusional-28d DRAFT · policy reference DRAFT" in shown
        assert "Cycle 1   PROVISIONAL   Tue 1 Dec 2026 to Fri 4 Dec 2026" in shown
        assert "etoposide" in shown
        assert shown.count("181.8 mg") >= 3
        assert "CISplatin" in shown


async def test_the_working_of_the_dose_under_the_cursor_stands_beside_it(tmp_path: Path) -> None:
    async with planner(tmp_path, kept()) as pilot:
        await pilot.press("enter", "down", "right")
        await pilot.pause()
        shown = screen_text(pilot)
        # 45 mg/m2 of √(170 × 70 ÷ 3600) = 1.81812 m2
        assert "cisplatin, cycle 1 day 2: 81.8 mg" in shown
        assert "1.81812 m2" in shown
        assert "regimens/ep-infusional-28d.yaml:48:15" in shown
        await pilot.press("end")
        await pilot.pause()
        assert "cisplatin, cycle 1 days 2, 3 (2 days):" in screen_text(pilot)


async def test_where_a_line_gives_nothing_the_pane_says_so(tmp_path: Path) -> None:
    async with planner(tmp_path, kept()) as pilot:
        await pilot.press("enter", "down")
        await pilot.pause()
        assert "Nothing of cisplatin is given on day 1." in screen_text(pilot)


async def test_what_nobody_could_assess_is_a_word_in_the_cell(tmp_path: Path) -> None:
    async with planner(tmp_path, kept()) as pilot:
        await pilot.press("enter")
        await pilot.pause()
        table = screen_text(pilot).partition("Working")[0]
        assert table.count("NOT ASSESSED") == 5  # etoposide on three days, cisplatin on two


async def test_a_held_dose_shows_the_word_and_no_number(tmp_path: Path) -> None:
    few = (
        "value neutrophils=0.4 10^9/L, on 2026-12-01",
        "value platelets=180 10^9/L, on 2026-12-01",
    )
    async with planner(tmp_path, kept("ep-infusional-28d", *few, measures=MAN)) as pilot:
        await pilot.press("enter")
        await pilot.pause()
        table = screen_text(pilot).partition("Working")[0]
        assert table.count("HELD") == 5
        assert "181.8 mg" not in table


@pytest.mark.parametrize("size", SIZES)
async def test_cycles_are_gone_through_by_keys_and_by_a_click(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with planner(tmp_path, kept(), size=size) as pilot:
        await pilot.press("enter", "right_square_bracket")
        await pilot.pause()
        assert "Cycle 2   PROVISIONAL   Tue 29 Dec 2026" in screen_text(pilot)
        await pilot.press("left_square_bracket", "left_square_bracket")
        await pilot.pause()
        assert "Cycle 1   PROVISIONAL" in screen_text(pilot)
        await pilot.click("#cycle-3")
        await pilot.pause()
        assert "Cycle 3   PROVISIONAL   Tue 26 Jan 2027" in screen_text(pilot)


async def test_a_click_brings_a_dose_under_the_cursor(tmp_path: Path) -> None:
    async with planner(tmp_path, kept()) as pilot:
        await pilot.press("enter")
        await pilot.pause()
        lines = screen_text(pilot).split("\n")
        y = next(n for n, line in enumerate(lines) if line.strip().startswith("CISplatin"))
        day_2 = lines[y].index("81.8 mg")
        await pilot.click(offset=(lines[y].index("81.8 mg", day_2 + 1), y))
        await pilot.pause()
        assert "cisplatin, cycle 1 day 3: 81.8 mg" in screen_text(pilot)


async def test_at_the_least_size_the_panes_stand_one_at_a_time(tmp_path: Path) -> None:
    async with planner(tmp_path, kept(), size=(80, 24)) as pilot:
        await pilot.press("enter")
        await pilot.pause()
        for pane in ("Working", "Judged", "Hours", "Patient", "Decisions", "Working"):
            assert f"─{pane}" in screen_text(pilot).replace(" ", "─"), pane
            await pilot.press("n")
            await pilot.pause()


async def test_a_terminal_that_is_too_small_says_so_and_takes_every_key(tmp_path: Path) -> None:
    async with planner(tmp_path, kept(), size=(80, 24)) as pilot:
        await pilot.press("enter")
        for size in ((79, 24), (80, 23), (60, 20), (40, 10)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            assert isinstance(pilot.app.screen, TooSmall)
            shown = screen_text(pilot)
            assert "too small" in shown
            assert "mg" not in shown
            await pilot.press("d", "c", "u", "escape", "enter")
            await pilot.pause()
            assert isinstance(pilot.app.screen, TooSmall)
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert isinstance(pilot.app.screen, CourseScreen)
        assert "181.8 mg" in screen_text(pilot)


async def test_a_terminal_that_begins_too_small_says_so(tmp_path: Path) -> None:
    async with planner(tmp_path, kept(), size=(60, 20)) as pilot:
        assert isinstance(pilot.app.screen, TooSmall)


@pytest.mark.parametrize("width", [80, 97, 120, 140, 200])
async def test_no_dose_or_unit_is_ever_cut(tmp_path: Path, width: int) -> None:
    record = kept(prior={"cisplatin": "0"}, start="2026-12-01T09:00", zone="Europe/Dublin")
    # 100 × 1.81812 × 3 = 545.4; 45 × 1.81812 × 2 = 163.6; 81.8 ÷ 24 = 3.41
    whole = {"181.8 mg", "545.4 mg", "81.8 mg", "163.6 mg", "3.41 mg/h"}
    whole |= {"100 mg/m2", "300 mg/m2", "45 mg/m2", "90 mg/m2"}
    async with planner(tmp_path, record, size=(width, 24 if width < 120 else 45)) as pilot:
        await pilot.press("enter")
        await pilot.pause()
        table = pilot.app.screen.query_one(CycleTable)
        for key in ("right", "right", "right", "down", "left", "left", "up"):
            lines = [strip.text.rstrip() for strip in table.render_lines(table.size.region)[2:]]
            found = {
                one
                for text in lines
                for one in re.findall(r"(?<![\d:.,])[\d.,]+(?: ?m\S*|$)", text)
            }
            assert found
            assert found <= whole
            await pilot.press(key)
            await pilot.pause()


async def test_every_day_of_a_wide_cycle_can_be_reached(tmp_path: Path) -> None:
    choose = {"prednisone-dose": "flat"}
    record = kept("r-chop-21d", prior={"doxorubicin": "0"}, choose=choose)
    async with planner(tmp_path, record, size=(80, 24)) as pilot:
        await pilot.press("enter")
        await pilot.pause()
        table = pilot.app.screen.query_one(CycleTable)
        found = []
        for _ in range(7):
            day = table.day_under_cursor
            found.append(day)
            head = table.render_lines(table.size.region)[0].text
            assert (f"Day {day}" if day else "Cycle total") in head
            await pilot.press("right")
            await pilot.pause()
        assert found == [1, 2, 3, 4, 5, None, None]


async def test_doses_that_differ_from_those_shown_before_are_said(tmp_path: Path) -> None:
    record = kept()
    shown = record.shown[0].model_copy(update={"value": 180.0, "shown": "180 mg"})
    other = record.with_(shown=(shown, *record.shown[1:]))
    async with planner(tmp_path, other) as pilot:
        await pilot.press("enter")
        await pilot.pause()
        said = " ".join(screen_text(pilot).split())
        assert "RC816" in said
        assert "180 mg" in said


async def test_the_search_of_the_list_narrows_as_it_is_typed(tmp_path: Path) -> None:
    other = kept(
        "r-chop-21d",
        course_id="lym-2",
        prior={"doxorubicin": "0"},
        choose={"prednisone-dose": "flat"},
    ).with_(label="LYM-2")
    async with planner(tmp_path, kept(), other) as pilot:
        await pilot.press("slash")
        await type_in(pilot, "chop prov")
        shown = screen_text(pilot)
        assert "lym-2" in shown
        assert "NEC-1" not in shown
        assert "1 of 2 courses" in shown
        await pilot.press("escape")
        await pilot.pause()
        assert "2 of 2 courses" in screen_text(pilot)


async def test_an_empty_store_says_how_to_begin(tmp_path: Path) -> None:
    async with planner(tmp_path) as pilot:
        assert "There are no courses yet: n begins one." in screen_text(pilot)


async def test_nothing_is_told_by_colour_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    few = (
        "value neutrophils=0.4 10^9/L, on 2026-12-01",
        "value platelets=180 10^9/L, on 2026-12-01",
    )
    async with planner(tmp_path, kept("ep-infusional-28d", *few)) as pilot:
        await pilot.press("enter")
        await pilot.pause()
        shown = screen_text(pilot)
        assert "PROVISIONAL" in shown
        assert "HELD" in shown
        assert "NOT ASSESSED" in shown


async def test_the_palette_offers_what_the_screen_can_do(tmp_path: Path) -> None:
    async with planner(tmp_path, kept()) as pilot:
        await pilot.press("enter", "ctrl+p")
        await pilot.pause()
        await type_in(pilot, "whole course")
        await pilot.pause(0.5)
        assert "Whole course" in screen_text(pilot)
        await pilot.press("enter")
        await pilot.pause(0.5)
        assert isinstance(pilot.app.screen, CourseScreen)


async def test_light_and_dark(tmp_path: Path) -> None:
    async with planner(tmp_path, kept()) as pilot:
        before = pilot.app.theme
        await pilot.press("f2")
        await pilot.pause()
        assert pilot.app.theme != before


async def test_courses_that_are_closed_are_let_go_of_but_the_last(tmp_path: Path) -> None:
    async with planner(tmp_path, kept()) as pilot:
        for size in (*SIZES, *SIZES):
            await pilot.press("enter")
            await pilot.pause()
            await pilot.resize_terminal(*size)
            await pilot.press("escape")
            await pilot.pause()
        await pilot.pause()
        gc.collect()
        assert sum(isinstance(one, CourseScreen) for one in gc.get_objects()) <= 1


def test_a_fault_of_the_program_prints_nothing_of_the_patient(tmp_path: Path) -> None:
    weight = "71.25 kg"
    with Store(tmp_path) as store:
        app = Planner(Workplace(store, None, lambda: AT))
        try:
            int(f"the weight is {weight}")
        except ValueError as fault:
            app._handle_exception(fault)
        said = str(app._exit_renderables[0])
    assert "ValueError" in said
    assert "test_course_screen.py" in said
    assert "71.25" not in said
    assert str(tmp_path) not in said


async def test_what_somebody_else_decided_meanwhile_is_seen_before_anything_is_saved(
    tmp_path: Path,
) -> None:
    async with planner(tmp_path, kept()) as pilot:
        await pilot.press("enter")
        await pilot.pause()
        screen = pilot.app.screen
        assert isinstance(screen, CourseScreen)
        delayed = Taken([Sentence("delay cycle 2 by 7 d", "logistics")], "AB")
        with Store(tmp_path / "courses") as other:
            courses.changed(other, "a", lambda r: to_be(r, delayed, AT), who="AB", at=AT)
        screen.take(Taken([Sentence("delay cycle 2 by 14 d", "logistics")], "MB"))
        await pilot.pause()
        assert "RC804" in screen_text(pilot)
        assert [str(one) for one in screen.record.decisions[-1:]] == ["delay cycle 2 by 7 d"]
        await pilot.press("escape")
        screen.take(Taken([Sentence("delay cycle 3 by 7 d", "logistics")], "MB"))
        await pilot.pause()
        assert str(screen.record.decisions[-1]) == "delay cycle 3 by 7 d"


async def test_a_pane_that_would_cut_the_doses_stands_in_their_place(tmp_path: Path) -> None:
    choose = {"prednisone-dose": "flat"}
    record = kept("r-chop-21d", prior={"doxorubicin": "0"}, choose=choose)
    async with planner(tmp_path, record, size=(80, 24)) as pilot:
        await pilot.press("enter")
        for pane in ("Working", "Judged", "Hours", "Patient", "Decisions", "Working"):
            await pilot.pause()
            shown = screen_text(pilot)
            assert f"╭─ {pane} ─" in shown
            is_aside = pane in ("Patient", "Decisions")
            assert ("infusion time" in shown) is not is_aside
            assert is_aside or "infusion time not stated" in shown
            await pilot.press("n")
        # and the doses take the arrows again
        await pilot.press("right")
        await pilot.pause()
        assert pilot.app.screen.query_one(CycleTable).day_under_cursor == 2


async def test_a_row_for_which_there_is_no_room_says_how_much_is_away(tmp_path: Path) -> None:
    async with planner(tmp_path, kept(), size=(140, 45)) as pilot:
        await pilot.press("enter", "down")
        await pilot.pause()
        table = pilot.app.screen.query_one(CycleTable)
        table.styles.height = 5  # two lines of heads, and three for the five of cisplatin
        await pilot.pause()
        lines = [strip.text for strip in table.render_lines(table.size.region)]
        assert lines[-1].strip().startswith("▼ 3 lines more of this row have no room")


@pytest.fixture
def without_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """However slow the machine is, nothing is let go of before the test says so."""
    monkeypatch.setattr("regimencalc.tui.app.IDLE_S", math.inf)


@pytest.mark.usefixtures("without_pauses")
async def test_what_a_dialog_drew_is_let_go_of(tmp_path: Path) -> None:
    async with planner(tmp_path, kept(prior={"cisplatin": "0"})) as pilot:
        app = pilot.app
        assert isinstance(app, Planner)
        await pilot.press("enter", "d")
        await pilot.pause()
        drawn = weakref.ref(app.screen._styles_cache)
        await pilot.press("escape", "down")
        await pilot.pause()
        gc.collect()
        assert drawn() is not None
        app.let_go()
        assert drawn() is None


@pytest.mark.usefixtures("without_pauses")
async def test_the_keys_of_dialogs_are_let_go_of_while_their_course_stays_open(
    tmp_path: Path,
) -> None:
    async with planner(tmp_path, kept(prior={"cisplatin": "0"})) as pilot:
        app = pilot.app
        assert isinstance(app, Planner)
        await pilot.press("enter")
        await pilot.pause()
        for key in "devacg":
            await pilot.press(key)
            await pilot.pause()
            await pilot.press("escape")
            await pilot.pause()
        gc.collect()
        shown = sum(len(screen.query(FooterKey)) for screen in app.screen_stack)
        assert footer_keys() > 3 * shown
        app.let_go()
        assert footer_keys() < 2 * shown


def footer_keys() -> int:
    """How many keys of footers are held on to, drawn or not."""
    return sum(isinstance(one, FooterKey) for one in gc.get_objects())


class Ring:
    """Something that only a collection lets go of."""

    def __init__(self) -> None:
        self.itself = self


async def test_memory_is_let_go_of_in_a_pause_and_not_while_somebody_types(tmp_path: Path) -> None:
    async with planner(tmp_path, kept(prior={"cisplatin": "0"})) as pilot:
        app = pilot.app
        assert isinstance(app, Planner)
        await pilot.press("down")
        gc.disable()
        try:
            ring = weakref.ref(Ring())
            app._pause()
            assert ring() is not None
            app._last_key = time.monotonic() - IDLE_S
            app._pause()
            assert ring() is None
            ring = weakref.ref(Ring())
            app._pause()  # nobody has typed since
            assert ring() is not None
        finally:
            gc.enable()
