"""Characters that nobody sees: which they are, and how they are spelled out."""

import pytest

from regimencalc.characters import unseen, visible

ALONE = "a mark without its letter U+0301"
UNSEEN = "an invisible character U+034F"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("cisplatin 75 mg/m² é", []),
        ("n\u0303 e\u0301", []),  # each on its letter
        ("75 m\u034fg", [(4, UNSEEN)]),
        ("\u0301", [(0, ALONE)]),
        ("a \u0301", [(2, ALONE)]),
        ("a\n\u0301", [(2, ALONE)]),
        ('"\u0301"', [(1, ALONE)]),
        ("e\u0301 \u0301", [(3, ALONE)]),
        ("\t", [(0, "a tab")]),
        ("a\nb", []),
    ],
)
def test_what_is_not_seen_is_found(text: str, found: list[tuple[int, str]]) -> None:
    assert list(unseen(text)) == found


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("75 m\u034fg", "75 m<U+034F>g"),
        ("a\nb", "a<U+000A>b"),
        ("\u0301e\u0301", "\u0301e\u0301"),  # as a line that was broken behind a letter begins
        ("75 mg/m²", "75 mg/m²"),
    ],
)
def test_what_is_never_seen_is_spelled_out(text: str, shown: str) -> None:
    assert visible(text) == shown
