"""Who takes part, as the people who hold the transcripts know it: the speakers map."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from corpora.source import Role
from corpora.speech.speakers import label_key

NAME_MAX = 255
"""Characters of a file's name; longer ones match no pattern."""
_PLACE = re.compile(r"\{([^{}*]{1,40})\}|\*")


@dataclass(frozen=True, slots=True)
class Person:
    """One who speaks, under all the labels they go by."""

    name: str
    """The label to show."""
    role: Role | None = None
    """None leaves it to the evidence."""
    labels: tuple[str, ...] = ()
    """Other labels they go by, as printed."""
    attributes: tuple[tuple[str, str], ...] = ()
    """Name and value, such as group and site."""


@dataclass(frozen=True, slots=True)
class FilePattern:
    """How files are named, and of whom their names tell something.

    In `{site}_{participant}_*.docx` each name in braces stands for some characters, at least one,
    which become an attribute's value, and `*` for any. Each takes as few characters as it can, so
    matching takes one pass. A pattern without a dot is held against the name without its suffix.
    Capitals do not matter.
    """

    pattern: str
    role: Role = Role.PARTICIPANT
    """Whose attributes they are. A participant's are also those of whoever may be one."""

    def values_in(self, name: str) -> tuple[tuple[str, str], ...] | None:
        """Return what a file's name says, or None where the pattern does not match it."""
        path = PurePosixPath(name.replace("\\", "/"))
        held = path.name if "." in self.pattern else path.stem
        if len(held) > NAME_MAX:
            return None
        literals, names = split_pattern(self.pattern)
        begins = _literal(literals[0]).match(held)
        if begins is None:
            return None
        at = begins.end()
        values: list[tuple[str, str]] = []
        for n, (place, literal) in enumerate(zip(names, literals[1:], strict=True), 1):
            found = _after(held, at + (place is not None), literal, last=n == len(names))
            if found is None:
                return None
            if place is not None:
                values.append((place, held[at : found[0]]))
            at = found[1]
        return tuple(values) if at == len(held) else None


def split_pattern(pattern: str) -> tuple[tuple[str, ...], tuple[str | None, ...]]:
    """Return the literal texts of a pattern and, between each two, a place's name or None for `*`."""
    parts = _PLACE.split(pattern)
    return tuple(parts[::2]), tuple(name.strip() if name else None for name in parts[1::2])


def _literal(text: str) -> re.Pattern[str]:
    return re.compile(re.escape(text), re.IGNORECASE)


def _after(held: str, at: int, literal: str, *, last: bool) -> tuple[int, int] | None:
    """Return where a literal stands from `at` on: the first place, or for the last one the end."""
    if last:
        at = max(at, len(held) - len(literal))
    if at > len(held):
        return None
    found = _literal(literal).search(held, at)
    return found.span() if found is not None else None


@dataclass(frozen=True, slots=True)
class Cast:
    """The people a team told about."""

    people: tuple[Person, ...] = ()
    patterns: tuple[FilePattern, ...] = ()
    """What the names of files tell."""
    of_file: tuple[tuple[Role, tuple[tuple[str, str], ...]], ...] = ()
    """What the name of the file at hand tells, and of whom."""
    _by_key: dict[str, Person] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_key: dict[str, Person] = {}
        for person in self.people:
            for label in (person.name, *person.labels):
                by_key.setdefault(label_key(label), person)
        object.__setattr__(self, "_by_key", by_key)

    def named(self, label: str) -> Person | None:
        """Return who goes by a label, however it is spelled in case, accents and marks."""
        return self._by_key.get(label_key(label))

    def for_file(self, name: str) -> Cast:
        """Return the same people with what a file's name says of those who speak in it."""
        told = ((one.role, one.values_in(name)) for one in self.patterns)
        return replace(self, of_file=tuple((role, said) for role, said in told if said is not None))

    def attributes_of(self, label: str, role: Role) -> tuple[tuple[str, str], ...]:
        """Return what is told of one who goes by a label and takes a part.

        What is told of the person outweighs what the file's name says.
        """
        found: dict[str, str] = {}
        for whose, said in self.of_file:
            if whose is role or (whose is Role.PARTICIPANT and role is Role.UNKNOWN):
                found.update(said)
        person = self.named(label)
        if person is not None:
            found.update(person.attributes)
        return tuple(found.items())
