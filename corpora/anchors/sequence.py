"""Which of several lines that say the same is meant, by what the lines around them became."""

from __future__ import annotations

from collections.abc import Sequence

from corpora.anchors.partners import Partners
from corpora.anchors.pockets import Pocket
from corpora.anchors.texts import MARGIN

_LIKE = 0.5
"""The likeness from which on a line may be another one, edited."""
_MOST = 400
"""Lines times lines between two neighbours up to which they are compared, each with each."""


class Sequences:
    """The lines without a partner, asked what they are if those around them are accounted for.

    An account takes lines for others, edited or not, in their order; the more alike they are, the
    better it is. In `Yes. Yes.` become `Yes. Yees.` the first is therefore the first; in `Yes.`
    alone it may be either.
    """

    def __init__(self, known: Partners) -> None:
        self._known = known
        self._accounts: dict[Pocket, dict[int, int]] = {}

    def partner(self, old: int) -> int | None:
        """Return the equal line that a line is, if no other account is nearly as good."""
        known = self._known
        pocket = known.around(old)
        if pocket is None or not pocket.bounded:
            return None
        olds, news = list(known.departures(pocket)), list(known.arrivals(pocket))
        said = known.old.saying[old]
        if old not in olds or all(known.new.saying[new] != said for new in news):
            return None
        if len(olds) == len(news) and known.new.saying[news[olds.index(old)]] == said:
            return news[olds.index(old)]
        if pocket not in self._accounts:
            self._accounts[pocket] = self._sure(olds, news)
        new = self._accounts[pocket].get(old)
        return None if new in known.to_old else new

    def _sure(self, olds: Sequence[int], news: Sequence[int]) -> dict[int, int]:
        """Return the equal lines that are the same in all accounts nearly as good as the best."""
        known = self._known
        if len(olds) * len(news) > _MOST:
            return {}
        alike = [[known.likeness(old, new) for new in news] for old in olds]
        before = _best(alike)
        behind = [row[::-1] for row in _best([row[::-1] for row in alike[::-1]])[::-1]]
        sure = {}
        for n, old in enumerate(olds):
            # the best accounts in which the line is each of those it may be, and in which it is none
            options = [
                (before[n][m] + likeness + behind[n + 1][m + 1], m)
                for m, likeness in enumerate(alike[n])
                if likeness >= _LIKE
            ]
            none = max(map(sum, zip(before[n], behind[n + 1], strict=True)))
            (best, m), *others = sorted([*options, (none, -1)], reverse=True)
            clear = bool(others) and best - others[0][0] >= MARGIN
            if clear and m >= 0 and known.new.saying[news[m]] == known.old.saying[old]:
                sure[old] = news[m]
        return sure


def _best(alike: Sequence[Sequence[float]]) -> list[list[float]]:
    """Return how good the best account is of the first lines, for each number of both."""
    best = [[0.0] * (len(alike[0]) + 1)]
    for row in alike:
        after = [0.0]
        for m, likeness in enumerate(row):
            taken = best[-1][m] + likeness if likeness >= _LIKE else 0.0
            after.append(max(best[-1][m + 1], after[m], taken))
        best.append(after)
    return best
