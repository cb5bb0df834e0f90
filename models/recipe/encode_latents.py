"""Encodes rendered pictures once: `python encode_latents.py PICTURES.npy VAE.pt OUT.npy`."""

import argparse

import numpy as np
import torch

from vae import load, to_tensor


@torch.no_grad()
def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pictures")
    parser.add_argument("vae")
    parser.add_argument("out")
    args = parser.parse_args()
    model, factor = load(args.vae)
    data = np.load(args.pictures, mmap_mode="r")
    parts = []
    for i in range(0, len(data), 64):
        with torch.autocast("cpu", torch.bfloat16):
            parts.append(model.encoder(to_tensor(data[i : i + 64])).float().numpy() * factor)
    latents = np.concatenate(parts).astype(np.float16)
    print(latents.shape, "mean", latents.mean((0, 2, 3), dtype=float), "std", latents.std(dtype=float))
    np.save(args.out, latents)


if __name__ == "__main__":
    main()
