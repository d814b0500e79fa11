"""Tables of references in Excel workbooks: the first visible sheet that holds one.

openpyxl reads them row by row; before it does, no part may unpack to more than a reader of sources
allows, and none may declare a document type.
"""

from __future__ import annotations

import warnings
import zlib
from collections.abc import Sequence
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from corpora.readers.limits import MAX_ENTRIES, part
from qes.base import canonical_json
from qes.errors import Refused
from qes.exchange.citations.columns import head_row, table_records
from qes.store.citation import CitationFormat, CitationList

_PROLOGUE = 4096
_XML = (".xml", ".rels")
_HINT = "open it in Excel and save it anew, or as CSV"


def read_workbook(data: bytes) -> CitationList:
    """Read the rows of the first visible sheet that holds references.

    Raises:
        Refused: The container is damaged or unpacks to too much, or no sheet holds references.
    """
    _check(data)
    for sheet in _sheets(data):
        head = head_row(sheet)
        if head is None:
            continue
        names = sheet[head]
        listed = table_records(
            names,
            (
                (f"row {n}", cells, canonical_json([[*names], [*cells]]))
                for n, cells in enumerate(sheet[head + 1 :], start=head + 2)
                if any(cell.strip() for cell in cells)
            ),
        )
        return CitationList(CitationFormat.XLSX, None, listed)
    raise Refused(
        "no sheet names columns of references at its top",
        hint="the first row must hold names such as Title, Authors, Year, DOI",
    )


def _check(data: bytes) -> None:
    try:
        with ZipFile(BytesIO(data)) as archive:
            names = archive.namelist()
            if "xl/workbook.xml" not in names:
                raise Refused("a zip container that is no workbook", hint=_HINT)
            if len(names) > MAX_ENTRIES:
                raise Refused(f"the container holds more than {MAX_ENTRIES:,} entries")
            for name in names:
                if name.endswith(_XML) and b"<!DOCTYPE" in part(archive, name)[:_PROLOGUE]:
                    raise Refused(f"{name} declares a document type", hint=_HINT)
    except (BadZipFile, NotImplementedError, ValueError) as error:
        raise Refused(f"a damaged container: {error}", hint=_HINT) from error


def _sheets(data: bytes) -> list[Sequence[Sequence[str]]]:
    from xml.etree.ElementTree import ParseError  # noqa: PLC0415 - only its error is used

    from openpyxl import load_workbook  # noqa: PLC0415 - only this format needs it

    try:
        with warnings.catch_warnings():
            # it warns of styles and of extensions, which mean nothing here
            warnings.simplefilter("ignore")
            book = load_workbook(BytesIO(data), read_only=True, data_only=True, keep_links=False)
            return [
                [[_written(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
                for sheet in book.worksheets
                if sheet.sheet_state == "visible"
            ]
    except (
        BadZipFile,
        EOFError,
        KeyError,
        OSError,
        ParseError,
        TypeError,
        ValueError,
        zlib.error,
    ) as error:
        # openpyxl raises each of these for parts that are damaged or missing
        raise Refused("a damaged workbook", hint=_HINT) from error


def _written(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
