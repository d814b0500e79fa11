r"""Bytes to canonical text: decoded by evidence, safe to show, and never moved again.

Canonical text has `\n` as its only line end and holds no character that could steer a terminal.
Every replacement is one for one but for CR LF, which becomes one `\n`; nothing else is touched.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from dataclasses import dataclass, replace

from corpora.encoding import eight_bit_encoding, is_binary, is_damaged_utf8, wide_encoding
from corpora.source import Change, ChangeKind, Remark, RemarkCode
from qes.errors import Refused, UserError

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16 LE, whose mark begins it
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SPOKEN = {"cp1252": "Windows-1252", "mac-roman": "Mac Roman"}


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text as the bytes mean it, before it is made canonical."""

    text: str
    encoding: str
    remarks: tuple[Remark, ...] = ()
    changes: tuple[Change, ...] = ()
    """A byte-order mark taken off, and bytes that stand as U+FFFD."""


@dataclass(frozen=True, slots=True)
class CanonicalText:
    """Text into which offsets may point."""

    text: str
    changes: tuple[Change, ...]
    page_starts: tuple[int, ...]
    """After each form feed, with 0 before them; empty where there is no form feed."""


def decode(data: bytes, encoding: str | None = None) -> Decoded:
    """Turn bytes into text by the evidence in them, and say so where there is doubt.

    A byte-order mark decides; then UTF-16 without one; then UTF-8. Bytes that are UTF-8 but for a
    few places stay UTF-8 with U+FFFD there. What is not UTF-8 at all is taken for Windows-1252 or
    Mac Roman, whichever reads more like words.

    Raises:
        UserError: `encoding` is unknown.
        Refused: The bytes are not text.
    """
    if encoding is not None:
        return _as_told(data, encoding)
    for mark, name in _BOMS:
        if data.startswith(mark) and not (
            name == "utf-32-le" and max(data[6:4096:4], default=0) > 0x10
        ):
            # the mark of UTF-32 is also that of UTF-16 before a zero; no character is above U+10FFFF
            return _replacing(data, name, skipped=len(mark))
    if b"\0" in data and is_binary(data):
        return _wide(data)
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError as error:
        return _not_utf8(data, error)


def canonical(raw: str) -> CanonicalText:
    r"""Make a text safe and its line ends one: each character stands or is replaced by one.

    CR LF, CR, NEL, U+2028, U+2029, vertical tab and form feed become `\n`. Other C0 and C1 controls,
    DEL, explicit direction characters (U+202A-E, U+2066-9, which can make a terminal show words in
    an order they do not have), lone surrogates and U+FFFE/U+FFFF become U+FFFD. Marks that plain
    right-to-left writing needs (U+200E, U+200F, U+061C) stay.
    """
    text = raw.replace("\r\n", "\n")
    ends = len(raw) - len(text)
    if not _is_troubled(text):
        only_ends = (Change(ChangeKind.LINE_END, ends),) if ends else ()
        return CanonicalText(text, only_ends, ())
    pages = (0, *(found.end() for found in _PAGE.finditer(text)))
    counts = Counter({ChangeKind.LINE_END: ends} if ends else {})
    for char, kind in _OFTEN:
        if char in text:
            counts[kind] += text.count(char)
            text = text.replace(char, _REPLACED[ord(char)])
    for found in _TROUBLE.finditer(text):
        counts[_KINDS[found.group()]] += 1
    changes = tuple(Change(kind, counts[kind]) for kind in ChangeKind if counts[kind])
    return CanonicalText(text.translate(_REPLACED), changes, pages if len(pages) > 1 else ())


def tallied(*counted: tuple[Change, ...]) -> tuple[Change, ...]:
    """Add up what several steps changed, one change a kind."""
    counts: Counter[ChangeKind] = Counter()
    for changes in counted:
        for change in changes:
            counts[change.kind] += change.count
    return tuple(Change(kind, counts[kind]) for kind in ChangeKind if counts[kind])


def change_remarks(changes: tuple[Change, ...]) -> tuple[Remark, ...]:
    """Say which characters were made safe; line ends and what decoding says are not repeated."""
    told = [c for c in changes if c.kind in _MADE_SAFE]
    if not told:
        return ()
    said = ", ".join(f"{c.count} x {c.kind}" for c in told)
    return (Remark(RemarkCode.CONTROL_CHARACTERS, f"replaced one for one by U+FFFD: {said}"),)


def _kinds() -> dict[str, ChangeKind]:
    kinds = {chr(c): ChangeKind.CONTROL for c in (*range(0x20), *range(0x7F, 0xA0))}
    del kinds["\n"], kinds["\t"]
    kinds |= dict.fromkeys("\r\v\f\x85\u2028\u2029", ChangeKind.LINE_END)
    kinds |= {
        chr(c): ChangeKind.DIRECTION for c in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
    }
    kinds |= {chr(c): ChangeKind.NOT_A_CHARACTER for c in (*range(0xD800, 0xE000), 0xFFFE, 0xFFFF)}
    return kinds


_KINDS = _kinds()
_REPLACED = {
    ord(char): "\n" if kind is ChangeKind.LINE_END else REPLACEMENT for char, kind in _KINDS.items()
}
_TROUBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
_TROUBLE_IN_ASCII = tuple(char for char in _KINDS if char.isascii())
_OFTEN = tuple((char, kind) for char, kind in _KINDS.items() if kind is ChangeKind.LINE_END)
_PAGE = re.compile("\f")
_MADE_SAFE = frozenset((ChangeKind.CONTROL, ChangeKind.DIRECTION, ChangeKind.NOT_A_CHARACTER))


def _is_troubled(text: str) -> bool:
    """Tell whether anything in a text must be replaced."""
    if text.isascii():
        # 30 passes of memchr are several times as fast as one of a character class
        return any(char in text for char in _TROUBLE_IN_ASCII)
    return _TROUBLE.search(text) is not None


def _as_told(data: bytes, encoding: str) -> Decoded:
    try:
        name = codecs.lookup(encoding).name
        "".encode(name)  # a codec that is not of text refuses here
    except (LookupError, ValueError):
        # a name with a zero in it is a ValueError
        raise UserError(
            f"unknown encoding {encoding!r}", hint="try utf-8, windows-1252, utf-16 or mac-roman"
        ) from None
    for mark, marked in _BOMS:
        if data.startswith(mark) and name in {marked, "utf-16", "utf-32", "utf-8-sig"}:
            return _replacing(data, marked, skipped=len(mark))
    return _replacing(data, name)


def _replacing(data: bytes, encoding: str, *, skipped: int = 0) -> Decoded:
    """Decode all but a mark at the start; what means nothing becomes U+FFFD and is counted."""
    marked = (Change(ChangeKind.BYTE_ORDER_MARK, 1),) if skipped else ()
    rest = memoryview(data)[skipped:]
    try:
        return Decoded(str(rest, encoding), encoding, changes=marked)
    except UnicodeDecodeError as error:
        first = error.start + skipped
    text = str(rest, encoding, "replace")
    meant = str(rest, encoding, "ignore").count(REPLACEMENT)
    lost = text.count(REPLACEMENT) - meant
    remark = Remark(
        RemarkCode.INVALID_BYTES,
        f"bytes that are not {encoding.upper()} stand as U+FFFD, {lost} in all",
        f"byte {first}",
    )
    changes = tallied(marked, (Change(ChangeKind.UNREADABLE, lost),))
    return Decoded(text, encoding, (remark,), changes)


def _not_utf8(data: bytes, error: UnicodeDecodeError) -> Decoded:
    if b"\0" in data and wide_encoding(data) is not None:
        return _wide(data)
    cut_short = error.reason == "unexpected end of data"
    if cut_short or is_damaged_utf8(data, error.start):
        return _replacing(data, "utf-8")
    return _eight_bit(data)


def _wide(data: bytes) -> Decoded:
    """Decode UTF-16 that nothing marks."""
    name = wide_encoding(data)
    if name is None:
        raise Refused(
            f"not a text: byte {data.index(0)} is zero", hint="export it as text, docx, pdf or vtt"
        )
    decoded = _replacing(data, name)
    doubt = Remark(RemarkCode.ENCODING, f"taken for {name.upper()}, though nothing marks it so")
    return replace(decoded, remarks=(doubt, *decoded.remarks))


def _eight_bit(data: bytes) -> Decoded:
    name = eight_bit_encoding(data)
    remark = Remark(
        RemarkCode.ENCODING,
        f"not UTF-8; taken for {_SPOKEN[name]}: if letters look wrong, name the encoding",
    )
    decoded = _replacing(data, name)
    return replace(decoded, remarks=(remark, *decoded.remarks))
