"""Which line of one text is which line of the other, word for word."""

from __future__ import annotations

from functools import cached_property, partial

from corpora.alignment import SHINGLE
from corpora.anchors.partners import Partners
from corpora.anchors.pockets import Pocket
from corpora.anchors.sequence import Sequences
from corpora.anchors.strays import follow_strays
from corpora.anchors.texts import AlignedTexts, Quoted
from corpora.span import Span


class PairedLines:
    """Two texts, asked for passages whose lines stand in both.

    A short line is said again and again. Which is which is told by neighbours that are beyond
    doubt, by how many there are between them, and by what the others there became; where one went
    that is not among its own, by what is left over on both sides. No line is paired with two.
    """

    def __init__(self, texts: AlignedTexts) -> None:
        self._texts = texts

    @cached_property
    def partners(self) -> Partners:
        """The lines that are the same, the surest found first."""
        known = Partners(self._texts)
        free = []
        for line in range(len(known.old)):
            image = _settled(known, line)
            if image is None:
                free.append(line)
            else:
                known.pair(line, image[0], moved=image[1])
        for find in (partial(_between_neighbours, known), Sequences(known).partner):
            for line in free:
                partner = None if line in known.to_new else find(line)
                if partner is not None:
                    known.pair(line, partner, moved=known.moves(line, partner))
        follow_strays(known)
        return known

    def place(self, one: Quoted) -> tuple[Span, bool] | None:
        """Return where a passage stands all of whose lines have partners, and if any moved."""
        known = self.partners
        lines = known.old.touching(one.first, one.behind)
        shifts = {self._shift(line) for line in lines}
        shift = shifts.pop()
        if shifts or shift is None:
            return None
        start, end = one.span.start + shift, one.span.end + shift
        if not self._texts.same(one, start, end):
            return None
        return Span(start, end), not known.moved.isdisjoint(lines)

    def _shift(self, old: int) -> int | None:
        known = self.partners
        new = known.to_new.get(old)
        return None if new is None else known.new.span(new).start - known.old.span(old).start

    def contests(self, one: Quoted, place: Span) -> bool:
        """Say whether a place found for a passage rather belongs to another line.

        It does where a line stands that has another partner, or where an equal line stands that is
        not its partner for sure; and where another line there is no less like the passage's, if that
        is so short that its own words do not tell.
        """
        known = self.partners
        theirs = known.new.at(place)
        for new in theirs:
            old = known.to_old.get(new)
            if old is not None and self._shift(old) != place.start - one.span.start:
                return True
        lines = known.old.touching(one.first, one.behind)
        if len(lines) > 1 or len(theirs) > 1:
            return False
        old, new = lines[0], theirs[0]
        if known.old.saying[old] == known.new.saying[new]:
            return known.to_new.get(old) != new
        pocket = None if known.old.length(old) >= SHINGLE else known.around(old)
        if pocket is None:
            return False
        alike = known.likeness(old, new)
        return any(
            line != new and known.likeness(old, line) >= alike for line in known.arrivals(pocket)
        )


def _settled(known: Partners, old: int) -> tuple[int, bool] | None:
    """Return the partner that a line has by a run beyond doubt, if no other might be it."""
    first, behind = known.old.words(old)
    run = known.texts.run_of(first, behind)
    if run is None or run.length < SHINGLE:
        return None
    image = known.image(old)
    if image is None or known.texts.slides(first, behind):
        return None
    # between words of its own run, or with so many words, nothing else can be meant
    if (run.old < first and behind < run.end) or behind - first >= SHINGLE:
        return image
    pocket = known.around(old)
    if not run.moved:
        return image if pocket is None or _in_turn(known, old, pocket) == image[0] else None
    # a short line went along with a neighbour that is told by its own words
    along = run.length - (behind - first) >= SHINGLE
    alone = pocket is None or known.equals(old, pocket) == ([old], [])
    return image if along and alone else None


def _between_neighbours(known: Partners, old: int) -> int | None:
    """Return the equal line between a line's neighbours, if there are as many as there were."""
    pocket = known.around(old)
    return None if pocket is None or not pocket.bounded else _in_turn(known, old, pocket)


def _in_turn(known: Partners, old: int, pocket: Pocket) -> int | None:
    """Return the line whose turn it is: there are as many that say the same as there were."""
    olds, news = known.equals(old, pocket)
    if len(olds) != len(news) or old not in olds:
        return None
    return news[olds.index(old)]
