"""Vectors as they are kept."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from numpy.typing import NDArray

from qes.suggest.vectors import joined, pack, rounded, sentence_half, unit, unpack, whole

SINGLE = st.floats(-1, 1, width=32)
ROWS = arrays(np.float32, array_shapes(min_dims=2, max_dims=2, max_side=8), elements=SINGLE)


@given(ROWS)
def test_keeping_loses_nothing_of_what_is_handed_out(rows: NDArray[np.float32]) -> None:
    handed_out = rounded(rows)
    np.testing.assert_array_equal(unpack(pack(handed_out), rows.shape[1]), handed_out)


@given(ROWS)
def test_sixteen_bits_are_near_enough(rows: NDArray[np.float32]) -> None:
    np.testing.assert_allclose(rounded(rows), rows, rtol=2**-11, atol=2**-24)


@given(arrays(np.float32, (4, 5), elements=st.floats(width=32)))
def test_a_unit_vector_is_finite_and_of_length_one_or_zero(rows: NDArray[np.float32]) -> None:
    with np.errstate(over="ignore"):  # lengths past the largest number
        lengths = np.linalg.norm(unit(rows).astype(np.float64), axis=1)
    assert np.isfinite(lengths).all()
    assert ((np.abs(lengths - 1) < 1e-3) | (lengths == 0)).all()


def test_a_row_of_another_length_or_with_no_number_in_it_is_not_whole() -> None:
    row = pack(np.ones((1, 3), dtype=np.float32))[0]
    assert whole(row, 3)
    assert not whole(row, 4)
    assert not whole(row[:-1], 3)
    assert not whole(b"\x00\x7e" + row[2:], 3)
    with pytest.raises(ValueError, match="damaged"):
        unpack([row, row[:-1]], 3)


def test_no_rows_make_an_empty_array() -> None:
    assert unpack([], 640).shape == (0, 640)


def test_a_cosine_of_joined_vectors_is_the_mean_of_the_halves() -> None:
    left, right = np.eye(3, dtype=np.float32)[[0, 0]], np.eye(2, dtype=np.float32)
    first, second = joined(left, right)
    assert first @ second == pytest.approx(0.5, abs=1e-3)
    np.testing.assert_allclose(sentence_half(joined(left, right), 2), left, atol=1e-3)
