"""Draws the planner's pictures from the planner itself: a store is filled, keys are pressed.

Run from the top of the checkout: python tools/draw_planner.py
"""

import asyncio
import tempfile
from collections.abc import Iterable
from html import escape
from pathlib import Path
from typing import NamedTuple

from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.pilot import Pilot
from textual.strip import Strip

from regimencalc import courses, deciding
from regimencalc.confirming import warnings_of
from regimencalc.record import Record
from regimencalc.replaying import replayed
from regimencalc.store import Store
from regimencalc.tui.app import Planner
from regimencalc.tui.workplace import Workplace

FOLDER = Path(__file__).parent.parent / "docs" / "pictures"
WIDE, NARROW = (132, 40), (80, 24)
CHARACTER, LINE, MARGIN = 8.4, 18, 12
AT = "2026-12-31T09:00:00+00:00"
MAN = {
    "sex": "male",
    "birth_date": "1959-03-14",
    "height": "170 cm",
    "height_on": "2026-11-30",
    "weight": "70 kg",
    "weight_on": "2026-11-30",
    "creatinine": "0.9 mg/dL",
    "creatinine_on": "2026-11-30",
}
WELL = ("neutrophils=3.1 10^9/L", "platelets=240 10^9/L", "bilirubin=10 umol/L", "ast=20 IU/L")


class Picture(NamedTuple):
    """A picture: its name, the size of the terminal, and the keys that lead to it."""

    name: str
    size: tuple[int, int]
    keys: tuple[str, ...]


EP = ("down", "enter")
TYPED = (
    "ep-infusional-28d", "2027-01-04", "09:00", "Europe/Dublin", "", "NEC-0150", "nec-0150",
    "1959-03-14", "male", "170 cm", "2027-01-03", "70,5 kg",
)  # fmt: skip
PICTURES = (
    Picture("courses", NARROW, ()),
    Picture("course", WIDE, (*EP, "left_square_bracket", "down", "right")),
    Picture("course-80", NARROW, (*EP, "left_square_bracket", "down", "right")),
    Picture("whole-course", WIDE, (*EP, "o")),
    Picture("month", WIDE, (*EP, "m")),
    Picture("assess", WIDE, (*EP, "a")),
    Picture("confirm", WIDE, ("enter", "c")),
    Picture("decide", WIDE, (*EP, "d", "d", "7")),
    Picture("what-if", WIDE, (*EP, "w")),
    Picture("new", WIDE, ("n", *(key for text in TYPED for key in (f'"{text}', "tab")))),
)
"""A key that begins with a quotation mark is a text that is typed."""
WAITING = ("Planning by every formula", "Reading …", "Looking …")


def told(store: Store) -> None:
    """A course of EP whose first cycle is given, and one of R-CHOP."""
    courses.new(
        store,
        "ep-infusional-28d",
        course_id="nec-0147",
        label="NEC-0147",
        birth_year=1959,
        start="2026-12-01T09:00",
        zone="Europe/Dublin",
        measures=MAN,
        prior={"cisplatin": "0"},
        values=[f"{value}, on 2026-12-01" for value in WELL],
        who="MB",
        at="2026-12-01T08:00:00+00:00",
    )
    decide(store, "nec-0147", "2026-12-01T08:30:00+00:00", *accepted(store, "nec-0147", 1))
    for day in (1, 2, 3):
        decide(store, "nec-0147", f"2026-12-0{day}T17:00:00+00:00", f"given cycle 1 day {day}")
    courses.new(
        store,
        "r-chop-21d",
        course_id="lym-0003",
        label="LYM-0003",
        birth_year=1961,
        start="2027-01-04",
        measures={**MAN, "birth_date": "1961-05-02"},
        prior={"doxorubicin": "0"},
        choose={"prednisone-dose": "flat"},
        who="MB",
        at=AT,
    )


def accepted(store: Store, course: str, cycle: int) -> list[str]:
    """The sentences that confirm a cycle: each warning is accepted, then the cycle."""
    record, _ = courses.opened(store, course)
    keys = warnings_of(record, replayed(record), cycle)
    return [*(f"accept {key}" for key in keys), f"confirm cycle {cycle}"]


def decide(store: Store, course: str, at: str, *sentences: str) -> None:
    """Decide sentences at a moment."""

    def change(record: Record) -> Record:
        for text in sentences:
            record = deciding.decide(
                record, text, who="MB", at=at, reason="as-planned", why="seen on the ward"
            )
        return record

    courses.changed(store, course, change, who="MB", at=at)


async def strips_of(picture: Picture, folder: Path) -> list[Strip]:
    """What the terminal shows after the keys."""
    with Store(folder) as store:
        told(store)
        app = Planner(Workplace(store, "reference", lambda: AT))
        async with app.run_test(size=picture.size) as pilot:
            await pilot.pause()
            for key in picture.keys:
                await pilot.press(*(key[1:] if key.startswith('"') else (key,)))
                await settled(pilot)
            return app.screen._compositor.render_strips()


async def settled(pilot: Pilot[None]) -> None:
    """Until nothing on the screen says that it is still being worked out."""
    for _ in range(600):
        await pilot.pause(0.15)
        strips = pilot.app.screen._compositor.render_strips()
        if not any(word in strip.text for strip in map(Strip, strips) for word in WAITING):
            return


def svg(strips: Iterable[Strip], size: tuple[int, int]) -> str:
    """A terminal as SVG: a rectangle for each stretch with a ground, a text for each with words."""
    width, height = size[0] * CHARACTER + 2 * MARGIN, size[1] * LINE + 2 * MARGIN
    drawn = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" '
        f'viewBox="0 0 {width:.0f} {height:.0f}">',
        '<rect width="100%" height="100%" rx="8" fill="#121212"/>',
        '<g font-family="DejaVu Sans Mono, Menlo, Consolas, monospace" font-size="14">',
    ]
    for y, strip in enumerate(strips):
        x = 0
        for segment in Strip(strip).simplify():
            drawn += _stretch(segment, x, y)
            x += segment.cell_length
    return "\n".join((*drawn, "</g>", "</svg>", ""))


def _stretch(segment: Segment, x: int, y: int) -> Iterable[str]:
    style = segment.style or Style()
    ink, ground = _colour(style.color, "#e0e0e0"), _colour(style.bgcolor, "#121212")
    if style.reverse:
        ink, ground = ground, ink
    left, top = MARGIN + x * CHARACTER, MARGIN + y * LINE
    if ground != "#121212":
        yield (
            f'<rect x="{left:.1f}" y="{top}" width="{segment.cell_length * CHARACTER:.1f}" '
            f'height="{LINE}" fill="{ground}"/>'
        )
    words = segment.text.strip()
    if words:
        left += (len(segment.text) - len(segment.text.lstrip())) * CHARACTER
        weight = ' font-weight="bold"' if style.bold else ""
        yield (
            f'<text x="{left:.1f}" y="{top + 0.75 * LINE:.1f}" fill="{ink}"{weight} '
            f'textLength="{len(words) * CHARACTER:.1f}" xml:space="preserve">{escape(words)}</text>'
        )


def _colour(colour: Color | None, otherwise: str) -> str:
    if colour is None or colour.is_default:
        return otherwise
    return colour.get_truecolor().hex


def draw() -> None:
    """Every picture."""
    for picture in PICTURES:
        with tempfile.TemporaryDirectory() as folder:
            strips = asyncio.run(strips_of(picture, Path(folder)))
        (FOLDER / f"planner-{picture.name}.svg").write_text(svg(strips, picture.size), "utf-8")
        print(picture.name)


if __name__ == "__main__":
    draw()
