"""RIS, MEDLINE, Web of Science's text and EndNote's refer: records of tagged lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qes.exchange.citations import read_citations
from qes.exchange.citations.tagged import lines_of
from qes.store.citation import Author, Citation, CitationFormat, CitationList, FlawCode

TWO = """\
TY  - JOUR
TI  - Boats at night
AU  - Okafor, Ngozi
AU  - Lind, J.
PY  - 2021
JF  - Journal of Harbours
JO  - J Harb
VL  - 3
IS  - 2
SP  - 11
EP  - 19
DO  - https://doi.org/10.1000/Boats.
AB  - We asked.
   They answered.
KW  - boats
KW  - night
SN  - 1234-567X
SN  - 978-3-16-148410-0
XX  - unknown to anyone
ER  -\x20

TY  - CHAP
T1  - Nets
ER  -
"""


def read(text: str) -> CitationList:
    return read_citations(text.encode("utf-8"))


def first(text: str) -> Citation:
    return read(text).records[0].citation


def codes(listed: CitationList) -> list[FlawCode]:
    return [flaw.code for one in listed.records for flaw in one.flaws] + [
        flaw.code for flaw in listed.flaws
    ]


def test_a_ris_record_has_its_fields_and_keeps_what_no_field_holds() -> None:
    listed = read(TWO)
    assert listed.format is CitationFormat.RIS
    assert codes(listed) == []
    one, two = (record.citation for record in listed.records)
    assert one.title == "Boats at night"
    assert one.authors == (Author("Okafor", "Ngozi"), Author("Lind", "J."))
    assert (one.year, one.journal, one.volume, one.issue) == (2021, "Journal of Harbours", "3", "2")
    assert (one.pages, one.doi) == ("11-19", "10.1000/boats")
    assert one.abstract == "We asked.\nThey answered."
    assert one.keywords == ("boats", "night")
    assert (one.issn, one.isbn) == (("1234-567X",), ("978-3-16-148410-0",))
    assert one.extra == (("JO", "J Harb"), ("XX", "unknown to anyone"))
    assert (two.type.value, two.title) == ("incollection", "Nets")


def test_records_hold_all_of_a_file_but_what_stands_between_them() -> None:
    listed = read(TWO.replace("\n", "\r\n"))
    assert "\r\n".join(one.raw for one in listed.records) == TWO.replace("\n", "\r\n")


def test_a_record_without_an_end_is_its_own_and_is_reported() -> None:
    listed = read("TY  - JOUR\nTI  - One\nTY  - JOUR\nTI  - Two\nER  -\nTY  - JOUR\nTI  - Three")
    assert [one.citation.title for one in listed.records] == ["One", "Two", "Three"]
    assert [bool(one.flaws) for one in listed.records] == [True, False, True]
    assert set(codes(listed)) == {FlawCode.NO_END}


@pytest.mark.parametrize(
    "line", ["ti  - Nets", "TI - Nets", "TI  -Nets", "  TI  - Nets", "TI\u00a0\u00a0- Nets"]
)
def test_stray_spaces_and_small_letters_hide_no_tag(line: str) -> None:
    assert first(f"  ty  - JOUR\n{line}\nER  -\n").title == "Nets"


def test_words_that_look_like_tags_stay_in_their_abstract() -> None:
    text = (
        "TY  - JOUR\nAB  - What is said\nis - as we heard -\nER  - positive tumours\n"
        "T1-weighted pictures\nxy  - unknown\n\nsecond paragraph\nER  -\n"
    )
    listed = read(text)
    assert len(listed.records) == 1
    assert listed.records[0].citation.abstract == (
        "What is said\nis - as we heard -\nER  - positive tumours\n"
        "T1-weighted pictures\nxy  - unknown\n\nsecond paragraph"
    )


def test_lists_that_run_over_lines_are_lists() -> None:
    one = first(
        "TY  - JOUR\nKW  - boats\nnets\nSN  - 1234-5678\n8765-4321\nAU  - A, B\nC, D\nER  -\n"
    )
    assert one.keywords == ("boats", "nets")
    assert one.issn == ("1234-5678", "8765-4321")
    assert [str(author) for author in one.authors] == ["A, B", "C, D"]


def test_numbering_is_no_text_but_loose_words_are_reported() -> None:
    assert (
        codes(read("1.\nTY  - JOUR\nTI  - One\nER  -\n\n<2>\nTY  - JOUR\nTI  - Two\nER  -\n")) == []
    )
    listed = read("Exported today\nTY  - JOUR\nTI  - One\nER  -\n")
    assert codes(listed) == [FlawCode.LOOSE_TEXT]
    assert listed.flaws[0].where == "line 1"


def test_what_stands_before_the_type_belongs_to_the_record() -> None:
    listed = read("ID  - 7\nTY  - JOUR\nTI  - One\nER  -\n")
    assert codes(listed) == []
    assert listed.records[0].citation.extra == (("ID", "7"),)
    assert codes(read("TY  - JOUR\nTI  - A\nER  -\nTI  - B\nER  -\n")) == [FlawCode.NO_TYPE]


def test_a_record_that_says_nothing_is_kept_and_reported() -> None:
    listed = read("TY  -\nER  -\nTY  - JOUR\nTI  - One\nER  -\n")
    assert len(listed.records) == 2
    assert codes(listed) == [FlawCode.EMPTY]


def test_a_doi_that_is_none_is_reported_and_kept() -> None:
    listed = read("TY  - JOUR\nTI  - A\nDO  - see there\nER  -\n")
    assert codes(listed) == [FlawCode.NOT_A_DOI]
    assert listed.records[0].citation.doi is None
    assert ("DO", "see there") in listed.records[0].citation.extra


def test_a_doi_may_stand_in_an_address_but_an_address_is_none() -> None:
    one = first(
        "TY  - JOUR\nUR  - https://doi.org/10.1000/x\nUR  - http://a.org; http://b.org\nER  -\n"
    )
    assert one.doi == "10.1000/x"
    assert one.urls == ("https://doi.org/10.1000/x", "http://a.org", "http://b.org")


@pytest.mark.parametrize(
    ("database", "pmid"), [("PubMed", "123"), ("Ovid MEDLINE(R)", "123"), ("Embase\nMedline", None)]
)
def test_an_accession_number_is_pubmeds_only_where_the_list_is(
    database: str, pmid: str | None
) -> None:
    assert first(f"TY  - JOUR\nTI  - A\nAN  - 123\nDB  - {database}\nER  -\n").pmid == pmid


def test_a_control_character_reaches_no_field() -> None:
    listed = read("TY  - JOUR\nTI  - Red \x1b[31m boats\nX\x1b  - a\nER  -\n")
    assert "\x1b" not in str(listed.records[0].citation)
    assert FlawCode.CONTROL_CHARACTERS in codes(listed)


def test_lists_put_end_to_end_keep_their_records_apart() -> None:
    one = "\ufeffTY  - JOUR\nTI  - Boats\nER  -\n"
    listed = read(one + one.replace("Boats", "Nets"))
    assert [record.citation.title for record in listed.records] == ["Boats", "Nets"]
    assert codes(listed) == []


def test_bare_carriage_returns_end_lines_too() -> None:
    listed = read(TWO.replace("\n", "\r"))
    assert [record.citation.title for record in listed.records] == ["Boats at night", "Nets"]


def test_another_encoding_is_read_and_said() -> None:
    listed = read_citations(
        "TY  - JOUR\nAU  - Müller, J\nTI  - Über “Boote”\nER  -\n".encode("cp1252")
    )
    assert listed.records[0].citation.title == "Über “Boote”"
    assert listed.encoding == "cp1252"
    assert codes(listed) == [FlawCode.ENCODING]


MEDLINE = """\
PMID- 71
OWN - NLM
DP  - 2020 Feb
TI  - A title that runs
      on here.
LID - S1 [pii]
LID - 10.1000/Abc [doi]
AB  - First
      second.
FAU - Okafor, Ngozi A
AU  - Okafor NA
JT  - Journal of harbours
TA  - J Harb
PT  - Journal Article
PT  - Preprint
PMC - PMC99

PMID- 72
TI  - Second.
"""


@pytest.mark.parametrize("between", ["\n\n", "\n"])
def test_medline_records_are_read_by_their_tags(between: str) -> None:
    listed = read("\r\n".join(MEDLINE.replace("\n\n", between).split("\n")))
    assert listed.format is CitationFormat.MEDLINE
    assert codes(listed) == []
    one, two = (record.citation for record in listed.records)
    assert (one.title, one.abstract) == ("A title that runs on here.", "First second.")
    assert (one.pmid, one.doi, one.pmcid) == ("71", "10.1000/abc", "PMC99")
    assert one.authors == (Author("Okafor", "Ngozi A"),)
    assert (one.journal, one.year, one.type.value) == ("Journal of harbours", 2020, "preprint")
    assert {("OWN", "NLM"), ("DP", "2020 Feb"), ("AU", "Okafor NA"), ("TA", "J Harb")} <= set(
        one.extra
    )
    assert (two.pmid, two.title) == ("72", "Second.")


WEB_OF_SCIENCE = """\
FN Clarivate Analytics Web of Science
VR 1.0
PT J
AU Okafor, NA
   Lind, J
AF Okafor, Ngozi A.
   Lind, Jo
TI Boats
   at night
SO JOURNAL OF HARBOURS
DT Article
DE boats; night
DI 10.1000/abc
PM 71
PY 2021
UT WOS:1
CR Someone, 1990
   Another, 1991
ER

PT B
TI Nets
ER

EF"""


def test_web_of_science_text_is_read_with_a_name_a_line() -> None:
    listed = read(WEB_OF_SCIENCE)
    assert listed.format is CitationFormat.WEB_OF_SCIENCE
    assert codes(listed) == []
    one, two = (record.citation for record in listed.records)
    assert one.title == "Boats at night"
    assert one.authors == (Author("Okafor", "Ngozi A."), Author("Lind", "Jo"))
    assert one.keywords == ("boats", "night")
    assert (one.doi, one.pmid, one.year) == ("10.1000/abc", "71", 2021)
    assert ("CR", "Someone, 1990\nAnother, 1991") in one.extra
    assert (two.title, two.type.value) == ("Nets", "book")


@pytest.mark.parametrize("typed", ["%0 Journal Article\n", ""])
def test_endnotes_tagged_export_is_read(typed: str) -> None:
    records = [
        f"{typed}%A Okafor, Ngozi\n%T Boats\n%D 2021\n%R 10.1000/abc\n%~ ours\n",
        f"{typed}%T Nets\n",
    ]
    listed = read("\n".join(records))
    assert listed.format is CitationFormat.REFER
    one, two = (record.citation for record in listed.records)
    assert (one.title, one.year, one.doi) == ("Boats", 2021, "10.1000/abc")
    assert one.extra == (("%~", "ours"),)
    assert two.title == "Nets"


@given(st.text(st.characters(codec="utf-8"), max_size=200))
def test_lines_put_together_are_the_text(text: str) -> None:
    assert "".join(lines_of(text)) == text


@given(
    st.lists(
        st.lists(
            st.tuples(
                st.sampled_from(["TI", "AU", "KW", "ZZ"]), st.text("abc -ER\t%é", max_size=12)
            ),
            max_size=5,
        ),
        min_size=1,
        max_size=5,
    )
)
def test_no_record_and_no_value_is_lost(records: list[list[tuple[str, str]]]) -> None:
    text = "".join(
        "TY  - JOUR\n" + "".join(f"{tag}  - {value}\n" for tag, value in fields) + "ER  - \n"
        for fields in records
    )
    listed = read(text)
    assert "".join(one.raw for one in listed.records) == text
    assert len(listed.records) == len(records)
    for fields, one in zip(records, listed.records, strict=True):
        kept = str(one.citation)
        assert all(word in kept for _, value in fields for word in value.split() if word != "-")
