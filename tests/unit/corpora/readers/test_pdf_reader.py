from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpora.manuscript import Manuscript
from corpora.readers.pdf.pdf import read_pdf
from corpora.source import AsideKind, RemarkCode
from qes.errors import Refused, UserError

HELVETICA = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def pdf(*pages: str, font: str = HELVETICA, page: str = "") -> bytes:
    """Write a small PDF by hand: one content stream a page; `page` holds more keys of each."""
    kids = " ".join(f"{3 + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
    ]
    box = "[0 0 595 842]"
    for n, content in enumerate(pages):
        resources = f"/Resources << /Font << /F1 {font} >> >>"
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox {box} /Contents {4 + 2 * n} 0 R {resources} {page} >>",
            f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
        ]
    written = b"%PDF-1.4\n"
    places: list[int] = []
    for number, body in enumerate(objects, 1):
        places.append(len(written))
        written += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    trailer = f"<< /Size {len(objects) + 1} /Root 1 0 R >>"
    count = len(objects) + 1
    return written + (
        f"xref\n0 {count}\n0000000000 65535 f \n{table}trailer\n{trailer}\n"
        f"startxref\n{len(written)}\n%%EOF\n"
    ).encode("latin-1")


def shown(*lines: str, top: int = 700) -> str:
    moves = "".join(f"({words}) Tj 0 -14 Td " for words in lines)
    return f"BT /F1 11 Tf 50 {top} Td {moves}ET"


def at(x: float, y: float, words: str, size: float = 10) -> str:
    """Print words at a place."""
    escaped = words.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    return f"BT /F1 {size} Tf {x} {y} Td ({escaped}) Tj ET\n"


def down(x: float, y: float, words: Sequence[str], size: float = 10) -> str:
    """Print lines one below the other."""
    return "".join(at(x, y - 1.4 * size * n, line, size) for n, line in enumerate(words))


def read(*pages: str) -> Manuscript:
    return read_pdf(pdf(*pages), None, None)


def printed(found: Manuscript) -> list[str]:
    assert found.paragraphs is not None
    return [found.text[p.start : p.end] for p in found.paragraphs]


def asides(found: Manuscript, kind: AsideKind) -> list[tuple[str, int | None, str | None]]:
    """Return the words, the page and what stands in the text right before each aside."""
    return [
        (a.text, a.page, None if a.at is None else found.text[max(0, a.at - 8) : a.at])
        for a in found.asides
        if a.kind is kind
    ]


def test_lines_become_paragraphs_and_pages_are_kept() -> None:
    found = read_pdf(
        pdf(shown("Ida: One and", "two.", "Tom: Three."), shown("Ida: Four.", "Tom: Five.")),
        None,
        None,
    )
    assert found.text == "Ida: One and two.\n\nTom: Three.\n\nIda: Four.\n\nTom: Five.\n"
    assert found.page_starts == (0, found.text.index("Ida: Four."))


def test_lines_outside_the_page_are_not_read() -> None:
    found = read_pdf(
        pdf(shown("Seen."), shown("Seen too.") + " " + shown("Unseen.", top=-40)), None, None
    )
    assert "Unseen" not in found.text


def test_a_blank_pdf_is_refused() -> None:
    with pytest.raises(Refused, match="holds no text"):
        read_pdf(pdf(""), None, None)


def test_a_cut_pdf_is_refused_in_one_line() -> None:
    with pytest.raises(Refused, match="damaged or cut off"):
        read_pdf(b"%PDF-1.4\n" + b"\0" * 50, None, None)


LEFT = [
    "The first column begins here and is",
    "made of lines that run to its edge,",
    "so that nobody could take them for",
    "the cells of a table, and it ends in",
    "the middle of a sentence that goes",
]
RIGHT = [
    "on at the head of the column beside",
    "it. Then another sentence begins that",
    "says nothing new but fills the lines",
    "of the second column, down to where",
    "the page comes to its end at last.",
]


def column_by_column() -> str:
    return down(60, 700, LEFT) + down(320, 700, RIGHT)


def row_by_row() -> str:
    rows = zip(LEFT, RIGHT, strict=True)
    return "".join(
        at(60, 700 - 14 * n, a) + at(320, 700 - 14 * n, b) for n, (a, b) in enumerate(rows)
    )


def not_level() -> str:
    return down(60, 700, LEFT) + down(320, 695, RIGHT)


@pytest.mark.parametrize("drawn", [column_by_column, row_by_row, not_level])
def test_two_columns_are_read_one_after_the_other(drawn: object) -> None:
    assert callable(drawn)
    found = read(drawn())
    assert printed(found) == [" ".join((*LEFT, *RIGHT))]
    assert RemarkCode.LAYOUT in [remark.code for remark in found.remarks]


def test_what_spans_the_columns_is_read_before_and_after_them() -> None:
    title = at(60, 790, "What people said of the column and its many lines", 16)
    abstract = [
        "The abstract runs over both of the columns that follow below it, and is read first,"
    ]
    abstract += ["whatever the order in which the file draws what stands on the page."]
    after = at(
        60, 560, "After the columns comes a line that is as wide as the whole of the page is."
    )
    found = read(column_by_column() + after + title + down(60, 750, abstract))
    assert [words.split()[0] for words in printed(found)] == ["What", "The", "The", "After"]


def test_three_columns_are_read_one_after_the_other() -> None:
    words = [[f"{name} line {n} of a story" for n in range(8)] for name in ("One", "Two", "Three")]
    found = read("".join(down(50 + 170 * n, 700, lines) for n, lines in enumerate(words)))
    assert found.text.split() == " ".join(line for lines in words for line in lines).split()


def test_a_table_between_columns_keeps_its_rows_and_parts_no_sentence() -> None:
    cells = [("Site", "Age", "Work"), ("North", "34", "nurse"), ("South", "51", "clerk")]
    table = at(60, 625, "Table 1. Who took part in the study at the two sites, with age and work")
    table += "".join(
        at(60 + 200 * column, 605 - 16 * n, cell)
        for n, row in enumerate(cells)
        for column, cell in enumerate(row)
    )
    below = ["and then goes on under the table", "with more lines than it had above,"]
    below += ["until it is done."]
    again = ["The other column starts anew here", "and says a few words of its own to"]
    again += ["fill the space."]
    found = read(column_by_column() + table + down(60, 540, below) + down(320, 540, again))
    paragraphs = printed(found)
    assert paragraphs[2:5] == ["Site\tAge\tWork", "North\t34\tnurse", "South\t51\tclerk"]
    assert paragraphs[5] == " ".join(below)


def test_the_lines_of_a_cell_come_together() -> None:
    rows = [
        ("Trust", "They had to wait for a long", "P1"),
        ("Time", "There were never enough", "P2"),
    ]
    ends = ["time before anyone came.", "hours in a day for it."]
    drawn = "".join(
        at(60, 700 - 40 * n, a)
        + at(160, 700 - 40 * n, b)
        + at(160, 686 - 40 * n, end)
        + at(400, 700 - 40 * n, c)
        for n, ((a, b, c), end) in enumerate(zip(rows, ends, strict=True))
    )
    assert printed(read(drawn)) == [
        "Trust\tThey had to wait for a long time before anyone came.\tP1",
        "Time\tThere were never enough hours in a day for it.\tP2",
    ]


@pytest.mark.parametrize(("mark", "joint"), [("", "\t"), (":", " ")])
def test_a_name_beside_words_begins_a_paragraph(mark: str, joint: str) -> None:
    names = ["Ida", "Tom", "Ida", "Tom"]
    drawn = "".join(
        at(60, 700 - 40 * n, name + mark)
        + at(130, 700 - 40 * n, "I could not say how long it was that")
        + at(130, 686 - 40 * n, "we stood there.")
        for n, name in enumerate(names)
    )
    said = "I could not say how long it was that we stood there."
    assert printed(read(drawn)) == [f"{name}{mark}{joint}{said}" for name in names]


def test_running_heads_are_kept_with_their_page() -> None:
    def page(n: int) -> str:
        head = "A Study of Waiting" if n % 2 else "Holm and Berg"
        return at(60, 805, head) + at(60, 700, f"Words of page {n}.") + at(290, 30, f"{n}/4")

    found = read(*(page(n) for n in (1, 2, 3, 4)))
    assert found.text.split("\n\n") == [f"Words of page {n}." for n in (1, 2, 3)] + [
        "Words of page 4.\n"
    ]
    kept = [(words, page) for words, page, _ in asides(found, AsideKind.FURNITURE)]
    heads = [
        ("A Study of Waiting", 1),
        ("Holm and Berg", 2),
        ("A Study of Waiting", 3),
        ("Holm and Berg", 4),
    ]
    assert sorted(kept) == sorted([*heads, *((f"{n}/4", n) for n in (1, 2, 3, 4))])


def test_heads_that_only_share_the_page_number_are_furniture() -> None:
    heads = ["Aims of it all 11", "Methods 12", "Methods 13", "What was found 14"]
    found = read(*(at(60, 805, head) + at(60, 700, "Words of a page.") for head in heads))
    assert [words for words, _, _ in asides(found, AsideKind.FURNITURE)] == heads


def test_roman_page_numbers_are_furniture() -> None:
    found = read(*(at(60, 700, "Words of a page.") + at(290, 30, n) for n in ("i", "ii", "iii")))
    assert [words for words, _, _ in asides(found, AsideKind.FURNITURE)] == ["i", "ii", "iii"]


def test_a_stamp_along_the_side_is_kept_beside_the_text() -> None:
    stamp = "BT /F1 8 Tf 0 1 -1 0 20 200 Tm (Downloaded by a library) Tj ET\n"
    found = read(stamp + down(60, 700, LEFT))
    assert found.text == " ".join(LEFT) + "\n"
    assert asides(found, AsideKind.FURNITURE) == [("Downloaded by a library", 1, "")]


def test_a_page_printed_sideways_is_read_upright() -> None:
    drawn = "".join(
        f"BT /F1 10 Tf 0 1 -1 0 {100 + 14 * n} 60 Tm ({line}) Tj ET\n"
        for n, line in enumerate(LEFT)
    )
    assert read(drawn).text == " ".join(LEFT) + "\n"


def test_a_footnote_stands_beside_its_mark() -> None:
    raised = "BT /F1 10 Tf 60 644 Td (They waited) Tj /F1 6 Tf 4 Ts (7) Tj 0 Ts /F1 10 Tf ( for long.) Tj ET\n"
    note = at(60, 80, "7 On waiting, see what was", 7) + at(60, 70, "said before.", 7)
    found = read(down(60, 700, LEFT[:4]) + raised + note)
    assert found.text.endswith("They waited7 for long.\n")
    assert asides(found, AsideKind.FOOTNOTE) == [
        ("7 On waiting, see what was said before.", 1, "y waited")
    ]


def test_a_raised_number_after_a_full_stop_is_a_mark_and_a_decimal_is_none() -> None:
    raised = "BT /F1 10 Tf 60 644 Td (They waited.) Tj /F1 6 Tf 4 Ts (1) Tj 0 Ts /F1 10 Tf ( It cost 0.1) Tj ET\n"
    found = read(down(60, 700, LEFT[:4]) + raised + at(60, 80, "1 On waiting, see above.", 7))
    assert found.text.endswith("They waited.1 It cost 0.1\n")
    assert asides(found, AsideKind.FOOTNOTE) == [("1 On waiting, see above.", 1, " waited.")]


def test_a_list_of_references_in_small_print_is_no_footnote() -> None:
    listed = [f"{n} Holm A. A book about the matter of waiting, {1990 + n}" for n in range(1, 5)]
    found = read(down(60, 700, LEFT) + at(60, 120, "References") + down(60, 100, listed, 7))
    assert not asides(found, AsideKind.FOOTNOTE)
    assert "1993" in found.text


def test_line_numbers_are_kept_beside_the_text() -> None:
    numbers = "".join(at(40, 700 - 14 * n, str(n + 1), 8) for n in range(len(LEFT)))
    found = read(numbers + down(60, 700, LEFT))
    assert found.text == " ".join(LEFT) + "\n"
    assert asides(found, AsideKind.FURNITURE) == [("1\n2\n3\n4\n5", 1, "")]


def test_the_numbers_of_a_table_are_not_line_numbers() -> None:
    rows = [(str(n), name, "yes") for n, name in enumerate(("Ida", "Tom", "Eva", "Per"), 1)]
    cells = [("No", "Name", "Came"), *rows]
    drawn = "".join(
        at(60 + 90 * column, 700 - 16 * n, cell)
        for n, row in enumerate(cells)
        for column, cell in enumerate(row)
    )
    assert printed(read(drawn)) == ["\t".join(row) for row in cells]


def test_ligatures_are_written_as_letters_and_told() -> None:
    coded = "/Encoding << /Differences [1 /fi /fl] >>"
    font = f"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica {coded} >>"
    found = read_pdf(pdf(at(60, 700, "a \x01rst \x02ight of five"), font=font), None, None)
    assert found.text == "a first flight of five\n"
    assert ["2 ligatures" in remark.message for remark in found.remarks] == [True]


def test_the_visible_page_may_begin_anywhere() -> None:
    drawn = at(160, 640, "Seen.") + at(160, 40, "Cut off.")
    found = read_pdf(pdf(drawn, page="/CropBox [100 100 500 700]"), None, None)
    assert found.text == "Seen.\n"
    assert [remark.code for remark in found.remarks] == [RemarkCode.HIDDEN_TEXT]


def test_words_broken_at_a_line_end_come_together() -> None:
    lines = [
        "They said in the inter-",
        "view that the follow-",
        "up, a follow-up of co-",
        "workers, was long.",
    ]
    said = "They said in the interview that the follow-up, a follow-up of coworkers, was long.\n"
    assert read(down(60, 700, lines)).text == said


def test_a_damaged_page_is_told_and_keeps_its_number() -> None:
    whole = pdf(at(60, 700, "First."), at(60, 700, "Second."), at(60, 700, "Third."))
    found = read_pdf(
        whole.replace(b"5 0 obj\n<< /Type /Page", b"5 0 obj\n<< /Type /Oops"), None, None
    )
    assert found.text == "First.\n\nThird.\n"
    assert found.page_starts == (0, 6, 8)
    told = [remark.where for remark in found.remarks if remark.code is RemarkCode.DAMAGED]
    assert told == ["page 2"]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.sets(st.tuples(st.integers(0, 5), st.integers(0, 39)), max_size=40),
        min_size=1,
        max_size=3,
    )
)
def test_every_word_is_in_the_text_or_beside_it(places: list[set[tuple[int, int]]]) -> None:
    words = [
        {(x, y): f"w{chr(97 + page)}{x}q{y}" for x, y in taken} for page, taken in enumerate(places)
    ]
    pages = ("".join(at(40 + 85 * x, 20 + 20 * y, w) for (x, y), w in p.items()) for p in words)
    expected = sorted(word for page in words for word in page.values())
    try:
        found = read(*pages)
    except Refused:
        assert not expected
        return
    kept = [*found.text.split(), *(word for aside in found.asides for word in aside.text.split())]
    assert sorted(kept) == expected
    assert found.paragraphs is not None
    inside = "".join(found.text[p.start : p.end] for p in found.paragraphs)
    assert "".join(inside.split()) == "".join(found.text.split())
    assert list(found.page_starts) == sorted(found.page_starts)
    assert len(found.page_starts) == len(places)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=30))
def test_damage_is_refused_or_read_never_worse(damage: list[tuple[float, int]]) -> None:
    data = bytearray(pdf(row_by_row() + at(60, 80, "7 A note.", 7), at(60, 700, "More.")))
    for share, byte in damage:
        data[int(share * (len(data) - 1))] = byte
    try:
        found = read_pdf(bytes(data), None, None)
    except UserError:
        return
    assert found.text
