"""The page: columns as swimlanes, bands below, arrows and connectors, everything in mm.

No physics and no chance: heights follow from the text, set in the metrics of the font it is drawn
in; the page grows when the text needs it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from logicmodel.bands import all_slots, panel
from logicmodel.columns import PlacedBox, arrow_right, arrow_up, stack_boxes
from logicmodel.connectors import Ground, connect, draw_connector, draw_marks
from logicmodel.description import describe
from logicmodel.drawing import Drawing, Rect, Shape, Text
from logicmodel.graph import LogicModel
from logicmodel.page import Page, page_measures
from logicmodel.palette import BAND, FLOW, INK, PAPER
from logicmodel.routes import Channel, ChannelKind
from logicmodel.sheet import LOWER, MIDDLE, UPPER, Levels, Sheet, levels_of, set_sheet
from logicmodel.tracks import Stretch
from logicmodel.wording import reads_from_right

_ARROW_SIDE = 1.25
"""How wide a block arrow is for its length."""


def lay_out(model: LogicModel, page: Page = Page.FULL, *, counted: bool | None = None) -> Drawing:
    """Set a model on a page.

    The largest type is taken that cuts no word and, on a sheet of fixed size, fits; if none does,
    the smallest, and the sheet grows.

    Args:
        model: what to draw.
        page: the paper.
        counted: whether `(n=4)` stands behind boxes and bullets; None: if there is any study.

    Raises:
        UserError: the page is too narrow for so many columns, or for one character.
    """
    if counted is None:
        counted = any(box.studies for box in model.boxes)
    measures = page_measures(page)
    sheet = set_sheet(model, measures, measures.sizes[0], counted=counted)
    for points in measures.sizes[1:]:
        if sheet.keeps_words and _fits(sheet):
            break
        sheet = set_sheet(model, measures, points, counted=counted)
    levels = levels_of(sheet)
    height = max(levels.page, measures.least_height)
    shapes = (
        Rect("page", 0.0, 0.0, measures.width, height, PAPER),
        *_draw_sheet(sheet, levels),
    )
    return Drawing(measures.width, height, model.title, describe(model), shapes)


def _fits(sheet: Sheet) -> bool:
    least = sheet.measures.least_height
    return least == 0 or Levels.of(sheet, sheet.text_height).page <= least


def _draw_sheet(sheet: Sheet, levels: Levels) -> Iterator[Shape]:
    """Draw from back to front; connectors pass behind the heads of the bands and the arrows."""
    placed = (*_place_columns(sheet, levels), *_place_bands(sheet, levels))
    yield from _draw_heading(sheet)
    yield from _draw_lanes(sheet, levels)
    connectors = connect(sheet.routes, _ground(sheet, levels, placed))
    for connector in connectors:
        yield from draw_connector(connector)
    yield from _draw_heads(sheet, levels)
    for box in placed:
        yield from box.shapes()
    yield from _draw_arrows(sheet, levels)
    for connector in connectors:
        yield from draw_marks(connector)
    yield from sheet.legend.shapes(sheet.measures.margin, levels.legend)


def _place_columns(sheet: Sheet, levels: Levels) -> Iterator[PlacedBox]:
    padding = sheet.measures.padding
    for lane, texts in zip(sheet.lanes, sheet.texts, strict=True):
        width = lane.high - lane.low - 2 * padding
        area = Rect("", lane.low + padding, levels.boxes, width, levels.text_height, "")
        yield from stack_boxes(texts, area, sheet.measures.gap, FLOW)


def _place_bands(sheet: Sheet, levels: Levels) -> Iterator[PlacedBox]:
    for band in sheet.bands:
        yield from band.place(levels.band_boxes, levels.band_height, sheet.measures)


def _draw_heading(sheet: Sheet) -> Iterator[Shape]:
    kind = sheet.types.heading
    from_right = reads_from_right(sheet.model.title)
    left = sheet.measures.margin
    x = sheet.measures.width - left if from_right else left
    for number, line in enumerate(sheet.heading):
        y = sheet.measures.margin + number * kind.leading + kind.baseline
        yield Text("heading", x, y, line, kind.points, INK, bold=True, from_right=from_right)


def _draw_lanes(sheet: Sheet, levels: Levels) -> Iterator[Shape]:
    for column, lane in zip(sheet.model.flow, sheet.lanes, strict=True):
        width, height = lane.high - lane.low, levels.lanes_bottom - levels.heads
        yield Rect(f"lane:{column.id}", lane.low, levels.heads, width, height, FLOW.lane)
    for band in sheet.bands:
        yield panel(band, levels.bands, levels.end)


def _draw_heads(sheet: Sheet, levels: Levels) -> Iterator[Shape]:
    for head, lane in zip(sheet.heads, sheet.lanes, strict=True):
        width, height = lane.high - lane.low, levels.upper - levels.heads
        frame = Rect(head.owner, lane.low, levels.heads, width, height, FLOW.head)
        yield from head.shapes(frame, FLOW)
    for band in sheet.bands:
        height = levels.band_boxes - levels.bands
        frame = Rect(band.head.owner, band.grid.x, levels.bands, band.grid.width, height, BAND.head)
        yield from band.head.shapes(frame, BAND)


def _draw_arrows(sheet: Sheet, levels: Levels) -> Iterator[Shape]:
    """Draw a block arrow from column to column and one up from each band.

    They stand half way down the columns, or level with the heads where connectors need the way.
    """
    size = (sheet.arrow, sheet.arrow * _ARROW_SIDE)
    y = (levels.upper + levels.lanes_bottom) / 2
    if any(channel.kind is ChannelKind.GUTTER for channel in sheet.tracks):
        y = (levels.heads + levels.upper) / 2
        size = (sheet.arrow, min(size[1], levels.upper - levels.heads))
    for number, lane in enumerate(sheet.lanes[:-1]):
        room = sheet.lanes[number + 1].low - lane.high
        yield arrow_right("flow", lane.high + (room - size[0]) / 2, y, size, FLOW.head)
    for x in _band_arrows(sheet):
        bottom = levels.arrow_tip + sheet.arrow
        size = (sheet.arrow * _ARROW_SIDE, sheet.arrow)
        yield arrow_up("flow", x, bottom, size, BAND.head)


def _band_arrows(sheet: Sheet) -> tuple[float, ...]:
    return tuple(band.grid.x + band.grid.width / 2 for band in sheet.bands)


def _ground(sheet: Sheet, levels: Levels, placed: Sequence[PlacedBox]) -> Ground:
    channels = {
        UPPER: Stretch(levels.upper, levels.boxes),
        MIDDLE: Stretch(levels.lanes_bottom, levels.arrow_tip),
        LOWER: Stretch(levels.lower, levels.end),
    }
    channels |= all_slots(sheet.bands)
    edges = [lane.low for lane in sheet.lanes[1:]]
    edges.append(sheet.measures.width - sheet.measures.margin)
    for index, (lane, right) in enumerate(zip(sheet.lanes, edges, strict=True)):
        channels[Channel(ChannelKind.GUTTER, index)] = Stretch(lane.high, right)
    half = sheet.arrow * _ARROW_SIDE / 2 + 1.0
    taken = [Stretch(x - half, x + half) for x in _band_arrows(sheet)]
    taken += [channels[channel] for channel in sheet.tracks if channel.kind is ChannelKind.GUTTER]
    return Ground(
        boxes={box.text.box.id: box.frame for box in placed},
        bullets={code: y for box in placed for code, y in box.levels.items()},
        channels=channels,
        keep_clear=taken,
    )
