from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

pytestmark = pytest.mark.usefixtures("work")
Qes = Callable[..., CompletedProcess[str]]
LIST = """\
TY  - JOUR
TI  - Boats at \x1b[31mnight
AU  - Okafor, Ngozi
PY  - 2021
DO  - https://doi.org/10.1000/Boats.
AB  - We asked.
ZZ  - own
ER  -

TY  - JOUR
AU  - Lind, J.
"""


@pytest.fixture
def ris(folder: Path) -> Path:
    file = folder / "list.ris"
    file.write_text(LIST, encoding="utf-8")
    return file


def test_one_file_is_reported_as_one_object(qes: Qes, ris: Path) -> None:
    done = qes("references", "import", ris.name, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    report = json.loads(done.stdout)
    remarks = report.pop("remarks")
    assert report == {
        "file": "list.ris",
        "format": "ris",
        "encoding": "utf-8",
        "entries": 2,
        "imported": 2,
        "known": 0,
        "warnings": 2,
        "no_title": 1,
        "no_abstract": 1,
    }
    assert [one["code"] for one in remarks] == ["control-characters", "no-end"]
    again = json.loads(qes("references", "import", ris.name, "--json").stdout)
    assert (again["entries"], again["imported"], again["known"]) == (2, 0, 2)


def test_several_files_are_a_list_and_a_table_for_people(qes: Qes, ris: Path, folder: Path) -> None:
    (folder / "more.csv").write_text("Title,DOI\nNets,10.1000/nets\n", encoding="utf-8")
    done = qes("references", "import", ris.name, "more.csv", "--json")
    assert [one["imported"] for one in json.loads(done.stdout)] == [2, 1]
    done = qes("references", "import", ris.name, "more.csv")
    assert done.returncode == 0
    assert done.stdout.splitlines()[0].split() == [
        "file", "format", "entries", "imported", "warnings", "no", "title", "no", "abstract",
    ]  # fmt: skip
    assert "more.csv: in the project already, as more.csv" in done.stderr
    assert "list.ris, line 10: the record has no end mark" in done.stderr


def test_references_are_listed_shown_and_named_by_what_people_know(qes: Qes, ris: Path) -> None:
    assert "no references yet" in qes("references", "list").stderr
    qes("references", "import", ris.name)
    one, two = json.loads(qes("references", "list", "--json").stdout)
    assert (one["title"], one["doi"]) == ("Boats at \ufffd[31mnight", "10.1000/boats")
    assert one["extra"] == [{"field": "ZZ", "value": "own"}]
    assert two["warnings"][0]["code"] == "no-end"
    table = qes("references", "list").stdout
    assert "Okafor  2021" in table
    assert "\x1b" not in table
    shown = qes("references", "show", "10.1000/BOATS")
    assert shown.stdout.startswith("TY  - JOUR\nTI  - Boats at \ufffd[31mnight\n")
    raw = json.loads(qes("references", "show", one["id"][:5], "--json").stdout)["raw"]
    assert raw == LIST.partition("ER  -\n")[0] + "ER  -\n"
    missing = qes("references", "show", "zzz")
    assert (missing.returncode, missing.stdout) == (2, "")
    assert missing.stderr.count("\n") == 1


@pytest.mark.parametrize("suffix", ["ris", "csv", "json"])
def test_references_go_out_and_come_in_again(
    qes: Qes, ris: Path, folder: Path, suffix: str
) -> None:
    qes("references", "import", ris.name)
    out = folder / f"out.{suffix}"
    done = qes("references", "export", out.name)
    assert (done.returncode, done.stdout) == (0, "")
    assert "2 references" in done.stderr
    if suffix == "json":
        assert json.loads(out.read_text("utf-8")) == json.loads(
            qes("references", "list", "--json").stdout
        )
        return
    report = json.loads(qes("references", "import", out.name, "--json").stdout)
    assert (report["format"], report["entries"], report["warnings"]) == (suffix, 2, 0)


def test_what_is_no_list_is_refused_in_one_line(qes: Qes, ris: Path, folder: Path) -> None:
    (folder / "bad.ris").write_text("nothing of the kind", encoding="utf-8")
    done = qes("references", "import", ris.name, "bad.ris", "--json")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("qes: bad.ris: not a list of references that qes knows")
    assert done.stderr.count("\n") == 1
    assert json.loads(qes("references", "list", "--json").stdout) == []
    done = qes("references", "import", ris.name, "bad.ris", "--keep-going", "--json")
    assert done.returncode == 2
    assert [one["imported"] for one in json.loads(done.stdout)] == [2]
    done = qes("references", "export", "list.docx")
    assert (done.returncode, done.stdout) == (2, "")


def test_no_hostile_list_breaks_anything(qes: Qes, shared: Path) -> None:
    hostile = shared / "corpora" / "hostile"
    names = [
        one
        for one in sorted(hostile.iterdir())
        if one.suffix
        in {".ris", ".bib", ".nbib", ".xml", ".csv", ".xlsx", ".pdf", ".docx", ".html"}
    ]
    codes = {}
    for file in names:
        done = qes("references", "import", file, "--json")
        codes[file.name] = done.returncode
        assert done.returncode in {0, 2}, (file.name, done.stderr)
        if done.returncode == 2:
            assert done.stdout == ""
            assert done.stderr.count("\n") == 1
            assert file.name in done.stderr
    assert {name for name, code in codes.items() if code == 0} == {
        "bib_unbalanced.bib",
        "nbib_continuation.nbib",
        "ris_case_spaces.ris",
        "ris_no_er.ris",
    }
    assert qes("verify").returncode == 0
