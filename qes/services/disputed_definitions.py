"""Which definitions brought coders apart most, each beside that of the code it is taken for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from codebooks.codebook import Codebook
from qes.base import CodeId
from qes.services.codebook_versions import Timeline, read_timeline
from qes.services.comparing import compare_ratings, confusion_of
from qes.services.comparison import Comparison, Disagreement
from qes.services.consensus import Cause
from qes.services.ratings import last_round, read_ratings
from qes.services.reading_codebook import read_codebook

if TYPE_CHECKING:
    from qes.analysis.confusion import ConfusionMap
    from qes.services.desk import Desk

EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Definition:
    """What the codebook says of a code now."""

    code: CodeId
    path: str
    definition: str
    include: str
    exclude: str
    version: int
    """How many different ones the code has had."""


@dataclass(frozen=True, slots=True)
class DisputedDefinition:
    """A code whose definition may need work, with the passages that show it."""

    of: Definition
    n: int
    """Disagreements about it."""
    by_definition: int
    """Of these, settled ones of which people said that the definition was the cause."""
    unsettled: int
    rival: Definition | None
    """The code it stands against most; None where it only stands against nothing."""
    against_rival: int
    """Units in which the two stand against each other."""
    examples: tuple[Disagreement, ...]
    """First those that the definition caused, then those against the rival."""
    quotes: tuple[str, ...]
    """The words of each example."""

    @property
    def open(self) -> int:
        """Count the disagreements that speak for another definition."""
        return self.by_definition + self.unsettled


def disputed_definitions(
    desk: Desk, round_name: str | None = None, *, examples: int = EXAMPLES
) -> tuple[DisputedDefinition, ...]:
    """List the codes by how many disagreements their definition caused, or may have.

    What is settled with another cause, or with none, does not count.

    Args:
        desk: Who asks.
        round_name: Id or title; None is the last closed one, or what was decided outside rounds.
        examples: So many passages of each.

    Raises:
        Blind: the round is open.
    """
    with desk.store.read() as connection:
        ratings = read_ratings(connection, desk, round_name or last_round(connection))
        found = compare_ratings(connection, desk, ratings)
        book = read_codebook(connection)
        timeline = read_timeline(connection, desk)
    return definitions_in(found, book, timeline, examples=examples)


def definitions_in(
    comparison: Comparison, book: Codebook, timeline: Timeline, *, examples: int = EXAMPLES
) -> tuple[DisputedDefinition, ...]:
    """Do so of a comparison at the level of codes as they were given."""
    confused = confusion_of(comparison)
    by_code: dict[CodeId, list[Disagreement]] = {}
    for one in comparison.disagreements:
        by_code.setdefault(one.code, []).append(one)
    found = [
        _disputed(code, those, book, timeline, confused)
        for code, those in by_code.items()
        if code in book
    ]
    most_first = sorted(
        (one for one in found if one.open),
        key=lambda one: (-one.open, -one.by_definition, one.of.path),
    )
    quotes = {one.unit.id: one.quote for one in comparison.differences}
    return tuple(
        replace(
            one,
            examples=(shown := one.examples[:examples]),
            quotes=tuple(quotes[each.unit.id] for each in shown),
        )
        for one in most_first
    )


def _disputed(
    code: CodeId,
    those: list[Disagreement],
    book: Codebook,
    timeline: Timeline,
    confused: ConfusionMap,
) -> DisputedDefinition:
    pair = next((one for one in confused.pairs if code in {one.one, one.other}), None)
    other = None if pair is None else pair.other if pair.one == code else pair.one
    together = frozenset(() if pair is None else pair.units)
    of_definition = [one for one in those if _caused(one)]
    left = [one for one in those if one.settlement is None]
    shown = [*of_definition, *sorted(left, key=lambda one: one.unit.id not in together)]
    return DisputedDefinition(
        _definition(code, book, timeline),
        len(those),
        len(of_definition),
        len(left),
        None if other is None or other not in book else _definition(CodeId(other), book, timeline),
        len(together),
        tuple(shown),
        (),
    )


def _caused(one: Disagreement) -> bool:
    return one.settlement is not None and one.settlement.cause is Cause.DEFINITION


def _definition(id_: CodeId, book: Codebook, timeline: Timeline) -> Definition:
    code = book.code(id_)
    return Definition(
        id_, book.path(id_), code.definition, code.include, code.exclude, timeline.defined(id_)
    )
