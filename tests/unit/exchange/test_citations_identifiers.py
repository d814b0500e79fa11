from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qes.exchange.citations.author_names import author_of, parted_at_semicolons
from qes.exchange.citations.identifiers import doi_of, named_pmid, pmcid_of, pmid_of, year_of
from qes.exchange.citations.work_types import type_of
from qes.store.citation import Author, ReferenceType


@pytest.mark.parametrize(
    ("text", "doi"),
    [
        ("10.1000/ABC", "10.1000/abc"),
        ("https://doi.org/10.1000/ABC.", "10.1000/abc"),
        ("http://dx.doi.org/10.1000/abc", "10.1000/abc"),
        ("https://doi.org/10.1016%2FS0140-6736%2805%2900001-2", "10.1016/s0140-6736(05)00001-2"),
        ("doi: 10.1000/abc,", "10.1000/abc"),
        ("DOI:10.1000/abc", "10.1000/abc"),
        ("10.1000/abc [doi]", "10.1000/abc"),
        ("S1 [pii]", None),
        ("see 10.1000/abc", None),
        ("10.1000/abc 10.1000/xyz", None),
        ("DOI 1", None),
        ("", None),
    ],
)
def test_a_doi_is_lower_case_bare_and_without_a_stop(text: str, doi: str | None) -> None:
    assert doi_of(text) == doi


@given(st.from_regex(r"10\.[0-9]{4,6}/[!-~]{1,30}", fullmatch=True))
def test_reading_a_doi_again_changes_nothing(text: str) -> None:
    once = doi_of(text)
    assert once is None or doi_of(once) == once


def test_pubmed_numbers_are_read_where_they_are_named() -> None:
    assert pmid_of("0123") == "123"
    assert pmid_of("https://pubmed.ncbi.nlm.nih.gov/77/") == "77"
    assert named_pmid("Accession. PMID: 55 Partial list") == "55"
    assert named_pmid("55") is None
    assert pmid_of("L55") is None
    assert pmcid_of("PMC - pmc12") == "PMC12"


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2020///", 2020),
        ("1948/07//", 1948),
        ("2020 Feb", 2020),
        ("20150103", 2015),
        ("03/02/1999", 1999),
        ("Winter 1990-1991", 1990),
        ("in press", None),
        ("120345", None),
    ],
)
def test_a_date_names_its_year(text: str, year: int | None) -> None:
    assert year_of(text) == year


@pytest.mark.parametrize(
    ("text", "author"),
    [
        ("Okafor, Ngozi A.", Author("Okafor", "Ngozi A.")),
        ("Okafor,Ngozi", Author("Okafor", "Ngozi")),
        ("van der Berg JK", Author("van der Berg", "JK")),
        ("Lindqvist J.-P.", Author("Lindqvist", "J.-P.")),
        ("Ministry of Health", Author("Ministry of Health")),
        ("WHO", Author("WHO")),
        ("Okafor, N. (57190394669)", Author("Okafor", "N.")),
        (" ; ", None),
    ],
)
def test_a_name_is_parted_at_its_comma_or_before_its_initials(
    text: str, author: Author | None
) -> None:
    assert author_of(text) == author


def test_a_list_of_names_is_parted_at_semicolons_or_between_initials() -> None:
    assert parted_at_semicolons("Okafor, N.; Lind, J.") == ("Okafor, N.", "Lind, J.")
    assert parted_at_semicolons("Okafor NA, Lind J.") == ("Okafor NA", "Lind J.")
    assert parted_at_semicolons("Okafor, N. and Lind, J.") == ("Okafor, N.", "Lind, J.")
    assert parted_at_semicolons("Board of Health and Care") == ("Board of Health and Care",)
    assert parted_at_semicolons("Okafor, Ngozi") == ("Okafor, Ngozi",)
    assert parted_at_semicolons("") == ()


def test_the_most_telling_word_says_what_a_work_is() -> None:
    assert type_of(["JOUR"]) == (ReferenceType.ARTICLE, "JOUR")
    assert type_of(["Journal Article", "Preprint"]) == (ReferenceType.PREPRINT, "Preprint")
    assert type_of(["conferencePaper"])[0] is ReferenceType.CONFERENCE_PAPER
    assert type_of(["Painting"]) == (ReferenceType.OTHER, "Painting")
    assert type_of([]) == (ReferenceType.OTHER, None)
