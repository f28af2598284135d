"""A course that travels: its document is written whole or not at all, and read with care."""

import os
import resource
import signal
import stat
from pathlib import Path

import pytest

from regimencalc.documents import LARGEST_BYTES, read_document, write_document
from regimencalc.problems import Refused


def refused(work: pytest.ExceptionInfo[Refused]) -> tuple[str, str]:
    (problem,) = work.value.problems
    return problem.code, problem.message


def test_a_document_is_for_the_user_alone(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        write_document(tmp_path / "course.json", "{}\n")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "course.json").stat().st_mode) == 0o600
    assert (tmp_path / "course.json").read_text("utf-8") == "{}\n"
    assert [path.name for path in tmp_path.iterdir()] == ["course.json"]


def test_a_document_replaces_the_one_before_it_whole(tmp_path: Path) -> None:
    path = tmp_path / "course.json"
    path.write_text("before", "utf-8")
    write_document(path, "after")
    assert path.read_text("utf-8") == "after"


def test_where_there_is_no_room_the_document_before_stays_and_nothing_is_left(
    tmp_path: Path,
) -> None:
    path = tmp_path / "course.json"
    path.write_text("before", "utf-8")
    said = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))
    try:
        with pytest.raises(Refused) as refusal:
            write_document(path, "x" * 101)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, said)
    assert refused(refusal)[0] == "RC822"
    assert "course.json" in refused(refusal)[1]
    assert path.read_text("utf-8") == "before"
    assert [one.name for one in tmp_path.iterdir()] == ["course.json"]


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refusal:
        write_document(tmp_path / "none" / "course.json", "{}")
    assert refused(refusal)[0] == "RC822"


@pytest.mark.skipif(os.getuid() == 0, reason="rights do not hold root")
def test_a_folder_that_may_not_be_written(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(Refused) as refusal:
            write_document(tmp_path / "course.json", "{}")
    finally:
        tmp_path.chmod(0o700)
    assert refused(refusal)[0] == "RC822"


def test_a_file_that_is_not_there_or_is_a_folder(tmp_path: Path) -> None:
    for path in (tmp_path / "none.json", tmp_path):
        with pytest.raises(Refused) as refusal:
            read_document(path)
        assert refused(refusal)[0] == "RC101"


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff\xfe", b"[" * 100_000, b'{"id": NaN}'])
def test_what_is_no_course(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "course.json").write_bytes(content)
    with pytest.raises(Refused) as refusal:
        read_document(tmp_path / "course.json")
    assert refused(refusal)[0] == "RC808"


def test_a_file_beyond_all_measure_is_not_read_into_memory(tmp_path: Path) -> None:
    path = tmp_path / "course.json"
    with path.open("wb") as file:
        file.truncate(LARGEST_BYTES + 10)
    with pytest.raises(Refused) as refusal:
        read_document(path)
    assert refused(refusal)[0] == "RC808"
