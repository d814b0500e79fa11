"""Codes in a tree: how far apart two of them are by their nearest common ancestor."""

from __future__ import annotations

from collections.abc import Sequence

from qes.analysis.agreement.estimates import Matrix


def tree_weights(paths: Sequence[Sequence[str]]) -> Matrix:
    """Return how much each two codes agree: depth of the nearest common ancestor / most depth.

    The distance is 1 - that; a code agrees wholly with itself. Agreement after `roll_up` is the
    more easily checked; this is shown beside it, with the weights.

    Args:
        paths: Each code's path from the top, itself included.

    >>> tree_weights([("terms", "pay"), ("terms", "hours"), ("trust",)])
    ((1.0, 0.5, 0.0), (0.5, 1.0, 0.0), (0.0, 0.0, 1.0))
    """
    deepest = max((len(path) for path in paths), default=1)
    return tuple(
        tuple(
            1.0 if mine == theirs else _shared(paths[mine], paths[theirs]) / deepest
            for theirs in range(len(paths))
        )
        for mine in range(len(paths))
    )


def _shared(one: Sequence[str], other: Sequence[str]) -> int:
    depth = 0
    while depth < min(len(one), len(other)) and one[depth] == other[depth]:
        depth += 1
    return depth
