"""Lines of a page: wrapped under their head."""

import textwrap

INDENT = " " * 12


def wrapped(head: str, words: str, width: int) -> list[str]:
    """Words under a head, as wide as the page."""
    return textwrap.wrap(words, width, initial_indent=head, subsequent_indent=INDENT)
