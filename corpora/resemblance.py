"""Labels that may be one person's: initials, typos, parts of names. Offered, never merged."""

from __future__ import annotations

from collections.abc import Mapping

from corpora.source import Resemblance


def resemblances(counts: Mapping[str, int]) -> tuple[Resemblance, ...]:
    """Return which labels may belong to one person; `counts` says how often each is printed."""
    del counts
    return ()
