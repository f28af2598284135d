"""Mistakes that have harmed, typed into the form of a new course: refused or warned, in words."""

from pathlib import Path

from form import (
    CARBOPLATIN,
    MAN,
    amiss,
    begins_nothing,
    doses,
    form,
    of,
    press,
    read_as,
    said,
    stored,
    until_read,
    write,
)
from planner import planner
from textual.pilot import Pilot

from regimencalc.tui.page import Page


async def test_e16_pounds_as_kilograms(tmp_path: Path) -> None:
    async with form(tmp_path, MAN) as pilot:
        await write(pilot, "weight", "154")
        assert "'154' has no unit" in amiss(pilot, "weight")
        await write(pilot, "weight", "154 lb")
        # 154 × 0.45359237 = 69.9 kg
        assert "154 lb is 69.9 kg; if that is what you mean, write that." in amiss(pilot, "weight")
        assert doses(pilot) == []
        await write(pilot, "weight", "154 kg")
        # 154 ÷ 1.7² = 53.3 kg/m2
        assert read_as(pilot, "weight") == "154 kg, 340 lb"
        assert "a body mass index of 53.29 kg/m2 is outside the usual" in amiss(pilot, "weight")


async def test_e17_height_and_weight_swapped(tmp_path: Path) -> None:
    async with form(tmp_path, MAN) as pilot:
        await write(pilot, "height", "70 cm")
        await write(pilot, "weight", "170 kg")
        # 170 ÷ 0.7² = 346.9 kg/m2
        assert "a body mass index of 346.9 kg/m2 is outside 10 to 80" in amiss(pilot, "weight")
        assert "swapped height and weight" in amiss(pilot, "weight")
        assert doses(pilot) == []
        assert await begins_nothing(pilot)


async def test_e18_metres_or_inches(tmp_path: Path) -> None:
    async with form(tmp_path, MAN) as pilot:
        for typed, words in (
            ("1.70 m", "1.70 m is 170 cm"),
            ("1.70 cm", "a height of 1.7 cm is outside 40 to 250 cm"),
            ("67 in", "67 in is 170.2 cm"),
            ("67 cm", "a body mass index of"),
        ):
            await write(pilot, "height", typed)
            assert words in amiss(pilot, "height") + amiss(pilot, "weight")
            assert doses(pilot) == []
            assert await begins_nothing(pilot)


async def test_e19_a_measure_that_is_old_or_undated(tmp_path: Path) -> None:
    async with form(tmp_path, MAN) as pilot:
        await write(pilot, "weight_on", "2026-08-01")
        # 1 August to 1 December: 122 days
        assert "122 d" in amiss(pilot, "weight_on") or "122" in said(pilot, "said")
        assert doses(pilot) == []
        await write(pilot, "weight_on", "2026-10-15")
        assert "weight" in page(pilot)
        assert "WARNING" in amiss(pilot, "weight_on")
        await write(pilot, "weight_on", "")
        assert "no date is given for weight" in page(pilot)


async def test_e21_a_cap_of_the_surface_is_said_and_none_is_silent(tmp_path: Path) -> None:
    # √(200 × 122 ÷ 3600) = √6.77778 = 2.60342 m2
    body = {**MAN, "height": "200 cm", "weight": "122 kg"}
    async with form(tmp_path, body) as pilot:
        assert "BSA 2.603 m2" in said(pilot, "body-words").split("\n")
        assert "no cap" in said(pilot, "policy-words")
        assert doses(pilot)[1] == "260.3 mg"


async def test_e22_a_creatinine_in_the_other_unit(tmp_path: Path) -> None:
    async with form(tmp_path, CARBOPLATIN) as pilot:
        await write(pilot, "creatinine", "0.9")
        assert "'0.9' has no unit" in amiss(pilot, "creatinine")
        for typed in ("80 mg/dL", "0.9 umol/L"):
            await write(pilot, "creatinine", typed)
            assert f"a creatinine of {typed} is outside" in amiss(pilot, "creatinine")
            assert doses(pilot) == []
            assert await begins_nothing(pilot)


async def test_e23_an_estimate_is_capped_and_both_are_said(tmp_path: Path) -> None:
    # (140 − 67) × 90 ÷ (72 × 0.6) = 152.1; capped at 125: 5 × (125 + 25) = 750
    async with form(tmp_path, {**CARBOPLATIN, "weight": "90 kg"}) as pilot:
        await write(pilot, "creatinine", "0.6 mg/dL")
        assert doses(pilot)[1] == "750 mg"
        assert "125 mL/min, capped from 152.1 mL/min" in said(pilot, "body-words")


async def test_e25_sex_and_age_are_never_assumed(tmp_path: Path) -> None:
    async with form(tmp_path, {**CARBOPLATIN, "sex": ""}) as pilot:
        assert read_as(pilot, "sex") == "needed"
        assert doses(pilot) == []
        await write(pilot, "sex", "male")
        assert doses(pilot)[1] == "519.3 mg"
        await write(pilot, "born", "1959")
        assert doses(pilot) == []
        await write(pilot, "born", "2014-03-14")
        assert "12" in amiss(pilot, "born")
        assert doses(pilot) == []
        await write(pilot, "born", "2014")
        assert "whether somebody born in 2014 is an adult" in amiss(pilot, "born")
        assert await begins_nothing(pilot)


async def test_e27_what_is_missing_is_nothing_and_not_zero(tmp_path: Path) -> None:
    async with form(tmp_path, MAN) as pilot:
        for key in ("height", "weight", "start", "born", "who", "label", "id"):
            names = [name for name in (key, f"{key}_on") if name in MAN]
            for name in names:
                of(pilot)._field(name).input.value = ""
            await until_read(pilot)
            assert read_as(pilot, key) == "needed"
            if key in ("height", "weight", "start"):
                assert doses(pilot) == []
            assert await begins_nothing(pilot)
            for name in names:
                of(pilot)._field(name).input.value = MAN[name]
            await until_read(pilot)
            assert doses(pilot)[1] == "181.8 mg"


async def test_e27_zero_is_no_measure(tmp_path: Path) -> None:
    async with form(tmp_path, MAN) as pilot:
        await write(pilot, "weight", "0 kg")
        assert "a weight of zero means nothing" in amiss(pilot, "weight")
        assert doses(pilot) == []


async def test_e30_a_missed_decimal_point(tmp_path: Path) -> None:
    fields = {**MAN, "regimen": "ep-21d"}
    async with form(tmp_path, fields) as pilot:
        for typed in ("7.5 mg/m2", "750 mg/m2"):
            await write(pilot, "choose.cisplatin", typed)
            assert f"'{typed}' is not an answer to 'cisplatin'" in amiss(pilot, "choose.cisplatin")
            assert doses(pilot) == []
        await write(pilot, "weight", "705 kg")
        await write(pilot, "choose.cisplatin", "75 mg/m2")
        assert doses(pilot) == []
        assert await begins_nothing(pilot)


async def test_e31_and_e32_a_naked_point_or_a_decimal_comma(tmp_path: Path) -> None:
    async with form(tmp_path, CARBOPLATIN) as pilot:
        for typed in (".9 mg/dL", "0. mg/dL", "00.9 mg/dL"):
            await write(pilot, "creatinine", typed)
            assert amiss(pilot, "creatinine").startswith("ERROR: a creatinine is needed")
            assert doses(pilot) == []
        for key, typed in (("weight", "70,5 kg"), ("creatinine", "0,9 mg/dL")):
            await write(pilot, key, typed)
            assert "has a comma in its number. Write a point" in amiss(pilot, key)
            assert doses(pilot) == []


async def test_e35_units_a_thousand_times_apart(tmp_path: Path) -> None:
    fields = {**MAN, "regimen": "bep-five-day-21d", "choose.bleomycin-route": "intravenous"}
    async with form(tmp_path, fields) as pilot:
        for typed in ("15 u", "15 units"):
            await write(pilot, "prior.bleomycin", typed)
            assert "can mean units 1,000 times apart" in amiss(pilot, "prior.bleomycin")
            assert doses(pilot) == []
            assert await begins_nothing(pilot)


async def test_e55_what_was_given_before_must_be_stated(tmp_path: Path) -> None:
    async with form(tmp_path, {**MAN, "prior.cisplatin": ""}) as pilot:
        assert read_as(pilot, "prior.cisplatin") == "needed"
        assert await begins_nothing(pilot)
        assert of(pilot)._field("prior.cisplatin").input.has_focus
        await write(pilot, "prior.cisplatin", "none")
        assert amiss(pilot, "prior.cisplatin").startswith("ERROR")
        assert doses(pilot) == []
        await write(pilot, "prior.cisplatin", "unknown")
        assert "CISplatin in a lifetime: before not stated" in page(pilot)
        assert said(pilot, "said").startswith("Everything is there")


async def test_e59_a_second_course_starts_empty(tmp_path: Path) -> None:
    async with form(tmp_path, MAN) as pilot:
        await press(pilot, "ctrl+s")
        assert stored(pilot) == ["nec-0147"]
        await press(pilot, "escape")
        await press(pilot, "n")
        assert not any(entry.input.value for entry in of(pilot).query("Entry"))  # type: ignore[attr-defined]
        assert doses(pilot) == []


async def test_e60_enter_and_tab_alone_save_nothing(tmp_path: Path) -> None:
    async with planner(tmp_path) as pilot:
        await pilot.press("n")
        for _ in range(10):
            await press(pilot, "enter", "tab", "enter")
        assert stored(pilot) == []


async def test_e60_neither_do_they_where_everything_but_the_initials_is_typed(
    tmp_path: Path,
) -> None:
    async with form(tmp_path, {**MAN, "who": ""}) as pilot:
        of(pilot)._field("weight").input.focus()
        for _ in range(24):
            await pilot.press("enter")
        await press(pilot, "tab", "enter", "tab", "enter")
        assert stored(pilot) == []


def page(pilot: Pilot[None]) -> str:
    """What is to be looked at beside the doses."""
    return " ".join(of(pilot).query_one("#looked-at", Page).text.split())
