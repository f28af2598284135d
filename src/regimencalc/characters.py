"""Characters that a reader cannot see, or that reorder what is seen."""

import re
import unicodedata
from collections.abc import Iterator

_KINDS = {
    "Cc": "a control character",
    "Cf": "an invisible character",
    "Cs": "a broken character",
    "Co": "a private character",
    "Cn": "an unknown character",
    "Zl": "a line-breaking character",
    "Zp": "a line-breaking character",
}

_FILLERS = "\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\uffa0"
"""Joiners and fillers: they count as letters or marks, and nothing is seen of them."""
_MARKS = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff"
"""Marks that are seen on what stands before them: without a letter, on what another wrote."""
_FILLER = re.compile(f"[{_FILLERS}]")
_ALONE = re.compile(f"(?:^|(?<=[\\s\"']))[{_MARKS}]")
_MAY_HIDE = re.compile(f"[{_FILLERS}{_MARKS}]")

_SUSPECT = re.compile(r"[^\n\x20-\x7e]")
"""Whatever is not a line feed or a character of a plain keyboard: to be looked up."""


def unseen(text: str) -> Iterator[tuple[int, str]]:
    """The index of each such character, and what it is; line feeds may stand.

    >>> list(unseen("1\u200b8"))
    [(1, 'an invisible character U+200B')]
    """
    if _is_plain(text.replace("\n", " ")):
        return
    alone = {found.start() for found in _ALONE.finditer(text)}
    for found in _SUSPECT.finditer(text):
        character = found[0]
        kind = _KINDS.get(unicodedata.category(character))
        if found.start() in alone:
            kind = "a mark without its letter"
        if _FILLER.match(character):
            kind = "an invisible character"
        if kind is not None:
            yield found.start(), "a tab" if character == "\t" else f"{kind} U+{ord(character):04X}"


def _is_plain(text: str) -> bool:
    """Whether every character of a line is seen, each in its own place."""
    if not text.isprintable() or _MAY_HIDE.search(text) is None:
        return text.isprintable()
    return not (_FILLER.search(text) or _ALONE.search(text))


def visible(text: str) -> str:
    """The text with every such character spelled out, so that a message can hold it.

    >>> visible("7\u202e0 kg")
    '7<U+202E>0 kg'
    """
    if (text.isascii() and text.isprintable()) or _is_plain(text):
        return text
    hidden = {text[index] for index, _ in unseen(text)} | {"\n"}
    for character in hidden:
        text = text.replace(character, f"<U+{ord(character):04X}>")
    return text
