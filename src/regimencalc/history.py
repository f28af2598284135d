"""What was given before this course, as somebody states it: zero may be said, silence is none."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from regimencalc import wording
from regimencalc.formulary import Equivalents, FormularyEntry
from regimencalc.problems import Place, Problem, Refused
from regimencalc.unit_reader import read_measure
from regimencalc.units import Kind, Measure

FIELD = Place(field="prior")
IU_PER_USP_UNIT = 1000
"""Of bleomycin, the only drug that is counted in both (Amneal, letter to prescribers, 2016)."""


@dataclass(frozen=True, slots=True)
class History:
    """Amounts of drugs that were given before, what else came before, and how classes are added."""

    amounts: Mapping[str, Measure] = field(default_factory=dict)
    events: Mapping[str, bool] = field(default_factory=dict)
    tables: Mapping[str, Equivalents] = field(default_factory=dict)

    def to_dict(self) -> dict[str, str]:
        """What was stated, as JSON has it."""
        events = {name: "yes" if happened else "no" for name, happened in self.events.items()}
        return {**{name: str(amount) for name, amount in self.amounts.items()}, **events}


NOTHING_STATED = History()


def read_history(
    prior: Mapping[str, str],
    formulary: Mapping[str, FormularyEntry],
    tables: Mapping[str, Equivalents],
) -> tuple[History, list[Problem]]:
    """What was stated of the time before, read; and what cannot be read.

    `prior` has an amount for a drug ("240 mg/m2", or "0"), and yes or no for what else came before
    ("chest-radiotherapy").
    """
    if not prior:
        return History(tables=tables), []
    amounts: dict[str, Measure] = {}
    events: dict[str, bool] = {}
    problems: list[Problem] = []
    kinds = kinds_counted(formulary, tables)
    known_events = {
        event
        for entry in formulary.values()
        if entry.lifetime is not None and entry.lifetime.at_risk is not None
        for event in entry.lifetime.at_risk.after
    }
    for name, said in prior.items():
        if name in known_events:
            if said in ("yes", "no"):
                events[name] = said == "yes"
            else:
                fix = f"Write {name}=yes or {name}=no."
                message = f"'{said}' does not say whether there was {name.replace('-', ' ')}"
                problems.append(Problem("RC604", message, fix, FIELD))
        elif name not in kinds:
            problems.append(_unknown(name, (*sorted(kinds), *sorted(known_events))))
        elif said.strip() == "0":
            amounts[name] = Measure(0.0, "mg", "0")
        else:
            try:
                amounts[name] = read_measure(said, kinds[name], f"amount of {name}")
            except Refused as refusal:
                problems += (problem.at(FIELD) for problem in refusal.problems)
    return History(amounts, events, tables), problems


def with_elsewhere(
    history: History, elsewhere: Iterable[Mapping[str, Measure]]
) -> tuple[History, list[Problem]]:
    """What was stated, and what other courses of the same person are known to have given.

    Where nothing was stated of a drug, only what those gave is counted, and that is said.
    """
    amounts = dict(history.amounts)
    problems: list[Problem] = []
    for given in elsewhere:
        for drug, amount in given.items():
            stated = amounts.get(drug)
            if stated is not None and stated.number and stated.kind is not amount.kind:
                words = f"{drug} was stated in {stated.unit}, and another course gave {amount}"
                fix = f"State what was given before in {amount.unit}."
                problems.append(Problem("RC604", words, fix, FIELD))
                continue
            if drug not in history.amounts:
                words = (
                    f"NOT ASSESSED in full: what was given of {drug} before is not stated; what "
                    "this person's other courses gave is counted"
                )
                fix = f"Say what else was given, as prior: {drug}=0, if nothing was."
                problems.append(Problem("RC524", words, fix, FIELD))
            total = amount.canonical + (0.0 if stated is None else stated.canonical)
            amounts[drug] = Measure(total, amount.unit, f"{total:.6g} {amount.unit}")
    return replace(history, amounts=amounts), problems


def kinds_counted(
    formulary: Mapping[str, FormularyEntry], tables: Mapping[str, Equivalents]
) -> dict[str, tuple[Kind, ...]]:
    """The drugs that a lifetime counts, and the kinds of unit in which each is counted."""
    drugs = (drug for table in tables.values() for drug in table.drugs)
    found: dict[str, tuple[Kind, ...]] = dict.fromkeys(drugs, (Kind.MASS_PER_SURFACE,))
    for entry in formulary.values():
        lifetime = entry.lifetime
        limit = None if lifetime is None else lifetime.refuse or lifetime.warn
        if limit is not None:
            both = (Kind.ACTIVITY, Kind.USP_ACTIVITY)
            found[entry.id] = both if limit.kind in both else (limit.kind,)
    return found


def _unknown(name: str, known: Iterable[str]) -> Problem:
    names = list(known)
    return Problem(
        "RC112",
        f"no lifetime counts '{name}'",
        f"{wording.did_you_mean(name, names)}What is counted: {', '.join(names)}.",
        FIELD,
    )
