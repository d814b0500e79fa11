"""What is made of a model once and kept in the user's cache, each file with its SHA-256.

All of it can be made again from the model. Files are written beside their place and moved there,
and the recipe that lists them is written last: what is half done is not there.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path

from qes.base import canonical_json, sha256
from qes.suggest.model import Engine, Precision, SentenceModel

RECIPE = 2
"""To be raised when the same model begins to give a text another vector."""
_PART = "part-"
_LEFT_BEHIND_SECONDS = 24 * 3600
_MAX_RECIPE_BYTES = 100_000
_RUNTIME = "onnxruntime"
_LIBRARIES = ("torch", "sentence_transformers", "transformers", "onnx", _RUNTIME)


STATIC = "static.npy"
GRAPHS = {Engine.EXACT: "exact.onnx", Engine.FAST: "fast.onnx"}
"""The engines that need no torch, and the file each one runs."""
WEIGHTS = {Engine.EXACT: "exact.weights", Engine.FAST: "fast.weights"}
GRAPH_INPUT, GRAPH_OUTPUT = "pieces", "vectors"
"""What goes into such a file and comes out of it."""


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file of the cache and the hash of what must be in it."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class KeptModel:
    """How a model is run on this machine at one precision, and the files that takes."""

    engine: Engine
    sentence_width: int
    static_width: int
    longest: int
    """Word pieces the model reads at once, with its marks."""
    made_by: str
    """Versions of the libraries that decided on the engine."""
    files: tuple[KeptFile, ...]

    @property
    def dimensions(self) -> int:
        """Columns of a vector."""
        return self.sentence_width + self.static_width


@dataclass(frozen=True, slots=True)
class Checked:
    """What is kept of a model, and whether it is whole."""

    kept: KeptModel | None
    damaged: Path | None
    """The first file that is missing or not the one that was kept."""


def user_cache() -> Path:
    """Return the folder of this person's cache on this machine."""
    import platformdirs  # noqa: PLC0415 - the worker is told, and need not ask

    return Path(platformdirs.user_cache_dir("qes")) / "models"


class ModelCache:
    """The folder in which what was made of one model is kept."""

    def __init__(self, model: SentenceModel, root: Path | None = None) -> None:
        """Choose the folder; nothing is read or written yet.

        Args:
            model: whose files.
            root: the folder of all models; None is the user's cache.
        """
        self.folder = (
            user_cache() if root is None else root
        ) / f"{model.fingerprint[:16]}-{RECIPE}"

    def find(self, precision: Precision) -> KeptModel | None:
        """Return what is kept for a precision; None where nothing is, or it cannot be read.

        The files are not looked at: `check` does that.
        """
        path = self.folder / f"{precision}.json"
        try:
            if path.stat().st_size > _MAX_RECIPE_BYTES:
                return None
            body, mark = json.loads(path.read_bytes())
            kept = _kept_model(body) if sha256(canonical_json(body)) == mark else None
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return None  # not there, or not whole: it is made anew
        if kept is not None and kept.engine in GRAPHS:
            return kept if _origin(_RUNTIME) is not None else None  # torch has to run it after all
        # other libraries than those that failed may export the model
        return kept if kept is not None and kept.made_by == libraries() else None

    def check(self, precision: Precision) -> Checked:
        """Find what is kept for a precision and compare every file with its hash."""
        kept = self.find(precision)
        for one in () if kept is None else kept.files:
            path = self.folder / one.name
            try:
                if _digest(path) != one.sha256:
                    return Checked(kept, path)
            except OSError:
                return Checked(kept, path)
        return Checked(kept, None)

    @contextmanager
    def workshop(self) -> Iterator[Path]:
        """Give an empty folder on the same disk, and take it away afterwards.

        Raises:
            OSError: the cache cannot be written.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        self._sweep()
        with tempfile.TemporaryDirectory(prefix=_PART, dir=self.folder) as made:
            yield Path(made)

    def keep(self, workshop: Path, names: Sequence[str]) -> tuple[KeptFile, ...]:
        """Move files out of the workshop to where they stay."""
        kept = []
        for name in names:
            kept.append(KeptFile(name, _digest(workshop / name)))
            (workshop / name).replace(self.folder / name)
        return tuple(kept)

    def note(self, precision: Precision, kept: KeptModel, workshop: Path) -> None:
        """Write down what is kept for a precision, after its files."""
        body = asdict(kept)
        written = workshop / "recipe"
        written.write_text(canonical_json([body, sha256(canonical_json(body))]), encoding="utf-8")
        written.replace(self.folder / f"{precision}.json")

    def _sweep(self) -> None:
        """Take away what killed processes left in the making."""
        for path in self.folder.glob(f"{_PART}*"):
            with suppress(OSError):  # another process may be taking it away too
                if time.time() - path.stat().st_mtime > _LEFT_BEHIND_SECONDS:
                    shutil.rmtree(path)


def libraries() -> str:
    """Name the libraries on which it depends how a model can be run, as they are installed now."""
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415 - seldom wanted

    found = []
    for one in _LIBRARIES:
        origin = _origin(one)
        try:
            # by its time too: a broken library that is installed again keeps its version
            stamp = "absent" if origin is None else f"{version(one)} {origin.stat().st_mtime_ns}"
        except (PackageNotFoundError, OSError):
            stamp = "unknown"
        found.append(f"{one} {stamp}")
    return ", ".join(found)


def _origin(library: str) -> Path | None:
    """Return the file a library would be imported from, without importing it."""
    try:
        found = find_spec(library)
    except (ImportError, ValueError):  # it has been imported and is broken
        return None
    return None if found is None or found.origin is None else Path(found.origin)


def _kept_model(body: dict[str, object]) -> KeptModel:
    files = body["files"]
    if not isinstance(files, list):
        raise TypeError("files are listed")
    numbers = [body[name] for name in ("sentence_width", "static_width", "longest")]
    sentence_width, static_width, longest = (int(str(one)) for one in numbers)
    return KeptModel(
        Engine(str(body["engine"])),
        sentence_width,
        static_width,
        longest,
        str(body["made_by"]),
        tuple(KeptFile(str(one["name"]), str(one["sha256"])) for one in files),
    )


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
