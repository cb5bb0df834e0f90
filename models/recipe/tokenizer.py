"""A byte-pair tokenizer in CLIP's format, trained on captions.

Like CLIP's, its vocabulary begins with every byte, alone and as the end of a word, so any
text in any script can be encoded. Merging stops early enough that the longer and rarer words stay in
several pieces, as they do in Stable Diffusion.
"""

import argparse
import json
from collections import Counter
from pathlib import Path

import numpy as np
from transformers import CLIPTokenizer

from captions import caption
from world import random_scene

CONTEXT = 32
MERGES = 330
START, END = "<|startoftext|>", "<|endoftext|>"
EXTRA_WORDS = (
    "sun sunny star moon sky night day light dark white silver gold golden old new young sad angry "
    "face head eyes ears one two three and of the to is it very more less no without under over sitting "
    "standing animal fruit scarf coat shirt field grass water fire wood stone paper painting watercolour"
).split()


def byte_letters() -> list[str]:
    """GPT-2's printable stand-ins for the 256 bytes, in its order."""
    kept = [*range(33, 127), *range(161, 173), *range(174, 256)]
    letters, extra = [chr(b) for b in kept], 0
    for b in range(256):
        if b not in kept:
            letters.append(chr(256 + extra))
            extra += 1
    return letters


def train_merges(words: Counter, count: int) -> list[tuple[str, str]]:
    """Plain byte-pair encoding on word counts; the last letter of a word carries "</w>"."""
    pieces = {w: [*w[:-1], w[-1] + "</w>"] for w in words}
    merges = []
    while len(merges) < count:
        pairs = Counter()
        for word, parts in pieces.items():
            for pair in zip(parts, parts[1:]):
                pairs[pair] += words[word]
        if not pairs:
            break
        best = max(pairs, key=lambda pair: (pairs[pair], pair))
        merges.append(best)
        for word, parts in pieces.items():
            out, i = [], 0
            while i < len(parts):
                if tuple(parts[i : i + 2]) == best:
                    out.append(parts[i] + parts[i + 1])
                    i += 2
                else:
                    out.append(parts[i])
                    i += 1
            pieces[word] = out
    return merges


def build(folder: Path, captions: int = 20_000) -> CLIPTokenizer:
    """Trains and writes vocab.json, merges.txt, tokenizer.json and the two config files."""
    rng = np.random.default_rng(0)
    words = Counter()
    for seed in range(captions):
        words.update(caption(random_scene(seed), rng).replace(",", "").replace(".", "").split())
    words.update({w: 5 for w in EXTRA_WORDS})
    merges = train_merges(words, MERGES)
    letters = byte_letters()
    symbols = letters + [c + "</w>" for c in letters] + ["".join(m) for m in merges] + [START, END]
    vocab = {symbol: i for i, symbol in enumerate(dict.fromkeys(symbols))}
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "vocab.json").write_text(json.dumps(vocab, ensure_ascii=False))
    lines = ["#version: 0.2", *(" ".join(m) for m in merges)]
    (folder / "merges.txt").write_text("\n".join(lines) + "\n")
    tokenizer = CLIPTokenizer(
        vocab=str(folder / "vocab.json"), merges=str(folder / "merges.txt"),
        unk_token=END, bos_token=START, eos_token=END, pad_token=END,
        model_max_length=CONTEXT,
    )  # fmt: skip
    tokenizer.save_pretrained(folder)
    special = {"bos_token": START, "eos_token": END, "pad_token": END, "unk_token": END}
    (folder / "special_tokens_map.json").write_text(json.dumps(special, indent=2) + "\n")
    return tokenizer


def encode(tokenizer: CLIPTokenizer, texts: list[str]):
    """Token ids, int64 [len(texts), CONTEXT]: start, words, end, padded with end."""
    return tokenizer(
        texts, padding="max_length", max_length=CONTEXT, truncation=True, return_tensors="pt"
    ).input_ids


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    tokenizer = build(parser.parse_args().folder)
    print(len(tokenizer), tokenizer.tokenize("a big strawberry wearing a crown in the heavy snow"))
