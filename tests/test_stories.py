"""The stories of the handbook: their commands are run, and print what the page says."""

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from regimencalc.cli import main

STORIES = sorted((Path(__file__).parent.parent / "docs" / "stories").glob("*.md"))
BLOCK = re.compile(r"```sh\n(.+?)\n```\n\n```text\n(.+?)\n```", re.DOTALL)
STEPS = [
    pytest.param(command, text, id=f"{story.stem}-{number}")
    for story in STORIES
    for number, (command, text) in enumerate(BLOCK.findall(story.read_text("utf-8")), start=1)
]


def said(command: str) -> list[str]:
    program, *arguments = shlex.split(command.replace("\\\n", " "))
    assert program == "regimencalc"
    result = CliRunner().invoke(main, arguments, env={"COLUMNS": "100"})
    assert result.exit_code in (0, 1), result.output
    return [line.rstrip() for line in result.stdout.split("\n")]


def test_every_command_of_a_story_has_its_output() -> None:
    assert len(STEPS) == 4
    for story in STORIES:
        text = story.read_text("utf-8")
        assert text.count("```sh") == len(BLOCK.findall(text))
        assert "hypothetical" in text


@pytest.mark.parametrize(("command", "text"), STEPS)
def test_a_command_prints_what_the_page_shows(command: str, text: str) -> None:
    """The lines stand there in this order; `…` leaves some out, and nothing else does."""
    printed, at = said(command), 0
    for piece in re.split(r"(?m)^…\n", text + "\n"):
        lines = piece.removesuffix("\n").split("\n")
        found = [
            start
            for start in range(at, len(printed) - len(lines) + 1)
            if printed[start : start + len(lines)] == lines
        ]
        assert found, f"not printed:\n{piece}"
        at = found[0] + len(lines)


def test_a_slip_in_a_page_is_found() -> None:
    command, text = BLOCK.findall(STORIES[0].read_text("utf-8"))[0]
    with pytest.raises(AssertionError, match="not printed"):
        test_a_command_prints_what_the_page_shows(command, text.replace("122.3 mg", "122.4 mg"))
