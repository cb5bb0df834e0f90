"""Makes a model folder of Stable Diffusion 1.5's exact architecture with random weights (4.2 GB), to measure
at full size where the real weights cannot be downloaded.

    pip install torch diffusers transformers onnx onnxscript
    python bench/make-random-sd15.py FOLDER

Writes FOLDER as a folder that Wordbrush opens; the tokenizer is the bundled model's. Never commit it.
"""

import json
import shutil
import sys
from pathlib import Path

import torch
from diffusers import AutoencoderKL, UNet2DConditionModel
from transformers import CLIPTextConfig, CLIPTextModel

SEED = 0
TOKENS, WIDTH = 77, 768
TOKENIZER = Path(__file__).parent.parent / "models" / "emoji-world" / "tokenizer"

SCHEDULER = {
    "_class_name": "PNDMScheduler",
    "beta_start": 0.00085,
    "beta_end": 0.012,
    "beta_schedule": "scaled_linear",
    "num_train_timesteps": 1000,
    "set_alpha_to_one": False,
    "steps_offset": 1,
}


def make_unet() -> UNet2DConditionModel:
    """The published configuration of runwayml/stable-diffusion-v1-5's UNet."""
    torch.manual_seed(SEED)
    return UNet2DConditionModel(
        sample_size=64,
        block_out_channels=(320, 640, 1280, 1280),
        layers_per_block=2,
        down_block_types=("CrossAttnDownBlock2D",) * 3 + ("DownBlock2D",),
        up_block_types=("UpBlock2D",) + ("CrossAttnUpBlock2D",) * 3,
        cross_attention_dim=WIDTH,
        attention_head_dim=8,
    ).eval().requires_grad_(False)


def make_vae() -> AutoencoderKL:
    torch.manual_seed(SEED)
    return AutoencoderKL(
        sample_size=512,
        block_out_channels=(128, 256, 512, 512),
        layers_per_block=2,
        down_block_types=("DownEncoderBlock2D",) * 4,
        up_block_types=("UpDecoderBlock2D",) * 4,
        latent_channels=4,
    ).eval().requires_grad_(False)


def make_text_encoder(vocabulary: int) -> CLIPTextModel:
    """CLIP ViT-L/14's, but for its vocabulary."""
    torch.manual_seed(SEED)
    return CLIPTextModel(
        CLIPTextConfig(
            vocab_size=vocabulary,
            hidden_size=WIDTH,
            intermediate_size=3072,
            num_hidden_layers=12,
            num_attention_heads=12,
            max_position_embeddings=TOKENS,
            eos_token_id=vocabulary - 1,
            attn_implementation="eager",
        )
    ).eval().requires_grad_(False)


class Call(torch.nn.Module):
    """A module whose forward is a function of it."""

    def __init__(self, module, function):
        super().__init__()
        self.module, self.function = module, function

    def forward(self, *args):
        return self.function(self.module, *args)


def export_unet(folder: Path) -> None:
    unet = make_unet()
    folder.mkdir(parents=True, exist_ok=True)
    unet.save_config(folder)
    batch = torch.export.Dim("batch", min=1, max=64)
    torch.onnx.export(
        Call(unet, lambda module, *inputs: module(*inputs, return_dict=False)[0]),
        (torch.randn(2, 4, 64, 64), torch.tensor(601), torch.randn(2, TOKENS, WIDTH)),
        folder / "model.onnx",
        input_names=["sample", "timestep", "encoder_hidden_states"],
        output_names=["out_sample"],
        dynamic_shapes=(({0: batch}, None, {0: batch}),),
        opset_version=18,
        dynamo=True,
        external_data=True,
    )


def export_other(module, function, argument, names: tuple, free: dict, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    torch.onnx.export(
        Call(module, function),
        (argument,),
        folder / "model.onnx",
        input_names=[names[0]],
        output_names=[names[1]],
        dynamic_axes={names[0]: free},
        opset_version=17,
        dynamo=False,
    )


def main() -> None:
    folder = Path(sys.argv[1])
    if not (folder / "unet" / "model.onnx").exists():
        export_unet(folder / "unet")

    vae = make_vae()
    sizes = {0: "batch", 2: "height", 3: "width"}
    for name in ("vae_encoder", "vae_decoder"):
        vae.save_config(folder / name)
    export_other(
        vae,
        lambda module, picture: module.encode(picture, return_dict=False)[0].parameters,
        torch.randn(1, 3, 512, 512),
        ("sample", "latent_parameters"),
        sizes,
        folder / "vae_encoder",
    )
    export_other(
        vae,
        lambda module, latent: module.decode(latent, return_dict=False)[0],
        torch.randn(1, 4, 64, 64),
        ("latent_sample", "sample"),
        sizes,
        folder / "vae_decoder",
    )

    shutil.copytree(TOKENIZER, folder / "tokenizer", dirs_exist_ok=True)
    config = folder / "tokenizer" / "tokenizer_config.json"
    config.write_text(json.dumps({**json.loads(config.read_text()), "model_max_length": TOKENS}))
    vocabulary = len(json.loads((folder / "tokenizer" / "vocab.json").read_text()))
    encoder = make_text_encoder(vocabulary)
    export_other(
        encoder,
        lambda module, ids: module(input_ids=ids).last_hidden_state,
        torch.zeros(1, TOKENS, dtype=torch.int64),
        ("input_ids", "last_hidden_state"),
        {0: "batch"},
        folder / "text_encoder",
    )
    (folder / "text_encoder" / "config.json").write_text(
        json.dumps({"hidden_size": WIDTH, "max_position_embeddings": TOKENS})
    )

    (folder / "scheduler").mkdir(exist_ok=True)
    (folder / "scheduler" / "scheduler_config.json").write_text(json.dumps(SCHEDULER))
    (folder / "model_index.json").write_text(json.dumps({"_class_name": "StableDiffusionPipeline"}))


if __name__ == "__main__":
    main()
