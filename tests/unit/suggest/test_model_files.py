"""Which model is used, and that no other is."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from qes.errors import Refused
from qes.suggest import model
from qes.suggest.embedder import Embedder
from qes.suggest.model import NumberFormat, model_folder, model_id, native_format, read_verified


def test_the_installed_tokenizer_is_the_expected_one() -> None:
    assert read_verified(model_folder(), model.TOKENIZER).startswith(b"{")


def test_other_weights_are_refused(tmp_path: Path) -> None:
    (tmp_path / model.WEIGHTS).write_bytes(b"not the weights")
    with pytest.raises(Refused, match="not the expected file"):
        read_verified(tmp_path, model.WEIGHTS)


def test_missing_weights_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="has no model"):
        read_verified(tmp_path, model.WEIGHTS)


def test_formats_have_ids_of_their_own() -> None:
    ids = {model_id(number_format) for number_format in NumberFormat}
    assert len(ids) == len(NumberFormat)
    assert Embedder(number_format=NumberFormat.FP32).model_id == model_id(NumberFormat.FP32)


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        ("fpu avx2 avx512_bf16 sse", NumberFormat.BF16),
        ("fpu amx_bf16 sse", NumberFormat.BF16),
        ("fpu avx2 avx512f sse", NumberFormat.FP32),
    ],
)
def test_the_format_follows_the_processor(
    flags: str, expected: NumberFormat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "cpuinfo").write_text(f"processor : 0\nflags : {flags}\n", encoding="utf-8")
    monkeypatch.setattr(model, "_CPU_DESCRIPTION", tmp_path / "cpuinfo")
    monkeypatch.setattr("platform.system", lambda: "Linux")
    assert native_format() is expected


def test_an_unknown_machine_calculates_in_fp32(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platform.system", lambda: "Plan 9")
    assert native_format() is NumberFormat.FP32


def test_the_embedder_is_light_to_import() -> None:
    program = (
        "import sys, qes.suggest.suggestions, qes.suggest.embedder as e; e.Embedder();"
        "print({'torch', 'transformers', 'sklearn', 'scipy', 'tokenizers'} & set(sys.modules))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == "set()"
