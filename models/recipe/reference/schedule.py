"""The deterministic DDIM schedule, at timestep offset 0 (DDIM, eq. 12 with sigma = 0)."""

from dataclasses import dataclass

import torch


@dataclass(frozen=True)
class Schedule:
    """T of the train timesteps. Predictions are epsilon, or v converted to it."""

    alphas: torch.Tensor
    """Cumulative alphas, [train steps], float64."""
    final_alpha: float
    """Cumulative alpha "before" timestep 0."""
    stride: int
    steps: int
    prediction_type: str

    @staticmethod
    def from_config(config: dict, steps: int) -> "Schedule":
        train = config["num_train_timesteps"]
        start, end = config["beta_start"], config["beta_end"]
        if config["beta_schedule"] == "scaled_linear":
            betas = torch.linspace(start**0.5, end**0.5, train, dtype=torch.float64) ** 2
        elif config["beta_schedule"] == "linear":
            betas = torch.linspace(start, end, train, dtype=torch.float64)
        else:
            raise ValueError(f"beta_schedule {config['beta_schedule']!r} is not known here")
        alphas = torch.cumprod(1 - betas, 0)
        final = 1.0 if config.get("set_alpha_to_one") else float(alphas[0])
        kind = config.get("prediction_type", "epsilon")
        return Schedule(alphas, final, train // steps, steps, kind)

    @property
    def timesteps(self) -> list[int]:
        """Descending: (T - 1)Δ … Δ, 0."""
        return [i * self.stride for i in reversed(range(self.steps))]

    def alpha(self, t: int) -> float:
        return float(self.alphas[t]) if t >= 0 else self.final_alpha

    def epsilon(self, prediction, t: int, z):
        """What the network said about z, as epsilon. `t` is the level that z is at."""
        if self.prediction_type == "epsilon":
            return prediction
        a = self.alpha(t)
        return a**0.5 * prediction + (1 - a) ** 0.5 * z

    def _move(self, epsilon, z, a: float, b: float):
        z0 = (z - (1 - a) ** 0.5 * epsilon) / a**0.5
        return b**0.5 * z0 + (1 - b) ** 0.5 * epsilon

    def previous(self, epsilon, t: int, z):
        """z_t to z_{t-Δ}."""
        return self._move(epsilon, z, self.alpha(t), self.alpha(t - self.stride))

    def next(self, epsilon, t: int, z):
        """z_{t-Δ} to z_t."""
        return self._move(epsilon, z, self.alpha(t - self.stride), self.alpha(t))
