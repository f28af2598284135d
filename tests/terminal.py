"""The planner in a real terminal: tmux holds it, keys go in, and its screen is read."""

import os
import re
import shlex
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Self

SIZE = (140, 45)
PATIENCE_S = 60.0
_STEP_S = 0.05


class Terminal:
    """A tmux session of its own, in which `regimencalc` runs on a store in a folder."""

    def __init__(self, folder: Path, size: tuple[int, int] = SIZE) -> None:
        self._socket = str(folder / "tmux")
        self._folder = folder
        self._size = size

    def __enter__(self) -> Self:
        width, height = self._size
        variables = {
            "REGIMENCALC_COURSES": str(self._folder / "courses"),
            "REGIMENCALC_POLICY": "reference",
            "XDG_CONFIG_HOME": str(self._folder),
            "XDG_DATA_HOME": str(self._folder),
            "TERM": "xterm-256color",
            "PYTHONPATH": os.environ.get("PYTHONPATH", ""),
        }
        said = " ".join(f"{name}={shlex.quote(value)}" for name, value in variables.items())
        command = (
            f"env -u COLUMNS -u LINES {said} {shlex.quote(sys.executable)} -m regimencalc; exec cat"
        )
        self._tmux(
            "new-session", "-d", "-s", "planner", "-x", f"{width}", "-y", f"{height}", command
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        raised: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._tmux("kill-server")

    def _tmux(self, *arguments: str) -> str:
        command = ("tmux", "-S", self._socket, "-f", "/dev/null", *arguments)
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    @property
    def screen(self) -> str:
        """What stands on the screen."""
        return self._tmux("capture-pane", "-p", "-t", "planner")

    def press(self, *keys: str) -> None:
        """Keys by tmux's names: Enter, Tab, C-s, Escape, Right, d."""
        self._tmux("send-keys", "-t", "planner", *keys)

    def type_in(self, text: str) -> None:
        """A text, letter by letter."""
        self._tmux("send-keys", "-t", "planner", "-l", text)

    def until(self, *words: str, without: str = "") -> str:
        """The screen as soon as it says these words, spaces aside; fails if it never does."""
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            screen = self.screen
            flat = _flat(screen)
            is_there = all(_flat(one) in flat for one in words)
            if is_there and not (without and _flat(without) in flat):
                return screen
            time.sleep(_STEP_S)
        raise AssertionError(f"{words} never stood on the screen:\n{self.screen}")


def _flat(text: str) -> str:
    """Words without what frames them, so that it does not matter where a line ends."""
    return re.sub(r"[\s│╭╮╰╯─▌▐]+", "", text)
