from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

pytestmark = pytest.mark.usefixtures("work")
Qes = Callable[..., CompletedProcess[str]]
HEAD = ["study", *(f"q{n}" for n in range(1, 11))]
GOOD = ["a2020", *"YYYYYNUYY", "- of use, I think"]


def written(folder: Path, rows: list[list[str]], name: str = "t.csv") -> str:
    with (folder / name).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return name


def test_a_table_of_answers_goes_in_and_comes_out_the_same(qes: Qes, folder: Path) -> None:
    marked = ["b2020", "Y", "Y (MM)", *"YYYYYYN", "words, with commas"]
    name = written(folder, [HEAD, GOOD, marked])
    assert qes("appraise", "import", name, "--consensus").returncode == 0
    assert qes("appraise", "table", "--out", "out.csv").returncode == 0
    text = (folder / "out.csv").read_text("utf-8-sig")
    assert "'- of use" in text
    # what was guarded against spreadsheets comes in as it was
    assert qes("appraise", "import", "out.csv", "--as", "bo").returncode == 0
    for who in ((), ("--appraiser", "bo")):
        found = json.loads(qes("appraise", "table", "--json", *who).stdout)
        assert [list(one.values()) for one in found] == [GOOD, marked]


def test_a_head_of_item_ids_in_another_order_is_followed(qes: Qes, folder: Path) -> None:
    turned = [HEAD[0], *reversed(HEAD[1:])]
    name = written(folder, [turned, [GOOD[0], *reversed(GOOD[1:])]])
    assert qes("appraise", "import", name, "--consensus").returncode == 0
    assert [
        list(one.values()) for one in json.loads(qes("appraise", "table", "--json").stdout)
    ] == [GOOD]


WRONG: tuple[tuple[list[list[str]], str], ...] = (
    ([], "0 columns"),
    ([HEAD[:-1]], "10 columns"),
    ([HEAD, GOOD, GOOD[:-1]], "line 3: 10 cells, not 11"),
    ([HEAD, GOOD, ["b2020", "perhaps", *GOOD[2:]]], "b2020, q1: 'perhaps'"),
    ([HEAD, GOOD, ["b 2020", *GOOD[1:]]], "'b 2020' cannot name a study"),
    ([HEAD, GOOD, ["", *GOOD[1:]]], "'' cannot name a study"),
    ([HEAD, GOOD, GOOD], "line 3: a2020 stands in line 2 already"),
)


@pytest.mark.parametrize(("rows", "message"), WRONG)
def test_one_wrong_cell_keeps_the_whole_table_out(
    qes: Qes, folder: Path, rows: list[list[str]], message: str
) -> None:
    done = qes("appraise", "import", written(folder, rows))
    assert done.returncode == 2
    assert message in done.stderr
    assert json.loads(qes("appraise", "list", "--json").stdout) == []
    assert json.loads(qes("studies", "list", "--json").stdout) == []


@pytest.mark.parametrize(
    "data",
    [b"\xff\xfe\x00bad", b"study_id,code_id\nx,\x00", b'study_id,code_id\n"x', b"study_id\nx\n", b"",
     b"study_id,code_id\nx\n", b"study_id,code_id\n,A1\n", b"study_id,code_id\nx," + b"y" * 200_000],
)  # fmt: skip
@pytest.mark.parametrize(
    "words",
    [
        ("studies", "link"),
        ("appraise", "import"),
        ("codebook", "import"),
        ("agreement", "check"),
        ("agreement", "compute", "--coefficient", "cohen_kappa"),
        ("verify", "--heads"),
    ],
    ids=" ".join,
)
def test_a_file_of_the_wrong_kind_is_refused_in_one_line(
    qes: Qes, folder: Path, words: tuple[str, ...], data: bytes
) -> None:
    (folder / "wrong.csv").write_bytes(data)
    done = qes(*words, "wrong.csv")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1


def test_a_table_of_theme_links_counts_what_is_new(qes: Qes, folder: Path) -> None:
    rows = [["study_id", "code_id", "basis"], ["a2020", "A1", "text"], ["a2020", "B", "table2"]]
    name = written(folder, rows)
    assert "2 new links of 2" in qes("studies", "link", name).stderr
    assert "0 new links of 2" in qes("studies", "link", name).stderr
    name = written(folder, [*rows, ["b2020", "nonesuch", "text"]])
    assert qes("studies", "link", name).returncode == 2
    assert [one["study"] for one in json.loads(qes("studies", "list", "--json").stdout)] == [
        "a2020"
    ]


CIRCLE = """\
id: round
codes:
  - {id: a, name: A, definition: One.}
  - id: b
    parent: d
    name: B
    definition: Two.
  - {id: c, parent: b, name: C, definition: Three.}
  - {id: d, parent: c, name: D, definition: Four.}
"""


def test_a_circle_in_a_codebook_is_found_with_its_line(qes: Qes, folder: Path) -> None:
    (folder / "round.yaml").write_text(CIRCLE, encoding="utf-8")
    done = qes("codebook", "check", "round.yaml", "--json")
    assert done.returncode == 1
    (problem,) = (one for one in json.loads(done.stdout) if one["severity"] == "error")
    assert (problem["line"], problem["code"]) == (4, "b")
    assert "b under d under c under b" in problem["message"]
    done = qes("codebook", "import", "round.yaml")
    assert done.returncode == 2
    assert "line 4" in done.stderr


def test_a_codebook_without_fault_is_0_and_warnings_alone_too(qes: Qes, folder: Path) -> None:
    assert qes("codebook", "check").returncode == 0
    (folder / "bare.yaml").write_text("codes:\n  - {id: a, name: A}\n", encoding="utf-8")
    done = qes("codebook", "check", "bare.yaml", "--json")
    assert done.returncode == 0
    assert [one["severity"] for one in json.loads(done.stdout)] == ["warning"]


def test_a_codebook_comes_out_as_it_went_in(qes: Qes, folder: Path) -> None:
    qes("codebook", "export", "first.yaml")
    qes("init", "other.qes", "--codebook", "first.yaml", "--quiet")
    qes("codebook", "export", "second.yaml", "-p", "other.qes")
    assert (folder / "first.yaml").read_bytes() == (folder / "second.yaml").read_bytes()
