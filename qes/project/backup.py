"""Copying a project whole, and bringing a server's up to date."""

from __future__ import annotations

from pathlib import Path

from qes.errors import Refused
from qes.store.database import is_server
from qes.store.opening import copy_store, open_store, upgrade_server


def back_up(target: str, destination: Path) -> int:
    """Copy a project's file, even while others work in it; return the copy's size in bytes.

    Raises:
        Refused: the destination is there already, or the project is on a server.
    """
    if is_server(target):
        raise Refused("a server's project is backed up there", hint="pg_dump does it")
    if destination.exists():
        raise Refused(f"{destination} is there already", hint="choose another name")
    store = open_store(target)
    try:
        copy_store(store, destination)
    finally:
        store.close()
    return destination.stat().st_size


def upgrade(target: str) -> None:
    """Bring a project up to this version of qes."""
    if is_server(target):
        upgrade_server(target)
    else:
        open_store(target).close()
