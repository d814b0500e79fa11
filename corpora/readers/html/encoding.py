"""Which encoding a page is in: what it declares, weighed against what its bytes show.

Names mean what the WHATWG Encoding Standard says browsers take them for.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import replace

from corpora.encoding import registered
from corpora.source import Remark, RemarkCode
from corpora.text import REPLACEMENT, Decoded, decode

_LOOKED_AT = 4_096
"""Bytes in which a declaration is looked for."""
_DECLARED = re.compile(
    rb"<meta\b[^>]{0,400}?charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([\w:.+-]{1,40})"
    rb"|<\?xml\b[^>]{0,200}?encoding\s{0,9}=\s{0,9}[\"']([\w:.+-]{1,40})",
    re.IGNORECASE,
)
_MEANT = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
}
_NEVER = frozenset(("utf-7", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "idna", "punycode"))
"""No page whose declaration can be read byte by byte is in these."""
_DEFAULT = "cp1252"
"""Of pages that declare nothing, in the HTML standard."""
_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_MAX_LOST = 0.02
"""Share of bytes beyond ASCII that may mean nothing in the declared encoding."""


def decode_page(data: bytes, encoding: str | None) -> Decoded:
    """Turn a page's bytes into text.

    A byte-order mark decides, then whether the bytes are UTF-8, then what the page declares if its
    bytes make sense in it; the last resort is `decode`. A page of ASCII alone is in what it
    declares, or in Windows-1252.

    Raises:
        UserError: `encoding` is unknown.
        Refused: The bytes are not text.
    """
    if encoding is not None or data.startswith(_MARKS) or b"\0" in data:
        return decode(data, encoding)
    declared = _declared(data)
    if data.isascii() and not (declared or "").startswith("iso2022"):
        return Decoded(data.decode("ascii"), declared or _DEFAULT)
    if declared not in {None, "utf-8"} and not _is_utf8(data):
        told = decode(data, declared)
        beyond = sum(byte > 0x7F for byte in data)
        if told.text.count(REPLACEMENT) <= _MAX_LOST * beyond:
            return told
    return _said(decode(data), declared)


def _declared(data: bytes) -> str | None:
    """Return the Python name of the encoding a page says it is in, if there is such a one."""
    found = _DECLARED.search(data[:_LOOKED_AT])
    if found is None:
        return None
    try:
        name = codecs.lookup((found[1] or found[2]).decode("ascii")).name
        "".encode(name)  # a codec that is not of text refuses here
    except LookupError:
        return None
    return None if name in _NEVER else _MEANT.get(name, name)


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _said(decoded: Decoded, declared: str | None) -> Decoded:
    """Say where the evidence is against what the page declares."""
    if declared is None or declared == decoded.encoding:
        return decoded
    said = f"declares {declared}, but its bytes are {registered(decoded.encoding)}"
    doubt = Remark(RemarkCode.ENCODING, said)
    others = (r for r in decoded.remarks if r.code is not RemarkCode.ENCODING)
    return replace(decoded, remarks=(doubt, *others))
