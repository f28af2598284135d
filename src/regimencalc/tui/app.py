"""The planner as an application: its stylesheet, its first screen, its palette."""

from collections.abc import Iterable
from pathlib import Path

from textual.app import App, SystemCommand
from textual.binding import Binding
from textual.events import Resize
from textual.screen import Screen

from regimencalc.tui.course_list import CourseList
from regimencalc.tui.too_small import TooSmall, is_too_small
from regimencalc.tui.workplace import Workplace


class Planner(App[None]):
    """Courses of patients, planned and decided at a terminal."""

    CSS_PATH = Path(__file__).with_name("planner.tcss")
    TITLE = "regimencalc"
    HORIZONTAL_BREAKPOINTS = [
        (0, "-narrow"),
        (120, "-wide"),
    ]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (36, "-tall")]
    BINDINGS = [
        Binding("ctrl+q", "quit", "Quit", priority=True),
        Binding("f2", "light_or_dark", "Light or dark", show=False),
    ]

    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self.workplace = workplace
        self.animation_level = "none"

    def get_default_screen(self) -> Screen[None]:
        """The list of courses."""
        return CourseList(self.workplace)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """What may be done here and now: the keys of the screen, by their names."""
        for _, binding, is_enabled, tooltip in screen.active_bindings.values():
            if is_enabled and binding.description and not binding.system:
                yield SystemCommand(
                    binding.description,
                    tooltip or f"The key {binding.key}",
                    lambda action=binding.action: self.call_later(screen.run_action, action),
                )
        yield SystemCommand("Light or dark", "Other colours", self.action_light_or_dark)

    def action_light_or_dark(self) -> None:
        """The other of the two themes."""
        is_dark = self.current_theme.dark
        self.theme = "textual-light" if is_dark else "textual-dark"

    def on_resize(self, event: Resize) -> None:
        """Nothing is shown where a dose might be cut."""
        is_covered = isinstance(self.screen, TooSmall)
        if is_too_small(event.size) and not is_covered:
            self.push_screen(TooSmall())
        elif is_covered and not is_too_small(event.size):
            self.pop_screen()
