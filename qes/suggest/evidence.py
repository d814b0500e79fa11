"""What each kind of evidence says for each code of a segment, counted from decided segments."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from qes.suggest.associations import Associations
from qes.suggest.features import Features

Matrix = NDArray[np.float64]

_SMOOTHING = 0.5
_OPENING = "^"
"""What stands before the first segment of a document."""
_MEANING_UNIT = 10.0
"""Linear scores lie between 0 and 1; logarithms of ratios reach ten times as far."""


class Kind(StrEnum):
    """A kind of evidence about a code."""

    MEANING = "meaning"
    """The linear score of the segment's vector."""
    FREQUENCY = "frequency"
    """How often the code was chosen."""
    WORDS = "words"
    """Words and pairs of words the code went with."""
    BEFORE = "before"
    """The codes of the segment before it, if it is decided."""
    PLACE = "place"
    """How far into its document it stands."""
    SPEAKER = "speaker"
    """Who speaks."""
    TOGETHER = "together"
    """The codes the segment has already: what is likely to be its next one."""


_FIRST_WEIGHTS = {
    Kind.MEANING: 6.0 / _MEANING_UNIT,
    Kind.FREQUENCY: 0.1,
    Kind.WORDS: 0.4,
    Kind.BEFORE: 0.5,
    Kind.PLACE: 0.25,
    Kind.SPEAKER: 0.5,
    Kind.TOGETHER: 0.5,
}
"""Near the mean of where three corpora end; each corpus soon has its own."""


_COUNTED = (Kind.WORDS, Kind.BEFORE, Kind.PLACE, Kind.SPEAKER, Kind.TOGETHER)


class Evidence:
    """Counts over decided segments, and what they say of another.

    All counts are functions of which segments are decided and how, not of the order in which
    they were.
    """

    def __init__(self, kinds: Sequence[Kind], width: int) -> None:
        """Begin with nothing decided, for so many columns (the codes and `no code`)."""
        self.kinds = tuple(kinds)
        self.decided: dict[str, tuple[int, ...]] = {}
        self._counts = np.zeros(width)
        self._tables = {kind: Associations() for kind in _COUNTED}

    @property
    def first_weights(self) -> Matrix:
        """What each kind counts for before anything is decided."""
        return np.array([_FIRST_WEIGHTS[kind] for kind in self.kinds])

    def extend(self) -> None:
        """Add a column."""
        self._counts = np.append(self._counts, 0.0)

    def prior(self) -> Matrix:
        """Return how frequent each column is, above 0; they sum to 1."""
        smoothed = self._counts + _SMOOTHING
        return np.asarray(smoothed / smoothed.sum(), dtype=np.float64)

    def said(self, segment: Features, meaning: Matrix) -> Matrix:
        """Return (columns, kinds): what each kind says for each column now.

        Args:
            segment: any segment, decided or not.
            meaning: its linear scores.
        """
        prior = self.prior()
        found = np.zeros((len(prior), len(self.kinds)))
        for at, kind in enumerate(self.kinds):
            if kind is Kind.MEANING:
                found[:, at] = _MEANING_UNIT * meaning
            elif kind is Kind.FREQUENCY:
                found[:, at] = np.log(prior)
            elif keys := self._keys(kind, segment):
                # words repeat one another: their sum grows faster than what they tell
                many = np.sqrt(len(keys)) if kind is Kind.WORDS else len(keys)
                found[:, at] = self._tables[kind].evidence(keys, prior) / many
        return found

    def words(self, segment: Features) -> Matrix:
        """Return (phrases, columns): what each phrase of the segment says for each column."""
        prior, table = self.prior(), self._tables[Kind.WORDS]
        rows = [table.evidence((one,), prior) for one in segment.phrases]
        return np.vstack(rows) if rows else np.zeros((0, len(prior)))

    def linear(self, weights: Matrix) -> tuple[float, Matrix]:
        """Return the part that needs a segment's vector alone.

        Returns:
            What its linear scores are to be multiplied by, and what is then added to each column.
        """
        found = dict(zip(self.kinds, weights, strict=True))
        slope = _MEANING_UNIT * float(found.get(Kind.MEANING, 0.0))
        return slope, found.get(Kind.FREQUENCY, 0.0) * np.log(self.prior())

    def decide(self, segment: Features, columns: tuple[int, ...]) -> None:
        """Count a segment that was not decided with these columns."""
        self._count(segment, columns, 1.0)
        self.decided[segment.name] = columns

    def withdraw(self, segment: Features) -> None:
        """Take back a segment's decision, if it has one."""
        columns = self.decided.pop(segment.name, None)
        if columns is not None:
            self._count(segment, columns, -1.0)

    def _keys(self, kind: Kind, segment: Features) -> Sequence[Hashable]:
        """Return what the segment is known by, for one kind of evidence."""
        keys: Sequence[Hashable] = ()
        if kind is Kind.WORDS:
            keys = segment.phrases
        elif kind is Kind.TOGETHER:
            keys = self.decided.get(segment.name, ())
        elif kind is Kind.SPEAKER and segment.speaker:
            keys = (segment.speaker,)
        elif segment.place is not None and kind is Kind.PLACE:
            keys = (segment.place.eighth,)
        elif segment.place is not None and kind is Kind.BEFORE:
            before = segment.place.before
            keys = (_OPENING,) if before is None else self.decided.get(before, ())
        return keys

    def _count(self, segment: Features, columns: tuple[int, ...], sign: float) -> None:
        self._counts[list(columns)] += sign
        for kind, table in self._tables.items():
            if kind is not Kind.TOGETHER and (keys := self._keys(kind, segment)):
                share = len(keys) if kind is Kind.BEFORE else 1
                table.add(keys, columns, sign / share)
        for column in columns:
            others = [one for one in columns if one != column]
            self._tables[Kind.TOGETHER].add((column,), others, sign)
        after = None if segment.place is None else segment.place.after
        later = () if after is None else self.decided.get(after, ())
        if later:
            # whichever of two neighbours is decided first, the pair is counted
            self._tables[Kind.BEFORE].add(columns, later, sign / len(columns))
