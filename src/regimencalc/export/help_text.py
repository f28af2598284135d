"""The help of a screen as lines: what it is for, its keys, and what its words mean."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from regimencalc.export.wrapping import Line, page

_KEYS_MOST = 14

LEGEND = (
    ("PROVISIONAL", "a cycle that is planned, and confirmed by nobody."),
    ("CONFIRMED", "somebody said of exactly these doses that they may be given as shown."),
    ("GIVEN", "what was entered as given: it keeps its dose, its day and its body for ever."),
    (
        "HELD",
        "a criterion, a rule or a test takes the number away until somebody decides.",
    ),
    ("REFUSED", "a limit is passed: no number is shown, and nobody can accept it away."),
    ("UNCHECKED", "no row of the formulary bounds this dose; nothing would notice a slip."),
    (
        "NOT ASSESSED",
        "there is a limit or a rule, and a value that it needs is missing or too old.",
    ),
    ("OMITTED", "somebody decided that this dose is left out."),
)
"""What the words in place of a number, and beside one, mean: a sentence each."""


class Key(NamedTuple):
    """A key of a screen and what it does."""

    key: str
    does: str


def help_lines(
    purpose: str, keys: Sequence[Key], moving: Sequence[Key], width: int
) -> Iterator[str]:
    """What a screen is for, each of its keys, those that move about in it, the legend of words."""
    lines = [Line(" ".join(purpose.split()), "", 0)]
    room = min(_KEYS_MOST, max((len(one.key) for one in (*keys, *moving)), default=0))
    for title, of_kind in (("Keys", keys), ("Moving about, where the cursor is now", moving)):
        lines += [Line(""), Line(title, "", 0)] if of_kind else []
        lines += [Line(one.does, f"  {one.key:<{room}}  ", room + 4) for one in of_kind]
    lines += [Line(""), Line("What the words mean", "", 0)]
    widest = max(len(word) for word, _ in LEGEND)
    lines += [Line(meaning, f"  {word:<{widest}}  ", widest + 4) for word, meaning in LEGEND]
    yield from page(lines, width).split("\n")
