"""Running the server under uvicorn until it is stopped."""

import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

from xero_component.errors import ConfigurationError
from xero_component.runtimes.settings import Settings

MOST_WAITING = 512


def serve(app: ASGIApp, settings: Settings, on_ready: Callable[[str], None]) -> None:
    """Serve until SIGINT or SIGTERM, then let what is in flight end.

    `on_ready` is called with the base URL. Raises `ConfigurationError` for a port that cannot be
    had.
    """
    with _listening(settings) as listener:
        url = base_url(settings.host, listener.getsockname()[1])
        server = _Server(_config(app, settings), lambda: on_ready(url))
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


def base_url(host: str, port: int) -> str:
    """Write the URL of a server, with an IPv6 address in brackets."""
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


class _Server(uvicorn.Server):
    """Tells when it has started."""

    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start listening, then say so."""
        await super().startup(sockets)
        if self.started:
            self._on_ready()


@contextmanager
def _listening(settings: Settings) -> Iterator[socket.socket]:
    host, port = settings.host.strip("[]"), settings.port
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family, backlog=MOST_WAITING)
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or "not an address"
        reason = reason.partition(" (")[0]  # Python adds the address, which is named already
        raise ConfigurationError(
            f"The server cannot listen on port {port} of {host!r} ({reason}).",
            advice="Choose another one with --port, or --port 0 for any that is free.",
        ) from None
    # What it accepts inherits this. Without it, the body of an answer waits for the receipt of its
    # head, which the other side may put off for 40 ms.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    with listener:
        yield listener


def _config(app: ASGIApp, settings: Settings) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        ws="none",
        lifespan="on",
        log_config=None,
        log_level="warning",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=settings.shutdown_seconds,
    )
