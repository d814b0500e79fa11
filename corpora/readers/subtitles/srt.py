"""SubRip captions.

Read by our own scanner, which WebVTT shares: of a broken file the srt package drops the words after
a broken arrow, and pysrt whole cues where an empty line or a number is missing; both take the words
of a cue without times into the cue before, number and all.
"""

from __future__ import annotations

from corpora.manuscript import Manuscript
from corpora.readers.subtitles.cue_scan import CueScan
from corpora.readers.subtitles.cues import captioned
from corpora.text import canonical, decode


def read_srt(data: bytes, encoding: str | None, password: str | None) -> Manuscript:
    """Read SubRip captions.

    Raises:
        Refused: It holds no cue.
    """
    del password
    decoded = decode(data, encoding)
    source = canonical(decoded.text)
    captions = CueScan(webvtt=False).captions(source.text)
    return captioned("srt", decoded, source, captions, None)
