"""Words of a page on their way to paragraphs: white space, line breaks and cells."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpora.readers.draft import Draft

_SPACES = re.compile(r"[ \t\n\f\r]+")


@dataclass(slots=True)
class Flow:
    """A stream of paragraphs: the page, or a note on it."""

    draft: Draft
    due: int = 0
    """A paragraph ends here, and the next begins this many lines below, unless a cell ends."""
    heading: bool = False
    """What ends is a heading."""
    fresh: bool = True
    """Nothing stands on the line, so a space would mean nothing."""
    space: bool = False
    breaks: int = 0
    begins_cell: bool = False
    """Nothing stands in the cell, so a paragraph that begins there begins no line."""
    label: str = ""
    """The number of an item whose words are yet to come."""

    def part(self, gap: int, *, heading: bool = False) -> None:
        """End the paragraph."""
        if self.begins_cell:
            return
        self.due = max(self.due, gap)
        self.heading |= heading

    def settle(self) -> None:
        """Do what is due before something is written."""
        if self.breaks > 1:
            self.part(2)
        if self.due:
            self.draft.part(self.due, heading=self.heading)
            self.fresh = True
        elif self.breaks:
            self.draft.write("\n")
            self.fresh = True
        if self.fresh:
            self.space = False
        self.due, self.heading, self.breaks = 0, False, 0

    def put(self, words: str) -> None:
        """Write characters as they stand."""
        self.settle()
        if self.label:
            self.draft.number(self.label)
        self.draft.write(" " + words if self.space else words)
        self.space, self.begins_cell, self.label = False, False, ""

    def words(self, data: str) -> None:
        """Write character data, its white space as one space, and none where a line begins."""
        folded = _SPACES.sub(" ", data)
        core = folded.strip(" ")
        self.space |= folded.startswith(" ")
        if core:
            self.put(core)
            self.fresh = False
            self.space = folded.endswith(" ")

    def cell(self, *, first: bool) -> None:
        """Begin a cell of a table: a tab parts it from the one before."""
        if not first:
            self.due, self.heading, self.breaks = 0, False, 0
        self.settle()
        self.space, self.fresh = False, True
        if not first:
            self.draft.write("\t")
        self.begins_cell = True
