"""Agreement on answers, such as those of an appraisal, as it is printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qes.base import Json
from qes.cli.output import beside, counted, rows

if TYPE_CHECKING:
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


def print_items(table: ItemTable) -> None:
    """Print how far coders agree on each item, or where no number is wanted, how often they differ."""
    differ = counted(len(table.disputes), "answer differs", "answers differ")
    beside(f"{table.title}: {' and '.join(table.coders)}; {differ}")
    if table.rows:
        rows([_row(one) for one in table.rows], _COLUMNS)


def _row(one: ItemRow) -> dict[str, Json]:
    ends = one.alpha.ci
    return {
        "item": one.item,
        "label": one.label,
        "n": one.n_units,
        "percent": one.percent.value,
        "alpha": one.alpha.value,
        "ci": None if ends is None else f"{ends[0]:z.3f} to {ends[1]:z.3f}",
        "kappa": None if one.kappa is None else one.kappa.value,
        "ac2": None if one.ac2 is None else one.ac2.value,
    }
