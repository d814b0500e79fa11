"""Disagreements between coders, as they are printed."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from qes.base import Json
from qes.cli.output import data
from qes.cli.paragraphs import print_paragraph, width

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qes.services.comparison import (
        BoundaryDifference,
        Comparison,
        Disagreement,
        OfferedCause,
        Position,
        Side,
        Statement,
        UnitDifference,
    )

DISAGREEMENT_COLUMNS = (
    ("segment", "segment"),
    ("code", "code"),
    ("applied_by", "given by"),
    ("not_by", "not by"),
    ("settled", "applies"),
    ("cause", "cause"),
    ("distance", "distance"),
    ("text", "text"),
)
BOUNDARY_COLUMNS = (
    ("code", "code"),
    ("first", "coder"),
    ("first_passage", "passage"),
    ("second", "other coder"),
    ("second_passage", "other passage"),
    ("distance", "distance"),
)
_LINES_OF_A_QUOTE = 2
_LEFT_ALONE = {
    "refused": "refused it",
    "no code": "said that no code applies",
    "left": "saw it and said nothing",
}


def disagreement_rows(found: Comparison, chosen: Sequence[Disagreement]) -> list[dict[str, Json]]:
    """Return disagreements as JSON lists them."""
    by_unit = {one.unit.id: one for one in found.differences}
    return [_row(one, by_unit[one.unit.id]) for one in chosen]


def _row(one: Disagreement, unit: UnitDifference) -> dict[str, Json]:
    settled = one.settlement
    offered = one.offered
    stands = {each.coder: each for each in one.positions}
    return {
        "segment": one.unit.id,
        "code": one.what,
        "path": one.label,
        "applied_by": list(one.applied_by),
        "not_by": list(one.not_by),
        "settled": one.settled,
        "cause": None if settled is None or settled.cause is None else settled.cause.value,
        "panel": None if settled is None else list(settled.panel),
        "reason": None if settled is None else settled.reason,
        "distance": one.distance,
        "source": one.unit.document,
        "name": one.unit.where,
        "start": one.unit.start,
        "end": one.unit.stop,
        "text": unit.quote,
        "coders": [
            {
                "coder": side.coder,
                "stand": stands[side.coder].stand.value,
                "answer": stands[side.coder].answer,
                "said": [_said(each) for each in side.statements],
            }
            for side in unit.sides
        ],
        "offered": None
        if offered is None
        else {
            "cause": offered.cause.value,
            "passage": offered.passage,
            "other": offered.other,
            "units": offered.n,
        },
    }


def _said(one: Statement) -> dict[str, Json]:
    return {
        "value": one.value,
        "label": one.label,
        "stand": one.stand.value,
        "passage": one.passage,
        "text": one.quote,
        "reason": one.reason,
        "judgement": one.judgement,
    }


def boundary_row(one: BoundaryDifference) -> dict[str, Json]:
    """Return two passages that overlap in part as JSON lists them."""
    return {
        "code": one.code,
        "path": one.label,
        "first": one.first,
        "first_passage": one.of_first.passage,
        "first_text": one.of_first.quote,
        "first_reason": one.of_first.reason,
        "second": one.second,
        "second_passage": one.of_second.passage,
        "second_text": one.of_second.quote,
        "second_reason": one.of_second.reason,
        "distance": one.distance,
    }


def print_quote(text: str, indent: str) -> None:
    """Print words in quotes, at most two lines as wide as the terminal."""
    lines = textwrap.wrap(
        f"“{' '.join(text.split())}”",
        width(),
        initial_indent=indent,
        subsequent_indent=f"{indent} ",
        max_lines=_LINES_OF_A_QUOTE,
        placeholder=" …”",
    )
    for line in lines:
        data(line)


def print_differences(found: Comparison, chosen: Sequence[Disagreement]) -> None:
    """Print disagreements unit by unit: what each coder said, and what is in dispute."""
    wanted: dict[str, list[Disagreement]] = {}
    for one in chosen:
        wanted.setdefault(one.unit.id, []).append(one)
    units = {one.unit.id: one for one in found.differences}
    names = {one.what: one.label for one in found.disagreements}
    for n, (id_, those) in enumerate(wanted.items(), start=1):
        unit = units[id_]
        data("")
        print_paragraph(f"{n}. {unit.unit.where}, {id_} (distance {unit.distance:.2f})", "", "   ")
        print_quote(unit.quote, "   ")
        widest = max(len(side.coder) for side in unit.sides)
        for side in unit.sides:
            _print_side(side, widest)
        for one in those:
            print_paragraph(f"{one.what}: {_standing(one, names)}", "   ", "     ")


def _print_side(side: Side, widest: int) -> None:
    first, after = f"     {side.coder:<{widest}}  ", " " * (7 + widest)
    said = [f"{_stood(one)}{one.label}{_because(one.reason)}" for one in side.statements]
    for at, words in enumerate(said or ["nothing"]):
        print_paragraph(words, after if at else first, f"{after}  ")


def _stood(one: Statement) -> str:
    return "not " if one.stand.value == "refused" else ""


def _because(reason: str | None) -> str:
    return f": “{' '.join(reason.split())}”" if reason else ""


def _standing(one: Disagreement, names: dict[str, str]) -> str:
    settled = one.settlement
    if settled is not None:
        value = settled.value
        agreed = value if isinstance(value, str) else "applies" if value else "does not apply"
        cause = f" ({settled.cause.value})" if settled.cause is not None else ""
        panel = f", {' and '.join(settled.panel)}" if settled.panel else ""
        return f"agreed: {agreed}{cause}{panel}{_because(settled.reason)}"
    stood = "; ".join(words for each in one.positions if (words := _position(each)))
    offered = "" if one.offered is None else f"; perhaps {_offer(one.offered, names)}"
    return f"{stood or 'not settled'}{offered}"


def _position(one: Position) -> str:
    if one.answer is not None:
        return f"{one.coder} {one.answer}"
    words = _LEFT_ALONE.get(one.stand.value)
    return "" if words is None else f"{one.coder} {words}"


def _offer(one: OfferedCause, names: dict[str, str]) -> str:
    if one.cause.value == "boundary":
        return f"a matter of boundary: the other gave it to {one.passage}"
    if one.other is not None:
        return f"confusion: {names.get(one.other, one.other)} stands against it in {one.n} units"
    return one.cause.value


def print_boundaries(chosen: Sequence[BoundaryDifference]) -> None:
    """Print passages with the same code that overlap in part, two by two."""
    for n, one in enumerate(chosen, start=1):
        data("")
        print_paragraph(f"{n}. {one.label} (distance {one.distance:.2f})", "", "   ")
        for who, said in ((one.first, one.of_first), (one.second, one.of_second)):
            print_paragraph(f"{who}, {said.passage}{_because(said.reason)}", "   ", "     ")
            print_quote(said.quote, "     ")
