"""Files that were written from the project, so that people know where its words went."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from qes.store.schema import export


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """A file as it was last written from the project."""

    path: str
    """Absolute."""
    sha256: str
    made_by: str
    made_at: str


def note_file(connection: sa.Connection, file: WrittenFile) -> None:
    """Remember a file that was written; the last time counts."""
    if connection.dialect.name == "postgresql":
        # a file of that name that another has written may be out of sight
        said = sa.func.note_export(file.path, file.sha256, file.made_by, file.made_at)
        connection.execute(sa.select(said))
        return
    connection.execute(sa.delete(export).where(export.c.path == file.path))
    connection.execute(
        sa.insert(export).values(
            path=file.path, sha256=file.sha256, made_by=file.made_by, made_at=file.made_at
        )
    )


def written_files(connection: sa.Connection) -> tuple[WrittenFile, ...]:
    """Return every file that was written, by path."""
    rows = connection.execute(sa.select(export).order_by(export.c.path))
    return tuple(WrittenFile(*row) for row in rows)
