"""The app as a whole: themes, and how it ends."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from qes.errors import Busy
from qes.project import Project
from qes.services import review
from qes.ui.app import QesApp
from qes.ui.theme import HUES
from tests.ui.driving import codes, sitting


def test_what_a_person_can_mend_rises_to_the_caller(
    suggested: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def busy(*_args: object) -> None:
        raise Busy("review.qes is being written")

    monkeypatch.setattr(review, "codebook", busy)
    with pytest.raises(Busy):
        QesApp(suggested).run(headless=True)
    assert "locals" not in capsys.readouterr().err


def test_a_failure_rises_and_prints_nothing_of_what_was_open(
    suggested: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_args: object, **_kwargs: object) -> None:
        raise ZeroDivisionError

    async def press(pilot: Pilot[None]) -> None:
        monkeypatch.setattr(review, "decisions", broken)
        await pilot.press("0")

    with pytest.raises(ZeroDivisionError):
        QesApp(suggested).run(headless=True, auto_pilot=press)  # type: ignore[arg-type]
    printed = capsys.readouterr()
    assert "MARIA" not in printed.out + printed.err


def test_quitting_ends_the_app_without_an_error(suggested: Project) -> None:
    async def leave(pilot: Pilot[None]) -> None:
        await pilot.press("q")

    app = QesApp(suggested)
    app.run(headless=True, auto_pilot=leave)  # type: ignore[arg-type]
    assert app.return_code == 0


async def test_every_theme_has_the_colours_of_codes(suggested: Project) -> None:
    async with sitting(suggested) as sitter:
        for name in ("qes-light", "textual-dark", "ansi-light", "gruvbox", "qes-dark"):
            sitter.app.theme = name
            await sitter.settle()
            assert {f"code-{n}" for n in range(1, HUES + 1)} <= set(sitter.app.theme_variables)
        await sitter.press("ctrl+t")
        assert not sitter.app.current_theme.dark


async def test_a_click_on_a_suggestion_accepts_it(suggested: Project) -> None:
    async with sitting(suggested) as sitter:
        await sitter.pilot.click("#panel", offset=(8, 5))
        await sitter.settle()
    assert codes(suggested) == ["flexible"]
