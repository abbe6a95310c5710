"""Whatever fits the OpenAPI document, or nearly does: no failure, and no answer that it lacks.

The suite sends the examples and a few made-up requests for each route. To actions, pickers and
triggers it sends what just does not fit: what fits is sent by `test_every_action` and
`test_data_sources_and_triggers`. `make soak` has the program schemathesis do all that it can.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
import schemathesis
from anyio.from_thread import BlockingPortal, start_blocking_portal
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.core.result import Ok
from schemathesis.schemas import APIOperation

from tests.runtimes.http.site import URL, Site, opened_site, unpaced
from xero_component.api.endpoints import Endpoints
from xero_component.connections import (
    ClientCredentialsConnection,
    ClientCredentialsInput,
    TokenStore,
)
from xero_component.runtimes.http import create_app
from xero_component.runtimes.settings import load_settings
from xero_component.sandbox import Sandbox
from xero_component.sandbox.serving import in_background

LONG = os.environ.get("XERO_COMPONENT_SOAK") == "long"
KEY = "webhook-key"
MADE_UP = 2
LEFT_OUT = (
    "ignored_auth",  # nobody needs a key on loopback; the tests of API keys are about the others
    "allow_header_conformance",  # the name of a connection may end in /test, so that GET fits too
    "positive_data_acceptance",  # the books refuse much that has the right form
)
REPEATABLE = settings(
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],
)
OPTIONS = (
    "--phases=examples,coverage,fuzzing,stateful",
    f"--exclude-checks={','.join(LEFT_OUT)}",
    "--suppress-health-check=all",
    "--request-timeout=60",
    "--continue-on-failure",
)
Case = schemathesis.Case[Any]
Check = Callable[[Case], None]


class Driver:
    """Sends what schemathesis makes up to a server with one connection, and judges the answers."""

    def __init__(self, portal: BlockingPortal, site: Site) -> None:
        self._portal = portal
        self.site = site
        self.statuses: dict[str, set[int]] = {}
        load_all_checks()
        self._left_out: list[Any] = CHECKS.get_by_names(LEFT_OUT)

    def check(self, case: Case) -> None:
        if not self.site.server.store.list():
            self.site.connect()
        reply = self._portal.call(self.site.caller.send, _request_of(case))
        self.statuses.setdefault(case.operation.label, set()).add(reply.status_code)
        case.validate_response(reply, excluded_checks=self._left_out)


@pytest.mark.soak
@pytest.mark.timeout(7200 if LONG else 60)
def test_no_request_makes_it_fail_or_say_what_its_document_does_not(
    tmp_path: Path, shared: Site
) -> None:
    if LONG:
        _run_all_phases(tmp_path)
        return
    with ExitStack() as opened:
        portal = opened.enter_context(start_blocking_portal())
        site = opened_site(tmp_path, webhook_key=KEY)
        driver = Driver(portal, opened.enter_context(portal.wrap_async_context_manager(site)))
        _try_out_all(driver, shared.app.openapi())


def _try_out_all(driver: Driver, document: dict[str, Any]) -> None:
    schema = schemathesis.openapi.from_dict(document)
    schema.config.generation.update(with_security_parameters=False)
    operations = [one.ok() for one in schema.get_all_operations() if isinstance(one, Ok)]
    assert len(operations) == sum(len(methods) for methods in document["paths"].values())
    for operation in operations:
        _try_out(operation, driver.check)
    others = {one.label for one in operations if not _is_tried_elsewhere(one)}
    done = [label for label in others if 200 in driver.statuses[label]]
    assert driver.statuses.keys() == {operation.label for operation in operations}
    assert len(done) > len(others) / 2


def _try_out(operation: APIOperation[Any, Any, Any, Any], check: Check) -> None:
    """Send each example as it stands, then what fits the schema and what just does not."""
    if _is_tried_elsewhere(operation):
        wrong = operation.as_strategy(generation_mode=schemathesis.GenerationMode.NEGATIVE)
        settings(REPEATABLE, max_examples=1)(given(wrong)(check))()
        return
    for strategy in operation.get_strategies_from_examples():
        settings(REPEATABLE, max_examples=1)(given(strategy)(check))()
    either = [operation.as_strategy(generation_mode=mode) for mode in schemathesis.GenerationMode]
    settings(REPEATABLE, max_examples=MADE_UP)(given(st.one_of(either))(check))()


def _is_tried_elsewhere(operation: APIOperation[Any, Any, Any, Any]) -> bool:
    return operation.path.startswith(("/actions/", "/data-sources/", "/triggers/"))


def _request_of(case: Case) -> httpx.Request:
    sent = case.as_transport_kwargs(base_url=URL)
    return httpx.Request(
        sent["method"],
        sent["url"],
        params=sent.get("params"),
        headers=sent.get("headers"),
        cookies=sent.get("cookies"),
        content=sent.get("data"),
        **({"json": sent["json"]} if "json" in sent else {}),
    )


def _run_all_phases(folder: Path) -> None:
    sandbox = Sandbox(limits=None)
    with sandbox.serve() as base_url:
        url = f"sqlite:///{folder / 'tokens.db'}"
        announced: Any = sandbox.announcement(base_url)
        connect = ClientCredentialsInput.model_validate(announced["custom_connection"])
        with TokenStore(url) as store:
            ClientCredentialsConnection.from_settings(
                connect, store=store, name="acme", endpoints=Endpoints.at(base_url)
            )
        given = load_settings(store=url, base_url=base_url, webhook_key=KEY)
        with in_background(create_app(given, limits=unpaced()), {}, "127.0.0.1", 0) as server_url:
            program = [sys.executable, "-m", "schemathesis.cli", "run"]
            command = [*program, f"{server_url}/openapi.json", *OPTIONS]
            done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - this Python
    assert done.returncode == 0, done.stdout
