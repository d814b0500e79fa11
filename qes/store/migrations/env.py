"""Runs migrations inside the connection and the transaction that the store hands in."""

from __future__ import annotations

from alembic import context

from qes.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=False,
)
context.run_migrations()
