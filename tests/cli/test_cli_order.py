"""What `qes suggest` says of the order of work and of what is still undecided."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from qes.cli.settings import Format, Settings, use
from qes.cli.suggest_order import OrderName, next_segments, print_remaining
from qes.project import Project
from qes.services.coding import apply_code
from qes.services.desk import Desk
from qes.services.suggesting.ordering import Order, WorkOrder
from qes.services.suggesting.sampling import bare_showing
from qes.services.suggesting.showing import Way


@pytest.fixture
def desk(work: Path) -> Iterator[Desk]:
    """Ann's desk in a project with two answers that await decisions."""
    with Project.open(str(work), "ann") as project:
        yield project.desk
    use(Settings())


def draw(desk: Desk, code: str) -> None:
    order = WorkOrder(desk, Order.RANDOM)
    segment = order.next()
    assert segment is not None
    apply_code(
        desk, segment, code, shown=bare_showing(segment, Way.RANDOM, order.draw_number(segment))
    )


def first_code(desk: Desk) -> str:
    from qes.services.codebook import current_codebook  # noqa: PLC0415 - for this only

    return next(one.id for one in current_codebook(desk).codes if one.parent is None)


def test_orders_on_the_command_line_are_those_there_are() -> None:
    assert {one.value for one in OrderName} == {one.value for one in Order}


@pytest.mark.parametrize("order", [OrderName.RANDOM, OrderName.DOCUMENT])
def test_the_next_segments_are_named(desk: Desk, order: OrderName) -> None:
    found = next_segments(desk, order, "rita.txt", limit=1)
    assert found == next_segments(desk, order)[:1]
    assert len(next_segments(desk, order)) == 2


def test_the_estimate_as_json(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    draw(desk, first_code(desk))
    use(Settings(format=Format.JSON))
    print_remaining(desk)
    (row,) = _json(capsys)
    assert row["code"] == first_code(desk)
    assert (row["found"], row["unseen"], row["draws"], row["outdated_draws"]) == (1, 1, 1, 0)
    assert row["low"] <= row["likely"] <= row["high"]
    assert (row["level"], row["target"], row["more_draws"]) == (0.95, 0.95, 1)


def test_before_anything_is_drawn_the_words_say_so(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    print_remaining(desk, [first_code(desk)])
    told = capsys.readouterr()
    assert "nothing can be said of the 2 unseen segments" in told.out
    assert "random order of work" in told.err


def test_without_any_code_given_there_is_no_table(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    print_remaining(desk)
    told = capsys.readouterr()
    assert (told.out, "no code yet" in told.err) == ("", True)


def _json(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
    return found
