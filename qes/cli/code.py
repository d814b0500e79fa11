"""`qes code`: giving codes to passages from the command line."""

from __future__ import annotations

from typing import Annotated

import typer

from qes.cli.output import as_json, data, raw_json, rows, say
from qes.cli.settings import open_project
from qes.cli.words import one_of

app = typer.Typer(no_args_is_help=True, help="Give codes to passages, refuse them, take them back.")
_Passage = Annotated[
    str, typer.Argument(metavar="PASSAGE", help="A segment's id, or SOURCE:START-END.")
]
_Code = Annotated[str, typer.Argument(metavar="CODE", help="Id, name, or 'Parent > Child' path.")]
_Reason = Annotated[str | None, typer.Option("--reason", metavar="R", help="Why.")]
_Basis = Annotated[
    str | None, typer.Option("--suggestion", metavar="ID", help="The suggestion it answers.")
]


def _print(id_: str) -> None:
    if as_json():
        raw_json({"judgement": id_})
    else:
        data(id_)


@app.command("apply")
def apply(
    passage: _Passage,
    code: _Code,
    reason: _Reason = None,
    stance: Annotated[
        str,
        typer.Option("--stance", metavar="S", help="supports, contradicts, qualifies or neutral."),
    ] = "supports",
    suggestion: _Basis = None,
) -> None:
    """Give a code to a passage and print the decision's id.

    Example: qes code apply 3f9ab2c410.t12 "Nature of the support > Practical"
    """
    from qes.services.coding import Stance, apply_code

    with open_project() as project:
        made = apply_code(
            project.desk,
            passage,
            code,
            stance=one_of(Stance, stance),
            reason=reason,
            basis=suggestion,
        )
    _print(made.id)


@app.command("reject")
def reject(
    passage: _Passage, code: _Code, reason: _Reason = None, suggestion: _Basis = None
) -> None:
    """Decide that a code does not apply to a passage."""
    from qes.services.coding import reject_code

    with open_project() as project:
        made = reject_code(project.desk, passage, code, reason=reason, basis=suggestion)
    _print(made.id)


@app.command("remove")
def remove(passage: _Passage, code: _Code, reason: _Reason = None) -> None:
    """Take back your decision about a code on a passage; its history stays."""
    from qes.services.coding import remove_code

    with open_project() as project:
        made = remove_code(project.desk, passage, code, reason=reason)
    _print(made.id)


@app.command("none")
def none(passage: _Passage, reason: _Reason = None) -> None:
    """Decide that no code applies to a passage."""
    from qes.services.coding import mark_no_code

    with open_project() as project:
        made = mark_no_code(project.desk, passage, reason=reason)
    _print(made.id)


@app.command("undo")
def undo_() -> None:
    """Take back your last decision on a passage; again takes back the one before."""
    from qes.services.undoing import undo

    with open_project() as project:
        done = undo(project.desk)
    say("there is nothing to undo" if done is None else f"took back: {done.what}")


@app.command("redo")
def redo_() -> None:
    """Do again what you undid last."""
    from qes.services.undoing import redo

    with open_project() as project:
        done = redo(project.desk)
    say("there is nothing to redo" if done is None else f"done again: {done.what}")


@app.command("list")
def list_(
    source: Annotated[
        str | None, typer.Option("--source", metavar="ID", help="Of one source only.")
    ] = None,
    everyone: Annotated[
        bool, typer.Option("--everyone", help="Others' too, as far as no open round hides them.")
    ] = False,
) -> None:
    """List decisions about codes: yours; with --everyone those of closed rounds as well."""
    from qes.services.coding import list_codings

    with open_project() as project:
        found = list_codings(project.desk, source, everyone=everyone)
    rows(
        [
            {
                "passage": f"{one.source}:{one.start}-{one.stop}",
                "source": one.source,
                "start": one.start,
                "end": one.stop,
                "code": one.code,
                "state": one.state.value,
                "stance": one.stance.value,
                "reviewer": one.judgement.author,
                "at": one.judgement.at,
                "round": one.judgement.round,
                "reason": one.judgement.reason,
                "judgement": one.judgement.id,
            }
            for one in found
        ],
        (
            ("passage", "passage"),
            ("code", "code"),
            ("state", "decision"),
            ("stance", "stance"),
            ("reviewer", "reviewer"),
            ("reason", "reason"),
        ),
        empty="no decisions yet",
    )
