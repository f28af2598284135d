"""Made-up courses as they are kept, and the decisions of one hand: what the tests of courses share.

The man has 170 cm and 70 kg: √(170 × 70 ÷ 3600) = 1.81812 m2. Etoposide is 100 mg/m2 on days 1 to
3, 181.8 mg; cisplatin 45 mg/m2 on days 2 and 3, 81.8 mg; three cycles of 28 days from 1 December.
"""

from collections.abc import Mapping

import pytest

from regimencalc import library, loading
from regimencalc.beginning import begun
from regimencalc.confirming import warnings_of
from regimencalc.deciding import decide
from regimencalc.policy import Policy
from regimencalc.problems import Problem, Refused, Severity
from regimencalc.record import Record
from regimencalc.regimen import Regimen
from regimencalc.replaying import replayed
from regimencalc.yaml_source import read

AT = "2026-11-30T09:00:00+00:00"
LATER = "2027-06-01T09:00:00+00:00"
MAN = {
    "sex": "male",
    "age": "67 y",
    "height": "170 cm",
    "height_on": "2026-11-30",
    "weight": "70 kg",
    "weight_on": "2026-11-30",
}
BLOOD = ("neutrophils=2.1 10^9/L, on 2026-11-30", "platelets=180 10^9/L, on 2026-11-30")
HEAD = """\
format: 1
id: made
name: Made
population: adult
status: draft
sources: [{id: somebody, cite: "Somebody, 2020"}]
"""


def made(text: str) -> Regimen:
    """A regimen of our own, of what stands below its head."""
    return Regimen.from_source(read(f"{HEAD}{text}".encode(), "made.yaml"))


def a_policy(**stated: str) -> Policy:
    """The reference policy, with lines in place of its own or beside them."""
    lines = library.read_source(library.path_of("reference", "policies")).text.splitlines()
    kept = [line for line in lines if line.partition(":")[0] not in stated]
    text = "\n".join((*kept, *(f"{name}: {value}" for name, value in stated.items())))
    return Policy.from_source(read(text.encode(), "reference.yaml"))


def kept(
    regimen: Regimen | str = "ep-infusional-28d",
    *decisions: str,
    policy: Policy | None = None,
    measures: Mapping[str, str] = MAN,
    start: str = "2026-12-01",
    cycles: int | None = None,
    choose: Mapping[str, str] | None = None,
    prior: Mapping[str, str] | None = None,
    values: tuple[str, ...] = (),
    course_id: str = "a",
    zone: str | None = None,
    elsewhere: Mapping[str, Mapping[str, str]] | None = None,
) -> Record:
    """A course that has begun, with more decisions after its beginning."""
    loaded = loading.load_regimen(regimen) if isinstance(regimen, str) else regimen
    record = begun(
        loaded,
        policy or library.shipped_policy("reference"),
        library.formulary(),
        library.equivalents(),
        course_id=course_id,
        label="NEC-1",
        birth_year=1959,
        start=start,
        measures=measures,
        who="MB",
        at=AT,
        cycles=cycles,
        choose=choose,
        prior=prior,
        values=values,
        zone=zone,
        elsewhere=elsewhere,
    )
    return decided(record, *decisions)


def decided(record: Record, *decisions: str, why: str = "seen") -> Record:
    """The record with these decisions, one after the other; a dose is said in the words too."""
    for text in decisions:
        words = f"{why}, {text}" if why and text.startswith("given") and " mg" in text else why
        record = decide(record, text, who="MB", at=LATER, reason="other", why=words)
    return record


def confirmed(record: Record, *cycles: int) -> Record:
    """The record with these cycles confirmed, and every warning of them accepted."""
    for cycle in cycles:
        planned = replayed(record)
        keys = [*warnings_of(record, planned, cycle)]
        keys += [
            one.key
            for one in planned.judgements
            if one.cycle == cycle and one.problem.severity is Severity.WARNING
        ]
        record = decided(record, *(f"accept {key}" for key in keys), f"confirm cycle {cycle}")
    return record


def problems_of(record: Record, *decisions: str, why: str = "seen") -> tuple[Problem, ...]:
    """Why the last of these decisions is refused; those before it hold."""
    *before, last = decisions
    record = decided(record, *before)
    with pytest.raises(Refused) as refusal:
        decided(record, last, why=why)
    return tuple(refusal.value.problems)


def dates(record: Record, line: str) -> list[str]:
    """When a line is given, each giving by its cycle and day."""
    shown = (one for one in record.shown if one.component == line)
    return [f"{one.cycle}.{one.day} {one.date}" for one in shown]


def doses(record: Record, line: str) -> list[str]:
    """What is shown of a line, in its order."""
    return [one.shown for one in record.shown if one.component == line]
