"""Where coders differ, and the counts of which every number can be redone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from qes.analysis.agreement.item_report import Answered, ItemDispute, ItemTable
from qes.analysis.agreement.report import AgreementReport, CodeTable, UnitDisagreement
from qes.analysis.table import Cell, Column, Row, Table
from qes.exchange.agreement.columns import given_words, number_column


def confusion_table(report: AgreementReport, most: int | None = None) -> Table:
    """Return which code stands where another coder gave which."""
    paths = dict(report.paths)
    pairs = [
        Row(
            (
                paths.get(one.one, one.one),
                paths.get(one.other, one.other),
                one.weight,
                len(one.units),
            )
        )
        for one in report.confusion.pairs
    ]
    alone = [
        Row((paths.get(one.code, one.code), "nothing in its place", one.weight, len(one.units)))
        for one in report.confusion.alone
    ]
    listed = sorted([*pairs, *alone], key=lambda row: -float(str(row.cells[2])))
    left = len(listed) - len(listed[:most])
    return Table(
        "Which code stands where the other coder gave which",
        (
            Column("one", "Code", width_hint=3),
            Column("other", "The other coder gave", width_hint=3),
            number_column("weight", "weight", 1),
            number_column("units", "units", None),
        ),
        tuple(listed[:most]),
        (
            "A unit in which several codes stand against several weighs 1 in all.",
            *((f"{left:,} more are in the XLSX and JSON files.",) if left else ()),
        ),
    )


def disagreement_table(report: AgreementReport, most: int | None = None) -> Table:
    """Return the units on which coders differ, the furthest apart first, with their words."""
    people = report.main.coders if report.main is not None else ()
    listed = report.disagreements[:most]
    left = report.n_disagreements - len(listed)
    columns = [
        Column("unit", "Unit", width_hint=1.6),
        Column("quote", "Words", width_hint=5),
        *(Column(f"codes_{n}", who, width_hint=2) for n, who in enumerate(people)),
        Column("consensus", "Consensus", width_hint=3),
        number_column("distance", "Distance", 2),
    ]
    rows = []
    for one in listed:
        sides = {side.coder: side for side in one.sides}
        cells: list[Cell] = [f"{one.document} {one.start}-{one.stop}", one.quote]
        for who in people:
            side = sides.get(who)
            cells.append(
                "not seen"
                if side is None
                else _lines([*(side.codes or ("no code",)), *side.reasons])
            )
        cells += [_lines(settled_words(one)), one.distance]
        rows.append(Row(tuple(cells)))
    return Table(
        "Where coders differ",
        tuple(columns),
        tuple(rows),
        (
            f"{report.n_disagreements:,} units in all; distance: MASI.",
            *((f"{left:,} that are less far apart are not listed here.",) if left else ()),
        ),
        landscape=True,
    )


def settled_words(of: UnitDisagreement) -> Iterator[str]:
    """Yield what was settled about each code in dispute in a unit."""
    for one in of.settled:
        how = "applies" if one.applies else "does not apply"
        cause = f" ({one.cause})" if one.cause else ""
        panel = f", {' and '.join(one.panel)}" if one.panel else ""
        why = f": {one.reason}" if one.reason else ""
        yield f"{one.path} {how}{cause}{panel}{why}"


def agreed_words(of: ItemDispute) -> str | None:
    """Say what was settled about an answer, by whom and why."""
    if of.agreed is None:
        return None
    cause = f" ({of.cause})" if of.cause else ""
    panel = f", {' and '.join(of.panel)}" if of.panel else ""
    return f"{of.agreed}{cause}{panel}{f': {of.why}' if of.why else ''}"


def disputed_words(table: ItemTable, one: ItemDispute) -> tuple[str, str]:
    """Say about what coders differ, and on which item; titles may be alike, so ids stand there."""
    if table.about is Answered.REFERENCE:
        named = (
            one.subject if one.subject == one.subject_id else f"{one.subject} ({one.subject_id})"
        )
        return named, one.label
    return one.subject, f"{one.item} {one.label}"


def answers_table(table: ItemTable) -> Table:
    """Return the items of studies or references that coders answered differently."""
    people = table.coders
    rows = []
    for one in table.disputes:
        cells: list[Cell] = [*disputed_words(table, one)]
        for said, why in zip(one.answers, one.reasons, strict=True):
            cells.append(
                "not answered" if said is None else _lines([said, *([why] if why else ())])
            )
        rows.append(Row((*cells, agreed_words(one))))
    return Table(
        f"Where answers differ: {table.title}",
        (
            Column(table.about.value, table.about.value.capitalize(), width_hint=2),
            Column("item", "Item", width_hint=3),
            *(Column(f"answer_{n}", who, width_hint=2) for n, who in enumerate(people)),
            Column("consensus", "Consensus", width_hint=3),
        ),
        tuple(rows),
        (f"{len(rows):,} answers in all.",),
        landscape=True,
    )


def _lines(texts: Iterable[str]) -> str:
    return "\n".join(texts)


def patterns_table(table: CodeTable) -> Table | None:
    """Return who of several coders gave each code together, of which every number can be redone."""
    rows = [
        Row((row.code, row.path, *(given_words(given) for given in one.given), one.units))
        for row in table.rows
        for one in row.patterns
    ]
    if not rows:
        return None
    return Table(
        "Who gave which code together",
        (
            Column("code", "Code", width_hint=1.3),
            Column("path", "Path", width_hint=3),
            *(Column(f"given_{n}", who) for n, who in enumerate(table.coders)),
            number_column("units", "units", None),
        ),
        tuple(rows),
        landscape=True,
    )


def counts_table(table: CodeTable) -> Table | None:
    """Return the counts of each code in each document, of which every number can be redone."""
    cells = table.cells
    if cells is None:
        return None
    rows = []
    for at, document in enumerate(cells.documents):
        n = int(cells.units[at])
        for place, code in enumerate(cells.codes):
            a, b, c = (
                int(one[at, place]) for one in (cells.both, cells.only_first, cells.only_second)
            )
            if a or b or c:
                rows.append(Row((document, code, a, b, c, n - a - b - c)))
    return Table(
        "Counts by document",
        (
            Column("document", "Document", width_hint=2),
            Column("code", "Code", width_hint=2),
            *(number_column(key, key, None) for key in "abcd"),
        ),
        tuple(rows),
        ("Codes that neither coder applied in a document are left out: all its units are d.",),
    )
