"""The server as a process of its own, on a real socket."""

import json
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from tests.cli.served import process


@dataclass
class Served:
    """A server process, and a way to call it."""

    running: "subprocess.Popen[str]"
    announced: dict[str, str]
    http: httpx.Client

    def act(self, key: str, body: Any, **more: Any) -> httpx.Response:
        return self.http.post(f"/actions/{key}", json=body, **more)

    def stop(self, number: signal.Signals = signal.SIGTERM) -> tuple[int, str, str]:
        """End it, and return its exit code and what else it has printed."""
        self.running.send_signal(number)
        out, err = self.running.communicate(timeout=30)
        return self.running.returncode, out, err


@contextmanager
def server_process(*options: str, **settings: str) -> Iterator[Served]:
    """Run `serve` until the block ends; settings by name."""
    given = {f"XERO_COMPONENT_{name.upper()}": value for name, value in settings.items()}
    command = ("-W", "error", "-m", "xero_component", "serve", "--port", "0", *options)
    with process(*command, env=given) as running:
        assert running.stdout is not None
        try:
            line = running.stdout.readline()
            assert line, running.communicate()[1]
            announced = json.loads(line)
            with httpx.Client(base_url=announced["url"], trust_env=False, timeout=30) as http:
                yield Served(running, announced, http)
        finally:
            running.kill()
