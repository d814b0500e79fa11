from __future__ import annotations

import subprocess
import sys
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpora import segmentation
from corpora.prose.sentences import sentence_starts
from corpora.segmentation import Pieces, segmenter, sentences
from corpora.spacy_pipeline import COMPONENT, pipeline


def cut(text: str, *spans: tuple[int, int]) -> list[list[str]]:
    """Cut stretches of a text, or all of it; return the sentences of each."""
    pieces = Pieces()
    for turn, (start, end) in enumerate(spans or [(0, len(text))], 1):
        pieces.add(start, end, turn)
    found = sentences(text, pieces)
    said: list[list[str]] = [[] for _ in pieces.starts]
    for start, end, turn in zip(found.starts, found.ends, found.turns, strict=True):
        said[turn - 1].append(text[start:end])
    return said


PIECES = st.lists(
    st.sampled_from(
        [
            "I",
            "went",
            "Dr.",
            "home.",
            "3.",
            "(so)",
            "“Yes.”",
            "…",
            "\n",
            "No!",
            "<sup>1</sup>",
            "😀",
        ]
    ),
    max_size=40,
)
WORDS = PIECES.map(" ".join).filter(lambda text: text == text.strip() != "")


@settings(max_examples=60, deadline=None)
@given(st.one_of(WORDS, st.text(max_size=80).map(str.strip).filter(bool)))
def test_sentences_cover_their_piece_in_order_without_overlap(text: str) -> None:
    pieces = Pieces()
    pieces.add(0, len(text), 0)
    found = sentences(text, pieces)
    assert all(end <= start for end, start in zip(found.ends, found.starts[1:], strict=False))
    (said,) = cut(text)
    assert "".join("".join(said).split()) == "".join(text.split())
    assert all(one == one.strip() != "" for one in said)


@settings(max_examples=40, deadline=None)
@given(WORDS)
def test_a_piece_is_cut_as_its_boundaries_say_wherever_it_stands(text: str) -> None:
    before = "Before it. "
    bounds = pairwise((*sentence_starts(text), len(text)))
    expected = [one for a, b in bounds if (one := text[a:b].strip())]
    first, second = cut(before + text, (0, 10), (len(before), len(before) + len(text)))
    assert (first, second) == (["Before it."], expected)


def test_chunks_of_any_size_give_the_same_sentences(monkeypatch: pytest.MonkeyPatch) -> None:
    words = ["One is here. Two is there.", "x" * 70, "Then three… and four? Yes.", "Five."] * 9
    text = " | ".join(words)
    spans, at = [], 0
    for word in words:
        spans.append((at, at + len(word)))
        at += len(word) + 3
    expected = cut(text, *spans)
    assert [len(said) for said in expected[:4]] == [2, 1, 2, 1]
    for size in (1, 30, 64, 200):
        monkeypatch.setattr(segmentation, "CHUNK", size)
        assert cut(text, *spans) == expected


def test_progress_tells_the_place_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segmentation, "CHUNK", 8)
    pieces = Pieces()
    for start in (0, 6, 12, 18):
        pieces.add(start, start + 5, 0)
    reached: list[int] = []
    sentences("Abcd. " * 4, pieces, progress=reached.append)
    assert reached == [5, 11, 17, 23]


def test_the_pipeline_is_spacys_with_our_component() -> None:
    doc = pipeline()("I went. She stayed… so did he.")
    assert pipeline().pipe_names == [COMPONENT]
    assert [sentence.text for sentence in doc.sents] == ["I went.", "She stayed… so did he."]
    assert list(pipeline()("").sents) == []


def test_the_segmenter_names_its_version() -> None:
    assert segmenter().startswith(f"{COMPONENT}/")


def test_reading_is_imported_and_done_without_heavy_libraries() -> None:
    heavy = ("spacy", "syntok", "docx", "pypdfium2", "lxml", "webvtt", "numpy", "torch")
    code = (
        "import sys; from corpora.reading import read_source; from corpora.source import SourceKind;"
        "read_source(b'I: So. And?\\nP: Yes. No.', 'a.txt', kind=SourceKind.TRANSCRIPT);"
        f"print([m for m in {heavy!r} if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
