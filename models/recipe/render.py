"""Renders scenes to one uint8 array on disk: `python render.py OUT.npy --first 0 --count 50000`."""

import argparse
from multiprocessing import Pool

import numpy as np

from world import SIDE, random_scene, render

HELD_OUT = range(10_000_000, 10_001_000)
"""Seeds that no training ever sees."""


def render_seed(seed: int) -> np.ndarray:
    return np.asarray(render(random_scene(seed)))


def render_seeds(seeds) -> np.ndarray:
    """uint8 [len(seeds), SIDE, SIDE, 3]."""
    return np.stack([render_seed(seed) for seed in seeds])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out")
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--count", type=int, default=50_000)
    parser.add_argument("--processes", type=int, default=2)
    args = parser.parse_args()
    out = np.lib.format.open_memmap(args.out, "w+", np.uint8, (args.count, SIDE, SIDE, 3))
    with Pool(args.processes) as pool:
        seeds = range(args.first, args.first + args.count)
        for i, picture in enumerate(pool.imap(render_seed, seeds, chunksize=64)):
            out[i] = picture
    out.flush()


if __name__ == "__main__":
    main()
