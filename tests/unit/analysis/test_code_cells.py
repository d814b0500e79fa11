"""Counting codes in documents, eight at a time."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qes.analysis.agreement.code_cells import cells_of_matrices
from qes.analysis.agreement.code_statistics import Statistic, code_statistics, statistics
from qes.analysis.agreement.documents import Documents, documents_of
from qes.analysis.agreement.two_by_two import TwoByTwo


@settings(deadline=None)
@given(st.integers(0, 900), st.integers(1, 19), st.integers(1, 5), st.integers(0, 99))
def test_counts_are_those_of_counting_by_hand(
    units: int, codes: int, documents: int, seed: int
) -> None:
    chance = np.random.default_rng(seed)
    a, b = (chance.random((units, codes)) < 0.5 for _ in range(2))
    of = chance.integers(documents, size=units)
    names = tuple(f"d{at}" for at in range(documents))
    found = cells_of_matrices(tuple(map(str, range(codes))), a, b, Documents(names, of))
    used = [at for at in range(documents) if (of == at).any()]
    assert found.documents == tuple(names[at] for at in used)
    for row, at in enumerate(used):
        here = of == at
        assert found.units[row] == here.sum()
        assert found.both[row].tolist() == (a & b)[here].sum(axis=0).tolist()
        assert found.only_first[row].tolist() == (a & ~b)[here].sum(axis=0).tolist()
        assert found.only_second[row].tolist() == (~a & b)[here].sum(axis=0).tolist()


def test_a_document_of_many_units_does_not_overflow() -> None:
    everything = np.ones((1000, 3), dtype=np.bool_)
    found = cells_of_matrices(("a", "b", "c"), everything, everything, documents_of(["d"] * 1000))
    assert found.both.tolist() == [[1000, 1000, 1000]]


def test_pooled_counts_are_those_of_all_codes_added_up() -> None:
    a = np.array([[True, False], [True, True]])
    b = np.array([[True, True], [False, True]])
    pooled = cells_of_matrices(("x", "y"), a, b, documents_of(["d", "e"])).pooled()
    assert pooled.of_code(0) == TwoByTwo(2, 1, 1, 0)
    assert pooled.units.tolist() == [2, 2]


def test_matrices_of_other_shapes_are_a_mistake_of_the_caller() -> None:
    a = np.zeros((2, 2), dtype=np.bool_)
    with pytest.raises(ValueError, match="same units and codes"):
        cells_of_matrices(("x",), a, a, documents_of(["d", "e"]))


@given(st.builds(TwoByTwo, *[st.integers(0, 40)] * 4))
def test_the_eight_statistics_are_those_of_the_four_counts(table: TwoByTwo) -> None:
    found = statistics(np.array([[table.a], [table.b], [table.c], [table.n]], dtype=float))[:, 0, 0]
    figures = (
        table.percent,
        table.positive,
        table.negative,
        table.kappa,
        table.pi,
        table.alpha,
        table.ac1,
        table.brennan_prediger,
    )
    assert len(figures) == len(Statistic)
    for mine, figure in zip(found.tolist(), figures, strict=True):
        if figure.value is None or table.n == 0:
            assert np.isnan(mine)
        else:
            assert mine == pytest.approx(figure.value, abs=1e-12)


def test_prevalence_and_bias_index_are_those_of_byrt_and_others() -> None:
    # Feinstein & Cicchetti's two tables of equal agreement and unlike kappa.
    even, skewed = TwoByTwo(40, 9, 6, 45), TwoByTwo(80, 10, 5, 5)
    assert even.prevalence_index.value == -0.05
    assert skewed.prevalence_index.value == 0.75
    assert skewed.bias_index.value == 0.05
    assert even.brennan_prediger.value == skewed.brennan_prediger.value == 0.7


def test_without_units_there_is_nothing_to_say() -> None:
    nothing = np.zeros((0, 2), dtype=np.bool_)
    found = code_statistics(cells_of_matrices(("x", "y"), nothing, nothing, documents_of([])))
    assert np.isnan(found.values).all()
    assert found.figure(Statistic.ALPHA, 0).value is None
