"""How far a computation beside the work is, told a few times a second."""

from __future__ import annotations

from time import monotonic

_BETWEEN_NEWS = 0.25
"""Seconds; progress is told four times a second at most."""


class Stopped(Exception):
    """The computation is not wanted any more."""


class News:
    """Says how far a computation is, and how long it takes yet once that can be known."""

    def __init__(self) -> None:
        self._stage = ""
        self._began = self._told = monotonic()

    def about(self, stage: str, done: int, total: int) -> str | None:
        """Return what to tell, or None where the last news is still fresh."""
        now = monotonic()
        if stage != self._stage:
            self._stage, self._began = stage, now
        elif now - self._told < _BETWEEN_NEWS:
            return None
        self._told = now
        if not done:
            return stage
        left = (now - self._began) / done * (total - done)
        how_long = f"{left / 60:.0f} min" if left >= 90 else f"{left:.0f} s"
        return f"{stage} {done:,}/{total:,} · {how_long} left"
