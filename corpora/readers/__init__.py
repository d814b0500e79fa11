"""Which format a file is in, by what it holds and only then by its name; one reader a format."""

from __future__ import annotations

import re
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath
from typing import Protocol
from zipfile import BadZipFile, ZipFile

from corpora.manuscript import Manuscript
from corpora.readers.docx.docx import read_docx
from corpora.readers.html.html import read_html
from corpora.readers.limits import MAX_ENTRIES, part
from corpora.readers.odt.odt import read_odt
from corpora.readers.pdf.pdf import read_pdf
from corpora.readers.plain import read_markdown, read_plain
from corpora.readers.rtf.rtf import read_rtf
from corpora.readers.subtitles.srt import read_srt
from corpora.readers.subtitles.vtt import read_vtt
from corpora.readers.tables.csv_table import read_csv
from corpora.readers.tables.xlsx import read_xlsx
from qes.errors import Refused


class Reader(Protocol):
    """Reads the bytes of one format; raises `Refused` where it may not or cannot."""

    def __call__(self, data: bytes, encoding: str | None, password: str | None) -> Manuscript:
        """Read `data`; `encoding` and `password` matter to formats that have them."""
        ...


READERS: dict[str, Reader] = {
    "txt": read_plain,
    "md": read_markdown,
    "docx": read_docx,
    "odt": read_odt,
    "rtf": read_rtf,
    "html": read_html,
    "pdf": read_pdf,
    "vtt": read_vtt,
    "srt": read_srt,
    "csv": read_csv,
    "xlsx": read_xlsx,
}
"""By the name a format goes by in reports."""

_SUFFIXES = {
    "txt": "txt",
    "text": "txt",
    "log": "txt",
    "": "txt",
    "md": "md",
    "markdown": "md",
    "docx": "docx",
    "docm": "docx",
    "doc": "doc",
    **dict.fromkeys(("odt", "ott"), "odt"),
    "rtf": "rtf",
    **dict.fromkeys(("html", "htm", "xhtml"), "html"),
    "pdf": "pdf",
    "vtt": "vtt",
    "srt": "srt",
    **dict.fromkeys(("csv", "tsv", "tab"), "csv"),
    **dict.fromkeys(("xlsx", "xlsm"), "xlsx"),
    "xls": "xls",
}
_OTHERWISE = {
    "qdpx": "it is a REFI-QDA project: export its documents from the program it comes from",
    "qdc": "it is a REFI-QDA codebook, and holds no text",
    "qes": "it is a project: open it with `qes -p`",
    "xml": "a list of references comes in with `qes references import`; else save it as docx",
    **dict.fromkeys(("ris", "bib", "nbib", "enw"), "import it with `qes references import`"),
}
"""What to do with files that are not sources."""
_UNREAD = frozenset(("epub", "json", "mht", "mhtml", "odp", "ods", "pptx"))
_CONVERT = "save it as docx, pdf, vtt or plain text"
_SRT = re.compile(rb"\s*(?:\d+\s+)?\d+:\d\d:\d\d,\d+\s*-->")
_UNSHOWN = {
    **dict.fromkeys(("doc", "docx", "odt", "pdf", "rtf"), "txt"),
    **dict.fromkeys(("xls", "xlsx"), "csv"),
}
"""What a file is whose name says a format that its bytes do not show."""
_OPENINGS = (
    (b"webvtt", "vtt"),
    (b"{\\rtf", "rtf"),
    (b"<?xml", "xml"),
)
_HTML = re.compile(
    rb"(?:<\?xml\b[^>]*>\s*|<!--(?:(?!-->).)*-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_TAG = re.compile(rb"<[a-z!/][^<>]{0,1000}>", re.IGNORECASE)
_OPEN_DOCUMENT = (
    (b"application/vnd.oasis.opendocument.spreadsheet", "ods"),
    (b"application/vnd.oasis.opendocument.presentation", "odp"),
    (b"application/epub", "epub"),
)
"""By what `mimetype` in the container begins with; all else is a text."""
_ZIPPED = (
    ("word/document.xml", "docx"),
    ("xl/workbook.xml", "xlsx"),
    ("content.xml", "odt"),
    ("project.qde", "qdpx"),
    ("ppt/presentation.xml", "pptx"),
)


@dataclass(frozen=True, slots=True)
class Sniffed:
    """The format of a file, and the one its name claims where that is another."""

    format: str
    claimed: str | None


def sniff(data: bytes, name: str) -> Sniffed:
    """Tell the format of a file.

    Raises:
        Refused: It is of a format that is not read; the hint says what to do.
    """
    suffix = PurePosixPath(name.replace("\\", "/")).suffix.lower().lstrip(".")
    held = _by_content(data)
    if held is None:
        held = _SUFFIXES.get(suffix, suffix)
        # a format that shows itself would have: whatever it is, it is not that
        held = _UNSHOWN.get(held, held)
        if held == "html" and _TAG.search(data, 0, 65_536) is None:
            held = "txt"
    if held not in READERS:
        held = _refused_unless_text(held)
    claimed = _SUFFIXES.get(suffix)
    alike = claimed is None or claimed == held
    return Sniffed(held, None if alike else suffix)


def _refused_unless_text(held: str) -> str:
    if held in _OTHERWISE:
        raise Refused(f"{held} files are not sources", hint=_OTHERWISE[held])
    if held in _UNREAD:
        raise Refused(f"qes does not read {held}", hint=_CONVERT)
    return "txt"  # an unknown suffix says nothing


def _by_content(data: bytes) -> str | None:
    """Tell what the bytes alone show, or None if they show nothing."""
    head = data[:1024]
    if b"%PDF-" in head:
        return "pdf"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _in_zip(data)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        raise _ole(data)
    if head.startswith(b"SQLite format 3\0"):
        return "qes"
    return _by_opening(head)


def _by_opening(head: bytes) -> str | None:
    """Tell a text format by its first words, past any byte-order mark."""
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = head[2:].replace(b"\0", b"").lstrip()
    if _HTML.match(text):
        return "html"
    lower = text.lower()
    if b"mime-version:" in lower and b"multipart/related" in lower:
        return "mht"  # a page and its pictures, as mail
    for opening, form in _OPENINGS:
        if text[:64].lower().startswith(opening):
            return form
    return "srt" if _SRT.match(text) else None


def _in_zip(data: bytes) -> str:
    try:
        with ZipFile(BytesIO(data)) as archive:
            names = frozenset(archive.namelist()[:MAX_ENTRIES])
            kind = part(archive, "mimetype") if "mimetype" in names else b""
    except (BadZipFile, ValueError, NotImplementedError) as error:
        raise Refused(f"a damaged zip container: {error}", hint="save the document anew") from error
    for beginning, form in _OPEN_DOCUMENT:
        if kind.startswith(beginning):
            return form
    if kind and not names.isdisjoint(("content.xml", "encrypted-package")):
        return "odt"
    for inside, form in _ZIPPED:
        if inside in names:
            return form
    if "[Content_Types].xml" in names and any(n.startswith("word/") for n in names):
        return "docx"
    raise Refused("a zip container that holds no document", hint="unpack it and add its files")


def _ole(data: bytes) -> Refused:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return Refused(
            "protected by a password", hint="open it in Word or Excel and save a copy without it"
        )
    streams = {n: n.encode("utf-16-le") in data for n in ("WordDocument", "Workbook", "\0Book\0")}
    if any(streams.values()) and not streams["WordDocument"]:
        return Refused(
            "an old Excel file (.xls)", hint="open it in Excel and save it as xlsx first"
        )
    return Refused("an old Word file (.doc)", hint="open it in Word and save it as docx first")
