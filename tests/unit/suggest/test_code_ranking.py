"""Ranking by vectors alone: no model, no process."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qes.base import CodeId
from qes.suggest.embedder import DIMENSIONS, Vectors
from qes.suggest.prototypes import PrototypeRanker
from qes.suggest.ranking import Basis, CodeText, CodeVectors, Decided, Decision, embed_codes, rank
from qes.suggest.suggestions import suggest

seeds = st.integers(min_value=0, max_value=2**32 - 1)


def unit_rows(rows: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> Vectors:
    unit: Vectors = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    return unit


def random_rows(seed: int, n: int) -> Vectors:
    return unit_rows(np.random.default_rng(seed).normal(size=(n, DIMENSIONS)))


def axes(*which: int) -> Vectors:
    every: Vectors = np.eye(DIMENSIONS, dtype=np.float32)
    return every[list(which)]


def codes(n: int, *, definition: str = "what it means") -> tuple[CodeText, ...]:
    return tuple(CodeText(CodeId(f"c{i}"), ("Theme", f"Code {i}"), definition) for i in range(n))


def book(names: Vectors, definitions: Vectors) -> CodeVectors:
    return CodeVectors(codes(len(names)), names, definitions, np.zeros((0, DIMENSIONS), np.float32))


def order(segment: Vectors, vectors: CodeVectors, decided: Decided | None = None) -> list[str]:
    ranker = PrototypeRanker(vectors, decided)
    return [one.code for one in rank(segment, ranker, len(vectors.codes))[0]]


def test_the_code_whose_definition_is_nearest_comes_first() -> None:
    vectors = book(axes(10, 11, 12), axes(0, 1, 2))
    near_the_second = unit_rows(np.asarray(axes(1) + 0.3 * axes(2), dtype=np.float64))
    assert order(near_the_second, vectors) == ["c1", "c2", "c0"]


def test_a_code_without_a_definition_is_ranked_by_its_name() -> None:
    vectors = book(axes(0, 1), np.zeros((2, DIMENSIONS), np.float32))
    ranking = rank(axes(1), PrototypeRanker(vectors), 2)[0]
    assert [(one.code, one.score) for one in ranking] == [("c1", 1.0), ("c0", 0.0)]
    assert [reason.basis for reason in ranking[0].because] == [Basis.NAME]


def test_equal_codes_stand_in_tree_order() -> None:
    same = np.repeat(random_rows(4, 1), 60, axis=0)
    same[::7] = random_rows(6, 1)
    ranking = rank(random_rows(5, 1), PrototypeRanker(book(same, same)), 60)[0]
    places = [(-one.score, int(one.code[1:])) for one in ranking]
    assert len({score for score, _ in places}) == 2
    assert places == sorted(places)


def test_a_definition_counts_for_more_than_a_name() -> None:
    vectors = book(axes(0, 1), axes(1, 0))
    assert order(axes(0), vectors) == ["c1", "c0"]


def test_an_accepted_passage_draws_its_code_to_what_is_like_it() -> None:
    vectors = book(axes(10, 11), axes(0, 1))
    passage = axes(5)
    decided = Decided(passage, (Decision("s1", 0, CodeId("c1"), applies=True),))
    assert order(passage, vectors) == ["c0", "c1"]
    ranking = rank(passage, PrototypeRanker(vectors, decided), 1)[0]
    assert ranking[0].code == "c1"
    assert (ranking[0].because[0].basis, ranking[0].because[0].passage) == (Basis.ACCEPTED, "s1")


def test_a_rejected_passage_drives_its_code_away_and_is_never_a_reason() -> None:
    vectors = book(axes(10, 11), axes(0, 1))
    passage = unit_rows(np.asarray(axes(0) + 0.9 * axes(1), dtype=np.float64))
    decided = Decided(passage, (Decision("s1", 0, CodeId("c0"), applies=False),))
    assert order(passage, vectors) == ["c0", "c1"]
    ranking = rank(passage, PrototypeRanker(vectors, decided), 2)[0]
    assert [one.code for one in ranking] == ["c1", "c0"]
    assert all(reason.passage is None for one in ranking for reason in one.because)


def test_a_shipped_example_counts_as_an_accepted_passage() -> None:
    shown = axes(5)
    bare = book(axes(10), axes(0))
    with_example = CodeVectors(
        (CodeText(CodeId("c0"), ("Code 0",), "what it means", ("a quote",)),),
        bare.names,
        bare.definitions,
        shown,
    )
    accepted = Decided(shown, (Decision("s1", 0, CodeId("c0"), applies=True),))
    segments = random_rows(1, 20)
    by_example = PrototypeRanker(with_example)
    np.testing.assert_array_equal(
        by_example.scores(segments), PrototypeRanker(bare, accepted).scores(segments)
    )
    reason = by_example.because(shown[0], 0)[0]
    assert (reason.basis, reason.text, reason.similarity) == (Basis.EXAMPLE, "a quote", 1.0)


def test_more_weight_draws_further() -> None:
    vectors = book(axes(10), axes(0))
    scores = [
        PrototypeRanker(
            vectors,
            Decided(axes(5), (Decision("s", 0, CodeId("c0"), applies=True, weight=weight),)),
        ).scores(axes(5))[0, 0]
        for weight in (0.0, 0.5, 1.0, 4.0)
    ]
    assert scores == sorted(set(scores))


def test_decisions_about_unranked_codes_change_nothing() -> None:
    vectors = book(random_rows(1, 3), random_rows(2, 3))
    decided = Decided(random_rows(3, 1), (Decision("s", 0, CodeId("theme"), applies=True),))
    segments = random_rows(4, 5)
    assert rank(segments, PrototypeRanker(vectors, decided), 3) == rank(
        segments, PrototypeRanker(vectors), 3
    )


def test_a_blank_segment_gets_no_codes() -> None:
    segments = np.vstack([np.zeros((1, DIMENSIONS), np.float32), axes(1)])
    answers = suggest(segments, book(axes(10, 11), axes(0, 1)), 2)
    assert (answers[0].suggestions, answers[0].none_probability) == ((), 1.0)
    assert len(answers[1].suggestions) == 2


def test_an_empty_codebook_suggests_that_no_code_applies() -> None:
    nothing = np.zeros((0, DIMENSIONS), np.float32)
    answers = suggest(random_rows(1, 2), CodeVectors((), nothing, nothing, nothing), 3)
    assert [(one.suggestions, one.none_probability) for one in answers] == [((), 1.0)] * 2


def test_only_codes_without_children_are_embedded_and_in_one_call() -> None:
    calls: list[tuple[str, ...]] = []

    def embed(texts: Sequence[str]) -> Vectors:
        calls.append(tuple(texts))
        return random_rows(0, len(texts))

    tree = (
        CodeText(CodeId("t"), ("Access",), "a theme", leaf=False),
        CodeText(CodeId("a"), ("Access", "Distance"), "how far", ("two buses",)),
        CodeText(CodeId("b"), ("Access", "Cost"), "what it costs", ("the fare", "parking")),
    )
    vectors = embed_codes(tree, embed)
    assert [code.code for code in vectors.codes] == ["a", "b"]
    assert calls == [
        ("Distance", "Cost", "how far", "what it costs", "two buses", "the fare", "parking")
    ]
    assert (len(vectors.names), len(vectors.definitions), len(vectors.examples)) == (2, 2, 3)


@given(seed=seeds, n=st.integers(1, 12), top=st.integers(1, 15))
def test_the_order_of_the_codes_does_not_change_what_each_gets(seed: int, n: int, top: int) -> None:
    generator = np.random.default_rng(seed)
    vectors = book(random_rows(seed, n), random_rows(seed ^ 1, n))
    segments = random_rows(seed ^ 2, 4)
    decided = Decided(
        random_rows(seed ^ 3, 6),
        tuple(
            Decision(f"s{row}", row, CodeId(f"c{generator.integers(n)}"), bool(row % 2))
            for row in range(6)
        ),
    )
    shuffle = generator.permutation(n)
    shuffled = CodeVectors(
        tuple(vectors.codes[i] for i in shuffle),
        vectors.names[shuffle],
        vectors.definitions[shuffle],
        vectors.examples,
    )
    here = PrototypeRanker(vectors, decided).scores(segments)
    there = PrototypeRanker(shuffled, decided).scores(segments)
    np.testing.assert_allclose(here[:, shuffle], there, atol=2e-6)
    rankings = rank(segments, PrototypeRanker(vectors, decided), top)
    assert {len(ranking) for ranking in rankings} == {min(top, n)}
    for ranking in rankings:
        scores = [one.score for one in ranking]
        assert scores == sorted(scores, reverse=True)


@given(seed=seeds)
def test_the_same_input_gives_the_same_suggestions(seed: int) -> None:
    vectors, segments = book(random_rows(seed, 5), random_rows(seed ^ 1, 5)), random_rows(7, 3)
    assert suggest(segments, vectors, 3) == suggest(segments, vectors, 3)


@given(seed=seeds)
def test_each_segment_is_ranked_by_itself(seed: int) -> None:
    vectors, segments = book(random_rows(seed, 5), random_rows(seed ^ 1, 5)), random_rows(seed, 6)
    ranker = PrototypeRanker(vectors)
    together = rank(segments, ranker, 5)
    for row in range(len(segments)):
        (alone,) = rank(segments[row : row + 1], ranker, 5)
        for one, other in zip(together[row], alone, strict=True):
            assert one.score == pytest.approx(other.score, abs=2e-6)
