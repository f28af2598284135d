"""Draws the README's picture from what the program prints.

Run from the top of the checkout: python tools/draw_picture.py
"""

from html import escape
from pathlib import Path

from click.testing import CliRunner

from regimencalc.cli import main

ARGUMENTS = [
    "plan", "ep-infusional-28d", "--sex", "male", "--age", "67 y", "--height", "170 cm",
    "--weight", "70 kg", "--start", "2026-12-01T09:00", "--zone", "Europe/Dublin",
    "--cycles", "1",
]  # fmt: skip
PICTURE = Path(__file__).parent.parent / "docs" / "pictures" / "plan.svg"
CHARACTER, LINE, MARGIN = 8.4, 19, 20


def terminal_picture(command: str, text: str) -> str:
    """A terminal window with a command and what it printed, as SVG."""
    lines = [f"$ {command}", "", *text.rstrip().split("\n")]
    width = max(map(len, lines)) * CHARACTER + 2 * MARGIN
    height = len(lines) * LINE + 2 * MARGIN
    rows = "\n".join(
        f'<text x="{MARGIN}" y="{MARGIN + (number + 0.8) * LINE:.0f}" '
        f'xml:space="preserve">{escape(line)}</text>'
        for number, line in enumerate(lines)
        if line
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" '
        f'viewBox="0 0 {width:.0f} {height:.0f}">\n'
        f'<rect width="100%" height="100%" rx="8" fill="#10151c"/>\n'
        f'<g font-family="DejaVu Sans Mono, Menlo, Consolas, monospace" font-size="14" '
        f'fill="#d7dde5">\n{rows}\n</g>\n</svg>\n'
    )


def readme_picture() -> str:
    """The picture of the README: EP planned for one cycle."""
    result = CliRunner().invoke(main, ARGUMENTS)
    if result.exit_code:
        raise SystemExit(result.output)
    words = [f'"{word}"' if " " in word else word for word in ARGUMENTS]
    command = " ".join(["regimencalc", *words[:2], "…"])
    return terminal_picture(command, result.stdout)


if __name__ == "__main__":
    PICTURE.parent.mkdir(exist_ok=True)
    PICTURE.write_text(readme_picture(), encoding="utf-8")
    print(PICTURE.name)
