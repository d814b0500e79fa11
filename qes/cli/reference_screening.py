"""`qes references screen` and `consensus`: deciding about references, alone and together."""

from __future__ import annotations

from typing import Annotated

import typer

from qes.base import Json
from qes.cli.output import as_json, counted, data, raw_json, rows, say
from qes.cli.settings import open_project
from qes.cli.words import Panel, names_in, one_of
from qes.errors import UserError

_Stage = Annotated[
    str,
    typer.Option(
        "--stage", metavar="STAGE", help="title (title and abstract) or full (full text)."
    ),
]
_DECISIONS = "include, exclude or unclear"


def screen(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[ID… DECISION]",
            help=f"Ids, DOIs or PubMed numbers, then {_DECISIONS}; else what is left is listed.",
        ),
    ] = None,
    stage: _Stage = "title",
    reason: Annotated[
        str | None,
        typer.Option("--reason", metavar="R", help="Why; needed to exclude by the full text."),
    ] = None,
    undo: Annotated[
        bool, typer.Option("--undo", help="Take your last decision about the ID back.")
    ] = False,
) -> None:
    """Decide about references, or without any list those about which you have yet to decide.

    In an open round about screening your decisions count in it, and nobody sees them before it is
    compared.

    Example: qes references screen 3f9ab2c41022 exclude --stage full --reason "no qualitative data"
    """
    from qes.services.screening import screen, undo_screening
    from qes.services.screening_form import Decision, Stage

    at = one_of(Stage, stage)
    if not words:
        if undo or reason is not None:
            raise UserError("no reference is named", hint=f"give ids, then {_DECISIONS}")
        _list(at)
        return
    if undo:
        if len(words) > 1 or reason is not None:
            raise UserError("one decision is taken back at a time", hint="give one id and --undo")
        with open_project() as project:
            made = [undo_screening(project.desk, words[0], at)]
    else:
        *ids, last = words
        if not ids:
            raise UserError(
                f"{last!r} stands alone", hint=f"give one id or more, then {_DECISIONS}"
            )
        decision = one_of(Decision, last)
        with open_project() as project:
            made = [*screen(project.desk, ids, at, decision, reason)]
    if as_json():
        raw_json([{"reference": one.subject.id, "judgement": one.id} for one in made])
    else:
        for one in made:
            data(one.id)


def _list(stage: str) -> None:
    from qes.services.screening import left_to_screen
    from qes.services.screening_form import Stage

    with open_project() as project:
        found = left_to_screen(project.desk, Stage(stage))
    listed: list[dict[str, Json]] = [{"id": one.id, "title": one.title} for one in found]
    rows(listed, (("id", "id"), ("title", "title")), empty="no reference awaits your decision")
    if found and not as_json():
        say(f"{counted(len(found), 'reference', 'references')} left for you")


def decisions(stage: _Stage = "title") -> None:
    """List the decisions about references that you may see: yours, and others' of compared rounds.

    Example: qes references decisions --stage full
    """
    from qes.services.screening import read_screening
    from qes.services.screening_form import Stage

    with open_project() as project:
        found = read_screening(project.desk, one_of(Stage, stage))
    rows(
        [
            {
                "id": one.reference,
                "title": one.title,
                "reviewer": "consensus" if one.agreed else str(one.by),
                "decision": one.decision.value,
                "reason": one.reason,
            }
            for one in found
        ],
        tuple((key, key) for key in ("id", "title", "reviewer", "decision", "reason")),
        empty="nothing is decided yet",
    )


def consensus(
    reference: Annotated[
        str, typer.Argument(metavar="ID", help="Id, start of an id, DOI or PubMed number.")
    ],
    decision: Annotated[
        str | None, typer.Argument(metavar="DECISION", help=f"{_DECISIONS}.")
    ] = None,
    stage: _Stage = "title",
    reason: Annotated[
        str | None, typer.Option("--reason", metavar="R", help="What settled it.")
    ] = None,
    panel: Panel = None,
    cause: Annotated[
        str | None,
        typer.Option("--cause", metavar="C", help="Why you had differed: missed, ambiguous …"),
    ] = None,
    undo: Annotated[bool, typer.Option("--undo", help="Take the last consensus back.")] = False,
) -> None:
    """Record what reviewers decided together about a reference; what each had decided stays.

    Example: qes references consensus 3f9ab2c41022 include --panel ana --panel ben --cause missed
    --reason "The interviews are in the appendix."
    """
    from qes.services.consensus import Cause
    from qes.services.screening import agree_on_reference, undo_agreement
    from qes.services.screening_form import Decision, Stage

    at = one_of(Stage, stage)
    if undo is (decision is not None):
        raise UserError(
            "either a decision is agreed, or the last is taken back",
            hint=f"give {_DECISIONS}, or --undo alone",
        )
    with open_project() as project:
        if decision is None:
            made = undo_agreement(project.desk, reference, at)
        else:
            made = agree_on_reference(
                project.desk,
                reference,
                at,
                one_of(Decision, decision),
                reason=reason or "",
                panel=names_in(panel, "--panel"),
                cause=None if cause is None else one_of(Cause, cause),
            )
    if as_json():
        raw_json({"judgement": made.id})
    else:
        data(made.id)
