"""Writes judge.onnx and labels.json: `python export_judge.py JUDGE.pt OUT_FOLDER`."""

import argparse
from pathlib import Path

import numpy as np
import onnxruntime
import torch

from export import OPSET, write_json
from half_weights import finish, round_to_half
from judge import LABELS, load
from world import SIDE


class Heads(torch.nn.Module):
    """The judge with its outputs as a tuple, in the order of `LABELS`, then the amount."""

    def __init__(self, judge):
        super().__init__()
        self.judge = judge

    def forward(self, image):
        return tuple(self.judge(image).values())


@torch.no_grad()
def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("judge", type=Path)
    parser.add_argument("out", type=Path)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    judge = load(args.judge)
    round_to_half(judge)
    heads, path, outputs = Heads(judge), args.out / "judge.onnx", [*LABELS, "amount"]
    torch.onnx.export(
        heads, (torch.rand(2, 3, SIDE, SIDE),), str(path), dynamo=False, opset_version=OPSET,
        input_names=["image"], output_names=outputs, dynamic_axes={n: {0: "batch"} for n in ["image", *outputs]},
    )  # fmt: skip
    finish(path)
    write_json(args.out / "labels.json", LABELS)
    image = torch.rand(3, 3, SIDE, SIDE)
    ours = onnxruntime.InferenceSession(str(path)).run(None, {"image": image.numpy()})
    error = max(float(np.abs(a - b.numpy()).max()) for a, b in zip(ours, heads(image)))
    print(f"judge: {error:.1e} from torch, {path.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
