from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from dataclasses import replace
from html.parser import HTMLParser

import docx
import openpyxl
import pytest

from qes.analysis.agreement.estimates import NoInterval, Undefined
from qes.analysis.agreement.reasons import reason_words
from qes.analysis.agreement.report import (
    AgreementReport,
    Measure,
    RatingPattern,
    Threshold,
    Verdict,
)
from qes.errors import UserError
from qes.exchange.agreement.confusion_grid import confusion_grid
from qes.exchange.agreement.files import render_agreement
from qes.exchange.agreement.plots import forest, scatter
from qes.exchange.tables import TableFormat
from tests.unit.exchange.report_samples import EVIL, PATHS, sample_report, sample_table


class Page(HTMLParser):
    """What a browser would take the page for."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self._open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not {"script", "style"} & set(self._open):
            self.words += data


def page_of() -> str:
    return render_agreement(sample_report(), TableFormat.HTML).decode()


@pytest.mark.parametrize("wanted", list(TableFormat))
def test_the_same_report_gives_the_same_bytes(wanted: TableFormat) -> None:
    assert render_agreement(sample_report(), wanted) == render_agreement(sample_report(), wanted)


def test_what_people_wrote_is_text_on_the_page_and_nothing_else() -> None:
    page = Page(page_of())
    tags = {tag for tag, _ in page.tags}
    assert "img" not in tags
    assert page.words.count(EVIL) > 10
    assert sum(tag == "script" for tag, _ in page.tags) == 1
    assert not [name for _, attrs in page.tags for name in attrs if name.startswith("on")]
    assert "\x1b" not in page_of()


def test_the_page_asks_for_nothing_from_outside() -> None:
    page = Page(page_of())
    for _, attrs in page.tags:
        for name in ("src", "href", "action", "data"):
            assert (attrs.get(name) or "#").startswith("#")
    (policy,) = [
        attrs["content"]
        for tag, attrs in page.tags
        if tag == "meta" and attrs.get("http-equiv") == "Content-Security-Policy"
    ]
    assert "default-src 'none'" in (policy or "")


def test_every_link_on_the_page_leads_somewhere() -> None:
    page = Page(page_of())
    ids = {attrs["id"] for _, attrs in page.tags if attrs.get("id")}
    for tag, attrs in page.tags:
        if tag == "a":
            assert (attrs["href"] or "").removeprefix("#") in ids


def test_pictures_have_words_and_tables_have_heads() -> None:
    page = Page(page_of())
    pictures = [attrs for tag, attrs in page.tags if tag == "svg"]
    assert len(pictures) == 2
    assert all(attrs.get("role") == "img" and attrs.get("aria-labelledby") for attrs in pictures)
    assert all(attrs.get("scope") for tag, attrs in page.tags if tag == "th")


def test_a_row_opens_its_table_and_its_passages() -> None:
    page = page_of()
    row = page[page.index('<tbody class="code">') :]
    first = row[: row.index("</tbody>\n<tbody")]
    assert re.search(r"<details><summary>2 × 2 table, every coefficient, 1 passage", first)
    assert 'href="#u-s.t2"' in first


def test_a_code_with_few_applications_has_counts_only_on_the_page_and_all_in_csv() -> None:
    table = sample_table()
    row = replace(table.rows[0], applied=(4, 9))
    report = replace(sample_report(), main=replace(table, rows=(row, *table.rows[1:])))
    page = render_agreement(report, TableFormat.HTML).decode()
    first = page[page.index('<tbody class="code">') :]
    first = first[: first.index("</tr>")]
    assert "few applications" in first
    assert row.measure("alpha").value is not None
    assert f'data-v="{row.measure("alpha").value}"' not in first
    found = render_agreement(report, TableFormat.CSV).decode("utf-8-sig")
    (line, *_) = csv.DictReader(io.StringIO(found))
    assert float(line["Krippendorff's alpha"]) == row.measure("alpha").value
    assert line["Flag"] == "few_applications"


def test_verdicts_are_there_only_where_a_team_asked_for_them() -> None:
    assert "not met" not in page_of()
    table = sample_table()
    verdicts = (Verdict("alpha", 0.8, met=False),)
    rows = tuple(replace(row, verdicts=verdicts) for row in table.rows)
    pooled = replace(table.pooled, row=replace(table.pooled.row, verdicts=verdicts))
    report = replace(
        sample_report(),
        levels=(),
        thresholds=(Threshold("alpha", 0.8),),
        main=replace(table, rows=rows, pooled=pooled),
    )
    assert "not met" in render_agreement(report, TableFormat.HTML).decode()
    assert (
        "held against the lower end of each interval"
        in Page(render_agreement(report, TableFormat.HTML).decode()).words
    )
    assert "alpha ≥ 0.8: what the team asks of the lower end" in words_of_document(report)
    assert "the team asks" not in words_of_document(sample_report())


@pytest.mark.parametrize("wanted", [TableFormat.HTML, TableFormat.JSON, TableFormat.CSV])
def test_a_team_without_coefficients_sees_none(wanted: TableFormat) -> None:
    bare = replace(
        sample_report(),
        coefficients=False,
        levels=(),
        sets=(),
        spans=(),
        periods=(),
        warnings=(),
        methods="No number.",
    )
    said = render_agreement(bare, wanted).decode().casefold()
    said = said.partition("</style>")[2] or said
    for word in ("kappa", "alpha", "ac1"):
        assert word not in said


def test_json_has_every_number_unrounded_and_the_keys_that_scripts_rely_on() -> None:
    report = sample_report()
    found = json.loads(render_agreement(report, TableFormat.JSON))
    assert report.main is not None
    keys = [
        "code",
        "path",
        "a",
        "b",
        "c",
        "d",
        "prevalence",
        "percent",
        "positive",
        "negative",
        "alpha",
        "kappa",
        "ac1",
        "ci",
        "flag",
    ]
    for said, row in zip(found["codes"], report.main.rows, strict=True):
        assert set(keys) <= set(said)
        assert said["alpha"] == row.measure("alpha").value
    assert set(found) >= {
        "round", "unit", "coders", "n_units", "n_documents", "dropped", "pooled", "sets", "spans",
        "provenance",
    }  # fmt: skip
    assert len(found["disagreements"]) == 1
    counts = {(row[0], row[1]): row[2:] for row in found["counts_by_document"]}
    assert sum(row[0] for row in counts.values()) == found["pooled"]["a"]


def test_a_workbook_has_a_sheet_for_each_part_and_no_formula() -> None:
    book = openpyxl.load_workbook(
        io.BytesIO(render_agreement(sample_report(), TableFormat.XLSX)), data_only=False
    )
    assert {"Codes", "Levels", "Disagreements", "Counts by document"} <= set(book.sheetnames)
    for sheet in book:
        assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


def test_who_coded_what_comes_first() -> None:
    book = openpyxl.load_workbook(
        io.BytesIO(render_agreement(sample_report(), TableFormat.XLSX)), read_only=True
    )
    assert book.sheetnames[:2] == ["Who coded what", "Codes"]
    page = page_of()
    assert page.index("<h2>Who coded what") < page.index("<h2>Agreement on each code")


def words_of_document(report: AgreementReport) -> str:
    document = docx.Document(io.BytesIO(render_agreement(report, TableFormat.DOCX)))
    cells = (cell.text for one in document.tables for row in one.rows for cell in row.cells)
    return "\n".join((*(one.text for one in document.paragraphs), *cells))


def test_what_was_settled_says_who_agreed() -> None:
    report = sample_report()
    (one,) = report.disagreements
    settled = replace(one.settled[0], panel=("ann", "bo"), reason="Pay is meant.")
    report = replace(report, disagreements=(replace(one, settled=(settled,)),))
    wanted = f"{PATHS['pay']} applies (boundary), ann and bo: Pay is meant."
    assert wanted in Page(render_agreement(report, TableFormat.HTML).decode()).words
    assert wanted in words_of_document(report)


def test_drift_says_whose_work_it_is() -> None:
    report = sample_report()
    (period,) = report.periods
    report = replace(report, periods=(replace(period, coders=("ann", "bo")),))
    page = render_agreement(report, TableFormat.HTML).decode()
    assert "alpha over all codes of ann and bo" in Page(page).words
    assert "The work of ann and bo." in words_of_document(report)
    found = json.loads(render_agreement(report, TableFormat.JSON))
    assert found["drift"][0]["coders"] == ["ann", "bo"]


def test_of_few_spans_readers_get_counts_only_and_programs_everything() -> None:
    report = sample_report()
    (table,) = report.spans
    row = replace(table.rows[0], bar_u=Measure("bar_u", 0.4321))
    many, few = (
        replace(report, spans=(replace(table, rows=(replace(row, first=n),)),)) for n in (5, 4)
    )
    assert "0.432" in words_of_document(many)
    assert "0.432" not in words_of_document(few)
    book = openpyxl.load_workbook(io.BytesIO(render_agreement(few, TableFormat.XLSX)))
    assert 0.4321 in [cell.value for line in book["Spans, pair 1"] for cell in line]


def test_of_three_coders_who_gave_a_code_together_is_counted() -> None:
    table = sample_table()
    patterns = (RatingPattern((True, False, None), 31), RatingPattern((False, False, True), 9))
    rows = tuple(
        replace(row, counts=None, applied=(31, 0, 9), patterns=patterns) for row in table.rows
    )
    pooled = replace(table.pooled, row=replace(table.pooled.row, counts=None, applied=(93, 0, 27)))
    main = replace(table, coders=("ann", "bo", "cy"), rows=rows, pooled=pooled, cells=None)
    report = replace(sample_report(), main=main, levels=())
    page = Page(render_agreement(report, TableFormat.HTML).decode()).words
    assert "presentabsentnot seen31" in re.sub(r"\s", "", page).replace("notseen", "not seen")
    book = openpyxl.load_workbook(io.BytesIO(render_agreement(report, TableFormat.XLSX)))
    lines = [[cell.value for cell in line] for line in book["Patterns"]]
    assert ["absent", "absent", "present", 9] in [line[2:] for line in lines]
    found = json.loads(render_agreement(report, TableFormat.JSON))
    assert found["codes"][0]["patterns"][0] == {"given": [True, False, None], "units": 31}


def test_a_round_was_opened_by_someone() -> None:
    assert "opened: 2026-03-02 09:00:00 UTC by" in Page(page_of()).words
    assert "opened: 2026-03-02T09:00:00.000000Z by" in words_of_document(sample_report())


def test_why_a_number_is_missing_is_said_in_words() -> None:
    report = sample_report()
    (one,) = report.sets
    assert one.headline is not None
    headline = replace(one.headline, low=None, high=None, reason=NoInterval.TOO_FEW_DOCUMENTS)
    report = replace(report, sets=(replace(one, headline=headline),))
    assert "no CI: too few documents" in words_of_document(report)
    page = render_agreement(report, TableFormat.HTML).decode()
    assert "no CI: too few documents" in Page(page).words
    assert all(reason_words(why) != why for why in (*Undefined, *NoInterval))


def test_a_document_has_the_codes_under_their_branch() -> None:
    document = docx.Document(io.BytesIO(render_agreement(sample_report(), TableFormat.DOCX)))
    heads = [
        one.text
        for one in document.paragraphs
        if one.style is not None and one.style.name == "Heading 1"
    ]
    assert heads[0] == "Who coded what"
    assert "For a methods section" in heads
    firsts = [row.cells[0].text for row in document.tables[1].rows]
    assert "Pay" in firsts
    assert "Terms" in firsts


def test_containers_tell_nothing_of_when_they_were_packed() -> None:
    for wanted in (TableFormat.XLSX, TableFormat.DOCX):
        with zipfile.ZipFile(io.BytesIO(render_agreement(sample_report(), wanted))) as archive:
            assert {one.date_time[0] for one in archive.infolist()} == {1980}


def test_a_report_without_codes_has_no_csv_and_says_so() -> None:
    with pytest.raises(UserError, match="no unit was coded twice"):
        render_agreement(replace(sample_report(), main=None), TableFormat.CSV)
    page = render_agreement(replace(sample_report(), main=None, levels=()), TableFormat.HTML)
    assert b"Agreement on each code" not in page


def test_the_forest_puts_values_in_their_order_between_its_ends() -> None:
    table = sample_table()
    plot = forest(table.rows, table.pooled.row)
    alphas = [row.measure("alpha").value for row in table.rows if not row.few]
    xs = [line.x for line in plot.lines[:-1]]
    assert sorted(range(len(xs)), key=xs.__getitem__) == sorted(
        range(len(xs)), key=lambda at: alphas[at] or 0
    )
    for line in plot.lines:
        assert plot.left <= line.x <= plot.right
        assert line.low is not None
        assert line.high is not None
        assert plot.left <= line.low <= line.x <= line.high <= plot.right


def test_the_scatter_keeps_every_used_code_inside() -> None:
    plot = scatter(sample_table().rows)
    assert len(plot.points) == len(PATHS)
    for point in plot.points:
        assert plot.left <= point.x <= plot.right
        assert point.alpha is not None
        assert plot.top <= point.alpha <= plot.bottom


def test_the_confusion_grid_holds_each_weight_once() -> None:
    grid = confusion_grid(sample_report())
    assert grid is not None
    assert sum(cell.weight for row in grid.rows for cell in row) == 2.0
    at = {path: n for n, path in enumerate(grid.paths)}
    assert grid.rows[at[PATHS["pay"]]][at[PATHS["hours"]]].weight == 1.0
    assert grid.rows[at[PATHS["evil"]]][-1].weight == 1.0
