"""Groups of passages without a code, as they are printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qes.base import Json
from qes.cli.output import counted, data, say
from qes.cli.paragraphs import passage_row, print_paragraph, print_passage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qes.services.suggesting.group_decisions import GroupDecision
    from qes.services.suggesting.grouping import OfferedGroup

WHAT_GROUPS_ARE = (
    "Passages that no code has, put together by likeness. A group follows what is talked about, "
    "not what it means to your question: it is no theme, and no code until you make one of it. In "
    "brackets: how many of its passages have the word."
)
ID_DIGITS = 8
"""So much of an id is printed."""

GROUP_COLUMNS = (
    ("group", "group"),
    ("passages", "passages"),
    ("n_sources", "sources"),
    ("words", "words"),
    ("nearest_path", "nearest code"),
    ("decided", "decided before"),
)


def group_row(one: OfferedGroup) -> dict[str, Json]:
    """Return a group as JSON lists it."""
    before = one.before
    return {
        "group": one.id,
        "passages": len(one.members),
        "n_sources": len(one.sources),
        "sources": list(one.sources),
        "phrases": [{"text": each.text, "passages": each.passages} for each in one.phrases],
        "words": "; ".join(each.text for each in one.phrases),
        "typical": [passage_row(each) for each in one.typical],
        "members": list(one.members),
        "nearest": one.nearest,
        "nearest_path": one.nearest_path,
        "distance": one.distance,
        "decided": None if before is None else before.aspect.value,
        "before": None
        if before is None
        else {
            "decision": before.aspect.value,
            "code": before.code,
            "path": one.before_path,
            "by": before.by,
            "at": before.at,
            "reason": before.reason,
        },
    }


def print_groups(found: Sequence[OfferedGroup], author: str) -> None:
    """Print groups for people: those nobody has decided about, then in a line each the others."""
    new = [one for one in found if one.before is None]
    if not found:
        say("no five passages without a code are alike")
        return
    print_paragraph(WHAT_GROUPS_ARE)
    for n, one in enumerate(new, start=1):
        data("")
        print_paragraph(f"{n}. {one.id[:ID_DIGITS]}  {_size(one)}{_nearest(one)}", "", "   ")
        if one.phrases:
            print_paragraph(f"words: {_phrases(one)}", "   ")
        for each in one.typical:
            print_passage(each)
    again = [(one, one.before) for one in found if one.before is not None]
    if again:
        data("")
        data("Decided about before:")
        for one, before in again:
            words = "; ".join(each.text for each in one.phrases[:3])
            about = f" ({words})" if words else ""
            told = _told(one, before, author)
            print_paragraph(f"{one.id[:ID_DIGITS]}  {_size(one)}{about}: {told}", "   ", "     ")


def _size(one: OfferedGroup) -> str:
    passages = counted(len(one.members), "passage", "passages")
    if len(one.sources) == 1:
        return passages
    return f"{passages} in {len(one.sources)} sources"


def _nearest(one: OfferedGroup) -> str:
    if one.nearest_path is None:
        return ""
    return f"; nearest code: {one.nearest_path.rpartition(' > ')[2]}"


def _phrases(one: OfferedGroup) -> str:
    return ", ".join(f"{each.text} ({each.passages})" for each in one.phrases)


def _told(one: OfferedGroup, before: GroupDecision, author: str) -> str:
    who = "you" if before.by == author else before.by
    day = before.at[:10]
    if one.before_path is not None:
        name = one.before_path.rpartition(" > ")[2]
        return (
            f"{who} made the code {name!r} ({before.code}) of it on {day}; "
            "these passages do not have it"
        )
    return f"{who} put it aside on {day}: {before.reason}"
