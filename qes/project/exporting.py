"""Writing files from a project: noted, so that people know where its words went."""

from __future__ import annotations

from pathlib import Path

from qes.analysis.table import Table
from qes.base import sha256
from qes.exchange.saving import save_bytes
from qes.exchange.tables import format_of, render_table
from qes.services.desk import Desk
from qes.store.exports import WrittenFile, note_file


def export_bytes(desk: Desk, data: bytes, path: Path) -> None:
    """Write a file whole or not at all, and note in the project that it was written.

    Raises:
        UserError: the file cannot be written.
    """
    save_bytes(data, path)
    with desk.store.write() as connection:
        made = WrittenFile(str(path.resolve()), sha256(data), desk.author, desk.now())
        note_file(connection, made)


def export_table(desk: Desk, table: Table, path: Path) -> None:
    """Write a table in the format of the file's suffix, and note that it was written.

    Raises:
        UserError: the suffix is not known, or the file cannot be written.
    """
    export_bytes(desk, render_table(table, format_of(path)), path)
