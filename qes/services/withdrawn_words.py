"""The words that a withdrawal destroys, and the judgements that repeat them.

Words in common are not always a quote: a definition written before anyone spoke shares a few words
with every interview. What was written before a source came in, or came with qes, is taken to
repeat it only where the stretch is too long for chance.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from codebooks.shipped import shipped_codebook, shipped_codebooks
from corpora.echoes import blanked, in_passing, pieces, probes, repeated
from corpora.source import Turn
from corpora.span import Span
from qes.base import Json, canonical_json
from qes.services.speaking import Voice, read_voices
from qes.store.judgements import SubjectKind
from qes.store.remnants import Remnant, SaidInWords, said_in_words, said_of_speakers
from qes.store.sources import StoredSource, list_sources, read_asides, read_records, read_text

if TYPE_CHECKING:
    from qes.store.database import Connection

_ROLE, _NOTHING = "role", canonical_json(None)
_OF_CODES = frozenset({SubjectKind.CODE.value, SubjectKind.CODEBOOK.value})


@dataclass(frozen=True, slots=True)
class Part:
    """The stretches of one source that go."""

    source: StoredSource
    text: str
    spans: tuple[Span, ...]
    turns: tuple[Turn, ...]
    voices: tuple[Voice, ...] = ()
    """Whose words they are, where not all of the source goes."""

    @property
    def words(self) -> tuple[str, ...]:
        """What is destroyed."""
        return tuple(span.of(self.text) for span in self.spans)


@dataclass(frozen=True, slots=True)
class Echo:
    """A judgement that repeats withdrawn words or tells whose they were, and what will be left."""

    said: SaidInWords
    remnant: Remnant


@dataclass(frozen=True, slots=True)
class Repeated:
    """Where withdrawn words stand besides the source, and how to look for them in files."""

    echoes: tuple[Echo, ...]
    probes: frozenset[str]
    """Pieces of the words that stand nowhere in what remains, evenly spread."""


def repeated_words(connection: Connection, parts: Sequence[Part], since: str) -> Repeated:
    """Return the judgements that repeat words which only the withdrawn stretches hold.

    What people have said of the speakers who go counts as such: it tells who they were.

    Args:
        connection: To the project.
        parts: What goes.
        since: When the first version of the source came in; nobody could quote it before.
    """
    said = tuple(said_in_words(connection))
    wanted = pieces(text for one in said for text in _texts(one))
    spread = probes(text for part in parts for text in part.words)
    gone = frozenset(
        piece
        for part in parts
        for words in (*part.words, *_beside(connection, part))
        for piece in repeated(words, wanted)
    )
    elsewhere = _elsewhere(connection, parts, gone | spread)
    gone -= elsewhere | in_passing(_not_quoting(said, since), gone)
    of_codes = (text for one in said if one.kind in _OF_CODES for text in _texts(one))
    told = tuple(_told_of_speakers(connection, parts))
    known = frozenset(one.said.id for one in told)
    echoes = (*(one for one in _echoes(said, gone) if one.said.id not in known), *told)
    return Repeated(echoes, spread - elsewhere - in_passing(of_codes, spread))


def _told_of_speakers(connection: Connection, parts: Sequence[Part]) -> Iterator[Echo]:
    """Yield what people have said of who goes: their name and whatever else tells who they are."""
    ids = [
        voice.id
        for part in parts
        for voice in part.voices or read_voices(connection, part.source.id)
    ]
    for one in said_of_speakers(connection, ids):
        if one.aspect != _ROLE and (one.value, one.reason) != (_NOTHING, None):
            yield Echo(one, Remnant(one.id, _NOTHING, None))


def _echoes(said: Sequence[SaidInWords], gone: frozenset[str]) -> Iterator[Echo]:
    for one in said:
        reason = None if one.reason is None else blanked(one.reason, gone)
        value = canonical_json(_without(json.loads(one.value), gone))
        if (value, reason) != (one.value, one.reason):
            yield Echo(one, Remnant(one.id, value, reason))


def _not_quoting(said: Sequence[SaidInWords], since: str) -> Iterator[str]:
    """Yield what is said in words by people who had not read the source, or by qes itself."""
    shipped = frozenset(
        text
        for name in shipped_codebooks()
        for text in _strings(shipped_codebook(name).model_dump(mode="json"))
    )
    for one in said:
        of_codes = one.kind in _OF_CODES
        for text in _texts(one):
            if one.at < since or (of_codes and text in shipped):
                yield text


def _texts(said: SaidInWords) -> Iterator[str]:
    if said.reason is not None:
        yield said.reason
    yield from _strings(json.loads(said.value))


def _strings(value: Json) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from _strings(one)
    elif isinstance(value, dict):
        for one in value.values():
            yield from _strings(one)


def _without(value: Json, gone: frozenset[str]) -> Json:
    if isinstance(value, str):
        return blanked(value, gone)
    if isinstance(value, list):
        return [_without(one, gone) for one in value]
    if isinstance(value, dict):
        return {name: _without(one, gone) for name, one in value.items()}
    return value


def _beside(connection: Connection, part: Part) -> Iterator[str]:
    """Yield what stands beside a text that goes as a whole."""
    if not part.voices:
        for aside in read_asides(connection, part.source.id):
            yield aside.text
        for record in read_records(connection, part.source.id):
            yield from (cell for _, cell in record.values)


def _elsewhere(
    connection: Connection, parts: Sequence[Part], wanted: frozenset[str]
) -> frozenset[str]:
    """Return the pieces that what remains of the material holds too: they betray no one."""
    going = {part.source.id: part for part in parts}
    found: frozenset[str] = frozenset()
    if not wanted:
        return found
    for one in list_sources(connection, ever=True):
        if one.withdrawn_at is not None:
            continue
        part = going.get(one.id)
        text = read_text(connection, one.id)
        at = 0
        for span in part.spans if part is not None else ():
            found |= repeated(text[at : span.start], wanted)
            at = span.end
        found |= repeated(text[at:], wanted)
    return found
