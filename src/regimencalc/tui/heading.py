"""The line that never leaves the screen: whose course it is, the regimen's status, the policy."""

from textual.widgets import Static

from regimencalc.tui.plain import plain


class Heading(Static):
    """What must always be seen."""

    def __init__(self, words: str = "") -> None:
        super().__init__(plain(words))

    def show(self, words: str) -> None:
        """Other words."""
        self.update(plain(words))
