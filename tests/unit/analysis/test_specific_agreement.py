"""Positive and negative agreement, against a plain loop."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qes.analysis.agreement.computation import Options, compute, data_from_json
from qes.analysis.agreement.estimates import Estimate, IntervalPlan, Method, Undefined
from qes.analysis.agreement.intervals import t_quantile
from qes.analysis.agreement.ratings import ratings_of
from qes.analysis.agreement.specific_agreement import Specific, specific_agreement
from qes.base import Json
from qes.errors import UserError

Rows = list[list[str | None]]
CATEGORIES = ("no", "unsure", "yes")
rows_of_two = st.lists(
    st.lists(st.none() | st.sampled_from(CATEGORIES), min_size=2, max_size=2), max_size=12
)


def plain(rows: Rows, which: Specific, category: str) -> float | None:
    """Count as the definition says."""
    pairs = [(a == category, b == category) for a, b in rows if a is not None and b is not None]
    if which is Specific.NEGATIVE:
        pairs = [(not a, not b) for a, b in pairs]
    given_it = sum(a + b for a, b in pairs)
    return 2 * sum(a and b for a, b in pairs) / given_it if given_it else None


def found(
    rows: Rows, which: Specific, category: str, documents: list[str] | None = None
) -> Estimate:
    data = ratings_of(rows, categories=CATEGORIES, documents=documents)
    return specific_agreement(data, which, category, IntervalPlan(50, 7))


@given(rows_of_two, st.sampled_from(Specific), st.sampled_from(CATEGORIES))
def test_it_is_that_of_its_definition(rows: Rows, which: Specific, category: str) -> None:
    one = found(rows, which, category)
    rated = {at for row in rows for at, value in enumerate(row) if value is not None}
    if len(rated) == 2:
        assert one.value == pytest.approx(plain(rows, which, category), abs=1e-12)
    assert (one.value is None) == (one.reason is not None)


def test_its_intervals_are_those_of_counting_anew() -> None:
    chance = np.random.default_rng(4)
    rows: Rows = []
    where = []
    for document in range(21):
        for _ in range(int(chance.integers(3, 7))):
            truth = chance.choice(CATEGORIES)
            rows.append([str(truth if chance.random() < 0.8 else "no") for _ in range(2)])
            where.append(f"d{document}")
    each = [
        [row for row, at in zip(rows, where, strict=True) if at == one]
        for one in dict.fromkeys(where)
    ]

    def value(documents: list[int]) -> float:
        one = plain([row for at in documents for row in each[at]], Specific.POSITIVE, "yes")
        return float("nan") if one is None else one

    one = found(rows, Specific.POSITIVE, "yes", where)
    left_out = [value([at for at in range(21) if at != out]) for out in range(21)]
    se = np.sqrt(20 / 21 * np.sum((np.array(left_out) - np.mean(left_out)) ** 2))
    assert one.se == pytest.approx(se, abs=1e-12)
    assert one.ci is not None
    assert one.ci[0] == pytest.approx(value(list(range(21))) - t_quantile(20) * se, abs=1e-12)
    drawn = np.random.default_rng(7).integers(21, size=(50, 21)).tolist()
    (bootstrap,) = (each for each in one.beside if each.method is Method.DOCUMENT_BOOTSTRAP)
    ends = np.quantile([value(some) for some in drawn], (0.025, 0.975))
    assert bootstrap.ends == pytest.approx(ends, abs=1e-12)


def test_a_table_of_counts_gives_both() -> None:
    table: Json = {"kind": "contingency", "categories": [0, 1], "data": [[118, 5], [2, 0]]}
    data = data_from_json(table)
    assert compute(data, "positive_agreement").value == 0
    assert compute(data, "negative_agreement").value == pytest.approx(236 / 243)
    other = compute(data, "positive", Options(category="0"))
    assert other.value == pytest.approx(236 / 243)


def test_a_category_that_nobody_gave_has_no_positive_agreement() -> None:
    one = found([["no", "no"]] * 3, Specific.POSITIVE, "yes")
    assert (one.value, one.reason, one.ci) == (None, Undefined.NEVER_USED, None)
    one = found([["yes", "yes"]] * 3, Specific.NEGATIVE, "yes")
    assert (one.value, one.reason) == (None, Undefined.ALWAYS_USED)


@pytest.mark.parametrize(
    ("data", "category", "said"),
    [
        ({"kind": "ratings", "data": [["a", "b"]]}, None, "say which: 'a', 'b'"),
        ({"kind": "ratings", "data": [["a", "b"]]}, "c", "'c' is not among the categories"),
        ({"kind": "ratings", "data": [["a", "b", "a"]]}, "a", "two coders"),
        ({"kind": "distribution", "data": [[1, 1]]}, "1", "who rated what"),
        ({"kind": "sets", "units": [[["a"], []]]}, "a", "needs ratings"),
    ],
)
def test_what_it_cannot_be_of_is_said(data: Json, category: str | None, said: str) -> None:
    with pytest.raises(UserError, match=said):
        compute(data_from_json(data), "positive_agreement", Options(category=category))
