"""What is accepted of the rules of a cycle, what waits, and which of several is the strictest."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from regimencalc import wording
from regimencalc.assessing import by_cycle
from regimencalc.changes import LEVEL, Change, in_order_of_cycles
from regimencalc.dosing import Dose
from regimencalc.givings import Giving, planned_items
from regimencalc.judgement import Answer, Judgement, Verdict, holding
from regimencalc.planned_dose import PlannedDose
from regimencalc.problems import Problem, Severity
from regimencalc.setting import Setting
from regimencalc.withheld import Withheld


@dataclass(frozen=True, slots=True)
class OneCycle:
    """The givings of one cycle and what is in force in it."""

    given: Sequence[Giving]
    setting: Setting
    number: int

    def planned(self, *changes: Change) -> list[PlannedDose]:
        """The doses of the cycle, with changes more than are in force."""
        every = in_order_of_cycles((*self.setting.changes, *changes))
        return planned_items(self.given, self.setting.under(every))[0]

    def doses(self, *changes: Change) -> dict[tuple[str, int], float]:
        """Each dose before rounding by its line and its number, with changes more."""
        return {
            (one.component, one.dose_number): one.dose.calculated
            for one in self.planned(*changes)
            if isinstance(one.dose, Dose)
        }

    def days_of(self, judgement: Judgement) -> set[tuple[str, int]]:
        """The lines and days that the proposal of a judgement touches."""
        change = judgement.proposes
        lines = judgement.lines or (judgement.component,)
        given = ((one.administration.component.id, one.administration.day) for one in self.given)
        return {
            (line, day)
            for line, day in given
            if line in lines
            and change is not None
            and change.holds(change.component, self.number, day)
        }


@dataclass(frozen=True, slots=True)
class Settled:
    """The judgements of a cycle in the order of strictness, and what was accepted of them."""

    judgements: list[Judgement]
    changes: list[Change]


def settled_in(
    judged: Sequence[Judgement], cycle: OneCycle, said: Mapping[str, Answer]
) -> tuple[Settled, list[Change]]:
    """What is accepted comes into force; what is open is proposed for the cycle alone.

    Several changes of one line may be among them: of those, the strictest alone makes up the dose.
    """
    settled = Settled([], [])
    waiting: list[Change] = []
    judged = [_that_can_be_taken(_chosen_otherwise(one, said), cycle) for one in judged]
    held = [
        one
        for one in judged
        if one.problem.severity is Severity.HELD and not _is_declined(holding(one, said))
    ]
    stays = {line for one in judged if one.keeps_level for line in one.lines}
    for judgement in strictest_first(judged, cycle):
        change = judgement.proposes
        answer = holding(judgement, said)
        if change is None or judgement.problem.code != "RC764":
            settled.judgements.append(judgement)
            settled.changes.extend(_left_out(judgement, answer))
            continue
        looked_at = _weighed(judgement, change, cycle, settled.changes, stays)
        if _is_taken_away(judgement, cycle, held):
            why = "a stricter rule takes the dose away"
            looked_at = _without_proposal(judgement, why, "RC792")
        settled.judgements.append(looked_at)
        if looked_at.proposes is None:
            continue
        if answer is not None and answer.verdict is Verdict.ACCEPTED:
            settled.changes.append(change)
        elif answer is None:
            waiting.append(replace(change, to_cycle=cycle.number))
    return settled, waiting


def _is_taken_away(judgement: Judgement, cycle: OneCycle, held: Sequence[Judgement]) -> bool:
    """Whether every dose that a proposal touches is held: a hold of day 8 leaves those of day 1."""
    return all(
        any(one.concerns(line, cycle.number, day) for one in held)
        for line, day in cycle.days_of(judgement)
    )


def _that_can_be_taken(judgement: Judgement, cycle: OneCycle) -> Judgement:
    """A proposal, or, where a step cannot be taken from the amount, a hold in its place."""
    change = judgement.proposes
    if change is None or judgement.problem.code != "RC764":
        return judgement
    for planned in cycle.planned(change):
        if isinstance(planned.dose, Withheld) and planned.component in (
            judgement.lines or (judgement.component,)
        ):
            problem, reason = judgement.problem, planned.dose.reasons[0]
            held = Problem("RC756", f"{problem.message}; {reason.message}", problem.fix)
            return replace(judgement, problem=held, proposes=None)
    return judgement


def _chosen_otherwise(judgement: Judgement, said: Mapping[str, Answer]) -> Judgement:
    """Another answer to a choice that was accepted holds the doses of the answer before."""
    answer = holding(judgement, said)
    if judgement.problem.code != "RC763" or answer is None or _is_declined(answer):
        return judgement
    problem = judgement.problem
    words = f"{problem.message}; accepted, so that the doses of the other answer are held"
    return replace(judgement, problem=Problem("RC754", f"{words}. {problem.fix}", problem.fix))


def _is_declined(answer: Answer | None) -> bool:
    return answer is not None and answer.verdict is Verdict.DECLINED


def _left_out(judgement: Judgement, answer: Answer | None) -> Iterator[Change]:
    """What an accepted rule leaves out: a cycle or its days, or all from here on."""
    change = judgement.proposes
    is_accepted = answer is not None and answer.verdict is Verdict.ACCEPTED
    if is_accepted and change is not None and judgement.problem.code == "RC753":
        for line in judgement.lines or (judgement.component,):
            yield replace(change, component=line)


def strictest_first(judged: Sequence[Judgement], cycle: OneCycle) -> list[Judgement]:
    """Judgements in the order of the policy's `strictest`: what withholds, then the lowest dose."""

    def order(judgement: Judgement) -> tuple[int, float]:
        change = judgement.proposes
        if change is None or judgement.problem.code != "RC764":
            return 0, 0.0
        lines = judgement.lines or (change.component,)
        return 1, sum(dose for (line, _), dose in cycle.doses(change).items() if line in lines)

    return sorted(judged, key=order)


def _weighed(
    judgement: Judgement,
    change: Change,
    cycle: OneCycle,
    accepted: Sequence[Change],
    stays: set[str],
) -> Judgement:
    """A proposal beside what is in force: it is none where no giving's dose would become lower."""
    lines = judgement.lines or (change.component,)
    before, after = cycle.doses(*accepted), cycle.doses(*accepted, change)
    alone = cycle.doses(replace(change, by_rule=False))
    given = [one for one in before if one[0] in lines]
    is_lower = any(after[one] < before[one] for one in given)
    is_higher = any(after[one] > before[one] for one in given)
    share = change.action.measure
    if is_higher and change.action.what == LEVEL and stays & set(lines):
        return _without_proposal(judgement, "another rule keeps the level")
    if is_lower or is_higher or not given:
        return judgement
    if any(alone[one] > before[one] for one in given):
        return _without_proposal(judgement, "less is in force already")
    if change.action.what == "reduce_by":
        why = "the dose does not change: a cap, or the least amount, holds it"
        return _without_proposal(judgement, why, "RC765")
    if share is not None and share.number == 100:
        return _without_proposal(judgement, "the standard dose stands", "RC792")
    return _without_proposal(judgement, "the dose stands at that already")


def swallowed(given: Sequence[Giving], setting: Setting) -> Iterator[Judgement]:
    """Steps of an amount that were decided and change no dose: a cap had lowered it already."""
    steps = [change for change in setting.changes if change.action.what == "reduce_by"]
    for number, of_cycle in by_cycle(given).items() if steps else ():
        for change in (change for change in steps if change.from_cycle == number):
            others = tuple(one for one in setting.changes if one is not change)
            cycle = OneCycle(of_cycle, setting.under(others), number)
            before, after = cycle.doses(), cycle.doses(change)
            line = change.component
            given_now = [one for one in before if one[0] == line]
            if given_now and all(before[one] == after.get(one) for one in given_now):
                words = (
                    f"{line}: {change.action} changes no dose: a cap, or the least amount, holds it"
                )
                problem = Problem("RC765", words, "Say a share of the dose, if less is meant.")
                yield Judgement(problem, line, number, str(change.action))


def lifted(given: Sequence[Giving], setting: Setting) -> Iterator[Judgement]:
    """Shares that a person typed and that give more than an accepted rule left in force."""
    ruled = [change for change in setting.changes if change.by_rule]
    typed = [c for c in setting.changes if c.action.what == "give" and not c.by_rule]
    for change in typed if ruled else ():
        line = change.component
        others = tuple(one for one in setting.changes if one is not change)
        for number, of_cycle in by_cycle(given).items():
            before = OneCycle(of_cycle, setting.under(others), number).doses()
            after = OneCycle(of_cycle, setting, number).doses()
            if any(after.get(one, 0) > dose for one, dose in before.items() if one[0] == line):
                earlier = (c for c in ruled if c.from_cycle < change.from_cycle)
                rules = dict.fromkeys(c.why for c in earlier if c.component in (line, LEVEL))
                words = (
                    f"{line}: {change.action} from cycle {number} gives more than was left in "
                    f"force by what was accepted: {wording.spoken_list(list(rules))}"
                )
                fix = "Say a share that is no more than that; or accept this, with a reason."
                yield Judgement(Problem("RC768", words, fix), line, number, str(change.action))
                break


def lowered_twice(given: Sequence[Giving], setting: Setting) -> Iterator[Judgement]:
    """Lines lowered by themselves and once more with the line that they are a share of."""
    for line in sorted({change.component for change in setting.changes}):
        wholes = setting.regimen.followed_by(line)
        own = tuple(change for change in setting.changes if change.component != line)
        neither = tuple(change for change in own if change.component not in wholes)
        for number, of_cycle in by_cycle(given).items() if neither != own else ():
            as_is, alone, standard = (
                OneCycle(of_cycle, setting.under(changes), number).doses()
                for changes in (setting.changes, own, neither)
            )
            mine = [one for one in as_is if one[0] == line]
            if any(as_is[one] < alone.get(one, 0) < standard.get(one, 0) for one in mine):
                words = (
                    f"{line} is a share of {wording.spoken_list(sorted(wholes))} and follows it: "
                    f"from cycle {number} it is lowered with it, and by a share of its own again"
                )
                fix = (
                    "Decline what was proposed for it alone, if it is to follow; or accept this, "
                    "with a reason."
                )
                shares = ", ".join(str(c.action) for c in setting.changes if c not in neither)
                yield Judgement(Problem("RC769", words, fix), line, number, shares)
                break


def used_up(doses: Sequence[PlannedDose]) -> Iterator[Judgement]:
    """Doses of which the steps that were decided leave nothing: a person decides what is given."""
    for planned in doses:
        if isinstance(planned.dose, Withheld) and planned.dose.reasons[0].code == "RC756":
            yield Judgement(
                planned.dose.reasons[0],
                planned.component,
                planned.cycle,
                days=frozenset({planned.day}),
            )


def _without_proposal(judgement: Judgement, why: str, code: str = "") -> Judgement:
    problem = judgement.problem
    changed = Problem(code or problem.code, f"{problem.message}; {why}", "Bear it in mind.")
    return replace(judgement, problem=changed, proposes=None)


def several(judgements: Sequence[Judgement], cycle: OneCycle) -> Iterator[Judgement]:
    """A word where several rules propose something for one line, by what each would make of it."""
    by_line: dict[str, list[tuple[float, str]]] = {}
    for judgement in judgements:
        if judgement.proposes is not None and judgement.problem.code == "RC764":
            doses = cycle.doses(judgement.proposes)
            for line in judgement.lines or (judgement.component,):
                comes_to = sum(dose for (name, _), dose in doses.items() if name == line)
                by_line.setdefault(line, []).append((comes_to, judgement.rule))
    for line, rules in by_line.items():
        if len(rules) > 1:
            rules.sort()
            words = (
                f"{len(rules)} rules propose something for {line} in cycle {cycle.number}: "
                f"{wording.spoken_list([rule for _, rule in rules])}; the first is the strictest"
            )
            yield Judgement(Problem("RC794", words, "Answer each of them."), line, cycle.number)
