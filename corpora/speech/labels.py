"""Speaker labels in the lines of a transcript: which style it uses, and where each label stands.

Every style is tried; the one with the most believable labels wins. A label is believed on its own
evidence (a role, a code), by recurring, or by company: once where nearly everything that could be
a label is one. What some lines write in another way (`corpora.speech.label_variants`) is then added.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from corpora.speech.clock import LEADING_MARK, seconds
from corpora.speech.label_styles import (
    UNMARKED,
    LabelLine,
    LabelStyle,
    cue_label,
    label_lines,
    styles_in,
)
from corpora.speech.label_variants import (
    clocked,
    interruptions,
    numbered,
    title_block,
    unnumbered,
    variants,
)
from corpora.speech.label_words import INTERRUPTIONS
from corpora.speech.speakers import (
    is_handle,
    is_name,
    is_noise,
    is_numbered,
    is_person,
    label_key,
    role_of,
    speaks_by_itself,
)

__all__ = [
    "LEADING_MARK",
    "LabelLine",
    "LabelSearch",
    "LabelStyle",
    "believed_labels",
    "cue_label",
    "find_labels",
    "seconds",
]

_SELDOM = frozenset((LabelStyle.BRACKET, LabelStyle.TAB, *UNMARKED))
"""Styles that one line alone does not show."""
_RECURRING = frozenset(UNMARKED)
"""Styles in which every label must recur."""
_NAMED_BY_HANDLE = frozenset(
    (LabelStyle.BOLD, LabelStyle.COLON, LabelStyle.TIMED, LabelStyle.CUED, LabelStyle.TABLED)
)
_LIKE_FIELDS = frozenset((LabelStyle.COLON, LabelStyle.BRACKET, LabelStyle.TAB))
"""Styles that the fields above a transcript are in too."""
_FEW = 0.05
"""Of the lines: fewer labels than this are looked for in the styles much prose looks like."""
_OFTEN = 3
_FEW_WORDS = 40
"""Characters that may follow `Break:`."""
_LATE = 4_000
"""Characters before the first label, after which labels are doubted."""


class LabelSearch(NamedTuple):
    """The labels of a text and the lines that only look like labels."""

    style: LabelStyle | None
    """The one most lines are in."""
    lines: tuple[LabelLine, ...]
    asides: tuple[int, ...]
    """Where lines begin that break speech off, such as `**Break:**`."""


class _Tried(NamedTuple):
    """What one style makes of a text."""

    style: LabelStyle
    candidates: Sequence[LabelLine]
    believed: frozenset[str]
    """Keys."""
    lines: Sequence[LabelLine]
    """The candidates that are believed."""


def find_labels(text: str) -> LabelSearch:
    """Find the speaker labels of a transcript."""
    tried = [_try(text, style) for style in styles_in(text)]
    best = max(tried, key=lambda one: len(one.lines), default=None)
    filled = text.count("\n") - text.count("\n\n") + (not text.endswith("\n"))
    if best is None or len(best.lines) < _FEW * filled:
        for style in UNMARKED:
            one = _try(text, style)
            dense = len(one.lines) >= 2 * _FEW * filled
            if dense and (best is None or len(one.lines) > len(best.lines)):
                best = one
    if best is None or not best.lines:
        return LabelSearch(None, (), ())
    nobody = _of(best.candidates, _nobody(best.candidates))
    if not _is_transcript(best, filled, len(nobody)):
        return LabelSearch(None, (), ())
    titled = title_block(text, best.lines, nobody)
    spoken = [line for line in best.lines if line.start not in titled] if titled else best.lines
    if not spoken:
        return LabelSearch(None, (), ())
    lines = _with_strays(text, best, spoken, tried)
    asides = [line.start for line in nobody if _is_aside(text, best.style, line)]
    asides += interruptions(text)
    return LabelSearch(best.style, tuple(clocked(text, lines)), tuple(sorted(asides)))


def believed_labels(printed: Sequence[str]) -> frozenset[str]:
    """Return the keys of the labels to believe among what stands before a colon in cues."""
    lines = tuple(LabelLine(n, label, n, None) for n, label in enumerate(printed))
    return _believed(LabelStyle.COLON, lines)


def _try(text: str, style: LabelStyle) -> _Tried:
    candidates: Sequence[LabelLine] = tuple(label_lines(text, style))
    if style is LabelStyle.COLON and any(line.label[0] in "(0123456789" for line in candidates[:3]):
        candidates = unnumbered(candidates)
    believed = _believed(style, candidates)
    lines = _of(candidates, believed)
    if len(lines) < 2 and style in _SELDOM:
        return _Tried(style, candidates, frozenset(), ())
    return _Tried(style, candidates, believed, lines)


def _of(lines: Sequence[LabelLine], keys: frozenset[str]) -> Sequence[LabelLine]:
    """Return the lines whose labels have one of the keys."""
    all_printed = {line.label for line in lines}
    printed = {label for label in all_printed if label_key(label) in keys}
    if len(printed) == len(all_printed):
        return lines
    return [line for line in lines if line.label in printed] if printed else ()


def _nobody(lines: Iterable[LabelLine]) -> frozenset[str]:
    keys = {label_key(label) for label in {line.label for line in lines}}
    return frozenset(key for key in keys if not is_person(key))


def _believed(style: LabelStyle, lines: Sequence[LabelLine]) -> frozenset[str]:
    """Return the keys of the labels to believe."""
    counts: Counter[str] = Counter()
    spelled: dict[str, str] = {}
    for printed, n in Counter(line.label for line in lines).items():
        key = label_key(printed)
        counts[key] += n
        spelled.setdefault(key, printed)
    people = {key for key in counts if is_person(key)}
    sure = {key for key in people if _is_sure(style, key, spelled[key], counts[key])}
    if style in _RECURRING:
        return frozenset(sure) if _take_turns(style, sure) else frozenset()
    surely = sum(counts[key] for key in sure)
    single = {key for key in people - sure if is_name(spelled[key])}
    listed = surely + sum(counts[key] for key in single)
    said = len(lines) - sum(n for key, n in counts.items() if is_noise(key))
    everywhere = listed == said > 1 or (bool(sure) and 2 * surely >= len(lines))
    if everywhere and single:
        first = 0
        if style in _LIKE_FIELDS:
            first = next((line.start for line in lines if label_key(line.label) in sure), 0)
        sure |= {
            label_key(line.label)
            for line in lines
            if line.start >= first and label_key(line.label) in single
        }
    return frozenset(sure)


def _is_sure(style: LabelStyle, key: str, printed: str, count: int) -> bool:
    if style in _RECURRING and count < 2:
        return False
    if style is LabelStyle.STOPPED:
        return is_numbered(key) or (speaks_by_itself(key) and (len(key) > 2 or key in {"q", "a"}))
    if speaks_by_itself(key):
        return True
    if count < 2:
        return style is LabelStyle.BOLD and is_name(printed)
    return is_name(printed) or (style in _NAMED_BY_HANDLE and is_handle(printed))


def _take_turns(style: LabelStyle, keys: set[str]) -> bool:
    """Tell whether recurring words are people who talk to each other, not headings or list items."""
    letters = {key for key in keys if len(key) == 1}
    if style is LabelStyle.STOPPED and letters and letters != {"q", "a"}:
        return False
    if style is LabelStyle.DASHED and not any(len(k) > 1 and speaks_by_itself(k) for k in keys):
        return False
    return len(keys) > 1


def _is_transcript(found: _Tried, filled: int, nobody: int) -> bool:
    """Tell a transcript from prose that holds a few lines like labels.

    One name that is neither a role nor a code must recur; one role must not be a heading among
    others; and labels begin early. Where only those who ask have labels, what stands between them
    is mostly someone else's: that would be hidden from reviewers as their words.
    """
    first, count = found.lines[0].start, len(found.lines)
    if filled > 2 * count and all(role_of(key).asks for key in found.believed):
        return False
    if len(found.believed) == 1:
        (key,) = found.believed
        if not speaks_by_itself(key) and (count < _OFTEN or count < _FEW * filled):
            return False
        if count < _OFTEN and nobody > 1 and not is_numbered(key):
            return False
    return first <= _LATE or count >= _FEW * filled


def _with_strays(
    text: str, best: _Tried, spoken: Sequence[LabelLine], tried: Sequence[_Tried]
) -> Sequence[LabelLine]:
    """Add the labels that stand in another style than most, never two on one line."""
    strays: list[LabelLine] = []
    for other in tried:
        if other.style is best.style:
            continue
        new = {key for key in other.believed if _is_new_voice(other, key)}
        strays += _of(other.candidates, best.believed | new)
    for one in tried:
        if one.style is LabelStyle.COLON and len(one.lines) < len(one.candidates):
            strays += numbered(one.candidates, best.believed)
    strays += variants(text, spoken)
    if not strays:
        return spoken
    merged: dict[int, LabelLine] = {}
    for line in (*strays, *spoken):
        merged[line.start] = line
    kept: list[LabelLine] = []
    for start in sorted(merged):
        # A style may take two lines for a label of which another takes the second alone.
        if not kept or start >= kept[-1].words:
            kept.append(merged[start])
    return kept


def _is_new_voice(other: _Tried, key: str) -> bool:
    """Tell whether someone may be known only from a style that few lines are in."""
    if other.style not in _NAMED_BY_HANDLE:
        return False
    if is_numbered(key) or (speaks_by_itself(key) and other.style is not LabelStyle.COLON):
        return True
    printed = [line.label for line in other.lines if label_key(line.label) == key]
    return len(printed) >= _OFTEN and (speaks_by_itself(key) or is_name(printed[0]))


def _is_aside(text: str, style: LabelStyle, line: LabelLine) -> bool:
    """Tell whether a line that names no person breaks speech off instead of being part of it."""
    if style is LabelStyle.BOLD or line.label.isupper():
        return True
    end = text.find("\n", line.words)
    rest = text[line.words : end if end >= 0 else len(text)].strip()
    if label_key(line.label) in INTERRUPTIONS and len(rest) <= _FEW_WORDS:
        return True
    return not any(c.isalpha() for c in rest)
