"""Columns and words that the tables of the agreement report share."""

from __future__ import annotations

from dataclasses import replace

from qes.analysis.agreement.estimates import Estimate, Method
from qes.analysis.agreement.item_report import Answered, ItemTable
from qes.analysis.agreement.reasons import reason_words
from qes.analysis.agreement.report import CodeRow, Measure
from qes.analysis.table import Column, Kind, Row, Table

NARROW = 0.75
"""The width of a column of numbers, beside a text column's 1."""

DATA_FORM = (
    "a line a unit that two coders saw, sources in the order in which they came in, units in the "
    "order of the text: its id, then the ids of each coder's codes, coders by name, codes sorted "
    "with ; between; nothing is no code, - is not seen; tabs between, LF at the end of each line"
)
"""What the SHA-256 of the data is over, so that anyone can redo it."""
ANSWERS_FORM = (
    "a line an item of a study that two answered, by study and item as they are listed: "
    "STUDY:ITEM, then each coder's answer, coders by name; - is not answered; tabs between, LF at "
    "the end of each line"
)
"""The same of answers."""
DECISIONS_FORM = (
    "a line a stage of a reference about which two decided, references in the order in which they "
    "came: REFERENCE:STAGE, then each reviewer's decision, reviewers by name; - is none; tabs "
    "between, LF at the end of each line"
)
"""The same of screening."""


def answers_form(table: ItemTable) -> str:
    """Return what the SHA-256 of answers is over."""
    return DECISIONS_FORM if table.about is Answered.REFERENCE else ANSWERS_FORM


def number_column(key: str, title: str, digits: int | None = 3) -> Column:
    """Make a column of numbers."""
    return Column(key, title, Kind.NUMBER, width_hint=NARROW, digits=digits)


def share_column(key: str, title: str) -> Column:
    """Make a column of shares."""
    return Column(key, title, Kind.PERCENT, width_hint=NARROW, digits=1)


def documents_words(n: int) -> str:
    """Write how many documents."""
    return "1 document" if n == 1 else f"{n:,} documents"


def ends_by(measure: Measure, method: Method) -> tuple[float, float] | None:
    """Return the ends of a measure's interval by one method."""
    return next((one.ends for one in measure.intervals if one.method is method), None)


def interval_words(measure: Measure) -> str | None:
    """Write the headline interval of a measure."""
    ends = measure.ends
    return None if ends is None else f"{ends[0]:z.2f} to {ends[1]:z.2f}"


def met_words(met: bool | None) -> str:  # noqa: FBT001 - a verdict, not a switch
    """Say a verdict: about the lower end of the interval."""
    return "cannot be said" if met is None else "met" if met else "not met"


def measure_name(name: str) -> str:
    """Write the name of a measure as its column in the table of codes is headed."""
    said = {
        "percent": "agreement",
        "ac1": "AC1",
        "fleiss": "Fleiss' kappa",
        "conger": "Conger's kappa",
        "brennan_prediger": "Brennan–Prediger (PABAK)",  # noqa: RUF001 - two people's names
    }
    return said.get(name, name.replace("_", " "))


def given_words(given: bool | None) -> str:  # noqa: FBT001 - what was decided, not a switch
    """Say whether a coder gave a code to units."""
    return "not seen" if given is None else "present" if given else "absent"


def step_words(state: str) -> str:
    """Say what a round came to, as something that was done."""
    return {"open": "opened", "consensus": "consensus begun"}.get(state, state)


def why_words(one: Estimate) -> str | None:
    """Say why a coefficient or its interval is missing."""
    if one.reason is not None:
        return reason_words(one.reason)
    if one.headline is not None and one.headline.reason is not None:
        return f"no CI: {reason_words(one.headline.reason)}"
    return None


def flag_words(row: CodeRow) -> str | None:
    """Say in words why numbers are left aside."""
    said = {
        "few_applications": "few applications",
        "no_variation": "nobody applied it",
        "never_used": "nobody applied it",
    }
    if row.flag == "no_variation" and any(row.applied):
        return "applied everywhere"
    return None if row.flag is None else said.get(row.flag, row.flag.replace("_", " "))


def by_branch(table: Table) -> Table:
    """Put rows whose first cell is a code's path under the path of what stands above it."""
    rows = []
    for row in table.rows:
        above, _, last = str(row.cells[0]).rpartition(" > ")
        rows.append(Row((last, *row.cells[1:]), above or None))
    return replace(table, rows=tuple(rows), group_title="Above")
