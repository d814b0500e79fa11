"""A text as words and punctuation marks, to be compared with another one."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""Letters of scripts that set no space between words: Thai, Lao, Burmese, Khmer, East Asian."""
_LETTER = f"[^\\W{_UNSPACED}]"
_WORD = re.compile(f"{_LETTER}+(?:['\u2019]{_LETTER}+)*|[{_UNSPACED}]|[^\\w\\s]")


@dataclass(frozen=True, slots=True)
class Words:
    """A text as words and punctuation marks, by where they begin and end."""

    starts: Sequence[int]
    ends: Sequence[int]
    spellings: Sequence[int]
    """A number for each; the same for the same word, be it in capitals or not."""
    lines: Sequence[int]
    """Which words begin a line."""

    def line_start(self, word: int) -> int:
        """Return the first word of the line in which a word stands."""
        return self.lines[bisect_right(self.lines, word) - 1]

    def line_end(self, word: int) -> int:
        """Return the first word behind the line in which the word before this one stands."""
        at = bisect_left(self.lines, word)
        return self.lines[at] if at < len(self.lines) else len(self.starts)


def words_of(text: str, spellings: dict[str, int]) -> Words:
    """Cut a text into words; `spellings` grows by those it does not know."""
    spans = [found.span() for found in _WORD.finditer(text)]
    starts, ends = [start for start, _ in spans], [end for _, end in spans]
    numbers = []
    for start, end in spans:
        spelled = text[start:end]
        if spelled not in spellings:
            spellings[spelled] = spellings.setdefault(spelled.casefold(), len(spellings))
        numbers.append(spellings[spelled])
    lines = [0] if starts else []
    at = text.find("\n")
    while at >= 0:
        word = bisect_left(starts, at)
        if word == len(starts):
            break
        if word != lines[-1]:
            lines.append(word)
        at = text.find("\n", starts[word])
    return Words(starts, ends, numbers, lines)
