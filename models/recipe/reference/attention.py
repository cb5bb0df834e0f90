"""Attention with its maps made explicit, so that a control can read and change them."""

import torch


class ExplicitAttention:
    """A diffusers attention processor: softmax(Q Kᵀ / √d), handed to `control`, then · V.

    `control(maps, is_cross)` takes and returns [rows, heads, pixels, keys].
    """

    def __init__(self, control=None):
        self.control = control

    def __call__(self, attn, hidden_states, encoder_hidden_states=None, **_):
        context = hidden_states if encoder_hidden_states is None else encoder_hidden_states

        def heads(x):
            return x.unflatten(-1, (attn.heads, -1)).transpose(1, 2)

        q, k, v = (heads(f(x)) for f, x in (
            (attn.to_q, hidden_states), (attn.to_k, context), (attn.to_v, context),
        ))  # fmt: skip
        maps = (q @ k.transpose(-1, -2) * attn.scale).softmax(-1)
        if self.control is not None:
            maps = self.control(maps, encoder_hidden_states is not None)
        out = (maps @ v).transpose(1, 2).flatten(2)
        return attn.to_out[1](attn.to_out[0](out))


class PromptToPrompt:
    """Edits the maps of a batch [uncond × (1 + P) | cond × (1 + P)], source first in each half.

    cross [T + 1, P, L]: the share α of the edited map at each step, for each target token.
    """

    def __init__(self, *, cross, self_steps: range, self_max_tokens: int, edit_cross, blend_side):
        self.cross, self.self_steps, self.self_max_tokens = cross, self_steps, self_max_tokens
        self.edit_cross, self.blend_side = edit_cross, blend_side
        self.step = 0
        self.seen: list[torch.Tensor] = []

    def __call__(self, maps, is_cross: bool):
        unconditional, conditional = maps.chunk(2)
        source, targets = conditional[:1], conditional[1:]
        if is_cross:
            alpha = self.cross[self.step][:, None, None, :]
            targets = alpha * self.edit_cross(source, targets) + (1 - alpha) * targets
        elif self.step in self.self_steps and maps.shape[2] <= self.self_max_tokens:
            targets = source.expand_as(targets)
        conditional = torch.cat([source, targets])
        if is_cross and conditional.shape[2] == self.blend_side**2:
            self.seen.append(conditional.mean(1))
        return torch.cat([unconditional, conditional])

    def take_maps(self):
        """Mean over heads and layers of this step's maps at the blend side, [1 + P, side², L]."""
        maps = torch.stack(self.seen).mean(0)
        self.seen = []
        return maps
