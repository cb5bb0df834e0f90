"""Trains the decoder alone, by Muon: `python train_decoder.py PICTURES.npy LATENTS.npy FOLDER OUT.pt --minutes 34`.

Latents mean what they meant before, so the networks that draw them need no training. LATENTS.npy, scaled, are of
PICTURES.npy, uint8 [..., h, w, 3]. Loss: L1 + 2 · MSE on pixels, L1 on the differences of neighbours, which keeps edges
sharp, and noise on the latent of up to NOISE, so that what a UNet draws is decoded as well as what the encoder saw.

OUT.pt is rewritten every few minutes, and taken up from where it stopped. `--export FOLDER` writes vae_decoder there.
"""

import argparse
import copy
import time
from pathlib import Path

import numpy as np
import torch

from evaluate import Folder, psnr
from export import export_part
from half_weights import round_to_half
from onnx_state import read_state
from render import HELD_OUT, render_seeds
from train_unet import optimizers, set_rate
from vae import Decoder, to_tensor

RATE = 6e-4
EMA = 0.999
NOISE = 0.08
EDGES = 0.5
"""Weight of the differences of neighbours."""
SAVE_EVERY = 180
"""Seconds."""


def load_decoder(folder: Path) -> Decoder:
    """The decoder of a model folder."""
    decoder = Decoder()
    decoder.load_state_dict(read_state(folder / "vae_decoder/model.onnx", decoder))
    return decoder


def differences(x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Of neighbours below and to the right."""
    return x[:, :, 1:] - x[:, :, :-1], x[:, :, :, 1:] - x[:, :, :, :-1]


def loss_of(out: torch.Tensor, x: torch.Tensor) -> torch.Tensor:
    error = out - x
    edges = sum(d.abs().mean() for d in differences(error))
    return error.abs().mean() + 2 * error.square().mean() + EDGES * edges


@torch.no_grad()
def decibels(decoder: Decoder, latents: torch.Tensor, pictures: np.ndarray) -> float:
    """Mean PSNR of decoded unscaled latents against pictures, as shown (8 bit)."""
    out = torch.cat([decoder(part) for part in latents.split(20)])
    shown = ((out.float().clamp(-1, 1) + 1) * 127.5).round().byte().permute(0, 2, 3, 1).numpy()
    return float(psnr(shown, pictures).mean())


def export(decoder: Decoder, latents: torch.Tensor, folder: Path) -> None:
    """Writes vae_decoder/model.onnx."""
    decoder = copy.deepcopy(decoder).eval().to(memory_format=torch.contiguous_format)
    round_to_half(decoder)
    axes = {0: "batch", 2: "height", 3: "width"}
    export_part(folder / "vae_decoder", decoder, {"latent_sample": latents[:1]}, "sample",
                {"latent_sample": axes, "sample": axes})  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pictures", type=Path)
    parser.add_argument("latents", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--minutes", type=float, default=45)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--rate", type=float, default=RATE)
    parser.add_argument("--threads", type=int)
    parser.add_argument("--export", type=Path, help="a model folder")
    args = parser.parse_args()
    if args.threads:
        torch.set_num_threads(args.threads)

    folder = Folder(args.folder)
    held_out = render_seeds(HELD_OUT[:200])
    held_out_latents = torch.from_numpy(folder.encode(held_out) / np.float32(folder.scale))
    pictures, latents = np.load(args.pictures, mmap_mode="r"), np.load(args.latents, mmap_mode="r")
    pictures, latents = pictures.reshape(-1, *pictures.shape[-3:]), latents.reshape(-1, *latents.shape[-3:])
    torch.manual_seed(0)
    average = load_decoder(args.folder).to(memory_format=torch.channels_last).eval().requires_grad_(False)
    decoder = copy.deepcopy(average).requires_grad_(True)
    both = optimizers(decoder, args.rate)
    step, before = 0, 0.0
    if args.out.exists():
        saved = torch.load(args.out)
        step, before = saved["step"], saved["seconds"]
        average.load_state_dict(saved["average"])
        decoder.load_state_dict(saved["decoder"])
        for optimizer, state in zip(both, saved["optimizers"]):
            optimizer.load_state_dict(state)
    print(f"{step} held out {decibels(average, held_out_latents, held_out):.2f} dB", flush=True)
    fast = torch.compile(decoder)
    rng = np.random.default_rng([4, step])
    torch.manual_seed(step)

    def save(seconds: float) -> None:
        temporary = args.out.with_suffix(".part")
        torch.save({
            "average": average.state_dict(), "decoder": decoder.state_dict(),
            "optimizers": [o.state_dict() for o in both], "step": step, "seconds": seconds,
        }, temporary)  # fmt: skip
        temporary.replace(args.out)
        print(f"{step} held out {decibels(average, held_out_latents, held_out):.2f} dB", flush=True)

    late = 0.0
    start = last_save = time.monotonic()
    while True:
        seconds = before + time.monotonic() - start
        done = min(1.0, seconds / (args.minutes * 60))
        if done >= 1:
            break
        rate = set_rate(both, args.rate, step, done)
        chosen = np.sort(rng.integers(0, len(pictures), args.batch))
        x = to_tensor(pictures[chosen])
        z = torch.from_numpy(latents[chosen].astype(np.float32))
        noise = NOISE * torch.rand(len(z), 1, 1, 1) * torch.randn_like(z)
        z = ((z + noise) / folder.scale).contiguous(memory_format=torch.channels_last)
        with torch.autocast("cpu", torch.bfloat16):
            out = fast(z)
        loss = loss_of(out.float(), x)
        decoder.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(decoder.parameters(), 1.0)
        for optimizer in both:
            optimizer.step()
        step += 1
        with torch.no_grad():
            decay = min(EMA, (1 + step) / (10 + step))
            torch._foreach_lerp_(list(average.parameters()), list(decoder.parameters()), 1 - decay)
        late += (float(loss.detach()) - late) / min(step, 100)
        if step % 50 == 0:
            print(f"{step} {done:.3f} {seconds:.0f} s lr {rate:.1e} loss {late:.4f}", flush=True)
        if time.monotonic() - last_save > SAVE_EVERY:
            last_save = time.monotonic()
            save(seconds)
    save(seconds)
    if args.export:
        export(average, held_out_latents, args.export)


if __name__ == "__main__":
    main()
