"""Two coders, many codes: the four counts of each code in each document.

Counting is one pass over the data; all that follows is of the size of documents by codes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from qes.analysis.agreement.documents import Documents, Integers, documents_of
from qes.analysis.agreement.two_by_two import TwoByTwo

Applied = NDArray[np.bool_]
"""Units x codes: whether a coder applied the code to the unit."""

_BYTES = 8
_ROWS_IN_A_BYTE = 255


@dataclass(frozen=True, slots=True, eq=False)
class CodeCells:
    """How often both, only the first, only the second and neither coder applied each code."""

    codes: tuple[str, ...]
    documents: tuple[str, ...]
    """Those that have a unit which both coders saw."""
    both: Integers
    """Documents x codes; so are the next two."""
    only_first: Integers
    only_second: Integers
    units: Integers
    """Of each document."""

    def of_code(self, at: int) -> TwoByTwo:
        """Return the four counts of a code over all documents."""
        a, b, c = (int(one[:, at].sum()) for one in (self.both, self.only_first, self.only_second))
        return TwoByTwo(a, b, c, int(self.units.sum()) - a - b - c)

    def pooled(self) -> CodeCells:
        """Add the codes up: one case a unit and code."""
        return CodeCells(
            ("all codes",),
            self.documents,
            self.both.sum(axis=1, keepdims=True),
            self.only_first.sum(axis=1, keepdims=True),
            self.only_second.sum(axis=1, keepdims=True),
            self.units * len(self.codes),
        )


def cells_of_matrices(
    codes: Sequence[str], a: Applied, b: Applied, documents: Documents
) -> CodeCells:
    """Count two matrices of units by codes, both of the same units.

    Raises:
        ValueError: If the matrices, codes and documents are not of one shape.
    """
    if a.shape != b.shape or a.shape != (len(documents.of), len(codes)):
        raise ValueError("the matrices must be of the same units and codes")
    of = documents.of
    if (of[1:] < of[:-1]).any():
        order = np.argsort(of, kind="stable")
        a, b, of = a[order], b[order], of[order]
    words = _words(a), _words(b)
    units = np.bincount(of, minlength=len(documents))
    used = np.flatnonzero(units)
    first, second, both = (
        _by_document(one, units[used], len(codes)) for one in (*words, words[0] & words[1])
    )
    return CodeCells(
        tuple(codes),
        tuple(documents.names[at] for at in used),
        both,
        first - both,
        second - both,
        units[used],
    )


def cells_of_sets(
    codes: Sequence[str],
    a: Sequence[frozenset[str]],
    b: Sequence[frozenset[str]],
    documents: Sequence[str],
) -> CodeCells:
    """Count two coders' sets of codes, unit by unit.

    Args:
        codes: Every code there was to apply, from the codebook and never from the data.
        a: The first coder's codes of each unit.
        b: The second coder's codes of the same units.
        documents: The document of each unit.

    Raises:
        ValueError: If the three differ in length, a code stands twice, or a unit has a code that
            is not among the codes.

    >>> cells_of_sets(["pay"], [frozenset({"pay"})], [frozenset()], ["d1"]).only_first.tolist()
    [[1]]
    """
    if not len(a) == len(b) == len(documents):
        raise ValueError("the two coders and the documents must be of the same units")
    place = {code: at for at, code in enumerate(codes)}
    if len(place) != len(codes):
        raise ValueError("a code stands twice")
    first, second = _matrix(a, place), _matrix(b, place)
    return cells_of_matrices(codes, first, second, documents_of(documents))


def _matrix(sets: Sequence[frozenset[str]], place: Mapping[str, int]) -> Applied:
    """Turn sets of codes into rows of 0 and 1."""
    table = np.zeros((len(sets), len(place)), dtype=np.bool_)
    sizes = np.fromiter(map(len, sets), dtype=np.int64, count=len(sets))
    try:
        codes = np.fromiter(
            map(place.__getitem__, chain.from_iterable(sets)), dtype=np.int64, count=sizes.sum()
        )
    except KeyError:
        strange = sorted(set(chain.from_iterable(sets)) - place.keys())
        raise ValueError(f"codes that are not in the codebook: {', '.join(strange[:5])}") from None
    table[np.repeat(np.arange(len(sets)), sizes), codes] = True
    return table


def _words(applied: Applied) -> NDArray[np.uint64]:
    """View eight codes at a time as one number."""
    units, codes = applied.shape
    wide = applied
    if codes % _BYTES or not applied.flags.c_contiguous:
        wide = np.zeros((units, -(-codes // _BYTES) * _BYTES), dtype=np.bool_)
        wide[:, :codes] = applied
    return wide.view(np.uint64)


def _by_document(words: NDArray[np.uint64], units: Integers, codes: int) -> Integers:
    """Sum rows of 0 and 1 for each document, eight codes at a time.

    A sum of up to 255 rows keeps each code within its own byte; these are then summed.
    """
    if not len(units) or not codes:
        return np.zeros((len(units), codes), dtype=np.int64)
    blocks = -(-units // _ROWS_IN_A_BYTE)
    start = np.repeat(np.cumsum(units) - units, blocks)
    within = np.arange(int(blocks.sum())) - np.repeat(np.cumsum(blocks) - blocks, blocks)
    sums = np.add.reduceat(words, start + within * _ROWS_IN_A_BYTE, axis=0)
    each = sums.view(np.uint8).astype(np.int64)
    return np.asarray(np.add.reduceat(each, np.cumsum(blocks) - blocks, axis=0)[:, :codes])
