"""What was before a reviewer's eyes when they decided; kept apart from judgements, derived by none.

A showing's id is a hash of what was shown, and judgements point to it: so the chain of hashes over
judgements covers what was visible too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa

from qes.base import AuthorName, CodeId, Json, SegmentId, canonical_json, sha256
from qes.store.database import insert_missing
from qes.store.schema import judgement, showing, suggestion

_DIGITS = 20
FIRST_FORMAT = "f1-"
"""How the ids begin of what a project of the first format had suggested: who saw it is not known."""


class Way(StrEnum):
    """How a reviewer came to a segment."""

    DOCUMENT = "document"
    DOUBTFUL = "doubtful"
    NOVEL = "novel"
    RANDOM = "random"
    LISTED = "listed"


@dataclass(frozen=True, slots=True)
class ShownCode:
    """One code as it was offered."""

    code: CodeId
    rank: int
    """From 1, the likeliest."""
    share: float
    """Its share of the segment beside all else, 0 to 1."""
    probability: float | None
    """What was said of it; None where no honest probability could be."""


@dataclass(frozen=True, slots=True)
class Showing:
    """What was visible of suggestions for one segment."""

    segment: SegmentId
    way: Way
    unseen: int | None
    """For a draw at random: units undecided just before it, this one among them."""
    offered: tuple[ShownCode, ...]
    """In the order shown; empty where nothing was."""
    none_share: float | None
    none_probability: float | None
    withheld: bool
    """Suggestions exist but were kept back until the reviewer has decided."""
    model: str
    basis: str
    """Hash of the codebook and of what was learned."""


@dataclass(frozen=True, slots=True)
class StoredShowing:
    """What someone saw, when first, in which round."""

    id: str
    author: AuthorName
    round: str | None
    at: str
    what: Showing
    unchanged: bool
    """Whether it is still what its id was made from."""


def showing_id(author: AuthorName, round_: str | None, what: Showing) -> str:
    """Derive a showing's id from who saw what in which round: the same again has the same id."""
    said: Json = [
        author,
        round_,
        what.segment,
        what.way.value,
        what.unseen,
        [[one.code, one.rank, _number(one.share), _number(one.probability)] for one in what.offered],
        _number(what.none_share),
        _number(what.none_probability),
        what.withheld,
        what.model,
        what.basis,
    ]  # fmt: skip
    return sha256(canonical_json(said))[:_DIGITS]


def suggestion_id(showing_: str, rank: int) -> str:
    """Derive the id of one code offered in a showing."""
    return f"{showing_}.{rank}"


def _number(value: float | None) -> float | None:
    # no column tells 0.0 from -0.0
    return None if value is None else float(value) + 0.0


def put_showing(
    connection: sa.Connection, author: AuthorName, round_: str | None, at: str, what: Showing
) -> str:
    """Write what someone saw, unless it is there; the first time counts. Return its id."""
    (id_,) = put_showings(connection, author, at, [(round_, what)])
    return id_


def put_showings(
    connection: sa.Connection,
    author: AuthorName,
    at: str,
    seen: Sequence[tuple[str | None, Showing]],
) -> tuple[str, ...]:
    """Write what someone saw of many segments, each in its round; return the ids in order."""
    ids = tuple(showing_id(author, round_, what) for round_, what in seen)
    rows = [
        {
            "id": id_,
            "author": author,
            "segment": what.segment,
            "round": round_,
            "at": at,
            "way": what.way.value,
            "unseen": what.unseen,
            "withheld": int(what.withheld),
            "model": what.model,
            "basis": what.basis,
            "none_share": _number(what.none_share),
            "none_probability": _number(what.none_probability),
        }
        for id_, (round_, what) in zip(ids, seen, strict=True)
    ]
    codes = [
        {
            "id": suggestion_id(id_, one.rank),
            "showing": id_,
            "code": one.code,
            "rank": one.rank,
            "share": _number(one.share),
            "probability": _number(one.probability),
        }
        for id_, (_, what) in zip(ids, seen, strict=True)
        for one in what.offered
    ]
    if rows:
        connection.execute(insert_missing(connection, showing), rows)
    if codes:
        connection.execute(insert_missing(connection, suggestion), codes)
    return ids


def drop_unused_listings(connection: sa.Connection, author: AuthorName) -> None:
    """Take away what was listed for someone on which no decision of theirs rests.

    A list of all segments is made as often as someone asks for it; what was only listed counts
    for nothing (`qes.services.suggesting.guarding`).
    """
    rests_on = sa.select(sa.func.substr(judgement.c.basis, 1, _DIGITS)).where(
        judgement.c.author == author, judgement.c.basis.is_not(None)
    )
    unused = sa.select(showing.c.id).where(
        showing.c.author == author,
        showing.c.way == Way.LISTED.value,
        sa.func.substr(showing.c.id, 1, len(FIRST_FORMAT)) != FIRST_FORMAT,
        showing.c.id.not_in(rests_on),
    )
    connection.execute(sa.delete(suggestion).where(suggestion.c.showing.in_(unused)))
    connection.execute(sa.delete(showing).where(showing.c.id.in_(unused)))


def is_known(connection: sa.Connection, basis: str) -> bool:
    """Say whether what a judgement is to rest on, a showing or a suggestion, is there."""
    return any(
        connection.execute(sa.select(table.c.id).where(table.c.id == basis)).scalar_one_or_none()
        is not None
        for table in (showing, suggestion)
    )


def read_showings(
    connection: sa.Connection, viewer: AuthorName, *, others_in: Sequence[str] = ()
) -> tuple[StoredShowing, ...]:
    """Return what the viewer saw, and what others did in the rounds named, in the order of time.

    What a project of the first format had suggested is not among it.
    """
    visible = sa.and_(
        _visible(showing.c.author, showing.c.round, viewer, others_in),
        sa.func.substr(showing.c.id, 1, len(FIRST_FORMAT)) != FIRST_FORMAT,
    )
    offered: defaultdict[str, list[ShownCode]] = defaultdict(list)
    codes = (
        sa.select(suggestion)
        .join(showing, showing.c.id == suggestion.c.showing)
        .where(visible)
        .order_by(suggestion.c.showing, suggestion.c.rank)
    )
    for row in connection.execute(codes):
        one = ShownCode(CodeId(row.code), row.rank, row.share, row.probability)
        offered[row.showing].append(one)
    chosen = sa.select(showing).where(visible).order_by(showing.c.at, showing.c.id)
    return tuple(_stored(row, offered[row.id]) for row in connection.execute(chosen).all())


def _stored(row: sa.Row[tuple[object, ...]], offered: Sequence[ShownCode]) -> StoredShowing:
    what = Showing(
        segment=SegmentId(row.segment),
        way=Way(row.way),
        unseen=row.unseen,
        offered=tuple(offered),
        none_share=row.none_share,
        none_probability=row.none_probability,
        withheld=bool(row.withheld),
        model=row.model,
        basis=row.basis,
    )
    author = AuthorName(row.author)
    unchanged = showing_id(author, row.round, what) == row.id
    return StoredShowing(row.id, author, row.round, row.at, what, unchanged)


@dataclass(frozen=True, slots=True)
class Sight:
    """Whether suggestions were before someone's eyes."""

    offered: bool
    withheld: bool
    """There were some, kept back until the reviewer had decided."""


def sights_in(connection: sa.Connection, round_: str | None) -> dict[str, Sight]:
    """Return what was shown in a round, or outside any, by its id; for rounds that are not blind.

    What a project of the first format had suggested is not among it: who saw it is not known.
    """
    some = sa.exists().where(suggestion.c.showing == showing.c.id)
    chosen = sa.select(showing.c.id, some, showing.c.withheld).where(
        showing.c.round.is_(None) if round_ is None else showing.c.round == round_,
        showing.c.author.is_not(None),
    )
    return {
        str(id_): Sight(bool(offered), bool(withheld))
        for id_, offered, withheld in connection.execute(chosen)
    }


@dataclass(frozen=True, slots=True)
class DrawnSegment:
    """A segment that was offered as a draw at random."""

    showing: str
    """The id of what was shown with it; the decision points to it."""
    segment: SegmentId
    unseen: int
    """Segments undecided just before the draw, this one among them."""


def draws_of(connection: sa.Connection, author: AuthorName) -> tuple[DrawnSegment, ...]:
    """Return what someone was offered as draws at random and then said something of, in time."""
    chosen = (
        sa.select(showing.c.id, showing.c.segment, showing.c.unseen)
        .where(
            showing.c.author == author,
            showing.c.way == Way.RANDOM.value,
            showing.c.unseen.is_not(None),
        )
        .order_by(showing.c.at, showing.c.id)
    )
    return tuple(
        DrawnSegment(row.id, SegmentId(row.segment), row.unseen)
        for row in connection.execute(chosen)
    )


def count_of_first_format(connection: sa.Connection) -> int:
    """Return for how many segments a project of the first format had codes suggested."""
    of_old = sa.func.substr(showing.c.id, 1, len(FIRST_FORMAT)) == FIRST_FORMAT
    return connection.execute(sa.select(sa.func.count()).where(of_old)).scalar_one()


def count_resting_on_nothing(
    connection: sa.Connection, viewer: AuthorName, *, others_in: Sequence[str] = ()
) -> int:
    """Return how many judgements rest on what is no longer kept: it was withdrawn."""
    kept = [judgement.c.basis.not_in(sa.select(table.c.id)) for table in (showing, suggestion)]
    chosen = sa.select(sa.func.count()).where(
        judgement.c.basis.is_not(None),
        *kept,
        _visible(judgement.c.author, judgement.c.round, viewer, others_in),
    )
    return connection.execute(chosen).scalar_one()


def _visible(
    author: sa.ColumnElement[object],
    round_: sa.ColumnElement[object],
    viewer: AuthorName,
    others_in: Sequence[str],
) -> sa.ColumnElement[bool]:
    return sa.or_(author == viewer, round_.in_(list(others_in)))
