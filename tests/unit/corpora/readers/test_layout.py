from __future__ import annotations

from corpora.readers.pdf.layout import laid_out
from corpora.readers.pdf.page import Line, Page
from corpora.source import RemarkCode

FULL = 500.0


def line(
    words: str, bottom: float, *, left: float = 50.0, right: float = FULL, height: float = 11.0
) -> Line:
    return Line(words, left, right, bottom, height, left)


def page(*lines: Line) -> Page:
    return Page(lines, 842.0)


def body(*words: str, top: float = 700.0, gap: float = 12.0) -> tuple[Line, ...]:
    return tuple(line(one, top - gap * n) for n, one in enumerate(words))


def paragraphs(*pages: Page) -> list[str]:
    layout = laid_out(pages)
    return [layout.text[p.start : p.end] for p in layout.paragraphs]


def test_close_full_lines_are_joined() -> None:
    assert paragraphs(page(*body("one two", "three four", "five."))) == ["one two three four five."]


def test_a_wide_gap_parts_paragraphs() -> None:
    lines = (*body("one", "two"), *body("three", "four", top=664.0))
    assert paragraphs(page(*lines)) == ["one two", "three four"]


def test_a_short_line_that_ends_a_sentence_parts() -> None:
    lines = (line("One two", 700), line("three.", 688, right=200), *body("Four", "five", top=676))
    assert paragraphs(page(*lines)) == ["One two three.", "Four five"]


def test_labels_that_recur_part() -> None:
    lines = body("Ida: one", "two", "Tom: three", "Ida: four", "Tom: five")
    assert paragraphs(page(*lines)) == ["Ida: one two", "Tom: three", "Ida: four", "Tom: five"]


def test_hyphens_at_line_ends_are_joined_by_what_the_document_writes() -> None:
    lines = body("the inter-", "view was a follow-", "up, a follow-up of co\ufffe", "workers")
    assert paragraphs(page(*lines)) == ["the interview was a follow-up, a follow-up of coworkers"]


def test_a_compound_of_two_words_keeps_its_hyphen_and_a_syllable_does_not() -> None:
    lines = body(
        "A whole-",
        "person view of a person and a whole out-of-",
        "work year, reconsider-",
        "ation.",
    )
    assert paragraphs(page(*lines)) == [
        "A whole-person view of a person and a whole out-of-work year, reconsideration."
    ]


def test_a_sentence_runs_on_over_a_page_end() -> None:
    found = laid_out([page(*body("It began", "and then")), page(*body("it ended.", "So."))])
    assert found.text == "It began and then it ended. So.\n"
    assert found.page_starts == (0, found.text.index("it ended"))


def test_a_heading_that_ends_a_page_does_not_run_on() -> None:
    first = page(*body("It began", "and then it ended."), line("Findings", 640, height=13))
    assert paragraphs(first, page(*body("One said", "so.")))[-2:] == ["Findings", "One said so."]


def test_a_page_that_ends_with_a_short_line_ends_a_paragraph_before_a_capital() -> None:
    for begins, parted in (("The next", True), ("the rest", False)):
        last = line("It was slow Client", 640, right=200)
        first = page(*body("It began and went on", "and on and on"), last)
        found = paragraphs(first, page(*body(f"{begins} came", "so.")))
        assert (found[-1] == f"{begins} came so.") is parted


def test_running_heads_and_page_numbers_are_set_aside_and_told() -> None:
    pages = [
        page(line("A study", 800), *body(f"Words of page {n}.", "More."), line(f"{n}/3", 20))
        for n in (1, 2, 3)
    ]
    layout = laid_out(pages)
    assert "A study" not in layout.text
    assert "/3" not in layout.text
    assert "Words of page 2." in layout.text
    (remark,) = layout.remarks
    assert remark.code is RemarkCode.SET_ASIDE
    assert "“A study” on 3 pages" in remark.message


def test_furniture_is_told_in_one_order() -> None:
    # lines of a page are found as sets, whose order differs from process to process
    heads = ("Ash", "Beech", "Cedar", "Date", "Elm")
    pages = [
        page(
            *(line(f"{one} wood", 830 - 6 * n) for n, one in enumerate(heads)), *body(f"Words {k}.")
        )
        for k in ("one", "two", "three")
    ]
    (remark,) = laid_out(pages).remarks
    told = [remark.message.index(one) for one in heads if one in remark.message]
    assert len(told) > 1
    assert told == sorted(told)


def test_what_repeats_in_the_body_is_no_furniture() -> None:
    pages = [page(*body("The same words.", "And these.")) for _ in range(4)]
    assert laid_out(pages).text.count("The same words.") == 4


def test_columns_of_line_numbers_are_set_aside_over_pages() -> None:
    first = page(
        *body("Words", "more."), *(line(str(n), 700 - n, left=10, right=16) for n in range(1, 9))
    )
    second = page(
        *body("Last", "line."),
        line("9", 700, left=10, right=16),
        line("10", 690, left=10, right=16),
    )
    layout = laid_out([first, second])
    assert layout.text == "Words more.\n\nLast line.\n"
    assert "line numbers on 2 pages" in layout.remarks[0].message


def test_numbers_in_the_margin_leave_their_line() -> None:
    numbered = Line("1 P1: words that run", 10.0, FULL, 700.0, 11.0, 50.0)
    assert paragraphs(page(numbered, line("over.", 688))) == ["P1: words that run over."]


def test_a_line_cut_by_a_page_end_is_taken_once() -> None:
    again = "Tom: this is printed on both pages"
    first = page(*body("Ida: one.", top=60.0), line(again, 28))
    second = page(line(again, 835), *body("and goes on.", top=823.0))
    assert laid_out([first, second]).text.count(again) == 1


def test_lines_without_places_are_joined_by_their_words() -> None:
    lines = tuple(
        Line(words) for words in ("A long line of many words that wraps", "here.", "Next.")
    )
    assert paragraphs(Page(lines, 842.0)) == ["A long line of many words that wraps here.", "Next."]


def test_empty_pages_keep_their_number() -> None:
    layout = laid_out([page(*body("One.")), page(), page(*body("Three."))])
    assert len(layout.page_starts) == 3
    assert layout.page_starts[2] == layout.text.index("Three.")
