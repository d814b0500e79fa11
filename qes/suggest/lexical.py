"""The words of a segment, as a learner counts them."""

from __future__ import annotations

import re
from itertools import pairwise

_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*|[?!]")
"""A word with its apostrophes, a question mark or an exclamation mark."""
_MOST_WORDS = 2_000
"""Words read of one segment; more would say nothing new."""
_LONGEST_WORD = 40
OPENS, CLOSES = "^", "$"
"""The two ends of a text, in pairs."""


def words(text: str) -> tuple[str, ...]:
    """Return the words of a text in order, in small letters, `?` and `!` among them."""
    found: list[str] = []
    for match in _WORD.finditer(text):
        found.append(match.group()[:_LONGEST_WORD].lower())
        if len(found) == _MOST_WORDS:
            break
    return tuple(found)


def phrases(text: str) -> tuple[str, ...]:
    """Return each word and each pair of neighbouring words once, with the text's two ends.

    Function words and marks stay in: codes of how something is said live on them.
    """
    single = words(text)
    if not single:
        return ()
    bounded = (OPENS, *single, CLOSES)
    pairs = (f"{one} {two}" for one, two in pairwise(bounded))
    return tuple(dict.fromkeys((*single, *pairs)))
