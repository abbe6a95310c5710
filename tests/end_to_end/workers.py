"""Programs of a bad day, each in a process of its own that may be killed at any moment."""

import json
import logging
from collections.abc import Sequence
from pathlib import Path

import anyio
import httpx
import uvicorn

from tests.end_to_end.bad_days import DONE, FAILED, OPEN, PATIENCE, UNKNOWN, UNTOLD, Story, invoice
from tests.fast_time import FastClock
from xero_component.api.client import XeroClient
from xero_component.api.endpoints import Endpoints
from xero_component.component import component
from xero_component.connections import TokenStore, open_connection
from xero_component.core import StepContext, invoke
from xero_component.errors import GiveUpError, OutcomeUnknownError, WaitError
from xero_component.runtimes.http import create_app
from xero_component.runtimes.settings import load_settings

CONNECTION = "acme"
TRIES = 6
PAUSE = 5.0
"""Seconds of fast time until a step is tried again that was told to wait."""


def serve(port: int, store: str, key: str, base_url: str, time: tuple[float, float]) -> None:
    """Serve the component on a port until the process is killed."""
    logging.disable(logging.CRITICAL)
    settings = load_settings(store=store, key=key, base_url=base_url, port=port, wait_seconds=1)
    http = httpx.AsyncClient(timeout=PATIENCE, trust_env=False)
    app = create_app(settings, clock=FastClock(*time), http=http)
    uvicorn.run(app, host="127.0.0.1", port=port, log_config=None, access_log=False)


def work_on(
    journal: Path,
    names: Sequence[str],
    store: str,
    key: str,
    base_url: str,
    time: tuple[float, float],
) -> None:
    """Carry out the steps of a run that its journal does not have yet."""
    anyio.run(_work_on, journal, names, store, key, base_url, time)


async def _work_on(
    journal: Path,
    names: Sequence[str],
    store: str,
    key: str,
    base_url: str,
    time: tuple[float, float],
) -> None:
    story, clock, endpoints = Story(), FastClock(*time), Endpoints.at(base_url)
    story.read(journal)
    with TokenStore(store, key, clock) as tokens:
        async with httpx.AsyncClient(timeout=PATIENCE, trust_env=False) as http:
            authorisation = open_connection(CONNECTION, tokens, http, endpoints, clock)
            xero = XeroClient(authorisation, limits=tokens.limits, clock=clock, http=http)
            for name in names:
                begun = name in story.told
                if story.told.get(name, OPEN) == OPEN:
                    _write(journal, name, OPEN)
                    what, identifier = await _carry_out(xero, name)
                    _write(journal, name, UNKNOWN if begun and what == FAILED else what, identifier)


async def _carry_out(xero: XeroClient, name: str) -> tuple[str, str]:
    """Run a step as a flow builder does: again under the same ids while it is worth it."""
    what = FAILED
    for attempt in range(1, TRIES + 1):
        step = StepContext(run_id=f"run {name}", step_id="create", attempt=attempt)
        try:
            outcome = await invoke(component, "create_invoice", invoice(name), xero, step)
        except OutcomeUnknownError as error:
            what = UNKNOWN if "look in Xero" in error.advice else UNTOLD
        except GiveUpError:
            continue
        except WaitError:
            await xero.clock.sleep(PAUSE)
        else:
            return DONE, str(outcome.output["InvoiceID"])
    return what, ""


def _write(journal: Path, name: str, what: str, identifier: str = "") -> None:
    with journal.open("a", encoding="utf-8") as lines:
        lines.write(json.dumps([name, what, identifier]) + "\n")
