"""The horizontal lines drawn on a PDF page: under heads of tables, around cells, above footnotes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from corpora.readers.pdf.boxes import Box, Running
from corpora.readers.pdf.page import Rule
from corpora.readers.pdf.text_layer import TextLayer

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

MOST_OBJECTS = 20_000
"""How many things drawn on a page are looked at: the rest are parts of a picture."""
THIN = 3.0
SHORTEST = 20.0
_TOUCH = 2.0
"""How near the ends of lines lie that together are one."""


def rules(page: PdfPage, layer: TextLayer) -> tuple[Rule, ...]:
    """Return the horizontal lines of a page, and the upper and lower edges of its boxes.

    Pages whose words run another way than the page does have none.
    """
    if layer.turned is not Running.RIGHT:
        return ()
    left, low, _, _ = page.get_cropbox()
    drawn = sorted(
        (at - low, begin - left, end - left)
        for box in _drawn(page)
        for begin, end, at in _edges(box)
    )
    found: list[Rule] = []
    for at, begin, end in drawn:
        last = found[-1] if found else None
        if last is not None and at - last.at < _TOUCH and begin <= last.right + _TOUCH:
            found[-1] = Rule(min(begin, last.left), max(end, last.right), last.at)
        else:
            found.append(Rule(begin, end, at))
    return tuple(rule for rule in found if rule.right - rule.left >= SHORTEST)


def _drawn(page: PdfPage) -> Iterator[Box]:
    """Yield the place of each path drawn on a page itself, not inside its pictures."""
    from ctypes import byref, c_float  # noqa: PLC0415 - only with the library below

    from pypdfium2.raw import (  # noqa: PLC0415 - light commands import this
        FPDF_PAGEOBJ_PATH,
        FPDFPage_CountObjects,
        FPDFPage_GetObject,
        FPDFPageObj_GetBounds,
        FPDFPageObj_GetType,
    )

    left, low, right, high = (c_float() for _ in range(4))
    for n in range(min(FPDFPage_CountObjects(page), MOST_OBJECTS)):
        drawn = FPDFPage_GetObject(page, n)
        if FPDFPageObj_GetType(drawn) != FPDF_PAGEOBJ_PATH:
            continue
        if FPDFPageObj_GetBounds(drawn, byref(left), byref(low), byref(right), byref(high)):
            yield Box(left.value, low.value, right.value, high.value)


def _edges(box: Box) -> Iterator[tuple[float, float, float]]:
    if box.right - box.left < _TOUCH:
        return
    yield box.left, box.right, box.bottom
    if box.height > THIN:
        yield box.left, box.right, box.top
