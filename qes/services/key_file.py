"""The key: real names with their pseudonyms, in a file outside the project.

So the project itself can be free of them. The key is readable by its owner alone, written whole or not at all, and the one before is kept as
`.bak`. Who holds the key and a pseudonymised source can make the original from them; so the two
belong in different places.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from corpora.names.matching import Edit
from corpora.names.name import Name
from qes.base import sha256
from qes.errors import Busy, Refused, UserError
from qes.services.desk import Desk

if TYPE_CHECKING:
    from pydantic import TypeAdapter

VERSION = 1
SUFFIX = ".names-key.json"
_LARGEST = 200 * 1024 * 1024
_OWNER_ONLY = 0o600


@dataclass(frozen=True, slots=True)
class Pseudonymised:
    """One source that was given pseudonyms, and how to take them back."""

    name_before: str
    name_after: str
    sha256_before: str
    """Of the file; of the text in UTF-8 where `as_text`."""
    sha256_after: str
    encoding: str
    as_text: bool
    """The file is a container: its text stands in the project now, and it is the team's to keep."""
    edits: tuple[Edit, ...]
    """Offsets in code points into the decoded file after."""


@dataclass(frozen=True, slots=True)
class NamesKey:
    """What a key file holds."""

    version: int = VERSION
    project: str = ""
    names: tuple[Name, ...] = ()
    rejected: tuple[str, ...] = ()
    """Forms that are no names."""
    sources: tuple[Pseudonymised, ...] = ()

    def named(self, pseudonym: str) -> Name | None:
        """Return the name that goes by a pseudonym."""
        return next((one for one in self.names if one.pseudonym == pseudonym), None)

    def with_name(self, new: Name) -> NamesKey:
        """Add a name; if its pseudonym is there, its forms join those."""
        told = {form.text.casefold() for form in new.forms}
        names: list[Name] = []
        forms = new.forms
        for one in self.names:
            if one.pseudonym == new.pseudonym:
                forms = tuple(dict.fromkeys((*one.forms, *new.forms)))
                names.append(replace(one, forms=forms))
            else:
                names.append(one)
        if all(one.pseudonym != new.pseudonym for one in self.names):
            names.append(new)
        kept = tuple(form for form in self.rejected if form.casefold() not in told)
        return replace(self, names=tuple(names), rejected=kept)

    def without(self, forms: Sequence[str]) -> NamesKey:
        """Say of forms that they are no names."""
        gone = {form.casefold() for form in forms}
        thinner = (
            replace(one, forms=tuple(f for f in one.forms if f.text.casefold() not in gone))
            for one in self.names
        )
        rejected = tuple(dict.fromkeys((*self.rejected, *forms)))
        return replace(self, names=tuple(one for one in thinner if one.forms), rejected=rejected)

    def with_source(self, new: Pseudonymised) -> NamesKey:
        """Add what was done to a source."""
        others = tuple(one for one in self.sources if one.sha256_after != new.sha256_after)
        return replace(self, sources=(*others, new))


class KeyFile:
    """A key on disk: read once, written back whole."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.key = NamesKey()
        self.exists = False
        self._read_as: str | None = None
        data = _read(path)
        if data is not None:
            self.key = _parsed(data, path)
            self.exists = True
            self._read_as = sha256(data)

    def save(self, key: NamesKey) -> None:
        """Write a key in the place of the one that was read, which is kept as `.bak`.

        Raises:
            Busy: another command has written it in the meantime.
            UserError: the place cannot be written.
        """
        if key == self.key and self.exists:
            return
        before = _read(self.path)
        if (None if before is None else sha256(before)) != self._read_as:
            raise Busy(f"{self.path} was written by another command", hint="run this one again")
        data = _adapter().dump_json(key, indent=1)
        try:
            if before is not None:
                _put(self.path.with_name(f"{self.path.name}.bak"), before)
            _put(self.path, data)
        except OSError as error:
            raise UserError(
                f"the key {self.path} cannot be written ({error.strerror})",
                hint="name another place with --key; nothing else was changed",
            ) from error
        self.key, self.exists, self._read_as = key, True, sha256(data)


def key_path(desk: Desk) -> Path | None:
    """Return where a project's key lies if no other place is named; None for a server's."""
    database = desk.store.engine.url.database
    if not desk.store.is_sqlite or database is None:
        return None
    project = Path(database)
    return project.with_name(f"{project.stem}{SUFFIX}")


def open_key(desk: Desk, path: Path | None = None) -> KeyFile:
    """Read the key of a project, or begin one.

    Raises:
        UserError: the project is on a server and no place is named.
        Refused: the file is no key.
    """
    place = path or key_path(desk)
    if place is None:
        raise UserError("a project on a server has no folder for its key", hint="say --key FILE")
    return KeyFile(place)


def _read(path: Path) -> bytes | None:
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise UserError(f"the key {path} cannot be read ({error.strerror})") from error
    if len(data) > _LARGEST:
        raise Refused(f"{path} is too large for a key", hint="name the right file with --key")
    return data


def _parsed(data: bytes, path: Path) -> NamesKey:
    from pydantic import ValidationError  # noqa: PLC0415 - only the commands about names need it

    try:
        key = _adapter().validate_json(data)
    except ValidationError as error:
        raise Refused(
            f"{path} is no key to pseudonyms, or damaged",
            hint=f"the one before it is {path.name}.bak",
        ) from error
    if key.version > VERSION:
        raise Refused(f"{path} was written by a newer qes", hint="update qes")
    return key


@lru_cache(maxsize=1)
def _adapter() -> TypeAdapter[NamesKey]:
    from pydantic import TypeAdapter  # noqa: PLC0415 - only the commands about names need it

    return TypeAdapter(NamesKey)


def _put(path: Path, data: bytes) -> None:
    """Write a file that its owner alone may read, whole or not at all."""
    place = Path(os.path.realpath(path))
    draft = place.with_name(f".qes-{secrets.token_hex(8)}.part")
    try:
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(place)
    finally:
        draft.unlink(missing_ok=True)
