"""Running the sandbox under uvicorn, in the background or in the foreground."""

import signal
import socket
from asyncio import Transport
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from xero_component.sandbox.transport import Wires

_STARTED_WITHIN = 30.0
_DRAINED_WITHIN = 2


class _Server(uvicorn.Server):
    """Tells when it has started, or has failed to."""

    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start listening, then say so."""
        await super().startup(sockets)
        self._on_ready()


@contextmanager
def in_background(app: ASGIApp, wires: Wires, host: str, port: int) -> Iterator[str]:
    """Serve in a thread and yield the base URL; nothing is left running afterwards.

    Raises OSError when the port is taken.
    """
    ready = Event()
    with _listen(host, port) as listener:
        server = _Server(_config(app, wires), ready.set)
        thread = Thread(target=server.run, args=([listener],), name="xero-sandbox", daemon=True)
        thread.start()
        try:
            if not ready.wait(_STARTED_WITHIN):
                raise RuntimeError("The sandbox did not start")
            yield base_url(host, listener.getsockname()[1])
        finally:
            server.should_exit = True
            thread.join()


def in_foreground(
    app: ASGIApp, wires: Wires, host: str, port: int, on_ready: Callable[[str], None]
) -> None:
    """Serve until SIGINT or SIGTERM; `on_ready` is called with the base URL.

    Raises OSError when the port is taken.
    """
    with _listen(host, port) as listener:
        url = base_url(host, listener.getsockname()[1])
        server = _Server(_config(app, wires), lambda: on_ready(url))
        # uvicorn raises the signal again once it has shut down, for whoever listened before it.
        before = {
            number: signal.signal(number, lambda _number, _frame: None)
            for number in (signal.SIGINT, signal.SIGTERM)
        }
        try:
            server.run([listener])
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.create_server((host, port), family=family, backlog=128)
    # What it accepts inherits this. Without it, the body of a reply waits for the receipt of its
    # head, which the other side may put off for 40 ms.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def base_url(host: str, port: int) -> str:
    """Write the URL of a server, with an IPv6 address in brackets."""
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _config(app: ASGIApp, wires: Wires) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=_protocol(wires),
        ws="none",
        loop="asyncio",
        lifespan="on",
        log_config=None,
        log_level="warning",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=60,
        timeout_graceful_shutdown=_DRAINED_WITHIN,
    )


def _protocol(wires: Wires) -> type[H11Protocol]:
    """Make a protocol that keeps `wires` in step with the open sockets."""

    class KnownSockets(H11Protocol):
        # The signature is uvicorn's, which narrows that of asyncio.
        def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            # asyncio leaves Nagle's algorithm on for a socket that names no protocol.
            peer = transport.get_extra_info("socket")
            peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self.client is not None:
                wires[self.client] = transport

        def connection_lost(self, exc: Exception | None) -> None:
            if self.client is not None:
                wires.pop(self.client, None)
            super().connection_lost(exc)

    return KnownSockets
