"""The codebook as it stands, put together from what people have said of each code."""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from codebooks.code import Code
from codebooks.codebook import Codebook
from qes.base import Json
from qes.store.identities import CODES, ids
from qes.store.judgements import SubjectKind, newest_about
from qes.store.standing import Question, shared

if TYPE_CHECKING:
    from qes.store.database import Connection, Engine

TITLE_SUBJECT = "codebook"
"""The one subject that the codebook's own title, version and note are said of."""
CODE_ASPECTS = (
    "parent", "name", "definition", "include", "exclude", "examples", "level", "origin", "kind",
    "status",
)  # fmt: skip


_built: WeakKeyDictionary[Engine, tuple[int, Codebook]] = WeakKeyDictionary()
"""The codebook last put together for each open project, with the judgement it goes up to."""


def read_codebook(connection: Connection) -> Codebook:
    """Return the codebook that stands now: per code and aspect, what was said last.

    It is put together anew only when something was said of a code since.
    """
    newest = newest_about(connection, (SubjectKind.CODE, SubjectKind.CODEBOOK))
    kept = _built.get(connection.engine)
    if kept is None or kept[0] != newest:
        kept = (newest, _put_together(connection))
        _built[connection.engine] = kept
    return kept[1]


def _put_together(connection: Connection) -> Codebook:
    said: dict[str, dict[str, Json]] = {id_: {} for id_ in ids(connection, CODES)}
    for one in shared(connection, Question(SubjectKind.CODE)):
        said[one.subject.id][one.aspect] = one.value
    head = {
        one.aspect: one.value
        for one in shared(connection, Question(SubjectKind.CODEBOOK, (TITLE_SUBJECT,)))
    }
    ordered = sorted(said.items(), key=lambda item: (_order(item[1]), item[0]))
    codes = [
        Code.model_validate({"id": id_, **{k: v for k, v in values.items() if k in CODE_ASPECTS}})
        for id_, values in ordered
        if "name" in values
    ]
    return Codebook.model_validate({"id": "codebook", **head, "codes": codes})


def _order(values: dict[str, Json]) -> int:
    order = values.get("order", 0)
    return order if isinstance(order, int) else 0
