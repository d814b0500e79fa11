"""The control words of RTF that matter to reading, by what they do.

Rich Text Format Specification 1.9.1 (Microsoft, 2008).
"""

from __future__ import annotations

import codecs
import re

from corpora.source import AsideKind

TOKEN = re.compile(
    rb"\\([A-Za-z]{1,32})(-?[0-9]{1,10})? ?|((?:\\'[0-9A-Fa-f]{2}){1,1000})|\\(.)"
    rb"|([{}])|([^\\{}\r\n]+)|[\r\n]+|\\",
    re.DOTALL,
)
"""A control word with its number, bytes in hexadecimal, a control symbol, a brace, or text."""

CHARACTERS = {
    b"bullet": "\N{BULLET}",
    b"emdash": "\N{EM DASH}",
    b"emspace": "\N{EM SPACE}",
    b"endash": "\N{EN DASH}",
    b"enspace": "\N{EN SPACE}",
    b"lbr": "\n",
    b"ldblquote": "\N{LEFT DOUBLE QUOTATION MARK}",
    b"line": "\n",
    b"lquote": "\N{LEFT SINGLE QUOTATION MARK}",
    b"ltrmark": "\N{LEFT-TO-RIGHT MARK}",
    b"qmspace": "\N{FOUR-PER-EM SPACE}",
    b"rdblquote": "\N{RIGHT DOUBLE QUOTATION MARK}",
    b"rquote": "\N{RIGHT SINGLE QUOTATION MARK}",
    b"rtlmark": "\N{RIGHT-TO-LEFT MARK}",
    b"tab": "\t",
    b"zwbo": "\N{ZERO WIDTH SPACE}",
    b"zwj": "\N{ZERO WIDTH JOINER}",
    b"zwnbo": "\N{WORD JOINER}",
    b"zwnj": "\N{ZERO WIDTH NON-JOINER}",
}
SYMBOLS = {b"~": "\N{NO-BREAK SPACE}", b"-": "\N{SOFT HYPHEN}", b"_": "-", b"\t": "\t"}
ESCAPED = frozenset((b"\\", b"{", b"}"))
SKIPPED = frozenset(
    (
        b"aftncn",
        b"aftnsep",
        b"aftnsepc",
        b"bkmkend",
        b"bkmkstart",
        b"colortbl",
        b"comment",
        b"filetbl",
        b"fldinst",
        b"ftncn",
        b"ftnsep",
        b"ftnsepc",
        b"info",
        b"listtables",
        b"mmathPict",
        b"nonesttables",
        b"nonshppict",
        b"pict",
        b"private",
        b"rxe",
        b"shprslt",
        b"sp",
        b"tc",
        b"tcn",
        b"txe",
        b"xe",
    )
)
"""Groups that hold no words of the text."""
NOTES = {
    b"annotation": AsideKind.COMMENT,
    b"footnote": AsideKind.FOOTNOTE,
    **dict.fromkeys((b"header", b"headerf", b"headerl", b"headerr"), AsideKind.HEADER),
    **dict.fromkeys((b"footer", b"footerf", b"footerl", b"footerr"), AsideKind.FOOTER),
}
BOXES = frozenset((b"dptxbxtext", b"shptxt"))
LABELS = frozenset((b"listtext", b"pntext"))
"""The printed number or bullet of a list's item."""

BEGINNINGS = frozenset((*NOTES, *BOXES, *LABELS))
LAYOUT = frozenset(
    (b"cell", b"column", b"nestcell", b"nestrow", b"page", b"par", b"row", b"sect", b"trowd")
)
PROPERTIES = frozenset(
    (b"deleted", b"f", b"mvf", b"outlinelevel", b"pard", b"plain", b"s", b"uc", b"v")
)
HEADER = frozenset(
    (
        b"ansicpg",
        b"deff",
        b"fonttbl",
        b"ftnalt",
        b"mac",
        b"pc",
        b"pca",
        b"stylesheet",
        b"ud",
        b"upr",
    )
)
OPENED_DESPITE_STAR = frozenset(
    (*BEGINNINGS, b"cs", b"do", b"ds", b"nesttableprops", b"shpinst", b"ts", b"ud")
)
"""What may be read after `\\*`, which lets a reader skip what it does not know."""

SYMBOL = "symbol"
"""Stands for the code page of symbol fonts, whose codes mean pictures."""
_DRAWN = {0xB7: "\N{BULLET}", 0xA7: "\N{BLACK SMALL SQUARE}"}
CHARSETS = {
    2: SYMBOL,
    77: "mac-roman",
    128: "cp932",
    129: "cp949",
    130: "johab",
    134: "gb18030",
    136: "big5hkscs",
    161: "cp1253",
    162: "cp1254",
    163: "cp1258",
    177: "cp1255",
    178: "cp1256",
    186: "cp1257",
    204: "cp1251",
    222: "cp874",
    238: "cp1250",
    254: "cp437",
    255: "cp850",
}
"""Code pages of fonts; a font of another charset, such as 0, is in the document's own."""
_NUMBERED = {
    42: SYMBOL,
    936: "gb18030",
    950: "big5hkscs",
    1361: "johab",
    10000: "mac-roman",
    10001: "shift_jis",
    10006: "mac-greek",
    10007: "mac-cyrillic",
    10029: "mac-latin2",
    10079: "mac-iceland",
    10081: "mac-turkish",
    65001: "utf-8",
}
FAMILIES = {b"mac": "mac-roman", b"pc": "cp437", b"pca": "cp850"}
"""Code pages that the header may name instead of a number."""


def code_page(number: int) -> str | None:
    """Return the name of a numbered code page, or None where there is no such one."""
    if number in _NUMBERED:
        return _NUMBERED[number]
    try:
        return codecs.lookup(f"cp{number}").name
    except LookupError:
        return None


def drawn(code: int) -> str:
    """Return the character nearest to a symbol font's picture; most have none."""
    if code < 0x80:
        return chr(code)
    return _DRAWN.get(code, "\N{REPLACEMENT CHARACTER}")
