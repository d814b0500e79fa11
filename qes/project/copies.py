"""Where words of a project stand outside it: files written from it, copies of it."""

from __future__ import annotations

import html
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from corpora.echoes import repeated
from qes.services.desk import Desk
from qes.store.database import is_server
from qes.store.exports import written_files

_LARGEST = 200_000_000
"""Bytes; what is larger is not searched."""
_TAG = re.compile(r"<[^<>]*>")
_PICTURES = frozenset((".png", ".pdf"))


class Holding(StrEnum):
    """Whether a file repeats some words."""

    REPEATS = "repeats them"
    UNKNOWN = "cannot be searched: look yourself"
    NAMES = "holds real names: those of who withdraws are for you to take out"
    MOVED = "is no longer there; it may have been sent or moved"


@dataclass(frozen=True, slots=True)
class Copy:
    """A file outside the project that holds, or may hold, some of its words."""

    path: Path
    holding: Holding
    made_by: str | None
    made_at: str | None


def copies_of(desk: Desk, target: str, probes: frozenset[str]) -> tuple[Copy, ...]:
    """Return the files that repeat some words of the project, or may do so."""
    with desk.store.read() as connection:
        written = written_files(connection)
    found = [_copy(Path(one.path), probes, one.made_by, one.made_at) for one in written]
    if not is_server(target):
        project = Path(target)
        beside = sorted(project.parent.glob(f"{project.stem}.before-upgrade-*"))
        known = {Path(one.path) for one in written}
        found += [_copy(path, probes, None, None) for path in beside if path not in known]
        keys = sorted(project.parent.glob(f"{project.stem}*names-key*.json*"))
        found += [Copy(path, Holding.NAMES, None, None) for path in keys]
    return tuple(one for one in found if one is not None)


def _copy(path: Path, probes: frozenset[str], by: str | None, at: str | None) -> Copy | None:
    if not path.is_file():
        return Copy(path, Holding.MOVED, by, at)
    texts = _texts(path)
    if texts is None:
        return Copy(path, Holding.UNKNOWN, by, at)
    if any(repeated(text, probes) for text in texts):
        return Copy(path, Holding.REPEATS, by, at)
    return None


def _texts(path: Path) -> Iterator[str] | None:
    """Return what a file says, in parts; None where that cannot be told."""
    if path.suffix.lower() in _PICTURES:
        return None
    try:
        if path.stat().st_size > _LARGEST:
            return None
        data = path.read_bytes()
    except OSError:
        return None
    if data.startswith(b"PK"):
        return _zipped(path)
    return _plain(data, path.suffix.lower())


def _plain(data: bytes, suffix: str) -> Iterator[str]:
    text = data.decode("utf-8", "replace")
    if suffix == ".json":
        try:
            yield json.dumps(json.loads(text), ensure_ascii=False).replace('\\"', '"')
        except ValueError:
            yield text
    elif suffix in {".html", ".svg"}:
        yield html.unescape(_TAG.sub("", text))
    elif suffix == ".csv":
        yield text.replace('""', '"')
    else:
        yield text


def _zipped(path: Path) -> Iterator[str] | None:
    try:
        with ZipFile(path) as archive:
            parts = [one for one in archive.infolist() if one.filename.endswith(".xml")]
            if sum(one.file_size for one in parts) > _LARGEST:
                return None
            return iter(
                [
                    html.unescape(_TAG.sub("", archive.read(one).decode("utf-8", "replace")))
                    for one in parts
                ]
            )
    except (BadZipFile, OSError, RuntimeError, zipfile.LargeZipFile):
        return None
