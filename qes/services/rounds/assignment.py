"""Whose each unit of a round is, and in which round a decision about a unit counts.

Not assigned is not absent: what someone decides about a unit that is not theirs in a round counts
outside it, and a unit that is not theirs is none that they have left without a code.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qes.base import AuthorName, Json, SegmentId, SourceId
from qes.services.desk import Desk
from qes.services.rounds.round import Round, find_round, read_rounds, require_closed
from qes.services.rounds.unit_set import UnitSet, packed
from qes.store.judgements import Draft, Subject, SubjectKind
from qes.store.segments import StoredSegment
from qes.store.standing import Question, shared

if TYPE_CHECKING:
    from qes.store.database import Connection

CHOSEN = "chosen"
"""The aspect that holds the units of a round, whoever has them."""
ASSIGNED = "assigned:"
"""The beginning of the aspect that holds one reviewer's units."""


@dataclass(frozen=True, slots=True)
class RoundsAtWork:
    """The open rounds in which one person works, and which units of each are theirs."""

    rounds: tuple[tuple[Round, UnitSet | None], ...]
    """The newest first; None is every unit of what the round covers."""

    @classmethod
    def read(
        cls,
        connection: Connection,
        author: AuthorName,
        subject: SubjectKind = SubjectKind.PASSAGE,
    ) -> RoundsAtWork:
        """Read them.

        Args:
            connection: To the project.
            author: Who works.
            subject: What they judge. What is said of studies counts in rounds about studies, and
                where none is open in a round that has all passages.
        """
        going = [one for one in read_rounds(connection) if one.at_work and one.covers(author, None)]
        found = [one for one in going if one.subject is subject]
        if not found and subject is SubjectKind.STUDY:
            found = [
                one for one in going if one.plan is None and one.subject is SubjectKind.PASSAGE
            ]
        return cls(
            tuple(
                (one, None if one.plan is None else _units_of(connection, one, author))
                for one in reversed(found)
            )
        )

    @property
    def of_all_units(self) -> bool:
        """Say whether they are of chosen units nowhere."""
        return all(theirs is None for _, theirs in self.rounds)

    def meets(self, source: SourceId) -> bool:
        """Say whether any of them is about a source."""
        return any(_meets(one, source) for one, _ in self.rounds)

    def awaited(self, segments: Iterable[StoredSegment]) -> tuple[StoredSegment, ...]:
        """Return those of some segments about which a person's decision is wanted."""
        return tuple(one for one in segments if one.queued and self.awaits(one.source, one.id))

    def awaits(self, source: SourceId, unit: str) -> bool:
        """Say whether a person's decision about a unit is wanted.

        Where they work in a round, it is wanted of the units that are theirs in it; in a source
        that none of their rounds meets, of all.
        """
        meeting = [theirs for one, theirs in self.rounds if _meets(one, source)]
        return not meeting or any(theirs is None or unit in theirs for theirs in meeting)

    def of(self, source: SourceId | None, unit: str) -> Round | None:
        """Return the round in which a decision about a unit counts; the newest if there are two."""
        return self.of_any(source, (unit,))

    def of_any(self, source: SourceId | None, units: Iterable[str]) -> Round | None:
        """Return the round in which a decision that touches some units counts."""
        touched = tuple(units)
        for one, theirs in self.rounds:
            if _meets(one, source) and (theirs is None or any(unit in theirs for unit in touched)):
                return one
        return None


def _meets(one: Round, source: SourceId | None) -> bool:
    return source is None or not one.sources or source in one.sources


def round_for(connection: Connection, author: AuthorName, source: SourceId | None) -> Round | None:
    """Return the open round in which a person works on a source; the newest if there are two.

    They may have only some of its units there: `round_of_unit` says in which round one counts.
    """
    fitting = [
        one
        for one in read_rounds(connection)
        if one.at_work and one.subject is SubjectKind.PASSAGE and one.covers(author, source)
    ]
    return fitting[-1] if fitting else None


def round_of_unit(
    connection: Connection,
    author: AuthorName,
    source: SourceId | None,
    unit: str,
    subject: SubjectKind = SubjectKind.PASSAGE,
) -> Round | None:
    """Return the open round in which what a person decides of a unit counts; None is outside any.

    Args:
        connection: To the project.
        author: Who decides.
        source: The source of a unit of text.
        unit: A segment, study or reference.
        subject: Which of these.
    """
    return RoundsAtWork.read(connection, author, subject).of(source, unit)


def assigned_units(connection: Connection, one: Round, author: AuthorName) -> frozenset[str] | None:
    """Return the units of a round that are one reviewer's; None is all that it covers."""
    if one.reviewers and author not in one.reviewers:
        return frozenset()
    return None if one.plan is None else _units_of(connection, one, author).ids()


def assigned_segments(desk: Desk, name: str) -> frozenset[SegmentId] | None:
    """Return the segments that are one's own to judge in a round; None is all that it covers.

    Raises:
        NotFound: there is no such round.
    """
    with desk.store.read() as connection:
        found = assigned_units(connection, find_round(connection, name), desk.author)
    return None if found is None else frozenset(map(SegmentId, found))


def assignments(connection: Connection, one: Round) -> dict[AuthorName, frozenset[str]]:
    """Return the units of each reviewer, where units were given to people; else nothing."""
    question = Question(SubjectKind.ROUND, [one.id], (f"{ASSIGNED}*",))
    return {
        AuthorName(said.aspect.removeprefix(ASSIGNED)): UnitSet(said.value).ids()
        for said in shared(connection, question)
    }


def chosen_units(connection: Connection, one: Round) -> frozenset[str] | None:
    """Return the units of a round, whoever has them; None is all that it covers."""
    return None if one.plan is None else _said(connection, one, CHOSEN).ids()


def require_no_open_work(
    connection: Connection, subject: SubjectKind, units: Iterable[str]
) -> None:
    """Refuse what only those who are not blind to each other may do about studies or references.

    Raises:
        Blind: one of them is judged in a round that is still open.
    """
    asked = frozenset(units)
    for one in read_rounds(connection):
        if one.blind and one.subject is subject:
            chosen = chosen_units(connection, one)
            if chosen is None or chosen & asked:
                require_closed(connection, one.id)


def unit_drafts(
    round_id: str, chosen: Iterable[str] | None, theirs: Mapping[AuthorName, frozenset[str]]
) -> tuple[Draft, ...]:
    """Return the decisions by which a round has its units, and its reviewers have theirs.

    Args:
        round_id: The round.
        chosen: Its units; None leaves them as they are.
        theirs: Of each reviewer named, all units.
    """
    subject = Subject(SubjectKind.ROUND, round_id)
    whole = () if chosen is None else (Draft(subject, CHOSEN, packed(chosen)),)
    each = (Draft(subject, f"{ASSIGNED}{who}", packed(units)) for who, units in theirs.items())
    return (*whole, *each)


def moved_units(
    connection: Connection, one: Round, old: SourceId, alike: dict[SegmentId, SegmentId]
) -> tuple[Draft, ...]:
    """Return the decisions by which a round has units of a new version instead of an old one's.

    Args:
        connection: To the project.
        one: A round.
        old: The version that stands no longer.
        alike: Its segments with those of the same words in the version that stands.
    """
    question = Question(SubjectKind.ROUND, [one.id], (CHOSEN, f"{ASSIGNED}*"))
    drafts = []
    for said in shared(connection, question) if one.plan is not None else ():
        ids = UnitSet(said.value).ids()
        gone = {id_ for id_ in ids if id_.rpartition(".")[0] == old}
        if gone:
            kept = {alike[SegmentId(id_)] for id_ in gone if id_ in alike}
            value: Json = packed([*(ids - gone), *kept])
            drafts.append(Draft(said.subject, said.aspect, value))
    return tuple(drafts)


def segments_of_rounds(connection: Connection, source: SourceId) -> frozenset[SegmentId]:
    """Return the segments of a source that rounds were given, one by one."""
    return frozenset(
        SegmentId(id_)
        for one in read_rounds(connection)
        for id_ in chosen_units(connection, one) or ()
        if id_.rpartition(".")[0] == source
    )


def _units_of(connection: Connection, one: Round, author: AuthorName) -> UnitSet:
    return _said(connection, one, f"{ASSIGNED}{author}" if one.reviewers else CHOSEN)


def _said(connection: Connection, one: Round, aspect: str) -> UnitSet:
    # a reviewer's name may end in "*", which asks for all aspects that begin like it
    said = shared(connection, Question(SubjectKind.ROUND, [one.id], (aspect,)))
    return UnitSet(next((each.value for each in said if each.aspect == aspect), None))
