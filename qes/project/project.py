"""Opening, making and closing a project."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from qes.base import AuthorName, Clock, timestamp, utc_now
from qes.errors import UserError
from qes.project.origin import origin_of
from qes.services.codebook import import_in
from qes.services.desk import Desk
from qes.services.naming import HOME
from qes.store.database import Store, is_server
from qes.store.erasure import UNSCRUBBED, scrub
from qes.store.identities import read_settings, write_settings
from qes.store.opening import create_store, open_store

if TYPE_CHECKING:
    from codebooks.codebook import Codebook

_NAME_LENGTH = 80


class CutShort(StrEnum):
    """What became of a withdrawal that was cut short after its words were deleted."""

    NOTHING = "there was none"
    FINISHED = "its words are gone"
    WAITING = "its words may still be read from the file, or the server's"


@dataclass(frozen=True, slots=True)
class Project:
    """A review on disk or on a server, opened by one person."""

    target: str
    title: str
    desk: Desk
    """What the services are given."""
    _store: Store
    cut_short: CutShort = CutShort.NOTHING

    @classmethod
    def open(cls, target: str | Path, author: str, *, clock: Clock = utc_now) -> Self:
        """Open an existing project, and finish a withdrawal that was cut short in its file.

        Raises:
            Refused: not a qes project, written by a newer qes, or damaged.
            Busy: locked or out of reach.
            UserError: the server knows this person by another name.
        """
        who = author_name(author)
        store = open_store(target)
        try:
            _refuse_other_name(store, who)
            with store.read() as connection:
                settings = read_settings(connection)
            cut_short = _finished(store) if UNSCRUBBED in settings else CutShort.NOTHING
        except BaseException:
            store.close()
            raise
        desk = Desk(store, who, origin_of(target), clock)
        return cls(str(target), settings.get("title", ""), desk, store, cut_short)

    @classmethod
    def create(
        cls,
        target: str | Path,
        *,
        author: str,
        title: str | None = None,
        codebook: Codebook | None = None,
        clock: Clock = utc_now,
    ) -> Self:
        """Make a new project, with a codebook if one is given.

        Raises:
            Refused: something is there already.
            UserError: the place cannot be written.
        """
        who = author_name(author)
        named = title or ("review" if is_server(target) else Path(target).stem)
        store = create_store(target)
        desk = Desk(store, who, origin_of(target), clock)
        try:
            with store.write() as connection:
                settings = {"title": named, "made_at": timestamp(clock()), HOME: desk.origin}
                write_settings(connection, settings)
                if codebook is not None:
                    import_in(connection, desk, codebook)
        except BaseException:
            store.close()
            if not is_server(target):
                Path(target).unlink(missing_ok=True)
            raise
        return cls(str(target), named, desk, store)

    def finish_withdrawal(self) -> None:
        """Make unrecoverable what a withdrawal that was cut short has deleted.

        Raises:
            Busy: another program reads it.
            UserError: there is no room.
        """
        scrub(self._store)

    def close(self) -> None:
        """Let go of the project."""
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _finished(store: Store) -> CutShort:
    """Clean a file of what was deleted from it, if that can be done now.

    A server's tables are cleaned by who withdraws: everyone else would have to wait for it.
    """
    if not store.is_sqlite:
        return CutShort.WAITING
    try:
        scrub(store)
    except UserError:
        return CutShort.WAITING  # it is being read, or there is no room: the next one tries again
    return CutShort.FINISHED


def _refuse_other_name(store: Store, who: AuthorName) -> None:
    if store.role not in {None, who}:
        raise UserError(
            f"you come to {store.name} as {store.role}, not as {who}",
            hint=f"say so: --as {shlex.quote(str(store.role))}",
        )


def author_name(text: str) -> AuthorName:
    """Check a person's name as it will stand in every decision they make.

    Raises:
        UserError: it is empty, too long, or holds control characters.
    """
    name = " ".join(text.split())
    if not name or len(name) > _NAME_LENGTH or not name.isprintable():
        raise UserError(
            "who are you?", hint=f"give a name of 1 to {_NAME_LENGTH} letters: --as NAME"
        )
    return AuthorName(name)
