"""References written into a file: RIS for reference managers, CSV for tables, JSON with everything."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from qes.analysis.table import Cell, Column, Kind, Row, Table
from qes.base import Json
from qes.errors import UserError
from qes.exchange.citations.ris_export import ris
from qes.exchange.tables import TableFormat, render_table
from qes.store.citation import StoredReference

_COLUMNS = (
    "id", "type", "title", "authors", "year", "journal", "volume", "issue", "pages", "doi", "pmid",
    "pmcid", "abstract", "keywords", "urls", "issn", "isbn", "language", "accession", "notes",
    "files",
)  # fmt: skip
_NUMBERS = frozenset(("year",))


def render_references(references: Sequence[StoredReference], path: Path) -> bytes:
    """Write references in the format that a file's suffix asks for: the same ones, the same bytes.

    Raises:
        UserError: Of the suffix, no list of references is written.
    """
    match path.suffix.lower():
        case ".ris":
            return ris(references)
        case ".csv":
            return render_table(_table(references), TableFormat.CSV)
        case ".json":
            made = [reference_json(one) for one in references]
            return (json.dumps(made, ensure_ascii=False, indent=1) + "\n").encode("utf-8")
        case _:
            raise UserError(
                f"{path.name!r}: references are not written to such a file",
                hint="use one of .ris, .csv, .json",
            )


def reference_json(one: StoredReference) -> dict[str, Json]:
    """Return everything that is known of a reference but its record, for programs."""
    said = one.citation
    return {
        "id": one.id,
        "format": one.format.value,
        "type": said.type.value,
        "given_type": said.given_type,
        "title": said.title,
        "authors": [{"family": who.family, "given": who.given} for who in said.authors],
        "year": said.year,
        "journal": said.journal,
        "volume": said.volume,
        "issue": said.issue,
        "pages": said.pages,
        "doi": said.doi,
        "pmid": said.pmid,
        "pmcid": said.pmcid,
        "abstract": said.abstract,
        "keywords": list(said.keywords),
        "urls": list(said.urls),
        "issn": list(said.issn),
        "isbn": list(said.isbn),
        "language": said.language,
        "accession": said.accession,
        "notes": list(said.notes),
        "extra": [{"field": name, "value": value} for name, value in said.extra],
        "files": list(one.files),
        "warnings": [asdict(flaw) for flaw in one.flaws],
    }


def _table(references: Sequence[StoredReference]) -> Table:
    columns = tuple(
        Column(name, name, Kind.NUMBER if name in _NUMBERS else Kind.TEXT) for name in _COLUMNS
    )
    rows = tuple(
        Row(tuple(_cell(name, reference_json(one)[name], one) for name in _COLUMNS))
        for one in references
    )
    return Table("References", columns, rows)


def _cell(name: str, value: Json, one: StoredReference) -> Cell:
    if name == "authors":
        return "; ".join(map(str, one.citation.authors))
    if isinstance(value, list):
        return "; ".join(map(str, value))
    return value if isinstance(value, str | int) else None
