"""The codebook as the screen shows it: a tree with one's own counts, colours and a search."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property

from qes.base import CodeId
from qes.services.coding import CodingState
from qes.services.review import CodeView, CodingView
from qes.ui.printable import line


class CodeTree:
    """The codes in use, in tree order."""

    def __init__(self, codes: Sequence[CodeView]) -> None:
        self.codes = tuple(codes)
        self._by_id = {code.id: code for code in self.codes}
        branches = dict.fromkeys(code.branch for code in self.codes)
        self._hues = {branch: number for number, branch in enumerate(branches)}

    def __len__(self) -> int:
        return len(self.codes)

    def get(self, code: CodeId) -> CodeView | None:
        """Return a code, or None where it is no longer in use."""
        return self._by_id.get(code)

    def name(self, code: CodeId | str) -> str:
        """Return a code's name as one printable line; its id where it is no longer in use."""
        found = self._by_id.get(CodeId(code))
        return line(found.name if found else str(code))

    def hue(self, branch: CodeId) -> int:
        """Return the number of a branch's colour."""
        return self._hues.get(branch, len(self._hues))

    def letter(self, branch: CodeId) -> str:
        """Return the letter that stands for a branch where there is no colour."""
        return self._letters.get(branch, "?")

    @cached_property
    def _letters(self) -> dict[CodeId, str]:
        letters: dict[CodeId, str] = {}
        for branch in self._hues:
            initials = [c.upper() for c in self.name(branch) if c.isalnum() and c.isascii()]
            free = [c for c in (*initials, *"ABCDEFGHIJKLMNOPQRSTUVWXYZ")
                    if c not in letters.values()]  # fmt: skip
            letters[branch] = free[0] if free else "?"
        return letters

    @cached_property
    def parents(self) -> frozenset[CodeId]:
        """The codes that have codes under them."""
        return frozenset(code.parent for code in self.codes if code.parent is not None)

    def visible(self, folded: frozenset[CodeId]) -> tuple[CodeId, ...]:
        """Return the codes that show when some are folded away under their parents."""
        hidden: set[CodeId] = set()
        shown = []
        for code in self.codes:
            if code.parent is not None and (code.parent in folded or code.parent in hidden):
                hidden.add(code.id)
            else:
                shown.append(code.id)
        return tuple(shown)

    def totals(self, own: Mapping[CodeId, int]) -> dict[CodeId, int]:
        """Return for each code how many passages it and the codes under it were given to."""
        totals = {code.id: own.get(code.id, 0) for code in self.codes}
        for code in reversed(self.codes):
            if code.parent in totals:
                totals[code.parent] += totals[code.id]
        return totals

    def search(self, typed: str) -> tuple[CodeId, ...]:
        """Return the codes whose path or definition has every word typed, best first.

        A name that begins so comes before a word of a name, that before any part of a path, and
        a definition last; equals stay in tree order.
        """
        words = folded_text(typed).split()
        if not words:
            return tuple(code.id for code in self.codes)
        ranked = []
        for place, code in enumerate(self.codes):
            name, path = folded_text(code.name), folded_text(code.path)
            if all(word in path for word in words):
                if name.startswith(words[0]):
                    rank = 0
                elif f" {words[0]}" in f" {name}":
                    rank = 1
                else:
                    rank = 2 if all(word in name for word in words) else 3
            elif all(word in f"{path} {folded_text(code.definition)}" for word in words):
                rank = 4
            else:
                continue
            ranked.append((rank, place, code.id))
        return tuple(id_ for _, _, id_ in sorted(ranked))


def folded_text(text: str) -> str:
    """Return text without case and accents, for comparing what is typed."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in apart if not unicodedata.combining(c))


def applied_counts(codings: Sequence[CodingView]) -> Counter[CodeId]:
    """Count the passages each code was given to."""
    return Counter(one.code for one in codings if one.state is CodingState.APPLIED)
