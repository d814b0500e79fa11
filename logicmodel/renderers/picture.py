"""A drawing as PDF or PNG, drawn by matplotlib's canvases with the font that ships with it.

No display, no pyplot, no date in the file: same drawing, same bytes. In a PDF the fonts are
embedded as TrueType, so that the text stays text.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, Literal

from logicmodel.drawing import Drawing, Line, Polygon, Rect, Shape, Text
from logicmodel.font import MM_PER_POINT, drawn_width, font_file, missing_characters, text_width
from qes.errors import UserError

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.figure import Figure

Align = Literal["left", "center", "right"]
DEFAULT_DPI = 300
_MM_PER_INCH = 25.4
_LEAST_DPI, _MOST_DPI = 36, 1200
_MOST_PIXELS = 200_000_000
_LONGEST_SIDE = 65_000
"""Pixels; the canvas holds no more along one side."""
_SETTINGS: dict[Any, Any] = {
    "pdf.fonttype": 42,
    "pdf.compression": 6,
    "text.hinting": "none",
    "text.usetex": False,
    "text.antialiased": True,
    "lines.scale_dashes": False,
    "path.simplify": False,
    "path.snap": True,
    "path.sketch": None,
    "path.effects": [],
}
"""Set here so that no configuration of the machine changes a byte."""
_DASHES = (1.3, 0.9)
"""In mm, as in the SVG."""


def write_pdf(drawing: Drawing) -> bytes:
    """Write a drawing as a PDF of its size in mm, with a title and the fonts embedded.

    Raises:
        UserError: a character that the fonts lack.
    """
    from matplotlib.backends.backend_pdf import FigureCanvasPdf  # noqa: PLC0415 - heavy

    metadata = {
        "Title": drawing.title or "Logic model",
        "Subject": drawing.description,
        "Creator": "qes",
        "Producer": "qes",
        "CreationDate": None,
    }
    stream = io.BytesIO()
    with _settings():
        figure = _figure(drawing, dpi=72)
        FigureCanvasPdf(figure).print_pdf(stream, metadata=metadata)  # type: ignore[no-untyped-call]
    return stream.getvalue()


def write_png(drawing: Drawing, *, dpi: int = DEFAULT_DPI) -> bytes:
    """Write a drawing as a PNG at a resolution in dots per inch, its words in the metadata.

    Raises:
        UserError: a resolution out of bounds, too many pixels, a character that the fonts lack.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415 - heavy

    if not _LEAST_DPI <= dpi <= _MOST_DPI:
        raise UserError(
            f"{dpi} dpi cannot be drawn", hint=f"choose {_LEAST_DPI} to {_MOST_DPI} dpi"
        )
    sides = [side / _MM_PER_INCH * dpi for side in (drawing.width, drawing.height)]
    if max(sides) > _LONGEST_SIDE or sides[0] * sides[1] > _MOST_PIXELS:
        raise UserError(
            f"a picture of {sides[0]:.0f} x {sides[1]:.0f} pixels is too large",
            hint="choose a lower resolution, or a PDF",
        )
    metadata = {
        "Title": drawing.title or "Logic model",
        "Description": drawing.description,
        "Software": "qes",
    }
    stream = io.BytesIO()
    with _settings():
        figure = _figure(drawing, dpi=dpi)
        FigureCanvasAgg(figure).print_png(stream, metadata=metadata)  # type: ignore[no-untyped-call]
    return stream.getvalue()


def _settings() -> AbstractContextManager[None]:
    import matplotlib as mpl  # noqa: PLC0415 - heavy

    return mpl.rc_context(_SETTINGS)


def _figure(drawing: Drawing, *, dpi: int) -> Figure:
    """Make a figure whose coordinates are mm from the top left."""
    from matplotlib.figure import Figure  # noqa: PLC0415 - heavy
    from matplotlib.transforms import Affine2D  # noqa: PLC0415 - heavy

    _refuse_missing(drawing)
    size = (drawing.width / _MM_PER_INCH, drawing.height / _MM_PER_INCH)
    figure = Figure(figsize=size, dpi=dpi, facecolor="white")
    flip = Affine2D().scale(1 / _MM_PER_INCH, -1 / _MM_PER_INCH).translate(0, size[1])
    transform = flip + figure.dpi_scale_trans
    for order, shape in enumerate(drawing.shapes):
        for artist in _artists(shape):
            artist.set_transform(transform)
            artist.set_zorder(order)
            figure.add_artist(artist)
    return figure


def _refuse_missing(drawing: Drawing) -> None:
    for shape in drawing.shapes:
        if isinstance(shape, Text) and (
            missing := missing_characters(shape.content, bold=shape.bold)
        ):
            raise UserError(
                f"the font of PDF and PNG has no {missing[0]!r} (in {shape.content!r})",
                hint="write SVG, which uses the fonts of whoever opens it",
            )


def _artists(shape: Shape) -> Iterator[Artist]:
    match shape:
        case Rect():
            yield _rect(shape)
        case Text():
            yield from _text(shape)
        case Polygon():
            yield _polygon(shape)
        case Line():
            yield _line(shape)


def _rect(rect: Rect) -> Artist:
    from matplotlib.patches import FancyBboxPatch  # noqa: PLC0415 - heavy

    corners = f"round,pad=0,rounding_size={rect.radius}" if rect.radius else "square,pad=0"
    return FancyBboxPatch(
        (rect.x, rect.y),
        rect.width,
        rect.height,
        boxstyle=corners,
        facecolor=rect.fill,
        edgecolor=rect.stroke or "none",
        linewidth=rect.stroke_width / MM_PER_POINT,
    )


def _polygon(polygon: Polygon) -> Artist:
    from matplotlib.patches import Polygon as Patch  # noqa: PLC0415 - heavy

    return Patch(polygon.points, closed=True, facecolor=polygon.fill, edgecolor="none")


def _line(line: Line) -> Artist:
    from matplotlib.lines import Line2D  # noqa: PLC0415 - heavy

    dashes = tuple(length / MM_PER_POINT for length in _DASHES)
    return Line2D(
        [x for x, _ in line.points],
        [y for _, y in line.points],
        color=line.stroke,
        linewidth=line.width / MM_PER_POINT,
        linestyle=(0, dashes) if line.dashed else "solid",
        solid_capstyle="butt",
        solid_joinstyle="miter",
        dash_joinstyle="miter",
    )


def _text(text: Text) -> Iterator[Artist]:
    """Draw the text and its mark as two pieces, side by side as in the SVG."""
    x, way = text.x, 0.0
    if text.mark and text.content:
        way = drawn_width(f"{text.content} ", text.points, bold=text.bold)
    if text.centred:
        x -= (way + text_width(text.mark, text.points)) / 2 if text.mark else 0.0
    if text.content:
        centred = text.centred and not text.mark
        align: Align = "center" if centred else "right" if text.from_right else "left"
        yield _piece(text, text.content, x, align, is_mark=False)
    if text.mark:
        align = "right" if text.from_right else "left"
        yield _piece(text, text.mark, x - way if text.from_right else x + way, align, is_mark=True)


def _piece(text: Text, content: str, x: float, align: Align, *, is_mark: bool) -> Artist:
    from matplotlib.font_manager import FontProperties  # noqa: PLC0415 - heavy
    from matplotlib.text import Text as Label  # noqa: PLC0415 - heavy

    bold = text.bold and not is_mark
    return Label(
        x,
        text.baseline,
        content,
        color=text.mark_ink if is_mark else text.ink,
        fontproperties=FontProperties(fname=font_file(bold=bold), size=text.points),
        horizontalalignment=align,
        verticalalignment="baseline",
        parse_math=False,
    )
