"""A model's matrix products in 8-bit integers, each word piece on a scale of its own.

Weights are scaled per column, activations per row (per token: Yao et al. 2022, ZeroQuant,
arXiv:2206.01861), both symmetric. onnxruntime's own dynamic quantisation has one scale for a
whole batch: it is further from the exact vectors, and a text's vector would depend on the texts
that happen to be read beside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper, numpy_helper

_RUNTIME = "com.microsoft"
_LARGEST, _ZERO = 127, 128
"""Numbers run from -127 to 127; activations are stored 128 higher, as processors want them."""
_TINY = 1e-12
_ONE, _MIDDLE, _STEP, _FLOOR = "unit_scale", "middle", "step", "floor"
_LARGE_TABLE = 1_000_000
"""Numbers from which on a table of word pieces is worth making smaller."""


def separate(whole: Path, graph: Path, weights: str) -> None:
    """Write a model as a small graph and a file of weights, which is then mapped, not copied."""
    _write(onnx.load(whole), graph, weights)


def quantise(whole: Path, graph: Path, weights: str) -> None:
    """Write a model with its matrix products in 8-bit integers, as graph and weights."""
    model = onnx.load(whole)
    nodes = list(_Rewriting(model).nodes())
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    model.opset_import.append(helper.make_opsetid(_RUNTIME, 1))
    _write(model, graph, weights)


def _write(model: onnx.ModelProto, graph: Path, weights: str) -> None:
    onnx.save(
        model,
        graph,
        save_as_external_data=True,
        all_tensors_to_one_file=True,
        location=weights,
        size_threshold=1024,
    )


class _Rewriting:
    """One model on its way to integers."""

    def __init__(self, model: onnx.ModelProto) -> None:
        self._graph = model.graph
        self._tensors = {one.name: one for one in model.graph.initializer}
        self._replaced: set[str] = set()
        self._rows: dict[str, str] = {}
        """For each activation brought to integers already, the prefix of its names."""
        for name, value in (
            (_ONE, np.float32(1)),
            (_MIDDLE, np.uint8(_ZERO)),
            (_STEP, np.float32(1 / _LARGEST)),
            (_FLOOR, np.float32(_TINY)),
        ):
            self._add(name, np.asarray(value))

    def nodes(self) -> Iterator[onnx.NodeProto]:
        for node in list(self._graph.node):
            if node.op_type == "MatMul" and self._is_matrix(node.input[1]):
                yield from self._product(node)
            elif node.op_type == "Gather" and self._is_table(node.input[0]):
                yield from self._lookup(node)
            else:
                yield node

    def _is_matrix(self, name: str) -> bool:
        return name in self._tensors and len(self._tensors[name].dims) == 2

    def _is_table(self, name: str) -> bool:
        return self._is_matrix(name) and int(np.prod(self._tensors[name].dims)) >= _LARGE_TABLE

    def _product(self, node: onnx.NodeProto) -> Iterator[onnx.NodeProto]:
        activation, weights = node.input
        if activation not in self._rows:
            self._rows[activation] = f"rows{len(self._rows)}_"
            yield from _in_rows(activation, self._rows[activation])
        prefix = self._rows[activation]
        self._replace(weights, axis=0)
        unscaled = f"{node.output[0]}_unscaled"
        scaled = [f"{prefix}whole", f"{weights}_whole", _ONE, f"{weights}_scale", _MIDDLE]
        yield helper.make_node("MatMulIntegerToFloat", scaled, [unscaled], domain=_RUNTIME)
        yield helper.make_node("Mul", [unscaled, f"{prefix}scale"], [node.output[0]])

    def _lookup(self, node: onnx.NodeProto) -> Iterator[onnx.NodeProto]:
        table, at = node.input
        self._replace(table, axis=1)
        found, number, scale = (f"{node.output[0]}_{one}" for one in ("whole", "number", "scale"))
        yield helper.make_node("Gather", [f"{table}_whole", at], [found])
        yield helper.make_node("Cast", [found], [number], to=onnx.TensorProto.FLOAT)
        yield helper.make_node("Gather", [f"{table}_scale", at], [scale])
        yield helper.make_node("Mul", [number, scale], [node.output[0]])

    def _replace(self, name: str, axis: int) -> None:
        """Put integers and their scales in a matrix's place, one scale along this axis."""
        if name in self._replaced:
            return  # it serves two products
        self._replaced.add(name)
        tensor = self._tensors[name]
        matrix = numpy_helper.to_array(tensor)
        scale = np.maximum(np.abs(matrix).max(axis=axis, keepdims=True), _TINY) / _LARGEST
        self._graph.initializer.remove(tensor)
        self._add(f"{name}_whole", np.rint(matrix / scale).astype(np.int8))
        kept = scale if axis else scale[0]  # a table's scales are looked up by row
        self._add(f"{name}_scale", kept.astype(np.float32))

    def _add(self, name: str, values: NDArray[np.generic]) -> None:
        self._graph.initializer.append(numpy_helper.from_array(values, name))


def _in_rows(activation: str, prefix: str) -> Iterator[onnx.NodeProto]:
    """Scale each row of an activation so that its largest number is 127, and round."""
    size, largest, safe, scale, scaled, whole = (
        f"{prefix}{one}" for one in ("size", "largest", "safe", "scale", "scaled", "whole")
    )
    yield helper.make_node("Abs", [activation], [size])
    yield helper.make_node("ReduceMax", [size], [largest], axes=[-1], keepdims=1)
    yield helper.make_node("Max", [largest, _FLOOR], [safe])
    yield helper.make_node("Mul", [safe, _STEP], [scale])
    yield helper.make_node("Div", [activation, scale], [scaled])
    yield helper.make_node("QuantizeLinear", [scaled, _ONE, _MIDDLE], [whole])
