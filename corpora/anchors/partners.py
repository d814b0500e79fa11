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

    def departures(self, pocket: Pocket) -> Iterator[int]:
        """Yield the old lines of a pocket that have no partner yet."""
        return (line for line in self.old.within(*pocket.old) if line not in self.to_new)

    def arrivals(self, pocket: Pocket) -> Iterator[int]:
        """Yield the new lines of a pocket that have no partner yet and came from nowhere else."""
        for line in self.new.within(*pocket.new):
            if line not in self.to_old and not self.pockets.came(*self.new.words(line)):
                yield line

    def equals(self, old: int, pocket: Pocket) -> tuple[list[int], list[int]]:
        """Return the lines of a pocket without a partner that say what a line says, of both texts."""
        said = self.old.saying[old]
        return (
            [line for line in self.departures(pocket) if self.old.saying[line] == said],
            [line for line in self.arrivals(pocket) if self.new.saying[line] == said],
        )

    def likeness(self, old: int, new: int) -> float:
        """Return how alike two lines are."""
        return likeness(self.old.text(old), self.new.text(new))

    def fit(self, old: int, new: int) -> tuple[float, float]:
        """Return how alike what stands before and what stands after two lines is."""
        return self.texts.fit(self.old.span(old), self.new.span(new))


def by_saying(lines: Iterable[int], sayings: Sequence[int]) -> dict[int, list[int]]:
    """Return lines by what they say."""
    found: dict[int, list[int]] = {}
    for line in lines:
        found.setdefault(sayings[line], []).append(line)
    return found
