"""Agreement on answers, of an appraisal or a screening, as it is printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qes.base import Json
from qes.cli.output import beside, counted, data, rows, say
from qes.cli.settings import Format, current

if TYPE_CHECKING:
    from qes.analysis.agreement.estimates import Estimate
    from qes.analysis.agreement.item_report import ItemRow, ItemTable

_COLUMNS = (
    ("item", "item"),
    ("label", "what it asks"),
    ("n", "studies"),
    ("percent", "agreement"),
    ("alpha", "alpha"),
    ("ci", "95 % CI"),
    ("kappa", "kappa"),
    ("ac2", "AC2"),
)
_STAGE_COLUMNS = (
    ("stage", "stage"),
    ("n", "references"),
    ("percent", "agreement"),
    ("positive", "positive"),
    ("negative", "negative"),
    ("kappa", "kappa"),
    ("kappa_ci", "95 % CI"),
    ("alpha", "alpha"),
    ("alpha_ci", "95 % CI"),
    ("ac1", "AC1"),
    ("ac1_ci", "95 % CI"),
)
_NAMES = {"pabak": "brennan_prediger"}


def print_items(table: ItemTable) -> None:
    """Print how far coders agree on each item, or where no number is wanted, how often they differ."""
    differ = counted(len(table.disputes), "answer differs", "answers differ")
    beside(f"{table.title}: {' and '.join(table.coders)}; {differ}")
    if table.rows and table.about.value == "reference":
        _print_stages(table)
    elif table.rows:
        rows([_row(one) for one in table.rows], _COLUMNS)


def _print_stages(table: ItemTable) -> None:
    """Print the stages of screening, and what each two reviewers decided."""
    several = len(table.coders) > 2
    columns = [
        *_STAGE_COLUMNS[:1],
        *((("reviewers", "reviewers"),) if several else ()),
        *_STAGE_COLUMNS[1:],
        ("pabak", "PABAK" if all(len(one.categories) == 2 for one in table.rows) else "BP"),
        *((("fleiss", "Fleiss"),) if several else ()),
    ]
    rows([_stage(table, one) for one in table.rows], columns)
    if current().format is Format.TABLE:
        for one in table.rows:
            if one.table:
                _print_decisions(table, one)
    for note in table.notes:
        say(f"mind: {note}")


def _print_decisions(table: ItemTable, one: ItemRow) -> None:
    first, second = (one.coders or table.coders)[:2]
    data("")
    rows(
        [
            {"said": f"{first} {given}", **dict(zip(one.categories, line, strict=True))}
            for given, line in zip(one.categories, one.table, strict=True)
        ],
        [("said", one.label), *((each, f"{second} {each}") for each in one.categories)],
    )


def _stage(table: ItemTable, one: ItemRow) -> dict[str, Json]:
    figures = ("percent", "positive", "negative", "kappa", "alpha", "ac1", "pabak", "fleiss")
    found: dict[str, Json] = {"stage": one.label, "n": one.n_units}
    found["reviewers"] = " and ".join(one.coders or table.coders)
    for name in figures:
        estimate: Estimate | None = getattr(one, _NAMES.get(name, name))
        found[name] = None if estimate is None else estimate.value
        found[f"{name}_ci"] = _ends(estimate)
    return found


def _ends(one: Estimate | None) -> str | None:
    ends = None if one is None else one.ci
    return None if ends is None else f"{ends[0]:z.3f} to {ends[1]:z.3f}"


def _row(one: ItemRow) -> dict[str, Json]:
    return {
        "item": one.item,
        "label": one.label,
        "n": one.n_units,
        "percent": one.percent.value,
        "alpha": one.alpha.value,
        "ci": _ends(one.alpha),
        "kappa": None if one.kappa is None else one.kappa.value,
        "ac2": None if one.ac2 is None else one.ac2.value,
    }
