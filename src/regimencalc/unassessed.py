"""What could not be judged of a course for want of a value: a warning each, never silence."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from regimencalc import plausibility, wording
from regimencalc.assessing import Assessment, Outcome
from regimencalc.conditions import OF_THE_BODY, in_words
from regimencalc.givings import Giving
from regimencalc.known_values import KnownValues, unused
from regimencalc.problems import Place, Problem
from regimencalc.required_tests import problems_of_tests
from regimencalc.setting import Setting

if TYPE_CHECKING:
    from regimencalc.rulings import Ruling

_VALUE = Place(field="value")


def rule_problems(
    given: Sequence[Giving],
    setting: Setting,
    assessments: Iterable[Assessment],
    known: KnownValues,
) -> Iterator[Problem]:
    """What is missing for rules and tests, and what was found and decides nothing."""
    found = tuple(assessments)
    yield from not_assessed(found)
    yield from problems_of_tests(given, setting, known)
    yield from _of_no_use(setting, known)
    for finding in known.findings:
        if finding.measure is not None:
            yield from plausibility.of_finding(finding.name, finding.measure, "value")


def not_assessed(assessments: Iterable[Assessment]) -> Iterator[Problem]:
    """A warning for each rule and each thing that it lacks, with the cycles."""
    cycles: dict[tuple[Ruling, tuple[str, ...]], list[Assessment]] = {}
    for one in assessments:
        if one.outcome is Outcome.NOT_ASSESSED:
            cycles.setdefault((one.ruling, one.missing), []).append(one)
    for (ruling, missing), of_rule in cycles.items():
        numbers = [one.cycle for one in of_rule]
        lines = wording.spoken_list(of_rule[0].lines if ruling.lines else ("all lines",))
        yield Problem(
            "RC761",
            f"NOT ASSESSED: {ruling.name} ({lines}, {wording.cycles(numbers)}) needs "
            f"{wording.spoken_list(missing)}",
            f"Give {_how_to_give(ruling, missing)}, or judge yourself: {ruling.words}.",
            _VALUE,
        )


_OF_ITS_DAY = "as a measure of the patient, from that cycle on"
_NOT_BY_VALUE = {
    "creatinine_clearance": 'the creatinine, as a value: "creatinine=…, on …"',
    "clearance_for_auc": f"the creatinine or the GFR of that day {_OF_ITS_DAY}",
    "measured_gfr": f"the measured GFR with its method and day {_OF_ITS_DAY}",
    "egfr": f"the estimated GFR with its equation and day {_OF_ITS_DAY}",
    **dict.fromkeys(OF_THE_BODY, f"it {_OF_ITS_DAY}"),
}
"""What to give where a value of the name is refused: it is entered in another way, or found."""


def _how_to_give(ruling: "Ruling", missing: Iterable[str]) -> str:
    """How what is missing is given, each way once."""
    asked = dict.fromkeys(clause.name for clause in ruling.condition.all_clauses())
    others = {in_words(name): _NOT_BY_VALUE[name] for name in asked if name in _NOT_BY_VALUE}
    ways: dict[str, None] = {}
    for lacking in missing:
        found = [way for words, way in others.items() if words in lacking]
        ways |= dict.fromkeys(found or ["it as a value"])
    return wording.spoken_list(list(ways))


def _of_no_use(setting: Setting, known: KnownValues) -> Iterator[Problem]:
    """A value that no rule asks for, or a day that no cycle reaches: likely a slip."""
    if not known.findings:
        return
    asked = set(setting.regimen.asked_by_rules)
    for drug in setting.regimen.drugs:
        asked |= {required.known for required in setting.formulary[drug].required_before}
    for finding in unused(known.findings, asked):
        yield Problem(
            "RC766",
            f"{finding} decides nothing: no rule of {setting.regimen.id} asks for it",
            f"Leave it out, or look at what is asked: {', '.join(sorted(asked)) or 'nothing'}.",
            _VALUE,
        )
