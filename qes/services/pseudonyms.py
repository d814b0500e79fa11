"""Real names outside the sources that were given pseudonyms: in the project, and on the way out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from corpora.names.file_name import file_name
from corpora.names.labels import label_names
from corpora.names.matching import NameMatcher
from corpora.names.name import NUMBERED, Form, Name, NameKind, Where, cleaned
from corpora.source import SourceKind
from qes.base import Json
from qes.services.auditing import read_log
from qes.services.desk import Desk
from qes.services.key_file import KeyFile, NamesKey, key_path
from qes.store.identities import read_settings
from qes.store.judgements import Subject, SubjectKind
from qes.store.sources import (
    StoredSource,
    list_sources,
    read_asides,
    read_records,
    read_speakers,
)

if TYPE_CHECKING:
    from qes.store.database import Connection

_AROUND = 30
"""Characters on either side of a name in which it is shown."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A real name in another place of the project, for a person to mend."""

    what: str
    """What it stands in the description of, such as `finding f3`."""
    id: str
    """Of the decision; of the source where it is a file's name."""
    aspect: str
    pseudonym: str
    """What stands for it; of a file, the name without it."""
    words: str
    """The words around it."""


@dataclass(frozen=True, slots=True)
class Leaving:
    """A real name in a text that is about to leave the project."""

    text: str
    pseudonym: str | None
    """What stands for it; None where nothing does yet."""
    count: int


def names_elsewhere(desk: Desk, key: NamesKey) -> tuple[Elsewhere, ...]:
    """List where else in the project accepted names stand: in what people wrote and named.

    Nothing is changed. What others decided in open rounds is not looked into.
    """
    matcher = NameMatcher(key.names)
    found: list[Elsewhere] = []
    for one in read_log(desk):
        where = (f"{one.subject.kind.value} {one.subject.id}", one.id, one.aspect)
        for words in (*_texts_of(one.value), one.reason or "", _chosen(one.subject)):
            found += _elsewhere(matcher, words, where)
    with desk.store.read() as connection:
        title = read_settings(connection).get("title", "")
        found += _elsewhere(matcher, title, ("project", "", "title"))
        for source in list_sources(connection):
            found += _beside(connection, matcher, source)
    return tuple(found)


def _chosen(subject: Subject) -> str:
    """Return an id that people chose the words of."""
    chosen = subject.kind in {SubjectKind.STUDY, SubjectKind.ROUND}
    return re.sub(r"[_\-]", " ", subject.id) if chosen else ""


def _beside(
    connection: Connection, matcher: NameMatcher, source: StoredSource
) -> Iterator[Elsewhere]:
    """Yield the names that are kept beside a source's text."""
    what = f"source {source.id}"
    without = file_name(source.name, matcher)
    if without != source.name:
        yield Elsewhere(what, source.id, "file name", without, source.name)
    for person in read_speakers(connection, source.id):
        for name, value in person.attributes:
            yield from _elsewhere(matcher, value, (what, source.id, f"{name} of {person.label}"))
    for aside in read_asides(connection, source.id):
        yield from _elsewhere(matcher, aside.text, (what, source.id, aside.kind.value))
    for row in read_records(connection, source.id):
        for name, value in row.values:
            yield from _elsewhere(matcher, value, (what, source.id, f"row {row.n}, {name}"))


def _texts_of(value: Json) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, held in value.items():
            yield key
            yield from _texts_of(held)
    elif isinstance(value, list):
        for held in value:
            yield from _texts_of(held)


def _elsewhere(
    matcher: NameMatcher, words: str, where: tuple[str, str, str]
) -> Iterator[Elsewhere]:
    for claim in matcher.claims(words):
        around = words[max(0, claim.start - _AROUND) : claim.end + _AROUND]
        yield Elsewhere(*where, claim.name.pseudonym, " ".join(around.split()))


def names_leaving(desk: Desk, text: str, key: Path | None = None) -> tuple[Leaving, ...]:
    """Return the real names in a text that is about to leave the project.

    They are the names of the key that lies beside the project, or is named, and those in speakers'
    labels that nothing stands for yet. A project without a key has no pseudonyms: nothing is said
    of it, and nothing is read.
    """
    place = key or key_path(desk)
    if place is None or not place.exists():
        return ()
    known = KeyFile(place).key
    pseudonyms = {name.pseudonym for name in known.names}
    found: dict[tuple[str, str | None], int] = {}
    for claim in _gate(known, _labels(desk)).claims(text):
        stands = claim.name.pseudonym
        said = (claim.form.text, stands if stands in pseudonyms else None)
        found[said] = found.get(said, 0) + 1
    return tuple(Leaving(*said, count) for said, count in found.items())


def _labels(desk: Desk) -> tuple[str, ...]:
    with desk.store.read() as connection:
        return tuple(
            person.label
            for one in list_sources(connection)
            if one.kind is SourceKind.TRANSCRIPT
            for person in read_speakers(connection, one.id)
        )


@lru_cache(maxsize=2)
def _gate(key: NamesKey, labels: tuple[str, ...]) -> NameMatcher:
    """Make the matcher once for all the files of an export."""
    known = {form.casefold() for form in key.rejected}
    known |= {form.text.casefold() for name in key.names for form in name.forms}
    known |= {name.pseudonym.casefold() for name in key.names}
    unnamed: list[Name] = []
    for label in dict.fromkeys(labels):
        person = label_names(label).name
        if person is None or person.casefold() in known or NUMBERED.search(person):
            continue
        form = cleaned(person)
        where = Where.LABEL if form == form.lower() else Where.ANYWHERE
        unnamed.append(Name(NameKind.PERSON, f"\ue000{len(unnamed)}", (Form(form, where),)))
    return NameMatcher((*key.names, *unnamed))
