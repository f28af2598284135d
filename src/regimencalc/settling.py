"""What is accepted of the rules of a cycle, what waits, and which of several is the strictest."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from regimencalc import wording
from regimencalc.assessing import by_cycle
from regimencalc.changes import LEVEL, Change, in_order_of_cycles
from regimencalc.dosing import Dose
from regimencalc.givings import Giving, planned_items, withheld_by
from regimencalc.judgement import Answer, Judgement, Verdict, holding
from regimencalc.planned_dose import PlannedDose
from regimencalc.problems import Problem, Severity
from regimencalc.setting import Setting
from regimencalc.withheld import Withheld


class Where(NamedTuple):
    """One giving of a line: its cycle, its day, and which dose of the line it is."""

    line: str
    cycle: int
    day: int
    dose_number: int


@dataclass(frozen=True, slots=True)
class Ahead:
    """The givings from a cycle on, and what is in force for them."""

    given: Sequence[Giving]
    setting: Setting
    cycle: int

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines that are given, in this cycle or in a later one."""
        return tuple(dict.fromkeys(one.line for one in self.given))

    def planned(self, *changes: Change) -> list[PlannedDose]:
        """The doses, with changes more than are in force."""
        every = in_order_of_cycles((*self.setting.changes, *changes))
        return planned_items(self.given, self.setting.under(every))[0]

    def doses(self, *changes: Change) -> dict[Where, float]:
        """Each dose before rounding by its giving, with changes more."""
        return {
            Where(one.component, one.cycle, one.day, one.dose_number): one.dose.calculated
            for one in self.planned(*changes)
            if isinstance(one.dose, Dose)
        }

    def touched_by(self, judgement: Judgement) -> set[tuple[str, int, int]]:
        """The lines, cycles and days that the proposal of a judgement touches."""
        change = judgement.proposes
        lines = judgement.lines or (judgement.component,)
        given = ((one.line, one.cycle, one.day) for one in self.given)
        return {
            (line, cycle, day)
            for line, cycle, day in given
            if line in lines and change is not None and change.holds(change.component, cycle, day)
        }

    def left_by(self, held: Sequence[Judgement], accepted: Sequence[Change]) -> "Ahead":
        """The same without the givings that are held, or that what was accepted leaves out."""
        setting = self.setting.under(in_order_of_cycles((*self.setting.changes, *accepted)))
        given = [
            one
            for one in self.given
            if not is_left_out(one, setting)
            and not any(by.concerns(one.line, one.cycle, one.day) for by in held)
        ]
        return replace(self, given=given)


def is_left_out(giving: Giving, setting: Setting) -> bool:
    """Whether something that was decided leaves a giving out."""
    if not setting.changes:
        return False
    return withheld_by(setting.changes_of(giving), giving.line) is not None


@dataclass(frozen=True, slots=True)
class Settled:
    """The judgements of a cycle in the order of strictness, and what was accepted of them."""

    judgements: list[Judgement]
    changes: list[Change]


def settled_in(
    judged: Sequence[Judgement], ahead: Ahead, said: Mapping[str, Answer]
) -> tuple[Settled, list[Change]]:
    """What is accepted comes into force; what is open is proposed where it first changes a dose.

    Several changes of one line may be among them: of those, the strictest alone makes up the dose.
    """
    settled = Settled([], [])
    waiting: list[Change] = []
    judged = [_that_can_be_taken(_chosen_otherwise(one, said), ahead) for one in judged]
    held = [
        one
        for one in judged
        if one.problem.severity is Severity.HELD and not _is_declined(holding(one, said))
    ]
    stays = {line for one in judged if one.keeps_level for line in one.lines}
    for judgement in strictest_first(judged, ahead):
        change = judgement.proposes
        answer = holding(judgement, said)
        if change is None or judgement.problem.code != "RC764":
            settled.judgements.append(judgement)
            settled.changes.extend(_left_out(judgement, answer, ahead))
            continue
        left = ahead.left_by(held, settled.changes)
        looked_at = _weighed(judgement, change, left, settled.changes, stays)
        if _is_taken_away(judgement, ahead, left, [one for one in held if not holding(one, said)]):
            why = "a stricter rule takes the dose away"
            looked_at = _without_proposal(judgement, why, "RC792")
        if looked_at.proposes is not None:
            first = _first_cycle(looked_at, change, left, settled.changes)
            looked_at = _said_to_begin(looked_at, first)
            if answer is not None and answer.verdict is Verdict.ACCEPTED:
                settled.changes.append(change)
            elif answer is None:
                waiting.append(replace(change, to_cycle=first))
        settled.judgements.append(looked_at)
    return settled, waiting


def _is_taken_away(
    judgement: Judgement, ahead: Ahead, left: Ahead, unanswered: Sequence[Judgement]
) -> bool:
    """Whether a stricter rule takes every dose away that a proposal touches.

    A hold of day 8 leaves the dose of day 1. One of the whole cycle is answered first; accepted, it
    leaves the later cycles, in which the line is given again: by what was proposed, if that is
    accepted too. Of a line that was stopped nothing is left.
    """
    touched, still = ahead.touched_by(judgement), left.touched_by(judgement)
    if any(cycle == ahead.cycle for _, cycle, _ in still):
        return False
    return not still or any(one.concerns(*at) for one in unanswered for at in touched)


def _first_cycle(
    judgement: Judgement, change: Change, ahead: Ahead, accepted: Sequence[Change]
) -> int:
    """The first cycle in which a proposal changes a dose: that of its rule where none does."""
    before, after = ahead.doses(*accepted), ahead.doses(*accepted, change)
    lines = judgement.lines or (change.component,)
    changed = (one.cycle for one in before if after.get(one) != before[one] and one.line in lines)
    return min(changed, default=ahead.cycle)


def _said_to_begin(judgement: Judgement, cycle: int) -> Judgement:
    """A proposal that says so where it changes nothing in the cycle of its rule, and does later."""
    if cycle == judgement.cycle:
        return judgement
    problem = judgement.problem
    words = f"{problem.message}; it changes no dose before cycle {cycle}"
    return replace(judgement, problem=Problem(problem.code, words, problem.fix))


def _that_can_be_taken(judgement: Judgement, ahead: Ahead) -> Judgement:
    """A proposal, or, where a step cannot be taken from the amount, a hold in its place."""
    change = judgement.proposes
    if change is None or judgement.problem.code != "RC764":
        return judgement
    lines = judgement.lines or (judgement.component,)
    for planned in ahead.planned(change):
        is_here = planned.cycle == ahead.cycle and planned.component in lines
        if is_here and isinstance(planned.dose, Withheld):
            problem, reason = judgement.problem, planned.dose.reasons[0]
            held = Problem("RC756", f"{problem.message}; {reason.message}", problem.fix)
            return replace(judgement, problem=held, proposes=None)
    return judgement


def _chosen_otherwise(judgement: Judgement, said: Mapping[str, Answer]) -> Judgement:
    """Another answer to a choice that was accepted holds the doses of the answer before.

    They stay held until it is chosen, in later cycles too.
    """
    answer = holding(judgement, said)
    if judgement.problem.code != "RC763" or answer is None or _is_declined(answer):
        return judgement
    problem = judgement.problem
    words = f"{problem.message}; accepted, so that the doses of the other answer are held"
    return replace(judgement, problem=Problem("RC754", f"{words}. {problem.fix}", problem.fix))


def _is_declined(answer: Answer | None) -> bool:
    return answer is not None and answer.verdict is Verdict.DECLINED


def _left_out(judgement: Judgement, answer: Answer | None, ahead: Ahead) -> Iterator[Change]:
    """What an accepted rule leaves out: a cycle or its days, or all from here on.

    A stop of all lines is one of those too that are given on other days or in later cycles alone;
    so is another regimen, which is given in place of this one.
    """
    change = judgement.proposes
    is_accepted = answer is not None and answer.verdict is Verdict.ACCEPTED
    if is_accepted and change is not None and judgement.problem.code in ("RC753", "RC754"):
        is_of_all = bool(judgement.lines) and change.to_cycle is None
        for line in ahead.lines if is_of_all else judgement.lines or (judgement.component,):
            yield replace(change, component=line)


def strictest_first(judged: Sequence[Judgement], ahead: Ahead) -> list[Judgement]:
    """Judgements in the order of the policy's `strictest`: what withholds, then the lowest dose."""

    def order(judgement: Judgement) -> tuple[int, float]:
        change = judgement.proposes
        if change is None or judgement.problem.code != "RC764":
            return 0, 0.0
        lines = judgement.lines or (change.component,)
        return 1, sum(dose for at, dose in ahead.doses(change).items() if at.line in lines)

    return sorted(judged, key=order)


def _weighed(
    judgement: Judgement,
    change: Change,
    ahead: Ahead,
    accepted: Sequence[Change],
    stays: set[str],
) -> Judgement:
    """A proposal beside what is in force: it is none where no giving's dose would become lower.

    It would last, so that the givings of later cycles count too: what is less today may end, and a
    cap that hides a step today hides none of a later, higher amount.
    """
    lines = judgement.lines or (change.component,)
    before, after = ahead.doses(*accepted), ahead.doses(*accepted, change)
    alone = ahead.doses(replace(change, by_rule=False))
    given = [one for one in before if one.line in lines]
    is_lower = any(after.get(one, 0) < before[one] for one in given)
    is_higher = any(after.get(one, 0) > before[one] for one in given)
    share = change.action.measure
    if is_higher and change.action.what == LEVEL and stays & set(lines):
        return _without_proposal(judgement, "another rule keeps the level")
    if is_lower or is_higher or not given:
        return judgement
    if any(alone.get(one, 0) > before[one] for one in given):
        return _without_proposal(judgement, "less is in force already")
    if change.action.what == "reduce_by":
        why = "the dose does not change: a cap, or the least amount, holds it"
        return _without_proposal(judgement, why, "RC765")
    if share is not None and share.number == 100:
        return _without_proposal(judgement, "the standard dose stands", "RC792")
    return _without_proposal(judgement, "the dose stands at that already")


def swallowed(given: Sequence[Giving], setting: Setting) -> Iterator[Judgement]:
    """Steps of an amount that were decided and change no dose: a cap had lowered it already."""
    steps = (change for change in setting.changes if change.action.what == "reduce_by")
    for change in in_order_of_cycles(steps):
        others = tuple(one for one in setting.changes if one is not change)
        from_it_on = [giving for giving in given if giving.cycle >= change.from_cycle]
        ahead = Ahead(from_it_on, setting.under(others), change.from_cycle)
        before, after = ahead.doses(), ahead.doses(change)
        line = change.component
        of_line = [one for one in before if one.line == line]
        if of_line and all(before[one] == after.get(one) for one in of_line):
            words = f"{line}: {change.action} changes no dose: a cap, or the least amount, holds it"
            problem = Problem("RC765", words, "Say a share of the dose, if less is meant.")
            yield Judgement(problem, line, change.from_cycle, str(change.action))


def lifted(given: Sequence[Giving], setting: Setting) -> Iterator[Judgement]:
    """Shares that a person typed and that give more than an accepted rule left in force."""
    ruled = [change for change in setting.changes if change.by_rule]
    typed = [c for c in setting.changes if c.action.what == "give" and not c.by_rule]
    for change in typed if ruled else ():
        line = change.component
        others = tuple(one for one in setting.changes if one is not change)
        for number, of_cycle in by_cycle(given).items():
            before = Ahead(of_cycle, setting.under(others), number).doses()
            after = Ahead(of_cycle, setting, number).doses()
            if any(after.get(one, 0) > dose for one, dose in before.items() if one.line == line):
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
                Ahead(of_cycle, setting.under(changes), number).doses()
                for changes in (setting.changes, own, neither)
            )
            mine = [one for one in as_is if one.line == line]
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


def several(judgements: Sequence[Judgement], ahead: Ahead) -> Iterator[Judgement]:
    """A word where several rules propose something for one line, by what each would make of it."""
    by_line: dict[str, list[tuple[float, str]]] = {}
    for judgement in judgements:
        if judgement.proposes is not None and judgement.problem.code == "RC764":
            doses = ahead.doses(judgement.proposes)
            for line in judgement.lines or (judgement.component,):
                comes_to = sum(dose for at, dose in doses.items() if at.line == line)
                by_line.setdefault(line, []).append((comes_to, judgement.rule))
    for line, rules in by_line.items():
        if len(rules) > 1:
            rules.sort()
            words = (
                f"{len(rules)} rules propose something for {line} in cycle {ahead.cycle}: "
                f"{wording.spoken_list([rule for _, rule in rules])}; the first is the strictest"
            )
            yield Judgement(Problem("RC794", words, "Answer each of them."), line, ahead.cycle)
