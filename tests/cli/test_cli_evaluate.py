from __future__ import annotations

import csv
import json
import subprocess
import sys
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from subprocess import CompletedProcess
from typing import Self

import numpy as np
import pytest

from qes.services.drawing_evaluation import draw_evaluation
from qes.suggest.evaluation import Bin, Checkpoint, Reliability, Stream
from qes.suggest.vectors import Vectors

Qes = Callable[..., CompletedProcess[str]]

BOOK = """\
codes:
  - {id: help, name: Help, definition: What helped.}
  - {id: help.lift, parent: help, name: Lifts, definition: a neighbour drives car}
  - {id: help.form, parent: help, name: Forms, definition: fills in forms and letters}
  - {id: money, name: Money, definition: wages rent and bills}
  - {id: old, name: Old, definition: no longer used, status: retired}
"""
ROWS = (
    ("my neighbour drives me to the car park", "help.lift", "a"),
    ("she fills in the forms for me", "help.form", "a"),
    ("the rent ate all my wages", "money", "a"),
    ("it rained", "", "a"),
    ("his car would not start and a neighbour came", "Lifts", "b"),
    ("letters and forms, every week", "Help > Forms; money", "b"),
    ("the bills came on Monday", "money", "b"),
    ("she drives slowly", "help.lift", "b"),
    ("he reads the letters with me", "help.form", "c"),
    ("wages come late", "money", "c"),
    ("somebody helped, I forget who", "help", "c"),
    ("", "", "c"),
)


class Counting:
    """An embedder that hashes words, so that texts of the same words are near."""

    model_id = "counting/1"

    def __init__(self, *, say: Callable[[str], None] | None = None) -> None:
        self.say = say

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def embed(
        self, texts: Sequence[str], *, progress: Callable[[int, int], None] | None = None
    ) -> Vectors:
        rows = np.zeros((len(texts), 64), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in text.casefold().split():
                row[zlib.crc32(word.encode()) % 64] += 1
        if progress is not None:
            progress(len(texts), len(texts))
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        return np.asarray(rows / np.where(lengths > 0, lengths, 1), dtype=np.float32)


@pytest.fixture(autouse=True)
def _no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qes.services.evaluating.Embedder", Counting)


@pytest.fixture(autouse=True)
def _book(folder: Path) -> None:
    (folder / "book.yaml").write_text(BOOK, encoding="utf-8")


def written(
    rows: Sequence[Sequence[str]], head: Sequence[str] = ("text", "codes", "document")
) -> str:
    with Path("coded.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *rows])
    return "coded.csv"


def evaluated(qes: Qes, *words: str) -> CompletedProcess[str]:
    return qes("evaluate", "coded.csv", "--codebook", "book.yaml", *words)


def test_the_json_has_the_keys_that_programs_rely_on(qes: Qes) -> None:
    written(ROWS)
    done = evaluated(qes, "--stream", "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    # the codes to choose from: three in use with none below, and `help`, which is given
    assert (found["n"], found["n_codes"], found["n_uncoded"], found["n_documents"]) == (12, 4, 2, 3)
    hits = {"hit1", "hit3", "mrr"}
    assert set(found["zero_shot"]) == hits | {"baseline"}
    assert list(found["few_shot"]) == ["1", "4", "16"]
    for one in (found["zero_shot"], *found["few_shot"].values()):
        assert set(one) == hits | {"baseline"}
        assert set(one["baseline"]) == hits
        assert 0 <= one["hit1"] <= one["mrr"] <= 1
        assert one["hit1"] <= one["hit3"]
    stream = found["stream"]
    assert set(stream) == {"at", "hit3", "baseline", "seconds_per_decision"}
    assert stream["at"] == [12]
    assert len(stream["hit3"]) == len(stream["baseline"]) == 1
    assert set(found["calibration"]) == {"ece", "bins", "no_code"}
    assert found["calibration"]["ece"] is None
    assert found["model"] == "counting/1"
    assert found["seconds"] > 0


def test_the_baseline_is_what_the_commonest_codes_would_get(qes: Qes) -> None:
    written([("rent", "money", "a"), ("bills", "money", "a"), ("lift", "help.lift", "b")])
    found = json.loads(evaluated(qes, "--json").stdout)
    assert found["zero_shot"]["baseline"]["hit1"] == pytest.approx(2 / 3)
    assert found["stream"] is None


def test_the_curve_is_cumulative_and_probabilities_are_judged_after_150(qes: Qes) -> None:
    written([*ROWS] * 15)
    found = json.loads(evaluated(qes, "--stream", "--json").stdout)
    assert found["stream"]["at"] == [50, 100, 180]
    bins = found["calibration"]["bins"]
    # three codes shown for each segment from the 151st on, whether or not it has one
    assert sum(one["n"] for one in bins) == 3 * (180 - 150)
    error = sum(one["n"] * abs(one["probability"] - one["right"]) for one in bins) / 90
    assert found["calibration"]["ece"] == pytest.approx(error)


def test_the_same_seed_gives_the_same_figures(qes: Qes) -> None:
    written(ROWS)
    first, second = (json.loads(evaluated(qes, "--json", "--seed", "3").stdout) for _ in "ab")
    assert first["few_shot"] == second["few_shot"]


def test_people_get_one_table_with_the_commonest_codes_beside(qes: Qes) -> None:
    written(ROWS)
    done = evaluated(qes, "--stream")
    assert done.returncode == 0
    said = done.stdout
    assert said.startswith("12 segments in 3 documents, 2 of them without a code; 4 codes")
    for part in ("definitions alone", "16 passages a code", "in order, first 12", "commonest: top"):
        assert part in said
    assert "none is shown before 150 decisions" in said


def test_documents_may_be_left_out_and_a_shipped_codebook_named(qes: Qes) -> None:
    written([("she sat with me", "A1.practical")], ("Text", "Codes"))
    done = qes("evaluate", "coded.csv", "--codebook", "supported-employment", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["n_documents"] is None


@pytest.mark.parametrize(("name", "begins"), [("p.svg", b"<?xml"), ("p.PNG", b"\x89PNG")])
def test_a_picture_is_drawn_the_same_each_time(
    qes: Qes, folder: Path, name: str, begins: bytes
) -> None:
    written([*ROWS] * 15)
    done = evaluated(qes, "--plot", name, "--json")
    assert (done.returncode, "wrote" in done.stderr) == (0, True)
    assert json.loads(done.stdout)["stream"] is not None
    assert (folder / name).read_bytes().startswith(begins)
    judged = Reliability(0.1, (Bin(0.2, 0.3, 9), Bin(0.7, 0.6, 3)))
    checkpoints = (Checkpoint(50, 0.5, 0.3), Checkpoint(80, 0.6, 0.3))
    stream = Stream(checkpoints, 0.001, judged, judged, ())
    suffix = Path(name).suffix
    assert draw_evaluation(stream, suffix) == draw_evaluation(stream, suffix)


def test_a_picture_of_few_segments_says_that_no_probability_was_shown(
    qes: Qes, folder: Path
) -> None:
    written(ROWS)
    assert evaluated(qes, "--plot", "few.svg").returncode == 0
    assert "no probability shown yet" in (folder / "few.svg").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("head", "rows", "said"),
    [
        (("passage", "label"), [("a", "b")], "no column 'text' and no column 'codes'"),
        (("text", "codes", "Codes"), [("a", "money", "")], "two columns 'codes'"),
        (("text", "codes"), [], "has no segments"),
        (("text", "codes"), [("a", ""), ("b", " ; ")], "no segment of coded.csv has a code"),
        (("text", "codes"), [("a", "money", "x")], "line 2: more cells than columns"),
        (
            ("text", "codes"),
            [("a", "money"), ("b", "mony;nonesuch"), ("c", "mony")],
            "2 codes are not in the codebook, the first 'mony' in line 3",
        ),
    ],
)
def test_a_table_that_cannot_be_measured_is_refused_in_one_line(
    qes: Qes, head: Sequence[str], rows: Sequence[Sequence[str]], said: str
) -> None:
    written(rows, head)
    done = evaluated(qes)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_an_empty_or_missing_file_is_refused_in_one_line(qes: Qes, folder: Path) -> None:
    (folder / "coded.csv").write_bytes(b"")
    done = evaluated(qes)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    (folder / "coded.csv").unlink()
    done = evaluated(qes)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)


@pytest.mark.parametrize("place", ["p.pdf", "p", "nowhere/p.svg"])
def test_a_picture_that_cannot_be_written_is_refused_before_the_work(
    qes: Qes, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qes.services.evaluating.Embedder", None)
    written(ROWS)
    done = evaluated(qes, "--plot", place)
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1


def test_a_name_that_two_codes_share_is_not_guessed(qes: Qes, folder: Path) -> None:
    (folder / "book.yaml").write_text(BOOK.replace("Money", "Lifts"), encoding="utf-8")
    written([("a", "lifts")])
    done = evaluated(qes)
    assert done.returncode == 2
    assert "none that two codes share" in done.stderr


def test_the_help_has_an_example(qes: Qes) -> None:
    done = qes("evaluate", "--help")
    assert "Example: qes evaluate coded.csv --codebook" in " ".join(done.stdout.split())


def test_help_loads_nothing_heavy() -> None:
    look = (
        "import sys; from qes.cli.command import run; run(['evaluate', '--help']);"
        "print(sorted({'numpy', 'matplotlib', 'torch', 'sklearn', 'sqlalchemy'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", look], capture_output=True, encoding="utf-8", check=True, timeout=60
    )
    assert done.stdout.splitlines()[-1] == "[]"
