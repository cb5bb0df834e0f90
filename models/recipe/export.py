"""Writes a model folder in Hugging Face's ONNX layout.

`python export.py TOKENIZER_FOLDER VAE.pt DIFFUSION.pt OUT_FOLDER`

Each part is checked against torch in onnxruntime, then all parts take the place of the folder's old
ones by renaming, so that a reader never sees half a part.
"""

import argparse
import json
import shutil
import tempfile
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from diffusers.models.attention_processor import AttnProcessor2_0
from transformers import CLIPTokenizer

from diffusion import LATENT_SIDE, SCHEDULE, TEXT_WIDTH
from half_weights import finish, round_to_half
from tokenizer import CONTEXT, encode
from train_diffusion import Painter
from vae import load as load_vae
from world import SIDE

SETTINGS = {
    "name": "emoji-world",
    "guidanceScale": 1.5,
    "windows": {"picture": {"cross": 0.4, "self": 0.2}, "object": {"cross": 0.2, "self": 0}},
    "selfAttentionMaxTokens": LATENT_SIDE**2,
    "blendMapSide": LATENT_SIDE,
}
"""wordbrush.json: what suits a model this small; see the card."""

MODEL_INDEX = {
    "_class_name": "OnnxStableDiffusionPipeline",
    "feature_extractor": [None, None],
    "requires_safety_checker": False,
    "safety_checker": [None, None],
    "scheduler": ["diffusers", "DDIMScheduler"],
    "text_encoder": ["diffusers", "OnnxRuntimeModel"],
    "tokenizer": ["transformers", "CLIPTokenizer"],
    "unet": ["diffusers", "OnnxRuntimeModel"],
    "vae_decoder": ["diffusers", "OnnxRuntimeModel"],
    "vae_encoder": ["diffusers", "OnnxRuntimeModel"],
}
OPSET = 17
TOLERANCE = 2e-3
"""Largest difference from torch that a check accepts, relative to the largest output."""


class TextStates(torch.nn.Module):
    """The text encoder with its states as the only output."""

    def __init__(self, text_encoder):
        super().__init__()
        self.text_encoder = text_encoder

    def forward(self, input_ids):
        return self.text_encoder(input_ids).last_hidden_state


def load_painter(diffusion_path, tokenizer) -> Painter:
    """The averaged weights of a training, ready to draw."""
    painter = Painter(tokenizer)
    painter.load_state_dict(torch.load(diffusion_path, map_location="cpu")["ema"])
    return painter.eval()


def write_json(path: Path, value: dict) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n")


@torch.no_grad()
def export_part(folder: Path, module, inputs: dict, output: str, axes: dict, weights_file=None, **extra) -> None:
    """Exports one network to folder/model.onnx and checks it at another batch size."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "model.onnx"
    torch.onnx.export(
        module, tuple(inputs.values()), str(path), kwargs=extra, dynamo=False, opset_version=OPSET,
        input_names=list(inputs), output_names=[output], dynamic_axes=axes,
    )  # fmt: skip
    finish(path, weights_file)
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    twice = {name: torch.cat([value, value.flip(-1)]) for name, value in inputs.items()}
    ours = session.run(None, {name: value.numpy() for name, value in twice.items()})[0]
    theirs = module(*twice.values(), **extra)
    theirs = (theirs[0] if isinstance(theirs, tuple) else theirs).numpy()
    error = float(np.abs(ours - theirs).max() / np.abs(theirs).max())
    print(f"{folder.name}: {error:.1e} from torch, {sum(f.stat().st_size for f in folder.iterdir()) / 1e6:.1f} MB")
    if error > TOLERANCE:
        raise ValueError(f"{path} differs from torch by {error:.1e} of its largest output (allowed: {TOLERANCE})")


def export(tokenizer_folder: Path, vae_path: Path, diffusion_path: Path, out: Path) -> None:
    """Writes all parts to `out`, next to whatever else it holds."""
    tokenizer = CLIPTokenizer.from_pretrained(tokenizer_folder)
    painter = load_painter(diffusion_path, tokenizer)
    vae, factor = load_vae(vae_path)
    vae = vae.to(memory_format=torch.contiguous_format)
    for module in (painter, vae):
        round_to_half(module)
    unet, text = painter.unet, painter.text_encoder
    unet.set_attn_processor(AttnProcessor2_0())

    pixels = {0: "batch", 2: "height", 3: "width"}
    ids = encode(tokenizer, ["a cat wearing a crown on a red background"])
    z = torch.randn(1, 4, LATENT_SIDE, LATENT_SIDE)
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=".export-") as temporary:
        new = Path(temporary)
        export_part(new / "unet", unet, {
            "sample": z, "timestep": torch.tensor([421]),
            "encoder_hidden_states": text(ids).last_hidden_state.detach(),
        }, "out_sample", {
            "sample": pixels, "timestep": {0: "batch"},
            "encoder_hidden_states": {0: "batch", 1: "sequence"}, "out_sample": pixels,
        }, "weights.bin", return_dict=False)  # fmt: skip
        export_part(new / "text_encoder", TextStates(text), {"input_ids": ids}, "last_hidden_state", {
            "input_ids": {0: "batch"}, "last_hidden_state": {0: "batch"}})  # fmt: skip
        export_part(new / "vae_encoder", vae.encoder, {"sample": torch.rand(1, 3, SIDE, SIDE) * 2 - 1},
                    "latent_sample", {"sample": pixels, "latent_sample": pixels})  # fmt: skip
        export_part(new / "vae_decoder", vae.decoder, {"latent_sample": z / factor}, "sample",
                    {"latent_sample": pixels, "sample": pixels})  # fmt: skip

        write_json(new / "unet/config.json", {**unet.config, "_class_name": "UNet2DConditionModel"})
        write_json(new / "text_encoder/config.json", text.config.to_dict())
        vae_config = {
            "_class_name": "AutoencoderKL", "in_channels": 3, "out_channels": 3, "latent_channels": 4,
            "block_out_channels": [12, 32, 128, 192], "sample_size": SIDE, "scaling_factor": factor,
        }  # fmt: skip
        write_json(new / "vae_encoder/config.json", vae_config)
        write_json(new / "vae_decoder/config.json", vae_config)
        write_json(new / "scheduler/scheduler_config.json", {"_class_name": "DDIMScheduler", **SCHEDULE})
        shutil.copytree(tokenizer_folder, new / "tokenizer")
        write_json(new / "model_index.json", MODEL_INDEX)
        write_json(new / "wordbrush.json", SETTINGS)

        for part in sorted(new.iterdir()):
            old = out / part.name
            if old.is_dir():
                old.rename(new / f".old-{part.name}")
            part.rename(old)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("tokenizer", "vae", "diffusion", "out"):
        parser.add_argument(name, type=Path)
    args = parser.parse_args()
    export(args.tokenizer, args.vae, args.diffusion, args.out.resolve())
