"""Differences between the transcriptions that were settled at the text and stay."""

from pathlib import Path

import yaml

from transcription.compare import Difference
from transcription.second import HERE

FIELDS = {"file", "line", "differs", "text", "stands", "reason"}
STANDS = ("first", "both")


def read_settled(path: Path = HERE / "settled.yaml") -> tuple[Difference, ...]:
    """Every settled difference; refused where an entry does not say why."""
    found: list[Difference] = []
    for entry in yaml.safe_load(path.read_text(encoding="utf-8")):
        if set(entry) != FIELDS or not all(entry.values()) or entry["stands"] not in STANDS:
            raise ValueError(f"{entry} needs {sorted(FIELDS)}, and 'stands' one of {STANDS}")
        found += [
            Difference(entry["file"], entry["line"], what, first, second)
            for what, (first, second) in entry["differs"].items()
        ]
    return tuple(found)
