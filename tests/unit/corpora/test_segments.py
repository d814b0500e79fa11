from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from corpora.reading import read_source
from corpora.source import Reading, SourceKind, Unit
from corpora.speech.labels import find_labels

LINES = st.lists(
    st.sampled_from(
        [
            "",
            "",
            " ",
            "I: What was it? Tell me.",
            "P1: It was… fine. Then not.",
            "P2:",
            "[00:05]",
            "P1: [0:07] Late. Very late!",
            "# Head",
            "1.2 A heading",
            "She went on.",
            " and a page",
            "- Item one. Two",
            "7 A note.",
            "**Break:**",
            "P3 (0:09): So. 😀",
            "word " * 50,
            "“It was good to be there again.” (P12)",
            "I liked it. Service Manager",
            "a|b",
            "\t",
        ]
    ),
    max_size=25,
)


def spans(reading: Reading, unit: Unit) -> list[tuple[int, int]]:
    return [(one.start, one.end) for one in reading.segments if one.unit is unit]


def letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def without_labels(text: str) -> str:
    """Blank out what is before the words of each labelled line, and the times words begin with."""
    blanked = list(text)
    for line in find_labels(text).lines:
        blanked[line.start : line.words] = " " * (line.words - line.start)
    return "".join(blanked)


@settings(max_examples=150, deadline=None)
@given(LINES, st.sampled_from(SourceKind))
def test_segments_of_a_unit_are_in_order_apart_and_bare(lines: list[str], kind: SourceKind) -> None:
    reading = read_source(("\n".join(lines) + "\nend").encode(), "a.txt", kind=kind)
    for unit in (Unit.TURN, Unit.SENTENCE, Unit.PARAGRAPH):
        found = spans(reading, unit)
        assert all(a[1] <= b[0] for a, b in pairwise(found))
        for start, end in found:
            words = reading.text[start:end]
            assert words == words.strip() != ""
    turns = {one.n: one for one in reading.turns}
    for one in reading.segments:
        if one.turn is not None:
            assert turns[one.turn].start <= one.start
            assert one.end <= turns[one.turn].end


@settings(max_examples=150, deadline=None)
@given(LINES)
def test_no_letter_is_left_out(lines: list[str]) -> None:
    text = "\n".join(lines) + "\nend"
    report = read_source(text.encode(), "a.txt", kind=SourceKind.SURVEY)
    pieces = "".join(text[a:b] for a, b in spans(report, Unit.PARAGRAPH))
    assert letters(pieces) == letters(text)
    spoken = read_source(text.encode(), "a.txt", kind=SourceKind.TRANSCRIPT)
    for reading in (report, spoken):
        pieces = "".join(text[a:b] for a, b in spans(reading, Unit.PARAGRAPH))
        said = "".join(text[a:b] for a, b in spans(reading, Unit.SENTENCE))
        assert letters(said) == letters(pieces)
    # words are in pieces: what is left over are labels and times
    left = letters(without_labels(text).replace("[0:07]", "").replace("[00:05]", ""))
    assert letters(pieces.replace("[00:05]", "").replace("[0:07]", "")) == left


@settings(max_examples=60, deadline=None)
@given(LINES, st.sampled_from(SourceKind))
def test_line_ends_of_either_system_give_the_same_reading(
    lines: list[str], kind: SourceKind
) -> None:
    text = "\n".join(lines) + "\nend"
    unix = read_source(text.encode(), "a.txt", kind=kind)
    windows = read_source(text.replace("\n", "\r\n").encode(), "a.txt", kind=kind)
    assert unix.text == windows.text
    assert unix.turns == windows.turns
    assert unix.segments == windows.segments
    assert unix.speakers == windows.speakers
    assert unix.quotes == windows.quotes
