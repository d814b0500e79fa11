"""What becomes of the sentence model where a library or the cache lets it down."""

from __future__ import annotations

import errno
import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from qes.errors import Refused, UserError
from qes.suggest import cache as cache_room
from qes.suggest import preparation
from qes.suggest.cache import ModelCache, libraries
from qes.suggest.embedder import Embedder
from qes.suggest.model import Precision, SentenceModel, model_in
from qes.suggest.preparation import ReadyModel, ready_model
from tests.unit.suggest.tiny_model import WIDTH, write_tiny_model

TEXTS = ("The nurse was kind.", "We were late; the bus was late.")


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> SentenceModel:
    return model_in(write_tiny_model(tmp_path_factory.mktemp("model") / "tiny"))


@pytest.fixture(scope="module")
def kept(tiny: SentenceModel, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache in which the tiny model is kept."""
    root = tmp_path_factory.mktemp("cache")
    with Embedder(folder=tiny.folder, cache=root) as first:
        first.embed(TEXTS)
    return root


def ready(model: SentenceModel, root: Path, said: list[str]) -> ReadyModel:
    cache = ModelCache(model, root)
    checked = cache.check(Precision.FAST)
    return ready_model(model, Precision.FAST, cache, checked, said.append)


def spoil(
    monkeypatch: pytest.MonkeyPatch, folder: Path, library: str, error: str = "ImportError('half')"
) -> None:
    """Put a library that cannot be imported before the real one, for the worker process alone."""
    (folder / library).mkdir(parents=True)
    (folder / library / "__init__.py").write_text(f"raise {error}\n", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(folder))


def missing(library: str) -> str:
    return f"ModuleNotFoundError('No module', name={library!r})"


@contextmanager
def files_no_larger_than(size: int) -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_without_onnx_sentence_transformers_runs_the_model_and_one_line_says_so(
    tiny: SentenceModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoil(monkeypatch, tmp_path / "libraries", "onnx", missing("onnx"))
    said: list[str] = []
    with Embedder(folder=tiny.folder, cache=tmp_path / "cache", say=said.append) as running:
        vectors = running.embed(TEXTS)
        assert "/torch-" in running.model_id
    assert vectors.shape == (len(TEXTS), 2 * WIDTH)
    assert len(said) == 2
    assert said[1] == (
        "the model cannot be exported (onnx is not installed): "
        "sentence-transformers runs it, more slowly"
    )


def test_a_broken_onnxruntime_is_done_without_and_its_vectors_do_not_mix_with_older_ones(
    tiny: SentenceModel, kept: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with Embedder(folder=tiny.folder, cache=kept) as whole:
        before = whole.model_id
    assert before.split("/")[-2] == "fast"
    spoil(monkeypatch, tmp_path, "onnxruntime")
    said: list[str] = []
    with Embedder(folder=tiny.folder, cache=kept, say=said.append) as running:
        assert running.model_id == before
        with pytest.raises(UserError, match="must not mix; start it again"):
            running.embed(TEXTS)
    assert any("(onnxruntime does not work here (ImportError))" in one for one in said)
    said.clear()
    monkeypatch.syspath_prepend(tmp_path)  # it is found by whoever asks what is installed
    with Embedder(folder=tiny.folder, cache=kept, say=said.append) as again:
        assert "/torch-" in again.model_id
    assert not said
    monkeypatch.undo()  # whole again: the model is exported again
    with Embedder(folder=tiny.folder, cache=kept) as mended:
        assert mended.model_id == before


def test_an_onnxruntime_that_is_gone_is_noticed_before_anything_is_promised(
    tiny: SentenceModel, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = ModelCache(tiny, kept)
    assert cache.find(Precision.FAST) is not None
    monkeypatch.setattr(cache_room, "find_spec", lambda _name: None)
    assert cache.find(Precision.FAST) is None
    assert libraries().endswith("onnxruntime absent")


@pytest.mark.parametrize(
    ("spoilt", "said"),
    [
        (("torch", missing("torch")), "prepared: torch is not installed; install it with: pip"),
        (("torch", "OSError('a part')"), r"prepared: torch does not work here \(OSError\)"),
        (("tokenizers", missing("tokenizers")), "tokenizers is not installed; install qes again"),
    ],
)
def test_what_cannot_be_done_without_is_named_in_one_line(
    spoilt: tuple[str, str],
    said: str,
    tiny: SentenceModel,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    spoil(monkeypatch, tmp_path / "libraries", *spoilt)
    with (
        Embedder(folder=tiny.folder, cache=tmp_path / "cache") as running,
        pytest.raises(Refused, match=said),
    ):
        running.embed(TEXTS)


def test_a_worker_with_a_fault_says_what_it_was_and_does_not_abort(
    tiny: SentenceModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoil(monkeypatch, tmp_path / "libraries", "tokenizers", "KeyError('a fault')")
    with (
        Embedder(folder=tiny.folder, cache=tmp_path / "cache") as running,
        pytest.raises(UserError, match=r"\(exit status 1\)") as caught,
    ):
        running.embed(TEXTS)
    assert "KeyError: 'a fault'" in "".join(caught.value.__notes__)
    assert "Fatal" not in "".join(caught.value.__notes__)


def test_a_graph_that_the_library_cannot_run_is_made_anew(
    tiny: SentenceModel, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from qes.suggest import onnx_engine  # noqa: PLC0415 - heavy

    asked: list[str] = []

    class Fails:
        def __init__(self, graph: Path) -> None:
            asked.append(graph.name)
            raise RuntimeError("no such operator in this release")

    monkeypatch.setattr(onnx_engine, "OnnxEngine", Fails)
    said: list[str] = []
    made = ready(tiny, kept, said)
    assert asked == ["fast.onnx", "exact.onnx"]
    assert "/torch-" in made.id
    assert any("(onnxruntime does not work here (RuntimeError))" in one for one in said)


@pytest.mark.parametrize("reason", [errno.EROFS, errno.EACCES, errno.ENOSPC])
def test_a_cache_that_takes_nothing_is_done_without_and_said(
    reason: int, tiny: SentenceModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_cache: ModelCache) -> None:
        raise OSError(reason, os.strerror(reason))

    monkeypatch.setattr(ModelCache, "workshop", refuse)
    said: list[str] = []
    assert ready(tiny, tmp_path, said).encoder.encode(TEXTS).any()
    assert any(f"nothing can be kept in {tmp_path}" in one for one in said)
    assert any(os.strerror(reason) in one for one in said)


def test_a_disk_that_fills_up_half_way_leaves_nothing_and_stops_nothing(
    tiny: SentenceModel, tmp_path: Path
) -> None:
    said: list[str] = []
    with files_no_larger_than(50_000):
        made = ready(tiny, tmp_path, said)
    assert np.isfinite(made.encoder.encode(TEXTS)).all()
    assert any("nothing can be kept" in one for one in said)
    assert ModelCache(tiny, tmp_path).find(Precision.FAST) is None
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_libraries_that_were_installed_again_are_other_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = tmp_path / "onnx" / "__init__.py"
    there.parent.mkdir()
    there.touch()
    monkeypatch.setattr(cache_room, "_origin", lambda name: there if name == "onnx" else None)
    before = libraries()
    os.utime(there, (0, 0))
    assert libraries() != before


def test_a_library_that_is_missing_is_named_even_where_another_asked_for_it() -> None:
    broken = preparation.unusable("onnx", TypeError("at odds with another"))
    assert str(broken) == "onnx does not work here (TypeError)"
    missed = preparation.unusable("onnx", ModuleNotFoundError("none", name="google.protobuf"))
    assert str(missed) == "google.protobuf is not installed"
