"""The first use of a model, and what is kept of it; on a tiny model, in this process."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

from qes.errors import Refused, UserError
from qes.suggest import first_use
from qes.suggest.cache import GRAPHS, STATIC, WEIGHTS, ModelCache
from qes.suggest.model import TOKENIZER, Engine, Precision, SentenceModel, model_in
from qes.suggest.preparation import ReadyModel, load_torch, ready_model
from qes.suggest.vectors import unit
from tests.unit.suggest.tiny_model import LONGEST, WIDTH, write_tiny_model

TEXTS = ("The nurse was kind.", "We were late; the bus was late.", "1, 2, 3", "the garden " * 80)
EXPORT = "qes.suggest.torch_engine.TorchEngine.export"
FAST_FILES = (TOKENIZER, STATIC, GRAPHS[Engine.FAST], WEIGHTS[Engine.FAST])


@pytest.fixture(scope="module", autouse=True)
def _one_thread() -> None:
    # found here: merely collecting tests must not load it
    import_module("torch").set_num_threads(
        1
    )  # of no use to a tiny model, and threads wait by spinning


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> SentenceModel:
    return model_in(write_tiny_model(tmp_path_factory.mktemp("model") / "tiny"))


@pytest.fixture(scope="module")
def kept(tiny: SentenceModel, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache in which the tiny model is kept at both precisions; not to be written to."""
    root = tmp_path_factory.mktemp("cache")
    for precision in Precision:
        ready(tiny, precision, root)
    return root


def ready(
    model: SentenceModel, precision: Precision, root: Path, said: list[str] | None = None
) -> ReadyModel:
    heard = [] if said is None else said
    cache = ModelCache(model, root)
    return ready_model(model, precision, cache, cache.check(precision), heard.append)


def copied(cache: Path, to: Path) -> Path:
    for path in cache.rglob("*"):
        if path.is_file():
            target = to / path.relative_to(cache)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    return to


def contents(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file()
    }


def sentence_half(made: ReadyModel) -> np.ndarray:
    return unit(made.encoder.encode(TEXTS)[:, :WIDTH])


def test_exact_vectors_are_those_of_sentence_transformers(tiny: SentenceModel, kept: Path) -> None:
    expected = load_torch(tiny).read(TEXTS[:3])
    ours = sentence_half(ready(tiny, Precision.EXACT, kept))[:3]
    assert (ours * expected).sum(axis=1).min() > 0.9999


def test_fast_vectors_lie_beside_the_exact_ones(tiny: SentenceModel, kept: Path) -> None:
    fast = sentence_half(ready(tiny, Precision.FAST, kept))
    exact = sentence_half(ready(tiny, Precision.EXACT, kept))
    assert (fast * exact).sum(axis=1).min() > 0.98
    assert (fast != exact).any(axis=1).all()


def test_what_is_kept_is_made_once(
    tiny: SentenceModel, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object) -> None:
        raise AssertionError("made twice")

    monkeypatch.setattr(first_use, "make", never)
    said: list[str] = []
    made = ready(tiny, Precision.FAST, kept, said)
    assert not said
    assert made.dimensions == 2 * WIDTH  # the word half is as narrow as the model
    assert made.encoder.encode(TEXTS).shape == (len(TEXTS), 2 * WIDTH)


def test_what_is_kept_is_the_same_whoever_makes_it(
    tiny: SentenceModel, kept: Path, tmp_path: Path
) -> None:
    for precision in Precision:
        ready(tiny, precision, tmp_path)
    assert contents(tmp_path) == contents(kept)


def test_a_second_start_imports_neither_torch_nor_onnx(tiny: SentenceModel, kept: Path) -> None:
    program = (
        "import sys\n"
        "from pathlib import Path\n"
        "from qes.suggest.cache import ModelCache\n"
        "from qes.suggest.model import Precision, SentenceModel\n"
        "from qes.suggest.preparation import ready_model\n"
        "model = SentenceModel(Path(sys.argv[1]), sys.argv[2])\n"
        "cache = ModelCache(model, Path(sys.argv[3]))\n"
        "checked = cache.check(Precision.FAST)\n"
        "ready_model(model, Precision.FAST, cache, checked, print).encoder.encode(['The bus.'])\n"
        "heavy = {'torch', 'transformers', 'sentence_transformers', 'sklearn', 'scipy', 'onnx'}\n"
        "print(heavy & set(sys.modules))\n"
    )
    answer = subprocess.run(
        [sys.executable, "-c", program, str(tiny.folder), tiny.fingerprint, str(kept)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout.strip() == "set()"


@pytest.mark.parametrize(
    ("name", "harm"),
    [(name, harm) for name in FAST_FILES for harm in ("one bit", "cut short", "lost")],
)
def test_a_damaged_file_is_made_anew_and_said_once(
    name: str, harm: str, tiny: SentenceModel, kept: Path, tmp_path: Path
) -> None:
    root = copied(kept, tmp_path)
    path = ModelCache(tiny, root).folder / name
    whole = path.read_bytes()
    if harm == "one bit":
        path.write_bytes(whole[:100] + bytes([whole[100] ^ 1]) + whole[101:])
    elif harm == "cut short":
        path.write_bytes(whole[: len(whole) // 2])
    else:
        path.unlink()
    said: list[str] = []
    made = ready(tiny, Precision.FAST, root, said)
    assert said[0] == f"{path} is damaged: it is made anew"
    assert path.read_bytes() == whole
    expected = ready(tiny, Precision.FAST, kept).encoder.encode(TEXTS)
    np.testing.assert_array_equal(made.encoder.encode(TEXTS), expected)
    said.clear()
    ready(tiny, Precision.FAST, root, said)
    assert not said


@pytest.mark.parametrize("recipe", ["", "{}", "[1, 2]", "[" * 5_000, "[{}, null]", "\x00"])
def test_a_damaged_recipe_counts_as_none(
    recipe: str, tiny: SentenceModel, kept: Path, tmp_path: Path
) -> None:
    cache = ModelCache(tiny, copied(kept, tmp_path))
    (cache.folder / "fast.json").write_text(recipe, encoding="utf-8")
    assert cache.find(Precision.FAST) is None
    assert cache.find(Precision.EXACT) is not None


def test_a_recipe_whose_numbers_were_changed_counts_as_none(
    tiny: SentenceModel, kept: Path, tmp_path: Path
) -> None:
    cache = ModelCache(tiny, copied(kept, tmp_path))
    path = cache.folder / "fast.json"
    body, mark = json.loads(path.read_bytes())
    body["longest"] = LONGEST + 1
    path.write_text(json.dumps([body, mark]), encoding="utf-8")
    assert cache.find(Precision.FAST) is None


def cannot_export(self: object, graph: Path) -> None:  # noqa: ARG001 - stands for a method
    raise RuntimeError("no such operator")


@pytest.mark.parametrize("faster", [Engine.TORCH_BF16, Engine.TORCH_FP32])
def test_a_model_that_cannot_be_exported_is_run_by_torch_in_what_is_faster(
    faster: Engine,
    tiny: SentenceModel,
    kept: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(EXPORT, cannot_export)
    monkeypatch.setattr("qes.suggest.torch_engine.faster", lambda _folder: faster)
    said: list[str] = []
    made = ready(tiny, Precision.FAST, tmp_path, said)
    assert any("cannot be exported (RuntimeError)" in one for one in said)
    assert f"/{faster}/" in made.id
    cosines = (sentence_half(made) * sentence_half(ready(tiny, Precision.EXACT, kept))).sum(axis=1)
    assert cosines.min() > 0.999
    said.clear()
    again = ready(tiny, Precision.FAST, tmp_path, said)  # the way out is remembered
    assert not said
    assert again.id == made.id
    np.testing.assert_array_equal(again.encoder.encode(TEXTS), made.encoder.encode(TEXTS))


def test_exact_means_32_bits_in_torch_too(
    tiny: SentenceModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(EXPORT, cannot_export)
    monkeypatch.setattr("qes.suggest.torch_engine.faster", lambda _folder: Engine.TORCH_BF16)
    assert f"/{Engine.TORCH_FP32}/" in ready(tiny, Precision.EXACT, tmp_path).id


def test_other_libraries_may_export_what_these_could_not(
    tiny: SentenceModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(EXPORT, cannot_export)
        ready(tiny, Precision.EXACT, tmp_path)
    assert ModelCache(tiny, tmp_path).find(Precision.EXACT) is not None
    monkeypatch.setattr("qes.suggest.cache.libraries", lambda: "newer ones")
    assert ModelCache(tiny, tmp_path).find(Precision.EXACT) is None
    assert f"/{Engine.EXACT}/" in ready(tiny, Precision.EXACT, tmp_path).id


def test_integers_that_are_too_coarse_give_way_to_the_exact_model(
    tiny: SentenceModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(first_use, "_FAST_ENOUGH", 1.1)
    said: list[str] = []
    assert f"/{Engine.EXACT}/" in ready(tiny, Precision.FAST, tmp_path, said).id
    assert any("too coarse" in one for one in said)
    assert ready(tiny, Precision.FAST, tmp_path).id == ready(tiny, Precision.EXACT, tmp_path).id


def test_a_cache_that_cannot_be_written_is_done_without(
    tiny: SentenceModel, kept: Path, tmp_path: Path
) -> None:
    root = tmp_path / "a file"
    root.write_text("no folder", encoding="utf-8")
    said: list[str] = []
    made = ready(tiny, Precision.EXACT, root, said)
    assert any("nothing can be kept" in one for one in said)
    cosines = (sentence_half(made) * sentence_half(ready(tiny, Precision.EXACT, kept))).sum(axis=1)
    assert cosines.min() > 0.9999


def test_nothing_half_done_is_left_behind(kept: Path) -> None:
    assert not list(kept.rglob("part-*"))


def test_a_model_that_puts_words_before_the_text_is_refused(tmp_path: Path) -> None:
    folder = write_tiny_model(tmp_path / "prompting")
    prompting = {"prompts": {"ask": "the nurse asks: "}, "default_prompt_name": "ask"}
    (folder / "config_sentence_transformers.json").write_text(json.dumps(prompting))
    with pytest.raises(Refused, match="needs more than the text"):
        ready(model_in(folder), Precision.FAST, tmp_path / "cache")


def test_a_model_whose_weights_are_no_weights_is_refused(tmp_path: Path) -> None:
    folder = write_tiny_model(tmp_path / "broken")
    (folder / "model.safetensors").write_bytes(b"not the weights")
    with pytest.raises(Refused, match="cannot load"):
        ready(model_in(folder), Precision.FAST, tmp_path / "cache")


def test_a_model_whose_tokenizer_is_none_is_refused(tmp_path: Path) -> None:
    folder = write_tiny_model(tmp_path / "broken")
    model = model_in(folder)
    (folder / "tokenizer.json").write_text('{"model": 1}', encoding="utf-8")
    with pytest.raises(Refused, match="SHA-256 differs"):  # it was another a moment ago
        ready(model, Precision.FAST, tmp_path / "cache")
    with pytest.raises(Refused, match="token"):
        ready(model_in(folder), Precision.FAST, tmp_path / "cache")


def test_a_missing_library_is_named(
    tiny: SentenceModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "qes.suggest.torch_engine", None)
    with pytest.raises(UserError, match="is not installed") as caught:
        ready(tiny, Precision.FAST, tmp_path)
    assert "pip install torch" in str(caught.value.hint)
