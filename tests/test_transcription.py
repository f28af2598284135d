"""Two people transcribed the same summary: a table of lines, and the regimens of the library.

Where they differ, somebody went back to the text: the wrong one was mended, and a difference that
stays is in transcription/settled.yaml with what the text says and why.
"""

from pathlib import Path
from typing import NamedTuple

import pytest
from transcription import second
from transcription.compare import Difference, differences, read_pairs
from transcription.printed import read_bounds
from transcription.settled import read_settled

from regimencalc import library

ROWS = second.rows()
PAIRS = read_pairs()
SETTLED = read_settled()
SHIPPED = Path(__file__).parent.parent / "regimens"
FILES = sorted({row["file"] for row in ROWS})


def differences_of(path: Path) -> list[Difference]:
    regimen = library.read_regimen(path)
    return differences(regimen, [row for row in ROWS if row["file"] == regimen.id], PAIRS)


def test_both_transcriptions_hold_the_same_43_regimens() -> None:
    assert len(FILES) == 43
    assert sorted(path.stem for path in SHIPPED.glob("*.yaml") if path.stem in FILES) == FILES
    assert sorted({entry.file for entry in SETTLED} - set(FILES)) == []


@pytest.mark.parametrize("file", FILES)
def test_every_difference_is_settled_and_every_settled_one_still_occurs(file: str) -> None:
    found = set(differences_of(SHIPPED / f"{file}.yaml"))
    settled = {entry for entry in SETTLED if entry.file == file}
    assert sorted(map(str, found - settled)) == []
    assert sorted(map(str, settled - found)) == []


class Slip(NamedTuple):
    """A slip of the pen in a regimen, and where the comparison must find it."""

    file: str
    written: str
    slipped: str
    line: str
    what: str


SLIPS = [
    Slip("pcv", "per_dose: 60 mg/m2", "per_dose: 600 mg/m2", "procarbazine", "amount"),
    Slip("pcv", "{from: 8, to: 21}", "{from: 8, to: 20}", "procarbazine", "days"),
    Slip("pcv", "cap: {per_dose: 2 mg}", "cap: {per_dose: 2.5 mg}", "vincristine", "cap"),
    Slip("pcv", "{from: 42 d, to: 56 d}", "{from: 42 d, to: 49 d}", "cycle", "days"),
    Slip("pcv", "planned: 6", "planned: 8", "cycle", "number"),
    Slip("pcv", "  - id: lomustine\n    drug: lomustine", "  - id: x\n    drug: carmustine",
         "lomustine", "presence"),
    Slip("ep-continuous-28d", "per_day: 45 mg/m2", "total: 45 mg/m2", "cisplatin", "amount"),
    Slip("ep-continuous-28d", "infuse_over: 48 h", "infuse_over: 72 h", "cisplatin", "days"),
    Slip("ep-infusional-28d", "infuse_over: 1 h", "infuse_over: 2 h", "etoposide", "minutes"),
    Slip("captem-28d", "doses_per_day: 2\n    note: taken", "note: taken", "capecitabine", "days"),
    Slip("captem-capped-28d", "{per_day: 2500 mg}", "{per_dose: 2500 mg}", "capecitabine", "cap"),
    Slip("dose-dense-ac-t", "route: subcutaneous", "route: intramuscular", "ac.pegfilgrastim",
         "route"),
    Slip("dose-dense-ac-t", "length: 7 d", "length: 14 d", "paclitaxel-weekly.cycle", "days"),
    Slip("venetoclax-obinutuzumab-28d", "{from: 15, to: 21}, per_dose: 100",
         "{from: 15, to: 21}, per_dose: 200", "venetoclax", "amount"),
    Slip("venetoclax-obinutuzumab-28d", "{from: 2, to: 6}", "{from: 2, to: 7}", "obinutuzumab",
         "days"),
    Slip("trifluridine-tipiracil-28d", "from: 1.69 m2, below: 1.84 m2}}, per_dose: 60",
         "from: 1.69 m2, below: 1.84 m2}}, per_dose: 65", "trifluridine-tipiracil", "amount"),
    Slip("trifluridine-tipiracil-28d", "table_for: 35", "table_for: 30", "trifluridine-tipiracil",
         "table stands for"),
    Slip("hidac-28d", "{below: 60 y}", "{to: 60 y}", "cytarabine", "amount"),
    Slip("da-epoch-r-21d", "etoposide: 86.4 mg/m2", "etoposide: 84.6 mg/m2", "etoposide",
         "amount at level 4"),
    Slip("carboplatin-etoposide-21d", "starts: {after: carboplatin}", "starts: {day: 1}",
         "etoposide", "order"),
    Slip("vip-21d", "starts: {after: ifosfamide, by: 2 h}", "starts: {after: ifosfamide, by: 3 h}",
         "mesna-oral", "time"),
    Slip("vip-21d", "in_bag_with: ifosfamide", "in_bag_with: mesna-before", "ifosfamide",
         "same bag"),
    Slip("vip-21d", "100 % of ifosfamide", "60 % of ifosfamide", "mesna-with", "amount"),
    Slip("mfolfox6-14d", "starts: {with: oxaliplatin}", "starts: {after: oxaliplatin}",
         "folinic-acid", "begins with"),
    Slip("matrix-21d", "times: 4", "times: 5", "cytarabine", "days"),
    Slip("matrix-21d", "every: 12 h", "every: 8 h", "cytarabine", "every"),
    Slip("capecitabine-radiotherapy", "from: 25, to: 28}", "from: 20, to: 28}", "radiotherapy",
         "times"),
    Slip("daratumumab-bortezomib-dexamethasone", "{above: 75 y}", "{from: 75 y}",
         "with-bortezomib.dexamethasone", "days"),
    Slip("lenvatinib", "{from: 60 kg}}, per_dose: 12", "{from: 60 kg}}, per_dose: 10",
         "lenvatinib", "amount"),
    Slip("portec-3", "as_needed: for nausea or vomiting", "days: [1]", "chemoradiation.cyclizine",
         "optional"),
    Slip("thp-21d", "        source: labels\n        verified: false\n        note: the amount",
         "        source: labels\n        note: the amount", "with-docetaxel.pertuzumab-loading",
         "verified"),
]  # fmt: skip


@pytest.mark.parametrize("slip", SLIPS, ids=lambda slip: f"{slip.file}-{slip.line}-{slip.what}")
def test_a_slip_of_the_pen_is_found(slip: Slip, tmp_path: Path) -> None:
    text = (SHIPPED / f"{slip.file}.yaml").read_text(encoding="utf-8")
    assert slip.written in text
    path = tmp_path / f"{slip.file}.yaml"
    path.write_text(text.replace(slip.written, slip.slipped), encoding="utf-8")
    found = {(d.line, d.what) for d in differences_of(path) if d not in SETTLED}
    assert (slip.line, slip.what) in found


def test_a_settled_difference_that_does_not_say_why_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "settled.yaml"
    entry = "- {file: pcv, line: x, differs: {days: ['1', '2']}, text: t, stands: both, reason: "
    path.write_text(f"{entry}both may be meant}}\n", encoding="utf-8")
    assert read_settled(path) == (Difference("pcv", "x", "days", "1", "2"),)
    path.write_text(f"{entry}''}}\n", encoding="utf-8")
    with pytest.raises(ValueError, match="reason"):
        read_settled(path)


@pytest.mark.parametrize("text", ["6o", "45 to 90", "60 (45-)"])
def test_a_number_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="neither a number nor bounds"):
        read_bounds(text)
