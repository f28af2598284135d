"""Pages whose commands are run, and print what they show."""

import re
from pathlib import Path

import pytest
from test_stories import BLOCK, test_a_command_prints_what_the_page_shows

PAGE = Path(__file__).parent.parent / "docs" / "courses.md"
KIDNEY = PAGE.parent / "kidney-function.md"
PYTHON = re.compile(r"```python\n(.+?)\n```", re.DOTALL)


def test_the_page_can_be_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = PAGE.read_text("utf-8")
    steps = BLOCK.findall(text)
    assert len(steps) == text.count("```sh") == 9
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("REGIMENCALC_COURSES", str(tmp_path / "courses"))
    for command, printed in steps:
        test_a_command_prints_what_the_page_shows(command, printed)
    (script,) = PYTHON.findall(text)
    found: list[str] = []
    exec(script.replace("print(", "found.extend("), {"found": found})  # noqa: S102
    assert found == ["181.8 mg", "181.8 mg", "81.8 mg", "181.8 mg", "81.8 mg"]


def test_the_comparison_on_the_page_is_the_one_that_is_printed() -> None:
    ((command, printed),) = BLOCK.findall(KIDNEY.read_text("utf-8"))
    assert command.startswith("regimencalc compare ")
    test_a_command_prints_what_the_page_shows(command, printed)
