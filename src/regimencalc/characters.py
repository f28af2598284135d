"""Characters that a reader cannot see, or that reorder what is seen."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

_KINDS = {
    "Cc": "a control character",
    "Cf": "an invisible character",
    "Cs": "a broken character",
    "Co": "a private character",
    "Cn": "an unknown character",
    "Zl": "a line-breaking character",
    "Zp": "a line-breaking character",
}

_FILLER = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\uffa0]")
"""Joiners and fillers: they count as letters or marks, and nothing is seen of them."""
_MARK = re.compile("[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]")
_ALONE = "a mark without its letter"
"""A mark is seen on what stands before it: without a letter, on what another hand wrote."""

_SUSPECT = re.compile(r"[^\n\x20-\x7e]")
"""Whatever is not a line feed or a character of a plain keyboard: to be looked up."""


def unseen(text: str) -> Iterator[tuple[int, str]]:
    """The index of each such character, and what it is; line feeds may stand.

    >>> list(unseen("1\u200b8"))
    [(1, 'an invisible character U+200B')]
    """
    if not any(map(_kind, set(_SUSPECT.findall(text)))):
        return
    for found in _SUSPECT.finditer(text):
        character, before = found[0], text[max(found.start() - 1, 0) : found.start()]
        kind = _kind(character)
        is_on_its_letter = kind == _ALONE and before.strip("\"'") and not before.isspace()
        if kind and not is_on_its_letter:
            yield found.start(), "a tab" if character == "\t" else f"{kind} U+{ord(character):04X}"


@lru_cache(maxsize=4096)
def _kind(character: str) -> str:
    """What a character is that may not be seen, or not where it stands; nothing for the others."""
    if _FILLER.match(character):
        return "an invisible character"
    return _ALONE if _MARK.match(character) else _KINDS.get(unicodedata.category(character), "")


def visible(text: str) -> str:
    """The text with each character that is never seen spelled out, so that a message can hold it.

    A mark stays: where a line of a page is broken, its letter may stand at the end of the last.

    >>> visible("7\u202e0 kg")
    '7<U+202E>0 kg'
    """
    if text.isprintable() and (text.isascii() or _FILLER.search(text) is None):
        return text
    for character in {"\n", *_SUSPECT.findall(text)}:
        if _kind(character) not in ("", _ALONE):
            text = text.replace(character, f"<U+{ord(character):04X}>")
    return text
