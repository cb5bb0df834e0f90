"""A CLIP of emoji world: a tower for pictures and one for sentences, whose outputs point the same way where they agree.

Neither tower starts from nothing. The picture tower is the judge's convolutions, which stay as they are, under CLIP's own
head (a layer norm and a projection); the text tower is the model's own text encoder, with its tokenizer, under a
projection.
"""

from pathlib import Path

import numpy as np
import torch
from torch import nn
from transformers import CLIPTextConfig, CLIPTextModelWithProjection, CLIPTokenizer

from captions import SIZE_WORDS, caption
from diffusion import new_text_encoder
from onnx_state import read_state, tensors_of
from world import AMOUNTS, COLOURS, NOUNS, PATTERNS, SIZES, WEATHERS, WORN, Scene, amount_word, random_scene, with_feature

WIDTH = 128
"""Of an embedding."""
GROUP = 4
"""A scene and its variants that differ from it in one feature each: negatives of each other, as hard as they come."""
CHOICES = {
    "noun": list(NOUNS), "background": list(COLOURS), "size": list(SIZES), "pattern": list(PATTERNS),
    "worn": ["", *WORN], "weather": list(WEATHERS), "amount": list(AMOUNTS),
}  # fmt: skip


def features(scene: Scene) -> dict[str, str]:
    """What a sentence can say of a scene; the amount as its word."""
    named = {name: getattr(scene, name) for name in CHOICES if name != "amount"}
    return named | {"amount": amount_word(scene) if scene.weather else ""}


def variants(scene: Scene, feature: str) -> list[Scene]:
    """Every scene that differs from this one in one feature and in nothing else."""
    if feature == "amount" and not scene.weather:
        return []
    mine = features(scene)[feature]
    others = [value for value in CHOICES[feature] if value != mine]
    if feature == "amount":
        return [with_feature(scene, amount=AMOUNTS[word]) for word in others]
    if feature == "weather":
        amount = scene.amount or 0.5
        return [with_feature(scene, weather=kind, amount=amount if kind else 0.0) for kind in others]
    return [with_feature(scene, **{feature: value}) for value in others]


def group(seed: int) -> list[Scene]:
    """The scene of a seed, then `GROUP` − 1 variants, each in another feature."""
    scene, rng = random_scene(seed), np.random.default_rng([seed, 6])
    possible = [name for name in CHOICES if name != "amount" or scene.weather]
    chosen = rng.choice(possible, GROUP - 1, replace=False)
    return [scene, *(rng.choice(np.array(variants(scene, str(name)), object)) for name in chosen)]


def saying(scene: Scene, rng: np.random.Generator) -> tuple[str, dict[str, str]]:
    """A sentence, and the features that it settles: now and then it names no size and no background."""
    text, said = caption(scene, rng), features(scene)
    before_noun = text.split(scene.noun)[0].split()
    if scene.size and not any(word in before_noun for word in SIZE_WORDS[scene.size]):
        del said["size"]
    if scene.background not in text:
        del said["background"], said["pattern"]
    return text, said


class Vision(nn.Module):
    """Pictures [n, 3, 128, 128] in [−1, 1] to embeddings [n, WIDTH]."""

    def __init__(self):
        super().__init__()
        layers: list[nn.Module] = [nn.PixelUnshuffle(2)]
        sizes = [(12, 32, 1), (32, 64, 2), (64, 64, 1), (64, 96, 2), (96, 96, 1), (96, 160, 2), (160, 160, 1)]
        for a, b, stride in sizes:
            layers += [nn.Conv2d(a, b, 3, stride, 1), nn.ReLU()]
        self.body = nn.Sequential(*layers)
        self.norm = nn.LayerNorm(320)
        self.project = nn.Linear(320, WIDTH, bias=False)

    def pooled(self, pixel_values):
        """[n, 320]: what the head reads."""
        x = self.body(pixel_values)
        return torch.cat([x.mean((2, 3)), x.amax((2, 3))], 1)

    def head(self, pooled):
        return self.project(self.norm(pooled))

    def forward(self, pixel_values):
        return self.head(self.pooled(pixel_values))


def read_trunk(judge: Path, vision: Vision) -> None:
    """Takes over the judge's convolutions, into which the export has folded their batch norms."""
    graph, weights = tensors_of(judge)
    convolutions = (module for module in vision.body if isinstance(module, nn.Conv2d))
    for module, node in zip(convolutions, (n for n in graph.node if n.op_type == "Conv"), strict=True):
        module.weight.data = torch.from_numpy(weights[node.input[1]].copy())
        module.bias.data = torch.from_numpy(weights[node.input[2]].copy())


class Clip(nn.Module):
    """Both towers and the temperature."""

    def __init__(self, tokenizer: CLIPTokenizer):
        super().__init__()
        config = CLIPTextConfig(**{**new_text_encoder(tokenizer).config.to_dict(), "projection_dim": WIDTH})
        config._attn_implementation = "eager"
        self.vision, self.text = Vision(), CLIPTextModelWithProjection(config)
        self.logit_scale = nn.Parameter(torch.tensor(np.log(1 / 0.07), dtype=torch.float32))

    def start_from(self, judge: Path, model_folder: Path) -> None:
        read_trunk(judge, self.vision)
        body = self.text.text_model
        body.load_state_dict(read_state(model_folder / "text_encoder/model.onnx", body, "text_encoder."))
