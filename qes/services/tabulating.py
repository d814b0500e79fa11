"""The tables of a review: appraisals, findings, their evidence profile, codes by study."""

from __future__ import annotations

from codebooks.cerqual import CerqualComponent, cerqual_scheme
from codebooks.instrument import Role
from codebooks.shipped import shipped_instrument
from qes.analysis.table import Column, Kind, Row, Table
from qes.base import AuthorName
from qes.services.appraising import AppraisalCell, read_appraisals
from qes.services.assessing import ComponentAssessment, Finding, read_findings
from qes.services.desk import Desk
from qes.services.studies import read_studies
from qes.store.identities import read_settings

_WIDE_TEXT = 4.0


def appraisal_matrix(
    desk: Desk, instrument: str = "casp-qual", *, appraiser: str | None = None
) -> Table:
    """Return study by item as an import file has it: ids in the head, `Y (MM)` in the cells.

    Args:
        desk: Who asks.
        instrument: Which one.
        appraiser: Whose answers; None is the consensus.
    """
    found = read_appraisals(desk, instrument)
    cells = (
        found.consensus if appraiser is None else found.by_appraiser.get(AuthorName(appraiser), ())
    )
    by_place = {(cell.study, cell.item): cell for cell in cells}
    items = found.instrument.items
    whose = "consensus" if appraiser is None else appraiser
    return Table(
        title=f"{found.instrument.title}: {whose}",
        columns=(
            Column("study", "study", width_hint=1.6),
            *(
                Column(
                    item.id, item.id, width_hint=_WIDE_TEXT if item.role is Role.FREE_TEXT else 0.6
                )
                for item in items
            ),
        ),
        rows=tuple(
            Row((study, *(_text(by_place.get((study, item.id))) for item in items)))
            for study in found.studies
            if any(cell.study == study for cell in cells)
        ),
    )


def _text(cell: AppraisalCell | None) -> str | None:
    return None if cell is None else cell.text


def appraisal_table(
    desk: Desk, instrument: str = "casp-qual", *, appraiser: str | None = None
) -> Table:
    """Return study by item as a reader wants it: labels, what each item asks, a key below."""
    matrix = appraisal_matrix(desk, instrument, appraiser=appraiser)
    scheme = shipped_instrument(instrument)
    with desk.store.read() as connection:
        labels = {one.id: one.label for one in read_studies(connection)}
    scale = next(iter(scheme.scales.values()))
    key = ", ".join(f"{value.code} = {value.label}" for value in scale.values)
    marks = ", ".join(f"{one.code} = {one.label}" for one in scheme.modifiers)
    numbered = [
        (column, item.short if item.role is Role.FREE_TEXT else str(n))
        for n, (column, item) in enumerate(zip(matrix.columns[1:], scheme.items, strict=True), 1)
    ]
    asked = "; ".join(
        f"{n} {item.short.lower()}"
        for n, item in enumerate(scheme.items, start=1)
        if item.role is not Role.FREE_TEXT
    )
    return Table(
        title=matrix.title,
        columns=(
            Column("study", "Study", width_hint=1.6),
            *(Column(one.key, title, width_hint=one.width_hint) for one, title in numbered),
        ),
        rows=tuple(
            Row((labels.get(str(row.cells[0]), row.cells[0]), *row.cells[1:]))
            for row in matrix.rows
        ),
        notes=(f"Items: {asked}.", f"{key}; {marks}.", scheme.citation),
        landscape=True,
    )


def appraisal_long(desk: Desk, instrument: str = "casp-qual") -> Table:
    """Return one row per study and item with every appraiser's answer beside the consensus."""
    found = read_appraisals(desk, instrument)
    people = list(found.by_appraiser)
    given = {
        (who, cell.study, cell.item): cell
        for who, cells in found.by_appraiser.items()
        for cell in cells
    }
    agreed = {(cell.study, cell.item): cell for cell in found.consensus}
    columns = [Column("study_id", "study_id"), Column("item_id", "item_id")]
    columns += [Column(f"value_{who}", who) for who in people]
    columns += [Column("consensus", "consensus")]
    columns += [Column(f"reason_{who}", f"reason {who}", width_hint=2) for who in people]
    columns += [Column("reason_consensus", "reason consensus", width_hint=2)]
    rows = []
    for study in found.studies:
        for item in found.instrument.items:
            cells = [given.get((who, study, item.id)) for who in people]
            one = agreed.get((study, item.id))
            rows.append(
                Row(
                    (
                        study,
                        item.id,
                        *(_text(cell) for cell in cells),
                        _text(one),
                        *(cell.reason if cell else None for cell in cells),
                        one.reason if one else None,
                    )
                )
            )
    return Table(
        f"{found.instrument.title}: every answer", tuple(columns), tuple(rows), landscape=True
    )


def _finding_header(desk: Desk) -> tuple[tuple[str, str], ...]:
    with desk.store.read() as connection:
        title = read_settings(connection).get("title", "")
        studies = len(read_studies(connection))
    return (("Review", title), ("Studies in the review", str(studies)))


def _findings(desk: Desk) -> tuple[tuple[Finding, str], ...]:
    with desk.store.read() as connection:
        labels = {one.id: one.label for one in read_studies(connection)}
        findings = read_findings(connection, desk)
    return tuple(
        (one, "; ".join(labels.get(study, study) for study in one.studies)) for one in findings
    )


def _overall(one: Finding) -> tuple[str, str]:
    if one.overall is None:
        return "not assessed", ""
    entry = cerqual_scheme().confidence(one.overall.level)
    return f"{entry.label} {entry.mark}".strip(), one.overall.explanation


def summary_of_findings(desk: Desk) -> Table:
    """Return the Summary of Qualitative Findings (Lewin et al. 2018, Implement Sci 13:10)."""
    rows = []
    for n, (one, studies) in enumerate(_findings(desk), start=1):
        level, why = _overall(one)
        rows.append(Row((n, one.statement, studies, level, why), one.group or None))
    return Table(
        title="Summary of qualitative findings",
        columns=(
            Column("no", "No.", Kind.NUMBER, width_hint=0.4),
            Column("finding", "Summary of review finding", width_hint=_WIDE_TEXT),
            Column("studies", "Studies contributing to the review finding", width_hint=2),
            Column("confidence", "GRADE-CERQual assessment of confidence", width_hint=1.4),
            Column("explanation", "Explanation of assessment", width_hint=3.4),
        ),
        rows=tuple(rows),
        header=_finding_header(desk),
        notes=(cerqual_scheme().citation,),
        landscape=True,
        group_title="Group",
    )


def evidence_profile(desk: Desk) -> Table:
    """Return the CERQual Evidence Profile: four components and the overall judgement."""
    scheme = cerqual_scheme()
    rows = []
    for n, (one, studies) in enumerate(_findings(desk), start=1):
        level, why = _overall(one)
        components = [_component(one.component(component)) for component in CerqualComponent]
        rows.append(Row((n, one.statement, *components, level, why, studies), one.group or None))
    return Table(
        title="GRADE-CERQual evidence profile",
        columns=(
            Column("no", "No.", Kind.NUMBER, width_hint=0.4),
            Column("finding", "Summary of review finding", width_hint=3),
            *(
                Column(component.value, scheme.component(component).label, width_hint=2)
                for component in CerqualComponent
            ),
            Column("confidence", "GRADE-CERQual assessment of confidence", width_hint=1.3),
            Column("explanation", "Explanation", width_hint=2.4),
            Column("studies", "Studies contributing", width_hint=1.5),
        ),
        rows=tuple(rows),
        header=_finding_header(desk),
        notes=(scheme.citation,),
        landscape=True,
        group_title="Group",
    )


def _component(one: ComponentAssessment | None) -> str:
    if one is None:
        return "not assessed"
    label = cerqual_scheme().concern(one.level).label
    return f"{label}: {one.explanation}" if one.explanation else label
