"""What a drug's entry asks to be known before it is given: held by some answers, warned of others.

A test whose answer speaks against the drug must not make a plan look better than no test does, nor
may such an answer be forgotten: it holds the drug, however old it is, until a newer one is known.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from regimencalc import wording
from regimencalc.assessing import by_cycle, day_1_of
from regimencalc.conditions import WORDS, in_words
from regimencalc.findings import newest
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
    if not known.findings:
        return
    for cycle, of_cycle in by_cycle(given).items():
        for drug, of_drug in _by_drug(of_cycle).items():
            entry = setting.formulary[drug]
            for required in entry.required_before:
                against = [(one, _against(required, known, one.on)) for one in of_drug]
                held = [one for one, why in against if why]
                if held:
                    why = next(why for _, why in against if why)
                    lines = tuple(dict.fromkeys(one.administration.component.id for one in held))
                    days = frozenset(one.day for one in held if len(held) < len(of_drug))
                    yield replace(_held(entry, required, why, cycle, lines), days=days)


def _by_drug(of_cycle: Sequence[Giving]) -> dict[str, list[Giving]]:
    found: dict[str, list[Giving]] = {}
    for giving in of_cycle:
        drug = giving.administration.statement.drug
        if drug is not None:
            found.setdefault(drug, []).append(giving)
    return found


def _against(required: "Required", known: KnownValues, day: date) -> str:
    """The answer that holds a drug on a day, in words; nothing where none does."""
    if required.hold_if is None:
        return ""
    on_day = known.on(day, None)
    if required.hold_if.holds(on_day.facts):
        return on_day.decided(required.hold_if)
    last = newest(known.findings, required.known, known.start, day)
    if last is not None and required.hold_if.holds(last.facts()):
        return f"{last}, and none newer"
    return ""


def _held(
    entry: FormularyEntry, required: "Required", decided: str, cycle: int, lines: tuple[str, ...]
) -> Judgement:
    cited = entry.cited(required.source)
    source = required.source if cited is None else cited.cite
    is_verified = required.verified and (cited is None or cited.verified)
    source += "" if is_verified else ", NOT VERIFIED"
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


def tests_not_known(
    drugs: Iterable[str], formulary: Mapping[str, FormularyEntry], on_day: Known
) -> Iterator[tuple[str, str, str]]:
    """What drugs ask to be known and is not, on a day: the drug, the test, and what it lacks."""
    for drug in drugs:
        for required in formulary[drug].required_before:
            name = required.known
            if name not in on_day.facts:
                yield drug, name, on_day.why_not.get(name, f"the {in_words(name)}")


def not_known(entry: FormularyEntry, name: str, why: str, where: str = "") -> Problem:
    """RC762, for the cycles of `where`, or for all of them."""
    return Problem(
        "RC762",
        f"NOT ASSESSED: before {entry.tall_man} is given{where}, it needs {why}",
        f'Give it as a value: "{name}=…".',
        _VALUE,
    )


def problems_of_tests(
    given: Sequence[Giving], setting: Setting, known: KnownValues
) -> Iterator[Problem]:
    """What is not known and must be (RC762), and what is known and nothing judges (RC767).

    Each cycle is looked at on its own day 1: what is known at first may be too old later.
    """
    cycles_of: dict[str, list[int]] = {}
    unknown: dict[tuple[str, str, str], list[int]] = {}
    left_open: dict[tuple[str, str], None] = {}
    for cycle, of_cycle in by_cycle(given).items():
        on_day = known.on(day_1_of(of_cycle, known.start, known.timeline), None)
        drugs = _by_drug(of_cycle)
        for drug in drugs:
            cycles_of.setdefault(drug, []).append(cycle)
        for lacking in tests_not_known(drugs, setting.formulary, on_day):
            unknown.setdefault(lacking, []).append(cycle)
        left_open |= dict.fromkeys(_left_open(drugs, setting, on_day))
    for (drug, name, why), cycles in unknown.items():
        where = "" if cycles == cycles_of[drug] else f" in {wording.cycles(cycles)}"
        yield not_known(setting.formulary[drug], name, why, where)
    for drug, said in left_open:
        yield Problem(
            "RC767",
            f"NOT ASSESSED: {said} is known before {setting.formulary[drug].tall_man}, and no "
            "rule here says what follows",
            "Decide by your own guideline whether it is given, and how much.",
            _VALUE,
        )


def _left_open(drugs: Iterable[str], setting: Setting, on_day: Known) -> Iterator[tuple[str, str]]:
    """Each drug with an answer that speaks for caution and that no rule of the regimen asks for."""
    for drug in drugs:
        for required in setting.formulary[drug].required_before:
            answer = on_day.facts.get(required.known)
            if answer is None or required.known in setting.regimen.asked_by_rules:
                continue
            if _is_left_open(required, answer, on_day):
                yield drug, on_day.said[required.known]


def _is_left_open(required: "Required", answer: float | str, facts: Known) -> bool:
    """Whether an answer speaks for caution, and nothing is said of what to do."""
    if required.hold_if is not None and required.hold_if.holds(facts.facts):
        return False
    if isinstance(answer, str):
        return answer != WORDS[required.known][0]
    return required.hold_if is None
