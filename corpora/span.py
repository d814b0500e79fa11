"""Stretches of canonical text."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of canonical text: code points, 0-based, `end` exclusive."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: {self.start}-{self.end}")

    def of(self, text: str) -> str:
        """Return the words of `text` that the span covers."""
        return text[self.start : self.end]


def trimmed(text: str, start: int, end: int) -> Span | None:
    """Return `start`-`end` without the white space at its edges, or None if nothing is left."""
    first, last = bare(text, start, end)
    return Span(first, last) if first < last else None


def bare(text: str, start: int, end: int) -> tuple[int, int]:
    """Return `start` and `end` moved inwards past white space; both are `start` if nothing is left.

    It is `trimmed` for where millions are asked for.
    """
    if start >= end:
        return start, start
    if not text[start].isspace():
        if not text[end - 1].isspace():
            return start, end
        return start, start + len(text[start:end].rstrip())
    inner = text[start:end]
    body = inner.strip()
    if not body:
        return start, start
    first = start + len(inner) - len(inner.lstrip())
    return first, first + len(body)


class Stretches:
    """Spans that do not overlap, to be asked quickly whether something meets one of them."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self.spans = tuple(sorted(spans))
        self._starts = [span.start for span in self.spans]

    def meets(self, start: int, end: int) -> bool:
        """Tell whether `start`-`end` lies, wholly or in part, in one of the spans."""
        at = bisect_left(self._starts, end) - 1
        return at >= 0 and self.spans[at].end > start
