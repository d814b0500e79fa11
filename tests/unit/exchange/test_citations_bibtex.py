from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qes.errors import UserError
from qes.exchange.citations import read_citations
from qes.exchange.citations.latex import plain_address, plain_text
from qes.store.citation import Author, CitationFormat, CitationList, FlawCode

ENTRIES = r"""
Text between entries says nothing.
@string{jh = "Journal of " # {Harbours}}
@comment{not an entry}
@preamble{"\newcommand{\x}{y}"}
@Article{okafor2021,
  author = {Okafor, Ngozi A. and van der Berg, J. and {World Harbour Board} and others},
  title = {{Boats} \& {\"U}ber-nets: 50\% of {NATO}},
  journal = jh # ", Part A",
  year = 2021, month = feb, pages = {11--19},
  doi = {https://doi.org/10.1000/A\_b},
  keywords = {boats, nets; night},
  abstract = "We said {""} nothing.",
  howpublished = {by hand}
}
@inproceedings(nets, title = "Nets", booktitle={Proceedings of Nets}, author="Jo Lind")
"""


def read(text: str) -> CitationList:
    return read_citations(text.encode("utf-8"))


def test_entries_are_read_with_their_strings_names_and_latex() -> None:
    listed = read(ENTRIES)
    assert listed.format is CitationFormat.BIBTEX
    assert listed.flaws == ()
    one, two = (record.citation for record in listed.records)
    assert one.title == "Boats & Über-nets: 50% of NATO"
    assert one.journal == "Journal of Harbours, Part A"
    assert one.authors == (
        Author("Okafor", "Ngozi A."),
        Author("van der Berg", "J."),
        Author("World Harbour Board"),
    )
    assert (one.year, one.doi, one.pages) == (2021, "10.1000/a_b", "11–19")
    assert one.keywords == ("boats", "nets", "night")
    assert dict(one.extra) == {
        "key": "okafor2021",
        "author et al.": "others",
        "month": "February",
        "howpublished": "by hand",
    }
    assert (two.title, two.journal, two.authors) == (
        "Nets",
        "Proceedings of Nets",
        (Author("Lind", "Jo"),),
    )
    assert [one.type.value, two.type.value] == ["article", "inproceedings"]
    assert listed.records[0].raw in ENTRIES


def test_a_broken_entry_costs_no_other_and_is_reported() -> None:
    listed = read(
        '@article{a, title={Open {brace, author="M{\\"u}ller, J", year=2020}\n'
        "@article{a, title={Second}}\n"
        "@misc{c, title={Third} year=1999}\n"
        "@misc{d, abstract={write to x@(here)}, title={Fourth}}\n"
        "@string{s=\n"
        "@misc{e, title={Fifth}, title={Other}}\n"
    )
    assert [one.citation.title for one in listed.records] == [
        "Open brace", "Second", "Third", "Fourth", "Fifth",
    ]  # fmt: skip
    assert listed.records[0].citation.authors == (Author("Müller", "J"),)
    assert [one.citation.year for one in listed.records] == [2020, None, 1999, None, None]
    flawed = [bool(one.flaws) for one in listed.records]
    assert flawed == [True, True, True, False, False]
    assert listed.records[2].raw == "@misc{c, title={Third} year=1999}"
    assert {flaw.code for one in listed.records for flaw in one.flaws} == {FlawCode.BROKEN}
    assert "twice" in listed.records[1].flaws[0].message
    assert [flaw.where for flaw in listed.flaws] == ["line 5"]
    assert ("title", "Other") in listed.records[4].citation.extra


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"caf\'e na\"{\i}ve \o \ss", "café naïve øß"),
        ("50% of 10\\% # a_b", "50% of 10% # a_b"),
        (r"cost \$3, $4 and $5.50", "cost $3, $4 and $5.50"),
        (r"p $<$ 0.05, $\alpha$-level", "p < 0.05, α-level"),
        (r"{\textless}i{\textgreater}x{\textless}/i{\textgreater}", "<i>x</i>"),
        (r"\mystery{arg} stays", r"\mysteryarg stays"),
        ("``quoted'' --- so~it is", "“quoted” — so it is"),
        ("a } b { c", "a  b  c"),
    ],
)
def test_latex_becomes_the_text_it_stands_for(latex: str, text: str) -> None:
    assert plain_text(latex) == text


def test_an_address_keeps_its_signs() -> None:
    assert plain_address(r"\url{http://a.org/b\_c\%20~d}") == "http://a.org/b_c%20~d"


@given(st.text("a{}\\\"$%& \n'é", max_size=60))
def test_no_latex_breaks_anything(latex: str) -> None:
    assert isinstance(plain_text(latex), str)
    assert plain_text("word") == "word"


@given(st.text('a@{}(),="#\\ \n', max_size=80))
def test_no_broken_file_breaks_anything_and_a_good_entry_after_it_is_read(text: str) -> None:
    titles = [
        one.citation.title for one in read(f"@a{{x, {text}\n@misc{{y, title={{Good}}}}\n").records
    ]
    assert titles[-1] == "Good"


@pytest.mark.parametrize("depth", [50, 5000])
def test_braces_without_end_are_read_or_left_as_they_are(depth: int) -> None:
    text = "@misc{a, title={" + "\\'{" * depth + "}}\n@misc{b, title={Good}}"
    assert read(text).records[-1].citation.title == "Good"


def test_text_without_an_entry_is_refused() -> None:
    with pytest.raises(UserError, match="no reference in it"):
        read("@comment{nothing}\n")
