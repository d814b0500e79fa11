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
        (zipped("word/document.xml"), "a.txt", "docx", "txt"),
    ],
)
def test_content_outweighs_the_name(data: bytes, name: str, form: str, claimed: str | None) -> None:
    found = sniff(data, name)
    assert (found.format, found.claimed) == (form, claimed)


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"1\n00:00:01,000 --> 00:00:02,000\nHi", "a.txt", "does not read srt yet"),
        (b"{\\rtf1}", "a.txt", "does not read rtf yet"),
        (b"<!DOCTYPE html><p>", "a.txt", "does not read html yet"),
        (b"a,b\n1,2\n", "a.csv", "does not read csv yet"),
        (zipped("xl/workbook.xml"), "a.docx", "does not read xlsx yet"),
        (zipped("mimetype", "content.xml"), "a.odt", "does not read odt yet"),
        (zipped("project.qde"), "a.qdpx", "exchange import"),
        (b"TY  - JOUR\n", "a.ris", "references import"),
        (zipped("holiday.jpg"), "a.zip", "holds no document"),
        (zipped("word/document.xml")[:30], "a.docx", "damaged zip"),
        (b"SQLite format 3\0", "a.txt", "qes -p"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100, "a.docx", "old Word file"),
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
