"""A speakers map as YAML, checked field by field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, field_validator

from corpora.cast.people import FilePattern, Person, split_pattern
from corpora.cast.plain_yaml import Lines, read_plain_yaml
from corpora.cast.roles import told_role
from corpora.cast.shapes import listed
from corpora.source import Role
from corpora.speech.speakers import clean_label, clean_name
from qes.errors import Refused

MAX_PLACES = 12
"""Names in braces and stars of one pattern."""
EXAMPLE = "begin it with 'speakers:' and a list of '- name: …', or with a row 'label,name,role'"
_KNOWN = ("name", "labels", "role")


def _one_or_more(value: object) -> object:
    return (value,) if isinstance(value, str) else value


_Text = Annotated[str, Field(min_length=1, max_length=200)]
_Role = Annotated[Role, BeforeValidator(told_role)]


class _Speaker(BaseModel):
    model_config = ConfigDict(extra="allow", frozen=True)
    __pydantic_extra__: dict[str, _Text | None]

    name: _Text
    labels: Annotated[tuple[_Text, ...], BeforeValidator(_one_or_more)] = ()
    role: _Role | None = None

    @field_validator("name", "labels")
    @classmethod
    def _shows(cls, value: str | tuple[str, ...]) -> str | tuple[str, ...]:
        for label in (value,) if isinstance(value, str) else value:
            if not clean_label(label):
                raise ValueError("holds nothing that shows")
        return value


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    pattern: _Text
    role: _Role = Role.PARTICIPANT

    @field_validator("pattern")
    @classmethod
    def _is_pattern(cls, value: str) -> str:
        literals, names = split_pattern(value)
        if not 0 < len(names) <= MAX_PLACES:
            raise ValueError(f"must hold 1 to {MAX_PLACES} names in braces, such as {{site}}")
        if any("{" in text or "}" in text for text in literals):
            raise ValueError("has a brace that is not closed, or a star between braces")
        if not all(literals[1:-1]):
            raise ValueError("must have a character between two names in braces or stars")
        named = [name for name in names if name is not None]
        if not named or len(set(named)) < len(named) or not all(named):
            raise ValueError("must name each attribute once, in braces")
        return value


class _Map(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    speakers: tuple[_Speaker, ...] = ()
    files: tuple[_File, ...] = ()


def _refused(name: str, line: int, what: str, hint: str = "mend the file") -> Refused:
    return Refused(f"{name}, line {line}: {what}", hint=hint)


def cast_of_yaml(
    text: str, name: str
) -> tuple[Sequence[tuple[Person, int]], Sequence[FilePattern]]:
    """Return the people of a speakers map, each with the line they stand on, and its patterns.

    Raises:
        Refused: It is not such a map; the message names the file and the line.
    """
    document, lines = listed(*read_plain_yaml(text, name))
    if not isinstance(document, dict) or not {"speakers", "files"} & set(document):
        raise _refused(name, 1, "this is no speakers map", EXAMPLE)
    try:
        found = _Map.model_validate(document)
    except ValidationError as error:
        wrong = sorted((_line_of(lines, each["loc"]), n) for n, each in enumerate(error.errors()))
        line, first = wrong[0]
        more = f" (and {len(wrong) - 1} more)" if len(wrong) > 1 else ""
        raise _refused(name, line, _complaint(document, error, first) + more) from None
    people: list[tuple[Person, int]] = []
    for n, one in enumerate(found.speakers):
        line = _line_of(lines, ("speakers", n))
        extra = {key: value for key, value in (one.model_extra or {}).items() if value}
        _check_fields(name, line, extra)
        labels = dict.fromkeys(clean_label(label) for label in one.labels)
        person = Person(clean_name(one.name), one.role, tuple(labels), tuple(extra.items()))
        people.append((person, line))
    return people, [FilePattern(one.pattern, one.role) for one in found.files]


def _line_of(lines: Lines, place: Sequence[int | str]) -> int:
    """Return the line of a place in the file, or of the nearest thing around it."""
    while place:
        found = lines.get(tuple(place))
        if found is not None:
            return found
        place = place[:-1]
    return 1


def _complaint(document: Mapping[str, object], error: ValidationError, n: int) -> str:
    """Say one error of pydantic in plain words: whose field it is, and what is wrong with it."""
    each = error.errors()[n]
    place = [step for step in each["loc"] if step not in {"tuple[]", "str"}]
    said = {
        "missing": "is missing",
        "string_type": "must be one text",
        "string_too_short": "is empty",
        "string_too_long": "is too long",
        "tuple_type": "must be a list",
        "model_type": "must hold fields such as 'name: …'",
        "extra_forbidden": "is not a field that is known here",
    }.get(each["type"])
    if each["type"] == "value_error":
        said = str(each["ctx"]["error"])
    who = _whose(document, place)
    fields = [str(step) for step in place if not isinstance(step, int)]
    what = f"'{fields[-1]}' " if fields else ""
    return f"{what}{said or each['msg'].lower()}{who}"


def _whose(document: Mapping[str, object], place: Sequence[int | str]) -> str:
    listed = document.get("speakers")
    if place[:1] != ["speakers"] or len(place) < 2 or not isinstance(listed, list):
        return ""
    at = place[1]
    one = listed[at] if isinstance(at, int) and at < len(listed) else None
    named = one.get("name") if isinstance(one, dict) else None
    return f" (speaker {named!r})" if isinstance(named, str) and len(place) > 2 else ""


def _check_fields(name: str, line: int, extra: Mapping[str, str]) -> None:
    """Refuse what looks like a slip in a field's name, since it would become an attribute."""
    for key in extra:
        meant = get_close_matches(key.casefold(), _KNOWN, n=1, cutoff=0.75)
        if meant:
            raise _refused(name, line, f"the field {key!r}: is {meant[0]!r} meant?")
