"""The text encoder and the UNet, in the shapes of Stable Diffusion 1.x, and how to draw with them."""

import torch
from diffusers import DDIMScheduler, UNet2DConditionModel
from transformers import CLIPTextConfig, CLIPTextModel

from tokenizer import CONTEXT, encode

TEXT_WIDTH = 160
LATENT_SIDE = 16

SCHEDULE = dict(
    num_train_timesteps=1000, beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear",
    clip_sample=False, set_alpha_to_one=False, steps_offset=0, prediction_type="epsilon",
)  # fmt: skip


def new_text_encoder(tokenizer) -> CLIPTextModel:
    return CLIPTextModel(CLIPTextConfig(
        vocab_size=len(tokenizer), hidden_size=TEXT_WIDTH, intermediate_size=TEXT_WIDTH * 4,
        projection_dim=TEXT_WIDTH, num_hidden_layers=3, num_attention_heads=4,
        max_position_embeddings=CONTEXT, hidden_act="quick_gelu",
        bos_token_id=tokenizer.bos_token_id, eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id, attn_implementation="eager",
    ))  # fmt: skip


def new_unet() -> UNet2DConditionModel:
    """Cross-attention at 16×16, 8×8 and in the middle, as in SD at its three finest sides."""
    return UNet2DConditionModel(
        sample_size=LATENT_SIDE, in_channels=4, out_channels=4, cross_attention_dim=TEXT_WIDTH,
        block_out_channels=(64, 128, 224), layers_per_block=1, attention_head_dim=4,
        down_block_types=("CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D"),
        up_block_types=("UpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D"),
    )  # fmt: skip


@torch.no_grad()
def draw(unet, text_encoder, tokenizer, decoder, prompts, *, scaling_factor, guidance, steps=50, seed=0):
    """DDIM with classifier-free guidance: prompts to uint8 pictures [n, h, w, 3]."""
    scheduler = DDIMScheduler(**SCHEDULE)
    scheduler.set_timesteps(steps)
    words = text_encoder(encode(tokenizer, ["", *prompts])).last_hidden_state
    n = len(prompts)
    context = torch.cat([words[:1].expand(n, -1, -1), words[1:]])
    noise = torch.Generator().manual_seed(seed)
    z = torch.randn(n, 4, LATENT_SIDE, LATENT_SIDE, generator=noise)
    for t in scheduler.timesteps:
        blind, told = unet(torch.cat([z, z]), t, context).sample.float().chunk(2)
        z = scheduler.step(blind + guidance * (told - blind), t, z).prev_sample
    picture = decoder(z / scaling_factor)
    return ((picture.clamp(-1, 1) + 1) * 127.5).round().byte().permute(0, 2, 3, 1).numpy()
