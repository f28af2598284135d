"""The line that never leaves the screen: whose course it is, the regimen's status, the policy."""

from regimencalc.tui.words import Words


class Heading(Words):
    """What must always be seen."""
