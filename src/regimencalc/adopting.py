"""A newer text of a file of the library: what a course would rest on, and taking it.

It holds for what is not given yet; what was given keeps its doses, and the earlier texts stay in
the revisions before.
"""

from collections.abc import Iterator

from regimencalc import library, validation
from regimencalc.deciding import same_as_shown, tried
from regimencalc.decisions import Adopted
from regimencalc.formulary import Equivalents, FormularyEntry
from regimencalc.given import NOTHING_GIVEN
from regimencalc.library import AnyKind, Folder
from regimencalc.policy import Policy
from regimencalc.problems import Place, Problem, Refused
from regimencalc.reasons import Reason
from regimencalc.record import KeptText, Record, read_decided, text_hash
from regimencalc.regimen import Regimen
from regimencalc.replaying import replayed
from regimencalc.source import Source
from regimencalc.wording import did_you_mean


def newer_sources(record: Record) -> Iterator[Source]:
    """The files of a course that say something else in the library now; what is gone is left."""
    for folder, file_id, kept in _kept(record):
        try:
            name = kept.name if library.is_path(kept.name) and not kept.is_shipped else file_id
            source = library.read_source(library.path_of(name, folder))
        except Refused:
            continue
        if text_hash(source.text) != kept.sha256:
            yield source
    tables = library.equivalents()
    for name, kept in record.files.equivalents.items():
        if name in tables and tables[name].sha256 != kept.sha256:
            yield tables[name].source


def _kept(record: Record) -> Iterator[tuple[Folder, str, KeptText]]:
    """The files that a course may find newer, each with its folder and id."""
    files = record.files
    for folder, kept in (("regimens", files.regimen), ("policies", files.policy)):
        yield ("regimens" if folder == "regimens" else "policies"), _id_of(kept.name), kept
    for file_id, kept in files.formulary.items():
        yield "formulary", file_id, kept


def _id_of(name: str) -> str:
    """The id that a file is known by."""
    return name.replace("\\", "/").rpartition("/")[2].removesuffix(".yaml")


def offered(record: Record, name: str) -> Source:
    """The present text of a file of the course, by its name or its last part."""
    found = {source.name: source for source in newer_sources(record)}
    matching = [one for one in found if name in (one, one.rpartition("/")[2])]
    if len(matching) != 1:
        raise Refused(
            Problem(
                "RC823",
                f"the library has no other text of '{name}' than the course",
                f"{did_you_mean(name, found)}Other texts there are of: "
                f"{', '.join(found) or 'none'}.",
                Place(field="file"),
            )
        )
    return found[matching[0]]


def adopted(record: Record, source: Source, *, who: str, at: str, why: str) -> Record:
    """The record that rests on another text of one of its files, from what is not given on.

    Raises
    ------
    Refused
        What is wrong with the file; RC810 where a dose that was given has no place in it; RC816
        where the doses differ from those shown before.
    """
    same_as_shown(record, replayed(record))
    model = library.read_any(source)
    stem = _id_of(source.name)
    errors = [p for p in validation.problems_of_model(model, stem) if p.is_error]
    if errors:
        raise Refused(errors)
    sha256 = text_hash(source.text)
    text = KeptText(name=source.name, is_shipped=source.is_shipped, sha256=sha256)
    files = record.files

    def newer(kept: KeptText, kind: type[AnyKind]) -> KeptText:
        """The newer text, where it is of that file: a site's own may stand at another place."""
        return text if isinstance(model, kind) and _id_of(kept.name) == stem else kept

    files = files.with_(
        regimen=newer(files.regimen, Regimen),
        policy=newer(files.policy, Policy),
        formulary={name: newer(kept, FormularyEntry) for name, kept in files.formulary.items()},
        equivalents={name: newer(kept, Equivalents) for name, kept in files.equivalents.items()},
    )
    texts = {**record.texts, sha256: source.text}
    kept_texts = {kept.sha256: texts[kept.sha256] for kept in files.every()}
    decision = read_decided(Adopted(source.name, sha256), who, at, Reason.OTHER, why)
    after = record.with_(files=files, texts=kept_texts).decided(decision)
    _given_has_its_place(after)
    return tried(record, after, may_differ=True)


def _given_has_its_place(record: Record) -> None:
    places = {
        (one.component, one.dose_number): (one.cycle, one.day)
        for one in replayed(record, NOTHING_GIVEN).doses
    }
    for place, kept in record.given.items():
        if places.get(place) != (kept.cycle, kept.day):
            raise Refused(
                Problem(
                    "RC810",
                    f"{kept.component} of cycle {kept.cycle} day {kept.day} was given, and has no "
                    "place in the newer text",
                    "End this course, and begin another with the newer text: what was given "
                    "counts there too.",
                    Place(field="file"),
                )
            )
