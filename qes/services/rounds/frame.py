"""The units a round may have: which there are, and which strata they belong to."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpora.source import Unit
from qes.base import SourceId
from qes.errors import NotFound, UserError
from qes.services.lookup import find_source
from qes.services.speaking import read_voices
from qes.store.identities import STUDIES, ids
from qes.store.judgements import SubjectKind
from qes.store.segments import StoredSegment, review_segments
from qes.store.sources import read_quotes, read_turns

if TYPE_CHECKING:
    from qes.store.database import Connection

BY_SOURCE = "source"
_GROUP = "group"
_NONE = ""
"""The stratum of what has no value."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The units that await judgements about one kind of subject."""

    ids: tuple[str, ...]
    sources: Mapping[str, SourceId]
    """Of units of text, the source of each."""
    strata: Mapping[str, Sequence[str]]
    """All ids by stratum; in one where no strata were asked for."""

    def without(self, left_out: Collection[str]) -> Frame:
        """Return what remains when some units are left out."""
        return Frame(
            tuple(id_ for id_ in self.ids if id_ not in left_out),
            self.sources,
            {
                name: kept
                for name, ids_ in self.strata.items()
                if (kept := tuple(id_ for id_ in ids_ if id_ not in left_out))
            },
        )

    def only(self, wanted: Collection[str]) -> Frame:
        """Return the frame of some units only."""
        return self.without(set(self.ids).difference(wanted))


def read_frame(
    connection: Connection, subject: SubjectKind, sources: Sequence[SourceId], by: str | None = None
) -> Frame:
    """Return every unit there is to judge, marked by anyone or not.

    Args:
        connection: To the project.
        subject: What is judged: passages (by the units reviewers go through), studies, references.
        sources: Only units of these; none is all.
        by: What strata are made of: `source`, or an attribute of who speaks, such as `group`.

    Raises:
        UserError: there are no such strata.
    """
    if subject is SubjectKind.PASSAGE:
        units = tuple(
            one
            for one in review_segments(connection)
            if one.queued and (not sources or one.source in sources)
        )
        stratum = _stratum(connection, units, by)
        strata: dict[str, list[str]] = {}
        for one in units:
            strata.setdefault(stratum(one), []).append(one.id)
        return Frame(tuple(one.id for one in units), {one.id: one.source for one in units}, strata)
    if by is not None:
        raise UserError("only units of text have strata", hint="leave --by out")
    if subject is SubjectKind.STUDY:
        found = ids(connection, STUDIES)
    elif subject is SubjectKind.REFERENCE:
        # only a review with lists of references needs what they are read with
        from qes.store.references import list_references  # noqa: PLC0415

        found = tuple(one.id for one in list_references(connection))
    else:
        raise UserError(f"a {subject.value} is nothing that is worked through in rounds")
    return Frame(found, {}, {_NONE: found} if found else {})


def _stratum(
    connection: Connection, units: Sequence[StoredSegment], by: str | None
) -> Callable[[StoredSegment], str]:
    if by is None:
        return lambda _: _NONE
    if by == BY_SOURCE:
        return lambda one: one.source
    values: dict[str, str] = {}
    known: set[str] = set()
    of_source: dict[SourceId, list[StoredSegment]] = {}
    for one in units:
        of_source.setdefault(one.source, []).append(one)
    for source, theirs in of_source.items():
        by_turn, names = _values_of_turns(connection, source, by)
        known |= names
        values |= {
            one.id: by_turn[one.turn]
            for one in theirs
            if one.turn is not None and one.turn in by_turn
        }
        if by == _GROUP and any(one.unit is Unit.QUOTE for one in theirs):
            groups = {one.n: one.group for one in read_quotes(connection, source)}
            values |= {one.id: group for one in theirs if (group := groups.get(one.n))}
    if not values:
        there = ", ".join([BY_SOURCE, *sorted(known)])
        raise UserError(f"nobody who speaks has {by!r}", hint=f"there are: {there}")
    return lambda one: values.get(one.id, _NONE)


def _values_of_turns(
    connection: Connection, source: SourceId, attribute: str
) -> tuple[dict[int, str], set[str]]:
    """Return what an attribute of its speaker is for each turn, and which attributes there are."""
    said = {one.label: dict(one.attributes) for one in read_voices(connection, source)}
    turns = read_turns(connection, source) if said else ()
    return (
        {
            turn.n: value
            for turn in turns
            if turn.speaker is not None and (value := said.get(turn.speaker, {}).get(attribute))
        },
        {name for one in said.values() for name in one},
    )


def named_units(
    connection: Connection, frame: Frame, subject: SubjectKind, lines: Sequence[str]
) -> tuple[str, ...]:
    """Return the units that a list names, one a line, each once, in its order.

    Empty lines and those that begin with `#` say nothing.

    Raises:
        NotFound: one of them is no unit that awaits a judgement here.
        UserError: it names none.
    """
    known = frozenset(frame.ids)
    sources: dict[str, str] = {}
    found: list[str] = []
    for number, line in enumerate(lines, start=1):
        name = line.strip()
        if not name or name.startswith("#"):
            continue
        id_ = name if name in known else _unit_named(connection, subject, name, sources)
        if id_ not in known:
            raise NotFound(
                f"line {number}: {name!r} is no unit that can be given here",
                hint="give ids, one a line: 'qes sources segments SOURCE' lists those of a text",
            )
        found.append(id_)
    if not found:
        raise UserError("the list names no unit", hint="give ids, one a line")
    return tuple(dict.fromkeys(found))


def _unit_named(
    connection: Connection, subject: SubjectKind, name: str, sources: dict[str, str]
) -> str:
    """Return the id of a segment that is named by its source's name, as people type it."""
    source, dot, unit = name.rpartition(".")
    if subject is not SubjectKind.PASSAGE or not dot:
        return name
    if source not in sources:
        try:
            sources[source] = find_source(connection, source).id
        except NotFound:
            sources[source] = source
    return f"{sources[source]}.{unit}"
