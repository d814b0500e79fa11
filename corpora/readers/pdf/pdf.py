"""PDF: the text layer of each page as lines with their places, handed to the layout."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from corpora.manuscript import Manuscript
from corpora.readers.limits import MAX_PAGES
from corpora.readers.pdf.layout import Layout, laid_out
from corpora.readers.pdf.page import Page
from corpora.readers.pdf.rules import rules
from corpora.readers.pdf.text_layer import text_layer
from corpora.source import Aside, AsideKind, Remark, RemarkCode
from corpora.text import canonical, change_remarks
from qes.errors import Refused

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage

_WRONG_PASSWORD = 4  # FPDF_ERR_PASSWORD


def read_pdf(data: bytes, encoding: str | None, password: str | None) -> Manuscript:
    """Read the text layer of a PDF; attachments, forms and scripts are never opened.

    Raises:
        Refused: It is protected, damaged, has too many pages, or has no text layer.
    """
    from pypdfium2 import PdfiumError  # noqa: PLC0415 - light commands import this module

    del encoding  # a PDF says itself what its glyphs mean
    document = _opened(data, password)
    try:
        if len(document) > MAX_PAGES:
            raise Refused(f"{len(document):,} pages, at most {MAX_PAGES:,}", hint="split it")
        scanned = _Scanned()
        for number in range(len(document)):
            try:
                scanned.add(document[number])
            except PdfiumError:
                scanned.skip()
    finally:
        document.close()
    if not any(page.lines for page in scanned.pages):
        raise _without_text(scanned)
    layout = laid_out(scanned.pages)
    made = canonical(layout.text)
    return Manuscript(
        "pdf",
        made.text,
        paragraphs=layout.paragraphs,
        page_starts=layout.page_starts,
        asides=scanned.with_asides(layout),
        changes=made.changes,
        remarks=(*layout.remarks, *scanned.remarks(), *change_remarks(made.changes)),
    )


@dataclass(slots=True)
class _Scanned:
    """What the pages of a document hold."""

    pages: list[Page] = field(default_factory=list)
    pictures: list[int] = field(default_factory=list)
    """The pages, from 1, that are pictures without text."""
    damaged: list[int] = field(default_factory=list)
    """The pages, from 1, that cannot be read."""
    across: list[tuple[int, str]] = field(default_factory=list)
    """Words that run another way than those of their page, and the page, from 0."""
    unseen: int = 0
    ligatures: int = 0

    def add(self, page: PdfPage) -> None:
        """Read a page and close it."""
        layer = text_layer(page)
        number = len(self.pages)
        self.pages.append(Page(layer.lines, layer.height, rules(page, layer)))
        if not layer.lines and _has_picture(page):
            self.pictures.append(number + 1)
        self.across += ((number, words) for words in layer.across)
        self.unseen += layer.unseen
        self.ligatures += layer.ligatures
        page.close()

    def skip(self) -> None:
        """Leave a page empty that cannot be read."""
        self.pages.append(Page((), 0.0))
        self.damaged.append(len(self.pages))

    def with_asides(self, layout: Layout) -> tuple[Aside, ...]:
        """Return what stands beside the text, page by page."""
        stamps = (
            Aside(AsideKind.FURNITURE, canonical(words).text, layout.page_starts[page], page + 1)
            for page, words in self.across
        )
        return tuple(sorted((*layout.asides, *stamps), key=lambda aside: aside.page or 0))

    def remarks(self) -> Iterator[Remark]:
        """Say what a person should know of how the pages were read."""
        if self.damaged:
            n = len(self.damaged)
            said = "1 page is damaged" if n == 1 else f"{n:,} pages are damaged"
            said += " and cannot be read"
            yield Remark(RemarkCode.DAMAGED, said, _numbers(self.damaged))
        if self.across:
            said = f"{len(self.across):,} lines that run across their page stand beside the text"
            yield Remark(RemarkCode.SET_ASIDE, said)
        if self.unseen:
            lines = "1 line" if self.unseen == 1 else f"{self.unseen:,} lines"
            said = f"{lines} outside the visible page left out"
            yield Remark(RemarkCode.HIDDEN_TEXT, said)
        if self.ligatures:
            said = f"{self.ligatures:,} ligatures are written as their letters"
            yield Remark(RemarkCode.LAYOUT, said)
        yield from _picture_remarks(self.pictures)


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


def _without_text(scanned: _Scanned) -> Refused:
    if scanned.damaged:
        return Refused("damaged: its pages cannot be read", hint="fetch or save it anew")
    if scanned.pictures:
        return Refused(
            "no text layer: its pages are pictures", hint="run text recognition (OCR) on it first"
        )
    return Refused("holds no text: all its pages are blank", hint="is it the right file?")


def _picture_remarks(pictures: list[int]) -> Iterator[Remark]:
    if pictures:
        n = len(pictures)
        said = "1 page is a picture" if n == 1 else f"{n:,} pages are pictures"
        said += " without text: run text recognition (OCR) for such pages"
        yield Remark(RemarkCode.NO_TEXT_LAYER, said, _numbers(pictures))


def _numbers(pages: list[int]) -> str:
    return f"page{'s' if len(pages) > 1 else ''} {', '.join(map(str, pages[:10]))}{' …' if len(pages) > 10 else ''}"


def _has_picture(page: PdfPage) -> bool:
    from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE  # noqa: PLC0415 - light commands import this

    return any(True for _ in page.get_objects(filter=[FPDF_PAGEOBJ_IMAGE], max_depth=4))
