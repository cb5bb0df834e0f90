"""Trains the captioner's decoder: `python train_captioner.py PICTURES.npy ../judge/judge.onnx OUT.pt --minutes 10`.

Every picture passes the encoder a few times, softened as for the judge and moved a little; then only the decoder runs.
"""

import argparse
import json
import math
import time
from pathlib import Path

import numpy as np
import torch

from captioner import END, Encoder, encode, new_decoder, new_tokenizer
from captions import canonical
from judge import soften
from world import random_scene

RATE = 1.5e-3


def augmented(pictures: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """uint8 pictures as people send them: a little off in place, less sharp, brighter or darker."""
    moved = np.roll(pictures, rng.integers(-3, 4, 2), (1, 2))
    soft = soften(torch.from_numpy(moved).permute(0, 3, 1, 2).float() / 127.5 - 1, rng)
    return ((soft + 1) * 127.5).round().byte().permute(0, 2, 3, 1).numpy()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pictures", type=Path)
    parser.add_argument("judge", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--first", type=int, default=0, help="seed of the first picture")
    parser.add_argument("--count", type=int, default=24_000)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--threads", type=int, default=0)
    args = parser.parse_args()
    if args.threads:
        torch.set_num_threads(args.threads)
    torch.manual_seed(0)
    rng = np.random.default_rng(2)

    encoder = Encoder(args.judge, args.threads)
    pictures = np.load(args.pictures, mmap_mode="r")[: args.count]
    parts = [encoder(augmented(pictures[i : i + 32], rng) if i % 96 else pictures[i : i + 32])
             for i in range(0, len(pictures), 32)]  # fmt: skip
    states = torch.from_numpy(np.concatenate(parts).astype(np.float16))
    print("encoded", tuple(states.shape), flush=True)

    tokenizer = new_tokenizer()
    decoder = new_decoder(tokenizer.get_vocab_size(), tokenizer.token_to_id(END)).train()
    optimizer = torch.optim.AdamW(decoder.parameters(), RATE, betas=(0.9, 0.98), weight_decay=0.05, fused=True)
    tokens = encode(tokenizer, [canonical(random_scene(args.first + i)) for i in range(len(pictures))])
    start, step, loss_of_late = time.monotonic(), 0, 0.0
    while (done := (time.monotonic() - start) / (args.minutes * 60)) < 1:
        rate = RATE * min(1, (step + 1) / 100) * (1 + math.cos(math.pi * done)) / 2
        for group in optimizer.param_groups:
            group["lr"] = rate
        chosen = rng.integers(0, len(states), args.batch)
        batch = tokens[chosen]
        batch = batch[:, : int((batch != -100).sum(1).max())]
        out = decoder(input_ids=batch.clamp(min=0)[:, :-1], encoder_hidden_states=states[chosen].float()).logits
        loss = torch.nn.functional.cross_entropy(out.flatten(0, 1), batch[:, 1:].flatten(), ignore_index=-100)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(decoder.parameters(), 1.0)
        optimizer.step()
        step += 1
        loss_of_late += (float(loss.detach()) - loss_of_late) / min(step, 100)
        if step % 100 == 0:
            print(json.dumps({"step": step, "done": round(done, 3), "loss": round(loss_of_late, 4)}), flush=True)
    torch.save({"decoder": decoder.state_dict(), "tokenizer": tokenizer.to_str(), "step": step}, args.out)


if __name__ == "__main__":
    main()
