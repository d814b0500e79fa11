"""Who speaks in a source: as it was read, and as people have said since.

What is said later changes no text and no offset: turns keep their numbers and their stretches.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from corpora.cast.people import Cast
from corpora.source import Role, Turn
from corpora.speech.speakers import label_key
from qes.base import Json, SourceId
from qes.errors import NotFound, UserError
from qes.services.desk import Desk
from qes.services.lookup import find_source
from qes.store.judgements import Draft, Subject, SubjectKind
from qes.store.segments import queue_turns
from qes.store.sources import list_sources, read_speakers, read_turns
from qes.store.standing import Question, shared

if TYPE_CHECKING:
    from qes.store.database import Connection

_ATTRIBUTE = "attribute:"


@dataclass(frozen=True, slots=True)
class Voice:
    """One label of a source, and whose it is."""

    id: str
    source: SourceId
    n: int
    label: str
    """As printed."""
    name: str
    """Of the person, which is the label unless someone said better."""
    role: Role
    turns: int
    labelled: int
    attributes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Said:
    """What a person says of a speaker; None leaves it as it is."""

    name: str | None = None
    role: Role | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)


def speaker_id(source: SourceId, n: int) -> str:
    """Derive a speaker's id: its source and its number in order of appearance."""
    return f"{source}.v{n}"


def read_voices(connection: Connection, source: SourceId) -> tuple[Voice, ...]:
    """Return who speaks in a source, as people have said."""
    found = read_speakers(connection, source)
    ids = [speaker_id(source, n) for n in range(1, len(found) + 1)]
    said: dict[str, dict[str, Json]] = {}
    for one in shared(connection, Question(SubjectKind.SPEAKER, ids)):
        said.setdefault(one.subject.id, {})[one.aspect] = one.value
    voices = []
    for n, (id_, speaker) in enumerate(zip(ids, found, strict=True), 1):
        told = said.get(id_, {})
        attributes = dict(speaker.attributes)
        for aspect, value in told.items():
            if aspect.startswith(_ATTRIBUTE):
                attributes[aspect.removeprefix(_ATTRIBUTE)] = str(value or "")
        voices.append(
            Voice(
                id_,
                source,
                n,
                speaker.label,
                str(told.get("name") or speaker.label),
                Role(str(told.get("role") or speaker.role.value)),
                speaker.turns,
                speaker.labelled,
                tuple((name, value) for name, value in attributes.items() if value),
            )
        )
    return tuple(voices)


def spoken_turns(connection: Connection, source: SourceId) -> tuple[Turn, ...]:
    """Return who said what in a source, in order, as people have said since."""
    turns = read_turns(connection, source)
    voices = {one.label: one for one in read_voices(connection, source)}
    if all(one.name == one.label for one in voices.values()) and all(
        turn.speaker is None or turn.speaker not in voices or turn.role is voices[turn.speaker].role
        for turn in turns
    ):
        return tuple(turns)
    return tuple(
        turn
        if turn.speaker is None or (whose := voices.get(turn.speaker)) is None
        else replace(turn, speaker=whose.name, role=whose.role)
        for turn in turns
    )


def list_speakers(desk: Desk, source: str | None = None) -> tuple[Voice, ...]:
    """Return who speaks in one source, or in all that stand."""
    with desk.store.read() as connection:
        if source is not None:
            return read_voices(connection, find_source(connection, source).id)
        return tuple(
            voice for one in list_sources(connection) for voice in read_voices(connection, one.id)
        )


def find_voices(connection: Connection, source: SourceId, text: str) -> tuple[Voice, ...]:
    """Return the labels of the person someone means, by a label or by their name.

    Raises:
        NotFound: nobody of that name speaks in the source.
    """
    voices = read_voices(connection, source)
    key = label_key(text)
    named = {one.name for one in voices if key in {label_key(one.label), label_key(one.name)}}
    if not named:
        known = ", ".join(dict.fromkeys(one.name for one in voices)) or "no one is named"
        raise NotFound(f"no one called {text!r} speaks there", hint=f"there are: {known}")
    return tuple(one for one in voices if one.name in named)


def describe_speaker(desk: Desk, source: str, label: str, said: Said) -> tuple[Voice, ...]:
    """Say who a speaker is: their name, their role, their attributes.

    Giving a label the name of another makes both one person.

    Raises:
        NotFound: there is no such source, or nobody of that name in it.
        UserError: the name or an attribute's name cannot be one.
    """
    with desk.store.write() as connection:
        one = find_source(connection, source)
        voices = find_voices(connection, one.id, label)
        _say(connection, desk, [(voice, said) for voice in voices])
        ids = {voice.id for voice in voices}
        return tuple(voice for voice in read_voices(connection, one.id) if voice.id in ids)


def apply_cast(desk: Desk, cast: Cast, source: str | None = None) -> int:
    """Say of one source's speakers, or of all, what a speakers map says; return how many it names."""
    with desk.store.write() as connection:
        chosen = list_sources(connection)
        if source is not None:
            chosen = (find_source(connection, source),)
        told = []
        for one in chosen:
            known = cast.for_file(one.name)
            for voice in read_voices(connection, one.id):
                person = known.named(voice.label)
                if person is not None:
                    told.append((voice, Said(person.name, person.role, dict(person.attributes))))
        _say(connection, desk, told)
        return len(told)


def _say(connection: Connection, desk: Desk, told: Sequence[tuple[Voice, Said]]) -> None:
    drafts: list[Draft] = []
    for voice, said in told:
        subject = Subject(SubjectKind.SPEAKER, voice.id)
        if said.name is not None and (name := _name(said.name)) != voice.name:
            drafts.append(Draft(subject, "name", name))
        if said.role is not None and said.role is not voice.role:
            drafts.append(Draft(subject, "role", said.role.value))
            queue_turns(connection, voice.source, voice.label, queued=not said.role.asks)
        standing = dict(voice.attributes)
        for attribute, value in said.attributes.items():
            if standing.get(attribute, "") != value:
                drafts.append(Draft(subject, f"{_ATTRIBUTE}{_name(attribute)}", value))
    desk.judge(connection, drafts)


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not name or not name.isprintable():
        raise UserError(f"{text!r} cannot name a speaker or what is said of one")
    return name
