"""Where the passages of earlier versions stand, and people's word on those that are in doubt."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from corpora.anchors import Anchoring, Why, likeness
from corpora.span import Span
from qes.base import PassageId, SourceId, sha256
from qes.errors import NotFound, UserError
from qes.services.carrying import DECIDED, Accept, Carried, Version, carried_from
from qes.services.desk import Desk
from qes.services.lookup import find_passage, find_source
from qes.services.standing_in import (
    Outcome,
    Stand,
    passages_in_sight,
    write_stands,
    written_of,
)
from qes.store.judgements import Draft, Subject, SubjectKind
from qes.store.passages import StoredPassage, passage_id, passages, span_of
from qes.store.sources import StoredSource, read_text
from qes.store.succession import Successor
from qes.store.versions import ANCHOR_ASPECT, NewPassage, earlier_versions, put_passages

if TYPE_CHECKING:
    from qes.store.database import Connection

DOUBTFUL = frozenset((Outcome.CHANGED, Outcome.ORPHANED))
"""What waits for a person's word."""
_SPAN = re.compile(r"(?P<source>.+):(?P<start>[0-9]{1,12})-(?P<stop>[0-9]{1,12})")
_OUTCOMES = frozenset(one.value for one in Outcome)
_WHYS = {Outcome.KEPT: Why.SAME_PLACE.value, Outcome.MOVED: Why.ELSEWHERE.value}


def list_anchors(desk: Desk, source: str, *, doubtful: bool = False) -> tuple[Carried, ...]:
    """Return the passages of a source's earlier versions and where they stand in it.

    Not those that only others have judged in a round in which they are blind to each other.

    Args:
        desk: Who asks.
        source: The source that stands, or one of its earlier versions, whose passages alone are
            then meant.
        doubtful: Only those that wait for a person's word.

    Raises:
        NotFound: there is no such source.
    """
    with desk.store.read() as connection:
        named = find_source(connection, source)
        if named.replaced_by is None:
            standing, versions = named, earlier_versions(connection, named.id)
        else:
            standing, versions = find_source(connection, named.replaced_by), (named,)
        found = [
            one
            for version in versions
            if version.withdrawn_at is None
            for one in _anchors(connection, version, standing)
        ]
        seen = passages_in_sight(connection, desk, [one.passage for one in found])
    return tuple(
        one for one in found if one.passage in seen and (not doubtful or one.outcome in DOUBTFUL)
    )


def accept_anchors(
    desk: Desk, chosen: Sequence[str], *, reason: str | None = None
) -> tuple[Carried, ...]:
    """Accept the places proposed for passages of earlier versions.

    Raises:
        NotFound: there is no such passage, or no place is proposed for one.
    """
    with desk.store.write() as connection:
        shelf = _Shelf(connection, desk)
        decided = []
        known: dict[SourceId, dict[PassageId, Carried]] = {}
        for passage, version, standing in [shelf.find(text) for text in chosen]:
            if version.id not in known:
                found = _anchors(connection, version, standing)
                known[version.id] = {one.passage: one for one in found}
            proposed = known[version.id].get(passage.id)
            if proposed is None or proposed.target is None:
                raise NotFound(
                    f"no place is proposed for {passage.id}",
                    hint=f"give one: qes sources anchors {standing.id} --put {passage.id} START-END",
                )
            decided.append((passage, standing, Span(*span_of(proposed.target)[1:])))
        return _decide(connection, desk, decided, reason)


def decide_anchor(
    desk: Desk, passage: str, where: Span | None, *, reason: str | None = None
) -> Carried:
    """Say where a passage of an earlier version stands in the version that stands, or nowhere.

    The last word counts; deciding again takes a decision back.

    Raises:
        NotFound: there is no such passage.
        UserError: the place lies outside the text, or is empty.
    """
    with desk.store.write() as connection:
        found, _, standing = _Shelf(connection, desk).find(passage)
        if where is not None and not where.start < where.end <= standing.characters:
            raise UserError(
                f"{where.start}-{where.end} is no stretch of {standing.name}",
                hint=f"it has {standing.characters:,} characters; START comes before END",
            )
        return _decide(connection, desk, [(found, standing, where)], reason)[0]


def reject_anchors(
    desk: Desk, chosen: Sequence[str], *, reason: str | None = None
) -> tuple[Carried, ...]:
    """Say that passages of earlier versions stand nowhere in the version that stands.

    Raises:
        NotFound: there is no such passage.
    """
    with desk.store.write() as connection:
        shelf = _Shelf(connection, desk)
        found = [shelf.find(text) for text in chosen]
        decided = [(passage, standing, None) for passage, _, standing in found]
        return _decide(connection, desk, decided, reason)


def _anchors(
    connection: Connection, version: StoredSource, standing: StoredSource
) -> list[Carried]:
    """Return the passages of one version as it was written, with proposals for what waits."""
    written = written_of(connection, version.id)
    own = [one for one in passages(connection, version.id) if _outcome(written.get(one.id))]
    texts = read_text(connection, version.id), read_text(connection, standing.id)
    new = Version(standing.id, texts[1], ())
    doubtful = [one for one in own if _outcome(written[one.id]) in DOUBTFUL]
    proposed: dict[PassageId, Carried] = {}
    if doubtful:
        anchoring = Anchoring(*texts)
        found = carried_from(connection, doubtful, (texts[0], new), anchoring, Accept.NONE)
        proposed = {one.passage: one for one in found}
    return [
        replace(proposed[one.id], outcome=Outcome(written[one.id].why))
        if one.id in proposed
        else _settled(one, written[one.id], texts)
        for one in own
    ]


def _outcome(said: Successor | None) -> Outcome | None:
    """Return what was written of a passage; None of one that goes with another, or is withdrawn."""
    return Outcome(said.why) if said is not None and said.why in _OUTCOMES else None


def _settled(one: StoredPassage, said: Successor, texts: tuple[str, str]) -> Carried:
    old, outcome = texts[0][one.start : one.stop], Outcome(said.why)
    if said.target is None:
        return Carried(one.id, outcome, None, DECIDED, 0.0, old, None)
    _, start, stop = span_of(said.target)
    new = texts[1][start:stop]
    why = (
        _WHYS.get(outcome, DECIDED) if old == new or outcome is Outcome.ACCEPTED else Why.TRANSLATED
    )
    return Carried(one.id, outcome, PassageId(said.target), why, likeness(old, new), old, new)


class _Shelf:
    """The versions of sources, each looked up once."""

    def __init__(self, connection: Connection, desk: Desk) -> None:
        self._connection = connection
        self._desk = desk
        self._sources: dict[str, StoredSource] = {}
        self._passages: dict[SourceId, dict[PassageId, StoredPassage]] = {}

    def find(self, text: str) -> tuple[StoredPassage, StoredSource, StoredSource]:
        """Return a passage of an earlier version, that version, and the one that stands."""
        source, start, stop = self._meant(text)
        version = self._source(source)
        id_ = passage_id(version.id, start, stop)
        if version.replaced_by is None:
            raise NotFound(
                f"{id_} is a passage of the version that stands",
                hint="qes sources anchors SOURCE lists those of earlier versions",
            )
        if version.id not in self._passages:
            own = passages(self._connection, version.id)
            seen = passages_in_sight(self._connection, self._desk, [one.id for one in own])
            self._passages[version.id] = {one.id: one for one in own if one.id in seen}
        found = self._passages[version.id].get(id_)
        if found is None:
            raise NotFound(
                f"nothing was decided about {id_}",
                hint=f"qes sources anchors {version.replaced_by} lists the passages there are",
            )
        return found, version, self._source(version.replaced_by)

    def _meant(self, text: str) -> tuple[str, int, int]:
        span = _SPAN.fullmatch(text.strip())
        if span is not None:
            return span["source"], int(span["start"]), int(span["stop"])
        passage = find_passage(self._connection, text)
        return passage.source, passage.start, passage.stop

    def _source(self, text: str) -> StoredSource:
        if text not in self._sources:
            self._sources[text] = find_source(self._connection, text)
        return self._sources[text]


def _decide(
    connection: Connection,
    desk: Desk,
    decided: Sequence[tuple[StoredPassage, StoredSource, Span | None]],
    reason: str | None,
) -> tuple[Carried, ...]:
    texts = {
        id_: read_text(connection, id_)
        for id_ in dict.fromkeys(
            id_ for passage, standing, _ in decided for id_ in (passage.source, standing.id)
        )
    }
    made, new = [], []
    for passage, standing, where in decided:
        old = texts[passage.source][passage.start : passage.stop]
        if where is None:
            made.append(Carried(passage.id, Outcome.REJECTED, None, DECIDED, 0.0, old, None))
            continue
        words = where.of(texts[standing.id])
        target = passage_id(standing.id, where.start, where.end)
        new.append(NewPassage(target, standing.id, where.start, where.end, sha256(words)))
        alike = likeness(old, words)
        made.append(Carried(passage.id, Outcome.ACCEPTED, target, DECIDED, alike, old, words))
    put_passages(connection, new)
    write_stands(connection, [Stand(one.passage, one.target, one.outcome) for one in made])
    desk.judge(
        connection,
        [
            Draft(Subject(SubjectKind.PASSAGE, one.passage), ANCHOR_ASPECT, one.target, reason)
            for one in made
        ],
    )
    return tuple(made)
