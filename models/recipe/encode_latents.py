"""Encodes rendered pictures once: `python encode_latents.py PICTURES.npy VAE.pt OUT.npy`.

A model folder in place of VAE.pt encodes with the committed autoencoder.
"""

import argparse
from pathlib import Path

import numpy as np
import torch

from evaluate import Folder
from vae import load, to_tensor


def encoder_of(path: Path):
    """uint8 pictures [n, h, w, 3] to scaled latents [n, c, h/8, w/8]."""
    if path.is_dir():
        return Folder(path).encode
    model, factor = load(path)

    def encode(pictures: np.ndarray) -> np.ndarray:
        with torch.autocast("cpu", torch.bfloat16):
            return model.encoder(to_tensor(pictures)).float().numpy() * factor

    return encode


@torch.no_grad()
def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pictures")
    parser.add_argument("vae", type=Path)
    parser.add_argument("out")
    args = parser.parse_args()
    encode, data = encoder_of(args.vae), np.load(args.pictures, mmap_mode="r")
    parts = [encode(data[i : i + 64]).astype(np.float16) for i in range(0, len(data), 64)]
    latents = np.concatenate(parts)
    print(latents.shape, "mean", latents.mean((0, 2, 3), dtype=float), "std", latents.std(dtype=float))
    np.save(args.out, latents)


if __name__ == "__main__":
    main()
