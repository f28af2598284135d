"""Cisplatin and carboplatin exchanged in every regimen of the library: how many are noticed.

    python tools/swap_platinum.py

Each regimen with one of them, at each of its answers, is written again with the other drug in its
place and its own amount; and carboplatin also as cisplatin at 300, 360 or 400 mg/m2, doses that it
had before Calvert. What would notice it besides is not looked at, as if its author had mended it:
the line's name, numbers in the regimen's name, totals, examples. What is refused as a file or as a
dose, or warned of by a bound, is noticed. Exit code 1 where any is not.
"""

import re
import sys
import tempfile
from collections import Counter
from pathlib import Path

from library_population import Answers, a_patient, plannable, planned

from regimencalc import library, validation
from regimencalc.problems import Severity
from regimencalc.regimen import Regimen

REGIMENS = Path(__file__).parent.parent / "regimens"
PLATINUMS = {"cisplatin": "carboplatin", "carboplatin": "cisplatin"}
OLD_DOSES = ("300 mg/m2", "360 mg/m2", "400 mg/m2")
LEFT_OUT = {"RC310", "RC401", "RC402", "RC411"}
BOUNDS = {f"RC7{number:02}" for number in (*range(1, 10), *range(21, 30))}


def swapped(text: str, drug: str) -> str:
    """The text of a regimen with the other platinum where this one stood; lines keep their ids."""
    other = PLATINUMS[drug]
    return re.sub(rf"\bdrug: {drug}\b", f"drug: {other}", text)


def noticed(text: str, name: str, choose: Answers) -> str:
    """How a regimen is noticed: as a file, refused, warned of; nothing where it is not."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{name}.yaml"
        path.write_text(text, "utf-8")
        found = validation.problems_in_file(path)
        if any(problem.is_error and problem.code not in LEFT_OUT for problem in found):
            return "the file is refused"
        made = planned(library.read_regimen(path), a_patient(), choose)
    if made.is_refused:
        return "the plan is refused"
    said = {one.problem.severity for one in made.judgements if one.problem.code in BOUNDS}
    if Severity.REFUSED in said:
        return "doses are refused"
    return "doses are warned of" if Severity.WARNING in said else ""


def old_doses(text: str) -> list[str]:
    """The text with cisplatin at doses that carboplatin had before it was given by AUC."""
    of_carboplatin = re.sub(r"    kidney: .*\n|    cap: {per_dose: 800 mg}\n", "", text)
    return [
        re.sub(r"per_dose: AUC \d+", rf"per_dose: {dose}", of_carboplatin) for dose in OLD_DOSES
    ]


def main() -> None:
    """Print how each exchange is noticed, and the share."""
    counts: Counter[str] = Counter()
    missed: list[str] = []
    for path in sorted(REGIMENS.glob("*.yaml")):
        text, regimen = path.read_text("utf-8"), library.read_regimen(path)
        for drug in PLATINUMS:
            if not _has(regimen, drug):
                continue
            texts = [swapped(text, drug)]
            texts += old_doses(texts[0]) if drug == "carboplatin" else []
            given = [c for c in plannable(regimen) if _is_given(regimen, drug, c)]
            for choose in given:
                for changed in texts:
                    how = noticed(changed, path.stem, choose)
                    counts[how] += 1
                    if not how:
                        missed.append(f"{path.stem} {dict(choose)}")
    total = sum(counts.values())
    found = total - counts[""]
    for how, number in sorted(counts.items()):
        print(f"{how or 'NOT NOTICED'}: {number}")
    print(f"noticed {found} of {total} ({found / total:.0%})")
    for name in missed:
        print(f"  missed: {name}")
    sys.exit(1 if missed else 0)


def _has(regimen: Regimen, drug: str) -> bool:
    return any(component.drug == drug for component in regimen.every_component)


def _is_given(regimen: Regimen, drug: str, choose: Answers) -> bool:
    return any(one.drug == drug for one in planned(regimen, a_patient(), choose).doses)


if __name__ == "__main__":
    main()
