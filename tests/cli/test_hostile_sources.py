from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

pytestmark = pytest.mark.usefixtures("work")
Qes = Callable[..., CompletedProcess[str]]
NOT_SOURCES = frozenset({".md", ".py"})


def hostile(shared: Path) -> list[Path]:
    files = (shared / "corpora" / "hostile").iterdir()
    found = sorted(one for one in files if one.suffix.lower() not in NOT_SOURCES)
    return [one for one in found if one.name != "MANIFEST.md"]


def clean(text: str) -> bool:
    return not ({one for one in text if unicodedata.category(one) in {"Cc", "Cs"}} - {"\n", "\t"})


def test_no_hostile_file_breaks_anything(qes: Qes, shared: Path, folder: Path) -> None:
    here = sorted(folder.iterdir())
    codes: dict[str, int] = {}
    for file in hostile(shared):
        done = qes("sources", "add", file, "--json")
        codes[file.name] = done.returncode
        assert done.returncode in {0, 2}, (file.name, done.stderr)
        assert clean(done.stdout + done.stderr), file.name
        if done.returncode == 2:
            assert done.stdout == ""
            assert done.stderr.startswith("qes: ")
            assert done.stderr.count("\n") == 1, file.name
            assert file.name.partition(".")[0] in done.stderr
    assert len(codes) > 30
    refused = {name for name, code in codes.items() if code == 2}
    assert {
        "docx_bad_xml.docx",
        "docx_ole_renamed.docx",
        "docx_xxe.docx",
        "docxreal_empty.docx",
        "pdf_blank_page.pdf",
        "pdf_encrypted_user.pdf",
        "pdf_scanned_no_text.pdf",
        "pdfreal_libreoffice-writer-password.pdf",
        "txt_empty.txt",
        "txt_whitespace_only.txt",
    } <= refused
    assert codes["txt_utf8_bom.txt"] == codes["docx_zip_slip.docx"] == 0
    # nothing but the project is written, and it is whole
    left = [one for one in folder.iterdir() if not one.name.startswith("work.qes-")]
    assert sorted(left) == here
    assert qes("verify").returncode == 0
    for one in json.loads(qes("sources", "list", "--json").stdout):
        done = qes("sources", "show", one["source"])
        assert done.returncode == 0
        assert clean(done.stdout), one["file"]
        assert "root:x:" not in done.stdout


def test_one_hostile_file_keeps_the_good_ones_out_unless_told_to_go_on(
    qes: Qes, shared: Path, folder: Path
) -> None:
    (folder / "good.txt").write_text("EVA: Yes.\n", encoding="utf-8")
    bad = shared / "corpora" / "hostile" / "docx_xxe.docx"
    done = qes("sources", "add", "good.txt", bad, "--json")
    assert (done.returncode, done.stdout) == (2, "")
    assert len(json.loads(qes("sources", "list", "--json").stdout)) == 1
    done = qes("sources", "add", "good.txt", bad, "--keep-going", "--json")
    assert done.returncode == 2
    assert [one["file"] for one in json.loads(done.stdout)] == ["good.txt"]
    assert "docx_xxe.docx" in done.stderr
    assert len(json.loads(qes("sources", "list", "--json").stdout)) == 2


def test_files_of_odd_names_have_the_turns_their_manifest_says(qes: Qes, shared: Path) -> None:
    folder = shared / "corpora" / "hostile"
    names = (
        "-rf.txt",
        "CON.txt",
        "UPPER.TXT",
        "noextension",
        "name with spaces & (brackets) [x].txt",
    )
    seen = set()
    for name in names:
        done = qes("sources", "add", folder / name, "--json")
        if done.returncode == 2:
            # all of them hold the same bytes, and the same bytes come in once
            assert "is in the project already" in done.stderr
            continue
        (one,) = json.loads(done.stdout)
        seen.add(name)
        assert one["turns"] == 4
        assert {s["label"]: s["turns"] for s in one["speakers"]} == {"Interviewer": 2, "Anna": 2}
    assert "-rf.txt" in seen


def test_the_seed_report_has_the_quotes_its_readers_counted(qes: Qes, shared: Path) -> None:
    done = qes("sources", "add", shared / "seeds" / "004.txt", "--kind", "report", "--json")
    (one,) = json.loads(done.stdout)
    assert sum(quote["n"] for quote in one["quotes"]) == 141


def test_the_name_of_a_file_is_told_on_one_line_and_turns_no_words_round(
    qes: Qes, folder: Path
) -> None:
    name = "a\x1b[31m\nb\u202ecod.txt"
    (folder / name).write_text("EVA: Yes.\nTOM: No.\n", encoding="utf-8")
    done = qes("sources", "add", name)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("\n") == 1
    for shown in (done.stdout, qes("sources", "list").stdout):
        assert "cod.txt" in shown
        assert clean(shown)
        assert "\u202e" not in shown
