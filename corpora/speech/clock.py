"""Times as transcripts print them: `0:09`, `[00:01:02]`, `(1:02:13.5)`, `0:0:0.0 --> 0:0:5.1`.

Programs that cut film count frames after the seconds: `00:01:02:14`, or `00;01;02;14`.
"""

from __future__ import annotations

import re

_FRAMED = r"\d\d[:;]\d\d[:;]\d\d[:;]\d\d"
TIME = rf"(?:{_FRAMED}|(?:\d{{1,3}}:)?\d{{1,2}}:\d{{2}}(?:[.,]\d{{1,3}})?)"
"""Pattern of a time."""
MARK = rf"\\?[\[(<]{TIME}\\?[\])>]"
"""Pattern of a time in brackets."""
_LOOSE = rf"(?:{_FRAMED}|(?:\d{{1,3}}:)?\d{{1,2}}:\d{{1,2}}(?:[.,]\d{{1,3}})?)"
RANGE = rf"{_LOOSE}[ \t]*+(?:-->|[-\u2013\u2014])[ \t]*+{_LOOSE}"
"""Pattern of a stretch of time."""
LEADING_MARK = re.compile(rf"\s*{MARK}[ \t]*|[ \t]*\n[ \t]*{TIME}[ \t]*(?=\n)")
"""A time in brackets where speech begins, or one on the line below a label."""
_CLOCK = re.compile(_LOOSE)


def seconds(clock: str) -> float | None:
    """Read the first time in a string (`m:ss`, `h:mm:ss`, with decimals) as seconds.

    Frames are left out: how many make a second is not said.
    """
    match = _CLOCK.search(clock)
    if match is None:
        return None
    total = 0.0
    parts = match.group().replace(",", ".").replace(";", ":").split(":")
    for part in parts[:3]:
        total = total * 60 + float(part)
    return total
