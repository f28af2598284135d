"""Hostile texts that come with files and stored courses, and what the planner shows of them.

In each round every text of a regimen, and of a course by it, is another one. What a reader refuses
is counted as refused, and something harmless stands there instead.
"""

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from pathlib import Path

from hostile import Found, not_literal_on_screen
from kept import AT, MAN
from planner import planner
from textual.pilot import Pilot
from textual.widgets import DataTable, Input, Static

from regimencalc import deciding, library
from regimencalc.beginning import begun
from regimencalc.characters import visible
from regimencalc.drafts import free_draft
from regimencalc.problems import Refused
from regimencalc.record import Record
from regimencalc.regimen import Regimen
from regimencalc.tui.course_list import CourseList
from regimencalc.tui.draft_dialog import DraftDialog
from regimencalc.tui.page import Page
from regimencalc.yaml_source import read

HARMLESS = "harmless"
OF_FILE = (
    "name", "alias", "indication", "cite", "place", "answer", "note", "gate", "rule", "needed",
    "narrative",
)  # fmt: skip
OF_COURSE = ("label", "why")
ON_PAGE = ("name", "alias", "indication", "cite", "place", "answer", "needed", "narrative")
"""What the page of a regimen must show."""
_REGIMEN = """\
format: 1
id: {id}
name: {name}
aliases: [{alias}]
indications: [{indication}]
population: adult
status: draft
sources: [{{id: somebody, cite: {cite}, place: {place}}}]
cycle: {{length: 21 d, planned: 2, source: somebody}}
choices: {{arm: [{answer}, other]}}
components:
  - {{id: etoposide, drug: etoposide, per_dose: 100 mg/m2, route: intravenous, days: [1],
     infuse_over: 1 h, source: somebody, note: {note}, when: {{arm: {answer}}}}}
  - {{id: cisplatin, drug: cisplatin, per_dose: 45 mg/m2, route: intravenous, days: [1],
     infuse_over: 1 h, source: somebody, when: {{arm: other}}}}
start_if: [{{needs: {{neutrophils: {{from: 1.5 10^9/L}}}}, source: somebody, note: {gate}}}]
rules:
  - {{if: {{platelets: {{below: 50 10^9/L}}}}, do: {{give: 75 %}}, source: somebody, note: {rule}}}
required_before: [{needed}]
narrative: [{narrative}]
"""


def regimen_text(texts: dict[str, str], name: str) -> str:
    """A regimen with these texts in it."""
    said = {slot: json.dumps(text, ensure_ascii=False) for slot, text in texts.items()}
    return _REGIMEN.format(id=name, **{slot: said[slot] for slot in OF_FILE})


def regimen(texts: dict[str, str], name: str) -> Regimen:
    """The same, read."""
    content = regimen_text(texts, name).encode("utf-8", "surrogatepass")
    return Regimen.from_source(read(content, f"{name}.yaml"))


def record(texts: dict[str, str], name: str) -> Record:
    """A course by it, with a label and the words of a decision."""
    made = begun(
        regimen(texts, name),
        library.shipped_policy("reference"),
        library.formulary(),
        library.equivalents(),
        course_id=name,
        label=texts["label"],
        birth_year=1959,
        start="2026-12-01",
        measures=MAN,
        who="MB",
        at=AT,
        choose={"arm": texts["answer"]},
        prior={"cisplatin": "0"},
    )
    words = texts["why"]
    return deciding.decide(made, "delay cycle 2 by 7 d", who="MB", at=AT, reason="other", why=words)


class Round:
    """One text in each place: those that were read, and how many were refused."""

    def __init__(self, strings: Sequence[str], at: int) -> None:
        slots = (*OF_FILE, *OF_COURSE)
        self.name = f"c-{at}"
        self.refused = 0
        self.texts = {
            slot: strings[(at + number) % len(strings)] for number, slot in enumerate(slots)
        }
        is_whole = self._is_read(self.texts)
        for slot, text in () if is_whole else tuple(self.texts.items()):
            alone = dict.fromkeys(slots, HARMLESS) | {slot: text}
            if not self._is_read(alone):
                self.refused += 1
                # two labels alike are one person, whose courses count together
                self.texts[slot] = f"{HARMLESS} {at}" if slot == "label" else HARMLESS
        self.record = record(self.texts, self.name)

    def _is_read(self, texts: dict[str, str]) -> bool:
        try:
            record(texts, self.name)
        except Refused:
            return False
        return True


async def tried(strings: Sequence[str], folder: Path, *, every: int = 1) -> tuple[Found, int]:
    """Every text in every place of a file and of a course; and how many of them were refused.

    One course of so many is opened; all of them stand in the list and in the library.
    """
    found, rounds = Found(fields=len(OF_FILE) + len(OF_COURSE)), []
    for at in range(len(strings)):
        try:
            rounds.append(Round(strings, at))
        except Exception as fault:  # noqa: BLE001 - whatever it is, it is counted
            found.crashes.append(f"texts of a course, round {at}: {fault!r}"[:500])
    found.tried = len(rounds) * found.fields
    for look, of_these in (
        (_at_courses, rounds[::every]),
        (_at_library, rounds),
        (_at_drafts, rounds[::every]),
        (_at_names_of_files, rounds),
    ):
        try:
            where = folder / look.__name__
            where.mkdir()
            found.not_literal += [words[:300] async for words in look(where, of_these, strings)]
        except Exception as fault:  # noqa: BLE001 - whatever it is, it is counted
            found.crashes.append(f"{look.__name__}: {fault!r}"[:500])
    return found, sum(one.refused for one in rounds)


async def _at_courses(
    folder: Path, rounds: Sequence[Round], strings: Sequence[str]
) -> AsyncIterator[str]:
    """Each course in the list, opened, its history, its assessment."""
    del strings
    async with planner(folder, *(one.record for one in rounds)) as pilot:
        table = pilot.app.screen.query_one(DataTable)
        for number, one in enumerate(rounds):
            (row,) = table.get_row(one.name)
            if one.texts["label"] not in row.plain:
                yield f"{one.name}: the list has {row.plain!r}"
            table.move_cursor(row=table.get_row_index(one.name))
            for words in await _opened(pilot, one):
                yield f"round {number}, {one.name}: {words}"


async def _opened(pilot: Pilot[None], one: Round) -> list[str]:
    """What is wrong with an open course, and with its history and its assessment."""
    found = list(not_literal_on_screen(pilot))
    for keys, slots in (
        (("enter",), ("label", "why")),
        (("h",), ("label", "why")),
        (("escape", "a"), ()),
    ):
        await pilot.press(*keys)
        await pilot.pause()
        found += not_literal_on_screen(pilot)
        shown = all_words(pilot)
        found += [
            f"{slot} {one.texts[slot]!r} is not shown after {keys}"
            for slot in slots
            if closed(one.texts[slot]) not in shown
        ]
    await pilot.press("escape", "escape")
    await pilot.pause()
    if not isinstance(pilot.app.screen, CourseList):
        found.append(f"the screen is {type(pilot.app.screen).__name__}")
    return found


async def _at_library(
    folder: Path, rounds: Sequence[Round], strings: Sequence[str]
) -> AsyncIterator[str]:
    """Each regimen in the list of the library with its page."""
    del strings
    (folder / "regimens").mkdir()
    for one in rounds:
        path = folder / "regimens" / f"{one.name}.yaml"
        path.write_text(regimen_text(one.texts, one.name), "utf-8")
    with library.looking_in(folder):
        async with planner(folder) as pilot:
            await pilot.press("n", "f3")
            await pilot.pause()
            for one in rounds:
                pilot.app.screen.query_one(Input).value = one.name
                await pilot.press("down")
                await pilot.pause()
                shown = all_words(pilot)
                for slot in ON_PAGE:
                    if closed(one.texts[slot]) not in shown:
                        yield f"{one.name}: {slot} {one.texts[slot]!r} is not on its page"
                for words in not_literal_on_screen(pilot):
                    yield f"{one.name}: {words}"


async def _at_drafts(
    folder: Path, rounds: Sequence[Round], strings: Sequence[str]
) -> AsyncIterator[str]:
    """A draft with each text as its label and its regimen, which nobody has read yet."""
    async with planner(folder) as pilot:
        for number in range(len(rounds)):
            text = strings[number]
            draft = free_draft(folder / "courses")
            draft.save({"label": text, "regimen": text, "weight": text})
            draft.release()
            await pilot.press("n")
            await pilot.pause()
            if not isinstance(pilot.app.screen, DraftDialog):
                yield f"draft {number}: the screen is {type(pilot.app.screen).__name__}"
                return
            if closed(visible(text)) not in all_words(pilot):
                yield f"draft {number}: {text[:60]!r} is not shown"
            for words in not_literal_on_screen(pilot):
                yield f"draft {number}: {words}"
            await pilot.press("escape")
            await pilot.pause()


async def _at_names_of_files(
    folder: Path, rounds: Sequence[Round], strings: Sequence[str]
) -> AsyncIterator[str]:
    """Files of a library that are called so, none of which can be read."""
    del rounds
    (folder / "regimens").mkdir()
    for text in strings:
        with suppress(OSError, ValueError):
            (folder / "regimens" / f"{text}.yaml").write_text("format: 1", "utf-8")
    with library.looking_in(folder):
        async with planner(folder) as pilot:
            await pilot.press("n", "f3")
            await pilot.pause()
            said = all_words(pilot)
            for path in (folder / "regimens").iterdir():
                if closed(visible(path.stem)) not in said:
                    yield f"the name {path.stem!r} is not shown"
            for words in not_literal_on_screen(pilot):
                yield f"names of files: {words}"


def all_words(pilot: Pilot[None]) -> str:
    """All that the widgets of the screen say, without blanks."""
    screen = pilot.app.screen
    said = [page.text for page in screen.query(Page)]
    said += [str(one.render()) for one in screen.query(Static)]
    return closed("".join(said))


def closed(text: str) -> str:
    """A text without blanks: where it was wrapped is of no account."""
    return "".join(text.split())
