"""A course is begun: regimen, patient and answers are typed, and the doses of them stand beside."""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, TypeAlias

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.events import DescendantFocus
from textual.screen import Screen
from textual.widgets import Button, Footer, Input, Static

from regimencalc import loading, typed_course
from regimencalc.characters import visible
from regimencalc.drafts import Draft, free_draft
from regimencalc.export.typed_text import amiss, beside, body_words
from regimencalc.policy import Policy
from regimencalc.problems import Problem, Refused
from regimencalc.regimen import Regimen
from regimencalc.tui.draft_dialog import DraftDialog
from regimencalc.tui.entry import Entry
from regimencalc.tui.heading import Heading
from regimencalc.tui.new_fields import (
    BODY,
    COURSE,
    KIDNEYS,
    PERSON,
    REGIMEN,
    SAME_PERSON,
    WHO,
    Field,
    field_of,
)
from regimencalc.tui.plain import plain
from regimencalc.tui.policy_picker import PolicyPicker
from regimencalc.tui.preview import Preview
from regimencalc.tui.problems_dialog import ProblemsDialog
from regimencalc.tui.regimen_picker import RegimenPicker
from regimencalc.tui.words import Words
from regimencalc.tui.workplace import Workplace
from regimencalc.typed_course import CHOOSE, PRIOR, VALUE, Asked, Reading

if TYPE_CHECKING:
    from textual.timer import Timer

_NOT_KEPT = ("who", "same_person")
"""Typed anew each time: what answers for the course is no part of a draft."""
_PolicyRead: TypeAlias = Policy | tuple[Problem, ...] | None
READ_AFTER_S = 0.1
"""So long after the last key what is typed is read, and the draft is saved."""
SAVE_WITHIN_S = 0.2
"""So long after a key its draft is saved, even if others follow without a pause."""
_SAVED = "draft saved"
_GROUPS = {CHOOSE: "choices", PRIOR: "priors", VALUE: "values"}


class NewCourse(Screen[str | None]):
    """Gives back the id of the course that has begun. It starts empty, and Enter begins nothing."""

    BINDINGS = [
        Binding("ctrl+s", "begin", "Begin", priority=True),
        Binding("f3", "pick_regimen", "Regimens"),
        Binding("f4", "doses", "Doses"),
        Binding("f6", "pick_policy", "Policy"),
        Binding("f1", "help", "Help"),
        Binding("escape", "back", "Back"),
    ]

    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self.workplace = workplace
        self.typed: dict[str, str] = {}
        self._regimen: Regimen | tuple[Problem, ...] | None = None
        self._asked: tuple[Asked, ...] = ()
        self._reading: Reading | None = None
        self._draft: Draft | None = None
        self._draft_said = ""
        self._entries: dict[str, Entry] = {}
        self._loaded = ""
        self._later: Timer | None = None
        self._saving: Timer | None = None
        self._heading = Heading("New course")
        self._preview = Preview(id="preview")
        self._said, self._help = Words(id="said"), Words(id="field-help")

    # The form

    def compose(self) -> ComposeResult:
        """Fields on the left, the doses of them on the right."""
        yield self._heading
        with Horizontal(id="new-course"):
            with VerticalScroll(id="form", can_focus=False):
                yield from _section("Regimen", (REGIMEN,))
                yield Words(id="policy-words")
                yield Vertical(id="choices")
                yield from _section("Course", COURSE)
                yield from _section("Person", PERSON)
                yield Entry(SAME_PERSON)
                yield from _section("Body", BODY)
                yield Words(id="body-words")
                yield from _section("Kidneys, where a dose or a rule needs them", KIDNEYS)
                yield Vertical(id="priors")
                yield Vertical(id="values")
                yield from _section("Begin", (WHO,))
                yield Button("Begin the course (Ctrl+S)", id="begin", compact=True)
            yield self._preview
        yield self._help
        yield self._said
        yield Footer()

    def on_mount(self) -> None:
        """An empty form; a draft is asked for first, and then a policy where there is none."""
        for entry in self.query(Entry):
            self._listen(entry)
        self._read()
        self._field("regimen").input.focus()
        try:
            self._draft = free_draft(self.workplace.store.folder)
        except Refused as refusal:
            self._not_saved(refusal)
            self._ask_policy()
            return
        try:
            kept = _visible(self._draft.read())
        except Refused as refusal:
            self._set_aside(self._draft, refusal)
            return
        if kept is None:
            self._ask_policy()
        else:
            dialog = DraftDialog(kept.get("label", ""), kept.get("regimen", ""))
            self.app.push_screen(dialog, lambda answer: self._of_draft(answer, kept))

    def _set_aside(self, draft: Draft, refusal: Refused) -> None:
        problems = list(refusal.problems)
        try:
            draft.set_aside()
        except Refused as again:
            problems += again.problems
        title = "A draft is not read: it is set aside, and the form starts empty"
        self.app.push_screen(ProblemsDialog(problems, title), lambda _: self._ask_policy())

    def _of_draft(self, is_continued: bool | None, kept: dict[str, str]) -> None:  # noqa: FBT001
        if is_continued is None:
            self._leave(None)
            return
        if is_continued:
            self.call_later(self._fill, kept)
        elif self._draft is not None:
            self._draft.remove()
        self._ask_policy()

    async def _fill(self, draft: dict[str, str]) -> None:
        """What a draft holds, in the fields that there are; those of its regimen come with it."""
        self.typed = {name: text for name, text in draft.items() if name not in _NOT_KEPT}
        self._load_regimen(self.typed.get("regimen", ""))
        await self._mount_asked()
        for entry in self._entries.values():
            with self.prevent(Input.Changed):
                entry.input.value = self.typed.get(entry.field.key, "")
        self._read()

    def _ask_policy(self) -> None:
        if self.workplace.policy is None:
            self.action_pick_policy()

    def _field(self, key: str) -> Entry:
        return self._entries[key]

    def _listen(self, entry: Entry) -> None:
        """Each change takes what was shown away, before anything is drawn."""
        key = entry.field.key
        self._entries[key] = entry
        self.watch(entry.input, "value", lambda text: self._changed(key, text), init=False)

    def _changed(self, key: str, text: str) -> None:
        if self.typed.get(key, "") == text:
            return
        self.typed[key] = text
        if key == "regimen":
            for name in [name for name in self.typed if name.startswith(CHOOSE)]:
                del self.typed[name]
        if self._saving is None:
            self._saving = self.set_timer(SAVE_WITHIN_S, self._save_draft)
        self._read_soon()

    @property
    def is_waiting(self) -> bool:
        """Whether something was typed that is not read yet."""
        return self._later is not None

    def _read_soon(self) -> None:
        """No dose of before is seen while somebody types; after the last key all is read anew."""
        self._reading = None
        self._preview.wait()
        if self._later is not None:
            self._later.stop()
        self._later = self.set_timer(READ_AFTER_S, self._read_typed)
        self._say()

    async def _read_typed(self) -> None:
        """What is typed, and first the regimen where it is another."""
        if self._later is not None:
            self._later.stop()
        self._later = None
        self._save_what_is_not_saved()
        name = self.typed.get("regimen", "")
        if name == self._loaded:
            self._read()
            return
        asked = self._asked
        self._load_regimen(name)
        if asked or self._asked:
            await self._mount_asked()
        else:
            self._read()

    def _load_regimen(self, name: str) -> None:
        regimen = typed_course.read_regimen(name) if name else None
        self._loaded = name
        self._regimen = regimen
        self._asked = typed_course.asked_by(regimen) if isinstance(regimen, Regimen) else ()

    async def _mount_asked(self) -> None:
        """The fields that the regimen asks for, in place of those of another."""
        headings = {
            "choices": "What the regimen leaves open: nothing is chosen for you",
            "priors": "Given before, for the limits of a lifetime; 0 is typed",
            "values": "Values for rules, optional",
        }
        for start, group in _GROUPS.items():
            room = self.query_one(f"#{group}", Vertical)
            await room.remove_children()
            for key in [key for key in self._entries if key.startswith(start)]:
                del self._entries[key]
            asked = [one for one in self._asked if one.key.startswith(start)]
            if asked:
                entries = [Entry(field_of(one), self.typed.get(one.key, "")) for one in asked]
                await room.mount(Static(plain(headings[group]), classes="section"), *entries)
                for entry in entries:
                    self._listen(entry)
        self._read()

    def _save_what_is_not_saved(self) -> None:
        if self._saving is not None:
            self._save_draft()

    def _save_draft(self) -> None:
        if self._saving is not None:
            self._saving.stop()
        self._saving = None
        kept = {name: text for name, text in self.typed.items() if name not in _NOT_KEPT}
        if self._draft is not None:
            try:
                self._draft.save(kept)
                self._draft_said = _SAVED
            except Refused as refusal:
                self._not_saved(refusal)
        self._say()

    def _not_saved(self, refusal: Refused) -> None:
        self._draft_said = f"THE DRAFT IS NOT SAVED: {refusal.problems[0].message}"

    # What is shown

    def _read(self) -> None:
        """Everything that is typed, read anew; what cannot be read leaves no doses."""
        try:
            reading = typed_course.read(
                self.typed, self._regimen, self.workplace.policy, self.workplace.store
            )
        except Refused as refusal:
            # a library or a store that cannot be used: nothing of before may stand there
            self._reading = None
            for entry in self._entries.values():
                entry.show("", "")
            self.query_one("#body-words", Words).show("")
            self._preview.show(None, {"Files": refusal.problems}, ())
            self._say()
            return
        self._reading = reading
        read, wrong = beside(reading, self.typed), amiss(reading, self.typed)
        for key, entry in self._entries.items():
            entry.show(read.get(key, ""), wrong.get(key, ""))
        self._field("same_person").display = bool(reading.same)
        policy = self._policy()
        self._show_body(reading, policy)
        problems = {self._label(name): found for name, found in reading.problems.items()}
        needed = [self._label(name) for name in reading.open]
        self._preview.show(reading.course, problems, needed)
        self._show_heading(policy)
        self._say()

    def _label(self, name: str) -> str:
        entry = self._entries.get(name)
        asked = (one.name for one in self._asked if one.key == name)
        return next(asked, name).strip() if entry is None else entry.field.label.strip()

    def _show_body(self, reading: Reading, policy: _PolicyRead) -> None:
        said: Iterable[str] = ()
        if isinstance(policy, Policy) and reading.start is not None:
            said = body_words(reading.patient, policy, reading.start)
        self.query_one("#body-words", Words).show("\n".join(said))

    def _policy(self) -> _PolicyRead:
        name = self.workplace.policy
        if name is None:
            return None
        try:
            return loading.read_policy(name)
        except Refused as refusal:
            return refusal.problems

    def _show_heading(self, policy: _PolicyRead) -> None:
        regimen = self._regimen
        said = ["New course", self.typed.get("label") or "no label yet"]
        said.append(
            f"{regimen.id} · {regimen.status.upper()} REGIMEN"
            if isinstance(regimen, Regimen)
            else "no regimen yet"
        )
        said.append(
            f"policy {policy.id} ({policy.status})"
            if isinstance(policy, Policy)
            else f"policy {self.workplace.policy} CANNOT BE READ"
            if policy
            else "NO POLICY: F6 chooses it"
        )
        self._heading.show(" · ".join(said))
        how = (
            policy.in_short if isinstance(policy, Policy) else "F6 chooses how this site calculates"
        )
        self.query_one("#policy-words", Words).show(f"Policy: {how}")

    def _say(self) -> None:
        reading = self._reading
        draft_said = self._draft_said
        if self.is_waiting:
            words = "Reading …"
            draft_said = "" if draft_said == _SAVED else draft_said
        elif reading is None:
            words = "Nothing can be read"
        elif reading.problems:
            names = ", ".join(self._label(name) for name in reading.problems)
            words = f"NO DOSES. To mend: {names}"
        elif reading.open:
            words = f"Still needed: {', '.join(self._label(name) for name in reading.open)}"
        else:
            words = "Everything is there: Ctrl+S begins the course"
        self._said.show(f"{words} · {draft_said}" if draft_said else words)

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """What to write in the field, with an example."""
        entry = next((one for one in event.widget.ancestors if isinstance(one, Entry)), None)
        words = entry.field.help if entry is not None else ""
        if isinstance(event.widget, Button):
            words = "Begins the course when everything is there and your initials are typed."
        self._help.show(words)

    # What may be done

    @property
    def enter_goes_on(self) -> bool:
        """Enter goes on to the next field; in the first it shows the library."""
        entry = self._entries.get("regimen")
        return entry is None or self.focused is not entry.input or self._is_regimen

    def on_input_submitted(self) -> None:
        """What is typed there is no regimen yet."""
        self.action_pick_regimen()

    @property
    def _is_regimen(self) -> bool:
        return isinstance(self._regimen, Regimen)

    def action_pick_regimen(self) -> None:
        """The library, searched."""
        search = "" if self._is_regimen else self.typed.get("regimen", "")
        self._or_problems(lambda: self.app.push_screen(RegimenPicker(search), self._picked))

    def _picked(self, name: str | None) -> None:
        if name is not None:
            self._field("regimen").input.value = name

    def action_pick_policy(self) -> None:
        """How the site calculates, where it has not chosen yet."""
        if self.workplace.policy is None:
            self._or_problems(
                lambda: self.app.push_screen(PolicyPicker(self.workplace), lambda _: self._read())
            )
        else:
            said = "The site has chosen its policy: it is changed in its settings file."
            self.notify(said, markup=False)

    def action_doses(self) -> None:
        """Where there is room for one of them: the doses, or the fields again."""
        is_shown = self.query_one("#new-course").toggle_class("-doses").has_class("-doses")
        if is_shown:
            self.query_one("#looked-at").focus()
        else:
            self._field("regimen").input.focus()

    def action_back(self) -> None:
        """To the list of courses; the draft is kept."""
        self._leave(None)

    def on_unmount(self) -> None:
        """Where the program ends, what was typed last is kept too."""
        self._let_go()

    def _leave(self, begun: str | None) -> None:
        """To the course that has begun, whose draft is gone; or back, and the draft is kept."""
        self._save_what_is_not_saved()
        if begun is not None and self._draft is not None:
            self._draft.remove()
        self._let_go()
        self.dismiss(begun)

    def _let_go(self) -> None:
        """From here on another form may have the draft."""
        self._save_what_is_not_saved()
        if self._draft is not None:
            self._draft.release()
        self._draft = None

    def action_help(self) -> None:
        """What this screen is for and what its keys do."""
        from regimencalc.tui.help_dialog import HelpDialog

        self.app.push_screen(HelpDialog(self))

    async def on_button_pressed(self) -> None:
        """The one button does what the key does."""
        await self.action_begin()

    async def action_begin(self) -> None:
        """Begin the course, if everything is there and initials are typed."""
        if self.is_waiting:
            await self._read_typed()
        reading, regimen, policy = self._reading, self._regimen, self.workplace.policy
        is_complete = reading is not None and reading.is_complete
        if not is_complete or not isinstance(regimen, Regimen) or policy is None:
            self._to_what_is_amiss()
            return

        def act() -> None:
            at = self.workplace.now()
            record = typed_course.begin(self.workplace.store, self.typed, regimen, policy, at)
            self.workplace.who = self.typed["who"]
            self._leave(record.id)

        self._or_problems(act)

    def _to_what_is_amiss(self) -> None:
        """To the first field that is wrong or needed."""
        reading = self._reading
        names: Sequence[str] = () if reading is None else (*reading.problems, *reading.open)
        for key, entry in self._entries.items():
            if key in names:
                self.query_one("#new-course").remove_class("-doses")
                entry.input.focus()
                break

    def _or_problems(self, act: Callable[[], object]) -> None:
        try:
            act()
        except Refused as refusal:
            self.app.push_screen(ProblemsDialog(refusal.problems, "The course has not begun"))


def _visible(draft: dict[str, str] | None) -> dict[str, str] | None:
    """A draft as its fields show it."""
    return None if draft is None else {name: visible(text) for name, text in draft.items()}


def _section(title: str, fields: Sequence[Field]) -> Iterable[Static | Entry]:
    yield Static(plain(title), classes="section")
    for field in fields:
        yield Entry(field)
