from __future__ import annotations

from corpora.prose.constructs import Construct, construct_of
from corpora.reading import read_source
from corpora.source import Reading, SourceKind, Unit

REPORT = """2.1 What people valued

People liked the calls: “she rang me” (P1) and so on, at great length.

They rang when they said. Nobody else did. Service User

One left: “I had no choice at all in the matter.” (P2) Others stayed.
"""
TALK = """INTERVIEWER: How was it for you?

P1: It was new. I liked it.
"""


def orders(reading: Reading, unit: Unit) -> list[Construct]:
    return [construct_of(reading, one) for one in reading.segments if one.unit is unit]


def read(text: str, kind: SourceKind) -> Reading:
    return read_source(text.encode(), "a.txt", kind=kind)


def test_quoted_paragraphs_are_first_order_and_narrative_is_second() -> None:
    first, second = Construct.FIRST, Construct.SECOND
    reading = read(REPORT, SourceKind.REPORT)
    assert orders(reading, Unit.PARAGRAPH) == [second, second, first, first]
    assert orders(reading, Unit.SENTENCE) == [second, second, first, first, first, second]
    assert orders(reading, Unit.QUOTE) == [first, first, first]


def test_in_a_transcript_only_who_asks_is_second_order() -> None:
    reading = read(TALK, SourceKind.TRANSCRIPT)
    assert orders(reading, Unit.TURN) == [Construct.SECOND, Construct.FIRST]
    assert orders(reading, Unit.SENTENCE) == [Construct.SECOND, Construct.FIRST, Construct.FIRST]


def test_a_reading_lists_what_may_be_a_quote() -> None:
    reading = read("It was so.\n\nI waited for weeks.\n", SourceKind.PAPER)
    assert [span.of(reading.text) for span in reading.likely_quotes] == ["I waited for weeks."]
