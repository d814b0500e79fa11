"""Excel workbooks: the first visible sheet that holds a table of words, its cells as printed.

The parts are read by lxml with entities off, a sheet row by row. openpyxl gives either the values
of formulas or their text, and in the mode that keeps memory flat neither comments nor what is
hidden or merged; its knowledge of number formats is used. Nothing is evaluated.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from posixpath import join, normpath
from zipfile import BadZipFile, ZipFile

from corpora.manuscript import Manuscript
from corpora.readers.limits import part
from corpora.readers.markup import attribute, local_name, xml_part
from corpora.readers.tables.number_format import GENERAL, NumberFormat, number_format
from corpora.readers.tables.sheet import Meanings, Sheet, place_of, read_sheet, shared_strings
from corpora.readers.tables.tables import Grid, table
from corpora.source import Remark, RemarkCode
from corpora.text import canonical, change_remarks
from qes.errors import Refused

_PROGRAM = "Excel"


@dataclass(frozen=True, slots=True)
class _Relation:
    """What a part points to."""

    ident: str
    kind: str
    target: str


@dataclass(frozen=True, slots=True)
class _Listed:
    """A sheet as the workbook lists it."""

    name: str
    part: str
    hidden: bool


def read_xlsx(data: bytes, encoding: str | None, password: str | None) -> Manuscript:
    """Read an Excel workbook.

    Raises:
        Refused: The container or a part is damaged or too big, or no visible sheet holds words.
    """
    del encoding, password  # XML says its encoding; a protected workbook is no zip container
    try:
        archive = ZipFile(BytesIO(data))
    except (BadZipFile, NotImplementedError, ValueError) as error:
        # zipfile raises each of these for a damaged directory
        raise Refused(f"a damaged container: {error}", hint="save the workbook anew") from error
    with archive:
        return _read(archive)


def _read(archive: ZipFile) -> Manuscript:
    """Take the first visible sheet that holds words, and say which others there are."""
    main = next(
        (one.target for one in _related(archive, "") if one.kind == "officeDocument"),
        "xl/workbook.xml",
    )
    listed, meanings = _workbook(archive, main)
    refusal: Refused | None = None
    unfit: list[tuple[str, int]] = []
    for n, sheet in enumerate(listed):
        if sheet.hidden:
            continue
        read = read_sheet(archive, sheet.part, meanings)
        others = [
            (one.name, _rows_in(archive, one.part)) for one in listed[n + 1 :] if not one.hidden
        ]
        remarks = (
            *_other_sheets(listed, sheet, [*unfit, *others]),
            *_left_out(read),
            *change_remarks(read.changes),
        )
        grid = Grid(read.rows, tuple(_comments(archive, sheet.part, read)), tuple(read.merged))
        try:
            return table("xlsx", grid, changes=read.changes, remarks=remarks)
        except Refused as error:
            refusal = refusal or error
            unfit.append((sheet.name, len(read.rows)))
    raise refusal or Refused("a workbook without any visible sheet", hint="is it the right file?")


def _workbook(archive: ZipFile, main: str) -> tuple[tuple[_Listed, ...], Meanings]:
    """Read which sheets there are, and what their cells point to."""
    related = tuple(_related(archive, main))
    targets = {one.ident: one.target for one in related}
    listed: list[_Listed] = []
    from_1904 = False
    for element in xml_part(archive, main, _PROGRAM).iter():
        if local_name(element) == "workbookPr":
            from_1904 = element.get("date1904") in {"1", "true"}
        target = targets.get(attribute(element, "id") or "")
        if local_name(element) == "sheet" and target is not None:
            hidden = (element.get("state") or "visible") != "visible"
            name = canonical(element.get("name") or "").text.replace("\n", " ")
            listed.append(_Listed(name, target, hidden))
    parts = {one.kind: one.target for one in related if one.target in archive.namelist()}
    strings = shared_strings(archive, parts["sharedStrings"]) if "sharedStrings" in parts else ()
    formats = _formats(archive, parts["styles"], from_1904=from_1904) if "styles" in parts else ()
    return tuple(listed), Meanings(strings, formats)


def _formats(archive: ZipFile, name: str, *, from_1904: bool) -> tuple[NumberFormat, ...]:
    """Return how the numbers of each cell style are printed."""
    from openpyxl.styles.numbers import (  # noqa: PLC0415 - takes a while to load
        BUILTIN_FORMATS,
    )

    codes: dict[str, str] = {str(number): code for number, code in BUILTIN_FORMATS.items()}
    used: list[str] = []
    for element in xml_part(archive, name, _PROGRAM).iter():
        kind = local_name(element)
        if kind == "numFmt":
            codes[element.get("numFmtId") or ""] = (element.get("formatCode") or "")[:255]
        elif kind == "xf":
            above = element.getparent()
            if above is not None and local_name(above) == "cellXfs":
                used.append(element.get("numFmtId") or "0")
    known = {
        number: number_format(codes[number], from_1904=from_1904)
        for number in set(used) & set(codes)
    }
    return tuple(known.get(number, GENERAL) for number in used)


def _related(archive: ZipFile, name: str) -> Iterator[_Relation]:
    """Yield what a part points to inside the container."""
    folder, _, leaf = name.rpartition("/")
    path = join(folder, "_rels", f"{leaf}.rels")
    if path not in archive.namelist():
        return
    for one in xml_part(archive, path, _PROGRAM):
        if not isinstance(one.tag, str) or one.get("TargetMode") == "External":
            continue
        target = one.get("Target") or ""
        inside = target.lstrip("/") if target.startswith("/") else normpath(join(folder, target))
        yield _Relation(one.get("Id") or "", (one.get("Type") or "").rpartition("/")[2], inside)


def _comments(archive: ZipFile, name: str, sheet: Sheet) -> Iterator[tuple[int, str]]:
    """Yield the comments of a sheet's visible rows; a thread's words and not its old-style copy."""
    for one in _related(archive, name):
        if one.kind not in {"comments", "threadedComment"} or one.target not in archive.namelist():
            continue
        for element in xml_part(archive, one.target, _PROGRAM).iter():
            place = place_of(element.get("ref") or "")
            at = sheet.place(place[0]) if place is not None else None
            if at is None or local_name(element) not in {"comment", "threadedComment"}:
                continue
            pieces = (e.text or "" for e in element.iter("{*}t", "{*}text") if len(e) == 0)
            words = canonical("".join(pieces)).text.strip()
            if words and not words.startswith("[Threaded comment]"):
                yield at, words


def _rows_in(archive: ZipFile, name: str) -> int:
    """Count the rows of a sheet that is not read."""
    return part(archive, name).count(b"<row ")


def _other_sheets(
    listed: Sequence[_Listed], taken: _Listed, others: Sequence[tuple[str, int]]
) -> Iterator[Remark]:
    if others:
        told = ", ".join(f"'{name}' ({rows} rows)" for name, rows in others)
        yield Remark(RemarkCode.SET_ASIDE, f"only the sheet '{taken.name}' is read, not {told}")
    hidden = ", ".join(f"'{one.name}'" for one in listed if one.hidden)
    if hidden:
        yield Remark(RemarkCode.HIDDEN_TEXT, f"hidden sheets are left out: {hidden}")


def _left_out(sheet: Sheet) -> Iterator[Remark]:
    hidden = [
        f"{n} {what}{'s' if n > 1 else ''}"
        for n, what in ((sheet.hidden_rows, "row"), (len(sheet.hidden_columns), "column"))
        if n
    ]
    if hidden:
        said = f"{' and '.join(hidden)} that the sheet hides left out: show them to take them in"
        yield Remark(RemarkCode.HIDDEN_TEXT, said)
    if sheet.unvalued:
        said = f"formulas without a stored value, which stand as they are written: {sheet.unvalued}"
        yield Remark(RemarkCode.LAYOUT, said)
