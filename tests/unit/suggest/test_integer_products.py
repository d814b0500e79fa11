"""Matrix products in 8-bit integers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import pytest
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from qes.suggest.cache import GRAPH_INPUT, GRAPH_OUTPUT
from qes.suggest.onnx_engine import OnnxEngine
from qes.suggest.quantisation import quantise, separate

ROWS, INNER, WIDTH = 4_000, 300, 16


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Look pieces up in a table, multiply them twice by matrices, and take the mean."""
    generator = np.random.default_rng(5)
    tensors = {
        "table": generator.standard_normal((ROWS, INNER)),
        "first": generator.standard_normal((INNER, INNER)) / np.sqrt(INNER),
        "second": generator.standard_normal((INNER, WIDTH)) / np.sqrt(INNER),
    }
    nodes = [
        helper.make_node("Gather", ["table", GRAPH_INPUT], ["found"]),
        helper.make_node("MatMul", ["found", "first"], ["once"]),
        helper.make_node("MatMul", ["found", "first"], ["again"]),  # one matrix in two products
        helper.make_node("Add", ["once", "again"], ["both"]),
        helper.make_node("Tanh", ["both"], ["bent"]),
        helper.make_node("MatMul", ["bent", "second"], ["made"]),
        helper.make_node("ReduceMean", ["made"], [GRAPH_OUTPUT], axes=[1], keepdims=0),
    ]
    made = helper.make_model(
        helper.make_graph(
            nodes,
            "small",
            [helper.make_tensor_value_info(GRAPH_INPUT, TensorProto.INT64, ["n", "length"])],
            [helper.make_tensor_value_info(GRAPH_OUTPUT, TensorProto.FLOAT, ["n", WIDTH])],
            [numpy_helper.from_array(one.astype(np.float32), k) for k, one in tensors.items()],
        ),
        opset_imports=[helper.make_opsetid("", 17)],
        ir_version=9,
    )
    path = tmp_path_factory.mktemp("graph") / "whole.onnx"
    onnx.save(made, path)
    return path


def run(graph: Path, pieces: NDArray[np.int64]) -> NDArray[np.float32]:
    return OnnxEngine(graph).run(pieces)


def drawn(count: int) -> NDArray[np.int64]:
    return np.random.default_rng(9).integers(0, ROWS, (count, 12))


def test_a_graph_apart_from_its_weights_gives_the_same(graph: Path, tmp_path: Path) -> None:
    separate(graph, tmp_path / "apart.onnx", "apart.weights")
    np.testing.assert_array_equal(run(tmp_path / "apart.onnx", drawn(5)), run(graph, drawn(5)))
    assert (tmp_path / "apart.onnx").stat().st_size < 5_000


def test_integers_are_a_quarter_of_the_size_and_near(graph: Path, tmp_path: Path) -> None:
    quantise(graph, tmp_path / "whole.onnx", "whole.weights")
    exact, near = run(graph, drawn(20)), run(tmp_path / "whole.onnx", drawn(20))
    lengths = np.linalg.norm(exact, axis=1) * np.linalg.norm(near, axis=1)
    assert ((exact * near).sum(axis=1) / lengths).min() > 0.999
    assert (exact != near).any()
    assert (tmp_path / "whole.weights").stat().st_size < 0.27 * graph.stat().st_size


def test_a_row_does_not_depend_on_the_rows_beside_it(graph: Path, tmp_path: Path) -> None:
    quantise(graph, tmp_path / "whole.onnx", "whole.weights")
    engine = OnnxEngine(tmp_path / "whole.onnx")
    pieces = drawn(9)
    together = engine.run(pieces)
    alone = np.concatenate([engine.run(one[None]) for one in pieces])
    np.testing.assert_array_equal(alone, together)
