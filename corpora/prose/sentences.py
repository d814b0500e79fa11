"""Where sentences begin, in print and in speech.

Every run of full stops, question marks, exclamation marks and ellipses is a place where a sentence
may end; rules on the word before it and the word after it decide. Splitters made for news take
section numbers, semicolons and reference marks for ends (Kiss and Strunk 2006 say how such
splitters work, doi:10.1162/coli.2006.32.4.485), and none of them reads speech that is written down
without capitals.

The rules: an ellipsis is a pause, unless a word that only opens sentences follows a finished
clause; numbers of list items, sections, tables and footnotes go with what follows; reference marks
(`.<sup>34</sup>`, `.34`, `.[34]`, `.(34)`) and the names of those quoted (`.” (P12)`) go with what
stands before; an abbreviation, an initial or a number ends a sentence only where what follows is
plainly a new one; a small letter opens a sentence only after a whole word, and only in a text that
has no capitals, as the letter of a list's item, or in a word that often opens one (`it's`, `they`).
"""

from __future__ import annotations

import re
from collections.abc import Callable

from corpora.prose.abbreviations import (
    AFTER_HOURS,
    BEFORE_LETTER,
    BEFORE_NUMBER,
    DANGLING,
    HOURS,
    LETTERED,
    MAY_END,
    NEVER_END,
)
from corpora.prose.surroundings import (
    LETTERS,
    REACH,
    WORD_BEFORE,
    After,
    Next,
    is_whole,
    last_word,
    token_before,
    word_after,
)

RULES = "3"
"""Changes whenever the same text may be cut differently."""

_STRONG = "!?\u203c\u203d\u2047\u2048\u2049\u061f"
_SET_OF_STRONG = frozenset(_STRONG)
_SCRIPT = "\u3002\uff01\uff1f\uff61\uff0e\u0964\u0965\u06d4\u1362"
_MARKS = f".…{_STRONG}{_SCRIPT}"
_CLOSING = "\"'”\u2019»)\\]}*_"
MAY_END_SENTENCE = re.compile(rf"[{_MARKS}]|\n[^\S\n]*\n")
"""A text without any of these is one sentence at most."""
# Nothing in either alternative can fail late, and a match is never looked at twice, so that the
# search is linear whatever the text is.
_END = re.compile(
    rf"""(?P<run>[{_MARKS}]++(?:[ \t\u00a0]{{1,2}}[.…]++(?=[\s{_CLOSING}]|\Z))*+)
    (?P<closing>[{_CLOSING}]*+)
    (?P<mark>(?:<sup>[^<>]{{0,40}}</sup>|[\u00b2\u00b3\u00b9\u2070-\u2079]{{1,9}}
        |(?<=["”\u2019])\s?[(\[][^()\[\]]{{1,80}}[)\]]
        |\(\d{{1,3}}(?:[,;\u2013-][ ]?\d{{1,3}}){{0,20}}\)
        |[ ]?\[\d{{1,3}}(?:[,;\u2013-][ ]?\d{{1,3}}){{0,20}}\]
        |\d{{1,3}}(?:[,\u2013-][ ]?\d{{1,3}}){{0,20}}(?![\w.]))*+)
    [{_CLOSING}]*+
    (?P<gap>\s*+)
    |(?P<blank>\n[^\S\n]*+\n\s*+)""",
    re.VERBOSE,
)
_LETTER_AFTER = re.compile(rf"[{_MARKS}]\s+([^\W\d_])")
_OPENING_WORDS = re.compile(r"[^\W\d_][a-z]{4,30}[ \u00a0\n][a-z]")
"""A word too long to end the name of a file, and one in small letters."""
_NUMBER = re.compile(r"[#*]*\d{1,4}(?:\.\d{1,4}){0,6}")
_DOTTED = re.compile(r"(?:[^\W\d_]{1,2}\.)+[^\W\d_]{1,2}")
_LABEL = re.compile(
    r"[\W_]*(?:(?:table|figure|fig|box|appendix|chapter|section|theme|question|step|part|panel|q|no)"
    r"\b[\W_]*)?(?:[a-z]{0,2}\d[\d\W_]*[a-z]?|[a-z]|[ivx]{1,5})[\W_]*",
    re.IGNORECASE,
)
_LABEL_MAX = 40
_MARKS_MAX = 12
"""How far the first word of a text is looked for behind dashes, brackets and quotation marks."""


def sentence_starts(text: str) -> tuple[int, ...]:
    """Return where each sentence of a paragraph begins; white space has none.

    The starts are in order, the first is the first character that is no white space, and none is
    inside a word. Time is linear in the length of the text.
    """
    first = len(text) - len(text.lstrip())
    if first == len(text):
        return ()
    small = _without_capitals(text, first)
    starts = [first]
    for found in _END.finditer(text, first):
        begin = found.end()
        if begin < len(text) and _is_end(text, starts[-1], found, small=small):
            if len(starts) > 1 and not _has(str.isalnum, text, starts[-1], begin):
                starts.pop()  # stray marks go with what stands before them
            starts.append(begin)
    if len(starts) > 1 and not any(map(str.isalpha, text[starts[-1] :])):
        starts.pop()  # a number that ends a paragraph is a footnote's or a page's
    return tuple(starts)


def _without_capitals(text: str, first: int) -> bool:
    """Tell whether sentences begin with small letters here, as in some transcripts of speech."""
    if not next(filter(str.isalnum, text[first : first + _MARKS_MAX]), "").islower():
        return False
    letters: list[str] = _LETTER_AFTER.findall(text)
    return 2 * sum(map(str.islower, letters)) >= len(letters)


def _has(test: Callable[[str], bool], text: str, start: int, end: int) -> bool:
    return any(map(test, text[start : min(end, start + _LABEL_MAX)]))


def _is_end(text: str, start: int, found: re.Match[str], *, small: bool) -> bool:
    """Tell whether a sentence that begins at `start` ends with the marks found."""
    run, at = found["run"], found.start()
    if run is None or run[-1] in _SCRIPT or found["gap"].count("\n") > 1:
        return True
    if not found["gap"]:
        return text[found.end()].isupper() and _is_unspaced_end(text, start, found)
    after = word_after(text, found.end())
    token = token_before(text, start, at)
    if _is_no_end(text, start, found, token) or (
        after.kind is Next.SMALL and not _may_open_small(token, after, found, small=small)
    ):
        return False
    if run == ".":
        return _ends_after_full_stop(text, start, at, after)
    if _SET_OF_STRONG.isdisjoint(run):
        return _ends_after_dots(text, start, at, run, after)
    return _ends_after_strong(text, at, after)


def _is_unspaced_end(text: str, start: int, found: re.Match[str]) -> bool:
    """Tell whether a sentence ends where no space was typed: `…the end.They left`."""
    run = found["run"]
    if found["mark"] or "…" in run or ".." in run:
        return False
    if not (word_after(text, found.end()).opens or _OPENING_WORDS.match(text, found.end())):
        return False
    token = token_before(text, start, found.start())
    return len(token) > 2 and token.islower() and is_whole(token)


def _is_no_end(text: str, start: int, found: re.Match[str], token: str) -> bool:
    """Tell what only looks like an end: a decimal, or a label such as `4.2.` or `Figure 1.`."""
    if found["mark"][:1].isdigit() and (token[-1:].isdigit() or not is_whole(token)):
        return True
    return found.end() - start <= _LABEL_MAX and (
        _LABEL.fullmatch(text, start, found.end()) is not None
    )


def _may_open_small(token: str, after: After, found: re.Match[str], *, small: bool) -> bool:
    """Tell whether a small letter may open a sentence after a word and these marks."""
    if after.bracket or after.pause or found["run"] == "….":
        return True
    if found["closing"] or found["mark"]:
        return False
    return small or (after.opens_small and is_whole(token))


def _ends_after_strong(text: str, at: int, after: After) -> bool:
    """Tell a question or an exclamation from a doubt about a word, `(?)`."""
    return text[at - 1 : at] not in ("(", "[") or after.opens


def _ends_after_dots(text: str, start: int, at: int, run: str, after: After) -> bool:
    """Tell whether an ellipsis, or an ellipsis with a full stop (`….`), ends a sentence."""
    dots = "".join(run.split())
    finished = last_word(text, start, at) not in DANGLING
    if dots.strip("…") and len(dots.replace("…", "...")) > 3:
        return after.kind is Next.CAPITAL or (finished and after.kind is not Next.NUMBER)
    if dots == "..":
        return after.kind is Next.CAPITAL
    return after.opens and finished and after.word.partition("'")[0] != "i"


def _ends_after_full_stop(text: str, start: int, at: int, after: After) -> bool:
    """Tell whether one full stop ends a sentence."""
    token = token_before(text, start, at)
    if not token or not token[-1].isalnum():
        return after.kind is not Next.SMALL or after.bracket
    if after.pause:
        return is_whole(token)
    if len(token) == 1 and token.isalpha():
        return _ends_after_letter(text, start, at, after)
    if _NUMBER.fullmatch(token):
        listed = len(token) < 3 and _is_listed(text, start, at - len(token))
        return after.kind is not Next.SMALL and not listed
    if _DOTTED.fullmatch(token) or (LETTERS.fullmatch(token) and not is_whole(token)):
        return _ends_after_abbreviation(token.casefold(), after)
    return not _introduces(token.casefold(), after)


def _is_listed(text: str, start: int, label: int) -> bool:
    """Tell whether a number or a letter is that of a list within a sentence: `: 1. to see;`."""
    return text[max(start, label - REACH) : label].rstrip().endswith((":", ";", ","))


def _ends_after_letter(text: str, start: int, at: int, after: After) -> bool:
    """Tell whether a single letter ends a sentence (`at site D. Though`) or is a name's."""
    if text[at - 1].islower() or after.kind is not Next.CAPITAL or after.opens:
        return after.opens and not (text[at - 1].islower() and _is_listed(text, start, at - 1))
    named = WORD_BEFORE.search(text, max(start, at - REACH), at - 1)
    if named is None:
        return False
    if named[1].casefold() in LETTERED:
        return named.start() > start  # else it is a label of what follows
    return len(named[1]) > 3 and named[1].islower() and named[1] not in DANGLING


def _ends_after_abbreviation(bare: str, after: After) -> bool:
    if bare in NEVER_END or _introduces(bare, after):
        return False
    if bare in HOURS:
        return after.kind is Next.CAPITAL and after.word not in AFTER_HOURS
    if bare in MAY_END or "." in bare:
        return after.opens or (bare in ("etc", "al") and after.kind is Next.CAPITAL)
    return after.kind is not Next.SMALL


def _introduces(bare: str, after: After) -> bool:
    """Tell whether `No.`, `Fig.`, `p.` and their like introduce a number or a letter, or a count."""
    if bare in BEFORE_LETTER and len(after.word) == 1 and after.kind is Next.CAPITAL:
        return not after.opens
    if bare not in BEFORE_NUMBER:
        return False
    return after.kind is Next.NUMBER or (bare == "no" and after.word == "of")
