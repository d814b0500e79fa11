"""The order of work: chosen by w, followed by n and after each decision, across sources."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from qes.base import SegmentId
from qes.errors import UserError
from qes.project import Project
from qes.services import review
from qes.services.suggesting.showing import Way
from qes.store.showings import read_showings
from qes.ui import sitting as sittings
from tests.ui.driving import Sitter, codes, sitting, stored
from tests.ui.material import FixedAdviser

_SAMPLE = "random sample: do not skip, so that estimates hold"


class FixedLine:
    """Hands out segments as they are listed, and skips what is decided as the real one does."""

    def __init__(self, project: Project, segments: Sequence[SegmentId], *, drawn: bool) -> None:
        self.closed = False
        self._project = project
        self._segments = segments
        self._drawn = drawn

    def _left(self) -> list[SegmentId]:
        decided = {one for at in (0, 1) for one in stored(self._project, at).decided}
        return [one for one in self._segments if one not in decided]

    def next(self, after: SegmentId | None = None) -> SegmentId | None:
        left = self._left()
        later = left[left.index(after) + 1 :] if after in left else left
        return next((one for one in later if one != after), None)

    def draw_number(self, segment: SegmentId) -> int | None:
        left = self._left()
        return len(left) if self._drawn and left and left[0] == segment else None

    def close(self) -> None:
        self.closed = True


LineUp = Callable[[Way], FixedLine]


@pytest.fixture
def lines(project: Project, monkeypatch: pytest.MonkeyPatch) -> list[FixedLine]:
    """Every order starts in the second source, and goes on in the first."""
    made: list[FixedLine] = []
    first, second = (
        [one.id for one in review.read_source(project.desk, source.id).segments if one.awaited]
        for source in review.sources(project.desk)
    )

    def line_up(_desk: object, way: Way) -> FixedLine:
        made.append(FixedLine(project, [second[0], first[3], second[1]], drawn=way is Way.RANDOM))
        return made[-1]

    monkeypatch.setattr(sittings, "line_of_work", line_up)
    return made


def where(sitter: Sitter) -> tuple[str, int]:
    source = sitter.screen.sitting.source
    assert source is not None
    return source.name, sitter.at


async def choose(sitter: Sitter, way: str) -> None:
    await sitter.press("w", *way, "enter")
    await sitter.app.workers.wait_for_complete()
    await sitter.settle()


@pytest.mark.usefixtures("lines")
@pytest.mark.parametrize("size", [(120, 36), (80, 24)])
async def test_an_order_is_followed_across_sources_and_said_in_the_last_line(
    suggested: Project, adviser: FixedAdviser, size: tuple[int, int]
) -> None:
    async with sitting(suggested, size) as sitter:
        await choose(sitter, "doubt")
        assert where(sitter) == ("joel.txt", 2)
        assert "doubtful first" in sitter.screen.key_line.note
        await sitter.press("1")
        assert where(sitter) == ("focus-group.txt", 6)
        await sitter.press("b")
        assert where(sitter) == ("joel.txt", 2)
        await sitter.press("n", "0")
        assert where(sitter) == ("joel.txt", 4)
        assert adviser.asked[-1][1] is Way.DOUBTFUL
        await sitter.press("0")
        assert sitter.said == "Every segment of the review is decided"
        await choose(sitter, "doc")
        assert sitter.screen.key_line.note.startswith("saved")
    assert codes(suggested, 1) == ["outlook"]


async def test_a_random_sample_asks_not_to_be_skipped_and_is_recorded(
    suggested: Project, lines: list[FixedLine]
) -> None:
    async with sitting(suggested) as sitter:
        await choose(sitter, "random")
        assert sitter.said == _SAMPLE
        await sitter.press("0", "n")
        assert where(sitter) == ("joel.txt", 4)
        assert sitter.said == _SAMPLE
        await sitter.press("0")
        assert where(sitter) == ("focus-group.txt", 6)
    with suggested.desk.store.read() as connection:
        shown = read_showings(connection, suggested.desk.author)
    assert [(one.what.way, one.what.unseen) for one in shown] == [
        (Way.RANDOM, 3), (Way.RANDOM, None)
    ]  # fmt: skip
    assert lines[0].closed


@pytest.mark.usefixtures("lines")
async def test_a_draw_is_recorded_also_where_nothing_is_suggested(project: Project) -> None:
    async with sitting(project) as sitter:
        await choose(sitter, "random")
        await sitter.press("0")
    with project.desk.store.read() as connection:
        [one] = read_showings(connection, project.desk.author)
    assert (one.what.way, one.what.unseen, one.what.offered) == (Way.RANDOM, 3, ())


async def test_an_order_that_cannot_be_worked_out_changes_nothing(
    suggested: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object) -> FixedLine:
        raise UserError("some segments have no vector yet", hint="qes suggest")

    monkeypatch.setattr(sittings, "line_of_work", fail)
    async with sitting(suggested) as sitter:
        await choose(sitter, "novel")
        assert sitter.said == "some segments have no vector yet; qes suggest"
        await sitter.press("n")
        assert where(sitter) == ("focus-group.txt", 4)


async def test_a_sample_may_begin_with_the_segment_one_is_at(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = review.read_source(project.desk, review.sources(project.desk)[0].id).segments[1].id
    line = FixedLine(project, [here], drawn=True)
    monkeypatch.setattr(sittings, "line_of_work", lambda _desk, _way: line)
    async with sitting(project) as sitter:
        assert sitter.at == 2
        await choose(sitter, "random")
        await sitter.press("0")
    with project.desk.store.read() as connection:
        [one] = read_showings(connection, project.desk.author)
    assert (one.what.segment, one.what.unseen) == (here, 1)


async def test_the_real_random_order_goes_through_every_segment_once(project: Project) -> None:
    awaited = sum(one.n_segments for one in review.sources(project.desk))
    async with sitting(project) as sitter:
        await choose(sitter, "random")
        await sitter.press(*"0" * awaited)
        assert sitter.said == "Every segment of the review is decided"
    with project.desk.store.read() as connection:
        shown = read_showings(connection, project.desk.author)
    assert [one.what.unseen for one in shown] == list(range(awaited, 0, -1))
