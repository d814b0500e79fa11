from __future__ import annotations

import csv
import io
import zipfile

import pytest
from openpyxl import Workbook

from qes.errors import Refused
from qes.exchange.citations import read_citations
from qes.store.citation import Author, CitationFormat, CitationList, FlawCode

ROW = (
    "Boats; at night",
    "Okafor, N.; Lind, J.",
    "2021",
    "10.1000/Abc",
    "We asked.\nThey said.",
    "x",
)
HEAD = ("Title", "Authors", "Published Year", "DOI", "Abstract", "Covidence #")


def table(*rows: tuple[str, ...], delimiter: str = ",") -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def workbook(*rows: tuple[object, ...], hidden: tuple[object, ...] | None = None) -> bytes:
    book = Workbook()
    sheet = book.active
    if hidden is not None:
        sheet.append(hidden)
        sheet.sheet_state = "hidden"
        sheet = book.create_sheet("shown")
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def assert_one_row(listed: CitationList) -> None:
    (one,) = (record.citation for record in listed.records)
    assert one.title == "Boats; at night"
    assert one.authors == (Author("Okafor", "N."), Author("Lind", "J."))
    assert (one.year, one.doi, one.abstract) == (2021, "10.1000/abc", "We asked.\nThey said.")
    assert one.extra == (("Covidence #", "x"),)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_table_is_read_whatever_parts_its_cells(delimiter: str) -> None:
    listed = read_citations(table(HEAD, ROW, delimiter=delimiter))
    assert listed.format is CitationFormat.CSV
    assert_one_row(listed)
    assert listed.flaws == ()


def test_a_workbooks_first_visible_sheet_of_references_is_read() -> None:
    row = (*ROW[:2], 2021, *ROW[3:])
    listed = read_citations(workbook(("QUERY", "boats"), HEAD, row, hidden=HEAD))
    assert listed.format is CitationFormat.XLSX
    assert_one_row(listed)


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("Publication Title", "journal"),
        ("Journal/Book", "journal"),
        ("PublicationName", "journal"),
        ("Source title", "journal"),
        ("PubMed ID", "pmid"),
        ("Item Type", "given_type"),
        ("Abstract Note", "abstract"),
        ("Language of Original Document", "language"),
    ],
)
def test_columns_are_known_by_the_names_that_programs_give_them(name: str, field: str) -> None:
    (one,) = read_citations(table(("Title", name), ("Boats", "12"))).records
    assert getattr(one.citation, field) == "12"


def test_first_and_last_page_make_pages() -> None:
    head = ("Title", "Page start", "Page end")
    (one,) = read_citations(table(head, ("Boats", "11", "19"))).records
    assert one.citation.pages == "11-19"


def test_web_of_sciences_tab_separated_tables_are_known_by_their_tags() -> None:
    head = ("PT", "AU", "TI", "SO", "PY", "DI")
    row = ("J", "Okafor, N; Lind, J", "Boats", "HARBOURS", "2021", "10.1000/abc")
    (one,) = read_citations(table(head, row, delimiter="\t")).records
    assert (one.citation.title, one.citation.journal) == ("Boats", "HARBOURS")
    assert len(one.citation.authors) == 2


def test_rows_that_do_not_fit_are_kept_and_reported() -> None:
    listed = read_citations(b"Title,DOI\nBoats\nNets,10.1000/a,more\n,\n")
    assert [one.citation.title for one in listed.records] == ["Boats", "Nets"]
    assert [one.flaws[0].code for one in listed.records] == [FlawCode.ODD_ROW] * 2
    assert listed.records[1].citation.extra == (("column 3", "more"),)
    assert [flaw.code for flaw in listed.flaws] == [FlawCode.EMPTY]


def test_a_record_is_its_row_under_its_head() -> None:
    (one,) = read_citations(b'found today,\r\nTitle,DOI\r\n"Bo\r\nats",\r\n').records
    assert one.raw == 'Title,DOI\r\n"Bo\r\nats",\r\n'
    assert one.citation.title == "Bo ats"


def test_a_cell_longer_than_the_csv_module_allows_is_read() -> None:
    before = csv.field_size_limit()
    (one,) = read_citations(table(("Title", "References"), ("Boats", "x" * 200_000))).records
    assert dict(one.citation.extra)["References"] == "x" * 200_000
    assert csv.field_size_limit() == before


@pytest.mark.parametrize(
    "data",
    [
        b"name,colour\nboat,red\n",
        b"Only words, and no table.\n",
        b"",
        b" \n\n",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"%PDF-1.4",
        b"PK\x03\x04broken",
        workbook(("name", "colour"), ("boat", "red")),
        bytes(range(256)) * 4,
    ],
)
def test_what_is_no_list_of_references_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(Refused):
        read_citations(data)


def test_a_workbook_that_unpacks_to_too_much_or_declares_entities_is_refused() -> None:
    for name, content in (
        ("xl/worksheets/sheet1.xml", b" " * 30_000_000),
        ("xl/sharedStrings.xml", b'<!DOCTYPE x [<!ENTITY a "b">]><sst>&a;</sst>'),
    ):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/workbook.xml", b"<workbook/>")
            archive.writestr(name, content)
        with pytest.raises(Refused, match=name):
            read_citations(out.getvalue())


def test_the_first_format_that_shows_is_the_one() -> None:
    ris = b"TY  - JOUR\nTI  - Boats\nAB  - Like this:\n@article{x, title={y}}\nPMID- 7\nTitle,DOI\nER  -\n"
    assert read_citations(ris).format is CitationFormat.RIS
    quoted = b'Title,DOI\n"Boats\nTY  - JOUR\n",\n'
    assert read_citations(quoted).format is CitationFormat.CSV
