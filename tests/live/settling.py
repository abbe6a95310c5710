"""Ties a live test to the assumption of docs/assumptions.md that it settles."""

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import ParamSpec

from xero_component.errors import WaitError, XeroComponentError

P = ParamSpec("P")
LiveTest = Callable[P, Awaitable[None]]


def settles(number: str, assumed: str) -> Callable[[LiveTest[P]], LiveTest[P]]:
    """Say which assumption a test settles; when the test fails, its message names that.

    That Xero is down, or a limit used up, settles nothing and fails as it is.
    """

    def wrap(test: LiveTest[P]) -> LiveTest[P]:
        @wraps(test)
        async def settling(*args: P.args, **kwargs: P.kwargs) -> None:
            try:
                await test(*args, **kwargs)
            except WaitError:
                raise
            except (AssertionError, XeroComponentError) as error:
                raise AssertionError(
                    f"{number} in docs/assumptions.md does not hold.\n"
                    f"Assumed: {assumed}\nXero differs: {error}"
                ) from error

        return settling

    return wrap
