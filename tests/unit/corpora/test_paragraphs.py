from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from corpora.manuscript import ParagraphKind
from corpora.paragraphs import paragraphs


def cut(text: str, *, names: tuple[str, ...] = ()) -> list[str]:
    found = paragraphs(text, lambda before: before.rstrip().endswith(names) if names else False)
    return [text[p.start : p.end] for p in found]


LINES = st.lists(
    st.sampled_from(
        ["", " ", "one two.", " three four", "# Head", "1.2 Head", "7 A note.", "- Item", "|a|b|"]
    ),
    max_size=30,
).map("\n".join)


@given(LINES)
def test_paragraphs_leave_out_white_space_only(text: str) -> None:
    found = paragraphs(text)
    covered = "".join(text[p.start : p.end] for p in found)
    assert "".join(covered.split()) == "".join(text.split())
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(text[p.start : p.end].strip() == text[p.start : p.end] != "" for p in found)


def test_blank_lines_part_paragraphs_and_wrapped_lines_do_not() -> None:
    assert cut("One line\nwrapped.\n \t\nNext.") == ["One line\nwrapped.", "Next."]


def test_a_page_break_in_mid_sentence_does_not_part() -> None:
    assert cut("They were engaged \n with the service.") == [
        "They were engaged \n with the service."
    ]


def test_a_page_break_after_a_full_sentence_parts() -> None:
    assert cut("They stopped. \n …but then it went on.") == [
        "They stopped.",
        "…but then it went on.",
    ]


def test_a_page_break_after_an_attribution_parts() -> None:
    text = "It helped. Tenant \n everyone said so."
    assert cut(text, names=("Tenant",)) == ["It helped. Tenant", "everyone said so."]
    assert cut(text) == [text]


def test_a_footnote_ends_with_its_page() -> None:
    text = "and so it went\n\n4 See the annex for\nthe figures.\n on for a year."
    found = paragraphs(text)
    assert [p.kind for p in found] == [
        ParagraphKind.BODY,
        ParagraphKind.FOOTNOTE,
        ParagraphKind.BODY,
    ]
    assert text[found[2].start : found[2].end] == "on for a year."


def test_a_numbered_heading_is_parted_from_what_follows_it() -> None:
    text = (
        "2.1 What was asked of the\nplaces?\nEvery place was asked.\n\n2.2 We went there.\nTwice."
    )
    found = paragraphs(text)
    assert [(text[p.start : p.end], p.kind) for p in found] == [
        ("2.1 What was asked of the\nplaces?", ParagraphKind.HEADING),
        ("Every place was asked.", ParagraphKind.BODY),
        ("2.2 We went there.\nTwice.", ParagraphKind.BODY),
    ]


def test_list_items_marked_headings_and_unwrapped_lines_stand_alone() -> None:
    long = "word " * 50
    text = f"# Top\nIntro:\n- First\n- Second\n{long}\nAfter."
    assert cut(text) == ["# Top", "Intro:", "- First", "- Second", long.strip(), "After."]
