"""A course is begun in the planner: what is typed is read at once, nothing is saved by itself."""

from pathlib import Path

import pytest
from form import (
    CARBOPLATIN,
    MAN,
    amiss,
    doses,
    form,
    of,
    press,
    read_as,
    said,
    stored,
    type_over,
    until_read,
    write,
)
from kept import MAN as MEASURES
from kept import kept
from planner import SIZES, planner, screen_text
from textual.widgets import Button

from regimencalc import courses, site_settings
from regimencalc.drafts import NAME
from regimencalc.problems import Problem, Refused
from regimencalc.store import Store
from regimencalc.tui.course_screen import CourseScreen
from regimencalc.tui.policy_picker import PolicyPicker

EP = [
    "etoposide", "181.8 mg", "181.8 mg", "181.8 mg", "545.4 mg",
    "CISplatin", "·", "81.8 mg", "81.8 mg", "163.6 mg",
]  # fmt: skip


async def test_a_course_is_begun_by_keys_alone(tmp_path: Path) -> None:
    async with planner(tmp_path, size=(80, 24)) as pilot:
        await press(pilot, "n")
        for key, text in MAN.items():
            await type_over(pilot, key, text)
        await press(pilot, "f4")
        assert "etoposide" in screen_text(pilot)
        assert doses(pilot) == EP
        assert said(pilot, "said") == "Everything is there: Ctrl+S begins the course · draft saved"
        await press(pilot, "ctrl+s")
        assert isinstance(pilot.app.screen, CourseScreen)
        assert "181.8 mg" in screen_text(pilot)
        record, _ = courses.opened(pilot.app.workplace.store, "nec-0147")  # type: ignore[attr-defined]
        assert record.prior == {"cisplatin": "0"}
        assert {one.who for one in record.decisions} == {"MB"}
        assert [one.shown for one in record.shown if one.cycle == 1] == [
            "181.8 mg", "181.8 mg", "81.8 mg", "181.8 mg", "81.8 mg",
        ]  # fmt: skip
        assert not list((tmp_path / "courses").glob("*draft*"))


@pytest.mark.parametrize("size", SIZES)
async def test_it_starts_empty_and_says_what_is_needed(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with form(tmp_path, size=size) as pilot:
        assert doses(pilot) == []
        needed = "Still needed: Regimen, Label, Course id, Born, Day 1, Your initials"
        assert said(pilot, "said") == needed
        assert "policy reference (draft)" in screen_text(pilot)
        assert said(pilot, "policy-words").startswith("Policy: BSA mosteller_1987, no cap;")


async def test_beside_each_measure_stands_how_it_was_read(tmp_path: Path) -> None:
    async with form(tmp_path, CARBOPLATIN) as pilot:
        assert read_as(pilot, "height") == "170 cm, 5 ft 7 in"
        assert read_as(pilot, "weight") == "70 kg, 154 lb"
        # 0.9 × 88.4 = 79.56
        assert read_as(pilot, "creatinine") == "0.9 mg/dL, 80 umol/L"
        assert read_as(pilot, "born") == "Sat 14 Mar 1959, 67 y on day 1"
        assert read_as(pilot, "weight_on") == "Mon 30 Nov 2026"
        assert read_as(pilot, "cycles") == "4 cycles"
        # 70 ÷ 1.7² = 24.2
        body = ["BSA 1.818 m2", "BMI 24.2 kg/m2", "creatinine clearance 78.9 mL/min"]
        assert said(pilot, "body-words").split("\n") == body
        # 5 × (78.858 + 25) = 519.3
        assert doses(pilot)[1] == "519.3 mg"


async def test_a_comma_is_refused_and_no_dose_is_left_of_before(tmp_path: Path) -> None:
    async with form(tmp_path, MAN) as pilot:
        assert doses(pilot) == EP
        await write(pilot, "weight", "70,5")
        assert "'70,5' has a comma in its number" in amiss(pilot, "weight")
        assert doses(pilot) == []
        assert said(pilot, "said").startswith("NO DOSES. To mend: Weight")
        await press(pilot, "ctrl+s")
        assert stored(pilot) == []
        # √(170 × 70.5 ÷ 3600) = √3.32917 = 1.82460 m2
        await write(pilot, "weight", "70.5 kg")
        assert doses(pilot)[1] == "182.5 mg"


async def test_no_dose_of_before_is_seen_between_two_keys(tmp_path: Path) -> None:
    async with form(tmp_path, MAN) as pilot:
        field = of(pilot)._field("weight").input
        for text, first in (("70 k", ""), ("70 kg", "181.8 mg"), ("7 kg", ""), ("", "")):
            field.value = text
            assert doses(pilot) == []  # nothing is awaited: what was shown is gone at once
            await until_read(pilot)
            assert (doses(pilot) or ["", ""])[1] == first


async def test_what_the_field_takes_is_said_for_the_field_in_focus(tmp_path: Path) -> None:
    async with form(tmp_path) as pilot:
        of(pilot)._field("weight").input.focus()
        await pilot.pause()
        assert said(pilot, "field-help") == "In kilograms with the unit: 70 kg."
        for entry in of(pilot).query("Entry"):
            assert str(entry.input.tooltip) == entry.field.help  # type: ignore[attr-defined]
            assert entry.field.help  # type: ignore[attr-defined]


async def test_tab_reaches_every_field_at_the_smallest_size(tmp_path: Path) -> None:
    fields = {"regimen": "r-chop-21d"}
    async with form(tmp_path, fields, size=(80, 24)) as pilot:
        screen = of(pilot)
        wanted = [entry.field.key for entry in screen.query("Entry") if entry.display]  # type: ignore[attr-defined]
        screen._field("regimen").input.focus()
        seen: list[str] = []
        for _ in range(len(wanted) + 1):
            focused = screen.focused
            assert focused is not None
            assert screen.size.region.contains_region(focused.region), seen
            entry = next((one for one in focused.ancestors if one.has_class("entry")), None)
            seen.append("begin" if entry is None else entry.field.key)  # type: ignore[attr-defined]
            await pilot.press("tab")
            await pilot.pause()
        assert seen == [*wanted, "begin"]


async def test_choices_are_asked_and_none_is_preselected(tmp_path: Path) -> None:
    # prednisone 40 mg/m2 × 1.81812 = 72.7 mg, or 100 mg flat
    fields = {**MAN, "regimen": "r-chop-21d"}
    fields.pop("prior.cisplatin")
    async with form(tmp_path, fields) as pilot:
        assert of(pilot)._field("choose.prednisone-dose").input.value == ""
        assert read_as(pilot, "choose.prednisone-dose") == "needed"
        assert doses(pilot) == []
        await write(pilot, "choose.prednisone-dose", "flatt")
        assert "'flatt' is not an answer to 'prednisone-dose'" in amiss(
            pilot, "choose.prednisone-dose"
        )
        await write(pilot, "choose.prednisone-dose", "flat")
        assert "100 mg" in doses(pilot)


async def test_the_answers_of_another_regimen_are_not_taken_over(tmp_path: Path) -> None:
    async with form(tmp_path, {"regimen": "ep-21d", "choose.cisplatin": "80 mg/m2"}) as pilot:
        await write(pilot, "regimen", "ep-infusional-28d")
        await write(pilot, "regimen", "ep-21d")
        assert of(pilot)._field("choose.cisplatin").input.value == ""
        assert "choose.cisplatin" not in of(pilot).typed


async def test_an_answer_may_be_clicked_or_gone_to_by_arrows(tmp_path: Path) -> None:
    async with form(tmp_path) as pilot:
        female = list(of(pilot)._field("sex").query("Answer"))[1]
        await pilot.click(female)
        await pilot.pause()
        assert of(pilot)._field("sex").input.value == "female"
        await pilot.press("up")
        assert of(pilot)._field("sex").input.value == "male"


async def test_the_same_label_and_year_must_be_answered(tmp_path: Path) -> None:
    stored_one = kept(measures=MEASURES, prior={"cisplatin": "0"})
    fields = {**MAN, "label": "NEC-1", "id": "b"}
    async with form(tmp_path, fields, stored_one) as pilot:
        assert "A course of NEC-1, born 1959, is stored: a." in amiss(pilot, "same_person")
        assert doses(pilot) == []
        await press(pilot, "ctrl+s")
        assert stored(pilot) == ["a"]
        assert of(pilot)._field("same_person").input.has_focus
        await write(pilot, "same_person", "no")
        assert "Choose another label" in amiss(pilot, "same_person")
        await press(pilot, "ctrl+s")
        assert stored(pilot) == ["a"]
        await write(pilot, "same_person", "yes")
        assert "'a' of the same person has etoposide and CISplatin" in amiss(pilot, "start")
        assert doses(pilot) == []
        await press(pilot, "ctrl+s")
        assert stored(pilot) == ["a"]
        await write(pilot, "start", "2027-02-23")
        assert doses(pilot) == EP
        await press(pilot, "ctrl+s")
        assert stored(pilot) == ["a", "b"]


async def test_an_id_that_is_stored_or_no_id_is_refused(tmp_path: Path) -> None:
    async with form(tmp_path, {**MAN, "id": "a"}, kept(prior={"cisplatin": "0"})) as pilot:
        assert "a course 'a' is stored already. Choose another id." in amiss(pilot, "id")
        await write(pilot, "id", "NEC 1")
        assert "'NEC 1' is not an id" in amiss(pilot, "id")
        await press(pilot, "ctrl+s")
        assert stored(pilot) == ["a"]


async def test_a_start_with_a_time_needs_its_zone(tmp_path: Path) -> None:
    async with form(tmp_path, MAN) as pilot:
        await write(pilot, "time", "09:00")
        assert "a start time without a time zone is not a moment" in (
            amiss(pilot, "zone") + said(pilot, "said")
        )
        assert doses(pilot) == []
        await write(pilot, "zone", "Europe/Dublin")
        assert doses(pilot) == EP
        await write(pilot, "time", "9")
        assert "'9' is not a time of day" in amiss(pilot, "time")


async def test_a_measured_gfr_needs_its_method(tmp_path: Path) -> None:
    fields = {name: text for name, text in CARBOPLATIN.items() if "creatinine" not in name}
    async with form(tmp_path, fields) as pilot:
        await write(pilot, "measured_gfr", "140 mL/min")
        assert "a measured GFR needs its method" in amiss(pilot, "gfr_method")
        assert doses(pilot) == []
        await write(pilot, "gfr_method", "iohexol")
        # 5 × (140 + 25) = 825
        assert doses(pilot)[1] == "825 mg"


async def test_without_a_policy_the_site_is_asked_once(tmp_path: Path) -> None:
    async with form(tmp_path, policy=None) as pilot:
        picker = pilot.app.screen
        assert isinstance(picker, PolicyPicker)
        await pilot.press("enter", "enter", "tab", "enter")
        assert pilot.app.screen is picker
        await pilot.press("shift+tab")
        picker.query_one("#picker-search").focus()
        await press(pilot, *"wright", "enter", "down")
        assert "wright_2001" in screen_text(pilot)
        await press(pilot, "enter")
        assert pilot.app.workplace.policy == "wright"  # type: ignore[attr-defined]
        assert site_settings.policy() == "wright"
        assert "policy wright (draft)" in screen_text(pilot)


async def test_without_a_policy_nothing_is_calculated_and_nothing_begins(tmp_path: Path) -> None:
    async with form(tmp_path, policy=None) as pilot:
        await press(pilot, "escape")
        await of(pilot)._fill(MAN)
        await write(pilot, "who", "MB")
        assert doses(pilot) == []
        assert "NO POLICY: F6 chooses it" in screen_text(pilot)
        await press(pilot, "ctrl+s")
        assert stored(pilot) == []


HOSTILE = (
    "[/red]",
    "[@click=app.quit]x[/]",
    "[strike]75[/]",
    "7\x1b[31m5",
    "\u202e07 kg",
    "x" * 600,
    "\ud800",
    "אבג مرحبا",
)


async def test_hostile_text_in_every_field_is_shown_or_refused(tmp_path: Path) -> None:
    async with form(tmp_path, {"regimen": "ep-21d"}) as pilot:
        screen = of(pilot)
        screen._field("label").input.focus()
        for text in HOSTILE:
            await write(pilot, "regimen", "ep-21d")
            assert "choose.cisplatin" in screen._entries
            for key, entry in screen._entries.items():
                if key != "regimen":
                    entry.input.value = text
            await until_read(pilot)
            assert doses(pilot) == []
            assert not screen._reading or not screen._reading.is_complete
            await write(pilot, "regimen", text)
            if text.startswith("["):
                screen._field("label").input.scroll_visible(animate=False)
                await pilot.pause()
                assert screen_text(pilot).count(text) > 1
            await press(pilot, "ctrl+s", "f4", "f4")
            assert pilot.app.screen is screen
            assert stored(pilot) == []


async def test_a_label_like_markup_is_a_label(tmp_path: Path) -> None:
    label = "[/red][@click=app.quit]x[/]אבג"
    async with form(tmp_path, {**MAN, "label": label}) as pilot:
        await press(pilot, "ctrl+s")
        assert label in screen_text(pilot)
        assert stored(pilot) == ["nec-0147"]


async def test_the_button_begins_only_what_is_complete(tmp_path: Path) -> None:
    async with form(tmp_path, {**MAN, "who": ""}) as pilot:
        button = of(pilot).query_one("#begin", Button)
        button.press()
        await pilot.pause()
        assert stored(pilot) == []
        await write(pilot, "who", "MB")
        button.press()
        await pilot.pause()
        assert stored(pilot) == ["nec-0147"]


async def test_where_the_draft_cannot_be_written_it_is_said(tmp_path: Path) -> None:
    async with form(tmp_path, MAN) as pilot:
        # a folder in its place, which stops also one who may write everywhere
        (tmp_path / "courses" / NAME).unlink(missing_ok=True)
        (tmp_path / "courses" / NAME).mkdir()
        await write(pilot, "label", "NEC-2")
        assert "THE DRAFT IS NOT SAVED" in said(pilot, "said")
        of(pilot)._field("label").input.value = "NEC-3"
        assert "THE DRAFT IS NOT SAVED" in said(pilot, "said")
        await until_read(pilot)
        assert doses(pilot) == EP
        await press(pilot, "ctrl+s")
        assert stored(pilot) == ["nec-0147"]


async def test_where_the_store_refuses_nothing_of_before_stands_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(_: Store) -> None:
        raise Refused(Problem("RC801", "the store cannot be used: locked", "Look who uses it."))

    async with form(tmp_path, MAN) as pilot:
        assert read_as(pilot, "weight").startswith("70 kg")
        with monkeypatch.context() as refusing:
            refusing.setattr(Store, "listed", refuses)
            of(pilot)._field("weight").input.value = "80 kg"
            # as where somebody types for longer than a draft waits
            of(pilot)._save_draft()
            assert said(pilot, "said") == "Reading …"
            await until_read(pilot)
            assert said(pilot, "said") == "Nothing can be read · draft saved"
            assert "the store cannot be used: locked" in screen_text(pilot)
            assert doses(pilot) == []
            assert (read_as(pilot, "weight"), said(pilot, "body-words")) == ("", "")
        await write(pilot, "weight", "70 kg")
        assert doses(pilot) == EP
