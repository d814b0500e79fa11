"""The lines of a text that say something, each by its number."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from corpora.alignment import Words
from corpora.span import Span


class Lines:
    """The lines of a text that have words or marks, each by its number."""

    def __init__(self, text: str, words: Words, sayings: dict[str, int]) -> None:
        """Cut a text into lines; `sayings` numbers what they say, and grows by what it lacks."""
        self._text, self._words = text, words
        self._firsts = words.lines
        self._behinds = [*words.lines[1:], len(words.starts)]
        self.saying = [
            sayings.setdefault(text[words.starts[first] : words.ends[behind - 1]], len(sayings))
            for first, behind in zip(self._firsts, self._behinds, strict=False)
        ]
        """What each line says: the same number for the same letters."""

    def __len__(self) -> int:
        return len(self._firsts)

    def words(self, line: int) -> tuple[int, int]:
        """Return the first word of a line, and the first behind it."""
        return self._firsts[line], self._behinds[line]

    def length(self, line: int) -> int:
        """Return how many words and marks a line has."""
        first, behind = self.words(line)
        return behind - first

    def span(self, line: int) -> Span:
        """Return where a line stands, without the white space at its edges."""
        first, behind = self.words(line)
        return Span(self._words.starts[first], self._words.ends[behind - 1])

    def text(self, line: int) -> str:
        """Return what a line says."""
        return self.span(line).of(self._text)

    def beginning(self, word: int) -> int | None:
        """Return the line that begins with a word."""
        at = bisect_left(self._firsts, word)
        return at if at < len(self._firsts) and self._firsts[at] == word else None

    def touching(self, first: int, behind: int) -> range:
        """Return the lines in which words from one to another stand."""
        if first >= behind:
            return range(0)
        return range(bisect_right(self._firsts, first) - 1, bisect_left(self._firsts, behind))

    def at(self, place: Span) -> range:
        """Return the lines that a stretch of the text touches."""
        words = self._words
        return self.touching(
            bisect_right(words.ends, place.start), bisect_left(words.starts, place.end)
        )

    def share(self, line: int, first: int, behind: int) -> float:
        """Return how much of a line is from one word to another, from 0 to 1."""
        start, end = self.words(line)
        return (min(end, behind) - max(start, first)) / (end - start)
