"""Every table and picture of a review, written into one folder."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from codebooks.yaml_format import dump_codebook
from qes.analysis.agreement.report import AgreementReport
from qes.analysis.table import Table
from qes.errors import UserError
from qes.project.drawing import draw
from qes.project.exporting import (
    Exported,
    export_agreement,
    export_bytes,
    export_table,
    said_of,
)
from qes.services.agreement import agreement_report
from qes.services.appraising import read_appraisals
from qes.services.codebook import current_codebook
from qes.services.desk import Desk
from qes.services.rounds import list_rounds
from qes.services.tabulating import (
    appraisal_long,
    appraisal_matrix,
    appraisal_table,
    evidence_profile,
    summary_of_findings,
)
from qes.services.tabulating_codes import code_by_study, coded_passages

_NOT_IN_A_FILE_NAME = re.compile(r'[<>:"/\\|?*%]|^\.')
_TO_READ = ("docx", "xlsx", "html")
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Output:
    """One file that was written, and what it is."""

    file: Path
    what: str
    warning: str | None = None
    """That real names are in it."""


@dataclass(frozen=True, slots=True)
class _Plan:
    file: str
    what: str
    write: Callable[[Path], Exported]


def write_outputs(
    desk: Desk, folder: Path, *, progress: Progress | None = None
) -> tuple[Output, ...]:
    """Write the logic model and every table that the project has the material for.

    Raises:
        UserError: the folder cannot be made or written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(f"the folder {folder} cannot be made ({error.strerror})") from error
    plans = tuple(_plans(desk))
    written = []
    for n, plan in enumerate(plans):
        if progress is not None:
            progress(plan.file, n, len(plans))
        done = plan.write(folder / plan.file)
        written.append(Output(done.path, plan.what, said_of(done)))
    return tuple(written)


def _plans(desk: Desk) -> Iterator[_Plan]:
    book = current_codebook(desk)
    if book.codes:
        for suffix in ("svg", "png", "pdf", "dot", "json"):
            yield _Plan(f"logic-model.{suffix}", "logic model", partial(_drawn, desk))
        yield _Plan("codebook.yaml", "the codebook", partial(_codebook, desk, dump_codebook(book)))
        yield from _tables(
            desk, "codes-by-study", "codes by study", code_by_study(desk), "csv", "xlsx"
        )
        yield from _tables(
            desk, "coded-passages", "every coded passage", coded_passages(desk), "csv"
        )
    yield from _appraisals(desk)
    findings = summary_of_findings(desk)
    if findings.rows:
        named = "summary of qualitative findings"
        yield from _tables(desk, "summary-of-findings", named, findings, "csv", *_TO_READ)
        named = "GRADE-CERQual evidence profile"
        yield from _tables(
            desk, "evidence-profile", named, evidence_profile(desk), "csv", *_TO_READ
        )
    yield from _agreement(desk)


def _drawn(desk: Desk, path: Path) -> Exported:
    return draw(desk, path)[1]


def _codebook(desk: Desk, text: str, path: Path) -> Exported:
    return export_bytes(desk, text.encode("utf-8"), path, [text])


def file_word(name: str) -> str:
    """Return a person's name as it may stand in a file's name: no two names give the same."""
    return _NOT_IN_A_FILE_NAME.sub(lambda found: f"%{ord(found[0]):02X}", name)


def _tables(desk: Desk, stem: str, what: str, table: Table, *suffixes: str) -> Iterator[_Plan]:
    for suffix in suffixes:
        yield _Plan(f"{stem}.{suffix}", what, partial(export_table, desk, table))


def _appraisals(desk: Desk) -> Iterator[_Plan]:
    found = read_appraisals(desk)
    people: list[str | None] = [*found.by_appraiser]
    if found.consensus:
        people.insert(0, None)
    for who in people:
        stem = f"appraisal-{file_word(who or 'consensus')}"
        what = f"appraisal, {who or 'consensus'}"
        yield from _tables(desk, stem, what, appraisal_matrix(desk, appraiser=who), "csv")
        yield from _tables(desk, stem, what, appraisal_table(desk, appraiser=who), *_TO_READ)
    if people:
        yield from _tables(
            desk, "appraisal-long", "appraisal, every answer", appraisal_long(desk), "csv"
        )


def _agreement(desk: Desk) -> Iterator[_Plan]:
    for round_ in list_rounds(desk):
        report = None if round_.blind else _report(desk, round_.id)
        if report is None:
            continue
        what = f"agreement of {' and '.join(report.coders)}, {round_.title}"
        for suffix in ("csv", "json", *_TO_READ):
            write = partial(export_agreement, desk, report)
            yield _Plan(f"agreement-{round_.id}.{suffix}", what, write)


def _report(desk: Desk, round_id: str) -> AgreementReport | None:
    try:
        return agreement_report(desk, round_id)
    except UserError:
        # a round in which no two people judged the same has no agreement to report
        return None
