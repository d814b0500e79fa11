"""YAML as nodes that know their line, so that every complaint can say where.

Scalars stay text: `version: 0.1` and `name: no` are read as written, and the models decide what
a text means. Tags, aliases, several documents and deep nesting are refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from qes.base import Json
from qes.errors import Refused

MAX_CHARACTERS = 2_000_000
MAX_DEPTH = 12
MAX_NODES = 150_000
MAX_WORD = 20_000
_WRONG_FILE = "check that this is the right file"
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value as written; `text` is None for an empty or null one."""

    line: int
    """1-based line of the file the value starts on."""
    text: str | None


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    line: int
    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Fields:
    """A mapping, in the order of the file; every key once."""

    line: int
    pairs: tuple[tuple[Scalar, Node], ...]

    def get(self, key: str) -> Node | None:
        """Return the value under a key, or None where the key is absent."""
        return next((value for name, value in self.pairs if name.text == key), None)


Node = Scalar | Items | Fields
Model = TypeVar("Model", bound=BaseModel)


def read_yaml(text: str, name: str) -> Node:
    """Read one YAML document.

    Args:
        text: what the file holds.
        name: the file's name, for complaints.

    Raises:
        Refused: it is too long, is not YAML, or uses what is not read here; the message names the
            file and the line.
    """
    # The models are used without files too, so the parser waits until one is read.
    from ruamel.yaml import YAML  # noqa: PLC0415
    from ruamel.yaml.error import YAMLError  # noqa: PLC0415

    shown = name if name.isprintable() else ascii(name)
    if len(text) > MAX_CHARACTERS:
        raise Refused(
            f"{shown}: {len(text):,} characters are more than the {MAX_CHARACTERS:,} that are read",
            hint=_WRONG_FILE,
        )
    # No text of a codebook is that long, and the parser's time on a tag grows with its square.
    if max(map(len, text.split()), default=0) > MAX_WORD:
        raise Refused(f"{shown}: a word of more than {MAX_WORD:,} characters", hint=_WRONG_FILE)
    events = YAML(typ="safe", pure=True).parse(text.removeprefix("\ufeff"))
    try:
        return _Composer(events, name).document()
    # For impossible versions, numbers and characters the parser raises the latter three.
    except (YAMLError, AssertionError, OverflowError, ValueError) as error:
        line = _line_of(error, text)
        raise refused(name, line, f"this is not YAML: {_problem_of(error)}") from error


def refused(name: str, line: int, what: str, *, hint: str = "mend the file") -> Refused:
    """Return the refusal of a file: its name, the line, what is wrong, what to do."""
    shown = name if name.isprintable() else ascii(name)
    return Refused(f"{shown}, line {line}: {what}", hint=hint)


def plain(node: Node) -> Json:
    """Return the node as JSON: texts, nulls, lists and mappings, without lines."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Items):
        return [plain(item) for item in node.nodes]
    return {key.text or "": plain(value) for key, value in node.pairs}


def line_at(node: Node, place: Sequence[int | str]) -> int:
    """Return the line of what stands at a place (keys and list positions from the top).

    Where the place is absent, it is the line of the nearest thing around it that is there.
    """
    line = node.line
    for step in place:
        found: Node | None = None
        if isinstance(node, Fields):
            found = node.get(str(step))
            line = next((key.line for key, _ in node.pairs if key.text == step), line)
        elif isinstance(node, Items) and isinstance(step, int) and step < len(node.nodes):
            found = node.nodes[step]
            line = found.line
        if found is None:
            break
        node = found
    return line


def validated(model: type[Model], text: str, name: str) -> Model:
    """Read a YAML document into a pydantic model.

    Raises:
        Refused: not YAML, or not what the model asks for; the message names the first line that
            is wrong and how many more there are.
    """
    node = read_yaml(text, name)
    try:
        return model.model_validate(plain(node))
    except ValidationError as error:
        wrong = [(line_at(node, each["loc"]), complaint(each)) for each in error.errors()]
        line, what = min(wrong)
        more = f" (and {len(wrong) - 1} more)" if len(wrong) > 1 else ""
        raise refused(name, line, what + more) from error


def complaint(error: ErrorDetails) -> str:
    """Say one error of pydantic in plain words, with the field it is about."""
    words: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
        "missing": lambda _: "is missing",
        "extra_forbidden": lambda _: "is not a field that is known here",
        "enum": lambda told: f"must be one of {told['expected'].replace(' or ', ', ')}",
        "string_type": lambda _: "must be one text",
        "string_too_short": lambda _: "is empty",
        "too_short": lambda _: "is empty",
        "string_pattern_mismatch": lambda _: "may hold only letters, digits, '_', '.' and '-'",
        "string_too_long": lambda told: f"is longer than {told['max_length']:,} characters",
        "tuple_type": lambda _: "must be a list",
        "model_type": lambda _: "must hold fields",
        "value_error": lambda told: str(told["error"]),
    }
    field = ".".join(str(step) for step in error["loc"])
    say = words.get(error["type"])
    told = say(error.get("ctx", {})) if say else error["msg"].lower()
    return f"{field!r} {told}" if field else told


class _Composer:
    """Builds nodes from the parser's events without recursion limits to hit."""

    def __init__(self, events: Iterator[Any], name: str) -> None:
        self._events = events
        self._name = name
        self._nodes = 0

    def document(self) -> Node:
        root: Node | None = None
        for event in self._events:
            kind = type(event).__name__
            if kind == "DocumentStartEvent":
                if root is not None:
                    raise self._not_read(event, "a second document begins here")
                root = self._node(next(self._events), depth=0)
        if root is None:
            raise refused(self._name, 1, "the file is empty")
        return root

    def _node(self, event: Any, depth: int) -> Node:  # noqa: ANN401 -- ruamel's events are untyped
        kind = type(event).__name__
        line = _line(event)
        if kind == "AliasEvent":
            raise self._not_read(event, "an alias (*name) is not read")
        if event.tag is not None:
            raise self._not_read(event, "a tag (!name) is not read")
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise refused(self._name, line, f"more than {MAX_NODES:,} values", hint=_WRONG_FILE)
        if depth > MAX_DEPTH:
            raise self._not_read(event, f"nested deeper than {MAX_DEPTH} levels")
        if kind == "ScalarEvent":
            is_null = event.implicit[0] and event.value in _NULLS
            return Scalar(line, None if is_null else event.value)
        if kind == "SequenceStartEvent":
            return Items(line, tuple(self._until("SequenceEndEvent", depth)))
        return Fields(line, self._pairs(depth))

    def _until(self, end: str, depth: int) -> Iterator[Node]:
        for event in self._events:
            if type(event).__name__ == end:
                return
            yield self._node(event, depth + 1)

    def _pairs(self, depth: int) -> tuple[tuple[Scalar, Node], ...]:
        pairs: dict[str, tuple[Scalar, Node]] = {}
        nodes = self._until("MappingEndEvent", depth)
        for key in nodes:
            if not isinstance(key, Scalar) or key.text is None:
                raise refused(self._name, key.line, "a field's name must be one word of text")
            if key.text in pairs:
                raise refused(self._name, key.line, f"the field {key.text!r} is given twice")
            pairs[key.text] = (key, next(nodes))
        return tuple(pairs.values())

    def _not_read(self, event: Any, what: str) -> Refused:  # noqa: ANN401 -- as above
        return refused(self._name, _line(event), what, hint="write the text out in plain YAML")


def _line(event: Any) -> int:  # noqa: ANN401 -- ruamel's events are untyped
    return int(event.start_mark.line) + 1


def _line_of(error: Any, text: str) -> int:  # noqa: ANN401 -- ruamel's errors are untyped
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is not None:
        return int(mark.line) + 1
    return text.count("\n", 0, getattr(error, "position", 0)) + 1


def _problem_of(error: Any) -> str:  # noqa: ANN401 -- as above
    if hasattr(error, "character"):
        return f"the character U+{int(error.character):04X} may not stand there"
    return str(getattr(error, "problem", None) or "it cannot be parsed").replace("\n", " ")
