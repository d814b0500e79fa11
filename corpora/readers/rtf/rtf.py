r"""Rich Text Format: the words as they read with all tracked changes accepted.

An own reader, since striprtf, which gives the right words for plain files, lets hidden and deleted
passages into the text, loses footnotes, comments and text boxes, and leaves characters beyond
U+FFFF as halves. It goes through the bytes once; nothing it meets is run or fetched.

Numbers and bullets of lists are those the file prints for programs that cannot count (`\listtext`).
A page break parts paragraphs; where other pages begin RTF does not say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpora.manuscript import Manuscript
from corpora.readers.draft import Draft, left_out
from corpora.readers.rtf import words as rtf
from corpora.readers.rtf.characters import Characters
from corpora.readers.rtf.state import State
from corpora.source import AsideKind, Remark, RemarkCode
from corpora.text import decode
from qes.errors import Refused

MAX_DEPTH = 500
"""Groups within groups; word processors stay below 50."""
_PADDING = b"\0 \t\x1a"
"""What may stand after the last brace and mean nothing."""
_MAX_NUMBER = 0x7FFFFFFF


def read_rtf(data: bytes, encoding: str | None, password: str | None) -> Manuscript:
    """Read an RTF document; `encoding` is its code page where the person knows better.

    Raises:
        Refused: Its groups are nested too deep.
        UserError: `encoding` is unknown.
    """
    del password  # RTF has none
    told = decode(b"", encoding).encoding if encoding is not None else None
    reader = _Reader(data, told)
    reader.read()
    return reader.manuscript()


class _Reader:
    """Goes through the tokens of a document."""

    def __init__(self, data: bytes, told: str | None) -> None:
        self._data = data
        self._body = Draft()
        self._state = State(self._body, told)
        self._characters = Characters()
        self._raw = _raw_encoding(data)
        self._skips = 0
        self._hidden = self._changes = 0
        self._left_out = b""
        self._past_end = 0
        self._unclosed: tuple[int, ...] = ()
        self._swallows = False

    def read(self) -> None:
        """Read to the end of the file."""
        at, end = 0, len(self._data)
        match = rtf.TOKEN.match
        while at < end:
            found = match(self._data, at)
            if found is None:
                break
            at = self._token(found)
        self._flush()
        self._unclosed = tuple(group.at for group in self._state.groups[1:])
        self._swallows = self._state.group.draft is None
        while len(self._state.groups) > 1:
            self._close()

    def manuscript(self) -> Manuscript:
        """Hand on what was read."""
        return self._body.manuscript(
            "rtf", unreadable=self._characters.unreadable, remarks=self._remarks()
        )

    def _remarks(self) -> Iterator[Remark]:
        yield from left_out(self._changes, self._hidden)
        if self._characters.unreadable:
            said = f"{self._characters.unreadable} bytes mean nothing in their font's code page"
            yield Remark(RemarkCode.INVALID_BYTES, said)
        if self._past_end:
            said = "a brace closes the document before its end: the rest is read too"
            yield Remark(RemarkCode.DAMAGED, said, f"byte {self._past_end}")
        if self._unclosed:
            said = f"{len(self._unclosed)} braces are not closed: the file may be cut off"
            if self._swallows:
                said += ", and what follows the last one is no text"
            yield Remark(RemarkCode.DAMAGED, said, f"byte {self._unclosed[-1]}")

    def _token(self, found: re.Match[bytes]) -> int:
        """Take a token, and return where the next one begins."""
        kind = found.lastindex
        if kind == 6:
            words = found[6]
            if self._raw is not None and not words.isascii():
                self._raw_text(words.decode(self._raw, "replace"))
            else:
                self._text(words, found.start())
        elif kind == 3:
            self._text(bytes.fromhex(found[3].replace(b"\\'", b"").decode("ascii")), found.start())
        elif kind == 5:
            self._flush()
            self._skips = 0
            if found[5] == b"{":
                self._open(found.start())
            elif len(self._state.groups) > 1:
                self._close()
        elif kind == 4:
            self._symbol(found[4], found.start())
        elif kind is not None:
            return self._control(found)
        return found.end()

    def _control(self, found: re.Match[bytes]) -> int:
        self._flush()
        self._skips = 0
        word = found[1]
        number = None if found[2] is None else int(found[2])
        if word == b"bin":
            return found.end() + max(0, number or 0)
        self._word(word, number)
        return found.end()

    def _open(self, at: int) -> None:
        if len(self._state.groups) > MAX_DEPTH:
            raise Refused(
                f"groups nested deeper than {MAX_DEPTH} at byte {at}",
                hint="open it in a word processor and save it as docx",
            )
        self._state.groups.append(self._state.group.inner(at))

    def _close(self) -> None:
        """Leave a group; what it held goes where it belongs."""
        group = self._state.groups.pop()
        draft, outer = group.draft, group.outer
        if draft is None or outer is None:
            return
        if group.begins in rtf.BOXES:
            outer.insert(draft)
        elif group.begins in rtf.LABELS:
            outer.number(draft.words())
        elif group.begins:
            self._keep(rtf.NOTES.get(group.begins, AsideKind.ENDNOTE), draft, outer)

    def _keep(self, kind: AsideKind, draft: Draft, outer: Draft) -> None:
        """Keep a note where it belongs; what runs over all pages belongs nowhere."""
        words = draft.words()
        if kind in {AsideKind.HEADER, AsideKind.FOOTER}:
            self._body.keep_outside(kind, words)
            return
        for one, said in ((kind, words), *draft.asides()):
            outer.keep(one, said)

    def _text(self, words: bytes, at: int) -> None:
        """Take bytes of text, but for those that stand for a character already told."""
        if self._skips:
            skipped = min(self._skips, len(words))
            self._skips -= skipped
            words = words[skipped:]
        group = self._state.group
        if len(self._state.groups) == 1:
            words = words if words.strip(_PADDING) else b""
            if words and not self._past_end:
                self._past_end = at
        if not words:
            return
        if group.table:
            self._state.declare(words)
        else:
            self._characters.add(words)

    def _raw_text(self, words: str) -> None:
        """Take text beyond ASCII that is not written as RTF should."""
        skipped = min(self._skips, len(words))
        self._skips -= skipped
        self._flush()
        self._write(words[skipped:])

    def _flush(self) -> None:
        words = self._characters.taken(self._state.group.page)
        if words:
            self._write(words)

    def _write(self, words: str) -> None:
        group = self._state.group
        if group.draft is None or group.table:
            return
        if not (group.hidden or group.deleted):
            group.draft.write(words)
            self._left_out = b""
            return
        kind = b"deleted" if group.deleted else b"v"
        if words.strip() and kind != self._left_out:
            self._changes += group.deleted
            self._hidden += not group.deleted
            self._left_out = kind

    def _symbol(self, sign: bytes, at: int) -> None:
        if sign in rtf.ESCAPED:
            self._text(sign, at)
        elif sign == b"*":
            self._state.group.starred = True
        elif sign in rtf.SYMBOLS:
            if self._skips:
                self._skips -= 1
                return
            self._flush()
            self._write(rtf.SYMBOLS[sign])
        elif sign in {b"\n", b"\r"}:
            self._flush()
            self._lay_out(b"par")

    def _word(self, word: bytes, number: int | None) -> None:
        group = self._state.group
        starred, group.starred = group.starred, False
        if word in rtf.SKIPPED or (starred and word not in rtf.OPENED_DESPITE_STAR):
            group.draft = None
        elif word in rtf.CHARACTERS:
            self._write(rtf.CHARACTERS[word])
        elif word in rtf.BEGINNINGS:
            self._begin(word)
        elif group.table:
            self._state.set_declared(word, number or 0)
        elif word == b"u":
            self._unicode(number or 0)
        elif word in rtf.LAYOUT:
            self._lay_out(word)
        elif word in rtf.PROPERTIES:
            self._state.set_property(word, number)
        elif word in rtf.HEADER:
            self._state.set_header(word, number or 0)

    def _unicode(self, number: int) -> None:
        words = self._characters.unicode(number)
        if words:
            self._write(words)
        self._skips = self._state.group.fallback

    def _lay_out(self, word: bytes) -> None:
        """End a paragraph, a cell or a row, or make sure that one has ended."""
        group = self._state.group
        draft = group.draft
        if draft is None:
            return
        match word:
            case b"par":
                # A deleted paragraph mark joins what stands before and after it.
                if not group.deleted:
                    draft.end(heading=group.heading)
            case b"cell" | b"nestcell":
                # a bar, as other readers of RTF print: each cell has an end of its own, even the last
                draft.cell("|")
            case b"row" | b"nestrow":
                draft.end_row()
            case b"trowd":
                draft.settle()
            case _:
                draft.part(1, heading=group.heading)

    def _begin(self, word: bytes) -> None:
        """Make the current group a note, a box or a label."""
        group = self._state.group
        if group.draft is None or group.begins:
            return
        group.begins, group.outer, group.draft = word, group.draft, Draft()
        group.hidden = group.deleted = group.heading = False


def _raw_encoding(data: bytes) -> str | None:
    """Say whether bytes beyond ASCII, which no RTF should hold, are UTF-8 all the same."""
    if data.isascii():
        return None
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return "utf-8"
