"""Writes the CLIP in the layout of Transformers.js: `python export_clip.py CLIP.pt ../emoji-world OUT_FOLDER`.

`config.json`, the tokenizer, `preprocessor_config.json`, and two graphs as in published exports: `onnx/vision_model.onnx`
from `pixel_values` to `image_embeds`, `onnx/text_model.onnx` from `input_ids` to `text_embeds`, neither of unit length.
Weights are stored as float16, like the rest of the folder.
"""

import argparse
import shutil
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from transformers import CLIPTokenizer

from clip import WIDTH, Clip
from export import OPSET, write_json
from half_weights import finish, round_to_half
from tokenizer import encode
from world import SIDE

TOLERANCE = 2e-3
"""Largest difference from torch that a check accepts, relative to the largest output."""


class TextEmbeds(torch.nn.Module):
    """The text tower with its embedding as the only output."""

    def __init__(self, text):
        super().__init__()
        self.text = text

    def forward(self, input_ids):
        return self.text(input_ids).text_embeds


def export(module, path: Path, name: str, example: torch.Tensor, output: str, axes: dict) -> None:
    """Exports one tower and checks it at another batch size."""
    torch.onnx.export(
        module, (example,), str(path), dynamo=False, opset_version=OPSET,
        input_names=[name], output_names=[output], dynamic_axes={name: axes, output: {0: "batch_size"}},
    )  # fmt: skip
    finish(path)
    twice = torch.cat([example, example.flip(-1)])
    ours = onnxruntime.InferenceSession(str(path)).run(None, {name: twice.numpy()})[0]
    theirs = module(twice).numpy()
    error = float(np.abs(ours - theirs).max() / np.abs(theirs).max())
    print(f"{path.name}: {error:.1e} from torch, {path.stat().st_size / 1e6:.2f} MB")
    if error > TOLERANCE:
        raise ValueError(f"{path} differs from torch by {error:.1e} of its largest output (allowed: {TOLERANCE})")


@torch.no_grad()
def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("clip", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    args = parser.parse_args()
    tokenizer = CLIPTokenizer.from_pretrained(args.folder / "tokenizer")
    clip = Clip(tokenizer)
    clip.load_state_dict(torch.load(args.clip))
    round_to_half(clip.eval())

    (args.out / "onnx").mkdir(parents=True, exist_ok=True)
    export(clip.vision, args.out / "onnx/vision_model.onnx", "pixel_values", torch.rand(1, 3, SIDE, SIDE) * 2 - 1,
           "image_embeds", {0: "batch_size"})  # fmt: skip
    export(TextEmbeds(clip.text), args.out / "onnx/text_model.onnx", "input_ids",
           encode(tokenizer, ["a cat wearing a crown on a red background"]),
           "text_embeds", {0: "batch_size", 1: "sequence_length"})  # fmt: skip

    for name in ("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json"):
        shutil.copy(args.folder / "tokenizer" / name, args.out / name)
    write_json(args.out / "config.json", {
        "architectures": ["CLIPModel"], "model_type": "clip", "projection_dim": WIDTH,
        "logit_scale_init_value": round(float(clip.logit_scale), 4),
        "text_config": {**clip.text.config.to_dict(), "architectures": None},
        "vision_config": {"model_type": "clip_vision_model", "image_size": SIDE, "projection_dim": WIDTH},
    })  # fmt: skip
    write_json(args.out / "preprocessor_config.json", {
        "image_processor_type": "CLIPImageProcessor", "do_resize": True, "size": {"shortest_edge": SIDE}, "resample": 3,
        "do_center_crop": True, "crop_size": {"height": SIDE, "width": SIDE}, "do_rescale": True,
        "rescale_factor": 1 / 255, "do_normalize": True, "image_mean": [0.5] * 3, "image_std": [0.5] * 3,
    })  # fmt: skip


if __name__ == "__main__":
    main()
