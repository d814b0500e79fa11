"""How often things go together: codes with studies, groups with themes."""

from __future__ import annotations

from collections.abc import Sequence


def cross_tabulate(
    pairs: Sequence[tuple[str, str]], rows: Sequence[str], columns: Sequence[str]
) -> tuple[tuple[int, ...], ...]:
    """Count pairs in a matrix that has every row and column named, also the empty ones.

    >>> cross_tabulate([("trust", "s1"), ("trust", "s1"), ("pay", "s2")], ["pay", "trust"], ["s1"])
    ((0,), (2,))
    """
    import pandas as pd  # noqa: PLC0415 - takes a quarter of a second to load

    found = pd.DataFrame(pairs, columns=["row", "column"])
    table = pd.crosstab(found["row"], found["column"])
    filled = table.reindex(index=list(rows), columns=list(columns), fill_value=0)
    return tuple(tuple(int(n) for n in counts) for counts in filled.to_numpy())
