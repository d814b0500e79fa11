"""A codebook as a YAML file that people write, read and compare.

id: support-at-work
title: Support at work
codes:
  - id: A
    name: What helps
    level: domain          # by its place in the tree, where absent
    definition: …
  - id: A.lift
    parent: A
    name: Lifts
    definition: …
    examples: [My neighbour drives me in.]
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from io import StringIO
from pathlib import PurePath

from pydantic import ValidationError

from codebooks.checks import Problem, Severity, check_codes
from codebooks.code import Code, Level, level_below
from codebooks.codebook import Codebook
from codebooks.marked_yaml import Fields, Items, Node, complaint, line_at, plain, read_yaml
from qes.base import Json
from qes.errors import Refused

MAX_CODES = 5_000
_HEAD = tuple(name for name in Codebook.model_fields if name != "codes")
_CODE_FIELDS = tuple(Code.model_fields)


class CodebookRefused(Refused):
    """A codebook file that cannot be read; `problems` holds all that is wrong, by line."""

    def __init__(self, name: str, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        errors = [each for each in self.problems if each.severity is Severity.ERROR]
        first = errors[0]
        shown = name if name.isprintable() else ascii(name)
        more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
        super().__init__(f"{shown}, line {first.line}: {first.message}{more}", hint=first.hint)


def load_codebook(text: str, name: str) -> Codebook:
    """Read a codebook.

    Args:
        text: what the file holds.
        name: the file's name, for complaints; its stem is the id of a codebook that names none.

    Raises:
        CodebookRefused: with every problem; warnings alone do not refuse a file.
        Refused: the file is not YAML at all.
    """
    reading = _read(text, name)
    if any(problem.severity is Severity.ERROR for problem in reading.problems):
        raise CodebookRefused(name, reading.problems)
    head = {key: value for key, value in reading.head.items() if value is not None}
    return Codebook.model_validate({**head, "codes": tuple(reading.codes)})


def check_codebook(text: str, name: str) -> tuple[Problem, ...]:
    """Find everything that is wrong with a codebook file, warnings too, by line.

    Raises:
        Refused: the file is not YAML at all.
    """
    return tuple(_read(text, name).problems)


def dump_codebook(codebook: Codebook) -> str:
    """Write a codebook so that reading it gives the same one, and the same one the same text.

    Fields that say nothing (no examples, in use, no kind) are left out.
    """
    from ruamel.yaml import YAML  # noqa: PLC0415 -- the models are used without files

    writer = YAML(typ="safe", pure=True)
    writer.default_flow_style = False
    writer.allow_unicode = True
    writer.width = 96
    writer.sort_base_mapping_type_on_output = False  # type: ignore[assignment]  # typed as None
    head = codebook.model_dump(mode="json", include=set(_HEAD), exclude_defaults=True)
    codes = [_written(code) for code in codebook.codes]
    out = StringIO()
    writer.dump({**head, "codes": codes}, out)
    return out.getvalue()


def _written(code: Code) -> dict[str, Json]:
    values = code.model_dump(mode="json", exclude_defaults=True)
    # Where a code came from is always said: a default read back years later says nothing.
    return {
        key: code.origin.value if key == "origin" else values[key]
        for key in _CODE_FIELDS
        if key in values or key == "origin"
    }


@dataclass(slots=True)
class _Reading:
    """What a file turned out to hold."""

    head: dict[str, str | None] = field(default_factory=dict)
    codes: list[Code] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def complain(self, line: int, code: str | None, message: str, hint: str) -> None:
        self.problems.append(Problem(line, code, message, hint))


def _read(text: str, name: str) -> _Reading:
    reading = _Reading()
    root = read_yaml(text, name)
    listed = root.get("codes") if isinstance(root, Fields) else None
    if not isinstance(root, Fields) or not isinstance(listed, Items):
        line = root.line if listed is None else listed.line
        reading.complain(line, None, "there is no list of codes", "begin it with 'codes:'")
        return reading
    if len(listed.nodes) > MAX_CODES:
        message = f"{len(listed.nodes):,} codes are more than the {MAX_CODES:,} that are read"
        reading.complain(listed.line, None, message, "check that this is the right file")
        return reading
    _read_head(root, name, reading)
    entries = [node for node in listed.nodes if isinstance(node, Fields)]
    for node in listed.nodes:
        if not isinstance(node, Fields):
            hint = "write each code as '- id: …' with its fields below"
            reading.complain(node.line, None, "this is not a code", hint)
    levels = _levels(entries)
    for entry in entries:
        _read_code(entry, levels, reading)
    reading.problems += _unknown_fields([root], ("codes", *_HEAD), "a codebook")
    reading.problems += _unknown_fields(entries, _CODE_FIELDS, "a code")
    reading.problems += check_codes(reading.codes, reading.lines)
    reading.problems.sort(key=lambda problem: problem.line or 0)
    return reading


def _read_head(root: Fields, name: str, reading: _Reading) -> None:
    stem = re.sub(r"[^A-Za-z0-9_.-]+", "-", PurePath(name).stem).strip("-.")[:64]
    given = {key: plain(node) for key in _HEAD if (node := root.get(key)) is not None}
    head: dict[str, Json] = {"id": stem or "codebook"}
    head |= {key: value for key, value in given.items() if value is not None}
    try:
        read = Codebook.model_validate(head)
    except ValidationError as error:
        for wrong in error.errors():
            line = line_at(root, wrong["loc"])
            reading.complain(line, None, complaint(wrong), "mend the field")
        return
    reading.head = read.model_dump(include=set(_HEAD))


def _read_code(entry: Fields, levels: Mapping[str, Level], reading: _Reading) -> None:
    values = {key: plain(node) for key in _CODE_FIELDS if (node := entry.get(key)) is not None}
    values = {key: value for key, value in values.items() if value is not None}
    if isinstance(values.get("examples"), str):
        values["examples"] = [values["examples"]]
    given = values.get("id")
    code_id = given if isinstance(given, str) else None
    level = levels.get((code_id or "").strip(), Level.DOMAIN)
    values.setdefault("level", level)
    who = "this code" if code_id is None else f"code {code_id!r}"
    try:
        code = Code.model_validate(values)
    except ValidationError as error:
        for wrong in error.errors():
            line = line_at(entry, wrong["loc"])
            reading.complain(line, code_id, f"{who}: {complaint(wrong)}", "mend the field")
            values.pop(str(wrong["loc"][0]), None)
        # A stand-in keeps the tree whole, so that its children are not reported as orphans.
        if "id" not in values:
            return
        values.setdefault("name", values["id"])
        values.setdefault("level", level)
        code = Code.model_validate(values)
    reading.codes.append(code)
    reading.lines.append(entry.line)


def _levels(entries: Sequence[Fields]) -> dict[str, Level]:
    """Return the level of each id: as written, or one below that of the code above it."""
    first: dict[str, Fields] = {}
    for entry in entries:
        first.setdefault(_text(entry.get("id")), entry)
    first.pop("", None)
    levels: dict[str, Level] = {}
    for code_id in first:
        way: dict[str, None] = {}
        step = code_id
        while step in first and step not in levels and step not in way:
            way[step] = None
            step = _text(first[step].get("parent"))
        # Inside a circle nobody's place is known; the lowest level brings no second complaint.
        above = Level.SUBTHEME if step in way else levels.get(step)
        for passed in reversed(way):
            written = _text(first[passed].get("level"))
            above = Level(written) if written in set(Level) else level_below(above)
            levels[passed] = above
    return levels


def _text(node: Node | None) -> str:
    value = None if node is None else plain(node)
    return value.strip() if isinstance(value, str) else ""


def _unknown_fields(
    entries: Sequence[Fields], known: Sequence[str], what: str
) -> tuple[Problem, ...]:
    """Report each unknown field once: as an error where it looks like a misspelt one."""
    places: dict[str, list[int]] = {}
    for entry in entries:
        for name, _ in entry.pairs:
            if name.text is not None and name.text not in known:
                places.setdefault(name.text, []).append(name.line)
    problems = []
    for key, lines in places.items():
        times = "" if len(lines) == 1 else f" ({len(lines)} times)"
        meant = get_close_matches(key, known, n=1, cutoff=0.8)
        problems.append(
            Problem(
                lines[0],
                None,
                f"{key!r} is not a field of {what}{times}",
                f"did you mean {meant[0]!r}" if meant else "it is not read",
                Severity.ERROR if meant else Severity.WARNING,
            )
        )
    return tuple(problems)
