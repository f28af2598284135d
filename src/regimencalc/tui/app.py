"""The planner as an application: its stylesheet, its first screen, its palette."""

import gc
import sys
import time
import traceback
from collections.abc import Iterable
from functools import partial
from pathlib import Path

from textual._styles_cache import StylesCache
from textual.app import App, SystemCommand
from textual.binding import Binding
from textual.events import Callback, Event, Key, Paste, Resize
from textual.geometry import Size
from textual.screen import Screen
from textual.widgets import Footer, Input

from regimencalc.characters import visible
from regimencalc.tui.course_list import CourseList
from regimencalc.tui.palette import Palette
from regimencalc.tui.plain import cell
from regimencalc.tui.too_small import TooSmall, is_too_small
from regimencalc.tui.typed_ahead import WAITS, TypedAhead
from regimencalc.tui.workplace import Workplace

IDLE_S = 1.0
"""So long without a key nobody waits for a redraw."""
_AFTER_A_FAULT = (
    "Every decision that was taken is stored, and what was typed for a new course is kept as a "
    "draft. Please report the lines above: they hold nothing of a patient."
)


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
        # as Textual has them, but without their English in the help
        Binding("tab", "app.focus_next", "", show=False, priority=True),
        Binding("shift+tab", "app.focus_previous", "", show=False, priority=True),
        Binding("enter", "next_field", "", show=False, priority=True),
    ]

    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self.workplace = workplace
        self.animation_level = "none"
        self._last_key: float | None = None
        self.typed_ahead = TypedAhead(self, super().on_event)

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

    def action_command_palette(self) -> None:
        """What may be done here and now, found by its words."""
        if not isinstance(self.screen, Palette):
            self.push_screen(Palette())

    def on_mount(self) -> None:
        """Memory is let go of in pauses, and not between a key and its redraw."""
        self.set_interval(IDLE_S, self._pause)

    def _pause(self) -> None:
        last = self._last_key
        if last is not None and time.monotonic() - last >= IDLE_S:
            self._last_key = None
            self.let_go()

    def let_go(self) -> None:
        """Let go of the memory of what was closed.

        Textual keeps the keys of a footer that was drawn anew until it is told that the footer has
        changed, and what a widget last drew as part of a key of a cache, a thousand of them
        (https://github.com/Textualize/textual/issues/6666 and 6665).
        """
        for footer in (one for screen in self.screen_stack for one in screen.query(Footer)):
            footer.mutate_reactive(Footer.compact)
        StylesCache.get_inner_outer.cache_clear()
        gc.collect()

    def action_light_or_dark(self) -> None:
        """The other of the two themes."""
        is_dark = self.current_theme.dark
        self.theme = "textual-light" if is_dark else "textual-dark"

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enter goes on where the screen is a form; elsewhere it is for what has the focus."""
        if action == "next_field":
            goes_on = getattr(self.screen, "enter_goes_on", False)
            return bool(goes_on) and isinstance(self.focused, Input)
        return super().check_action(action, parameters)

    def action_next_field(self) -> None:
        """To the field after this one."""
        self.screen.focus_next()

    async def on_event(self, event: Event) -> None:
        """What is pasted is one line, whole, and every hidden character of it is spelled out.

        A field alone takes the first of several lines and says nothing of the others: 7 for a 70
        that was broken in two; and the terminal obeys what is hidden.
        """
        if isinstance(event, Key):
            self._last_key = time.monotonic()
        elif isinstance(event, Paste):
            event.text = visible(event.text.strip("\r\n"))
        if isinstance(event, WAITS) and not event.is_forwarded:
            await self.typed_ahead.take(event)
        else:
            await super().on_event(event)

    def simulate_key(self, key: str) -> None:
        """The key that is clicked in the footer, before what was typed after the click."""
        if self.typed_ahead.is_reading:
            self.typed_ahead.take_first(Key(key, None))
        else:
            super().simulate_key(key)

    async def on_resize(self, event: Resize) -> None:
        """Nothing is shown where a dose might be cut, once the key before is read to its end.

        What it opens would stand over the cover, and what it closes would be the cover.
        """
        await self.typed_ahead.take(Callback(partial(self._cover, event.size)))

    def _cover(self, size: Size) -> None:
        is_covered = isinstance(self.screen, TooSmall)
        if is_too_small(size) and not is_covered:
            self.push_screen(TooSmall())
        elif is_covered and not is_too_small(size):
            self.pop_screen()

    def _fatal_error(self) -> None:
        """The end after a fault of the program: where it was, and nothing of the patient.

        Textual would print the values of every variable, which are the patient's.
        """
        error = sys.exc_info()[1]
        frames = traceback.extract_tb(None if error is None else error.__traceback__)
        places = [f"  {Path(one.filename).name}:{one.lineno}, {one.name}" for one in frames]
        kind = type(error).__name__
        words = "\n".join((f"regimencalc has failed: {kind}", *places, "", _AFTER_A_FAULT))
        self.bell()
        self._exit_renderables.append(cell(words))
        self._close_messages_no_wait()
