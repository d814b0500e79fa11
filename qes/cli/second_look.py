"""`qes suggest --second-look`: coded passages that are unlike the others of their code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qes.base import Json
from qes.cli.output import counted, data, rows, say
from qes.cli.paragraphs import passage_row, print_paragraph, print_passage
from qes.cli.settings import Format, current, open_project

if TYPE_CHECKING:
    from qes.services.suggesting.second_looks import SecondLook

WHAT_SECOND_LOOKS_ARE = (
    "Passages unlike the others of their code: a slip of the key, a code that means two things, "
    "or a theme from another side. Nothing is changed here."
)


def second_look(source: str | None, *, limit: int = 20) -> None:
    """Print the coded passages that are least like the others of their code."""
    from qes.services.suggesting.second_looks import second_looks

    with open_project() as project:
        found = second_looks(project.desk, source, limit=limit)
    if current().format is not Format.TABLE:
        rows([_look_row(one) for one in found], _LOOK_COLUMNS)
        return
    if not found:
        say("no code has two passages yet: there is nothing to compare")
        return
    print_paragraph(WHAT_SECOND_LOOKS_ARE)
    first: dict[tuple[str, str], int] = {}
    for n, one in enumerate(found, start=1):
        others = counted(one.others, "other passage", "other passages")
        data("")
        print_paragraph(f"{n}. {one.path}, as {others}", "", "   ")
        print_passage(one.passage)
        if one.nearer_path is not None:
            print_paragraph(f"it is more like what has: {one.nearer_path}", "   ", "     ")
        shown = first.setdefault((one.code, one.typical.segment), n)
        if shown == n:
            data("   most like the others of its code:")
            print_passage(one.typical)
        else:
            print_paragraph(f"most like the others of its code: as under {shown}", "   ", "     ")


_LOOK_COLUMNS = (
    ("segment", "segment"),
    ("path", "code"),
    ("others", "others"),
    ("likeness", "likeness"),
    ("nearer_path", "nearer to"),
    ("text", "text"),
)


def _look_row(one: SecondLook) -> dict[str, Json]:
    return {
        **passage_row(one.passage),
        "code": one.code,
        "path": one.path,
        "others": one.others,
        "likeness": one.likeness,
        "nearer": one.nearer,
        "nearer_path": one.nearer_path,
        "nearer_likeness": one.nearer_likeness,
        "typical": passage_row(one.typical),
    }
