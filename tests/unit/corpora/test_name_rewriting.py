from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpora.names.matching import NameMatcher
from corpora.names.name import Form, Name, NameKind
from corpora.names.rewriting import rewritten, turned_back
from qes.errors import UserError

ANN = Name(NameKind.PERSON, "Person 1", (Form("Ann O'Dea"), Form("Zoë"), Form("Ann")))
MATCHER = NameMatcher((ANN,))


def both_ways(data: bytes, encoding: str, form: str = "txt") -> bytes:
    made = rewritten(data, encoding, form, MATCHER)
    assert made is not None
    assert turned_back(made.data, encoding, made.edits) == data
    again = rewritten(made.data, encoding, form, MATCHER)
    assert again is not None
    assert (again.data, again.edits) == (made.data, ())
    return made.data


@given(
    st.lists(st.sampled_from([b"Ann", b" ", b"\r\n", b"\r", b"\x81", b"\xff", "Zoë".encode(), b"&#39;", b"Zo\xeb", b"\0", b"&amp"])).map(b"".join),
    st.sampled_from(["utf-8", "cp1252", "mac-roman", "latin-1"]),
    st.sampled_from(["txt", "vtt", "html"]),
)  # fmt: skip
def test_any_bytes_come_back_as_they_were(data: bytes, encoding: str, form: str) -> None:
    both_ways(data, encoding, form)


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16-le", "utf-16-be"])
def test_encoding_and_line_ends_stay(encoding: str) -> None:
    text = "Zoë: Ann says\r\nhello, café.\rAnnual"
    expected = "Person 1: Person 1 says\r\nhello, café.\rAnnual"
    assert both_ways(text.encode(encoding), encoding) == expected.encode(encoding)


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ],
)
def test_the_byte_order_mark_stays(mark: bytes, encoding: str) -> None:
    made = both_ways(mark + "Ann".encode(encoding), encoding)
    assert made == mark + "Person 1".encode(encoding)


def test_a_name_with_entities_is_found_in_captions_and_comes_back_as_written() -> None:
    data = b"<v Ann O&#39;Dea>Q&amp;A with Zo&euml; &copy;</v>"
    assert both_ways(data, "utf-8", "vtt") == b"<v Person 1>Q&amp;A with Person 1 &copy;</v>"
    # in a plain text these are the characters that are printed
    assert b"O&#39;Dea" in both_ways(data, "utf-8", "txt")


def test_damaged_bytes_around_a_name_stay() -> None:
    assert both_ways(b"\xff\xfeAnn\xc3 Ann", "utf-8") == b"\xff\xfePerson 1\xc3 Person 1"


def test_bytes_that_cannot_be_decoded_and_encoded_again_are_not_rewritten() -> None:
    assert rewritten(b"A\0n\0n", "utf-16-le", "txt", MATCHER) is None


def test_a_pseudonym_that_the_encoding_lacks_is_refused_in_a_sentence() -> None:
    matcher = NameMatcher((Name(NameKind.PERSON, "Łucja", (Form("Ann"),)),))
    with pytest.raises(UserError, match="cannot write"):
        rewritten(b"Ann", "cp1252", "txt", matcher)


def test_other_bytes_are_not_turned_back() -> None:
    made = rewritten(b"so Ann said", "utf-8", "txt", MATCHER)
    assert made is not None
    assert turned_back(b"so nobody said", "utf-8", made.edits) is None
