"""Speaker labels in the lines of a transcript: which style it uses, and where each label stands.

A transcript keeps to one style. Every style is tried; the one with the most believable labels wins.
A label is believed on its own evidence (a role, a code), by recurring, or by company: once where
nearly everything that could be a label is one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from enum import StrEnum
from sys import intern
from typing import NamedTuple

from corpora.speakers import is_handle, is_name, is_person, label_key, speaks_by_itself

_TIME = r"(?:\d{1,3}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?"
_MARK = rf"\\?[\[(<]{_TIME}\\?[\])>]"
_TIME_AT_EDGE = re.compile(
    rf"{_TIME}\\?[\])>]?[ \t]*$|^[ \t]*\\?[\[(<]?{_TIME}[^\n]{{2,66}}$", re.MULTILINE
)
LEADING_MARK = re.compile(rf"\s*{_MARK}[ \t]*")
"""A time in brackets where speech begins."""
_CLOCK = re.compile(_TIME)


class LabelStyle(StrEnum):
    """How a transcript writes who speaks, in the order tried."""

    BOLD = "**Name:** words"
    TIMED = "Name  0:09, words on the next line"
    COLON = "Name: words"
    BRACKET = "[Name] words"
    TAB = "Name, a tab, words"
    ALONE = "Name on a line of its own"


_SELDOM = frozenset((LabelStyle.BRACKET, LabelStyle.TAB, LabelStyle.ALONE))
"""Styles that one line alone does not show."""
_PATTERNS = {
    LabelStyle.BOLD: re.compile(
        rf"^[ \t]*(?:{_MARK}[ \t]*)?(?P<b>\*\*|__)[ \t]*(?P<label>[^*\n]{{1,60}}?)[ \t]*"
        rf"(?::[ \t]*(?P=b)|(?P=b)[ \t]*(?:{_MARK}[ \t]*)?:|(?P=b)[ \t]*{_MARK})[ \t]*",
        re.MULTILINE,
    ),
    LabelStyle.TIMED: re.compile(
        rf"^[ \t]*(?:\*\*)?(?:(?P<label>[^\s\[(][^\n\t]{{0,58}}?)(?:\*\*)?[ \t:,\-\u2013]+(?:{_MARK}|{_TIME})"
        rf"|(?:{_MARK}|{_TIME})[ \t]+(?P<after>[^\s:][^\n\t:]{{0,58}}?)(?:\*\*)?):?[ \t]*$",
        re.MULTILINE,
    ),
    LabelStyle.COLON: re.compile(
        rf"^[ \t]*(?:(?:{_MARK}|{_TIME})[ \t]*[-\u2013—]?[ \t]*)?(?P<label>[^\s:\[][^:\n]{{0,58}}?)"
        rf"[ \t]*(?:{_MARK}[ \t]*)?[:\uff1a](?P<gap>[ \t\u00a0]+|$|(?=[^\W\d]))",
        re.MULTILINE,
    ),
    LabelStyle.BRACKET: re.compile(
        rf"^[ \t]*\[(?P<label>[^\]\n]{{1,60}})\][ \t]*:?[ \t]*(?:{_TIME}[ \t]*$)?", re.MULTILINE
    ),
    LabelStyle.TAB: re.compile(
        rf"^(?:{_TIME}\t+)?(?P<label>[^\t\n:]{{1,60}})\t[ \t]*(?=\S)", re.MULTILINE
    ),
    LabelStyle.ALONE: re.compile(
        r"(?:\A|(?<=\n\n))(?P<label>[^\W\d_a-z][^\n.?!:\t]{0,40})\n(?=[^\n])"
    ),
}


class LabelLine(NamedTuple):
    """A line that begins someone's words; a tuple, since there may be a million of them."""

    start: int
    """Of the line."""
    label: str
    """As printed."""
    words: int
    """Where the words begin."""
    at: float | None
    """Seconds, where the label carries a time."""


class LabelSearch(NamedTuple):
    """The labels of a text and the lines that only look like labels."""

    style: LabelStyle | None
    lines: tuple[LabelLine, ...]
    asides: tuple[int, ...]
    """Where lines begin that break speech off, such as `**Break:**`."""


def find_labels(text: str) -> LabelSearch:
    """Find the speaker labels of a transcript, all in its one style."""
    best = LabelSearch(None, (), ())
    for style in LabelStyle:
        if not _possible(text, style):
            continue
        if style is LabelStyle.ALONE and best.lines:
            continue
        candidates = tuple(_candidates(text, style))
        keys = _believed(style, candidates)
        lines = tuple(line for line in candidates if label_key(line.label) in keys)
        if len(lines) < 2 and style in _SELDOM:
            continue
        if len(lines) > len(best.lines):
            nobody = {
                key for key in {label_key(line.label) for line in candidates} if not is_person(key)
            }
            asides = tuple(
                line.start
                for line in candidates
                if label_key(line.label) in nobody and _is_aside(text, style, line)
            )
            best = LabelSearch(style, lines, asides)
    return best


def believed_labels(printed: Sequence[str]) -> frozenset[str]:
    """Return the keys of the labels to believe among what stands before a colon in cues."""
    lines = tuple(LabelLine(n, label, n, None) for n, label in enumerate(printed))
    return _believed(LabelStyle.COLON, lines)


def cue_label(words: str) -> tuple[str, int] | None:
    """Return what stands before a colon or in brackets at the start of a cue, and its length."""
    for style in (LabelStyle.COLON, LabelStyle.BRACKET):
        match = _PATTERNS[style].match(words)
        if match is not None:
            return match["label"], match.end()
    return None


def seconds(clock: str) -> float | None:
    """Read the first time in a string (`m:ss`, `h:mm:ss`, with decimals) as seconds."""
    match = _CLOCK.search(clock)
    if match is None:
        return None
    total = 0.0
    for part in match.group().replace(",", ".").split(":"):
        total = total * 60 + float(part)
    return total


def _possible(text: str, style: LabelStyle) -> bool:
    """Rule a style out by what it cannot do without: far cheaper than its pattern."""
    if style is LabelStyle.BOLD:
        return "**" in text or "__" in text
    if style is LabelStyle.TIMED:
        return _TIME_AT_EDGE.search(text) is not None
    needed = {LabelStyle.COLON: ":\uff1a", LabelStyle.BRACKET: "[", LabelStyle.TAB: "\t"}
    return any(char in text for char in needed.get(style, "\n"))


def _candidates(text: str, style: LabelStyle) -> Iterator[LabelLine]:
    for match in _PATTERNS[style].finditer(text):
        label = match["label"]
        if style is LabelStyle.TIMED and label is None:
            label = match["after"]
        if style is LabelStyle.COLON and not match["gap"]:
            # `P1:yes` is a label, `Note:this` and `http:` are not
            at_end = match.end() == len(text) or text[match.end()] == "\n"
            if not at_end and not speaks_by_itself(label_key(label)):
                continue
        start, end = match.span()
        at = _time(match, label) if end - start - len(label) > 4 else None
        yield LabelLine(start, intern(label), end, at)


def _time(match: re.Match[str], label: str) -> float | None:
    return seconds(match.group().replace(label, " ", 1))


def _believed(style: LabelStyle, lines: Sequence[LabelLine]) -> frozenset[str]:
    """Return the keys of the labels to believe."""
    counts = Counter(label_key(line.label) for line in lines)
    spelled: dict[str, str] = {}
    for line in lines:
        spelled.setdefault(label_key(line.label), line.label)
    people = {key for key in counts if is_person(key)}
    sure = {key for key in people if _is_sure(style, key, spelled[key], counts[key])}
    surely = sum(counts[key] for key in sure)
    single = {key for key in people - sure if is_name(spelled[key])}
    listed = surely + sum(counts[key] for key in single)
    everywhere = listed == len(lines) > 1 or (bool(sure) and 2 * surely >= len(lines))
    if everywhere and style is not LabelStyle.ALONE:
        first = next((line.start for line in lines if label_key(line.label) in sure), 0)
        sure |= {
            label_key(line.label)
            for line in lines
            if line.start >= first and label_key(line.label) in single
        }
    return frozenset(sure)


def _is_sure(style: LabelStyle, key: str, printed: str, count: int) -> bool:
    if speaks_by_itself(key):
        return True
    if count < 2:
        return style is LabelStyle.BOLD and is_name(printed)
    if is_name(printed):
        return True
    return style in {LabelStyle.BOLD, LabelStyle.COLON, LabelStyle.TIMED} and is_handle(printed)


def _is_aside(text: str, style: LabelStyle, line: LabelLine) -> bool:
    """Tell whether a line that names no person breaks speech off instead of being part of it."""
    if style is LabelStyle.BOLD or line.label.isupper():
        return True
    end = text.find("\n", line.words)
    rest = text[line.words : end if end >= 0 else len(text)]
    return not any(c.isalpha() for c in rest)
