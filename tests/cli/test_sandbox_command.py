import json
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest

from tests.cli.conftest import Cli
from tests.cli.served import ORGANISATION, finished, process

WITHOUT_UVICORN = (
    "import sys; sys.modules['uvicorn'] = None; from xero_component.cli import main;"
    " sys.argv = ['xero-component', *sys.argv[1:]]; main()"
)


@contextmanager
def running(*options: str) -> Iterator[tuple["subprocess.Popen[str]", dict[str, object]]]:
    with process("-m", "xero_component", "sandbox", "--port", "0", *options) as sandbox:
        assert sandbox.stdout is not None
        try:
            yield sandbox, json.loads(sandbox.stdout.readline())
        finally:
            sandbox.kill()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_prints_one_line_of_json_and_ends_well_when_stopped(number: signal.Signals) -> None:
    with running() as (sandbox, line):
        base_url = str(line["base_url"])
        assert httpx.get(f"{base_url}/sandbox/clock", trust_env=False).status_code == 200
        sandbox.send_signal(number)
        out, err = sandbox.communicate(timeout=20)
    assert sandbox.returncode == 0
    assert (out, err) == ("", "")
    for name in ("client_id", "client_secret", "webhook_key", "tenants"):
        assert line[name]
    with pytest.raises(httpx.ConnectError):
        httpx.get(base_url, trust_env=False)


def test_a_connection_remembers_its_sandbox_and_later_commands_find_it(cli: Cli) -> None:
    with running("--fault", "500*always@GET /Invoices", "--no-limits") as (_, line):
        where = ("--base-url", str(line["base_url"]), "--tenant", ORGANISATION)
        assert cli("connect", "acme", "--sandbox", *where).exit_code == 0
        assert cli("run", "list_contacts").exit_code == 0
        assert cli("run", "list_invoices").exit_code == 7
    done = cli("run", "raw_request", "--url", "/Organisation", "--method", "GET")
    assert done.exit_code == 5
    assert "cannot be reached" in done.stderr


def test_the_webhook_address_is_taken(cli: Cli) -> None:
    url = "http://localhost:9/hook"
    with running("--webhook-url", url) as (_, line):
        assert line["webhook_url"] == url
        state = httpx.get(f"{line['base_url']}/sandbox/webhooks", trust_env=False).json()
    assert state["url"] == url


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--fault", "nonsense"), "no fault 'nonsense'"),
        (("--webhook-url", "http://hooks.example"), "loopback"),
        (("--port", "70000"), "--port"),
    ],
)
def test_wrong_options_are_named(cli: Cli, options: tuple[str, ...], words: str) -> None:
    done = cli("sandbox", *options)
    assert done.exit_code == 2
    assert words in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize("host", ["127.0.0.1", "no such host"])
def test_an_address_that_cannot_be_had_says_what_to_do(cli: Cli, base_url: str, host: str) -> None:
    port = str(httpx.URL(base_url).port)
    done = cli("sandbox", "--port", port, "--host", host)
    assert done.exit_code == 8
    assert "--port" in done.stderr


@pytest.mark.parametrize("command", ["sandbox", "demo"])
def test_without_the_extra_it_says_what_to_install(command: str) -> None:
    code, out, err = finished("-c", WITHOUT_UVICORN, command)
    assert code == 8, err
    assert out == ""
    assert 'pip install "xero-component[server]"' in err
    assert "Traceback" not in err
