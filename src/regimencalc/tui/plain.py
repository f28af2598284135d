"""Text as it is: what came from a file, a person or an exception is never read as markup.

Nor does the terminal read any of it: a character that nobody can see is spelled out.
"""

from rich.text import Text
from textual.content import Content

from regimencalc.characters import visible


def plain(text: object) -> Content:
    """A text that is shown letter by letter, for every widget but a table's cell.

    >>> str(plain("AC [dose-dense] x4"))
    'AC [dose-dense] x4'
    """
    return Content(seen(text))


def cell(text: object, style: str = "") -> Text:
    """The same for a cell of a table."""
    return Text(seen(text), style=style)


def seen(text: object) -> str:
    """The text in its lines, every hidden character of them by its number.

    >>> seen("\x1b[2J75 mg")
    '<U+001B>[2J75 mg'
    """
    return "\n".join(visible(line) for line in str(text).split("\n"))
