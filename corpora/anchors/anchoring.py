"""Where all passages of a text stand in its new version."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from corpora.anchors.anchor import Anchor, AnchorKind, Why
from corpora.anchors.places import Places
from corpora.anchors.rivals import Found, without_rivals
from corpora.anchors.texts import AlignedTexts
from corpora.span import Span

RULES = "anchors/3"
"""Names how anchors are found: the same name gives the same anchors for the same texts."""


def anchored(
    old: str,
    new: str,
    spans: Sequence[Span],
    *,
    translate: Callable[[str], str] | None = None,
) -> tuple[Anchor, ...]:
    """Find where passages of a text stand in its new version, one anchor for each, in their order.

    For KEPT and MOVED `anchor.new.of(new) == anchor.old.of(old)` always holds, but where
    `translate` says what became of the words; and of two passages that do not overlap, the places
    do not.

    Args:
        old: The text the passages are of.
        new: Its new version.
        spans: The passages.
        translate: Says what a passage's words should have become; where they stand so between
            their neighbours, they count as KEPT.

    Raises:
        ValueError: a passage runs beyond the old text.
    """
    return Anchoring(old, new, translate).anchors(spans)


class Anchoring:
    """Two versions of a text, compared once, to be asked for passages at any time."""

    def __init__(self, old: str, new: str, translate: Callable[[str], str] | None = None) -> None:
        self._old, self._new, self._translate = old, new, translate
        self._places = None if old == new else Places(AlignedTexts(old, new))
        self._known: dict[Span, Found] = {}

    def anchors(self, spans: Sequence[Span]) -> tuple[Anchor, ...]:
        """Find where passages stand; as `anchored` does."""
        if any(span.end > len(self._old) for span in spans):
            raise ValueError("a passage runs beyond the end of the text")
        if self._places is None:
            return tuple(Anchor(s, AnchorKind.KEPT, s, 1.0, Why.SAME_PLACE) for s in spans)
        for span in spans:
            if span not in self._known:
                self._known[span] = self._find(self._places, span)
        once = list(dict.fromkeys(spans))
        anchors = without_rivals([self._known[span] for span in once])
        settled = dict(zip(once, anchors, strict=True))
        return tuple(settled[span] for span in spans)

    def _find(self, places: Places, span: Span) -> Found:
        found = places.find(span)
        if self._translate is None or found.anchor.attached:
            return found
        return places.translated(span, self._translate(span.of(self._old))) or found
