"""`qes agreement compute` and `check` on files as people have them, good and bad."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from openpyxl import Workbook

from qes.analysis.agreement.estimates import Caution
from qes.base import Json
from qes.cli.agreement_files import CAUTIONS

Qes = Callable[..., CompletedProcess[str]]
RATINGS = "unit,ann,bo\n1,x,x\n2,y,y\n3,x,y\n4,y,y\n"


def computed(qes: Qes, name: str, *words: str, coefficient: str = "alpha") -> dict[str, Json]:
    done = qes("agreement", "compute", name, "--coefficient", coefficient, *words, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    found: dict[str, Json] = json.loads(done.stdout)
    return found


def refused(qes: Qes, name: str, *words: str) -> str:
    done = qes("agreement", "compute", name, *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    return done.stderr


@pytest.mark.parametrize(
    "data",
    [
        RATINGS.encode(),
        b"\xef\xbb\xbf" + RATINGS.encode(),
        RATINGS.replace("\n", "\r\n").encode(),
        RATINGS.replace(",", ";").encode(),
        RATINGS.replace(",", "\t").encode(),
        (RATINGS + "\n,,\n").encode(),
    ],
)
def test_a_table_is_read_however_a_spreadsheet_saves_it(
    qes: Qes, folder: Path, data: bytes
) -> None:
    (folder / "r.csv").write_bytes(data)
    found = computed(qes, "r.csv")
    # By hand: 8 ratings, 3 of x and 5 of y; 2 of 8 coincidences are unlike.
    assert found["value"] == pytest.approx(1 - 7 * 2 / (2 * 3 * 5))
    assert (found["n_units"], found["n_coders"]) == (4, 2)


def test_a_file_that_is_no_text_is_said_to_be_none(qes: Qes, folder: Path) -> None:
    book = Workbook()
    book.save(folder / "r.xlsx")
    (folder / "r.csv").write_bytes(RATINGS.encode("utf-16"))
    assert "save its sheet as CSV" in refused(qes, "r.xlsx", "--coefficient", "alpha")
    assert "not UTF-8" in refused(qes, "r.csv", "--coefficient", "alpha")


@pytest.mark.parametrize(
    ("text", "words", "said"),
    [
        ("", (), "not headed “unit”"),
        ("unit,a,b\n1,x\n", (), "row 2 has 2 cells"),
        ("unit,a,b\n1,x,NaN\n", (), "row 2 has 'NaN'"),
        ("unit,a,b\n1,x,y\n1,x,y\n", (), "stands twice"),
        ("unit,yes,no\nyes,40,9\nno,6,45\n", (), "table of counts"),
        (RATINGS, ("--categories", "x,z"), "'y' is not among the declared"),
        (RATINGS, ("--categories", "x,,y"), "has no name"),
        (RATINGS, ("--categories", "x,y,x"), "declared twice"),
        (RATINGS, ("--level", "ordnal"), "did you mean ordinal?"),
        (RATINGS, ("--level", "ordinal"), "order is not known"),
        (RATINGS, ("--level", "ratio"), "'x' is not one"),
        (RATINGS, ("--weights", "quadrat"), "did you mean quadratic?"),
        (RATINGS, ("--distance", "masi"), "takes no distance"),
        (RATINGS, ("--code", "x"), "not of one category"),
        ('unit,a,b\n1,"1,5","2,5"\n', ("--level", "interval"), "decimals with a point"),
        ("unit,a,b\n" + "".join(f"{n},{n},{n}\n" for n in range(10_000)), (), "10,000 categories"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(
    qes: Qes, folder: Path, text: str, words: tuple[str, ...], said: str
) -> None:
    (folder / "r.csv").write_text(text, encoding="utf-8")
    assert said in refused(qes, "r.csv", "--coefficient", "alpha", *words)


@pytest.mark.parametrize(
    ("coefficient", "words", "said"),
    [
        ("kapa", (), "did you mean cohen_kappa?"),
        ("gwet", ("--level", "ordinal"), "knows no level of measurement"),
        ("percent", ("--weights", "linear"), "takes no weights"),
        ("masi", ("--distance", "jaccard"), "not the same"),
        ("masi", ("--categories", "x"), "'y' is not among the declared"),
        ("cu_alpha", (), "of spans"),
        ("positive_agreement", (), "say which: 'x', 'y'"),
        ("positive_agreement", ("--code", "z"), "'z' is not among the categories"),
    ],
)
def test_what_a_coefficient_does_not_take_is_refused(
    qes: Qes, folder: Path, coefficient: str, words: tuple[str, ...], said: str
) -> None:
    (folder / "r.csv").write_text(RATINGS, encoding="utf-8")
    assert said in refused(qes, "r.csv", "--coefficient", coefficient, *words)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("unit,a,b\n", "no_data"),
        ("unit,a\n1,x\n2,y\n", "one_coder"),
        ("unit,a,b\n1,x,\n2,,y\n", "no_pairable"),
        ("unit,a,b\n1,x,x\n2,x,x\n", "no_variation"),
        ("unit,a,b\n1,x,x\n", "no_variation"),
    ],
)
@pytest.mark.parametrize("coefficient", ["alpha", "kappa", "fleiss", "conger", "pi", "masi"])
def test_what_has_no_value_has_a_reason(
    qes: Qes, folder: Path, text: str, reason: str, coefficient: str
) -> None:
    (folder / "r.csv").write_text(text, encoding="utf-8")
    found = computed(qes, "r.csv", coefficient=coefficient)
    assert (found["value"], found["reason"], found["ci"]) == (None, reason, None)


def test_one_unit_has_a_value_and_no_interval(qes: Qes, folder: Path) -> None:
    (folder / "r.csv").write_text("unit,a,b\n1,x,y\n", encoding="utf-8")
    found = computed(qes, "r.csv")
    assert (found["value"], found["ci"], found["ci_reason"]) == (0, None, "one_unit")


@pytest.mark.parametrize("resamples", ["0", "1", "2"])
def test_few_resamples_are_no_fault(qes: Qes, folder: Path, resamples: str) -> None:
    rows = "".join(f"{n},d{n % 25},{n % 3},{n % 3 if n % 5 else 1}\n" for n in range(100))
    (folder / "r.csv").write_text("unit,document,a,b\n" + rows, encoding="utf-8")
    found = computed(
        qes, "r.csv", "--resamples", resamples, "--weights", "Quadratic", coefficient="kappa"
    )
    assert (found["ci_method"], found["weights"]) == ("document_jackknife_t", "quadratic")


def test_labels_that_look_alike_are_named_and_not_merged(qes: Qes, folder: Path) -> None:
    (folder / "r.csv").write_text("unit,a,b\n1,Trust,trust\n2,pay,pay \n", encoding="utf-8")
    done = qes("agreement", "compute", "r.csv", "--coefficient", "percent")
    assert "percent_agreement: 0.0" in done.stdout
    assert "'Trust', 'trust'; 'pay', 'pay ': they look alike" in done.stderr


def test_every_caution_is_said_in_words() -> None:
    assert set(CAUTIONS) == set(Caution)


def test_help_lists_every_coefficient_with_its_other_names(qes: Qes) -> None:
    said = " ".join(qes("agreement", "compute", "--help").stdout.split())
    for one in ("cohen_kappa (kappa, ", "gwet_ac (ac1, ", "masi", "jaccard", "(k)u_alpha"):
        assert one in said


def cases(*more: Json) -> str:
    table: Json = {"kind": "contingency", "data": [[20, 10], [20, 50]]}
    alike: Json = {"kind": "ratings", "categories": [0, 1], "data": [[1, 1], [1, 1]]}
    good: list[Json] = [
        {"id": "K", "dataset": "t", "coefficient": "cohen_kappa", "value_exact": 8 / 23},
        {"id": "N", "dataset": "a", "coefficient": "kappa", "expected": None},
    ]
    return json.dumps({"datasets": {"t": table, "a": alike}, "cases": [*good, *more]})


def test_a_file_of_cases_that_all_come_out_is_passed(qes: Qes, folder: Path) -> None:
    (folder / "c.json").write_text(cases(), encoding="utf-8")
    done = qes("agreement", "check", "c.json", "--json")
    found = json.loads(done.stdout)
    assert (done.returncode, found["passed"], found["failed"]) == (0, 2, 0)
    assert [one["ok"] for one in found["cases"]] == [True, True]


@pytest.mark.parametrize(
    ("case", "said"),
    [
        ({"coefficient": "cohen_kappa", "value_exact": 8 / 23 + 2e-9}, "differs"),
        ({"coefficient": "cohen_kappa", "expected": None}, "differs"),
        ({"coefficient": "cohen_kapa", "value_exact": 8 / 23}, "cohen_kapa"),
        ({"coefficient": "alpha", "options": {"level": "nominall"}, "expected": 1}, "nominal?"),
        ({"coefficient": "alpha", "options": {"weights": [[1, 0]]}, "expected": 1}, "2 by 2"),
        ({"coefficient": "alpha", "options": {"weights": [[1, 3], [3, 1]]}, "expected": 1}, "0 to"),
        ({"coefficient": "alpha", "options": {"weights": [1, "x"]}, "expected": 1}, "table"),
        ({"coefficient": "gwet_ac", "options": {"level": "ordinal"}, "expected": 1}, "level"),
        ({"coefficient": "alpha", "options": {"colour": "red"}, "expected": 1}, "colour"),
        ({"coefficient": "alpha", "dataset": "none", "expected": 1}, "no data"),
    ],
)
def test_a_case_that_does_not_come_out_is_named(
    qes: Qes, folder: Path, case: dict[str, Json], said: str
) -> None:
    (folder / "c.json").write_text(cases({"id": "B", "dataset": "t"} | case), encoding="utf-8")
    done = qes("agreement", "check", "c.json", "--json")
    found = json.loads(done.stdout)
    assert (done.returncode, found["passed"]) == (1, 2)
    (wrong,) = (one for one in found["cases"] if not one["ok"])
    assert wrong["id"] == "B"
    assert said in wrong["reason"]
