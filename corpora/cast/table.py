"""A speakers map as a table: one row a label, its columns the person's name, role and attributes."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from io import StringIO

from corpora.cast.people import Person
from corpora.cast.roles import told_role
from corpora.source import Role
from corpora.speech.speakers import clean_label, clean_name
from qes.errors import Refused


def people_of_table(text: str, name: str) -> Sequence[tuple[Person, int]]:
    """Return the people of a speakers map, each with the line they first stand on.

    Raises:
        Refused: It is not such a table; the message names the file and the line.
    """
    head = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=head.count)
    people: dict[str, Person] = {}
    lines: dict[str, int] = {}
    for line, row in _rows(text, delimiter, name):
        _add(people, row, name, line)
        lines.setdefault(_shown(row), line)
    return [(person, lines[key]) for key, person in people.items()]


def _refused(name: str, line: int, what: str) -> Refused:
    return Refused(f"{name}, line {line}: {what}", hint="mend the file")


def _rows(text: str, delimiter: str, name: str) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Yield the rows below the head with their line, each as column and cell."""
    rows = csv.reader(StringIO(text), delimiter=delimiter, strict=True)
    head: list[str] | None = None
    try:
        for row in rows:
            cells = [cell.strip() for cell in row]
            if not any(cells):
                continue
            if head is None:
                head = [cell.casefold() for cell in cells]
                if "label" not in head:
                    head = ["label" if cell == "speaker" else cell for cell in head]
                _check_head(head, name)
                continue
            if any(cells[len(head) :]):
                said = f"{len(cells)} cells under {len(head)} columns"
                raise _refused(name, rows.line_num, said)
            yield rows.line_num, dict(zip(head, cells, strict=False))
    except csv.Error as error:
        raise _refused(name, rows.line_num, f"this is not a table: {error}") from error


def _check_head(head: Sequence[str], name: str) -> None:
    if "label" not in head:
        raise _refused(name, 1, "there is no column 'label' (with 'name', 'role' and any others)")
    twice = next((cell for cell in head if cell and head.count(cell) > 1), None)
    if twice is not None:
        raise _refused(name, 1, f"the column {twice!r} is there twice")


def _shown(row: Mapping[str, str]) -> str:
    """Return the name to show: as given, or else the label."""
    return clean_name(row.get("name", "")) or clean_label(row["label"])


def _add(people: dict[str, Person], row: Mapping[str, str], name: str, line: int) -> None:
    """Add a row's label to the person it names."""
    label, shown = clean_label(row["label"]), _shown(row)
    if not label:
        raise _refused(name, line, "the label is empty")
    try:
        role = told_role(row["role"]) if row.get("role") else None
    except ValueError as error:
        raise _refused(name, line, f"'role' {error} (speaker {shown!r})") from None
    told = {
        key: cell
        for key, cell in row.items()
        if cell and key and key not in {"label", "name", "role"}
    }
    before = people.get(shown, Person(shown))
    attributes = dict(before.attributes)
    clash = next((key for key in told if attributes.get(key, told[key]) != told[key]), None)
    if clash is not None or (role is not None and before.role not in {None, role}):
        raise _refused(name, line, f"{clash or 'role'!r} of {shown!r} is another one further up")
    known = role if isinstance(role, Role) else before.role
    labels = before.labels if label in before.labels else (*before.labels, label)
    people[shown] = Person(shown, known, labels, tuple((attributes | told).items()))
