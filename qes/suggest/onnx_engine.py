"""Runs a model that was exported to ONNX, with onnxruntime. Imports it: for the worker only."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

# set before it is imported: else it keeps a number for this machine and tells its maker that it runs
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
import onnxruntime
import onnxruntime.capi.onnxruntime_pybind11_state as errors

from qes.suggest.cache import GRAPH_INPUT, GRAPH_OUTPUT
from qes.suggest.pieces import PieceIds

_ERRORS_ONLY = 3
_CANNOT_RUN = (
    *(errors.Fail, errors.InvalidArgument, errors.InvalidGraph),
    *(errors.NotImplemented, errors.RuntimeException),
)

onnxruntime.disable_telemetry_events()  # and once more, for builds that do not heed the variable


class OnnxEngine:
    """A model in onnxruntime; may be run from several threads at a time."""

    def __init__(self, graph: Path) -> None:
        """Load a graph that lies beside its weights; both have been verified.

        Raises:
            RuntimeError: this processor or this release of the library cannot run it.
        """
        options = onnxruntime.SessionOptions()
        # each run stays in its thread: two batches side by side wait for each other less than
        # two threads on one batch
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.enable_mem_pattern = False  # no two batches need be alike; it would only take space
        options.log_severity_level = _ERRORS_ONLY
        try:
            self._session = onnxruntime.InferenceSession(
                str(graph), options, providers=["CPUExecutionProvider"]
            )
        except _CANNOT_RUN as error:
            raise RuntimeError(str(error)) from error

    def run(self, pieces: PieceIds) -> NDArray[np.float32]:
        """Return the vectors, (n, width), of n equally long sequences of marked word pieces.

        Raises:
            RuntimeError: the library cannot run the graph after all.
        """
        # the runtime adds up a lone sequence in another order, which shows in the last bit: with
        # one beside it, a vector is the same in every batch
        batch = pieces if len(pieces) > 1 else np.repeat(pieces, 2, axis=0)
        try:
            made: NDArray[np.float32] = self._session.run([GRAPH_OUTPUT], {GRAPH_INPUT: batch})[0]
        except _CANNOT_RUN as error:
            raise RuntimeError(str(error)) from error
        return made[: len(pieces)]
