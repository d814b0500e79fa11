"""Lines around the labels of a transcript: other spellings, times, title blocks, interruptions."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from itertools import chain, pairwise

from corpora.speech.clock import MARK, RANGE, TIME, seconds
from corpora.speech.label_styles import LabelLine
from corpora.speech.label_words import BREAKS, NOT_IN_NAMES, NOT_PEOPLE
from corpora.speech.speakers import is_name, is_numbered, label_key, speaks_by_itself

MANY_LABELS = 100
"""Distinct labels; above it, no other spellings are looked for."""
_TITLE_END = 3_000
"""Characters from the top within which a title block ends."""
_TITLE_LINE = 80
_NEAR = 100
"""Characters before a line in which the end of the one above is looked for."""
_SENTENCES = (".", "?", "!", "…")
_FULL_STOP = tuple(".?!…\"'”\u2019)]-\u2013\u2014:")
_TIME_LINE = re.compile(rf"\n[ \t]*(?P<at>{MARK}|{TIME}|{RANGE})[ \t]*(?=\n)")
_FIRST_TIME_LINE = re.compile(rf"[ \t]*(?P<at>{MARK}|{TIME}|{RANGE})[ \t]*(?=\n)")
_NUMBER = re.compile(r"\(?(?P<n>\d{1,7})[.)\]]?[ \t]+(?=\S)")
_NUMBERED = 0.6
"""Of the labels, those that must have a number before them, and those that must recur."""
_COUNTING = 0.9
"""Of the numbers, those that must be higher than the one above: each page may begin anew."""
_BLANKS = re.compile(r"[ \t\n]*")
_TAPE = re.compile(
    rf"\n(?P<line>(?:{MARK}[ \t]*)?"
    r"(?:[\[(*\-=_ \t]{0,12}(?i:end of|recording|audio|tape) "
    r"(?i:recording|transcript|transcription|interview|tape|audio|paused|stopped|stops|ends|ended"
    r"|resumes|resumed|starts|started|begins)\b"
    r"|Meeting ended after \d|This (?:editable )?transcript was )[^\n]{0,60})(?=\n|\Z)"
)
_BREAK = re.compile(
    r"\n[ \t]*\n(?P<line>[\[(*\-=_ \t]{0,12}(?i:(?:short |tea |coffee |lunch )?break|intermission)"
    r"[\])*\-=_. \t]{0,12})(?=\n|\Z)"
)
_TRANSCRIPTION = re.compile(
    r"\n(?P<line>[^\n]{1,60} (?:started|stopped) transcription)[ \t]*(?=\n|\Z)"
)


def unnumbered(lines: Sequence[LabelLine]) -> Sequence[LabelLine]:
    """Take numbers off the labels, where the lines or the turns of a transcript are numbered.

    What is numbered in prose, such as points or headings, does not recur.
    """
    found = [_NUMBER.match(line.label) for line in lines]
    numbers = [int(match["n"]) for match in found if match is not None]
    if len(numbers) < 3 or len(numbers) < _NUMBERED * len(lines):
        return lines
    if sum(one < other for one, other in pairwise(numbers)) < _COUNTING * (len(numbers) - 1):
        return lines
    bare = [
        line if match is None else line._replace(label=line.label[match.end() :])
        for line, match in zip(lines, found, strict=True)
    ]
    keys = Counter(label_key(line.label) for line in bare)
    recurring = sum(n for key, n in keys.items() if n > 1 or speaks_by_itself(key))
    return bare if recurring >= _NUMBERED * len(lines) else lines


def numbered(lines: Sequence[LabelLine], believed: Collection[str]) -> Iterator[LabelLine]:
    """Yield lines that have a number before a label which is believed elsewhere without one."""
    bare: dict[str, str] = {}
    for label in {line.label for line in lines}:
        match = _NUMBER.match(label)
        if match is not None and label_key(label[match.end() :]) in believed:
            bare[label] = label[match.end() :]
    for line in lines if bare else ():
        if line.label in bare:
            yield line._replace(label=bare[line.label])


def variants(text: str, lines: Sequence[LabelLine]) -> Iterator[LabelLine]:
    """Yield lines that begin with a known label but not with what stands after it elsewhere.

    `P1;` and `P1>` are taken anywhere, `P1.`, `P1 -`, `Interviewer -` and `Ann Lee - Yes` where a
    paragraph begins, and `P1 Yes` (with no sign at all) there too, for codes and roles.
    """
    printed = {line.label for line in lines}
    if not 0 < len(printed) <= MANY_LABELS:
        return
    known = sorted(map(re.escape, printed), key=len, reverse=True)
    pattern = re.compile(
        rf"\n(?P<line>[ \t]*+(?:{MARK}[ \t]*+)?(?P<label>{'|'.join(known)})"
        r"(?P<sign>[ \t]*[;>\u00bb|](?=\s)|[ \t]*[.)](?=[ \t])|[ \t]*[-\u2013\u2014](?=[ \t])|[ \t])"
        r"[ \t]*+(?=\S))",
        re.IGNORECASE,
    )
    parted = _parted_by_blanks(text, lines)
    for match in pattern.finditer(text):
        start = match.start("line")
        label, sign = match["label"], match["sign"].strip()
        following = text[match.end()]
        if _is_variant(label_key(label), label, sign, following) and (
            sign in {";", ">", "\u00bb", "|"} or _begins_paragraph(text, start, parted=parted)
        ):
            yield LabelLine(start, label, match.end(), seconds(match["line"]))


def _is_variant(key: str, printed: str, sign: str, following: str) -> bool:
    """Tell whether a sign after a known label, or none, still makes it a label."""
    if sign in {";", ">", "\u00bb", "|"}:
        return len(key) > 1 or following.isupper()
    named = is_numbered(key) or (len(key) > 2 and speaks_by_itself(key) and printed[0].isupper())
    if sign in {".", ")"}:
        return named
    if sign:
        return named or (is_name(printed) and len(key) > 1 and following.isupper())
    return named and following.isupper()


def _parted_by_blanks(text: str, lines: Sequence[LabelLine]) -> bool:
    """Tell whether blank lines stand between the speakers of a transcript."""
    sample = lines[1:200]
    blank = sum(text.endswith("\n\n", 0, line.start) for line in sample)
    return 2 * blank > len(sample)


def _begins_paragraph(text: str, start: int, *, parted: bool) -> bool:
    """Tell whether a line begins something new and is not the rest of a wrapped one."""
    if text.endswith("\n\n", 0, start):
        return True
    return not parted and text[max(0, start - _NEAR) : start].rstrip()[-1:] in _FULL_STOP


def clocked(text: str, lines: Sequence[LabelLine]) -> Sequence[LabelLine]:
    """Give a label the time that stands on a line of its own above it."""
    first = _FIRST_TIME_LINE.match(text)
    if first is None and _TIME_LINE.search(text) is None:
        return lines
    found = list(lines)
    starts = [line.start for line in found]
    for match in chain((first,) if first is not None else (), _TIME_LINE.finditer(text)):
        below = _BLANKS.match(text, match.end())
        at = text.rfind("\n", 0, below.end()) + 1 if below is not None else match.end()
        n = bisect_left(starts, at)
        begins = match.start("at")
        free = n == 0 or found[n - 1].words <= begins
        if free and n < len(found) and starts[n] == at:
            line = found[n]
            when = line.at if line.at is not None else seconds(match["at"])
            found[n] = LabelLine(begins, line.label, line.words, when)
    return found


def title_block(
    text: str, lines: Sequence[LabelLine], nobody: Sequence[LabelLine]
) -> Collection[int]:
    """Return where lines begin that look like labels in a block of fields: Date, Place, Interviewer.

    In such a block at the top stand short fields, some of which name no person. Above the last of
    these whatever is no sentence is a field; below it, what is a name or a code.
    """
    others = [line for line in nobody if line.start < _TITLE_END and _is_field(line.label)]
    if not others:
        return ()
    begin = text.rfind("\n\n", 0, others[0].start) + 1
    end = text.find("\n\n", others[0].start)
    end = len(text) if end < 0 else end
    last = max(line.start for line in others if line.start < end)
    fields: set[int] = set()
    for line in lines:
        if line.start >= end:
            break
        stop = text.find("\n", line.words)
        said = text[line.words : stop if stop >= 0 else len(text)].strip()
        short = line.start >= begin and len(said) <= _TITLE_LINE and not said.endswith(_SENTENCES)
        if short and (line.start < last or said == "" or _is_value(said)):
            fields.add(line.start)
    return fields


def _is_field(printed: str) -> bool:
    key = label_key(printed)
    named = key in NOT_PEOPLE or not NOT_IN_NAMES.isdisjoint(key.split())
    return named and key not in BREAKS


def _is_value(said: str) -> bool:
    return is_name(said) or speaks_by_itself(label_key(said))


def interruptions(text: str) -> Iterator[int]:
    """Yield where lines begin that say the talk, its recording or transcription stops or goes on."""
    for match in _TAPE.finditer(text):
        yield match.start("line")
    if any(word in text for word in ("reak", "REAK", "ntermission", "NTERMISSION")):
        for match in _BREAK.finditer(text):
            yield match.start("line")
    if " transcription" in text:
        for match in _TRANSCRIPTION.finditer(text):
            yield match.start("line")
