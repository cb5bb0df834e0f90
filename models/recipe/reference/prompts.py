"""Which token of one prompt stands for which token of the other (Hertz et al., 2022, section 3)."""

import string
from dataclasses import dataclass

import torch


@dataclass(frozen=True)
class Prompt:
    """A prompt as words, and the token positions of each."""

    text: str
    words: tuple[str, ...]
    tokens: tuple[tuple[int, ...], ...]
    """Positions in the context of the tokens of each word."""
    ids: tuple[int, ...]
    """Padded to the context's length."""
    length: int
    """Tokens up to and with the end of the text."""


def read_prompt(tokenizer, text: str) -> Prompt:
    """Tokenises with a fast CLIP tokenizer; refuses a prompt that is longer than the context."""
    limit = tokenizer.model_max_length
    bare = tokenizer(text, return_offsets_mapping=True)
    if len(bare.input_ids) > limit:
        raise ValueError(f"{text!r} is {len(bare.input_ids)} tokens long; the model takes {limit}")
    padded = tokenizer(text, padding="max_length", max_length=limit).input_ids
    words, tokens, start = [], [], 0
    for word in text.split():
        start = text.index(word, start)
        end = start + len(word)
        inside = tuple(k for k, (a, b) in enumerate(bare.offset_mapping) if start <= a < b <= end)
        words.append(word)
        tokens.append(inside)
        start = end
    return Prompt(text, tuple(words), tuple(tokens), tuple(padded), len(bare.input_ids))


def _plain(word: str) -> str:
    return word.strip(string.punctuation).lower()


def find_words(prompt: Prompt, phrase: str) -> list[int]:
    """Token positions of every occurrence of a word or phrase, punctuation and case aside."""
    wanted = [_plain(w) for w in phrase.split()]
    here = [_plain(w) for w in prompt.words]
    starts = [k for k in range(len(here)) if here[k : k + len(wanted)] == wanted]
    if not starts:
        raise ValueError(f"{phrase!r} does not occur in {prompt.text!r}")
    return [t for k in starts for w in range(k, k + len(wanted)) for t in prompt.tokens[w]]


def replace_mapper(source: Prompt, target: Prompt):
    """M [L, L] with edited = A_source · M, for prompts of as many words.

    Tokens of swapped words with equal counts map one to one; otherwise each source token spreads
    evenly over the word's target tokens. Everything after a swapped word stays aligned; target
    positions past the source's last take its last padding.
    """
    if len(source.words) != len(target.words):
        raise ValueError("replace needs prompts of as many words; align by refinement")
    size = len(source.ids)
    mapper = torch.zeros(size, size)
    i = j = 0
    for k, word in enumerate(source.words):
        if word == target.words[k]:
            continue
        ours, theirs = source.tokens[k], target.tokens[k]
        while i < ours[0]:
            mapper[i, j] = 1
            i, j = i + 1, j + 1
        if len(ours) == len(theirs):
            for a, b in zip(ours, theirs, strict=True):
                mapper[a, b] = 1
        else:
            for a in ours:
                for b in theirs:
                    mapper[a, b] = 1 / len(theirs)
        i, j = ours[-1] + 1, theirs[-1] + 1
    while j < size:
        mapper[min(i, size - 1), j] = 1
        i, j = i + 1, j + 1
    return mapper


def refine_mapper(source: Prompt, target: Prompt):
    """Source position of each target token [L], and 1 where there is one [L].

    Needleman–Wunsch with gap 0, match 1, mismatch -1; among equals left, then up, then diagonal.
    """
    x, y = source.ids[: source.length], target.ids[: target.length]
    score = [[0] * (len(y) + 1) for _ in range(len(x) + 1)]
    came = [["left"] * (len(y) + 1)] + [["up"] * (len(y) + 1) for _ in x]
    for i in range(1, len(x) + 1):
        for j in range(1, len(y) + 1):
            left, up = score[i][j - 1], score[i - 1][j]
            diagonal = score[i - 1][j - 1] + (1 if x[i - 1] == y[j - 1] else -1)
            score[i][j] = best = max(left, up, diagonal)
            came[i][j] = "left" if best == left else "up" if best == up else "diagonal"
    size = len(source.ids)
    # Padding takes the source's padding in the same place, never one of its words.
    mapper, matched = torch.arange(size).clamp(len(x), size - 1), torch.ones(size)
    matched[: len(y)] = 0
    i, j = len(x), len(y)
    while j > 0 and i > 0:
        step = came[i][j]
        if step == "diagonal":
            i, j = i - 1, j - 1
            mapper[j], matched[j] = i, 1
        elif step == "left":
            j -= 1
        else:
            i -= 1
    return mapper, matched
