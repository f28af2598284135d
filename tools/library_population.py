"""How often limits and usual bounds speak of the library's own regimens on made-up adults.

    python tools/library_population.py [--adults 13000] [--seed 1] [--processes N]

Every regimen of the library is planned at its sources' cycle counts for every adult, each adult
with another of its answers: every answer of a choice, both bounds of an amount, every level and
both policies come round in turn. What was given before is said to be nothing. An *evaluated dose*
is a planned dose of a drug that has bounds; it has a *warning* where one of RC721 to RC727 is about
it. Regimens for children are counted apart, and none is computed.

More than 10,000 of 13,000 such adults have no unusual measure in any course; the courses without an
unusual measure are counted apart.

Exit code 1 where more than 5 % of the evaluated doses have a warning, or any is refused, but for
the refusals that are listed here with their reason (docs/decisions/0021): those are of bodies of
which the check of the measures has warned already. A listed refusal where every measure is usual is
a miss too.
"""

import argparse
import itertools
import os
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from pathlib import Path

import regimencalc as rc
from regimencalc import course, library
from regimencalc.choosing import key_of
from regimencalc.history import read_history
from regimencalc.problems import Problem, Severity
from regimencalc.regimen import Regimen
from regimencalc.withheld import Withheld, Word

REGIMENS = Path(__file__).parent.parent / "regimens"
POLICIES = ("reference", "nccn-adjusted")
MOST_WARNED = 0.05
LISTED = {
    ("abvd-28d", "RC708", "bleomycin"),
    ("capizzi-interim-maintenance", "RC701", "pegaspargase"),
}
"""Refusals that are true, each with its reason in docs/decisions/0021."""
UNUSUAL = "RC521"
"""A measure of the patient, or what is found from it, is outside what is usual."""
START = date(2026, 1, 5)
LONG_ENOUGH = "49 d"
NO_NUMBER_STATED = 6
EXAMPLE = re.compile(r'for example "?([^=" ]+)=([^"]+?)"?\.$')

Answers = Mapping[str, str]


def a_patient() -> rc.Patient:
    """An adult in whom every answer can be tried."""
    return rc.Patient(
        sex="male", age="60 y", height="175 cm", weight="75 kg", creatinine="0.9 mg/dL"
    )


def planned(
    regimen: Regimen, patient: rc.Patient, choose: Answers, policy: str = POLICIES[0]
) -> rc.Course:
    """A course by the shortest way: no file is read that was read before, and no text is made."""
    formulary = library.formulary()
    return course.plan(
        regimen,
        patient,
        library.shipped_policy(policy),
        formulary,
        start=START,
        version=rc.__version__,
        cycles=_cycles_of_all(regimen, choose),
        choose=choose,
        history=_HISTORY,
    )


def _nothing_before() -> dict[str, str]:
    drugs = {drug: "0" for drug, entry in library.formulary().items() if entry.lifetime}
    return {**drugs, "chest-radiotherapy": "no", "cardiotoxic-drugs": "no"}


_HISTORY, _ = read_history(_nothing_before(), library.formulary(), library.equivalents())


def completed(regimen: Regimen, choose: Answers) -> Answers | None:
    """The answers with an example of what is still open; None where they do not fit together."""
    answers = dict(choose) | {key: str(number) for key, number in _cycles(regimen) if key}
    for _ in range(20):
        errors = [p for p in planned(regimen, a_patient(), answers).problems if p.is_error]
        if not errors:
            return answers
        open_questions = [_example(problem) for problem in errors if problem.code == "RC603"]
        is_short = any("Choose a longer" in problem.fix for problem in errors)
        if is_short and answers.get("lasts") != LONG_ENOUGH:
            answers["lasts"] = LONG_ENOUGH
        elif None in open_questions or not open_questions:
            return None
        answers |= dict(one for one in open_questions if one is not None)
    return None


def _example(problem: Problem) -> tuple[str, str] | None:
    found = EXAMPLE.search(problem.fix)
    return None if found is None else (found[1], found[2])


def _cycles_of_all(regimen: Regimen, choose: Answers) -> int | None:
    """The cycles of a regimen without phases; one at a level, on which no whole course stays."""
    if "level" in choose:
        return 1
    return next((number for key, number in _cycles(regimen) if not key), None)


def _cycles(regimen: Regimen) -> Iterator[tuple[str, int]]:
    """The most cycles that a source states, by the key of its phase; six where it states none."""
    for phase, _, stretch in regimen.stretches:
        count = None if stretch.cycle is None else stretch.cycle.planned
        if stretch.cycle is not None and (count is None or count.plan is None):
            stated = None if count is None else count.most or count.least
            yield key_of(phase, "cycles") if phase else "", stated or NO_NUMBER_STATED


def every_answer(regimen: Regimen) -> Iterator[Answers]:
    """The answers that differ in one thing from the first ones, and every level."""
    yield {}
    for name, choice in regimen.choices.items():
        yield from ({name: answer} for answer in choice.names)
    for level in regimen.levels:
        yield {"level": level.level}
    for component in regimen.every_component:
        for statement in component.statements:
            amount = statement.amount
            for bound in (amount.least, amount.most):
                if bound is not None:
                    yield {component.id: str(bound)}


def plannable(regimen: Regimen) -> list[Answers]:
    """Every set of answers with which a regimen can be planned, each once."""
    found: list[Answers] = []
    for choose in every_answer(regimen):
        answers = completed(regimen, choose)
        if answers is not None and answers not in found:
            found.append(answers)
    return found


def regimens() -> Iterator[Regimen]:
    """The regimens of the library."""
    for path in sorted(REGIMENS.glob("*.yaml")):
        yield library.read_regimen(path)


Counts = Counter[tuple[str, ...]]


def counted(made: rc.Course, counts: Counts) -> None:
    """Count the doses of a course, what warns of them, and what they are refused for."""
    evaluated = {
        drug
        for drug in {one.drug for one in made.doses}
        if made.formulary[drug].limits or made.formulary[drug].usual
    }
    warned: set[tuple[str, int, int]] = set()
    listed: set[tuple[str, int, int]] = set()
    is_usual = not any(problem.code == UNUSUAL for problem in made.problems)
    counts["unusual", made.regimen.id] += not is_usual
    for judgement in made.judgements:
        severity, code = judgement.problem.severity, judgement.problem.code
        for day in judgement.days:
            where = judgement.component, judgement.cycle, day
            if severity is Severity.WARNING:
                warned.add(where)
            if (made.regimen.id, code, judgement.component) in LISTED:
                listed.add(where)
        counts["judged", str(severity), code, made.regimen.id, judgement.component] += 1
    for one in made.doses:
        counts["doses", one.drug] += 1
        if one.drug in evaluated:
            counts["evaluated", one.drug] += 1
            counts["usual, evaluated", one.drug] += is_usual
            if (one.component, one.cycle, one.day) in warned:
                counts["warned", one.drug] += 1
                counts["usual, warned", one.drug] += is_usual
            if isinstance(one.dose, Withheld) and one.dose.word is Word.REFUSED:
                is_listed = (one.component, one.cycle, one.day) in listed
                counts["listed" if is_listed else "refused", one.drug] += 1
                counts["usual, refused", one.drug] += is_usual


def portion(first: int, count: int, seed: int) -> Counts:
    """The counts of some of the adults."""
    from population import patients

    counts: Counts = Counter()
    library_regimens = [
        (regimen, plannable(regimen)) for regimen in regimens() if regimen.population != "child"
    ]
    adults = itertools.islice(patients(first + count, seed), first, None)
    for number, patient in enumerate(adults, first):
        of_adult: Counts = Counter()
        for regimen, answers in library_regimens:
            choose = answers[number % len(answers)]
            made = planned(regimen, patient, choose, POLICIES[number // len(answers) % 2])
            if made.is_refused:
                codes = sorted({p.code for p in made.problems if p.is_error})
                of_adult["not planned", ", ".join(codes), regimen.id] += 1
            else:
                counted(made, of_adult)
        counts += of_adult
        counts["adults", ""] += 1
        counts["usual, adults", ""] += all(what != "unusual" for what, *_ in +of_adult)
    return counts


def report(counts: Counts) -> bool:
    """Print the counts; whether both targets are met."""

    def total(what: str) -> int:
        return sum(number for (key, *_), number in counts.items() if key == what)

    def share(of: str = "") -> float:
        return total(f"{of}warned") / max(total(f"{of}evaluated"), 1)

    evaluated, warned, refused = total("evaluated"), total("warned"), total("refused")
    print(f"{counts['adults', '']:,} made-up adults; {total('doses'):,} planned doses")
    print(f"evaluated {evaluated:,}; with a warning {warned:,} ({share():.2%}, at most 5 %)")
    print(f"refused {refused:,} (none is the target); listed in decision 0021: {total('listed'):,}")
    print(
        f"where every measure is usual ({total('usual, adults'):,} of the adults in all courses):\n"
        f"evaluated {total('usual, evaluated'):,}; with a warning {total('usual, warned'):,} "
        f"({share('usual, '):.2%}, at most 5 %); refused {total('usual, refused'):,} (none)"
    )
    for (what, *rest), number in sorted(counts.items()):
        if what in ("judged", "not planned"):
            print(f"  {what} {' '.join(rest)}: {number:,}")
    for (what, drug, *_), number in sorted(counts.items()):
        if what == "warned":
            print(f"  warned {drug}: {number:,} of {counts['evaluated', drug]:,}")
    is_right = not refused and not total("usual, refused")
    return max(share(), share("usual, ")) <= MOST_WARNED and is_right and evaluated > 0


def main() -> None:
    """Count over the adults, in as many processes as were named."""
    parser = argparse.ArgumentParser(description="Limits on the library's regimens.")
    parser.add_argument("--adults", type=int, default=13_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    asked = parser.parse_args()
    begun = time.perf_counter()
    size = -(-asked.adults // asked.processes)
    portions = [
        (first, min(size, asked.adults - first), asked.seed)
        for first in range(0, asked.adults, size)
    ]
    counts: Counts = Counter()
    with ProcessPoolExecutor(asked.processes) as pool:
        for found in pool.map(portion, *zip(*portions, strict=True)):
            counts += found
    children = [regimen.id for regimen in regimens() if regimen.population == "child"]
    met = report(counts)
    print(f"regimens for children, of which none is computed: {len(children)}")
    print(f"{time.perf_counter() - begun:.0f} s")
    sys.exit(0 if met else 1)


if __name__ == "__main__":
    main()
