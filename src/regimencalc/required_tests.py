"""What a drug's entry asks to be known before it is given: held by some answers, warned of others.

A test whose answer speaks against the drug must not make a plan look better than no test does.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from regimencalc.assessing import by_cycle, day_1_of
from regimencalc.conditions import WORDS, in_words
from regimencalc.formulary import FormularyEntry
from regimencalc.givings import Giving
from regimencalc.judgement import Judgement
from regimencalc.known_values import Known, KnownValues
from regimencalc.problems import Place, Problem
from regimencalc.setting import Setting

if TYPE_CHECKING:
    from regimencalc.rules import Required

_VALUE = Place(field="value")


def held_by_tests(
    given: Sequence[Giving], setting: Setting, known: KnownValues
) -> Iterator[Judgement]:
    """A judgement RC757 for each drug and cycle that the answer of a test holds."""
    entries = (setting.formulary[drug] for drug in setting.regimen.drugs)
    tested = {entry.id: entry for entry in entries if entry.required_before}
    for cycle, of_cycle in by_cycle(given).items() if tested else ():
        on_day = known.on(day_1_of(of_cycle, known.start, known.timeline), None)
        lines: dict[str, dict[str, None]] = {}
        for giving in of_cycle:
            component = giving.administration.component
            if component.drug in tested:
                lines.setdefault(component.drug, {})[component.id] = None
        for drug, of_drug in lines.items():
            entry = tested[drug]
            for required in entry.required_before:
                if required.hold_if is not None and required.hold_if.holds(on_day.facts):
                    yield _held(entry, required, on_day, cycle, tuple(of_drug))


def _held(
    entry: FormularyEntry, required: "Required", on_day: Known, cycle: int, lines: tuple[str, ...]
) -> Judgement:
    cited = entry.cited(required.source)
    source = required.source if cited is None else cited.cite
    is_verified = required.verified and (cited is None or cited.verified)
    source += "" if is_verified else ", NOT VERIFIED"
    decided = on_day.decided(required.hold_if) if required.hold_if is not None else ""
    return Judgement(
        Problem(
            "RC757",
            f"{decided}: {entry.tall_man} is held if {required.hold_if} [{source}]",
            "Accept it by its key, with a reason, or decline it: then the doses stand.",
        ),
        entry.id,
        cycle,
        decided,
        f"{required.known.replace('_', '-')}-before-{entry.id}",
        source=source,
        lines=lines,
    )


def problems_of_tests(setting: Setting, known: KnownValues) -> Iterator[Problem]:
    """What is not known and must be (RC762), and what is known and nothing judges (RC767)."""
    facts = known.on(known.start, None)
    asked = {c.name for r in setting.regimen.rulings for c in r.condition.all_clauses()}
    for drug in setting.regimen.drugs:
        entry = setting.formulary[drug]
        for required in entry.required_before:
            name = required.known
            answer = facts.facts.get(name)
            if answer is None:
                why = facts.why_not.get(name, f"the {in_words(name)}")
                yield Problem(
                    "RC762",
                    f"NOT ASSESSED: before {entry.tall_man} is given, it needs {why}",
                    f'Give it: --value "{name}=…".',
                    _VALUE,
                )
            elif name not in asked and _is_left_open(required, answer, facts):
                yield Problem(
                    "RC767",
                    f"NOT ASSESSED: {facts.said[name]} is known before {entry.tall_man}, and no "
                    "rule here says what follows",
                    "Decide by your own guideline whether it is given, and how much.",
                    _VALUE,
                )


def _is_left_open(required: "Required", answer: float | str, facts: Known) -> bool:
    """Whether an answer speaks for caution, and nothing is said of what to do."""
    if required.hold_if is not None and required.hold_if.holds(facts.facts):
        return False
    if isinstance(answer, str):
        return answer != WORDS[required.known][0]
    return required.hold_if is None
