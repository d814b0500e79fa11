"""Screening references: each reviewer's decision by stage, and what they agree where they differ."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qes.base import AuthorName, Json
from qes.errors import NotFound, UserError
from qes.services.answer_form import GivenAnswer, given_answer, names_of
from qes.services.consensus import (
    CONSENSUS,
    Cause,
    agreed_by,
    not_taken_back,
    standing_consensus,
    taking_back,
)
from qes.services.desk import Desk
from qes.services.referencing import find_reference, find_references
from qes.services.rounds import RoundsAtWork, closed_rounds, require_no_open_work
from qes.services.screening_form import FORM, Decision, Stage
from qes.store.judgements import Draft, Judgement, Subject, SubjectKind
from qes.store.standing import Question, personal, shared, told

if TYPE_CHECKING:
    from qes.store.database import Connection


@dataclass(frozen=True, slots=True)
class ScreeningDecision:
    """What stands about one reference at one stage."""

    reference: str
    title: str
    """Its id where it has none."""
    stage: Stage
    decision: Decision
    reason: str | None
    by: AuthorName
    agreed: bool
    """Whether it is what reviewers agreed; else it is `by`'s own."""


@dataclass(frozen=True, slots=True)
class ReferenceToScreen:
    """A reference that awaits a decision of one's own."""

    id: str
    title: str


def screen(
    desk: Desk,
    references: Sequence[str],
    stage: Stage,
    decision: Decision,
    reason: str | None = None,
) -> tuple[Judgement, ...]:
    """Record one's own decision about references, in one action.

    Each counts in the open round in which it is one's own to screen, if there is one.

    Args:
        desk: Who decides.
        references: Ids, starts of ids, DOIs or PubMed numbers.
        stage: By what.
        decision: The same about all of them.
        reason: Why; whoever excludes by the full text must say it.

    Raises:
        NotFound: no reference, or several, fit; nothing is recorded.
        UserError: an exclusion by the full text has no reason.
    """
    why = (reason or "").strip() or None
    if why is None and stage is Stage.FULL and decision is Decision.EXCLUDE:
        raise UserError(
            "an exclusion by the full text needs a reason", hint="say which criterion is not met"
        )
    with desk.store.write() as connection:
        at_work = RoundsAtWork.read(connection, desk.author, SubjectKind.REFERENCE)
        drafts = []
        for one in find_references(connection, references):
            going = at_work.of(None, one.id)
            round_id = going.id if going else None
            said: Json = {FORM.key: decision.value}
            drafts.append(Draft(_subject(one.id), _aspect(stage), said, why, round=round_id))
        return desk.judge(connection, drafts)


def undo_screening(desk: Desk, reference: str, stage: Stage) -> Judgement:
    """Take back one's own last decision about a reference: what stood before stands again.

    In a round only what was decided in it is taken back; what counts in no open round, outside.

    Raises:
        NotFound: no reference fits, or one has decided nothing about it.
    """
    with desk.store.write() as connection:
        id_ = find_reference(connection, reference).id
        question = Question(SubjectKind.REFERENCE, [id_], (_aspect(stage),))
        at_work = RoundsAtWork.read(connection, desk.author, SubjectKind.REFERENCE)
        going = at_work.of(None, id_)
        round_id = going.id if going else None
        said = told(connection, question, viewer=desk.author)
        own = not_taken_back(one for one in said if one.round == round_id)
        return _undo(connection, desk, own, id_)


def agree_on_reference(
    desk: Desk,
    reference: str,
    stage: Stage,
    decision: Decision,
    *,
    reason: str,
    panel: Sequence[str] = (),
    cause: Cause | None = None,
) -> Judgement:
    """Record what reviewers decided together about a reference; what each had decided stays.

    Args:
        desk: Who writes it down.
        reference: Id, start of an id, DOI or PubMed number.
        stage: By what.
        decision: What was agreed.
        reason: What settled it.
        panel: Who agreed.
        cause: Why they had differed.

    Raises:
        Blind: the reference is screened in a round that is still open.
        NotFound: no reference, or several, fit.
        UserError: no reason is given, or it is left unclear by the full text.
    """
    if not reason.strip():
        raise UserError("a consensus needs a reason", hint="say in a sentence what settled it")
    if stage is Stage.FULL and decision is Decision.UNCLEAR:
        raise UserError(
            "by the full text a reference is included or excluded in the end",
            hint="agree on one of the two",
        )
    value: Json = {FORM.key: decision.value, **agreed_by(panel, cause)}
    with desk.store.write() as connection:
        id_ = find_reference(connection, reference).id
        require_no_open_work(connection, SubjectKind.REFERENCE, [id_])
        draft = Draft(_subject(id_), f"{CONSENSUS}{_aspect(stage)}", value, reason.strip())
        return desk.judge(connection, [draft])[0]


def undo_agreement(desk: Desk, reference: str, stage: Stage) -> Judgement:
    """Take back the last consensus about a reference, whoever wrote it down; its history stays.

    Raises:
        Blind: the reference is screened in a round that is still open.
        NotFound: no reference fits, or nothing is settled about it.
    """
    with desk.store.write() as connection:
        id_ = find_reference(connection, reference).id
        require_no_open_work(connection, SubjectKind.REFERENCE, [id_])
        aspect = f"{CONSENSUS}{_aspect(stage)}"
        return _undo(connection, desk, standing_consensus(connection, _subject(id_), aspect), id_)


def read_screening(desk: Desk, stage: Stage) -> tuple[ScreeningDecision, ...]:
    """Return the decisions one may see: agreed, one's own, and others' from closed rounds.

    They come in the order of the references, what was agreed first.
    """
    aspect = _aspect(stage)
    with desk.store.read() as connection:
        agreed = shared(
            connection, Question(SubjectKind.REFERENCE, None, (f"{CONSENSUS}{aspect}",))
        )
        own = personal(
            connection,
            Question(SubjectKind.REFERENCE, None, (aspect,)),
            viewer=desk.author,
            others_in=closed_rounds(connection),
            others_outside=True,
        )
        titles = names_of(connection, SubjectKind.REFERENCE)
    place = {id_: n for n, id_ in enumerate(titles)}
    found = [
        ScreeningDecision(
            one.subject,
            titles[one.subject],
            Stage(one.item),
            Decision(one.value),
            one.judgement.reason,
            one.by,
            together,
        )
        for said, together in ((agreed, True), (own, False))
        for one in _given(said)
    ]
    return tuple(sorted(found, key=lambda one: (place[one.reference], not one.agreed, one.by)))


def left_to_screen(desk: Desk, stage: Stage) -> tuple[ReferenceToScreen, ...]:
    """Return the references about which one has not decided yet at a stage, in their order.

    Where one works in open rounds, those that are one's own in them, and what was decided in them
    counts; else all, and what was decided anywhere.
    """
    with desk.store.read() as connection:
        titles = names_of(connection, SubjectKind.REFERENCE)
        at_work = RoundsAtWork.read(connection, desk.author, SubjectKind.REFERENCE)
        rounds = {id_: one for id_ in titles if (one := at_work.of(None, id_)) is not None}
        question = Question(
            SubjectKind.REFERENCE,
            None,
            (_aspect(stage),),
            sorted({one.id for one in rounds.values()}) or None,
        )
        said = personal(connection, question, viewer=desk.author)
    awaited = rounds if at_work.rounds else titles
    decided = {one.subject for one in _given(said)}
    return tuple(
        ReferenceToScreen(id_, title)
        for id_, title in titles.items()
        if id_ in awaited and id_ not in decided
    )


def _undo(
    connection: Connection, desk: Desk, standing: Sequence[Judgement], reference: str
) -> Judgement:
    if not standing:
        raise NotFound(
            f"nothing was decided about {reference} that can be taken back",
            hint="see what is: qes references screen",
        )
    return desk.judge(connection, [taking_back(standing)])[0]


def _given(said: Iterable[Judgement]) -> list[GivenAnswer]:
    return [found for one in said if (found := given_answer(one, FORM.key)) is not None]


def _subject(reference: str) -> Subject:
    return Subject(SubjectKind.REFERENCE, reference)


def _aspect(stage: Stage) -> str:
    return f"{FORM.id}:{stage.value}"
