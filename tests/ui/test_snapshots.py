"""The screens as pictures, at the sizes people have."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from textual.pilot import Pilot

from qes.project import Project
from qes.services import rounds
from qes.services.suggesting.grouping import OfferedGroup
from qes.ui.app import QesApp
from qes.ui.theme import LIGHT
from tests.ui.driving import Sitter
from tests.ui.material import FixedAdviser

Compare = Callable[..., bool]
WORK = ("1", "2", "b", "3", "n", "0", "N", "N")


def _after(*keys: str) -> Callable[[Pilot[None]], object]:
    async def press(pilot: Pilot[None]) -> None:
        assert isinstance(pilot.app, QesApp)
        sitter = Sitter(pilot.app, pilot)
        await sitter.settle()
        await sitter.press(*keys)
        # the list of sources is counted beside all this, and shown when it is there
        await pilot.app.workers.wait_for_complete()
        await pilot.pause(0.1)

    return press


def test_review_at_120_columns(suggested: Project, snap_compare: Compare) -> None:
    rounds.open_round(suggested.desk)
    assert snap_compare(QesApp(suggested), terminal_size=(120, 36), run_before=_after(*WORK))


def test_review_at_80_columns(suggested: Project, snap_compare: Compare) -> None:
    assert snap_compare(QesApp(suggested), terminal_size=(80, 24), run_before=_after(*WORK))


def test_review_at_200_columns_in_light(suggested: Project, snap_compare: Compare) -> None:
    app = QesApp(suggested)
    app.theme = LIGHT.name
    assert snap_compare(app, terminal_size=(200, 50), run_before=_after(*WORK))


def test_review_without_colour(
    suggested: Project, snap_compare: Compare, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    keys = (*WORK, "v", "left_square_bracket")
    assert snap_compare(QesApp(suggested), terminal_size=(80, 24), run_before=_after(*keys))


def test_choosing_a_code(suggested: Project, snap_compare: Compare) -> None:
    keys = (*WORK, "slash", *"sup")
    assert snap_compare(QesApp(suggested), terminal_size=(80, 24), run_before=_after(*keys))


def test_before_there_are_numbers_and_where_no_code_is_likeliest(
    suggested: Project, adviser: FixedAdviser, snap_compare: Compare
) -> None:
    adviser.calibrated, adviser.none = False, 0.9
    assert snap_compare(QesApp(suggested), terminal_size=(120, 30), run_before=_after("n"))


def test_groups_for_new_codes(
    suggested: Project, found: Sequence[OfferedGroup], snap_compare: Compare
) -> None:
    assert len(found) == 2
    assert snap_compare(
        QesApp(suggested), terminal_size=(80, 24), run_before=_after("G", "plus", "down")
    )


def test_making_a_code_while_reading(suggested: Project, snap_compare: Compare) -> None:
    keys = ("slash", *"trans", "tab", *"Bus times")
    assert snap_compare(QesApp(suggested), terminal_size=(80, 24), run_before=_after(*keys))


def test_an_empty_project(tmp_path: Path, snap_compare: Compare) -> None:
    with Project.create(tmp_path / "empty.qes", author="alice", title="Empty") as empty:
        assert snap_compare(QesApp(empty), terminal_size=(100, 20), run_before=_after())
