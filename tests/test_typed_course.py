"""What is typed, read without a screen: every regimen can be begun by what its form asks."""

import os
from pathlib import Path

import pytest
from form import CARBOPLATIN, MAN

from regimencalc import courses, library, typed_course
from regimencalc.regimen import Regimen
from regimencalc.store import Store
from regimencalc.typed_course import Asked

AT = "2026-12-01T09:00:00+00:00"
ANSWERS = {
    ("capecitabine-radiotherapy", "choose.lasts"): "40 d",
    ("ep-21d", "choose.cisplatin"): "75 mg/m2",
    ("ep-five-day-21d", "choose.sodium-chloride"): "2000 mL",
    ("lenvatinib", "choose.lasts"): "28 d",
    ("map", "choose.with-cisplatin.hydration"): "1500 mL/m2",
    ("map", "choose.without-cisplatin.hydration"): "1500 mL/m2",
    ("pcv", "choose.cycle.length"): "42 d",
    ("pembrolizumab-pemetrexed-platinum-21d", "choose.folic-acid"): "400 mcg",
    ("portec-3", "choose.chemotherapy.starts"): "28 d",
}
"""What is neither a name nor may stay open."""


def answer(regimen: str, asked: Asked) -> str:
    """The first answer, nothing given before, and nothing where it may stay open."""
    if asked.key.startswith("prior."):
        return "no" if asked.names else "0"
    return ANSWERS.get((regimen, asked.key), (*asked.names, "")[0])


@pytest.mark.parametrize("name", library.ids("regimens"))
def test_every_regimen_of_the_library_can_be_begun(tmp_path: Path, name: str) -> None:
    regimen = typed_course.read_regimen(name)
    assert isinstance(regimen, Regimen)
    typed = {**CARBOPLATIN, "regimen": name, "creatinine_assay": "idms"}
    typed |= {one.key: answer(name, one) for one in typed_course.asked_by(regimen)}
    with Store(tmp_path / "courses") as store:
        reading = typed_course.read(typed, regimen, "reference", store)
        while reading.open and all(one.endswith("cycles") for one in reading.open):
            typed |= dict.fromkeys(reading.open, "4")
            reading = typed_course.read(typed, regimen, "reference", store)
        assert reading.course is not None, (reading.open, reading.problems)
        assert reading.is_complete, reading.open
        record = typed_course.begin(store, typed, regimen, "reference", AT)
        shown = [str(one.dose) for one in courses.shown(record).doses]
        assert shown == [str(one.dose) for one in reading.course.doses]


def test_an_id_or_label_that_cannot_be_kept_is_a_problem(tmp_path: Path) -> None:
    regimen = typed_course.read_regimen("ep-infusional-28d")
    with Store(tmp_path / "courses") as store:
        for key, text, code in (
            ("id", "NEC 1", "RC209"),
            ("label", "a\x1bb", "RC104"),
            ("label", "x" * 501, "RC210"),
            ("cycles", "3.5", "RC208"),
            ("born", "59", "RC211"),
            ("born", "1899", "RC211"),
            ("born", "2010", "RC505"),
            ("who", "M1", "RC809"),
            ("start", "2026-12-01T09:00", "RC211"),
        ):
            reading = typed_course.read({**MAN, key: text}, regimen, "reference", store)
            assert [one.code for one in reading.problems[key]] == [code]
            assert reading.course is None


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes with names")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    found = typed_course.read_regimen(str(tmp_path / "pipe.yaml"))
    assert not isinstance(found, Regimen)
    (problem,) = found
    assert (problem.code, problem.place.field) == ("RC101", "regimen")
    assert problem.message.endswith("this is a pipe or a device")
    near = library.path_of("ep-infusional-28d", "regimens")
    assert isinstance(typed_course.read_regimen(str(near)), Regimen)
