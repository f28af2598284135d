"""A file after it was read: its text, its tree, and the place of every part of it."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from regimencalc.problems import Place

Path: TypeAlias = tuple[str | int, ...]
Node: TypeAlias = "SourceText | list[Node] | dict[str, Node]"


class SourceText(str):
    """The text of one scalar, with the place where it stands."""

    place: Place

    def __new__(cls, text: str, place: Place) -> "SourceText":
        """The text with its place."""
        made = super().__new__(cls, text)
        made.place = place
        return made


@dataclass(frozen=True, slots=True)
class Source:
    """One file as it was read: name, text, hash, tree, and where each part stands."""

    name: str
    text: str
    root: dict[str, Node]
    places: Mapping[Path, Place]
    key_places: Mapping[Path, Place]
    is_shipped: bool = False

    @property
    def sha256(self) -> str:
        """The SHA-256 of the file's text in UTF-8."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    def place_of(self, path: Path) -> Place:
        """Where the value at this path stands; for a path that is not there, its nearest parent."""
        return self.places[self._nearest(path)]

    def key_place_of(self, path: Path) -> Place:
        """Where the key of this path stands."""
        nearest = self._nearest(path)
        return self.key_places.get(nearest, self.places[nearest])

    def _nearest(self, path: Path) -> Path:
        found: Path = ()
        for part in path:
            if (*found, part) in self.places:
                found = (*found, part)
        return found
