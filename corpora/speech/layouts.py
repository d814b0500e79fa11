"""Which program a transcript was exported from, as far as its layout shows.

Each program writes who speaks, and when, in its own way; a footer or a title may name it.
"""

from __future__ import annotations

import re

from corpora.speech.clock import RANGE
from corpora.speech.labels import LabelSearch

_LOOKED_AT = 200
"""Labels looked at."""
_MOST = 0.9
"""Of them, those that must be in the program's layout."""
_FOOT = 400
"""Characters at the end in which a program may name itself."""
_PLAIN = r"(?:\d{1,2}:)?\d{1,2}:\d{2}"
_NAMED = (
    ("otter", re.compile(r"transcribed by (?:https?://)?(?:www\.)?otter\.ai", re.IGNORECASE)),
    ("rev", re.compile(r"transcri(?:bed|pt) by (?:https?://)?(?:www\.)?rev\.com", re.IGNORECASE)),
    (
        "trint",
        re.compile(r"(?:transcribed|powered) by (?:https?://)?(?:app\.)?trint", re.IGNORECASE),
    ),
)
"""What a program writes at the end."""
_TITLED = (
    (
        "teams",
        re.compile(
            r"^[^\n]{1,120}-Meeting (?:Recording|Transcript)\b|^[^\n]{1,60} started transcription$",
            re.MULTILINE,
        ),
    ),
    ("nvivo", re.compile(r"^[^\n]{0,20}\bTimespan\t+(?:Content|Speaker)\b", re.MULTILINE)),
)
"""What a program writes at the top."""
_LABELLED = (
    ("zoom", re.compile(r"\[[^\]\n]{1,60}\] \d{1,2}:\d{2}:\d{2}[ \t]*\n")),
    ("zoom", re.compile(r"\d{2}:\d{2}:\d{2}\t[^\t\n]{1,60}:\t")),
    ("zoom", re.compile(r"\d{2}:\d{2}:\d{2}[ \t]+From [^\n]{1,80}:")),
    ("rev", re.compile(rf"[^\n(]{{1,60}} \({_PLAIN}\):[ \t]*\n")),
    ("rev", re.compile(rf"[^\n(]{{1,60}}: \({_PLAIN}\)[ \t]*\n")),
    ("trint", re.compile(r"\[\d{2}:\d{2}:\d{2}(?:\.\d+)?\] (?!- )[^\n:\[]{1,60}:?[ \t]*\n")),
    ("nvivo", re.compile(rf"\d{{1,5}}[\t |]+{RANGE}[\t |]")),
    ("teams", re.compile(r"0?\d:\d{1,2}:\d{1,2}\.\d{1,3} --> [^\n]{5,16}\n")),
    ("teams", re.compile(rf"[^\n]{{1,60}}[^ \n] {{3}}{_PLAIN}[ \t]*\n")),
    ("otter", re.compile(rf"[^\n]{{1,60}}[^ \n] {{2}}{_PLAIN}[ \t]*\n")),
)
"""How a program writes who speaks."""


def layout_of(text: str, search: LabelSearch) -> str | None:
    """Return the program whose export a transcript looks like, or None.

    Args:
        text: Canonical text.
        search: The labels found in it.

    Returns:
        `otter`, `teams`, `zoom`, `rev`, `trint` or `nvivo`.
    """
    if not search.lines:
        return None
    foot = text[-_FOOT:]
    for program, pattern in _NAMED:
        if pattern.search(foot):
            return program
    top = text[: search.lines[0].words]
    for program, pattern in _TITLED:
        if pattern.search(top):
            return program
    looked_at = search.lines[:_LOOKED_AT]
    for program, pattern in _LABELLED:
        alike = sum(pattern.match(text, line.start) is not None for line in looked_at)
        if len(looked_at) > 1 and alike >= _MOST * len(looked_at):
            return program
    return None
