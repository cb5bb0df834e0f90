"""Muon (Jordan et al. 2024): momentum whose matrices are made orthogonal before they are applied."""

import torch

COEFFICIENTS = (3.4445, -4.7750, 2.0315)
"""Of the odd polynomial x ↦ ax + bx³ + cx⁵, which drives singular values in (0, 1] towards 1."""


@torch.no_grad()
def orthogonal(matrices: torch.Tensor, steps: int = 5) -> torch.Tensor:
    """The nearest (semi-)orthogonal matrices, roughly: U Vᵀ of each X = U S Vᵀ. [n, rows, columns] → the same.

    Newton–Schulz in bfloat16: it needs matrix products only, and its error does not matter here.
    """
    a, b, c = COEFFICIENTS
    x = matrices.bfloat16()
    x = x / (x.flatten(1).norm(dim=1)[:, None, None] + 1e-7)
    tall = x.shape[1] > x.shape[2]
    if tall:
        x = x.mT
    for _ in range(steps):
        square = x @ x.mT
        x = a * x + (b * square + c * (square @ square)) @ x
    return (x.mT if tall else x).float()


class Muon(torch.optim.Optimizer):
    """For weights with two dimensions or more; a convolution is the matrix [out, in·k·k].

    Each update has the size that AdamW's typically has, 0.2·√max(out, in) (Liu et al. 2025), so both share one rate.
    """

    def __init__(self, parameters, rate: float, momentum: float = 0.95, weight_decay: float = 0.01):
        super().__init__(parameters, dict(lr=rate, momentum=momentum, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self) -> None:
        for group in self.param_groups:
            rate, beta = group["lr"], group["momentum"]
            for same in by_shape(group["params"]).values():
                updates = []
                for weight in same:
                    state = self.state[weight]
                    if not state:
                        state["momentum"] = torch.zeros_like(weight)
                    average = state["momentum"].lerp_(weight.grad, 1 - beta)
                    updates.append(weight.grad.lerp(average, beta).reshape(len(weight), -1))
                stacked = orthogonal(torch.stack(updates))
                scale = 0.2 * max(stacked.shape[1:]) ** 0.5
                for weight, update in zip(same, stacked):
                    weight.mul_(1 - rate * group["weight_decay"])
                    weight.add_(update.view_as(weight), alpha=-rate * scale)


def by_shape(weights) -> dict[tuple[int, int], list[torch.Tensor]]:
    """Weights of one matrix shape are orthogonalised in one batch."""
    groups: dict[tuple[int, int], list[torch.Tensor]] = {}
    for weight in weights:
        groups.setdefault((weight.shape[0], weight[0].numel()), []).append(weight)
    return groups
