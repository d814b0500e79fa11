"""A disk that is full costs at most the step in flight, and is said in one line."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from qes.errors import UserError
from qes.project import Project
from qes.project.backup import back_up
from qes.services import coding, review
from qes.services.auditing import verify_project
from qes.services.coding import list_codings
from qes.store.opening import create_store
from tests.contracts.sample_project import CODES, INTERVIEW, take_in

_BLOCK = 4096


@pytest.fixture
def small_disk(tmp_path: Path, project_file: Path) -> Iterator[Path]:
    """The project on a disk of two megabytes."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(disk)],
        check=False,
        capture_output=True,
    )
    if mounted.returncode != 0:
        pytest.skip("a small disk can only be made with the right to mount one")
    try:
        yield Path(shutil.copyfile(project_file, disk / "review.qes"))
    finally:
        subprocess.run(["umount", "--lazy", str(disk)], check=True)


def _fill(disk: Path, *, blocks_left: int) -> None:
    """Fill the disk but for some blocks."""
    free = os.statvfs(disk).f_bavail
    with (disk / "filler").open("ab") as filler:
        if blocks_left > free:
            filler.truncate(max(0, filler.tell() - (blocks_left - free) * _BLOCK))
        else:
            filler.write(b"x" * (free - blocks_left) * _BLOCK)


def _code(project: Project, n: int) -> None:
    segments = review.read_source(project.desk, "interview.txt").segments
    coding.apply_code(project.desk, segments[n % len(segments)].id, CODES[n // len(segments)])


def _one_line(error: UserError) -> bool:
    return "full" in error.message and "\n" not in str(error) and bool(error.hint)


def test_a_full_disk_costs_the_step_in_flight_and_nothing_else(small_disk: Path) -> None:
    done: list[int] = []
    refused: list[UserError] = []
    with Project.open(small_disk, "anna") as project:
        for n in range(20):
            _fill(small_disk.parent, blocks_left=n)
            try:
                _code(project, n)
                done.append(n)
            except UserError as error:
                refused.append(error)
            assert len(list_codings(project.desk)) == len(done)
        assert verify_project(project.desk).ok
        assert done
        assert refused
        assert all(_one_line(error) for error in refused)
        (small_disk.parent / "filler").unlink()
        _code(project, 30)
    with Project.open(small_disk, "anna") as project:
        assert verify_project(project.desk).ok
        assert len(list_codings(project.desk)) == len(done) + 1


def test_a_source_that_no_longer_fits_leaves_the_project_as_it_was(small_disk: Path) -> None:
    with Project.open(small_disk, "anna") as project:
        _fill(small_disk.parent, blocks_left=40)
        with pytest.raises(UserError) as caught:
            take_in(project.desk, "long.txt", INTERVIEW * 400)
        assert _one_line(caught.value)
        assert [one.name for one in review.sources(project.desk)] == ["interview.txt", "second.txt"]
        assert verify_project(project.desk).ok


def test_opening_on_a_full_disk_is_said_in_a_line_and_harms_nothing(small_disk: Path) -> None:
    before = small_disk.read_bytes()
    _fill(small_disk.parent, blocks_left=0)
    with pytest.raises(UserError) as caught:
        Project.open(small_disk, "anna")
    assert "\n" not in str(caught.value)
    (small_disk.parent / "filler").unlink()
    assert small_disk.read_bytes() == before
    with Project.open(small_disk, "anna") as project:
        assert verify_project(project.desk).ok


def test_neither_a_new_project_nor_a_copy_is_left_half_made(
    small_disk: Path, project_file: Path
) -> None:
    disk = small_disk.parent
    for left in (0, 1, 10, 40):
        _fill(disk, blocks_left=left)
        with pytest.raises(UserError, match=r"new\.qes could not be written|new\.qes cannot be"):
            create_store(disk / "new.qes")
        with pytest.raises(UserError, match="cannot be written"):
            back_up(str(project_file), disk / "copy.qes")
        assert {one.name for one in disk.iterdir()} == {"filler", "review.qes"}


def _with_limit(size: int, do: Callable[[], object], answer: Path) -> str:
    """Do something in a process whose files may not grow beyond a size; return what it raised."""
    child = os.fork()
    if child == 0:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, most))
        try:
            do()
            said = "nothing"
        except UserError as error:
            said = str(error)
        except BaseException as error:  # noqa: BLE001 - a child has no other way to tell
            said = f"a fault: {error!r}"
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
        answer.write_text(said, encoding="utf-8")
        os._exit(0)
    os.waitpid(child, 0)
    return answer.read_text(encoding="utf-8")


@pytest.mark.parametrize("size", [0, 1_000, 33_000, 60_000])
def test_a_file_that_may_not_grow_is_said_in_a_line(
    project_file: Path, tmp_path: Path, size: int
) -> None:
    def work() -> None:
        with Project.open(project_file, "anna") as project:
            for n in range(40):
                _code(project, n)

    said = _with_limit(size, work, tmp_path / "answer")
    assert said.startswith(
        (f"{project_file} could not be written", "review.qes could not be written")
    )
    assert "\n" not in said
    with Project.open(project_file, "anna") as project:
        found = verify_project(project.desk)
        assert found.ok
        codings = list_codings(project.desk)
    assert (len(codings) > 0) == (size == 60_000)
