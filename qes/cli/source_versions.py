"""`qes sources replace` and `anchors`: a corrected version, and where its passages stand."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corpora.source import SourceKind, Unit
from qes.base import Json
from qes.cli.files import bytes_of
from qes.cli.output import as_json, counted, data, raw_json, rows, say
from qes.cli.settings import open_project
from qes.cli.words import one_of
from qes.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qes.project import Project
    from qes.services.carrying import Carried
    from qes.services.replacing import Replacement

_SHOWN = 20
_WORDS = 70
_SPAN = re.compile(r"([0-9]{1,12})-([0-9]{1,12})$")
_Source = Annotated[str, typer.Argument(metavar="ID", help="Id, start of an id, or file name.")]
_Reason = Annotated[str | None, typer.Option("--reason", metavar="R", help="Why.")]
_COLUMNS = (
    ("passage", "passage"),
    ("outcome", "outcome"),
    ("why", "why"),
    ("likeness", "likeness"),
    ("old", "its words"),
    ("new", "words there"),
)


def replace(
    source: _Source,
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="The new version.", show_default=False)
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be, and change nothing.")
    ] = False,
    accept: Annotated[
        str,
        typer.Option(
            "--accept",
            metavar="WHICH",
            help="Proposals to accept unseen: none, spacing (only white space differs) or all.",
        ),
    ] = "none",
    restore: Annotated[
        bool,
        typer.Option(
            "--restore", help="Let the version before stand again, or the one ID names; no FILE."
        ),
    ] = False,
    reason: _Reason = None,
    kind: Annotated[
        SourceKind | None, typer.Option("--kind", help="What it is; else as the version before.")
    ] = None,
    encoding: Annotated[
        str | None,
        typer.Option("--encoding", metavar="E", help="Of plain text, where the guess is wrong."),
    ] = None,
    unit: Annotated[
        Unit | None, typer.Option("--unit", help="What reviewers go through one by one.")
    ] = None,
    map_: Annotated[
        Path | None, typer.Option("--speakers", metavar="MAP", help="A speakers map.")
    ] = None,
) -> None:
    """Put a corrected version in the place of a source; decisions go with their words.

    What was decided about a passage counts for the same words in the new version. Where they were
    edited a place is proposed, and counts once you accept it. The version before stays in the
    project, and --restore lets it stand again.

    Example: qes sources replace interview-07.docx interview-07-checked.docx --dry-run
    """
    from corpora.cast.file import read_cast
    from qes.services.carrying import Accept
    from qes.services.replacing import replace_source, restore_source
    from qes.services.version_files import ReplaceRequest

    if restore is (file is not None):
        raise UserError(
            "name either a FILE or --restore", hint="qes sources replace ID FILE, or ID --restore"
        )
    request = ReplaceRequest(
        kind=kind,
        encoding=encoding,
        unit=unit,
        cast=None if map_ is None else read_cast(bytes_of(map_), map_.name),
        accept=one_of(Accept, accept),
        reason=reason,
        dry_run=dry_run,
    )
    with open_project() as project:
        if file is None:
            done = restore_source(project.desk, source, reason=reason, dry_run=dry_run)
        else:
            done = replace_source(project.desk, source, file, request)
    if as_json():
        raw_json(_report(done))
    else:
        _tell(done)


def anchors(
    source: _Source,
    chosen: Annotated[
        list[str] | None,
        typer.Argument(metavar="PASSAGE…", help="Passages to decide about.", show_default=False),
    ] = None,
    doubtful: Annotated[
        bool, typer.Option("--doubtful", help="Only those that wait for a decision.")
    ] = False,
    accept: Annotated[
        bool, typer.Option("--accept", help="Accept the places proposed for the PASSAGEs.")
    ] = False,
    reject: Annotated[
        bool, typer.Option("--reject", help="Say that the PASSAGEs stand nowhere any more.")
    ] = False,
    put: Annotated[
        bool, typer.Option("--put", help="With one PASSAGE and START-END: say where it stands.")
    ] = False,
    reason: _Reason = None,
) -> None:
    """List where passages of earlier versions stand, or decide about those in doubt.

    Deciding again takes a decision back.

    Example: qes sources anchors interview-07.docx --accept 3f9ab2c410:120-180 3f9ab2c410:300-312
    """
    from qes.services.anchoring import list_anchors

    if accept + reject + put > 1 or bool(chosen) is not (accept or reject or put):
        raise UserError(
            "say one of --accept, --reject and --put, with passages",
            hint="without any of them the passages are listed",
        )
    with open_project() as project:
        if not chosen:
            found = list_anchors(project.desk, source, doubtful=doubtful)
        elif put:
            found = _put(project, chosen, reason)
        else:
            found = _decide(project, chosen, reason, accepted=accept)
    rows([_row(one) for one in found], _COLUMNS, empty="no passages of earlier versions")


def _decide(
    project: Project, chosen: Sequence[str], reason: str | None, *, accepted: bool
) -> tuple[Carried, ...]:
    from qes.services.anchoring import accept_anchors, reject_anchors

    decide = accept_anchors if accepted else reject_anchors
    return decide(project.desk, chosen, reason=reason)


def _put(project: Project, chosen: Sequence[str], reason: str | None) -> tuple[Carried, ...]:
    from corpora.span import Span
    from qes.services.anchoring import decide_anchor

    place = _SPAN.match(chosen[-1])
    if len(chosen) != 2 or place is None:
        raise UserError("--put needs a passage and where it stands", hint="--put PASSAGE START-END")
    start, end = int(place[1]), int(place[2])
    if start >= end:
        raise UserError(f"{chosen[-1]} is no stretch of text", hint="START comes before END")
    return (decide_anchor(project.desk, chosen[0], Span(start, end), reason=reason),)


def _tell(done: Replacement) -> None:
    from qes.services.anchoring import DOUBTFUL
    from qes.services.standing_in import Outcome

    would = "" if done.done else "would be "
    data(f"{done.new}  {done.file}: {would}put in the place of {done.old.name} ({done.old.id})")
    said = [f"{done.count(one):,} {one.value}" for one in Outcome if done.count(one)]
    total = counted(len(done.passages), "passage", "passages")
    data(f"  {total}{': ' if said else ''}{', '.join(said)}")
    if done.seen:
        data(f"  {counted(done.seen, 'segment', 'segments')} of the same words count as seen")
    waiting = [one for one in done.passages if one.outcome in DOUBTFUL]
    if not waiting:
        return
    rows([_row(one) for one in waiting[:_SHOWN]], _COLUMNS)
    if len(waiting) > _SHOWN:
        say(f"… and {len(waiting) - _SHOWN:,} more: qes sources anchors {done.new} --doubtful")
    if done.done:
        say(f"what was decided about {'these' if len(waiting) > 1 else 'it'} counts again once"
            f" you say where: qes sources anchors {done.new} --accept PASSAGE…,"
            " --reject PASSAGE… or --put PASSAGE START-END")  # fmt: skip


def _row(one: Carried) -> dict[str, Json]:
    return {
        "passage": one.passage,
        "outcome": one.outcome.value,
        "target": one.target,
        "why": one.why,
        "likeness": one.likeness,
        "old": one.old if as_json() else _short(one.old),
        "new": one.new if as_json() or one.new is None else _short(one.new),
    }


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _WORDS else f"{line[: _WORDS - 1]}…"


def _report(done: Replacement) -> dict[str, Json]:
    from qes.services.standing_in import Outcome

    return {
        "done": done.done,
        "source": done.new,
        "file": done.file,
        "replaces": done.old.id,
        **{one.value: done.count(one) for one in Outcome},
        "seen": done.seen,
        "passages": [_row(one) for one in done.passages],
        "import": done.report,
    }
