"""Carrying out a request once for its `Idempotency-Key`, however often it comes.

https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/
"""

import logging
import math
from collections.abc import Awaitable, Callable, Collection

import anyio
from anyio import to_thread

from xero_component.errors import Group, XeroComponentError
from xero_component.runtimes.http.answers import Answer, Answers, Asked, Busy, Reused, Turn
from xero_component.runtimes.http.problems import ProblemError

LONGEST_KEY = 255
LOOK_AGAIN = 0.2
"""Seconds between two looks whether the first request has ended."""

Work = Callable[[Turn], Awaitable[tuple[Answer, bool]]]
"""Carries a request out; returns the answer, and whether it is the answer for good."""

log = logging.getLogger("xero_component.http")


def checked_key(keys: Collection[str]) -> str | None:
    """Return the `Idempotency-Key` of a request's headers; raise `ProblemError` for a wrong one."""
    if not keys:
        return None
    key, *others = set(keys)
    if others:
        reason = f"The request has {len(keys)} Idempotency-Keys, and they are not the same."
    elif 0 < len(key) <= LONGEST_KEY and key.isascii() and key.isprintable():
        return key
    else:
        reason = f"An Idempotency-Key has 1 to {LONGEST_KEY} printable characters of ASCII."
    raise ProblemError(400, "idempotency-key", "The Idempotency-Key cannot be used", reason)


async def once(answers: Answers, asked: Asked, work: Work, *, wait_seconds: float) -> Answer:
    """Return the answer that the key has, or carry the request out; raise `ProblemError`.

    While another process does so, it is waited for. When one has died over it, this one takes over.
    """
    found = await _begin(answers, asked, wait_seconds)
    if isinstance(found, Answer):
        return found
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(_keep, answers, found)
        answer, for_good = await work(found)
        tasks.cancel_scope.cancel()
    await _settle(answers, found, answer, for_good=for_good)
    return answer


async def _begin(answers: Answers, asked: Asked, wait_seconds: float) -> Turn | Answer:
    give_up_at = anyio.current_time() + wait_seconds
    while True:
        found = await to_thread.run_sync(answers.begin, asked)
        if isinstance(found, Reused):
            raise ProblemError(
                422,
                "idempotency-key-reused",
                "The Idempotency-Key was used for another request",
                "The Idempotency-Key was used before, for another action, connection or input.",
                advice="Nothing was sent: use a new key for a new request.",
            )
        if not isinstance(found, Busy):
            return found
        if anyio.current_time() >= give_up_at:
            raise _busy(found)
        await anyio.sleep(LOOK_AGAIN)


async def _keep(answers: Answers, turn: Turn) -> None:
    while True:
        await anyio.sleep(answers.lease_seconds / 3)
        try:
            kept = await to_thread.run_sync(answers.keep, turn)
        except XeroComponentError:
            continue
        if not kept:
            log.warning("another process has taken over a request that this one carries out")
            return


async def _settle(answers: Answers, turn: Turn, answer: Answer, *, for_good: bool) -> None:
    """Store what became of a request; the caller gets the answer even when that fails."""
    try:
        if for_good:
            await to_thread.run_sync(answers.finish, turn, answer)
        else:
            await to_thread.run_sync(answers.release, turn)
    except XeroComponentError as error:
        log.error("the answer to a request could not be stored: %s", error.message)


def _busy(found: Busy) -> ProblemError:
    seconds = max(1, math.ceil(found.seconds))
    return ProblemError(
        409,
        "in-progress",
        "The first request with this key has not ended",
        "Another request with this Idempotency-Key is being carried out.",
        group=Group.WAIT,
        advice="Send it again later, with the same key.",
        headers={"Retry-After": str(seconds)},
        more={"retry_after": seconds},
    )
