"""The doses of a cycle as they are confirmed: as many, on as many days, and as long as planned."""

import pytest
from kept import kept

from regimencalc import courses
from regimencalc.export.dose_text import dose_lines


def test_a_day_with_one_dose_is_told_from_those_with_two() -> None:
    # 1000 mg/m2 × 1.81812 m2, from the evening of day 1 to the morning of day 15: 28 doses
    lines = list(dose_lines(courses.shown(kept("capox-21d", cycles=1)), 1))
    once, twice = (line for line in lines if line.startswith("capecitabine"))
    assert once.startswith(
        "capecitabine 1,818.1 mg, oral, days 1, 15 (2 days): Tue 1 Dec and Tue 15"
    )
    days = ", ".join(map(str, range(2, 15)))
    assert twice.startswith(
        f"capecitabine 1,818.1 mg × 2 a day, oral, days {days} (13 days): Wed 2"
    )


@pytest.mark.parametrize(
    ("line", "words"),
    [(0, "etoposide 181.8 mg, intravenous, over 1 h, days 1, 2, 3 (3 days): Tue 1 Dec, Wed 2 Dec"),
     (1, "CISplatin 81.8 mg, intravenous, over 24 h, days 2, 3 (2 days): Wed 2 Dec and Thu 3 Dec")],
)  # fmt: skip
def test_how_long_a_dose_runs_stands_beside_it(line: int, words: str) -> None:
    assert list(dose_lines(courses.shown(kept()), 1))[line].startswith(words)
