"""The gate for files: YAML text → plain text scalars, each with its line and column.

PyYAML's event stream and a builder of our own. Nothing is typed here: `010`, `1:30`, `NO` and
`1e3` arrive as the text that was written. Whatever makes one line mean something that cannot be
read on that line (anchors, aliases, merge keys, tags, a key that stands twice) is refused.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Any, NoReturn, TypeAlias

import yaml
from yaml.events import (
    AliasEvent,
    MappingEndEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from regimencalc.characters import unseen
from regimencalc.problems import Place, Problem, Refused
from regimencalc.source import Source, SourceList, SourceMap, SourceText

LARGEST_FILE_BYTES = 256 * 1024
DEEPEST_NESTING = 20
MOST_NODES = 20_000
MOST_UNSEEN = 100

_Built: TypeAlias = SourceText | SourceList | SourceMap
_Event: TypeAlias = Any  # PyYAML's types know its events only in part
_Parser = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read(content: bytes, name: str, *, is_shipped: bool = False) -> Source:
    """The tree of a YAML file of ours, every scalar as text with its place.

    Raises `Refused` with every problem found; `name` is the file's name in them.
    """
    text = _decoded(content, name)
    problems = list(_unseen_characters(text, name))
    if problems:
        raise Refused(problems)
    builder = _Builder(text, name)
    root = builder.document()
    if builder.problems:
        raise Refused(builder.problems)
    if not isinstance(root, dict):
        raise Refused(
            Problem(
                "RC203",
                "the file is not a list of fields",
                "Begin with fields such as 'format: 1' and 'id: …', one to a line.",
                root.begins if isinstance(root, SourceList) else root.place,
            )
        )
    return Source(name, text, root, is_shipped)


def _decoded(content: bytes, name: str) -> str:
    if len(content) > LARGEST_FILE_BYTES:
        raise Refused(
            Problem(
                "RC103",
                f"the file is larger than {LARGEST_FILE_BYTES:,} bytes",
                "Check that this is the file that you meant; split it if it is.",
                Place(name),
            )
        )
    try:
        return content.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as wrong:
        before = content[: wrong.start].decode("utf-8").removeprefix("\ufeff")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        raise Refused(
            Problem(
                "RC102",
                f"byte {content[wrong.start]:#04x} is not UTF-8 text",
                "Save the file as UTF-8.",
                Place(name, line, column),
            )
        ) from None


def _unseen_characters(text: str, name: str) -> Iterator[Problem]:
    """The first characters that a reader cannot see; a hundred show that it is no text."""
    line, line_begins, seen = 1, 0, 0
    bad = ((i, d) for i, d in unseen(text) if text[i : i + 2] != "\r\n")
    for index, described in islice(bad, MOST_UNSEEN):
        line += text.count("\n", seen, index)
        line_begins, seen = text.rfind("\n", 0, index) + 1, index
        yield Problem(
            "RC104",
            f"{described} stands in the file",
            "Take it out, or write a space: every character must be one that a reader can see.",
            Place(name, line, index - line_begins + 1),
        )


class _Builder:
    """Builds the tree from the event stream, noting places and problems as it goes."""

    def __init__(self, text: str, name: str) -> None:
        self._name = name
        self.problems: list[Problem] = []
        self._nodes = 0
        self._parser = _Parser(text)
        self._next = self._parser.get_event

    def document(self) -> _Built:
        """The one document of the file."""
        try:
            self._next()
            start = self._next()
            if isinstance(start, StreamEndEvent):
                self._stop("RC109", "the file is empty", "Write at least 'format: 1'.", start)
            root = self._node(self._next(), 0)
            self._next()
            after = self._next()
            if not isinstance(after, StreamEndEvent):
                self._note(
                    "RC109",
                    "a second document begins here",
                    "Keep one document in a file: take out the '---' and what follows it.",
                    after,
                )
        except Refused:
            raise
        except (yaml.YAMLError, ValueError) as wrong:
            raise Refused([*self.problems, self._syntax_problem(wrong)]) from None
        finally:
            self._parser.dispose()
        return root

    def _node(self, event: _Event, depth: int) -> _Built:
        self._nodes += 1
        if depth > DEEPEST_NESTING:
            self._too_much(f"more than {DEEPEST_NESTING} levels of nesting", event)
        if self._nodes > MOST_NODES:
            self._too_much(f"more than {MOST_NODES:,} values", event)
        kind = type(event)
        if kind is AliasEvent:
            self._note_anchor(f"the alias '*{event.anchor}'", event)
            return self._text("", event)
        if event.anchor is not None or event.tag is not None:
            self._check_marks(event)
        if kind is ScalarEvent:
            text = event.value if event.style != '"' else self._unescaped(event)
            return self._text(text, event)
        if kind is SequenceStartEvent:
            return self._sequence(event.start_mark, depth + 1)
        return self._mapping(event.start_mark, depth + 1)

    def _text(self, text: str, event: _Event) -> SourceText:
        made = SourceText(text)
        made.file, made.mark = self._name, event.start_mark
        return made

    def _check_marks(self, event: _Event) -> None:
        if event.anchor is not None:
            self._note_anchor(f"the anchor '&{event.anchor}'", event)
        if event.tag is not None:
            self._note(
                "RC108",
                f"the tag '{event.tag}' is not allowed",
                "Take the tag out: every value is read as the text that is written.",
                event,
            )

    def _note_anchor(self, what: str, event: _Event) -> None:
        self._note(
            "RC107",
            f"{what} is not allowed",
            "Write the value out here: one line to read is one line to trust.",
            event,
        )

    def _unescaped(self, event: _Event) -> str:
        """A text in double quotes: only there can an escape hide what the file's text showed."""
        text = str(event.value)
        for _, described in unseen(text):
            self._note(
                "RC104",
                f"{described} stands in the text",
                "Take it out: every character must be one that a reader can see.",
                event,
            )
        return text

    def _sequence(self, mark: Any, depth: int) -> SourceList:
        items = SourceList()
        items.file, items.mark = self._name, mark
        read, node = self._next, self._node
        while type(event := read()) is not SequenceEndEvent:
            items.append(node(event, depth))
        return items

    def _mapping(self, mark: Any, depth: int) -> SourceMap:
        fields, marks = SourceMap(), dict[str, Any]()
        fields.file, fields.mark, fields.key_marks = self._name, mark, marks
        read, node = self._next, self._node
        while type(event := read()) is not MappingEndEvent:
            if type(event) is not ScalarEvent:
                self._stop(
                    "RC111",
                    "a key must be plain text",
                    "Write a word and a colon; no brackets, no '?' and no alias.",
                    event,
                )
            if event.anchor is not None or event.tag is not None:
                self._check_marks(event)
            key = event.value if event.style != '"' else self._unescaped(event)
            if key == "<<":
                self._note_anchor("the merge key '<<'", event)
            value = node(read(), depth)
            if key in fields:
                self._note(
                    "RC106",
                    f"'{key}' stands twice, first in line {fields.key_place(key).line}",
                    "Keep one of the two.",
                    event,
                )
            else:
                fields[key], marks[key] = value, event.start_mark
        return fields

    def _place(self, event: _Event) -> Place:
        mark = event.start_mark
        return Place(self._name, mark.line + 1, mark.column + 1)

    def _note(self, code: str, message: str, fix: str, event: _Event) -> None:
        self.problems.append(Problem(code, message, fix, self._place(event)))

    def _too_much(self, what: str, event: _Event) -> NoReturn:
        fix = "A file of ours needs far fewer; look for brackets that were never closed."
        self._stop("RC110", what, fix, event)

    def _stop(self, code: str, message: str, fix: str, event: _Event) -> NoReturn:
        self._note(code, message, fix, event)
        raise Refused(self.problems)

    def _syntax_problem(self, wrong: yaml.YAMLError | ValueError) -> Problem:
        mark, reason = None, str(wrong)
        if isinstance(wrong, yaml.MarkedYAMLError):
            mark = wrong.problem_mark or wrong.context_mark
            reason = ", ".join(part for part in (wrong.context, wrong.problem) if part)
        return Problem(
            "RC105",
            f"this cannot be read as YAML: {reason}",
            "Look at this line and the one before it: indentation, a missing quote or bracket.",
            Place(self._name, mark.line + 1, mark.column + 1)
            if mark
            else Place(self._name, getattr(self._parser, "line", 0) + 1, 1),
        )
