"""A text that knows where it was written, as those of a file do."""

from regimencalc.problems import Place


class TextAt(str):
    """A text with its place."""

    __slots__ = ("place",)

    place: Place


def text_at(file: str, line: int, column: int) -> TextAt:
    """A text at a place of a file."""
    made = TextAt()
    made.place = Place(file, line, column)
    return made
