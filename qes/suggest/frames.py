"""Frames between the embedder and its worker process: one byte kind, four bytes length, payload."""

from __future__ import annotations

import struct
from enum import IntEnum
from typing import BinaryIO

_HEAD = struct.Struct(">BI")


class Frame(IntEnum):
    """What a frame carries."""

    TEXTS = 1
    """To the worker: a JSON list of texts."""
    READY = 2
    """From the worker: the model is loaded; a JSON pair, its id and the vectors' columns."""
    PROGRESS = 3
    """From the worker: how many texts of the present list are done, as decimal digits."""
    VECTORS = 4
    """From the worker: the vectors of one list in its order, row after row, 16-bit floats."""
    FAILED = 5
    """From the worker: a JSON pair, what a person can mend and the hint (or null)."""
    NOTE = 6
    """From the worker: a sentence for the person, as UTF-8."""


def write_frame(stream: BinaryIO, kind: Frame, payload: bytes = b"") -> None:
    """Write one frame and flush it."""
    stream.write(_HEAD.pack(kind, len(payload)))
    stream.write(payload)
    stream.flush()


def read_frame(stream: BinaryIO) -> tuple[Frame, bytes] | None:
    """Return the next frame, or None where the stream ends, even within a frame."""
    head = _read(stream, _HEAD.size)
    if len(head) < _HEAD.size:
        return None
    kind, length = _HEAD.unpack(head)
    payload = _read(stream, length)
    return None if len(payload) < length else (Frame(kind), payload)


def _read(stream: BinaryIO, size: int) -> bytes:
    """Read so many bytes, fewer only where the stream ends; an unbuffered one gives them in parts."""
    parts = []
    while size and (part := stream.read(size)):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
