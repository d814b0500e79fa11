"""Redoing every hash, and reading the log."""

from __future__ import annotations

from collections.abc import Sequence

from qes.services.desk import Desk
from qes.services.rounds import closed_rounds
from qes.store.judgements import Judgement, history
from qes.store.verification import Head, Verification, heads, verify

__all__ = ["Head", "Verification", "note_heads", "read_log", "verify_project"]


def verify_project(desk: Desk, noted: Sequence[Head] = ()) -> Verification:
    """Redo the hash of every judgement, source and coded passage."""
    return verify(desk.store, noted)


def note_heads(desk: Desk) -> tuple[Head, ...]:
    """Return the end of every chain: kept elsewhere, they show a chain that was cut short."""
    with desk.store.read() as connection:
        return heads(connection)


def read_log(desk: Desk, *, limit: int | None = None) -> tuple[Judgement, ...]:
    """Return judgements, newest first: one's own, shared ones, and those of closed rounds."""
    with desk.store.read() as connection:
        return history(connection, desk.author, others_in=closed_rounds(connection), limit=limit)
