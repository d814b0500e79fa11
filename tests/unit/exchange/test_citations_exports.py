from __future__ import annotations

import json
from dataclasses import fields, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qes.errors import UserError
from qes.exchange.citations import read_citations
from qes.exchange.citations.exports import render_references
from qes.store.citation import (
    Author,
    Citation,
    CitationFormat,
    ReferenceType,
    StoredReference,
)

_WORD = st.text("abcdé=-'()", min_size=1, max_size=8)
_LINE = st.lists(_WORD, min_size=1, max_size=4).map(" ".join)
_FAMILY = st.text("ABCdefé", min_size=1, max_size=8)
_CITATIONS = st.builds(
    Citation,
    type=st.sampled_from(
        [ReferenceType.ARTICLE, ReferenceType.BOOK, ReferenceType.THESIS, ReferenceType.REPORT]
    ),
    title=_LINE,
    authors=st.lists(st.builds(Author, _FAMILY, st.text("GHij", min_size=1)), max_size=3).map(
        tuple
    ),
    year=st.none() | st.integers(1900, 2099),
    journal=st.none() | _LINE,
    volume=st.none() | _WORD,
    issue=st.none() | _WORD,
    pages=st.none() | st.from_regex(r"[1-9]{1,3}-[1-9]{1,3}x", fullmatch=True),
    doi=st.none() | st.from_regex(r"10\.[0-9]{4}/[a-z0-9]{1,9}", fullmatch=True),
    pmid=st.none() | st.from_regex(r"[1-9][0-9]{0,7}", fullmatch=True),
    abstract=st.none() | st.lists(_LINE, min_size=1, max_size=3).map("\n".join),
    keywords=st.lists(_WORD, max_size=3, unique=True).map(tuple),
    language=st.none() | _WORD,
)
_FIELDS = tuple(
    one.name for one in fields(Citation) if one.name not in {"given_type", "extra", "notes"}
)


def stored(citation: Citation, form: CitationFormat = CitationFormat.CSV) -> StoredReference:
    return StoredReference("abc123", form, citation, ("list.csv",), ())


def again(citation: Citation, suffix: str) -> Citation:
    data = render_references([stored(citation)], Path(f"x.{suffix}"))
    (one,) = read_citations(data).records
    assert one.flaws == ()
    return one.citation


@pytest.mark.parametrize("suffix", ["ris", "csv"])
@given(citation=_CITATIONS)
def test_what_is_written_is_read_again_the_same(suffix: str, citation: Citation) -> None:
    read = again(citation, suffix)
    assert {name: getattr(read, name) for name in _FIELDS} == {
        name: getattr(citation, name) for name in _FIELDS
    }


def test_ris_from_ris_keeps_its_own_type_and_tags() -> None:
    citation = Citation(given_type="EJOUR", title="A", extra=(("M3", "x"), ("key", "k")))
    data = render_references([stored(citation, CitationFormat.RIS)], Path("x.ris")).decode()
    assert data == "TY  - EJOUR\r\nTI  - A\r\nM3  - x\r\nC8  - qes:abc123\r\nER  - \r\n\r\n"


def test_a_line_of_an_abstract_that_looks_like_a_tag_stays_in_it() -> None:
    citation = Citation(title="A", abstract="One\nER  -\n\nTY  - JOUR\nTI  - Two")
    assert again(citation, "ris").abstract == citation.abstract


def test_a_cell_that_a_spreadsheet_would_run_is_guarded_and_read_back() -> None:
    citation = Citation(title='=HYPERLINK("x")')
    data = render_references([stored(citation)], Path("x.csv"))
    assert b"'=HYPERLINK" in data
    assert again(citation, "csv").title == citation.title


def test_json_holds_everything() -> None:
    citation = replace(
        Citation(),
        title="A",
        authors=(Author("Okafor", "N."),),
        extra=(("key", "k"),),
        notes=("n",),
    )
    (one,) = json.loads(render_references([stored(citation)], Path("x.json")))
    assert one["id"] == "abc123"
    assert one["authors"] == [{"family": "Okafor", "given": "N."}]
    assert one["extra"] == [{"field": "key", "value": "k"}]
    assert one["files"] == ["list.csv"]
    assert {field.name for field in fields(Citation)} <= one.keys()


def test_another_suffix_is_refused() -> None:
    with pytest.raises(UserError, match=r"\.ris, \.csv, \.json"):
        render_references([], Path("x.docx"))
