"""A regimen as a protocol page."""

from collections.abc import Iterator, Mapping

from regimencalc import schedule, wording
from regimencalc.formulary import FormularyEntry
from regimencalc.library_file import Citation, LibraryFile
from regimencalc.policy import Policy
from regimencalc.regimen import Component, Regimen

UNVERIFIED = "NOT VERIFIED: from memory, at least in part"


def status_words(file: LibraryFile) -> str:
    """The status as it is printed beside every dose."""
    if file.status == "draft" and file.reviews:
        return "DRAFT: it has changed since it was signed"
    if file.status == "draft":
        return "DRAFT: no clinician has signed it"
    names = ", ".join(f"{review.by} on {review.on}" for review in file.reviews)
    return f"{file.status.upper()}: signed by {names}" if names else file.status.upper()


def regimen_text(regimen: Regimen, formulary: Mapping[str, FormularyEntry]) -> str:
    """The regimen as a page that a pharmacist reads."""
    return "\n".join(_lines(regimen, formulary))


def policy_text(policy: Policy) -> str:
    """How a policy calculates, choice by choice, with its sources."""
    ages, tolerances = policy.ages_of_measures, policy.tolerances
    return "\n".join(
        (
            policy.name,
            f"  {status_words(policy)}",
            f"  id          {policy.id}",
            f"  file        {policy.source.name}, SHA-256 {policy.sha256}",
            *(f"  {choice}" for choice in policy.in_short.split("; ")),
            f"  measures    old after {ages.warn_after}, refused after {ages.refuse_after}",
            f"  tolerances  weight {tolerances.weight_change}, dose {tolerances.dose_change}, "
            f"rounding {tolerances.rounding}",
            "",
            "Sources",
            *(f"  {_cited(source)}" for source in policy.sources),
        )
    )


def _lines(regimen: Regimen, formulary: Mapping[str, FormularyEntry]) -> Iterator[str]:
    yield regimen.name
    yield f"  {status_words(regimen)}"
    yield f"  id          {regimen.id}"
    yield f"  file        {regimen.source.name}, SHA-256 {regimen.sha256}"
    if regimen.aliases:
        yield f"  also        {', '.join(regimen.aliases)}"
    if regimen.indications:
        yield f"  for         {'; '.join(regimen.indications)}"
    yield f"  population  {regimen.population}"
    mark = "" if regimen.cycle.verified else f"   {UNVERIFIED}"
    cycle = f"every {regimen.cycle.days} days, planned: {regimen.cycle.planned}"
    yield f"  cycle       {cycle}{mark}"
    yield ""
    for component in schedule.in_order_of_giving(regimen):
        yield from _component(component, formulary[component.drug])
    yield from (f"  {sentence}" for sentence in orders_not_stated(regimen))
    if regimen.narrative:
        yield ""
        yield "In words only; nothing is computed from this:"
        yield from (f"  {words}" for words in regimen.narrative)
    yield ""
    yield "Sources"
    yield from (f"  {_cited(source)}" for source in regimen.sources)


def _component(component: Component, entry: FormularyEntry) -> Iterator[str]:
    name = (
        entry.tall_man if component.id == component.drug else f"{entry.tall_man} ({component.id})"
    )
    infused = f", over {component.infuse_over}" if component.infuse_over is not None else ""
    if component.infuse_over is not None and str(component.infuse_over) == "not stated":
        infused = ", infusion time not stated"
    yield f"  {name}  {component.per_dose} a dose, {component.route}{infused}"
    yield f"      {wording.days(component.days)} of each cycle"
    if component.starts is not None:
        yield f"      after {component.starts.after}, where both are given"
    if component.cap is not None:
        yield f"      at most {component.cap.per_dose} a dose"
    if component.kidney is not None:
        yield f"      the clearance that its AUC was defined with: {component.kidney}"
    if not component.verified:
        yield f"      {UNVERIFIED}"
    if component.note:
        yield f"      {component.note}"


def orders_not_stated(regimen: Regimen) -> Iterator[str]:
    """A sentence for each group of lines whose order the file does not state."""
    for names, days in schedule.without_stated_order(regimen):
        spoken = wording.spoken_list(names)
        yield f"On {wording.days(days)} the source does not state the order of {spoken}."


def _cited(source: Citation) -> str:
    place = f" ({source.place})" if source.place else ""
    mark = "" if source.verified else f"   {UNVERIFIED}"
    return f"{source.cite}{place}{mark}"
