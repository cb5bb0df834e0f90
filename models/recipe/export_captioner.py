"""Writes the captioner in the layout of Transformers.js: `python export_captioner.py CAPTIONER.pt ../judge/judge.onnx OUT_FOLDER`.

`config.json`, the tokenizer, `preprocessor_config.json`, and two graphs: `onnx/encoder_model.onnx` from pixels to
states, `onnx/decoder_model_merged.onnx` from tokens and states to logits, with its cache of keys and values as inputs
and outputs. Weights are stored as float16, like the rest of the folder.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from tokenizers import Tokenizer
from transformers import PreTrainedTokenizerFast

from captioner import CONTEXT, END, PATCHES, WIDTH, encoder_graph, new_decoder
from half_weights import finish, round_to_half
from world import SIDE

OPSET = 17
TOLERANCE = 2e-3


def linear(layer, x):
    """GPT-2's Conv1D without its reshaping, which an export would fix to the example's sizes."""
    return x @ layer.weight + layer.bias


class Decoder(torch.nn.Module):
    """GPT-2 with cross-attention, one step of it: what is cached comes in and goes out as plain tensors."""

    def __init__(self, gpt2):
        super().__init__()
        self.gpt2, self.heads = gpt2, gpt2.config.n_head

    def split(self, x):
        return x.unflatten(2, (self.heads, -1)).transpose(1, 2)

    def attend(self, q, k, v, mask=None):
        scores = q @ k.transpose(2, 3) / q.shape[3] ** 0.5
        if mask is not None:
            scores = scores + mask
        return (scores.softmax(3) @ v).transpose(1, 2).flatten(2)

    def forward(self, input_ids, encoder_hidden_states, *past):
        """tokens [b, new] after `past` ([b, heads, old, d] for key and value of each layer) → logits, present."""
        body = self.gpt2.transformer
        old, new = past[0].shape[2], input_ids.shape[1]
        position = torch.arange(old, old + new, device=input_ids.device)
        x = body.wte(input_ids) + body.wpe(position)
        later = torch.arange(old + new)[None, :] > position[:, None]
        mask = later.to(x.dtype) * -1e9
        present = []
        for i, block in enumerate(body.h):
            q, k, v = map(self.split, linear(block.attn.c_attn, block.ln_1(x)).chunk(3, 2))
            k, v = torch.cat([past[2 * i], k], 2), torch.cat([past[2 * i + 1], v], 2)
            present += [k, v]
            x = x + linear(block.attn.c_proj, self.attend(q, k, v, mask))
            cross = block.crossattention
            q = self.split(linear(cross.q_attn, block.ln_cross_attn(x)))
            k, v = map(self.split, linear(cross.c_attn, encoder_hidden_states).chunk(2, 2))
            x = x + linear(cross.c_proj, self.attend(q, k, v))
            x = x + linear(block.mlp.c_proj, block.mlp.act(linear(block.mlp.c_fc, block.ln_2(x))))
        return (self.gpt2.lm_head(body.ln_f(x)), *present)


def export(module, path: Path, inputs: dict[str, torch.Tensor], outputs: list[str], axes: dict) -> list[np.ndarray]:
    path.parent.mkdir(parents=True, exist_ok=True)
    torch.onnx.export(
        module, tuple(inputs.values()), str(path), dynamo=False, opset_version=OPSET,
        input_names=list(inputs), output_names=outputs, dynamic_axes=axes,
    )  # fmt: skip
    finish(path)
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    return session.run(None, {name: value.numpy() for name, value in inputs.items()})


@torch.no_grad()
def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("captioner", type=Path)
    parser.add_argument("judge", type=Path)
    parser.add_argument("out", type=Path)
    args = parser.parse_args()
    saved = torch.load(args.captioner)
    tokenizer = Tokenizer.from_str(saved["tokenizer"])
    end = tokenizer.token_to_id(END)
    model = new_decoder(tokenizer.get_vocab_size(), end).eval()
    model.load_state_dict(saved["decoder"])
    round_to_half(model)

    (args.out / "onnx").mkdir(parents=True, exist_ok=True)
    onnx.save(encoder_graph(args.judge), args.out / "onnx/encoder_model.onnx")
    ids, states = torch.randint(0, model.config.vocab_size, (2, 5)), torch.randn(2, PATCHES, WIDTH)
    whole = model(input_ids=ids, encoder_hidden_states=states).logits
    layers, heads = model.config.n_layer, model.config.n_head
    names = [f"{i}.{part}" for i in range(layers) for part in ("key", "value")]
    decoder = Decoder(model)
    past = {f"past_key_values.{name}": torch.zeros(2, heads, 0, WIDTH // heads) for name in names}
    first = decoder(ids[:, :3], states, *past.values())
    grown = dict(zip(past, first[1:]))
    cached = {0: "batch_size", 2: "past_sequence_length"}
    grows = {0: "batch_size", 2: "total_sequence_length"}
    out = export(
        decoder, args.out / "onnx/decoder_model_merged.onnx",
        {"input_ids": ids[:, 3:], "encoder_hidden_states": states, **grown},
        ["logits", *(f"present.{name}" for name in names)],
        {"input_ids": {0: "batch_size", 1: "sequence_length"}, "encoder_hidden_states": {0: "batch_size", 1: "patches"},
         "logits": {0: "batch_size", 1: "sequence_length"}, **{name: cached for name in past},
         **{f"present.{name}": grows for name in names}},
    )  # fmt: skip
    error = float(np.abs(out[0] - whole[:, 3:].numpy()).max() / whole.abs().max())
    print(f"three tokens and then two: {error:.1e} from torch")
    if error > TOLERANCE:
        raise ValueError(f"the decoder differs from torch by {error:.1e} of its largest output (allowed: {TOLERANCE})")

    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, bos_token=END, eos_token=END, pad_token=END, unk_token=END, model_max_length=CONTEXT
    )
    fast.save_pretrained(args.out)
    write(args.out / "tokenizer_config.json", {
        "tokenizer_class": "GPT2Tokenizer", "model_max_length": CONTEXT, "add_prefix_space": False,
        "bos_token": END, "eos_token": END, "pad_token": END, "unk_token": END,
    })  # fmt: skip
    write(args.out / "config.json", {
        "architectures": ["VisionEncoderDecoderModel"], "model_type": "vision-encoder-decoder",
        "is_encoder_decoder": True, "decoder_start_token_id": end, "eos_token_id": end, "pad_token_id": end,
        "encoder": {"model_type": "vit", "hidden_size": WIDTH, "image_size": SIDE},
        "decoder": {**model.config.to_dict(), "is_decoder": True},
    })  # fmt: skip
    write(args.out / "generation_config.json", {
        "bos_token_id": end, "eos_token_id": end, "pad_token_id": end, "decoder_start_token_id": end,
        "max_length": CONTEXT,
    })  # fmt: skip
    write(args.out / "preprocessor_config.json", {
        "image_processor_type": "ViTImageProcessor", "do_normalize": False, "do_rescale": True, "do_resize": True,
        "resample": 2, "rescale_factor": 1 / 255,
        "size": {"height": SIDE, "width": SIDE},
    })  # fmt: skip


def write(path: Path, value: dict) -> None:
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
