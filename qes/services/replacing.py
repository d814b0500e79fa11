"""Putting a corrected version in the place of a source, and an earlier one back.

The version before stays in the project, whole; it is only not gone through any more. What was
decided about its passages counts for the same words in the new one.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from corpora.anchors import RULES, Anchoring
from corpora.source import Unit
from qes.base import Json, SegmentId, SourceId, canonical_json, sha256
from qes.errors import NotFound, UserError
from qes.services.carrying import Accept, Carried, Version, carry_passages, recover, write_carried
from qes.services.desk import Desk
from qes.services.handing_over import carry_speakers, like_segments, rounds_of
from qes.services.import_report import import_report
from qes.services.lookup import find_source
from qes.services.sourcing import file_bytes
from qes.services.standing_in import Outcome, passages_in_sight, stand_again
from qes.services.version_files import (
    ReplaceRequest,
    Translate,
    read_version,
    refuse_file,
    stored_version,
    version_of,
)
from qes.store.intake import add_source
from qes.store.judgements import Draft, Subject, SubjectKind
from qes.store.sources import (
    StoredSource,
    read_report,
    read_speakers,
    read_text,
)
from qes.store.succession import Successor, put
from qes.store.versions import (
    ANCHOR_ASPECT,
    REPLACED_ASPECT,
    carry_places,
    carry_seen,
    let_stand,
    version_before,
)

if TYPE_CHECKING:
    from qes.store.database import Connection


@dataclass(frozen=True, slots=True)
class Replacement:
    """One version in the place of another, and what became of every passage."""

    old: StoredSource
    new: SourceId
    file: str
    report: Json
    """What was found in the new version, as `qes.services.import_report` makes it."""
    passages: tuple[Carried, ...]
    """Of all reviewers who are not blind to each other: words and places, never who decided what."""
    seen: int
    """Segments of the same words that count as seen by whoever has seen them."""
    done: bool

    def count(self, *outcomes: Outcome) -> int:
        """Return how many passages came out so."""
        found = Counter(one.outcome for one in self.passages)
        return sum(found[one] for one in outcomes)


@dataclass(frozen=True, slots=True)
class _Step:
    """From one version to another, compared and ready to be written."""

    old: StoredSource
    new: Version
    anchoring: Anchoring
    unit: Unit
    """What reviewers go through in the new version."""
    translate: Translate | None = None


def replace_source(
    desk: Desk,
    name: str,
    file: Path,
    request: ReplaceRequest | None = None,
    *,
    translate: Translate | None = None,
) -> Replacement:
    """Put a file in the place of a source as its new version, with all that was decided about it.

    Args:
        desk: Who does so, where.
        name: The source.
        file: Its new version.
        request: How the file is read, and what is accepted without a look.
        translate: Says what words have become where more than spelling changed.

    Raises:
        NotFound: there is no such source or file.
        UserError: the source is itself an earlier version, or withdrawn.
        Refused: the file cannot be read, or is in the project already.
    """
    data = file_bytes(file)
    with desk.store.read() as connection:
        old = find_source(connection, name)
    return _replace(desk, old, (file.name, data), request or ReplaceRequest(), translate)


def replace_by_bytes(
    desk: Desk, source: StoredSource, name: str, data: bytes, translate: Translate
) -> Replacement:
    """Put data in the place of a source, as a file of that name; else as `replace_source`."""
    return _replace(desk, source, (name, data), ReplaceRequest(), translate)


def _replace(
    desk: Desk,
    old: StoredSource,
    file: tuple[str, bytes],
    request: ReplaceRequest,
    translate: Translate | None,
) -> Replacement:
    name, data = file
    with desk.store.read() as connection:
        refuse_file(connection, old, name, data)
        text, speakers = read_text(connection, old.id), read_speakers(connection, old.id)
    reading = read_version(old, speakers, file, request, translate)
    anchoring = Anchoring(text, reading.text, translate)
    unit = request.unit or old.unit
    step = _Step(old, version_of(reading), anchoring, unit, translate)
    report = import_report(reading, step.new.id, name)
    with desk.store.read() as connection:
        # also where it is written below: what is found now need not be looked for again there
        told = _told(connection, desk, step, (name, report), request.accept)
        planned = _as_seen(connection, desk, told[0])
    if request.dry_run:
        return planned
    with desk.store.write() as connection:
        # someone else may have been quicker while the file was read
        refuse_file(connection, find_source(connection, old.id), name, data)
        add_source(
            connection,
            reading,
            data,
            unit=unit,
            by=desk.author,
            at=desk.now(),
            report=report,
        )
        told = _told(connection, desk, step, (name, report), request.accept)
        return _write(connection, desk, step, told, request.reason)


def restore_source(
    desk: Desk, name: str, *, reason: str | None = None, dry_run: bool = False
) -> Replacement:
    """Let an earlier version of a source stand again, with what was decided since.

    Args:
        desk: Who does so, where.
        name: The earlier version, or the source that was put in its place.
        reason: Why.
        dry_run: Say what would be, and write nothing.

    Raises:
        NotFound: there is no such source, or it has no earlier version.
        UserError: the earlier version is withdrawn.
    """
    with desk.store.read() as connection:
        back = _version_to_restore(connection, name)
        step = _step_back(connection, back)
        file = back.name, read_report(connection, back.id)
        planned = _as_seen(connection, desk, _told(connection, desk, step, file, Accept.NONE)[0])
    if dry_run:
        return planned
    with desk.store.write() as connection:
        if _version_to_restore(connection, back.id).replaced_by != step.old.id:
            raise UserError(f"{back.name} was replaced again meanwhile", hint="try again")
        told = _told(connection, desk, step, file, Accept.NONE)
        stand_again(connection, step.new.id)
        return _write(connection, desk, step, told, reason)


def _told(
    connection: Connection, desk: Desk, step: _Step, file: tuple[str, Json], accept: Accept
) -> tuple[Replacement, dict[SegmentId, SegmentId]]:
    """Return what a step does, and which segments are alike; nothing is written."""
    name, report = file
    found = carry_passages(connection, step.old.id, step.new, step.anchoring, accept)
    at_once = [one.passage for one in found if one.at_once]
    if at_once:
        # what one may not know of is not accepted without a look either: it waits
        seen = passages_in_sight(connection, desk, at_once)
        found = tuple(
            replace(one, outcome=Outcome.CHANGED, at_once=False)
            if one.at_once and one.passage not in seen
            else one
            for one in found
        )
    alike = like_segments(connection, step.old.id, step.new, step.anchoring)
    told = Replacement(step.old, step.new.id, name, report, found, len(alike), done=False)
    return told, alike


def _write(
    connection: Connection,
    desk: Desk,
    step: _Step,
    told: tuple[Replacement, dict[SegmentId, SegmentId]],
    reason: str | None,
) -> Replacement:
    found, alike = told
    old, new = step.old.id, step.new.id
    moved = rounds_of(connection, old, step.new, step.anchoring)
    let_stand(connection, new, instead_of=old)
    write_carried(connection, found.passages, step.new)
    recover(connection, step.new)
    put(connection, [Successor(Subject(SubjectKind.SOURCE, old), new, "replaced")])
    carry_seen(connection, old, alike)
    first = step.new.first(step.unit)
    if first is not None:
        carry_places(connection, old, new, alike, otherwise=first)
    carry_speakers(connection, old, new, step.translate)
    desk.judge(connection, [_replaced(found, reason), *_accepted(found), *moved])
    return replace(_as_seen(connection, desk, found), done=True)


def _as_seen(connection: Connection, desk: Desk, found: Replacement) -> Replacement:
    """Leave out the passages of which this person may not know that they were judged."""
    seen = passages_in_sight(connection, desk, [one.passage for one in found.passages])
    return replace(found, passages=tuple(one for one in found.passages if one.passage in seen))


def _replaced(found: Replacement, reason: str | None) -> Draft:
    places: Json = [
        [one.passage, one.outcome.value, one.target if one.outcome.attached else None]
        for one in found.passages
    ]
    value: Json = {
        "source": found.new,
        "anchors_sha256": sha256(canonical_json(places)),
        "rules": RULES,
    }
    return Draft(Subject(SubjectKind.SOURCE, found.old.id), REPLACED_ASPECT, value, reason)


def _accepted(found: Replacement) -> tuple[Draft, ...]:
    """Return the decisions of a person who accepts proposals without a look at each."""
    return tuple(
        Draft(Subject(SubjectKind.PASSAGE, one.passage), ANCHOR_ASPECT, one.target, one.why)
        for one in found.passages
        if one.at_once
    )


def _version_to_restore(connection: Connection, name: str) -> StoredSource:
    one = find_source(connection, name)
    if one.replaced_by is None:
        before = version_before(connection, one.id)
        if before is None:
            raise NotFound(f"{one.name} has no earlier version", hint="there is nothing to restore")
        one = before
    if one.withdrawn_at is not None:
        raise UserError(f"{one.name} was withdrawn on {one.withdrawn_at[:10]}")
    return one


def _step_back(connection: Connection, back: StoredSource) -> _Step:
    old = find_source(connection, back.replaced_by or back.id)
    new = stored_version(connection, back)
    return _Step(old, new, Anchoring(read_text(connection, old.id), new.text), back.unit)
