"""WebVTT captions; W3C WebVTT: https://www.w3.org/TR/webvtt1/.

Read by our own scanner: webvtt-py refuses a file without its first line, leaves entities as they
are, and drops words that stand under no time.
"""

from __future__ import annotations

import re

from corpora.manuscript import Manuscript
from corpora.readers.subtitles.cue_scan import CueScan
from corpora.readers.subtitles.cues import Captions, captioned
from corpora.text import canonical, decode

_TEAMS_IDENT = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}(?:/[\d-]+)?", re.IGNORECASE)


def read_vtt(data: bytes, encoding: str | None, password: str | None) -> Manuscript:
    """Read WebVTT captions.

    Raises:
        Refused: It holds no cue.
    """
    del password
    decoded = decode(data, encoding)
    source = canonical(decoded.text)
    captions = CueScan(webvtt=True).captions(source.text)
    return captioned("vtt", decoded, source, captions, _layout(captions))


def _layout(captions: Captions) -> str | None:
    """Tell Teams by its cue ids, and Zoom by plain numbers over cues that mostly begin `Name: `."""
    idents = captions.idents
    if len(idents) != captions.timed or not idents:
        return None
    if all(_TEAMS_IDENT.fullmatch(ident) for ident in idents):
        return "teams"
    counted = all(ident == str(n) for n, ident in enumerate(idents, 1))
    if not counted or any(cue.speaker is not None for cue in captions.cues):
        return None
    named = sum(": " in cue.words[:64] for cue in captions.cues)
    return "zoom" if 10 * named >= 9 * len(captions.cues) else None
