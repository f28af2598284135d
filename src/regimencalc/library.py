"""Finds and reads regimens, formulary entries and policies: the only reader of files.

A file is looked for in the folders that somebody names, in those of the environment variable
REGIMENCALC_LIBRARY, in the user's data folder, and then among the built-in ones. These stand in
folders beside the package in a wheel, and at the top of the checkout in an editable install.
"""

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Literal, TypeAlias, TypeVar

from platformdirs import user_data_path

from regimencalc.formulary import Equivalents, FormularyEntry
from regimencalc.library_file import LibraryFile
from regimencalc.policy import Policy
from regimencalc.problems import Place, Problem, Refused
from regimencalc.regimen import Regimen
from regimencalc.source import Source
from regimencalc.tightening import loosened
from regimencalc.wording import did_you_mean
from regimencalc.yaml_source import LARGEST_FILE_BYTES, read

AnyFile = TypeVar("AnyFile", bound=LibraryFile)

AnyKind: TypeAlias = Regimen | FormularyEntry | Policy | Equivalents

Folder = Literal["regimens", "formulary", "policies", "schema"]

SHIPPED: tuple[Folder, ...] = ("regimens", "formulary", "policies")
EQUIVALENTS = "equivalents"
USUAL_BYTES = 16 * 1024
"""Most files are shorter: no room is made for the longest that is read."""
VARIABLE = "REGIMENCALC_LIBRARY"
_NOT_SIGNED = ("status", "reviews", "superseded_by")
_named: ContextVar[tuple[Path, ...]] = ContextVar("folders named by the caller", default=())


@contextmanager
def looking_in(*folders: Path) -> Iterator[None]:
    """Look in these folders first: each may hold regimens, formulary and policies."""
    _require_folders(folders)
    before = _named.set((*folders, *_named.get()))
    try:
        yield
    finally:
        _named.reset(before)


def sites() -> tuple[Path, ...]:
    """The folders of a site, in the order in which they are looked in.

    Refused where one that was named is not there: its limits would be left out without a word.
    """
    stated = os.environ.get(VARIABLE, "")
    of_variable = [Path(part) for part in stated.split(os.pathsep) if part]
    _require_folders(of_variable, f", which the variable {VARIABLE} names")
    own = user_data_path("regimencalc")
    return (*_named.get(), *of_variable, *([own] if is_folder(own) else []))


def _require_folders(folders: Iterable[Path], named_by: str = "") -> None:
    missing = [
        Problem(
            "RC101", f"there is no folder {path}{named_by}", "Check the path.", Place(str(path))
        )
        for path in folders
        if not is_folder(path)
    ]
    if missing:
        raise Refused(missing)


@cache
def folder(name: Folder) -> Path:
    """Where the built-in files of one kind are."""
    package = Path(__file__).parent
    inside = package / name
    return inside if inside.is_dir() else package.parent.parent / name


def folders(name: Folder) -> tuple[Path, ...]:
    """Where files of one kind are looked for: a site's own folders, then the built-in one."""
    return (*(site / name for site in sites()), folder(name))


def ids(name: Folder) -> tuple[str, ...]:
    """The ids of the files of one kind, sorted."""
    found = {path.stem for where in folders(name) for path in where.glob("*.yaml")}
    return tuple(sorted(found))


def is_folder(path: Path) -> bool:
    """Whether there is a folder of that name; a name that cannot be looked up is none."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


class NoSuchFileError(Refused):
    """Raised where there is no file of that name."""


def contents(path: Path) -> bytes:
    """The bytes of a file, one more than may be read at most, or what stands in the way."""
    try:
        with path.open("rb") as file:
            content = file.read(USUAL_BYTES)
            if len(content) == USUAL_BYTES:
                content += file.read(LARGEST_FILE_BYTES + 1 - USUAL_BYTES)
            return content
    except FileNotFoundError:
        raise NoSuchFileError(
            _unreadable(path, "there is no such file", "Check the path.")
        ) from None
    except IsADirectoryError:
        reason, fix = "this is a folder", "Name a file, or validate the folder."
    except (OSError, ValueError) as wrong:
        reason = f"it cannot be opened ({getattr(wrong, 'strerror', None) or wrong})"
        fix = "Check its name and the rights on it."
    raise Refused(_unreadable(path, reason, fix))


def _unreadable(path: Path, reason: str, fix: str) -> Problem:
    return Problem("RC101", f"cannot read {path}: {reason}", fix, Place(str(path)))


def read_source(path: Path) -> Source:
    """The tree of a YAML file."""
    shipped = _shipped_folders().get(path.parent)
    name = str(path) if shipped is None else f"{shipped}/{path.name}"
    return read(contents(path), name, is_shipped=shipped is not None)


@cache
def _shipped_folders() -> dict[Path, str]:
    """The folders of built-in files, each with its name in the places of problems."""
    equivalents = folder("formulary") / EQUIVALENTS
    return {
        **{folder(name): name for name in SHIPPED},
        equivalents: f"formulary/{EQUIVALENTS}",
    }


def read_regimen(path: Path) -> Regimen:
    """The regimen of a file, its shape checked."""
    return as_model(read_source(path), Regimen)


def is_path(name: str) -> bool:
    """Whether a name is the path of a file, and not an id of the library."""
    return "/" in name or "\\" in name or name.endswith((".yaml", ".yml"))


def path_of(name: str, where: Folder) -> Path:
    """The file of an id of the library, or of a path; refused with a suggestion if neither."""
    if is_path(name):
        return Path(name)
    if name not in ids(where):
        word = {"regimens": "regimen", "policies": "policy", "formulary": "drug"}.get(where, "file")
        called = _ids_called(name) if where == "regimens" else []
        hint = f"It is also a name of {', '.join(called)}: write an id. " if called else ""
        raise Refused(
            Problem(
                "RC112",
                f"there is no {word} '{name}' in the library",
                f"{hint or did_you_mean(name, ids(where))}'regimencalc list' shows what there is; "
                f"a file is named by its path, for example ./{name}.yaml.",
            )
        )
    return _path_of_id(name, where)


def _path_of_id(name: str, where: Folder) -> Path:
    """The first file of that id; refused where it hides another and does not say so."""
    found = [place / f"{name}.yaml" for place in folders(where)]
    found = [path for path in found if path.is_file()]
    first, hidden = found[0], found[1:]
    if hidden:
        source = read_source(first)
        if source.root.get("shadows") != "built-in":
            raise Refused(
                Problem(
                    "RC114",
                    f"'{name}' is also the id of {hidden[0]}",
                    "Give it an id of its own; or, to use it instead, write 'shadows: built-in'.",
                    source.place_of(("id",)),
                )
            )
    return first


def _ids_called(alias: str) -> list[str]:
    """The ids of the regimens that have this name among others; a name never picks one."""
    regimens = (read_regimen(path_of(name, "regimens")) for name in ids("regimens"))
    return [regimen.id for regimen in regimens if alias in regimen.aliases]


@cache
def shipped_policy(policy_id: str) -> Policy:
    """A built-in policy, by its id."""
    return read_policy(folder("policies") / f"{policy_id}.yaml")


def read_policy(path: Path) -> Policy:
    """The policy of a file."""
    return as_model(read_source(path), Policy)


def formulary() -> dict[str, FormularyEntry]:
    """Every formulary entry that is found, by drug id; refused with all that a site's loosen."""
    folders_of_site = sites()
    entries = (path for site in folders_of_site for path in (site / "formulary").glob("*.yaml"))
    return _formulary(folders_of_site, tuple(sorted((path, contents(path)) for path in entries)))


@lru_cache(maxsize=2)
def _formulary(
    site_folders: tuple[Path, ...], _as_they_are: tuple[tuple[Path, bytes], ...]
) -> dict[str, FormularyEntry]:
    """Read once for a site's files as they are: one that was tightened since is read again."""
    built_in = {path.stem: read_entry(path) for path in sorted(folder("formulary").glob("*.yaml"))}
    found = dict(built_in)
    problems: list[Problem] = []
    for site in reversed(site_folders):
        for path in sorted((site / "formulary").glob("*.yaml")):
            try:
                entry = read_entry(_path_of_id(path.stem, "formulary"))
            except Refused as refusal:
                problems += refusal.problems
                continue
            if path.stem in built_in:
                problems += loosened(entry, built_in[path.stem])
            found[path.stem] = entry
    if problems:
        raise Refused(problems)
    return dict(sorted(found.items()))


@cache
def equivalents() -> dict[str, Equivalents]:
    """The tables by which drugs of one class are added up in a lifetime, by id."""
    files = sorted((folder("formulary") / EQUIVALENTS).glob("*.yaml"))
    return {path.stem: as_model(read_source(path), Equivalents) for path in files}


def read_entry(path: Path) -> FormularyEntry:
    """The formulary entry of a file."""
    return as_model(read_source(path), FormularyEntry)


def loosened_by(entry: FormularyEntry) -> Iterator[Problem]:
    """What a site's entry in place of a built-in one loosens; nothing of any other entry."""
    built_in = folder("formulary") / f"{entry.id}.yaml"
    if entry.shadows is not None and built_in.is_file():
        yield from loosened(entry, read_entry(built_in))


def model_for(source: Source) -> type[AnyKind]:
    """Which kind of file this is, told by the fields that only that kind has."""
    if "equivalents" in source.root:
        return Equivalents
    if "tall_man" in source.root or "amounts" in source.root:
        return FormularyEntry
    if "body_surface_area" in source.root or "creatinine_clearance" in source.root:
        return Policy
    return Regimen


def kind_of(path: Path) -> str:
    """The kind of a file, in a word; of one that cannot be read, nothing."""
    try:
        return model_for(read_source(path)).__name__
    except Refused:
        return ""


def read_any(source: Source) -> AnyKind:
    """The regimen, entry, policy or table of a file that was read."""
    return as_model(source, model_for(source))


def signed_text_sha256(source: Source) -> str:
    """The hash that a reviewer signs: of all that the file says, its status and reviews aside."""
    said = {key: node for key, node in source.root.items() if key not in _NOT_SIGNED}
    return sha256(json.dumps(said, sort_keys=True, ensure_ascii=True).encode()).hexdigest()


def review_problems(file: LibraryFile) -> Iterator[Problem]:
    """What is amiss with the signatures that a file's status rests on."""
    source = file.source
    stated = str(source.root.get("status", ""))
    if stated not in ("reviewed", "active", "superseded"):
        return
    place = source.place_of(("status",))
    if stated == "superseded" and file.superseded_by is None:
        yield Problem(
            "RC407",
            "a superseded file must name its successor",
            "Add 'superseded_by: …' with the successor's id.",
            place,
        )
    if stated == "superseded":
        return
    names = {review.by for review in file.reviews}
    if len(names) < 2:
        yield Problem(
            "RC407",
            f"a file is '{stated}' when two people have signed it; {len(names)} did",
            "Write 'status: draft', or add both under 'reviews' with name, date and the hash "
            f"{signed_text_sha256(file.source)}.",
            place,
        )
        return
    signed = signed_text_sha256(file.source)
    stale = sorted(review.by for review in file.reviews if review.sha256 != signed)
    if stale:
        yield Problem(
            "RC422",
            f"the file has changed since it was signed by {', '.join(stale)}: it counts as a draft",
            f"Have it read again; what it says now has the hash {signed}.",
            place,
        )


def as_model(source: Source, model: type[AnyFile]) -> AnyFile:
    """The file as a model; a draft where its status rests on signatures that do not hold."""
    made = model.from_source(source)
    if any(True for _ in review_problems(made)):
        return model.from_source(source, as_draft=True)
    return made
