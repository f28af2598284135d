"""Which lines of the library the rows of the formulary check, and which slips they would refuse.

    python tools/count_limits.py

For each drug, route and profile of the library's lines: checked by limits, checked by what is usual
alone (which warns, and refuses by rule four times the highest), or UNCHECKED where no row bounds an
amount of that kind. Then the fold test: each line's amount times 0.1, 2, 4 and 10, line by line,
and how many of them are refused. Then each profile that has limits: a tenth of its lowest usual
amount and four times its highest should be beyond its own numbers; where they are not, the rule
refuses them. Last the conflicts: what the library states, at every level, that lies beyond a limit.

What comes from a patient is left out: an amount per body surface is compared with bounds per body
surface, and not with those for a patient.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from regimencalc import library, wording
from regimencalc.administration import Administration
from regimencalc.bounds import AMOUNTS, Guardrail, guardrails_of
from regimencalc.component import Statement
from regimencalc.formulary import STANDARD, FormularyEntry, edges, kind_of, widest
from regimencalc.regimen import MINUTES_PER_DAY, Regimen
from regimencalc.time_checks import placed
from regimencalc.totals_checks import amount_factor
from regimencalc.units import Kind
from regimencalc.usual_checks import usual_problems

REGIMENS = Path(__file__).parent.parent / "regimens"
FOLDS = (0.1, 2, 4, 10)


@dataclass(frozen=True)
class LibraryLine:
    """A line, or a part of one, with what it comes to for each field that a limit may bound."""

    regimen: str
    line: str
    drug: str
    route: str
    profile: str
    kind: Kind
    least: dict[str, float]
    most: dict[str, float]

    def is_checked(self, entry: FormularyEntry) -> bool:
        """Whether a limit bounds any of its amounts from above."""
        return any(rail.refuse_above is not None for rail in self._rails(entry).values())

    def is_usual(self, entry: FormularyEntry) -> bool:
        """Whether anything bounds any of its amounts from above."""
        return any(rail.has_high for rail in self._rails(entry).values())

    def is_refused(self, entry: FormularyEntry, fold: float) -> bool:
        """Whether it is refused when its amount is written so many times too high."""
        for name, rail in self._rails(entry).items():
            found = rail.above(self.most[name] * fold) or rail.below(self.least[name] * fold)
            if found is not None and found.is_refused:
                return True
        return False

    def _rails(self, entry: FormularyEntry) -> dict[str, Guardrail]:
        rails = guardrails_of(entry, (self.profile,), self.route)
        own = {name: rails.get(name, {}).get(self.kind) for name in self.most}
        return {name: rail for name, rail in own.items() if rail is not None}


def library_lines(regimen: Regimen) -> Iterator[LibraryLine]:
    """The lines of a regimen whose amounts stand in the file."""
    for _, _, stretch in regimen.stretches:
        found: dict[Statement, list[Administration]] = defaultdict(list)
        for given in placed(stretch):
            found[given.statement].append(given)
        for statement, givings in found.items():
            amount, drug = statement.amount, statement.component.drug
            if drug is None or amount.kind is None or amount.share_of:
                continue
            stated = [m.canonical for m in (amount.least, amount.plan, amount.most) if m]
            times = how_many_times(statement, givings)
            yield LibraryLine(
                regimen=regimen.id,
                line=statement.id,
                drug=drug,
                route=statement.route,
                profile=statement.profile or STANDARD,
                kind=amount.kind,
                least={name: min(stated) * factor for name, factor in times.items()},
                most={name: max(stated) * factor for name, factor in times.items()},
            )


def how_many_times(statement: Statement, givings: list[Administration]) -> dict[str, float]:
    """How many times its stated amount a line comes to in a dose, a day, an hour and a cycle."""
    by_day: dict[int, float] = defaultdict(float)
    by_cycle: dict[int, float] = defaultdict(float)
    for given in givings:
        days = max((given.minutes or 0) / MINUTES_PER_DAY, 1)
        by_day[given.offset] += amount_factor(given) / days
        by_cycle[given.cycle] += amount_factor(given)
    times = {"per_day": max(by_day.values())}
    if statement.basis != "per_day" or statement.timing.doses_per_day is not None:
        times["per_dose"] = max(amount_factor(given) for given in givings)
    rates = [amount_factor(g) / (g.minutes / 60) for g in givings if g.minutes]
    if rates:
        times["per_hour"] = max(rates)
    if not any(given.goes_on for given in givings):
        times["per_cycle"] = max(by_cycle.values())
    return times


def profiles_that_let_through(entry: FormularyEntry) -> Iterator[str]:
    """Each profile and field with limits that a tenth or four times the usual would pass."""
    for row in entry.limits:
        usual = [other for other in entry.usual if other.is_for(row.profile, row.route)]
        for name, bound in row.bounds.items():
            if name not in AMOUNTS:
                continue
            low, high = edges(bound)
            least, most = widest(usual, name, kind_of(bound))
            where = f"{entry.id} {row.route or 'any route'} {row.profile} {name}"
            if low is not None and least is not None and low <= least / 10:
                yield f"{where}: a tenth of {least:g} passes {bound}"
            if high is not None and most is not None and high >= 4 * most:
                yield f"{where}: four times {most:g} passes {bound}"


def conflicts(regimen: Regimen, formulary: dict[str, FormularyEntry]) -> Iterator[str]:
    """What a regimen states beyond a limit, lines added up, and at each of its levels."""
    limits_as_usual = {
        drug: entry.model_copy(update={"usual": entry.limits}) for drug, entry in formulary.items()
    }
    for problem in usual_problems(regimen, limits_as_usual):
        if problem.code == "RC425" and " the usual " in problem.message:
            words = problem.message.replace("the usual least", "the least limit")
            words = words.replace("the usual most", "the most limit")
            yield f"{regimen.id}, line {problem.place.line}: {words}"
    for line in library_lines(regimen):
        for name, fold in times_its_amount(regimen, line):
            if line.is_refused(formulary[line.drug], fold):
                comes_to = ", ".join(
                    f"{key} {wording.significant(most * fold, 4)}"
                    for key, most in line.most.items()
                )
                yield f"{regimen.id} {line.line} ({line.profile}), {name}: {comes_to}"


def times_its_amount(regimen: Regimen, line: LibraryLine) -> Iterator[tuple[str, float]]:
    """How many times its stated amount a line is: as it stands, and at each level."""
    yield "as stated", 1.0
    stated = next(c for c in regimen.components if c.id == line.line) if regimen.levels else None
    one = None if stated is None else stated.statements[0].amount.one
    for level in regimen.levels:
        amount = level.amounts.get(line.line)
        if one is not None and amount is not None and amount.one is not None:
            yield f"level {level.level}", amount.one.canonical / one.canonical


def main() -> None:
    """Print what is checked, what a slip would meet, and the conflicts."""
    formulary = library.formulary()
    regimens = [library.read_regimen(path) for path in sorted(REGIMENS.glob("*.yaml"))]
    lines = [line for regimen in regimens for line in library_lines(regimen)]
    groups: dict[tuple[str, str, str], list[LibraryLine]] = defaultdict(list)
    for line in lines:
        groups[line.drug, line.route, line.profile].append(line)
    refused: dict[float, int] = defaultdict(int)
    checked = usual_alone = 0
    partly: list[tuple[str, str, str]] = []
    none: list[tuple[str, str, str]] = []
    for key, alike in sorted(groups.items()):
        entry = formulary[key[0]]
        seen = [line for line in alike if line.is_usual(entry)]
        by_limits = all(line.is_checked(entry) for line in alike)
        checked += len(seen)
        usual_alone += 0 if by_limits else len(seen)
        counts = {fold: sum(line.is_refused(entry, fold) for line in seen) for fold in FOLDS}
        for fold, count in counts.items():
            refused[fold] += count
        if len(seen) < len(alike):
            (partly if seen else none).append(key)
        state = f"{len(seen)} of {len(alike)} checked" if seen else "UNCHECKED"
        state += "" if by_limits or not seen else ", usual"
        folds = "  ".join(f"x{fold:g} {count}" for fold, count in counts.items()) if seen else ""
        print(f"{' '.join(key):60} {state:26} {folds}".rstrip())
    print(f"{checked} of {len(lines)} lines checked, {usual_alone} of them by what is usual alone")
    print(f"UNCHECKED {len(none)} of {len(groups)} drugs with their route and profile")
    print("refused " + ", ".join(f"x{fold:g}: {refused[fold]} of {checked}" for fold in FOLDS))
    with_limits = [formulary[key[0]] for key in none if formulary[key[0]].limits]
    print(f"UNCHECKED with limits for another route or profile: {len(with_limits)}")
    print(f"checked in part: {len(partly)}")
    for entry in formulary.values():
        for said in profiles_that_let_through(entry):
            print(f"LETS THROUGH {said}")
    for line in lines:
        entry = formulary[line.drug]
        passed = [f"x{fold:g}" for fold in (4, 10) if not line.is_refused(entry, fold)]
        if passed and line.is_usual(entry):
            name = f"{line.regimen} {line.line} ({line.profile})"
            print(f"PASSES {' and '.join(passed)}: {name}")
    for regimen in regimens:
        for said in conflicts(regimen, formulary):
            print(f"CONFLICT {said}")


if __name__ == "__main__":
    main()
