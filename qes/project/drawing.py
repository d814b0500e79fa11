"""Drawing the logic model into a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from qes.errors import UserError
from qes.project.exporting import Exported, export_bytes
from qes.services.desk import Desk
from qes.services.modelling import put_together

if TYPE_CHECKING:
    from logicmodel.graph import LogicModel


def draw(
    desk: Desk,
    out: Path,
    *,
    preset: str = "seed-fig2",
    title: str | None = None,
    min_studies: int = 0,
    page: str = "190mm",
) -> tuple[LogicModel, Exported]:
    """Write the logic model in the format of the file's suffix; the same project, the same bytes.

    Raises:
        UserError: the suffix or the page is not known, there is no codebook, or the file cannot
            be written.
    """
    from logicmodel.page import Page  # noqa: PLC0415 - drawing loads fonts
    from logicmodel.renderers import render  # noqa: PLC0415 - drawing loads matplotlib

    try:
        paper = Page(page)
    except ValueError as error:
        known = ", ".join(one.value for one in Page)
        raise UserError(f"no page {page!r}", hint=f"it may be {known}") from error
    model = put_together(desk, preset=preset, title=title, min_studies=min_studies)
    words = [text for box in model.boxes for text in (box.title, *(b.text for b in box.bullets))]
    return model, export_bytes(desk, render(model, out.suffix, page=paper), out, words)
