"""Printing what is suggested: for people passage by passage, for programs as data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qes.base import Json
from qes.cli.output import as_json, counted, data, raw_json, rows, say, warn
from qes.cli.paragraphs import print_paragraph, print_passage
from qes.cli.settings import Format, current

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qes.services.review_views import SuggestionView
    from qes.services.suggesting.suggesting import Suggested, SuggestedSegment

_NO_CODE = "no code"
_KEPT_BACK = "decide first: suggestions are kept back here"
_COLUMNS = (
    ("segment", "segment"),
    ("decided", "decided"),
    ("rank", "rank"),
    ("code", "code"),
    ("likely", "likely"),
    ("because", "because"),
)


def print_suggested(found: Suggested) -> None:
    """Print what is suggested, and say what it rests on."""
    for name in found.foreign:
        warn(
            f"qes: {name} seems not to be in English; the model knows English, "
            "and suggestions for other languages are poor"
        )
    learned = (
        f"learned from {counted(found.decisions, 'decided segment', 'decided segments')}"
        if found.decisions
        else "from the codebook's definitions alone"
    )
    say(f"{counted(len(found.segments), 'segment', 'segments')}, {learned}")
    if as_json():
        raw_json([_segment(one) for one in found.segments])
    elif current().format is not Format.TABLE:
        rows([row for one in found.segments for row in _rows(one)], _COLUMNS)
    else:
        _print_for_people(found.segments)


def _print_for_people(found: Sequence[SuggestedSegment]) -> None:
    waiting = [one for one in found if not one.decided]
    for one in waiting:
        data("")
        print_passage(one.quoted)
        for row in _rows(one):
            _print_row(row)
    if len(waiting) < len(found):
        say(f"\nyou have decided {len(found) - len(waiting):,} more; --json lists them too")


def _print_row(row: dict[str, Json]) -> None:
    if row["code"] is None:
        data(f"     {row['because']}")
        return
    likely = row["likely"]
    said = f"{likely:.2f}" if isinstance(likely, float) else str(likely)
    data(f"  {row['rank']}  {said:<6} {row['code']}")
    print_paragraph(str(row["because"]), "            ", "            ")


def _rows(one: SuggestedSegment) -> list[dict[str, Json]]:
    offered = one.suggestions
    beginning: dict[str, Json] = {"segment": one.segment, "decided": one.decided}
    if offered.withheld:
        return [{**beginning, "rank": None, "code": None, "likely": None, "because": _KEPT_BACK}]
    found: list[dict[str, Json]] = [
        {
            **beginning,
            "rank": rank,
            "code": each.code,
            "likely": each.strength.value if each.probability is None else each.probability,
            "because": reason(each),
        }
        for rank, each in enumerate(offered.items, start=1)
    ]
    if offered.probably_nothing:
        found.insert(
            0,
            {
                **beginning,
                "rank": 0,
                "code": _NO_CODE,
                "likely": offered.none_strength.value
                if offered.none_probability is None
                else offered.none_probability,
                "because": "",
            },
        )
    return found


def reason(one: SuggestionView) -> str:
    """Say in a line what a suggestion rests on most: a weak one on what its code means."""
    weak = one.probability is None and one.strength == "weak"
    if one.because and not (weak and one.definition):
        return f"like “{one.because[0].excerpt}”"
    return one.definition or ", ".join(one.words)


def _segment(one: SuggestedSegment) -> dict[str, Json]:
    offered = one.suggestions
    return {
        "segment": one.segment,
        "decided": one.decided,
        "suggestions": [
            {
                "id": each.id,
                "code": each.code,
                "path": each.path,
                "probability": each.probability,
                "strength": each.strength.value,
                "because": [
                    {"segment": reason.segment, "text": reason.text, "code": reason.code}
                    for reason in each.because
                ],
                "words": list(each.words),
                "definition": each.definition,
            }
            for each in offered.items
        ],
        "none_probability": offered.none_probability,
        "none_strength": offered.none_strength.value,
        "probably_no_code": offered.probably_nothing,
        "withheld": offered.withheld,
        "decisions": offered.decisions,
    }
