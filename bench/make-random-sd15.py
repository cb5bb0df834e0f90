"""Makes a UNet of Stable Diffusion 1.5's exact topology with random weights (3.4 GB), to measure the
compiler at full size where the real weights cannot be downloaded.

    pip install torch diffusers onnx onnxscript
    python bench/make-random-sd15.py FOLDER

Writes FOLDER/unet/{model.onnx, model.onnx.data, config.json}. Never commit it.
"""

import sys
from pathlib import Path

import torch
from diffusers import UNet2DConditionModel

SEED = 0


def make_unet() -> UNet2DConditionModel:
    """The published configuration of runwayml/stable-diffusion-v1-5's UNet."""
    torch.manual_seed(SEED)
    return UNet2DConditionModel(
        sample_size=64,
        block_out_channels=(320, 640, 1280, 1280),
        layers_per_block=2,
        down_block_types=("CrossAttnDownBlock2D",) * 3 + ("DownBlock2D",),
        up_block_types=("UpBlock2D",) + ("CrossAttnUpBlock2D",) * 3,
        cross_attention_dim=768,
        attention_head_dim=8,
    ).eval().requires_grad_(False)


class Wrapped(torch.nn.Module):
    def __init__(self, unet):
        super().__init__()
        self.unet = unet

    def forward(self, sample, timestep, encoder_hidden_states):
        return self.unet(sample, timestep, encoder_hidden_states, return_dict=False)[0]


def main() -> None:
    folder = Path(sys.argv[1]) / "unet"
    folder.mkdir(parents=True, exist_ok=True)
    unet = make_unet()
    unet.save_config(folder)
    batch = torch.export.Dim("batch", min=1, max=64)
    torch.onnx.export(
        Wrapped(unet),
        (torch.randn(2, 4, 64, 64), torch.tensor(601), torch.randn(2, 77, 768)),
        folder / "model.onnx",
        input_names=["sample", "timestep", "encoder_hidden_states"],
        output_names=["out_sample"],
        dynamic_shapes={"sample": {0: batch}, "timestep": None, "encoder_hidden_states": {0: batch}},
        opset_version=18,
        dynamo=True,
        external_data=True,
    )


if __name__ == "__main__":
    main()
