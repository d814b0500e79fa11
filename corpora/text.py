r"""Bytes to canonical text: decoded by evidence, safe to show, and never moved again.

Canonical text has `\n` as its only line end and holds no character that could steer a terminal.
Every replacement is one for one but for CR LF, which becomes one `\n`; nothing else is touched.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from corpora.source import Remark, RemarkCode
from qes.errors import Refused, UserError

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16 LE, whose mark begins it
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MULTIBYTE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
_UNDEFINED_1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")


class ChangeKind(StrEnum):
    """Why a character of the file is another one in the canonical text."""

    LINE_END = "line end"
    CONTROL = "control character"
    DIRECTION = "direction override"
    NOT_A_CHARACTER = "half a surrogate pair or a non-character"


@dataclass(frozen=True, slots=True)
class Change:
    """How many characters were replaced for one reason."""

    kind: ChangeKind
    count: int


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text as the bytes mean it, before it is made canonical."""

    text: str
    encoding: str
    remarks: tuple[Remark, ...]


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
    few places stay UTF-8 with U+FFFD there. What is not UTF-8 at all is taken for Mac Roman if its
    line ends are bare CR, else for Windows-1252.

    Raises:
        UserError: `encoding` is unknown.
        Refused: The bytes are not text.
    """
    if encoding is not None:
        return _as_told(data, encoding)
    for mark, name in _BOMS:
        if data.startswith(mark):
            return _replacing(data[len(mark) :], name, skipped=len(mark))
    wide = _wide_encoding(data)
    if wide is not None:
        decoded = _replacing(data, wide)
        doubt = Remark(RemarkCode.ENCODING, f"taken for {wide.upper()}, though nothing marks it so")
        return Decoded(decoded.text, wide, (doubt, *decoded.remarks))
    if b"\0" in data:
        raise Refused(
            f"not a text: byte {data.index(0)} is zero", hint="export it as text, docx, pdf or vtt"
        )
    try:
        return Decoded(data.decode("utf-8"), "utf-8", ())
    except UnicodeDecodeError as error:
        if _mostly_utf8(data, error):
            return _replacing(data, "utf-8")
    return _eight_bit(data)


def canonical(raw: str) -> CanonicalText:
    r"""Make a text safe and its line ends one: each character stands or is replaced by one.

    CR LF, CR, NEL, U+2028, U+2029, vertical tab and form feed become `\n`. Other C0 and C1 controls,
    DEL, explicit direction characters (U+202A-E, U+2066-9, which can make a terminal show words in
    an order they do not have), lone surrogates and U+FFFE/U+FFFF become U+FFFD. Marks that plain
    right-to-left writing needs (U+200E, U+200F, U+061C) stay.
    """
    text = raw.replace("\r\n", "\n")
    ends = len(raw) - len(text)
    if _TROUBLE.search(text) is None:
        only_ends = (Change(ChangeKind.LINE_END, ends),) if ends else ()
        return CanonicalText(text, only_ends, ())
    counts = Counter({ChangeKind.LINE_END: ends} if ends else {})
    pages = [0]
    for found in _TROUBLE.finditer(text):
        char = found.group()
        counts[_KINDS[char]] += 1
        if char == "\f":
            pages.append(found.end())
    changes = tuple(Change(kind, counts[kind]) for kind in ChangeKind if counts[kind])
    return CanonicalText(text.translate(_REPLACED), changes, tuple(pages) if len(pages) > 1 else ())


def change_remarks(changes: tuple[Change, ...]) -> tuple[Remark, ...]:
    """Say which characters were replaced; line ends are not worth a word."""
    told = [c for c in changes if c.kind is not ChangeKind.LINE_END]
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


def _as_told(data: bytes, encoding: str) -> Decoded:
    try:
        name = codecs.lookup(encoding).name
        "".encode(name)  # a codec that is not of text refuses here
    except LookupError:
        raise UserError(
            f"unknown encoding {encoding!r}", hint="try utf-8, windows-1252, utf-16 or mac-roman"
        ) from None
    for mark, marked in _BOMS:
        if data.startswith(mark) and name in {marked, "utf-16", "utf-32", "utf-8-sig"}:
            return _replacing(data[len(mark) :], marked, skipped=len(mark))
    return _replacing(data, name)


def _replacing(data: bytes, encoding: str, *, skipped: int = 0) -> Decoded:
    try:
        return Decoded(data.decode(encoding), encoding, ())
    except UnicodeDecodeError as error:
        first = error.start + skipped
        text = data.decode(encoding, "replace")
        remark = Remark(
            RemarkCode.INVALID_BYTES,
            f"bytes that are not {encoding.upper()} stand as U+FFFD",
            f"byte {first}",
        )
        return Decoded(text, encoding, (remark,))


def _wide_encoding(data: bytes) -> str | None:
    """Return which UTF-16 the zero bytes speak for: Latin text has one in every pair."""
    sample = data[:4096]
    half = len(sample) // 2
    if half < 4:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > 0.3 * half and even < 0.02 * half:
        return "utf-16-le"
    if even > 0.3 * half and odd < 0.02 * half:
        return "utf-16-be"
    return None


def _mostly_utf8(data: bytes, error: UnicodeDecodeError) -> bool:
    """Tell damaged UTF-8 from another encoding: its well-formed sequences outnumber the breaks."""
    if error.reason == "unexpected end of data":
        return True
    well_formed = len(_MULTIBYTE.findall(data))
    if not well_formed:
        return False
    rest = _MULTIBYTE.sub(b"", data)
    return well_formed >= len(re.findall(rb"[\x80-\xff]+", rest))


def _eight_bit(data: bytes) -> Decoded:
    old_mac = b"\r" in data and b"\n" not in data
    name, spoken = ("mac-roman", "Mac Roman") if old_mac else ("cp1252", "Windows-1252")
    remark = Remark(
        RemarkCode.ENCODING,
        f"not UTF-8; taken for {spoken}: if letters look wrong, name the encoding",
    )
    if old_mac or _UNDEFINED_1252.search(data) is None:
        return Decoded(data.decode(name), name, (remark,))
    decoded = _replacing(data, name)
    return Decoded(decoded.text, name, (remark, *decoded.remarks))
