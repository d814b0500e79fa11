from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpora.paragraphs import paragraphs
from corpora.prose.groups import Group
from corpora.prose.quotes import QuoteFinder, QuoteSearch
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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "“I had no idea where to go” (P12, female, Site A).",
            [("P12", "I had no idea where to go")],
        ),
        ('She said, "it gave me a reason" [Client 3].', [("Client", "it gave me a reason")]),
        (
            "‘I didn’t know, it was my boss’s way’ (HCP 4), said one.",
            [("HCP 4", "I didn’t know, it was my boss’s way")],
        ),
        ("'I didn't know, it was late.' (P9, nurse)", [("P9", "I didn't know, it was late.")]),
        (
            "It felt 'out of what we'd wanted' (P1) and 'never asked' (P2).",
            [("P1", "out of what we'd wanted"), ("P2", "never asked")],
        ),
        ("«I had no idea where to go» (P5).", [("P5", "I had no idea where to go")]),
        ("„I had no idea where to go.“ (P6)", [("P6", "I had no idea where to go.")]),
        ("It was never explained. – P3, employer", [("P3", "It was never explained.")]),
        ("“It was never explained.”\n— P3", [("P3", "It was never explained.")]),
        ("“I came back,” – P9, female; others left.", [("P9", "I came back,")]),
        ("We never had time for it. [ES2]", [("ES2", "We never had time for it.")]),
        ("We never had time. (former IPS client)", [("Client", "We never had time.")]),
        ("We never had time. (woman, 45 years)", [("woman, 45 years", "We never had time.")]),
        ("One man said: “I left the job.” (P7)", [("P7", "I left the job.")]),
        ("One man said: “I left the job.” Client", [("Client", "I left the job.")]),
        ("“They were kind.” Service User 4, female", [("Service User", "They were kind.")]),
        ("> I waited for weeks.\n\n— Employer, Site B", [("Employer", "I waited for weeks.")]),
        (
            "    They rang me at last.\n\n(Interview 12)",
            [("Interview 12", "They rang me at last.")],
        ),
        ("“They rang me at last.”\n\nService User", [("Service User", "They rang me at last.")]),
        ("“Going back” (P1) and “not going” (P2).", [("P1", "Going back"), ("P2", "not going")]),
    ],
)
def test_every_way_of_naming_a_speaker_gives_their_words(
    text: str, expected: list[tuple[str, str]]
) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "A “good fit” (see 3) mattered, or “the long wait” (Hill, 2019).",
        "The scale asks “How often do you feel nervous” (GAD-7).",
        "Two clients left their jobs early (P3, P7).",
        "Participants found it easy. (Table 2)",
        "It went well. Clients, families and staff",
        "It went well. Client, family and staff",
        "There was “a good fit” (for the client) now.",
        "It took long – that is what we heard",
        "“Quite so” (emphasis added).",
        "The clients' view was not the staff's (see 3).",
        "Effects were small.\n\n(Table 2)\n\nThey grew.",
        "Effects were small.\n\nService User\n\nThey grew.",
        "“” (P3)",
    ],
)
def test_nothing_is_a_quote_whose_speaker_is_not_named(text: str) -> None:
    assert found(text) == []


def test_what_is_printed_of_a_speaker_is_kept_by_name() -> None:
    (quote,) = search("“I had to go.” (P12, female, 45 years, Site A, part time)").quotes
    assert quote.attributes == (
        ("id", "P12"),
        ("gender", "female"),
        ("age", "45 years"),
        ("site", "Site A"),
        ("detail", "part time"),
    )


def test_a_role_beside_a_code_names_the_group() -> None:
    quotes = search("It was late. – P3, employer\n\nIt was early. (female carer, 52)\n").quotes
    assert [quote.group for quote in quotes] == [Group.EMPLOYER, Group.FAMILY]
    assert quotes[1].attributes == (("gender", "female"), ("role", "Carer"), ("age", "52"))


def test_a_short_name_that_the_report_defines_names_the_group() -> None:
    (quote,) = search("The employment specialists (ES) spoke.\n\nIt was new. [ES2]\n").quotes
    assert quote.group is Group.EMPLOYMENT_SPECIALIST


def test_a_detail_takes_the_feature_that_the_report_prints_in_its_place() -> None:
    text = "“I was in.” (P1, Site A) “I was out.” (P2, Site B) “I was by.” (P3, Northtown)"
    assert [quote.attributes[1] for quote in search(text).quotes] == [
        ("site", "Site A"),
        ("site", "Site B"),
        ("site", "Northtown"),
    ]


def test_what_begins_like_a_quote_is_listed() -> None:
    text = "“I waited for weeks.\n\nThey waited.\n\n…and we left.\n"
    assert [span.of(text) for span in search(text).likely] == [
        "“I waited for weeks.",
        "…and we left.",
    ]


PRINTED = '“I left.”|(P1)|Client|– P3, employer|\n\n|> |It was.|…and|[ES2]|‘We did’|"|(|)|’|Service User|\n'
TEXTS = st.lists(st.sampled_from(PRINTED.split("|")), max_size=30).map(" ".join)


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_quotes_are_numbered_in_order_and_trimmed(text: str) -> None:
    quotes = search(text).quotes
    assert [quote.n for quote in quotes] == list(range(1, len(quotes) + 1))
    assert all(a.end <= b.start for a, b in pairwise(quotes))
    for quote in quotes:
        words = text[quote.start : quote.end]
        assert words
        assert words == words.strip()


def test_a_caller_may_name_further_roles() -> None:
    text = "The lift never worked. Housing  officer\n"
    assert found(text) == []
    assert found(text, "Housing Officer") == [("Housing Officer", "The lift never worked.")]


def test_the_longest_name_wins() -> None:
    assert found("It kept on coming back to us. JCP ESA Work\nCoach") == [
        ("JCP ESA Work Coach", "It kept on coming back to us.")
    ]
