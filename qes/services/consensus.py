"""Settling disagreements: what two or more reviewers decide together once a round is closed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from qes.base import AuthorName, CodeId, Json, SourceId, texts_in
from qes.errors import NotFound, UserError
from qes.services.coding import CODE_ASPECT, CodingState, dict_state
from qes.services.desk import Desk
from qes.services.lookup import Passage, find_code, find_passage
from qes.services.rounds import require_no_open_round
from qes.store.judgements import Draft, Judgement, Subject, SubjectKind
from qes.store.passages import ensure_passage, span_of
from qes.store.standing import Question, shared, told

if TYPE_CHECKING:
    from qes.store.database import Connection

CONSENSUS = "consensus:"
_METHOD = "discussion"


class Cause(StrEnum):
    """Why coders differed, as they see it themselves."""

    MISSED = "missed"
    """One of them passed over it."""
    BOUNDARY = "boundary"
    """They mean the same, and mark other words."""
    CONFUSION = "confusion"
    """One code was taken for another."""
    DEFINITION = "definition"
    """The definition does not say."""
    AMBIGUOUS = "ambiguous"
    """The words can be read both ways."""


@dataclass(frozen=True, slots=True)
class Settled:
    """A consensus on one code of one passage."""

    source: SourceId
    start: int
    stop: int
    code: CodeId
    applies: bool
    judgement: Judgement

    @property
    def cause(self) -> Cause | None:
        """Why they had differed; None where nobody said."""
        said = self.judgement.value
        cause = said.get("cause") if isinstance(said, dict) else None
        return Cause(str(cause)) if cause in tuple(Cause) else None

    @property
    def panel(self) -> tuple[str, ...]:
        """Who agreed."""
        said = self.judgement.value
        return texts_in(said.get("panel")) if isinstance(said, dict) else ()


@dataclass(frozen=True, slots=True)
class Agreed:
    """What is decided together about one code."""

    code: str
    """Id, path or name."""
    applies: bool


def set_consensus(
    desk: Desk,
    passage: str,
    code: str,
    *,
    applies: bool,
    reason: str,
    panel: Sequence[str] = (),
    cause: Cause | None = None,
) -> Judgement:
    """Record what the reviewers decided together about a code on a passage.

    What each had decided stays as it is.

    Args:
        desk: Who writes it down.
        passage: A segment's id, or SOURCE:START-END.
        code: Id, path or name.
        applies: What was agreed.
        reason: What settled it.
        panel: Who agreed.
        cause: Why they had differed.

    Raises:
        Blind: the source is worked on in a round that is still open.
        UserError: no reason is given.
    """
    agreed = [Agreed(code, applies)]
    return settle(desk, passage, agreed, reason=reason, panel=panel, cause=cause)[0]


def settle(
    desk: Desk,
    passage: str,
    agreed: Sequence[Agreed],
    *,
    reason: str,
    panel: Sequence[str] = (),
    cause: Cause | None = None,
) -> tuple[Judgement, ...]:
    """Record in one action what was decided about several codes of a passage.

    The rest as in `set_consensus`.
    """
    if not reason.strip():
        raise UserError("a consensus needs a reason", hint="say in a sentence what settled it")
    agreement = agreed_by(panel, cause)
    with desk.store.write() as connection:
        where = find_passage(connection, passage)
        require_no_open_round(connection, where.source)
        ensure_passage(connection, where.source, where.start, where.stop, where.text)
        drafts = []
        for one in agreed:
            chosen = find_code(connection, one.code)
            value: dict[str, Json] = {
                "state": (CodingState.APPLIED if one.applies else CodingState.REJECTED).value,
                "method": _METHOD,
                **agreement,
            }
            drafts.append(Draft(_subject(where), _aspect(chosen), value, reason.strip()))
        return desk.judge(connection, drafts)


def undo_consensus(desk: Desk, passage: str, code: str, *, reason: str | None = None) -> Judgement:
    """Take back the last consensus on a code of a passage: what stood before stands again.

    The history of it stays; whoever asks may take back what another wrote down.

    Raises:
        Blind: the source is worked on in a round that is still open.
        NotFound: nothing is settled there.
    """
    with desk.store.write() as connection:
        where, chosen = find_passage(connection, passage), find_code(connection, code)
        require_no_open_round(connection, where.source)
        aspect = _aspect(chosen)
        standing = standing_consensus(connection, _subject(where), aspect)
        if not standing:
            raise NotFound(
                f"nothing is settled about {chosen} on {where.id}",
                hint="see what is: qes consensus list",
            )
        draft = taking_back(standing, reason=(reason or "").strip() or None)
        return desk.judge(connection, [draft])[0]


def agreed_by(panel: Sequence[str], cause: Cause | None) -> dict[str, Json]:
    """Return who agreed, each once, and why they had differed, as a consensus of any kind has it."""
    people: Json = list(dict.fromkeys(name for one in panel if (name := one.strip())))
    return {"panel": people} if cause is None else {"panel": people, "cause": cause.value}


def read_settled(connection: Connection) -> tuple[Settled, ...]:
    """Return every consensus about codes that stands, in the order they were reached."""
    prefix = f"{CONSENSUS}{CODE_ASPECT}"
    found = []
    for one in shared(connection, Question(SubjectKind.PASSAGE, aspects=(f"{prefix}*",))):
        state = dict_state(one.value)
        if state is not None:
            source, start, stop = span_of(one.subject.id)
            code = CodeId(one.aspect.removeprefix(prefix))
            judged = one if one.undoes is None else _restored(connection, one)
            found.append(Settled(source, start, stop, code, state is CodingState.APPLIED, judged))
    return tuple(found)


def not_taken_back(said: Iterable[Judgement]) -> list[Judgement]:
    """Return what was decided about one thing and not taken back, the last at the end.

    Args:
        said: All that was decided about it, in its order.
    """
    standing: list[Judgement] = []
    for one in said:
        if one.undoes is None:
            standing.append(one)
        standing = [each for each in standing if each.id != one.undoes]
    return standing


def taking_back(standing: Sequence[Judgement], *, reason: str | None = None) -> Draft:
    """Return the decision that takes back the last of some about one thing.

    What stood before stands again, for its own reason where none is given.

    Args:
        standing: What was decided and not taken back, the last at the end; at least one.
        reason: Why it is taken back.
    """
    *earlier, last = standing
    before = earlier[-1] if earlier else None
    return Draft(
        last.subject,
        last.aspect,
        None if before is None else before.value,
        reason or (None if before is None else before.reason),
        round=last.round,
        undoes=last.id,
    )


def standing_consensus(connection: Connection, subject: Subject, aspect: str) -> list[Judgement]:
    """Return what was agreed under an aspect of a subject and not taken back, the last at the end."""
    question = Question(subject.kind, [subject.id], (aspect,))
    # a consensus is everyone's, whoever asks
    return not_taken_back(told(connection, question, viewer=AuthorName(""), everyones=(aspect,)))


def _restored(connection: Connection, one: Judgement) -> Judgement:
    """Return what an undo put in force again: it stands for its own reason, by who wrote it down."""
    before = standing_consensus(connection, one.subject, one.aspect)[-1:]
    return before[0] if before and before[0].value == one.value else one


def _subject(where: Passage) -> Subject:
    return Subject(SubjectKind.PASSAGE, where.id)


def _aspect(code: CodeId) -> str:
    return f"{CONSENSUS}{CODE_ASPECT}{code}"
