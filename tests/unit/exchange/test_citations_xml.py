from __future__ import annotations

import tracemalloc

import pytest

from qes.errors import Refused
from qes.exchange.citations import read_citations
from qes.store.citation import Author, CitationFormat, CitationList, FlawCode

ONE = (
    '<record><ref-type name="Journal Article">17</ref-type><rec-number>5</rec-number>'
    "<contributors><authors><author><style>Okafor, N.</style></author>"
    "<author>Lind, J.</author></authors></contributors>"
    "<titles><title><style>Boats </style><style face='italic'>at &amp; night</style></title>"
    "<secondary-title>J Harb</secondary-title></titles>"
    "<periodical><full-title>Journal of Harbours</full-title></periodical>"
    "<dates><year>2021</year></dates><caption>Duplicate</caption>"
    "<electronic-resource-num>10.1000/Abc</electronic-resource-num>"
    "<accession-num>71</accession-num><remote-database-provider>NLM</remote-database-provider>"
    "<abstract>First.&#xD;Second.</abstract></record>"
)


def read(records: str, *, encoding: str = "UTF-8") -> CitationList:
    head = f'<?xml version="1.0" encoding="{encoding}" ?>'
    return read_citations(f"{head}<xml><records>{records}</records></xml>".encode(encoding))


@pytest.mark.parametrize("encoding", ["UTF-8", "windows-1252", "UTF-16"])
def test_a_record_is_read_through_its_styles_and_kept_verbatim(encoding: str) -> None:
    listed = read(ONE.replace("Lind", "Lünd"), encoding=encoding)
    assert listed.format is CitationFormat.ENDNOTE_XML
    (one,) = listed.records
    assert one.raw == ONE.replace("Lind", "Lünd")
    said = one.citation
    assert (said.title, said.year, said.doi) == ("Boats at & night", 2021, "10.1000/abc")
    assert said.authors == (Author("Okafor", "N."), Author("Lünd", "J."))
    assert (said.journal, said.pmid) == ("Journal of Harbours", "71")
    assert said.abstract == "First.\nSecond."
    assert ("caption", "Duplicate") in said.extra
    assert ("titles/secondary-title", "J Harb") in said.extra
    assert one.flaws == ()


def test_a_broken_record_is_mended_and_costs_no_other() -> None:
    broken = ONE.replace("</title>", "").replace("Boats", "Nets &nbsp; knots")
    listed = read(f"{broken}{ONE}<record><titles><title>Cut off")
    assert len(listed.records) == 3
    assert "Nets" in (listed.records[0].citation.title or "")
    assert listed.records[1].citation.title == "Boats at & night"
    assert [bool(one.flaws) for one in listed.records] == [True, False, True]
    assert listed.records[2].flaws[0].code is FlawCode.BROKEN


def test_characters_that_no_xml_may_hold_are_made_safe() -> None:
    listed = read(ONE.replace("First.", "Fi\x0brst&#x1b;[31m&#0;."))
    (one,) = listed.records
    assert "\x1b" not in str(one.citation)
    assert (one.citation.abstract or "").startswith("Fi\ufffdrst\ufffd[31m\ufffd.")
    assert one.flaws == ()


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE x [<!ENTITY a "' + "a" * 50_000 + '">]>',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        "<!-- a comment first --><!DOCTYPE x>",
    ],
)
def test_a_document_type_is_refused_before_anything_grows(doctype: str) -> None:
    text = f'<?xml version="1.0"?>{doctype}<xml><records><record><titles><title>{"&a;" * 2000}'
    tracemalloc.start()
    try:
        with pytest.raises(Refused, match="document type"):
            read_citations(text.encode())
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


def test_an_entity_in_a_record_is_not_resolved() -> None:
    inside = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
    (one,) = read(f"<record>{inside}<titles><title>x&a;y</title></titles></record>").records
    assert one.flaws[0].code is FlawCode.BROKEN
    assert "&a;" not in (one.citation.title or "")


def test_other_xml_is_refused_with_what_to_do() -> None:
    with pytest.raises(Refused, match="export the references as RIS"):
        read_citations(b"<PubmedArticleSet><PubmedArticle/></PubmedArticleSet>")
