"""Pivotal inversion and null-text optimisation (Mokady et al., 2022, algorithm 1)."""

from dataclasses import dataclass

import torch

from .schedule import Schedule


@dataclass
class Inverted:
    """Everything an edit needs; steps in descending timestep order."""

    pivots: torch.Tensor
    """z*_T … z*_0, [T + 1, C, h, w]."""
    trajectory: torch.Tensor
    """What the source branch passes through, [T + 1, C, h, w]."""
    nulls: torch.Tensor
    """Null embedding of each step, [T, L, D]."""
    inner_steps: list[int]
    """Gradient steps taken at each timestep."""
    forwards: int
    """UNet rows evaluated without a gradient."""


def _predict(unet, z, t: int, context):
    return unet(z, torch.tensor(t), encoder_hidden_states=context, return_dict=False)[0]


@torch.no_grad()
def pivots(unet, schedule: Schedule, z0, conditional):
    """DDIM inversion at guidance 1: the later timestep goes in with the earlier latent."""
    latents = [z0]
    for t in reversed(schedule.timesteps):
        z = latents[-1]
        prediction = _predict(unet, z, t, conditional)
        latents.append(schedule.next(schedule.epsilon(prediction, t, z), t, z))
    return torch.cat(latents[::-1])


def null_text(
    unet, schedule: Schedule, z0, conditional, empty, guidance: float,
    inner: int = 10, tolerance: float = 1e-5, as_written: bool = False,
) -> Inverted:  # fmt: skip
    """Moves the null embedding of every timestep until guided sampling follows the pivots.

    `as_written` keeps what the public implementation computes and discards: gradients of all
    weights (leave them requiring one), the last step, whose update cannot matter because its
    alphas are equal, and a second conditional row when the step is taken.
    """
    path = pivots(unet, schedule, z0, conditional)
    forwards = schedule.steps
    null, z = empty.clone(), path[:1]
    nulls, trajectory, taken = [], [z], []
    for i, t in enumerate(schedule.timesteps):
        target = path[i + 1 : i + 2]
        with torch.no_grad():
            noise_c = schedule.epsilon(_predict(unet, z, t, conditional), t, z)
        forwards += 1
        count = 0
        identity = schedule.alpha(t) == schedule.alpha(t - schedule.stride)
        if as_written or not identity:
            null = null.clone().detach().requires_grad_(True)
            adam = torch.optim.Adam([null], lr=1e-2 * (1 - i / 100))
            for count in range(1, inner + 1):  # noqa: B007
                noise_u = schedule.epsilon(_predict(unet, z, t, null), t, z)
                guided = noise_u + guidance * (noise_c - noise_u)
                loss = torch.nn.functional.mse_loss(schedule.previous(guided, t, z), target)
                adam.zero_grad()
                loss.backward()
                adam.step()
                if loss.item() < tolerance + 2e-5 * i:
                    break
            null = null.detach()
        with torch.no_grad():
            if as_written:
                both = _predict(unet, torch.cat([z, z]), t, torch.cat([null, conditional]))
                noise_u, noise_c = (schedule.epsilon(p, t, z) for p in both.chunk(2))
                forwards += 2
            else:
                noise_u = schedule.epsilon(_predict(unet, z, t, null), t, z)
                forwards += 1
            z = schedule.previous(noise_u + guidance * (noise_c - noise_u), t, z)
        nulls.append(null)
        trajectory.append(z)
        taken.append(count)
    return Inverted(path, torch.cat(trajectory), torch.cat(nulls), taken, forwards)


@torch.no_grad()
def sample(unet, schedule: Schedule, start, conditional, nulls, guidance: float):
    """Guided sampling from z*_T with fixed null embeddings [T or 1, L, D]: the trajectory.

    The empty prompt's embedding gives plain DDIM inversion, the conditional one gives
    negative-prompt inversion.
    """
    z, trajectory = start, [start]
    for i, t in enumerate(schedule.timesteps):
        null = nulls[i : i + 1] if len(nulls) > 1 else nulls
        both = _predict(unet, torch.cat([z, z]), t, torch.cat([null, conditional]))
        noise_u, noise_c = (schedule.epsilon(p, t, z) for p in both.chunk(2))
        z = schedule.previous(noise_u + guidance * (noise_c - noise_u), t, z)
        trajectory.append(z)
    return torch.cat(trajectory)
