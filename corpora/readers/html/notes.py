"""Footnotes, endnotes and comments as word processors write them into HTML.

None has an element of its own: a note is a block whose id a link in the text points to, such as
`ftn1` (Word), `sdfootnote1` (LibreOffice) or `fn1` (pandoc).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from corpora.source import AsideKind

_ID = re.compile(r"\bid\s{0,9}=\s{0,9}[\"']?([\w-]{1,40})", re.IGNORECASE)
_LINK = re.compile(r"\bhref\s{0,9}=\s{0,9}[\"']?#([\w-]{1,40})", re.IGNORECASE)
_NAME = re.compile(
    r"_?(?:sd)?(ftn|fn|footnote|edn|endnote|com|msocom)[_-]?(\d{1,6})(?:sym)?", re.IGNORECASE
)
_BACK = re.compile(
    r"#_?(?:(?:ftn|edn|fn)ref|msoanchor_|sd(?:foot|end)note)[_-]?\d{1,6}(?:anc)?", re.IGNORECASE
)
_ELEMENT = re.compile(
    r"mso-element\s*:\s*(footnote|endnote|comment|header|footer)\s*(?:;|\Z)", re.IGNORECASE
)
_HOLDERS = frozenset(("aside", "div", "li", "p"))
_KINDS = {
    "ftn": AsideKind.FOOTNOTE,
    "fn": AsideKind.FOOTNOTE,
    "footnote": AsideKind.FOOTNOTE,
    "edn": AsideKind.ENDNOTE,
    "endnote": AsideKind.ENDNOTE,
    "com": AsideKind.COMMENT,
    "msocom": AsideKind.COMMENT,
}


@dataclass(frozen=True, slots=True)
class NoteKey:
    """What joins a note to the mark in the text."""

    kind: AsideKind
    number: str


class Notes:
    """The notes of a page: only what both a link and an id name is one."""

    def __init__(self, markup: str) -> None:
        ids = {_key(found[1]) for found in _ID.finditer(markup)}
        self._known = ids & {_key(found[1]) for found in _LINK.finditer(markup)} - {None}

    def kind(self, tag: str, said: Mapping[str, str]) -> AsideKind | None:
        """Tell what kind of aside an element holds, if any."""
        key = self.key(said)
        if key is not None and tag in _HOLDERS:
            return key.kind
        told = _ELEMENT.search(said.get("style", ""))
        return AsideKind(told[1].lower()) if told is not None else None

    def key(self, said: Mapping[str, str]) -> NoteKey | None:
        """Return the key of the note that an element is."""
        key = _key(said.get("id", ""))
        return key if key in self._known else None

    def marked(self, tag: str, said: Mapping[str, str]) -> NoteKey | None:
        """Return the key of the note that a link in the text points to."""
        target = said.get("href", "")
        if tag != "a" or not target.startswith("#"):
            return None
        key = _key(target[1:])
        return key if key in self._known else None


def points_back(tag: str, said: Mapping[str, str]) -> bool:
    """Tell whether a link in a note leads back to its mark in the text."""
    return tag == "a" and _BACK.fullmatch(said.get("href", "")) is not None


def _key(name: str) -> NoteKey | None:
    found = _NAME.fullmatch(name)
    return NoteKey(_KINDS[found[1].lower()], found[2].lstrip("0")) if found is not None else None
