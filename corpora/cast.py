"""Who takes part, as the people who hold the transcripts know it: the speakers map."""

from __future__ import annotations

from dataclasses import dataclass

from corpora.source import Role
from corpora.speakers import label_key


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
class Cast:
    """The people a team told about."""

    people: tuple[Person, ...] = ()

    def named(self, label: str) -> Person | None:
        """Return who goes by a label, however it is spelled in case and marks."""
        key = label_key(label)
        for person in self.people:
            if key in {label_key(one) for one in (person.name, *person.labels)}:
                return person
        return None
