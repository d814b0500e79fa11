"""The bands under the columns: panels side by side, each with its boxes in rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from logicmodel.box_text import BoxText
from logicmodel.columns import Head, PlacedBox, box_frame
from logicmodel.drawing import Rect
from logicmodel.graph import Box, Column, LogicModel
from logicmodel.page import PageMeasures
from logicmodel.palette import BAND
from logicmodel.routes import Channel, ChannelKind
from logicmodel.tracks import Stretch

TRACK = 1.7
"""The least distance of two tracks in a channel, in mm."""
_NARROWEST = 30.0
"""Boxes narrower than this go to another row, in mm."""


def band_widths(model: LogicModel, measures: PageMeasures) -> dict[str, float]:
    """Share the width of the page among the bands by their number of boxes."""
    shares = {band.id: max(1, len(band.boxes)) for band in model.bands}
    between = measures.gap * (len(shares) - 1)
    free = measures.width - 2 * measures.margin - between
    return {band: free * share / sum(shares.values()) for band, share in shares.items()}


def rows_of(band: Column, width: float, measures: PageMeasures) -> tuple[tuple[Box, ...], ...]:
    """Arrange the boxes of a band in rows of even length, so that none is too narrow."""
    free = width - 2 * measures.padding + measures.gap
    most = max(1, int(free // (_NARROWEST + measures.gap)))
    n_rows = -(-len(band.boxes) // most)
    if n_rows == 0:
        return ()
    per_row = -(-len(band.boxes) // n_rows)
    return tuple(
        band.boxes[start : start + per_row] for start in range(0, len(band.boxes), per_row)
    )


def channel_width(least: float, n_tracks: int) -> float:
    """Return how wide a channel must be for its tracks, in mm."""
    return max(least, (n_tracks + 1) * TRACK) if n_tracks else least


@dataclass(frozen=True, slots=True)
class BandGrid:
    """Where the boxes and slots of a band stand from left to right."""

    index: int
    x: float
    width: float
    slots: tuple[Stretch, ...]
    box_width: float

    @classmethod
    def of(
        cls,
        index: int,
        area: Stretch,
        n_places: int,
        tracks: Counter[Channel],
        measures: PageMeasures,
    ) -> BandGrid:
        """Divide the width of a band into slots and boxes."""
        widths = [
            channel_width(
                measures.gap if 0 < place < n_places else measures.padding,
                tracks[Channel(ChannelKind.SLOT, place, index)],
            )
            for place in range(n_places + 1)
        ]
        width = area.high - area.low
        box_width = (width - sum(widths)) / max(1, n_places)
        slots = []
        x = area.low
        for slot in widths:
            slots.append(Stretch(x, x + slot))
            x += slot + box_width
        return cls(index, area.low, width, tuple(slots), box_width)

    @property
    def channels(self) -> dict[Channel, Stretch]:
        """The slots as channels."""
        return {
            Channel(ChannelKind.SLOT, place, self.index): slot
            for place, slot in enumerate(self.slots)
        }


@dataclass(frozen=True, slots=True)
class BandSheet:
    """A band ready to be placed: its head and its rows of text."""

    band: Column
    head: Head
    grid: BandGrid
    rows: tuple[tuple[BoxText, ...], ...]

    def height(self, measures: PageMeasures) -> float:
        """Return the least height under the head, without the channel at the bottom."""
        tallest = sum(max(text.height for text in row) for row in self.rows)
        between = measures.gap * max(0, len(self.rows) - 1)
        return tallest + between + measures.padding

    def place(self, top: float, height: float, measures: PageMeasures) -> tuple[PlacedBox, ...]:
        """Place the boxes in the given height; those of a row are equally high."""
        spare = (height - self.height(measures)) / max(1, len(self.rows))
        placed = []
        y = top + measures.padding
        for row in self.rows:
            row_height = max(text.height for text in row) + spare
            for slot, text in zip(self.grid.slots, row, strict=False):
                size = (self.grid.box_width, row_height)
                frame = box_frame(text.box.id, slot.high, y, size, BAND)
                placed.append(PlacedBox(text, frame, _extra(text, row_height), BAND))
            y += row_height + measures.gap
        return tuple(placed)


def _extra(text: BoxText, height: float) -> float:
    """Return a little more space between bullets where a neighbour made the box taller."""
    if not text.n_spaces:
        return 0.0
    loosest = text.types.bullet.leading * 0.3
    return min(loosest, (height - text.height) / text.n_spaces)


def panel(band: BandSheet, top: float, bottom: float) -> Rect:
    """Return the ground of a band."""
    return Rect(f"lane:{band.band.id}", band.grid.x, top, band.grid.width, bottom - top, BAND.lane)


def all_slots(sheets: Sequence[BandSheet]) -> dict[Channel, Stretch]:
    """Return the slots of every band as channels."""
    return {channel: slot for sheet in sheets for channel, slot in sheet.grid.channels.items()}
