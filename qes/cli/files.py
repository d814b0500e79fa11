"""Files that people hand to a command: found, decoded and parsed, or refused in a sentence."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

from qes.base import Json
from qes.errors import UserError
from qes.exchange.csv_guard import unguarded

_LARGEST = 50 * 1024 * 1024
"""Bytes of a table, a codebook or a set of ratings; the largest real ones have a few."""
_ZIP = b"PK\x03\x04"


def require_file(path: Path) -> Path:
    """Return a path that names a file.

    Raises:
        UserError: there is none, or it is a folder.
    """
    if path.is_dir():
        raise UserError(f"{path} is a folder", hint="name a file")
    if not path.exists():
        raise UserError(f"there is no file {path}", hint="check the name and the folder")
    return path


def bytes_of(path: Path) -> bytes:
    """Return what a file holds.

    Raises:
        UserError: there is no such file, it is too large, or cannot be read.
    """
    try:
        with require_file(path).open("rb") as file:
            data = file.read(_LARGEST + 1)
    except OSError as error:
        raise UserError(f"{path} cannot be read ({error.strerror})") from error
    if len(data) > _LARGEST:
        raise UserError(f"{path} is larger than {_LARGEST // 1024**2} MB", hint="split it")
    return data


def text_of(path: Path) -> str:
    """Return what a UTF-8 file holds, without its byte order mark.

    Raises:
        UserError: there is no such file, it is too large, cannot be read, or is not UTF-8.
    """
    data = bytes_of(path)
    if data.startswith(_ZIP):
        raise UserError(
            f"{path} is a spreadsheet or another packed file, not text",
            hint="save its sheet as CSV, in UTF-8",
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UserError(f"{path} is not UTF-8 text", hint="save it as UTF-8") from error


def json_of(path: Path) -> Json:
    """Return what a JSON file holds.

    Raises:
        UserError: as `text_of`; or it is not JSON.
    """
    try:
        parsed: Json = json.loads(text_of(path))
    except ValueError as error:
        raise UserError(f"{path} is not JSON ({error})", hint="check the file") from error
    except RecursionError as error:
        raise UserError(f"{path} is nested too deep", hint="check the file") from error
    return parsed


def rows_of(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield each row of a CSV that is not empty, with the line it ends on.

    A text that `qes.exchange.csv_guard` has kept from being run as a formula is as it was.

    Raises:
        UserError: as `text_of`; or it is not CSV.
    """
    table = csv.reader(io.StringIO(text_of(path), newline=""), strict=True)
    try:
        for row in table:
            if any(cell.strip() for cell in row):
                yield table.line_num, [unguarded(cell) for cell in row]
    except csv.Error as error:
        raise UserError(f"{path}, line {table.line_num}: {error}", hint="mend the file") from error
