"""Trains the CLIP: `python train_clip.py ../emoji-world ../judge/judge.onnx OUT.pt --steps 400`.

InfoNCE in both directions over batches of whole groups (`clip.group`), so that every sentence must tell its picture from
three that differ in one feature. Pairs that only happen to agree (the same features under another seed, a size that
the sentence does not name) count neither way. Every picture passes the convolutions a few times, as it is, softened as for
the judge and moved a little; then only the head and the text tower are trained.
"""

import argparse
import json
import math
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from transformers import CLIPTokenizer

from captions import canonical
from clip import CHOICES, GROUP, Clip, features, group, saying, variants
from judge import soften
from onnx_state import read_state
from render import HELD_OUT
from tokenizer import encode
from vae import Autoencoder, to_tensor
from world import Scene, random_scene, render

RATE = 1.5e-3
FIRST = 200_000
LOOKS = 2
"""Times that each picture passes the convolutions: once as it is."""
WORDINGS = 4
"""Sentences that each picture has in all."""
HIGHEST_SCALE = math.log(60)


def pixels(scenes: list[Scene]) -> np.ndarray:
    return np.stack([np.asarray(render(scene)) for scene in scenes])


def trimmed(tokens: torch.Tensor, end: int) -> torch.Tensor:
    """Without what all rows have behind their first END, to which the tower does not look."""
    return tokens[:, : int((tokens == end).int().argmax(1).max()) + 1]


@torch.no_grad()
def look(clip: Clip, scenes: list[Scene], rng: np.random.Generator) -> torch.Tensor:
    """What the head reads of each picture, [n, LOOKS, 320]."""
    parts = []
    for i in range(0, len(scenes), 64):
        sharp = pixels(scenes[i : i + 64])
        moved = [soften(to_tensor(np.roll(sharp, rng.integers(-3, 4, 2), (1, 2))), rng) for _ in range(LOOKS - 1)]
        with torch.autocast("cpu", torch.bfloat16):
            seen = [clip.vision.pooled(x).float() for x in (to_tensor(sharp), *moved)]
        parts.append(torch.stack(seen, 1))
    return torch.cat(parts)


def agreement(said: list[dict[str, str]], shown: list[dict[str, str]]) -> torch.Tensor:
    """bool [texts, pictures]: whether a sentence is true of a picture."""
    return torch.tensor([[all(b[name] == value for name, value in a.items()) for b in shown] for a in said])


def contrast(logits: torch.Tensor, true: torch.Tensor) -> torch.Tensor:
    """InfoNCE both ways: the pair on the diagonal against all that are not true."""
    accidental = true & ~torch.eye(len(true), dtype=torch.bool)
    logits = logits.masked_fill(accidental, -1e4)
    own = torch.arange(len(logits))
    return (F.cross_entropy(logits, own) + F.cross_entropy(logits.T, own)) / 2


@torch.no_grad()
def retrieval(clip: Clip, tokenizer, count: int, vae: Autoencoder | None = None) -> dict[str, float]:
    """Share of held-out scenes whose plainest sentence beats all that differ in one feature, per feature and in all."""
    scenes = [random_scene(seed) for seed in HELD_OUT[:count]]
    pictures = to_tensor(pixels(scenes))
    if vae:
        pictures = torch.cat([vae(part)[0] for part in pictures.split(32)]).clamp(-1, 1)
    seen = F.normalize(clip.vision(pictures), dim=1)
    won: dict[str, list[bool]] = {name: [] for name in [*CHOICES, "all"]}
    for scene, picture in zip(scenes, seen):
        others = {name: variants(scene, name) for name in CHOICES}
        texts = [canonical(scene), *(canonical(other) for found in others.values() for other in found)]
        tokens = trimmed(encode(tokenizer, texts), tokenizer.eos_token_id)
        scores = (F.normalize(clip.text(tokens).text_embeds, dim=1) @ picture).tolist()
        start = 1
        for name, found in others.items():
            if found:
                won[name].append(scores[0] > max(scores[start : start + len(found)]))
            start += len(found)
        won["all"].append(scores[0] > max(scores[1:]))
    return {name: round(float(np.mean(values)), 4) for name, values in won.items()}


def load_vae(folder: Path) -> Autoencoder:
    vae = Autoencoder().eval()
    for part in ("encoder", "decoder"):
        module = getattr(vae, part)
        module.load_state_dict(read_state(folder / f"vae_{part}/model.onnx", module))
    return vae.to(memory_format=torch.channels_last)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("judge", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--groups", type=int, default=2000)
    parser.add_argument("--steps", type=int, default=400)
    parser.add_argument("--batch", type=int, default=32, help="groups at a time")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--resume", type=Path, help="goes on from these weights")
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(0)
    rng = np.random.default_rng(3)

    tokenizer = CLIPTokenizer.from_pretrained(args.folder / "tokenizer")
    end = tokenizer.eos_token_id
    clip = Clip(tokenizer)
    clip.start_from(args.judge, args.folder)
    if args.resume:
        clip.load_state_dict(torch.load(args.resume))
    clip.vision.body.requires_grad_(False).to(memory_format=torch.channels_last)
    scenes = [scene for seed in range(FIRST, FIRST + args.groups) for scene in group(seed)]
    looks = look(clip, scenes, rng)
    sayings = [[saying(scene, rng) for _ in range(WORDINGS)] for scene in scenes]
    tokens = encode(tokenizer, [text for said in sayings for text, _ in said]).unflatten(0, (-1, WORDINGS))
    shown = [features(scene) for scene in scenes]
    print(f"prepared {len(scenes)} pictures, {time.process_time():.0f} s", flush=True)

    trained = [parameter for parameter in clip.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(trained, RATE, betas=(0.9, 0.98), weight_decay=0.02, fused=True)
    late = 0.0
    for step in range(1, args.steps + 1):
        for part in optimizer.param_groups:
            part["lr"] = RATE * min(1, step / 20) * (1 + math.cos(math.pi * step / args.steps)) / 2
        groups = rng.choice(args.groups, args.batch, replace=False)
        rows = (groups[:, None] * GROUP + np.arange(GROUP)).ravel()
        wordings = rng.integers(0, WORDINGS, len(rows))
        # Of a group all are sharp or all are not: else sharpness would tell a picture from its variants.
        seen = clip.vision.head(looks[rows, rng.integers(0, LOOKS, args.batch).repeat(GROUP)])
        with torch.autocast("cpu", torch.bfloat16):
            read = clip.text(trimmed(tokens[rows, wordings], end)).text_embeds
        seen, read = F.normalize(seen, dim=1), F.normalize(read.float(), dim=1)
        true = agreement([sayings[row][k][1] for row, k in zip(rows, wordings)], [shown[row] for row in rows])
        loss = contrast(clip.logit_scale.exp() * read @ seen.T, true)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(trained, 1.0)
        optimizer.step()
        clip.logit_scale.data.clamp_(max=HIGHEST_SCALE)
        late += (float(loss.detach()) - late) / min(step, 20)
        if step % 20 == 0:
            print(json.dumps({"step": step, "loss": round(late, 4), "seconds": round(time.process_time())}), flush=True)
            torch.save(clip.state_dict(), args.out)
    torch.save(clip.state_dict(), args.out)
    clip.eval()
    print("renders", json.dumps(retrieval(clip, tokenizer, 200)), flush=True)
    print("through the autoencoder", json.dumps(retrieval(clip, tokenizer, 200, load_vae(args.folder))))


if __name__ == "__main__":
    main()
