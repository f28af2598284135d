"""Start criteria, modification rules and what follows a missed dose, as a file states them."""

from dataclasses import dataclass
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from regimencalc import wording
from regimencalc.component import AmountField
from regimencalc.conditions import ConditionField, Facts, in_words
from regimencalc.days import DaysOfRuleField
from regimencalc.fields import (
    Flag,
    Identifier,
    MeasureOf,
    Model,
    ReadBy,
    Several,
    Text,
    fields_of,
    refuse,
)
from regimencalc.problems import Problem, Refused
from regimencalc.ranges import SpanField
from regimencalc.unit_reader import read_measure
from regimencalc.units import Kind, Measure

PLAIN_ACTIONS = ("hold", "omit", "stop", "same level")
_AMOUNTS = (Kind.MASS, Kind.MASS_PER_SURFACE, Kind.MASS_PER_WEIGHT, Kind.AUC)


class Level(Model):
    """One dose level: the amounts of the lines that it changes."""

    level: Annotated[Identifier, Field(json_schema_extra={"type": ["string", "integer"]})]
    amounts: dict[Identifier, AmountField] = Field(min_length=1)
    source: Identifier | None = None
    verified: Flag = True
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class Action:
    """What a rule does: one word of a closed list, with its value."""

    what: str
    measure: Measure | None = None
    least: Measure | None = None
    word: str = ""

    def __str__(self) -> str:
        least = "" if self.least is None else f", not below {self.least}"
        if self.what == "choose":
            return f"choose {self.word}"
        if self.what == "alternative":
            return f"{self.word} instead"
        if self.what == "level":
            return {"up": "one level up", "down": "one level down"}.get(
                self.word, f"level {self.word}"
            )
        if self.measure is None:
            return self.what
        words = {
            "give": "give {} of standard",
            "delay": "delay by {}",
            "reduce_by": "reduce by {}",
            "cap": "cap at {}",
            "round": "round to {}",
        }
        return f"{words[self.what].format(self.measure)}{least}"

    @property
    def answers(self) -> dict[str, str]:
        """The answers that an action of choosing names.

        >>> Action("choose", word="arm: y, platinum: carboplatin").answers
        {'arm': 'y', 'platinum': 'carboplatin'}
        """
        named = (pair.partition(": ") for pair in self.word.split(", "))
        return {name: answer for name, _, answer in named}

    def is_chosen(self, facts: Facts) -> bool:
        """Whether the answers that it names hold already."""
        return all(facts.get(name) == answer for name, answer in self.answers.items())


_MEASURED: dict[str, tuple[Kind, ...]] = {
    "delay": (Kind.TIME,),
    "give": (Kind.SHARE,),
    "reduce_by": _AMOUNTS,
}

_WORDS = {"delay": "delay", "give": "share of the standard dose", "reduce_by": "reduction"}


def _read_action(value: object) -> Action:
    if isinstance(value, Action):
        return value
    known = (*_MEASURED, "level", "choose", "alternative", "least")
    if isinstance(value, str):
        if value in PLAIN_ACTIONS:
            return Action(str(value))
        raise refuse(
            value,
            "RC204",
            f"'{value}' is not something that a rule can do",
            f"{wording.did_you_mean(value, PLAIN_ACTIONS)}Write {', '.join(PLAIN_ACTIONS)}, or one "
            "of {delay: 7 d}, {give: 75 %}, {reduce_by: 5 mg/m2}, {level: down}, "
            "{choose: {name: answer}}, {alternative: another-regimen}.",
        )
    said = fields_of(value, known, "action")
    named = [name for name in said if name != "least"]
    if len(named) != 1:
        raise refuse(
            next(iter(said.values())),
            "RC203",
            "an action does one thing",
            "Write one action to a rule; two rules may have the same condition.",
        )
    what, node = named[0], said[named[0]]
    if what == "choose":
        answers = fields_of(node, node if isinstance(node, dict) else (), "choice")
        return Action(what, word=", ".join(f"{name}: {word}" for name, word in answers.items()))
    text: Any = node
    if not isinstance(text, str):
        raise refuse(node, "RC203", f"'{what}' has the wrong shape", "Write it as plain text.")
    if what in ("level", "alternative"):
        return Action(what, word=str(text))
    measure = read_measure(text, _MEASURED[what], _WORDS[what])
    least = said.get("least")
    if least is None:
        return Action(what, measure)
    return Action(what, measure, MeasureOf("least amount", _AMOUNTS).read(least))


ActionField = Annotated[
    Action,
    ReadBy(
        _read_action,
        {"anyOf": [{"enum": list(PLAIN_ACTIONS)}, {"type": "object"}]},
    ),
]


class Gate(Model):
    """What must hold before a cycle, or some of its days, may be given."""

    needs: ConditionField
    days: DaysOfRuleField | None = None
    lines: Several[Identifier] = ()
    source: Identifier | None = None
    verified: Flag = True
    borrowed_from: Identifier | None = None
    note: Text | None = None


class Rule(Model):
    """What is done when something holds."""

    if_: ConditionField = Field(alias="if")
    do: ActionField
    days: DaysOfRuleField | None = None
    lines: Several[Identifier] = ()
    source: Identifier | None = None
    verified: Flag = True
    borrowed_from: Identifier | None = None
    note: Text | None = None


class Required(Model):
    """What must be known before a drug is given, and at which answers it is not given."""

    known: Annotated[Literal["dpyd", "ugt1a1", "ejection_fraction", "hepatitis_b"], Field()]
    hold_if: ConditionField | None = Field(
        None, description="At which answers the drug is held, where the source says so"
    )
    source: Identifier
    verified: Flag = True
    note: Text | None = None

    @model_validator(mode="after")
    def _asks_for_itself(self) -> Self:
        asked = () if self.hold_if is None else self.hold_if.all_clauses()
        if any(clause.name != self.known for clause in asked):
            raise Refused(
                Problem(
                    "RC203",
                    f"'hold_if' asks for something else than the {in_words(self.known)}",
                    f"Write it of what must be known: hold_if: {{{self.known}: …}}.",
                )
            )
        return self


class IfMissed(Model):
    """What is done after a missed dose."""

    do: Literal["omit", "delay", "make up", "restart", "reload"]
    if_: ConditionField | None = Field(None, alias="if")
    within: SpanField | None = None
    lines: Several[Identifier] = ()
    source: Identifier | None = None
    verified: Flag = True
    note: Text | None = None
