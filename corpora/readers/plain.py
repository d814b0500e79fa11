"""Plain text and Markdown: the text is what the bytes say."""

from __future__ import annotations

from corpora.manuscript import Manuscript
from corpora.text import REPLACEMENT, canonical, change_remarks, decode, tallied
from qes.errors import Refused

MAX_UNREADABLE = 0.1
"""Share of characters that may be control characters before bytes are taken for no text."""


def read_plain(data: bytes, encoding: str | None, password: str | None) -> Manuscript:
    """Read a plain text."""
    del password  # plain text has none
    return _read(data, "txt", encoding)


def read_markdown(data: bytes, encoding: str | None, password: str | None) -> Manuscript:
    """Read a Markdown text as it stands, marks and all: what is quoted is what is printed."""
    del password
    return _read(data, "md", encoding)


def _read(data: bytes, form: str, encoding: str | None) -> Manuscript:
    decoded = decode(data, encoding)
    made = canonical(decoded.text)
    unreadable = made.text.count(REPLACEMENT)
    if unreadable > MAX_UNREADABLE * len(made.text) and unreadable > 16:
        raise Refused(
            f"not a text: {unreadable:,} of {len(made.text):,} characters are unreadable",
            hint="name its encoding, or export it as text, docx, pdf or vtt",
        )
    return Manuscript(
        form,
        made.text,
        decoded.encoding,
        page_starts=made.page_starts,
        changes=tallied(decoded.changes, made.changes),
        remarks=(*decoded.remarks, *change_remarks(made.changes)),
    )
