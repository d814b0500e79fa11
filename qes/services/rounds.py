"""Rounds of independent work: while one is open, its reviewers are blind to each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from qes.base import AuthorName, Json, SourceId, texts_in
from qes.errors import Blind, NotFound, UserError
from qes.services.desk import Desk
from qes.services.lookup import find_source
from qes.services.naming import new_id
from qes.store.identities import ROUNDS, ensure, ids
from qes.store.judgements import Draft, Subject, SubjectKind
from qes.store.progress import seen_by
from qes.store.standing import Question, personal, shared

if TYPE_CHECKING:
    from qes.store.database import Connection


class RoundState(StrEnum):
    """Whether independent work goes on in a round."""

    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Round:
    """One round of independent work."""

    id: str
    title: str
    state: RoundState
    reviewers: tuple[AuthorName, ...]
    """Who works in it; empty is everyone."""
    sources: tuple[SourceId, ...]
    """What they work on; empty is everything."""

    @property
    def blind(self) -> bool:
        """Say whether reviewers see only their own decisions in it."""
        return self.state is RoundState.OPEN

    def covers(self, author: AuthorName, source: SourceId | None) -> bool:
        """Say whether this person works on this source in the round."""
        theirs = not self.reviewers or author in self.reviewers
        return theirs and (source is None or not self.sources or source in self.sources)


@dataclass(frozen=True, slots=True)
class RoundProgress:
    """How far one reviewer is in a round."""

    reviewer: AuthorName
    seen: int
    decisions: int


def read_rounds(connection: Connection) -> tuple[Round, ...]:
    """Return every round, in the order they were opened."""
    said: dict[str, dict[str, Json]] = {id_: {} for id_ in ids(connection, ROUNDS)}
    opened: dict[str, str] = {}
    for one in shared(connection, Question(SubjectKind.ROUND)):
        said[one.subject.id][one.aspect] = one.value
        if one.aspect == "title":
            opened[one.subject.id] = one.at
    return tuple(
        Round(
            id=id_,
            title=str(values.get("title", id_)),
            state=RoundState(str(values.get("state", "open"))),
            reviewers=tuple(AuthorName(name) for name in texts_in(values.get("reviewers"))),
            sources=tuple(SourceId(name) for name in texts_in(values.get("sources"))),
        )
        for id_, values in sorted(said.items(), key=lambda item: opened.get(item[0], ""))
    )


def list_rounds(desk: Desk) -> tuple[Round, ...]:
    """Return every round, in the order they were opened."""
    with desk.store.read() as connection:
        return read_rounds(connection)


def round_for(connection: Connection, author: AuthorName, source: SourceId | None) -> Round | None:
    """Return the open round in which a person works on a source; the newest if there are two."""
    fitting = [one for one in read_rounds(connection) if one.blind and one.covers(author, source)]
    return fitting[-1] if fitting else None


def closed_rounds(connection: Connection) -> tuple[str, ...]:
    """Return the rounds whose decisions everyone may see."""
    return tuple(one.id for one in read_rounds(connection) if not one.blind)


def find_round(connection: Connection, text: str) -> Round:
    """Return the round a person means by id, title or the start of either.

    Raises:
        NotFound: no round fits, or several do.
    """
    rounds = read_rounds(connection)
    wanted = text.strip().casefold()
    exact = [one for one in rounds if wanted in {one.id.casefold(), one.title.casefold()}]
    fitting = exact or [one for one in rounds if one.id.casefold().startswith(wanted)]
    if len(fitting) != 1:
        known = ", ".join(one.id for one in rounds) or "none yet"
        raise NotFound(f"no round {text!r}", hint=f"there are: {known}")
    return fitting[0]


def open_round(
    desk: Desk,
    title: str | None = None,
    *,
    reviewers: Sequence[str] = (),
    sources: Sequence[str] = (),
) -> Round:
    """Begin a round of independent work: from now on its reviewers are blind to each other.

    Raises:
        UserError: the title is taken, or an open round covers the same work already.
    """
    with desk.store.write() as connection:
        rounds = read_rounds(connection)
        id_ = new_id(connection, desk, "r", [one.id for one in rounds])
        named = title or f"round {len(rounds) + 1}"
        if any(one.title.casefold() == named.casefold() for one in rounds):
            raise UserError(f"there is a round {named!r} already", hint="give another title")
        chosen = [find_source(connection, text).id for text in sources]
        new = Round(
            id_,
            named,
            RoundState.OPEN,
            tuple(AuthorName(name) for name in reviewers),
            tuple(chosen),
        )
        _refuse_overlap(rounds, new)
        ensure(connection, ROUNDS, [id_])
        subject = Subject(SubjectKind.ROUND, id_)
        desk.judge(
            connection,
            [
                Draft(subject, "title", named),
                Draft(subject, "state", RoundState.OPEN.value),
                Draft(subject, "reviewers", list(new.reviewers)),
                Draft(subject, "sources", list(new.sources)),
            ],
        )
    return new


def _refuse_overlap(rounds: Sequence[Round], new: Round) -> None:
    for one in rounds:
        people = not (one.reviewers and new.reviewers) or set(one.reviewers) & set(new.reviewers)
        works = not (one.sources and new.sources) or set(one.sources) & set(new.sources)
        if one.blind and people and works:
            raise UserError(
                f"{one.title} is open for the same people and sources",
                hint=f"close it first: qes rounds close {one.id}",
            )


def assign(
    desk: Desk, name: str, *, reviewers: Sequence[str] = (), sources: Sequence[str] = ()
) -> Round:
    """Add reviewers and sources to an open round that has some.

    Raises:
        UserError: the round is closed, is for everyone or everything already, or would meet
            another open one.
    """
    with desk.store.write() as connection:
        one = find_round(connection, name)
        if not one.blind:
            raise UserError(f"{one.title} is closed", hint="open another: qes rounds open")
        chosen = [find_source(connection, text).id for text in sources]
        # naming someone in a round for everyone would shut all others out of it
        for named, given, all_of in (
            (reviewers, one.reviewers, "everyone"),
            (chosen, one.sources, "all sources"),
        ):
            if named and not given:
                raise UserError(f"{one.title} is for {all_of} already")
        new = replace(
            one,
            reviewers=tuple(dict.fromkeys((*one.reviewers, *map(AuthorName, reviewers)))),
            sources=tuple(dict.fromkeys((*one.sources, *chosen))),
        )
        _refuse_overlap([each for each in read_rounds(connection) if each.id != one.id], new)
        subject = Subject(SubjectKind.ROUND, one.id)
        drafts = []
        if new.reviewers != one.reviewers:
            drafts.append(Draft(subject, "reviewers", list(new.reviewers)))
        if new.sources != one.sources:
            drafts.append(Draft(subject, "sources", list(new.sources)))
        desk.judge(connection, drafts)
        return new


def close_round(desk: Desk, name: str | None = None, *, reason: str | None = None) -> Round:
    """End a round: its decisions are frozen for agreement and may be seen by everyone.

    Raises:
        UserError: there is no open round, or several and none is named.
    """
    with desk.store.write() as connection:
        going = [one for one in read_rounds(connection) if one.blind]
        if name is None and len(going) != 1:
            which = ", ".join(one.id for one in going) or "none is open"
            raise UserError("name the round to close", hint=which)
        one = going[0] if name is None else find_round(connection, name)
        if not one.blind:
            raise UserError(f"{one.title} is closed already")
        state = Draft(Subject(SubjectKind.ROUND, one.id), "state", RoundState.CLOSED.value, reason)
        desk.judge(connection, [state])
        return find_round(connection, one.id)


def default_round(connection: Connection) -> str | None:
    """Return the round to compare when none is named: the last closed one, else the last.

    None where there are no rounds: then what was decided outside any is compared.
    """
    rounds = read_rounds(connection)
    closed = [one for one in rounds if not one.blind]
    last = (closed or [*rounds])[-1:]
    return last[0].id if last else None


def require_closed(connection: Connection, name: str) -> Round:
    """Return a round whose decisions may be compared.

    Raises:
        Blind: it is still open.
    """
    one = find_round(connection, name)
    if one.blind:
        raise _blind(one)
    return one


def require_no_open_round(connection: Connection, source: SourceId) -> None:
    """Refuse what only reviewers who are not blind to each other may do.

    Raises:
        Blind: the source is worked on in a round that is still open.
    """
    for one in read_rounds(connection):
        if one.blind and (not one.sources or source in one.sources):
            raise _blind(one)


def _blind(one: Round) -> Blind:
    return Blind(
        f"{one.title} is open: its reviewers are blind to each other",
        hint=f"close it first: qes rounds close {one.id}",
    )


def progress(desk: Desk, name: str) -> tuple[RoundProgress, ...]:
    """Return how far each reviewer of a round is: counts only, never what was decided."""
    with desk.store.read() as connection:
        one = find_round(connection, name)
        seen = seen_by(connection, round_=one.id)
        people = sorted({*seen, *one.reviewers})
        question = Question(SubjectKind.PASSAGE, aspects=("code:*", "no-code"), rounds=(one.id,))
        return tuple(
            RoundProgress(
                AuthorName(name_),
                len(seen.get(AuthorName(name_), ())),
                sum(
                    judged.author == name_ and judged.value is not None
                    for judged in personal(connection, question, viewer=AuthorName(name_))
                ),
            )
            for name_ in people
        )
