"""What a team settles about suggestions holds for everyone, and chance is the same for all."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qes.base import SegmentId
from qes.errors import UserError
from qes.services.auditing import read_log
from qes.services.desk import Desk
from qes.services.suggesting.settings import (
    SuggestionSettings,
    is_withheld,
    read_settings_of_suggestions,
    set_settings_of_suggestions,
)
from qes.store.judgements import Draft, Subject, SubjectKind
from qes.suggest.model import DEFAULT_PRECISION, Precision
from tests.unit.suggest.tiny_model import write_tiny_model


def stands(desk: Desk) -> SuggestionSettings:
    with desk.store.read() as connection:
        return read_settings_of_suggestions(connection)


def test_before_anyone_settles_anything_nothing_is_withheld(alice: Desk) -> None:
    found = stands(alice)
    assert (found.folder, found.precision, found.withheld) == (None, DEFAULT_PRECISION, 0.0)


def test_what_one_settles_stands_for_everyone(alice: Desk, bob: Desk, tmp_path: Path) -> None:
    model = write_tiny_model(tmp_path / "tiny")
    made = set_settings_of_suggestions(
        alice, folder=model, precision=Precision.EXACT, withheld=0.25
    )
    assert made == stands(bob)
    assert (made.folder, made.precision, made.withheld) == (model, Precision.EXACT, 0.25)
    assert set_settings_of_suggestions(bob, withheld=0).folder == model
    assert set_settings_of_suggestions(bob, shipped=True).folder is None
    assert stands(alice).precision is Precision.EXACT


def test_what_stands_already_is_not_said_again(alice: Desk) -> None:
    set_settings_of_suggestions(alice, withheld=0.25)
    before = len(read_log(alice))
    set_settings_of_suggestions(alice, withheld=0.25)
    assert len(read_log(alice)) == before


@pytest.mark.parametrize("share", [-0.1, 1.1, float("nan"), float("inf")])
def test_what_is_no_share_is_refused(alice: Desk, share: float) -> None:
    with pytest.raises(UserError, match="is no share"):
        set_settings_of_suggestions(alice, precision=Precision.EXACT, withheld=share)
    assert stands(alice).precision is DEFAULT_PRECISION


def test_a_folder_that_is_not_there_is_refused(alice: Desk, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="there is no folder"):
        set_settings_of_suggestions(alice, folder=tmp_path / "none")
    with pytest.raises(UserError, match="has no modules"):
        set_settings_of_suggestions(alice, folder=tmp_path)
    assert stands(alice).folder is None


def test_a_precision_of_a_newer_version_is_named_and_can_be_replaced(alice: Desk) -> None:
    with alice.store.write() as connection:
        subject = Subject(SubjectKind.PROJECT, "project")
        alice.judge(connection, [Draft(subject, "suggestions:precision", "quantum")])
    with pytest.raises(UserError, match="quantum"):
        stands(alice)
    assert set_settings_of_suggestions(alice, precision=Precision.FAST) == stands(alice)


def test_chance_is_the_same_for_everyone_in_a_project_and_not_in_another(
    alice: Desk, bob: Desk, empty: Desk
) -> None:
    assert stands(alice).seed == stands(bob).seed
    assert stands(alice).seed != stands(empty).seed


_settings = st.builds(
    SuggestionSettings,
    folder=st.none(),
    precision=st.just(Precision.FAST),
    withheld=st.floats(0, 1),
    seed=st.integers(0, 2**52),
)


@given(_settings, st.floats(0, 1), st.text().map(SegmentId))
def test_what_is_withheld_at_a_share_is_withheld_at_every_higher_one(
    one: SuggestionSettings, other: float, segment: SegmentId
) -> None:
    low, high = sorted((one.withheld, other))
    if is_withheld(replace(one, withheld=low), segment):
        assert is_withheld(replace(one, withheld=high), segment)
    assert not is_withheld(replace(one, withheld=0), segment)
    assert is_withheld(replace(one, withheld=1), segment)


def test_about_so_many_are_withheld_as_were_asked_for() -> None:
    settings = SuggestionSettings(None, Precision.FAST, 0.2, 7)
    drawn = [is_withheld(settings, SegmentId(f"ab.t{n}")) for n in range(10_000)]
    assert 0.18 < sum(drawn) / len(drawn) < 0.22
