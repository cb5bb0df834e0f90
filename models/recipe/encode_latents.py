"""Encodes rendered pictures once: `python encode_latents.py PICTURES.npy VAE.pt OUT.npy`.

PICTURES.npy is uint8 [..., h, w, 3]. A model folder in place of VAE.pt encodes with the committed autoencoder.
`--holes HOLES.npy`, bool [n, h/8, w/8], encodes the first of each family of `editor_pairs.py` with its hole gray.
"""

import argparse
from pathlib import Path

import numpy as np
import torch

from evaluate import Folder
from vae import load, to_tensor


GRAY = 128
"""What stands in a hole, as in the published models: 0 between −1 and 1."""


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
    parser.add_argument("--holes", type=Path)
    args = parser.parse_args()
    encode, data = encoder_of(args.vae), np.load(args.pictures, mmap_mode="r")
    shape = data.shape[:-3]
    if args.holes:
        holes = np.load(args.holes).repeat(8, 1).repeat(8, 2)[..., None]
        data, shape = np.where(holes, np.uint8(GRAY), data[:, 0]), (len(data),)
    data = data.reshape(-1, *data.shape[-3:])
    parts = [encode(data[i : i + 64]).astype(np.float16) for i in range(0, len(data), 64)]
    latents = np.concatenate(parts)
    print(latents.shape, "mean", latents.mean((0, 2, 3), dtype=float), "std", latents.std(dtype=float))
    latents = latents.reshape(*shape, *latents.shape[1:])
    np.save(args.out, latents)


if __name__ == "__main__":
    main()
