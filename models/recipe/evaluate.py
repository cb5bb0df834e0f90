"""Measures a model folder on held-out scenes: `python evaluate.py MODEL_FOLDER JUDGE_FOLDER`.

Autoencoder: PSNR of pictures through encoder and decoder. Generation: the judge reads pictures drawn from the scenes'
canonical captions. Prints JSON, and `--sheet FILE.png` shows the first pictures under their captions.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from diffusers import DDIMScheduler
from PIL import Image
from transformers import CLIPTokenizer

from captions import canonical
from render import HELD_OUT, render_seeds
from world import random_scene


class Folder:
    """The networks of a model folder in onnxruntime; pictures are uint8 [n, h, w, 3]."""

    def __init__(self, path: Path):
        def session(part: str):
            return onnxruntime.InferenceSession(str(path / part / "model.onnx"), providers=["CPUExecutionProvider"])

        self.unet, self.text = session("unet"), session("text_encoder")
        self.encoder, self.decoder = session("vae_encoder"), session("vae_decoder")
        self.tokenizer = CLIPTokenizer.from_pretrained(path / "tokenizer")
        self.scheduler = DDIMScheduler.from_config(json.loads((path / "scheduler/scheduler_config.json").read_text()))
        self.scale = json.loads((path / "vae_decoder/config.json").read_text())["scaling_factor"]
        self.side = json.loads((path / "unet/config.json").read_text())["sample_size"]
        self.guidance = json.loads((path / "wordbrush.json").read_text())["guidanceScale"]

    def encode(self, pictures: np.ndarray) -> np.ndarray:
        pixels = (pictures.astype(np.float32) / 127.5 - 1).transpose(0, 3, 1, 2)
        return self.encoder.run(None, {"sample": np.ascontiguousarray(pixels)})[0] * np.float32(self.scale)

    def decode(self, z: np.ndarray) -> np.ndarray:
        pixels = self.decoder.run(None, {"latent_sample": (z / self.scale).astype(np.float32)})[0]
        return ((pixels.clip(-1, 1) + 1) * 127.5).round().astype(np.uint8).transpose(0, 2, 3, 1)

    def embed(self, prompts: list[str]) -> np.ndarray:
        ids = self.tokenizer(prompts, padding="max_length", truncation=True, return_tensors="np").input_ids
        return self.text.run(None, {"input_ids": ids.astype(np.int64)})[0]

    def draw(self, prompts: list[str], guidance: float | None = None, steps: int = 50, seed: int = 0) -> np.ndarray:
        """DDIM with classifier-free guidance."""
        w = self.guidance if guidance is None else guidance
        self.scheduler.set_timesteps(steps)
        words = self.embed(["", *prompts])
        context = np.concatenate([np.repeat(words[:1], len(prompts), 0), words[1:]])
        z = torch.randn(len(prompts), 4, self.side, self.side, generator=torch.Generator().manual_seed(seed))
        for t in self.scheduler.timesteps:
            both = torch.cat([z, z]).numpy()
            times = np.full(len(both), int(t), np.int64)
            noise = self.unet.run(None, {"sample": both, "timestep": times, "encoder_hidden_states": context})[0]
            blind, told = torch.from_numpy(noise).chunk(2)
            z = self.scheduler.step(blind + w * (told - blind), t, z).prev_sample
        return self.decode(z.numpy())


class OnnxJudge:
    """The exported judge: pictures to the names it reads, and the amount of weather."""

    def __init__(self, path: Path):
        self.session = onnxruntime.InferenceSession(str(path / "judge.onnx"), providers=["CPUExecutionProvider"])
        self.labels = json.loads((path / "labels.json").read_text())

    def __call__(self, pictures: np.ndarray) -> list[dict]:
        image = np.ascontiguousarray((pictures.astype(np.float32) / 255).transpose(0, 3, 1, 2))
        names = [output.name for output in self.session.get_outputs()]
        out = dict(zip(names, self.session.run(None, {"image": image})))
        return [
            {h: self.labels[h][out[h][i].argmax()] for h in self.labels} | {"amount": float(out["amount"][i])}
            for i in range(len(pictures))
        ]


def psnr(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Decibels for each picture of two uint8 batches."""
    error = ((a.astype(float) - b) / 255) ** 2
    return -10 * np.log10(error.mean(axis=(1, 2, 3)))


def agreement(read: list[dict], scenes: list) -> dict[str, float]:
    """Share of scenes for which the judge reads what the scene says; of those that have it, for worn and weather."""
    shares = {}
    for head in ("noun", "background", "pattern", "worn", "weather"):
        hits = [r[head] == (getattr(s, head) or "none") for r, s in zip(read, scenes)]
        shares[head] = float(np.mean(hits))
        if head in ("pattern", "worn", "weather"):
            shares[f"{head} where asked for"] = float(np.mean([h for h, s in zip(hits, scenes) if getattr(s, head)]))
    amounts = [(s.amount, r["amount"]) for r, s in zip(read, scenes) if s.weather]
    shares["amount correlation"] = float(np.corrcoef(np.array(amounts).T)[0, 1])
    return {name: round(value, 3) for name, value in shares.items()}


def sheet(pictures: np.ndarray, across: int = 10) -> Image.Image:
    rows = [np.concatenate(list(pictures[i : i + across]), 1) for i in range(0, len(pictures) // across * across, across)]
    return Image.fromarray(np.concatenate(rows))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("judge", type=Path)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--guidance", type=float)
    parser.add_argument("--steps", type=int, default=50)
    parser.add_argument("--sheet", type=Path)
    args = parser.parse_args()

    model, judge = Folder(args.model), OnnxJudge(args.judge)
    seeds = HELD_OUT[: args.count]
    scenes, pictures = [random_scene(seed) for seed in seeds], render_seeds(seeds)
    batches = range(0, len(scenes), 20)
    through = np.concatenate([model.decode(model.encode(pictures[i : i + 20])) for i in batches])
    prompts = [canonical(scene) for scene in scenes]
    drawn = np.concatenate([model.draw(prompts[i : i + 20], args.guidance, args.steps, seed=i) for i in batches])
    if args.sheet:
        sheet(drawn[:100]).save(args.sheet)
    print(json.dumps({
        "scenes": len(scenes),
        "guidance": args.guidance or model.guidance,
        "steps": args.steps,
        "autoencoder PSNR, dB": round(float(psnr(through, pictures).mean()), 2),
        "judge on renders": agreement(judge(pictures), scenes),
        "judge on pictures through the autoencoder": agreement(judge(through), scenes),
        "judge on drawn pictures": agreement(judge(drawn), scenes),
    }, indent=2))  # fmt: skip


if __name__ == "__main__":
    main()
