"""An example leaves the regimen that it is of as it was."""

import regimencalc as rc
from regimencalc.validation import problems_of_model


def test_an_example_leaves_nothing_behind_for_the_plans_after_it() -> None:
    # its body surface is given, so that it needs none; the patient's must still be found
    regimen = rc.load_regimen("trifluridine-tipiracil-28d")
    man = rc.Patient(sex="male", age="67 y", height="170 cm", weight="70 kg")
    planned = rc.plan_course(regimen, man, start="2026-12-01", cycles=1)
    assert problems_of_model(regimen, regimen.id) == ()
    assert rc.plan_course(regimen, man, start="2026-12-01", cycles=1).doses == planned.doses
