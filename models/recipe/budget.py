"""Training for a number of minutes, whatever else the machine is doing."""

import math
import time


class Budget:
    """A one-cycle learning-rate schedule over wall-clock time rather than steps."""

    def __init__(self, minutes: float, warm_up: float = 0.06, final: float = 0.01):
        self.start, self.seconds = time.monotonic(), minutes * 60
        self.warm_up, self.final = warm_up, final

    def done(self) -> float:
        """The spent part of the budget; training stops at 1."""
        return (time.monotonic() - self.start) / self.seconds

    def set_rate(self, optimizer, peak: float) -> float:
        """Sets and returns the learning rate: linear warm-up, then a cosine to `final` × peak."""
        part = min(self.done(), 1.0)
        if part < self.warm_up:
            factor = max(part / self.warm_up, 0.02)
        else:
            turn = (part - self.warm_up) / (1 - self.warm_up)
            factor = self.final + (1 - self.final) * (1 + math.cos(math.pi * turn)) / 2
        for group in optimizer.param_groups:
            group["lr"] = peak * factor
        return peak * factor
