"""Prompt-to-Prompt: replace, refine, re-weight, windows and local blend (Hertz et al., 2022)."""

from dataclasses import dataclass, field

import torch
from torch.nn import functional

from .attention import ExplicitAttention, PromptToPrompt
from .inversion import Inverted
from .prompts import Prompt, find_words, refine_mapper, replace_mapper
from .schedule import Schedule


@dataclass(frozen=True)
class Blend:
    """Where pixels may change: words of the source and of the target prompt."""

    source: str
    target: str
    subtract: tuple[str, str] | None = None
    start: float = 0.2
    threshold: float = 0.3


@dataclass(frozen=True)
class Edit:
    """One target. Windows are shares of the steps, [start, end)."""

    prompt: str
    align: str
    """replace or refine."""
    weights: dict[str, float] = field(default_factory=dict)
    cross_window: tuple[float, float] = (0.0, 0.8)
    word_windows: dict[str, tuple[float, float]] = field(default_factory=dict)
    self_window: tuple[float, float] = (0.0, 0.4)
    blend: Blend | None = None


def edit_from_spec(spec: dict) -> Edit:
    """Reads the JSON form of the product's `EditSpec`, with every default written out."""
    blend = None
    if spec["blend"] != "none":
        b = dict(spec["blend"])
        pair = b.pop("subtract", None)
        blend = Blend(**b, subtract=(pair["source"], pair["target"]) if pair else None)
    return Edit(
        prompt=spec["targetPrompt"],
        align=spec["align"],
        weights={w["words"]: w["factor"] for w in spec.get("weights", ())},
        cross_window=tuple(spec["crossWindow"]),
        word_windows={w["words"]: tuple(w["window"]) for w in spec.get("wordWindows", ())},
        self_window=tuple(spec["selfWindow"]),
        blend=blend,
    )


def cross_windows(edit: Edit, target: Prompt, steps: int):
    """α [T + 1, 1, L]: 1 where the edited map is used."""
    alpha = torch.zeros(steps + 1, 1, len(target.ids))

    def open_window(window, columns):
        first, last = (int(share * (steps + 1)) for share in window)
        alpha[:, 0, columns] = 0
        alpha[first:last, 0, columns] = 1

    open_window(edit.cross_window, list(range(len(target.ids))))
    for words, window in edit.word_windows.items():
        open_window(window, find_words(target, words))
    return alpha


def cross_editor(edit: Edit, source: Prompt, target: Prompt):
    """(A_source [1, heads, N, L], A_target [1, heads, N, L]) → the edited map of the target."""
    equaliser = torch.ones(len(target.ids))
    for words, factor in edit.weights.items():
        equaliser[find_words(target, words)] = factor
    if edit.align == "replace":
        mapper = replace_mapper(source, target)
        return lambda theirs, _: (theirs @ mapper) * equaliser
    positions, matched = refine_mapper(source, target)
    return lambda theirs, own: (theirs[..., positions] * matched + own * (1 - matched)) * equaliser


class LocalBlend:
    """Keeps the target equal to the source wherever the blend words do not look."""

    def __init__(self, blend: Blend, source: Prompt, target: Prompt, steps: int, side: int):
        self.blend, self.side, self.start = blend, side, int(blend.start * steps)
        self.words = [find_words(source, blend.source), find_words(target, blend.target)]
        self.subtracted = None
        if blend.subtract:
            self.subtracted = [find_words(p, w) for p, w in zip((source, target), blend.subtract)]
        self.maps = None

    def _mask(self, columns: list[list[int]], size, pooled: bool):
        rows = [maps[:, where].sum(-1) for maps, where in zip(self.maps, columns, strict=True)]
        heat = torch.stack(rows).reshape(len(rows), 1, self.side, self.side)
        if pooled:
            heat = functional.max_pool2d(heat, 3, stride=1, padding=1)
        heat = functional.interpolate(heat, size=size)
        heat = heat / heat.amax((2, 3), keepdim=True)
        mask = heat > self.blend.threshold
        return mask[:1] | mask[1:]

    def __call__(self, step: int, maps, source, target):
        self.maps = maps if self.maps is None else self.maps + maps
        if step < self.start:
            return target
        mask = self._mask(self.words, target.shape[2:], pooled=True)
        if self.subtracted:
            mask &= ~self._mask(self.subtracted, target.shape[2:], pooled=False)
        return source + mask.to(target.dtype) * (target - source)


@torch.no_grad()
def run_edit(
    unet, schedule: Schedule, inverted: Inverted, edit: Edit, source: Prompt, target: Prompt,
    contexts, guidance: float, settings,
):  # fmt: skip
    """The target's trajectory z_T … z_0, [T + 1, C, h, w]. contexts [2, L, D]: source, target.

    Every step runs four rows, unconditional and conditional for source and target. The source's
    latent is set to the stored trajectory after each step, so its own prediction never drifts.
    """
    self_first, self_last = (int(share * schedule.steps) for share in edit.self_window)
    control = PromptToPrompt(
        cross=cross_windows(edit, target, schedule.steps),
        self_steps=range(self_first, self_last),
        self_max_tokens=settings.self_attention_max_tokens,
        edit_cross=cross_editor(edit, source, target),
        blend_side=settings.blend_map_side,
    )
    blend = None
    if edit.blend:
        blend = LocalBlend(edit.blend, source, target, schedule.steps, settings.blend_map_side)
    before = unet.attn_processors
    unet.set_attn_processor(ExplicitAttention(control))
    try:
        z = inverted.trajectory[:1].expand(2, -1, -1, -1)
        path = [z[1:]]
        for i, t in enumerate(schedule.timesteps):
            control.step = i
            context = torch.cat([inverted.nulls[i].expand(2, -1, -1), contexts])
            both = unet(
                torch.cat([z, z]), torch.tensor(t), encoder_hidden_states=context, return_dict=False
            )[0]
            noise_u, noise_c = (schedule.epsilon(p, t, z) for p in both.chunk(2))
            target_z = schedule.previous(noise_u + guidance * (noise_c - noise_u), t, z)[1:]
            source_z = inverted.trajectory[i + 1 : i + 2]
            maps = control.take_maps()
            if blend:
                target_z = blend(i, maps, source_z, target_z)
            z = torch.cat([source_z, target_z])
            path.append(target_z)
    finally:
        unet.set_attn_processor(before)
    return torch.cat(path)
