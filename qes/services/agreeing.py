"""Agreement of two coders in a closed round: which units count, and what the numbers are."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from codebooks.code import CodeStatus
from qes import __version__
from qes.analysis.agreement.two_coders import compare, roll_up
from qes.base import AuthorName, CodeId, SourceId, canonical_json, sha256
from qes.errors import UserError
from qes.services.desk import Desk
from qes.services.ratings import Ratings, read_ratings
from qes.services.reading_codebook import read_codebook
from qes.services.rounds import default_round
from qes.store.segments import StoredSegment

if TYPE_CHECKING:
    from codebooks.code import Code
    from codebooks.codebook import Codebook
    from qes.analysis.agreement.two_coders import Comparison


@dataclass(frozen=True, slots=True)
class PairAgreement:
    """How two coders agree, with all one needs to redo it."""

    round_id: str | None
    round_title: str
    level: str
    a: AuthorName
    b: AuthorName
    comparison: Comparison
    paths: dict[CodeId, str]
    units: tuple[StoredSegment, ...]
    """The units both have seen."""
    only_a: int
    """Units that only the first has seen: not compared."""
    only_b: int
    data_hash: str
    """SHA-256 over the units and both coders' codes: the same data give the same hash."""
    tool_version: str = __version__


def agree(
    desk: Desk, round_name: str | None = None, *, level: str = "leaf"
) -> tuple[PairAgreement, ...]:
    """Compare every pair of coders in a closed round, code by code and pooled.

    A unit counts where both have seen it; seen and left without a code is "absent".

    Args:
        desk: Who asks.
        round_name: Id or title; None is the last closed one, or what was decided outside rounds.
        level: `leaf` takes codes as given, `theme` and `domain` roll them up.

    Raises:
        Blind: the round is open.
        UserError: fewer than two people have seen the same unit.
    """
    with desk.store.read() as connection:
        ratings = read_ratings(connection, desk, round_name or default_round(connection))
        book = read_codebook(connection)
    pairs = [
        (a, b)
        for a, b in combinations(sorted(ratings.seen), 2)
        if ratings.seen[a] & ratings.seen[b]
    ]
    if not pairs:
        people = ", ".join(ratings.seen) or "nobody"
        raise UserError(
            f"no two people have seen the same segment in {ratings.round.title}",
            hint=f"so far: {people}",
        )
    return tuple(_pair(ratings, book, a, b, level=level) for a, b in pairs)


def _pair(
    ratings: Ratings, book: Codebook, a: AuthorName, b: AuthorName, *, level: str
) -> PairAgreement:
    both = ratings.seen[a] & ratings.seen[b]
    units = tuple(one for one in ratings.segments if one.id in both)
    raised = _raised(book, level)

    sets_a = roll_up([ratings.codes(a, one.id) for one in units], raised)
    sets_b = roll_up([ratings.codes(b, one.id) for one in units], raised)
    used = {code for codes in (*sets_a, *sets_b) for code in codes}
    # what there was to choose from comes from the codebook, never from what was chosen
    to_choose = {raised.get(code.id, code.id) for code in _choices(book)} | used
    domain = [code.id for code in book.in_tree_order() if code.id in to_choose]
    documents: list[SourceId] = [one.source for one in units]
    return PairAgreement(
        round_id=ratings.round.id or None,
        round_title=ratings.round.title,
        level=level,
        a=a,
        b=b,
        comparison=compare(domain, sets_a, sets_b, documents),
        paths={CodeId(code): book.path(code) for code in domain},
        units=units,
        only_a=len(ratings.seen[a] - both),
        only_b=len(ratings.seen[b] - both),
        data_hash=sha256(
            canonical_json(
                [
                    [one.id, sorted(x), sorted(y)]
                    for one, x, y in zip(units, sets_a, sets_b, strict=True)
                ]
            )
        ),
    )


def _choices(book: Codebook) -> tuple[Code, ...]:
    """Return the codes in use that have none in use below them."""
    active = [code for code in book.in_tree_order() if code.status is CodeStatus.ACTIVE]
    above = {code.parent for code in active}
    return tuple(code for code in active if code.id not in above)


def _raised(book: Codebook, level: str) -> dict[str, str]:
    """Map each code to the one that stands for it at a level."""
    if level == "leaf":
        return {}
    if level not in {"theme", "domain", "parent"}:
        raise UserError(f"no level {level!r}", hint="it may be leaf, theme, domain or parent")
    if level == "parent":
        return {code.id: code.parent or code.id for code in book.codes}
    raised: dict[str, str] = {}
    for code in book.codes:
        line = (code, *book.ancestors(code.id))
        raised[code.id] = next((up.id for up in line if up.level.value == level), line[-1].id)
    return raised
