"""From what a person types to the thing that is meant: sources, segments, passages, codes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from codebooks.code import CodeStatus
from qes.base import CodeId, PassageId, SourceId
from qes.errors import NotFound, UserError
from qes.services.reading_codebook import read_codebook
from qes.store.identities import CODES, ids
from qes.store.passages import passage_id
from qes.store.segments import StoredSegment, find_segment
from qes.store.sources import StoredSource, list_sources, read_text

if TYPE_CHECKING:
    from qes.store.database import Connection

_SPAN = re.compile(r"(?P<source>.+):(?P<start>[0-9]{1,12})-(?P<stop>[0-9]{1,12})$")
_SEGMENT = re.compile(r"(?P<source>.+)(?P<unit>\.[tspq][0-9]{1,12})$")
_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a source that is meant, with its words."""

    source: SourceId
    start: int
    stop: int
    text: str

    @property
    def id(self) -> PassageId:
        """Its id, which is also how it is typed."""
        return passage_id(self.source, self.start, self.stop)


def find_source(connection: Connection, text: str) -> StoredSource:
    """Return the source a person means by its id, the start of it, or its file name.

    An earlier or withdrawn version is meant by its id only.

    Raises:
        NotFound: nothing fits, or several do.
    """
    ever = list_sources(connection, ever=True)
    sources = [one for one in ever if one.standing]
    wanted = text.strip()
    for fitting in (
        [one for one in sources if one.id == wanted],
        [one for one in sources if one.name == wanted],
        [one for one in sources if one.name.casefold() == wanted.casefold()],
        [one for one in sources if one.name.rsplit(".", 1)[0].casefold() == wanted.casefold()],
        [one for one in sources if wanted and one.id.startswith(wanted)],
        [one for one in ever if wanted and one.id.startswith(wanted)],
    ):
        if len(fitting) == 1:
            return fitting[0]
        if fitting:
            named = ", ".join(f"{one.id} ({one.name})" for one in fitting[:_SHOWN])
            raise NotFound(f"{text!r} fits {len(fitting)} sources", hint=f"give the id: {named}")
    named = ", ".join(one.name for one in sources[:_SHOWN]) or "none yet: qes sources add FILE"
    more = ", …" if len(sources) > _SHOWN else ""
    raise NotFound(f"no source {text!r} in this project", hint=f"there are: {named}{more}")


def find_passage(connection: Connection, text: str) -> Passage:
    """Return the passage a person means: a segment's id, or SOURCE:START-END.

    SOURCE, before a span or a segment's number, is an id, the start of one, or a file's name.

    Raises:
        NotFound: there is no such segment or source.
        UserError: the offsets lie outside the source or the stretch is empty.
    """
    segment = find_segment(connection, text.strip())
    if segment is None and (named := _SEGMENT.match(text.strip())) is not None:
        segment = _segment_of(connection, named["source"], named["unit"])
    if segment is not None:
        words = read_text(connection, segment.source)[segment.start : segment.stop]
        return Passage(segment.source, segment.start, segment.stop, words)
    span = _SPAN.match(text.strip())
    if span is None:
        raise NotFound(
            f"no segment {text!r} in this project",
            hint="give a segment's id (qes sources segments SOURCE) or SOURCE:START-END",
        )
    source = find_source(connection, span["source"])
    start, stop = int(span["start"]), int(span["stop"])
    if not 0 <= start < stop <= source.characters:
        raise UserError(
            f"{start}-{stop} is no stretch of {source.name}",
            hint=f"it has {source.characters:,} characters; START comes before END",
        )
    return Passage(source.id, start, stop, read_text(connection, source.id)[start:stop])


def _segment_of(connection: Connection, source: str, unit: str) -> StoredSegment | None:
    try:
        return find_segment(connection, f"{find_source(connection, source).id}{unit}")
    except NotFound:
        # it may still be a source's name: the caller says what is missing
        return None


def find_code(connection: Connection, text: str) -> CodeId:
    """Return the code a person means by id, path, name or the start of an id.

    Raises:
        NotFound: nothing fits, or several do.
    """
    if text in ids(connection, CODES):
        return CodeId(text)
    return CodeId(read_codebook(connection).find(text).id)


def require_in_use(connection: Connection, code: CodeId) -> None:
    """Refuse a code that may not be given any more.

    Raises:
        UserError: it is merged into another or retired.
    """
    status = read_codebook(connection).code(code).status
    if status is not CodeStatus.ACTIVE:
        raise UserError(f"the code {code} is {status.value}", hint="qes codebook show lists others")
