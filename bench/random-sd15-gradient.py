"""The null-text gradient of make-random-sd15.py's UNet by PyTorch's autograd, for bench/full.ts.

    python bench/random-sd15-gradient.py FOLDER timestep w a b

FOLDER holds the inputs as raw float32: latent, nullEmbedding, conditional, target. Writes `reference`.
"""

import importlib
import sys
from pathlib import Path

import numpy as np
import torch


def main() -> None:
    folder = Path(sys.argv[1])
    timestep, (w, a, b) = int(sys.argv[2]), map(float, sys.argv[3:])

    def read(name: str, *dims: int) -> torch.Tensor:
        return torch.from_numpy(np.fromfile(folder / name, np.float32).reshape(dims))

    latent, conditional, target = (read(n, 1, 4, 64, 64) for n in ("latent", "conditional", "target"))
    null = read("nullEmbedding", 1, 77, 768).requires_grad_()
    unet = importlib.import_module("make-random-sd15").make_unet()
    unconditional = unet(latent, timestep, null, return_dict=False)[0]
    previous = a * latent + b * (unconditional + w * (conditional - unconditional))
    ((previous - target) ** 2).mean().backward()
    null.grad.numpy().tofile(folder / "reference")


if __name__ == "__main__":
    main()
