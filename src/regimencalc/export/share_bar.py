"""A share as a small bar, to stand beside its number and never in its place."""

FULL, FREE = "█", "░"


def share_bar(share: float, cells: int) -> str:
    """A bar that is full from 1 on and not before, and has a cell as soon as there is anything.

    >>> share_bar(0, 5), share_bar(0.001, 5), share_bar(0.5, 6), share_bar(0.999, 5)
    ('░░░░░', '█░░░░', '███░░░', '████░')
    >>> share_bar(1, 5), share_bar(1.7, 5)
    ('█████', '█████')
    """
    if share >= 1:
        return FULL * cells
    filled = min(cells - 1, max(1 if share > 0 else 0, round(share * cells)))
    return FULL * filled + FREE * (cells - filled)
