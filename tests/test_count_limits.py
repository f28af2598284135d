"""The count of what limits check names a drug for which nothing would notice a slip."""

import sys
from pathlib import Path

import pytest

from regimencalc import library

sys.path.insert(0, str(Path(__file__).parent.parent / "tools"))

import count_limits


def unchecked(capsys: pytest.CaptureFixture[str]) -> tuple[list[str], int]:
    """The lines that say UNCHECKED, and the number that the count gives."""
    count_limits.main()
    lines = capsys.readouterr().out.splitlines()
    (total,) = [line for line in lines if line.startswith("UNCHECKED ") and " of " in line]
    return [line.split()[0] for line in lines if line.endswith("UNCHECKED")], int(total.split()[1])


def test_a_drug_without_rows_is_counted_as_unchecked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shipped = library.formulary()
    before, _ = unchecked(capsys)
    assert "bortezomib" not in before
    bare = shipped["bortezomib"].model_copy(update={"usual": (), "limits": (), "guardrails": {}})
    monkeypatch.setattr(library, "formulary", lambda: {**shipped, "bortezomib": bare})
    after, total = unchecked(capsys)
    # the library gives it in one line: by one route, in one profile
    assert sorted(after) == sorted([*before, "bortezomib"])
    assert total == len(after)


def test_every_row_lets_no_slip_through_and_no_regimen_meets_one(
    capsys: pytest.CaptureFixture[str],
) -> None:
    count_limits.main()
    said = capsys.readouterr().out
    assert "UNCHECKED" in said
    assert "LETS THROUGH" not in said
    assert "CONFLICT" not in said
