"""Joining the lines of a paragraph: what stands between two, and whether a hyphen goes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from corpora.readers.pdf.page import Line, Mark

_HYPHEN_MARKS = "\ufffe\x02\u00ad"
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of a document, which show whether it writes a compound with a hyphen."""

    counts: Counter[str]

    @classmethod
    def of(cls, lines: Iterable[Line]) -> Vocabulary:
        """Count the words of lines."""
        return cls(Counter(word.lower() for line in lines for word in _WORD.findall(line.words)))

    def joint(self, above: str, below: str) -> tuple[str, bool]:
        """Return what stands between two joined lines, and whether the upper loses its hyphen."""
        if above.endswith(tuple(_HYPHEN_MARKS)):
            return "", True
        if not above.endswith(("-", "\u2010")) or not below[:1].islower():
            return " ", False
        left, right = _WORD.findall(above[-80:]), _WORD.match(below)
        if not left or right is None or not above[:-1].endswith(left[-1]):
            return "", False
        whole, hyphened = left[-1] + right[0], f"{left[-1]}-{right[0]}"
        if self.counts[hyphened.lower()] > self.counts[whole.lower()]:
            return "", False
        return "", True

    def run_on(self, lines: Sequence[Line]) -> Line:
        """Join lines that stand one below the other into one, in the place of the first."""
        pieces: list[str] = []
        marks: list[Mark] = []
        length = 0
        for line in lines:
            joint, cut = self.joint(pieces[-1], line.words) if pieces else ("", False)
            if cut:
                pieces[-1] = pieces[-1][:-1]
                length -= 1
            length += len(joint)
            marks += (Mark(length + mark.at, mark.words) for mark in line.marks)
            pieces += (joint, line.words)
            length += len(line.words)
        return replace(
            lines[0],
            words="".join(pieces),
            left=min(line.left for line in lines),
            right=max(line.right for line in lines),
            bottom=lines[-1].bottom,
            marks=tuple(marks),
        )
