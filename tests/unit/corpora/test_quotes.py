from __future__ import annotations

from corpora.groups import Group
from corpora.paragraphs import paragraphs
from corpora.quotes import QuoteFinder, QuoteSearch
from corpora.source import RemarkCode

REPORT = """2.1 What people valued
People liked the calls, a view shared by service users and service managers.

…she rang when she said she would, and that
was new. Service
User

We never had the time for it!  Employment specialist.

2.2 What stood in the way
It was slow, it really was.  Service Manager
 Narrative goes on here.

I waited for weeks.
"""


def search(text: str, *roles: str) -> QuoteSearch:
    finder = QuoteFinder(roles)
    return finder.find(text, paragraphs(text, finder.ends_quote))


def found(text: str, *roles: str) -> list[tuple[str, str]]:
    return [(q.attribution, text[q.start : q.end]) for q in search(text, *roles).quotes]


def test_paragraphs_that_end_with_a_role_are_quotes() -> None:
    assert found(REPORT) == [
        ("Service User", "…she rang when she said she would, and that\nwas new."),
        ("Employment Specialist", "We never had the time for it!"),
        ("Service Manager", "It was slow, it really was."),
    ]


def test_quotes_know_their_section_group_and_whether_they_are_whole() -> None:
    quotes = search(REPORT).quotes
    assert [q.section for q in quotes] == ["2.1", "2.1", "2.2"]
    assert [q.group for q in quotes] == [
        Group.SERVICE_USER,
        Group.EMPLOYMENT_SPECIALIST,
        Group.PROGRAMME_MANAGER,
    ]
    assert [q.partial for q in quotes] == [True, False, False]
    assert [q.n for q in quotes] == [1, 2, 3]


def test_what_begins_like_a_quote_but_names_no_one_is_counted() -> None:
    (remark,) = search(REPORT).remarks
    assert remark.code is RemarkCode.LIKELY_QUOTES
    assert remark.message.startswith("1 ")


def test_a_role_within_narrative_is_no_attribution() -> None:
    assert found("The need was seen by every service manager and service user") == []


def test_a_quote_cut_by_a_footnote_and_a_page_end_is_one() -> None:
    text = (
        "…they agree to it when they sit with the coach but\n\n \n"
        "3 The press had written about it.\n then do not ring back. So it ends. Service Manager\n"
    )
    result = search(text)
    (quote,) = result.quotes
    (gap,) = quote.gaps
    assert quote.partial
    assert text[quote.start : gap.start].endswith("coach but")
    assert text[gap.end : quote.end] == "then do not ring back. So it ends."
    assert "3 The press had written about it." in gap.of(text)
    assert [remark.code for remark in result.remarks] == [RemarkCode.BROKEN_QUOTE]


def test_words_in_marks_with_a_speaker_in_brackets_are_quotes() -> None:
    text = (
        "Some felt lost: “I had no idea where to go next” (P12, female, Site A), while others "
        "were glad, “it gave me a reason to get up” [Client 3]. A “good fit” (see 3) mattered."
    )
    assert found(text) == [
        ("P12", "I had no idea where to go next"),
        ("Client", "it gave me a reason to get up"),
    ]


def test_a_dash_and_a_speaker_end_a_quote() -> None:
    assert found("It was never explained to us. – P3, employer") == [
        ("P3", "It was never explained to us.")
    ]


def test_a_caller_may_name_further_roles() -> None:
    text = "The lift never worked. Housing  officer\n"
    assert found(text) == []
    assert found(text, "Housing Officer") == [("Housing Officer", "The lift never worked.")]


def test_the_longest_name_wins() -> None:
    assert found("It kept on coming back to us. JCP ESA Work\nCoach") == [
        ("JCP ESA Work Coach", "It kept on coming back to us.")
    ]
