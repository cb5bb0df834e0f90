"""A Stable Diffusion folder in Hugging Face's ONNX layout, as the reference uses it."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from diffusers import UNet2DConditionModel
from PIL import Image
from transformers import AutoTokenizer

from .onnx_weights import load_weights
from .prompts import Prompt, read_prompt
from .schedule import Schedule

NETWORKS = ("unet", "text_encoder", "vae_encoder", "vae_decoder")


@dataclass(frozen=True)
class Settings:
    """What `wordbrush.json` says; by default the ratios of Stable Diffusion."""

    guidance_scale: float
    self_attention_max_tokens: int
    blend_map_side: int


class ModelFolder:
    """The UNet runs in torch; the text encoder and the VAE, which nobody differentiates, in onnxruntime."""

    def __init__(self, path: str | Path):
        self.path = Path(path)
        config = self._json("unet/config.json")
        self.unet = UNet2DConditionModel.from_config(config).eval()
        load_weights(self.unet, str(self.path / "unet/model.onnx"))
        self.tokenizer = AutoTokenizer.from_pretrained(self.path / "tokenizer")
        self.scheduler_config = self._json("scheduler/scheduler_config.json")
        self.scale = self._json("vae_decoder/config.json").get("scaling_factor", 0.18215)
        side = config["sample_size"]
        own = self._json("wordbrush.json") if (self.path / "wordbrush.json").exists() else {}
        self.settings = Settings(
            guidance_scale=own.get("guidanceScale", 7.5),
            self_attention_max_tokens=own.get("selfAttentionMaxTokens", (side // 2) ** 2),
            blend_map_side=own.get("blendMapSide", side // 4),
        )
        self._sessions = {name: self._session(name) for name in NETWORKS if name != "unet"}

    def _json(self, name: str) -> dict:
        return json.loads((self.path / name).read_text())

    def _session(self, name: str):
        return onnxruntime.InferenceSession(
            str(self.path / name / "model.onnx"), providers=["CPUExecutionProvider"]
        )

    def _run(self, name: str, value: np.ndarray):
        session = self._sessions[name]
        return torch.from_numpy(session.run(None, {session.get_inputs()[0].name: value})[0])

    def digests(self) -> dict[str, str]:
        """SHA-256 of each network and its weights: what the fixtures were computed from."""
        files = [f"{name}/model.onnx" for name in NETWORKS]
        for name in NETWORKS:
            model = onnx.load(self.path / name / "model.onnx", load_external_data=False)
            locations = {e.value for t in model.graph.initializer for e in t.external_data if e.key == "location"}
            files += [f"{name}/{location}" for location in sorted(locations)]
        return {f: hashlib.sha256((self.path / f).read_bytes()).hexdigest() for f in files}

    def schedule(self, steps: int) -> Schedule:
        return Schedule.from_config(self.scheduler_config, steps)

    def prompt(self, text: str) -> Prompt:
        return read_prompt(self.tokenizer, text)

    def embed(self, text: str):
        """[1, L, D]."""
        kind = self._sessions["text_encoder"].get_inputs()[0].type
        ids = np.array([self.prompt(text).ids], np.int64 if "int64" in kind else np.int32)
        return self._run("text_encoder", ids)

    def encode(self, picture: Image.Image):
        """A picture of the model's own size to z_0, [1, C, h, w]."""
        pixels = np.asarray(picture.convert("RGB"), np.float32) / 127.5 - 1
        return self._run("vae_encoder", pixels.transpose(2, 0, 1)[None].copy()) * self.scale

    def decode(self, z) -> np.ndarray:
        """z_0 to 8-bit pixels, [height, width, 3]."""
        pixels = self._run("vae_decoder", (z / self.scale).numpy())[0].numpy()
        return np.round((np.clip(pixels, -1, 1) + 1) * 127.5).astype(np.uint8).transpose(1, 2, 0)


def psnr(a: np.ndarray, b: np.ndarray) -> float:
    """Peak signal-to-noise ratio of two 8-bit pictures in dB."""
    return float(10 * np.log10(255**2 / np.mean((a.astype(np.float64) - b) ** 2)))
