"""Real lists of references have as many records as their makers say, and what stands in them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from qes.errors import Refused
from qes.exchange.citations import read_citations
from qes.store.citation import CitationFormat, CitationList, FlawCode

TEN = (
    ("zotero.ris", 0), ("zotero.csv", 0), ("endnote.ris", 0), ("mendeley.ris", 0),
    ("covidence.csv", 0), ("covidence_zotero.ris", 0), ("scopus.ris", 0), ("scopus.csv", 0),
    ("embase.xlsx", 0), ("psychInfo_ovid.ris", 0), ("pubmed.csv", 0),
)  # fmt: skip


def read(shared: Path, name: str) -> CitationList:
    return read_citations((shared / "corpora" / name).read_bytes())


@pytest.mark.parametrize(("name", "flaws"), TEN)
def test_ten_records_are_ten_in_every_programs_export(shared: Path, name: str, flaws: int) -> None:
    listed = read(shared, f"citations/formats_cc0/_baseline_{name}")
    assert len(listed.records) == 10
    for one in listed.records:
        said = one.citation
        assert said.title
        assert said.authors
        assert said.year
        assert said.journal
        assert said.doi
        assert said.doi.startswith("10.")
    assert sum(len(one.flaws) for one in listed.records) == flaws


def test_the_same_ten_works_have_the_same_dois_whoever_exports_them(shared: Path) -> None:
    dois = {
        name: {
            one.citation.doi
            for one in read(shared, f"citations/formats_cc0/_baseline_{name}").records
        }
        for name in ("zotero.ris", "zotero.csv", "endnote.ris", "mendeley.ris", "embase.xlsx")
    }
    assert len(set(map(frozenset, dois.values()))) == 1


@pytest.mark.parametrize(
    ("name", "form", "records"),
    [
        ("formats_cc0/_baseline.ris", CitationFormat.RIS, 100),
        ("formats_cc0/_baseline_pubmed.ris", CitationFormat.MEDLINE, 50),
        ("asysd/scopus.ris", CitationFormat.RIS, 10),
        ("asysd/wos_test.ris", CitationFormat.RIS, 50),
        ("asysd/zotero_export.csv", CitationFormat.CSV, 1233),
        ("asysd/test_export.bib", CitationFormat.BIBTEX, 3),
        ("asysd/test_export.csv", CitationFormat.CSV, 3),
        ("asysd/test_export.ris", CitationFormat.RIS, 3),
        ("asysd/test_export.txt", CitationFormat.CSV, 3),
        ("citesource/WoS_79.ris", CitationFormat.RIS, 79),
        ("citesource/psycinfo_64.ris", CitationFormat.RIS, 64),
        ("citesource/pubmed_46.ris", CitationFormat.RIS, 46),
        ("citesource/benchmark.ris", CitationFormat.RIS, 13),
        ("prisma2020/citation.ris", CitationFormat.RIS, 1),
        ("ris_misc/example_bom.ris", CitationFormat.RIS, 1),
        ("ris_misc/example_full.ris", CitationFormat.RIS, 2),
        ("ris_misc/example_multiline.ris", CitationFormat.RIS, 3),
        ("ris_misc/example_urls.ris", CitationFormat.RIS, 4),
        ("ris_misc/example_utf_chars.ris", CitationFormat.RIS, 1),
        ("ris_misc/litsearchr_zoorec_wos.txt", CitationFormat.WEB_OF_SCIENCE, 134),
        ("synergy/Donners_2021_ids.csv", CitationFormat.CSV, 660),
        ("synergy/Menon_2022_ids.csv", CitationFormat.CSV, 976),
    ],
)
def test_real_lists_have_their_records(
    shared: Path, name: str, form: CitationFormat, records: int
) -> None:
    listed = read(shared, f"citations/{name}")
    assert (listed.format, len(listed.records)) == (form, records)


def test_people_marked_114_of_179_records_as_duplicates(shared: Path) -> None:
    listed = read(shared, "citations/dedupe_sweep/tafenoquine.xml")
    assert listed.format is CitationFormat.ENDNOTE_XML
    marks = Counter(dict(one.citation.extra).get("caption") for one in listed.records)
    assert marks == {"Duplicate": 114, None: 65}


def test_a_table_about_something_else_is_refused(shared: Path) -> None:
    with pytest.raises(Refused):
        read(shared, "citations/prisma2020/PRISMA.csv")


def test_records_without_an_end_are_three_with_warnings(shared: Path) -> None:
    listed = read(shared, "hostile/ris_no_er.ris")
    assert len(listed.records) == 3
    assert [one.flaws[0].code if one.flaws else None for one in listed.records] == [
        FlawCode.NO_END, None, FlawCode.NO_END,
    ]  # fmt: skip


def test_odd_case_and_spaces_hide_no_record(shared: Path) -> None:
    (one,) = read(shared, "hostile/ris_case_spaces.ris").records
    assert (one.citation.title, one.citation.doi) == ("Title one space", "10.1000/abc")


def test_an_unbalanced_entry_is_reported_and_the_others_are_read(shared: Path) -> None:
    listed = read(shared, "hostile/bib_unbalanced.bib")
    by_title = {one.citation.title: one for one in listed.records}
    assert dict(by_title["Journal of Tests"].citation.extra)["key"] == "b"
    assert by_title["Journal of Tests"].citation.notes == ("100% & more",)
    assert [one.flaws[0].code for one in listed.records if one.flaws] == [FlawCode.BROKEN] * 2


def test_medline_lines_that_run_on_are_put_together(shared: Path) -> None:
    one, two = read(shared, "hostile/nbib_continuation.nbib").records
    assert one.citation.title == "A very long title that continues here"
    assert (one.citation.doi, one.citation.pmid) == ("10.1000/abc", "1")
    assert two.citation.title == "Second"


@pytest.mark.parametrize("name", ["xml_endnote_billion_laughs.xml", "xml_quadratic.xml"])
def test_expanding_xml_is_refused_at_its_document_type(shared: Path, name: str) -> None:
    with pytest.raises(Refused, match="document type"):
        read(shared, f"hostile/{name}")
