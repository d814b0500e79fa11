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
        self._old = Lines(texts.old, texts.old_words)
        self._new = Lines(texts.new, texts.new_words)
        self._pockets = Pockets(texts)
        self._to_new: dict[int, int] = {}
        self._to_old: dict[int, int] = {}
        self._moved: set[int] = set()

    def place(self, one: Quoted) -> tuple[Span, bool] | None:
        """Return where a passage stands whose lines all have partners, and whether it moved."""
        lines = self._old.touching(one.first, one.behind)
        partners = [self._known.get(line) for line in lines]
        shifts = {
            None if new is None else self._new.span(new).start - self._old.span(old).start
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
        theirs = self._new.at(place)
        for new in theirs:
            old = self._owner(new)
            if old is not None and self._new.span(new).start - self._old.span(old).start != shift:
                return True
        lines = self._old.touching(one.first, one.behind)
        if len(lines) > 1 or len(theirs) > 1:
            return False
        return self._has_rival(lines[0], theirs[0])

    def _has_rival(self, old: int, new: int) -> bool:
        said = self._old.says(old)
        first, behind = self._old.words(old)
        touched = self._texts.touching(Quoted(self._old.span(old), first, behind))
        if said == self._new.says(new) or any(
            min(run.end, behind) - max(run.old, first) >= SHINGLE for run in touched
        ):
            return False
        pocket = self._pockets.around(first, behind)
        if pocket is None:
            return False
        alike = likeness(said, self._new.says(new))
        return any(
            line != new and likeness(said, self._new.says(line)) >= alike
            for line in self._arrivals(pocket)
        )

    def _owner(self, new: int) -> int | None:
        return self._to_old.get(new) if self._known else None

    @cached_property
    def _known(self) -> dict[int, int]:
        """The partner of each line that has one, the surest found first."""
        free = []
        for line in range(len(self._old)):
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
        first, behind = self._old.words(old)
        touched = self._texts.touching(Quoted(self._old.span(old), first, behind))
        if len(touched) != 1 or first < touched[0].old or touched[0].end < behind:
            return None
        run = touched[0]
        new = self._new.beginning(first + run.new - run.old)
        if new is None or self._new.says(new) != self._old.says(old):
            return None
        return new, run.moved

    def _settled(self, old: int) -> int | None:
        """Return the partner that a line has by a run beyond doubt, if nothing slides there."""
        words = self._old.words(old)
        image = None if self._pockets.run_of(*words) is None else self._image(old)
        return None if image is None or self._texts.slides(*words) else image[0]

    def _between_neighbours(self, old: int) -> int | None:
        """Return the equal line between a line's neighbours, if each text has it there once."""
        pocket = self._pockets.around(*self._old.words(old))
        if pocket is None or not pocket.bounded:
            return None
        said = self._old.says(old)
        equals = [new for new in self._arrivals(pocket) if self._new.says(new) == said]
        if len(equals) != 1 or any(
            line != old and self._old.says(line) == said for line in self._departures(pocket)
        ):
            return None
        return equals[0]

    def _by_context(self, old: int) -> int | None:
        """Return the line that a line is joined with in order, if what is beside it is alike."""
        image = None if old in self._to_new else self._image(old)
        if image is None or image[1] or image[0] in self._to_old:
            return None
        if self._texts.slides(*self._old.words(old)):
            return None
        fit = self._texts.fit(self._old.span(old), self._new.span(image[0]))
        return image[0] if max(fit) >= FITTING else None

    def _departures(self, pocket: Pocket) -> Iterator[int]:
        """Yield the old lines of a pocket that have no partner yet."""
        for line in self._old.within(*pocket.old):
            if line not in self._to_new and not self._pockets.went(*self._old.words(line)):
                yield line

    def _arrivals(self, pocket: Pocket) -> Iterator[int]:
        """Yield the new lines of a pocket that have no partner yet."""
        for line in self._new.within(*pocket.new):
            if line not in self._to_old and not self._pockets.came(*self._new.words(line)):
                yield line

    def _follow(self, lost: Sequence[int]) -> None:
        """Pair lines that went elsewhere: gone from there, one, and left over here, one."""
        strays = _by_words(
            [line for line in range(len(self._new)) if line not in self._to_old], self._new.says
        )
        for said, olds in _by_words(lost, self._old.says).items():
            news = strays.get(said, ())
            if len(news) != 1 or self._new.length(news[0]) < _LEAST:
                continue
            fates = [self._fate(old, news[0]) for old in olds]
            if _Fate.UNCLEAR not in fates and fates.count(_Fate.GONE) == 1:
                old = olds[fates.index(_Fate.GONE)]
                self._pair(old, news[0])
                self._moved.add(old)

    def _fate(self, old: int, elsewhere: int) -> _Fate:
        """Say what became of a line, if it is not the one that stands elsewhere."""
        tells = self._old.length(old) >= SHINGLE
        pocket = self._pockets.around(*self._old.words(old))
        if pocket is None:
            return _Fate.GONE if tells else _Fate.UNCLEAR
        said, others = self._old.says(old), list(self._arrivals(pocket))
        if not others or elsewhere in others:
            return _Fate.GONE
        if any(likeness(said, self._new.says(line)) >= _LIKE for line in others):
            return _Fate.EDITED
        # of words so few, nobody can tell what they became
        shorter = any(self._new.length(line) <= self._old.length(old) for line in others)
        return _Fate.UNCLEAR if shorter and not tells else _Fate.GONE


def _by_words(lines: Sequence[int], says: Callable[[int], str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for line in lines:
        found.setdefault(says(line), []).append(line)
    return found
