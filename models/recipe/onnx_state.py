"""The way back from a model folder to torch: `python onnx_state.py MODEL_FOLDER OUT.pt`.

Only the folder is committed, so a training that goes on starts here. OUT.pt is what `train_unet.py --resume`,
`train_diffusion.py --resume` and `export.py` read. Exports keep most tensors' names; the two exceptions:

- what an operator reads in another shape is stored under a name such as `onnx::MatMul_812` (a linear layer's weight,
  transposed, and a group norm's two); the node that reads it is named after its module,
  `/down_blocks.0/attentions.0/…/to_q/MatMul`
- tensors that were equal share one initializer, passed on by Identity nodes
"""

import argparse
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import numpy_helper
from transformers import CLIPTokenizer

from tokenizer import encode
from train_diffusion import Painter

TOLERANCE = 1e-4
"""Largest difference between the folder and the module made from it, relative to the largest output."""


def tensors_of(path: Path) -> tuple[onnx.GraphProto, dict[str, np.ndarray]]:
    """A graph, and its weights under every name by which a node reads them."""
    graph = onnx.load(path).graph
    weights = {t.name: numpy_helper.to_array(t).astype(np.float32) for t in graph.initializer}
    for node in graph.node:
        if node.op_type in ("Cast", "Identity") and node.input[0] in weights:
            weights[node.output[0]] = weights[node.input[0]]
    return graph, weights


def read_state(path: Path, module: torch.nn.Module, prefix: str = "") -> dict[str, torch.Tensor]:
    """The module's state from an exported graph whose names begin with `prefix` or with nothing.

    Raises ValueError, naming the first parameter that the graph lacks.
    """
    graph, weights = tensors_of(path)
    wanted = module.state_dict()
    state: dict[str, torch.Tensor] = {}

    def take(name: str, value: np.ndarray) -> None:
        if name in wanted and name not in state and value.size == wanted[name].numel():
            state[name] = torch.from_numpy(np.ascontiguousarray(value)).reshape(wanted[name].shape)

    for name, value in weights.items():
        take(name.removesuffix("_own").removeprefix(prefix), value)
    for node in graph.node:
        module_name = ".".join(node.name.strip("/").split("/")[:-1]).removeprefix(prefix)
        for value in (weights[i] for i in node.input if i in weights):
            if node.op_type == "MatMul" and value.ndim == 2:
                take(f"{module_name}.weight", value.T)
            elif node.op_type in ("Mul", "Add"):
                take(f"{module_name}.{'weight' if node.op_type == 'Mul' else 'bias'}", value)
    for name in wanted:
        if name not in state:
            raise ValueError(f"{path} holds no {name}: was it made by another version of the exporter?")
    return state


@torch.no_grad()
def check(folder: Path, painter: Painter, tokenizer) -> None:
    """Raises ValueError where the folder and the module draw differently."""
    tokens = encode(tokenizer, ["a cat wearing a crown on a red background"])
    z, t = torch.randn(1, 4, 16, 16, generator=torch.Generator().manual_seed(0)), torch.tensor([421])
    words = painter.text_encoder(tokens).last_hidden_state
    ours = painter.unet(z, t, words).sample.numpy()
    text = onnxruntime.InferenceSession(str(folder / "text_encoder/model.onnx"))
    unet = onnxruntime.InferenceSession(str(folder / "unet/model.onnx"))
    read = text.run(None, {"input_ids": tokens.numpy()})[0]
    theirs = unet.run(None, {"sample": z.numpy(), "timestep": t.numpy(), "encoder_hidden_states": read})[0]
    error = float(np.abs(ours - theirs).max() / np.abs(theirs).max())
    print(f"{error:.1e} from {folder}")
    if error > TOLERANCE:
        raise ValueError(f"the module differs from {folder} by {error:.1e} of its largest output")


def load_painter(folder: Path) -> Painter:
    """Text encoder and UNet of a model folder, ready to train on."""
    tokenizer = CLIPTokenizer.from_pretrained(folder / "tokenizer")
    painter = Painter(tokenizer).eval()
    painter.text_encoder.load_state_dict(
        read_state(folder / "text_encoder/model.onnx", painter.text_encoder, "text_encoder.")
    )
    painter.unet.load_state_dict(read_state(folder / "unet/model.onnx", painter.unet))
    check(folder, painter, tokenizer)
    return painter


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    args = parser.parse_args()
    torch.save({"ema": load_painter(args.folder).state_dict(), "step": 0}, args.out)
