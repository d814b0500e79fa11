"""What was before a reviewer's eyes when they decided, and how a decision points to it."""

from __future__ import annotations

from collections.abc import Collection

from qes.base import CodeId, SegmentId
from qes.store.showings import Showing, ShownCode, Way, suggestion_id

__all__ = [
    "Showing",
    "ShownCode",
    "Way",
    "basis_of",
    "refuse_elsewhere",
]
# what is shown is kept as it is, so its types are the store's


def basis_of(shown: Showing, id_: str, code: CodeId | None = None) -> str:
    """Return what a decision rests on: the suggestion of this code, or all that was shown.

    Args:
        shown: What was before the reviewer's eyes.
        id_: The id it is kept under.
        code: What they decided about; None is that no code applies.
    """
    rank = next((one.rank for one in shown.offered if one.code == code), None)
    return id_ if rank is None else suggestion_id(id_, rank)


def refuse_elsewhere(shown: Showing, segments: Collection[SegmentId]) -> None:
    """Refuse to record of some segments what was shown of another.

    Raises:
        ValueError: what was shown is of none of them.
    """
    if shown.segment not in segments:
        raise ValueError(f"suggestions for {shown.segment} were not shown for what was decided")
