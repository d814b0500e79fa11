from __future__ import annotations

from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qes.analysis.unit_samples import draw, shuffled, split

STRATA = st.dictionaries(
    st.text("abc", min_size=1, max_size=3), st.integers(0, 20), max_size=5
).map(lambda sizes: {name: [f"{name}.t{n}" for n in range(1, n + 1)] for name, n in sizes.items()})
PEOPLE = st.integers(2, 5).map(lambda n: [f"p{at}" for at in range(n)])


def everything(strata: dict[str, list[str]]) -> set[str]:
    return {id_ for ids in strata.values() for id_ in ids}


def test_a_draw_is_the_one_that_anyone_makes_with_sha_256() -> None:
    # printf 7:a.t4 | sha256sum, and so on: 493e…, 9eac…, cf45…, ec47…
    assert shuffled(["a.t1", "a.t2", "a.t3", "a.t4"], 7) == ("a.t4", "a.t2", "a.t1", "a.t3")


@given(STRATA, st.data(), st.integers(0, 9))
def test_each_stratum_has_its_share_of_a_sample(
    strata: dict[str, list[str]], data: st.DataObject, seed: int
) -> None:
    total = len(everything(strata))
    size = data.draw(st.integers(0, total))
    drawn = draw(strata, size, seed)
    assert len(drawn) == size
    assert drawn <= everything(strata)
    for ids in strata.values():
        exact = len(ids) * size / total if total else 0
        assert abs(len(drawn.intersection(ids)) - exact) < 1
    backwards = {name: ids[::-1] for name, ids in reversed(strata.items())}
    assert draw(backwards, size, seed) == drawn


def test_every_unit_is_drawn_about_as_often() -> None:
    ids = [f"a.t{n}" for n in range(1, 11)]
    times = Counter(id_ for seed in range(2_000) for id_ in draw({"": ids}, 3, seed))
    # three in ten of 2,000, give or take five standard deviations
    assert all(500 < times[id_] < 700 for id_ in ids)


def test_more_than_there_are_cannot_be_drawn() -> None:
    with pytest.raises(ValueError, match="3 of 2"):
        draw({"": ["a", "b"]}, 3, 1)


@given(STRATA, PEOPLE, st.floats(0, 1), st.integers(0, 9))
def test_a_split_gives_every_unit_to_one_or_two_and_as_much_to_everyone(
    strata: dict[str, list[str]], people: list[str], overlap: float, seed: int
) -> None:
    theirs = split(strata, people, overlap, seed)
    given_to = Counter(id_ for ids in theirs.values() for id_ in ids)
    units = everything(strata)
    assert set(given_to) == units
    twice = {id_ for id_, n in given_to.items() if n == 2}
    assert len(twice) == round(len(units) * overlap)
    assert set(given_to.values()) <= {1, 2}
    sizes = [len(theirs[who]) for who in people]
    shared = [len(theirs[one] & theirs[two]) for one, two in combinations(people, 2)]
    assert max(shared) - min(shared) <= 1
    # once there is a rest to deal out, nobody has more than one unit more than another
    assert max(sizes) - min(sizes) <= (1 if len(units) - len(twice) >= len(people) else 2)
    for ids in strata.values():
        exact = len(ids) * len(twice) / len(units) if units else 0
        assert abs(len(twice.intersection(ids)) - exact) < 1
    assert split(strata, people, overlap, seed) == theirs


def test_another_seed_splits_otherwise() -> None:
    ids = {"": [f"a.t{n}" for n in range(1, 41)]}
    assert split(ids, ["a", "b"], 0.2, 1) != split(ids, ["a", "b"], 0.2, 2)


@pytest.mark.parametrize(("people", "overlap"), [(["a"], 0.2), (["a", "b"], 1.5)])
def test_what_cannot_be_split_is_refused(people: list[str], overlap: float) -> None:
    with pytest.raises(ValueError, match="two people and a share"):
        split({"": ["x"]}, people, overlap, 1)
