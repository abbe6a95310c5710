"""A token endpoint on loopback whose refresh tokens work once, with a grace for the last one."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs


class TokenServer(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, *, grace: bool) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.grace = grace
        self.calls: list[str] = []
        self.valid = {"refresh-1"}
        self.guard = threading.Lock()

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def exchange(self, refresh_token: str) -> tuple[int, dict[str, object]]:
        with self.guard:
            self.calls.append(refresh_token)
            if refresh_token not in self.valid:
                return 400, {"error": "invalid_grant"}
            number = len(self.calls) + 1
            self.valid = {f"refresh-{number}"} | ({refresh_token} if self.grace else set())
        tokens = {"access_token": f"access-{number}", "refresh_token": f"refresh-{number}"}
        return 200, {**tokens, "expires_in": 1800}


class Handler(BaseHTTPRequestHandler):
    server: TokenServer

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        status, reply = self.server.exchange(form["refresh_token"][0])
        body = json.dumps(reply).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing."""


@contextmanager
def token_server(*, grace: bool) -> Iterator[TokenServer]:
    with TokenServer(grace=grace) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
