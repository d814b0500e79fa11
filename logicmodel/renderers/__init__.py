"""A model as a file: one module a format, chosen by name."""

from __future__ import annotations

from enum import StrEnum

from logicmodel.graph import LogicModel
from logicmodel.layout import lay_out
from logicmodel.page import Page
from logicmodel.renderers.dot import write_dot
from logicmodel.renderers.json_format import write_json
from logicmodel.renderers.picture import DEFAULT_DPI, write_pdf, write_png
from logicmodel.renderers.svg import write_svg
from qes.errors import UserError


class Format(StrEnum):
    """What a model can be written as; the value is the file's suffix."""

    SVG = "svg"
    PDF = "pdf"
    PNG = "png"
    DOT = "dot"
    JSON = "json"


FORMATS = tuple(Format)


def render(
    model: LogicModel,
    format: str,  # noqa: A002 - the word every caller knows
    *,
    page: Page = Page.FULL,
    dpi: int = DEFAULT_DPI,
    counted: bool | None = None,
) -> bytes:
    """Write a model as a file: same model, same bytes.

    Args:
        model: what to write.
        format: one of `FORMATS`, with or without a dot before it, in any case.
        page: the paper, for SVG, PDF and PNG.
        dpi: dots per inch, for PNG.
        counted: whether the numbers of studies are drawn; None: if there is any study.

    Raises:
        UserError: an unknown format; a page too narrow; a PNG too large; a character that the
            fonts of PDF and PNG lack.
    """
    name = format.lower().removeprefix(".")
    if name not in FORMATS:
        raise UserError(
            f"a logic model cannot be written as {format!r}",
            hint=f"choose one of {', '.join(FORMATS)}",
        )
    match Format(name):
        case Format.JSON:
            return write_json(model)
        case Format.DOT:
            return write_dot(model, counted=counted)
        case Format.SVG:
            return write_svg(lay_out(model, page, counted=counted))
        case Format.PDF:
            return write_pdf(lay_out(model, page, counted=counted))
        case Format.PNG:
            return write_png(lay_out(model, page, counted=counted), dpi=dpi)
