"""The tables of codes: codes by study, and every coded passage with its words."""

from __future__ import annotations

from bisect import bisect_right

from qes.analysis.matrix import cross_tabulate
from qes.analysis.table import Column, Kind, Row, Table
from qes.base import CodeId
from qes.services.desk import Desk
from qes.services.reading_codebook import read_codebook
from qes.services.speaking import spoken_turns
from qes.services.studies import read_studies, standing_codings, studies_by_code
from qes.store.sources import list_sources, read_pages, read_text

_WIDE_TEXT = 4.0


def code_by_study(desk: Desk) -> Table:
    """Return how many passages of each study have each code, and how many studies speak to it."""
    with desk.store.read() as connection:
        book = read_codebook(connection)
        studies = read_studies(connection)
        links = studies_by_code(connection, desk)
        codings = standing_codings(connection, desk)
    study_of = {source: one.id for one in studies for source in one.sources}
    codes = book.in_tree_order()
    counted = cross_tabulate(
        [(one.code, study_of[one.source]) for one in codings if one.source in study_of],
        [code.id for code in codes],
        [one.id for one in studies],
    )
    rows = []
    for code, cells in zip(codes, counted, strict=True):
        own = links.get(CodeId(code.id), frozenset())
        below = {
            study
            for each in (code, *book.descendants(code.id))
            for study in links.get(CodeId(each.id), frozenset())
        }
        rows.append(Row((code.id, book.path(code.id), len(own), len(below), sum(cells), *cells)))
    return Table(
        title="Codes by study",
        columns=(
            Column("code_id", "Code"),
            Column("path", "Path", width_hint=3),
            Column("n_studies_own", "Studies", Kind.NUMBER, width_hint=0.6),
            Column("n_studies_rollup", "Studies, with codes below", Kind.NUMBER, width_hint=0.8),
            Column("n_segments", "Passages", Kind.NUMBER, width_hint=0.7),
            *(Column(one.id, one.label, Kind.NUMBER, width_hint=0.8) for one in studies),
        ),
        rows=tuple(rows),
        notes=("A code above others counts every study once, never as a sum.",),
        landscape=True,
    )


def coded_passages(desk: Desk) -> Table:
    """Return every passage and code that counts, with its words: from transcript to theme."""
    with desk.store.read() as connection:
        book = read_codebook(connection)
        names = {one.id: one.name for one in list_sources(connection)}
        study_of = {
            source: study.label for study in read_studies(connection) for source in study.sources
        }
        codings = standing_codings(connection, desk)
        coded = dict.fromkeys(one.source for one in codings)
        texts = {source: read_text(connection, source) for source in coded}
        speakers = {source: spoken_turns(connection, source) for source in coded}
        pages = {source: read_pages(connection, source) for source in coded}
    rows = []
    for one in codings:
        who = next(
            (
                turn.speaker
                for turn in speakers[one.source]
                if turn.start < one.stop and one.start < turn.end
            ),
            None,
        )
        rows.append(
            Row(
                (
                    one.code, book.path(one.code), study_of.get(one.source), names[one.source], who,
                    bisect_right(pages[one.source], one.start) or None, one.start, one.stop, texts[one.source][one.start : one.stop],
                )
            )
        )  # fmt: skip
    return Table(
        title="Coded passages",
        columns=(
            Column("code", "Code"),
            Column("path", "Path", width_hint=2),
            Column("study", "Study"),
            Column("file", "Source", width_hint=1.5),
            Column("speaker", "Speaker"),
            Column("page", "Page", Kind.NUMBER, width_hint=0.6),
            Column("start", "Start", Kind.NUMBER, width_hint=0.6),
            Column("end", "End", Kind.NUMBER, width_hint=0.6),
            Column("text", "Words", width_hint=_WIDE_TEXT),
        ),
        rows=tuple(rows),
        landscape=True,
    )
