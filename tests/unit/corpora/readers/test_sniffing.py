from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import pytest

from corpora.readers import sniff
from qes.errors import Refused


def zipped(*names: str) -> bytes:
    kept = BytesIO()
    with ZipFile(kept, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return kept.getvalue()


def open_document(kind: str) -> bytes:
    kept = BytesIO()
    with ZipFile(kept, "w") as archive:
        archive.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        archive.writestr("content.xml", "<x/>")
    return kept.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "form", "claimed"),
    [
        (b"Ida: One.", "a.txt", "txt", None),
        (b"Ida: One.", "a.MD", "md", None),
        (b"Ida: One.", "noextension", "txt", None),
        (b"Ida: One.", "a.wibble", "txt", None),
        (b"Ida: One.", "a.docx", "txt", "docx"),
        (b"WEBVTT\n\n", "a.txt", "vtt", "txt"),
        (b"\xef\xbb\xbfWEBVTT\n\n", "a.vtt", "vtt", None),
        ("\ufeffWEBVTT\n".encode("utf-16-le"), "a.vtt", "vtt", None),
        (b"%PDF-1.7", "a.txt", "pdf", "txt"),
        (zipped("word/document.xml"), "a.docx", "docx", None),
        (zipped("mimetype", "content.xml"), "a.odt", "odt", None),
        (zipped("mimetype", "encrypted-package"), "a.odt", "odt", None),
        (b"{\\rtf1}", "a.doc", "rtf", "doc"),
        (b"Ida: One.", "a.rtf", "txt", "rtf"),
        (b"<!DOCTYPE html><p>", "a.doc", "html", "doc"),
        (b" <?xml version='1.0'?>\n<!-- by hand -->\n<html>", "a.xhtml", "html", None),
        (b"<!-- saved -->\n<HTML><p>", "a.txt", "html", "txt"),
        (b"<p>Ida: One.", "a.htm", "html", None),
        (b"Ida: One < two.", "a.htm", "txt", "htm"),
        (b"<p align=center>A list</p>\n\n- one", "a.md", "md", None),
        (zipped("word/document.xml"), "a.txt", "docx", "txt"),
        (zipped("xl/workbook.xml"), "a.docx", "xlsx", "docx"),
        (zipped("xl/workbook.xml"), "a.xlsx", "xlsx", None),
        (b"1\n00:00:01,000 --> 00:00:02,000\nHi", "a.txt", "srt", "txt"),
        (b"1\r00:00:01,000 --> 00:00:02,000\rHi", "a.srt", "srt", None),
        (b"a,b\n1,2\n", "a.csv", "csv", None),
        (b"a\tb\n1\t2\n", "a.tsv", "csv", None),
        (b"a\tb\n1\t2\n", "a.xls", "csv", "xls"),
    ],
)
def test_content_outweighs_the_name(data: bytes, name: str, form: str, claimed: str | None) -> None:
    found = sniff(data, name)
    assert (found.format, found.claimed) == (form, claimed)


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (zipped("project.qde"), "a.qdpx", "REFI-QDA project"),
        (b"TY  - JOUR\n", "a.ris", "references import"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related\n", "a.doc", "does not read mht"),
        (open_document("spreadsheet"), "a.odt", "does not read ods"),
        (zipped("holiday.jpg"), "a.zip", "holds no document"),
        (zipped("word/document.xml")[:30], "a.docx", "damaged zip"),
        (b"SQLite format 3\0", "a.txt", "qes -p"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100, "a.docx", "old Word file"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"),
            "a.xls",
            "old Excel file",
        ),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "a.docx",
            "protected by a password",
        ),
    ],
)
def test_what_is_not_read_is_refused_with_what_to_do(data: bytes, name: str, said: str) -> None:
    with pytest.raises(Refused) as refusal:
        sniff(data, name)
    assert said in str(refusal.value)
    assert refusal.value.hint
