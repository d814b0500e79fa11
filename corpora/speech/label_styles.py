"""The ways in which transcripts write who speaks, each with a pattern for its lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from sys import intern
from typing import NamedTuple

from corpora.speech.clock import MARK, RANGE, TIME, seconds
from corpora.speech.speakers import is_name, label_key, speaks_by_itself


class LabelStyle(StrEnum):
    """How a transcript writes who speaks, in the order tried."""

    BOLD = "**Name:** words"
    CUED = "0:00 --> 0:05, Name on the next line"
    TABLED = "0:00 - 0:05, a tab, Name, a tab, words"
    TIMED = "Name  0:09, words after it or on the next line"
    COLON = "Name: words"
    BRACKET = "[Name] words"
    TAB = "Name, a tab or a bar, words"
    DASHED = "Name - words, Name; words, Name > words"
    STOPPED = "P1. words, P1 - words"
    ALONE = "Name on a line of its own"


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


_CLOCKED = rf"(?:{MARK}|{TIME})"
_S = r"[ \t\u00a0\u202f]*+"
"""Spaces, never given back: a line of a hundred thousand of them must not be tried over again."""
_ITEM = r"(?:[-*\u2022\u2013\u2014][ \t]++|>{1,3}[ \t]*+)?"
"""What begins an item of a list, a quotation, or a caption where the speaker changes."""
_TO = r"(?:[ \t]++to[ \t]++(?:Everyone|[^:\n]{1,60}\(Direct Message\))[^:\n]{0,20}?)?"
"""To whom a message in a call's chat is written."""
PATTERNS = {
    LabelStyle.BOLD: re.compile(
        rf"^{_S}(?:>{{1,3}}{_S})?(?:{_CLOCKED}{_S})?(?P<b>\*{{1,3}}|__){_S}(?P<label>[^*\n]{{1,60}}?){_S}"
        rf"(?:(?:{MARK}{_S})?:{_S}(?P=b)|(?P=b){_S}(?:{MARK}{_S})?:|(?P=b){_S}{MARK}){_S}",
        re.MULTILINE,
    ),
    LabelStyle.CUED: re.compile(
        rf"^{_S}{RANGE}{_S}\n{_S}(?P<label>[^\s:][^:\n]{{0,58}}?){_S}:?{_S}\n(?={_S}\S)",
        re.MULTILINE,
    ),
    LabelStyle.TABLED: re.compile(
        rf"^{_S}(?:\d{{1,5}}[\t |]++)?{RANGE}[\t |]++(?:(?P<label>[^\s|][^\t|\n]{{0,58}}?)"
        r"(?: ?[\t|]|  )[ \t|]*+"
        r"|(?P<after>[A-Za-z]{1,4}\d{1,3}|[A-Z][a-z]{5,11}(?: \d{1,2})?) )(?=\S)",
        re.MULTILINE,
    ),
    LabelStyle.TIMED: re.compile(
        rf"^{_S}(?:\*\*)?(?:(?P<label>[^\s\[(][^\n\t]{{0,58}}?)(?:\*\*)?"
        r"(?:[ \t:,\-\u2013\u2014|@]++|(?<=[^\W\d_])(?=\d\d?:\d\d))"
        rf"(?:(?:{_CLOCKED}|{TIME}:){_S}$|(?:{MARK}|\d{{1,2}}:\d{{2}}:\d{{2}})[ \t]++(?=\S))"
        rf"|{_CLOCKED}[ \t]++(?:[-\u2013\u2014|][ \t]++)?(?P<after>[^\s:|][^\n\t:]{{0,58}}?)"
        rf"(?:\*\*)?:?{_S}$)",
        re.MULTILINE,
    ),
    LabelStyle.COLON: re.compile(
        # looking ahead keeps the lines of most transcripts, which begin with a letter, out of it
        rf"^{_S}{_ITEM}(?:(?=[\d\[(<\\])(?:\d{{1,5}}[\t|]++)?"
        rf"(?:(?:{RANGE}|{_CLOCKED})[ \t|]*+[-\u2013\u2014]?{_S}(?:From[ \t]++)?)?)?"
        rf"(?P<label>[^\s:\[][^:\n]{{0,58}}?){_TO}"
        rf"{_S}(?:{MARK}{_S})?[:\uff1a](?P<gap>[ \t\u00a0]+|$|(?=[^\W\d]))",
        re.MULTILINE,
    ),
    LabelStyle.BRACKET: re.compile(
        rf"^{_S}(?:{_CLOCKED}{_S})?\\?\[(?:{TIME}{_S})?(?P<label>[^\]\n]{{1,60}}?)"
        rf"(?:[ \t,]++{TIME})?\\?\]"
        rf"(?:\(https?://[^\s()]{{1,200}}\))?{_S}:?{_S}"
        rf"(?:{TIME}{_S}$)?",
        re.MULTILINE,
    ),
    LabelStyle.TAB: re.compile(
        rf"^(?:\d{{1,5}}[\t|]++)?(?:{_CLOCKED}[\t|]++)?(?P<label>[^\t\n:|]{{1,60}})[\t|]{_S}"
        rf"(?:{_CLOCKED} *+[\t|]{_S})?(?=[^\s|])",
        re.MULTILINE,
    ),
    LabelStyle.DASHED: re.compile(
        rf"^{_S}(?:{MARK}{_S})?(?P<label>[^\W\d_a-z][^\n.?!;:>\t]{{0,40}}?)"
        rf"(?:[ \t]++[-\u2013\u2014]|{_S}[;>])[ \t]++(?=\S)",
        re.MULTILINE,
    ),
    LabelStyle.STOPPED: re.compile(
        rf"^{_S}(?:{MARK}{_S})?(?P<label>[^\W\d_]{{1,14}}[ ]?\d{{0,4}}){_S}"
        r"(?:[.;>|)]|[-\u2013\u2014])[ \t]++(?=\S)",
        re.MULTILINE,
    ),
    LabelStyle.ALONE: re.compile(
        rf"^(?:#{{1,6}}[ \t]++)?(?:\*\*|__)?(?P<label>[^\W\d_a-z][^\n.?!;:\t*]{{0,40}})"
        rf"(?:\*\*|__)?{_S}\n(?:{_S}\n)?(?:{_S}{_CLOCKED}{_S}\n)?(?=[^\n])",
        re.MULTILINE,
    ),
}
"""A line's pattern; group `label`, or `after`, is who speaks, and its end is where words begin."""

_MINUTES = re.compile(r":\d{2}")
_FRAMES = re.compile(r";\d{2};\d{2}")
_TIME_AT_EDGE = re.compile(
    rf"{TIME}\\?[\])>]?:?[ \t]*$|^[ \t]*\\?[\[(<]?{TIME}[^\n]{{2,66}}$"
    rf"|^[^\n]{{1,60}}?(?:{MARK}|\d{{1,2}}:\d{{2}}:\d{{2}})",
    re.MULTILINE,
)
_ARROW_AT_EDGE = re.compile(rf"^{_S}(?:\d{{1,5}}[\t |]++)?{RANGE}[ \t|]*+$", re.MULTILINE)
_STRETCH_AT_EDGE = re.compile(rf"^{_S}(?:\d{{1,5}}[\t |]++)?{RANGE}[\t |]++\S", re.MULTILINE)
_NEEDED = {
    LabelStyle.BOLD: ("*", "__"),
    LabelStyle.COLON: (":", "\uff1a"),
    LabelStyle.BRACKET: ("[",),
    LabelStyle.TAB: ("\t", "|"),
}


UNMARKED = (LabelStyle.DASHED, LabelStyle.STOPPED, LabelStyle.ALONE)
"""Styles that much prose looks like."""
_NO_TIME = 3
"""Characters around a label that are too few to hold a time."""


def styles_in(text: str) -> tuple[LabelStyle, ...]:
    """Return the styles that a text may be in, by what each cannot do without.

    That is far cheaper than their patterns. Those of `UNMARKED`, which nothing rules out, are not in it.
    """
    # two patterns that begin with a character of their own are faster than one with a class
    clocked = _MINUTES.search(text) is not None or _FRAMES.search(text) is not None
    found: list[LabelStyle] = []
    for style in LabelStyle:
        match style:
            case _ if style in UNMARKED:
                may_be = False
            case LabelStyle.CUED:
                may_be = clocked and _ARROW_AT_EDGE.search(text) is not None
            case LabelStyle.TABLED:
                may_be = clocked and _STRETCH_AT_EDGE.search(text) is not None
            case LabelStyle.TIMED:
                may_be = clocked and _TIME_AT_EDGE.search(text) is not None
            case _:
                may_be = any(char in text for char in _NEEDED[style])
        if may_be:
            found.append(style)
    return tuple(found)


def label_lines(text: str, style: LabelStyle) -> Iterator[LabelLine]:
    """Yield each line that a style could mean as a label, believable or not."""
    two_groups = style in {LabelStyle.TIMED, LabelStyle.TABLED}
    gapped = style is LabelStyle.COLON
    new, of_length = tuple.__new__, len
    for match in PATTERNS[style].finditer(text):
        label = match["label"]
        if two_groups and label is None:
            label = match["after"]
        start, end = match.span()
        if gapped and not match["gap"] and not _may_be_glued(label, text, end):
            continue
        at = None
        if end - start - of_length(label) > _NO_TIME:
            at = seconds(match.group().replace(label, " ", 1))
        # The class's own constructor takes twice as long, which shows over a million lines.
        yield new(LabelLine, (start, intern(label), end, at))


def _may_be_glued(label: str, text: str, words: int) -> bool:
    """Tell whether words may follow a colon without a space.

    `P1:yes` and `Ida:Yes` are labels, `note:this` and `http:` are not; a wide colon has its own
    space.
    """
    if text[words : words + 1] in {"", "\n"} or text[words - 1] == "\uff1a":
        return True
    return speaks_by_itself(label_key(label)) or (text[words].isupper() and is_name(label))


def cue_label(words: str) -> tuple[str, int] | None:
    """Return what stands before a colon or in brackets at the start of a cue, and its length."""
    for style in (LabelStyle.COLON, LabelStyle.BRACKET):
        match = PATTERNS[style].match(words)
        if match is not None:
            return match["label"], match.end()
    return None
