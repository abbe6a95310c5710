"""A sandbox on a socket with one consent, and what a tap does there."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import anyio
import httpx

from xero_component.api.endpoints import Endpoints
from xero_component.connections import (
    OAuth2Input,
    begin_authorisation,
    complete_authorisation,
    list_tenants,
)
from xero_component.runtimes.singer import TapConfig
from xero_component.runtimes.singer.access import opened
from xero_component.sandbox import Sandbox
from xero_component.sync import STREAMS

ROOT = Path(__file__).parents[2]
REDIRECT = "http://localhost:8765/callback"


@dataclass(frozen=True)
class Home:
    """A sandbox, and a folder for files."""

    sandbox: Sandbox
    base_url: str
    folder: Path

    def config(self, scopes: str | None = None, **more: Any) -> dict[str, Any]:
        """Return a configuration with a refresh token of a new consent."""
        token, tenants = anyio.run(self._consent, scopes)
        told = self.sandbox.announcement(self.base_url)
        return {
            "client_id": told["client_id"],
            "client_secret": told["client_secret"],
            "tenant_id": tenants["Demo Company (AU)"],
            "refresh_token": token,
            **more,
        }

    async def _consent(self, scopes: str | None) -> tuple[str, Mapping[str, str]]:
        told = self.sandbox.announcement(self.base_url)
        endpoints = Endpoints.at(self.base_url)
        wanted = scopes or OAuth2Input.model_fields["scopes"].default
        settings = OAuth2Input.model_validate(
            {"client_id": told["client_id"], "client_secret": told["client_secret"]}
            | {"scopes": wanted}
        )
        pending = begin_authorisation(settings, REDIRECT, endpoints)
        async with httpx.AsyncClient(trust_env=False) as http:
            page = await http.get(f"{pending.url}&sandbox_consent=all")
            grant = await complete_authorisation(pending, page.headers["location"], http, endpoints)
            tenants = await list_tenants(str(grant.access_token), http, endpoints)
        return str(grant.refresh_token), {one.name: one.tenant_id for one in tenants}

    def file(self, name: str, content: Any) -> str:
        """Write JSON into a file; return its path."""
        path = self.folder / name
        path.write_text(json.dumps(content), "utf-8")
        return str(path)

    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "PYTHONUTF8": "1",
            "PYTHONPATH": str(ROOT),
            "XERO_COMPONENT_BASE_URL": self.base_url,
        }

    def command(
        self, config: object, *more: str, catalog: Any = None, state: Any = None
    ) -> list[str]:
        """Return the command of a tap, with its files written."""
        command = [sys.executable, "-m", "xero_component", "tap", *more]
        for name, content in (("config", config), ("catalog", catalog), ("state", state)):
            if content is not None:
                command += [f"--{name}", self.file(f"{name}.json", content)]
        return command

    def piped(self, command: list[str], target: list[str]) -> tuple[int, int, str, str]:
        """Run a tap into a target; return both exit codes, the target's output, and the logs."""
        with subprocess.Popen(  # noqa: S603 - this Python
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            text=True,
            env=self.environment(),
            cwd=ROOT,
        ) as tap:
            done = subprocess.run(  # noqa: S603 - a target of the tests
                target, stdin=tap.stdout, capture_output=True, text=True, check=False, timeout=50
            )
            assert tap.stdout is not None
            assert tap.stderr is not None
            tap.stdout.close()  # or a tap whose target has gone would wait for a reader
            log = tap.stderr.read()
        return tap.returncode, done.returncode, done.stdout, log + done.stderr

    def shown(self, config: Mapping[str, Any], key: str) -> dict[str, Any]:
        """Return what Xero shows now of a stream, by id."""

        async def read() -> dict[str, Any]:
            stream = STREAMS[key]
            async with opened(TapConfig.read(dict(config))) as (xero, _):
                rows = [row async for page in stream.read(xero) for row in page]
            return {row[stream.primary_key]: row for row in rows}

        return anyio.run(read)
