"""The address on this machine that the browser comes back to after the consent."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from string import Template
from urllib.parse import parse_qs, urlsplit

from xero_component.errors import ConfigurationError, ReconnectError

PATH = "/callback"
_PATIENCE = 10.0
"""Seconds for a browser to send its request."""

_PAGE = Template(
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>$title</title>'
    "<style>body{font:16px/1.5 system-ui,sans-serif;max-width:32rem;margin:15vh auto;padding:0 1rem"
    "}h1{font-size:1.4rem}</style><h1>$title</h1><p>$text</p></html>"
)


class CallbackServer:
    """Waits for the one request that ends a consent."""

    def __init__(self, port: int) -> None:
        self._address: str | None = None
        self._arrived = threading.Event()
        self._lock = threading.Lock()
        self._server = _listen(port, self._handler())
        self.redirect_uri = f"http://localhost:{self._server.server_address[1]}{PATH}"

    def wait(self, seconds: float) -> str:
        """Return the whole address that the browser came back with.

        Raises `ReconnectError` when nobody comes back in time.
        """
        if not self._arrived.wait(seconds) or self._address is None:
            raise ReconnectError(
                f"Nobody came back from Xero's consent page within {seconds / 60:.0f} minutes.",
                advice="Start connecting again.",
            )
        return self._address

    def run(self) -> None:
        """Serve until `stop`."""
        self._server.serve_forever(poll_interval=0.05)

    def stop(self) -> None:
        """Stop serving and give the port back."""
        self._server.shutdown()
        self._server.server_close()

    def _take(self, target: str) -> bool:
        """Keep the first callback, and say whether this was it."""
        with self._lock:
            if self._address is not None:
                return False
            self._address = self.redirect_uri.removesuffix(PATH) + target
            return True

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        callback = self

        class Handler(BaseHTTPRequestHandler):
            timeout = _PATIENCE
            protocol_version = "HTTP/1.0"

            def do_GET(self) -> None:
                """Answer the browser."""
                if urlsplit(self.path).path != PATH:
                    self._answer(404, "Not found", "There is nothing at this address.")
                elif not callback._take(self.path):
                    self._answer(409, "Already answered", "Go back to the terminal.")
                else:
                    self._answer(200, *_words(self.path))
                    callback._arrived.set()

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name
                """Log nothing: the address holds a code."""

            def _answer(self, status: int, title: str, text: str) -> None:
                page = _PAGE.substitute(title=escape(title), text=escape(text)).encode()
                self.send_response(status)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(page)))
                self.send_header("Cache-Control", "no-store")
                self.send_header("Referrer-Policy", "no-referrer")
                self.send_header(
                    "Content-Security-Policy", "default-src 'none'; style-src * 'unsafe-inline'"
                )
                self.end_headers()
                self.wfile.write(page)

        return Handler


@contextmanager
def callback_server(port: int) -> Iterator[CallbackServer]:
    """Listen on this machine alone; port 0 takes any that is free.

    Raises `ConfigurationError` when the port is taken.
    """
    server = CallbackServer(port)
    thread = threading.Thread(target=server.run, name="xero-callback", daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.stop()
        thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = os.name == "posix"  # elsewhere it would share the port with others

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing about a browser that hung up."""


def _listen(port: int, handler: type[BaseHTTPRequestHandler]) -> ThreadingHTTPServer:
    try:
        return _Server(("127.0.0.1", port), handler)
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or "not a port"
        raise ConfigurationError(
            f"The browser cannot come back to port {port} of this machine ({reason}).",
            advice="Choose another one with --port, and enter http://localhost:PORT/callback as a"
            " redirect URI of the app in the Xero Developer portal.",
        ) from None


def _words(target: str) -> tuple[str, str]:
    error = parse_qs(urlsplit(target).query).get("error", [""])[0]
    if error:
        return "Not connected", f"Xero answered: {error[:200]}. Go back to the terminal."
    return "Thank you", "You can close this page and go back to the terminal."
