"""Where each passage of a text stands in its new version, by itself."""

from __future__ import annotations

from corpora.alignment import SHINGLE, Run
from corpora.anchors.anchor import Anchor, AnchorKind, Why
from corpora.anchors.edited import EditedLines
from corpora.anchors.pairs import PairedLines
from corpora.anchors.proposals import FAR, Proposals
from corpora.anchors.rivals import Found, Ground
from corpora.anchors.texts import FITTING, MARGIN, AlignedTexts, Quoted
from corpora.span import Span

LIKE = 0.6
"""The least likeness of what is proposed."""


class Places:
    """Two texts, asked for one passage after the other."""

    def __init__(self, texts: AlignedTexts) -> None:
        self._texts = texts
        self._proposals = Proposals(texts)
        self._lines = PairedLines(texts)
        self._edited = EditedLines(texts)

    def find(self, span: Span) -> Found:
        """Find where one passage stands."""
        one = self._texts.quoted(span)
        if one is None:
            return Found(Anchor(span, AnchorKind.ORPHANED, None, 0.0, Why.GONE))
        paired = self._lines.place(one)
        if paired is not None:
            place, moved = paired
            if moved:
                return Found(Anchor(span, AnchorKind.MOVED, place, 1.0, Why.ELSEWHERE))
            return Found(Anchor(span, AnchorKind.KEPT, place, 1.0, Why.SAME_PLACE))
        found = self._among_neighbours(one)
        anchor = found.anchor
        if anchor.attached and anchor.new is not None and self._lines.contests(one, anchor.new):
            found = Found(Anchor(span, AnchorKind.CHANGED, anchor.new, 1.0, Why.REPEATED))
        return found if found.anchor.attached else self._in_edited_line(one) or found

    def _among_neighbours(self, one: Quoted) -> Found:
        run = self._texts.run_of(one.first, one.behind)
        if run is not None:
            return Found(self._in_one_run(one, run))
        anchor = (
            self._omitted(one)
            or self._by_quote(one)
            or self._proposed(one, *self._proposals.best(one))
        )
        return Found(anchor, Ground.QUOTED)

    def _in_edited_line(self, one: Quoted) -> Found | None:
        place = self._edited.place(self._lines.partners, one)
        if place is None:
            return None
        anchor = Anchor(one.span, AnchorKind.KEPT, place, 1.0, Why.SAME_PLACE)
        return Found(anchor, Ground.QUOTED)

    def translated(self, span: Span, words: str) -> Found | None:
        """Find what a passage's words have become, where their neighbours stand.

        Where they stand more than once, their order tells which is which.
        """
        one = self._texts.quoted(span)
        if one is None or not words:
            return None
        old_gap, new_gap = self._texts.gap(one)
        before = _occurrences(self._texts.old, span.of(self._texts.old), old_gap)
        after = _occurrences(self._texts.new, words, new_gap)
        if len(before) != len(after) or span.start not in before:
            return None
        start = after[before.index(span.start)]
        place = Span(start, start + len(words))
        alike = self._texts.likeness(one, place)
        anchor = Anchor(span, AnchorKind.KEPT, place, alike, Why.TRANSLATED)
        return Found(anchor, Ground.TRANSLATED)

    def _in_one_run(self, one: Quoted, run: Run) -> Anchor:
        old, new, shift = self._texts.old_words, self._texts.new_words, run.new - run.old
        first, last = one.first, one.behind - 1
        start = new.starts[first + shift] - old.starts[first] + one.span.start
        end = new.ends[last + shift] - old.ends[last] + one.span.end
        if not self._texts.same(one, start, end):
            place = self._respaced(one, shift)
            return self._proposed(one, self._texts.likeness(one, place), place, least=0)
        place = Span(start, end)
        sure = run.length >= SHINGLE or max(self._texts.fit(one.span, place)) >= FITTING
        if run.moved and sure:
            return Anchor(one.span, AnchorKind.MOVED, place, 1.0, Why.ELSEWHERE)
        if self._texts.slides(one.first, one.behind):
            return Anchor(one.span, AnchorKind.CHANGED, place, 1.0, Why.REPEATED)
        if sure:
            return Anchor(one.span, AnchorKind.KEPT, place, 1.0, Why.SAME_PLACE)
        return Anchor(one.span, AnchorKind.CHANGED, place, 1.0, Why.ALONE)

    def _respaced(self, one: Quoted, shift: int) -> Span:
        """Return where a passage's words stand, with other white space or in other capitals."""
        old, new = self._texts.old_words, self._texts.new_words
        first, last = one.first, one.behind - 1
        start, end = new.starts[first + shift], new.ends[last + shift]
        begins = start + max(one.span.start - old.starts[first], 0)
        ends = end - max(old.ends[last] - one.span.end, 0)
        return Span(begins, ends) if begins < ends else Span(start, end)

    def _omitted(self, one: Quoted) -> Anchor | None:
        """Propose the place of its like for a passage of which nobody can tell if it is gone."""
        zone = self._texts.zone(one.first, one.behind)
        if zone is None or any(run.moved for run in self._texts.touching(one.first, one.behind)):
            return None
        runs = [r for r in self._texts.touching(*zone) if not r.moved]
        if not runs:
            return None
        head, tail, words = runs[0], runs[-1], self._texts.new_words
        start = words.starts[max(zone[0], head.old) + head.new - head.old]
        end = words.ends[min(zone[1], tail.end) + tail.new - tail.old - 1]
        found = self._texts.new.find(one.span.of(self._texts.old), start, end)
        if found < 0:
            return None
        place = Span(found, found + one.span.end - one.span.start)
        return Anchor(one.span, AnchorKind.CHANGED, place, 1.0, Why.REPEATED)

    def _by_quote(self, one: Quoted) -> Anchor | None:
        """Look for the very words where their neighbours stand."""
        old_gap, new_gap = self._texts.gap(one)
        if new_gap.end - new_gap.start > FAR + one.span.end - one.span.start:
            return None
        found = self._texts.found(one, new_gap)
        if not found:
            return None
        fits = sorted((sum(fit := self._texts.fit(one.span, at)), max(fit), at) for at in found)
        fitting, best, place = fits[-1]
        old = self._texts.old
        twice = old.count(one.span.of(old), old_gap.start, old_gap.end) > 1
        if twice or (len(fits) > 1 and fitting - fits[-2][0] < MARGIN):
            return Anchor(one.span, AnchorKind.CHANGED, place, 1.0, Why.REPEATED)
        if best >= FITTING:
            return Anchor(one.span, AnchorKind.KEPT, place, 1.0, Why.SAME_PLACE)
        return Anchor(one.span, AnchorKind.CHANGED, place, 1.0, Why.ALONE)

    def _proposed(
        self, one: Quoted, likeness: float, place: Span | None, least: float = LIKE
    ) -> Anchor:
        if place is None or likeness < least:
            return Anchor(one.span, AnchorKind.ORPHANED, None, likeness, Why.GONE)
        old, new = one.span.of(self._texts.old), place.of(self._texts.new)
        why = Why.EDITED
        if old == new:
            why = Why.ALONE
        elif old.split() == new.split():
            why = Why.SPACING
        return Anchor(one.span, AnchorKind.CHANGED, place, likeness, why)


def _occurrences(text: str, words: str, within: Span) -> list[int]:
    found = []
    at = text.find(words, within.start, within.end)
    while at >= 0:
        found.append(at)
        at = text.find(words, at + len(words), within.end)
    return found
