"""A passage as front ends show it beside a suggestion, a group or another passage."""

from __future__ import annotations

from dataclasses import dataclass

from qes.base import SegmentId, SourceId


@dataclass(frozen=True, slots=True)
class QuotedPassage:
    """One passage with its words and where they stand."""

    segment: SegmentId
    source: SourceId
    name: str
    """The source's name."""
    text: str
