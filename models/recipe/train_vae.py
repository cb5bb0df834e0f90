"""Trains the autoencoder: `python train_vae.py PICTURES.npy OUT.pt --minutes 20`.

Loss: L1 + 2 · MSE on pixels, a little noise on the latent so that near latents mean near
pictures, and a light penalty on latent variance above one.
"""

import argparse

import numpy as np
import torch

from budget import Budget
from render import HELD_OUT, render_seeds
from vae import Autoencoder, to_tensor

RATE = 2e-3
NOISE = 0.05


@torch.no_grad()
def psnr(model: Autoencoder, pictures: np.ndarray) -> float:
    """Mean over pictures of 10·log10(1 / MSE), decibels, on pixels in [0, 1] as shown (8 bit)."""
    scores = []
    for i in range(0, len(pictures), 20):
        part = pictures[i : i + 20]
        out, _ = model(to_tensor(part))
        shown = ((out.clamp(-1, 1) + 1) * 127.5).round().permute(0, 2, 3, 1).numpy()
        error = ((shown - part) / 255.0) ** 2
        scores += list(-10 * np.log10(error.mean(axis=(1, 2, 3))))
    return float(np.mean(scores))


def standardise(model: Autoencoder, pictures: np.ndarray) -> float:
    """Centres the latent of a trained model; returns the scaling factor."""
    with torch.no_grad():
        z = torch.cat([model.encoder(to_tensor(pictures[i : i + 50])) for i in range(0, len(pictures), 50)])
    return model.centre(z.mean((0, 2, 3)), z.std((0, 2, 3)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pictures")
    parser.add_argument("out")
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--rate", type=float, default=RATE)
    parser.add_argument("--resume", help="start from the weights in this file")
    args = parser.parse_args()

    torch.manual_seed(0)
    rng = np.random.default_rng(0)
    data = np.load(args.pictures, mmap_mode="r")
    held_out = render_seeds(HELD_OUT[:60])
    model = Autoencoder().to(memory_format=torch.channels_last)
    if args.resume:
        model.load_state_dict(torch.load(args.resume)["model"])
    fast = torch.compile(model)
    optimizer = torch.optim.AdamW(model.parameters(), args.rate, betas=(0.9, 0.98), weight_decay=0.01)
    budget, step, mean_loss = Budget(args.minutes), 0, 0.0
    while budget.done() < 1:
        rate = budget.set_rate(optimizer, args.rate)
        x = to_tensor(data[np.sort(rng.choice(len(data), args.batch, replace=False))])
        with torch.autocast("cpu", torch.bfloat16):
            out, z = fast(x, NOISE)
        error, z = out.float() - x, z.float()
        loss = error.abs().mean() + 2 * error.square().mean()
        loss = loss + 1e-3 * torch.relu(z.square().mean((0, 2, 3)) - 1).sum()
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        step += 1
        mean_loss += (float(loss.detach()) - mean_loss) / min(step, 100)
        if step % 250 == 0:
            print(f"{step} {budget.done():.3f} lr {rate:.1e} loss {mean_loss:.4f} "
                  f"held-out {psnr(model, held_out):.2f} dB", flush=True)  # fmt: skip
            torch.save({"model": model.state_dict()}, args.out)
    factor = standardise(model, data[:2000])
    score = psnr(model, render_seeds(HELD_OUT[:200]))
    torch.save({"model": model.state_dict(), "scaling_factor": factor, "psnr": score}, args.out)
    print(f"done: {step} steps, {score:.2f} dB on 200 held-out scenes, scaling factor {factor:.4f}")


if __name__ == "__main__":
    main()
