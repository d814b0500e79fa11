"""What stands on rows of its own: a source's turns, and the text between them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from corpora.source import Role
from qes.ui.printable import line
from qes.ui.widgets.wrapping import Block


class Turn(Protocol):
    """What one speaker says in one go."""

    @property
    def speaker(self) -> str | None:
        """Who speaks."""

    @property
    def role(self) -> Role:
        """Which part they take in the interview."""

    @property
    def start(self) -> int:
        """Where their words begin."""

    @property
    def end(self) -> int:
        """Where their words end."""


def blocks(text: str, turns: Sequence[Turn]) -> tuple[Block, ...]:
    """Cut a text into its turns and the text between them, which stays visible in the background.

    Between turns only a speaker's label is left out (the name stands in the margin) and lines
    without any letter, such as times and cue numbers.
    """
    if not turns:
        return (Block(0, len(text)),) if text else ()
    found: list[Block] = []
    end = 0
    for turn in turns:
        found.extend(_between(text, end, turn.start, turn.speaker or ""))
        found.append(Block(turn.start, turn.end, line(turn.speaker or ""), quiet=turn.role.asks))
        end = turn.end
    found.extend(_between(text, end, len(text), ""))
    return tuple(block for block in found if block.start < block.end)


def _between(text: str, start: int, end: int, label: str) -> list[Block]:
    """Return what `start`-`end` says besides the label of the turn after it, as a quiet block."""
    words = text[start:end].rstrip()
    last_line = words[words.rfind("\n") + 1 :]
    if label and not _says(last_line.replace(label, "", 1)):
        words = words[: len(words) - len(last_line)].rstrip()
    if not _says(words):
        return []
    first = start + len(words) - len(words.lstrip())
    return [Block(first, start + len(words), quiet=True)]


def _says(text: str) -> bool:
    """Say whether there is any word in it."""
    return any(character.isalpha() for character in text)
