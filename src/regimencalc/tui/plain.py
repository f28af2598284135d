"""Text as it is: what came from a file, a person or an exception is never read as markup."""

from rich.text import Text
from textual.content import Content


def plain(text: object) -> Content:
    """A text that is shown letter by letter, for every widget but a table's cell.

    >>> str(plain("AC [dose-dense] x4"))
    'AC [dose-dense] x4'
    """
    return Content(str(text))


def cell(text: object, style: str = "") -> Text:
    """The same for a cell of a table."""
    return Text(str(text), style=style)
