"""What is asked of a study or a reference, item by item: one form for appraisal and for screening.

Comparison, consensus and the report of agreement know only this: items, the answers that each may
get, and where in a judgement an answer stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qes.base import AuthorName
from qes.services.consensus import CONSENSUS
from qes.services.studies import read_studies
from qes.store.judgements import Judgement, SubjectKind

if TYPE_CHECKING:
    from qes.store.database import Connection


@dataclass(frozen=True, slots=True)
class AnswerValue:
    """One answer that an item may get."""

    code: str
    label: str
    """What people read."""
    on_scale: bool = True
    """Whether it has a place in the order of answers; "not applicable" has none."""


@dataclass(frozen=True, slots=True)
class AnswerItem:
    """One thing that is asked of every subject."""

    id: str
    short: str
    """A few words."""
    prompt: str
    """The question."""
    values: tuple[AnswerValue, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """Return the answers it may get, in their order."""
        return tuple(one.code for one in self.values)

    def label(self, code: str) -> str:
        """Return what people read for an answer; what is none of its answers stays."""
        return next((one.label for one in self.values if one.code == code), code)


@dataclass(frozen=True, slots=True)
class AnswerForm:
    """What is asked of all subjects of one kind, and under which aspects answers stand."""

    id: str
    """The beginning of the aspects, before the colon and the item's id."""
    title: str
    subject: SubjectKind
    items: tuple[AnswerItem, ...]
    """Those that can be compared: free text is not."""
    key: str = "value"
    """Under which name a judgement's value holds the answer."""
    ordered: bool = True
    """Whether answers go from one end of a scale to the other."""

    @property
    def aspects(self) -> str:
        """Return the pattern of each person's own aspects."""
        return f"{self.id}:*"

    @property
    def agreed_aspects(self) -> str:
        """Return the pattern of the aspects of what was agreed."""
        return f"{CONSENSUS}{self.id}:*"

    def item(self, id_: str) -> AnswerItem:
        """Return the item with this id, which is there."""
        return next(one for one in self.items if one.id == id_)


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """One answer to one item about one subject."""

    subject: str
    item: str
    value: str
    modifier: str | None
    """What stands in brackets behind it."""
    judgement: Judgement

    @property
    def by(self) -> AuthorName:
        """Return who gave it."""
        return self.judgement.author

    @property
    def mark(self) -> str:
        """Return what stands behind the answer where it is written."""
        return f" ({self.modifier})" if self.modifier else ""

    @property
    def text(self) -> str:
        """Return the answer as a table prints it: `Y`, `Y (MM)`, `include`."""
        return f"{self.value}{self.mark}"


def given_answer(one: Judgement, key: str = "value") -> GivenAnswer | None:
    """Read an answer out of a judgement; None where it was taken back."""
    if not isinstance(one.value, dict) or key not in one.value:
        return None
    modifier = one.value.get("modifier")
    return GivenAnswer(
        one.subject.id,
        one.aspect.rpartition(":")[2],
        str(one.value[key]),
        None if modifier is None else str(modifier),
        one,
    )


def names_of(connection: Connection, kind: SubjectKind) -> dict[str, str]:
    """Return what people call each study, or the title of each reference, in their order."""
    if kind is SubjectKind.REFERENCE:
        # only a review with lists of references needs what they are read with
        from qes.store.references import reference_titles  # noqa: PLC0415

        return {id_: title or id_ for id_, title in reference_titles(connection).items()}
    return {one.id: one.label for one in read_studies(connection)}
