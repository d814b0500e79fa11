"""`qes model`: the logic model, its arrows and its pictures."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from qes.base import Json
from qes.cli.output import as_json, beside, data, rows, say, warn_of
from qes.cli.settings import open_project
from qes.cli.words import one_of

app = typer.Typer(no_args_is_help=True, help="The logic model: boxes, arrows and pictures.")
_Edge = Annotated[str, typer.Argument(metavar="EDGE", help="As in e1.")]
_Reason = Annotated[str, typer.Option("--reason", metavar="R", help="Why.")]
_PRESET = "seed-fig2"


@app.command("show")
def show(
    preset: Annotated[
        str, typer.Option("--preset", metavar="NAME", help="Which columns.")
    ] = _PRESET,
) -> None:
    """Show the boxes with how many studies speak to them, the arrows, and what to look at."""
    from logicmodel.checks import check_model
    from qes.services.modelling import put_together

    with open_project() as project:
        model = put_together(project.desk, preset=preset)
    if as_json():
        from logicmodel.renderers.json_format import write_json

        data(write_json(model).decode("utf-8"))
        return
    boxes: list[dict[str, Json]] = [
        {
            "column": column.title,
            "box": box.title,
            "bullets": len(box.bullets),
            "studies": box.n_studies,
        }
        for column in model.columns
        for box in column.boxes
    ]
    rows(
        boxes,
        (("column", "column"), ("box", "box"), ("bullets", "bullets"), ("studies", "studies")),
    )
    rows(
        [
            {
                "edge": one.id,
                "from": one.source,
                "to": one.target,
                "kind": one.kind.value,
                "status": one.status.value,
                "evidence": len(one.evidence),
            }
            for one in model.edges
        ],
        (
            ("edge", "arrow"),
            ("from", "from"),
            ("to", "to"),
            ("kind", "kind"),
            ("status", "status"),
            ("evidence", "evidence"),
        ),
        empty="no arrows: the columns alone carry the flow",
    )
    for remark in check_model(model):
        beside(remark.sentence)


_Kind = Annotated[
    str,
    typer.Option(
        "--evidence",
        metavar="KIND",
        help="participant_claim, author_claim, comparative, quantitative_link, cooccurrence, "
        "theory or reviewer_inference.",
    ),
]
_Passage = Annotated[
    str | None, typer.Option("--passage", metavar="PASSAGE", help="Where it is said.")
]
_Study = Annotated[str | None, typer.Option("--study", metavar="ID", help="Who says it.")]
_Phrase = Annotated[str, typer.Option("--phrase", help="The words that say it.")]


@app.command("add")
def add(
    source: Annotated[str, typer.Argument(metavar="FROM", help="A code: id, name or path.")],
    target: Annotated[str, typer.Argument(metavar="TO", help="A code.")],
    kind: Annotated[
        str, typer.Option("--kind", help="leads_to, influences, moderates …")
    ] = "leads_to",
    sign: Annotated[
        str, typer.Option("--sign", help="positive, negative, mixed or unknown.")
    ] = "unknown",
    evidence: _Kind = "",
    passage: _Passage = None,
    study: _Study = None,
    phrase: _Phrase = "",
) -> None:
    """Propose an arrow and print its id; it is drawn only once someone accepts it.

    Example: qes model add A1 C --sign positive --evidence author_claim --study okafor2019
    """
    from logicmodel.edge import EdgeKind, Evidence, EvidenceKind, Sign
    from qes.services.modelling import propose_edge

    rests_on = []
    if evidence:
        rests_on = [
            Evidence(one_of(EvidenceKind, evidence), study=study, passage=passage, phrase=phrase)
        ]
    with open_project() as project:
        made = propose_edge(
            project.desk,
            source,
            target,
            kind=one_of(EdgeKind, kind),
            sign=one_of(Sign, sign),
            evidence=rests_on,
        )
    data(made)


@app.command("evidence")
def evidence_(
    edge: _Edge,
    evidence: _Kind,
    passage: _Passage = None,
    study: _Study = None,
    phrase: _Phrase = "",
) -> None:
    """Add something an arrow rests on.

    Example: qes model evidence e1 --evidence participant_claim --passage joel.txt:120-188
    """
    from logicmodel.edge import Evidence, EvidenceKind
    from qes.services.modelling import add_evidence

    with open_project() as project:
        made = add_evidence(
            project.desk, edge, Evidence(one_of(EvidenceKind, evidence), study, passage, phrase)
        )
    data(made.id)


def _decide(edge: str, status: str, reason: str) -> None:
    from logicmodel.edge import EdgeStatus
    from qes.services.modelling import decide_edge

    with open_project() as project:
        line = decide_edge(project.desk, edge, EdgeStatus(status), reason=reason)
    say(f"{edge} is {status}" + (f", drawn {line.value}" if line else ""))


@app.command("accept")
def accept(edge: _Edge, reason: _Reason) -> None:
    """Take an arrow into the model."""
    _decide(edge, "accepted", reason)


@app.command("reject")
def reject(edge: _Edge, reason: _Reason) -> None:
    """Refuse an arrow; it stays on record."""
    _decide(edge, "rejected", reason)


@app.command("park")
def park(edge: _Edge, reason: _Reason) -> None:
    """Leave an arrow undecided for now."""
    _decide(edge, "parked", reason)


@app.command("export")
def export(
    out: Annotated[Path, typer.Option("--out", metavar="F", help=".svg .png .pdf .dot .json")],
    preset: Annotated[
        str, typer.Option("--preset", metavar="NAME", help="Which columns.")
    ] = _PRESET,
    title: Annotated[str | None, typer.Option("--title", help="Else the review's.")] = None,
    min_studies: Annotated[
        int,
        typer.Option(
            "--min-studies", metavar="N", min=0, help="Leave out bullets with fewer studies."
        ),
    ] = 0,
    page: Annotated[
        str,
        typer.Option("--page", metavar="SIZE", help="190mm, 140mm, 90mm, a4-landscape or 16:9."),
    ] = "190mm",
) -> None:
    """Draw the logic model; the same project gives the same bytes.

    Example: qes model export --out figure2.pdf --page a4-landscape
    """
    from qes.project.drawing import draw

    with open_project() as project:
        model, written = draw(
            project.desk, out, preset=preset, title=title, min_studies=min_studies, page=page
        )
        warn_of(written)
    say(f"wrote {len(model.boxes)} boxes to {out}")
