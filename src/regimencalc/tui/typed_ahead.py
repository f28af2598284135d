"""Keys that come faster than they are read: each waits until the one before it was read to its end.

A key is given to what has the focus when it comes. What it does there follows message by message:
a letter in a field, another focus, a dialog that opens or closes. Whoever types on would press
their next keys into what is about to go, and they would be lost there, or do something else.
"""

from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeAlias

from textual.app import App
from textual.dom import DOMNode
from textual.events import (
    Event,
    Key,
    MouseDown,
    MouseScrollDown,
    MouseScrollUp,
    MouseUp,
    Paste,
)
from textual.message_pump import MessagePump

Look: TypeAlias = Callable[[Event], Awaitable[None]]
WAITS = (Key, Paste, MouseDown, MouseUp, MouseScrollDown, MouseScrollUp)
"""What is done in the order in which it was done by hand."""


class TypedAhead:
    """Keys, clicks and what is pasted, one after another; `look` does what one of them does."""

    def __init__(self, app: App[None], look: Look) -> None:
        self._app, self._look = app, look
        self._waiting: deque[Event] = deque()
        self.is_reading = False

    async def take(self, event: Event) -> None:
        """Look at it now, or as soon as those before it have been read."""
        self._waiting.append(event)
        if not self.is_reading:
            await self._next()

    def take_first(self, event: Event) -> None:
        """A key that what is read now stands for: before all that waits."""
        self._waiting.appendleft(event)

    async def _next(self) -> None:
        self.is_reading = bool(self._waiting)
        if not self._waiting:
            return
        way = self._way()
        await self._look(self._waiting.popleft())
        # the key on its way up, and then what the field says of it
        self._pass((*way, *way), way)

    def _way(self) -> tuple[DOMNode, ...]:
        """What a key comes through: the focus, and all above it up to the application."""
        return tuple((self._app.focused or self._app.screen).ancestors_with_self)

    def _pass(self, nodes: Sequence[MessagePump], way: Sequence[DOMNode]) -> None:
        """Wait until each of these has read what it has; again, if the focus is elsewhere then."""
        for at, node in enumerate(nodes, 1):
            if node.is_running and node.call_later(self._pass, nodes[at:], way):
                return
        self._app.call_later(self._passed, way)

    async def _passed(self, way: Sequence[DOMNode]) -> None:
        now = self._way()
        if now == tuple(way):
            await self._next()
        else:
            self._pass(now, now)
