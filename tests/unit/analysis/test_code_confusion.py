"""Which code one coder gave where another gave which."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qes.analysis.confusion import ConfusionMap, RatedTwice, confusion_map

CODES = ("hours", "pay", "rota", "trust")
_sets = st.frozensets(st.sampled_from(CODES))
rated = st.lists(st.tuples(_sets, _sets), max_size=25).map(
    lambda both: [RatedTwice(f"s{at}", one, other) for at, (one, other) in enumerate(both)]
)


def case(unit: str, first: str, second: str) -> RatedTwice:
    return RatedTwice(unit, frozenset(first.split()), frozenset(second.split()))


def told(found: ConfusionMap) -> list[tuple[str, str, float, float, tuple[str, ...]]]:
    return [(one.one, one.other, one.weight, one.forward, one.units) for one in found.pairs]


def test_only_what_one_alone_gave_stands_against_what_the_other_alone_gave() -> None:
    found = confusion_map([case("s1", "pay trust", "trust hours")])
    assert told(found) == [("hours", "pay", 1.0, 0.0, ("s1",))]
    assert found.alone == ()


def test_a_unit_with_many_codes_weighs_no_more_than_one_with_few() -> None:
    found = confusion_map([case("s1", "pay", "hours"), case("s2", "pay", "hours rota trust")])
    assert [(one.one, one.other, one.units) for one in found.pairs] == [
        ("hours", "pay", ("s1", "s2")),
        ("pay", "rota", ("s2",)),
        ("pay", "trust", ("s2",)),
    ]
    assert [one.weight for one in found.pairs] == pytest.approx([4 / 3, 1 / 3, 1 / 3])
    assert [one.forward for one in found.pairs] == pytest.approx([0, 1 / 3, 1 / 3])


def test_a_code_that_nothing_stands_against_is_alone() -> None:
    found = confusion_map([case("s1", "pay trust", "trust"), case("s2", "", "pay")])
    assert found.pairs == ()
    (one,) = found.alone
    assert (one.code, one.weight, one.by_first, one.units) == ("pay", 2.0, 1.0, ("s1", "s2"))


@given(rated)
def test_every_unit_that_differs_weighs_one(cases: list[RatedTwice]) -> None:
    found = confusion_map(cases)
    differing = [one for one in cases if one.first != one.second]
    both = [one for one in differing if one.first - one.second and one.second - one.first]
    assert found.n == len(differing)
    assert sum(one.weight for one in found.pairs) == pytest.approx(len(both))
    assert sum(one.weight for one in found.alone) == pytest.approx(len(differing) - len(both))


@given(rated)
def test_each_weight_is_what_counting_by_hand_gives(cases: list[RatedTwice]) -> None:
    for one in confusion_map(cases).pairs:
        forward = backward = 0.0
        units = []
        for each in cases:
            mine, theirs = each.first - each.second, each.second - each.first
            share = 1 / (len(mine) * len(theirs)) if mine and theirs else 0.0
            forward += share * (one.one in mine and one.other in theirs)
            backward += share * (one.other in mine and one.one in theirs)
            if (
                {one.one, one.other} <= mine | theirs
                and share
                and not ({one.one, one.other} <= mine or {one.one, one.other} <= theirs)
            ):
                units.append(each.unit)
        assert one.forward == pytest.approx(forward)
        assert one.backward == pytest.approx(backward)
        assert one.units == tuple(units)


@given(rated)
def test_with_the_coders_changed_over_only_the_direction_changes(cases: list[RatedTwice]) -> None:
    one = confusion_map(cases)
    other = confusion_map([RatedTwice(each.unit, each.second, each.first) for each in cases])
    assert [(p.one, p.other, p.weight, p.units) for p in one.pairs] == [
        (p.one, p.other, p.weight, p.units) for p in other.pairs
    ]
    for mine, theirs in zip(one.pairs, other.pairs, strict=True):
        assert mine.forward == pytest.approx(theirs.backward)
    assert [p.code for p in one.alone] == [p.code for p in other.alone]


@given(rated)
def test_the_order_of_units_changes_no_weight(cases: list[RatedTwice]) -> None:
    one, other = confusion_map(cases), confusion_map(cases[::-1])
    assert [(p.one, p.other, p.weight) for p in one.pairs] == [
        (p.one, p.other, p.weight) for p in other.pairs
    ]
    assert [(p.code, p.weight) for p in one.alone] == [(p.code, p.weight) for p in other.alone]
