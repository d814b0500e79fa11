"""The collector of cycles is as it was, whatever happens in between."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from qes.services.cycles import no_search_for_cycles


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    yield
    gc.enable()


def test_no_cycles_are_looked_for_within_and_they_are_again_after() -> None:
    with no_search_for_cycles():
        assert not gc.isenabled()
        with no_search_for_cycles():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_they_are_looked_for_again_after_a_failure() -> None:
    with pytest.raises(KeyError), no_search_for_cycles():
        raise KeyError
    assert gc.isenabled()


def test_where_nobody_looked_for_them_nobody_does_after() -> None:
    gc.disable()
    with no_search_for_cycles():
        pass
    assert not gc.isenabled()
