"""Lines that were edited where they stood, and the words in them that were not."""

from __future__ import annotations

from functools import cached_property

from corpora.anchors.pairs import MARGIN, PairedLines
from corpora.anchors.texts import AlignedTexts, Quoted
from corpora.span import Span

_LIKE = 0.6


class EditedLines:
    def __init__(self, texts: AlignedTexts, pairs: PairedLines) -> None:
        self._texts, self._pairs = texts, pairs
        self._partners: dict[int, int | None] = {}

    def place(self, one: Quoted) -> Span | None:
        lines = self._pairs.old.touching(one.first, one.behind)
        if len(lines) != 1:
            return None
        old = lines[0]
        if old not in self._partners:
            self._partners[old] = self._pairs.edited(old)
        new = self._partners[old]
        if new is None:
            return None
        line = Quoted(self._pairs.old.span(old), *self._pairs.old.words(old))
        there = self._pairs.new.span(new)
        if self._texts.old.count(one.span.of(self._texts.old), line.span.start, line.span.end) != 1:
            return None
        if self._texts.new.count(one.span.of(self._texts.old), there.start, there.end) != 1:
            return None
        found = self._texts.found(one, there)
        if len(found) != 1 : return None
        return found[0]
