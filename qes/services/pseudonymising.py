"""Putting pseudonyms into sources as new versions of them, and making the originals again."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Protocol

from corpora.names.file_name import file_name
from corpora.names.matching import Claim, NameMatcher
from corpora.names.rewriting import REWRITTEN, rewritten, turned_back
from corpora.reading import read_source
from corpora.source import Reading, Turn
from qes.base import sha256
from qes.errors import NotFound, UserError
from qes.services.desk import Desk
from qes.services.key_file import KeyFile, NamesKey, Pseudonymised
from qes.services.lookup import find_source
from qes.store.sources import StoredSource, list_sources, read_bytes, read_text, read_turns

_UTF8 = "utf-8"


class Replacing(Protocol):
    """Puts a new version in the place of a source, with all that was decided about it."""

    def __call__(
        self,
        desk: Desk,
        source: StoredSource,
        name: str,
        data: bytes,
        translate: Callable[[str], str],
    ) -> object:
        """Replace `source` by `data`, a file of that name.

        `translate` tells what words of the source have become in the new version.
        """
        ...


@dataclass(frozen=True, slots=True)
class Given:
    """One source with pseudonyms in it."""

    source: StoredSource
    """The version with names."""
    done: Pseudonymised
    data: bytes
    """The new version's file."""
    speech: int
    """Names replaced in what is said."""
    labels: int
    """Names replaced elsewhere: in labels, headings, notes."""
    turns_before: int
    turns_after: int
    remaining: tuple[str, ...]
    """Names that a break in the file runs through, as the new text shows them."""


@dataclass(frozen=True, slots=True)
class Original:
    """A source as it was before it had pseudonyms."""

    file: str
    data: bytes
    encoding: str
    as_text: bool
    """Only its text: the file was a container, which the team keeps."""


@dataclass(frozen=True, slots=True)
class _Version:
    done: Pseudonymised
    data: bytes
    reading: Reading


def give_pseudonyms(
    desk: Desk,
    key_file: KeyFile,
    sources: Sequence[StoredSource],
    replacing: Replacing | None,
) -> tuple[Given, ...]:
    """Make a new version of every source in which accepted names stand.

    A source without any stays as it is, so a second run changes nothing. The key is written before
    a source is replaced: no version is ever without its way back.

    Args:
        desk: Who works where.
        key_file: The names.
        sources: The sources to look at.
        replacing: Puts a new version in its place; None only tells what would be done.

    Raises:
        UserError: the key cannot be written, or a new version is refused.
    """
    matcher = NameMatcher(key_file.key.names)
    made: list[Given] = []
    with desk.store.read() as connection:
        taken = {one.name for one in list_sources(connection)}
    for source in sources:
        given = _given(desk, source, matcher, taken - {source.name})
        if given is None:
            continue
        taken.add(given.done.name_after)
        if replacing is not None:
            key_file.save(key_file.key.with_source(given.done))
            replacing(desk, source, given.done.name_after, given.data, _translation(matcher))
        made.append(given)
    return tuple(made)


def _translation(matcher: NameMatcher) -> Callable[[str], str]:
    return lambda words: matcher.replaced(words).text


def _given(
    desk: Desk, source: StoredSource, matcher: NameMatcher, taken: Collection[str]
) -> Given | None:
    with desk.store.read() as connection:
        data = read_bytes(connection, source.id)
        text = read_text(connection, source.id)
        turns = read_turns(connection, source.id)
    version = _in_place(source, data, matcher) if data is not None else None
    if version is None or (source.format == "html" and matcher.claims(version.reading.text)):
        # a container, or markup inside a name: the text as it was read takes the file's place
        version = _as_text(source, text, matcher)
    if not version.done.edits:
        return None
    done = replace(version.done, name_after=_free(version.done.name_after, taken))
    spoken = _spoken(matcher.claims(text), turns)
    return Given(
        source=source,
        done=done,
        data=version.data,
        speech=spoken,
        labels=max(0, len(version.done.edits) - spoken),
        turns_before=len(turns),
        turns_after=len(version.reading.turns),
        remaining=tuple(one.form.text for one in matcher.claims(version.reading.text)),
    )


def _free(name: str, taken: Collection[str]) -> str:
    """Return a name for a file that no other source has."""
    stem, suffix = PurePath(name).stem, PurePath(name).suffix
    n = 1
    while name in taken:
        n += 1
        name = f"{stem}-{n}{suffix}"
    return name


def _in_place(source: StoredSource, data: bytes, matcher: NameMatcher) -> _Version | None:
    """Replace names in the bytes of a text file; None where that cannot be."""
    if source.format not in REWRITTEN:
        return None
    encoding = source.encoding or _UTF8
    made = rewritten(data, encoding, source.format, matcher)
    if made is None:
        return None
    name = file_name(source.name, matcher)
    done = Pseudonymised(
        source.name,
        name,
        sha256(data),
        sha256(made.data),
        encoding,
        as_text=False,
        edits=made.edits,
    )
    reading = read_source(made.data, name, kind=source.kind, encoding=source.encoding)
    return _Version(done, made.data, reading)


def _as_text(source: StoredSource, text: str, matcher: NameMatcher) -> _Version:
    made = matcher.replaced(text)
    data = made.text.encode(_UTF8)
    name = f"{PurePath(file_name(source.name, matcher)).stem}.txt"
    done = Pseudonymised(
        source.name, name, sha256(text), sha256(data), _UTF8, as_text=True, edits=made.edits
    )
    return _Version(done, data, read_source(data, name, kind=source.kind, encoding=_UTF8))


def _spoken(claims: Sequence[Claim], turns: Sequence[Turn]) -> int:
    """Count the names that stand in speech; all of them where no one is labelled."""
    if not turns:
        return len(claims)
    starts = [turn.start for turn in turns]
    return sum(
        (n := bisect_right(starts, one.start) - 1) >= 0 and one.start < turns[n].end
        for one in claims
    )


def original_of(desk: Desk, key: NamesKey, name: str) -> Original:
    """Make a source again as it was before it had pseudonyms, byte for byte.

    Raises:
        NotFound: the key knows nothing of this source.
        UserError: the project or the key is not the one this was done with.
    """
    with desk.store.read() as connection:
        source = find_source(connection, name)
        data = read_bytes(connection, source.id)
    original = None if data is None else turned_to_original(key, data)
    if original is None:
        raise NotFound(
            f"the key has no original of {source.name}",
            hint="name the right key with --key; a source without pseudonyms has no other original",
        )
    return original


def turned_to_original(key: NamesKey, data: bytes) -> Original | None:
    """Take all pseudonyms of a key out of a file; None if it has none of them.

    Raises:
        UserError: the key does not fit.
    """
    steps = {one.sha256_after: one for one in key.sources}
    step = steps.pop(sha256(data), None)
    original: Original | None = None
    while step is not None:
        data = _before(data, step)
        name = f"{PurePath(step.name_before).stem}.txt" if step.as_text else step.name_before
        original = Original(name, data, step.encoding, step.as_text)
        # a text has no version before it: the file it was read from is not the project's to make
        step = None if step.as_text else steps.pop(step.sha256_before, None)
    return original


def _before(data: bytes, step: Pseudonymised) -> bytes:
    before = turned_back(data, step.encoding, step.edits)
    if before is None or sha256(before) != step.sha256_before:
        raise UserError(
            f"the key does not fit {step.name_after}", hint="use the key it was made with"
        )
    return before
