"""`qes evaluate`: how good suggestions are on segments that a team has coded."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qes.base import Json
from qes.cli.codebook import load
from qes.cli.files import rows_of
from qes.cli.output import as_json, beside, counted, progress_bar, raw_json, rows, say
from qes.errors import UserError

if TYPE_CHECKING:
    from qes.services.evaluating import Evaluated
    from qes.suggest.evaluation import Hits, Reliability, Stream

_COLUMNS = (
    ("measured", "measured"),
    ("hit1", "first"),
    ("hit3", "top 3"),
    ("mrr", "mean 1/rank"),
    ("baseline_hit1", "commonest: first"),
    ("baseline_hit3", "commonest: top 3"),
    ("baseline_mrr", "commonest: mean 1/rank"),
)


def register(app: typer.Typer) -> None:
    """Add the command of this module to the root."""
    app.command("evaluate")(evaluate)


def evaluate(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="LABELLED", help="A CSV with the columns text, codes and perhaps document."
        ),
    ],
    codebook: Annotated[
        str, typer.Option("--codebook", metavar="FILE|NAME", help="A YAML file or a shipped one.")
    ],
    stream: Annotated[
        bool,
        typer.Option("--stream", help="Also go through the segments in order, learning from each."),
    ] = False,
    seed: Annotated[
        int, typer.Option("--seed", metavar="N", min=0, help="Of which documents are held out.")
    ] = 0,
    plot: Annotated[
        Path | None,
        typer.Option("--plot", metavar="F", help="Draw it, .svg or .png; goes with --stream."),
    ] = None,
) -> None:
    """Measure suggestions on segments you have coded, beside always showing the commonest codes.

    Codes are named by id, path or name, separated by ; and a segment may have none. Every segment
    is one that the learner had not seen when it was asked. No project is needed. The model reads
    English.

    Example: qes evaluate coded.csv --codebook codebook.yaml --stream --plot trust.svg
    """
    if plot is not None:
        _refuse_place(plot)
    book = load(codebook)
    lines = rows_of(file)
    from qes.services.evaluating import coded_segments, measure

    segments = coded_segments(lines, str(file), book)
    with progress_bar("evaluating") as progress:
        found = measure(
            segments,
            book,
            stream=stream or plot is not None,
            seed=seed,
            progress=progress,
            say=say,
        )
    if as_json():
        raw_json(_report(found))
    else:
        _print(found)
    if plot is not None and found.figures.stream is not None:
        from qes.exchange.saving import save_bytes
        from qes.services.drawing_evaluation import draw_evaluation

        save_bytes(draw_evaluation(found.figures.stream, plot.suffix), plot)
        say(f"wrote {plot}")


def _refuse_place(plot: Path) -> None:
    """Refuse before the work what could only be refused after it."""
    from qes.services.drawing_evaluation import picture_suffix

    picture_suffix(plot.suffix)
    if not plot.parent.is_dir():
        raise UserError(f"there is no folder {plot.parent}", hint="make the folder first")


def _print(found: Evaluated) -> None:
    figures = found.figures
    documents = found.n_documents
    inside = "" if documents is None else f" in {counted(documents, 'document', 'documents')}"
    beside(
        f"{counted(figures.n, 'segment', 'segments')}{inside}, {figures.n_uncoded:,} of them "
        f"without a code; {counted(figures.n_codes, 'code', 'codes')} to choose from"
    )
    table = [_row("definitions alone", figures.zero_shot, figures.baseline)]
    for one in figures.few_shot:
        passages = counted(one.examples, "passage", "passages")
        table.append(_row(f"{passages} a code", one.hits, one.baseline))
    if figures.stream is not None:
        table += [
            {
                "measured": f"in order, first {one.segments:,}",
                "hit3": one.hit3,
                "baseline_hit3": one.baseline,
            }
            for one in figures.stream.checkpoints
        ]
    rows(table, _COLUMNS)
    beside("shares of the segments with a code; commonest: always showing the commonest codes")
    if figures.stream is not None:
        _print_probabilities(figures.stream)
    beside(f"model {found.model}; {found.seconds:.1f} s")


def _print_probabilities(stream: Stream) -> None:
    shown = stream.calibration
    if shown.ece is None:
        beside("probabilities are not judged: none is shown before 150 decisions")
    else:
        beside(f"probabilities shown are off by {100 * shown.ece:.1f} points on average:")
        for one in shown.bins:
            times = counted(one.n, "time", "times")
            beside(f"  said {one.probability:.2f}, came true {one.right:.2f}, {times}")
    beside(f"{1000 * stream.seconds_per_decision:.1f} ms a decision")


def _row(what: str, ours: Hits, plain: Hits) -> dict[str, Json]:
    commonest = {f"baseline_{key}": value for key, value in _hits(plain).items()}
    return {"measured": what, **_hits(ours), **commonest}


def _hits(found: Hits) -> dict[str, Json]:
    return {"hit1": found.hit1, "hit3": found.hit3, "mrr": found.mrr}


def _report(found: Evaluated) -> dict[str, Json]:
    figures = found.figures
    stream = figures.stream
    return {
        "n": figures.n,
        "n_codes": figures.n_codes,
        "n_uncoded": figures.n_uncoded,
        "n_documents": found.n_documents,
        "zero_shot": {**_hits(figures.zero_shot), "baseline": _hits(figures.baseline)},
        "few_shot": {
            str(one.examples): {**_hits(one.hits), "baseline": _hits(one.baseline)}
            for one in figures.few_shot
        },
        "stream": None if stream is None else _stream(stream),
        "calibration": {"ece": None, "bins": [], "no_code": {"ece": None, "bins": []}}
        if stream is None
        else {**_judged(stream.calibration), "no_code": _judged(stream.nothing)},
        "model": found.model,
        "seconds": found.seconds,
    }


def _stream(stream: Stream) -> dict[str, Json]:
    return {
        "at": [one.segments for one in stream.checkpoints],
        "hit3": [one.hit3 for one in stream.checkpoints],
        "baseline": [one.baseline for one in stream.checkpoints],
        "seconds_per_decision": stream.seconds_per_decision,
    }


def _judged(found: Reliability) -> dict[str, Json]:
    return {
        "ece": found.ece,
        "bins": [
            {"probability": one.probability, "right": one.right, "n": one.n} for one in found.bins
        ],
    }
