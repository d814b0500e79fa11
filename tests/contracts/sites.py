"""The two sites a project may lie on, a folder of files and a server, and people at work there."""

from __future__ import annotations

import shutil
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import sqlalchemy as sa

from qes.base import Clock, utc_now
from qes.project import Project
from qes.services.desk import Desk
from qes.store.database import server_store, sqlite_store
from tests.contracts.sample_project import make_sample


class Site(ABC):
    """Where projects are kept: hands out empty places and copies of the sample project."""

    is_server: bool

    @abstractmethod
    def empty(self) -> str:
        """A place where nothing is yet."""

    @abstractmethod
    def sample(self) -> str:
        """A new copy of the sample project."""

    @abstractmethod
    def prepared(self, name: str, make: Callable[[str], None]) -> str:
        """A new copy of a project that is the sample project after `make` has been at it, once."""

    @abstractmethod
    def unguarded(self, target: str, *statements: str) -> None:
        """Change a project behind its back, as someone may who holds the file or the server."""

    @abstractmethod
    def clear(self) -> None:
        """Take away what was handed out."""

    @contextmanager
    def raw(self, target: str) -> Iterator[sa.Connection]:
        """A connection that is not ours, as another program has it: only the guards hold."""
        store = server_store(target) if self.is_server else sqlite_store(Path(target))
        engine = sa.create_engine(store.engine.url)
        store.close()
        try:
            with engine.connect() as connection:
                yield connection
        finally:
            engine.dispose()


class FileSite(Site):
    """Projects in SQLite files."""

    is_server = False

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count()
        self._sample = folder / "sample.qes"
        make_sample(self._sample)

    def empty(self) -> str:
        return str(self._folder / f"p{next(self._numbers)}.qes")

    def sample(self) -> str:
        target = self.empty()
        shutil.copyfile(self._sample, target)
        return target

    def prepared(self, name: str, make: Callable[[str], None]) -> str:
        kept = self._folder / f"{name}.qes"
        if not kept.exists():
            shutil.copyfile(self._sample, kept)
            make(str(kept))
        target = self.empty()
        shutil.copyfile(kept, target)
        return target

    def unguarded(self, target: str, *statements: str) -> None:
        with self.raw(target) as connection:
            guards = connection.exec_driver_sql(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
            ).all()
            for name, _ in guards:
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
            for statement in statements:
                connection.exec_driver_sql(statement)
            for _, text in guards:
                connection.exec_driver_sql(text)
            connection.commit()

    def clear(self) -> None:
        for file in self._folder.glob("p*.qes*"):
            file.unlink()


class ServerSite(Site):
    """Projects in databases of a PostgreSQL server."""

    is_server = True

    def __init__(self, server: Any) -> None:
        self._server = server
        self._numbers = count()
        self._made: list[str] = []
        self._kept: set[str] = set()
        self._strangers = False
        # what a test server need not have: it would only be slow
        self._run("ALTER SYSTEM SET fsync = off")
        self._run("SELECT pg_reload_conf()")
        self._run("CREATE DATABASE sample")
        make_sample(self._url("sample"))

    def _url(self, name: str) -> str:
        return str(self._server.get_uri(database=name))

    def _run(self, statement: str) -> None:
        with psycopg.connect(self._url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())

    def _new(self, template: str, *options: str) -> str:
        name = f"p{next(self._numbers)}"
        self._run(" ".join((f"CREATE DATABASE {name} TEMPLATE {template}", *options)))
        self._made.append(name)
        return self._url(name)

    def empty(self) -> str:
        return self._new("template0")

    def sample(self) -> str:
        return self._new("sample")

    def prepared(self, name: str, make: Callable[[str], None]) -> str:
        if name not in self._kept:
            self._run(f"CREATE DATABASE {name} TEMPLATE sample")
            self._kept.add(name)
            make(self._url(name))
        return self._new(name)

    def latin(self) -> str:
        """An empty database that cannot hold most of the world's letters."""
        return self._new("template0", "ENCODING 'LATIN1' LOCALE 'C'")

    def stranger(self, target: str) -> str:
        """The URL by which someone comes who has no rights in a project."""
        if not self._strangers:
            self._run("CREATE ROLE stranger LOGIN")
            self._strangers = True
        return target.replace("//postgres:", "//stranger:")

    def unguarded(self, target: str, *statements: str) -> None:
        with self.raw(target) as connection:
            connection.exec_driver_sql("ALTER TABLE judgement DISABLE TRIGGER USER")
            for statement in statements:
                connection.exec_driver_sql(statement)
            connection.exec_driver_sql("ALTER TABLE judgement ENABLE TRIGGER USER")
            connection.commit()

    def clear(self) -> None:
        while self._made:
            self._run(f"DROP DATABASE {self._made.pop()} WITH (FORCE)")


class Room:
    """One copy of the sample project with several people at work in it."""

    def __init__(self, target: str, clock: Callable[[], Clock] = lambda: utc_now) -> None:
        self.target = target
        self._clock = clock
        self._open: dict[str, Project] = {}

    def desk(self, author: str) -> Desk:
        """This person's desk."""
        if author not in self._open:
            self._open[author] = Project.open(self.target, author, clock=self._clock())
        return self._open[author].desk

    def close(self) -> None:
        """Send everyone home."""
        for project in self._open.values():
            project.close()
