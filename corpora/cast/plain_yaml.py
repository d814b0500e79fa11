"""YAML of texts, lists and fields only, with the line on which each stands.

Scalars stay text (`site: 01` is "01", `group: no` is "no"). Tags, aliases, several documents,
fields given twice and deep nesting are refused before anything is built from them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from qes.errors import Refused

MAX_DEPTH = 8
MAX_VALUES = 200_000
MAX_WORD = 20_000
Plain = None | str | list["Plain"] | dict[str, "Plain"]
Lines = dict[tuple[int | str, ...], int]
"""By place (keys and list positions from the top): the 1-based line."""
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})


def read_plain_yaml(text: str, name: str) -> tuple[Plain, Lines]:
    """Read one YAML document.

    Args:
        text: What the file holds.
        name: The file's name, for complaints.

    Raises:
        Refused: It is not YAML, or uses what is not read here; the message names file and line.
    """
    from ruamel.yaml import YAML  # noqa: PLC0415 -- most sources come without a speakers map
    from ruamel.yaml.error import YAMLError  # noqa: PLC0415 -- as above

    # The parser's time on a tag grows with the square of its length.
    if max(map(len, text.split()), default=0) > MAX_WORD:
        raise Refused(f"{name}: a word of more than {MAX_WORD:,} characters", hint="mend the file")
    try:
        _check_events(YAML(typ="safe", pure=True).parse(text), name)
        node = YAML(typ="safe", pure=True).compose(text)
    # For impossible versions, numbers and characters the parser raises the latter three.
    except (YAMLError, AssertionError, OverflowError, ValueError) as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        line = int(mark.line) if mark is not None else 0
        problem = str(getattr(error, "problem", None) or "it cannot be parsed").replace("\n", " ")
        raise _refused(name, line, f"this is not YAML: {problem}") from error
    lines: Lines = {}
    return _plain(node, (), lines, name), lines


def _refused(name: str, line: int, what: str) -> Refused:
    return Refused(f"{name}, line {line + 1}: {what}", hint="mend the file")


def _check_events(events: Iterable[Any], name: str) -> None:
    depth = documents = 0
    for values, event in enumerate(events):
        kind = type(event).__name__
        line = int(event.start_mark.line)
        depth += kind in {"MappingStartEvent", "SequenceStartEvent"}
        depth -= kind in {"MappingEndEvent", "SequenceEndEvent"}
        documents += kind == "DocumentStartEvent"
        if kind == "AliasEvent" or getattr(event, "tag", None) is not None:
            raise _refused(name, line, "an alias (*name) or a tag (!name) is not read")
        if depth > MAX_DEPTH or values > MAX_VALUES:
            raise _refused(name, line, "too much in it, or nested too deep")
        if documents > 1:
            raise _refused(name, line, "a second document begins here")


def _plain(node: Any, place: tuple[int | str, ...], lines: Lines, name: str) -> Plain:  # noqa: ANN401 -- ruamel's nodes are untyped
    if node is None:
        return None
    line = int(node.start_mark.line)
    lines.setdefault(place, line + 1)
    if node.id == "scalar":
        return None if node.style is None and node.value in _NULLS else str(node.value)
    if node.id == "sequence":
        return [_plain(one, (*place, n), lines, name) for n, one in enumerate(node.value)]
    fields: dict[str, Plain] = {}
    for key, value in node.value:
        at = int(key.start_mark.line)
        if key.id != "scalar" or key.value in _NULLS:
            raise _refused(name, at, "a field's name must be one word of text")
        if key.value in fields:
            raise _refused(name, at, f"the field {key.value!r} is given twice")
        lines[*place, key.value] = at + 1
        fields[key.value] = _plain(value, (*place, key.value), lines, name)
    return fields
