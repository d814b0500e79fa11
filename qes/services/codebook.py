"""The project's codebook: taking one in, showing it, writing it out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import ValidationError

from codebooks.code import Code, CodeStatus, level_below
from codebooks.codebook import Codebook
from qes.base import CodeId, Json
from qes.errors import UserError
from qes.services.coding import count_given
from qes.services.desk import Desk
from qes.services.naming import new_id
from qes.services.reading_codebook import CODE_ASPECTS, TITLE_SUBJECT, read_codebook
from qes.services.rounds import closed_rounds
from qes.store.identities import CODES, ensure, ids
from qes.store.judgements import Draft, Subject, SubjectKind
from qes.store.standing import Question, shared

if TYPE_CHECKING:
    from qes.store.database import Connection

_ORDER = "order"
_HEAD_ASPECTS = ("id", "title", "version", "language", "licence", "note")


@dataclass(frozen=True, slots=True)
class Imported:
    """What taking a codebook in changed."""

    new: int
    changed: int
    untouched: int


def import_codebook(desk: Desk, book: Codebook) -> Imported:
    """Take in a codebook: new codes are added, known ones changed where it says otherwise.

    Codes that it does not have stay as they are.
    """
    with desk.store.write() as connection:
        return import_in(connection, desk, book)


def import_in(connection: Connection, desk: Desk, book: Codebook) -> Imported:
    """Take in a codebook in the caller's transaction."""
    new = set(ensure(connection, CODES, [code.id for code in book.codes]))
    standing: dict[tuple[str, str], Json] = {
        (one.subject.id, one.aspect): one.value
        for one in shared(connection, Question(SubjectKind.CODE))
    }
    drafts = [
        draft
        for order, code in enumerate(book.in_tree_order())
        for draft in _drafts(code, order)
        if (code.id, draft.aspect) not in standing or standing[code.id, draft.aspect] != draft.value
    ]
    # a code that only stands further down, for another was put before it, is not changed
    changed = {draft.subject.id for draft in drafts if draft.aspect != _ORDER} - new
    head = Subject(SubjectKind.CODEBOOK, TITLE_SUBJECT)
    said = book.model_dump(mode="json")
    question = Question(SubjectKind.CODEBOOK, (TITLE_SUBJECT,))
    known = {one.aspect: one.value for one in shared(connection, question)}
    drafts += [
        Draft(head, aspect, said[aspect])
        for aspect in _HEAD_ASPECTS
        if aspect not in known or known[aspect] != said[aspect]
    ]
    desk.judge(connection, drafts)
    return Imported(len(new), len(changed), len(book.codes) - len(new) - len(changed))


def _drafts(code: Code, order: int) -> list[Draft]:
    subject = Subject(SubjectKind.CODE, code.id)
    said = code.model_dump(mode="json")
    return [
        *(Draft(subject, aspect, said[aspect]) for aspect in CODE_ASPECTS),
        Draft(subject, _ORDER, order),
    ]


def add_code(desk: Desk, name: str, *, definition: str = "", parent: str | None = None) -> Code:
    """Make a code that came up while reading, as the last one under its parent.

    Args:
        desk: Who makes it.
        name: What it is called.
        definition: What it means; it may wait.
        parent: Id, path or name of the code it belongs under; None makes a root.

    Raises:
        NotFound: there is no such parent.
        UserError: the parent is not in use, or has a code of this name; or a text is too long or
            holds what is no text.
    """
    with desk.store.write() as connection:
        return add_in(connection, desk, name, definition=definition, parent=parent)


def add_in(
    connection: Connection, desk: Desk, name: str, *, definition: str = "", parent: str | None
) -> Code:
    """Make a code in the caller's transaction; see `add_code`."""
    book = read_codebook(connection)
    above = None if parent is None else book.find(parent)
    if above is not None and above.status is not CodeStatus.ACTIVE:
        raise UserError(
            f"the code {above.id} is {above.status.value}", hint="qes codebook show lists others"
        )
    known = ids(connection, CODES)
    try:
        code = Code(
            # "c1" and "C1" would be one id to who types them
            id=CodeId(new_id(connection, desk, "c", {id_.casefold() for id_ in known})),
            parent=None if above is None else above.id,
            name=name,
            definition=definition,
            level=level_below(None if above is None else above.level),
        )
    except ValidationError as error:
        first = error.errors()[0]
        said = str(first["msg"]).removeprefix("Value error, ")
        raise UserError(f"the code's {first['loc'][0]}: {said}", hint="write it anew") from error
    beside = book.roots() if above is None else book.children(above.id)
    for other in beside:
        if other.name.casefold() == code.name.casefold():
            raise UserError(
                f"there is a code {book.path(other.id)!r} ({other.id})", hint="take another name"
            )
    ensure(connection, CODES, [code.id])
    desk.judge(connection, _drafts(code, _last_order(connection) + 1))
    return code


def _last_order(connection: Connection) -> int:
    said = shared(connection, Question(SubjectKind.CODE, aspects=(_ORDER,)))
    return max((one.value for one in said if isinstance(one.value, int)), default=-1)


def current_codebook(desk: Desk) -> Codebook:
    """Return the codebook that stands now."""
    with desk.store.read() as connection:
        return read_codebook(connection)


def count_codings(desk: Desk) -> Mapping[CodeId, int]:
    """Return how many passages have each code, by all whose decisions one may see."""
    with desk.store.read() as connection:
        return count_given(
            connection, desk, others_in=closed_rounds(connection), others_outside=True
        )
