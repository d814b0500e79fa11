"""Codes that are taken for each other, and their definitions, as they are printed."""

from __future__ import annotations

import textwrap
from itertools import zip_longest
from typing import TYPE_CHECKING

from qes.base import Json
from qes.cli.disagreement_lines import print_quote
from qes.cli.output import counted, data
from qes.cli.paragraphs import print_paragraph, width

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qes.analysis.confusion import ConfusionMap
    from qes.services.comparison import Comparison
    from qes.services.disputed_definitions import Definition, DisputedDefinition

CONFUSION_COLUMNS = (
    ("one_path", "code"),
    ("other_path", "in its place"),
    ("weight", "weight"),
    ("units", "units"),
)
DEFINITION_COLUMNS = (
    ("path", "code"),
    ("disagreements", "disagreements"),
    ("by_definition", "by definition"),
    ("unsettled", "not settled"),
    ("rival_path", "taken for"),
)
_ANSWERED = {"study", "reference"}
"""What answers are given about; their words are the question's, the same for each."""
_EXAMPLES = 2
_GAP = 3


def confusion_rows(found: Comparison, drawn: ConfusionMap) -> list[dict[str, Json]]:
    """Return the confusion map as JSON lists it; `other` is null where nothing stood against."""
    paths, quotes = _names(found), _words(found)

    def examples(units: Sequence[str]) -> list[Json]:
        return [{"segment": id_, "text": quotes[id_]} for id_ in units[:_EXAMPLES]]

    pairs: list[dict[str, Json]] = [
        {
            "one": one.one,
            "one_path": paths[one.one],
            "other": one.other,
            "other_path": paths[one.other],
            "weight": one.weight,
            "forward": one.forward,
            "backward": one.backward,
            "units": len(one.units),
            "examples": examples(one.units),
        }
        for one in drawn.pairs
    ]
    alone: list[dict[str, Json]] = [
        {
            "one": one.code,
            "one_path": paths[one.code],
            "other": None,
            "other_path": None,
            "weight": one.weight,
            "forward": one.by_first,
            "backward": one.weight - one.by_first,
            "units": len(one.units),
            "examples": examples(one.units),
        }
        for one in drawn.alone
    ]
    return pairs + alone


def print_confusion(found: Comparison, drawn: ConfusionMap, limit: int) -> None:
    """Print the codes that stand against each other, then those that nothing stands against."""
    paths, quotes = _names(found), _words(found)
    for n, one in enumerate(drawn.pairs[:limit], start=1):
        data("")
        units = counted(len(one.units), "unit", "units")
        # where other codes are in dispute too, a unit weighs less than 1
        weight = "" if round(one.weight, 2) == len(one.units) else f" (weight {one.weight:.2f})"
        against = f"{paths[one.one]} against {paths[one.other]}"
        print_paragraph(f"{n}. {against}: {units}{weight}", "", "   ")
        for id_ in one.units[:_EXAMPLES]:
            print_quote(quotes[id_], "   ")
    if drawn.alone:
        data("")
        data("Given by one, nothing in its place by the other:")
        for lone in drawn.alone[:limit]:
            units = counted(len(lone.units), "unit", "units")
            print_paragraph(f"{paths[lone.code]}: {units}", "   ", "     ")


def _names(found: Comparison) -> dict[str, str]:
    """Return what people read for each value that stands against another; an answer is its own."""
    if found.kind.value in _ANSWERED:
        return {value: value for row in found.values for said in row for value in said or ()}
    return {one.what: one.label for one in found.disagreements}


def _words(found: Comparison) -> dict[str, str]:
    """Return the words of each unit in dispute, or what it is called where it is no passage."""
    answers = found.kind.value in _ANSWERED
    return {
        one.unit.id: f"{one.unit.where}, {one.disagreements[0].label}" if answers else one.quote
        for one in found.differences
    }


def definition_row(one: DisputedDefinition) -> dict[str, Json]:
    """Return a disputed definition as JSON lists it."""
    rival = one.rival
    return {
        "code": one.of.code,
        "path": one.of.path,
        "definition": _as_json(one.of),
        "disagreements": one.n,
        "by_definition": one.by_definition,
        "unsettled": one.unsettled,
        "rival": None if rival is None else rival.code,
        "rival_path": None if rival is None else rival.path,
        "rival_definition": None if rival is None else _as_json(rival),
        "units_against_rival": one.against_rival,
        "examples": [
            {
                "segment": each.unit.id,
                "applied_by": list(each.applied_by),
                "not_by": list(each.not_by),
                "text": text,
            }
            for each, text in zip(one.examples, one.quotes, strict=True)
        ],
    }


def _as_json(one: Definition) -> dict[str, Json]:
    return {
        "definition": one.definition,
        "include": one.include,
        "exclude": one.exclude,
        "version": one.version,
    }


def print_definitions(found: Sequence[DisputedDefinition]) -> None:
    """Print disputed definitions, each beside that of the code it is taken for."""
    for n, one in enumerate(found, start=1):
        data("")
        print_paragraph(
            f"{n}. {one.of.path}: {counted(one.n, 'disagreement', 'disagreements')}, "
            f"{one.by_definition} by definition, {one.unsettled} not settled",
            "",
            "   ",
        )
        if one.rival is None:
            for line in _definition_lines(one.of, width() - _GAP):
                data(f"   {line}")
        else:
            units = counted(one.against_rival, "unit", "units")
            print_paragraph(f"against {one.rival.path}, in {units}:", "   ", "     ")
            _print_beside(one.of, one.rival)
        for text in one.quotes:
            print_quote(text, "   ")


def _print_beside(one: Definition, other: Definition) -> None:
    column = (width() - 2 * _GAP) // 2
    left, right = _definition_lines(one, column), _definition_lines(other, column)
    for mine, theirs in zip_longest(left, right, fillvalue=""):
        data(f"   {mine:<{column}}   {theirs}".rstrip())


def _definition_lines(one: Definition, columns: int) -> list[str]:
    name = one.path.rpartition(" > ")[2]
    said = [
        f"{name} (version {one.version}): {one.definition or 'no definition yet'}",
        *(
            f"{word}: {text}"
            for word, text in (("include", one.include), ("exclude", one.exclude))
            if text
        ),
    ]
    return [line for text in said for line in textwrap.wrap(" ".join(text.split()), columns)]
