"""Counts of codes by words, neighbours, places and speakers."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qes.suggest.associations import Associations
from qes.suggest.evidence import Evidence, Kind
from qes.suggest.features import Features, Place, features

PRIOR = np.array([0.2, 0.5, 0.3])
MEANING = np.zeros(3)


def said(evidence: Evidence, segment: Features, kind: Kind) -> list[float]:
    found: list[float] = evidence.said(segment, MEANING)[:, evidence.kinds.index(kind)].tolist()
    return found


def row(name: str, place: Place | None = None, speaker: str = "") -> Features:
    return Features(name, np.zeros(2), (), place, speaker)


def test_the_evidence_is_the_shrunken_log_ratio_worked_out_by_hand() -> None:
    table = Associations(shrink=2.0)
    table.add(["maybe"], [1], 3)
    table.add(["maybe"], [2], 1)
    found = table.evidence(["maybe"], PRIOR)
    whole = [math.log((n + 2 * p) / (4 + 2) / p) for n, p in zip((0, 3, 1), PRIOR, strict=True)]
    # the same for every code: what it says for a code that never came with the key
    np.testing.assert_allclose(found, np.array(whole) - whole[0], atol=1e-12)


def test_keys_that_never_came_say_nothing() -> None:
    assert Associations().evidence(["never"], PRIOR).tolist() == [0.0, 0.0, 0.0]


pairs = st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 2)), max_size=20)


@given(counted=pairs, order=st.randoms(use_true_random=False))
def test_counts_do_not_depend_on_order_and_what_is_taken_back_was_never_there(
    counted: list[tuple[str, int]], order: st.DrawFn
) -> None:
    one, two = Associations(), Associations()
    for key, code in counted:
        one.add([key], [code])
    shuffled = list(counted)
    order.shuffle(shuffled)  # type: ignore[attr-defined]
    for key, code in shuffled:
        two.add([key], [code])
        two.add([key, "other"], [0], 0.3)
        two.add([key, "other"], [0], -0.3)
    np.testing.assert_allclose(one.evidence("abc", PRIOR), two.evidence("abc", PRIOR), atol=1e-9)
    assert two.evidence(["other"], PRIOR).tolist() == [0.0, 0.0, 0.0]


def test_a_pair_of_neighbours_is_counted_whichever_is_decided_first() -> None:
    first, second = row("a", Place(None, "b", 8)), row("b", Place("a", None, 7))
    asked = row("y", Place("x", None, 3))
    found = []
    for order in ((first, second), (second, first)):
        evidence = Evidence((Kind.BEFORE,), 3)
        columns = {"a": (1,), "b": (2,)}
        for segment in order:
            evidence.decide(segment, columns[segment.name])
        evidence.decide(row("x"), (1,))
        found.append(said(evidence, asked, Kind.BEFORE))
    assert found[0] == found[1]
    assert found[0][2] > 0
    assert found[0][:2] == [0.0, 0.0]


def test_an_undecided_neighbour_says_nothing_and_the_beginning_of_a_document_does() -> None:
    evidence = Evidence((Kind.BEFORE,), 3)
    evidence.decide(row("a", Place(None, "b", 8)), (1,))
    opening = row("m", Place(None, "n", 8))
    assert said(evidence, opening, Kind.BEFORE)[1] > 0
    assert said(evidence, row("n", Place("m", None, 7)), Kind.BEFORE) == [0.0, 0.0, 0.0]


@pytest.mark.parametrize(
    ("kind", "known", "alike", "other"),
    [
        (Kind.SPEAKER, row("a", None, "nurse"), row("b", None, "nurse"), row("c", None, "guest")),
        (Kind.PLACE, row("a", Place("z", None, 5)), row("b", Place("z", None, 5)), row("c")),
    ],
)
def test_a_code_is_likelier_with_what_it_came_with(
    kind: Kind, known: Features, alike: Features, other: Features
) -> None:
    evidence = Evidence((kind,), 3)
    evidence.decide(known, (2,))
    assert said(evidence, alike, kind)[2] > 0
    assert said(evidence, other, kind) == [0.0, 0.0, 0.0]
    evidence.withdraw(known)
    assert said(evidence, alike, kind) == [0.0, 0.0, 0.0]


def test_a_withdrawn_segment_that_was_never_decided_changes_nothing() -> None:
    evidence = Evidence(tuple(Kind), 3)
    evidence.withdraw(row("a"))
    np.testing.assert_allclose(evidence.prior(), [1 / 3] * 3)


def test_what_each_phrase_says_adds_up_to_what_the_words_say() -> None:
    (known,) = features(["a"], ["I worry about money"], np.ones((1, 2)))
    (asked,) = features(["b"], ["I worry about her"], np.ones((1, 2)))
    evidence = Evidence((Kind.WORDS,), 3)
    evidence.decide(known, (1,))
    total = evidence.words(asked).sum(axis=0) / math.sqrt(len(asked.phrases))
    np.testing.assert_allclose(total, said(evidence, asked, Kind.WORDS))
    assert total[1] > 0
