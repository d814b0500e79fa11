"""Where lines went that are not where they stood, and what others became there."""

from __future__ import annotations

from enum import Enum, auto

from corpora.alignment import SHINGLE
from corpora.anchors.partners import Partners, by_saying

_LEAST = 2
"""Words and marks a line must have to be told from another."""
_LIKE = 0.5
"""The likeness from which on a line may be another one, edited."""


class _Fate(Enum):
    """What may have become of a line, were it not the one that stands elsewhere."""

    GONE = auto()
    """Nothing stands in its place that might be it."""
    EDITED = auto()
    """Something like it stands in its place."""
    UNCLEAR = auto()


def follow_strays(known: Partners) -> None:
    """Pair lines that went elsewhere: one that is gone from its place, and the only one left over.

    Of several that say the same, those whose likes stand in their places have been edited there.
    """
    strays = by_saying(
        [line for line in range(len(known.new)) if line not in known.to_old], known.new.saying
    )
    lost = by_saying(
        [line for line in range(len(known.old)) if line not in known.to_new], known.old.saying
    )
    for saying, olds in lost.items():
        news = strays.get(saying, ())
        if len(news) != 1 or known.new.length(news[0]) < _LEAST:
            continue
        fates = [_fate(known, old, news[0]) for old in olds]
        if _Fate.UNCLEAR not in fates and fates.count(_Fate.GONE) == 1:
            known.pair(olds[fates.index(_Fate.GONE)], news[0], moved=True)


def _fate(known: Partners, old: int, elsewhere: int) -> _Fate:
    tells = known.old.length(old) >= SHINGLE
    pocket = known.around(old)
    if pocket is None:
        return _Fate.GONE if tells else _Fate.UNCLEAR
    others = list(known.arrivals(pocket))
    if elsewhere in others:
        return _Fate.GONE
    if any(known.likeness(old, line) >= _LIKE for line in others):
        return _Fate.EDITED
    # what a few words became that are now other few words, nobody can tell
    as_short = any(known.new.length(line) <= known.old.length(old) for line in others)
    return _Fate.UNCLEAR if as_short and not tells else _Fate.GONE
