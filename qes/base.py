"""Ids, the clock, hashes and canonical JSON: what every room above may lean on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import NewType

AuthorName = NewType("AuthorName", str)
"""Who made a judgement: the name given by `--as`, QES_REVIEWER or the system."""
CodeId = NewType("CodeId", str)
SourceId = NewType("SourceId", str)
SegmentId = NewType("SegmentId", str)
PassageId = NewType("PassageId", str)
JudgementId = NewType("JudgementId", str)

_Scalar = None | bool | int | float | str
Json = _Scalar | Sequence["Json"] | Mapping[str, "Json"]
"""A value that JSON can hold."""

Clock = Callable[[], datetime]
"""Returns the present moment in UTC; tests hand in a still one."""


def utc_now() -> datetime:
    """Return the present moment in UTC."""
    return datetime.now(UTC)


def timestamp(moment: datetime) -> str:
    """Write a moment as ISO 8601 in UTC with microseconds, so that text order is time order."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def sha256(data: bytes | str) -> str:
    """Return the SHA-256 of bytes, or of a text's UTF-8, as 64 hexadecimal digits."""
    raw = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    return hashlib.sha256(raw).hexdigest()


def canonical_json(value: Json) -> str:
    """Write a value as JSON in one spelling only: keys sorted, no spaces, text as it is."""
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )


def texts_in(value: Json) -> tuple[str, ...]:
    """Return the members of a JSON list as texts; nothing where it is no list."""
    return tuple(str(one) for one in value) if isinstance(value, list) else ()
