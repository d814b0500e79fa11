"""A transcript whose participants go unrecognised says so."""

from __future__ import annotations

import pytest

from corpora.reading import read_source
from corpora.source import RemarkCode, SourceKind


def _remarks(text: str) -> set[RemarkCode]:
    reading = read_source(text.encode(), "talk.txt", kind=SourceKind.TRANSCRIPT)
    return {remark.code for remark in reading.warnings}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("INTERVIEWER: How was it?\nmaria said then: It was good.\n", True),
        ("INTERVIEWER: How was it?\nMaria: Good.\nTomasz: Bad.\nGareth: So so.\n", False),
    ],
)
def test_it_is_said_when_nobody_but_an_interviewer_is_recognised(text: str, *, said: bool) -> None:
    assert (RemarkCode.ONLY_INTERVIEWER in _remarks(text)) is said
