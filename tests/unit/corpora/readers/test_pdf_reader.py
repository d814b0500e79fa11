from __future__ import annotations

import pytest

from corpora.readers.pdf import read_pdf
from qes.errors import Refused


def pdf(*pages: str) -> bytes:
    """Write a small PDF by hand: one content stream a page."""
    kids = " ".join(f"{3 + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
    ]
    font = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    box = "[0 0 595 842]"
    for n, content in enumerate(pages):
        resources = f"/Resources << /Font << /F1 {font} >> >>"
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox {box} /Contents {4 + 2 * n} 0 R {resources} >>",
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
