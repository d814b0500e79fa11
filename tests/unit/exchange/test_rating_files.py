"""Files of ratings and of published examples open, or one line says why not."""

from __future__ import annotations

from pathlib import Path

import pytest

from qes.analysis.cases import Verdict
from qes.analysis.coefficients import estimate
from qes.errors import UserError
from qes.exchange.rating_files import check_cases, read_dataset


def test_a_csv_and_a_json_of_the_same_ratings_agree_alike(tmp_path: Path) -> None:
    (tmp_path / "r.csv").write_text("\ufeffunit,a,b\nu1,1,2\nu2,2,2\nu3,1,\n", encoding="utf-8")
    (tmp_path / "r.json").write_text('{"kind": "ratings", "data": [[1, 2], [2, 2], [1, null]]}')
    for name in ("krippendorff_alpha", "cohen_kappa"):
        one, other = (estimate(read_dataset(tmp_path / file), name) for file in ("r.csv", "r.json"))
        assert one.value == other.value
        assert one.value is not None
        assert (one.n_units, one.n_units_used) == (3, 2)


def test_declared_categories_are_taken_from_the_command(tmp_path: Path) -> None:
    (tmp_path / "r.csv").write_text("unit,a,b\nu1,no,no\n")
    assert read_dataset(tmp_path / "r.csv", ["yes", "no"]).categories == ("yes", "no")


def test_a_file_of_cases_is_recomputed(tmp_path: Path) -> None:
    (tmp_path / "c.json").write_text(
        '{"cases": [{"id": "a", "coefficient": "percent_agreement", "value_exact": 0.5,'
        ' "data": {"kind": "ratings", "data": [[1, 2], [2, 2]]}}]}'
    )
    assert [one.verdict for one in check_cases(tmp_path / "c.json")] == [Verdict.PASSED]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("r.txt", b"", "read from .csv and .json"),
        ("r.json", b"{", "is not JSON at line 1"),
        ("r.json", b'{"data": NaN}', "is not JSON"),
        ("r.json", b"[" * 100_000, "is not JSON"),
        ("r.json", b"1" * 5000, "is not JSON"),
        ("r.csv", "unit,a,b\n1,é,b\n".encode("cp1252"), "is not UTF-8"),
        ("r.csv", b"unit,a\n1," + b"x" * 200_000, "cannot be read"),
    ],
)
def test_what_cannot_be_read_is_said_in_one_line(
    name: str, content: bytes, said: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UserError, match=said) as caught:
        read_dataset(tmp_path / name)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 200


def test_an_absent_file_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="No such file"):
        read_dataset(tmp_path / "absent.csv")
    with pytest.raises(UserError, match="cannot be opened"):
        check_cases(tmp_path)


def test_a_file_beyond_the_limit_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qes.exchange.rating_files._MOST_BYTES", 4)
    (tmp_path / "r.csv").write_text("unit,a\n")
    with pytest.raises(UserError, match="larger than"):
        read_dataset(tmp_path / "r.csv")
