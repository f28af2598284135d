"""The kinds of decision, each with a key of its own."""

from textual.binding import Binding
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from regimencalc.export.decision_forms import FORMS
from regimencalc.tui.plain import plain

SENTENCE = "sentence"
"""The choice to type the sentence itself."""


class KindList(OptionList):
    """Every kind of decision, and the sentence for who knows it; none is lit at first."""

    BINDINGS = [
        *(
            Binding(form.key, f"take_kind('{word}')", form.title, show=False)
            for word, form in FORMS.items()
        ),
        Binding("equals_sign", f"take_kind('{SENTENCE}')", "Type the sentence", show=False),
    ]

    def __init__(self) -> None:
        kinds = [
            Option(plain(f"{form.key}   {form.title}"), id=f"kind-{form.key}")
            for form in FORMS.values()
        ]
        super().__init__(
            *kinds, Option(plain("=   Type the sentence itself"), id="kind-="), compact=True
        )
        self._words = [*FORMS, SENTENCE]

    def word_of(self, index: int) -> str:
        """The kind that stands at a place."""
        return self._words[index]

    def action_take_kind(self, word: str) -> None:
        """Its key was pressed."""
        self.highlighted = self._words.index(word)
        self.action_select()
