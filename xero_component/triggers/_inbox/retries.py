"""When a job that failed is tried again, and when it is given up."""

import random
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Retries:
    """Exponential backoff; by default ten attempts over about a day."""

    attempts: int = 10
    """How often a job is tried before it is parked."""
    first: float = 5.0
    """Seconds before the second attempt."""
    factor: float = 4.0
    longest: float = 6 * 3600.0
    """Seconds that a wait has at most."""

    def wait(self, attempts: int, jitter: random.Random) -> float | None:
        """Return the seconds before the next attempt; None when there have been enough.

        Half of each wait is left to chance, so that what failed together does not return together.
        """
        if attempts >= self.attempts:
            return None
        whole = min(self.longest, self.first * self.factor ** min(attempts - 1, 50))
        return whole * jitter.uniform(0.5, 1.0)
