"""Halves an ONNX file: weights as float16, each widened by a Cast where the graph reads it.

The graph still computes in float32; a runtime folds the Casts when it loads the file.
"""

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

SMALLEST = 16
"""Tensors with fewer elements stay as they are."""


def round_to_half(module) -> None:
    """Rounds a torch module's parameters to what float16 can hold, so that exports equal it."""
    for parameter in module.parameters():
        parameter.data.copy_(parameter.data.half().float())


def store_as_half(model: onnx.ModelProto) -> None:
    casts = []
    for weight in model.graph.initializer:
        if weight.data_type == TensorProto.FLOAT and np.prod(weight.dims) >= SMALLEST:
            name = weight.name
            half = numpy_helper.to_array(weight).astype(np.float16)
            weight.CopyFrom(numpy_helper.from_array(half, f"{name}_fp16"))
            casts.append(helper.make_node("Cast", [f"{name}_fp16"], [name], name=f"{name}_cast", to=TensorProto.FLOAT))
    nodes = casts + list(model.graph.node)
    del model.graph.node[:]
    model.graph.node.extend(nodes)


def finish(path: Path, weights_file: str | None = None) -> None:
    """Rewrites an export with float16 weights, in `weights_file` beside it if one is named."""
    model = onnx.load(path)
    del model.graph.value_info[:]
    for node in model.graph.node:
        node.doc_string = ""
    store_as_half(model)
    if weights_file:
        (path.parent / weights_file).unlink(missing_ok=True)
        onnx.save(model, path, save_as_external_data=True, location=weights_file, size_threshold=1024)
        (path.parent / weights_file).chmod(0o644)
    else:
        onnx.save(model, path)
    onnx.checker.check_model(str(path))
