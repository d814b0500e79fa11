"""What can be wrong with a set of codes: all of it, each with its line, not only the first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from codebooks.code import Code, CodeStatus, Level


class Severity(StrEnum):
    """Whether a codebook with this problem can be worked with."""

    ERROR = "error"
    """The tree or a field cannot be read: the file is refused."""
    WARNING = "warning"
    """It can be read, but a second coder will stumble over it."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a codebook."""

    line: int | None
    """1-based line of the file; none for codes that stand in no file."""
    code: str | None
    """The id of the code, or none where it is about the whole codebook."""
    message: str
    """What is wrong, naming the code."""
    hint: str
    """What to do about it."""
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        place = "" if self.line is None else f"line {self.line}: "
        return f"{place}{self.message}: {self.hint}"


def check_codes(codes: Sequence[Code], lines: Sequence[int] | None = None) -> tuple[Problem, ...]:
    """Find everything that is wrong with a set of codes.

    Args:
        codes: the codes, which need not make a tree.
        lines: the line of each code in its file, if they come from one.

    Returns:
        Ids that stand twice, parents that are absent, circles, paths that stand twice, levels that
        do not fit the place, codes without a definition; by line, in the order of the codes.
    """
    if lines is None:
        at: tuple[int | None, ...] = (None,) * len(codes)
    else:
        at = tuple(lines)
    first: dict[str, int] = {}
    for position, code in enumerate(codes):
        first.setdefault(code.id, position)
    tree = _Tree(codes, at, first)
    found = [
        *tree.repeated_ids(),
        *tree.absent_parents(),
        *tree.circles(),
        *tree.repeated_paths(),
        *tree.misplaced_levels(),
        *tree.undefined(),
    ]
    return tuple(problem for _, problem in sorted(found, key=lambda each: each[0]))


_STEPS_SHOWN = 8
_Found = Iterator[tuple[int, Problem]]
"""Problems with the position of the code they are about."""


class _Tree:
    """The codes as they were given, however broken, and what one can ask about them."""

    def __init__(
        self, codes: Sequence[Code], lines: Sequence[int | None], first: Mapping[str, int]
    ) -> None:
        self._codes = codes
        self._lines = lines
        self._first = first

    def repeated_ids(self) -> _Found:
        for position, code in enumerate(self._codes):
            if self._first[code.id] != position:
                other = self._where(self._first[code.id])
                yield self._problem(
                    position, f"the id {code.id!r} is there already{other}", "give it another id"
                )

    def absent_parents(self) -> _Found:
        for position, code in enumerate(self._codes):
            if code.parent is not None and code.parent not in self._first:
                yield self._problem(
                    position,
                    f"code {code.id!r} stands under {code.parent!r}, which is not there",
                    "add that code or name another parent",
                )

    def circles(self) -> _Found:
        settled: set[str] = set()
        for code in self._codes:
            way: dict[str, None] = {}
            step: str | None = code.id
            while step is not None and step in self._first and step not in settled:
                if step in way:
                    ring = list(way)[list(way).index(step) :]
                    yield self._circle(ring)
                    break
                way[step] = None
                step = self._codes[self._first[step]].parent
            settled.update(way)

    def repeated_paths(self) -> _Found:
        seen: dict[tuple[str | None, str], int] = {}
        for position, code in enumerate(self._codes):
            if code.status is not CodeStatus.ACTIVE or self._first[code.id] != position:
                continue
            other = seen.setdefault((code.parent, " ".join(code.name.casefold().split())), position)
            if other != position:
                yield self._problem(
                    position,
                    f"code {code.id!r} has the name and the parent of {self._codes[other].id!r}"
                    f"{self._where(other)}: {code.name!r}",
                    "rename one of the two, or merge them",
                )

    def misplaced_levels(self) -> _Found:
        for position, code in enumerate(self._codes):
            above = self._parent_of(code)
            if above is None:
                if code.parent is None and code.level is not Level.DOMAIN:
                    yield self._problem(
                        position,
                        f"code {code.id!r} is a {code.level}, but stands under nothing",
                        "name its parent, or make it a domain",
                        Severity.WARNING,
                    )
            elif code.level is Level.DOMAIN:
                yield self._problem(
                    position,
                    f"code {code.id!r} is a domain, but stands under {above.id!r}",
                    "a domain has no parent: make it a theme or a subtheme",
                )
            elif code.level is Level.THEME and above.level is not Level.DOMAIN:
                yield self._problem(
                    position,
                    f"code {code.id!r} is a theme, but stands under the {above.level} {above.id!r}",
                    "make it a subtheme, or put it under a domain",
                )

    def undefined(self) -> _Found:
        for position, code in enumerate(self._codes):
            if code.status is CodeStatus.ACTIVE and not code.definition:
                yield self._problem(
                    position,
                    f"code {code.id!r} has no definition",
                    "say in a sentence or two what belongs under it",
                    Severity.WARNING,
                )

    def _circle(self, ring: Sequence[str]) -> tuple[int, Problem]:
        start = min(ring, key=lambda each: self._first[each])
        turn = ring.index(start)
        steps = [*ring[turn:], *ring[:turn], start]
        if len(steps) > _STEPS_SHOWN:
            steps[_STEPS_SHOWN - 2 : -1] = ["…"]
        return self._problem(
            self._first[start],
            f"code {start!r} stands above itself: {' under '.join(steps)}",
            "give one of them a parent outside the circle",
        )

    def _parent_of(self, code: Code) -> Code | None:
        place = None if code.parent is None else self._first.get(code.parent)
        return None if place is None else self._codes[place]

    def _where(self, position: int) -> str:
        line = self._lines[position]
        return "" if line is None else f" (line {line})"

    def _problem(
        self, position: int, message: str, hint: str, severity: Severity = Severity.ERROR
    ) -> tuple[int, Problem]:
        code = self._codes[position]
        return position, Problem(self._lines[position], code.id, message, hint, severity)
