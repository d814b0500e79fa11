"""Destroying what a participant takes back: a source, or one speaker's words in it.

Nothing of the words stays in the project: the text, the file, what was computed, and what repeats
them in memos and reasons. A row with hashes stays, so that the chain still verifies and the counts
say what was taken out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpora.span import Span
from qes.base import Json, sha256
from qes.errors import UserError
from qes.services.desk import Desk
from qes.services.lookup import find_source
from qes.services.rounds import closed_rounds
from qes.services.speaking import Voice, find_voices
from qes.services.withdrawn_words import Echo, Part, Repeated, repeated_words
from qes.store.erasure import (
    erase_source,
    erase_speakers,
    erase_stretches,
    meeting_passages,
    note_unscrubbed,
    scrub,
)
from qes.store.judgements import (
    Draft,
    Subject,
    SubjectKind,
    count_about,
    ids_in_sight,
    subjects_in_sight,
)
from qes.store.remnants import WITHDRAWN_ASPECT, put_remnants
from qes.store.segments import count_meeting, ends_before
from qes.store.sources import StoredSource, read_text, read_turns
from qes.store.succession import Successor, put
from qes.store.versions import earlier_versions

if TYPE_CHECKING:
    from qes.store.database import Connection


@dataclass(frozen=True, slots=True)
class Quoting:
    """A judgement that repeats withdrawn words."""

    id: str
    author: str
    at: str
    kind: str
    subject: str
    aspect: str


_HIDDEN = Quoting("", "", "", "", "", "")
"""Stands for a judgement that another makes in a round in which they are blind to each other."""


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """What goes, in numbers, and what repeats it."""

    sources: tuple[StoredSource, ...]
    """The source and, where all of it goes, its earlier versions."""
    speaker: str | None
    characters: int
    turns: int
    segments: int
    passages: int
    """Those that were judged, as far as this person may know while a round is blind."""
    judgements: int
    """Decisions about these passages: they stay in the log and count no more. None where an earlier
    version goes alone: they count on for the version that stands."""
    quoting: tuple[Quoting, ...]
    """Of others, in an open round, only that there is one: no word of it is told."""
    probes: frozenset[str]
    """Pieces of the words that nothing else holds, evenly spread, to look for in files."""


def preview_withdrawal(desk: Desk, source: str, speaker: str | None = None) -> Withdrawal:
    """Return what withdrawing a source, or one speaker's words in it, would take away.

    Raises:
        NotFound: there is no such source, or nobody of that name speaks in it.
        UserError: it is withdrawn already.
    """
    with desk.store.read() as connection:
        parts = _parts(connection, source, speaker)
        return _withdrawal(connection, desk, parts, speaker, _repeated(connection, parts))


def withdraw(
    desk: Desk, source: str, speaker: str | None = None, *, reason: str | None = None
) -> Withdrawal:
    """Destroy a source with its earlier versions, or one speaker's words in it, beyond recovery.

    An earlier version that is named goes alone. What is cut short after the words are deleted is
    noted in the project, and the next one to open it writes the file anew.

    Raises:
        NotFound: there is no such source, or nobody of that name speaks in it.
        Busy: all is deleted, but another program keeps the file from being cleaned.
    """
    with desk.store.write() as connection:
        parts = _parts(connection, source, speaker)
        found = _repeated(connection, parts)
        done = _withdrawal(connection, desk, parts, speaker, found)
        remnants = put_remnants(connection, [one.remnant for one in found.echoes])
        drafts = [_erase(connection, desk, part, remnants, reason) for part in parts]
        desk.judge(connection, drafts)
        note_unscrubbed(connection)
    scrub(desk.store)
    return done


def _repeated(connection: Connection, parts: Sequence[Part]) -> Repeated:
    first = parts[0].source
    versions = (first, *earlier_versions(connection, first.id))
    return repeated_words(connection, parts, min(one.added_at for one in versions))


def _parts(connection: Connection, source: str, speaker: str | None) -> tuple[Part, ...]:
    one = find_source(connection, source)
    if one.withdrawn_at is not None:
        raise UserError(f"{one.name} was withdrawn on {one.withdrawn_at[:10]}")
    versions: tuple[StoredSource, ...] = (one,)
    if one.replaced_by is None:
        # who takes back their words takes them back from every version
        versions = (one, *earlier_versions(connection, one.id))
    live = [version for version in versions if version.withdrawn_at is None]
    if speaker is None:
        return tuple(_whole(connection, version) for version in live)
    part = _spoken(connection, one, find_voices(connection, one.id, speaker))
    return (part, *(_whole(connection, version) for version in live[1:]))


def _whole(connection: Connection, source: StoredSource) -> Part:
    text = read_text(connection, source.id)
    turns = tuple(read_turns(connection, source.id))
    return Part(source, text, (Span(0, len(text)),), turns)


def _spoken(connection: Connection, source: StoredSource, voices: Sequence[Voice]) -> Part:
    """Return one person's turns, each with the label and the time before it."""
    text = read_text(connection, source.id)
    labels = {voice.label for voice in voices}
    turns = tuple(turn for turn in read_turns(connection, source.id) if turn.speaker in labels)
    starts = [turn.start for turn in turns]
    ends = ends_before(connection, source.id, starts)
    spans = tuple(
        Span(end + len(text[end : turn.start]) - len(text[end : turn.start].lstrip()), turn.end)
        for turn, end in zip(turns, ends, strict=True)
    )
    return Part(source, text, spans, turns, tuple(voices))


def _withdrawal(
    connection: Connection,
    desk: Desk,
    parts: Sequence[Part],
    speaker: str | None,
    found: Repeated,
) -> Withdrawal:
    others_in = closed_rounds(connection)
    # of an earlier version that goes alone, decisions count on for the version that stands
    losing = parts if parts[0].source.replaced_by is None else ()
    about = subjects_in_sight(
        connection,
        SubjectKind.PASSAGE,
        [id_ for part in losing for id_ in _passages(connection, part)],
        desk.author,
        others_in=others_in,
    )
    judgements = count_about(
        connection, SubjectKind.PASSAGE, sorted(about), desk.author, others_in=others_in
    )
    return Withdrawal(
        sources=tuple(part.source for part in parts),
        speaker=speaker,
        characters=sum(len(text) for text in parts[0].words),
        turns=len(parts[0].turns),
        segments=sum(count_meeting(connection, part.source.id, part.spans) for part in parts),
        passages=len(about),
        judgements=judgements,
        quoting=_quoting(connection, desk, found.echoes),
        probes=found.probes,
    )


def _quoting(connection: Connection, desk: Desk, echoing: Sequence[Echo]) -> tuple[Quoting, ...]:
    seen = ids_in_sight(
        connection,
        [one.said.id for one in echoing],
        desk.author,
        others_in=closed_rounds(connection),
    )
    return tuple(
        Quoting(
            one.said.id,
            one.said.author,
            one.said.at,
            one.said.kind,
            one.said.subject,
            one.said.aspect,
        )
        if one.said.id in seen
        else _HIDDEN
        for one in echoing
    )


def _passages(connection: Connection, part: Part) -> tuple[str, ...]:
    return meeting_passages(connection, part.source.id, part.spans)


def _erase(
    connection: Connection,
    desk: Desk,
    part: Part,
    remnants: dict[str, str],
    reason: str | None,
) -> Draft:
    """Destroy one part and return the judgement that says so."""
    id_ = part.source.id
    if part.source.replaced_by is None:
        # decisions about an earlier version's passages count for the version that stands
        gone = [Subject(SubjectKind.PASSAGE, one) for one in _passages(connection, part)]
        put(connection, [Successor(one, None, "withdrawn") for one in gone])
    left: str | None = None
    if part.voices:
        left = sha256(erase_stretches(connection, id_, part.text, part.spans))
        erase_speakers(connection, id_, [voice.label for voice in part.voices])
    else:
        erase_source(connection, id_, desk.now())
    value: Json = {
        "speakers": [voice.n for voice in part.voices] or None,
        "was_sha256": part.source.text_sha256,
        "is_sha256": left,
        "characters": sum(map(len, part.words)),
        "turns": len(part.turns),
        "remnants": dict(remnants),
    }
    return Draft(Subject(SubjectKind.SOURCE, id_), WITHDRAWN_ASPECT, value, reason)
