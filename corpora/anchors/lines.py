"""Lines that went elsewhere: equal lines of two texts that no surroundings account for."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property

from corpora.alignment import SHINGLE, Run, Words
from corpora.anchors.texts import AlignedTexts
from corpora.span import Span, trimmed

_LEAST = 2
"""Words and marks a line must have to be told from another."""


class StrayLines:
    """Two texts, asked where a line of the old one went that is not where it was."""

    def __init__(self, texts: AlignedTexts) -> None:
        self._texts = texts

    def around(self, span: Span) -> Span | None:
        """Return the line that holds a passage; None where it runs over several."""
        old = self._texts.old
        start = old.rfind("\n", 0, span.start) + 1
        end = old.find("\n", span.start)
        end = len(old) if end < 0 else end
        return trimmed(old, start, end) if span.end <= end else None

    def place_of(self, line: Span) -> int | None:
        """Return where a line begins in the new text, if as many stray ones are equal there."""
        words = line.of(self._texts.old)
        before, after = self._old.get(words, ()), self._new.get(words, ())
        at = bisect_left(before, line.start)
        if len(before) != len(after) or at == len(before) or before[at] != line.start:
            return None
        return after[at]

    @cached_property
    def _old(self) -> dict[str, list[int]]:
        runs = sorted((run.old, run.end) for run in self._sure)
        return _stray(self._texts.old, self._texts.old_words, runs)

    @cached_property
    def _new(self) -> dict[str, list[int]]:
        runs = sorted((run.new, run.new_end) for run in self._sure)
        return _stray(self._texts.new, self._texts.new_words, runs)

    @property
    def _sure(self) -> list[Run]:
        """Runs so long that they are no accident."""
        return [run for run in self._texts.by_new if run.length >= SHINGLE]


def _stray(text: str, words: Words, runs: Sequence[tuple[int, int]]) -> dict[str, list[int]]:
    """Return where each line begins that is not wholly in one of the runs of words."""
    firsts = [first for first, _ in runs]
    found: dict[str, list[int]] = {}
    start = 0
    while start <= len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        line = trimmed(text, start, end)
        start = end + 1
        if line is None:
            continue
        first, behind = bisect_right(words.ends, line.start), bisect_left(words.starts, line.end)
        at = bisect_right(firsts, first) - 1
        in_run = at >= 0 and behind <= runs[at][1]
        if behind - first >= _LEAST and not in_run:
            found.setdefault(line.of(text), []).append(line.start)
    return found
