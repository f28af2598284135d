"""Conditions of a file: edges on values with units, the answers to choices, words.

A map means that all hold; `any` is a list of which one must. Whether a condition holds is true,
false, or not known: a value that is missing never counts as fulfilled.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
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
    "measured_gfr": (Kind.CLEARANCE,),
    "egfr": (Kind.CLEARANCE, Kind.INDEXED_CLEARANCE),
    "clearance_for_auc": (Kind.CLEARANCE,),
    "bilirubin": (Kind.CREATININE_MOLAR, Kind.CREATININE, Kind.UPPER_LIMIT),
    "direct_bilirubin": (Kind.CREATININE_MOLAR, Kind.CREATININE, Kind.UPPER_LIMIT),
    "alt": _ENZYME,
    "ast": _ENZYME,
    "alp": _ENZYME,
    "albumin": (Kind.MASS_LEVEL,),
    "inr": (Kind.RATIO,),
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

`gap` is the time since the line's last giving; `dose` is the dose of the line itself. Each kidney
measure has a name of its own: `creatinine_clearance` is estimated from a creatinine by the policy's
formula, without floor or cap; `measured_gfr` and `egfr` are what was entered as such;
`clearance_for_auc` is the one from which the AUC dose of the course is found, before its cap.
"""

WORDS: Mapping[str, tuple[str, ...]] = {
    "child_pugh": ("A", "B", "C"),
    "ascites": ("absent", "slight", "moderate"),
    "encephalopathy": ("none", "grade 1-2", "grade 3-4"),
    "dpyd": ("normal", "partial-deficiency", "complete-deficiency"),
    "ugt1a1": ("no-variant", "one-variant", "two-variants"),
    "hepatitis_b": ("negative", "positive"),
}
"""The values that are words, with the words that each may be.

`ugt1a1` counts the alleles *28 and *6: two of one kind or one of each are two variants.
"""


Facts: TypeAlias = Mapping[str, float | str]
"""What is known: numbers in canonical units, and the answers to choices."""


def fact_name(name: str, kind: Kind) -> str:
    """What a value in this kind of unit is called among the facts.

    >>> fact_name("platelets", Kind.CELL_COUNT), fact_name("bilirubin", Kind.UPPER_LIMIT)
    ('platelets', 'bilirubin [multiple of the upper limit of normal]')
    """
    kinds = VALUES.get(name, ())
    return name if len(kinds) < 2 or kinds is DOSE_KINDS else f"{name} [{kind}]"


_SPOKEN = {
    "urine_ph": "urine pH",
    "child_pugh": "Child-Pugh class",
    "inr": "INR",
    "dpyd": "DPYD",
    "hepatitis_b": "hepatitis B",
    "ugt1a1": "UGT1A1",
    "alt": "ALT",
    "ast": "AST",
    "alp": "ALP",
    "hcg": "hCG",
    "cd4": "CD4",
    "egfr": "estimated GFR",
    "measured_gfr": "measured GFR",
    "clearance_for_auc": "clearance for AUC",
}


@lru_cache(maxsize=512)
def in_words(name: str) -> str:
    """A value's name as it is spoken.

    >>> in_words("creatinine_clearance"), in_words("urine_ph")
    ('creatinine clearance', 'urine pH')
    """
    return _SPOKEN.get(name, name.replace("_", " "))


@dataclass(frozen=True, slots=True)
class Clause:
    """One thing that must hold: a value within its edges, or the answer to a choice."""

    name: str
    edges: tuple[tuple[str, Measure], ...] = ()
    answer: str = ""

    def __str__(self) -> str:
        name = in_words(self.name)
        if not self.edges:
            return f"{name} is {self.answer}"
        shown = [str(m).removeprefix("pH ").removeprefix("INR ") for _, m in self.edges]
        bounds = [f"{EDGES[edge]} {m}" for (edge, _), m in zip(self.edges, shown, strict=True)]
        return f"{name} {' and '.join(bounds)}"

    @property
    def fact(self) -> str:
        """The name of the fact that it asks for: a value in another kind of unit is another."""
        return fact_name(self.name, self.edges[0][1].kind) if self.edges else self.name

    def holds(self, facts: Facts) -> bool | None:
        """Whether it holds; None where the value is not known."""
        known = facts.get(self.fact)
        if known is None:
            return None
        if not self.edges:
            return known == self.answer
        if not isinstance(known, float):
            return None
        number = wording.cleaned(known)
        for edge, measure in self.edges:
            bound = wording.cleaned(measure.canonical)
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
        if name in WORDS and node not in WORDS[name]:
            raise refuse(
                node,
                "RC204",
                f"'{node}' is not something that {name} can be",
                f"{wording.did_you_mean(node, WORDS[name])}It may be: {', '.join(WORDS[name])}.",
            )
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
                f"{_meant(name)}Values: {', '.join(VALUES)}.",
            )
        )
    said = fields_of(node, EDGES, "edge")
    stated = {edge: _edge(name, text) for edge, text in said.items()}
    low, high = stated.get("from", stated.get("above")), stated.get("to", stated.get("below"))
    both = ("from" in stated and "above" in stated) or ("to" in stated and "below" in stated)
    if both or (low and high and (low.kind != high.kind or low.canonical >= high.canonical)):
        raise refuse(
            next(iter(said.values())),
            "RC212",
            f"the edges of {name} are not in order",
            "Write one lower edge (from or above) below one upper edge (to or below).",
        )
    return Clause(name, tuple(stated.items()))


def _meant(name: str) -> str:
    if name == "gfr":
        return (
            "Say which rate is meant: creatinine_clearance, measured_gfr, egfr or "
            "clearance_for_auc. "
        )
    return wording.did_you_mean(name, VALUES)


_READERS = {name: MeasureOf(name.replace("_", " "), kinds) for name, kinds in VALUES.items()}


def _edge(name: str, text: object) -> Measure:
    return _measure(_READERS[name].read(text))


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
        **{name: {"enum": list(words)} for name, words in WORDS.items()},
        "any": {"type": "array", "minItems": 2, "items": {"type": "object"}},
        "narrative": {"type": "string"},
    },
    "additionalProperties": {"title": "answer", "type": ["string", "integer"]},
    "description": "All of these hold: values with edges from, above, to, below; or answers",
}
ConditionField = Annotated[Condition, ReadBy(read_condition, CONDITION_SHAPE)]
