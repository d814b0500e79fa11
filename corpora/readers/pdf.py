"""PDF: the text layer of each page as lines with their places, handed to the layout."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from corpora.manuscript import Manuscript
from corpora.readers.layout import laid_out
from corpora.readers.limits import MAX_PAGES
from corpora.readers.page import Line, Page
from corpora.source import Remark, RemarkCode
from corpora.text import canonical, change_remarks
from qes.errors import Refused

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage, PdfTextPage

_WRONG_PASSWORD = 4  # FPDF_ERR_PASSWORD
_RIGHT_TO_LEFT = frozenset(("R", "AL"))


def read_pdf(data: bytes, encoding: str | None, password: str | None) -> Manuscript:
    """Read the text layer of a PDF; attachments, forms and scripts are never opened.

    Raises:
        Refused: It is protected, damaged, has too many pages, or has no text layer.
    """
    del encoding  # a PDF says itself what its glyphs mean
    document = _opened(data, password)
    try:
        if len(document) > MAX_PAGES:
            raise Refused(f"{len(document):,} pages, at most {MAX_PAGES:,}", hint="split it")
        pages: list[Page] = []
        pictures: list[int] = []
        for number in range(len(document)):
            page = document[number]
            lines = tuple(_visible(_lines(page), page))
            if not lines and _has_picture(page):
                pictures.append(number + 1)
            pages.append(Page(lines, page.get_height()))
            page.close()
    finally:
        document.close()
    if not any(page.lines for page in pages):
        raise _without_text(pictures)
    layout = laid_out(pages)
    made = canonical(layout.text)
    remarks = (*layout.remarks, *_picture_remarks(pictures), *change_remarks(made.changes))
    return Manuscript(
        "pdf",
        made.text,
        paragraphs=layout.paragraphs,
        page_starts=layout.page_starts,
        remarks=remarks,
    )


def _opened(data: bytes, password: str | None) -> PdfDocument:
    from pypdfium2 import PdfDocument, PdfiumError  # noqa: PLC0415 - light commands import this

    try:
        return PdfDocument(data, password=password)
    except PdfiumError as error:
        if error.err_code == _WRONG_PASSWORD:
            hint = "give its password, or print it to a PDF without one"
            said = "protected by a password" if password is None else "not its password"
            raise Refused(said, hint=hint) from error
        raise Refused(
            "damaged or cut off: it cannot be opened as a PDF", hint="fetch or save it anew"
        ) from error


def _without_text(pictures: list[int]) -> Refused:
    if pictures:
        return Refused(
            "no text layer: its pages are pictures", hint="run text recognition (OCR) on it first"
        )
    return Refused("holds no text: all its pages are blank", hint="is it the right file?")


def _picture_remarks(pictures: list[int]) -> tuple[Remark, ...]:
    if not pictures:
        return ()
    where = ", ".join(map(str, pictures[:10])) + (" …" if len(pictures) > 10 else "")
    said = f"{len(pictures)} pages are pictures without text: run text recognition (OCR) for them"
    return (Remark(RemarkCode.NO_TEXT_LAYER, said, f"pages {where}"),)


def _has_picture(page: PdfPage) -> bool:
    from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE  # noqa: PLC0415 - light commands import this

    return any(True for _ in page.get_objects(filter=[FPDF_PAGEOBJ_IMAGE], max_depth=4))


def _visible(lines: Iterator[Line], page: PdfPage) -> Iterator[Line]:
    """Leave out lines that stand outside the page: they are clipped when it is shown."""
    _, low, _, high = page.get_cropbox()
    for line in lines:
        if not line.height or low <= line.bottom + line.height / 2 <= high:
            yield line


def _lines(page: PdfPage) -> Iterator[Line]:
    """Yield the lines of a page in the order of its content."""
    layer = page.get_textpage()
    text = layer.get_text_range()
    if layer.count_chars() != len(text):
        text = _character_by_character(layer)
    start = 0
    for words in text.split("\r\n"):
        if words.strip():
            yield _line(layer, words, start)
        start += len(words) + 2
    layer.close()


def _character_by_character(layer: PdfTextPage) -> str:
    """Return the text so that an index into it is the character's index on the page.

    The text as a whole leaves some characters out, and joins surrogate pairs.
    """
    from pypdfium2.raw import FPDFText_GetUnicode  # noqa: PLC0415 - light commands import this

    codes = (FPDFText_GetUnicode(layer, at) for at in range(layer.count_chars()))
    return "".join(chr(code) if code <= sys.maxunicode else "\ufffd" for code in codes)


def _line(layer: PdfTextPage, words: str, start: int) -> Line:
    body = words.strip()
    first = start + len(words) - len(words.lstrip())
    last = first + len(body) - 1
    left, bottom, right, top = layer.get_charbox(first, loose=True)
    far_left, far_bottom, far_right, _ = layer.get_charbox(last, loose=True)
    number = len(body) - len(body.lstrip("0123456789"))
    inner = left
    if 0 < number < len(body):
        gap = len(body[number:]) - len(body[number:].lstrip())
        inner = layer.get_charbox(first + number + gap, loose=True)[0]
    return Line(
        _logical(layer, body, first),
        left=min(left, far_left),
        right=max(right, far_right),
        bottom=min(bottom, far_bottom),
        height=max(top - bottom, 0.0),
        inner=inner,
    )


def _logical(layer: PdfTextPage, body: str, first: int) -> str:
    """Turn right-to-left words that are stored as seen from the left into reading order."""
    if body.isascii() or not any(_goes_left(char) for char in body):
        return body
    turned: list[str] = []
    at = 0
    while at < len(body):
        end = at
        while end < len(body) and (_goes_left(body[end]) or unicodedata.combining(body[end])):
            end += 1
        run = body[at:end] if end > at else body[at]
        if end > at + 1:
            run = _turned(run, [layer.get_charbox(first + n) for n in range(at, end)])
        turned.append(run)
        at += len(run)
    return "".join(turned)


def _turned(run: str, boxes: Sequence[tuple[float, ...]]) -> str:
    """Put a right-to-left run into reading order by where its characters stand.

    PDFium hands out the several characters of one glyph in the opposite order.
    """
    glyphs: list[str] = []
    for at, char in enumerate(run):
        if at and boxes[at] == boxes[at - 1]:
            glyphs[-1] = char + glyphs[-1]
        else:
            glyphs.append(char)
    if boxes[0][0] < boxes[-1][0]:
        glyphs.reverse()
    return "".join(glyphs)


def _goes_left(char: str) -> bool:
    return unicodedata.bidirectional(char) in _RIGHT_TO_LEFT
