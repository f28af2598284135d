"""A course open on the screen: its cycles, the dose under the cursor, what may be decided."""

from collections.abc import Callable, Sequence
from typing import Self

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.screen import Screen
from textual.widgets import ContentSwitcher, Footer, Tab, Tabs

from regimencalc import courses, deciding
from regimencalc.export.course_text import decision_lines
from regimencalc.export.judgement_text import summary
from regimencalc.export.plan_grid import cycle_title
from regimencalc.export.planner_text import (
    heading_words,
    judged_lines,
    nothing_given_words,
    patient_lines,
    working_lines,
)
from regimencalc.problems import Problem, Refused
from regimencalc.record import Record
from regimencalc.tui.cycle_table import CycleTable
from regimencalc.tui.heading import Heading
from regimencalc.tui.hours import Hours
from regimencalc.tui.month import Month
from regimencalc.tui.page import Page
from regimencalc.tui.plain import plain
from regimencalc.tui.problems_dialog import ProblemsDialog
from regimencalc.tui.sentence import Taken, decided
from regimencalc.tui.whole_course import WholeCourse
from regimencalc.tui.words import Words
from regimencalc.tui.workplace import Workplace

PANES = ("working", "judged", "hours", "patient", "decisions")
"""What stands beside the doses; one at a time where there is little room."""


class CourseScreen(Screen[None]):
    """Shows one course as it is stored; every change goes through the store."""

    BINDINGS = [
        Binding("escape", "back", "Back"),
        Binding("question_mark", "help", "Help"),
        Binding("d", "decide", "Decide"),
        Binding("e", "measure", "Body"),
        Binding("v", "value", "Value"),
        Binding("a", "assess", "Assess"),
        Binding("c", "confirm", "Confirm"),
        Binding("g", "give", "Give"),
        Binding("u", "undo", "Undo"),
        Binding("n", "pane", "Pane"),
        Binding("w", "what_if", "What if"),
        Binding("left_square_bracket", "cycle(-1)", "Cycle before", show=False, key_display="["),
        Binding("right_square_bracket", "cycle(1)", "Cycle after", show=False, key_display="]"),
        Binding("o", "view('course')", "Whole course"),
        Binding("m", "view('month')", "Month"),
        Binding("h", "history", "History"),
        Binding("r", "redo", "Redo", show=False),
        Binding("x", "export", "Export", show=False),
    ]

    def __init__(self, workplace: Workplace, course: str, record: Record) -> None:
        super().__init__()
        self.workplace, self._course_id = workplace, course
        self.record = record
        self.course = courses.shown(record)
        self.cycle = self._first_not_given()
        self._pane = PANES[0]

    @classmethod
    def of(cls, workplace: Workplace, course: str) -> Self:
        """The screen of a stored course; refused where it cannot be read."""
        record, _ = courses.opened(workplace.store, course)
        return cls(workplace, course, record)

    def _first_not_given(self) -> int:
        open_cycles = (n for n, state in self.course.states.items() if state != "GIVEN")
        return next(open_cycles, self.course.cycles)

    def compose(self) -> ComposeResult:
        """The heading, the cycles with their doses, and what stands beside them."""
        yield Heading()
        yield Tabs(*self._tabs(), active=f"cycle-{self.cycle}")
        with Horizontal(id="room"):
            with ContentSwitcher(initial="of-cycle", id="views"):
                with Vertical(id="of-cycle"):
                    yield Words(id="title")
                    yield CycleTable(id="cycle")
                    yield Words(id="beside")
                yield WholeCourse(id="course")
                yield Month(id="month")
            with Vertical(id="side"):
                yield Page(id="patient")
                yield Page(id="decisions")
        with Horizontal(id="below"):
            yield Page(id="working")
            yield Page(id="judged")
            yield Hours(id="hours")
        yield Words(id="said")
        yield Footer(compact=True, show_command_palette=False)

    def _tabs(self) -> list[Tab]:
        cycles = [Tab(plain(self._tab(n)), id=f"cycle-{n}") for n in self._cycles]
        others = [Tab("Whole course", id="tab-course"), Tab("Month", id="tab-month")]
        return [*cycles, *others]

    @property
    def _cycles(self) -> range:
        return range(1, self.course.cycles + 1)

    def _tab(self, cycle: int) -> str:
        state = self.course.state(cycle)
        return f"{cycle}" if state == "PROVISIONAL" else f"{cycle} {state}"

    def on_mount(self) -> None:
        """Everything, once; then the cursor is on a dose."""
        for pane in PANES:
            self.query_one(f"#{pane}").border_title = plain(pane.capitalize())
        self._show_panes()
        self.show()
        self.query_one(CycleTable).focus()
        differing = list(deciding.differences(self.record, self.course))
        if differing:
            title = "Some doses are not as they were shown: nothing can be decided"
            self.app.push_screen(ProblemsDialog(differing, title))

    # What is shown

    def show(self) -> None:
        """The course as it is now, the cycle under its tab, and what stands beside it."""
        course, cycle = self.course, self.cycle
        self.query_one(Heading).show(heading_words(self.record, course))
        tabs = self.query_one(Tabs)
        for n in self._cycles:
            tab, words = tabs.query_one(f"#cycle-{n}", Tab), self._tab(n)
            if tab.label_text != words:
                tab.label = plain(words)
        self.query_one("#title", Words).show(cycle_title(course, cycle))
        table = self.query_one(CycleTable)
        table.show(course, cycle)
        beside = self.query_one("#beside", Words)
        beside.show("\n".join(table.beside))
        beside.display = bool(table.beside)
        self._show_view()
        self.query_one("#patient", Page).show(
            lambda width: patient_lines(self.record, course, cycle, width)
        )
        decisions = self.record.decisions
        self.query_one("#decisions", Page).show(lambda width: decision_lines(decisions, width))
        self.query_one("#said", Words).show(f"To look at: {summary(course)}")

    def _open_view(self, view: str) -> None:
        """The doses with their panes, or another view that has all the room."""
        self.query_one("#views", ContentSwitcher).current = view
        self.query_one("#below").display = view == "of-cycle"
        self._show_view()
        if view != "of-cycle":
            self.query_one(f"#{view}").focus()

    def _show_view(self) -> None:
        """The other view that is open, if one is: those that are not cost nothing."""
        view = self.query_one("#views", ContentSwitcher).current
        if view == "course":
            self.query_one(WholeCourse).show_course(self.record, self.course)
        elif view == "month":
            self.query_one(Month).show_cycle(self.course, self.cycle)

    def _show_dose(self) -> None:
        """The working of the dose under the cursor, and the hours of its day."""
        table, course = self.query_one(CycleTable), self.course
        doses, day = table.doses_under_cursor, table.day_under_cursor
        if doses:
            self.query_one("#working", Page).show(lambda width: working_lines(doses, width))
        else:
            nothing = nothing_given_words(table.line_under_cursor, day)
            self.query_one("#working", Page).show(lambda _: [nothing])
        self.query_one("#judged", Page).show(lambda width: judged_lines(course, doses, width))
        self.query_one(Hours).show_day(course, self.cycle, day)

    def _show_panes(self) -> None:
        """Where there is little room one pane stands below the doses; else all of them."""
        for pane in PANES:
            self.query_one(f"#{pane}").set_class(pane == self._pane, "-chosen")
        is_aside = self._pane in PANES[3:]
        self.query_one("#side").set_class(is_aside, "-chosen")
        self.query_one("#room").set_class(is_aside, "-aside")
        self.query_one("#below").set_class(self._pane in PANES[:3], "-chosen")

    def on_cycle_table_moved(self) -> None:
        """Another dose is under the cursor."""
        self._show_dose()

    def on_tabs_tab_activated(self, event: Tabs.TabActivated) -> None:
        """Another cycle, or another view."""
        name = event.tab.id or ""
        if name.startswith("cycle-"):
            cycle = int(name.removeprefix("cycle-"))
            self._open_view("of-cycle")
            if cycle != self.cycle:
                self.cycle = cycle
                self.show()
        else:
            self._open_view(name.removeprefix("tab-"))

    # What may be done

    def action_back(self) -> None:
        """From another view to the doses; from the doses to the list of courses."""
        if self.query_one("#views", ContentSwitcher).current == "of-cycle":
            self.dismiss()
        else:
            self.query_one(Tabs).active = f"cycle-{self.cycle}"
            self.query_one(CycleTable).focus()

    def action_cycle(self, by: int) -> None:
        """The cycle before or after."""
        cycle = self.cycle + by
        if cycle in self._cycles:
            self.query_one(Tabs).active = f"cycle-{cycle}"

    def action_view(self, view: str) -> None:
        """The whole course, or its month."""
        self.query_one(Tabs).active = f"tab-{view}"

    def action_pane(self) -> None:
        """The next of the panes, where one stands at a time."""
        self._pane = PANES[(PANES.index(self._pane) + 1) % len(PANES)]
        self._show_panes()
        self.call_after_refresh(self._keep_the_keys)

    def _keep_the_keys(self) -> None:
        """The arrows go to the pane that stands in the place of the doses, and back to these."""
        has_doses = self.query_one("#views").display
        if not has_doses:
            self.query_one(f"#{self._pane}").focus()
        elif self.focused is None or not self.focused.display or self.focused.id in PANES[3:]:
            self.query_one(CycleTable).focus()

    def action_decide(self) -> None:
        """Decide something of the course."""
        from regimencalc.tui.decide_dialog import DecideDialog

        self._ask(DecideDialog(self.workplace, self.record, self.cycle, self._line()))

    def action_measure(self) -> None:
        """Measures taken anew, from this cycle on."""
        from regimencalc.tui.measure_dialog import MeasureDialog

        self._ask(MeasureDialog(self.workplace, self.record, self.cycle))

    def action_value(self) -> None:
        """Values that rules and start criteria ask for."""
        from regimencalc.tui.value_dialog import ValueDialog

        self._ask(ValueDialog(self.workplace, self.record, self.cycle))

    def action_assess(self) -> None:
        """The day-1 assessment: rules that fired, did not, or lack a value."""
        from regimencalc.tui.assessment_dialog import AssessmentDialog

        self._ask(AssessmentDialog(self.workplace, self.record, self.cycle))

    def action_confirm(self) -> None:
        """Confirm the doses of this cycle."""
        from regimencalc.tui.confirm_dialog import ConfirmDialog

        self._ask(ConfirmDialog(self.workplace, self.record, self.cycle))

    def action_give(self) -> None:
        """Enter what was given on the day under the cursor."""
        from regimencalc.tui.give_dialog import GiveDialog

        day = self.query_one(CycleTable).day_under_cursor
        self._ask(GiveDialog(self.workplace, self.record, self.cycle, day, self._line()))

    def action_undo(self) -> None:
        """Take the last decision back."""
        from regimencalc.tui.small_dialogs import UndoDialog

        self.app.push_screen(UndoDialog(self.workplace, self.record), self._undone)

    def action_redo(self) -> None:
        """Decide again what was taken back last."""
        from regimencalc.tui.small_dialogs import RedoDialog

        self.app.push_screen(RedoDialog(self.workplace, self.record), self._undone)

    def action_what_if(self) -> None:
        """Another formula, policy or regimen beside the present one."""
        from regimencalc.tui.what_if import WhatIf

        self.app.push_screen(WhatIf(self.record, self.course))

    def action_history(self) -> None:
        """Every revision and decision."""
        from regimencalc.tui.history import History

        self._or_problems(lambda: self.app.push_screen(History(self.workplace, self._course_id)))

    def action_export(self) -> None:
        """Write the course as one document."""
        from regimencalc.tui.small_dialogs import ExportDialog

        self.app.push_screen(ExportDialog(self.workplace, self._course_id))

    def action_help(self) -> None:
        """What this screen is for and what its keys do."""
        from regimencalc.tui.help_dialog import HelpDialog

        self.app.push_screen(HelpDialog(self))

    def _line(self) -> str:
        return self.query_one(CycleTable).line_under_cursor

    def _ask(self, dialog: Screen[Taken | None]) -> None:
        self.app.push_screen(dialog, self.take)

    def take(self, taken: Taken | None) -> None:
        """Save what a dialog decided, and show the course with it."""
        if taken is None:
            return
        at, who = self.workplace.now(), taken.who
        self.change(lambda record: decided(record, taken, at), who, at)
        self.workplace.who = who

    def _undone(self, change: Callable[[Record], Record] | None) -> None:
        if change is not None:
            self.change(change, self.workplace.who, self.workplace.now())

    def change(self, change: Callable[[Record], Record], who: str, at: str) -> None:
        """Change the stored course; what is refused is said, and nothing is changed."""

        store = self.workplace.store
        problems: tuple[Problem, ...] = ()
        try:
            self.record = courses.changed(
                store, self._course_id, change, who=who, at=at, seen=self.record
            )
        except Refused as refusal:
            problems = refusal.problems
            self._or_problems(self._open_again)
        self.course = courses.shown(self.record)
        self.show()
        if problems:
            self._say_problems(problems)

    def _open_again(self) -> None:
        """The course as it is stored now."""
        self.record, _ = courses.opened(self.workplace.store, self._course_id)

    def _or_problems(self, act: Callable[[], object]) -> None:
        try:
            act()
        except Refused as refusal:
            self._say_problems(refusal.problems)

    def _say_problems(self, problems: Sequence[Problem]) -> None:
        self.app.push_screen(ProblemsDialog(problems))
