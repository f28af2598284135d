"""A file after it was read: its text, and its tree, of which every part knows where it stands."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from regimencalc.problems import Place

Path: TypeAlias = tuple[str | int, ...]
Node: TypeAlias = "SourceText | list[Node] | dict[str, Node]"


class SourceText(str):
    """The text of one scalar, with the mark that PyYAML left where it stands."""

    __slots__ = ("file", "mark")

    file: str
    mark: Any

    @property
    def place(self) -> Place:
        """The place where it stands: most texts of a file are never asked for it."""
        return Place(self.file, self.mark.line + 1, self.mark.column + 1)


class SourceList(list[Node]):
    """A list of a file, with the mark that PyYAML left where it begins."""

    __slots__ = ("file", "mark")

    file: str
    mark: Any

    @property
    def begins(self) -> Place:
        """The place where it begins."""
        return Place(self.file, self.mark.line + 1, self.mark.column + 1)


class SourceMap(dict[str, Node]):
    """A map of a file, with the marks that PyYAML left where it begins and at its keys."""

    __slots__ = ("file", "key_marks", "mark")

    file: str
    mark: Any
    key_marks: dict[str, Any]

    @property
    def begins(self) -> Place:
        """The place where it begins."""
        return Place(self.file, self.mark.line + 1, self.mark.column + 1)

    def key_place(self, key: str) -> Place:
        """Where a key stands."""
        mark = self.key_marks[key]
        return Place(self.file, mark.line + 1, mark.column + 1)


@dataclass(frozen=True, slots=True)
class Source:
    """One file as it was read: name, text, hash and tree."""

    name: str
    text: str
    root: dict[str, Node] = field(repr=False)
    is_shipped: bool = False

    @property
    def sha256(self) -> str:
        """The SHA-256 of the file's text in UTF-8."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def places(self) -> dict[Path, Place]:
        """Where every value of the file stands, by its path."""
        return dict(_places(self.root, ()))

    def place_of(self, path: Path) -> Place:
        """Where the value at this path stands; for a path that is not there, its nearest parent."""
        return self._nearest(path)[0]

    def key_place_of(self, path: Path) -> Place:
        """Where the key of this path stands."""
        return self._nearest(path)[1]

    def _nearest(self, path: Path) -> tuple[Place, Place]:
        """The places of the nearest value that is there and of its key, if it has one."""
        node: Node = self.root
        place = key_place = self.place_at(node)
        for part in path:
            if isinstance(node, dict) and isinstance(part, str) and part in node:
                key_place = node.key_place(part) if isinstance(node, SourceMap) else place
                node = node[part]
            elif isinstance(node, list) and isinstance(part, int) and part < len(node):
                node = node[part]
                key_place = self.place_at(node)
            else:
                continue
            place = self.place_at(node)
        return place, key_place

    def place_at(self, node: Node) -> Place:
        """Where a value of the file begins."""
        return _stands(node) or Place(self.name)


def _stands(node: Node) -> Place | None:
    if isinstance(node, SourceText):
        return node.place
    return node.begins if isinstance(node, SourceList | SourceMap) else None


def _places(node: Node, path: Path) -> Iterator[tuple[Path, Place]]:
    place = _stands(node)
    if place is not None:
        yield path, place
    if isinstance(node, dict):
        for name, below in node.items():
            yield from _places(below, (*path, name))
    elif isinstance(node, list):
        for number, below in enumerate(node):
            yield from _places(below, (*path, number))
