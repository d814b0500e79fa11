"""Versions of the codebook, and under which of them coders decided about which units.

A version is a state of all that a coder decides by: names, definitions, what to include and
exclude, examples, parents, and which codes are in use.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, groupby
from typing import TYPE_CHECKING

from qes.base import AuthorName, CodeId, Json, SegmentId, canonical_json, sha256
from qes.services.desk import Desk
from qes.services.ratings import Ratings, last_round, read_ratings
from qes.store.judgements import Judgement, SubjectKind
from qes.store.standing import Question, told

if TYPE_CHECKING:
    from qes.store.database import Connection

DEFINING = ("name", "definition", "include", "exclude", "examples", "parent", "status")
"""The aspects of a code that coders decide by."""


@dataclass(frozen=True, slots=True)
class CodebookVersion:
    """One state of the definitions."""

    n: int
    """Counted from 1 in the order in which states first stood."""
    content_hash: str
    """SHA-256 of every code's defining aspects."""
    codes: Mapping[CodeId, str] = field(compare=False, repr=False)
    """Of each code the hash of its own."""

    def changed_since(self, earlier: CodebookVersion) -> tuple[CodeId, ...]:
        """Return the codes that are new or other than in an earlier version."""
        return tuple(
            sorted(code for code, mark in self.codes.items() if earlier.codes.get(code) != mark)
        )


@dataclass(frozen=True, slots=True)
class Timeline:
    """Which version of the codebook stood when."""

    since: tuple[str, ...]
    """Times, ascending."""
    versions: tuple[CodebookVersion, ...]
    """What stood from each of the times on."""

    def at(self, moment: str) -> CodebookVersion | None:
        """Return what stood at a moment; None before the first code was there."""
        place = bisect_right(self.since, moment)
        return self.versions[place - 1] if place else None

    def defined(self, code: CodeId) -> int:
        """Count the different definitions a code has had."""
        marks = [one.codes[code] for one in self.versions if code in one.codes]
        return len(list(groupby(marks)))


@dataclass(frozen=True, slots=True)
class VersionGroup:
    """The units about which two coders decided under one version of the codebook."""

    a: AuthorName
    b: AuthorName
    version: CodebookVersion | None
    """None: the two decided under different versions."""
    since: str | None
    """The first of these decisions."""
    changed: tuple[CodeId, ...]
    """Codes that are other than in the group before: compare these before and after."""
    units: tuple[SegmentId, ...]
    """In text order."""


def timeline_of(said: Iterable[Judgement]) -> Timeline:
    """Follow what was said of codes, in the order of time; one action makes one state."""
    values: dict[CodeId, dict[str, Json]] = {}
    marks: dict[CodeId, str] = {}
    known: dict[str, CodebookVersion] = {}
    since: list[str] = []
    versions: list[CodebookVersion] = []
    defining = (one for one in said if one.aspect in DEFINING)
    for (at, _), action in groupby(defining, key=lambda one: (one.at, one.origin)):
        touched = set()
        for one in action:
            code = CodeId(one.subject.id)
            values.setdefault(code, {})[one.aspect] = one.value
            touched.add(code)
        for code in touched:
            marks[code] = sha256(canonical_json(values[code]))
        whole = sha256(canonical_json(dict(sorted(marks.items()))))
        version = known.setdefault(whole, CodebookVersion(len(known) + 1, whole, dict(marks)))
        if not versions or versions[-1] is not version:
            since.append(at)
            versions.append(version)
    return Timeline(tuple(since), tuple(versions))


def read_timeline(connection: Connection, desk: Desk) -> Timeline:
    """Return which version of the codebook stood when."""
    # codes are everyone's: every aspect of theirs is shared
    return timeline_of(
        told(connection, Question(SubjectKind.CODE), viewer=desk.author, everyones=("",))
    )


def by_codebook_version(desk: Desk, round_name: str | None = None) -> tuple[VersionGroup, ...]:
    """Group the units that two coders saw by the version under which both decided.

    What counts is when each decided last about the unit, or, where they left it, saw it. Of each
    two coders the groups come in the order of their first decisions; last, the units about which
    the two decided under different versions.

    Raises:
        Blind: the round is open.
    """
    with desk.store.read() as connection:
        ratings = read_ratings(connection, desk, round_name or last_round(connection))
        timeline = read_timeline(connection, desk)
    groups: list[VersionGroup] = []
    for a, b in combinations(sorted(ratings.seen), 2):
        groups += group_by_version(ratings, timeline, a, b)
    return tuple(groups)


def group_by_version(
    ratings: Ratings, timeline: Timeline, a: AuthorName, b: AuthorName
) -> tuple[VersionGroup, ...]:
    """Group the units that two coders saw; the rest as in `by_codebook_version`."""
    units: dict[int | None, list[SegmentId]] = {}
    since: dict[int | None, str] = {}
    versions: dict[int, CodebookVersion] = {}
    both = ratings.seen[a] & ratings.seen[b]
    for segment in ratings.segments:
        if segment.id not in both:
            continue
        times = [ratings.decided_at[who][segment.id] for who in (a, b)]
        one, other = (timeline.at(at) for at in times)
        key = one.n if one is not None and other is not None and one.n == other.n else None
        if one is not None and key is not None:
            versions[key] = one
        units.setdefault(key, []).append(segment.id)
        since[key] = min(*times, since.get(key, times[0]))
    return _in_order(a, b, units, since, versions)


def _in_order(
    a: AuthorName,
    b: AuthorName,
    units: Mapping[int | None, Sequence[SegmentId]],
    since: Mapping[int | None, str],
    versions: Mapping[int, CodebookVersion],
) -> tuple[VersionGroup, ...]:
    found: list[VersionGroup] = []
    before: CodebookVersion | None = None
    for key in sorted(units, key=lambda one: (one is None, since[one])):
        version = None if key is None else versions[key]
        changed = version.changed_since(before) if version and before else ()
        found.append(VersionGroup(a, b, version, since[key], changed, tuple(units[key])))
        before = version or before
    return tuple(found)
