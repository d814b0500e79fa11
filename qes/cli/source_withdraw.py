"""`qes sources withdraw`: destroy what a participant takes back."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from qes.base import Json
from qes.cli.output import as_json, counted, data, raw_json, say
from qes.cli.settings import open_project

if TYPE_CHECKING:
    from collections.abc import Callable

    from qes.project.copies import Copy
    from qes.services.withdrawing import Withdrawal

_SHOWN = 12


def withdraw(
    source: Annotated[str, typer.Argument(metavar="ID", help="Id, start of an id, or file name.")],
    speaker: Annotated[
        str | None,
        typer.Option("--speaker", metavar="S", help="Only this person's words in it."),
    ] = None,
    reason: Annotated[
        str | None, typer.Option("--reason", metavar="R", help="Why; it stays in the log.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would go, and destroy nothing.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Destroy a source, or one speaker's words in it, beyond recovery.

    Its text, file, segments, suggestions and vectors go, what was said of who spoke, and the words
    of it that memos and reasons repeat. A row with hashes stays, so that the log still verifies. Codings of it stay in
    the log and count no more. This cannot be undone. Without a terminal it does not ask. If it is
    cut short, the next command finishes it.

    Example: qes sources withdraw interview-07.docx --dry-run
    """
    from qes.project.copies import copies_of
    from qes.project.project import CutShort
    from qes.services.withdrawing import preview_withdrawal
    from qes.services.withdrawing import withdraw as destroy

    with open_project() as project:
        if project.cut_short is CutShort.WAITING and not dry_run:
            project.finish_withdrawal()
            say("a withdrawal that was cut short is finished now: nothing of its words is left")
        planned = preview_withdrawal(project.desk, source, speaker)
        copies = copies_of(project.desk, project.target, planned.probes)
        if not dry_run:
            if not yes and sys.stdin.isatty():
                _tell(planned, copies, "would go", say)
                typer.confirm("Destroy this? It cannot be undone.", abort=True, err=True)
            planned = destroy(project.desk, source, speaker, reason=reason)
    if as_json():
        raw_json(_report(planned, copies, done=not dry_run))
    else:
        _tell(planned, copies, "would go" if dry_run else "destroyed", data)


def _tell(
    planned: Withdrawal, copies: tuple[Copy, ...], verb: str, tell: Callable[[str], None]
) -> None:
    whose = f"the words of {planned.speaker} in " if planned.speaker else ""
    versions = len(planned.sources) - 1
    earlier = f" and {counted(versions, 'earlier version', 'earlier versions')}" if versions else ""
    tell(f"{verb}: {whose}{planned.sources[0].name}{earlier}")
    tell(
        f"  {planned.characters:,} characters, {counted(planned.turns, 'turn', 'turns')},"
        f" {counted(planned.segments, 'segment', 'segments')}"
    )
    if planned.sources[0].replaced_by is not None:
        tell("  decisions about it count on for the version that stands")
    else:
        tell(
            f"  {counted(planned.judgements, 'decision', 'decisions')} about"
            f" {counted(planned.passages, 'passage', 'passages')}: in the log, but no longer counted"
        )
    for one in planned.quoting[:_SHOWN]:
        which = (
            f"{one.aspect} of {one.kind} {one.subject}, by {one.author}, {one.at[:10]}"
            if one.id
            else "a decision of another, in a round that is still open"
        )
        does = "tells whose they were" if one.kind == "speaker" else "repeats it"
        tell(f"  {does}, and loses those words: {which}")
    if len(planned.quoting) > _SHOWN:
        tell(f"  … and {len(planned.quoting) - _SHOWN} more that repeat it")
    for copy in copies:
        tell(f"  outside the project: {copy.path} {copy.holding}")
    if copies:
        say("files outside the project are yours to destroy")


def _report(planned: Withdrawal, copies: tuple[Copy, ...], *, done: bool) -> dict[str, Json]:
    return {
        "done": done,
        "sources": [one.id for one in planned.sources],
        "speaker": planned.speaker,
        "characters": planned.characters,
        "turns": planned.turns,
        "segments": planned.segments,
        "passages": planned.passages,
        "judgements": planned.judgements,
        "quoting": [
            {
                "judgement": one.id or None,
                "author": one.author or None,
                "at": one.at or None,
                "kind": one.kind or None,
                "subject": one.subject or None,
                "aspect": one.aspect or None,
            }
            for one in planned.quoting
        ],
        "files": [
            {"file": str(one.path), "holding": one.holding.value, "made_at": one.made_at}
            for one in copies
        ],
    }
