"""What of one text stands in another: runs of equal words, in order or moved.

Runs of eight words that each text has once are looked for first and put in the longest common
order, as patience diff does with lines (as described at https://bramcohen.livejournal.com/73318.html);
what they leave aside is found again elsewhere; what lies between is aligned by its longest common
subsequence (Hyyrö 2004, Bit-parallel LCS-length computation revisited). The time taken is near to
linear in the length of the texts.
"""

from __future__ import annotations

from dataclasses import dataclass

from corpora.alignment.runs import Run, sliding
from corpora.alignment.weave import SHINGLE, SHORT_SHINGLE, Weave
from corpora.alignment.words import Words, words_of

__all__ = ["SHINGLE", "SHORT_SHINGLE", "Alignment", "Run", "Words", "align"]


@dataclass(frozen=True, slots=True)
class Alignment:
    """Two texts, word by word."""

    old: Words
    new: Words
    runs: tuple[Run, ...]
    """In the order of the old text; no word is in two of them."""
    sliding: tuple[tuple[int, int], ...]
    """Stretches of old words, first and behind the last, whose place something else equals: in
    `Yes. Yes.` become `Yes.` nobody can tell which one is gone."""


def align(old: str, new: str) -> Alignment:
    """Find which words of one text stand in another."""
    spellings: dict[str, int] = {}
    olds, news = words_of(old, spellings), words_of(new, spellings)
    weave = Weave(olds, news)
    weave.join()
    runs = weave.runs()
    return Alignment(olds, news, runs, tuple(sliding(runs, olds, news)))
