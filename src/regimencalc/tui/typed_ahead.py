"""Keys that come faster than they are read: those before one that saves belong to it."""

import asyncio

from textual.app import App
from textual.widget import Widget


async def all_read(field: Widget | None) -> None:
    """Wait until every key before this one has been read by its field, and by all above it.

    A key that saves is looked at before it reaches the field, so that the keys after it go to what
    stands there then; those before it may still wait. Only the application itself may wait so.
    """
    for node in () if field is None else field.ancestors_with_self:
        read = asyncio.Event()
        if not isinstance(node, App) and node.is_running and node.call_later(read.set):
            await read.wait()
