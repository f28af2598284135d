"""Deliberate mistakes, typed by keys into dialogs: each is refused or warned of in words.

The man of `kept` has 1.81812 m2: doxorubicin 50 mg/m2 is 90.9 mg, etoposide 100 mg/m2 181.8 mg.
"""

from pathlib import Path

from dialogs import course_open, is_open, is_refused, keys, stored, told, typed_into
from kept import kept
from planner import screen_text
from textual.widgets import Input

from regimencalc.record import Record

FREE = {"cisplatin": "0"}


def r_chop(*decisions: str, doxorubicin: str = "0") -> Record:
    """The man's course of R-CHOP."""
    return kept(
        "r-chop-21d",
        *decisions,
        choose={"prednisone-dose": "flat"},
        prior={"doxorubicin": doxorubicin, "chest-radiotherapy": "no"},
        values=("hepatitis_b=negative, on 2026-11-30", "ejection_fraction=60 %, on 2026-11-30"),
    )


async def test_e43_a_dose_is_never_rounded_or_capped_silently(tmp_path: Path) -> None:
    async with course_open(tmp_path, kept(prior=FREE)) as pilot:
        # 160 mg are 12 % less than 181.8 mg: beyond what rounding may do
        await keys(pilot, "d", "r", "160 mg")
        assert "etoposide of cycle 1 day 1 cannot be 160 mg: it is 181.8 mg" in await told(pilot)
        await keys(pilot, "escape", "c", "150 mg")
        assert "etoposide 181.8 mg -> 150 mg" in await told(pilot)
        await typed_into(pilot, who="MB")
        pilot.app.screen.query_one("#reason").focus()
        await pilot.pause()
        await keys(pilot, "other", "enter", "ctrl+s")
        assert not is_open(pilot)
        assert "150 mg" in screen_text(pilot)
        assert "cap" in screen_text(pilot).lower()


async def test_e45_a_line_that_is_misspelt_is_refused_and_not_ignored(tmp_path: Path) -> None:
    async with course_open(tmp_path, kept(prior=FREE)) as pilot:
        await keys(pilot, "d", "g")
        await typed_into(pilot, line="etopside", share="75 %")
        assert "'etopside' is not a line of ep-infusional-28d" in await told(pilot)
        assert is_refused(pilot)


async def test_e48_a_look_alike_is_never_chosen_for_somebody(tmp_path: Path) -> None:
    async with course_open(tmp_path, r_chop()) as pilot:
        await keys(pilot, "d", "t")
        assert "vinCRIStine" in screen_text(pilot)
        await typed_into(pilot, line="vincistine")
        said = await told(pilot)
        assert "'vincistine' is not a line of r-chop-21d" in said
        assert "vincristine" in said
        await typed_into(pilot, line="vinblastine")
        assert "'vinblastine' is not a line of r-chop-21d" in await told(pilot)
        assert pilot.app.screen.query_one("#line", Input).value == "vinblastine"


async def test_e49_the_liposomal_drug_is_not_the_conventional_one(tmp_path: Path) -> None:
    async with course_open(tmp_path, r_chop()) as pilot:
        await keys(pilot, "d", "g")
        for name in ("doxorubicin-liposomal", "doxorubicin-pegylated-liposomal", "doxorubicin lip"):
            await typed_into(pilot, line=name, share="75 %")
            await told(pilot)
            assert is_refused(pilot)


async def test_e55_a_lifetime_limit_is_said_before_and_nobody_can_accept_it(tmp_path: Path) -> None:
    # 260 mg/m2 before and 5 × 50 are 510; 40 more are 550, the limit, and 50 more are too many
    record = r_chop("give doxorubicin=80 % from cycle 6", doxorubicin="260 mg/m2")
    async with course_open(tmp_path, record) as pilot:
        await keys(pilot, "d", "g")
        await typed_into(pilot, line="doxorubicin", share="100 %", cycle="6")
        said = await told(pilot)
        # 90.906 mg × 80 % = 72.725 mg
        assert "doxorubicin 72.7 mg -> REFUSED" in said
        assert "REFUSED RC708:doxorubicin:6" in said
        await typed_into(pilot, sentence="accept RC708:doxorubicin:6")
        assert is_open(pilot)
        assert "RC708:doxorubicin:6" in await told(pilot)
        assert is_refused(pilot)


async def test_e60_enter_and_tab_decide_nothing_anywhere(tmp_path: Path) -> None:
    values = ("neutrophils=0.4 10^9/L, on 2026-11-30",)
    record = kept("ep-infusional-28d", "delay cycle 2 by 7 d", prior=FREE, values=values)
    async with course_open(tmp_path, record) as pilot:
        for dialog in "evaux":
            await pilot.press(dialog, *["enter", "tab"] * 10)
            await pilot.pause()
            assert is_open(pilot)
            await keys(pilot, "escape")
            if is_open(pilot):
                await keys(pilot, "escape")
        assert stored(pilot) == record
