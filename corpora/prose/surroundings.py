"""What stands before and after a place where a sentence may end."""

from __future__ import annotations

import re
from enum import Enum, auto
from typing import NamedTuple

from corpora.prose.abbreviations import MAY_END, NEVER_END, OPENERS, SHORT_WORDS, SMALL_OPENERS

REACH = 60
"""How many characters before such a place are looked at."""
_WORD_AFTER = re.compile(
    r"(?P<before>(?:<[^<>]{1,40}>|[^\w<]|_){0,12}+)(?P<word>[^\W_][\w'\u2019]{0,30})(?P<stop>\.?)"
)
_OPENING = re.compile(r"[(\[{\"“\u2018«/\u2013—]")
WORD_BEFORE = re.compile(r"([\w'\u2019]{1,20})[\W_]{0,4}\Z")
"""The last word of a stretch of text."""
LETTERS = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
"""A word of letters, maybe with apostrophes or hyphens."""
_ITEM = re.compile(r"(?:[a-z]|[ivx]{2,4})[.)]\s{1,9}[(\[\"'“\u2018]?(?=(?P<first>[^\W\d_]))")
"""The letter or small Roman number of a list's item: `b. The second`, `ii) The second`."""
_CLOCK = re.compile(r"\d{1,2}:\d{2}(?!\d)")
_VOWEL = re.compile(r"[aeiouy]", re.IGNORECASE)


class Next(Enum):
    """What stands after a possible end."""

    CAPITAL = auto()
    SMALL = auto()
    NUMBER = auto()
    OTHER = auto()


class After(NamedTuple):
    """The first word after a possible end, and what leads up to it."""

    kind: Next
    word: str = ""
    """In small letters, with straight apostrophes."""
    opens: bool = False
    """It is a word that has a capital only where it begins a sentence."""
    bracket: bool = False
    pause: bool = False
    """An ellipsis stands before it."""
    opens_small: bool = False
    """It has a small letter and may open a sentence: as an item of a list, or by what it is."""


def is_whole(token: str) -> bool:
    """Tell a word from an abbreviation, by its form and by what is known."""
    bare = token.casefold()
    if not LETTERS.fullmatch(token):
        return bool(token) and not token[-1].isalnum()
    if len(token) > 1 and token.isupper():
        return True  # an acronym: `in CA.` is no `ca.`
    if bare in NEVER_END or bare in MAY_END:
        return False
    return bare in SHORT_WORDS or (len(bare) > 2 and _VOWEL.search(bare) is not None)


def token_before(text: str, start: int, at: int) -> str:
    """Return what stands before a mark, back to the last space or opening mark."""
    before = text[max(start, at - REACH) : at]
    if not before or before[-1].isspace():
        return ""
    return _OPENING.split(before.split()[-1])[-1].lstrip("'\u2019*_")


def last_word(text: str, start: int, at: int) -> str:
    """Return the last word before a mark, in small letters and with straight apostrophes."""
    found = WORD_BEFORE.search(text, max(start, at - REACH), at)
    return found[1].replace("\u2019", "'").casefold() if found is not None else ""


def word_after(text: str, at: int) -> After:
    """Look at the first word after a possible end."""
    found = _WORD_AFTER.match(text, at)
    if found is None:
        return After(Next.OTHER)
    word, marks = found["word"], found["before"]
    bare = word.replace("\u2019", "'").casefold()
    # a letter with its own full stop is an initial, whatever word it looks like
    lone = len(word) == 1 and found["stop"] == "."
    kind = _kind(word)
    at = found.start("word")
    if kind is Next.NUMBER and _CLOCK.match(text, at):
        kind = Next.OTHER  # no number of anything: `No. 00:01:05 Yes.`
    small = bare in SMALL_OPENERS and not lone
    return After(
        kind,
        bare,
        opens=kind is Next.CAPITAL and bare in OPENERS and not lone,
        bracket="(" in marks or "[" in marks,
        pause="…" in marks or "..." in marks,
        opens_small=kind is Next.SMALL and (small or _is_item(text, at)),
    )


def _is_item(text: str, at: int) -> bool:
    """Tell whether a list's item begins here, with a capital letter after its own."""
    found = _ITEM.match(text, at)
    return found is not None and found["first"].isupper()


def _kind(word: str) -> Next:
    first = word[0]
    if first.isdecimal():
        return Next.NUMBER
    if first.isupper() or first.istitle():
        return Next.CAPITAL
    # a name such as iPhone or mRNA keeps its small letter where it begins a sentence
    return Next.SMALL if first.islower() and word[1:] == word[1:].lower() else Next.OTHER
