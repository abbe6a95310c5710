"""Receive Xero's webhook: `python examples/webhook_endpoint.py [PORT]` (needs the extra `server`).

XERO_WEBHOOK_KEY holds the key that Xero's developer portal shows. Without a Xero account: start
`xero-component sandbox --webhook-url http://127.0.0.1:8080/`, whose key is in its announcement.
"""

import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from starlette.applications import Starlette
from starlette.routing import Mount

from xero_component.triggers import Inbox, WebhookApp, WebhookEvent, WebhookInput


async def start_flow(event: WebhookEvent) -> None:
    print(event["eventType"], event["eventCategory"], event["resourceId"], flush=True)


inbox = Inbox()
inbox.subscribe("example", start_flow, categories=["INVOICE", "CONTACT"])
settings = WebhookInput(webhook_key=os.environ["XERO_WEBHOOK_KEY"])


@asynccontextmanager
async def lifespan(_app: Starlette) -> AsyncIterator[None]:
    async with inbox, inbox.dispatching():
        yield


app = Starlette(routes=[Mount("/", WebhookApp(settings, inbox.receive))], lifespan=lifespan)

if __name__ == "__main__":
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 8080
    uvicorn.run(app, host="127.0.0.1", port=port, access_log=False)
