"""A model with all its text broken into lines for a page: every height known, nothing placed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from logicmodel.bands import BandGrid, BandSheet, band_widths, channel_width, rows_of
from logicmodel.box_text import BoxText, set_box
from logicmodel.columns import Head, natural_height, set_head
from logicmodel.graph import Box, Column, LogicModel
from logicmodel.legend import Legend, set_legend
from logicmodel.lines import TooNarrow, break_lines
from logicmodel.page import PageMeasures, TypeSet
from logicmodel.routes import Channel, ChannelKind, Route, find_routes, seats, users
from logicmodel.tracks import Stretch
from qes.errors import UserError

NARROWEST_TEXT = 12.0
"""A column whose text has less room than this is refused, in mm."""
LOOSEST = 1.3
"""How much higher than its text a column may become to fill a sheet."""
UPPER = Channel(ChannelKind.UPPER)
MIDDLE = Channel(ChannelKind.MIDDLE)
LOWER = Channel(ChannelKind.LOWER)
_ARROW_CLEARANCE = 0.8


@dataclass(frozen=True, slots=True)
class Sheet:
    """All text of a model in lines, and the way of every edge."""

    model: LogicModel
    measures: PageMeasures
    types: TypeSet
    heading: tuple[str, ...]
    heads: tuple[Head, ...]
    lanes: tuple[Stretch, ...]
    """The columns of the flow along x."""
    texts: tuple[tuple[BoxText, ...], ...]
    """The boxes of every column of the flow."""
    bands: tuple[BandSheet, ...]
    routes: tuple[Route, ...]
    tracks: Counter[Channel]
    """How many edges run in each channel."""
    legend: Legend

    @property
    def arrow(self) -> float:
        """The length of the block arrows."""
        return self.measures.gutter * 0.7

    @property
    def text_height(self) -> float:
        """The height of the boxes of the fullest column."""
        return max(natural_height(texts, self.measures.gap) for texts in self.texts)

    @property
    def keeps_words(self) -> bool:
        """Whether no word in a box had to be cut."""
        of_bands = (text for band in self.bands for row in band.rows for text in row)
        of_columns = (text for texts in self.texts for text in texts)
        return all(text.keeps_words for text in (*of_columns, *of_bands))

    @property
    def heading_height(self) -> float:
        """From the margin to the heads of the columns."""
        leading = len(self.heading) * self.types.heading.leading
        return leading + self.measures.gap if self.heading else 0.0


@dataclass(frozen=True, slots=True)
class Levels:
    """Where everything stands from top to bottom, in mm."""

    heads: float
    upper: float
    """The lower side of the heads, where the upper channel begins."""
    boxes: float
    text_height: float
    lanes_bottom: float
    arrow_tip: float
    """The tip of the arrows from the bands; the middle channel lies above it."""
    bands: float
    band_boxes: float
    """The lower side of the heads of the bands."""
    band_height: float
    lower: float
    """Where the lower channel begins."""
    end: float
    """The end of the bands, or of the columns where there are none."""
    legend: float
    page: float

    @classmethod
    def of(cls, sheet: Sheet, text_height: float) -> Levels:
        """Add up the heights of a sheet whose columns are as high as given."""
        measures, tracks = sheet.measures, sheet.tracks
        heads = measures.margin + sheet.heading_height
        upper = heads + max(head.height for head in sheet.heads)
        boxes = upper + channel_width(measures.padding, tracks[UPPER])
        lanes_bottom = boxes + text_height + measures.padding
        arrow_tip = bands = band_boxes = lower = end = lanes_bottom
        band_height = 0.0
        if sheet.bands:
            arrow_tip += max(_ARROW_CLEARANCE, channel_width(0.0, tracks[MIDDLE]))
            bands = arrow_tip + sheet.arrow + _ARROW_CLEARANCE
            band_boxes = bands + max(band.head.height for band in sheet.bands)
            band_height = max(band.height(measures) for band in sheet.bands)
            lower = band_boxes + band_height
            end = lower + channel_width(measures.padding, tracks[LOWER])
        has_legend = bool(sheet.legend.placed)
        legend = end + (measures.gap * 0.7 if has_legend else 0.0)
        page = legend + sheet.legend.height + measures.margin
        return cls(
            heads, upper, boxes, text_height, lanes_bottom, arrow_tip, bands,
            band_boxes, band_height, lower, end, legend, page,
        )  # fmt: skip


def levels_of(sheet: Sheet) -> Levels:
    """Give the columns their height: that of their text, or more to fill a sheet of fixed size."""
    natural = Levels.of(sheet, sheet.text_height)
    spare = max(0.0, sheet.measures.least_height - natural.page)
    return Levels.of(sheet, min(sheet.text_height + spare, sheet.text_height * LOOSEST))


def set_sheet(model: LogicModel, measures: PageMeasures, points: float, *, counted: bool) -> Sheet:
    """Break all text of a model into lines at a type size in points.

    Raises:
        UserError: the page is too narrow for so many columns, or for one character.
    """
    types = TypeSet.of(points)
    widths = band_widths(model, measures)
    rows = {band.id: rows_of(band, widths[band.id], measures) for band in model.bands}
    routes = find_routes(model, seats(model, rows))
    tracks = users(routes)
    lanes = _lanes(len(model.flow), measures, tracks)
    lane_width = lanes[0].high - lanes[0].low
    if lane_width - 4 * measures.padding < NARROWEST_TEXT:
        raise UserError(
            f"a page {measures.width:g} mm wide is too narrow for {len(lanes)} columns"
            + (" and the arrows between them" if routes else ""),
            hint="choose a wider page or a preset with fewer columns",
        )
    setter = _Setter(measures, types, counted)
    full_width = measures.width - 2 * measures.margin
    padding = measures.padding
    return Sheet(
        model,
        measures,
        types,
        _heading(model.title, full_width, types),
        tuple(set_head(column, lane_width, types.head, counted=counted) for column in model.flow),
        lanes,
        tuple(
            setter.boxes(column.boxes, lane_width - 2 * padding, column) for column in model.flow
        ),
        tuple(setter.bands(model.bands, widths, rows, tracks)),
        routes,
        tracks,
        set_legend(model, full_width, types.legend, counted=counted),
    )


@dataclass(frozen=True, slots=True)
class _Setter:
    """Breaks the text of boxes, all in one manner."""

    measures: PageMeasures
    types: TypeSet
    counted: bool

    def boxes(self, boxes: Sequence[Box], width: float, column: Column) -> tuple[BoxText, ...]:
        """Set boxes; one that bears its column's name and is alone there needs no title."""
        is_named = [box.title.casefold() == column.title.casefold() for box in column.boxes]
        return tuple(
            set_box(
                box,
                width,
                self.types,
                self.measures,
                titled=is_named != [True] or not box.bullets,
                counted=self.counted,
            )
            for box in boxes
        )

    def bands(
        self,
        bands: Sequence[Column],
        widths: Mapping[str, float],
        rows: Mapping[str, Sequence[Sequence[Box]]],
        tracks: Counter[Channel],
    ) -> Iterator[BandSheet]:
        """Set the bands side by side."""
        x = self.measures.margin
        for index, band in enumerate(bands):
            width = widths[band.id]
            area = Stretch(x, x + width)
            n_places = max((len(row) for row in rows[band.id]), default=0)
            grid = BandGrid.of(index, area, n_places, tracks, self.measures)
            head = set_head(band, width, self.types.head, counted=self.counted)
            texts = tuple(self.boxes(row, grid.box_width, band) for row in rows[band.id])
            yield BandSheet(band, head, grid, texts)
            x += width + self.measures.gap


def gutter_width(index: int, n_columns: int, measures: PageMeasures, n_tracks: int) -> float:
    """Return the width of the gutter right of a column; the last column needs one rarely."""
    return channel_width(measures.gutter if index < n_columns - 1 else 0.0, n_tracks)


def _lanes(n_columns: int, measures: PageMeasures, tracks: Counter[Channel]) -> tuple[Stretch, ...]:
    gutters = [
        gutter_width(index, n_columns, measures, tracks[Channel(ChannelKind.GUTTER, index)])
        for index in range(n_columns)
    ]
    width = (measures.width - 2 * measures.margin - sum(gutters)) / n_columns
    lanes = []
    x = measures.margin
    for gutter in gutters:
        lanes.append(Stretch(x, x + width))
        x += width + gutter
    return tuple(lanes)


def _heading(title: str, width: float, types: TypeSet) -> tuple[str, ...]:
    if not title:
        return ()
    try:
        return break_lines(title, width, types.heading.points, bold=True)
    except TooNarrow as error:
        raise UserError(
            "the page is too narrow for its heading", hint="choose a wider page"
        ) from error
