"""Those in one event loop who wait for one organisation's budget; one of them asks for all."""

import logging
import math
from bisect import insort
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, field
from secrets import token_hex
from typing import Protocol

import anyio

from xero_component.api.clock import Clock
from xero_component.api.limits.budget import POLL, Answer, Closed, Ended, Place, Wish
from xero_component.core.context import Priority
from xero_component.errors import XeroComponentError

ASKED_AT_ONCE = 10
"""Wishes of each class that one question holds; more could not be granted."""
LONGEST_POLL = 0.4
"""Seconds: one who looks in vain again and again does so less often."""

logger = logging.getLogger(__name__)


class Turn(Protocol):
    """Reports what has ended, and asks for places; without wishes (None) it only reports."""

    def __call__(
        self, owner: str, ended: Sequence[Ended], wishes: Sequence[Wish] | None
    ) -> Awaitable[Answer]:
        """Do both at one moment; raises `UnavailableError` when the budget cannot be reached."""
        ...


@dataclass(order=True, slots=True)
class Ticket:
    """A call in the line: those of people first, then in the order in which they came."""

    rank: int
    number: int
    wish: Wish = field(compare=False)
    answer: Place | Closed | None = field(default=None, compare=False)
    woken: anyio.Event = field(default_factory=anyio.Event, compare=False)


class Line:
    """Waits for places on behalf of all its calls, with as few questions as can be."""

    def __init__(self, turn: Turn, clock: Clock) -> None:
        self.owner = token_hex(8)
        self._turn = turn
        self._clock = clock
        self._turns = anyio.Lock()
        self._tickets: list[Ticket] = []
        self._came = 0
        self._ended: list[Ended] = []
        self._leader: Ticket | None = None
        """The one who waits for the time to ask again."""
        self._ask_at = 0.0
        self._misses = 0
        self._news = anyio.Event()
        """Set when the leader has to look at the time to ask, or at its answer, again."""

    async def take(self, wish: Wish) -> Place | Closed:
        """Wait until a call may be sent, or the day is found to be closed to it."""
        self._came += 1
        ticket = Ticket(int(wish.priority is Priority.BULK), self._came, wish)
        insort(self._tickets, ticket)
        self._ask_at = 0.0
        self._news.set()
        try:
            while ticket.answer is None:
                if self._leader is None:
                    await self._lead(ticket)
                else:
                    await ticket.woken.wait()
                    ticket.woken = anyio.Event()
        except BaseException:
            await self._give_up(ticket)
            raise
        return ticket.answer

    async def leave(self, ended: Ended) -> None:
        """Give a place back; when that cannot be stored now, it is with the next question."""
        self._ended.append(ended)
        try:
            async with self._turns:
                if self._ended:
                    await self._ask_and_report()
        except XeroComponentError as error:
            logger.warning("a call could not be counted yet: %s", error.message)

    async def report(self) -> None:
        """Try again to store what could not be stored when a call ended."""
        async with self._turns:
            if self._ended:
                await self._ask_and_report()

    async def _lead(self, ticket: Ticket) -> None:
        self._leader = ticket
        try:
            while ticket.answer is None:
                await self._rest(ticket)
                async with self._turns:
                    if ticket.answer is None:
                        await self._ask_and_report()
        finally:
            self._leader = None
            if self._tickets:
                self._tickets[0].woken.set()

    async def _rest(self, ticket: Ticket) -> None:
        """Wait for the time to ask again, unless somebody else brings the answer."""
        while ticket.answer is None and (left := self._ask_at - self._clock.monotonic()) > 0:
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(self._sleep, left)
                await self._news.wait()
                tasks.cancel_scope.cancel()
            self._news = anyio.Event()

    async def _sleep(self, seconds: float) -> None:
        if seconds == math.inf:
            return
        await self._clock.sleep(seconds)
        self._news.set()

    async def _ask_and_report(self) -> None:
        """Ask once, and again while there are places of cancelled calls to give back."""
        await self._ask()
        while self._ended:
            await self._ask()

    async def _ask(self) -> None:
        asking, came = self._next_tickets(), self._came
        ended, self._ended = self._ended, []
        try:
            wishes = [ticket.wish for ticket in asking]
            answer = await self._turn(self.owner, ended, wishes or None)
        except BaseException:
            self._ended[:0] = ended
            raise
        for ticket, reply in zip(asking, answer.wishes, strict=True):
            self._hand_over(ticket, reply)
        more = self._came != came or (all(answer.wishes) and bool(self._tickets))
        self._ask_at = 0.0 if more else self._clock.monotonic() + self._lengthened(answer)
        self._news.set()

    def _hand_over(self, ticket: Ticket, reply: Place | Closed | None) -> None:
        """Give a call what it waited for; of one that was cancelled meanwhile, it is given back."""
        if reply is None:
            return
        if ticket in self._tickets:
            self._tickets.remove(ticket)
            ticket.answer = reply
            ticket.woken.set()
        elif isinstance(reply, Place):
            self._ended.append(Ended(reply))

    def _lengthened(self, answer: Answer) -> float:
        """Return the pause before the next question, longer each time that one was in vain."""
        if answer.pause != POLL or any(answer.wishes):
            self._misses = 0
            return answer.pause
        self._misses += 1
        return min(POLL * 2.0 ** (self._misses - 1), LONGEST_POLL)

    def _next_tickets(self) -> list[Ticket]:
        first = [one for one in self._tickets if one.wish.priority is Priority.INTERACTIVE]
        rest = self._tickets[len(first) :]
        return first[:ASKED_AT_ONCE] + rest[:ASKED_AT_ONCE]

    async def _give_up(self, ticket: Ticket) -> None:
        """Take a call that was cancelled out of the line, and give back what it got meanwhile."""
        if ticket in self._tickets:
            self._tickets.remove(ticket)
        elif isinstance(ticket.answer, Place):
            with anyio.CancelScope(shield=True):
                await self.leave(Ended(ticket.answer))
