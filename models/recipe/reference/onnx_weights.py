"""Reads the weights of a torch module back from its ONNX export."""

import onnx
import torch
from onnx import numpy_helper

PASSING = {"Cast", "Identity", "Reshape", "Squeeze", "Unsqueeze", "Transpose"}
"""Ops that an exporter may put between a parameter and its use."""


def _scopes(node) -> list[str]:
    """Module paths that a node may belong to, innermost first, dots between the parts."""
    for entry in node.metadata_props:
        if entry.key == "pkg.torch.onnx.name_scopes":
            names = entry.value.strip("[]").split(",")
            return [name.strip(" '\"") for name in reversed(names)]
    path = node.name.strip("/").split("/")[:-1]
    return [".".join(path)]


def load_weights(module: torch.nn.Module, path: str) -> None:
    """Fills `module` from an export of it by torch's TorchScript or dynamo exporter.

    Parameters that kept their names are taken by name. The others (exporters fold the transpose
    of a linear layer's weight into a nameless constant) are found by the node that uses them,
    whose name or metadata tells its module, and by what that node does.
    """
    model = onnx.load(path)
    constants = {t.name: t for t in model.graph.initializer}
    makers = {out: node for node in model.graph.node for out in node.output}

    def constant(name: str):
        while name in makers and makers[name].op_type in PASSING:
            name = makers[name].input[0]
        if name in makers and makers[name].op_type == "Constant":
            return numpy_helper.to_array(makers[name].attribute[0].t)
        return numpy_helper.to_array(constants[name]) if name in constants else None

    wanted = module.state_dict()
    found = {name: value for name in wanted if (value := constant(name)) is not None}
    for node in model.graph.node:
        role = {"Add": "bias", "Mul": "weight", "MatMul": "weight"}.get(node.op_type)
        if role is None and node.op_type not in ("Conv", "Gemm", "LayerNormalization"):
            continue
        for k, name in enumerate(node.input):
            part = role or ("", "weight", "bias")[k]
            keys = [f"{scope}.{part}" for scope in _scopes(node)]
            key = next((key for key in keys if key in wanted and key not in found), None)
            value = constant(name) if part and key else None
            if value is not None and value.size == wanted[key].numel():
                found[key] = value.T if node.op_type == "MatMul" else value
    missing = [name for name in wanted if name not in found]
    if missing:
        raise ValueError(f"{path} has no weights for {', '.join(missing[:4])} ({len(missing)} in all)")
    module.load_state_dict(
        {
            name: torch.tensor(value, dtype=torch.float32).reshape(wanted[name].shape)
            for name, value in found.items()
        }
    )
