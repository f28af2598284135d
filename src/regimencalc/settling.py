"""What is accepted of the rules of a cycle, what waits, and which of several is the strictest."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from regimencalc import wording
from regimencalc.assessing import by_cycle
from regimencalc.changes import Change
from regimencalc.dosing import Dose, NoSuchStep
from regimencalc.givings import Giving, Setting, planned_items
from regimencalc.judgement import Answer, Judgement, Verdict, holding
from regimencalc.problems import Problem, Severity


def in_order_of_cycles(changes: Sequence[Change]) -> tuple[Change, ...]:
    """Changes by the cycle from which they hold; of one cycle, in the order of deciding."""
    return tuple(sorted(changes, key=lambda change: change.from_cycle))


@dataclass(frozen=True, slots=True)
class OneCycle:
    """The givings of one cycle and what is in force in it."""

    given: Sequence[Giving]
    setting: Setting
    number: int

    def doses(self, *changes: Change) -> dict[str, float]:
        """The first dose of each line before rounding, with changes more than are in force."""
        every = in_order_of_cycles((*self.setting.changes, *changes))
        found: dict[str, float] = {}
        for planned in planned_items(self.given, replace(self.setting, changes=every))[0]:
            if isinstance(planned.dose, Dose):
                found.setdefault(planned.component, planned.dose.calculated)
        return found


@dataclass(frozen=True, slots=True)
class Settled:
    """The judgements of a cycle in the order of strictness, and what was accepted of them."""

    judgements: list[Judgement]
    changes: list[Change]


def settled_in(
    judged: Sequence[Judgement], cycle: OneCycle, said: Mapping[str, Answer]
) -> tuple[Settled, list[Change]]:
    """What is accepted comes into force; of what is open, the strictest is proposed."""
    settled = Settled([], [])
    waiting: list[Change] = []
    done: set[str] = set()
    judged = [_that_can_be_taken(one, cycle) for one in judged]
    held = [
        one
        for one in judged
        if one.problem.severity is Severity.HELD and not _is_declined(holding(one, said))
    ]
    stays = {line for one in judged if one.problem.code == "RC792" for line in one.lines}
    for judgement in strictest_first(judged, cycle):
        change = judgement.proposes
        answer = holding(judgement, said)
        if change is None or judgement.problem.code != "RC764":
            settled.judgements.append(judgement)
            settled.changes.extend(_left_out(judgement, answer))
            continue
        looked_at = _that_can_be_taken(judgement, cycle, settled.changes)
        if looked_at is judgement:
            looked_at = _weighed(judgement, change, cycle, settled.changes, stays)
        if _is_taken_away(judgement, cycle, held):
            looked_at = _without_proposal(judgement, "a stricter rule takes the dose away")
        settled.judgements.append(looked_at)
        if looked_at.proposes is None:
            continue
        if answer is not None and answer.verdict is Verdict.ACCEPTED:
            settled.changes.append(change)
        elif answer is None and change.component not in done:
            done.add(change.component)
            waiting.append(replace(change, to_cycle=cycle.number))
    return settled, waiting


def _is_taken_away(judgement: Judgement, cycle: OneCycle, held: Sequence[Judgement]) -> bool:
    """Whether every dose that a rule is about is held: a hold of day 8 leaves those of day 1."""
    days = {(one.administration.component.id, one.administration.day) for one in cycle.given}
    return all(
        any(one.concerns(line, cycle.number, day) for one in held)
        for line, day in days
        if judgement.concerns(line, cycle.number, day)
    )


def _that_can_be_taken(
    judgement: Judgement, cycle: OneCycle, accepted: Sequence[Change] = ()
) -> Judgement:
    """A proposal, or, where a step cannot be taken from the amount, a hold in its place."""
    change = judgement.proposes
    if change is None:
        return judgement
    try:
        cycle.doses(*accepted, change)
    except NoSuchStep as reason:
        problem = judgement.problem
        why = f"{reason}; whether to stop is a person's decision"
        held = Problem("RC756", f"{problem.message}; {why}", problem.fix)
        return replace(judgement, problem=held, proposes=None)
    return judgement


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
        would_be = cycle.doses(change)
        lines = judgement.lines or (change.component,)
        return 1, sum(would_be.get(line, 0.0) for line in lines)

    return sorted(judged, key=order)


def _weighed(
    judgement: Judgement,
    change: Change,
    cycle: OneCycle,
    accepted: Sequence[Change],
    stays: set[str],
) -> Judgement:
    """A proposal beside what is in force: it is none where the dose would not become lower."""
    before, after = cycle.doses(*accepted), cycle.doses(*accepted, change)
    lines = [line for line in judgement.lines or (change.component,) if line in before]
    is_lower = any(after[line] < before[line] for line in lines)
    is_higher = any(after[line] > before[line] for line in lines)
    share = change.action.measure
    may_raise = change.action.what == "level" or (
        change.action.what == "give" and share is not None and share.number > 100
    )
    if change.action.what == "level" and is_higher and stays & set(lines):
        return _without_proposal(judgement, "another rule keeps the level")
    if is_lower or (is_higher and may_raise) or not lines:
        return judgement
    if is_higher:
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
    for cycle, of_cycle in by_cycle(given).items() if steps else ():
        for change in (change for change in steps if change.from_cycle == cycle):
            others = tuple(one for one in setting.changes if one is not change)
            before = OneCycle(of_cycle, replace(setting, changes=others), cycle).doses()
            after = OneCycle(of_cycle, setting, cycle).doses()
            line = change.component
            if line in before and before[line] == after.get(line):
                words = (
                    f"{line}: {change.action} changes no dose: a cap, or the least amount, holds it"
                )
                problem = Problem("RC765", words, "Say a share of the dose, if less is meant.")
                yield Judgement(problem, line, cycle, str(change.action))


def _without_proposal(judgement: Judgement, why: str, code: str = "") -> Judgement:
    problem = judgement.problem
    changed = Problem(code or problem.code, f"{problem.message}; {why}", "Bear it in mind.")
    return replace(judgement, problem=changed, proposes=None)


def several(judgements: Sequence[Judgement], cycle: int) -> Iterator[Judgement]:
    """A word where several rules propose something for one line."""
    by_line: dict[str, list[str]] = {}
    for judgement in judgements:
        if judgement.proposes is not None and judgement.problem.code == "RC764":
            for line in judgement.lines or (judgement.component,):
                by_line.setdefault(line, []).append(judgement.rule)
    for line, rules in by_line.items():
        if len(rules) > 1:
            words = (
                f"{len(rules)} rules propose something for {line} in cycle {cycle}: "
                f"{wording.spoken_list(rules)}; the first is the strictest"
            )
            yield Judgement(Problem("RC794", words, "Answer each of them."), line, cycle)
