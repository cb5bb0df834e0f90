"""Trains the UNet alone, by Muon: `python train_unet.py LATENTS.npy TOKENIZER OUT.pt --resume STATE.pt --minutes 90`.

The text encoder stays as it is, so the words keep their meaning. Same loss and captions as `train_diffusion.py`.
STATE.pt comes from `onnx_state.py` or is an earlier OUT.pt; OUT.pt is rewritten every few minutes with all that is
needed to go on, so a training that was stopped goes on from its own file with what was left of its minutes.
"""

import argparse
import copy
import time
from pathlib import Path

import numpy as np
import torch
from diffusers import DDIMScheduler
from diffusers.models.attention_processor import AttnProcessor
from transformers import CLIPTokenizer

from captions import training_caption
from diffusion import SCHEDULE
from muon import Muon
from render import HELD_OUT
from tokenizer import encode
from train_diffusion import Painter, timestep_weights
from world import random_scene

RATE = 6e-4
EMA = 0.999
CONSTANT = 0.3
"""Part of the time at the full rate; then it falls to zero on a straight line."""
WARM_UP = 100
"""Steps."""
SAVE_EVERY = 180
"""Seconds."""


class HeldOut:
    """The loss on scenes that are never trained on, with captions, noise and timesteps that never change."""

    def __init__(self, latents: np.ndarray, text, tokenizer, kept: torch.Tensor):
        rng, noise = np.random.default_rng(5), torch.Generator().manual_seed(3)
        n = len(latents)
        captions = [training_caption(random_scene(HELD_OUT[500 + i]), rng) for i in range(n)]
        with torch.no_grad():
            self.words = text(encode(tokenizer, captions)).last_hidden_state
        self.t = torch.arange(n) * 1000 // n
        self.noise = torch.randn(latents.shape, generator=noise)
        self.z = noised(torch.from_numpy(latents).float(), self.noise, kept[self.t])

    @torch.no_grad()
    def __call__(self, unet) -> float:
        errors = []
        for i in range(0, len(self.z), 64):
            part = slice(i, i + 64)
            with torch.autocast("cpu", torch.bfloat16):
                predicted = unet(self.z[part], self.t[part], self.words[part]).sample
            errors.append((predicted.float() - self.noise[part]).square().mean((1, 2, 3)))
        return float(torch.cat(errors).mean())


def noised(z: torch.Tensor, noise: torch.Tensor, kept: torch.Tensor) -> torch.Tensor:
    """√ᾱ z + √(1 − ᾱ) noise, for latents [n, c, h, w] and ᾱ [n]."""
    a = kept[:, None, None, None]
    return (a.sqrt() * z + (1 - a).sqrt() * noise).contiguous(memory_format=torch.channels_last)


def optimizers(unet, rate: float) -> list[torch.optim.Optimizer]:
    """Muon for the matrices inside; AdamW for biases, norms, and the first and the last convolution."""
    inside = [
        p for name, p in unet.named_parameters() if p.ndim >= 2 and not name.startswith(("conv_in", "conv_out"))
    ]
    chosen = {id(p) for p in inside}
    rest = [p for p in unet.parameters() if id(p) not in chosen]
    return [Muon(inside, rate), torch.optim.AdamW(rest, rate, betas=(0.9, 0.99), weight_decay=0.01, fused=True)]


def set_rate(both: list[torch.optim.Optimizer], rate: float, step: int, done: float) -> float:
    """Sets and returns the learning rate: warm-up over steps, then constant, then a straight line to zero."""
    now = rate * min(1, (step + 1) / WARM_UP, (1 - done) / (1 - CONSTANT))
    for optimizer in both:
        for group in optimizer.param_groups:
            group["lr"] = now
    return now


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("latents", type=Path)
    parser.add_argument("tokenizer")
    parser.add_argument("out", type=Path)
    parser.add_argument("--resume", type=Path, required=True)
    parser.add_argument("--held-out", type=Path, help="latents of the seeds from HELD_OUT[500]")
    parser.add_argument("--first", type=int, default=0, help="seed of the first of LATENTS")
    parser.add_argument("--minutes", type=float, default=90)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--rate", type=float, default=RATE)
    parser.add_argument("--threads", type=int, help="1 is best beside other work: nobody waits for a thread that waits")
    args = parser.parse_args()
    if args.threads:
        torch.set_num_threads(args.threads)

    tokenizer = CLIPTokenizer.from_pretrained(args.tokenizer)
    kept = DDIMScheduler(**SCHEDULE).alphas_cumprod
    weights = timestep_weights(kept)
    latents = torch.from_numpy(np.load(args.latents))
    scenes = [random_scene(args.first + i) for i in range(len(latents))]

    saved = torch.load(args.out if args.out.exists() else args.resume)
    painter = Painter(tokenizer)
    painter.load_state_dict(saved["ema"])
    text, average = painter.text_encoder.eval().requires_grad_(False), painter.unet
    unet = copy.deepcopy(average)
    if "unet" in saved:
        unet.load_state_dict(saved["unet"])
    average.eval().requires_grad_(False)
    for module in (unet, average):
        module.to(memory_format=torch.channels_last).set_attn_processor(AttnProcessor())
    both = optimizers(unet, args.rate)
    for optimizer, state in zip(both, saved.get("optimizers", [])):
        optimizer.load_state_dict(state)
    fast, fast_text = torch.compile(unet), torch.compile(text)
    step, before = saved["step"] if "unet" in saved else 0, saved.get("seconds", 0.0)
    rng = np.random.default_rng([1, step])
    torch.manual_seed(step)
    held_out = HeldOut(np.load(args.held_out), text, tokenizer, kept) if args.held_out else None

    def save(seconds: float) -> None:
        temporary = args.out.with_suffix(".part")
        torch.save({
            "ema": painter.state_dict(), "step": step, "seconds": seconds,
            "unet": unet.state_dict(), "optimizers": [o.state_dict() for o in both],
        }, temporary)  # fmt: skip
        temporary.replace(args.out)

    loss_of_late, n = 0.0, args.batch
    start, last_save = time.monotonic(), time.monotonic()
    while True:
        seconds = before + time.monotonic() - start
        done = min(1.0, seconds / (args.minutes * 60))
        if done >= 1:
            break
        rate = set_rate(both, args.rate, step, done)
        chosen = rng.integers(0, len(latents), n)
        tokens = encode(tokenizer, [training_caption(scenes[i], rng) for i in chosen])
        # One timestep from each n-th part of the schedule: less noise in the gradient.
        t = ((torch.arange(n) + torch.rand(n)) * (1000 / n)).long()
        clean = latents[chosen].float()
        noise = torch.randn_like(clean)
        with torch.autocast("cpu", torch.bfloat16):
            with torch.no_grad():
                words = fast_text(tokens).last_hidden_state
            predicted = fast(noised(clean, noise, kept[t]), t, words).sample
        error = (predicted.float() - noise).square().mean((1, 2, 3))
        unet.zero_grad(set_to_none=True)
        (weights[t] * error).mean().backward()
        torch.nn.utils.clip_grad_norm_(unet.parameters(), 1.0)
        for optimizer in both:
            optimizer.step()
        step += 1
        with torch.no_grad():
            decay = min(EMA, (1 + step) / (10 + step))
            torch._foreach_lerp_(list(average.parameters()), list(unet.parameters()), 1 - decay)
        loss_of_late += (float(error.mean().detach()) - loss_of_late) / min(step, 100)
        if step % 50 == 0:
            print(f"{step} {done:.3f} lr {rate:.1e} mse {loss_of_late:.4f}", flush=True)
        if time.monotonic() - last_save > SAVE_EVERY:
            last_save = time.monotonic()
            save(seconds)
            if held_out:
                print(f"{step} held out {held_out(average):.4f}", flush=True)
    save(seconds)
    if held_out:
        print(f"{step} held out {held_out(average):.4f}, the end", flush=True)


if __name__ == "__main__":
    main()
