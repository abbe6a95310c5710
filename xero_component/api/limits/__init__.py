"""Keeping within Xero's limits: paced before the call, corrected by what the replies say.

`Limits` keeps the counts in memory, for one process; `SharedLimits` (in `shared`) keeps them in a
database, for all that use it.

https://developer.xero.com/documentation/guides/oauth2/limits
"""

from xero_component.api.limits.limiter import BudgetKey, Limiter, LineLimiter, Slot
from xero_component.api.limits.local import Limits

__all__ = ["BudgetKey", "Limiter", "Limits", "LineLimiter", "Slot"]
