"""A table becomes a file of the format that its name asks for, whole or not at all."""

from __future__ import annotations

import errno
import json
import os
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings

from qes.analysis.table import Table
from qes.errors import UserError
from qes.exchange.saving import save_bytes
from qes.exchange.tables import TableFormat, format_of, render_table
from tests.unit.exchange.table_samples import EMPTY, FINDINGS, matrices


def write_table(table: Table, path: Path) -> None:
    save_bytes(render_table(table, format_of(path)), path)


@pytest.mark.parametrize("table_format", TableFormat)
@pytest.mark.parametrize("table", [FINDINGS, EMPTY])
def test_the_same_table_gives_the_same_bytes(table: Table, table_format: TableFormat) -> None:
    assert render_table(table, table_format) == render_table(table, table_format)


@pytest.mark.parametrize("table_format", [TableFormat.XLSX, TableFormat.DOCX])
def test_no_time_of_writing_is_in_a_zipped_file(table_format: TableFormat, tmp_path: Path) -> None:
    path = tmp_path / f"t.{table_format}"
    write_table(FINDINGS, path)
    with zipfile.ZipFile(path) as file:
        assert {entry.date_time[0] for entry in file.infolist()} == {1980}


@pytest.mark.parametrize("name", ["t.csv", "t.XLSX", "t.docx", "t.html", "t.json"])
def test_the_suffix_chooses_the_format(name: str, tmp_path: Path) -> None:
    write_table(FINDINGS, tmp_path / name)
    assert (tmp_path / name).read_bytes() == render_table(FINDINGS, format_of(Path(name)))
    assert [one.name for one in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("name", ["t.pdf", "t", ".csv", "t.csv.gz"])
def test_an_unknown_suffix_is_answered_with_those_known(name: str, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"\.csv, \.xlsx, \.docx, \.html, \.json"):
        write_table(FINDINGS, tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_json_says_everything_unrounded() -> None:
    value = json.loads(render_table(FINDINGS, TableFormat.JSON))
    assert [column["key"] for column in value["columns"]] == ["no", "finding", "share", "alpha"]
    assert value["rows"][0]["cells"]["alpha"] == -0.0234567
    assert value["rows"][1]["cells"]["alpha"] is None
    assert [row["group"] for row in value["rows"]] == ["Getting in", "Getting in", "Staying", None]
    assert value["notes"] == list(FINDINGS.notes)
    assert value["header"][0] == {
        "label": "Review question",
        "text": "What helps people into work?",
    }


@given(matrices())
@settings(deadline=None)
def test_no_control_character_reaches_a_file(table: Table) -> None:
    for table_format in (TableFormat.CSV, TableFormat.JSON, TableFormat.HTML):
        text = render_table(table, table_format).decode("utf-8-sig")
        assert not set(text) & {chr(code) for code in (*range(9), *range(11, 13), *range(14, 32))}
        assert not set(text) & {chr(code) for code in range(0x7F, 0xA0)}


def test_what_was_there_before_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("before" * 100)
    write_table(EMPTY, path)
    assert path.read_bytes() == render_table(EMPTY, TableFormat.CSV)


def test_a_full_disk_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "t.csv"
    path.write_text("before")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(UserError, match="the disk is full"):
        write_table(EMPTY, path)
    assert path.read_text() == "before"
    assert [one.name for one in tmp_path.iterdir()] == ["t.csv"]


def test_a_place_below_a_file_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match="is not a folder"):
        write_table(EMPTY, tmp_path / "file" / "t.csv")


def test_a_missing_folder_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="make the folder first"):
        write_table(EMPTY, tmp_path / "absent" / "t.csv")


def test_a_folder_of_that_name_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "t.csv").mkdir()
    with pytest.raises(UserError, match="is a folder"):
        write_table(EMPTY, tmp_path / "t.csv")


def test_a_folder_that_may_not_be_written_is_said_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Permissions do not stop the superuser, as whom tests may run, so the refusal is played.
    def refused(*_: object) -> int:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(os, "open", refused)
    with pytest.raises(UserError, match="may not be written"):
        write_table(EMPTY, tmp_path / "t.csv")


def test_a_link_is_followed_and_stays_a_link(tmp_path: Path) -> None:
    real, link = tmp_path / "real.csv", tmp_path / "link.csv"
    link.symlink_to(real)
    save_bytes(b"here", link)
    assert link.is_symlink()
    assert real.read_bytes() == b"here"


def test_a_new_file_may_be_read_by_whom_the_mask_allows(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        save_bytes(b"x", tmp_path / "x")
    finally:
        os.umask(before)
    assert (tmp_path / "x").stat().st_mode & 0o777 == 0o640
