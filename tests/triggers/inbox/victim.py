"""A process with an inbox, to be killed: `python -m tests.triggers.inbox.victim URL MOMENT`."""

import sys

import anyio

from tests.triggers.inbox.samples import delivery, event
from xero_component.triggers import Inbox, WebhookEvent


async def be_killed(url: str, moment: str) -> None:
    inbox = Inbox(url)

    async def handle(one: WebhookEvent) -> None:
        if one["resourceId"] == "inv-2":
            sys.stdout.write("handling\n")
            sys.stdout.flush()
            await anyio.sleep_forever()

    inbox.subscribe("flow", handle)
    await inbox.receive(delivery(event("inv-1"), event("inv-2"), event("inv-2", 1), first=1))
    if moment == "stored":
        sys.stdout.write("stored\n")
        sys.stdout.flush()
        await anyio.sleep_forever()
    await inbox.run()


if __name__ == "__main__":
    anyio.run(be_killed, sys.argv[1], sys.argv[2])
