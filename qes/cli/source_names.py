"""`qes sources names`: real names in sources, the pseudonyms in their place, and the way back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qes.base import Json
from qes.cli.output import as_json, counted, data, progress_bar, raw_json, rows, say, warn
from qes.cli.settings import open_project
from qes.errors import UserError

if TYPE_CHECKING:
    from corpora.names.finding import Proposal
    from qes.services.desk import Desk
    from qes.services.key_file import KeyFile
    from qes.services.name_proposals import Proposed
    from qes.services.pseudonymising import Given
    from qes.services.pseudonyms import Elsewhere

_SHOWN = 20
"""Places elsewhere that a person is shown; --json has them all."""


def names(
    sources: Annotated[
        list[str] | None,
        typer.Argument(metavar="[ID]…", help="Sources; else all transcripts and surveys."),
    ] = None,
    accept: Annotated[
        list[str] | None,
        typer.Option(
            "--accept",
            metavar="WHAT",
            help="all, doubtful, label, pattern, ner, numbers (3,5-9), or 'TEXT=PSEUDONYM'.",
        ),
    ] = None,
    reject: Annotated[
        list[str] | None,
        typer.Option("--reject", metavar="N|TEXT", help="No name: do not propose it again."),
    ] = None,
    apply: Annotated[
        bool, typer.Option("--apply", help="Make new versions with pseudonyms in them.")
    ] = False,
    restore: Annotated[
        bool, typer.Option("--restore", help="Write the original of one source to --out.")
    ] = False,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="For --restore.")
    ] = None,
    key: Annotated[
        Path | None,
        typer.Option(
            "--key", metavar="FILE", help="The key; else PROJECT.names-key.json beside it."
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Tell what would be done, write nothing.")
    ] = False,
    ner: Annotated[
        bool, typer.Option("--ner/--no-ner", help="Look with the recogniser too, if installed.")
    ] = True,
) -> None:
    """Find names in sources, and put pseudonyms in their place: the same in all sources.

    Real names are kept in the key file only. Keep it apart from the project: with it, and only
    with it, the originals can be made again.

    Example: qes sources names --accept all --accept 'Ann Lee=Maria' --reject 7 --apply
    """
    from qes.services.key_file import open_key

    wanted = sources or []
    with open_project() as project:
        key_file = open_key(project.desk, key)
        if restore:
            _restore(project.desk, key_file, wanted, out)
            return
        found = _decide(project.desk, key_file, wanted, (accept or [], reject or []), ner, dry_run)
        if apply:
            _apply(project.desk, key_file, found, dry_run)
        else:
            _list(found, key_file)


def _decide(
    desk: Desk,
    key_file: KeyFile,
    wanted: Sequence[str],
    decisions: tuple[list[str], list[str]],
    ner: bool,
    dry_run: bool,
) -> Proposed:
    from corpora.names.recognition import INSTALL
    from qes.services.name_decisions import decided
    from qes.services.name_proposals import names_sources, propose_again, propose_names

    accept, reject = decisions
    chosen = names_sources(desk, wanted)
    with progress_bar("looking for names") as progress:
        found = propose_names(desk, key_file.key, chosen, recogniser=ner, progress=progress)
    if ner and not found.recogniser and chosen:
        say(f"names are looked for by labels and patterns only; to find more: {INSTALL}")
    if accept or reject:
        key = decided(key_file.key, found, accept, reject)
        new = sum(len(one.forms) for one in key.names) - sum(
            len(one.forms) for one in key_file.key.names
        )
        if dry_run:
            key_file.key = key
            say(f"would change the key by {counted(new, 'form', 'forms')} of names")
        else:
            key_file.save(key)
            say(
                f"{counted(len(key.names), 'name', 'names')} accepted, "
                f"{len(key.rejected)} rejected; the key is {key_file.path}: keep it apart"
            )
        found = propose_again(found, key)
    return found


def _list(found: Proposed, key_file: KeyFile) -> None:
    rows(
        [_row(one) for one in found.proposals],
        (
            ("n", "n"),
            ("kind", "kind"),
            ("text", "name"),
            ("variants", "also as"),
            ("count", "times"),
            ("pseudonym", "pseudonym"),
            ("found_by", "found by"),
            ("accepted", "accepted"),
            ("remark", "remark"),
            ("example", "where"),
        ),
        empty="no names found in these sources",
    )
    waiting = sum(one.accepted for one in found.proposals)
    if waiting:
        say(
            f"{counted(waiting, 'accepted name stands', 'accepted names stand')} in sources: --apply"
        )
    elif found.proposals and not key_file.exists:
        say("decide: --accept all, --accept 1,3, --accept 'TEXT=PSEUDONYM', --reject 2")


def _row(one: Proposal) -> dict[str, Json]:
    others = list(dict.fromkeys(form.text for form in one.forms if form.text != one.text))
    return {
        "n": one.n,
        "kind": one.kind.value,
        "text": one.text,
        "variants": others,
        "count": one.count,
        "sources": list(one.sources),
        "pseudonym": one.pseudonym,
        "found_by": one.found_by.value,
        "accepted": one.accepted,
        "doubt": one.doubt,
        "note": one.note,
        "remark": "; ".join(filter(None, (one.doubt, one.note))),
        "example": one.example,
    }


def _apply(desk: Desk, key_file: KeyFile, found: Proposed, dry_run: bool) -> None:
    from qes.services.pseudonymising import give_pseudonyms
    from qes.services.pseudonyms import names_elsewhere
    from qes.services.replacing import replace_by_bytes

    if not key_file.key.names:
        raise UserError(
            "no names are accepted yet", hint="first: --accept all, or some of the list"
        )
    made = give_pseudonyms(desk, key_file, found.sources, None if dry_run else replace_by_bytes)
    left = names_elsewhere(desk, key_file.key)
    if as_json():
        raw_json(
            {
                "key": str(key_file.path),
                "applied": not dry_run,
                "sources": [_done(one) for one in made],
                "elsewhere": [_place(one) for one in left],
            }
        )
    else:
        _tell(made, left, dry_run)


def _tell(made: Sequence[Given], left: Sequence[Elsewhere], dry_run: bool) -> None:
    if not made:
        data("no accepted name stands in these sources: nothing to replace")
    for one in made:
        would = "would replace" if dry_run else "replaced"
        data(
            f"{one.done.name_after}: {would} {one.labels + one.speech:,} names "
            f"({one.labels:,} in labels and beside the text, {one.speech:,} in speech)"
        )
        if one.done.as_text:
            say(
                f"  a {one.source.format} file holds more than can be rewritten: its text stands as "
                f"{one.done.name_after}; notes and comments beside the text are left out"
            )
        if one.turns_before != one.turns_after:
            warn(
                f"  read as {one.turns_after} turns, {one.turns_before} before: look at the labels"
            )
        for name in one.remaining:
            warn(f"  {name!r} is broken across lines and still there: mend it by hand")
    if left:
        warn(
            f"accepted names stand in {counted(len(left), 'other place', 'other places')}, unchanged:"
        )
    for place in left[:_SHOWN]:
        warn(f"  {place.what}, {place.aspect}: {place.words} ({place.pseudonym})")
    if len(left) > _SHOWN:
        warn(f"  and {len(left) - _SHOWN} more: --json lists them")
    if made and not dry_run:
        say("the versions with names are still in the project: qes sources withdraw destroys them")


def _done(one: Given) -> dict[str, Json]:
    return {
        "source": one.source.id,
        "file": one.done.name_after,
        "replaced": one.labels + one.speech,
        "labels": one.labels,
        "speech": one.speech,
        "as_text": one.done.as_text,
        "turns_before": one.turns_before,
        "turns_after": one.turns_after,
        "remaining": list(one.remaining),
        "sha256_before": one.done.sha256_before,
        "sha256_after": one.done.sha256_after,
    }


def _place(one: Elsewhere) -> dict[str, Json]:
    return {
        "what": one.what,
        "id": one.id,
        "aspect": one.aspect,
        "pseudonym": one.pseudonym,
        "words": one.words,
    }


def _restore(desk: Desk, key_file: KeyFile, wanted: Sequence[str], out: Path | None) -> None:
    from qes.exchange.saving import save_bytes
    from qes.services.pseudonymising import original_of

    if len(wanted) != 1 or out is None:
        raise UserError("one source and a file are needed", hint="names ID --restore --out FILE")
    original = original_of(desk, key_file.key, wanted[0])
    if out.exists() and not out.is_dir():
        raise UserError(f"{out} is there already", hint="name another file")
    save_bytes(original.data, out)
    if as_json():
        raw_json({"file": str(out), "bytes": len(original.data), "as_text": original.as_text})
    else:
        data(f"{out}: {len(original.data):,} bytes, as they were before")
    if original.as_text:
        say("this is the text of the original; the file itself was not a text and is the team's")
