"""Checks of a regimen's drugs against their formulary entries."""

from collections.abc import Iterator, Mapping

from regimencalc.component import Statement
from regimencalc.formulary import STANDARD, FormularyEntry
from regimencalc.problems import Problem
from regimencalc.regimen import Line, Regimen
from regimencalc.regimen_lines import place_in
from regimencalc.wording import did_you_mean


def drug_problems(regimen: Regimen, formulary: Mapping[str, FormularyEntry]) -> Iterator[Problem]:
    """What contradicts the entry of a drug."""
    for line in regimen.lines:
        component = line.component
        if component.drug is None:
            continue
        entry = formulary.get(component.drug)
        if entry is None:
            yield _no_entry(regimen, line, component.drug, formulary)
            continue
        if component.id != component.drug and component.id in formulary:
            yield Problem(
                "RC310",
                f"the line of {entry.tall_man} is called '{component.id}', which is another drug",
                "Call it after its own drug.",
                place_in(regimen, *line.path, "id"),
            )
        for statement in component.statements:
            yield from _profile_is_known(regimen, line, statement, entry)
            yield from _amount_is_allowed(regimen, line, statement, entry)
            yield from _route_is_allowed(regimen, line, statement, entry)


def _no_entry(
    regimen: Regimen, line: Line, drug: str, formulary: Mapping[str, FormularyEntry]
) -> Problem:
    near = did_you_mean(drug, formulary)
    return Problem(
        "RC404",
        f"there is no formulary entry for '{drug}'",
        f"{near}Drugs are named by the id of their entry: 'regimencalc list formulary' has all "
        f"{len(formulary)}.",
        place_in(regimen, *line.path, "drug"),
    )


def _profile_is_known(
    regimen: Regimen, line: Line, statement: Statement, entry: FormularyEntry
) -> Iterator[Problem]:
    """A profile that the entry does not have would switch its bounds off."""
    if statement.profile is None:
        return
    profiles = sorted({row.profile for row in entry.usual} - {STANDARD})
    if statement.profile not in profiles:
        yield Problem(
            "RC304",
            f"{entry.tall_man} has no profile '{statement.profile}'",
            f"{did_you_mean(statement.profile, profiles)}Its entry has: "
            f"{', '.join(profiles) or 'the standard one alone'}.",
            place_in(regimen, *line.path_of(statement, "profile")),
        )


def _amount_is_allowed(
    regimen: Regimen, line: Line, statement: Statement, entry: FormularyEntry
) -> Iterator[Problem]:
    amount = statement.amount
    if amount.one is None or amount.share_of or entry.allows(amount.kind):
        return
    yield Problem(
        "RC405",
        f"{entry.tall_man} may not have an amount in {amount.one.unit}",
        f"Its entry allows: {', '.join(entry.amounts)}. Is it the right drug?",
        place_in(regimen, *line.path_of(statement, statement.basis or "per_dose")),
    )


def _route_is_allowed(
    regimen: Regimen, line: Line, statement: Statement, entry: FormularyEntry
) -> Iterator[Problem]:
    route = statement.route
    never = entry.never_by
    if never is not None and route in never.routes:
        yield Problem(
            "RC410",
            f"{entry.tall_man} must never be given by the {route} route: {never.why}",
            f"Its entry allows: {', '.join(entry.routes)}.",
            place_in(regimen, *line.path_of(statement, "route")),
        )
    elif route and route not in entry.routes:
        yield Problem(
            "RC406",
            f"{entry.tall_man} may not be given by the {route} route",
            f"Its entry allows: {', '.join(entry.routes)}.",
            place_in(regimen, *line.path_of(statement, "route")),
        )
