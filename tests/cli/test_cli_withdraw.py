from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from subprocess import CompletedProcess

import pytest

pytestmark = pytest.mark.usefixtures("work")
Qes = Callable[..., CompletedProcess[str]]
SAID = "She sat in my kitchen"


def coded(qes: Qes) -> None:
    segments = json.loads(qes("sources", "segments", "rita.txt", "--json").stdout)
    hers = next(one["id"] for one in segments if SAID in one["text"])
    code = json.loads(qes("codebook", "show", "--json").stdout)[3]["id"]
    assert qes("code", "apply", hers, code).returncode == 0
    assert qes("memo", "add", hers, f"{SAID}: at home, not in an office").returncode == 0


def test_a_withdrawal_is_previewed_in_numbers_and_destroys_nothing(qes: Qes, work: Path) -> None:
    coded(qes)
    assert qes("sources", "segments", "rita.txt", "--unit", "turn").returncode == 0
    done = qes("sources", "withdraw", "rita.txt", "--speaker", "rita", "--dry-run", "--json")
    seen = json.loads(done.stdout)
    assert (seen["done"], seen["turns"], seen["passages"], seen["judgements"]) == (False, 1, 1, 2)
    assert [one["aspect"].split(":")[0] for one in seen["quoting"]] == ["memo"]
    assert SAID in qes("sources", "show", "rita.txt").stdout
    assert SAID.encode() in work.read_bytes()


def test_withdrawn_words_are_in_no_byte_of_the_project(qes: Qes, work: Path) -> None:
    coded(qes)
    done = qes("sources", "withdraw", "rita.txt", "--speaker", "Rita", "--reason", "asked to")
    assert done.returncode == 0
    assert "destroyed: the words of Rita in rita.txt" in done.stdout
    assert qes("verify").returncode == 0
    left = b"".join(one.read_bytes() for one in work.parent.glob("work.qes*"))
    assert b"in my kitchen" not in left
    assert b"at home, not in an office" in left
    shown = qes("sources", "show", "rita.txt").stdout
    assert "OTTO: The foreman asked her" in shown
    assert "RITA" not in shown
    assert json.loads(qes("code", "list", "--json").stdout) == []


def test_a_withdrawal_that_is_cut_short_is_finished_by_the_next_command(
    qes: Qes, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut_short(_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("qes.services.withdrawing.scrub", cut_short)
        assert qes("sources", "withdraw", "rita.txt").returncode == 130
    done = qes("verify")
    assert (done.returncode, "is finished now" in done.stderr) == (0, True)
    left = b"".join(one.read_bytes() for one in work.parent.glob("work.qes*"))
    assert b"in my kitchen" not in left
    assert qes("verify").stderr == ""


def test_a_file_that_another_program_reads_is_cleaned_once_it_is_closed(
    qes: Qes, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qes.store.database.BUSY_SECONDS", 0.1)
    with closing(sqlite3.connect(work, isolation_level=None)) as other:
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM judgement").fetchone()
        done = qes("sources", "withdraw", "rita.txt")
        assert (done.returncode, "another program still reads" in done.stderr) == (3, True)
        assert "may still be read" in qes("info").stderr
    assert "is finished now" in qes("info").stderr
    assert b"in my kitchen" not in work.read_bytes()


def test_a_codebook_that_shares_a_few_words_by_chance_loses_none(qes: Qes, folder: Path) -> None:
    book = qes("codebook", "show", "--json").stdout
    definition = next(
        one
        for one in (line.split('"')[3] for line in book.splitlines() if '"name"' in line)
        if len(one) > 12
    )
    (folder / "new.txt").write_text(f"ANN: It was {definition} at last.\n", encoding="utf-8")
    assert qes("sources", "add", "new.txt").returncode == 0
    done = qes("sources", "withdraw", "new.txt", "--json")
    assert json.loads(done.stdout)["quoting"] == []
    assert qes("codebook", "show", "--json").stdout == book


def test_files_written_before_are_listed_where_they_repeat_it(qes: Qes, folder: Path) -> None:
    coded(qes)
    qes("report", "all", "--out", folder / "out")
    (folder / "out" / "codebook.yaml").unlink()
    done = qes("sources", "withdraw", "rita.txt", "--dry-run", "--json")
    files = {Path(one["file"]).name: one["holding"] for one in json.loads(done.stdout)["files"]}
    assert files["coded-passages.csv"] == "repeats them"
    assert files["codebook.yaml"].startswith("is no longer there")
    assert files["logic-model.png"].startswith("cannot be searched")
    assert "codes-by-study.csv" not in files


def test_the_key_to_pseudonyms_is_listed_for_it_holds_names(qes: Qes) -> None:
    assert qes("sources", "names", "--accept", "Rita=Maria").returncode == 0
    done = qes("sources", "withdraw", "rita.txt", "--speaker", "otto", "--dry-run", "--json")
    (key,) = json.loads(done.stdout)["files"]
    assert Path(key["file"]).name == "work.names-key.json"
    assert key["holding"].startswith("holds real names")


def test_a_withdrawn_source_stays_out_and_leaves_a_row(qes: Qes, folder: Path) -> None:
    text = qes("sources", "show", "rita.txt").stdout
    (folder / "again.txt").write_text(text, encoding="utf-8")
    listed = json.loads(qes("sources", "list", "--json").stdout)[0]
    assert qes("sources", "withdraw", "rita.txt").returncode == 0
    assert json.loads(qes("sources", "list", "--json").stdout) == []
    tombstone = qes("sources", "withdraw", listed["source"])
    assert tombstone.returncode == 2
    assert "was withdrawn on" in tombstone.stderr


def test_speakers_are_listed_and_described(qes: Qes) -> None:
    listed = json.loads(qes("sources", "speakers", "rita.txt", "--json").stdout)
    assert [(one["label"], one["role"]) for one in listed] == [
        ("INTERVIEWER", "interviewer"),
        ("RITA", "participant"),
        ("OTTO", "participant"),
    ]
    said = ("--name", "Rita M.", "--attribute", "site=A")
    assert qes("sources", "speaker", "rita.txt", "rita", *said).returncode == 0
    one = json.loads(qes("sources", "speakers", "rita.txt", "--json").stdout)[1]
    assert (one["name"], one["attributes"]) == ("Rita M.", {"site": "A"})
    turns = json.loads(qes("sources", "turns", "rita.txt", "--json").stdout)
    assert [one["speaker"] for one in turns][:2] == ["INTERVIEWER", "Rita M."]


def test_a_speakers_map_names_people_when_sources_come_in_and_later(qes: Qes, folder: Path) -> None:
    (folder / "people.csv").write_text(
        "label,name,role,site\nJW,Jo Weaver,interviewer,\nP1,Person One,participant,B\n", "utf-8"
    )
    (folder / "call.txt").write_text("JW: And then?\n\nP1: I rang.\n\nJW: When?\n", "utf-8")
    done = qes("sources", "add", "call.txt", "--speakers", "people.csv", "--json")
    report = json.loads(done.stdout)[0]
    assert [(one["label"], one["role"], one["turns"]) for one in report["speakers"]] == [
        ("Jo Weaver", "interviewer", 2),
        ("Person One", "participant", 1),
    ]
    assert report["speakers"][1]["attributes"] == {"site": "B"}
    (folder / "later.csv").write_text("label,name,role\nOTTO,Otto K.,moderator\n", "utf-8")
    assert qes("sources", "speakers", "--map", "later.csv").returncode == 0
    roles = {
        one["name"]: one["role"]
        for one in json.loads(qes("sources", "speakers", "rita.txt", "--json").stdout)
    }
    assert roles["Otto K."] == "moderator"


@pytest.mark.parametrize(
    "words",
    [
        ("sources", "speaker", "rita.txt", "rita"),
        ("sources", "speaker", "rita.txt", "nobody", "--role", "participant"),
        ("sources", "speaker", "rita.txt", "rita", "--attribute", "site"),
        ("sources", "withdraw", "rita.txt", "--speaker", "nobody"),
        ("sources", "withdraw", "no-such.txt"),
        ("sources", "speakers", "rita.txt", "--map", "missing.csv"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(qes: Qes, words: tuple[str, ...]) -> None:
    done = qes(*words)
    assert done.returncode == 2
    assert done.stderr.startswith("qes: ")
    assert done.stderr.count("\n") == 1
