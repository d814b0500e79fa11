"""Writing files from a project: noted, and looked through for names that should not leave."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from qes.analysis.agreement.report import AgreementReport
from qes.analysis.table import Table
from qes.base import sha256
from qes.exchange.agreement.files import render_agreement
from qes.exchange.agreement.report_json import agreement_text
from qes.exchange.saving import save_bytes
from qes.exchange.tables import format_of, render_table
from qes.services.desk import Desk
from qes.services.pseudonyms import Leaving, names_leaving
from qes.store.exports import WrittenFile, note_file


@dataclass(frozen=True, slots=True)
class Exported:
    """A file that was written."""

    path: Path
    leaving: tuple[Leaving, ...]
    """Real names in it, as far as the project's key file knows them."""


def export_bytes(desk: Desk, data: bytes, path: Path, words: Iterable[str]) -> Exported:
    """Write a file whole or not at all, and note in the project that it was written.

    Args:
        desk: Who writes it, from which project.
        data: What it is to hold.
        path: Where; the folder must be there.
        words: All texts in it, in which real names are looked for.

    Raises:
        UserError: the file cannot be written.
    """
    leaving = names_leaving(desk, "\n".join(words))
    save_bytes(data, path)
    with desk.store.write() as connection:
        made = WrittenFile(str(path.resolve()), sha256(data), desk.author, desk.now())
        note_file(connection, made)
    return Exported(path, leaving)


def export_table(desk: Desk, table: Table, path: Path) -> Exported:
    """Write a table in the format of the file's suffix, and note that it was written.

    Raises:
        UserError: the suffix is not known, or the file cannot be written.
    """
    cells = (str(cell) for row in table.rows for cell in row.cells if isinstance(cell, str))
    data = render_table(table, format_of(path))
    return export_bytes(desk, data, path, (table.title, *cells))


def export_agreement(desk: Desk, report: AgreementReport, path: Path) -> Exported:
    """Write an agreement report in the format of the file's suffix, and note that it was written.

    Raises:
        UserError: the suffix is not known, or the file cannot be written.
    """
    data = render_agreement(report, format_of(path))
    return export_bytes(desk, data, path, (agreement_text(report),))


def said_of(exported: Exported) -> str | None:
    """Return the warning that a written file holds real names, or None."""
    if not exported.leaving:
        return None
    count = sum(one.count for one in exported.leaving)
    named = len(exported.leaving)
    names = "1 real name" if named == 1 else f"{named} real names"
    times = "once" if count == 1 else f"{count} times"
    return (
        f"{exported.path.name} holds {names}, {times}: see 'qes sources names' before you send it"
    )
