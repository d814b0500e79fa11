"""A drawing as SVG: text as text, millimetres as user units, the words of it for those who listen."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from xml.sax.saxutils import escape, quoteattr

from logicmodel.drawing import Drawing, Line, Polygon, Rect, Shape, Text
from logicmodel.font import FAMILY, MM_PER_POINT

_FONTS = f"{FAMILY}, Verdana, sans-serif"
_DASHES = "1.3 0.9"


def write_svg(drawing: Drawing) -> bytes:
    """Write a drawing as SVG 1.1 in UTF-8; each box, column and edge is a group of its own."""
    return ("\n".join(_lines(drawing)) + "\n").encode()


def _lines(drawing: Drawing) -> Iterator[str]:
    width, height = _number(drawing.width), _number(drawing.height)
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" version="1.1" width="{width}mm" '
        f'height="{height}mm" viewBox="0 0 {width} {height}" role="img" '
        f'aria-labelledby="title desc" font-family="{_FONTS}">'
    )
    yield f'<title id="title">{escape(drawing.title or "Logic model")}</title>'
    yield f'<desc id="desc">{escape(drawing.description)}</desc>'
    for owner, shapes in groupby(drawing.shapes, key=lambda shape: shape.owner):
        yield f"<g data-of={quoteattr(owner)}>"
        for shape in shapes:
            yield "  " + _shape(shape)
        yield "</g>"
    yield "</svg>"


def _shape(shape: Shape) -> str:
    match shape:
        case Rect():
            return _rect(shape)
        case Text():
            return _text(shape)
        case Polygon():
            return f'<polygon points="{_points(shape.points)}" fill="{shape.fill}"/>'
        case Line():
            dashes = f' stroke-dasharray="{_DASHES}"' if shape.dashed else ""
            return (
                f'<polyline points="{_points(shape.points)}" fill="none" stroke="{shape.stroke}" '
                f'stroke-width="{_number(shape.width)}"{dashes}/>'
            )


def _rect(rect: Rect) -> str:
    size = f'width="{_number(rect.width)}" height="{_number(rect.height)}"'
    corners = f' rx="{_number(rect.radius)}"' if rect.radius else ""
    line = (
        f' stroke="{rect.stroke}" stroke-width="{_number(rect.stroke_width)}"'
        if rect.stroke
        else ""
    )
    place = f'x="{_number(rect.x)}" y="{_number(rect.y)}"'
    return f'<rect {place} {size}{corners} fill="{rect.fill}"{line}/>'


def _text(text: Text) -> str:
    attributes = [
        f'x="{_number(text.x)}"',
        f'y="{_number(text.baseline)}"',
        f'font-size="{_number(text.points * MM_PER_POINT)}"',
        f'fill="{text.ink}"',
    ]
    if text.bold:
        attributes.append('font-weight="bold"')
    if text.centred:
        attributes.append('text-anchor="middle"')
    if text.from_right:
        attributes.append('direction="rtl"')
    mark = ""
    if text.mark:
        space = " " if text.content else ""
        mark = (
            f'{space}<tspan font-weight="normal" fill="{text.mark_ink}">{escape(text.mark)}</tspan>'
        )
    return f"<text {' '.join(attributes)}>{escape(text.content)}{mark}</text>"


def _points(points: tuple[tuple[float, float], ...]) -> str:
    return " ".join(f"{_number(x)},{_number(y)}" for x, y in points)


def _number(value: float) -> str:
    """Write millimetres to the thousandth, without needless zeros."""
    written = f"{value:.3f}".rstrip("0").rstrip(".")
    return "0" if written in {"-0", ""} else written
