"""OpenDocument texts: the words of the body as they read, with the numbers their lists print.

An own reader over lxml: odfpy's text extraction runs deleted passages and comments into the speech
and leaves out the numbers of lists. Footnotes, endnotes, comments and running heads are kept as
asides; deleted passages and hidden text stay out and are told. Only parts inside the container are
read, into memory, with entities off.

White space follows OpenDocument 1.3, part 3, section 6.1.2.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile

from corpora.manuscript import Manuscript
from corpora.readers.draft import Draft, left_out
from corpora.readers.limits import part
from corpora.readers.markup import xml_part
from corpora.readers.odt.flow import MOST_SPACES, Flow
from corpora.readers.odt.styles import (
    ListCount,
    Styles,
    attributes,
    number,
    prefixed,
    read_styles,
)
from corpora.source import AsideKind, Remark
from qes.errors import Refused

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_PROGRAM = "LibreOffice"
_DROPPED = frozenset(
    (
        "dc:creator",
        "dc:date",
        "meta:creator-initials",
        "meta:date-string",
        "office:event-listeners",
        "office:forms",
        "office:script",
        "office:scripts",
        "svg:desc",
        "svg:title",
        "math:math",
        "table:covered-table-cell",
        "table:title",
        "table:desc",
        "text:note-citation",
        "text:number",
        "text:script",
        "text:sender-initials",
        "text:sequence-decls",
        "text:tracked-changes",
        "text:user-field-decls",
        "text:variable-decls",
    )
)
_SOURCES = re.compile(r"text:[a-z-]+-source")
"""How an index is made; not its words."""
_PARAGRAPHS = frozenset(("text:p", "text:h"))
_MARKS = {"text:tab": "\t", "text:line-break": "\n", "text:ruby-text": "("}
_ITEMS = frozenset(("text:list-item", "text:list-header"))
_NOTES = {"footnote": AsideKind.FOOTNOTE, "endnote": AsideKind.ENDNOTE}
_RUNNING = {
    "style:header": AsideKind.HEADER,
    "style:header-left": AsideKind.HEADER,
    "style:header-first": AsideKind.HEADER,
    "style:footer": AsideKind.FOOTER,
    "style:footer-left": AsideKind.FOOTER,
    "style:footer-first": AsideKind.FOOTER,
}


def read_odt(data: bytes, encoding: str | None, password: str | None) -> Manuscript:
    """Read an OpenDocument text.

    Raises:
        Refused: It is protected, damaged, too big, no text document, or declares a document type.
    """
    del encoding, password  # XML says its encoding; how LibreOffice encrypts is not read
    try:
        with ZipFile(BytesIO(data)) as archive:
            _check_protection(archive)
            content = xml_part(archive, "content.xml", _PROGRAM)
            named = xml_part(archive, "styles.xml", _PROGRAM) if _holds(archive) else None
    except (BadZipFile, NotImplementedError, ValueError) as error:
        # zipfile raises each of these for a damaged directory
        raise Refused(
            f"a damaged odt: {error}", hint=f"open it in {_PROGRAM} and save it anew"
        ) from error
    body = next(content.iter("{*}body"), None)
    text = next(
        (e for e in (body if body is not None else ()) if prefixed(e.tag) == "office:text"), None
    )
    if text is None:
        raise Refused(
            "an OpenDocument file that holds no text document",
            hint="save its words as odt, docx or plain text",
        )
    styles = read_styles(root for root in (named, content) if root is not None)
    walk = _Walk(styles)
    draft = walk.draft_of(text)
    if named is not None:
        _keep_running_heads(draft, named, styles)
    paged = attributes(text).get("text:use-soft-page-breaks") == "true"
    return draft.manuscript("odt", paged=paged, remarks=walk.remarks(text))


def _holds(archive: ZipFile) -> bool:
    return "styles.xml" in archive.namelist()


def _check_protection(archive: ZipFile) -> None:
    """Refuse an encrypted document: either its parts are, or it is one part in another."""
    names = archive.namelist()
    protected = "encrypted-package" in names
    if not protected and "META-INF/manifest.xml" in names:
        # The manifest may declare its document type, so it is looked through, not parsed.
        protected = b"encryption-data" in part(archive, "META-INF/manifest.xml")
    if protected:
        raise Refused(
            "protected by a password",
            hint=f"open it in {_PROGRAM} and save a copy without the password",
        )


def _keep_running_heads(draft: Draft, named: Element, styles: Styles) -> None:
    for master in named.iter("{*}master-page"):
        for element in master:
            kind = _RUNNING.get(prefixed(element.tag))
            if kind is not None:
                draft.keep_outside(kind, _Walk(styles).draft_of(element).words())


class _Walk:
    """Goes through a body in its order, without recursion, since documents nest."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._lists = ListCount(styles)
        self._flows = [Flow(Draft())]
        self._cells: list[int] = []
        self._hidden = 0

    def draft_of(self, root: Element) -> Draft:
        """Return the words below an element."""
        from lxml import etree  # noqa: PLC0415 - light commands import this module

        steps = etree.iterwalk(root, events=("start", "end"))
        dropped: Element | None = None
        for event, element in steps:
            name = prefixed(element.tag)
            if event == "end":
                if element is not dropped:
                    self._leave(element, name)
                if element is not root:
                    self._flows[-1].write(element.tail)
            elif self._is_dropped(element, name):
                dropped = element
                steps.skip_subtree()
            else:
                self._enter(element, name)
                self._flows[-1].write(element.text)
        return self._flows[-1].draft

    def remarks(self, text: Element) -> Iterable[Remark]:
        """Say what was left out."""
        changes = sum(
            prefixed(change.tag) in {"text:deletion", "text:insertion"}
            for region in text.iter("{*}changed-region")
            for change in region
        )
        return left_out(changes, self._hidden)

    def _is_dropped(self, element: Element, name: str) -> bool:
        if name in _DROPPED or _SOURCES.fullmatch(name):
            return True
        said = attributes(element)
        hidden = said.get("text:style-name", "") in self._styles.hidden
        if name == "text:hidden-text":
            hidden = said.get("text:is-hidden") != "false"
        elif name == "text:section":
            hidden |= said.get("text:display") == "none" or said.get("text:is-hidden") == "true"
        elif name in _PARAGRAPHS:
            hidden |= any(
                prefixed(child.tag) == "text:hidden-paragraph"
                and attributes(child).get("text:is-hidden") != "false"
                for child in element
            )
        if hidden and "".join(element.itertext()).strip():
            self._hidden += 1
        return hidden

    def _enter(self, element: Element, name: str) -> None:
        flow = self._flows[-1]
        if name in _PARAGRAPHS:
            self._begin_paragraph(element, name)
        elif name == "text:s":
            flow.put(" " * min(number(attributes(element).get("text:c"), 1), MOST_SPACES))
        elif name in _MARKS:
            flow.put(_MARKS[name])
        elif name == "text:soft-page-break":
            flow.draft.turn_page()
        elif name in {"text:note", "office:annotation", "draw:text-box"}:
            self._flows.append(Flow(Draft()))
        elif name == "text:list":
            self._lists.open_list(attributes(element))
        elif name in _ITEMS:
            self._lists.open_item(attributes(element), labelled=name == "text:list-item")
        elif name == "table:table-row":
            flow.draft.settle()
            self._cells.append(0)
        elif name == "table:table-cell" and self._cells:
            self._begin_cell(flow)

    def _begin_paragraph(self, element: Element, name: str) -> None:
        flow = self._flows[-1]
        if flow.open:
            flow = Flow(Draft(), lone=True)
            self._flows.append(flow)
        style = attributes(element).get("text:style-name", "")
        if style in self._styles.new_page:
            flow.draft.turn_page()
        flow.heading = name == "text:h" or style in self._styles.headings
        flow.open, flow.spaced = True, True
        flow.draft.number(self._lists.label())

    def _begin_cell(self, flow: Flow) -> None:
        """Part a cell from the one before it in its row by a tab."""
        if self._cells[-1]:
            flow.draft.cell()
        self._cells[-1] += 1

    def _leave(self, element: Element, name: str) -> None:
        flow = self._flows[-1]
        if name in _PARAGRAPHS:
            flow.open = False
            flow.draft.end(heading=flow.heading)
            if flow.lone:
                self._leave_box(flow)
        elif name == "text:ruby-text":
            flow.put(")")
        elif name in {"text:note", "office:annotation"}:
            self._keep(attributes(element))
        elif name == "draw:text-box":
            self._leave_box(flow)
        elif name == "text:list":
            self._lists.close_list()
        elif name in _ITEMS:
            self._lists.close_item()
        elif name == "table:table-row":
            self._cells.pop()
            flow.draft.end_row()

    def _leave_box(self, flow: Flow) -> None:
        """Put what stands in a box after the paragraph it hangs on."""
        self._flows.pop()
        self._flows[-1].draft.insert(flow.draft)

    def _keep(self, said: dict[str, str]) -> None:
        """Keep a note or comment where it belongs."""
        flow = self._flows.pop()
        kind = AsideKind.COMMENT
        if "text:note-class" in said:
            kind = _NOTES.get(said["text:note-class"], AsideKind.FOOTNOTE)
        draft = self._flows[-1].draft
        draft.keep(kind, flow.draft.words())
        for inner, words in flow.draft.asides():
            draft.keep(inner, words)
