"""A passage being selected: an end that stays, and one that moves."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of text with a fixed end (`tail`) and a moving one (`head`), in code points."""

    tail: int
    head: int

    @property
    def start(self) -> int:
        """Where the passage begins."""
        return min(self.tail, self.head)

    @property
    def end(self) -> int:
        """Where the passage ends, exclusive."""
        return max(self.tail, self.head)

    def to(self, head: int) -> Passage:
        """Return the passage with its moving end elsewhere."""
        return Passage(self.tail, head)

    def turned(self) -> Passage:
        """Return the passage with its ends changed over."""
        return Passage(self.head, self.tail)

    @classmethod
    def across(cls, held: tuple[int, int], under: tuple[int, int]) -> Passage:
        """Return the passage from one character, taken hold of, to another, both included."""
        if under[0] < held[0]:
            return cls(held[1], under[0])
        return cls(held[0], under[1])
