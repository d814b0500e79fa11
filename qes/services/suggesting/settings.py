"""What a team has settled about suggestions: which model, how exact, how many are withheld."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from qes.base import Json, SegmentId, sha256
from qes.errors import UserError
from qes.services.desk import Desk
from qes.services.naming import HOME
from qes.store.identities import read_settings
from qes.store.judgements import Draft, Subject, SubjectKind
from qes.store.standing import Question, shared
from qes.suggest.model import DEFAULT_PRECISION, Precision, model_in

if TYPE_CHECKING:
    from qes.store.database import Connection

_PROJECT = Subject(SubjectKind.PROJECT, "project")
_BEGINNING = "suggestions:"
_MODEL, _PRECISION, _WITHHELD = (
    f"{_BEGINNING}{name}" for name in ("model", "precision", "withheld")
)
_DIGITS = 13
"""Hexadecimal digits of a hash that a floating-point number holds exactly."""


@dataclass(frozen=True, slots=True)
class SuggestionSettings:
    """How suggestions are made and shown in one project, for everyone in it."""

    folder: Path | None
    """Where the sentence model lies; None is the one that comes with qes."""
    precision: Precision
    withheld: float
    """The share of segments, 0 to 1, of which suggestions are shown only after a decision."""
    seed: int
    """What draws at random begin from: the same in every copy of the project."""


def read_settings_of_suggestions(connection: Connection) -> SuggestionSettings:
    """Return what is settled, by whoever said it last.

    Raises:
        UserError: a newer qes settled what this one does not know.
    """
    said = _said(connection)
    folder, share = said.get(_MODEL), said.get(_WITHHELD)
    return SuggestionSettings(
        folder=Path(folder) if isinstance(folder, str) else None,
        precision=_precision(said.get(_PRECISION)),
        withheld=float(share) if isinstance(share, int | float) else 0.0,
        seed=_seed(connection),
    )


def _precision(said: Json) -> Precision:
    if said is None:
        return DEFAULT_PRECISION
    try:
        return Precision(str(said))
    except ValueError as error:
        raise UserError(
            f"this project asks for the precision {said!r}, which this qes does not know",
            hint="update qes, or settle another: qes suggest --precision exact",
        ) from error


def _seed(connection: Connection) -> int:
    project = read_settings(connection)
    return int(sha256(f"{project.get(HOME, '')}\n{project.get('made_at', '')}")[:_DIGITS], 16)


def set_settings_of_suggestions(
    desk: Desk,
    *,
    folder: Path | None = None,
    shipped: bool = False,
    precision: Precision | None = None,
    withheld: float | None = None,
) -> SuggestionSettings:
    """Settle for everyone in the project how suggestions are made; None leaves a thing as it is.

    Args:
        desk: Who settles it.
        folder: A sentence-transformers model on this machine.
        shipped: Go back to the model that comes with qes.
        precision: How exactly the model is run.
        withheld: The share of segments whose suggestions wait for the reviewer's decision.

    Returns:
        What stands now.

    Raises:
        UserError: the share is none, or the folder holds no model that can be used.
    """
    wanted: dict[str, Json] = {}
    if shipped:
        wanted[_MODEL] = None
    elif folder is not None:
        wanted[_MODEL] = str(_existing(folder))
    if precision is not None:
        wanted[_PRECISION] = precision.value
    if withheld is not None:
        if not 0 <= withheld <= 1:
            raise UserError(
                f"{withheld} is no share of the segments", hint="give one from 0 to 1, such as 0.2"
            )
        wanted[_WITHHELD] = float(withheld)
    with desk.store.write() as connection:
        said = _said(connection)
        drafts = [
            Draft(_PROJECT, aspect, value)
            for aspect, value in wanted.items()
            if aspect not in said or said[aspect] != value
        ]
        desk.judge(connection, drafts)
        return read_settings_of_suggestions(connection)


def _said(connection: Connection) -> dict[str, Json]:
    question = Question(SubjectKind.PROJECT, (_PROJECT.id,), (f"{_BEGINNING}*",))
    return {one.aspect: one.value for one in shared(connection, question)}


def _existing(folder: Path) -> Path:
    return model_in(folder.expanduser()).folder


def is_withheld(settings: SuggestionSettings, segment: SegmentId) -> bool:
    """Say whether a segment's suggestions are kept back until the reviewer has decided.

    It follows from the project and the segment alone, so it is the same for every reviewer, and
    a segment that is withheld at a share is withheld at every higher one.
    """
    drawn = int(sha256(f"{settings.seed}:{segment}")[:_DIGITS], 16)
    return drawn / (1 << 4 * _DIGITS) < settings.withheld
