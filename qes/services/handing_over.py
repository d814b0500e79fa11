"""What else goes over from one version of a source to another: who saw what, speakers, rounds."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

from corpora.anchors import Anchoring
from corpora.source import Unit
from corpora.span import Span
from corpora.speech.speakers import label_key
from qes.base import SegmentId, SourceId
from qes.services.carrying import Version
from qes.services.rounds import moved_units, read_rounds, segments_of_rounds
from qes.services.speaking import read_voices, speaker_id
from qes.services.standing_in import Outcome
from qes.store.judgements import Draft, Subject, SubjectKind
from qes.store.segments import queue_turns, read_segments
from qes.store.sources import read_speakers
from qes.store.succession import Successor, put
from qes.store.versions import seen_segments

if TYPE_CHECKING:
    from qes.store.database import Connection


def like_segments(
    connection: Connection, old: SourceId, new: Version, anchoring: Anchoring
) -> dict[SegmentId, SegmentId]:
    """Return the segments that someone has seen with those of the same words in a new version."""
    seen = seen_segments(connection, old)
    found = _new_places(connection, old, new, anchoring, seen)
    return {one: new_id for one, (new_id, same_words) in found.items() if same_words}


def _new_places(
    connection: Connection,
    old: SourceId,
    new: Version,
    anchoring: Anchoring,
    wanted: Collection[SegmentId],
) -> dict[SegmentId, tuple[SegmentId, bool]]:
    """Return the segments that stand where some stood, and whether their words are the same."""
    own = [one for unit in Unit for one in read_segments(connection, old, unit) if one.id in wanted]
    places = {(unit, span): id_ for unit, id_, span in new.segments}
    anchors = anchoring.anchors([Span(one.start, one.stop) for one in own])
    return {
        one.id: (places[one.unit, anchor.new], anchor.attached)
        for one, anchor in zip(own, anchors, strict=True)
        if anchor.new is not None and (one.unit, anchor.new) in places
    }


def carry_speakers(
    connection: Connection, old: SourceId, new: SourceId, translate: Callable[[str], str] | None
) -> None:
    """Let what was said of a version's speakers count for those of the same label in another."""
    known = {label_key(one.label): n for n, one in enumerate(read_speakers(connection, new), 1)}
    subjects = []
    for n, one in enumerate(read_speakers(connection, old), 1):
        label = one.label if translate is None else translate(one.label)
        found = known.get(label_key(label), known.get(label_key(one.label)))
        if found is not None:
            subject = Subject(SubjectKind.SPEAKER, speaker_id(old, n))
            subjects.append(Successor(subject, speaker_id(new, found), Outcome.KEPT.value))
    put(connection, subjects)
    for voice, as_read in zip(
        read_voices(connection, new), read_speakers(connection, new), strict=True
    ):
        if voice.role is not as_read.role:
            queue_turns(connection, new, voice.label, queued=not voice.role.asks)


def rounds_of(
    connection: Connection, old: SourceId, new: Version, anchoring: Anchoring
) -> tuple[Draft, ...]:
    """Return the decisions by which rounds over one version become rounds over another.

    Whoever had a segment has the one in its place, its words being the same or not.
    """
    rounds = read_rounds(connection)
    drafts = [
        Draft(
            Subject(SubjectKind.ROUND, one.id),
            "sources",
            [new.id if source == old else source for source in one.sources],
        )
        for one in rounds
        if old in one.sources
    ]
    given = segments_of_rounds(connection, old)
    if given:
        found = _new_places(connection, old, new, anchoring, given)
        moved = {one: new_id for one, (new_id, _) in found.items()}
        drafts += [draft for one in rounds for draft in moved_units(connection, one, old, moved)]
    return tuple(drafts)
