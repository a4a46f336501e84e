"""Opens the small ONNX models that ship with the engine."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from speaking_engine.weights import locate

Array = npt.NDArray[np.float32]


class OnnxModel:
    """One shipped model on the processor.

    Two threads, because a face net is too small to feed more; no memory arena, because a picture pyramid
    asks for a new size on every pass and the arena would keep them all.
    """

    def __init__(self, name: str) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 2
        options.enable_cpu_mem_arena = False
        options.enable_mem_pattern = False
        options.log_severity_level = 3
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # others need the cores too
        self._session = onnxruntime.InferenceSession(
            str(locate(name)), options, providers=["CPUExecutionProvider"]
        )
        self._input: str = self._session.get_inputs()[0].name

    def __call__(self, batch: Array, *outputs: str) -> list[Array]:
        """Run the model on one batch; `outputs` names what to give, all in the file's order if empty."""
        feed: dict[str, Any] = {self._input: np.ascontiguousarray(batch, np.float32)}
        return list(self._session.run(list(outputs) or None, feed))


@cache
def open_model(name: str) -> OnnxModel:
    """Open a model once per process.

    Raises
    ------
    SetupError
        The file is missing or damaged; installing the engine again repairs it.
    """
    return OnnxModel(name)
