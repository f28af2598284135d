"""The skeleton of a new file: every blank is a problem at its place, and nothing else is."""

from pathlib import Path

import pytest

from regimencalc.problems import Refused
from regimencalc.skeleton import skeleton
from regimencalc.validation import validate

FILLED = {
    "  -\n": "  - any\n",
    "population:\n": "population: adult\n",
    "    cite:\n": "    cite: Author, Journal 2020;1:1-9\n",
    "    place:\n": "    place: Table 1\n",
    "  length:\n": "  length: 21 d\n",
    "  planned:\n": "  planned: 4\n",
    "    drug:\n": "    drug: cisplatin\n",
    "    per_dose:\n": "    per_dose: 50 mg/m2\n",
    "    route:\n": "    route: intravenous\n",
    "    days: []\n": "    days: [1]\n",
    "    infuse_over:\n": "    infuse_over: 1 h\n",
    # one giving of 50 mg/m2 in a cycle: 50 mg/m2; at 1.8 m2, 50 × 1.8 = 90 mg
    "totals_per_cycle:\n  first-line:\n": "totals_per_cycle:\n  first-line: 50 mg/m2\n",
    "      bsa:\n": "      bsa: 1.8 m2\n",
    "      first-line:\n": "      first-line: 90 mg\n",
}


def test_each_blank_is_a_problem_with_its_place_and_a_mend(tmp_path: Path) -> None:
    text = skeleton("small", "Small")
    blanks = [
        number
        for number, line in enumerate(text.splitlines(), start=1)
        if line.strip() == "-"
        or line.endswith("[]")
        or (
            line.endswith(":")
            and not line.startswith("#")
            and line.strip()
            not in (
                *("indications:", "sources:", "cycle:", "components:", "totals_per_cycle:"),
                *("examples:", "- given:", "expect:"),
            )
        )
    ]
    file = tmp_path / "small.yaml"
    file.write_text(text, encoding="utf-8")
    found = validate(file)
    assert [problem.place.line for problem in found] == blanks
    assert len(blanks) == len(FILLED)
    assert all(problem.fix.startswith(("Write", "Add")) for problem in found)


@pytest.mark.parametrize("left_blank", [None, *FILLED])
def test_filled_in_it_is_sound_and_every_blank_left_is_named(
    left_blank: str | None, tmp_path: Path
) -> None:
    text = skeleton("small", "Small")
    for blank, filled in FILLED.items():
        assert text.count(f"\n{blank}") == 1
        if blank != left_blank:
            text = text.replace(f"\n{blank}", f"\n{filled}")
    file = tmp_path / "small.yaml"
    file.write_text(text, encoding="utf-8")
    found = validate(file)
    assert len(found) == (0 if left_blank is None else 1)
    if left_blank is not None:
        where = text[: text.index(f"\n{left_blank}")].count("\n") + 1 + left_blank.count("\n")
        assert found[0].place.line == where


def test_each_field_is_explained_in_a_line_above_it() -> None:
    lines = skeleton("small").splitlines()
    for name in ("name:", "population:", "drug:", "per_dose:", "route:", "days: []"):
        at = next(n for n, line in enumerate(lines) if line.strip() == name)
        assert lines[at - 1].strip().startswith("# ")


def test_the_name_may_be_given_or_left_blank() -> None:
    assert "\nname:\n" in skeleton("small")
    assert '\nname: "Small: one"\n' in skeleton("small", "Small: one")


@pytest.mark.parametrize(
    ("regimen_id", "name", "code"),
    [("Small One", "", "RC209"), ("small", "two\nlines", "RC210"), ("small", " ", "RC210")],
)
def test_an_id_or_name_that_cannot_be_used_is_refused(
    regimen_id: str, name: str, code: str
) -> None:
    with pytest.raises(Refused) as refused:
        skeleton(regimen_id, name)
    assert [problem.code for problem in refused.value.problems] == [code]
