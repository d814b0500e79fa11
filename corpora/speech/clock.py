"""Times as transcripts print them: `0:09`, `[00:01:02]`, `(1:02:13.5)`, `0:0:0.0 --> 0:0:5.1`."""

from __future__ import annotations

import re

TIME = r"(?:\d{1,3}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?"
"""Pattern of a time."""
MARK = rf"\\?[\[(<]{TIME}\\?[\])>]"
"""Pattern of a time in brackets."""
_LOOSE = r"(?:\d{1,3}:)?\d{1,2}:\d{1,2}(?:[.,]\d{1,3})?"
RANGE = rf"{_LOOSE}[ \t]*+(?:-->|[-\u2013\u2014])[ \t]*+{_LOOSE}"
"""Pattern of a stretch of time."""
LEADING_MARK = re.compile(rf"\s*{MARK}[ \t]*")
"""A time in brackets where speech begins."""
_CLOCK = re.compile(_LOOSE)


def seconds(clock: str) -> float | None:
    """Read the first time in a string (`m:ss`, `h:mm:ss`, with decimals) as seconds."""
    match = _CLOCK.search(clock)
    if match is None:
        return None
    total = 0.0
    for part in match.group().replace(",", ".").split(":"):
        total = total * 60 + float(part)
    return total
