"""Words of an OpenDocument text on their way to paragraphs, white space as the standard says."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpora.readers.draft import Draft

_SPACES = re.compile(r"[ \t\r\n]+")
MOST_SPACES = 1_000
"""One element may stand for this many spaces; more is no one's layout."""


@dataclass(slots=True)
class Flow:
    """A stream of paragraphs: the body, a note, a text box."""

    draft: Draft
    open: bool = False
    """Inside a paragraph: words are words, not the layout of the XML."""
    spaced: bool = True
    """White space stands before, so more of it means nothing."""
    heading: bool = False
    lone: bool = False
    """One paragraph in another, as in a drawn shape."""

    def write(self, words: str | None) -> None:
        """Write character data, its white space as one space."""
        if not words or not self.open:
            return
        folded = _SPACES.sub(" ", words)
        if self.spaced:
            folded = folded.removeprefix(" ")
        if folded:
            self.draft.write(folded)
            self.spaced = folded.endswith(" ")

    def put(self, words: str) -> None:
        """Write characters that stand as they are."""
        self.draft.write(words)
        self.spaced = False
