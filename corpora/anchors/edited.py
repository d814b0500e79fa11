"""Lines that were edited where they stood, and the words in them that were not."""

from __future__ import annotations

from corpora.anchors.partners import Partners
from corpora.anchors.texts import MARGIN, AlignedTexts, Quoted
from corpora.span import Span

_LIKE = 0.6
"""The least likeness of two lines of which one is the other, edited."""


class EditedLines:
    """Two texts, asked for words that still stand in a line that is no longer the same."""

    def __init__(self, texts: AlignedTexts) -> None:
        self._texts = texts
        self._became: dict[int, int | None] = {}

    def place(self, known: Partners, one: Quoted) -> Span | None:
        """Return where a passage's words stand in what its line became: once, as they did."""
        lines = known.old.touching(one.first, one.behind)
        if len(lines) != 1:
            return None
        old = lines[0]
        if old not in self._became:
            self._became[old] = _became(known, old)
        new = self._became[old]
        if new is None:
            return None
        words = one.span.of(self._texts.old)
        if _times(known.old.text(old), words) != 1 or _times(known.new.text(new), words) != 1:
            return None
        found = self._texts.found(one, known.new.span(new))
        return found[0] if found else None


def _became(known: Partners, old: int) -> int | None:
    """Return the line that a line became between its neighbours, if one clearly did.

    It must be more like it than any other there, and the line itself than any that stood there.
    """
    pocket = None if old in known.to_new else known.around(old)
    if pocket is None or not pocket.bounded:
        return None
    alike = {new: known.likeness(old, new) for new in known.arrivals(pocket)}
    new = max(alike, key=alike.__getitem__, default=None)
    if new is None or alike[new] < _LIKE:
        return None
    rivals = [likeness for line, likeness in alike.items() if line != new]
    rivals += [known.likeness(line, new) for line in known.departures(pocket) if line != old]
    return new if alike[new] - max(rivals, default=0) >= MARGIN else None


def _times(text: str, words: str) -> int:
    """Count where some words stand in a text, up to two; they may overlap."""
    at = text.find(words)
    return 0 if at < 0 else 1 if text.find(words, at + 1) < 0 else 2
