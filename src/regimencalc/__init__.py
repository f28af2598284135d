"""Chemotherapy regimens as YAML files, and the doses of one patient with their working.

    import regimencalc as rc
    regimen = rc.load_regimen("ep-infusional-28d")
    patient = rc.Patient(sex="male", age="67 y", height="170 cm", weight="70 kg")
    course = rc.plan_course(regimen, patient, start="2026-12-01", cycles=3)

Names are resolved when they are first used, so that the import itself stays light.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from regimencalc.version import VERSION

if TYPE_CHECKING:
    from regimencalc.changes import Change
    from regimencalc.comparing import Comparison
    from regimencalc.derivation import Step
    from regimencalc.dosing import Dose
    from regimencalc.findings import Finding
    from regimencalc.loading import load_regimen
    from regimencalc.patient import Patient
    from regimencalc.planned_course import Course
    from regimencalc.planned_dose import PlannedDose
    from regimencalc.planning import compare, plan_course
    from regimencalc.policy import Policy
    from regimencalc.problems import Place, Problem, Refused, Severity
    from regimencalc.regimen import Regimen
    from regimencalc.validation import validate

__all__ = [
    "Change",
    "Comparison",
    "Course",
    "Dose",
    "Finding",
    "Patient",
    "Place",
    "PlannedDose",
    "Policy",
    "Problem",
    "Refused",
    "Regimen",
    "Severity",
    "Step",
    "compare",
    "load_regimen",
    "plan_course",
    "validate",
]

__version__ = VERSION

_HOMES = {
    "Change": "changes",
    "Comparison": "comparing",
    "Course": "planned_course",
    "Dose": "dosing",
    "Finding": "findings",
    "Patient": "patient",
    "Place": "problems",
    "PlannedDose": "planned_dose",
    "Policy": "policy",
    "Problem": "problems",
    "Refused": "problems",
    "Regimen": "regimen",
    "Severity": "problems",
    "Step": "derivation",
    "compare": "planning",
    "load_regimen": "loading",
    "plan_course": "planning",
    "validate": "validation",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'regimencalc' has no attribute '{name}'")
    return getattr(import_module(f"regimencalc.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return __all__
