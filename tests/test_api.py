"""What scripts rely on: the names, the values, the JSON, and an import that stays light."""

import json
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import regimencalc as rc
from regimencalc import validation


def test_the_api_has_the_shape_that_the_readme_shows(man: rc.Patient) -> None:
    regimen = rc.load_regimen("ep-infusional-28d")
    course = rc.plan_course(regimen, man, start="2026-12-01", cycles=3)
    planned = course.doses[0]
    # 100 mg/m² × √(170 × 70 ÷ 3600) m² = 181.8119 mg
    assert planned.dose.quantity.to("g").magnitude == pytest.approx(0.1818119, abs=1e-7)
    assert (planned.cycle, planned.day, planned.component) == (1, 1, "etoposide")
    assert str(planned.derivation).startswith("etoposide, per dose = 181.8 mg")
    assert rc.validate("no-such-file.yaml")[0].code == "RC101"


def test_the_json_has_every_field_of_a_dose(man: rc.Patient) -> None:
    course = rc.plan_course(rc.load_regimen("ep-infusional-28d"), man, start="2026-12-01", cycles=1)
    document = json.loads(json.dumps(course.to_dict(), allow_nan=False))
    assert set(document) >= {
        "regimen", "policy", "formulary", "version", "patient", "doses", "problems",
    }  # fmt: skip
    assert document["regimen"]["status"] == "draft"
    assert [entry["id"] for entry in document["formulary"]] == ["etoposide", "cisplatin"]
    last = document["doses"][-1]
    assert set(last) >= {
        "cycle", "cycle_in_phase", "phase", "day", "date", "component", "drug", "route",
        "dose_number", "calculated", "dose", "duration", "starts_at", "ends_at", "derivation",
        "judgements",
    }  # fmt: skip
    assert last["date"] == "2026-12-03"
    assert last["duration"] == "24 h"
    assert last["ends_on"] == "2026-12-04"
    assert last["dose"] == {"value": pytest.approx(81.8153, abs=1e-4), "unit": "mg"}
    assert last["calculated"] == {"value": pytest.approx(81.8153, abs=1e-4), "unit": "mg"}
    # 81.8153 ÷ 24
    assert last["per_hour"] == {"value": pytest.approx(3.40897, abs=1e-5), "unit": "mg/h"}
    assert last["judgements"] == []
    assert last["derivation"]["operands"]["amount"]["written"] == "45 mg/m2"


def test_a_refused_plan_gives_every_problem_and_no_dose() -> None:
    child = rc.Patient(age="12 y", height="150 cm")
    with pytest.raises(rc.Refused) as refused:
        rc.plan_course(rc.load_regimen("ep-infusional-28d"), child, start="2026-12-01")
    codes = [problem.code for problem in refused.value.problems if problem.is_error]
    assert codes == ["RC505", "RC502"]
    assert "weight" in str(refused.value)


def test_a_refusal_survives_pickling() -> None:
    with pytest.raises(rc.Refused) as refused:
        rc.Patient(height="1.7 m")
    again = pickle.loads(pickle.dumps(refused.value))
    assert again.problems == refused.value.problems


@pytest.mark.parametrize("field", ["weight", "sex", "birth_date"])
def test_a_patient_cannot_be_changed(man: rc.Patient, field: str) -> None:
    with pytest.raises(ValueError, match="frozen"):
        setattr(man, field, None)


@pytest.mark.parametrize("value", [170, 170.0, True, float("nan"), ["170 cm"], b"170 cm", {}])
def test_a_height_that_is_no_text_is_refused_and_never_converted(value: Any) -> None:
    with pytest.raises(rc.Refused) as refused:
        rc.Patient(height=value)
    assert [(p.code, p.place.field) for p in refused.value.problems] == [("RC203", "height")]


def test_the_age_on_day_1_follows_from_the_birth_date() -> None:
    # born 14 March 1959: 66 on 13 March 2026, 67 on the 14th
    import datetime as dt

    patient = rc.Patient(birth_date="1959-03-14")
    assert patient.age_on(dt.date(2026, 3, 13)) == 66
    assert patient.age_on(dt.date(2026, 3, 14)) == 67


@pytest.mark.parametrize("name", ["textual", "numpy", "pint", "pydantic", "yaml"])
def test_the_import_alone_loads_no_heavy_library(name: str) -> None:
    code = f"import sys, regimencalc; sys.exit({name!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_planning_does_not_load_pint_until_a_quantity_is_asked_for() -> None:
    code = (
        "import sys, regimencalc as rc\n"
        "course = rc.plan_course(rc.load_regimen('ep-infusional-28d'),\n"
        "    rc.Patient(age='67 y', height='170 cm', weight='70 kg'), start='2026-12-01')\n"
        "before = 'pint' in sys.modules\n"
        "course.doses[0].dose.quantity\n"
        "sys.exit(before or 'pint' not in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_all_that_is_shipped_validates_without_an_error() -> None:
    # its three warnings are named one by one in test_cli
    top = Path(__file__).parent.parent
    for folder in ("regimens", "formulary", "policies"):
        assert [p for p in validation.validate(top / folder) if p.is_error] == []
