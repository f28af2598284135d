"""Which names a few typed words could mean: every word must be found, a slip of the finger too."""

import difflib
import re
from collections.abc import Mapping, Sequence

_NEAR = 0.75
_SHORTEST = 4
"""A word of fewer letters is near to too many others."""


def ranked(search: str, known: Mapping[str, Sequence[str]]) -> list[str]:
    """The names whose words hold every word of the search, the nearest first.

    >>> ranked("cisp", {"ep": ["ep", "cisplatin"], "ce": ["ce", "carboplatin"]})
    ['ep']
    """
    wanted = search.casefold().split()
    scores: dict[str, float] = {}
    for name, said in known.items():
        held = [_score(word, [one.casefold() for one in said]) for word in wanted]
        if all(held):
            scores[name] = -sum(held)
    return sorted(scores, key=lambda name: (scores[name], name))


def _score(word: str, said: Sequence[str]) -> float:
    """How well a word is held: as a whole, at the start of a word, inside one, nearly; else 0."""
    parts = [part for one in said for part in re.split(r"[^\w]+", one) if part]
    if word in said:
        return 4
    if any(one.startswith(word) for one in (*said, *parts)):
        return 3
    if any(word in one for one in said):
        return 2
    is_near = len(word) >= _SHORTEST and difflib.get_close_matches(word, parts, 1, _NEAR)
    return 1 if is_near else 0
