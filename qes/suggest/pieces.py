"""Word pieces: what the model reads of a text, and in which windows.

Runs the model's own tokenizer with the `tokenizers` library.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

PieceIds = NDArray[np.int64]
"""One number a word piece: its row in the model's vocabulary."""


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """A stretch of a text that the model reads at once."""

    owner: int
    """Which text it is part of."""
    pieces: PieceIds
    """With the marks the model wants around them."""
    weight: int
    """How much it counts in its text: word pieces, or 1 where it is the whole of it."""


class PieceReader:
    """Cuts texts into word pieces."""

    def __init__(self, description: bytes, longest: int) -> None:
        """Read a tokenizer.json; `longest` counts the pieces of a window with its marks.

        Raises:
            ValueError: it is no tokenizer's description.
        """
        try:
            self._tokenizer = Tokenizer.from_buffer(description)
        except ValueError as error:
            raise ValueError("no tokenizer's description") from error
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        # where the marks stand is asked once, so that each text is read once
        bare = self._tokenizer.encode("a", add_special_tokens=False).ids
        marked = self._tokenizer.encode("a").ids
        at = next(
            at for at in range(len(marked) - len(bare) + 1) if marked[at : at + len(bare)] == bare
        )
        self._before = np.array(marked[:at], dtype=np.int64)
        self._after = np.array(marked[at + len(bare) :], dtype=np.int64)
        self._window = longest - len(self._before) - len(self._after)

    @property
    def vocabulary(self) -> int:
        """How many word pieces there are."""
        return int(self._tokenizer.get_vocab_size())

    def unspoken(self) -> NDArray[np.intp]:
        """Return the ids that no text is made of: marks and rows held free."""
        marks = {
            at for at, token in self._tokenizer.get_added_tokens_decoder().items() if token.special
        }
        free = {
            at
            for token, at in self._tokenizer.get_vocab().items()
            if token.startswith("[unused") and token.endswith("]")
        }
        return np.array(sorted(marks | free), dtype=np.intp)

    def marked(self, pieces: Sequence[int] | PieceIds) -> PieceIds:
        """Put the model's marks around word pieces."""
        return np.concatenate([self._before, np.asarray(pieces, dtype=np.int64), self._after])

    def read(self, texts: Sequence[str]) -> list[PieceIds]:
        """Return each text's word pieces, without marks; lone surrogates are question marks."""
        found = self._tokenizer.encode_batch_fast(
            [_well_formed(text) for text in texts], add_special_tokens=False
        )
        return [np.array(one.ids, dtype=np.int64) for one in found]

    def windows(self, texts: Sequence[str], pieces: Sequence[PieceIds]) -> list[Window]:
        """Cut texts into windows; `pieces` is what `read` returned of them."""
        found: list[Window] = []
        for owner, (text, ids) in enumerate(zip(texts, pieces, strict=True)):
            if len(ids) <= self._window:
                found.append(Window(owner, self.marked(ids), 1))
            else:
                found.extend(self._cut(owner, _well_formed(text)))
        return found

    def _cut(self, owner: int, text: str) -> list[Window]:
        offsets = self._tokenizer.encode(text, add_special_tokens=False).offsets
        parts = [offsets[at : at + self._window] for at in range(0, len(offsets), self._window)]
        # each stretch is read as a text of its own: what is cut in a word begins a word
        reread = self.read([text[part[0][0] : part[-1][1]] for part in parts])
        return [
            Window(owner, self.marked(ids[: self._window]), len(part))
            for part, ids in zip(parts, reread, strict=True)
        ]


def _well_formed(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")
