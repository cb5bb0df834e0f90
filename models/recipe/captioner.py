"""The captioner: a picture in, its plainest sentence out.

Eyes and a pen. The eyes are the judge's convolutions, which were trained to tell the same features apart and stay as
they are; the pen is a small GPT-2 with cross-attention on them, which is all that `train_captioner.py` trains.
"""

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import helper
from tokenizers import ByteLevelBPETokenizer
from transformers import GPT2Config, GPT2LMHeadModel

from captions import canonical
from world import random_scene

WIDTH = 160
"""Of the judge's last convolution, and of the decoder."""
PATCHES = 64
CONTEXT = 40
END = "<|endoftext|>"
"""Begins, ends and pads, as in GPT-2."""


def new_tokenizer(sentences: int = 20_000) -> ByteLevelBPETokenizer:
    """GPT-2's tokenizer, with merges from the captions: every frequent word becomes one token."""
    tokenizer = ByteLevelBPETokenizer()
    texts = (canonical(random_scene(seed)) for seed in range(sentences))
    tokenizer.train_from_iterator(texts, vocab_size=420, special_tokens=[END], show_progress=False)
    return tokenizer


def new_decoder(vocabulary: int, end: int) -> GPT2LMHeadModel:
    return GPT2LMHeadModel(GPT2Config(
        vocab_size=vocabulary, n_positions=CONTEXT, n_embd=WIDTH, n_layer=2, n_head=5, n_inner=3 * WIDTH,
        add_cross_attention=True, bos_token_id=end, eos_token_id=end, pad_token_id=end,
        resid_pdrop=0.0, embd_pdrop=0.0, attn_pdrop=0.0, attn_implementation="eager",
    ))  # fmt: skip


def encoder_graph(judge: Path) -> onnx.ModelProto:
    """`pixel_values` [n, 3, 128, 128] in [0, 1] → `last_hidden_state` [n, 64, 160]: the judge up to its pooling."""
    model = onnx.load(judge)
    graph = model.graph
    pooled = next(node.input[0] for node in graph.node if node.op_type in ("ReduceMean", "ReduceMax"))
    end = next(i for i, node in enumerate(graph.node) if pooled in node.output)
    nodes = list(graph.node)[: end + 1]
    for node in nodes:
        for i, name in enumerate(node.input):
            if name == "image":
                node.input[i] = "pixel_values"
    shape = onnx.numpy_helper.from_array(np.array([0, WIDTH, PATCHES], np.int64), "patches")
    nodes += [
        helper.make_node("Reshape", [pooled, "patches"], ["columns"]),
        helper.make_node("Transpose", ["columns"], ["last_hidden_state"], perm=[0, 2, 1]),
    ]
    used = {name for node in nodes for name in node.input}
    weights = [weight for weight in graph.initializer if weight.name in used] + [shape]
    real = onnx.TensorProto.FLOAT
    side = graph.input[0].type.tensor_type.shape.dim[2].dim_value
    cut = helper.make_graph(
        nodes, "captioner's encoder",
        [helper.make_tensor_value_info("pixel_values", real, ["batch_size", 3, side, side])],
        [helper.make_tensor_value_info("last_hidden_state", real, ["batch_size", PATCHES, WIDTH])], weights,
    )  # fmt: skip
    result = helper.make_model(cut, opset_imports=model.opset_import, ir_version=model.ir_version)
    onnx.checker.check_model(result)
    return result


class Encoder:
    """The encoder in onnxruntime, on uint8 pictures [n, h, w, 3]."""

    def __init__(self, judge: Path, threads: int = 0):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        self.session = onnxruntime.InferenceSession(encoder_graph(judge).SerializeToString(), options)

    def __call__(self, pictures: np.ndarray) -> np.ndarray:
        pixels = np.ascontiguousarray((pictures.astype(np.float32) / 255).transpose(0, 3, 1, 2))
        return self.session.run(None, {"pixel_values": pixels})[0]


def encode(tokenizer, texts: list[str]) -> torch.Tensor:
    """Token ids [n, longest + 2]: END, the sentence, END; −100 after it."""
    end = tokenizer.token_to_id(END)
    rows = [[end, *tokenizer.encode(text).ids, end] for text in texts]
    longest = max(map(len, rows))
    return torch.tensor([row + [-100] * (longest - len(row)) for row in rows])
