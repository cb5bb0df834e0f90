"""The picture autoencoder: 3×128×128 in [-1, 1] to a 4×16×16 latent and back.

A small machine has little to spend, so pixels are unshuffled first and most channels
live at 32×32 and 16×16, where a CPU's matrix units are busy and its memory is not.
"""

import torch
from torch import nn


class ResBlock(nn.Module):
    """GroupNorm, SiLU, convolution, twice; starts as the identity."""

    def __init__(self, channels: int):
        super().__init__()
        self.norm1, self.norm2 = nn.GroupNorm(8, channels), nn.GroupNorm(8, channels)
        self.conv1 = nn.Conv2d(channels, channels, 3, padding=1)
        self.conv2 = nn.Conv2d(channels, channels, 3, padding=1)
        self.act = nn.SiLU()
        nn.init.zeros_(self.conv2.weight)
        nn.init.zeros_(self.conv2.bias)

    def forward(self, x):
        h = self.conv1(self.act(self.norm1(x)))
        return x + self.conv2(self.act(self.norm2(h)))


def _stage(channels: int, blocks: int) -> list[nn.Module]:
    return [ResBlock(channels) for _ in range(blocks)]


class Encoder(nn.Sequential):
    """Picture to latent mean."""

    def __init__(self, latent: int = 4):
        super().__init__(
            nn.PixelUnshuffle(4), nn.Conv2d(48, 96, 3, padding=1), *_stage(96, 2),
            nn.Conv2d(96, 192, 3, stride=2, padding=1), *_stage(192, 2),
            nn.GroupNorm(8, 192), nn.SiLU(), nn.Conv2d(192, 64, 3, padding=1),
            nn.Conv2d(64, latent, 1),
        )  # fmt: skip


class Decoder(nn.Sequential):
    """Latent to picture; `blocks` at 16×16, 32×32 and 64×64."""

    def __init__(self, latent: int = 4, blocks: tuple[int, int, int] = (3, 3, 3)):
        coarse, middle, fine = blocks
        super().__init__(
            nn.Conv2d(latent, 64, 1),
            nn.Conv2d(64, 192, 3, padding=1), *_stage(192, coarse),
            nn.Conv2d(192, 128 * 4, 1), nn.PixelShuffle(2), *_stage(128, middle),
            nn.Conv2d(128, 32 * 4, 1), nn.PixelShuffle(2), *_stage(32, fine),
            nn.GroupNorm(8, 32), nn.SiLU(), nn.Conv2d(32, 12, 3, padding=1), nn.PixelShuffle(2),
        )  # fmt: skip


class Autoencoder(nn.Module):
    """Deterministic: the encoder's output is the mean and nothing is sampled."""

    def __init__(self, latent: int = 4):
        super().__init__()
        self.encoder, self.decoder = Encoder(latent), Decoder(latent)

    def forward(self, pictures, noise: float = 0.0):
        """Reconstruction and latent; `noise` is the deviation added to the latent in training."""
        z = self.encoder(pictures)
        return self.decoder(z + noise * torch.randn_like(z)), z

    @torch.no_grad()
    def centre(self, mean: torch.Tensor, std: torch.Tensor) -> float:
        """Folds an affine map into the 1×1 convolutions at both sides of the latent.

        Afterwards every channel has mean 0 and the same deviation (the root mean square of
        the old ones), so one scaling factor whitens all. Returns that factor, 1 / deviation.
        """
        target = std.square().mean().sqrt()
        gain = target / std
        into, out = self.encoder[-1], self.decoder[0]
        into.weight.mul_(gain[:, None, None, None])
        into.bias.sub_(mean).mul_(gain)
        out.bias.add_(out.weight[:, :, 0, 0] @ mean)
        out.weight.div_(gain[None, :, None, None])
        return float(1 / target)


def to_tensor(pictures) -> torch.Tensor:
    """uint8 [n, h, w, 3] to float [n, 3, h, w] in [-1, 1], channels last."""
    x = torch.as_tensor(pictures).permute(0, 3, 1, 2)
    return (x.float() / 127.5 - 1).contiguous(memory_format=torch.channels_last)


def load(path) -> tuple[Autoencoder, float]:
    """A trained autoencoder and its scaling factor."""
    saved = torch.load(path, map_location="cpu")
    model = Autoencoder()
    model.load_state_dict(saved["model"])
    return model.eval().to(memory_format=torch.channels_last), saved["scaling_factor"]
