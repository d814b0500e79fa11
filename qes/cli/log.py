"""`qes verify` and `qes log`: redoing every hash, reading the trail."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qes.base import Json, canonical_json
from qes.cli.files import json_of
from qes.cli.output import as_json, data, raw_json, rows, say
from qes.cli.settings import open_project
from qes.errors import ExitCode, UserError

if TYPE_CHECKING:
    from qes.services.auditing import Head, Verification


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the root."""
    app.command("verify")(verify)
    app.command("log")(log)


def verify(
    heads: Annotated[
        Path | None, typer.Option("--heads", help="Heads noted earlier with 'qes log --heads'.")
    ] = None,
) -> None:
    """Redo the hash of every decision, source and coded passage; exit 1 if any differs.

    A decision that was changed, removed or moved is found and named. A chain cut off at its end
    looks complete from inside: note the heads elsewhere (qes log --heads) and check against them.
    """
    from qes.services.auditing import verify_project

    with open_project() as project:
        found = verify_project(project.desk, [] if heads is None else _read_heads(heads))
    _print(found)
    if not found.ok:
        raise typer.Exit(int(ExitCode.FOUND_WRONG))


def _read_heads(file: Path) -> list[Head]:
    noted = json_of(file)
    found = [_head(one) for one in noted] if isinstance(noted, list) else []
    if not found or None in found:
        raise UserError(f"{file} holds no heads", hint="write them: qes log --heads")
    return [one for one in found if one is not None]


def _head(value: Json) -> Head | None:
    from qes.services.auditing import Head

    match value:
        case {"author": str(author), "origin": str(origin), "seq": int(seq), "hash": str(hash_)}:
            return Head(author, origin, seq, hash_)
    return None


def _print(found: Verification) -> None:
    bad = found.first_bad
    if as_json():
        first: Json = None
        if bad is not None:
            first = {
                "why": bad.why,
                "row": bad.n,
                "id": bad.id,
                "author": bad.author,
                "origin": bad.origin,
                "seq": bad.seq,
            }
        raw_json(
            {
                "ok": found.ok,
                "judgements": found.judgements,
                "authors": list(found.authors),
                "first_bad": first,
                "damage": found.damage,
                "sources_ok": not found.sources_bad,
                "files_ok": not found.files_bad,
                "sources_bad": list(found.sources_bad),
                "files_bad": list(found.files_bad),
                "out_of_sight": found.out_of_sight,
            }
        )
    elif found.ok:
        data(f"ok: {found.judgements:,} decisions by {len(found.authors)} people, none changed")
        if found.out_of_sight:
            say(
                f"{found.out_of_sight:,} of them are out of your sight: that none is missing was "
                "checked, what they say was not"
            )
    else:
        if found.damage is not None:
            data(f"the file is damaged: {found.damage}")
        if bad is not None:
            data(f"decision {bad.seq} of {bad.author} (row {bad.n}, id {bad.id}): {bad.why}")
        for name in found.sources_bad:
            data(f"{name}: its text is not the one that was imported and coded")
        for name in found.files_bad:
            data(f"{name}: the original file is not the one that was imported")


def log(
    heads: Annotated[
        bool, typer.Option("--heads", help="Print the end of every chain, to keep elsewhere.")
    ] = False,
    limit: Annotated[
        int, typer.Option("--limit", min=1, max=10**9, help="How many decisions, newest first.")
    ] = 50,
) -> None:
    """Print decisions, newest first: your own, shared ones, and others' from closed rounds."""
    from qes.services.auditing import note_heads, read_log

    with open_project() as project:
        if heads:
            raw_json(
                [
                    {"author": one.author, "origin": one.origin, "seq": one.seq, "hash": one.hash}
                    for one in note_heads(project.desk)
                ]
            )
            return
        found = read_log(project.desk, limit=limit)
    rows(
        [
            {
                "id": one.id,
                "at": one.at,
                "author": one.author,
                "origin": one.origin,
                "seq": one.seq,
                "kind": one.subject.kind.value,
                "subject": one.subject.id,
                "aspect": one.aspect,
                "value": one.value if as_json() else canonical_json(one.value)[:60],
                "reason": one.reason,
                "basis": one.basis,
                "round": one.round,
                "undoes": one.undoes,
                "hash": one.hash,
            }
            for one in found
        ],
        (
            ("at", "at"),
            ("author", "author"),
            ("subject", "subject"),
            ("aspect", "aspect"),
            ("value", "value"),
            ("reason", "reason"),
        ),
        empty="no decisions yet",
    )
    if len(found) == limit:
        say(f"the newest {limit}; more with --limit")
