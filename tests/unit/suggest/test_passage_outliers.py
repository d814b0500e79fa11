"""Passages far from the others of their code."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from qes.base import CodeId
from qes.suggest.outliers import outliers
from qes.suggest.segment_space import segment_space
from tests.unit.suggest.made_passages import made

A, B, C = CodeId("a"), CodeId("b"), CodeId("c")


def unit(*rows: tuple[float, ...]) -> NDArray[np.float32]:
    points = np.array(rows, dtype=np.float32)
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    return points


def test_a_passage_coded_as_something_else_is_found_and_its_own_code_named() -> None:
    material = made(20)
    codes = [(CodeId(str(one)),) for one in material.subjects]
    wrong = (5, 17, 60)
    for row in wrong:
        codes[row] = (CodeId(str((material.subjects[row] + 2) % 5)),)
    points = segment_space(material.vectors, material.texts, codes)
    found = outliers(points, codes, limit=3)
    assert {one.row for one in found} == set(wrong)
    for one in found:
        assert one.nearest == CodeId(str(material.subjects[one.row]))
        assert one.nearest_likeness > one.likeness


def test_likeness_is_the_mean_cosine_with_the_others() -> None:
    points = unit((1, 0), (1, 0), (0, 1), (0, 1))
    (first, *_) = outliers(points, [(A,), (A,), (A,), (B,)], limit=1)
    assert (first.row, first.code, first.others, first.nearest) == (2, A, 2, B)
    assert first.likeness == pytest.approx(0)
    assert first.nearest_likeness == pytest.approx(1)


def test_the_most_typical_of_the_others_is_shown_beside_it() -> None:
    points = unit((1, 0), (1, 0.2), (1, 0.4), (1, 2))
    found = outliers(points, [(A,)] * 4)
    assert found[0].row == 3
    assert found[0].typical == 2
    # of the one that is most like the others itself, the next
    assert next(one.typical for one in found if one.row == 2) == 1


def test_the_only_passage_of_a_code_is_not_judged() -> None:
    points = unit((1, 0), (0, 1), (1, 1))
    assert outliers(points, [(A,), (B,), (C,)]) == ()
    assert outliers(points, [(), (), ()]) == ()
    assert outliers(np.zeros((0, 2), dtype=np.float32), []) == ()


def test_with_few_others_a_passage_does_not_come_first_by_chance() -> None:
    # as far from one other as the odd one of many is from all of its own
    many = [(1.0, 0.0, 0.0)] * 30
    points = unit(*many, (0, 1, 0), (0, 0, 1), (0, 1, 0))
    codes = [(A,)] * 31 + [(B,)] * 2
    first, *others = outliers(points, codes)
    assert first.row == 30
    assert {one.row for one in others[:2]} == {31, 32}


def test_a_code_the_passage_has_is_not_its_nearest_other() -> None:
    points = unit((1, 0), (1, 0), (0, 1), (0, 1))
    codes = [(A,), (A,), (A, B), (B,)]
    (first, *_) = outliers(points, codes, limit=1)
    assert (first.row, first.code, first.nearest) == (2, A, None)
    assert first.nearest_likeness == 0


def test_blank_passages_are_passed_over() -> None:
    points = np.vstack([unit((1, 0), (1, 0)), np.zeros((1, 2), dtype=np.float32)])
    assert {one.row for one in outliers(points, [(A,), (A,), (A,)])} == {0, 1}
