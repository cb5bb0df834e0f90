"""The judge: a small classifier that says what a picture of emoji world shows.

Trained on renders only: `python judge.py PICTURES.npy VAE.pt OUT.pt --minutes 5`. It never sees the diffusion model's
pictures, so it can grade them. Blur, noise, colour shifts and the autoencoder's own round trip keep it from
minding softness.
"""

import argparse

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from budget import Budget
from render import HELD_OUT, render_seeds
from vae import load as load_vae
from vae import to_tensor
from world import COLOURS, NOUNS, PATTERNS, WEATHERS, WORN, Scene, random_scene

LABELS = {
    "noun": list(NOUNS), "background": list(COLOURS),
    "pattern": ["none", *PATTERNS[1:]], "worn": ["none", *WORN], "weather": ["none", *WEATHERS[1:]],
}  # fmt: skip
RATE = 3e-3


def labels(scene: Scene) -> list[float]:
    """Class index for each of `LABELS`, then the amount of weather."""
    indices = [names.index(getattr(scene, head) or "none") for head, names in LABELS.items()]
    return [*indices, scene.amount if scene.weather else 0.0]


def _layer(a: int, b: int, stride: int) -> list[nn.Module]:
    return [nn.Conv2d(a, b, 3, stride, 1, bias=False), nn.BatchNorm2d(b), nn.ReLU()]


class Judge(nn.Module):
    """Pictures [n, 3, 128, 128] in [0, 1] to a dict of logits and `amount` [n]."""

    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(
            nn.PixelUnshuffle(2), *_layer(12, 32, 1), *_layer(32, 64, 2), *_layer(64, 64, 1),
            *_layer(64, 96, 2), *_layer(96, 96, 1), *_layer(96, 160, 2), *_layer(160, 160, 1),
        )  # fmt: skip
        self.heads = nn.ModuleDict({head: nn.Linear(320, len(names)) for head, names in LABELS.items()})
        self.heads["amount"] = nn.Linear(320, 1)

    def forward(self, pictures):
        x = self.body(pictures * 2 - 1)
        x = torch.cat([x.mean((2, 3)), x.amax((2, 3))], 1)
        out = {head: layer(x) for head, layer in self.heads.items()}
        out["amount"] = out["amount"].squeeze(1)
        return out


def soften(x: torch.Tensor, rng: np.random.Generator) -> torch.Tensor:
    """Random blur, colour shift and noise; pictures in [-1, 1]."""
    sigma = rng.uniform(0.01, 1.6)
    taps = torch.exp(-0.5 * (torch.arange(-3, 4) / sigma) ** 2)
    taps = (taps / taps.sum()).repeat(3, 1)
    x = F.pad(x, (3, 3, 3, 3), mode="replicate")
    x = F.conv2d(F.conv2d(x, taps[:, None, None, :], groups=3), taps[:, None, :, None], groups=3)
    x = x * (1 + 0.08 * torch.randn(len(x), 1, 1, 1)) + 0.06 * torch.randn(len(x), 3, 1, 1)
    return (x + rng.uniform(0, 0.08) * torch.randn_like(x)).clamp(-1, 1)


@torch.no_grad()
def accuracy(judge: Judge, pictures, truths: torch.Tensor) -> dict[str, float]:
    """Share right per head, and the mean absolute error of the amount. Pictures are uint8."""
    out = judge(to_tensor(pictures) / 2 + 0.5)
    scores = {head: float((out[head].argmax(1) == truths[:, i]).float().mean()) for i, head in enumerate(LABELS)}
    return scores | {"amount error": float((out["amount"] - truths[:, -1]).abs().mean())}


def load(path) -> Judge:
    judge = Judge()
    judge.load_state_dict(torch.load(path, map_location="cpu"))
    return judge.eval()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pictures")
    parser.add_argument("vae")
    parser.add_argument("out")
    parser.add_argument("--minutes", type=float, default=8)
    parser.add_argument("--resume", help="goes on from these weights")
    args = parser.parse_args()

    torch.manual_seed(0)
    rng = np.random.default_rng(0)
    data = np.load(args.pictures, mmap_mode="r")
    truths = torch.tensor([labels(random_scene(seed)) for seed in range(len(data))])
    held_out = render_seeds(HELD_OUT[:200])
    held_out_truths = torch.tensor([labels(random_scene(seed)) for seed in HELD_OUT[:200]])
    vae, _ = load_vae(args.vae)
    judge = (load(args.resume).train() if args.resume else Judge()).to(memory_format=torch.channels_last)
    optimizer = torch.optim.AdamW(judge.parameters(), RATE, weight_decay=0.02, fused=True)
    budget, step = Budget(args.minutes), 0
    while budget.done() < 1:
        budget.set_rate(optimizer, RATE)
        chosen = np.sort(rng.choice(len(data), 48, replace=False))
        x = to_tensor(data[chosen])
        with torch.autocast("cpu", torch.bfloat16):
            if step % 4 == 0:
                with torch.no_grad():
                    x = vae(x, 0.15)[0].float().clamp(-1, 1)
            out = judge(soften(x, rng) / 2 + 0.5)
        want = truths[chosen]
        loss = sum(F.cross_entropy(out[h].float(), want[:, i].long()) for i, h in enumerate(LABELS))
        loss = loss + 10 * F.mse_loss(out["amount"].float(), want[:, -1])
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        step += 1
        if step % 200 == 0:
            judge.eval()
            print(step, f"{budget.done():.2f} {loss.item():.3f}", accuracy(judge, held_out, held_out_truths), flush=True)
            judge.train()
            torch.save(judge.state_dict(), args.out)
    judge.eval()
    torch.save(judge.state_dict(), args.out)
    with torch.no_grad():
        soft = vae(to_tensor(held_out))[0].clamp(-1, 1)
    soft = ((soft + 1) * 127.5).round().byte().permute(0, 2, 3, 1)
    print("renders", accuracy(judge, held_out, held_out_truths))
    print("through the autoencoder", accuracy(judge, soft, held_out_truths))


if __name__ == "__main__":
    main()
