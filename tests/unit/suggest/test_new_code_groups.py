"""Groups of passages without a code, and the space and the parts they are made of."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qes.base import CodeId
from qes.suggest.groups import (
    SMALLEST,
    Dismissed,
    Group,
    Passages,
    group_id,
    group_passages,
    recurs,
)
from qes.suggest.partition import partition
from qes.suggest.segment_space import segment_space
from tests.unit.suggest.made_passages import WORDS, Made, made

BUS, GARDEN, CHOIR, KNEE, RENT = range(len(WORDS))


def passages(material: Made, *coded: int) -> Passages:
    """Give the passages about the subjects in `coded` their subject as a code."""
    codes = [(CodeId(str(one)),) if one in coded else () for one in material.subjects]
    return Passages(material.keys, material.vectors, material.texts, codes)


def subjects(material: Made, group: Group) -> Counter[int]:
    of_key = dict(zip(material.keys, material.subjects, strict=True))
    return Counter(of_key[key] for key in group.members)


def a_group(*members: str) -> Group:
    return Group(group_id(members), members, (), (), None)


def test_each_subject_without_a_code_is_held_by_a_group_of_its_own() -> None:
    material = made(30)
    groups = group_passages(passages(material, BUS, GARDEN), count=6)
    held = {subjects(material, one).most_common(1)[0] for one in groups}
    pure = {subject for subject, count in held if count >= SMALLEST}
    assert pure == {CHOIR, KNEE, RENT}
    for one in groups:
        assert subjects(material, one).most_common(1)[0][1] >= 0.8 * len(one.members)


def test_passages_with_a_code_are_in_no_group_and_no_passage_is_in_two() -> None:
    material = made(20)
    coded = passages(material, BUS, KNEE)
    members = [key for one in group_passages(coded) for key in one.members]
    assert len(members) == len(set(members))
    has_code = {key for key, ones in zip(coded.keys, coded.codes, strict=True) if ones}
    assert not has_code & set(members)


def test_what_a_code_explains_well_is_left_out() -> None:
    material = made(20)
    explained = np.array([0.95 if one == CHOIR else 0.4 for one in material.subjects])
    groups = group_passages(replace(passages(material, BUS), explained=explained))
    assert groups
    assert not any(subjects(material, one)[CHOIR] for one in groups)


def test_the_same_passages_give_the_same_groups() -> None:
    material = passages(made(25), BUS)
    assert group_passages(material) == group_passages(material)


def test_a_group_tells_its_phrases_and_unlike_passages_of_its_own() -> None:
    material = made(30)
    for one in group_passages(passages(material, BUS, GARDEN), count=3):
        subject = subjects(material, one).most_common(1)[0][0]
        said = {word for phrase in one.phrases for word in phrase.text.split()}
        assert said & set(WORDS[subject].split())
        assert set(one.typical) <= set(one.members)
        texts = [material.texts[int(key[1:])] for key in one.typical]
        assert len(texts) == len(set(texts)) > 1


def test_groups_nearest_the_codes_in_use_come_last() -> None:
    material = made(30)
    coded = [
        (CodeId(str(subject)),) if subject in (BUS, GARDEN) and at % 2 else ()
        for at, subject in enumerate(material.subjects)
    ]
    groups = group_passages(
        Passages(material.keys, material.vectors, material.texts, coded), count=5
    )
    main = [subjects(material, one).most_common(1)[0][0] for one in groups]
    assert set(main[:3]) == {CHOIR, KNEE, RENT}
    assert set(main[3:]) == {BUS, GARDEN}


def test_the_nearest_code_is_named_where_passages_are_alike_and_only_there() -> None:
    material = made(30)
    coded = [
        (CodeId(str(subject)),) if subject == BUS and at % 2 else ()
        for at, subject in enumerate(material.subjects)
    ]
    groups = group_passages(
        Passages(material.keys, material.vectors, material.texts, coded), count=5
    )
    named = {subjects(material, one).most_common(1)[0][0]: one for one in groups}
    assert named[BUS].nearest == str(BUS)
    assert named[CHOIR].nearest is None
    distances = {one: group.distance for one, group in named.items()}
    assert min(distances, key=lambda one: distances[one] or 0) == BUS


def test_a_code_with_one_passage_is_not_nearest_by_chance() -> None:
    material = made(30)
    rows = [at for at, subject in enumerate(material.subjects) if subject == BUS]
    codes: list[tuple[CodeId, ...]] = [() for _ in material.subjects]
    for at in rows[:10]:
        codes[at] = (CodeId("many"),)
    codes[rows[10]] = (CodeId("one"),)
    (bus,) = (
        one
        for one in group_passages(
            Passages(material.keys, material.vectors, material.texts, codes), count=5
        )
        if subjects(material, one).most_common(1)[0][0] == BUS
    )
    assert bus.nearest == "many"


def test_what_a_reviewer_put_together_comes_back_as_one_group() -> None:
    material = passages(made(20), BUS)
    apart = group_passages(material, count=4)
    first, second, *others = apart
    wanted = frozenset((*first.members, *second.members))
    joined = group_passages(material, count=4, together=[wanted])
    union = next(one for one in joined if one.id == group_id(wanted))
    assert {*first.typical, *second.typical} & set(union.typical)
    assert {one.id for one in joined} == {union.id, *(one.id for one in others)}
    # as long as most of a part is in it
    fewer = group_passages(material, count=4, together=[wanted - set(first.members[:3])])
    assert union.id in {one.id for one in fewer}
    # a union of unions holds all of it, whichever was said first
    every = frozenset(key for one in apart for key in one.members)
    for together in ([wanted, every], [every, wanted]):
        (whole,) = group_passages(material, count=4, together=together)
        assert set(whole.members) == every


def test_while_little_is_coded_more_groups_are_made_than_there_are_codes_in_use() -> None:
    material = made(80)
    none = group_passages(passages(material))
    assert len(none) > 10
    most = [(CodeId(str(one)),) if at % 3 else () for at, one in enumerate(material.subjects)]
    late = group_passages(Passages(material.keys, material.vectors, material.texts, most))
    assert len(late) <= 6


def test_nothing_to_group_gives_no_groups() -> None:
    material = made(SMALLEST)
    assert group_passages(passages(material, *range(len(WORDS)))) == ()
    few = Passages(material.keys[:4], material.vectors[:4], material.texts[:4], [()] * 4)
    assert group_passages(few) == ()
    none = Passages((), np.zeros((0, 24), dtype=np.float32), (), ())
    assert group_passages(none) == ()


def test_blank_and_broken_passages_are_in_no_group() -> None:
    material = made(10)
    vectors = material.vectors.copy()
    vectors[0] = 0
    vectors[1] = np.nan
    texts = (*material.texts[:2], "  \n", *material.texts[3:])
    groups = group_passages(Passages(material.keys, vectors, texts, [()] * len(texts)))
    members = {key for one in groups for key in one.members}
    assert groups
    assert not {"s0", "s1", "s2"} & members


def test_passages_all_alike_and_without_words_form_one_group() -> None:
    vectors = np.ones((40, 8), dtype=np.float32) / np.float32(np.sqrt(8))
    keys = [f"s{at}" for at in range(40)]
    (only,) = group_passages(Passages(keys, vectors, ["?"] * 40, [()] * 40))
    assert sorted(only.members) == sorted(keys)
    assert len(only.typical) == 1
    assert only.phrases == ()
    assert only.distance is None


def test_half_precision_vectors_give_groups_too() -> None:
    material = made(20)
    exact = group_passages(passages(material, BUS), count=4)
    half = replace(passages(material, BUS), vectors=material.vectors.astype(np.float16))
    assert {one.id for one in group_passages(half, count=4)} == {one.id for one in exact}


def test_uneven_columns_are_refused() -> None:
    with pytest.raises(ValueError, match="not one of each"):
        Passages(("a",), np.zeros((2, 3), dtype=np.float32), ("x", "y"), ((), ()))


@given(members=st.lists(st.text(min_size=1, max_size=5), min_size=1, unique=True))
def test_an_id_does_not_depend_on_the_order_of_members(members: list[str]) -> None:
    assert group_id(members) == group_id(reversed(members))
    assert group_id(members) != group_id([*members, "one more member"])


def test_a_dismissed_group_recurs_whole_in_part_and_slightly_changed() -> None:
    old = Dismissed("old", frozenset("abcdefgh"))
    other = Dismissed("other", frozenset("ijkl"))
    assert recurs(a_group(*"abcdefgh"), [other, old]) is old
    assert recurs(a_group(*"abcd"), [other, old]) is old
    assert recurs(a_group(*"abcdxyz"), [other, old]) is old


def test_a_larger_group_that_holds_a_dismissed_one_is_new() -> None:
    old = Dismissed("old", frozenset("abc"))
    assert recurs(a_group(*"abcmnopq"), [old]) is None
    assert recurs(a_group(*"mnop"), [old]) is None
    assert recurs(a_group(*"mnop"), []) is None


def test_codes_in_use_teach_which_difference_matters() -> None:
    # what is talked about varies most; the codes follow a small difference in how
    generator = np.random.default_rng(5)
    n = 400
    about, how = generator.integers(0, 2, n), generator.integers(0, 3, n)
    vectors = generator.normal(size=(n, 12)) * 0.3
    vectors[:, 0] += 6.0 * about
    vectors[:, 1] += 1.2 * (how == 1)
    vectors[:, 2] += 1.2 * (how == 2)
    unit = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    texts = ["?"] * n
    known = [(CodeId(str(one)),) if one else () for one in how]
    uncoded, learnt = segment_space(unit, texts, [()] * n), segment_space(unit, texts, known)

    def likeness(points: np.ndarray[tuple[int, int], np.dtype[np.float32]]) -> float:
        """How much more alike those of one manner are than those of two."""
        alike = points @ points.T
        same = how[:, None] == how[None, :]
        return float(alike[same].mean() - alike[~same].mean())

    assert likeness(learnt) > likeness(uncoded) + 0.05


def test_places_have_length_1() -> None:
    material = made(10)
    points = segment_space(material.vectors, material.texts, passages(material, BUS).codes)
    np.testing.assert_allclose(np.linalg.norm(points, axis=1), 1, atol=1e-5)


@settings(deadline=None)
@given(count=st.integers(1, 9), size=st.integers(1, 40), seed=st.integers(0, 99))
def test_every_point_is_in_one_part(count: int, size: int, seed: int) -> None:
    points = np.random.default_rng(seed).normal(size=(size, 3)).astype(np.float32)
    parts = partition(points, count)
    assert len(parts) <= count
    assert sorted(int(row) for part in parts for row in part) == list(range(size))


def test_points_beyond_those_merged_find_their_part() -> None:
    generator = np.random.default_rng(1)
    centres = np.eye(4, dtype=np.float32) * 5
    truth = generator.integers(0, 4, 7_001)
    points = centres[truth] + generator.normal(size=(7_001, 4)).astype(np.float32) * 0.2
    parts = partition(points, 4)
    assert {frozenset(part.tolist()) for part in parts} == {
        frozenset(np.flatnonzero(truth == one).tolist()) for one in range(4)
    }


def test_importing_the_groups_loads_neither_sklearn_nor_scipy() -> None:
    asked = (
        "import sys, qes.suggest.groups, qes.suggest.outliers, qes.suggest.order, "
        "qes.suggest.remaining; "
        "print(*({'sklearn', 'scipy', 'torch'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
