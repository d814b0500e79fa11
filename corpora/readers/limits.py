"""How much a file may hold before it is refused."""

from __future__ import annotations

import zlib
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from qes.errors import Refused

MAX_BYTES = 200_000_000
"""Of a source file."""
MAX_PART_BYTES = 200_000_000
"""Of one unpacked part of a zip container."""
MAX_RATIO = 200
"""Unpacked to packed, for parts over `RATIO_FROM_BYTES`; real documents stay below 50."""
RATIO_FROM_BYTES = 5_000_000
MAX_ENTRIES = 10_000
MAX_PAGES = 20_000


def check_size(data: bytes) -> None:
    """Refuse a file that is too big."""
    if len(data) > MAX_BYTES:
        raise Refused(
            f"too big: {len(data):,} bytes, at most {MAX_BYTES:,}", hint="split it into parts"
        )


def part(archive: ZipFile, name: str) -> bytes:
    """Unpack one part of a container into memory, within the limits.

    Raises:
        Refused: The part is missing, damaged, protected or unpacks to too much.
    """
    if len(archive.namelist()) > MAX_ENTRIES:
        raise Refused(f"the container holds more than {MAX_ENTRIES:,} entries")
    try:
        entry = archive.getinfo(name)
    except KeyError:
        raise Refused(f"the container has no {name}", hint="it is damaged; save it anew") from None
    if entry.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
        raise Refused(f"{name} is packed in a way no office program uses", hint="save it anew")
    _check_expansion(name, entry.file_size, entry.compress_size)
    try:
        with archive.open(entry) as stream:
            content = stream.read(MAX_PART_BYTES + 1)
    except (BadZipFile, EOFError, RuntimeError, ValueError, zlib.error) as error:
        # zipfile raises each of these for damaged or encrypted entries
        raise Refused(f"{name} cannot be unpacked: {error}", hint="save it anew") from error
    _check_expansion(name, len(content), entry.compress_size)
    return content


def _check_expansion(name: str, size: int, packed: int) -> None:
    if size > MAX_PART_BYTES or (size > RATIO_FROM_BYTES and size > MAX_RATIO * max(packed, 1)):
        raise Refused(
            f"{name} unpacks to more than is safe ({size:,} bytes from {packed:,})",
            hint="save the document anew, or as plain text",
        )
