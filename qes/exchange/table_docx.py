"""A table as a Word document: title, header block, the table with its head on every page, notes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from qes.analysis.table import Table
from qes.exchange.docx_grid import docx_grid, element, text_run

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

# A file that says when it was written would differ each time.
_MOMENT = datetime(2000, 1, 1, tzinfo=UTC)
_ZIP_MOMENT = (1980, 1, 1, 0, 0, 0)
_LONG_EDGE, _SHORT_EDGE, _MARGIN = 297, 210, 18
_FONT = "Arial"
_NOTE_POINTS = 8


def table_docx(table: Table) -> bytes:
    """Write a table as DOCX on A4, upright or landscape as the table asks."""
    document = _new(table.title, landscape=table.landscape)
    document.add_paragraph(style="Heading 1").add_run(table.title)
    _add(document, table, landscape=table.landscape)
    return _repacked(document)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a document: a heading, words, and a table."""

    title: str
    paragraphs: tuple[str, ...] = ()
    table: Table | None = None


def sections_docx(title: str, sections: Sequence[Section]) -> bytes:
    """Write words and tables as one DOCX on A4, landscape."""
    document = _new(title, landscape=True)
    document.add_paragraph(style="Title").add_run(title)
    for section in sections:
        document.add_paragraph(style="Heading 1").add_run(section.title)
        for text in section.paragraphs:
            document.add_paragraph().add_run(text)
        if section.table is not None:
            _add(document, section.table, landscape=True)
    return _repacked(document)


def _new(title: str, *, landscape: bool) -> Document:
    document = docx.Document()
    _set_page(document, landscape=landscape)
    _set_properties(document, title)
    return document


def _add(document: Document, table: Table, *, landscape: bool) -> None:
    for label, text in table.header:
        _labelled(document.add_paragraph(), label, text)
    width = (_LONG_EDGE if landscape else _SHORT_EDGE) - 2 * _MARGIN
    end = document.add_paragraph()
    end.paragraph_format.space_after = Pt(4)
    end._p.addprevious(docx_grid(table, width))  # noqa: SLF001 - the library has no public way in
    for note in table.notes:
        paragraph = document.add_paragraph()
        paragraph.add_run(note).font.size = Pt(_NOTE_POINTS)
        paragraph.paragraph_format.space_after = Pt(2)


def _set_page(document: Document, *, landscape: bool) -> None:
    section = document.sections[0]
    long, short = Mm(_LONG_EDGE), Mm(_SHORT_EDGE)
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (long, short) if landscape else (short, long)
    section.left_margin = section.right_margin = Mm(_MARGIN)
    section.top_margin = section.bottom_margin = Mm(_MARGIN)
    for name, size in (("Normal", 9), ("Heading 1", 12), ("Title", 15)):
        style = document.styles[name]
        style.font.name, style.font.size = _FONT, Pt(size)
        style.font.color.rgb = RGBColor(0, 0, 0)
        fonts = style.element.rPr.rFonts
        for script in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(script), None)
        fonts.set(qn("w:cs"), _FONT)
        style.paragraph_format.space_before = Pt(10 if name == "Heading 1" else 0)
        style.paragraph_format.space_after = Pt(3 if name == "Normal" else 6)
    _page_number(section.footer.paragraphs[0])


def _page_number(paragraph: Paragraph) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for instruction, after in (("PAGE", " / "), ("NUMPAGES", "")):
        field = element("w:fldSimple", ("w:instr", instruction))
        field.append(text_run("1", points=_NOTE_POINTS))
        paragraph._p.append(field)  # noqa: SLF001 - the library has no public way in
        if after:
            paragraph.add_run(after).font.size = Pt(_NOTE_POINTS)


def _set_properties(document: Document, title: str) -> None:
    core = document.core_properties
    core.title, core.author, core.last_modified_by = title[:255], "qes", "qes"
    core.created = core.modified = _MOMENT
    core.language, core.comments, core.revision = "en-GB", "", 1


def _labelled(paragraph: Paragraph, label: str, text: str) -> None:
    paragraph.add_run(f"{label}: ").bold = True
    paragraph.add_run(text)


def _repacked(document: Document) -> bytes:
    """Save a document with fixed times inside, so that the bytes are the same each time."""
    saved, out = io.BytesIO(), io.BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, _ZIP_MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return out.getvalue()
