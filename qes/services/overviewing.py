"""The project at a glance: how much is in it, and how far everyone is, in numbers only."""

from __future__ import annotations

from dataclasses import dataclass

from qes.base import AuthorName
from qes.services.desk import Desk
from qes.services.rounds import Round, read_rounds
from qes.store.identities import CODES, FINDINGS, STUDIES, ids, read_settings
from qes.store.judgements import counts
from qes.store.progress import seen_counts
from qes.store.segments import count_queued
from qes.store.sources import list_sources


@dataclass(frozen=True, slots=True)
class ReviewerView:
    """How far one person is."""

    reviewer: AuthorName
    judgements: int
    seen: int


@dataclass(frozen=True, slots=True)
class Overview:
    """What is in the project."""

    title: str
    made_at: str
    sources: int
    characters: int
    segments: int
    """Units that await a reviewer's decision."""
    codes: int
    studies: int
    findings: int
    judgements: int
    rounds: tuple[Round, ...]
    reviewers: tuple[ReviewerView, ...]


def look(desk: Desk) -> Overview:
    """Count what is in the project; no decision is shown, so it is safe in an open round."""
    with desk.store.read() as connection:
        settings = read_settings(connection)
        sources = list_sources(connection)
        made = counts(connection)
        seen = seen_counts(connection)
        people = sorted({*made, *seen})
        return Overview(
            title=settings.get("title", ""),
            made_at=settings.get("made_at", ""),
            sources=len(sources),
            characters=sum(one.characters for one in sources),
            segments=sum(count_queued(connection).values()),
            codes=len(ids(connection, CODES)),
            studies=len(ids(connection, STUDIES)),
            findings=len(ids(connection, FINDINGS)),
            judgements=sum(made.values()),
            rounds=read_rounds(connection),
            reviewers=tuple(
                ReviewerView(who, made.get(who, 0), seen.get(who, 0)) for who in people
            ),
        )
