"""The formulas for an adult's kidney function that a policy or a regimen may name.

Each gives, or can be made to give, the absolute rate that Calvert needs. Some have one equation
for a creatinine that is traceable to isotope dilution (IDMS) and another for one that is not: which
of them holds is the laboratory's to say, and is asked of the patient's creatinine.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from regimencalc.absolute_gfr import ABSOLUTE_GFR
from regimencalc.camgfr import CAMGFR
from regimencalc.derivation import Formula
from regimencalc.indexed_gfr import INDEXED_GFR
from regimencalc.problems import Place, Problem, Refused
from regimencalc.renal_function import (
    CREATININE_CLEARANCE,
    INDEXED_CREATININE_CLEARANCE,
    CreatinineAssay,
)
from regimencalc.wording import did_you_mean

NOT_STATED = "not stated"
"""What a regimen says whose source does not name the formula of its AUC."""

ABSOLUTE, INDEXED = "mL/min", "mL/min/1.73m2"

ASSAYS: dict[CreatinineAssay, str] = {"idms": "IDMS", "non_idms": "not IDMS"}
"""How a laboratory calibrates its creatinine, and the words for it."""


@dataclass(frozen=True, slots=True)
class KidneyMethod:
    """A formula by the name that files write; one for every assay, or one for each."""

    name: str
    what: str
    formulas: Mapping[CreatinineAssay, Formula]
    has_weight_rule: bool = False

    @property
    def one(self) -> Formula:
        """Any of its formulas: they differ in their coefficients alone."""
        return next(iter(self.formulas.values()))

    @property
    def needs_assay(self) -> bool:
        """Whether the assay of the creatinine must be known."""
        return self.formulas.get("idms") is not self.formulas.get("non_idms")

    @property
    def is_indexed(self) -> bool:
        """Whether it gives a rate per 1.73 m²."""
        return self.one.gives == INDEXED

    def formula_for(self, assay: CreatinineAssay | None) -> Formula:
        """The formula for a creatinine by this assay; refused where it is not known, or not one."""
        if assay is None and self.needs_assay:
            raise Refused(
                Problem(
                    "RC502",
                    f"the {self.what} cannot be computed: it needs the creatinine assay",
                    "Ask the laboratory whether its creatinine is traceable to IDMS: "
                    "creatinine_assay is idms or non_idms.",
                    Place(field="creatinine_assay"),
                )
            )
        formula = self.one if assay is None else self.formulas.get(assay)
        if formula is None:
            raise Refused(
                Problem(
                    "RC509",
                    f"{self.name} was made for a creatinine that is not traceable to IDMS, and "
                    "this one is",
                    "Choose a policy with camgfr_2021_all, which has an equation for it.",
                    Place(field="creatinine_assay"),
                )
            )
        return formula


_CLEARANCE, _GFR = "creatinine clearance", "estimated GFR"


def _for_any_assay(what: str, formula: Formula, *, has_weight_rule: bool = False) -> KidneyMethod:
    return KidneyMethod(formula.name, what, {"idms": formula, "non_idms": formula}, has_weight_rule)


def _by_assay(name: str, registry: Mapping[str, Formula]) -> KidneyMethod:
    formulas = {assay: registry[f"{name}_{assay}"] for assay in ASSAYS}
    return KidneyMethod(name, _GFR, formulas)


KIDNEY_METHODS: dict[str, KidneyMethod] = {
    method.name: method
    for method in (
        _for_any_assay(
            _CLEARANCE, CREATININE_CLEARANCE["cockcroft_gault_1976"], has_weight_rule=True
        ),
        _for_any_assay(_CLEARANCE, INDEXED_CREATININE_CLEARANCE["jelliffe_1973"]),
        _for_any_assay(_GFR, ABSOLUTE_GFR["wright_2001_jaffe"]),
        _for_any_assay(_GFR, ABSOLUTE_GFR["wright_2001_enzymatic"]),
        _for_any_assay(_GFR, ABSOLUTE_GFR["martin_1998"]),
        _for_any_assay(_GFR, INDEXED_GFR["ckd_epi_2009"]),
        _for_any_assay(_GFR, INDEXED_GFR["ckd_epi_2021"]),
        _by_assay("mdrd_2006", INDEXED_GFR),
        KidneyMethod("camgfr_2017", _GFR, {"non_idms": CAMGFR["camgfr_2017"]}),
        _by_assay("camgfr_2021_development", CAMGFR),
        _by_assay("camgfr_2021_all", CAMGFR),
    )
}
"""Every formula for adults, by the name that policies and regimens write."""

NOT_OFFERED = {
    "black": "Factors for race are not offered; the same formula without one is.",
    "schwartz": "Schwartz's formula is for children of 1 to 17 years; only adults are planned.",
    "chatelut": "Chatelut's coefficients could not be read, so that the formula is not here.",
    "wright ck": "Wright's coefficients with creatine kinase could not be read; the equations "
    "without it are wright_2001_jaffe and wright_2001_enzymatic.",
}
"""What is asked for and is not here, by the words in its name, and why."""

GIVES = {
    "cockcroft": ABSOLUTE,
    "wright": ABSOLUTE,
    "martin": ABSOLUTE,
    "camgfr": ABSOLUTE,
    "ckd_epi": INDEXED,
    "mdrd": INDEXED,
    "schwartz": INDEXED,
    "jelliffe": INDEXED,
}
"""What the equations give whose estimates are entered, by a part of their names."""


def folded(name: str) -> str:
    """A name without what people write differently: case, spaces, dashes."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def known_equation(name: str) -> str | None:
    """The known equation that a name contains, however it is written."""
    if folded(name) == "cg":
        return "cockcroft"
    return next((known for known in GIVES if folded(known) in folded(name)), None)


def read_method(value: object) -> object:
    """The name of a formula as a file writes it; refused with the near ones, or why it is not here.

    >>> read_method("ckd_epi_2021")
    'ckd_epi_2021'
    """
    if not isinstance(value, str) or value in KIDNEY_METHODS:
        return value
    raise Refused(
        Problem(
            "RC112",
            f"there is no formula '{value}' here",
            f"{_instead(value)}Formulas here: {', '.join(KIDNEY_METHODS)}.",
            getattr(value, "place", Place()),
        )
    )


def read_method_of_auc(value: object) -> object:
    """The same of a regimen, whose source may not state one."""
    return value if value == NOT_STATED else read_method(value)


def _instead(name: str) -> str:
    for words, why in NOT_OFFERED.items():
        if all(word in folded(name) for word in words.split()):
            return f"{why} "
    family = known_equation(name)
    near = [known for known in KIDNEY_METHODS if family is not None and known.startswith(family)]
    if near:
        return f"Did you mean {' or '.join(repr(known) for known in near)}? "
    return did_you_mean(name, KIDNEY_METHODS)
