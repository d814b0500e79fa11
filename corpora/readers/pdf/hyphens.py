"""Joining the lines of a paragraph: what stands between two, and whether a hyphen goes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from corpora.readers.pdf.page import Line, Mark

_HYPHENS = ("-", "\u2010")
_HYPHEN_MARKS = "\ufffe\x02\u00ad"
_BREAKS = (*_HYPHENS, *_HYPHEN_MARKS)
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of a document, which show whether it writes a compound with a hyphen."""

    counts: Counter[str]

    @classmethod
    def of(cls, lines: Iterable[Line]) -> Vocabulary:
        """Count the words of lines, but for those that a hyphen breaks at a line's end."""
        counts: Counter[str] = Counter()
        broken = False
        for line in lines:
            words = _WORD.findall(line.words)
            begins = 1 if broken and line.words[:1].islower() else 0
            broken = line.words.endswith(_BREAKS)
            counts.update(word.lower() for word in words[begins : len(words) - broken])
        return cls(counts)

    def joint(self, above: str, below: str) -> tuple[str, bool]:
        """Return what stands between two joined lines, and whether the upper loses its hyphen."""
        if above.endswith(tuple(_HYPHEN_MARKS)):
            return "", True
        if not above.endswith(_HYPHENS) or not below[:1].islower():
            return " ", False
        left, right = _WORD.findall(above[-80:]), _WORD.match(below)
        if not left or right is None or not above[:-1].endswith(left[-1]):
            return "", False
        return "", not self._is_compound(left[-1].lower(), right[0].lower())

    def _is_compound(self, left: str, right: str) -> bool:
        """Tell whether a document writes two words with a hyphen, or would.

        What it writes nowhere else is a compound where both parts are words of their own.
        """
        whole, hyphened = self.counts[left + right], self.counts[f"{left}-{right}"]
        if whole or hyphened:
            return hyphened > whole
        parts = left.split("-")
        return len(parts) > 1 or all(self.counts[one] for one in (*parts, right.partition("-")[0]))

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
