"""Limits that one process keeps for itself, in memory."""

from collections.abc import Sequence
from datetime import datetime
from threading import Lock

from anyio.lowlevel import checkpoint

from xero_component.api.clock import Clock
from xero_component.api.limits.budget import Answer, Budget, Ended, Wish
from xero_component.api.limits.limiter import BudgetKey, LineLimiter, moment_after, rules_of
from xero_component.api.limits.window import Window


class Limits(LineLimiter):
    """The budgets of every organisation that this process calls; shared by all its clients."""

    def __init__(
        self,
        *,
        per_minute: int = 60,
        app_per_minute: int = 10_000,
        concurrent: int = 5,
        day_kept_for_writes: int = 0,
        clock: Clock | None = None,
    ) -> None:
        super().__init__(rules_of(per_minute, concurrent, day_kept_for_writes), clock)
        self._app_per_minute = app_per_minute
        self._lock = Lock()
        self._apps: dict[str, Window] = {}
        self._budgets: dict[BudgetKey, Budget] = {}

    async def turn(
        self, key: BudgetKey, owner: str, ended: Sequence[Ended], wishes: Sequence[Wish] | None
    ) -> Answer:
        """Report and ask at one moment."""
        await checkpoint()
        with self._lock:
            now = self._clock.monotonic()
            app = self._apps.setdefault(key.app, Window(self._app_per_minute))
            budget = self._budgets.setdefault(key, Budget())
            budget.settle(now, self.rules)
            for one in ended:
                budget.end(now, one, self.rules, app)
            if wishes is None:
                return Answer(())
            return budget.ask(now, owner, wishes, self.rules, app)

    def _moment(self, until: float) -> datetime:
        return moment_after(self._clock, until - self._clock.monotonic())
