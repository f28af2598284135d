"""Conditions of a file: edges on values with units, the answers to choices, words.

A map means that all hold; `any` is a list of which one must. Whether a condition holds is true,
false, or not known: a value that is missing never counts as fulfilled.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, TypeAlias

from regimencalc import wording
from regimencalc.fields import MeasureOf, ReadBy, fields_of, how_to_write, refuse
from regimencalc.problems import Problem, Refused
from regimencalc.unit_reader import pattern
from regimencalc.units import Kind, Measure

EDGES = {"from": "at least", "above": "above", "to": "at most", "below": "below"}
_CELLS = (Kind.CELL_COUNT,)
_ENZYME = (Kind.UPPER_LIMIT, Kind.ACTIVITY_LEVEL)
_MOLAR = (Kind.MOLAR_LEVEL, Kind.CREATININE_MOLAR)
DOSE_KINDS = (Kind.MASS, Kind.ACTIVITY, Kind.USP_ACTIVITY, Kind.VOLUME, Kind.SUBSTANCE)

OF_THE_BODY: Mapping[str, tuple[Kind, ...]] = {
    "age": (Kind.AGE,),
    "weight": (Kind.BODY_WEIGHT,),
    "height": (Kind.LENGTH,),
    "bsa": (Kind.BODY_SURFACE,),
    "bmi": (Kind.BODY_MASS_INDEX,),
}
"""What is known of a patient when a course is planned."""

VALUES: Mapping[str, tuple[Kind, ...]] = {
    **OF_THE_BODY,
    "dose": DOSE_KINDS,
    "gap": (Kind.TIME,),
    "neutrophils": _CELLS,
    "nadir_neutrophils": _CELLS,
    "platelets": _CELLS,
    "nadir_platelets": _CELLS,
    "white_cells": _CELLS,
    "lymphocytes": _CELLS,
    "cd4": _CELLS,
    "haemoglobin": (Kind.MASS_LEVEL,),
    "creatinine": (Kind.CREATININE, Kind.CREATININE_MOLAR, Kind.UPPER_LIMIT),
    "creatinine_clearance": (Kind.CLEARANCE,),
    "gfr": (Kind.CLEARANCE, Kind.INDEXED_CLEARANCE),
    "bilirubin": (Kind.CREATININE_MOLAR, Kind.CREATININE, Kind.UPPER_LIMIT),
    "direct_bilirubin": (Kind.CREATININE_MOLAR, Kind.CREATININE, Kind.UPPER_LIMIT),
    "alt": _ENZYME,
    "ast": _ENZYME,
    "alp": _ENZYME,
    "albumin": (Kind.MASS_LEVEL,),
    "potassium": _MOLAR,
    "magnesium": _MOLAR,
    "methotrexate_level": _MOLAR,
    "hcg": (Kind.ACTIVITY_LEVEL, Kind.UPPER_LIMIT),
    "urine_output": (Kind.FLOW,),
    "urine_ph": (Kind.PH,),
    "temperature": (Kind.TEMPERATURE,),
    "ejection_fraction": (Kind.SHARE,),
    "performance_status": (Kind.PERFORMANCE,),
    "toxicity": (Kind.GRADE,),
    "haematological_toxicity": (Kind.GRADE,),
    "other_toxicity": (Kind.GRADE,),
    "neuropathy": (Kind.GRADE,),
    "mucositis": (Kind.GRADE,),
    "diarrhoea": (Kind.GRADE,),
}
"""The values that a condition may name, and the kinds of unit that each may have.

`gap` is the time since the line's last giving; `dose` is the dose of the line itself.
"""


Facts: TypeAlias = Mapping[str, float | str]
"""What is known: numbers in canonical units, and the answers to choices."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One thing that must hold: a value within its edges, or the answer to a choice."""

    name: str
    edges: tuple[tuple[str, Measure], ...] = ()
    answer: str = ""

    def __str__(self) -> str:
        name = self.name.replace("_", " ").replace(" ph", " pH")
        if not self.edges:
            return f"{name} is {self.answer}"
        bounds = [f"{EDGES[edge]} {str(m).removeprefix('pH ')}" for edge, m in self.edges]
        return f"{name} {' and '.join(bounds)}"

    def holds(self, facts: Facts) -> bool | None:
        """Whether it holds; None where the value is not known."""
        known = facts.get(self.name)
        if known is None:
            return None
        if not self.edges:
            return known == self.answer
        if not isinstance(known, float):
            return None
        number = wording.without_noise(known)
        for edge, measure in self.edges:
            bound = wording.without_noise(measure.canonical)
            if not {
                "from": number >= bound,
                "above": number > bound,
                "to": number <= bound,
                "below": number < bound,
            }[edge]:
                return False
        return True


@dataclass(frozen=True, slots=True)
class Condition:
    """What must hold: all of its clauses, one of its alternatives, and its words."""

    clauses: tuple[Clause, ...] = ()
    any_of: tuple["Condition", ...] = ()
    narrative: str = ""

    def __str__(self) -> str:
        said = [str(clause) for clause in self.clauses]
        if self.any_of:
            either = " or ".join(condition.in_brackets for condition in self.any_of)
            said.append(f"({either})" if self.clauses or self.narrative else either)
        if self.narrative:
            said.append(self.narrative)
        return ", and ".join(said)

    @property
    def in_brackets(self) -> str:
        """In words, in brackets where it says more than one thing."""
        is_one = len(self.clauses) + bool(self.any_of) + bool(self.narrative) == 1
        return str(self) if is_one else f"({self})"

    def all_clauses(self) -> Iterator[Clause]:
        """Every clause in it, at any depth."""
        yield from self.clauses
        for condition in self.any_of:
            yield from condition.all_clauses()

    def holds(self, facts: Facts) -> bool | None:
        """Whether it holds; None where something that it needs is not known."""
        found: list[bool | None] = [clause.holds(facts) for clause in self.clauses]
        if self.any_of:
            answers = [condition.holds(facts) for condition in self.any_of]
            found.append(True if True in answers else None if None in answers else False)
        if self.narrative:
            found.append(None)
        if False in found:
            return False
        return None if None in found else True


def read_condition(value: object) -> Condition:
    """The condition that a file states; refused with everything that cannot be read."""
    if isinstance(value, Condition):
        return value
    if not isinstance(value, dict) or not value:
        raise refuse(
            value,
            "RC203",
            "a condition has the wrong shape",
            "Write a value with its edge, for example {platelets: {from: 100 10^9/L}}.",
        )
    clauses: list[Clause] = []
    alternatives: tuple[Condition, ...] = ()
    narrative = ""
    problems: list[Problem] = []
    for name, node in value.items():
        try:
            if name == "any":
                items = node if isinstance(node, list) else []
                if len(items) < 2:
                    fix = "Write a list of at least two: any: [{…}, {…}]."
                    raise refuse(node, "RC203", "'any' needs several conditions", fix)
                alternatives = tuple(read_condition(item) for item in items)
            elif name == "narrative":
                narrative = _words(node)
            else:
                clauses.append(_clause(name, node))
        except Refused as refusal:
            problems += refusal.problems
    if problems:
        raise Refused(problems)
    return Condition(tuple(clauses), alternatives, narrative)


def _words(node: object) -> str:
    if isinstance(node, str) and node.strip():
        return str(node)
    raise refuse(node, "RC210", "no text stands here", "Write it, or take the field out.")


def _clause(name: str, node: object) -> Clause:
    if isinstance(node, str):
        if name in VALUES:
            raise refuse(
                node,
                "RC203",
                f"'{name}' needs an edge: '{node}' alone is neither a floor nor a limit",
                f"Write {{{name}: {{from: …}}}}, with one or two of: {', '.join(EDGES)}.",
            )
        return Clause(name, answer=str(node))
    if name not in VALUES:
        raise Refused(
            Problem(
                "RC201",
                f"'{name}' is not a value that a condition may name",
                f"{wording.did_you_mean(name, VALUES)}Values: {', '.join(VALUES)}.",
            )
        )
    edges = tuple(
        (edge, _edge(name, text)) for edge, text in fields_of(node, EDGES, "edge").items()
    )
    stated = dict(edges)
    low, high = stated.get("from", stated.get("above")), stated.get("to", stated.get("below"))
    both = ("from" in stated and "above" in stated) or ("to" in stated and "below" in stated)
    if both or (low and high and (low.kind != high.kind or low.canonical >= high.canonical)):
        raise refuse(
            next(iter(node.values())) if isinstance(node, dict) else node,
            "RC212",
            f"the edges of {name} are not in order",
            "Write one lower edge (from or above) below one upper edge (to or below).",
        )
    return Clause(name, edges)


def _edge(name: str, text: object) -> Measure:
    return _measure(MeasureOf(name.replace("_", " "), VALUES[name]).read(text))


def _measure(measure: Measure | None) -> Measure:
    if measure is None:
        raise TypeError("a field without an absent word has a measure")
    return measure


def _edges(kinds: tuple[Kind, ...]) -> dict[str, Any]:
    """The shape of a value's edges, for editors."""
    text = {
        "type": "string",
        "pattern": pattern(kinds),
        "patternErrorMessage": how_to_write(kinds),
    }
    return {
        "title": "edges",
        "type": "object",
        "properties": dict.fromkeys(EDGES, text),
        "additionalProperties": False,
        "minProperties": 1,
    }


CONDITION_SHAPE: dict[str, Any] = {
    "type": "object",
    "minProperties": 1,
    "properties": {
        **{name: _edges(kinds) for name, kinds in VALUES.items()},
        "any": {"type": "array", "minItems": 2, "items": {"type": "object"}},
        "narrative": {"type": "string"},
    },
    "additionalProperties": {"title": "answer", "type": ["string", "integer"]},
    "description": "All of these hold: values with edges from, above, to, below; or answers",
}
ConditionField = Annotated[Condition, ReadBy(read_condition, CONDITION_SHAPE)]
