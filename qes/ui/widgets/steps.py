"""Word and sentence edges, by which a passage is grown and shrunk."""

from __future__ import annotations

import re

_WORD = re.compile(r"\w+(?:[\u2019'\-]\w+)*|[^\w\s]+")
# Closing quotes and brackets belong to the sentence; the full-width marks of Chinese and Japanese
# need no space after them.
_SENTENCE_END = re.compile(
    r"[.!?…]+[\"'\u201d\u2019»)\]]*(?=\s|$)|[\u3002\uff01\uff1f]+[」』\uff09]*|\n+|$"
)


def word_end_after(text: str, offset: int) -> int:
    """Return the end of the word that ends next after `offset`, or the text's end."""
    for found in _WORD.finditer(text, _word_start(text, offset)):
        if found.end() > offset:
            return found.end()
    return len(text)


def word_start_before(text: str, offset: int) -> int:
    """Return the start of the word that begins next before `offset`, or 0."""
    window = max(0, offset - 400)
    starts = [found.start() for found in _WORD.finditer(text, window, offset)]
    return starts[-1] if starts else window


def sentence_end_after(text: str, offset: int) -> int:
    """Return the end of the sentence that ends next after `offset`, or the text's end."""
    place = offset
    while place < len(text):
        found = _SENTENCE_END.search(text, place)
        if found is None:
            break
        end = found.start() if found.group().startswith("\n") else found.end()
        if end > offset and text[offset:end].strip():
            return end
        place = max(found.end(), place + 1)
    return len(text)


def sentence_start_before(text: str, offset: int) -> int:
    """Return the start of the sentence that begins next before `offset`, or 0."""
    window = max(0, offset - 4_000)
    start = _next_word(text, window, offset)
    latest = start
    for found in _SENTENCE_END.finditer(text, window, offset):
        following = _next_word(text, found.end(), offset)
        if following < offset:
            latest = following
    return latest if latest < offset else window


def _next_word(text: str, start: int, stop: int) -> int:
    """Return where the words begin after white space at `start`, at most `stop`."""
    while start < stop and text[start].isspace():
        start += 1
    return start


def _word_start(text: str, offset: int) -> int:
    """Return a place at or before `offset` that is not inside a word."""
    window = max(0, offset - 400)
    while offset > window and not text[offset - 1].isspace():
        offset -= 1
    return offset
