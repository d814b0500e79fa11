from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from qes.base import Json
from qes.services.rounds.unit_set import UnitSet, packed

IDS = st.one_of(
    st.builds(
        "{}.{}{}".format, st.sampled_from(["a1", "b2"]), st.sampled_from("tp"), st.integers(1, 60)
    ),
    st.text("abs.t019-é\n ", min_size=1, max_size=8),
    st.builds("okafor.s{}".format, st.integers(0, 12).map(lambda n: f"{n:03d}")),
)


@given(st.frozensets(IDS), st.lists(IDS))
def test_what_is_written_down_is_read_back(ids: frozenset[str], others: list[str]) -> None:
    read = UnitSet(packed(ids))
    assert read.ids() == ids
    assert {one: one in read for one in [*ids, *others]} == {
        one: one in ids for one in [*ids, *others]
    }


@given(st.frozensets(IDS))
def test_a_set_is_written_in_one_way(ids: frozenset[str]) -> None:
    assert (
        packed(sorted(ids))
        == packed(sorted(ids, reverse=True))
        == packed(UnitSet(packed(ids)).ids())
    )


def test_neighbours_are_written_as_stretches() -> None:
    assert packed(f"a.t{n}" for n in (1, 2, 3, 7, 9, 10)) == {"a.t": "1-3 7 9-10"}
    assert packed([]) == {}


def test_what_is_no_set_of_units_is_empty() -> None:
    values: tuple[Json, ...] = (None, [], "a.t1", {"a.t": 3})
    assert all(UnitSet(value).ids() == frozenset() for value in values)
    assert "a.t1" not in UnitSet({"a.t": None})
