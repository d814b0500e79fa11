"""What is asked of references: the stages of screening, and the decisions there are at each."""

from __future__ import annotations

from enum import StrEnum

from qes.services.answer_form import AnswerForm, AnswerItem, AnswerValue
from qes.store.judgements import SubjectKind


class Stage(StrEnum):
    """What a reference is screened by."""

    TITLE = "title"
    """Title and abstract."""
    FULL = "full"
    """The full text."""


class Decision(StrEnum):
    """What a reviewer decides about a reference."""

    INCLUDE = "include"
    EXCLUDE = "exclude"
    UNCLEAR = "unclear"
    """At title and abstract it goes on to the full text; by the full text it cannot be the end."""


_ID, _KEY = "screen", "decision"
_SHORT = {Stage.TITLE: "Title and abstract", Stage.FULL: "Full text"}
_PROMPT = {
    Stage.TITLE: "By its title and abstract, is it to be included?",
    Stage.FULL: "By its full text, is it to be included?",
}
_VALUES = tuple(AnswerValue(one.value, one.value) for one in Decision)
FORM = AnswerForm(
    _ID,
    "Screening",
    SubjectKind.REFERENCE,
    tuple(AnswerItem(one.value, _SHORT[one], _PROMPT[one], _VALUES) for one in Stage),
    key=_KEY,
    ordered=False,
)
"""What is asked of references."""
STAGE_ASPECTS = tuple(f"{_ID}:{one.value}" for one in Stage)
"""Under which each reviewer's own decisions stand."""
