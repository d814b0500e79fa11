"""Whatever bytes come: records, or a refusal in words."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from corpora.text import canonical
from qes.errors import UserError
from qes.exchange.citations import read_citations
from qes.store.citation import Citation


def _workbook() -> bytes:
    book = Workbook()
    book.active.append(["Title", "DOI"])
    book.active.append(["Boats", "10.1000/a"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


SAMPLES = {
    "ris": b"TY  - JOUR\nTI  - Boats\nAU  - Okafor, N.\nPY  - 2021//\nAB  - We\nasked.\nER  - \n",
    "medline": b"PMID- 1\nTI  - Boats that\n      float\nLID - 10.1000/a [doi]\nFAU - Okafor, N\n\nPMID- 2\n",
    "wos": b"FN WoS\nVR 1.0\nPT J\nAU A, B\n   C, D\nTI Boats\nER\n\nEF",
    "refer": b"%0 Journal Article\n%A Okafor, N\n%T Boats\n%X We\nasked\n\n%0 Book\n%T Nets\n",
    "bibtex": b'@string{j="J"}\n@article{a, title={B {\\"o}ats $x$}, author={A, B and C D}, journal=j # " X"}\n',
    "xml": b"<?xml version='1.0'?><xml><records><record><titles><title><style>Boats</style></title>"
    b"</titles><dates><year>2021</year></dates></record></records></xml>",
    "csv": b'Title,Authors,DOI\n"Boats, at ""night""","A, B; C, D",10.1000/a\n',
    "xlsx": _workbook(),
}


def read_or_refused(data: bytes) -> tuple[Citation, ...]:
    try:
        listed = read_citations(data)
    except UserError:
        return ()
    assert all(one.where and one.raw for one in listed.records)
    return tuple(one.citation for one in listed.records)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    read_or_refused(data)


@pytest.mark.parametrize("form", SAMPLES)
@settings(max_examples=60)
@given(data=st.data())
def test_a_damaged_list_is_read_or_refused_and_safe_to_show(form: str, data: st.DataObject) -> None:
    sample = SAMPLES[form]
    start = data.draw(st.integers(0, len(sample)))
    stop = data.draw(st.integers(start, min(len(sample), start + 40)))
    put = data.draw(
        st.binary(max_size=8) | st.sampled_from([b"{", b"}", b"\\", b"<", b"\x1b[31m", b"\r"])
    )
    for citation in read_or_refused(sample[:start] + put + sample[stop:]):
        said = str(citation.title) + str(citation.abstract) + "".join(map(str, citation.authors))
        assert canonical(said).text == said


@pytest.mark.parametrize("form", SAMPLES)
def test_the_samples_are_read_where_nothing_is_damaged(form: str) -> None:
    assert read_or_refused(SAMPLES[form])
