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

_SUSPECT = re.compile(r"[^\n\x20-\x7e]")
"""Whatever is not a line feed or a character of a plain keyboard: to be looked up."""


def unseen(text: str) -> Iterator[tuple[int, str]]:
    """The index of each such character, and what it is; line feeds may stand.

    >>> list(unseen("1\u200b8"))
    [(1, 'an invisible character U+200B')]
    """
    if text.replace("\n", "").isprintable():
        return  # which is none of these kinds
    for found in _SUSPECT.finditer(text):
        character = found[0]
        kind = _KINDS.get(unicodedata.category(character))
        if kind is not None:
            yield found.start(), "a tab" if character == "\t" else f"{kind} U+{ord(character):04X}"


def visible(text: str) -> str:
    """The text with every such character spelled out, so that a message can hold it.

    >>> visible("7\u202e0 kg")
    '7<U+202E>0 kg'
    """
    if text.isprintable():
        return text
    hidden = {text[index] for index, _ in unseen(text)} | {"\n"}
    for character in hidden:
        text = text.replace(character, f"<U+{ord(character):04X}>")
    return text
