"""The part of a passage that a reader needs to see why it is like another."""

from __future__ import annotations

import re
from itertools import pairwise

from qes.suggest.function_words import FILLERS, FUNCTION_WORDS
from qes.suggest.lexical import words

_LONGEST = 160
_SHORTEST_WORD = 3
_END = re.compile("[.!?\u2026][\"'\u201d\u2019)\\]]*\\s+")
"""Where a sentence ends, near enough for showing one."""


def tells(word: str) -> bool:
    """Say whether a word, in small letters, says anything about a subject."""
    plain = word.replace("\u2019", "'")
    return len(plain) >= _SHORTEST_WORD and plain not in FUNCTION_WORDS and plain not in FILLERS


def excerpt(passage: str, asked: str, longest: int = _LONGEST) -> str:
    """Return the sentence of a passage that shares most words with another text, in one line.

    Args:
        passage: what is to be shown.
        asked: the text it is to be held against.
        longest: in characters; what is cut off is marked by an ellipsis.
    """
    wanted = {word for word in words(asked) if tells(word)}
    sentences = _sentences(passage)
    if not sentences:
        return ""
    best = max(range(len(sentences)), key=lambda at: (_shared(sentences[at], wanted), -at))
    first, shown = best, sentences[best]
    # a sentence that is not long may keep those that follow it
    while first + 1 < len(sentences) and len(shown) + len(sentences[first + 1]) < longest:
        first += 1
        shown = f"{shown} {sentences[first]}"
    before = "… " if best else ""
    after = " …" if first + 1 < len(sentences) else ""
    return before + _cut(shown, longest) + (after if len(shown) <= longest else "")


def _sentences(passage: str) -> list[str]:
    ends = [0, *(found.end() for found in _END.finditer(passage)), len(passage)]
    pieces = (" ".join(passage[start:end].split()) for start, end in pairwise(ends))
    return [one for one in pieces if one]


def _shared(sentence: str, wanted: set[str]) -> int:
    return len(wanted.intersection(words(sentence)))


def _cut(text: str, longest: int) -> str:
    """Cut a text at a word's end."""
    if len(text) <= longest:
        return text
    kept = text[:longest].rpartition(" ")[0] or text[:longest]
    return kept.rstrip(" ,;:") + "…"
