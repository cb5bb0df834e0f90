"""Trains an editor beside the base: `python train_editors.py instruct FOLDER LATENTS.npy OUT.pt --minutes 60`.

- instruct: InstructPix2Pix (Brooks et al. 2023). 8 channels in: z_t and the picture's latent, unscaled.
- fill: inpainting as Stable Diffusion's and GLIDE's. 9 channels in: z_t, the hole (1 is drawn anew), and the latent of
  the picture with the hole gray.

What is trained is small: an input convolution, whose new weights start at zero, and a LoRA (Hu et al. 2021) of every
linear layer and convolution; for instructions of the text encoder too. The base stays as it is. LATENTS.npy holds the
families of `editor_pairs.py`, [families, VARIANTS, 4, 16, 16], scaled; OUT.pt is rewritten every few minutes and taken
up from where it stopped; OUT.safetensors beside it is what the model folder takes, and `--resume` too.
"""

import argparse
import time
from pathlib import Path

import numpy as np
import torch
from diffusers import DDIMScheduler
from diffusers.models.attention_processor import AttnProcessor
from safetensors.torch import load_file, save_file
from torch.nn.utils import parametrize
from transformers import CLIPTokenizer

from captions import caption
from diffusion import SCHEDULE
from editor_pairs import VARIANTS, family, request
from evaluate import Folder
from muon import Muon
from onnx_state import load_painter
from tokenizer import encode
from train_diffusion import timestep_weights
from train_unet import noised

RATE = 2e-3
EMA = 0.998
WARM_UP = 50
"""Steps."""
SAVE_EVERY = 120
"""Seconds."""
RANK = {
    "instruct": {"linear": 64, "convolution": 64, "text": 16},
    "fill": {"linear": 24, "convolution": 16, "text": 16},
}
MORE = {"noun": 0.4, "weather": 0.15, "worn": 0.2}
"""Shares of an instruct batch whose pairs differ in a feature that is hard to learn."""
NOISIER = 0.4
"""Timesteps are 1000 u^NOISIER: more of them where a picture's places are decided."""
DROPPED = {"instruct": (0.05, 0.05, 0.05), "fill": (0.1, 0.0, 0.0)}
"""How often the words alone are left out, the picture alone, and both, as in the papers."""


class LowRank(torch.nn.Module):
    """W + up · down; up starts at zero."""

    def __init__(self, weight: torch.Tensor, rank: int):
        super().__init__()
        self.down = torch.nn.Parameter(torch.randn(rank, *weight.shape[1:]) / weight[0].numel() ** 0.5)
        self.up = torch.nn.Parameter(torch.zeros(weight.shape[0], rank))

    def forward(self, weight: torch.Tensor) -> torch.Tensor:
        return weight + (self.up @ self.down.flatten(1)).view_as(weight)


def adapt(network: torch.nn.Module, linear: int, convolution: int) -> None:
    """Freezes a network and gives its layers low-rank factors."""
    network.requires_grad_(False)
    for name, module in list(network.named_modules()):
        if isinstance(module, torch.nn.Linear):
            parametrize.register_parametrization(module, "weight", LowRank(module.weight, linear))
        elif isinstance(module, torch.nn.Conv2d) and name not in ("conv_in", "conv_out"):
            parametrize.register_parametrization(module, "weight", LowRank(module.weight, convolution))


class Editor(torch.nn.Module):
    """The base with what an editor adds: latents, what stands beside them, timesteps and tokens → noise."""

    def __init__(self, kind: str, folder: Path):
        super().__init__()
        painter = load_painter(folder)
        self.kind, self.unet, self.text = kind, painter.unet, painter.text_encoder
        rank = RANK[kind]
        adapt(self.unet, rank["linear"], rank["convolution"])
        if kind == "instruct":
            adapt(self.text, rank["text"], rank["text"])
        else:
            self.text.requires_grad_(False)
        old = self.unet.conv_in
        new = torch.nn.Conv2d(8 if kind == "instruct" else 9, old.out_channels, 3, padding=1)
        with torch.no_grad():
            new.weight.zero_()[:, :4] = old.weight
            new.bias.copy_(old.bias)
        new.bias.requires_grad_(False)
        self.unet.conv_in = new
        self.unet.set_attn_processor(AttnProcessor())
        self.to(memory_format=torch.channels_last)

    def forward(self, z, beside, timesteps, tokens):
        words = self.text(tokens).last_hidden_state
        return self.unet(torch.cat([z, beside], 1), timesteps, words).sample

    def trained(self) -> dict[str, torch.nn.Parameter]:
        return {name: p for name, p in self.named_parameters() if p.requires_grad}

    def tensors(self, state: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
        """The trained parameters in PEFT's names, and the input convolution in its own."""
        out = {}
        for name, value in state.items():
            value = value.detach().half().contiguous()
            if name.endswith(UP) and state[name[: -len(UP)] + DOWN].ndim == 4:
                value = value[:, :, None, None].contiguous()
            out[public_name(name)] = value
        return out

    @torch.no_grad()
    def restore(self, tensors: dict[str, torch.Tensor]) -> None:
        """The way back from what `tensors` gave; factors of a lower rank leave the new ones as they began."""
        for name, p in self.trained().items():
            value = tensors[public_name(name)].float()
            rows, columns = value.shape[:2]
            p[:rows, :columns] = value.view(rows, columns, *p.shape[2:])


UP, DOWN = ".parametrizations.weight.0.up", ".parametrizations.weight.0.down"


def public_name(name: str) -> str:
    """A trained parameter's name as other tools read it."""
    name = name.replace("text.", "text_encoder.", 1) if name.startswith("text.") else name
    return name.replace(DOWN, ".lora_A.weight").replace(UP, ".lora_B.weight")


class Data:
    """Batches: clean latents, what stands beside them, and texts."""

    def __init__(self, kind: str, folder: Path, latents: Path, first: int, holed: Path | None, holes: Path | None):
        self.kind, self.scale = kind, Folder(folder).scale
        self.latents = torch.from_numpy(np.load(latents))
        self.families = [family(first + i) for i in range(len(self.latents))]
        differ = {
            "noun": lambda a, b: a.noun != b.noun, "worn": lambda a, b: a.worn != b.worn,
            "weather": lambda a, b: (a.weather, a.amount) != (b.weather, b.amount),
        }  # fmt: skip
        self.pairs = {
            feature: [
                (k, i, j) for k, scenes in enumerate(self.families) for i, a in enumerate(scenes)
                for j, b in enumerate(scenes) if differ[feature](a, b)
            ] for feature in MORE
        }  # fmt: skip
        if kind == "fill":
            self.holed, self.holes = torch.from_numpy(np.load(holed)), torch.from_numpy(np.load(holes))

    def batch(self, n: int, rng: np.random.Generator):
        which = rng.integers(0, len(self.latents), n)
        words, pictures, both = DROPPED[self.kind]
        dropped = rng.random(n)
        texts, clean, beside = [], [], []
        for k, roll in zip(which, dropped):
            scenes = self.families[k]
            if self.kind == "instruct":
                feature = rng.choice(["", *MORE], p=[1 - sum(MORE.values()), *MORE.values()])
                if feature:
                    k, i, j = self.pairs[feature][rng.integers(len(self.pairs[feature]))]
                    scenes = self.families[k]
                else:
                    i, j = rng.integers(0, VARIANTS, 2)
                text, z = request(scenes[i], scenes[j], rng), self.latents[k, j].float()
                given = self.latents[k, i].float() / self.scale
            else:
                text, z = caption(scenes[0], rng), self.latents[k, 0].float()
                given = torch.cat([self.holes[k][None].float(), self.holed[k].float()])
            no_words = roll < words or words + pictures <= roll < words + pictures + both
            no_picture = words <= roll < words + pictures + both
            texts.append("" if no_words else text)
            clean.append(z)
            beside.append(torch.zeros_like(given) if no_picture else given)
        return torch.stack(clean), torch.stack(beside), texts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=["instruct", "fill"])
    parser.add_argument("folder", type=Path)
    parser.add_argument("latents", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--first", type=int, default=400_000, help="seed of the first family")
    parser.add_argument("--holed", type=Path, help="for fill: latents of the pictures with holes")
    parser.add_argument("--holes", type=Path, help="for fill: where they are")
    parser.add_argument("--resume", type=Path, help="an editor's .safetensors to go on from")
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--rate", type=float, default=RATE)
    parser.add_argument("--threads", type=int)
    args = parser.parse_args()
    if args.threads:
        torch.set_num_threads(args.threads)

    tokenizer = CLIPTokenizer.from_pretrained(args.folder / "tokenizer")
    kept = DDIMScheduler(**SCHEDULE).alphas_cumprod
    weights = timestep_weights(kept)
    torch.manual_seed(0)
    editor = Editor(args.kind, args.folder)
    if args.resume:
        editor.restore(load_file(args.resume))
    data = Data(args.kind, args.folder, args.latents, args.first, args.holed, args.holes)
    trained = editor.trained()
    print(f"{sum(p.numel() for p in trained.values()):,} parameters", flush=True)
    average = {name: p.detach().clone() for name, p in trained.items()}
    optimizer = Muon(trained.values(), args.rate)
    step, before = 0, 0.0
    if args.out.exists():
        saved = torch.load(args.out)
        step, before, average = saved["step"], saved["seconds"], saved["average"]
        optimizer.load_state_dict(saved["optimizer"])
        with torch.no_grad():
            for name, p in trained.items():
                p.copy_(saved["trained"][name])
    fast = torch.compile(editor)
    rng = np.random.default_rng([2, step])
    torch.manual_seed(step)

    def save(seconds: float) -> None:
        temporary = args.out.with_suffix(".part")
        torch.save({
            "trained": {k: p.detach() for k, p in trained.items()}, "average": average,
            "optimizer": optimizer.state_dict(), "step": step, "seconds": seconds,
        }, temporary)  # fmt: skip
        temporary.replace(args.out)
        save_file(editor.tensors(average), args.out.with_suffix(".safetensors"))

    late, n = 0.0, args.batch
    start = last_save = time.monotonic()
    while True:
        seconds = before + time.monotonic() - start
        done = min(1.0, seconds / (args.minutes * 60))
        if done >= 1:
            break
        for group in optimizer.param_groups:
            group["lr"] = args.rate * min(1, (step + 1) / WARM_UP, (1 - done) / 0.6)
        clean, beside, texts = data.batch(n, rng)
        t = (1000 * ((torch.arange(n) + torch.rand(n)) / n) ** NOISIER).long().clamp(max=999)
        noise = torch.randn_like(clean)
        with torch.autocast("cpu", torch.bfloat16):
            predicted = fast(noised(clean, noise, kept[t]), beside, t, encode(tokenizer, texts))
        error = (predicted.float() - noise).square().mean((1, 2, 3))
        optimizer.zero_grad(set_to_none=True)
        (weights[t] * error).mean().backward()
        torch.nn.utils.clip_grad_norm_(trained.values(), 1.0)
        optimizer.step()
        step += 1
        decay = min(EMA, (1 + step) / (10 + step))
        with torch.no_grad():
            torch._foreach_lerp_(list(average.values()), list(trained.values()), 1 - decay)
        late += (float(error.mean().detach()) - late) / min(step, 100)
        if step % 25 == 0:
            rate = optimizer.param_groups[0]["lr"]
            print(f"{step} {done:.3f} {seconds:.0f} s lr {rate:.1e} mse {late:.4f}", flush=True)
        if time.monotonic() - last_save > SAVE_EVERY:
            last_save = time.monotonic()
            save(seconds)
    save(seconds)


if __name__ == "__main__":
    main()
