"""Which line of one text is which line of the other, word for word."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from enum import Enum, auto
from functools import cached_property

from corpora.alignment import SHINGLE
from corpora.anchors.lines import Lines
from corpora.anchors.pockets import Pocket, Pockets
from corpora.anchors.texts import AlignedTexts, Quoted, likeness
from corpora.span import Span

FITTING = 0.75
"""The likeness of what stands on one side from which on a place is the same; of two unrelated
English sentences it is about a half."""
MARGIN = 0.2
"""By so much the context on both sides must fit better at one place than at another."""
_LEAST = 2
"""Words and marks a line must have to be followed elsewhere."""
_LIKE = 0.5
"""The likeness from which on a line may be another one, edited."""


class _Fate(Enum):
    """What may have become of a line that is not found where it stood."""

    GONE = auto()
    """Nothing stands there that might be it."""
    EDITED = auto()
    """Something like it stands there."""
    UNCLEAR = auto()


class PairedLines:
    """The lines of two texts that are the same, each with one partner at most.

    A short line is said again and again. Which is which is told by neighbours that are beyond
    doubt; where a line went that is not between its own, by what is left over on both sides.
    """

    def __init__(self, texts: AlignedTexts) -> None:
        self._texts = texts
        self.old = Lines(texts.old, texts.old_words)
        self.new = Lines(texts.new, texts.new_words)
        self._pockets = Pockets(texts)
        self._to_new: dict[int, int] = {}
        self._to_old: dict[int, int] = {}
        self._moved: set[int] = set()

    def place(self, one: Quoted) -> tuple[Span, bool] | None:
        """Return where a passage stands whose lines all have partners, and whether it moved."""
        lines = self.old.touching(one.first, one.behind)
        partners = [self._known.get(line) for line in lines]
        shifts = {
            None if new is None else self.new.span(new).start - self.old.span(old).start
            for old, new in zip(lines, partners, strict=True)
        }
        shift = shifts.pop()
        if shifts or shift is None:
            return None
        start, end = one.span.start + shift, one.span.end + shift
        if not self._texts.same(one, start, end):
            return None
        return Span(start, end), not self._moved.isdisjoint(lines)

    def contested(self, one: Quoted, place: Span) -> bool:
        """Say whether a place found for a passage rather belongs to another line.

        It does if its line has another partner; or if a second line stands there that is no less
        like the passage's, where that is so short that its own words do not tell.
        """
        shift = place.start - one.span.start
        theirs = self.new.at(place)
        for new in theirs:
            old = self._owner(new)
            if old is not None and self.new.span(new).start - self.old.span(old).start != shift:
                return True
        lines = self.old.touching(one.first, one.behind)
        if len(lines) > 1 or len(theirs) > 1:
            return False
        if self.old.says(lines[0]) == self.new.says(theirs[0]):
            return self._to_new.get(lines[0]) != theirs[0]
        return self._has_rival(lines[0], theirs[0])

    def _has_rival(self, old: int, new: int) -> bool:
        said = self.old.says(old)
        first, behind = self.old.words(old)
        touched = self._texts.touching(Quoted(self.old.span(old), first, behind))
        if any(
            min(run.end, behind) - max(run.old, first) >= SHINGLE for run in touched
        ):
            return False
        pocket = self._pockets.around(first, behind)
        if pocket is None:
            return False
        alike = likeness(said, self.new.says(new))
        return any(
            line != new and likeness(said, self.new.says(line)) >= alike
            for line in self._arrivals(pocket)
        )

    def _owner(self, new: int) -> int | None:
        return self._to_old.get(new) if self._known else None

    @cached_property
    def _known(self) -> dict[int, int]:
        """The partner of each line that has one, the surest found first."""
        free = []
        for line in range(len(self.old)):
            partner = self._settled(line)
            if partner is None:
                free.append(line)
            else:
                self._pair(line, partner)
        for find in (self._between_neighbours, self._by_context):
            for line in free:
                partner = find(line)
                if partner is not None:
                    self._pair(line, partner)
        self._follow([line for line in free if line not in self._to_new])
        return self._to_new

    def _pair(self, old: int, new: int) -> None:
        self._to_new[old], self._to_old[new] = new, old
        if self._image(old) != (new, False):
            self._moved.add(old)

    def _image(self, old: int) -> tuple[int, bool] | None:
        """Return the equal line that a line's words are joined with, and whether out of order."""
        first, behind = self.old.words(old)
        touched = self._texts.touching(Quoted(self.old.span(old), first, behind))
        if len(touched) != 1 or first < touched[0].old or touched[0].end < behind:
            return None
        run = touched[0]
        new = self.new.beginning(first + run.new - run.old)
        if new is None or self.new.says(new) != self.old.says(old):
            return None
        return new, run.moved

    def _settled(self, old: int) -> int | None:
        """Return the partner that a line has by a run beyond doubt, if no other might be it."""
        first, behind = self.old.words(old)
        run = self._pockets.run_of(first, behind)
        image = None if run is None else self._image(old)
        if run is None or image is None or self._texts.slides(first, behind):
            return None
        # between words of its own run nothing else can be meant
        if run.old < first and behind < run.end:
            return image[0]
        pocket = self._pockets.around(first, behind)
        if pocket is None or self.old.length(old) >= SHINGLE:
            return image[0]
        if run.moved:
            # with a neighbour that is told by its own words it went along
            if run.length - self.old.length(old) < SHINGLE:
                return None
            return image[0] if self._equals(old, pocket) == ([old], []) else None
        return self._in_turn(old, pocket, image[0])

    def _between_neighbours(self, old: int) -> int | None:
        """Return the equal line between a line's neighbours, if there are as many as there were."""
        pocket = self._pockets.around(*self.old.words(old))
        return None if pocket is None or not pocket.bounded else self._in_turn(old, pocket)

    def _in_turn(self, old: int, pocket: Pocket, image: int | None = None) -> int | None:
        """Return the equal line whose turn it is, of those between the same neighbours.

        Some may have a partner already, which must be one of these too.
        """
        olds, news = self._equals(old, pocket)
        if len(olds) != len(news) or old not in olds:
            return None
        new = news[olds.index(old)]
        return new if image in {None, new} else None

    def _equals(self, old: int, pocket: Pocket) -> tuple[list[int], list[int]]:
        """Return the lines of a pocket that say the same as an old line, of both texts."""
        said = self.old.says(old)
        return (
            [line for line in self._departures(pocket) if self.old.says(line) == said],
            [line for line in self._arrivals(pocket) if self.new.says(line) == said],
        )

    def _by_context(self, old: int) -> int | None:
        """Return the line that a line is joined with in order, if what is beside it is alike.

        What is beside any other that might be meant must be less so, and clearly.
        """
        image = None if old in self._to_new else self._image(old)
        if image is None or image[1] or image[0] in self._to_old:
            return None
        if self._texts.slides(*self.old.words(old)):
            return None
        fit = self._fit(old, image[0])
        pocket = self._pockets.around(*self.old.words(old))
        if max(fit) < FITTING:
            return None
        if pocket is not None:
            said = self.old.says(old)
            rivals = [(line, image[0]) for line in self._departures(pocket) if line != old and self.old.says(line) == said]
            rivals += [(old, line) for line in self._arrivals(pocket) if line != image[0] and self.new.says(line) == said]
            if any(sum(fit) - sum(self._fit(*rival)) < MARGIN for rival in rivals):
                return None
        return image[0]

    def _fit(self, old: int, new: int) -> tuple[float, float]:
        return self._texts.fit(self.old.span(old), self.new.span(new))

    def _departures(self, pocket: Pocket) -> Iterator[int]:
        """Yield the old lines of a pocket that have no partner yet."""
        for line in self.old.within(*pocket.old):
            if line not in self._to_new:
                yield line

    def _arrivals(self, pocket: Pocket) -> Iterator[int]:
        """Yield the new lines of a pocket that have no partner yet."""
        for line in self.new.within(*pocket.new):
            if line not in self._to_old and not self._pockets.came(*self.new.words(line)):
                yield line

    def _follow(self, lost: Sequence[int]) -> None:
        """Pair lines that went elsewhere: gone from there, one, and left over here, one."""
        strays = _by_words(
            [line for line in range(len(self.new)) if line not in self._to_old], self.new.says
        )
        for said, olds in _by_words(lost, self.old.says).items():
            news = strays.get(said, ())
            if len(news) != 1 or self.new.length(news[0]) < _LEAST:
                continue
            fates = [self._fate(old, news[0]) for old in olds]
            if _Fate.UNCLEAR not in fates and fates.count(_Fate.GONE) == 1:
                old = olds[fates.index(_Fate.GONE)]
                self._pair(old, news[0])
                self._moved.add(old)

    def edited(self, old: int) -> int | None:
        """Return the line that a line without a partner became where it stood, if one clearly did."""
        if old in self._known: return None
        pocket = self._pockets.around(*self.old.words(old))
        if pocket is None or not pocket.bounded: return None
        said = self.old.says(old)
        news = sorted(((likeness(said, self.new.says(new)), new) for new in self._arrivals(pocket)), reverse=True)
        if not news or news[0][0] < 0.6 or (len(news) > 1 and news[0][0] - news[1][0] < MARGIN):
            return None
        alike, new = news[0]
        others = [likeness(self.old.says(line), self.new.says(new)) for line in self._departures(pocket) if line != old]
        return None if others and alike - max(others) < MARGIN else new

    def _fate(self, old: int, elsewhere: int) -> _Fate:
        """Say what became of a line, if it is not the one that stands elsewhere."""
        tells = self.old.length(old) >= SHINGLE
        pocket = self._pockets.around(*self.old.words(old))
        if pocket is None:
            return _Fate.GONE if tells else _Fate.UNCLEAR
        said, others = self.old.says(old), list(self._arrivals(pocket))
        if not others or elsewhere in others:
            return _Fate.GONE
        if any(likeness(said, self.new.says(line)) >= _LIKE for line in others):
            return _Fate.EDITED
        # of words so few, nobody can tell what they became
        shorter = any(self.new.length(line) <= self.old.length(old) for line in others)
        return _Fate.UNCLEAR if shorter and not tells else _Fate.GONE


def _by_words(lines: Sequence[int], says: Callable[[int], str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for line in lines:
        found.setdefault(says(line), []).append(line)
    return found
