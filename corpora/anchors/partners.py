"""The lines of two texts, and which of one are known to be which of the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from corpora.anchors.lines import Lines
from corpora.anchors.pockets import Pocket, Pockets
from corpora.anchors.texts import AlignedTexts, likeness


class Partners:
    """The lines of two texts while it is being found which are the same: each has one at most."""

    def __init__(self, texts: AlignedTexts) -> None:
        self.texts = texts
        sayings: dict[str, int] = {}
        self.old = Lines(texts.old, texts.old_words, sayings)
        self.new = Lines(texts.new, texts.new_words, sayings)
        self.pockets = Pockets(texts)
        self.to_new: dict[int, int] = {}
        self.to_old: dict[int, int] = {}
        self.moved: set[int] = set()
        """Old lines that stand elsewhere than among their neighbours."""

    def pair(self, old: int, new: int, *, moved: bool) -> None:
        """Take two lines for one and the same."""
        self.to_new[old], self.to_old[new] = new, old
        if moved:
            self.moved.add(old)

    def image(self, old: int) -> tuple[int, bool] | None:
        """Return the equal line that a line's words are joined with, and if out of order."""
        first, behind = self.old.words(old)
        run = self.texts.run_of(first, behind)
        new = None if run is None else self.new.beginning(first + run.new - run.old)
        if run is None or new is None or self.new.saying[new] != self.old.saying[old]:
            return None
        return new, run.moved

    def around(self, old: int) -> Pocket | None:
        """Return what stands between the neighbours of a line that are known beyond doubt."""
        return self.pockets.around(*self.old.words(old))

    def _within(self, pocket: Pocket) -> tuple[range, range]:
        """Return the lines of a pocket, of both texts.

        Where the neighbours reach into lines, those count if at least half of each is left: a full
        stop that is joined with another does not make two lines the same.
        """
        olds, news = self.old.touching(*pocket.old), self.new.touching(*pocket.new)
        for edge in (0, -1):
            old = self.old.share(olds[edge], *pocket.old) if olds else 1.0
            new = self.new.share(news[edge], *pocket.new) if news else 1.0
            if min(old, new) < 0.5:
                olds = _without(olds, edge) if old < 1 else olds
                news = _without(news, edge) if new < 1 else news
        return olds, news

    def departures(self, pocket: Pocket) -> Iterator[int]:
        """Yield the old lines of a pocket that have no partner yet."""
        return (line for line in self._within(pocket)[0] if line not in self.to_new)

    def arrivals(self, pocket: Pocket) -> Iterator[int]:
        """Yield the new lines of a pocket that have no partner yet and came from nowhere else."""
        for line in self._within(pocket)[1]:
            if line not in self.to_old and not self.pockets.came(*self.new.words(line)):
                yield line

    def equals(self, old: int, pocket: Pocket) -> tuple[list[int], list[int]]:
        """Return the lines of a pocket without a partner that say what a line says, of both texts."""
        said = self.old.saying[old]
        return (
            [line for line in self.departures(pocket) if self.old.saying[line] == said],
            [line for line in self.arrivals(pocket) if self.new.saying[line] == said],
        )

    def moves(self, old: int, new: int) -> bool:
        """Say whether a line, were it that one, would have changed places with another."""
        image, pocket = self.image(old), self.around(old)
        if image is not None and image[0] == new:
            return image[1]
        return pocket is not None and any(
            (line < old) != (self.to_new[line] < new)
            for line in self._within(pocket)[0]
            if line in self.to_new and line not in self.moved
        )

    def likeness(self, old: int, new: int) -> float:
        """Return how alike two lines are."""
        return likeness(self.old.text(old), self.new.text(new))


def _without(lines: range, edge: int) -> range:
    return lines[:-1] if edge else lines[1:]


def by_saying(lines: Iterable[int], sayings: Sequence[int]) -> dict[int, list[int]]:
    """Return lines by what they say."""
    found: dict[int, list[int]] = {}
    for line in lines:
        found.setdefault(sayings[line], []).append(line)
    return found
