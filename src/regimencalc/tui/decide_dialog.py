"""A decision of any kind, with what it does to the doses."""

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Checkbox, Input, OptionList, Static

from regimencalc.export.decision_forms import FORMS, HERE, Form, FormField, known_names
from regimencalc.record import Record
from regimencalc.tui.kind_list import SENTENCE, KindList
from regimencalc.tui.plain import plain
from regimencalc.tui.reason_field import ReasonField
from regimencalc.tui.sentence import Sentence
from regimencalc.tui.taking import Taking
from regimencalc.tui.text_field import FlagField, TextField
from regimencalc.tui.workplace import Workplace

_NO_FORM = Form("=", SENTENCE, "Type the sentence itself", ())


class DecideDialog(Taking):
    """First the kind, then the few fields of that kind; their sentence may be typed as well.

    A sentence that was typed holds alone: the fields are emptied and closed until it is empty.
    """

    def __init__(self, workplace: Workplace, record: Record, cycle: int, line: str) -> None:
        super().__init__(workplace, record)
        self._here = dict(zip(HERE, (str(cycle), line), strict=True))
        self._cycle = cycle
        self._form: Form | None = None

    def head(self) -> str:
        """What it is for."""
        return "Decide: which kind? Its key, or Enter on it"

    def fields(self) -> ComposeResult:
        """The kinds; below them the form of one kind."""
        yield KindList()
        with Vertical(id="of-kind"):
            yield Vertical(id="own-fields")
            yield Static(id="names")
            yield TextField("sentence", "Kept as", is_wide=True)
            yield ReasonField()
            yield TextField("why", "In words", is_wide=True)

    def on_mount(self) -> None:
        """The kinds alone."""
        self._show_kinds()

    def _show_kinds(self) -> None:
        self._form = None
        self.add_class("-choosing")
        self.query_one(".dialog-title", Static).update(plain(self.head()))
        self.query_one(KindList).focus()

    async def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """A kind was chosen: its fields, and the cursor in the first that is empty."""
        if not isinstance(event.option_list, KindList):
            return
        event.stop()
        form = FORMS.get(event.option_list.word_of(event.option_index), _NO_FORM)
        self._form = form
        own = self.query_one("#own-fields", Vertical)
        await own.remove_children()
        await own.mount(*(_row(field, self._here) for field in form.fields))
        with self.prevent(Input.Changed):
            self._sentence.value = ""
        own.disabled = False
        names = "\n".join(known_names(self.record, self.course, form, self._cycle))
        self.query_one("#names", Static).update(plain(names))
        self.query_one("#names").display = bool(names)
        self.query_one(".dialog-title", Static).update(plain(f"Decide: {form.title}"))
        self.remove_class("-choosing")
        self._focus_first_empty()
        self.changed()

    def _focus_first_empty(self) -> None:
        form = self._form or _NO_FORM
        needed = [one.name for one in form.fields if not one.is_optional] or ["sentence"]
        rows = [row for row in self.query(TextField) if row.typed_id in needed]
        next((row for row in rows if not row.value), rows[0]).focus_typed()

    @property
    def _sentence(self) -> Input:
        return self.query_one("#sentence", Input)

    @property
    def _typed(self) -> dict[str, str]:
        own = self.query_one("#own-fields")
        return {
            **{row.typed_id: row.value for row in own.query(TextField)},
            **{row.typed_id: row.value for row in own.query(FlagField)},
        }

    @on(Input.Changed)
    def _of_field_or_sentence(self, event: Input.Changed) -> None:
        """A field makes the sentence; a sentence that is typed closes the fields."""
        own = self.query_one("#own-fields", Vertical)
        if event.input is self._sentence:
            own.disabled = bool(event.value)
            with self.prevent(Input.Changed):
                for one in own.query(Input):
                    one.value = ""
        elif event.input in own.query(Input):
            self._say()

    @on(Checkbox.Changed)
    def _of_box(self) -> None:
        """A box is a part of the sentence."""
        if not self.query_one("#own-fields", Vertical).disabled:
            self._say()

    def _say(self) -> None:
        """The sentence of the fields."""
        if self._form is not None:
            with self.prevent(Input.Changed):
                self._sentence.value = self._form.sentence(self._typed)

    def missing(self) -> Sequence[str]:
        """What the sentence lacks."""
        if self._form is None:
            return ["the kind"]
        if self._sentence.value.strip():
            return []
        return [word.lower() for word in self._form.missing(self._typed)] or ["the sentence"]

    def missing_at_last(self) -> Sequence[str]:
        """The reason, and the initials."""
        has_reason = self.query_one(ReasonField).value
        return [*([] if has_reason else ["reason"]), *super().missing_at_last()]

    def sentences(self) -> Sequence[Sentence]:
        """The one decision."""
        why = self.query_one("#why", Input).value.strip()
        reason = self.query_one(ReasonField).value
        return [Sentence(self._sentence.value.strip(), reason, why)]

    async def action_back(self) -> None:
        """From the form to the kinds, and out."""
        if self._form is None:
            self.dismiss()
        else:
            self._show_kinds()


def _row(field: FormField, here: dict[str, str]) -> TextField | FlagField:
    if field.is_flag:
        return FlagField(field.name, field.label, field.hint)
    return TextField(field.name, field.label, field.hint, value=here.get(field.name, ""))
