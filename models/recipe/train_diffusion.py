"""Trains text encoder and UNet together on encoded pictures.

`python train_diffusion.py LATENTS.npy TOKENIZER_FOLDER OUT.pt --minutes 70`

ε-prediction under SD's schedule; `timestep_weights` says how much each timestep counts. Captions are
written anew each time a scene comes up. OUT.pt holds the exponential moving average and is rewritten
every 500 steps; `--resume` goes on from such a file.
"""

import argparse
import copy

import numpy as np
import torch
from diffusers import DDIMScheduler
from diffusers.models.attention_processor import AttnProcessor
from transformers import CLIPTokenizer

from budget import Budget
from captions import training_caption
from diffusion import SCHEDULE, new_text_encoder, new_unet
from tokenizer import encode
from world import random_scene

RATE = 8e-4
GAMMA = 5.0
EMA = 0.999


class Painter(torch.nn.Module):
    """Both trained parts as one module."""

    def __init__(self, tokenizer):
        super().__init__()
        self.text_encoder, self.unet = new_text_encoder(tokenizer), new_unet()

    def forward(self, z, timesteps, tokens):
        words = self.text_encoder(tokens).last_hidden_state
        return self.unet(z, timesteps, words).sample


def timestep_weights(kept: torch.Tensor) -> torch.Tensor:
    """The weight of each timestep's squared error, from its ᾱ [1000].

    Nearly clean latents count less: min(SNR, γ) / SNR (Hang et al. 2023, γ = 5). Nearly pure noise
    counts more, SNR^-0.75 below SNR 1, which makes errors there about as large as elsewhere: the colour
    of the background is decided at those timesteps, yet hardly moves their plain squared error.
    """
    snr = kept / (1 - kept)
    return (GAMMA / snr).clamp(max=1.0) * snr.clamp(max=1.0) ** -0.75


@torch.no_grad()
def average(ema: Painter, model: Painter, step: int) -> None:
    decay = min(EMA, (1 + step) / (10 + step))
    torch._foreach_lerp_(list(ema.parameters()), list(model.parameters()), 1 - decay)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("latents")
    parser.add_argument("tokenizer")
    parser.add_argument("out")
    parser.add_argument("--minutes", type=float, default=70)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--rate", type=float, default=RATE)
    parser.add_argument("--resume")
    args = parser.parse_args()

    torch.manual_seed(0)
    rng = np.random.default_rng(0)
    latents = torch.from_numpy(np.load(args.latents))
    scenes = [random_scene(seed) for seed in range(len(latents))]
    tokenizer = CLIPTokenizer.from_pretrained(args.tokenizer)
    kept = DDIMScheduler(**SCHEDULE).alphas_cumprod
    weights = timestep_weights(kept)

    model = Painter(tokenizer)
    if args.resume:
        model.load_state_dict(torch.load(args.resume)["ema"])
    ema = copy.deepcopy(model).eval()
    # On a CPU a fifth faster than the defaults: channels last, and attention as plain products.
    model.to(memory_format=torch.channels_last).unet.set_attn_processor(AttnProcessor())
    fast = torch.compile(model)
    optimizer = torch.optim.AdamW(model.parameters(), args.rate, betas=(0.9, 0.99), weight_decay=0.01, fused=True)
    budget, step, mean_loss, n = Budget(args.minutes), 0, 0.0, args.batch
    while budget.done() < 1:
        rate = budget.set_rate(optimizer, args.rate)
        chosen = rng.integers(0, len(latents), n)
        tokens = encode(tokenizer, [training_caption(scenes[i], rng) for i in chosen])
        clean = latents[chosen].float()
        # One timestep from each n-th part of the schedule: less noise in the gradient.
        t = ((torch.arange(n) + torch.rand(n)) * (1000 / n)).long()
        noise = torch.randn_like(clean)
        a = kept[t][:, None, None, None]
        noisy = (a.sqrt() * clean + (1 - a).sqrt() * noise).contiguous(memory_format=torch.channels_last)
        with torch.autocast("cpu", torch.bfloat16):
            predicted = fast(noisy, t, tokens)
        error = (predicted.float() - noise).square().mean((1, 2, 3))
        loss = (weights[t] * error).mean()
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        step += 1
        average(ema, model, step)
        mean_loss += (float(error.mean().detach()) - mean_loss) / min(step, 100)
        if step % 100 == 0:
            print(f"{step} {budget.done():.3f} lr {rate:.1e} mse {mean_loss:.4f}", flush=True)
        if step % 500 == 0 or budget.done() >= 1:
            torch.save({"ema": ema.state_dict(), "step": step}, args.out)


if __name__ == "__main__":
    main()
