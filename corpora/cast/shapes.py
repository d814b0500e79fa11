"""The shapes in which people write a speakers map, brought to one: a list with a name each.

A field a person, under the name or a label, with a role, a list of other labels, or fields:

P1: participant
Ines Holm: [IH, Holm]
P2: {name: Rosa, role: participant, site: North}
"""

from __future__ import annotations

from collections.abc import Mapping

from corpora.cast.plain_yaml import Lines, Plain
from corpora.cast.roles import told_role

_SHAPED = frozenset(("speakers", "files"))


def listed(document: Plain, lines: Lines) -> tuple[Plain, Lines]:
    """Return a map with its people as a list, and the line of each place in it.

    What has no such shape is given back as it is, for others to judge.
    """
    if not isinstance(document, dict):
        return document, lines
    if _SHAPED.isdisjoint(document):
        if not document or not all(map(_tells, document.values())):
            return document, lines
        return _as_list(document, (), {}, lines)
    people = document.get("speakers")
    if isinstance(people, dict):
        return _as_list(people, ("speakers",), document, lines)
    if isinstance(people, list):
        return {**document, "speakers": [_with_name(one) for one in people]}, lines
    return document, lines


def _tells(value: Plain) -> bool:
    """Tell whether a field at the top may be a person's, where nothing says that it is."""
    if not isinstance(value, str):
        return isinstance(value, dict)
    try:
        told_role(value)
    except ValueError:
        return False
    return True


def _as_list(
    people: Mapping[str, Plain],
    place: tuple[str, ...],
    document: Mapping[str, Plain],
    lines: Lines,
) -> tuple[Plain, Lines]:
    numbers = {label: n for n, label in enumerate(people)}
    above = len(place)
    moved: Lines = {}
    for where, line in lines.items():
        theirs = len(where) > above and where[:above] == place
        n = numbers.get(str(where[above])) if theirs else None
        moved[where if n is None else ("speakers", n, *where[above + 1 :])] = line
    found: list[Plain] = [_person(label, value) for label, value in people.items()]
    return {**document, "speakers": found}, moved


def _person(label: str, value: Plain) -> Plain:
    match value:
        case None:
            return {"name": label}
        case str():
            return {"name": label, "role": value}
        case list():
            return {"name": label, "labels": value}
    return _with_name({**value, "label": label})


def _with_name(one: Plain) -> Plain:
    """Give a person without a name their label for one, and all their labels one field."""
    if not isinstance(one, dict) or not {"label", "aliases"} & set(one):
        return one
    fields = {key: value for key, value in one.items() if key not in {"label", "aliases"}}
    label = one.get("label")
    fields.setdefault("name", label)
    given = [label] if label != fields["name"] else []
    for more in (fields.get("labels"), one.get("aliases")):
        given += more if isinstance(more, list) else [more] if more is not None else []
    return {**fields, "labels": given} if given else fields
