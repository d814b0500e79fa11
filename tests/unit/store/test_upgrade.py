"""An older project is copied before it is touched, and a failed upgrade leaves it as it was."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

import qes.store
from qes.errors import Refused, UserError
from qes.project import Project
from qes.project.backup import back_up
from qes.services.auditing import read_log, verify_project
from qes.store import opening
from qes.store.opening import copy_store, open_store
from qes.store.schema import SCHEMA_VERSION

if TYPE_CHECKING:
    from alembic.config import Config

NOW = SCHEMA_VERSION
NEXT = NOW + 1
_NEXT = """\
import sqlalchemy as sa
from alembic import op

revision = "{next:04}"
down_revision = "{now:04}"


def upgrade():
    op.add_column("study", sa.Column("label", sa.Text()))
    {more}
"""


def _next(more: str = "") -> str:
    return _NEXT.format(now=NOW, next=NEXT, more=more)


@pytest.fixture
def next_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let there be a next version with a migration; return the migration's file."""
    folder = tmp_path / "migrations"
    folder.mkdir()
    shipped = Path(str(qes.store.__file__)).parent / "migrations" / "versions"
    usual = opening._config

    def with_next(connection: sa.Connection) -> Config:
        config = usual(connection)
        config.set_main_option("path_separator", "newline")
        config.set_main_option("version_locations", f"{shipped}\n{folder}")
        return config

    monkeypatch.setattr(opening, "_config", with_next)
    monkeypatch.setattr(opening, "SCHEMA_VERSION", NEXT)
    file = folder / "next_version.py"
    file.write_text(_next(), encoding="utf-8")
    return file


def _columns(path: Path, table: str) -> set[str]:
    with closing(sqlite3.connect(path)) as raw:
        return {row[1] for row in raw.execute(f"PRAGMA table_info({table})")}


def _version(path: Path) -> tuple[int, str]:
    with closing(sqlite3.connect(path)) as raw:
        return (
            raw.execute("PRAGMA user_version").fetchone()[0],
            raw.execute("SELECT version_num FROM alembic_version").fetchone()[0],
        )


def _backups(path: Path) -> list[Path]:
    return sorted(path.parent.glob("*.before-upgrade-*"))


@pytest.mark.usefixtures("next_version")
def test_an_older_project_is_copied_and_then_upgraded(project_file: Path) -> None:
    project_file.chmod(0o640)
    with closing(sqlite3.connect(project_file)) as raw:
        rows = raw.execute("SELECT * FROM judgement").fetchall()
    with Project.open(project_file, "anna") as project:
        assert len(read_log(project.desk)) == len(rows)
        assert verify_project(project.desk).ok
    assert _version(project_file) == (NEXT, f"{NEXT:04}")
    assert "label" in _columns(project_file, "study")
    (backup,) = _backups(project_file)
    assert backup.name.startswith(f"review.before-upgrade-from-{NOW}.")
    assert backup.suffix == ".qes"
    assert backup.stat().st_mode & 0o777 == 0o640
    assert _version(backup) == (NOW, f"{NOW:04}")
    assert "label" not in _columns(backup, "study")
    with closing(sqlite3.connect(backup)) as raw:
        assert raw.execute("SELECT * FROM judgement").fetchall() == rows


@pytest.mark.usefixtures("next_version")
def test_an_upgraded_project_is_not_copied_again(project_file: Path) -> None:
    for _ in range(2):
        open_store(project_file).close()
    assert len(_backups(project_file)) == 1


def test_an_upgrade_that_fails_half_way_leaves_the_project_as_it_was(
    project_file: Path, next_version: Path
) -> None:
    next_version.write_text(_next('raise LookupError("half way")'), encoding="utf-8")
    with pytest.raises(LookupError, match="half way"):
        open_store(project_file)
    assert _version(project_file) == (NOW, f"{NOW:04}")
    assert "label" not in _columns(project_file, "study")
    assert len(_backups(project_file)) == 1


@pytest.mark.usefixtures("next_version")
def test_an_older_project_that_cannot_be_copied_is_not_touched(
    project_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise UserError("it cannot be written")

    monkeypatch.setattr(opening, "copy_store", fail)
    with pytest.raises(UserError, match="it cannot be written"):
        open_store(project_file)
    assert _version(project_file) == (NOW, f"{NOW:04}")


def test_an_up_to_date_project_is_opened_without_a_copy(project_file: Path) -> None:
    open_store(project_file).close()
    assert _backups(project_file) == []


def test_a_copy_holds_what_was_written_a_moment_ago(project_file: Path) -> None:
    store = open_store(project_file)
    with store.write() as connection:
        connection.exec_driver_sql("INSERT INTO study VALUES ('just-now')")
    copy = project_file.with_name("copy.qes")
    copy_store(store, copy)
    store.close()
    other = open_store(copy)
    with other.read() as connection:
        found = connection.exec_driver_sql("SELECT id FROM study").scalars().all()
    other.close()
    assert found == ["just-now"]
    assert {one.name for one in project_file.parent.iterdir()} == {"copy.qes", "review.qes"}


def test_a_copy_that_cannot_be_written_leaves_nothing(project_file: Path) -> None:
    with pytest.raises(UserError, match="cannot be written"):
        back_up(str(project_file), project_file.parent / "none" / "copy.qes")
    with pytest.raises(Refused, match="is there already"):
        back_up(str(project_file), project_file)
    assert [one.name for one in project_file.parent.iterdir()] == ["review.qes"]
