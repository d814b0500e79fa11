"""What a round is, as its judgements say, and finding one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from qes.base import AuthorName, Json, SourceId, texts_in
from qes.errors import Blind, NotFound
from qes.services.desk import Desk
from qes.store.identities import ROUNDS, ids
from qes.store.judgements import SubjectKind
from qes.store.standing import Question, shared

if TYPE_CHECKING:
    from qes.store.database import Connection


class RoundState(StrEnum):
    """How far a round is: it only ever goes on, and independent work ends with the first step."""

    OPEN = "open"
    COMPARED = "compared"
    """Everyone may see what was decided in it; what is decided from now on is outside it."""
    CONSENSUS = "consensus"
    """What differs is being settled."""
    CLOSED = "closed"


class About(StrEnum):
    """What is judged in a round, in the words of the field."""

    CODES = "codes"
    APPRAISAL = "appraisal"
    SCREENING = "screening"

    @property
    def subject(self) -> SubjectKind:
        """Return what its judgements are about."""
        return _SUBJECTS[self]


_SUBJECTS = {
    About.CODES: SubjectKind.PASSAGE,
    About.APPRAISAL: SubjectKind.STUDY,
    About.SCREENING: SubjectKind.REFERENCE,
}


class Choice(StrEnum):
    """How the units of a round were chosen."""

    ALL = "all"
    SAMPLE = "sample"
    LIST = "list"
    REST = "rest"
    """What no round before had."""


@dataclass(frozen=True, slots=True)
class UnitPlan:
    """How the units of a round were chosen when it was opened: enough to do it again."""

    choice: Choice
    seed: int
    frame: int
    """How many there were to choose from."""
    chosen: int
    by: str | None = None
    """What strata were made of: `source`, or an attribute of who speaks."""
    without: tuple[str, ...] = ()
    """Rounds whose units were left out."""
    overlap: float | None = None
    """The share that two reviewers have each, the others having one; None is all for everyone."""


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
    subject: SubjectKind = SubjectKind.PASSAGE
    """What is judged: passages, studies or references."""
    plan: UnitPlan | None = None
    """None where it has all units, those that come in later too."""
    visible: bool = False
    """Whether its reviewers see each other's decisions from the start."""
    calibrates: bool = False
    rule: str | None = None
    """What agreement is wanted before coding goes on apart."""

    @property
    def about(self) -> About:
        """Return what is judged, in the words of the field."""
        return next(one for one in About if one.subject is self.subject)

    @property
    def place(self) -> str:
        """Say where its decisions were made, with its title; what is of no round has no id."""
        return f"in {self.title}" if self.id else self.title

    @property
    def at_work(self) -> bool:
        """Say whether what is decided now counts in it."""
        return self.state is RoundState.OPEN

    @property
    def blind(self) -> bool:
        """Say whether reviewers see only their own decisions in it."""
        return self.state is RoundState.OPEN and not self.visible

    def covers(self, author: AuthorName, source: SourceId | None) -> bool:
        """Say whether this person works on this source in the round, on some units at least."""
        theirs = not self.reviewers or author in self.reviewers
        return theirs and (source is None or not self.sources or source in self.sources)


_ASPECTS = (
    "title", "state", "reviewers", "sources", "subject", "blind", "units", "overlap", "calibrates",
    "rule",
)  # fmt: skip
"""All but the units themselves, which may be many."""


def read_rounds(connection: Connection) -> tuple[Round, ...]:
    """Return every round, in the order they were opened."""
    said: dict[str, dict[str, Json]] = {id_: {} for id_ in ids(connection, ROUNDS)}
    opened: dict[str, str] = {}
    for one in shared(connection, Question(SubjectKind.ROUND, aspects=_ASPECTS)):
        said[one.subject.id][one.aspect] = one.value
        if one.aspect == "title":
            opened[one.subject.id] = one.at
    return tuple(
        _round(id_, values)
        for id_, values in sorted(said.items(), key=lambda item: opened.get(item[0], ""))
    )


def _round(id_: str, said: dict[str, Json]) -> Round:
    rule = said.get("rule")
    return Round(
        id=id_,
        title=str(said.get("title", id_)),
        state=RoundState(str(said.get("state", "open"))),
        reviewers=tuple(AuthorName(name) for name in texts_in(said.get("reviewers"))),
        sources=tuple(SourceId(name) for name in texts_in(said.get("sources"))),
        subject=SubjectKind(str(said.get("subject", SubjectKind.PASSAGE.value))),
        plan=_plan(said.get("units"), said.get("overlap")),
        visible=said.get("blind") is False,
        calibrates=said.get("calibrates") is True,
        rule=None if rule is None else str(rule),
    )


def plan_as_json(plan: UnitPlan) -> dict[str, Json]:
    """Write a plan down as a judgement's value."""
    return {
        "choice": plan.choice.value,
        "seed": plan.seed,
        "frame": plan.frame,
        "chosen": plan.chosen,
        "by": plan.by,
        "without": list(plan.without),
    }


def _plan(value: Json, overlap: Json) -> UnitPlan | None:
    if not isinstance(value, dict):
        return None
    by = value.get("by")
    return UnitPlan(
        choice=Choice(str(value.get("choice"))),
        seed=int(str(value.get("seed", 0))),
        frame=int(str(value.get("frame", 0))),
        chosen=int(str(value.get("chosen", 0))),
        by=None if by is None else str(by),
        without=texts_in(value.get("without")),
        overlap=float(overlap) if isinstance(overlap, int | float) else None,
    )


def list_rounds(desk: Desk) -> tuple[Round, ...]:
    """Return every round, in the order they were opened."""
    with desk.store.read() as connection:
        return read_rounds(connection)


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


def default_round(connection: Connection) -> str | None:
    """Return the round to compare when none is named: the last one not blind, else the last.

    None where there are no rounds: then what was decided outside any is compared.
    """
    rounds = read_rounds(connection)
    closed = [one for one in rounds if not one.blind]
    last = (closed or [*rounds])[-1:]
    return last[0].id if last else None


def require_closed(connection: Connection, name: str) -> Round:
    """Return a round whose decisions may be compared.

    Raises:
        Blind: its reviewers are still blind to each other.
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
        about_text = one.subject is SubjectKind.PASSAGE
        if one.blind and about_text and (not one.sources or source in one.sources):
            raise _blind(one)


def _blind(one: Round) -> Blind:
    return Blind(
        f"{one.title} is open: its reviewers are blind to each other",
        hint=f"compare it first: qes rounds compare {one.id}",
    )
