"""Breaking a title into lines that fit a width."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from logicmodel.font import text_width

_BREAK_AFTER = re.compile(r"(?<=\w[-/\u2010\u2012\u2013\u2014])(?=\w)")
_JOINER = "\N{ZERO WIDTH JOINER}"
_NEVER_FIRST = frozenset({"Mn", "Me", "Mc", "Sk", "Pe", "Pf", "Po"})
"""Categories of characters that belong to what stands before them."""
_NEVER_LAST = frozenset({"Ps", "Pi"})


class TooNarrow(ValueError):
    """A single character is wider than the line; whoever knows the box says which."""


def break_lines(
    text: str, width: float, points: float, *, bold: bool = False, tail: str = ""
) -> tuple[str, ...]:
    """Break a text into lines no wider than `width` mm.

    Lines break at spaces, after hyphens, dashes and slashes, and between ideographs; a word wider
    than the line is cut between characters, never before a combining mark, with a hyphen where
    letters are parted. Only spaces at a break are lost.

    Args:
        text: one paragraph.
        width: in mm.
        points: type size.
        bold: whether the bold font is meant.
        tail: a mark that must stand whole behind the last word; room is left for it, with the last
            word if that goes together on a line.

    Raises:
        TooNarrow: one character, or the tail, is wider than the line.
    """
    if text_width(tail, points, bold=bold) > width:
        raise TooNarrow(tail)
    pieces = list(_pieces(text))
    if tail:
        last = f"{pieces.pop()} {tail}" if pieces else tail
        if text_width(last.lstrip(), points, bold=bold) <= width:
            pieces.append(last)
        else:
            pieces.extend((last.removesuffix(f" {tail}"), f" {tail}"))
    lines: list[str] = []
    line = ""
    for piece in pieces:
        if line and text_width(line + piece, points, bold=bold) <= width:
            line += piece
            continue
        if line:
            lines.append(line)
        *full, line = _cut(piece.lstrip(), width, points, bold=bold)
        lines.extend(full)
    lines.append(line)
    if tail:
        lines[-1] = lines[-1].removesuffix(tail).rstrip()
    return tuple(lines)


def keeps_words(text: str, width: float, points: float, *, bold: bool = False) -> bool:
    """Say whether a text can be broken without cutting a word."""
    return all(text_width(piece.strip(), points, bold=bold) <= width for piece in _pieces(text))


def _pieces(text: str) -> Iterator[str]:
    """Yield what must stay together, with the space before it."""
    for word in re.findall(r"\s*\S+", text):
        for part in _BREAK_AFTER.split(word):
            yield from _ideographs(part)


def _ideographs(part: str) -> Iterator[str]:
    start = 0
    for at in range(1, len(part)):
        before, after = part[at - 1], part[at]
        if (
            (_is_wide(before) or _is_wide(after))
            and not before.isspace()
            and _JOINER not in (before, after)
            and unicodedata.category(after) not in _NEVER_FIRST
            and unicodedata.category(before) not in _NEVER_LAST
        ):
            yield part[start:at]
            start = at
    yield part[start:]


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in {"W", "F"}


def _cut(piece: str, width: float, points: float, *, bold: bool) -> list[str]:
    """Cut a piece that is wider than a line; the last part may be short.

    A hyphen stands at a cut between two letters, as in any book.
    """
    if text_width(piece, points, bold=bold) <= width:
        return [piece]
    parts = [""]
    for cluster in _clusters(piece):
        if text_width(cluster, points, bold=bold) > width:
            raise TooNarrow(cluster)
        reserve = "-" if _is_letter(cluster[-1]) else ""
        if text_width(parts[-1] + cluster + reserve, points, bold=bold) > width:
            parts[-1] += _hyphen(parts[-1], cluster, width, points, bold=bold)
            parts.append("")
        parts[-1] += cluster
    return [part for part in parts if part]


def _hyphen(before: str, after: str, width: float, points: float, *, bold: bool) -> str:
    """Return a hyphen for a cut between two letters that leaves room for it."""
    if not before or not _is_letter(before[-1]) or not _is_letter(after[0]):
        return ""
    return "-" if text_width(f"{before}-", points, bold=bold) <= width else ""


def _is_letter(character: str) -> bool:
    """Say whether a character belongs to a script that hyphenates."""
    return unicodedata.category(character) in {"Ll", "Lu", "Mn"}


def _clusters(piece: str) -> Iterator[str]:
    """Yield each character with the marks and joiners that belong to it."""
    cluster = ""
    for character in piece:
        follows = unicodedata.category(character) in {"Mn", "Me", "Mc", "Cf", "Sk"}
        if cluster and not follows and not cluster.endswith(_JOINER):
            yield cluster
            cluster = ""
        cluster += character
    if cluster:
        yield cluster
