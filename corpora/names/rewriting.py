"""The bytes of a text file with pseudonyms in them, and the bytes before back again.

Everything else stays: the encoding, byte-order mark, line ends, and bytes that mean nothing.
"""

from __future__ import annotations

import codecs
import html
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from corpora.names.matching import Edit, NameMatcher, applied, restored
from qes.errors import UserError

REWRITTEN = frozenset(("txt", "md", "vtt", "srt", "csv", "html"))
"""Formats whose files are texts; the rest are containers."""
_ESCAPED = frozenset(("vtt", "html", "srt"))
"""Formats in which a character may be written as an entity: O&#39;Hara."""
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_MARKS = (
    codecs.BOM_UTF8,
    codecs.BOM_UTF32_LE,  # before UTF-16 LE, whose mark begins it
    codecs.BOM_UTF32_BE,
    codecs.BOM_UTF16_LE,
    codecs.BOM_UTF16_BE,
)


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A file with pseudonyms in it; offsets of the edits are into its decoded text."""

    data: bytes
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class _Decoded:
    mark: bytes
    text: str
    codec: str
    errors: str

    def encoded(self, text: str) -> bytes:
        return self.mark + text.encode(self.codec, self.errors)


def rewritten(data: bytes, encoding: str, format_: str, matcher: NameMatcher) -> Rewritten | None:
    """Put pseudonyms into a file's bytes; None if its bytes would not survive being decoded.

    Args:
        data: The file.
        encoding: As it was read.
        format_: One of `REWRITTEN`.
        matcher: The names.

    Raises:
        UserError: a pseudonym has letters that the file's encoding lacks.
    """
    decoded = _decoded(data, encoding)
    if decoded is None:
        return None
    view = _View(decoded.text, escaped=format_ in _ESCAPED)
    places = [
        (*view.stretch(one.start, one.end), one.name.pseudonym) for one in matcher.claims(view.text)
    ]
    made = applied(decoded.text, places)
    try:
        return Rewritten(decoded.encoded(made.text), made.edits)
    except UnicodeEncodeError as error:
        raise UserError(
            f"a pseudonym has letters that {encoding} cannot write",
            hint="choose pseudonyms in plain letters",
        ) from error


def turned_back(data: bytes, encoding: str, edits: Sequence[Edit]) -> bytes | None:
    """Return the bytes before `rewritten`; None if these are not the bytes it made."""
    decoded = _decoded(data, encoding)
    if decoded is None:
        return None
    text = restored(decoded.text, edits)
    return None if text is None else decoded.encoded(text)


def _decoded(data: bytes, encoding: str) -> _Decoded | None:
    mark = next((one for one in _MARKS if data.startswith(one)), b"")
    codec = codecs.lookup(encoding).name
    if mark == codecs.BOM_UTF8 and codec not in {"utf-8", "utf-8-sig"}:
        mark = b""
    codec = "utf-8" if codec == "utf-8-sig" else codec
    errors = "surrogatepass" if codec.startswith(("utf-16", "utf-32")) else "surrogateescape"
    try:
        text = data[len(mark) :].decode(codec, errors)
        decoded = _Decoded(mark, text, codec, errors)
        return decoded if decoded.encoded(text) == data else None
    except UnicodeError:
        return None


class _View:
    """A text with its entities read, and where each character of it stands in the file."""

    def __init__(self, raw: str, *, escaped: bool) -> None:
        self._seen: list[tuple[int, int]] = []
        self._raw: list[tuple[int, int]] = []
        """For each entity, from where to where: in the text read, in the file."""
        pieces: list[str] = []
        at = length = 0
        for match in _ENTITY.finditer(raw) if escaped else ():
            read = html.unescape(match.group())
            length += match.start() - at
            pieces += (raw[at : match.start()], read)
            self._seen.append((length, length + len(read)))
            self._raw.append(match.span())
            length += len(read)
            at = match.end()
        self.text = "".join((*pieces, raw[at:]))

    def stretch(self, start: int, end: int) -> tuple[int, int]:
        """Return where in the file the characters of a stretch that is not empty stand."""
        return self._of(start)[0], self._of(end - 1)[1]

    def _of(self, at: int) -> tuple[int, int]:
        n = bisect_right(self._seen, at, key=lambda one: one[0]) - 1
        if n < 0:
            return at, at + 1
        (_, end), raw = self._seen[n], self._raw[n]
        return raw if at < end else (raw[1] + at - end, raw[1] + at - end + 1)
