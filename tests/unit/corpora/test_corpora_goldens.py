"""Figures counted by hand or by other tools on real material that is not part of the project."""

from __future__ import annotations

import csv
import json
from collections import Counter
from pathlib import Path

import pytest

from corpora.prose.groups import Group
from corpora.reading import read_source
from corpora.source import Reading, RemarkCode, SourceKind, Unit
from qes.errors import Refused

COLUMNS = {
    "Service User": "service_user",
    "Service Manager": "service_manager",
    "Employment Specialist": "employment_specialist",
    "JCP ESA Work Coach": "jcp_esa_work_coach",
}


def read(
    path: Path, kind: SourceKind = SourceKind.TRANSCRIPT, password: str | None = None
) -> Reading:
    return read_source(path.read_bytes(), path.name, kind=kind, password=password)


def test_the_seed_report_gives_its_quotes_by_group_and_section(shared: Path) -> None:
    found = read(shared / "seeds" / "004.txt", SourceKind.REPORT)
    with (shared / "seed-data" / "quote_counts_004.csv").open(encoding="utf-8") as table:
        expected = {row["section"]: row for row in csv.DictReader(table)}
    counts = Counter((q.section, COLUMNS[q.attribution]) for q in found.quotes)
    assert len(found.quotes) == int(expected.pop("all")["total"])
    assert counts == Counter(
        {
            (section, column): int(row[column])
            for section, row in expected.items()
            for column in COLUMNS.values()
            if int(row[column])
        }
    )
    assert {q.group for q in found.quotes} == {
        Group.SERVICE_USER,
        Group.PROGRAMME_MANAGER,
        Group.EMPLOYMENT_SPECIALIST,
        Group.WORK_COACH,
    }


def test_the_quote_cut_by_a_footnote_is_whole(shared: Path) -> None:
    found = read(shared / "seeds" / "004.txt", SourceKind.REPORT)
    (quote,) = [q for q in found.quotes if q.gaps]
    (gap,) = quote.gaps
    words = found.text[quote.start : gap.start] + found.text[gap.end : quote.end]
    assert "\n\n" not in words
    assert (quote.attribution, quote.partial) == ("Service Manager", True)
    assert [r.code for r in found.warnings if r.code is RemarkCode.BROKEN_QUOTE]


@pytest.mark.parametrize("number", range(5))
@pytest.mark.parametrize("kind", [SourceKind.REPORT, SourceKind.TRANSCRIPT])
def test_every_seed_is_read_to_its_last_word(shared: Path, number: int, kind: SourceKind) -> None:
    found = read(shared / "seeds" / f"{number:03}.txt", kind)
    if kind is SourceKind.REPORT:
        kept = "".join(
            found.text[s.start : s.end] for s in found.segments if s.unit is Unit.PARAGRAPH
        )
        assert "".join(kept.split()) == "".join(found.text.split())


SECRET, WRONG = "secret", "wrong"
FIGURES = (
    "vtt_zoom/acdc_2026-02-19_175.vtt",
    "vtt_zoom/acdc_2026-02-19_175_corrected.vtt",
    "vtt_zoom/acdc_2026-06-25_181.vtt",
    "vtt_zoom/acdc_2026-06-25_181_corrected.vtt",
    "md_bold_name/brain-science-1.md",
    "md_bold_name/founders-talk-60.md",
    "pdf_interview/P1.pdf",
    "pdf_interview/P2.pdf",
    "pdf_interview/P3.pdf",
    "docx_vendor_layouts/teams_acdc_2026-02-19_175.docx",
    "docx_vendor_layouts/otter_acdc_2026-02-19_175.docx",
    "txt_from_annomi/annomi_0_tc.txt",
    "txt_from_annomi/annomi_2_ts.txt",
)


@pytest.mark.parametrize("name", FIGURES)
def test_transcripts_give_the_figures_counted_elsewhere(shared: Path, name: str) -> None:
    expected = json.loads((shared / "corpora" / "expected.json").read_text("utf-8"))
    figures = expected[f"transcripts/{name}"]
    found = read(shared / "corpora" / "transcripts" / name)
    if "merged_turns" in figures:
        assert len(found.turns) == figures["merged_turns"]
    if "cues" in figures:
        assert (found.cues, found.labelled) == (figures["cues"], figures["labelled"])
    labelled = figures.get("labelled_paragraphs", figures.get("utterances"))
    if labelled is not None:
        assert found.labelled == labelled
    if "pages" in figures:
        assert len(found.page_starts) == figures["pages"]
    if isinstance(figures["speakers"], int):
        assert len(found.speakers) == figures["speakers"]
    else:
        assert {speaker.label for speaker in found.speakers} == set(figures["speakers"])


def test_vendor_layouts_of_one_call_give_the_same_speech(shared: Path) -> None:
    folder = shared / "corpora" / "transcripts"
    calls = [
        read(folder / "docx_vendor_layouts" / "teams_acdc_2026-02-19_175.docx"),
        read(folder / "docx_vendor_layouts" / "otter_acdc_2026-02-19_175.docx"),
        read(folder / "vtt_zoom" / "acdc_2026-02-19_175.vtt"),
    ]
    speech = [
        [(turn.speaker, call.text[turn.start : turn.end].split()) for turn in call.turns]
        for call in calls
    ]
    assert speech[0] == speech[1] == speech[2]


FOUR_TURNS = (
    "txt_utf8_bom.txt",
    "txt_utf16be_bom.txt",
    "txt_cp1252_quotes.txt",
    "txt_mixed_eol.txt",
    "txt_invalid_utf8.txt",
    "docx_header_footer.docx",
    "docx_plaintext_renamed.docx",
    "-rf.txt",
    "name with spaces & (brackets) [x].txt",
    "CON.txt",
    "UPPER.TXT",
    "noextension",
)


@pytest.mark.parametrize("name", FOUR_TURNS)
def test_the_same_talk_is_read_from_every_hostile_wrapping(shared: Path, name: str) -> None:
    found = read(shared / "corpora" / "hostile" / name)
    assert [(s.label, s.turns) for s in found.speakers] == [("Interviewer", 2), ("Anna", 2)]
    assert "\ufeff" not in found.text
    assert ("\ufffd" in found.text) is (name == "txt_invalid_utf8.txt")


@pytest.mark.parametrize(
    ("name", "speakers", "labelled"),
    [
        ("txt_macroman_cr.txt", ["I", "P1"], 2),
        ("txt_nfd_combining.txt", ["Zoë", "Åsa"], 4),
        ("txt_zero_width.txt", ["P1", "I"], 4),
        ("txt_long_token.txt", ["P1", "I"], 2),
        ("txt_otter_style.txt", ["Interviewer", "Unknown Speaker"], 3),
        ("docx_tracked_changes.docx", ["Interviewer", "Anna"], 4),
        ("docx_hidden_fields_sdt.docx", ["P1", "I"], 3),
        ("docx_zip_slip.docx", ["P1"], 1),
        ("pdf_300_pages_furniture.pdf", ["P1"], 300),
        ("pdf_attachment.pdf", ["P1"], 1),
        ("vtt_teams_voice.vtt", ["Müller, Jörg (Guest)", "Ann O'Hara"], 3),
        ("vtt_style_region_note.vtt", ["Anna"], 1),
    ],
)
def test_hostile_files_give_their_speakers(
    shared: Path, name: str, speakers: list[str], labelled: int
) -> None:
    found = read(shared / "corpora" / "hostile" / name)
    assert [speaker.label for speaker in found.speakers] == speakers
    assert found.labelled == labelled


def test_times_of_a_vendors_plain_text_are_read(shared: Path) -> None:
    found = read(shared / "corpora" / "hostile" / "txt_otter_style.txt")
    assert [turn.at for turn in found.turns] == [0.0, 9.0, 3733.0]
    assert "otter.ai" not in found.text[found.turns[-1].start : found.turns[-1].end]


def test_hidden_names_and_markup_never_reach_the_text(shared: Path) -> None:
    folder = shared / "corpora" / "hostile"
    hidden = read(folder / "docx_hidden_fields_sdt.docx")
    assert "JOHN" not in hidden.text
    assert "HYPERLINK" not in hidden.text
    assert "a\tb\nc-d" in hidden.text
    assert RemarkCode.HIDDEN_TEXT in [remark.code for remark in hidden.warnings]
    tracked = read(folder / "docx_tracked_changes.docx")
    assert "I was rather hungry then." in tracked.text
    assert tracked.text.count("moved line") == 1


def test_rolled_up_captions_are_read_once(shared: Path) -> None:
    found = read(shared / "corpora" / "hostile" / "vtt_youtube_rollup.vtt")
    assert found.text.split() == ["so", "what", "is", "qualitative", "research"]


def test_right_to_left_words_are_in_reading_order(shared: Path) -> None:
    found = read(shared / "corpora" / "hostile" / "pdfreal_habibi.pdf")
    bare = "".join(char for char in found.text if char != "\u064e")
    assert "حبيبي" in bare


def test_a_password_opens_a_protected_pdf(shared: Path) -> None:
    path = shared / "corpora" / "hostile" / "pdf_encrypted_user.pdf"
    assert len(read(path, password=SECRET).turns) == 4
    with pytest.raises(Refused, match="not its password"):
        read(path, password=WRONG)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("txt_empty.txt", "empty"),
        ("txt_whitespace_only.txt", "no text"),
        ("docx_bad_xml.docx", "word/document.xml"),
        ("docx_xxe.docx", "document type"),
        ("docx_ole_renamed.docx", "old Word file"),
        ("docxreal_empty.docx", "no text"),
        ("pdf_encrypted_user.pdf", "password"),
        ("pdfreal_libreoffice-writer-password.pdf", "password"),
        ("pdf_scanned_no_text.pdf", "OCR"),
        ("pdf_truncated.pdf", "cut off"),
        ("pdf_blank_page.pdf", "no text"),
        ("xlsx_zipbomb.xlsx", "more than is safe"),
        ("xml_endnote_billion_laughs.xml", "xml files are not sources"),
        ("qdpx_zip_slip.qdpx", "REFI-QDA project"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(shared: Path, name: str, said: str) -> None:
    with pytest.raises(Refused) as refusal:
        read(shared / "corpora" / "hostile" / name)
    assert said in str(refusal.value)


def outcome(path: Path, kind: SourceKind) -> str:
    """Return a file's text, or why it is refused: one line."""
    try:
        return read(path, kind).text
    except Refused as refusal:
        said = str(refusal)
    return said if "\n" not in said else ""


def test_nothing_in_the_hostile_folder_ends_in_a_bug(shared: Path) -> None:
    for path in sorted((shared / "corpora" / "hostile").iterdir()):
        for kind in SourceKind:
            said = outcome(path, kind)
            assert said
            assert "\x1b" not in said
            assert "root:" not in said
