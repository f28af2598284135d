"""A record's beginning: the files that it rests on, whose course it is, and the first decisions."""

from collections.abc import Iterable, Mapping, Sequence

from pydantic import ValidationError

from regimencalc.deciding import tried
from regimencalc.decisions import Begun, Chose, Found, Measured
from regimencalc.field_problems import problems_of
from regimencalc.formulary import Equivalents, FormularyEntry
from regimencalc.library_file import LibraryFile
from regimencalc.policy import Policy
from regimencalc.problems import Refused
from regimencalc.reasons import Reason
from regimencalc.record import KeptFiles, KeptText, Record, read_decided, text_hash
from regimencalc.regimen import Regimen
from regimencalc.version import VERSION


def begun(
    regimen: Regimen,
    policy: Policy,
    formulary: Mapping[str, FormularyEntry],
    equivalents: Mapping[str, Equivalents],
    *,
    course_id: str,
    label: str,
    birth_year: int,
    start: str,
    measures: Mapping[str, str],
    who: str,
    at: str,
    zone: str | None = None,
    cycles: int | None = None,
    choose: Mapping[str, str] | None = None,
    prior: Mapping[str, str] | None = None,
    values: Sequence[str] = (),
    elsewhere: Mapping[str, Mapping[str, str]] | None = None,
) -> Record:
    """A new record with its first decisions: start, measures, answers, values.

    Parameters
    ----------
    regimen, policy, formulary, equivalents
        The files that the course rests on; their texts are kept.
    course_id, label : str
        By which the course, and the person, are known here; no name is asked for.
    birth_year : int
        The year of birth.
    start : str
        Day 1 of cycle 1: "2026-12-01", or with a time and then a `zone`.
    measures : mapping of str to str
        The fields of a `Patient`: {"sex": "male", "height": "170 cm", …}.
    who, at : str
        Typed initials and the moment, as for every decision.
    cycles : int, optional
        How many cycles [-]; the regimen's own number if it states one.
    choose, prior, values : optional
        As for `plan_course`.
    elsewhere : mapping, optional
        What other courses of the same person have given, by their ids.

    Returns
    -------
    Record
        With the doses that it shows.

    Raises
    ------
    Refused
        With everything that stands in the way.
    """
    said: list[Begun | Measured | Chose | Found] = [Begun(start)]
    if measures:
        said.append(Measured(dict(measures)))
    said += [Chose(name, answer) for name, answer in (choose or {}).items()]
    said += [Found(value) for value in values]
    drugs = {*regimen.drugs, *(prior or {}), *_counted_as(regimen, formulary, equivalents)}
    kept = {drug: formulary[drug] for drug in sorted(drugs) if drug in formulary}
    files, texts = _kept_files(regimen, policy, kept, equivalents)
    try:
        record = Record(
            id=course_id,
            label=label,
            birth_year=birth_year,
            version=VERSION,
            files=files,
            cycles=cycles,
            zone=zone,
            prior=dict(prior or {}),
            elsewhere={name: dict(given) for name, given in (elsewhere or {}).items()},
            decisions=tuple(read_decided(what, who, at, Reason.PLAN, "") for what in said),
            texts=texts,
        )
    except ValidationError as wrong:
        raise Refused(problems_of(wrong, Record)) from None
    return tried(record, record)


def _counted_as(
    regimen: Regimen,
    formulary: Mapping[str, FormularyEntry],
    equivalents: Mapping[str, Equivalents],
) -> Iterable[str]:
    """The drugs in whose amounts a lifetime counts those of the regimen."""
    for drug in regimen.drugs:
        lifetime = formulary[drug].lifetime
        table = None if lifetime is None else equivalents.get(lifetime.counts_as or "")
        if table is not None:
            yield table.counted_as


def _kept_files(
    regimen: Regimen,
    policy: Policy,
    formulary: Mapping[str, FormularyEntry],
    equivalents: Mapping[str, Equivalents],
) -> tuple[KeptFiles, dict[str, str]]:
    texts: dict[str, str] = {}

    def kept(file: LibraryFile) -> KeptText:
        source = file.source
        digest = text_hash(source.text)
        texts[digest] = source.text
        return KeptText(name=source.name, is_shipped=source.is_shipped, sha256=digest)

    files = KeptFiles(
        regimen=kept(regimen),
        policy=kept(policy),
        formulary={name: kept(entry) for name, entry in formulary.items()},
        equivalents={name: kept(table) for name, table in equivalents.items()},
    )
    return files, texts
