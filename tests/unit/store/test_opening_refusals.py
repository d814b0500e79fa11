"""What is not a whole project of ours is refused in one sentence, and left as it is."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from qes.errors import Busy, ExitCode, Refused, UserError
from qes.project import Project
from qes.store.opening import create_store, open_store
from qes.store.schema import APPLICATION_ID, SCHEMA_VERSION


def _missing(_: Path) -> None:
    """Leave nothing there."""


def _folder(path: Path) -> None:
    path.mkdir()


def _empty(path: Path) -> None:
    path.touch()


def _text(path: Path) -> None:
    path.write_text("ANNA: The bus, yes, and the cold.\n" * 9, encoding="utf-8")


def _short(path: Path) -> None:
    path.write_bytes(b"SQLite format 3\x00" + b"\x10")


def _foreign(path: Path) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE judgement (id TEXT)")


def _ours_but_bare(path: Path) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.execute(f"PRAGMA application_id={APPLICATION_ID}")
        other.execute("CREATE TABLE judgement (id TEXT)")


def _pipe(path: Path) -> None:
    os.mkfifo(path)


@pytest.mark.parametrize(
    ("make", "sentence", "hint"),
    [
        (_missing, "there is no project at {}", "make one: qes init {}"),
        (_folder, "{} is a folder, not a project", "name the .qes file in it"),
        (_empty, "{} is empty", "restore it from a backup, or make another project"),
        (_text, "{} is not a qes project", "name a file that 'qes init' has made"),
        (_short, "{} is not a qes project", "name a file that 'qes init' has made"),
        (_foreign, "{} is a database, but not a qes project", None),
        (_ours_but_bare, "{} is damaged", "restore it from a backup"),
        (_pipe, "{} is no file", "name a file that 'qes init' has made"),
    ],
)
def test_what_is_no_project_is_refused_with_its_sentence(
    tmp_path: Path, make: Callable[[Path], None], sentence: str, hint: str | None
) -> None:
    path = tmp_path / "review.qes"
    make(path)
    with pytest.raises(Refused) as caught:
        open_store(path)
    assert caught.value.message == sentence.format(path)
    assert caught.value.hint == (None if hint is None else hint.format(path))
    assert caught.value.exit_code is ExitCode.INPUT_WRONG


def test_a_file_of_a_newer_version_is_refused(project_file: Path) -> None:
    with closing(sqlite3.connect(project_file)) as other:
        other.execute(f"PRAGMA user_version={SCHEMA_VERSION + 1}")
    with pytest.raises(Refused) as caught:
        open_store(project_file)
    assert caught.value.message == f"{project_file} was written by a newer qes"
    assert caught.value.hint == "update qes, then open it again"


@pytest.mark.parametrize(
    ("where", "sentence"),
    [
        (0, "{} is not a qes project"),
        (15, "{} is not a qes project"),
        (68, "{} is a database, but not a qes project"),
        (16, "{} is damaged or not a qes project"),
        (19, "{} is damaged or not a qes project"),
        (59, "{} is damaged"),
        (103, "{} is damaged"),
    ],
)
def test_a_damaged_header_is_refused(project_file: Path, where: int, sentence: str) -> None:
    data = bytearray(project_file.read_bytes())
    data[where] ^= 0xFF
    project_file.write_bytes(data)
    with pytest.raises(Refused) as caught:
        open_store(project_file)
    assert caught.value.message == sentence.format(project_file)


def test_a_page_that_is_overwritten_is_refused(project_file: Path) -> None:
    whole = project_file.read_bytes()
    size = int.from_bytes(whole[16:18], "big")
    for page in range(1, len(whole) // size):
        data = bytearray(whole)
        data[page * size : page * size + 8] = b"\xff" * 8
        project_file.write_bytes(data)
        with pytest.raises(Refused, match="is damaged"):
            open_store(project_file)


@pytest.mark.parametrize("share", [0.25, 0.5, 0.9])
def test_a_file_that_is_cut_off_is_refused(project_file: Path, share: float) -> None:
    data = project_file.read_bytes()
    project_file.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(Refused, match="is damaged"):
        open_store(project_file)


def test_what_is_refused_is_left_as_it_is(project_file: Path) -> None:
    data = project_file.read_bytes()
    for spoiled in (data[:-4096], data[:60] + b"\0\0\0\x09" + data[64:]):
        project_file.write_bytes(spoiled)
        with pytest.raises(UserError):
            open_store(project_file)
        assert project_file.read_bytes() == spoiled


def test_a_name_too_long_for_the_system_is_refused(tmp_path: Path) -> None:
    for ask in (open_store, create_store):
        with pytest.raises(UserError, match="cannot be"):
            ask(tmp_path / ("x" * 400))


def test_a_project_is_not_made_where_no_folder_is(tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        create_store(tmp_path / "none" / "review.qes")
    assert caught.value.message == f"the folder {tmp_path / 'none'} does not exist"


def test_a_project_is_not_made_over_a_file(project_file: Path) -> None:
    before = project_file.read_bytes()
    with pytest.raises(Refused, match="is there already"):
        create_store(project_file)
    assert project_file.read_bytes() == before


def test_what_an_interrupted_making_left_is_no_hindrance(tmp_path: Path) -> None:
    for name in (".review.qes.new", ".review.qes.new-wal", ".review.qes.new-shm"):
        (tmp_path / name).write_bytes(b"left over")
    Project.create(tmp_path / "review.qes", author="anna").close()
    assert [one.name for one in tmp_path.iterdir()] == ["review.qes"]


def test_a_making_that_fails_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise UserError("the disk is full")

    monkeypatch.setattr("qes.project.project.write_settings", fail)
    with pytest.raises(UserError, match="the disk is full"):
        Project.create(tmp_path / "review.qes", author="anna")
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that everyone may go through; those of pytest are for one user only."""
    with tempfile.TemporaryDirectory(prefix="qes-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def _as_another_person(do: Callable[[], object], answer: Path) -> str:
    """Do something in a process without rights and return what it raised."""
    if os.geteuid() != 0:
        pytest.skip("only root can become another user")
    answer.touch()
    answer.chmod(0o666)
    child = os.fork()
    if child == 0:
        os.setuid(65_534)
        try:
            do()
            said = "nothing"
        except UserError as error:
            said = f"{type(error).__name__}: {error.message}"
        except BaseException as error:  # noqa: BLE001 - a child has no other way to tell
            said = repr(error)
        answer.write_text(said, encoding="utf-8")
        os._exit(0)
    os.waitpid(child, 0)
    return answer.read_text(encoding="utf-8")


def test_a_file_in_a_folder_one_may_not_write_says_so(
    project_file: Path, open_folder: Path
) -> None:
    closed = open_folder / "closed"
    closed.mkdir()
    there = Path(shutil.copyfile(project_file, closed / "review.qes"))
    closed.chmod(0o555)
    there.chmod(0o444)
    said = _as_another_person(lambda: open_store(there), open_folder / "answer")
    assert said == f"UserError: {there} cannot be written"
    new = closed / "new.qes"
    said = _as_another_person(lambda: create_store(new), open_folder / "answer")
    assert said == f"UserError: {new} cannot be written (Permission denied)"


def test_a_file_or_folder_one_may_not_read_says_so(project_file: Path, open_folder: Path) -> None:
    secret = open_folder / "secret"
    secret.mkdir(mode=0o700)
    for folder in (open_folder, secret):
        there = Path(shutil.copyfile(project_file, folder / "review.qes"))
        there.chmod(0o600)
        said = _as_another_person(lambda: open_store(there), open_folder / "answer")  # noqa: B023 - called at once
        assert said == f"Refused: {there} cannot be read (Permission denied)"


def test_a_file_that_another_writes_asks_to_try_again(
    project_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qes.store.database.BUSY_SECONDS", 0.1)
    store = open_store(project_file)
    with closing(sqlite3.connect(project_file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Busy) as caught, store.write():
            pytest.fail("two wrote at once")
        with store.read() as connection:
            assert connection.exec_driver_sql("SELECT count(*) FROM code").scalar_one() > 0
    store.close()
    assert caught.value.message == "review.qes is being written by another program"
    assert caught.value.exit_code is ExitCode.BUSY


def test_a_file_that_another_holds_alone_asks_to_try_again(
    project_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qes.store.database.BUSY_SECONDS", 0.1)
    with closing(sqlite3.connect(project_file, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode=EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        other.execute("DELETE FROM place")
        with pytest.raises(Busy, match="is being written by another program"):
            open_store(project_file)
