"""The endpoint that is measured, on one core: `python -m benchmarks.webhook_server KIND STORE`.

KIND is `inbox`, or `bare` for a route that reads the body and answers 200. Prints the port.
"""

import os
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route

from xero_component.triggers import Inbox, WebhookApp, WebhookInput

KEY = "benchmark-key"


async def _bare(request: Request) -> Response:
    await request.body()
    return Response()


def application(kind: str, store: str) -> Starlette:
    """Return the endpoint; the inbox has one subscription, whose events wait to be pulled."""
    if kind == "bare":
        return Starlette(routes=[Route("/", _bare, methods=["POST"])])
    inbox = Inbox(store)
    inbox.subscribe("benchmark")
    endpoint = WebhookApp(WebhookInput(webhook_key=KEY), inbox.receive)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with inbox:
            yield

    return Starlette(routes=[Mount("/", endpoint)], lifespan=lifespan)


def main() -> None:
    """Serve until the process is ended."""
    kind, store = sys.argv[1:]
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    listener = socket.create_server(("127.0.0.1", 0), backlog=128)
    print(listener.getsockname()[1], flush=True)
    config = uvicorn.Config(application(kind, store), log_level="warning", access_log=False)
    uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    main()
