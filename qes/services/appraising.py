"""Appraising studies with an instrument: two appraisers apart, then their consensus."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from codebooks.instrument import Answer, Instrument, Role
from codebooks.shipped import shipped_instrument
from qes.base import AuthorName, Json
from qes.errors import UserError
from qes.services.answer_form import AnswerForm, AnswerItem, AnswerValue, given_answer
from qes.services.consensus import CONSENSUS, Cause, agreed_by
from qes.services.desk import Desk
from qes.services.rounds import RoundsAtWork, closed_rounds, require_no_open_work
from qes.services.studies import ensure_studies
from qes.store.judgements import Draft, Judgement, Subject, SubjectKind
from qes.store.standing import Question, personal, shared

if TYPE_CHECKING:
    from qes.store.database import Connection


@dataclass(frozen=True, slots=True)
class AppraisalCell:
    """One answer about one item of one study."""

    study: str
    item: str
    answer: Answer
    reason: str | None
    by: AuthorName

    @property
    def text(self) -> str:
        """The answer as a table prints it: `Y`, `Y (MM)`, or free text."""
        mark = f" ({self.answer.modifier})" if self.answer.modifier else ""
        return f"{self.answer.value}{mark}"


@dataclass(frozen=True, slots=True)
class NewAnswer:
    """An answer about to be recorded, as a person writes it."""

    study: str
    item: str
    text: str
    """`Y`, `Yes`, `Y (MM)` or, for a free-text item, words."""
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Appraisals:
    """All answers with one instrument that one may see."""

    instrument: Instrument
    studies: tuple[str, ...]
    """In the order in which they were first appraised."""
    consensus: tuple[AppraisalCell, ...]
    by_appraiser: dict[AuthorName, tuple[AppraisalCell, ...]]


DEFAULT_INSTRUMENT = "casp-qual"
_NOT_ON_THE_SCALE = "none"
"""The tone of answers, such as "not applicable", that have no place in an order."""


def appraisal_form(instrument: str = DEFAULT_INSTRUMENT) -> AnswerForm:
    """Return what is asked with an instrument, without the free text, which is not compared.

    No two people write the same.

    Raises:
        NotFound: there is no such instrument.
    """
    scheme = shipped_instrument(instrument)
    items = (one for one in scheme.items if one.role is not Role.FREE_TEXT)
    return AnswerForm(
        scheme.id,
        scheme.title,
        SubjectKind.STUDY,
        tuple(
            AnswerItem(
                one.id,
                one.short,
                one.prompt,
                tuple(
                    AnswerValue(value.code, value.label, value.tone != _NOT_ON_THE_SCALE)
                    for value in scheme.values_of(one.id)
                ),
            )
            for one in items
        ),
    )


def record_answers(
    desk: Desk,
    answers: Sequence[NewAnswer],
    *,
    instrument: str = DEFAULT_INSTRUMENT,
    consensus: bool = False,
    panel: Sequence[str] = (),
    cause: Cause | None = None,
) -> tuple[Judgement, ...]:
    """Record answers in one action: one's own, or with `consensus` what the appraisers agreed.

    Studies that are not in the review yet are added.

    Args:
        desk: Who writes them down.
        answers: Of any studies.
        instrument: Whose items they answer.
        consensus: Whether they are what the appraisers agreed.
        panel: Who agreed.
        cause: Why they had differed.

    Raises:
        Blind: a consensus is given while a round about one of the studies is open.
        NotFound: the instrument has no such item.
        UserError: an answer is not one the item may get; nothing is recorded.
    """
    scheme = shipped_instrument(instrument)
    with desk.store.write() as connection:
        ensure_studies(connection, [one.study for one in answers])
        if consensus:
            studies = [one.study for one in answers]
            require_no_open_work(connection, SubjectKind.STUDY, studies)
        agreed = agreed_by(panel, cause) if consensus else None
        at_work = RoundsAtWork.read(connection, desk.author, SubjectKind.STUDY)
        drafts = []
        for one in answers:
            going = None if consensus else at_work.of(None, one.study)
            round_id = going.id if going else None
            drafts.append(_draft(scheme, one, round_id, agreed))
        return desk.judge(connection, drafts)


def _draft(
    scheme: Instrument, one: NewAnswer, round_id: str | None, agreed: dict[str, Json] | None
) -> Draft:
    try:
        answer = scheme.parse_answer(one.item, one.text)
    except UserError as error:
        raise type(error)(f"{one.study}, {error.message}", hint=error.hint) from error
    said: dict[str, Json] = {"value": answer.value, "modifier": answer.modifier}
    aspect = f"{scheme.id}:{one.item}"
    if agreed is not None:
        said |= agreed
        aspect = f"{CONSENSUS}{aspect}"
    reason = (one.reason or "").strip() or None
    return Draft(Subject(SubjectKind.STUDY, one.study), aspect, said, reason, round=round_id)


def read_appraisals(
    desk: Desk, instrument: str = DEFAULT_INSTRUMENT, *, studies: Sequence[str] | None = None
) -> Appraisals:
    """Return every answer one may see: consensus, one's own, others' from closed rounds."""
    scheme = shipped_instrument(instrument)
    with desk.store.read() as connection:
        agreed = shared(
            connection, Question(SubjectKind.STUDY, studies, (f"{CONSENSUS}{scheme.id}:*",))
        )
        own = personal(
            connection,
            Question(SubjectKind.STUDY, studies, (f"{scheme.id}:*",)),
            viewer=desk.author,
            others_in=closed_rounds(connection),
            others_outside=True,
        )
    order = dict.fromkeys(one.subject.id for one in (*agreed, *own))
    by_appraiser: dict[AuthorName, list[AppraisalCell]] = {}
    for one in own:
        if (cell := appraisal_cell(one)) is not None:
            by_appraiser.setdefault(one.author, []).append(cell)
    return Appraisals(
        scheme,
        tuple(order),
        tuple(cell for one in agreed if (cell := appraisal_cell(one)) is not None),
        {who: tuple(cells) for who, cells in sorted(by_appraiser.items())},
    )


def appraisal_cell(one: Judgement) -> AppraisalCell | None:
    """Read an answer out of a judgement; None where it was taken back."""
    said = given_answer(one)
    if said is None:
        return None
    answer = Answer(said.value, said.modifier)
    return AppraisalCell(said.subject, said.item, answer, one.reason, one.author)


def appraised_studies(connection: Connection) -> frozenset[str]:
    """Return the studies with a consensus appraisal by any instrument."""
    found = shared(connection, Question(SubjectKind.STUDY, aspects=(f"{CONSENSUS}*",)))
    return frozenset(one.subject.id for one in found if one.value is not None)
