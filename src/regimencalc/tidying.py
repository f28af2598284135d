"""A regimen file in normal form: one spelling, one order of fields, its comments kept.

The tree is ruamel.yaml's, so that flow and block style stay as they were. Comments are taken from
the text and put back at the field or item that they stood with.
"""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from io import StringIO
from typing import Any, TypeAlias

import yaml as pyyaml

from regimencalc import yaml_source
from regimencalc.component import Cap
from regimencalc.library_file import Citation, Review
from regimencalc.normal_form import departures, written_at
from regimencalc.problems import Problem, Refused
from regimencalc.regimen import Cycle, Regimen, TotalsRow
from regimencalc.rules import Gate, IfMissed, Level, Rule
from regimencalc.source import Path, Source
from regimencalc.starts import Starts

Tree: TypeAlias = Any
"""A node of ruamel.yaml's tree: a map, a list or a text, which knows its line and its style."""

_Anchor: TypeAlias = tuple[int, str | int]
"""The field or item that a comment stands with: which map or list, and its key there."""

REGIMEN = (
    *("format", "id", "name", "aliases", "indications", "population", "status", "superseded_by"),
    *("reviews", "shadows", "sources", "cycle", "lasts", "day_zero", "choices", "order", "phases"),
    *("components", "levels", "start_if", "totals_per_cycle", "rules", "if_missed"),
    *("alternatives", "required_before", "examples", "narrative"),
)
PHASE = (
    *("id", "name", "when", "starts", "cycle", "lasts", "day_zero", "components", "start_if"),
    "totals_per_cycle",
)
LINE = (
    *("id", "drug", "event", "purpose", "profile", "optional", "as_needed", "table_for"),
    *("cycles", "doses", "when", "per_dose", "per_day", "per_hour", "total", "kidney", "route"),
    *("days", "doses_per_day", "starts", "every", "times", "until", "weekdays", "except_days_of"),
    *("infuse_over", "in_bag_with", "only_if", "cap", "weight", "round_to", "dilute_in"),
    *("retain_for", "source", "verified", "note", "borrowed_from", "parts"),
)
"""The order of a line's fields, and of a part's: who, what, when, how long, and the rest."""

_TOP: _Anchor = (0, "")
"""Where comments stand that come before the first field: they are of the whole file."""

RANGE = ("plan", "from", "to")
MOST_EDITS = 1_000
_WIDEST = 100_000  # lines are never folded: one line to read is one line to trust


def _order_of(model: type[Any]) -> tuple[str, ...]:
    return tuple(field.alias or name for name, field in model.model_fields.items())


ORDERS: dict[str, tuple[str, ...]] = {
    "phases": PHASE,
    "components": LINE,
    "parts": LINE,
    "sources": _order_of(Citation),
    "reviews": _order_of(Review),
    "cycle": _order_of(Cycle),
    "starts": _order_of(Starts),
    "until": ("cycle", "day"),
    "dilute_in": ("volume", "fluid"),
    "cap": _order_of(Cap),
    "totals_per_cycle": _order_of(TotalsRow),
    "start_if": _order_of(Gate),
    "rules": _order_of(Rule),
    "if_missed": _order_of(IfMissed),
    "levels": _order_of(Level),
    "examples": ("given", "expect"),
    "expect": ("phase", "cycle", "day", "doses"),
}
"""The order of the fields of a map, or of a list of maps, by the field that holds it."""


def tidied(text: str) -> str:
    """A regimen file in normal form, with its comments; what it means does not change.

    Parameters
    ----------
    text : str
        The whole file.

    Returns
    -------
    str
        The same regimen; tidied once more it stays as it is.

    Raises
    ------
    Refused
        Everything that stands in the way of reading it, or RC113 where ruamel.yaml is missing.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    Regimen.from_source(yaml_source.read(text.encode(), ""))  # refused here, if it must be
    tree = _loaded(text)
    remarks = list(_remarks(text, tree))
    for _ in range(MOST_EDITS):
        regimen = Regimen.from_source(Source("", "", tree))
        departure = next((d for d in departures(regimen) if d.edits), None)
        if departure is None:
            break
        _make(tree, departure.edits)
    _put_in_order(tree, REGIMEN)
    _forget_comments(tree)
    return _with_remarks(_dumped(tree), tree, remarks)


def _yaml() -> Any:
    """ruamel.yaml for text alone: no value is typed, no line folded, quotes stay."""
    try:
        from ruamel.yaml import YAML
        from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode
        from ruamel.yaml.resolver import VersionedResolver
    except ImportError:
        raise Refused(
            Problem(
                "RC113",
                "tidying a file needs ruamel.yaml, which is not installed",
                "Install it: pip install 'regimencalc[edit]'.",
            )
        ) from None
    tags = {
        ScalarNode: "tag:yaml.org,2002:str",
        SequenceNode: "tag:yaml.org,2002:seq",
        MappingNode: "tag:yaml.org,2002:map",
    }

    class Untyped(VersionedResolver):
        """Every scalar is text."""

        def resolve(self, kind: Any, *_: Any) -> Any:
            from ruamel.yaml.tag import Tag

            return Tag(suffix=tags[kind])

    made = YAML(typ="rt", pure=True)
    made.Resolver = Untyped
    made.preserve_quotes = True
    made.width = _WIDEST
    made.brace_single_entry_mapping_in_flow_sequence = True
    made.indent(mapping=2, sequence=4, offset=2)
    return made


def _make(tree: Tree, edits: tuple[tuple[Path, Tree], ...]) -> None:
    """Put what an edit puts, then take out what it takes out."""
    seen: set[int] = set()
    for path, node in edits:
        if node is not None:
            written_at(tree, path[:-1])[path[-1]] = made = _new(node, seen)
            if path[-1] == "parts":
                made.fa.set_block_style()
    for path, node in edits:
        if node is None:
            del written_at(tree, path[:-1])[path[-1]]


def _new(node: Tree, seen: set[int]) -> Tree:
    """A node as ruamel.yaml has it; one that stands in two places is copied for the second."""
    from ruamel.yaml.comments import CommentedMap, CommentedSeq

    if isinstance(node, str):
        return node
    if isinstance(node, CommentedMap | CommentedSeq):
        made: Tree = deepcopy(node) if id(node) in seen else node
        seen.add(id(node))
        return made
    if isinstance(node, dict):
        made = CommentedMap({name: _new(item, seen) for name, item in node.items()})
    else:
        made = CommentedSeq([_new(item, seen) for item in node])
    made.fa.set_flow_style()
    return made


def _put_in_order(node: Tree, order: tuple[str, ...]) -> None:
    for item in node if isinstance(node, list) else ():
        _put_in_order(item, order)
    if not isinstance(node, dict):
        return
    order = RANGE if set(node) <= set(RANGE) else order
    rank = {name: number for number, name in enumerate(order)}
    for name, value in sorted(node.items(), key=lambda field: rank.get(field[0], len(rank))):
        del node[name]
        node[name] = value
    for name, value in node.items():
        _put_in_order(value, ORDERS.get(name, ()))


def _forget_comments(node: Tree) -> None:
    """ruamel.yaml would write them where they no longer belong."""
    node.ca.items.clear()
    node.ca.comment = None
    node.ca.end = []
    for value in node.values() if isinstance(node, dict) else node:
        if isinstance(value, dict | list):
            _forget_comments(value)


@dataclass(frozen=True, slots=True)
class _Remark:
    """A comment, or an empty line: its words, and where it stands.

    `anchors` are the field or item that it stands with, and those that hold it; none at the
    end of the file.
    """

    words: str
    is_beside: bool
    anchors: tuple[_Anchor, ...]


def _remarks(text: str, tree: Tree) -> Iterator[_Remark]:
    """Every comment and empty line of a file, with what it stands with."""
    places = [(line, anchors) for line, _, anchors in _places(tree, tree, ())]
    for line, words, is_alone in _comments(text):
        after = next((anchors for at, anchors in places if at > line), ())
        at, before = next(((n, known) for n, known in reversed(places) if n <= line), (-1, ()))
        if at < 0:
            after = (_TOP,)
        yield _Remark(words, not is_alone and at == line, after if is_alone else before)


def _comments(text: str) -> Iterator[tuple[int, str, bool]]:
    """The line of each comment with its words, and whether nothing else stands there."""
    end = 0
    for token in pyyaml.scan(text, Loader=pyyaml.SafeLoader):
        pieces = text[end : token.start_mark.index].split("\n")
        first = text.count("\n", 0, end)
        is_new_line = not text[:end].rpartition("\n")[2].strip()
        for number, piece in enumerate(pieces):
            if piece.strip():
                yield first + number, piece.strip(), number > 0 or is_new_line
            elif 0 < number < len(pieces) - 1:
                yield first + number, "", True
        end = token.end_mark.index


def _places(
    node: Tree, written: Tree, above: tuple[_Anchor, ...]
) -> Iterator[tuple[int, int, tuple[_Anchor, ...]]]:
    """Line and column of each field and item in block style, as `written`, and its anchors.

    Both are one tree; the anchors are those of `node`.
    """
    if not isinstance(node, dict | list) or written.fa.flow_style():
        return
    for key in node if isinstance(node, dict) else range(len(node)):
        line, column = written.lc.data[key][:2]
        anchors = ((id(node), key), *above)
        yield line, column - 2 * isinstance(node, list), anchors
        yield from _places(node[key], written[key], anchors)


def _with_remarks(text: str, tree: Tree, remarks: list[_Remark]) -> str:
    """The text with each comment above or beside what it stood with."""
    places = {
        anchors[0]: (line, column) for line, column, anchors in _places(tree, _loaded(text), ())
    }
    places[_TOP] = (0, 0)
    lines = text.splitlines()
    above: dict[int, list[str]] = {}
    for remark in remarks:
        found = next((anchor for anchor in remark.anchors if anchor in places), None)
        line, column = places[found] if found is not None else (len(lines), 0)
        if remark.is_beside and found == remark.anchors[0]:
            lines[line] += f"  {remark.words}"
        else:
            above.setdefault(line, []).append(f"{' ' * column}{remark.words}".rstrip())
    whole: list[str] = []
    for number, written in enumerate([*lines, ""]):
        for line_of_text in (*above.get(number, []), written):
            if line_of_text or whole[-1:] != [""]:
                whole.append(line_of_text)
    return "\n".join(whole).strip("\n") + "\n"


def _loaded(text: str) -> Tree:
    return _yaml().load(text)


def _dumped(tree: Tree) -> str:
    written = StringIO()
    _yaml().dump(tree, written)
    return written.getvalue()
