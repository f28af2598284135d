"""Another formula, policy or regimen beside the present one; nothing of it is saved."""

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.screen import Screen
from textual.widgets import Footer, Input, OptionList
from textual.widgets.option_list import Option
from textual.worker import Worker, WorkerState

from regimencalc import library, supposing
from regimencalc.characters import visible
from regimencalc.comparing import Comparison
from regimencalc.export.problem_text import problem_lines
from regimencalc.export.what_if_text import TITLE, choices_lines, regimen_lines
from regimencalc.planned_course import Course
from regimencalc.problems import Problem, Refused
from regimencalc.record import Record
from regimencalc.tui.heading import Heading
from regimencalc.tui.page import Lines, Page
from regimencalc.tui.plain import plain

CHOICES = "Formulas and policies"


class WhatIf(Screen[None]):
    """What this patient would get by another formula, policy or regimen. Nothing of it is saved."""

    BINDINGS = [
        Binding("escape", "dismiss", "Back"),
        Binding("slash", "search", "Search"),
        Binding("left_square_bracket", "cycle(-1)", "Cycle before", key_display="["),
        Binding("right_square_bracket", "cycle(1)", "Cycle after", key_display="]"),
        Binding("question_mark", "help", "Help"),
    ]

    def __init__(self, record: Record, course: Course) -> None:
        super().__init__()
        self._record, self._course = record, course
        open_cycles = (n for n in range(1, course.cycles + 1) if course.state(n) != "GIVEN")
        self.cycle = next(open_cycles, course.cycles)
        self._what = CHOICES
        self._found: dict[int, Comparison] = {}

    def compose(self) -> ComposeResult:
        """What may be supposed at the left, what comes of it at the right."""
        yield Heading()
        with Horizontal():
            with Vertical(id="suppose"):
                yield Input(placeholder="part of a regimen's id", id="what-if-search")
                yield OptionList(id="what-if-list")
                yield Input(placeholder="name=answer, …", id="what-if-answers")
            yield Page(id="what-if")
        yield Footer()

    def on_mount(self) -> None:
        """The formulas first."""
        for name, title in (("search", "Search"), ("answers", "Answers")):
            self.query_one(f"#what-if-{name}", Input).border_title = plain(title)
        self._list()
        self.query_one(OptionList).focus()
        self._show()

    def _list(self) -> None:
        """What the search leaves of the regimens, below the formulas and policies."""
        words = self.query_one("#what-if-search", Input).value.casefold().split()
        names = (name for name in library.ids("regimens") if all(word in name for word in words))
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options(Option(plain(visible(name)), id=name) for name in (CHOICES, *names))
        options.highlighted = 1 if words and options.option_count > 1 else 0

    def on_input_changed(self, event: Input.Changed) -> None:
        """The search narrows as it is typed."""
        if event.input.id == "what-if-search":
            self._list()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """From the search to what it found; answers are taken."""
        if event.input.id == "what-if-search":
            self.query_one(OptionList).focus()
        else:
            self._show()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Suppose what is under the cursor."""
        self._what = event.option.id or CHOICES
        self._show()

    def action_search(self) -> None:
        """To the search."""
        self.query_one("#what-if-search", Input).focus()

    def action_cycle(self, by: int) -> None:
        """Beside the cycle before or after."""
        if 1 <= self.cycle + by <= self._course.cycles:
            self.cycle += by
            self._show()

    def action_help(self) -> None:
        """What this screen is for and what its keys do."""
        from regimencalc.tui.help_dialog import HelpDialog

        self.app.push_screen(HelpDialog(self))

    # What comes of it

    def _show(self) -> None:
        course, cycle = self._course, self.cycle
        beside = f"{course.regimen.id}, cycle {cycle}"
        self.query_one(Heading).show(f"{TITLE} · {self._record.label} · {beside}")
        if self._what == CHOICES:
            self._show_choices()
            return
        try:
            answers = supposing.read_answers(self.query_one("#what-if-answers", Input).value)
            other = supposing.with_other_regimen(self._record, course, cycle, self._what, answers)
        except Refused as refusal:
            self._say_why_not(tuple(refusal.problems))
            return
        self._lay_out(lambda width: regimen_lines(course, cycle, other, width))

    def _show_choices(self) -> None:
        """By every formula and policy: counted beside the screen, as it takes a while."""
        cycle, found = self.cycle, self._found.get(self.cycle)
        if found is not None:
            self._lay_out(lambda width: choices_lines(found, self._course, cycle, width))
            return
        self._lay_out(lambda _: ("Planning by every formula and every policy …",))
        self.run_worker(
            lambda: _compared(self._record, self._course, cycle), thread=True, exclusive=True
        )

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """The comparison is there, or was refused."""
        if event.state is not WorkerState.SUCCESS or event.worker.result is None:
            return
        cycle, found = event.worker.result
        is_wanted = self._what == CHOICES and cycle == self.cycle
        if isinstance(found, Comparison):
            self._found[cycle] = found
        if is_wanted and isinstance(found, Comparison):
            self._show_choices()
        elif is_wanted:
            self._say_why_not(found)

    def _say_why_not(self, problems: tuple[Problem, ...]) -> None:
        self._lay_out(lambda width: problem_lines(problems, width))

    def _lay_out(self, lines: Lines) -> None:
        self.query_one("#what-if", Page).show(lines)


def _compared(
    record: Record, course: Course, cycle: int
) -> tuple[int, Comparison | tuple[Problem, ...]]:
    """A comparison for a cycle, or why there is none."""
    try:
        return cycle, supposing.by_other_formulas(record, course, cycle)
    except Refused as refusal:
        return cycle, tuple(refusal.problems)
