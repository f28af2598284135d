"""A saved state of a course, chained to the one before it; and how a course is listed."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Listed:
    """A stored course as a list shows it, without its document; empty where that was damaged."""

    id: str
    label: str
    birth_year: int
    number: int
    summary: Mapping[str, str] = field(default_factory=dict)
    is_damaged: bool = False


@dataclass(frozen=True, slots=True)
class Revision:
    """One saved state of a course."""

    number: int
    document: str
    texts: Mapping[str, str]
    saved_at: str
    hash: str


def chained(before: str, of: tuple[str, ...]) -> str:
    """The hash of a revision: over the hash before it, and all that it says, each at its length."""
    digest = hashlib.sha256(before.encode())
    for part in of:
        body = part.encode()
        digest.update(b"%d:" % len(body))
        digest.update(body)
    return digest.hexdigest()


def text_hash(body: str) -> str:
    """The SHA-256 of a text, by which it is kept once."""
    return hashlib.sha256(body.encode()).hexdigest()


def listed_as(
    course: str, label: str, birth_year: int, number: int, said: str, summary: str, seal: str
) -> Listed:
    """A course as it is listed; what its seal does not hold for is not shown."""
    of = (course, label, str(birth_year), str(number), summary)
    if chained(said, of) != seal:
        return Listed(course, label, birth_year, number, is_damaged=True)
    return Listed(course, label, birth_year, number, json.loads(summary))
