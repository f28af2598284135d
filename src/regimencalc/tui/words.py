"""A line of words that is drawn anew only when it says something else."""

from textual.widgets import Static

from regimencalc.tui.plain import plain


class Words(Static):
    """Words as they are; a form has many, of which each key changes few.

    The screen is laid out anew only where other words need another room.
    """

    def __init__(self, words: str = "", *, id: str | None = None, classes: str = "") -> None:  # noqa: A002 - Textual's name
        super().__init__(plain(words), id=id, classes=classes)
        self._said = words

    def show(self, words: str) -> None:
        """Other words, or the same."""
        if words != self._said:
            self._said = words
            self.update(plain(words), layout=False)
            if self._needs_another_room():
                self.refresh(layout=True)

    def _needs_another_room(self) -> bool:
        if self.styles.is_auto_width:
            return True
        size = self.content_size
        if not self.styles.is_auto_height:
            return False
        return not size.width or size.height != self.get_content_height(size, size, size.width)
