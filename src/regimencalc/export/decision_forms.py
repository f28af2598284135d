"""Each kind of decision as a few fields, and the sentence that they make."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from regimencalc import wording
from regimencalc.export.answer_text import answerable
from regimencalc.findings import FINDABLE
from regimencalc.judgement import Verdict
from regimencalc.patient import MEASURES
from regimencalc.planned_course import Course
from regimencalc.record import Record

HERE = ("cycle", "line")
"""What may be filled in beforehand: where the cursor stands, and nothing that bears on a dose."""


class FormField(NamedTuple):
    """One thing that is typed, and what it adds to the sentence; `{}` stands for what was typed.

    What has no `{}` is only said or not said.
    """

    name: str
    label: str
    says: str
    hint: str = ""
    is_optional: bool = False

    @property
    def is_flag(self) -> bool:
        """Whether it is only said or not said."""
        return "{}" not in self.says


class Form(NamedTuple):
    """A kind of decision: its key, what it is called, and its fields in the order of saying."""

    key: str
    word: str
    title: str
    fields: tuple[FormField, ...]

    def sentence(self, typed: Mapping[str, str]) -> str:
        """The sentence of what was typed; nothing while something is missing.

        >>> FORMS["delay"].sentence({"cycle": "2", "days": "7"})
        'delay cycle 2 by 7 d'
        >>> FORMS["delay"].sentence({"cycle": "2"})
        ''
        """
        if self.missing(typed):
            return ""
        said = ""
        for one in self.fields:
            text = typed.get(one.name, "")
            if text:
                before, _, after = one.says.partition("{}")
                said += before if one.is_flag else f"{before}{text}{after}"
        return said

    def missing(self, typed: Mapping[str, str]) -> list[str]:
        """The labels of what is still to be typed."""
        needed = (one for one in self.fields if not one.is_optional)
        return [one.label for one in needed if not typed.get(one.name)]


_LINE_HINT = "by its id"


def _line(says: str) -> FormField:
    return FormField("line", "Line", says, _LINE_HINT)


def _cycle(says: str, label: str = "From cycle") -> FormField:
    return FormField("cycle", label, says)


_DAY = FormField("day", "From day", " day {}", "within that cycle", is_optional=True)
_LAST = FormField("last", "To cycle", " to cycle {}", "else to the last", is_optional=True)
_SINCE = (_cycle(" from cycle {}"), _DAY, _LAST)
_DATE = FormField("on", "Measured on", ", on {}", "2026-12-29")


def _moved(word: str) -> tuple[FormField, ...]:
    return (
        _cycle(f"{word} cycle {{}}", "Cycle"),
        FormField("day", "Day", " day {}", "one day of it alone", is_optional=True),
        FormField("days", "By", " by {} d", "days, as a number"),
        FormField("alone", "Alone", ", alone", "what follows stays where it is", is_optional=True),
    )


_ALL = (
    Form("s", "start", "Start on another day", (FormField("on", "Start on", "start on {}"),)),
    Form("d", "delay", "Delay a cycle or a day", _moved("delay")),
    Form("a", "advance", "Advance a cycle or a day", _moved("advance")),
    Form(
        "g",
        "give",
        "Give a share of a dose",
        (
            _line("give {}"),
            FormField("share", "Share", "={}", "with its sign: 75 %"),
            FormField(
                "previous", "Of previous", " of previous", "not of standard", is_optional=True
            ),
            *_SINCE,
        ),
    ),
    Form(
        "l",
        "level",
        "Go to another dose level",
        (FormField("level", "Level", "level {}"), *_SINCE),
    ),
    Form(
        "c",
        "cap",
        "Cap a dose",
        (_line("cap {}"), FormField("dose", "At", " at {}", "with its unit: 1 mg"), *_SINCE),
    ),
    Form(
        "r",
        "round",
        "Round to a dose",
        (_line("round {}"), FormField("dose", "To", " to {}", "with its unit: 180 mg"), *_SINCE),
    ),
    Form("o", "omit", "Omit a line", (_line("omit {}"), *_SINCE)),
    Form("t", "stop", "Stop a line", (_line("stop {}"), *_SINCE)),
    Form(
        "h",
        "choose",
        "Choose another answer of the regimen",
        (
            FormField("name", "What", "choose {}"),
            FormField("answer", "Answer", "={}"),
            _cycle(" from cycle {}"),
        ),
    ),
    Form("x", "stop course", "Stop the course", (_cycle("stop course from cycle {}"), _DAY)),
    Form(
        "m",
        "measure",
        "Enter one measure (e has all)",
        (
            FormField("name", "Measure", "measure {}", wording.spoken_list(list(MEASURES))),
            FormField("value", "Value", "={}", "with its unit: 68 kg"),
            _DATE,
            _cycle(" from cycle {}"),
        ),
    ),
    Form(
        "v",
        "value",
        "Enter one value (v has all)",
        (
            FormField("name", "Value of", "value {}"),
            FormField("value", "Value", "={}", "with its unit: 62 10^9/L"),
            FormField("limit", "ULN", ", ULN {}", "the laboratory's upper limit", is_optional=True),
            _DATE,
        ),
    ),
    Form("y", "accept", "Accept a warning or a rule", (FormField("key", "Key", "accept {}"),)),
    Form("n", "decline", "Decline a rule", (FormField("key", "Key", "decline {}"),)),
)

FORMS = {form.word: form for form in _ALL}
"""Every kind of decision by its word, in the order in which they are offered."""


def known_names(record: Record, course: Course, form: Form, cycle: int) -> Iterator[str]:
    """What may be typed where a form asks for a name: lines, levels, choices, values, keys."""
    names = {one.name for one in form.fields}
    if "line" in names:
        yield f"Lines: {'; '.join(_lines(course))}"
    if "level" in names:
        levels = wording.spoken_list([one.level for one in course.regimen.levels])
        yield f"Levels: {levels or 'the regimen has none'}"
    if form.word == "choose":
        chosen = wording.spoken_list([f"{name}={said}" for name, said in course.choose.items()])
        yield f"Chosen now: {chosen or 'nothing'}"
    if form.word == "value":
        asked = set(course.regimen.asked_by_rules)
        for drug in course.regimen.drugs:
            asked |= {one.known for one in course.formulary[drug].required_before}
        yield f"Asked for: {wording.spoken_list(sorted(asked & {*FINDABLE})) or 'nothing'}"
    if "key" in names:
        is_rule = form.word == "decline"
        keys = [
            one.key
            for one in answerable(record, course, cycle)
            if not is_rule or Verdict.DECLINED in one.verdicts
        ]
        yield f"Of cycle {cycle}: {wording.spoken_list(keys) or 'nothing waits for an answer'}"


def _lines(course: Course) -> Iterator[str]:
    """Each line with its drug as it is told from others that look alike, and its amount."""
    for line in course.regimen.every_component:
        if line.drug is None:
            continue
        entry = course.formulary[line.drug]
        stated = next((d.dose.stated for d in course.doses if d.component == line.id), "")
        name = "" if entry.tall_man == line.id else f" ({entry.tall_man})"
        yield f"{line.id}{name} {stated}".strip()
