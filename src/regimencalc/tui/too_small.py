"""What stands over everything where a terminal is too small to show a dose whole."""

from textual.app import ComposeResult
from textual.geometry import Size
from textual.screen import ModalScreen
from textual.widgets import Static

from regimencalc.tui.plain import plain

LEAST = Size(80, 24)


def is_too_small(size: Size) -> bool:
    """Whether a dose, its unit or its drug might be cut."""
    return size.width < LEAST.width or size.height < LEAST.height


class TooSmall(ModalScreen[None]):
    """Takes every key until the terminal is large enough."""

    def compose(self) -> ComposeResult:
        """What to do."""
        yield Static(
            plain(
                f"The terminal is too small: at least {LEAST.width} columns and {LEAST.height} "
                "lines are needed, so that no dose is cut.\n\nMake it larger. Nothing is lost. "
                "Ctrl+Q leaves."
            )
        )
