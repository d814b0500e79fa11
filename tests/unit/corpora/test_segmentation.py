from __future__ import annotations

import subprocess
import sys
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpora.segmentation import COMPONENT, pipeline, segmenter, sentence_starts, sentences
from corpora.span import Span


def cut(text: str) -> list[str]:
    (spans,) = sentences(text, [Span(0, len(text))])
    return [span.of(text) for span in spans]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I went. She stayed!", ["I went.", "She stayed!"]),
        ("Well… I thought so. Yes.", ["Well… I thought so.", "Yes."]),
        ("Well... I thought so. Yes.", ["Well... I thought so.", "Yes."]),
        ("1. What is it? It is this.", ["1. What is it?", "It is this."]),
        ("4.14. Effects were seen. They last.", ["4.14. Effects were seen.", "They last."]),
        ("It ended here. They left. 12", ["It ended here.", "They left. 12"]),
        ("It ended.<sup>34</sup> They left.", ["It ended.<sup>34</sup>", "They left."]),
        ("“Quite so.” He nodded.", ["“Quite so.”", "He nodded."]),
        ("Dr. Hill came at 5.30 p.m. on Monday.", ["Dr. Hill came at 5.30 p.m. on Monday."]),
        ("wrapped over\nlines. Next\none.", ["wrapped over\nlines.", "Next\none."]),
        ("42", ["42"]),
        ("( )", ["( )"]),
    ],
)
def test_sentences_end_where_people_end_them(text: str, expected: list[str]) -> None:
    assert cut(text) == expected


def test_ellipses_of_either_spelling_give_the_same_sentences() -> None:
    text = "I was… not sure. You know… But then. Right…? Yes."
    assert [s.replace("...", "…") for s in cut(text.replace("…", "..."))] == cut(text)


WORDS = st.lists(
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
            "...",
            "\n",
            "No!",
            "<sup>1</sup>",
        ]
    ),
    max_size=40,
).map(" ".join)


@settings(max_examples=60, deadline=None)
@given(st.one_of(WORDS, st.text(max_size=80)))
def test_sentences_cover_their_piece_in_order_without_overlap(text: str) -> None:
    (spans,) = sentences(text, [Span(0, len(text))])
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert "".join("".join(s.of(text) for s in spans).split()) == "".join(text.split())


@settings(max_examples=40, deadline=None)
@given(WORDS)
def test_a_piece_is_cut_alike_wherever_it_stands(text: str) -> None:
    before = "Before it. "
    (alone,) = sentences(text, [Span(0, len(text))])
    (moved,) = sentences(before + text, [Span(len(before), len(before) + len(text))])
    assert [span.of(before + text) for span in moved] == [span.of(text) for span in alone]


def test_the_pipeline_is_spacys_with_our_component() -> None:
    doc = pipeline()("I went. She stayed… so did he.")
    assert pipeline().pipe_names == [COMPONENT]
    assert [sentence.text for sentence in doc.sents] == ["I went.", "She stayed… so did he."]


def test_a_word_of_absurd_length_is_cut_without_the_tokenizer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def unwanted() -> None:
        raise AssertionError("its tokenizer takes quadratic time on such a word")

    monkeypatch.setattr("corpora.segmentation.pipeline", unwanted)
    text = "(" * 20_000 + " It went on. So it did."
    assert cut(text)[-1] == "So it did."


def test_the_segmenter_names_its_versions() -> None:
    assert segmenter().startswith(f"{COMPONENT}/")
    assert "syntok" in segmenter()
    assert sentence_starts("  \n ") == ()


def test_reading_is_imported_without_heavy_libraries() -> None:
    heavy = ("spacy", "syntok", "docx", "pypdfium2", "lxml", "webvtt", "numpy", "torch")
    code = f"import sys, corpora.reading; print([m for m in {heavy!r} if m in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
